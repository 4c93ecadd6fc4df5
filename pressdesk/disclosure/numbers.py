"""A ticket's neutral number: what the list calls it, and what staff ask for it by.

It follows from the ticket's random id, so it says nothing of order, and it is not the receipt code.
"""

from uuid import UUID

from sqlmodel import Session, select

from pressdesk.errors import NotFound
from pressdesk.tables import Ticket
from pressdesk.vault import receipts, sealing

SYMBOLS = 12  # 60 bits: in a list of ten thousand no two are the same
BITS_EACH = 5


def number(ticket_id: UUID) -> str:
    """A ticket's number, "4F2A-91XC-7KQ2"."""
    drawn = int.from_bytes(sealing.digest(b"number" + ticket_id.bytes)[:8], "big")
    symbols = (receipts.SYMBOLS[drawn >> BITS_EACH * at & 31] for at in range(SYMBOLS))
    return receipts.grouped("".join(symbols))


def ticket_of(db: Session, typed: str) -> Ticket:
    """The ticket of a number, however it is typed. Raises NotFound."""
    wanted = _plain(typed)
    for ticket_id in db.exec(select(Ticket.id)):
        if _plain(number(ticket_id)) == wanted:
            return db.get_one(Ticket, ticket_id)
    raise NotFound


def _plain(typed: str) -> str:
    """Symbols alone, in capitals: blanks and dashes do not count, O is 0, I and L are 1."""
    return "".join(s for s in typed.upper() if s.isalnum()).translate(receipts.MISREAD)
