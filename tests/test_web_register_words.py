"""The register's ids, days and deadlines in words."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pressdesk.register import deadlines, words
from pressdesk.web.register import words as told
from tests.conftest import NOON

pytestmark = pytest.mark.both(every=10)

FRIDAY = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


@pytest.fixture
def page(desk_site) -> Iterator[None]:
    """In a request, where words have a language."""
    with desk_site.app().test_request_context("/register/"):
        yield


@pytest.mark.parametrize(
    ("typed", "text", "mark"),
    [
        ("", "", ""),
        ("nu", "nu, senast 14.00", "soon"),
        ("14.30", "senast 14.30", "soon"),
        ("16.30", "senast 16.30", ""),
        ("idag", "i dag", "soon"),
        ("imorgon 9", "i morgon 9.00", ""),
        ("fre 10", "fre 20 november 10.00", ""),
        ("v48", "fre 27 november", ""),
        ("2027-01-07", "7 januari 2027", ""),
    ],
)
def test_a_deadline_is_told_as_people_say_it(page, typed, text, mark):
    deadline = deadlines.parse(typed, NOON)

    found = told.due(deadline, NOON)

    assert (found.text, found.mark) == (text, mark)


@pytest.mark.parametrize(
    ("typed", "text"),
    [("nu", "ons 18 november 14.00"), ("imorgon 9", "i går 9.00"), ("imorgon", "i går")],
)
def test_what_is_overdue_says_since_when_until_it_is_answered_or_closed(page, typed, text):
    deadline = deadlines.parse(typed, NOON)

    found = told.due(deadline, FRIDAY)

    assert (found.text, found.mark, found.mark_words) == (text, "overdue", "Försenad")
    assert told.due(deadline, FRIDAY, released_at=FRIDAY).mark == ""
    assert told.due(deadline, FRIDAY, is_closed=True).mark == ""


def test_what_is_due_soon_follows_the_sites_own_office_hours(desk_site):
    deadline = deadlines.parse("fre 9", NOON)
    evening = datetime(2026, 11, 19, 18, 0, tzinfo=UTC)
    marks = []
    for opens in ("08:00", "06:00"):
        app = desk_site.with_settings(office_opens=opens).app()
        with app.test_request_context("/register/"):
            marks.append(told.due(deadline, evening).mark)

    assert marks == ["soon", ""]


@pytest.mark.parametrize(
    ("ids", "known"),
    [
        (words.Kind, told.KINDS),
        (words.Channel, told.CHANNELS),
        (words.Status, told.STATUSES),
        (words.Outcome, told.OUTCOMES),
        (words.Correction, told.CORRECTIONS),
    ],
)
def test_every_id_has_a_word_of_its_own(page, ids, known):
    assert set(known) == set(ids)
    assert len({told.of(known, one) for one in ids} - {""}) == len(ids)
