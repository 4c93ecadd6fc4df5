"""Open a ticket by its receipt code: read one message, write on, delete.

Right, wrong, expired, deleted and malformed codes take the same steps: one derivation, three
queries, two openings. Nothing is written when she only reads.
"""

from datetime import date
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from pressdesk import clock, holds
from pressdesk.config import Settings
from pressdesk.errors import NotFound, NotOpened, ThreadFull
from pressdesk.keytables import TicketKey
from pressdesk.storage import plain
from pressdesk.tables import Author, Message, State, Ticket
from pressdesk.vault import receipts, sealing, tickets
from pressdesk.vault.receipts import Receipt
from pressdesk.vault.tickets import Written

LATEST = 0
MAX_MESSAGES = 200
# What a wrong code opens when there is no other ticket to try it on: it never opens.
DECOY_KEY = sealing.new_key()
DECOY_PLACE = sealing.Place("decoy", "ticket_key", "for_receipt", b"")
DECOY_SEALED = sealing.seal(sealing.public_of(DECOY_KEY), DECOY_KEY, DECOY_PLACE)
DECOY_ROW = Message(
    id=UUID(int=0), ticket_id=UUID(int=0), position=1, author=Author.OFFICER, week="", sealed=b""
)
DECOY_ROW.sealed = sealing.lock(DECOY_KEY, sealing.pad(""), DECOY_PLACE)


def _own_or_any(handle: Any, *columns: Any) -> sa.Select[Any]:
    """The receipt's row, or any other one, which the receipt cannot open: a row takes its time to
    read.
    """
    wanted = sa.bindparam("handle", type_=sa.LargeBinary)
    other = select(handle).order_by(handle).limit(1).scalar_subquery()
    either = sa.select(handle, *columns).where(handle.in_([wanted, other]))
    return either.order_by((handle == wanted).desc()).limit(1)


def _one_message() -> sa.Select[Any]:
    """The message at a position, or the latest; how many there are, and how many answers."""
    message = (Message.id, Message.ticket_id, Message.position, Message.author, Message.week)
    is_answer = sa.case((col(Message.author) == Author.OFFICER, 1), else_=0)
    here = col(Message.position) == sa.bindparam("here", type_=sa.Integer)
    return (
        sa.select(*map(col, message), col(Message.sealed))
        .add_columns(sa.func.count().over().label("total"))
        .add_columns(sa.func.sum(is_answer).over().label("answers"))
        .where(col(Message.ticket_id) == sa.bindparam("ticket", type_=sa.Uuid))
        .order_by(here.desc(), col(Message.position).desc())
        .limit(1)
    )


OWN_OR_ANY_KEY = _own_or_any(col(TicketKey.handle), col(TicketKey.for_receipt))
OWN_OR_ANY_TICKET = _own_or_any(col(Ticket.handle), col(Ticket.id), col(Ticket.state))
ONE_MESSAGE = _one_message()


class Deletion(Enum):
    """What came of a wish to delete."""

    NOTHING = "nothing"  # the code opens nothing; the page says what it says to whoever deletes
    GONE = "gone"
    HIDDEN = "hidden"  # until the floor
    HELD = "held"  # hidden until somebody's wish to read it is settled


class Page(NamedTuple):
    """One message of a thread, and where the thread stands."""

    text: str | None  # None: damaged, it does not open
    author: Author
    position: int
    total: int
    week: str
    state: State
    is_answered: bool


# What a page is made of when there is nothing to show, so that making it takes its time all the
# same.
NOTHING = Page("·" * 1_000, Author.EMPLOYEE, 1, 1, "2026-W01", State.NEW, False)


def read(db: Session, settings: Settings, code: str, position: int = LATEST) -> Page | None:
    """One message of the code's thread: the latest, or the one asked for.

    Returns:
        None for every code that opens nothing: wrong, expired, deleted or malformed.
    """
    receipt = receipts.derive(code, settings.pepper)
    row = _first(plain.rows(db, OWN_OR_ANY_KEY, handle=receipt.handle))
    ticket = _first(plain.rows(db, OWN_OR_ANY_TICKET, handle=receipt.handle))
    wanted = position if 0 < position <= MAX_MESSAGES else LATEST
    whose = ticket.id if ticket else UUID(int=0)
    message = _first(plain.rows(db, ONE_MESSAGE, here=wanted, ticket=whose))
    key = _try_key(receipt, row and row.for_receipt)
    text = _try_text(key, message)
    is_hers = key is not None and ticket is not None and ticket.handle == receipt.handle
    if ticket is None or message is None or not is_hers:
        return None
    return Page(
        text,
        message.author,
        message.position,
        message.total,
        message.week,
        ticket.state,
        message.answers > 0,
    )


def write_on(
    db: Session, settings: Settings, code: str, token: bytes, text: str, today: date
) -> None:
    """Add a follow-up, once per page and text; a closed ticket opens again within its life.

    Args:
        token: random bytes from the page that the text was written on.

    Raises:
        NotFound: the code opens nothing.
        ThreadFull: it has 200 messages.
    """
    receipt = receipts.derive(code, settings.pepper)
    ticket, key = _opened(db, receipt)
    message_id = sealing.own_id(receipt.private, "follow-up", token + sealing.digest(text.encode()))
    if db.get(Message, message_id) is not None:
        return
    position = 1 + _count(db, ticket)
    if position > MAX_MESSAGES:
        raise ThreadFull
    message = tickets.write_message(
        key, ticket.id, position, Author.EMPLOYEE, text, today, message_id
    )
    db.add(message)
    _wake(db, ticket, settings, today)


def delete_thread(db: Session, settings: Settings, code: str, today: date) -> Deletion:
    """Take a ticket away for good (`now`), or close and hide it until the floor (`after-floor`).

    The key is blanked at once in the first case; in the second the receipt's half of it. Under a
    hold somebody has asked to read it: then it is hidden, and goes when the hold is lifted.
    """
    receipt = receipts.derive(code, settings.pepper)
    try:
        ticket, _ = _opened(db, receipt)
    except NotFound:
        return Deletion.NOTHING
    is_held, is_now = holds.is_held(db, ticket), goes_at_once(settings)
    if is_now and not is_held:
        tickets.destroy(db, ticket)
        return Deletion.GONE
    tickets.hide_from_writer(db, ticket, settings, today)
    if is_now:  # due already: the hold alone keeps it
        ticket.purge_week = clock.week_after(clock.week_of(today), -1)
    return Deletion.HELD if is_held else Deletion.HIDDEN


def hide_again(db: Session, settings: Settings, today: date) -> int:
    """Close what its writer took back and an older copy has open, and let go at the floor what it
    has closed for longer; how many it were.
    """
    taken_back = (
        select(Ticket)
        .join(TicketKey, col(TicketKey.handle) == col(Ticket.handle))
        .where(col(TicketKey.for_receipt).is_(None))
    )
    done = 0
    for ticket in db.exec(taken_back).all():
        before = (ticket.state, ticket.purge_week)
        tickets.hide_from_writer(db, ticket, settings, today)
        done += (ticket.state, ticket.purge_week) != before
    return done


def goes_at_once(settings: Settings) -> bool:
    """Whether the writer's own deletion destroys at once: the disposal decision must name it."""
    return settings.writer_may_delete == "now" and bool(settings.disposal_decision)


def _opened(db: Session, receipt: Receipt) -> tuple[Ticket, bytes]:
    row = db.get(TicketKey, receipt.handle)
    ticket = db.exec(select(Ticket).where(Ticket.handle == receipt.handle)).first()
    key = _try_key(receipt, row.for_receipt if row else None)
    if ticket is None or key is None:
        raise NotFound
    return ticket, key


def _first(rows: list[Any]) -> Any:
    return rows[0] if rows else None


def _try_key(receipt: Receipt, for_receipt: bytes | None) -> bytes | None:
    try:
        return tickets.key_for_receipt(receipt, for_receipt or DECOY_SEALED)
    except NotOpened:
        return None


def _try_text(key: bytes | None, message: Written | None) -> str | None:
    try:
        return tickets.read_message(key or DECOY_KEY, message or DECOY_ROW)
    except NotOpened:
        return None


def _count(db: Session, ticket: Ticket) -> int:
    return db.exec(select(sa.func.count()).where(Message.ticket_id == ticket.id)).one()


def _wake(db: Session, ticket: Ticket, settings: Settings, today: date) -> None:
    """Back to the queue: as taken when an officer has it, else as new."""
    if ticket.state is State.CLOSED:
        tickets.reopen(db, ticket, settings, today)
    if ticket.state in {State.ANSWERED, State.CLOSED}:
        ticket.state = State.NEW
    ticket.version += 1
    db.add(ticket)
