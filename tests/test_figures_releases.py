"""A period is published once, in order, when it is over; nothing is left of its slips."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from fractions import Fraction
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from pressdesk.errors import (
    AlreadyReleased,
    NoKeys,
    NotDeclared,
    PeriodNotOver,
    ReleaseFirst,
    Stale,
    UnsafeFigures,
)
from pressdesk.figures import ballots, due, inquiries, releases, shapes, years
from pressdesk.figures.declared import Size
from pressdesk.figures.frozen import Figure
from pressdesk.figures.inquiries import Domains, Inquiry
from pressdesk.figures.releases import Register
from pressdesk.keytables import (
    BallotGrant,
    BallotKey,
    FigureRelease,
    FigureYear,
    LedgerEntry,
    Site,
    Slip,
)
from pressdesk.storage import Store
from pressdesk.storage.stores import WRITES
from pressdesk.vault import ballot_keys
from pressdesk.vault.epochs import Holder
from tests import figuring
from tests.conftest import Desk, holder_of, sign_in
from tests.publishing import NO_INQUIRIES

pytestmark = pytest.mark.both

NOVEMBER = date(2026, 11, 20)
THIRD = date(2026, 12, 3)  # the first day on which November may be published
NEW_YEAR = date(2027, 1, 3)
FROZEN = ("ledger_entry", "figure_release")
ALTERING = ("UPDATE {} SET period = '2026-12'", "DELETE FROM {}")
QUARTERLY = {"kind", "topic", "in-time"}


class Press:
    """One transaction, and an officer who publishes in it."""

    def __init__(self, db: Session, holder: Holder) -> None:
        self.db, self.holder = db, holder

    def cast(self, times: int, day: date, **cells: str) -> None:
        for _ in range(times):
            assert ballots.cast(self.db, cells, day, self.holder)
        self.db.flush()

    def publish(self, period: str, today: date, register: Register = NO_INQUIRIES) -> list[Figure]:
        counted = releases.tally(self.db, self.holder, period, today)
        figures = releases.publish(self.db, counted, today, register)
        self.db.flush()
        return figures

    def rows(self, table: type) -> int:
        return self.db.exec(select(sa.func.count()).select_from(table)).one()


@pytest.fixture
def press(desk_site: Desk) -> Iterator[Press]:
    """The site was founded in November."""
    assert sign_in(desk_site.app().test_client(), desk_site.ofelia).status_code == 303
    with desk_site.store.rehearsing() as db:
        keep_register(db, "")  # figures of tickets alone, but where a test says otherwise
        yield Press(db, holder_of(db, desk_site.ofelia))


def keep_register(db: Session, since: str) -> None:
    db.exec(sa.update(Site).values(register_since=since))


def test_a_month_is_published_with_noise_and_nothing_is_left_of_its_slips(press):
    press.cast(200, NOVEMBER, total="taken")
    (figure,) = press.publish("2026-11", THIRD)

    assert (figure.table, figure.period, figure.sigma) == ("total", "2026-11", 4)
    assert abs(figure.value("taken") - 200) < 60  # 15 sigma
    assert press.rows(Slip) == 0
    keys = press.db.exec(select(BallotKey.table_name, BallotKey.period)).all()
    assert ("total", "2026-11") not in keys


def test_what_was_published_is_read_as_it_was_frozen(press):
    figures = press.publish("2026-11", THIRD)
    (entry,) = press.db.exec(select(LedgerEntry)).all()

    assert releases.published(press.db).figures == figures
    assert (entry.sigma, entry.rho, entry.digest) == (4, "1/32", figures[0].digest())
    assert releases.altered(press.db) == 0


@pytest.mark.parametrize(
    ("period", "today", "refusal"),
    [
        ("2026-11", date(2026, 11, 18), PeriodNotOver),
        ("2026-11", date(2026, 12, 2), PeriodNotOver),
        ("2026-12", THIRD, PeriodNotOver),
        ("2026", THIRD, PeriodNotOver),
        ("2026-10", THIRD, NotDeclared),
        ("2026-Q3", THIRD, NotDeclared),
        ("2025", THIRD, NotDeclared),
        *[
            (word, THIRD, NotDeclared)
            for word in (
                "",
                "november",
                "2026-13",
                "2026-Q5",
                "2026-W47",
                "-",
                "２０２６",
                "9" * 99,
            )
        ],
        ("2026-Q4", NEW_YEAR, ReleaseFirst),
        ("2026", NEW_YEAR, ReleaseFirst),
    ],
)
def test_what_cannot_be_published_is_refused_by_name(press, period, today, refusal):
    with pytest.raises(refusal):
        releases.tally(press.db, press.holder, period, today)

    assert press.rows(LedgerEntry) == 0


def test_a_refusal_says_from_which_day_and_what_comes_first(press):
    with pytest.raises(PeriodNotOver) as early:
        press.publish("2026-11", NOVEMBER)
    with pytest.raises(ReleaseFirst) as order:
        press.publish("2026-Q4", NEW_YEAR)

    assert early.value.opens == THIRD
    assert order.value.period == "2026-11"


def test_nothing_is_published_twice(press):
    counted = releases.tally(press.db, press.holder, "2026-11", THIRD)
    press.publish("2026-11", THIRD)

    with pytest.raises(AlreadyReleased):
        press.publish("2026-11", THIRD)
    with pytest.raises(AlreadyReleased):
        releases.publish(press.db, counted, THIRD, NO_INQUIRIES)


@pytest.mark.of_the_file
def test_what_is_published_cannot_be_changed_or_taken_away_by_any_statement(press):
    press.publish("2026-11", THIRD)
    refused = 0
    for table, statement in product(FROZEN, ALTERING):
        with suppress(DBAPIError):
            press.db.exec(sa.text(statement.format(table)))
            continue
        refused += 1

    assert refused == 4
    assert press.rows(LedgerEntry) == press.rows(FigureRelease) == 1


def test_nor_on_postgresql(postgres):
    figuring.publish(postgres, [figuring.total("2026-11", 41)])
    altering = (*ALTERING, "TRUNCATE {}")
    refused = [changed(postgres, *case) for case in product(FROZEN, altering)]

    assert refused == [False] * len(FROZEN) * len(altering)
    assert changed(postgres, "figure_release", "ALTER TABLE {} DISABLE TRIGGER USER")
    assert changed(postgres, "figure_release", ALTERING[0])  # so it was the trigger that refused


def changed(store: Store, table: str, statement: str) -> bool:
    """Whether somebody who may write can do this."""
    with store.engine.connect().execution_options(**{WRITES: True}) as connection:
        try:
            connection.exec_driver_sql(statement.format(table))
            connection.commit()
        except DBAPIError as refused:
            connection.rollback()
            return "what is published stays as it is" not in str(refused)
    return True


def test_what_somebody_altered_in_the_database_is_not_shown(press, desk_site):
    press.publish("2026-11", THIRD)
    place = " ON figure_release" if desk_site.store.is_server else ""
    press.db.exec(sa.text(f"DROP TRIGGER figure_release_update{place}"))
    other = Figure("total", "2026-11", 4, (("taken", 1_000),))
    press.db.exec(sa.update(FigureRelease).values(body=other.encoded()))
    press.db.expire_all()

    assert releases.published(press.db).figures == []
    assert releases.altered(press.db) == 1


def test_parts_add_up_to_the_published_totals_of_their_months(press):
    press.cast(70, NOVEMBER, total="taken", kind="storm", topic="school")
    months = press.publish("2026-11", THIRD) + press.publish("2026-12", NEW_YEAR)
    quarter = {figure.table: figure for figure in press.publish("2026-Q4", NEW_YEAR)}

    total = sum(figure.value("taken") for figure in months)
    assert quarter.keys() == QUARTERLY
    for table in ("kind", "topic"):
        values = [value for _, value in quarter[table].cells]
        assert sum(values) == total
        assert min(values) >= 0
        assert [name for name, _ in quarter[table].cells] == list(shapes.CATEGORIES[table])


def test_a_month_without_any_ticket_has_all_its_cells(press):
    (figure,) = press.publish("2026-11", THIRD)

    assert figure.cells[0][0] == "taken"
    assert figure.cells[0][1] >= 0


def test_what_is_due_comes_in_the_order_in_which_it_must_be_published(press):
    found = [each.period for each in due.due(press.db, NEW_YEAR)]

    assert found == ["2026-11", "2026-12", "2026-Q4", "2026"]
    for period in found:
        press.publish(period, NEW_YEAR)
    assert due.due(press.db, NEW_YEAR) == []
    assert releases.published(press.db).founded == "2026-11"


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 12, 2), []),
        (THIRD, [("2026-11", False)]),
        (date(2026, 12, 4), [("2026-11", False)]),
        (date(2026, 12, 5), [("2026-11", True)]),
    ],
)
def test_a_period_can_be_published_after_its_grace_and_is_late_two_days_after(
    press, today, expected
):
    found = due.due(press.db, today)

    assert [(each.period, each.is_late) for each in found] == expected


def test_the_next_opening_is_told_by_the_date_alone(press):
    assert due.next_opening(press.db, NOVEMBER) == ("2026-11", THIRD, False)
    assert due.next_opening(press.db, THIRD) == ("2026-12", NEW_YEAR, False)


def test_a_quiet_site_publishes_quarters_and_years_and_no_month(press):
    row = press.db.get(FigureYear, 2026)
    row.size, row.tables = Size.QUIET, shapes.shape_of(2026, Size.QUIET).encoded()
    press.db.add(row)

    assert [each.period for each in due.due(press.db, NEW_YEAR)] == ["2026-Q4", "2026"]
    with pytest.raises(NotDeclared):
        press.publish("2026-11", THIRD)
    press.publish("2026-Q4", NEW_YEAR)
    assert {figure.table for figure in press.publish("2026", NEW_YEAR)} == {
        *QUARTERLY,
        *("media", "wanted", "ended"),
    }


def test_a_slip_that_comes_between_counting_and_publishing_is_not_lost(press):
    counted = releases.tally(press.db, press.holder, "2026-11", THIRD)
    press.cast(1, NOVEMBER, total="taken")

    with pytest.raises(Stale):
        releases.publish(press.db, counted, THIRD, NO_INQUIRIES)

    assert press.rows(Slip) == 1


def test_an_officer_without_the_keys_publishes_nothing(press):
    stranger = Holder(press.holder.id, b"\x01" * 32)
    press.cast(1, NOVEMBER, total="taken")
    press.db.exec(sa.delete(BallotGrant))

    with pytest.raises(NoKeys):
        releases.tally(press.db, stranger, "2026-11", THIRD)


def test_a_slip_that_does_not_open_is_told_of_and_not_counted(press):
    press.cast(3, NOVEMBER, total="taken")
    slip = press.db.exec(select(Slip)).first()
    slip.sealed = bytes(len(slip.sealed))
    press.db.add(slip)
    counted = releases.tally(press.db, press.holder, "2026-11", THIRD)

    assert counted.counts["total"] == [2]
    assert counted.unreadable == 1


def test_a_tally_shows_no_count_in_a_trace(press):
    press.cast(3, NOVEMBER, total="taken")
    counted = releases.tally(press.db, press.holder, "2026-11", THIRD)

    assert repr(counted) == f"{counted!s}" == "<Tally of 2026-11>"


def test_a_clock_that_goes_back_reopens_nothing(press):
    press.publish("2026-11", THIRD)

    assert not ballots.cast(press.db, {"total": "taken"}, NOVEMBER, press.holder)
    assert press.rows(Slip) == 0


def test_inquiries_are_published_with_the_period_exactly(press):
    keep_register(press.db, "2026-11")
    mine = Inquiry(NOVEMBER, inquiries.Channel.PHONE, "library", kind=inquiries.Kind.FACTS)
    register = Register([mine] * 7, Domains(["library"], ["school"], ["daily"]))
    figures = {figure.table: figure for figure in press.publish("2026-11", THIRD, register)}

    assert figures.keys() == {"total", *inquiries.TABLES["month"]}
    assert figures["inquiry-kind"].value("facts") == 7
    entry = press.db.get(LedgerEntry, ("inquiry-kind", "2026-11"))
    assert (entry.sigma, entry.rho) == (0, "0")


def test_of_the_time_before_there_was_a_register_no_inquiry_is_counted(press):
    keep_register(press.db, "2026-12")
    figures = press.publish("2026-11", THIRD)

    assert {figure.table for figure in figures} == {"total"}
    assert due.exact(press.db, "2026-12") == inquiries.TABLES["month"]
    assert due.exact(press.db, "2026-Q4") == inquiries.TABLES["quarter"]
    assert due.due(press.db, THIRD) == []


def test_a_quiet_site_publishes_the_months_of_its_inquiries(press):
    keep_register(press.db, "2026-11")
    row = press.db.get(FigureYear, 2026)
    row.size, row.tables = Size.QUIET, shapes.shape_of(2026, Size.QUIET).encoded()
    press.db.add(row)

    assert [each.period for each in due.due(press.db, THIRD)] == ["2026-11"]
    assert {figure.table for figure in press.publish("2026-11", THIRD)} == {
        *inquiries.TABLES["month"]
    }


def test_after_a_restore_what_could_have_been_counted_of_inquiries_is_lost_too(press):
    keep_register(press.db, "2026-11")
    releases.burn(press.db, THIRD)
    press.db.flush()

    lost = {table for table, _period in releases.published(press.db).lost}
    assert lost == {"total", *inquiries.TABLES["month"]}
    assert due.due(press.db, THIRD) == []


def test_after_a_restore_nothing_that_was_due_is_published_any_more(press):
    press.cast(5, NOVEMBER, total="taken")
    gone = releases.burn(press.db, THIRD)
    press.db.flush()

    assert gone == ["2026-11"]
    with pytest.raises(AlreadyReleased):
        press.publish("2026-11", THIRD)
    assert releases.published(press.db).lost == [("total", "2026-11")]
    assert press.rows(Slip) == 0
    assert releases.burn(press.db, THIRD) == []


def test_parts_of_which_a_total_was_lost_are_fitted_to_their_own_sum(press):
    press.cast(200, NOVEMBER, total="taken", kind="storm")
    releases.burn(press.db, THIRD)
    press.publish("2026-12", NEW_YEAR)
    quarter = {figure.table: figure for figure in press.publish("2026-Q4", NEW_YEAR)}

    assert abs(quarter["kind"].value("storm") - 200) < 60  # 15 sigma
    assert all(value >= 0 for _, value in quarter["kind"].cells)


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ([("topic", "2026-Q1"), ("topic", "2026")], "two-levels"),
        ([("total", "2026-03"), ("total", "2026-Q1")], "two-levels"),
    ],
)
def test_a_ledger_in_which_a_ticket_counts_twice_stops_the_program(press, entries, reason):
    for table, period in entries:
        row = LedgerEntry(table_name=table, period=period, sigma=4, rho="1/32", digest=b"x")
        press.db.add(row)

    with pytest.raises(UnsafeFigures, match=reason):
        years.check(press.db)


def test_a_frozen_year_that_costs_too_much_stops_the_program(press):
    shape = shapes.shape_of(2026, Size.NORMAL)
    dear = shape._replace(tables=tuple(t._replace(sigma=2) for t in shape.tables))
    press.db.get(FigureYear, 2026).tables = dear.encoded()

    with pytest.raises(UnsafeFigures, match="over-the-cap"):
        years.check(press.db)


def test_a_units_name_is_refused_as_a_category():
    with pytest.raises(UnsafeFigures, match="unit"):
        shapes.check_categories(["school", "Björkens förskola"])

    shapes.check_categories(name for names in shapes.CATEGORIES.values() for name in names)
    assert sum(map(len, shapes.CATEGORIES.values())) == 55


@pytest.mark.parametrize(
    ("counts", "size"),
    [
        ({}, Size.NORMAL),
        ({f"2026-{month:02}": 30 for month in range(1, 13)}, Size.QUIET),
        ({f"2026-{month:02}": 34 for month in range(1, 12)}, Size.NORMAL),  # December to come
        ({f"2026-{month:02}": 130 for month in range(1, 13)}, Size.BUSY),
        ({"2026-11": 900, "2026-12": 900}, Size.NORMAL),  # too few months to tell
        ({f"2026-Q{quarter}": 90 for quarter in range(1, 5)}, Size.QUIET),
    ],
)
def test_a_years_size_is_told_by_what_was_published_of_the_last(press, counts, size):
    for period, value in counts.items():
        body = Figure("total", period, 4, (("taken", value),)).encoded()
        press.db.add(FigureRelease(table_name="total", period=period, body=body))
    press.cast(3, date(2027, 1, 5), total="taken")

    assert press.db.get(FigureYear, 2027).size is size


@pytest.fixture
def topics(press: Press) -> tuple[str, ...]:
    """The year was frozen with one topic fewer than there are now, and in another order."""
    shape = shapes.shape_of(2026, Size.NORMAL)
    names = tuple(name for name in reversed(shapes.CATEGORIES["topic"]) if name != "school")
    tables = [t._replace(categories=names) if t.name == "topic" else t for t in shape.tables]
    press.db.get(FigureYear, 2026).tables = shape._replace(tables=tuple(tables)).encoded()
    press.db.flush()
    return names


def test_a_year_is_cast_and_published_in_the_categories_that_were_frozen(press, topics):
    press.cast(150, NOVEMBER, total="taken", topic="traffic")
    press.cast(75, NOVEMBER, total="taken", topic="school")  # which the year does not know
    press.publish("2026-11", THIRD)
    press.publish("2026-12", NEW_YEAR)
    quarter = {figure.table: figure for figure in press.publish("2026-Q4", NEW_YEAR)}

    values = dict(quarter["topic"].cells)
    assert tuple(values) == topics
    most, second, *rest = sorted(values, key=lambda name: values[name], reverse=True)
    assert (most, second) == ("traffic", "other")
    assert values["other"] > 40 > max(values[name] for name in rest)  # 35: 8 sigma


def test_the_progress_is_told_in_as_many_steps_however_many_slips_there_are(press):
    key = press.db.exec(select(BallotKey).where(BallotKey.table_name == "total")).first()
    period, told = key.period, []
    for more in (0, 3, 2_997):
        press.db.add_all(ballot_keys.seal_cell(key, 0) for _ in range(more))
        press.db.flush()
        steps: list[int] = []
        releases.tally(press.db, press.holder, period, NEW_YEAR, steps.append)
        told.append(steps)

    assert told == [[1] * releases.steps(press.db, period)] * 3


def test_a_year_stays_as_it_was_frozen_whatever_is_published_later(press):
    press.cast(1, date(2027, 1, 5), total="taken")
    for month in range(1, 13):
        body = Figure("total", f"2026-{month:02}", 4, (("taken", 5),)).encoded()
        press.db.add(FigureRelease(table_name="total", period=f"2026-{month:02}", body=body))
    press.db.flush()

    assert years.freeze(press.db, 2027).size is Size.NORMAL
    assert years.shape(press.db, 2027).tables[0].rho == Fraction(1, 32)
