"""Every free text of the register that anybody may read is looked at before it is kept."""

import pytest
from sqlmodel import select

from pressdesk.registertables import Crisis, Issue, Outlet
from tests import lining
from tests.conftest import Desk
from tests.inquiring import ANSWER, logged, press, row_of
from tests.pages import fetch, submit

pytestmark = pytest.mark.both(every=10)

BORN = "Gäller 640823-3234"
CALL = "Ring 070-174 06 58"
NAMED = "Branden hos Anna Karlsson"
ASKS = "Vem har berättat det för er?"
CRISIS = "/register/kris/"
OUTLETS = "/register/listor/redaktioner"


@pytest.fixture
def issue(desk_site: Desk) -> str:
    with desk_site.store.writing() as db:
        db.add(Issue(id=1, title="Branden", created_on=lining.day(0)))
    return "/register/fragor/1"


def rows(site: Desk, table: type) -> list:
    with site.store.reading() as db:
        return list(db.exec(select(table)).all())


@pytest.mark.parametrize("title", [BORN, CALL, NAMED])
def test_the_title_of_a_new_issue_is_looked_at(desk_site, ofelia, title):
    ref, home = logged(desk_site), "/register/fragor/samla"

    page = submit(ofelia, fetch(ofelia, home), home, more=ref, title=title)

    assert (page.status, rows(desk_site, Issue)) == (422, [])
    assert title in page.text
    assert "allmän handling" in page.text


@pytest.mark.parametrize("title", [BORN, CALL, NAMED])
def test_another_title_of_an_issue_is_looked_at(desk_site, ofelia, issue, title):
    page = submit(ofelia, fetch(ofelia, issue), f"{issue}/andra", title=title)

    assert page.status == 422
    assert [row.title for row in rows(desk_site, Issue)] == ["Branden"]


def test_a_name_that_belongs_in_a_title_may_stand_there(desk_site, ofelia, issue):
    action = f"{issue}/andra"
    page = submit(ofelia, fetch(ofelia, issue), action, title=NAMED)

    assert submit(ofelia, page, action, action="anyway").status == 303
    assert [row.title for row in rows(desk_site, Issue)] == [NAMED]


@pytest.mark.parametrize(
    ("field", "text"),
    [("title", NAMED), ("wording", ASKS), ("wording", BORN), ("place", CALL)],
)
def test_what_a_crisis_says_is_looked_at(desk_site, ofelia, field, text):
    given = {"unit": "Farsta", "meeting": "idag 15.30"} | {field: text}

    page = submit(ofelia, fetch(ofelia, CRISIS), f"{CRISIS}pa", **given)

    assert (page.status, rows(desk_site, Crisis)) == (422, [])
    assert text in page.text


def test_the_usual_words_of_a_crisis_pass(desk_site, ofelia):
    given = {"unit": "Farsta", "meeting": "idag 15.30", "place": "Hantverkargatan 1"}

    page = submit(ofelia, fetch(ofelia, CRISIS), f"{CRISIS}pa", **given, title="Branden")

    assert (page.status, len(rows(desk_site, Crisis))) == (303, 1)


def test_a_crisis_that_is_changed_is_looked_at(desk_site, ofelia):
    submit(ofelia, fetch(ofelia, CRISIS), f"{CRISIS}pa", unit="Farsta")

    page = submit(ofelia, fetch(ofelia, CRISIS), f"{CRISIS}andra", unit="Farsta", wording=ASKS)

    assert page.status == 422
    assert ASKS not in rows(desk_site, Crisis)[0].wording


@pytest.mark.parametrize("name", [BORN, CALL, "Kalle Karlsson"])
def test_a_name_of_the_outlets_is_looked_at(desk_site, ofelia, name):
    page = submit(ofelia, fetch(ofelia, OUTLETS), f"{OUTLETS}/ny", name=name)

    assert (page.status, rows(desk_site, Outlet)) == (422, [])


def test_an_outlet_is_not_called_after_a_reporter_by_mistake(desk_site, ofelia):
    submit(ofelia, fetch(ofelia, OUTLETS), f"{OUTLETS}/ny", name="Ekot")
    path = f"{OUTLETS}/byt-namn"

    page = submit(ofelia, fetch(ofelia, f"{OUTLETS}/andra?namn=Ekot"), path, new="Kalle Karlsson")
    names = [row.name for row in rows(desk_site, Outlet)]
    sure = submit(ofelia, page, path, action="anyway")

    assert (page.status, names, sure.status) == (422, ["Ekot"], 303)


def test_lines_cannot_carry_an_unread_draft_into_the_answer(desk_site, ofelia):
    ref = logged(desk_site)
    with desk_site.store.writing() as db:
        line = lining.line(db)
        path = f"/register/budskap/{line.id}"
    press(ofelia, ref, "ta")
    press(ofelia, ref, "svar", answer=ASKS, action="draft")
    asked = submit(ofelia, fetch(ofelia, path), f"{path}/kopiera", ref=ref)

    page = submit(ofelia, asked, f"{path}/kopiera", how="after")

    assert page.status == 409
    assert row_of(desk_site, ref).proposed is None
    assert "Vem har berättat" in page.text


@pytest.mark.parametrize(
    "text",
    [
        "Vi ringer upp dig när beslutet är fattat.",
        "Ni får gärna ringa mig i eftermiddag.",
        ANSWER,
    ],
)
def test_a_newsroom_may_be_called_back(desk_site, ofelia, text):
    ref = logged(desk_site)
    press(ofelia, ref, "ta")

    assert press(ofelia, ref, "svar", answer=text, action="save").status == 303
    assert row_of(desk_site, ref).proposed == text


def test_which_unit_a_question_is_about_may_be_asked_after_a_warning(desk_site, ofelia):
    ref, text = logged(desk_site), "Vilken förvaltning gäller frågan?"
    press(ofelia, ref, "ta")
    page = press(ofelia, ref, "svar", answer=text, action="save")

    assert page.status == 422
    assert submit(ofelia, page, f"/register/{ref}/svar", action="anyway").status == 303


@pytest.mark.parametrize("text", [ASKS, "Hur vet ni det?", "Vem är er källa?"])
def test_an_answer_that_asks_who_told_is_stopped(desk_site, ofelia, text):
    ref = logged(desk_site)
    press(ofelia, ref, "ta")

    page = press(ofelia, ref, "svar", answer=f"Tolv. {text}", action="anyway")

    assert (page.status, row_of(desk_site, ref).proposed) == (422, None)
    assert "3 kap. 5 §" in page.text
