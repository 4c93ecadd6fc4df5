"""How long a ticket lives: in ISO weeks, never below a floor, never over the cap but for the floor.

Retention draws the day in its last week, and for one that nobody closes the week is drawn too, so
that the day on which a ticket goes does not tell the day on which somebody wrote. A closed ticket's
week is not drawn: the week it was closed in stands in its row, and it should not wait for longer.
"""

import secrets
from datetime import date, timedelta

from sqlmodel import Session, col, select

from pressdesk import clock
from pressdesk.config import Settings
from pressdesk.keytables import Lease
from pressdesk.storage import plain
from pressdesk.tables import Ticket

NIGHTLY = "tidy"  # the lease that says on which day the nightly work was last done
NIGHTLY_DONE = select(col(Lease.done)).where(col(Lease.name) == NIGHTLY)
DRAWN_WEEKS = 2  # how many weeks the one is drawn from in which a ticket goes that nobody closes


def week_now(db: Session, today: date) -> str:
    """This week, or that of the last nightly run while the clock stands before it: what comes while
    a clock is set back must not look old, and be destroyed, once it is right again.
    """
    done = [row.done for row in plain.rows(db, NIGHTLY_DONE) if row.done]
    return clock.week_of(max([today, *done]))


def open_until(ticket: Ticket, settings: Settings, week: str) -> str:
    """The week, drawn, in which a ticket goes that nobody closes: the last that its cap allows or
    the one before, never sooner than an answer of `week` needs to be read and closed.

    One that is open again after its floor took it past the cap keeps what it had, and no more.
    """
    cap = _cap(ticket, settings)
    answered = clock.week_no_earlier(week, settings.ticket_closes_after_days)
    needs = clock.week_no_earlier(answered, settings.ticket_floor_days)
    drawn = clock.week_after(cap, -secrets.randbelow(DRAWN_WEEKS))
    until = max(drawn, min(needs, cap))
    if ticket.closed_week is None:
        return until
    floor = clock.week_no_earlier(ticket.closed_week, settings.ticket_floor_days)
    return max(until, min(floor, ticket.purge_week))


def closed_until(ticket: Ticket, settings: Settings) -> str:
    """The week in which a closed ticket goes. The floor wins over the cap, once: closing it
    again past the cap adds nothing.
    """
    days = settings.ticket_days_after_closing
    until = _within(ticket, settings, clock.week_no_earlier(_closed(ticket), days))
    return min(until, ticket.purge_week) if ticket.purge_week > _cap(ticket, settings) else until


def hidden_until(ticket: Ticket, settings: Settings, week: str) -> str:
    """The week in which a closed ticket goes that its writer took back in `week`: at the
    floor, and never later than it would have gone by itself.
    """
    floor = clock.week_no_earlier(_closed(ticket), settings.ticket_floor_days)
    return min(_within(ticket, settings, max(floor, week)), ticket.purge_week)


def last_day(ticket: Ticket, settings: Settings) -> date:
    """The last day on which a ticket may be there: its purge week's Sunday, or the day that its cap
    sets if that comes before.
    """
    cap = clock.monday_of(ticket.week) + timedelta(days=settings.ticket_longest_days)
    is_within = clock.week_of(cap) == ticket.purge_week
    return cap if is_within else clock.sunday_of(ticket.purge_week)


def _closed(ticket: Ticket) -> str:
    return ticket.closed_week or ticket.week


def _cap(ticket: Ticket, settings: Settings) -> str:
    return clock.week_no_later(ticket.week, settings.ticket_longest_days)


def _within(ticket: Ticket, settings: Settings, week: str) -> str:
    """A week, or the cap's if that comes before; the floor wins."""
    floor = clock.week_no_earlier(_closed(ticket), settings.ticket_floor_days)
    return max(min(week, _cap(ticket, settings)), floor)
