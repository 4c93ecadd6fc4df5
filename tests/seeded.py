"""A site on which everything sealed is there more than once, and the keys of all who take part."""

import base64
import copy
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, SQLModel, select, update

from pressdesk import clock, desk, mailbox
from pressdesk.inquiries import sealed
from pressdesk.keytables import (
    Account,
    BallotGrant,
    BallotKey,
    Passkey,
    RegisterGrant,
    RegisterKey,
    TicketKey,
)
from pressdesk.register.words import Channel
from pressdesk.registertables import Inquiry, Outlet, Unit
from pressdesk.schema import Record
from pressdesk.tables import Outcome, Ticket
from pressdesk.vault import (
    epochs,
    links,
    passkeys,
    receipts,
    sealing,
    shared_keys,
    slips,
    tickets,
    vouchers,
)
from pressdesk.vault.epochs import Holder
from pressdesk.vault.shared_keys import SharedKey
from pressdesk.web import passes
from tests.conftest import PEPPER, Desk, Person, holder_of, invited, lodged, sign_in

TABLES: dict[str, type[SQLModel]] = {
    str(table.__tablename__): table
    for table in Record.__subclasses__()
    if hasattr(table, "__table__")
}
INQUIRIES = (2026000001, 2026000002)
WORDS = "ord som ingen annan ska se"  # in every text that is sealed below


class Seeded(NamedTuple):
    """The site, who works there, and what each remembers."""

    desk: Desk
    people: list[Person]
    holders: list[Holder]
    codes: list[str]
    tokens: list[bytes]


def seed(site: Desk) -> Seeded:
    """Two officers with keys and sessions; two open tickets, two closed; two inquiries, each with a
    key of its own; both write everywhere.
    """
    people = [site.ofelia, invited(site.store, "olle")]
    tokens = [_session(site, site.ofelia)]
    with site.store.writing() as db:
        olle = db.exec(select(Account).where(Account.name == "olle")).one()
        epochs.hand_over(db, holder_of(db, site.ofelia), olle)
    tokens.append(_session(site, people[1]))
    codes = [lodged(site, f"{WORDS} {number}") for number in range(4)]
    with site.store.writing() as db:
        holders = [holder_of(db, person) for person in people]
        for holder in holders:
            db.add(_passkey(holder))
        for code in codes:
            _work(db, site, holders, code)
        for code in codes[2:]:
            ref, version = _ref(db, holders[0], code)
            outcome, day = Outcome.ARRANGED, clock.today()
            desk.close(db, holders[0], ref, version, outcome, site.settings, day)
        for number in INQUIRIES:
            _register(db, holders, number)
    return Seeded(site, people, holders, codes, tokens)


def _session(site: Desk, person: Person) -> bytes:
    client = site.app().test_client()
    assert sign_in(client, person).status_code == 303
    cookie = client.get_cookie("pressdesk")
    assert cookie is not None
    return base64.urlsafe_b64decode(passes.bare(cookie.value) + "=")


def _passkey(holder: Holder) -> Passkey:
    """A passkey of hers; what its authenticator works out is her private half's digest."""
    id_, key = (sealing.digest(what + holder.id.bytes) for what in (b"id", b"key"))
    row = Passkey(credential_id=id_, account_id=holder.id, public_key=key, sign_count=0, label="x")
    row.private_locked = passkeys.lock_private(row, holder.private, sealing.digest(holder.private))
    return row


def _ref(db: Session, holder: Holder, code: str) -> tuple[str, int]:
    handle = receipts.derive(code, PEPPER).handle
    ticket = db.exec(select(Ticket).where(Ticket.handle == handle)).one()
    return links.link(holder, ticket.id), ticket.version


def _work(db: Session, site: Desk, holders: list[Holder], code: str) -> None:
    for holder in holders:
        ref, version = _ref(db, holder, code)
        desk.answer(db, holder, ref, version, f"{WORDS} svar", clock.today())
        db.flush()
        mailbox.write_on(db, site.settings, code, holder.private, f"{WORDS} mer", clock.today())
        db.flush()
    for holder in holders:
        ref, _ = _ref(db, holder, code)
        desk.note(db, holder, ref, f"{WORDS} anteckning", clock.today())
        desk.save_draft(db, holder, ref, f"{WORDS} utkast")
        db.flush()


def _register(db: Session, holders: list[Holder], number: int) -> None:
    logged(db, number)
    db.exec(update(RegisterKey).values(is_spent=True))
    sealed.keep_reporter(db, holders[0], number, WORDS, "070-174 06 05", clock.today())
    for holder in holders:
        sealed.note(db, holder, number, f"{WORDS} anteckning", clock.today())
        sealed.keep_draft(db, holder, str(number), {"answer": f"{WORDS} utkast"}, clock.today())
    db.flush()


def logged(db: Session, number: int, **more: Any) -> None:
    """An inquiry as its row stands, by an outlet, with a unit."""
    for row in (Outlet(name="Ekot"), Unit(name="Press")):
        db.merge(row)
    db.flush()
    given = {"channel": Channel.PHONE, "outlet": "Ekot", "question": "Vad kostar det?"}
    db.add(Inquiry(number=number, received_at=clock.now(), unit="Press", **given | more))
    db.flush()


class Ring:
    """Every key that opens something on a seeded site, by what it opens."""

    def __init__(self, made: Seeded) -> None:
        self.made = made
        self.private = {holder.id: holder.private for holder in made.holders}
        self.token = {sealing.digest(token): token for token in made.tokens}
        self.slips = slips.private_half(made.desk.founded.slips)
        self.receipt = {r.handle: r for r in (receipts.derive(c, PEPPER) for c in made.codes)}
        self.half: dict[UUID, bytes] = {}
        self.ticket: dict[UUID, bytes] = {}
        self.epoch_of: dict[UUID, UUID] = {}
        self.author: dict[UUID, bytes] = {}
        self.output: dict[bytes, bytes] = {}  # of passkeys
        self.shared_key: dict[UUID, SharedKey] = {}
        self.shared: dict[UUID, bytes] = {}  # private halves of those
        with made.desk.store.reading() as db:
            self._read(db)

    def _read(self, db: Session) -> None:
        for epoch in epochs.chain(db):
            seed_bytes = epochs.seed_of(db, self.made.holders[0], epoch.id)
            self.half[epoch.id] = vouchers.opening_half(seed_bytes)
        for key in (*db.exec(select(BallotKey)), *db.exec(select(RegisterKey))):
            self.shared_key[key.id] = key
            self.shared[key.id] = shared_keys.private_of(db, *self.made.holders[0], key)
        for holder in self.made.holders:
            for number in INQUIRIES:
                self.author[sealed._draft_id(holder, str(number))] = holder.private
        for passkey in db.exec(select(Passkey)):
            self.output[passkey.credential_id] = sealing.digest(self.private[passkey.account_id])
        for ticket in db.exec(select(Ticket)):
            row = db.get(TicketKey, ticket.handle)
            assert row is not None
            self.epoch_of[ticket.id] = ticket.epoch_id
            self.ticket[ticket.id] = tickets.key_for_epoch(self.half[ticket.epoch_id], row)
            for holder in self.made.holders:
                draft_id = sealing.own_id(holder.private, "draft", ticket.id.bytes)
                self.author[draft_id] = holder.private

    def note_half(self, note: Any) -> bytes:
        """The epoch half that opens a working note."""
        return self.half[self.epoch_of[note.ticket_id]]

    def also_for(self, old: Any, new: Any) -> "Ring":
        """The same ring, with the old row's keys for whatever the new row is called."""
        ring = copy.copy(self)
        for name in ("ticket", "epoch_of"):
            known, ids = dict(getattr(self, name)), ("id", "ticket_id")
            for before, after in ((getattr(old, i, None), getattr(new, i, None)) for i in ids):
                if before in known:
                    known[after] = known[before]
            setattr(ring, name, known)
        if hasattr(old, "key_id"):
            key = altered(self.shared_key[old.key_id], id=new.key_id)
            ring.shared = {**self.shared, new.key_id: self.shared[old.key_id]}
            ring.shared_key = {**self.shared_key, new.key_id: key}
        if isinstance(old, BallotGrant | RegisterGrant):
            ring.private = {**self.private, new.account_id: self.private[old.account_id]}
        if getattr(old, "id", None) in self.author:
            ring.author = {**self.author, new.id: self.author[old.id]}
        if hasattr(old, "credential_id"):
            ring.output = {**self.output, new.credential_id: self.output[old.credential_id]}
        if hasattr(old, "handle") and old.handle in self.receipt:
            ring.receipt = {
                **self.receipt,
                new.handle: self.receipt[old.handle]._replace(handle=new.handle),
            }
        return ring


def rows_of(site: Desk) -> list[tuple[str, SQLModel]]:
    """Every row of every table, and the table's name."""
    with site.store.reading() as db:
        return [(name, row) for name, table in TABLES.items() for row in db.exec(select(table))]


def altered(row: SQLModel, **changed: Any) -> Any:
    """A row that is the same but for this."""
    return type(row)(**{**row.model_dump(), **changed})
