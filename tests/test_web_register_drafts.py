"""What is typed on an inquiry's page and not saved yet; and who else has the page open."""

import pytest
from sqlmodel import select

from pressdesk.keytables import RegisterDraft
from tests.both import bytes_of, rows_of
from tests.conftest import sign_in
from tests.inquiring import ANSWER, logged, page_of, press, row_of, said, written
from tests.pages import Page, colleague, fetch, submit, words

pytestmark = pytest.mark.both(every=10)

CANARY = "KANARIEFÅGEL"
MINE = "Det står tretton lindar på torget."
FORMS = {
    "answer": "/register/{ref}/svar",
    "note": "/register/{ref}/anteckna",
    "particulars": "/register/{ref}/uppgifter",
}
PAGES = FORMS | dict.fromkeys(("answer", "note"), "/register/{ref}")


@pytest.fixture
def ref(desk_site) -> str:
    return logged(desk_site)


def drafts_of(site) -> int:
    with site.store.reading() as db:
        return len(db.exec(select(RegisterDraft.id)).all())


def keep_draft(client, ref: str, text: str, what: str = "answer") -> Page:
    """What static/drafts.js sends."""
    page = fetch(client, PAGES[what].format(ref=ref))
    field = "question" if what == "particulars" else what
    form, to = FORMS[what].format(ref=ref), f"/register/utkast/{ref} {what}"
    return submit(client, page, form, to, **{field: text})


def test_a_draft_comes_back_to_its_author_and_to_nobody_else(desk_site, ofelia, ref):
    press(ofelia, ref, "ta")

    told = keep_draft(ofelia, ref, CANARY)

    assert "Utkast sparat 13.00" in told.text
    assert page_of(ofelia, ref).box(f"/register/{ref}/svar", "answer") == CANARY
    assert CANARY not in page_of(colleague(desk_site), ref).text
    assert CANARY.encode() not in bytes_of(desk_site.store)


def test_a_draft_is_no_answer(desk_site, ofelia, ref):
    written(ofelia, ref)
    keep_draft(ofelia, ref, CANARY)

    page = page_of(ofelia, ref)
    press(ofelia, ref, "lamna", outcome="facts")

    assert said(page) == [ANSWER]
    assert "ett utkast som inte är sparat" in page.text
    assert row_of(desk_site, ref).answer == ANSWER


@pytest.mark.parametrize("what", ["answer", "note"])
def test_a_draft_goes_when_its_text_is_saved(desk_site, ofelia, ref, what):
    press(ofelia, ref, "ta")
    keep_draft(ofelia, ref, MINE, what)
    kept = drafts_of(desk_site)

    submit(ofelia, page_of(ofelia, ref), FORMS[what].format(ref=ref), **{what: MINE})

    assert (kept, drafts_of(desk_site)) == (1, 0)


@pytest.mark.parametrize("what", FORMS)
def test_what_was_drafted_of_a_request_for_public_records_goes_with_it(
    desk_site, ofelia, ref, what
):
    press(ofelia, ref, "ta")
    keep_draft(ofelia, ref, CANARY, what)
    kept = drafts_of(desk_site)

    asked = press(ofelia, ref, "registrator")
    submit(ofelia, asked, f"/register/{ref}/registrator")

    assert (kept, drafts_of(desk_site)) == (1, 0)


@pytest.mark.parametrize("action", ["draft", "drop"])
def test_without_scripts_a_button_keeps_a_draft_and_another_drops_it(
    desk_site, ofelia, ref, action
):
    press(ofelia, ref, "ta")
    press(ofelia, ref, "svar", answer=MINE, action="draft")

    press(ofelia, ref, "svar", answer=MINE, action=action)

    assert drafts_of(desk_site) == (action == "draft")
    assert row_of(desk_site, ref).proposed is None


def test_an_empty_box_drops_the_draft(desk_site, ofelia, ref):
    press(ofelia, ref, "ta")
    keep_draft(ofelia, ref, MINE)

    keep_draft(ofelia, ref, "")

    assert drafts_of(desk_site) == 0


def test_a_draft_of_a_request_for_public_records_is_never_kept(desk_site, ofelia, ref):
    page = page_of(ofelia, ref)
    note = f"/register/{ref}/anteckna"
    asked = press(ofelia, ref, "registrator")
    submit(ofelia, asked, f"/register/{ref}/registrator")

    submit(ofelia, page, note, f"/register/utkast/{ref} note", note=CANARY)
    new = {"kind": "records-request", "question": CANARY}
    submit(ofelia, page, note, "/register/utkast/new", **new)

    assert drafts_of(desk_site) == 0


def test_a_draft_of_no_page_is_refused(desk_site, ofelia, ref):
    page = page_of(ofelia, ref)

    found = submit(ofelia, page, f"/register/{ref}/anteckna", "/register/utkast/A_b", note="x")

    assert (found.status, drafts_of(desk_site)) == (404, 0)


def test_signing_in_again_keeps_the_text(desk_site, ofelia, ref, wall_clock):
    press(ofelia, ref, "ta")
    page = page_of(ofelia, ref)
    wall_clock.shift(31 * 60)

    out = submit(ofelia, page, f"/register/{ref}/svar", answer=CANARY, action="save")
    carried = {name: value for name, value in hidden(out) if name.startswith("kept-")}
    back = Page(sign_in(ofelia, desk_site.ofelia, **carried))

    assert (out.status, back.status) == (401, 200)
    assert back.box(f"/register/{ref}/svar", "answer") == CANARY


def hidden(page: Page) -> list[tuple[str, str]]:
    found = [e for e in page.root.iter("input") if e.get("type") == "hidden"]
    return [(e.get("name") or "", e.get("value") or "") for e in found]


# Who else is here


def present(page: Page) -> str:
    return words(next(e for e in page.root.iter("p") if e.get("data-presence")))


def test_a_colleague_with_the_page_open_is_named_and_oneself_is_not(desk_site, ofelia, ref):
    alone = page_of(ofelia, ref)

    berit = page_of(colleague(desk_site), ref)

    assert (present(alone), present(page_of(ofelia, ref))) == (
        "",
        "Berit har också den här sidan öppen.",
    )
    assert present(berit) == "Ofelia har också den här sidan öppen."


def visit_of(page: Page) -> str:
    return next(p.get("data-visit") or "" for p in page.root.iter("p") if p.get("data-presence"))


def test_who_has_gone_is_not_named_any_longer(desk_site, ofelia, ref, wall_clock):
    berit = colleague(desk_site)
    page = page_of(berit, ref)
    form = f"/register/{ref}/anteckna"
    submit(berit, page, form, f"/register/narvaro/{ref}", leaving="y", visit=visit_of(page))
    left = present(page_of(ofelia, ref))
    page_of(berit, ref)
    wall_clock.shift(151)

    assert (left, present(page_of(ofelia, ref))) == ("", "")


def test_an_open_page_goes_on_saying_so(desk_site, ofelia, ref, wall_clock):
    page, form = page_of(ofelia, ref), f"/register/{ref}/anteckna"
    wall_clock.shift(100)
    submit(ofelia, page, form, f"/register/narvaro/{ref}")
    wall_clock.shift(100)

    assert present(page_of(colleague(desk_site), ref)).startswith("Ofelia")


def test_leaving_a_page_that_was_reloaded_does_not_hide_the_new_one(desk_site, ofelia, ref):
    old, form = page_of(ofelia, ref), f"/register/{ref}/anteckna"
    page_of(ofelia, ref)

    submit(ofelia, old, form, f"/register/narvaro/{ref}", leaving="y", visit=visit_of(old))

    assert present(page_of(colleague(desk_site), ref)).startswith("Ofelia")


def test_having_a_page_open_is_written_nowhere(desk_site, ofelia, ref, caplog):
    page, form = page_of(ofelia, ref), f"/register/{ref}/anteckna"
    before = rows_of(desk_site.store)

    submit(ofelia, page, form, f"/register/narvaro/{ref}")
    page_of(ofelia, ref)

    assert rows_of(desk_site.store) == before
    assert caplog.text == ""
