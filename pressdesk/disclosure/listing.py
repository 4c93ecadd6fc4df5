"""The neutral list: number, week and state of every ticket of a month that is over (OSL 5:1).

A week belongs to the month of its Thursday. What its writer took back is in the list for as long as
it is not destroyed: hidden on the screen is not hidden in law.
"""

from datetime import date, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from pressdesk import clock
from pressdesk.disclosure.numbers import number
from pressdesk.errors import MonthNotOver, NotFound
from pressdesk.keytables import PurgeRecord, Site
from pressdesk.tables import State, Ticket

TO_THURSDAY = timedelta(days=3)
WEEK = timedelta(days=7)


class Line(NamedTuple):
    """A ticket in the list: nothing else is told of it."""

    week: str
    number: str
    state: State


def months(db: Session, today: date) -> list[str]:
    """Months that a list can be made of, the latest first."""
    weeks = [week for week in db.exec(select(sa.func.min(Ticket.week))) if week]
    founded = [site.founded for site in db.exec(select(Site))]
    month = min([_month_of(week) for week in weeks] + founded, default=clock.month_of(today))
    found = []
    while _opens(month) <= today:
        found.append(month)
        month = clock.month_after(month)
    return found[::-1]


def listed(db: Session, month: str, today: date) -> list[Line]:
    """The list of a month, by week and in the week by number.

    Args:
        month: "2026-10".

    Raises:
        NotFound: not a month as it is written here.
        MonthNotOver: its last week is not over.
    """
    try:
        opens = _opens(month)
    except (ValueError, OverflowError):  # no month, or the last that there is
        raise NotFound from None
    if opens > today:
        raise MonthNotOver(opens)
    found = db.exec(select(Ticket).where(col(Ticket.week).in_(_weeks(month))))
    return sorted(Line(ticket.week, number(ticket.id), ticket.state) for ticket in found)


def destroyed_since(db: Session, month: str) -> int:
    """How many tickets were destroyed from a month's first day on, whenever they came."""
    since = select(sa.func.sum(PurgeRecord.tickets)).where(
        col(PurgeRecord.day) >= date.fromisoformat(f"{month}-01")
    )
    return int(db.exec(since).one() or 0)


def _weeks(month: str) -> list[str]:
    """The ISO weeks of a month."""
    first = date.fromisoformat(f"{month}-01")
    days = [first + timedelta(days=more) for more in range(31)]
    found = dict.fromkeys(clock.week_of(day) for day in days)
    return [week for week in found if _month_of(week) == month]


def _opens(month: str) -> date:
    """The first day on which all weeks of a month are over."""
    return clock.monday_of(_weeks(month)[-1]) + WEEK


def _month_of(week: str) -> str:
    return clock.month_of(clock.monday_of(week) + TO_THURSDAY)
