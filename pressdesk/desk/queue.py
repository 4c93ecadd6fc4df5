"""The queue: what waits for an answer, opened a page at a time."""

import textwrap
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from pressdesk import clock, holds
from pressdesk.config import Settings
from pressdesk.errors import NotOpened
from pressdesk.keytables import EpochGrant, TicketKey
from pressdesk.tables import IS_WAITING, Message, State, Ticket, Wanted
from pressdesk.vault import epochs, links, lives, tickets, vouchers
from pressdesk.vault.epochs import Holder
from pressdesk.vault.tickets import Particulars

PAGE_ROWS = 25
OPENING_CHARACTERS = 90
WARN_DAYS = 14


class Row(NamedTuple):
    """A line of the queue."""

    ref: str
    wanted: Wanted
    state: State
    week: str
    particulars: Particulars
    opening: str  # "" when it is damaged and does not open
    is_near_cap: bool
    has_written_more: bool  # since an answer went
    has_key: bool = True  # False: its key is damaged, and nothing of it opens


class Queue(NamedTuple):
    """One page of the queue, and where the next begins (None at the end)."""

    rows: list[Row]
    after: str | None


def queue(
    db: Session, holder: Holder, today: date, *, show: State = State.NEW, after: str | None = None
) -> Queue:
    """A page of tickets that wait (new and taken), or of the answered or closed ones.

    Sorted by when the answer is wanted, then by week, then by random id. A ticket of an epoch that
    the officer does not hold, or that its writer took back, is not in it.

    Args:
        show: `NEW` for all that wait, `ANSWERED` or `CLOSED`.
        after: where the page before ended.
    """
    order = [col(Ticket.wanted), col(Ticket.week), col(Ticket.id)]
    where: list[Any] = [IS_WAITING] if show is State.NEW else [col(Ticket.state) == show]
    if after is not None:
        wanted, week, last = links.place(holder, after)
        start = sa.tuple_(sa.literal(wanted), sa.literal(week), sa.literal(last, sa.Uuid()))
        where.append(sa.tuple_(*order) > start)
    query = (
        select(Ticket, TicketKey, Message, sa.and_(IS_WAITING, ends_soon(today)))
        .join(TicketKey, col(TicketKey.handle) == col(Ticket.handle))
        .join(Message, (col(Message.ticket_id) == col(Ticket.id)) & (col(Message.position) == 1))
        .where(*where, col(TicketKey.for_receipt).is_not(None))
        .order_by(*order)
        .limit(PAGE_ROWS + 1)
    )
    found = db.exec(query).all()
    halves = _halves(db, holder, {ticket.epoch_id for ticket, *_ in found})
    rows = [
        _row(holder, halves.get(ticket.epoch_id), ticket, key, first, is_near_cap=is_near)
        for ticket, key, first, is_near in found[:PAGE_ROWS]
    ]
    more = len(found) > PAGE_ROWS
    after = links.cursor(holder, found[PAGE_ROWS - 1][0]) if more else None
    return Queue([row for row in rows if row], after)


def count_ending(db: Session, holder: Holder, settings: Settings, today: date) -> int:
    """How many tickets that wait and open to the officer are deleted soon if nobody answers.

    Only those are looked at that came so long ago that it can be, however long the queue is.
    """
    cap = timedelta(days=settings.ticket_longest_days)
    last = clock.week_after(near_week(today), lives.DRAWN_WEEKS)
    hers = select(EpochGrant.epoch_id).where(EpochGrant.account_id == holder.id)
    query = select(sa.func.count()).select_from(Ticket).where(IS_WAITING, ends_soon(today))
    waiting = query.where(
        col(Ticket.wanted).in_(list(Wanted)),  # the queue's index, from its beginning
        col(Ticket.week) <= clock.week_of(clock.monday_of(last) - cap),
        col(Ticket.epoch_id).in_(hers),
    )
    return db.exec(waiting).one()


def ends_soon(today: date) -> sa.ColumnElement[bool]:
    """Tickets that may be deleted within three weeks, as a condition; none that a hold keeps."""
    return sa.and_(col(Ticket.purge_week) <= near_week(today), ~holds.held())


def near_week(today: date) -> str:
    """A ticket that waits is near its cap when it goes in this week or before."""
    return clock.week_no_later(clock.week_of(today), WARN_DAYS)


def opening_of(text: str) -> str:
    """How a question begins, on one line, cut between words: at most 90 characters."""
    short = textwrap.shorten(text, OPENING_CHARACTERS, placeholder=" …")
    return short if len(short) > len(" …") else text.split(maxsplit=1)[0][:OPENING_CHARACTERS]


def _halves(db: Session, holder: Holder, epoch_ids: set[UUID]) -> dict[UUID, bytes]:
    """Opening halves of the epochs that the officer holds."""
    halves = {}
    for epoch_id in epoch_ids:
        try:
            halves[epoch_id] = vouchers.opening_half(epochs.seed_of(db, holder, epoch_id))
        except NotOpened:
            continue
    return halves


def _row(
    holder: Holder,
    half: bytes | None,
    ticket: Ticket,
    key_row: TicketKey,
    first: Message,
    *,
    is_near_cap: bool,
) -> Row | None:
    if half is None:
        return None
    key = tickets.tried(tickets.key_for_epoch, half, key_row)
    text = tickets.tried(tickets.read_message, key, first) if key else None
    said = tickets.tried(tickets.open_particulars, key, ticket) if key else None
    return Row(
        ref=links.link(holder, ticket.id),
        wanted=Wanted(ticket.wanted),
        state=ticket.state,
        week=ticket.week,
        particulars=said or Particulars(),
        opening=opening_of(text) if text else "",
        is_near_cap=is_near_cap,
        has_written_more=ticket.state is State.NEW and ticket.last_reply_week is not None,
        has_key=key is not None,
    )
