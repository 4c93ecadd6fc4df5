"""Pages that are the same for everybody are made once, and hold nothing of whoever asked first."""

import pytest
from flask import render_template, request, template_rendered

from pressdesk.web import access, shared
from pressdesk.web.forms import OpenForm, tidy
from tests.conftest import fields, lodged
from tests.promises.visits import ASKED

NASTY = ["<b>&\"'", "\ue0001\ue000", "\ue0000\ue000x", "{{ 7 * 7 }}", "å" * 50, "-", ""]

PAGES = ("/", "/rad", "/fraga", "/svar")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_is_the_same_for_everybody_is_made_once_in_each_language(desk_site, path):
    client, made = desk_site.app().test_client(), []

    def note(_app, template, **_more) -> None:
        made.append(template.name)

    with template_rendered.connected_to(note):
        pages = [client.get(prefix + path).text for prefix in ("", "/en", "", "/en", "/lattlast")]

    assert len([name for name in made if "base" not in name]) == 3
    assert len(set(pages)) == 5  # only the padding is drawn anew


def test_what_a_form_brought_is_in_nobody_elses_page(desk_site):
    client = desk_site.app().test_client()
    chosen = {"kinds": "threats", "action": "edit"}

    ticked = [client.post("/fraga", data=chosen).text for _ in range(2)]

    assert all('value="threats" checked' in page or "checked" in page for page in ticked)
    assert 'value="threats" checked' not in client.get("/fraga").text
    assert fields(client.get("/fraga").text, "/fraga").get("kinds") is None


def test_a_form_that_closes_is_not_shown_open(desk_site, monkeypatch):
    app = desk_site.app()
    client = app.test_client()
    assert "<textarea" in client.get("/fraga").text

    from pressdesk.web import site

    site.close_form(desk_site.site, ["pragmas"])

    assert "<textarea" not in client.get("/fraga").text


@pytest.mark.parametrize("typed", NASTY)
@pytest.mark.parametrize("prefix", ["", "/en", "/lattlast"])
def test_a_page_with_places_is_the_page_that_is_made_anew(desk_site, prefix, typed):
    app = desk_site.app()
    client = app.test_client()
    forms = [{"receipt": typed, "text": text} for text in ("Hej <på> dig", typed, "", typed)]

    pages = [whole(client.post(f"{prefix}/svar", data=form).text) for form in forms]

    app.view_functions["employee.read"] = access.public(made_anew)
    assert pages == [whole(client.post(f"{prefix}/svar", data=form).text) for form in forms]


def whole(page: str) -> str:
    """The page without its padding."""
    return page.partition("</html>")[0] + "</html>"


def made_anew() -> str:
    """The page of an unknown code, with nothing kept."""
    text = tidy(request.form["text"])
    return render_template("employee/unknown.html", form=OpenForm(), text=text)


def test_nothing_that_anybody_typed_is_kept(desk_site):
    app = desk_site.app()
    client = app.test_client()
    marks = ["MARKTEXT", "MARKCODE", "MARKQUERY", "MARKAGENT"]
    agent = {"User-Agent": "MARKAGENT", "Cookie": "session=MARKAGENT"}
    for path in ("/svar", "/skicka", "/fraga", "/svar/skriv", "/svar/radera", "/nowhere"):
        asked = ASKED | {"text": "MARKTEXT", "receipt": "MARKCODE", "token": "MARKCODE"}
        client.post(f"{path}?q=MARKQUERY", data=asked, headers=agent)
        client.get(f"{path}?q=MARKQUERY", headers=agent)
    code = lodged(desk_site, "MARKTEXT")
    client.post("/svar", data={"receipt": code, "text": "MARKTEXT"}, headers=agent)

    kept = repr([app.extensions[name] for name in (shared.MADE, shared.FRAMES, shared.PARTS)])

    assert "Koden öppnar ingen fråga" in kept
    assert [mark for mark in [*marks, code] if mark in kept] == []


def test_what_is_kept_has_an_end(desk_site):
    client = desk_site.app().test_client()
    app = client.application

    with app.test_request_context("/"):
        made = [shared.part("_menu.html", here=f"place {number}") for number in range(1_500)]

    assert len(app.extensions[shared.PARTS]) == shared.MOST
    assert len(made[-1]) == len(made[0])


def test_a_sent_code_is_shown_in_its_five_groups_however_it_came(desk_site):
    client = desk_site.app().test_client()
    given = fields(client.post("/fraga", data=ASKED).text, "/skicka")
    code = given["receipt"]
    ways = [code, code.lower(), code.replace("-", ""), code.replace("-", "--"), f"-{code}-"]
    ways += [f"{code[:at]}-{code[at:]}" for at in range(1, len(code))]

    pages = [client.post("/skicka", data=given | {"receipt": way}).text for way in ways]

    assert len({whole(page) for page in pages}) == 1
    assert "Din fråga är skickad" in pages[0]
    assert all(f"<span>{group}</span>" in pages[0] for group in code.split("-"))
    assert len(client.application.extensions[shared.FRAMES]) == 1  # nobody can fill the memory
