"""Whether what is sealed opens with an officer's keys: she looks, and keeps nothing.

Nothing of what is opened is returned, nor how much there is: how many failed, and no more.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from pressdesk.errors import NotOpened
from pressdesk.keytables import (
    BallotGrant,
    BallotKey,
    EpochGrant,
    InquiryNote,
    RegisterGrant,
    RegisterKey,
    Reporter,
    Slip,
    TicketKey,
)
from pressdesk.tables import Message, Ticket, WorkingNote
from pressdesk.vault import ballot_keys, epochs, register_texts, shared_keys, tickets, vouchers
from pressdesk.vault.epochs import Holder

MANY = 500  # rows at a time
Opened = TypeVar("Opened")


def unopened(db: Session, holder: Holder) -> int:
    """How many sealed rows do not open that should, with the keys that an officer holds: tickets,
    messages, notes, reporters, slips of figures, and these keys themselves.
    """
    return sum(not is_open for is_open in _tried(db, holder))


def _tried(db: Session, holder: Holder) -> Iterator[bool]:
    held = select(EpochGrant.epoch_id).where(EpochGrant.account_id == holder.id)
    for epoch_id in db.exec(held).all():
        seed = _opened(epochs.seed_of, db, holder, epoch_id)
        yield seed is not None
        if seed is not None:
            yield from _of_epoch(db, epoch_id, vouchers.opening_half(seed))
    yield from _of_shared(db, holder, RegisterKey, RegisterGrant, _of_register)
    yield from _of_shared(db, holder, BallotKey, BallotGrant, _of_ballots)


def _of_epoch(db: Session, epoch_id: UUID, half: bytes) -> Iterator[bool]:
    is_whole = (col(TicketKey.epoch_id) == epoch_id) & col(TicketKey.for_epoch).is_not(None)
    own_key = col(TicketKey.handle) == col(Ticket.handle)
    for ticket, key in _some(
        db, select(Ticket, TicketKey).join(TicketKey, own_key).where(is_whole)
    ):
        yield _opens(_ticket, half, ticket, key)
    sent = select(Message, TicketKey).join(Ticket, col(Ticket.id) == col(Message.ticket_id))
    for message, key in _some(db, sent.join(TicketKey, own_key).where(is_whole)):
        yield _opens(_message, half, message, key)
    notes = select(WorkingNote).join(Ticket, col(Ticket.id) == col(WorkingNote.ticket_id))
    for note in _some(db, notes.where(Ticket.epoch_id == epoch_id)):
        yield _opens(tickets.read_note, half, note)


def _ticket(half: bytes, ticket: Ticket, row: TicketKey) -> None:
    key = tickets.key_for_epoch(half, row)
    tickets.open_particulars(key, ticket)
    tickets.open_outcome(key, ticket)


def _message(half: bytes, message: Message, row: TicketKey) -> None:
    tickets.read_message(tickets.key_for_epoch(half, row), message)


def _of_shared(
    db: Session, holder: Holder, keys: Any, grants: Any, texts: Callable[..., Iterator[bool]]
) -> Iterator[bool]:
    held = select(grants.key_id).where(grants.account_id == holder.id)
    for key in db.exec(select(keys).where(col(keys.id).in_(held))).all():
        private = _opened(shared_keys.private_of, db, *holder, key)
        yield private is not None
        if private is not None:
            yield from texts(db, key.id, private)


def _of_register(db: Session, key_id: UUID, private: bytes) -> Iterator[bool]:
    for reporter in _some(db, select(Reporter).where(Reporter.key_id == key_id)):
        yield _opens(register_texts.open_contact, private, reporter)
    for note in _some(db, select(InquiryNote).where(InquiryNote.key_id == key_id)):
        yield _opens(register_texts.open_note, private, note)


def _of_ballots(db: Session, key_id: UUID, private: bytes) -> Iterator[bool]:
    for slip in _some(db, select(Slip).where(Slip.key_id == key_id)):
        yield _opens(ballot_keys.open_cell, private, key_id, slip.id, slip.sealed)


def _opened(opening: Callable[..., Opened], *given: Any) -> Opened | None:
    try:
        return opening(*given)
    except NotOpened:
        return None


def _opens(opening: Callable[..., object], *given: Any) -> bool:
    try:
        opening(*given)
    except (NotOpened, ValueError):
        return False
    return True


def _some(db: Session, query: Any) -> Iterator[Any]:
    yield from db.exec(query.execution_options(yield_per=MANY))
