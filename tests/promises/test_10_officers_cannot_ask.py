"""Promise 10: officers cannot ask: the composer stops a text that seeks who, where or which one."""

import pytest
from sqlmodel import select

from pressdesk.inventory import COLUMNS
from pressdesk.tables import Message, WorkingNote
from pressdesk.web import forms
from tests.conftest import fields, lodged, ref_of

pytestmark = pytest.mark.both

ASKS = "Tack för frågan. Vilken enhet jobbar du på?"
MAY_ASK = "Det beror på. Kan vi ses i morgon?"
ADVICE = "Du behöver inte säga vem du är. Be reportern ringa pressjouren."
ACTS = [("svara", Message), ("anteckna", WorkingNote)]


@pytest.mark.parametrize(("act", "table"), ACTS)
def test_a_text_that_asks_is_stopped_with_the_law_and_given_back(desk_site, ofelia, act, table):
    page = compose(desk_site, ofelia)

    answer = page(act, ASKS, "send")

    assert answer.status_code == 422
    assert "3 kap. 5 §" in answer.text
    assert answer.text.count(ASKS) == 1, "given back in its box"
    assert "<mark>" in answer.text
    assert not stored(desk_site, table)


@pytest.mark.parametrize(("act", "table"), ACTS)
def test_no_button_of_ones_own_making_sends_a_text_that_surely_asks(desk_site, ofelia, act, table):
    page = compose(desk_site, ofelia)

    answer = page(act, ASKS, "anyway")

    assert answer.status_code == 422
    assert "ändå" not in answer.text
    assert not stored(desk_site, table)


@pytest.mark.parametrize(("act", "table"), ACTS)
def test_a_text_that_may_ask_warns_once_and_goes_when_the_officer_insists(
    desk_site, ofelia, act, table
):
    page = compose(desk_site, ofelia)

    warned = page(act, MAY_ASK, "send")
    insisted = page(act, MAY_ASK, "anyway")

    assert warned.status_code == 422
    assert "ändå" in warned.text
    assert insisted.status_code == 303
    assert len(stored(desk_site, table)) == 1


@pytest.mark.parametrize(("act", "table"), ACTS)
def test_honest_advice_goes_at_once(desk_site, ofelia, act, table):
    page = compose(desk_site, ofelia)

    assert page(act, ADVICE, "send").status_code == 303

    assert len(stored(desk_site, table)) == 1


def test_nothing_of_a_stopped_text_is_logged(desk_site, ofelia, caplog):
    caplog.set_level("DEBUG")
    page = compose(desk_site, ofelia)

    page("svara", ASKS, "send")

    assert "enhet" not in caplog.text


def test_a_composer_without_the_guard_is_caught(desk_site, ofelia, monkeypatch):
    monkeypatch.setattr("pressdesk.guard.tracing.find", lambda _text: [])
    page = compose(desk_site, ofelia)

    assert page("svara", ASKS, "send").status_code == 303

    assert stored(desk_site, Message), "so the tests above would see it"


@pytest.mark.parametrize("word", ["name", "unit", "workplace", "reporter", "outlet", "phone"])
def test_no_field_or_column_exists_that_could_hold_the_answer(word):
    asked = {name for form in (forms.AskForm, forms.AnswerForm) for name in vars(form)}
    kept = {column for table in ("ticket", "message", "draft") for column in COLUMNS[table]}

    assert not [name for name in asked | kept if word in name]


def compose(desk_site, ofelia):
    """The officer's page of a ticket: posts a text to one of its two boxes."""
    lodged(desk_site)
    ref = ref_of(desk_site)
    page = ofelia.get(f"/desk/arende/{ref}").text

    def post(act, text, action):
        path = f"/desk/arende/{ref}/{act}"
        return ofelia.post(path, data=fields(page, path) | {"text": text, "action": action})

    return post


def stored(desk_site, table):
    """What an officer wrote, in the database."""
    with desk_site.store.reading() as db:
        rows = db.exec(select(table)).all()
    return [row for row in rows if getattr(row, "author", "officer") == "officer"]
