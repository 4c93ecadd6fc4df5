"""A ticket is counted once in each table, whatever is undone and done anew."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import select

from pressdesk import desk, retention
from pressdesk.figures import declared, releases, shapes, years
from pressdesk.figures.declared import Size
from pressdesk.keytables import BallotKey, Counted, FigureYear, Slip
from pressdesk.tables import Outcome, Wanted
from pressdesk.vault import ballot_keys, shared_keys
from tests.conftest import Desk, sign_in
from tests.taskwork import Work, working

pytestmark = pytest.mark.both

CHOSEN = {
    "wanted": Wanted.TODAY,
    "kinds": ("check-quotes",),
    "topic": "school",
    "media": "daily",
}
TAKEN = {
    ("total", "taken"): 1,
    ("kind", "check-quotes"): 1,
    ("topic", "school"): 1,
    ("media", "daily"): 1,
    ("wanted", "today"): 1,
}


@pytest.fixture
def work(desk_site: Desk) -> Iterator[Work]:
    assert sign_in(desk_site.app().test_client(), desk_site.ofelia).status_code == 303
    with working(desk_site) as work:
        yield work


def opened(work: Work) -> dict[tuple[str, str], int]:
    """What is on the slips: table and category, as an officer who publishes would read them."""
    found: Counter[tuple[str, str]] = Counter()
    for slip in work.db.exec(select(Slip)).all():
        key = work.db.get(BallotKey, slip.key_id)
        private = shared_keys.private_of(work.db, *work.holder, key)
        cell = ballot_keys.open_cell(private, key.id, slip.id, slip.sealed)
        table = years.shape(work.db, declared.last_day(key.period).year).table(key.table_name)
        found[table.name, table.categories[cell]] += 1
    return dict(found)


def last_of(work: Work) -> dict[tuple[str, str], int]:
    """What is counted at the end of a ticket."""
    return {name: n for name, n in opened(work).items() if name[0] in {"ended", "in-time"}}


def take(work: Work, code: str, days: int = 0) -> None:
    desk.take(work.db, work.holder, work.ref(code), work.day(days))


def test_nothing_is_counted_before_an_officer_takes_it(work):
    work.lodge(**CHOSEN)

    assert opened(work) == {}


def test_taking_casts_a_slip_for_each_table_that_is_known_then(work):
    take(work, work.lodge(**CHOSEN))

    assert opened(work) == TAKEN


def test_what_was_not_said_is_a_category(work):
    take(work, work.lodge())

    assert opened(work) == {
        ("total", "taken"): 1,
        ("kind", "not-said"): 1,
        ("topic", "not-said"): 1,
        ("media", "not-said"): 1,
        ("wanted", "this-week"): 1,
    }


def test_of_several_kinds_one_is_drawn(work):
    kinds = ("check-quotes", "company", "storm")
    for _ in range(40):
        take(work, work.lodge(kinds=kinds))

    drawn = {name: n for (table, name), n in opened(work).items() if table == "kind"}

    assert sum(drawn.values()) == 40
    assert set(drawn) == set(kinds)  # each is absent once in ten million runs


def test_putting_back_and_taking_again_counts_once(work):
    code = work.lodge(**CHOSEN)
    for _ in range(3):
        take(work, code)
        desk.put_back(work.db, work.holder, work.ref(code))

    assert opened(work) == TAKEN


def test_whoever_answers_has_taken_it(work):
    work.answer(work.lodge(**CHOSEN))

    assert opened(work) == TAKEN | {("in-time", "yes"): 1}


@pytest.mark.parametrize(("days", "cell"), [(0, "yes"), (1, "no")])
def test_an_answer_is_in_time_by_the_day_it_was_needed(work, days, cell):
    work.answer(work.lodge(**CHOSEN), days=days)

    assert last_of(work) == {("in-time", cell): 1}


def test_where_no_day_was_none_is_kept_or_missed(work):
    work.answer(work.lodge(wanted=Wanted.LATER), days=20)

    assert last_of(work) == {}


def test_only_the_first_answer_counts(work):
    code = work.lodge(**CHOSEN)
    work.answer(code)
    work.write_on(code, "Tack! En sak till.")
    work.answer(code, "Och så här.", days=4)

    assert last_of(work) == {("in-time", "yes"): 1}


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.ANSWERED, {("ended", "answered"): 1, ("in-time", "no"): 1}),
        (Outcome.ARRANGED, {("ended", "arranged"): 1, ("in-time", "no"): 1}),
        (Outcome.WITHDRAWN, {("ended", "withdrawn"): 1}),
        (Outcome.NOT_A_QUESTION, {("ended", "not-a-question"): 1}),
    ],
)
def test_closing_a_taken_ticket_counts_how_it_ended(work, outcome, expected):
    code = work.lodge(**CHOSEN)
    take(work, code)
    work.close(code, outcome, days=1)

    assert last_of(work) == expected


def test_closing_again_after_opening_again_counts_nothing_more(work):
    code = work.lodge(**CHOSEN)
    work.answer(code)
    work.close(code)
    desk.reopen(work.db, work.holder, work.ref(code), work.settings, work.day())
    work.close(code, Outcome.ARRANGED)

    assert last_of(work) == {("in-time", "yes"): 1, ("ended", "answered"): 1}


def test_a_ticket_that_its_writer_wakes_again_is_counted_no_more(work):
    code = work.lodge(**CHOSEN)
    take(work, code)
    work.answer(code)
    work.close(code)
    before = opened(work)
    work.write_on(code, "En sak till.")
    take(work, code)
    work.answer(code, "Så här.", days=9)
    work.close(code, Outcome.ARRANGED, days=9)

    assert opened(work) == before == TAKEN | {("in-time", "yes"): 1, ("ended", "answered"): 1}


def test_what_nobody_took_and_is_no_question_is_not_counted(work):
    work.close(work.lodge(**CHOSEN), Outcome.NOT_A_QUESTION)

    assert opened(work) == {}


def test_closing_at_once_counts_the_taking_too(work):
    work.close(work.lodge(**CHOSEN), Outcome.ARRANGED)

    assert opened(work) == TAKEN | {("ended", "arranged"): 1, ("in-time", "yes"): 1}


def test_a_ticket_that_closes_itself_at_night_was_answered(work):
    code = work.lodge(**CHOSEN)
    work.answer(code)
    retention.close_answered(work.db, work.settings, work.day(40))

    assert last_of(work) == {("in-time", "yes"): 1, ("ended", "answered"): 1}


def test_a_taken_ticket_that_runs_out_was_not_answered(work):
    code = work.lodge(**CHOSEN)
    take(work, code)
    retention.purge(work.db, work.settings, date(2026, 12, 31), draws=False)
    assert work.ticket(code) is not None
    work.ticket(code).purge_week = "2026-W40"
    retention.purge(work.db, work.settings, date(2026, 12, 31), draws=False)

    assert work.ticket(code) is None
    assert last_of(work) == {("ended", "expired"): 1, ("in-time", "no"): 1}


def test_what_its_writer_took_back_is_counted_by_the_night_not_by_her_deed(work):
    work.decided(writer_may_delete="after-floor")
    code = work.lodge(**CHOSEN)
    work.answer(code)
    work.delete(code)
    before = last_of(work)
    work.ticket(code).purge_week = "2026-W40"
    retention.purge(work.db, work.settings, work.day(30), draws=False)

    assert before == {("in-time", "yes"): 1}
    assert last_of(work) == before | {("ended", "withdrawn"): 1}


def test_a_closing_stands_in_the_period_in_which_it_closes(work):
    code = work.lodge(**CHOSEN)
    take(work, code)
    work.close(code, days=44)  # 1 January

    years_of = {(key.table_name, key.period) for key in work.db.exec(select(BallotKey)).all()}
    counted = {work.db.get(BallotKey, s.key_id).period for s in work.db.exec(select(Slip)).all()}

    assert ("ended", "2027") in years_of
    assert {"2026", "2027"} <= counted


def test_without_a_key_nothing_is_cast_and_the_ticket_stays_to_be_counted(work):
    code = work.lodge(**CHOSEN)
    work.answer(code)
    retention.close_answered(work.db, work.settings, date(2027, 1, 20))  # nobody has signed in

    assert last_of(work) == {("in-time", "yes"): 1}
    assert work.key_row(code).counted == Counted.ANSWERED


def test_a_sign_in_makes_the_keys_of_the_months_to_come_but_of_no_year_to_come(work):
    made = {(key.table_name, key.period) for key in work.db.exec(select(BallotKey)).all()}

    assert {period for _, period in made} == {"2026-11", "2026-12", "2026-Q4", "2026"}
    assert {table for table, _ in made} == set(shapes.CATEGORIES)


@pytest.mark.parametrize(
    ("table", "category", "becomes"),
    [("topic", "school", "other"), ("wanted", "today", "not-said"), ("media", "daily", "other")],
)
def test_a_slip_has_the_place_of_the_frozen_row_and_what_that_does_not_know_is_other(
    work, table, category, becomes
):
    frozen = shapes.shape_of(2026, Size.NORMAL)
    names = tuple(n for n in reversed(shapes.CATEGORIES[table]) if n != category)
    tables = [t._replace(categories=names) if t.name == table else t for t in frozen.tables]
    work.db.get(FigureYear, 2026).tables = frozen._replace(tables=tuple(tables)).encoded()
    work.db.flush()

    take(work, work.lodge(**CHOSEN))

    known = {name: n for name, n in TAKEN.items() if name[0] != table}
    assert opened(work) == known | {(table, becomes): 1}


# After a restore


@pytest.mark.parametrize(
    ("copied", "counted"),
    [
        (None, Counted.ENDED),  # on no day that is known
        (date(2026, 11, 30), Counted.ENDED),
        (date(2026, 12, 1), Counted.TAKEN),  # November was over
    ],
)
def test_a_ticket_that_may_stand_in_what_is_burnt_is_not_counted_once_more(work, copied, counted):
    code = work.lodge(**CHOSEN)

    gone = releases.burn(work.db, date(2026, 12, 3), copied)
    work.db.flush()
    take(work, code, days=14)
    work.db.flush()

    assert gone == ["2026-11"]
    assert work.key_row(code).counted == counted
    assert (opened(work) == TAKEN) is (counted == Counted.TAKEN)


def test_a_year_is_frozen_by_the_first_hand_in_it(work):
    row = work.db.get(FigureYear, 2026)
    row.size = Size.QUIET
    row.tables = shapes.shape_of(2026, Size.QUIET).encoded()
    work.db.flush()

    take(work, work.lodge(**CHOSEN))
    periods = {work.db.get(BallotKey, s.key_id).period for s in work.db.exec(select(Slip)).all()}

    assert periods == {"2026-Q4", "2026"}
