"""No sealed value opens in another's place: not in another row, column, position, by another author
or in another ticket.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from sqlmodel import SQLModel

from pressdesk import clock, inventory, storage
from pressdesk.errors import NotOpened, PressdeskError
from pressdesk.inventory import Opens
from pressdesk.keytables import Account, BallotGrant, EpochGrant, RegisterGrant
from pressdesk.staff import accounts
from pressdesk.staff.enrolment import Invitation
from pressdesk.storage import FileStore, Store
from pressdesk.tables import Author
from pressdesk.vault import (
    ballot_keys,
    epochs,
    keys,
    passkeys,
    pins,
    recovery,
    register_texts,
    shared_keys,
    tickets,
    totp,
)
from pressdesk.vault.epochs import Holder
from pressdesk.vault.sealing import Place
from tests.conftest import PEPPER, PHRASE, Desk
from tests.seeded import Ring, altered, rows_of, seed

pytestmark = pytest.mark.both

SEALED = [
    (table, column)
    for table, columns in inventory.COLUMNS.items()
    for column, told in columns.items()
    if told.opens is not Opens.CLEAR
]
FOUNDING = ("account", "founding_locked")  # there until the first officer enrols: a test of its own


class Spot(NamedTuple):
    """One sealed value where it stands."""

    table: str
    column: str
    row: SQLModel

    @property
    def kind(self) -> tuple[str, str]:
        return self.table, self.column

    @property
    def value(self) -> bytes:
        sealed: bytes = getattr(self.row, self.column)
        return sealed


def from_grant(ring: Ring, row: EpochGrant) -> bytes:
    with ring.made.desk.store.rehearsing() as db:
        stored = db.get(EpochGrant, (row.epoch_id, row.account_id))
        stored.sealed = row.sealed
        db.flush()
        holder = Holder(row.account_id, ring.private[row.account_id])
        return epochs.seed_of(db, holder, row.epoch_id)


def from_shared_grant(ring: Ring, row: BallotGrant | RegisterGrant) -> bytes:
    private, key = ring.private[row.account_id], ring.shared_key[row.key_id]
    return shared_keys.open_grant(private, key, row.account_id, row.sealed)


def from_account(_ring: Ring, row: Account) -> keys.Unlocked:
    unlocked = keys.unlock(row, row.name, PHRASE, PEPPER)
    if unlocked is None:
        raise NotOpened
    return unlocked


def from_pin(ring: Ring, row: Account) -> None:
    private = from_account(ring, row).private
    with ring.made.desk.store.rehearsing() as db:
        stored = db.get(Account, row.id)
        stored.pin = row.pin
        pins.check(db, stored, Holder(row.id, private), clock.today())


# How the program opens each of them, with the keys that belong to the place.
OPENERS: dict[tuple[str, str], Callable[[Ring, Any], Any]] = {
    ("ticket", "particulars"): lambda r, t: tickets.open_particulars(r.ticket[t.id], t),
    ("ticket", "outcome"): lambda r, t: tickets.open_outcome(r.ticket[t.id], t),
    ("message", "sealed"): lambda r, m: tickets.read_message(r.ticket[m.ticket_id], m),
    ("working_note", "sealed"): lambda r, n: tickets.read_note(r.note_half(n), n),
    ("draft", "sealed"): lambda r, d: tickets.open_draft(
        r.author[d.id], d.ticket_id, d.id, d.sealed
    ),
    ("account", "private_locked"): lambda r, a: from_account(r, a).private,
    ("account", "totp_locked"): lambda r, a: from_account(r, a).totp_secret,
    ("account", "pin"): from_pin,
    ("staff_session", "private_locked"): lambda r, s: keys.from_session(r.token[s.digest], s),
    ("passkey", "private_locked"): lambda r, p: passkeys.open_private(p, r.output[p.credential_id]),
    ("epoch", "for_recovery"): lambda r, e: recovery.open_seed(e, r.slips),
    ("epoch_grant", "sealed"): from_grant,
    ("ballot_key", "for_recovery"): lambda r, k: shared_keys.for_recovery(k, r.slips),
    ("ballot_grant", "sealed"): from_shared_grant,
    ("slip", "sealed"): lambda r, s: ballot_keys.open_cell(
        r.shared[s.key_id], s.key_id, s.id, s.sealed
    ),
    ("register_key", "for_recovery"): lambda r, k: shared_keys.for_recovery(k, r.slips),
    ("register_grant", "sealed"): from_shared_grant,
    ("reporter", "sealed"): lambda r, c: register_texts.open_contact(r.shared[c.key_id], c),
    ("inquiry_note", "sealed"): lambda r, n: register_texts.open_note(r.shared[n.key_id], n),
    ("register_draft", "sealed"): lambda r, d: register_texts.open_draft(r.author[d.id], d),
    ("ticket_key", "for_epoch"): lambda r, k: tickets.key_for_epoch(r.half[k.epoch_id], k),
    ("ticket_key", "for_receipt"): lambda r, k: tickets.key_for_receipt(
        r.receipt[k.handle], k.for_receipt
    ),
}
KINDS = sorted(set(SEALED) - {FOUNDING})


def spots_of(site: Desk) -> list[Spot]:
    """Every sealed value of a database."""
    return [
        Spot(table, column, row)
        for table, row in rows_of(site)
        for name, column in SEALED
        if name == table and getattr(row, column) is not None
    ]


def opens(ring: Ring, spot: Spot, value: bytes) -> bool:
    """Whether a value opens in a spot."""
    try:
        OPENERS[spot.kind](ring, altered(spot.row, **{spot.column: value}))
    except PressdeskError:
        return False
    except ValueError:
        return True  # it opened, and made no sense there
    return True


@pytest.fixture
def ring(desk_site: Desk) -> Ring:
    return Ring(seed(desk_site))


@pytest.fixture
def spots(ring: Ring) -> list[Spot]:
    return spots_of(ring.made.desk)


def test_every_sealed_column_is_there_at_least_twice_and_can_be_opened(spots):
    counts = {kind: len([s for s in spots if s.kind == kind]) for kind in KINDS}

    assert sorted(OPENERS) == KINDS
    assert {kind: count for kind, count in counts.items() if count < 2} == {}


def test_every_sealed_value_opens_in_its_own_place(ring, spots):
    assert [spot for spot in spots if not opens(ring, spot, spot.value)] == []


def test_no_sealed_value_opens_in_anothers_place(ring, spots):
    opened = [
        (place, other)
        for place in spots
        for other in spots
        if other.value != place.value and opens(ring, place, other.value)
    ]

    assert opened == []


def test_a_value_that_is_cut_blanked_or_altered_does_not_open(ring, spots):
    opened = [
        (place, value)
        for place in spots
        for value in spoilt(place.value)
        if opens(ring, place, value)
    ]

    assert opened == []


def spoilt(value: bytes) -> list[bytes]:
    ends = [value[:-1], value[1:], b"", value + b"\0", b"\x02" + value[1:]]
    places = (1, 20, -17, -2)
    return ends + [value[:at] + bytes([value[at] ^ 1]) + value[at:][1:] for at in places]


BOUND = {
    "message": {"id": uuid4(), "ticket_id": uuid4(), "position": 99},
    "working_note": {"id": uuid4(), "ticket_id": uuid4()},
    "draft": {"id": uuid4(), "ticket_id": uuid4()},
    "ticket": {"id": uuid4()},
    "ticket_key": {"handle": b"h" * 32},
    "epoch": {"id": uuid4()},
    "ballot_key": {"id": uuid4(), "public": b"k" * 32},
    "ballot_grant": {"key_id": uuid4(), "account_id": uuid4()},
    "slip": {"id": uuid4(), "key_id": uuid4()},
    "register_key": {"id": uuid4(), "public": b"k" * 32},
    "register_grant": {"key_id": uuid4(), "account_id": uuid4()},
    "reporter": {"number": 2026000003, "key_id": uuid4()},
    "inquiry_note": {"id": uuid4(), "number": 1, "key_id": uuid4(), "day": date(2026, 1, 1)},
    "register_draft": {"id": uuid4()},
    "staff_session": {"account_id": uuid4()},
    "passkey": {"account_id": uuid4(), "credential_id": b"i" * 32, "public_key": b"k" * 32},
}


def test_a_row_whose_own_columns_are_rewritten_does_not_open(ring, spots):
    opened = []
    for spot in spots:
        for column, value in BOUND.get(spot.table, {}).items():
            row = altered(spot.row, **{column: value})
            if opens(ring.also_for(spot.row, row), spot._replace(row=row), spot.value):
                opened.append((spot, column))

    assert opened == []
    assert {spot.table for spot in spots} >= set(BOUND)


def test_an_author_who_is_rewritten_closes_the_message(ring, spots):
    for spot in (spot for spot in spots if spot.table == "message"):
        other = Author.OFFICER if spot.row.author is Author.EMPLOYEE else Author.EMPLOYEE

        with pytest.raises(NotOpened):
            OPENERS[spot.kind](ring, altered(spot.row, author=other))


@pytest.fixture
def careless(monkeypatch):
    """Seals that are bound to no place."""
    monkeypatch.setattr(Place, "encoded", lambda _place: b"anywhere")


def test_a_careless_seal_would_open_in_anothers_place(careless, desk_site):
    ring = Ring(seed(desk_site))
    spots = spots_of(desk_site)

    swapped = {
        place.kind
        for place in spots
        for other in spots
        if other.value != place.value and opens(ring, place, other.value)
    }

    # Wherever two values lie under one key: a thread, an epoch, a person, the slips.
    assert swapped >= {
        ("message", "sealed"),
        ("working_note", "sealed"),
        ("draft", "sealed"),
        ("ticket_key", "for_epoch"),
        ("epoch", "for_recovery"),
        ("slip", "sealed"),
        ("inquiry_note", "sealed"),
        ("register_draft", "sealed"),
    }


# --- the first officer's seed, under her enrolment code ---


@pytest.fixture
def fresh(desk_site: Desk, settings: Any, tmp_path: Any) -> Iterator[tuple[Store, str]]:
    """Another site, just founded, and its first officer's code."""
    store = FileStore(tmp_path / "fresh.db", busy_milliseconds=500)
    storage.upgrade(store)
    with store.writing() as db:
        code = accounts.found(db, "ofelia", "clara", clock.today()).officer_code
    yield store, code
    store.close()


def enrolled_with(fresh: tuple[Store, str], value: bytes | None) -> bool:
    """Whether the first officer gets the first epoch, with this value in her row."""
    store, code = fresh
    secret, now = b"s" * 20, clock.now().timestamp()
    with store.rehearsing() as db:
        account = accounts.check_code(db, "ofelia", code, clock.today())
        account.founding_locked = value or account.founding_locked
        given = Invitation("ofelia", code, secret)
        try:
            accounts.enrol(db, given, PHRASE, totp.code_at(secret, now), clock.today(), now)
        except NotOpened:
            return False
        db.flush()
        return bool(epochs.holders(db, epochs.current(db, clock.today())))


def test_the_founding_seed_opens_with_the_first_officers_code(fresh):
    assert enrolled_with(fresh, None)


def test_no_other_value_opens_as_the_founding_seed(fresh, spots):
    assert [spot for spot in spots if enrolled_with(fresh, spot.value)] == []
