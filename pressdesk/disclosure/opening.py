"""A ticket opened to be disclosed: also one that its writer took back, while its key lives.

No working notes and no drafts: they are no public records, and go at closing and sending.
"""

from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from pressdesk.disclosure.numbers import number
from pressdesk.errors import NotFound, NotOpened
from pressdesk.keytables import TicketKey
from pressdesk.tables import Author, Message, Outcome, Ticket
from pressdesk.vault import epochs, tickets, vouchers
from pressdesk.vault.epochs import Holder
from pressdesk.vault.tickets import Particulars


class Said(NamedTuple):
    """A message as it is read."""

    author: Author
    week: str
    text: str | None  # None: damaged, it does not open


class Record(NamedTuple):
    """What the authority holds of a ticket."""

    number: str
    ticket: Ticket
    particulars: Particulars | None  # None: damaged
    outcome: Outcome | None
    messages: list[Said]


def show(db: Session, holder: Holder, ticket_id: UUID) -> Record:
    """A ticket as a public record. Raises NotFound when it is gone, or this officer's key to it."""
    ticket = db.get(Ticket, ticket_id)
    if ticket is None:
        raise NotFound
    try:
        key = _key(db, holder, ticket)
    except NotOpened:
        raise NotFound from None
    thread = select(Message).where(Message.ticket_id == ticket.id).order_by(col(Message.position))
    return Record(
        number=number(ticket.id),
        ticket=ticket,
        particulars=tickets.tried(tickets.open_particulars, key, ticket),
        outcome=tickets.tried(tickets.open_outcome, key, ticket),
        messages=[
            Said(m.author, m.week, tickets.tried(tickets.read_message, key, m))
            for m in db.exec(thread)
        ],
    )


def _key(db: Session, holder: Holder, ticket: Ticket) -> bytes:
    row = db.get(TicketKey, ticket.handle)
    if row is None:
        raise NotFound
    half = vouchers.opening_half(epochs.seed_of(db, holder, ticket.epoch_id))
    return tickets.key_for_epoch(half, row)
