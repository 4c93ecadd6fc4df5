"""A ticket's key and what it seals. The key is sealed to the epoch and to the receipt; messages to
the key.

Only who holds a ticket key can make a message of the ticket, so a database writer can forge no
answer.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import NamedTuple, ParamSpec, Protocol, TypeVar
from uuid import UUID, uuid4

from sqlmodel import Session, col, delete, update

from pressdesk import clock
from pressdesk.config import Settings
from pressdesk.errors import NotOpened
from pressdesk.keytables import Epoch, TicketKey
from pressdesk.tables import Author, Draft, Message, Outcome, State, Ticket, WorkingNote
from pressdesk.vault import lives, sealing
from pressdesk.vault.receipts import Receipt
from pressdesk.vault.sealing import Place
from pressdesk.vault.taking import Link

Given = ParamSpec("Given")
Found = TypeVar("Found")


class Particulars(NamedTuple):
    """What an employee ticked, by the lists' ids; all but the text is voluntary."""

    kinds: tuple[str, ...] = ()
    topic: str | None = None
    media: str | None = None
    needed_by: str | None = None  # ISO day, when one follows from what she chose
    wanted: int | None = None  # a `Wanted`; the queue's own turns overdue


class Written(Protocol):
    """What is read of a message: the table's own row, or a plain one."""

    @property
    def id(self) -> UUID: ...
    @property
    def ticket_id(self) -> UUID: ...
    @property
    def position(self) -> int: ...
    @property
    def author(self) -> Author: ...
    @property
    def sealed(self) -> bytes: ...


def new_ticket_key(epoch: Link, receipt: Receipt) -> tuple[bytes, TicketKey]:
    """A fresh ticket key, and the row that keeps it sealed to the epoch and to the receipt."""
    key = sealing.new_key()
    row = TicketKey(
        handle=receipt.handle,
        epoch_id=epoch.id,
        for_epoch=sealing.seal(epoch.public, key, _key_place(receipt.handle, "for_epoch")),
        for_receipt=sealing.seal(
            sealing.public_of(receipt.private), key, _key_place(receipt.handle, "for_receipt")
        ),
    )
    return key, row


def key_for_epoch(seed_half: bytes, row: TicketKey) -> bytes:
    """The ticket key, with an epoch's opening half. Raises NotOpened, also when it is blanked."""
    return sealing.open_sealed(seed_half, row.for_epoch, _key_place(row.handle, "for_epoch"))


def key_for_receipt(receipt: Receipt, for_receipt: bytes | None) -> bytes:
    """The ticket key, with a receipt. Raises NotOpened, also when it is blanked."""
    place = _key_place(receipt.handle, "for_receipt")
    return sealing.open_sealed(receipt.private, for_receipt, place)


def destroy(db: Session, ticket: Ticket) -> None:
    """Blank a ticket's key and delete its rows. The handle stays as a tombstone."""
    db.exec(
        update(TicketKey)
        .where(col(TicketKey.handle) == ticket.handle)
        .values(for_epoch=None, for_receipt=None, counted=0)
    )
    drop_notes(db, ticket)
    db.exec(delete(Message).where(col(Message.ticket_id) == ticket.id))
    db.delete(ticket)


def hide_from_writer(db: Session, ticket: Ticket, settings: Settings, today: date) -> None:
    """Blank the receipt's half of the key: no code opens the ticket again. It closes, and goes at
    the floor.
    """
    mine = col(TicketKey.handle) == ticket.handle
    db.exec(update(TicketKey).where(mine).values(for_receipt=None))
    if ticket.state is not State.CLOSED:
        close(db, ticket, settings, today)
    ticket.purge_week = lives.hidden_until(ticket, settings, lives.week_now(db, today))
    db.add(ticket)


def close(db: Session, ticket: Ticket, settings: Settings, today: date) -> None:
    """End a ticket: notes and drafts go at once; it lives its days after closing, within floor and
    cap.
    """
    ticket.state = State.CLOSED
    ticket.closed_week = lives.week_now(db, today)
    ticket.version += 1
    ticket.purge_week = lives.closed_until(ticket, settings)
    drop_notes(db, ticket)
    db.add(ticket)


def reopen(db: Session, ticket: Ticket, settings: Settings, today: date) -> None:
    """Undo a closing, but for the state: the ticket gets an open one's life again, no longer."""
    week = lives.week_now(db, today)
    ticket.purge_week = lives.open_until(ticket, settings, week)
    ticket.closed_week, ticket.outcome = None, None
    db.add(ticket)


def drop_notes(db: Session, ticket: Ticket) -> None:
    """Delete what is gone at closing: working notes and drafts."""
    for table in (WorkingNote, Draft):
        db.exec(delete(table).where(col(table.ticket_id) == ticket.id))


def write_message(
    key: bytes,
    ticket_id: UUID,
    position: int,
    author: Author,
    text: str,
    today: date,
    id: UUID | None = None,
) -> Message:
    """A sealed message for one place in a thread."""
    row = Message(
        id=id or uuid4(),
        ticket_id=ticket_id,
        position=position,
        author=author,
        week=clock.week_of(today),
        sealed=b"",
    )
    row.sealed = sealing.lock(key, sealing.pad(text), _message_place(row))
    return row


def read_message(key: bytes, row: Written) -> str:
    """The text of a message. Raises NotOpened when it was made for another place."""
    return sealing.unpad(sealing.unlock(key, row.sealed, _message_place(row)))


def seal_particulars(key: bytes, ticket_id: UUID, particulars: Particulars) -> bytes:
    """What was ticked, in one size."""
    text = json.dumps(particulars._asdict(), separators=(",", ":"))
    return sealing.lock(key, sealing.pad(text), _ticket_place(ticket_id, "particulars"))


def open_particulars(key: bytes, ticket: Ticket) -> Particulars:
    """What was ticked. Raises NotOpened."""
    place = _ticket_place(ticket.id, "particulars")
    values = json.loads(sealing.unpad(sealing.unlock(key, ticket.particulars, place)))
    return Particulars(**values | {"kinds": tuple(values["kinds"])})


def seal_outcome(key: bytes, ticket_id: UUID, outcome: Outcome) -> bytes:
    """How a ticket ended, in one size."""
    return sealing.lock(key, sealing.pad(outcome), _ticket_place(ticket_id, "outcome"))


def open_outcome(key: bytes, ticket: Ticket) -> Outcome | None:
    """How a ticket ended; None while it is open. Raises NotOpened."""
    if ticket.outcome is None:
        return None
    place = _ticket_place(ticket.id, "outcome")
    return Outcome(sealing.unpad(sealing.unlock(key, ticket.outcome, place)))


def write_note(epoch: Epoch, ticket_id: UUID, note_id: UUID, text: str, today: date) -> WorkingNote:
    """A working note, sealed to the epoch alone."""
    row = WorkingNote(id=note_id, ticket_id=ticket_id, week=clock.week_of(today), sealed=b"")
    row.sealed = sealing.seal(epoch.public, sealing.pad(text), _note_place(row))
    return row


def read_note(seed_half: bytes, row: WorkingNote) -> str:
    """The text of a working note, with an epoch's opening half. Raises NotOpened."""
    return sealing.unpad(sealing.open_sealed(seed_half, row.sealed, _note_place(row)))


def seal_draft(public: bytes, ticket_id: UUID, draft_id: UUID, text: str) -> bytes:
    """A draft, sealed to its author."""
    return sealing.seal(public, sealing.pad(text), _draft_place(ticket_id, draft_id))


def open_draft(private: bytes, ticket_id: UUID, draft_id: UUID, sealed: bytes) -> str:
    """The text of a draft, for its author. Raises NotOpened."""
    return sealing.unpad(sealing.open_sealed(private, sealed, _draft_place(ticket_id, draft_id)))


def tried(read: Callable[Given, Found], *args: Given.args, **more: Given.kwargs) -> Found | None:
    """What a reader here finds; None where a damaged value does not open, so that one spoils no
    page.
    """
    try:
        return read(*args, **more)
    except NotOpened:
        return None


def _key_place(handle: bytes, column: str) -> Place:
    return Place("ticket key", "ticket_key", column, handle)


def _ticket_place(ticket_id: UUID, column: str) -> Place:
    return Place("ticket", "ticket", column, ticket_id.bytes)


def _message_place(row: Written) -> Place:
    both = row.ticket_id.bytes + row.id.bytes
    return Place("message", "message", "sealed", both, row.position, row.author)


def _note_place(row: WorkingNote) -> Place:
    return Place("working note", "working_note", "sealed", row.ticket_id.bytes + row.id.bytes)


def _draft_place(ticket_id: UUID, draft_id: UUID) -> Place:
    return Place("draft", "draft", "sealed", ticket_id.bytes + draft_id.bytes)
