"""Promise 7, the ballot box: once rows are mixed, nothing says in which order slips were cast, nor
which of them were cast together.
"""

from math import sqrt
from uuid import UUID

import pytest
from sqlmodel import select

from pressdesk import clock, mixing
from pressdesk.keytables import Slip
from pressdesk.storage import Store
from pressdesk.tables import Ticket
from tests.conftest import Desk, found, lodged
from tests.promises import arrival
from tests.promises.casting import work

TICKETS, TOGETHER = 60, 5
Casts = list[list[tuple[bytes, bytes]]]  # by ticket as they were taken: each slip's id and seal


def cast(site: Desk, tickets: int = TICKETS) -> Casts:
    """Tickets that are taken, each in a transaction of its own."""
    for _ in range(tickets):
        lodged(site)
    holder, known, casts = site.holder(), set(), []
    for ticket_id in ids(site):
        with site.store.writing() as db:
            work(db, site.settings, holder, ticket_id, clock.today())
        new = [row for row in slips(site.store) if row[0] not in known]
        known |= {row[0] for row in new}
        casts.append(new)
    assert {len(each) for each in casts} == {TOGETHER}
    return casts


def ids(site: Desk) -> list[UUID]:
    with site.store.reading() as db:
        return list(db.exec(select(Ticket.id)))


def slips(store: Store) -> list[tuple[bytes, bytes]]:
    with store.reading() as db:
        return [(slip.id.hex.encode(), slip.sealed[-32:]) for slip in db.exec(select(Slip))]


def places(content: bytes, casts: Casts, part: int) -> list[list[int]]:
    """Where each slip stands in a file, in the order in which they were cast."""
    return [arrival._all(content, slip[part]) for each in casts for slip in each]


def ways(store: Store, casts: Casts) -> dict[str, float]:
    """How far places in the file give the order of slips: -1 to 1."""
    content = store.path.read_bytes()
    seen = {}
    for part, name in enumerate(("id", "seal")):
        found = places(content, casts, part)
        seen[f"first {name}"] = arrival.order_in([each[0] for each in found])
        seen[f"last {name}"] = arrival.order_in([each[-1] for each in found])
        seen[f"{name} in its page"] = arrival.in_pages(found)
    return seen


def neighbours(store: Store, casts: Casts, part: int) -> float:
    """By how many standard deviations of chance more slips that stand side by side in a page are of
    one ticket.
    """
    whole = places(store.path.read_bytes(), casts, part)
    at = sorted((place, number // TOGETHER) for number, each in enumerate(whole) for place in each)
    pairs = [
        one[1] == other[1]
        for one, other in zip(at, at[1:], strict=False)
        if one[0] // arrival.PAGE_BYTES == other[0] // arrival.PAGE_BYTES
    ]
    chance = (TOGETHER - 1) / (TOGETHER * len(casts) - 1)
    expected = len(pairs) * chance
    return (sum(pairs) - expected) / sqrt(expected * (1 - chance))


@pytest.fixture
def casts(desk_site: Desk) -> Casts:
    return cast(desk_site)


def test_once_mixed_no_place_of_a_slip_tells_the_order(desk_site, casts):
    assert mixing.mix(desk_site.store, clock.today())

    assert arrival.tells(ways(desk_site.store, casts), TOGETHER * TICKETS) == []


@pytest.mark.parametrize("part", [0, 1], ids=["id", "seal"])
def test_once_mixed_slips_of_one_ticket_stand_together_no_oftener_than_chance(
    desk_site, casts, part
):
    assert mixing.mix(desk_site.store, clock.today())

    assert neighbours(desk_site.store, casts, part) < arrival.CHANCE


def test_without_mixing_places_within_a_page_tell_order_and_company(desk_site):
    casts = cast(desk_site, tickets=4)
    desk_site.store.settle()

    seen = ways(desk_site.store, casts)

    assert min(seen["id in its page"], seen["seal in its page"]) < -0.9
    assert neighbours(desk_site.store, casts, 1) > arrival.CHANCE


def test_rows_of_slips_lead_nowhere_but_to_a_key_and_have_one_size(desk_site, casts):
    with desk_site.store.reading() as db:
        rows = [slip.model_dump() for slip in db.exec(select(Slip))]

    assert {frozenset(row) for row in rows} == {frozenset({"id", "key_id", "sealed"})}
    assert {row["id"].version for row in rows} == {4}
    assert {len(row["sealed"]) for row in rows} == {51}
    assert len({row["key_id"] for row in rows}) == TOGETHER


def test_on_postgresql_slips_too_are_written_anew_in_random_order(
    postgres, settings, tmp_path, wall_clock
):
    site = found(postgres, settings, tmp_path)
    casts = cast(site)
    before, kept = on_server(postgres, casts), sorted(slips(postgres))
    assert min(before) > 0.9

    assert mixing.mix(postgres, clock.today())

    after = on_server(postgres, casts)
    assert max(map(abs, after)) < arrival.CHANCE / sqrt(TOGETHER * TICKETS)
    assert after[1] == 0  # one transaction's number
    assert sorted(slips(postgres)) == kept


def on_server(store: Store, casts: Casts) -> list[float]:
    """How far a slip's place, and the number of its transaction, give the order."""
    order = {slip[0].decode(): number for number, each in enumerate(casts) for slip in each}
    with store.engine.connect() as connection:
        query = "SELECT id, ctid::text, xmin::text FROM slip"
        rows = connection.exec_driver_sql(query).all()
    rows = sorted(rows, key=lambda row: order[row.id.hex])
    spots = [tuple(map(int, row.ctid.strip("()").split(","))) for row in rows]
    return [arrival.order_in(spots), arrival.order_in([int(row.xmin) for row in rows])]
