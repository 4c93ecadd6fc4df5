"""What an officer does with a ticket: take, read, note, answer, close. Nobody asks who wrote."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from pressdesk.config import Settings
from pressdesk.errors import NotFound, NotOpened, Stale, WrongState
from pressdesk.figures import ballots
from pressdesk.keytables import Epoch, TicketKey
from pressdesk.tables import Author, Draft, Message, Outcome, State, Ticket, WorkingNote
from pressdesk.vault import epochs, links, lives, sealing, tickets, vouchers
from pressdesk.vault.epochs import Holder
from pressdesk.vault.tickets import Particulars

OPEN = {State.NEW, State.TAKEN, State.ANSWERED}


class Said(NamedTuple):
    """A message as it is read."""

    author: Author
    week: str
    text: str | None  # None: damaged, it does not open


class Opened(NamedTuple):
    """A ticket with its key, for one request."""

    ticket: Ticket
    key: bytes
    half: bytes  # the epoch's opening half
    row: TicketKey


class Shown(NamedTuple):
    """A ticket as its page shows it."""

    ref: str
    ticket: Ticket
    particulars: Particulars | None  # None: damaged
    outcome: Outcome | None
    messages: list[Said]
    notes: list[Said]
    draft: str


def ticket_for(db: Session, holder: Holder, ref: str) -> Opened:
    """A ticket by a link that this officer's own queue made; nobody else's link opens one.

    Raises:
        NotFound: no such ticket, no key, another's link, or its writer took it back.
    """
    ticket = db.get(Ticket, links.ticket_id(holder, ref))
    if ticket is None:
        raise NotFound
    row = db.get(TicketKey, ticket.handle)
    if row is None or row.for_receipt is None:
        raise NotFound
    try:
        half = vouchers.opening_half(epochs.seed_of(db, holder, ticket.epoch_id))
        return Opened(ticket, tickets.key_for_epoch(half, row), half, row)
    except NotOpened:
        raise NotFound from None


def show(db: Session, holder: Holder, ref: str) -> Shown:
    """Everything on a ticket's page. Raises NotFound as `ticket_for`."""
    opened = ticket_for(db, holder, ref)
    ticket, key, half = opened.ticket, opened.key, opened.half
    thread = select(Message).where(Message.ticket_id == ticket.id).order_by(col(Message.position))
    notes = select(WorkingNote).where(WorkingNote.ticket_id == ticket.id)
    return Shown(
        ref=links.link(holder, ticket.id),
        ticket=ticket,
        particulars=tickets.tried(tickets.open_particulars, key, ticket),
        outcome=tickets.tried(tickets.open_outcome, key, ticket),
        messages=[
            Said(m.author, m.week, tickets.tried(tickets.read_message, key, m))
            for m in db.exec(thread)
        ],
        notes=[
            Said(Author.OFFICER, n.week, tickets.tried(tickets.read_note, half, n))
            for n in db.exec(notes.order_by(col(WorkingNote.week), col(WorkingNote.id)))
        ],
        draft=_draft(db, holder, ticket),
    )


def take(db: Session, holder: Holder, ref: str, today: date) -> None:
    """Say that somebody sees to it, and count the ticket. Not who: no row says which officer has
    a ticket.

    Raises:
        WrongState: it is not new.
    """
    opened = ticket_for(db, holder, ref)
    _move(db, opened.ticket, {State.NEW}, State.TAKEN)
    ballots.take(db, holder, opened.row, _said(opened), today)


def put_back(db: Session, holder: Holder, ref: str) -> None:
    """Undo a taking. Raises WrongState when it is not taken."""
    _move(db, ticket_for(db, holder, ref).ticket, {State.TAKEN}, State.NEW)


def answer(db: Session, holder: Holder, ref: str, version: int, text: str, today: date) -> None:
    """Send an answer on the ticket as the officer saw it; her draft goes. Sending twice stores
    once.

    Raises:
        Stale: somebody else answered, or the employee wrote, in the meantime.
        WrongState: the ticket is closed.
    """
    opened = ticket_for(db, holder, ref)
    ticket, key = opened.ticket, opened.key
    seen = f"{version}".encode() + sealing.digest(text.encode())
    message_id = sealing.own_id(holder.private, "answer", ticket.id.bytes + seen)
    if db.get(Message, message_id) is not None:
        return
    _check_version(ticket, version)
    count = db.exec(select(sa.func.count()).where(Message.ticket_id == ticket.id)).one()
    db.add(
        tickets.write_message(key, ticket.id, count + 1, Author.OFFICER, text, today, message_id)
    )
    ticket.last_reply_week = lives.week_now(db, today)
    _move(db, ticket, OPEN, State.ANSWERED)
    said = _said(opened)
    ballots.take(db, holder, opened.row, said, today)  # whoever answers has taken it
    ballots.answer(db, holder, opened.row, said, today)
    _drop_draft(db, holder, ticket)


def save_draft(db: Session, holder: Holder, ref: str, text: str) -> None:
    """Keep an unsent answer, sealed to its author; an empty one is dropped. Raises WrongState:
    drafts go at closing, and none comes after it.
    """
    ticket = ticket_for(db, holder, ref).ticket
    if ticket.state is State.CLOSED:
        raise WrongState
    _drop_draft(db, holder, ticket)
    if not text:
        return
    draft_id = _draft_id(holder, ticket)
    public = sealing.public_of(holder.private)
    sealed = tickets.seal_draft(public, ticket.id, draft_id, text)
    db.add(Draft(id=draft_id, ticket_id=ticket.id, sealed=sealed))


def note(db: Session, holder: Holder, ref: str, text: str, today: date) -> None:
    """Leave a working note for the next shift, once; it goes when the ticket closes. Raises
    WrongState.
    """
    ticket = ticket_for(db, holder, ref).ticket
    if ticket.state is State.CLOSED:
        raise WrongState
    epoch = db.get(Epoch, ticket.epoch_id)
    if epoch is None:
        raise NotFound
    twice = ticket.id.bytes + sealing.digest(text.encode())
    note_id = sealing.own_id(holder.private, "note", twice)
    if db.get(WorkingNote, note_id) is None:
        db.add(tickets.write_note(epoch, ticket.id, note_id, text, today))


def close(
    db: Session,
    holder: Holder,
    ref: str,
    version: int,
    outcome: Outcome,
    settings: Settings,
    today: date,
) -> None:
    """End a ticket: notes and drafts go at once, the rest when its time is over. What nobody took
    and is no question is not counted.

    Raises:
        Stale: the ticket changed in the meantime.
        WrongState: it is closed.
    """
    opened = ticket_for(db, holder, ref)
    ticket = opened.ticket
    _check_version(ticket, version)
    if ticket.state not in OPEN:
        raise WrongState
    said = _said(opened)
    if outcome is not Outcome.NOT_A_QUESTION:
        ballots.take(db, holder, opened.row, said, today)
    ballots.close(db, holder, opened.row, said, outcome, today)
    ticket.outcome = tickets.seal_outcome(opened.key, ticket.id, outcome)
    tickets.close(db, ticket, settings, today)


def reopen(db: Session, holder: Holder, ref: str, settings: Settings, today: date) -> None:
    """Undo a closing. Notes do not come back. Raises WrongState when it is not closed."""
    ticket = ticket_for(db, holder, ref).ticket
    _move(db, ticket, {State.CLOSED}, State.TAKEN)
    tickets.reopen(db, ticket, settings, today)


def _said(opened: Opened) -> Particulars:
    """What was ticked; nothing where it is damaged: it costs a figure, and no answer."""
    return tickets.tried(tickets.open_particulars, opened.key, opened.ticket) or Particulars()


def _move(db: Session, ticket: Ticket, allowed: set[State], to: State) -> None:
    if ticket.state not in allowed:
        raise WrongState
    ticket.state = to
    ticket.version += 1
    db.add(ticket)


def _check_version(ticket: Ticket, version: int) -> None:
    if ticket.version != version:
        raise Stale


def _draft_id(holder: Holder, ticket: Ticket) -> UUID:
    return sealing.own_id(holder.private, "draft", ticket.id.bytes)


def _draft(db: Session, holder: Holder, ticket: Ticket) -> str:
    draft_id = _draft_id(holder, ticket)
    row = db.get(Draft, draft_id)
    if row is None:
        return ""
    draft = tickets.tried(tickets.open_draft, holder.private, ticket.id, draft_id, row.sealed)
    return draft or ""


def _drop_draft(db: Session, holder: Holder, ticket: Ticket) -> None:
    db.exec(delete(Draft).where(col(Draft.id) == _draft_id(holder, ticket)))
