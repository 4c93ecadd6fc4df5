"""Pages of the register: what is on them, in which order, and nothing twice or missed."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from pressdesk import inquiries
from pressdesk.errors import NotFound
from pressdesk.inquiries import Asked, Filter, Officer, Show, issues, reading
from pressdesk.register.deadlines import NO_DEADLINE, Deadline
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel, Due, Kind, Outcome
from pressdesk.registertables import Inquiry, Outlet, Topic, Unit
from pressdesk.storage import Store
from tests.bench import bulk
from tests.conftest import NOON, TODAY

pytestmark = pytest.mark.both(every=2)

ME, OTHER = Officer(UUID(int=1), "ofelia"), Officer(UUID(int=2), "berit")
FRIDAY = date(2026, 11, 20)
OF_ONE = {"outlet": "Ekot", "unit": "Bromma", "topic": "Miljö", "kind": Kind.FACTS}
MANY = 60  # two pages and ten more


@pytest.fixture
def register(uncommitted: Store) -> Iterator[Session]:
    """An empty register."""
    with uncommitted.rehearsing() as db:
        db.add_all([Outlet(name="DN"), Outlet(name="Ekot"), Topic(name="Miljö")])
        db.add_all([Unit(name="Farsta"), Unit(name="Bromma")])
        db.flush()
        yield db


def logged(db: Session, hours: float | None = None, **more: Any) -> Inquiry:
    """A new inquiry, to be answered in so many hours; below zero it should have been."""
    until = NOON + timedelta(hours=hours) if hours is not None else None
    deadline = Deadline(Due.TIME, until) if until else NO_DEADLINE
    given = {"outlet": "DN", "unit": "Farsta", "question": "Hur många träd?"} | more
    return inquiries.log(db, Asked(Channel.PHONE, deadline=deadline, **given), NOON)


def stepped(db: Session, row: Inquiry, *steps: Step, officer: Officer = ME, **given: Any) -> None:
    for step in steps:
        inquiries.step(
            db, row.number, row.version, step, officer, NOON, undo_minutes=10, today=TODAY, **given
        )


def refs(db: Session, show: Show = Show.OPEN, today: date = TODAY, **by: Any) -> list[str]:
    return [row.ref for row in inquiries.page(db, Filter(show, **by), today, me=ME.id).rows]


def ref(row: Inquiry) -> str:
    return inquiries.reference(row.number)


def paged(db: Session, show: Show, **by: Any) -> Iterator[list[str]]:
    """The references of each page, one page after the other."""
    after: str | None = None
    while True:
        page = inquiries.page(db, Filter(show, **by), TODAY, me=ME.id, after=after)
        yield [row.ref for row in page.rows]
        if page.after is None:
            return
        after = page.after


def test_what_waits_comes_by_deadline_overdue_first_and_without_one_last(register):
    none, later, overdue, soon = (logged(register, hours) for hours in (None, 90, -5, 1))

    found = refs(register)

    assert found == [ref(row) for row in (overdue, soon, later, none)]


def test_what_is_parked_sleeps_until_its_day_and_comes_back_where_it_was(register):
    first, parked, last = (logged(register, hours) for hours in (1, 2, 3))
    stepped(register, parked, Step.PARK, until=FRIDAY)

    found = [refs(register, today=day) for day in (FRIDAY - timedelta(days=1), FRIDAY)]

    assert found == [[ref(first), ref(last)], [ref(first), ref(parked), ref(last)]]
    assert refs(register, Show.PARKED) == [ref(parked)]
    assert refs(register, Show.PARKED, today=FRIDAY) == []


def test_what_is_parked_stands_by_the_day_on_which_it_wakes(register):
    rows = [logged(register, hours) for hours in (3, 2, 1)]
    for row, days in zip(rows, (2, 9, 2), strict=True):
        stepped(register, row, Step.PARK, until=TODAY + timedelta(days=days))

    found = refs(register, Show.PARKED)

    assert found == [ref(row) for row in (rows[0], rows[2], rows[1])]


def test_mine_are_those_that_i_have_and_that_still_wait(register):
    mine, hers, answered, new = (logged(register) for _ in range(4))
    for row, officer in ((mine, ME), (hers, OTHER), (answered, ME)):
        stepped(register, row, Step.TAKE, officer=officer)
    stepped(register, answered, Step.CLOSE, outcome=Outcome.WITHDRAWN)

    assert refs(register, Show.MINE) == [ref(mine)]
    assert set(refs(register)) == {ref(mine), ref(hers), ref(new)}


def test_each_page_has_what_stands_so_and_the_newest_first_when_nothing_waits(register):
    rows = [logged(register) for _ in range(4)]
    for row in rows[:3]:
        stepped(register, row, Step.TAKE, Step.PROPOSE, Step.SUBMIT, text="Tolv.")
    stepped(register, rows[0], Step.SIGN_OFF, Step.RELEASE)
    stepped(register, rows[1], Step.SIGN_OFF, Step.RELEASE, outcome=Outcome.FACTS)
    names = [ref(row) for row in rows]

    assert refs(register, Show.SIGN_OFF) == [names[2]]
    assert refs(register, Show.RELEASED) == [names[0]]
    assert refs(register, Show.CLOSED) == [names[1]]
    assert refs(register, Show.ALL) == names[::-1]


def test_counts_say_how_many_each_page_has(register):
    rows = [logged(register) for _ in range(5)]
    stepped(register, rows[0], Step.TAKE)
    stepped(register, rows[1], Step.PARK, until=FRIDAY)
    stepped(register, rows[2], Step.TAKE, Step.PROPOSE, Step.SUBMIT, text="Tolv.", officer=OTHER)
    stepped(register, rows[3], Step.CLOSE, outcome=Outcome.WITHDRAWN)

    found = inquiries.counts(register, TODAY)

    assert found == {Show.OPEN: 3, Show.PARKED: 1, Show.SIGN_OFF: 1}
    assert found == {show: len(refs(register, show)) for show in found}


@pytest.mark.parametrize("show", [Show.OPEN, Show.CLOSED, Show.ALL, Show.MINE, Show.RELEASED])
@pytest.mark.parametrize("by", [*OF_ONE, "all four"])
def test_a_filter_leaves_what_it_says(register, show, by):
    wanted, other = logged(register, **OF_ONE), logged(register)
    for row in (wanted, other):
        stepped(register, row, *([Step.TAKE] if show is not Show.OPEN else []))
        _bring(register, row, show)
    given = OF_ONE if by == "all four" else {by: OF_ONE[by]}

    found = refs(register, show, **given)

    assert found == [ref(wanted)]
    assert set(refs(register, show)) == {ref(wanted), ref(other)}


def _bring(db: Session, row: Inquiry, show: Show) -> None:
    if show in {Show.RELEASED, Show.CLOSED}:
        stepped(db, row, Step.PROPOSE, text="Tolv.")
        outcome = {"outcome": Outcome.FACTS} if show is Show.CLOSED else {}
        stepped(db, row, Step.RELEASE, by_mandate=True, **outcome)


def test_an_outcome_and_a_grouped_question_are_filters_too(register):
    facts, withdrawn = logged(register), logged(register)
    stepped(register, facts, Step.CLOSE, outcome=Outcome.FACTS)
    stepped(register, withdrawn, Step.CLOSE, outcome=Outcome.WITHDRAWN)
    issue = issues.make(register, "Träden", None, TODAY)
    issues.add(register, issue.id, [withdrawn.number])

    assert refs(register, Show.CLOSED, outcome=Outcome.FACTS) == [ref(facts)]
    assert refs(register, Show.ALL, issue_id=issue.id) == [ref(withdrawn)]
    assert refs(register, Show.ALL, issue_id=issue.id, outcome=Outcome.FACTS) == []


def test_a_request_for_public_records_is_counted_and_shows_no_outlet(register):
    request = inquiries.log_records_request(register, "Farsta", Channel.MAIL, NOON)

    page = inquiries.page(register, Filter(Show.ALL), TODAY)

    assert [(row.ref, row.opening, row.inquiry.outlet) for row in page.rows] == [
        (ref(request), "", None)
    ]
    assert refs(register) == []


@pytest.mark.parametrize("show", [Show.OPEN, Show.PARKED, Show.ALL])
def test_pages_have_every_row_once_also_when_many_have_one_deadline(register, show):
    rows = [logged(register, hours=number % 3 or None) for number in range(MANY)]
    if show is Show.PARKED:
        for number, row in enumerate(rows):
            stepped(register, row, Step.PARK, until=FRIDAY + timedelta(days=number % 2))

    pages = list(paged(register, show))

    assert [len(page) for page in pages] == [25, 25, 10]
    assert sorted(sum(pages, [])) == sorted(ref(row) for row in rows)


def test_the_next_page_misses_nothing_when_rows_come_and_go_between(register):
    rows = [logged(register, hours=1) for _ in range(MANY)]
    pages = paged(register, Show.OPEN)
    first = next(pages)
    logged(register, hours=-1)  # it belongs on the page that was read
    stepped(register, rows[0], Step.CLOSE, outcome=Outcome.WITHDRAWN)

    rest = sum(pages, [])

    assert first + rest == [ref(row) for row in rows]


def test_a_full_last_page_has_no_next(register):
    for _ in range(reading.PAGE_ROWS):
        logged(register)

    page = inquiries.page(register, Filter(), TODAY)

    assert (len(page.rows), page.after) == (reading.PAGE_ROWS, None)


@pytest.mark.parametrize(
    ("show", "after"),
    [
        *((Show.ALL, after) for after in ("", "x", "9999_2026-1", "2026-1_2026-1")),
        *((Show.OPEN, after) for after in ("", "2026-1", "_2026-1", "9999_x", "\x00_2026-1")),
        *((Show.PARKED, after) for after in ("2026-1", "9999_2026-1", "2026-02-30_2026-1")),
    ],
)
def test_a_place_that_no_page_has_given_is_not_found(register, show, after):
    with pytest.raises(NotFound):
        inquiries.page(register, Filter(show), TODAY, after=after)


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("En\n  fråga\tpå   rader", "En fråga på rader"),
        ("ord " * 200, "ord " * 49 + "ord …"),
        ("x" * 500, "x" * 200 + " …"),
    ],
)
def test_a_line_shows_how_the_question_begins(register, question, opening):
    logged(register, question=question)

    (row,) = inquiries.page(register, Filter(), TODAY).rows

    assert row.opening == opening


@pytest.mark.of_the_file
@pytest.mark.parametrize(
    "asked",
    [
        *(Filter(show) for show in Show if show is not Show.ALL),
        *(Filter(show, outlet="DN", topic="Miljö") for show in (Show.OPEN, Show.ALL)),
        *(Filter(Show.CLOSED, unit="Farsta", kind=Kind.FACTS, outcome=Outcome.FACTS),),
        *(Filter(Show.SIGN_OFF, unit="Farsta"), Filter(Show.PARKED, kind=Kind.FACTS)),
    ],
    ids=str,
)
def test_a_page_reads_no_row_that_is_not_on_it(db, asked):
    """An index has all that is asked for; without one, SQLite would say SCAN or INDEX alone."""
    plans = _plans(db, lambda: inquiries.page(db, asked, TODAY, me=ME.id))

    inner = [step for step in plans if "ix_inquiry" in step]
    assert len(inner) == 1
    assert asked.show is Show.RELEASED or "USING COVERING INDEX" in inner[0]
    assert not [step for step in plans if step.startswith("SCAN")]


@pytest.mark.of_the_file
def test_a_condition_that_no_index_has_would_be_seen(db):
    plans = _plans(db, lambda: db.exec(sa.select(Inquiry).where(Inquiry.spokesperson == "chef")))

    assert [step.split()[0] for step in plans] == ["SCAN"]


def _plans(db: Session, run: Any) -> list[str]:
    """How SQLite goes about the statements that are run."""
    connection, asked = db.connection(), []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.append((statement, values))

    sa.event.listen(connection, "before_cursor_execute", note)
    run()
    sa.event.remove(connection, "before_cursor_execute", note)
    told = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given) for sql, given in asked]
    return [step for plan in told for *_, step in plan]


def test_the_invented_register_is_of_its_size_and_its_newest_are_the_same_in_each(store):
    sizes = []
    for size in (210, 250):
        with store.rehearsing() as db:
            bulk.fill(db, size, NOON)
            newest = inquiries.page(db, Filter(), TODAY).rows
            sizes.append([(row.ref, row.opening, row.inquiry.outlet) for row in newest])
            assert inquiries.counts(db, TODAY)[Show.OPEN] == bulk.OPEN

    assert sizes[0] == sizes[1]
    assert len(sizes[0]) == reading.PAGE_ROWS
