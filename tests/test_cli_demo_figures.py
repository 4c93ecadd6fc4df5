"""The demo tells a story of three years, and publishes it through the doors of a real site."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from sqlmodel import select

from pressdesk.cli import invented_figures as story
from pressdesk.cli.invented_figures import CRISIS, THIN, dealt
from pressdesk.figures import declared, due, inquiries, releases, years
from pressdesk.figures.declared import Level, Size
from pressdesk.figures.shapes import CATEGORIES
from pressdesk.guard import identities
from pressdesk.keytables import BallotKey, Slip
from pressdesk.web.site import Site

TODAY = date(2026, 11, 18)
QUARTERS = [f"{year}-Q{n}" for year in (2023, 2024, 2025, 2026) for n in (1, 2, 3, 4)][3:-1]
DAYS = [TODAY, date(2027, 1, 1), date(2027, 1, 3), date(2028, 2, 29), date(2026, 7, 31)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Iterator[Site]:
    """A demo as `./run` makes it, on a November day."""
    site = make(tmp_path_factory.mktemp("demo"), TODAY)
    yield site
    site.store.close()


@pytest.fixture(scope="module")
def figures(demo) -> dict[tuple[str, str], releases.Figure]:
    with demo.store.reading() as db:
        return {(f.table, f.period): f for f in releases.published(db).figures}


def make(home: Path, today: date) -> Site:
    made: Site = import_module("pressdesk.cli.demo").make(home, 8080, today)
    return made


def month(ago: int, today: date = TODAY) -> story.Month:
    return next(each for each in story.months(today) if each.ago == ago)


def takings(today: date = TODAY) -> dict[str, int]:
    return {each.name: len(each.tickets()) for each in story.months(today)}


@pytest.mark.parametrize("today", DAYS)
def test_the_story_is_three_years_to_the_month_before_and_begins_in_the_middle_of_one(today):
    months = story.months(today)

    names = [each.name for each in months]
    assert (len(names), names) == (36, sorted(set(names)))
    assert months[-1].last_day() < today.replace(day=1) <= today
    assert story.founding(today).isoformat() == f"{names[0]}-12"
    assert months[0].tickets()[0].day == story.founding(today)


@pytest.mark.parametrize("today", DAYS)
def test_the_story_has_an_ordinary_size_a_crisis_a_thin_month_and_a_quiet_july(today):
    taken = takings(today)
    crisis, thin = month(CRISIS, today).name, month(THIN, today).name
    julys = [name for name in taken if name.endswith("-07") and name not in {crisis, thin}]

    ordinary = sorted(taken.values())[18]
    assert 45 <= ordinary <= 65
    assert taken[crisis] == max(taken.values()) > 3 * ordinary
    assert taken[thin] == min(taken.values()) > 0
    assert all(taken[name] < ordinary / 2 for name in julys)
    assert julys


def test_the_story_is_the_same_every_time():
    assert [m.tickets() for m in story.months(TODAY)] == [m.tickets() for m in story.months(TODAY)]


def test_every_ticket_has_a_day_of_its_month_and_categories_that_exist():
    for each in story.months(TODAY):
        for day, cells in each.tickets():
            assert declared.period_of(Level.MONTH, day) == each.name
            assert all(category in CATEGORIES[table] for table, category in cells.items())
            assert CATEGORIES.keys() - cells.keys() <= {declared.IN_TIME}


def test_a_crisis_changes_what_tickets_are_about_and_how_fast_they_are_answered():
    def shares(ago: int, table: str) -> Counter[str]:
        rows = [ticket.cells.get(table, "") for ticket in month(ago).tickets()]
        return Counter({name: 100 * n // len(rows) for name, n in Counter(rows).items()})

    before, during = CRISIS + 1, CRISIS
    assert shares(during, declared.TOPIC)["elderly-care"] > 50
    assert shares(during, declared.KIND)["storm"] > 5 * shares(before, declared.KIND)["storm"]
    late = [shares(ago, declared.IN_TIME)[declared.NO] for ago in (before, during)]
    assert late[1] > 2 * late[0]


def test_inquiries_of_the_story_fit_the_lists_and_rise_in_the_crisis():
    rows = [row for each in story.months(TODAY) for row in each.inquiries()]
    crisis = month(CRISIS)

    kinds, *_rest = inquiries.count(rows, crisis.name, story.LISTS)
    units, topics = inquiries.count(rows, "2026-Q3", story.LISTS)
    assert sum(value for _name, value in kinds.cells) == len(crisis.inquiries()) > 400
    assert units.value(declared.NOT_SAID) == 0
    assert min(value for _name, value in topics.cells) > 0


@pytest.mark.parametrize("count", [0, 1, 7, 100])
def test_what_is_dealt_is_in_proportion_and_not_by_chance(count):
    hands = dealt({"a": 50, "b": 30, "c": 20}, count)

    found = Counter(hands)
    assert len(hands) == count
    shares = {"a": 0.5, "b": 0.3, "c": 0.2}
    assert all(abs(found[name] - count * share) <= 1 for name, share in shares.items())


def test_no_name_in_the_story_points_at_anybody():
    assert not [find for name in story.UNITS for find in identities.find(name)]


def test_all_but_the_last_month_is_published_and_that_one_waits_for_the_officer(demo, figures):
    with demo.store.reading() as db:
        waiting = [each.period for each in due.due(db, TODAY)]
        lost, founded = releases.published(db).lost, years.founded(db)

    months = [period for table, period in figures if table == declared.TOTAL]
    assert months == list(takings())[:-1]
    assert (founded, waiting, lost) == ("2023-11", ["2026-10"], [])


def test_quarters_years_and_inquiries_are_there_so_that_every_chart_is(figures):
    by_table: dict[str, list[str]] = {}
    for table, period in figures:
        by_table.setdefault(table, []).append(period)

    assert by_table.keys() == CATEGORIES.keys() | {
        name for names in inquiries.TABLES.values() for name in names
    }
    assert by_table[declared.ENDED] == ["2023", "2024", "2025"]
    assert by_table[declared.TOPIC] == by_table[inquiries.UNIT] == QUARTERS


def test_published_totals_are_the_storys_with_noise_really_in_them(figures):
    taken = takings()
    off = [
        figure.cells[0][1] - taken[period]
        for (table, period), figure in figures.items()
        if table == declared.TOTAL
    ]

    assert len(set(off)) > 5
    assert max(map(abs, off)) <= 12 * 4
    assert sum(map(abs, off)) / len(off) < 8


def test_no_slip_or_key_of_a_published_period_is_left(demo, figures):
    with demo.store.reading() as db:
        keys = db.exec(select(BallotKey)).all()
        slips = db.exec(select(Slip)).all()

    assert not {(key.table_name, key.period) for key in keys} & figures.keys()
    assert {slip.key_id for slip in slips} <= {key.id for key in keys}
    assert "2026-10" in {key.period for key in keys}


def test_a_demos_desk_is_of_normal_size_in_every_year(demo):
    with demo.store.reading() as db:
        sizes = {years.shape(db, year).size for year in (2023, 2024, 2025, 2026)}

    assert sizes == {Size.NORMAL}


@pytest.mark.long
@pytest.mark.parametrize(
    ("today", "waiting"),
    [
        (date(2027, 1, 2), ["2026-11"]),
        (date(2027, 1, 3), ["2026-12", "2026-Q4", "2026"]),
        (date(2027, 3, 1), ["2027-01"]),
    ],
)
def test_on_any_day_the_last_month_that_may_be_published_waits(tmp_path, today, waiting):
    site = make(tmp_path, today)

    with site.store.reading() as db:
        assert [each.period for each in due.due(db, today)] == waiting
