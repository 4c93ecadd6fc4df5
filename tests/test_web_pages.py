"""House rules about every page that the suite can fetch, and about the templates.

The pages are those of tests/gallery/tour/, where a new one joins.
"""

import re
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.gallery.tour.album import Album
from tests.pages import Page, encoded, parsed, words

TEMPLATES = Path(__file__).parent.parent / "templates"
ENGLISH = re.compile(
    r"\b(error|submit|invalid|not a valid|required|this field|must be|please|choice|missing|"
    r"bad request|not found|forbidden|method not allowed|sign in|log ?in|log ?out|unknown|untitled|"
    r"next|previous|close|open|save|cancel|delete|true|false|none|null|undefined)\b",
    re.IGNORECASE,
)
# Extended and never rendered by itself; and what takes a passkey that a browser has made, which
# the journeys have.
UNUSED = {"base.html", "account/passkey_passphrase.html", "account/passkey_remove.html"}
# Folders of staff's templates; base.html has the register's keys, for officers.
WITH_SCRIPT = {"account", "officer", "register", "templates"}
SCRIPT = re.compile(r'<script src="/static/[a-z]+\.js" defer></script>')


@pytest.fixture(scope="module")
def album(albums) -> Album:
    """Every page, in Swedish."""
    return albums["sv"]


def is_staffs(page: Page) -> bool:
    """Whether a page is of the staff's: its forms have tokens."""
    return 'name="csrf_token"' in page.text


def asks_register(form: Element) -> bool:
    """Whether a form only asks for a page of the register."""
    return form.get("method") == "get" and form.get("action", "").startswith("/register/")


def elements(page: Page, *tags: str) -> list[Element]:
    return [e for e in page.root.iter() if not tags or e.tag in tags]


def each(album: Album, check) -> dict[str, object]:
    """What a check finds on each page; nothing is best."""
    found = {name: check(page) for name, page in album.pages.items()}
    return {name: faults for name, faults in found.items() if faults}


def test_every_page_is_html_without_an_error(album):
    def faults(page: Page) -> list[str]:
        parser = html5lib.HTMLParser()
        parser.parse(page.text)
        return [f"{where} {what}" for where, what, _ in parser.errors]

    assert each(album, faults) == {}


def test_a_padded_page_is_html_without_an_error_too(desk_site, employee):
    parser = html5lib.HTMLParser()
    parser.parse(employee.get("/fraga").text)

    assert parser.errors == []


def test_every_page_has_one_heading_of_the_first_rank_and_one_title(album):
    def faults(page: Page) -> list[str]:
        count = {tag: len(elements(page, tag)) for tag in ("h1", "title", "main")}
        return [tag for tag, times in count.items() if times != 1]

    assert each(album, faults) == {}


def test_headings_skip_no_rank(album):
    def faults(page: Page) -> list[str]:
        ranks = [int(e.tag[1]) for e in elements(page, "h1", "h2", "h3", "h4")]
        before = [0, *ranks]
        steps = zip(before, ranks, strict=False)
        main = [rank for was, rank in steps if rank > was + 1]
        # The error summary stands before the heading of the page.
        return [f"h{rank}" for rank in main if not (rank == 2 and ranks[0] == 2)]

    assert each(album, faults) == {}


# The same page, with more on it.
ALIKE = ({"unknown", "follow-up"}, {"disclose", "disclose damaged"})


def test_pages_made_of_different_words_have_different_titles(album):
    plain = [name for name, page in album.pages.items() if page.status == 200]
    same = {"check", "thread", "queue", "account", "ticket", "ask", "rights", "sign", "follow-up",
            "delete", "unknown", "records", "personal-data", "holds", "statement", "transparency",
            "figures", "trends", "standing", "register", "keys", "lines", "line", "issue", "issues",
            "inquiry", "intake", "particulars", "request", "names", "name", "advice",
            "rota", "week", "sheet",
                "handing", "registry", "batch"}  # fmt: skip

    titles: dict[str, set[str]] = {}
    for name in plain:
        kind = name.split()[0]
        titles.setdefault(album.pages[name].title, set()).add(kind if kind in same else name)

    many = {title: names for title, names in titles.items() if len(names) > 1}
    assert {t: n for t, n in many.items() if n not in ALIKE} == {}


def test_a_title_names_the_page_and_the_authority(album):
    def faults(page: Page) -> str:
        is_right = page.title.endswith("– Pressenheten, Exempelstads kommun")
        return "" if is_right and page.title[0] not in " –" else page.title

    assert each(album, faults) == {}


def test_the_title_of_what_went_wrong_begins_with_it(album):
    calm = {"sign in asked for", "sign in with text", "no keys"}  # nobody did anything wrong
    calm |= {"coming", "before"}

    def faults(page: Page) -> str:
        return "" if page.title.startswith("Fel: ") == (page.status >= 400) else page.title

    odd = set(each(album, faults))
    assert odd - calm == {"unknown", "follow-up lost"}  # said as wrong, with status 200


def test_every_field_has_a_label_and_the_label_has_words(album):
    def faults(page: Page) -> list[str]:
        labels = {e.get("for"): words(e) for e in elements(page, "label")}
        fields = [e for e in elements(page, "input", "select", "textarea")]
        shown = [e for e in fields if e.get("type") not in {"hidden", "submit"}]
        return [str(e.attrib) for e in shown if not labels.get(e.get("id"))]

    assert each(album, faults) == {}


def test_ids_are_given_once_and_what_points_to_them_finds_them(album):
    def faults(page: Page) -> list[str]:
        ids = [e.get("id") for e in elements(page) if e.get("id")]
        pointing = [
            target
            for e in elements(page)
            for name in ("aria-describedby", "aria-labelledby", "for", "form")
            for target in (e.get(name) or "").split()
        ]
        links = [e.get("href", "")[1:] for e in elements(page, "a") if e.get("href", "")[:1] == "#"]
        doubled = [one for one in set(ids) if ids.count(one) > 1]
        return doubled + [one for one in {*pointing, *links} if one not in ids]

    assert each(album, faults) == {}


def test_a_wrong_field_says_so_and_points_to_its_words(album):
    def faults(page: Page) -> list[str]:
        wrong = [e for e in elements(page) if e.get("aria-invalid") == "true"]
        wrong = [e for e in wrong if e.get("type") != "checkbox"]
        return [str(e.attrib) for e in wrong if "-error" not in (e.get("aria-describedby") or "")]

    assert each(album, faults) == {}
    assert 'aria-invalid="true"' in album.pages["ask empty"].text


def test_a_refused_form_begins_with_a_summary_in_focus(album):
    def faults(page: Page) -> str:
        if page.status not in {422} and "Fel:" not in words(page.root.find(".//main")):
            return ""
        first = next(iter(page.root.find(".//main")))
        wanted = {"role": "alert", "tabindex": "-1", "autofocus": ""}
        return "" if wanted.items() <= first.attrib.items() and words(first) else page.title

    assert each(album, faults) == {}


def test_at_most_one_thing_takes_the_focus(album):
    def faults(page: Page) -> int:
        count = sum(e.get("autofocus") is not None for e in elements(page))
        return count if count > 1 else 0

    assert each(album, faults) == {}


def test_groups_of_choices_have_a_frame_and_a_caption(album):
    def faults(page: Page) -> list[str]:
        framed = {
            choice
            for frame in elements(page, "fieldset")
            if words(frame.find("legend"))
            for choice in frame.iter("input")
        }
        choices = [e for e in elements(page, "input") if e.get("type") in {"radio", "checkbox"}]
        names = [e.get("name") for e in choices]
        grouped = [e for e in choices if names.count(e.get("name")) > 1]
        return [str(e.attrib) for e in grouped if e not in framed]

    assert each(album, faults) == {}


def test_no_page_has_a_script_a_style_or_a_handler_of_its_own(album):
    def faults(page: Page) -> list[str]:
        # Staff have a file of script for passkeys, and work without it.
        scripts = page.text.count("<script") - len(SCRIPT.findall(page.text)) * is_staffs(page)
        found = ["script"] * scripts
        found += [e.tag for e in elements(page, "style", "iframe", "object", "base")]
        found += [n for e in elements(page) for n in e.attrib if n == "style" or n.startswith("on")]
        return found

    assert each(album, faults) == {}


def test_every_address_is_ours_or_one_that_people_may_follow(album):
    known = {"https://www.jo.se/", "https://www.jk.se/", "tel:112", "tel:0846500400", "data:,"}
    known |= {"https://www.imy.se/", "https://www.digg.se/tdosanmalan", "tel:11414", "tel:116006"}
    known |= {"tel:0701740605", "mailto:rut.ek@example.se"}  # a reporter's, on officers' pages

    def faults(page: Page) -> list[str]:
        names = ("href", "src", "action", "formaction", "poster", "srcset")
        found = [e.get(name, "") for e in elements(page) for name in names if e.get(name)]
        return [a for a in found if a not in known and not re.match(r"/(?!/)|#", a)]

    assert each(album, faults) == {}


def test_no_browser_fills_in_remembers_or_spell_checks_what_is_written(album):
    staffs = {"username", "current-password", "new-password", "one-time-code"}

    def faults(page: Page) -> list[str]:
        found = []
        for field in elements(page, "textarea", "input"):
            if field.get("type") in {None, "text", "password"}:
                how = field.get("autocomplete")
                is_quiet = how == "off" or (how in staffs and "/konto/" in page.text)
                if not is_quiet or (field.get("spellcheck") != "false"):
                    found.append(str(field.attrib))
        return found

    assert each(album, faults) == {}


def test_no_field_cuts_a_text_short_without_a_word(album):
    def faults(page: Page) -> list[str]:
        return [str(e.attrib) for e in elements(page) if e.get("maxlength")]

    assert each(album, faults) == {}


def test_forms_post_and_never_get(album):
    def faults(page: Page) -> list[str]:
        forms = [f for f in elements(page, "form") if f.get("method") != "post"]
        # Officers search and filter the register, a public record, by its address.
        # A change of language alone asks for a page and sends nothing.
        asks = [f for f in forms if f.findall(".//input") or f.findall(".//textarea")]
        return [str(f.attrib) for f in asks if not asks_register(f) or not is_staffs(page)]

    assert each(album, faults) == {}


def test_employees_forms_have_no_token_and_staffs_all_have_one(album):
    def faults(page: Page) -> list[str]:
        found = []
        for form in elements(page, "form"):
            action = re.sub(r"^/(en|lattlast)(?=/)", "", form.get("action", ""))
            has_token = any(e.get("name") == "csrf_token" for e in form.iter("input"))
            is_staffs_own = action.startswith(("/konto/", "/desk/", "/siffror/", "/register/"))
            if has_token != (is_staffs_own and not asks_register(form)):
                found.append(action)
        return found

    assert each(album, faults) == {}


def test_every_button_and_link_has_words(album):
    def faults(page: Page) -> list[str]:
        return [str(e.attrib) for e in elements(page, "a", "button", "th", "dt") if not words(e)]

    assert each(album, faults) == {}


def test_no_english_is_left_on_a_page(album):
    def faults(page: Page) -> list[str]:
        shown = [e for e in elements(page) if e.tag not in {"script", "style"}]
        texts = " ".join(words(e) for e in shown if e.tag in {"title", "main", "header", "footer"})
        labels = " ".join(e.get(n) or "" for e in shown for n in ("aria-label", "title", "alt"))
        return sorted({m.group() for m in ENGLISH.finditer(f"{texts} {labels}")})

    assert each(album, faults) == {}


@pytest.mark.parametrize("left", ["Not a valid choice.", "This field is required.", "Error: x"])
def test_english_that_is_left_would_be_seen(left):
    assert ENGLISH.search(left)


def test_every_page_says_which_language_it_is_in(album):
    assert each(album, lambda page: page.root.get("lang") != "sv") == {}


def test_every_template_is_used_by_some_view(album):
    every = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    partial = {name for name in every if name.rpartition("/")[2].startswith("_")}

    assert every - partial - UNUSED - album.used == set()


def test_every_part_of_a_template_is_used_by_some_template():
    sources = [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")]
    partial = [path.relative_to(TEMPLATES) for path in TEMPLATES.rglob("_*.html")]

    assert [str(p) for p in partial if not any(f'"{p}"' in source for source in sources)] == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_lets_text_through_unescaped_or_carries_a_script(path):
    source = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    ours = r"<script src=\"\{\{ url_for\('static', filename='[a-z]+\.js'\) \}\}\" defer></script>"
    source = re.sub(ours, "", source) if path.parent.name in WITH_SCRIPT else source

    banned = r"\|\s*safe|autoescape|Markup|<script|<style|\sstyle=|\son\w+=|javascript:|\|\s*e\b"
    assert re.findall(banned, source) == []


def test_text_of_a_template_is_in_the_source_of_its_catalogue():
    """Words outside `_()` could not be translated."""
    outside = {}
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        plain = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", source, flags=re.DOTALL)
        left = re.findall(r"(?<!-)\b[A-Za-zÅÄÖåäö]{3,}", plain)
        if left:
            outside[path.name] = left

    assert outside == {}


def test_a_page_with_a_fault_would_be_seen():
    broken = parsed("<!doctype html><title>x</title><form method=get><input name=a></form>")

    page = Page.of(200, "")
    page.root = broken

    assert len(elements(page, "h1")) == 0
    assert [f.get("method") for f in elements(page, "form")] == ["get"]
    assert encoded([("a", "å")]) == b"a=%C3%A5"
