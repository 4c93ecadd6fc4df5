"""Promise 9: nobody learns from the figures whether one ticket is in there.

The attacks are in tests/attacks, and read what a chief downloads. Here they are short; at length
they are `python -m tests.attacks`. Each is also aimed at a careless site, and must succeed there.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pressdesk.errors import AlreadyReleased
from pressdesk.figures import releases
from pressdesk.figures.declared import ENDED, IN_TIME, KIND, TABLES, TOTAL, Size
from tests.attacks import (
    averaging,
    careless,
    differencing,
    errors,
    insider,
    presence,
    real,
    solver,
    world,
)
from tests.attacks.world import SITES, Read, Site, Truth
from tests.conftest import Desk
from tests.gaussian import is_noise

pytestmark = pytest.mark.both

NORMAL = SITES[2]
NAMES = [site.name for site in SITES]
OTHERS = {table.name for table in TABLES} - {TOTAL}
EVERY_SITE = pytest.mark.parametrize("site", SITES, ids=NAMES)


def years(site: Site = NORMAL) -> list[Truth]:
    return world.counted(world.made(site.a_month), site.shapes())


def first_year(site: Site = NORMAL) -> list[Truth]:
    return world.counted(world.made(site.a_month), site.shapes()[:1])


def download(parts: list[Truth], protect: world.Protect = world.PROTECT) -> Read:
    return world.read(world.downloaded(world.published(parts, protect)))


def test_no_attack_on_the_noise_can_do_better_than_the_bar_by_exact_arithmetic():
    assert insider.bound() <= insider.ADVANTAGE


def test_who_knows_every_ticket_but_one_cannot_tell_whether_it_is_there():
    found = insider.told_apart(insider.scene(NORMAL), 1_000)

    assert found.holds(), found


@pytest.mark.long
@EVERY_SITE
def test_who_knows_all_others_cannot_tell_at_a_site_of_any_size(site):
    found = insider.told_apart(insider.scene(site), 5_000)

    assert found.holds(), found


@pytest.mark.long
@EVERY_SITE
def test_nothing_in_two_years_of_downloads_can_be_learnt_to_tell_it(site):
    found = insider.learned(insider.scene(site, is_whole=True), 2_000)

    assert found.holds(), found


@pytest.mark.parametrize("protect", [careless.plain, careless.hiding], ids=["plain", "hiding"])
@pytest.mark.parametrize("attack", [insider.told_apart, insider.learned])
def test_the_same_insider_is_sure_where_noise_is_missing(attack, protect):
    found = attack(insider.scene(NORMAL), 60, protect)

    assert found.advantage > 0.99
    assert not found.holds()


@pytest.mark.long
def test_the_same_insider_is_better_where_tables_stand_at_three_levels():
    wide = [careless.wide(shape) for shape in NORMAL.shapes()]

    assert insider.bound(wide) > 0.33
    assert not insider.told_apart(insider.scene(NORMAL, wide), 2_000).holds()


@EVERY_SITE
def test_a_solver_over_all_tables_and_rules_is_right_about_small_counts_only_by_chance(site):
    parts = first_year(site)

    found = solver.trusted((download(parts) for _ in range(30)), parts)

    assert (found.pinned, found.is_possible) == (found.small, True)
    assert found.right <= found.luck < found.small / 3, found


@pytest.mark.parametrize("protect", [careless.plain, careless.faint], ids=["plain", "faint"])
def test_the_same_solver_is_right_far_more_often_where_noise_is_missing_or_faint(protect):
    parts = first_year()

    found = solver.trusted((download(parts, protect) for _ in range(30)), parts)

    assert found.right > found.luck
    assert found.wrong == 0 or protect is careless.faint


@EVERY_SITE
def test_not_even_a_bound_on_the_noise_narrows_a_small_count_to_one_number(site):
    """Noise has none. Who takes one for granted is wrong once in 10^6 such years."""
    parts = first_year(site)
    rules = solver.noisy(download(parts), parts, deviations=6)

    found = solver.pinned(rules, parts)

    assert found.is_possible
    assert found.pinned == 0


def test_the_same_solver_pins_most_of_what_is_hidden_because_it_is_small():
    parts = world.counted(world.made(60), [careless.crossed(NORMAL.shapes()[0])])
    rules = solver.hidden(download(parts, careless.hiding), parts)

    found = solver.pinned(rules, parts, most=12)

    assert found.percent > 75
    assert found.wrong == 0


def test_no_table_stands_at_two_levels_and_all_parts_add_up():
    file = download(years())

    assert differencing.overlaps(file) == []
    assert differencing.odd_sums(file) == []
    assert differencing.uncovered(file) == {}


def test_taking_months_from_their_quarter_would_be_seen_to_uncover_what_is_hidden():
    parts = world.counted(world.made(15), [careless.wide(NORMAL.shapes()[0])])
    parts = [part for part in parts if part.table.name in {TOTAL, KIND}]
    true = {cell: n for p in parts for cell, n in zip(solver.cells(p), p.counts, strict=True)}
    file = download(parts, careless.hiding)

    found = differencing.uncovered(file)

    assert differencing.overlaps(file)
    assert found
    assert all(true[cell] == count for cell, count in found.items())


def test_the_mean_of_fresh_noise_would_be_the_truth_and_that_of_frozen_noise_is_not():
    parts = [part for part in first_year() if part.table.name == TOTAL][:5]
    frozen = world.downloaded(world.published(parts))

    kept = averaging.averaged(lambda: frozen, 1_000)
    fresh = averaging.read_off(lambda: world.downloaded(world.published(parts)), 1_000, parts)

    assert kept == averaging.averaged(lambda: frozen, 1)
    assert fresh > 0.75


@pytest.fixture(scope="module")
def seen() -> dict[str, list[int]]:
    """By table, how far a thousand publications of large counts lie from the truth."""
    return presence.distances(presence.large(), 1_000)


@pytest.fixture(scope="module")
def seen_of_less() -> dict[str, list[int]]:
    """The same, where every draw has a sigma of one less than is said."""
    return presence.distances(presence.large(), 1_000, careless.less)


def too_little(seen: dict[str, list[int]]) -> set[str]:
    """Tables whose noise is not as much as is said."""
    found = presence.spreads(presence.large(), seen)
    assert len(found) == len(TABLES)
    return {each.table for each in found if not each.holds()}


def test_noise_is_in_every_table_and_as_much_as_is_said(seen):
    assert too_little(seen) == set()


def test_a_sigma_of_one_less_is_caught_in_every_table(seen_of_less):
    assert too_little(seen_of_less) == {table.name for table in TABLES}


@pytest.mark.parametrize(
    ("protect", "missing"),
    [(careless.plain, set()), (careless.half, {IN_TIME}), (careless.unclipped_plain_total, OTHERS)],
    ids=["plain", "half", "plain totals"],
)
def test_a_job_that_says_noise_and_adds_none_or_half_is_caught(protect, missing):
    found = too_little(presence.distances(presence.large(), 150, protect))

    assert found >= {table.name for table in TABLES} - missing


@pytest.mark.parametrize(("table", "sigma"), [(TOTAL, 4), (IN_TIME, 6), (ENDED, 10)])
def test_what_is_not_fitted_to_totals_is_off_by_exactly_the_declared_noise(seen, table, sigma):
    assert is_noise(seen[table], sigma)
    assert not is_noise([2 * round(off / 2) for off in seen[table]], sigma)  # even numbers only


@pytest.mark.parametrize("size", Size)
def test_a_site_without_any_ticket_publishes_the_same_lines_as_a_busy_one(size):
    shapes = Site(60, (size, size)).shapes()
    empty, many = (world.counted(tickets, shapes) for tickets in ([], world.made(60)))

    assert presence.frame(download(empty)) == presence.frame(download(many))


@pytest.mark.parametrize("protect", [careless.hiding, careless.only_common])
def test_what_is_left_out_because_it_is_small_is_seen(protect):
    empty, many = world.counted([], NORMAL.shapes()), years()

    assert presence.frame(download(empty, protect)) != presence.frame(download(many, protect))


def test_none_and_one_are_published_alike():
    assert presence.apart(*presence.of_counts(0, 1, 500)) < 0.25
    assert presence.apart(*presence.of_counts(0, 1, 400, careless.zeros_kept)) > 0.35


def test_nothing_is_carried_over_to_the_next_period():
    assert abs(presence.carried(4, 200) - presence.carried(0, 200)) < 2.5
    assert presence.carried(4, 100, careless.carrying) > 2.5 + presence.carried(
        0, 100, careless.carrying
    )


@EVERY_SITE
def test_figures_are_as_near_the_truth_as_was_promised(site):
    found = errors.measured(site, 100)

    assert found.month is None or found.month <= 3.3 * 1.15  # allowing for chance
    assert found.topic <= 3.1 * 1.1
    assert found.year_percent <= errors.YEAR_PERCENT[site.a_month] * 1.4
    assert found.lowest() >= 0.84


@pytest.fixture
def two_sites(desk_site, wall_clock, tmp_path) -> Iterator[tuple[Desk, Desk]]:
    """A site with forty tickets in two months, and the same with one more; nothing published."""
    real.cast(desk_site, real.tickets(each=20))
    other = real.copied(desk_site, tmp_path / "other")
    real.cast(other, [real.MINE])
    wall_clock.move_to(datetime(2027, 1, 4, 12, 0, tzinfo=UTC))
    yield desk_site, other
    other.store.close()


@pytest.mark.of_the_file
def test_what_is_downloaded_of_a_real_site_is_frozen_and_what_the_attacks_read(two_sites):
    without, _with_it = two_sites
    real.publish(without)
    fetch = real.fetcher(without)
    with without.store.reading() as db:
        founded, figures, _lost = releases.published(db)

    assert {fetch() for _ in range(20)} == {world.downloaded(figures, founded)}
    assert len([figure for figure in figures if not figure.table.startswith("inquiry-")]) == 8
    assert differencing.odd_sums(world.read(fetch())) == []


@pytest.mark.of_the_file
def test_what_was_downloaded_stays_in_every_later_download(two_sites):
    site, _with_it = two_sites
    fetch = real.fetcher(site)
    real.publish(site, until="2026-12")
    before = fetch()

    real.publish(site)

    assert len(fetch().splitlines()) > len(before.splitlines()) > 1
    assert differencing.changed(before, fetch()) == []
    with pytest.raises(AlreadyReleased), site.store.reading() as db:
        releases.tally(db, site.holder(), "2026-12", real.OPENS)


@pytest.mark.of_the_file
@pytest.mark.long
def test_two_real_sites_that_differ_by_a_ticket_are_not_told_apart(two_sites, tmp_path):
    """Few draws: true counts or a late ticket would be seen, more noise than that would not."""
    score = real.scene(real.tickets(each=20)).score()

    without, with_it = (
        [score(world.read(real.drawn(site, tmp_path / f"{place}-{draw}"))) for draw in range(60)]
        for place, site in enumerate(two_sites)
    )

    assert insider.judged(without, with_it).holds()


@pytest.mark.of_the_file
@pytest.mark.parametrize("is_burnt", [True, False])
def test_a_restored_copy_draws_no_noise_anew_for_what_was_published(two_sites, tmp_path, is_burnt):
    site, _with_it = two_sites
    copy = real.copied(site, tmp_path / "copy")
    real.publish(site)

    with copy.store.writing() as db:
        burnt = releases.burn(db, real.OPENS) if is_burnt else []  # as a restore does, or forgets
    real.publish(copy)
    again = world.read(real.fetcher(copy)())
    copy.store.close()

    assert bool(burnt) is is_burnt
    assert bool(again.values) is not is_burnt  # careless: the same counts under other noise
    assert again != world.read(real.fetcher(site)())
