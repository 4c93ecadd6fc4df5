"""Placing a legal hold: what is asked, checked, and refused with a reason (JO 3434-2016)."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import Session

from pressdesk import clock, holds
from pressdesk.disclosure.numbers import ticket_of
from pressdesk.errors import BadHold, NotFound
from pressdesk.guard import identities
from pressdesk.holds import Scope
from pressdesk.keytables import Hold
from pressdesk.tables import Ticket

REVIEW_DAYS = 30
MOST_DAYS_AHEAD = 366
OURS = "STOPP-"
# What can be typed and told apart: no look-alikes, line ends or marks that nobody sees.
REFERENCE = re.compile(r"[0-9A-Za-zÅÄÖåäö .,_-]{1,40}")
WEEK = re.compile(r"(\d{4})[\s,-]*(?:W|v(?:\.|ecka)?)\s*(\d{1,2})", re.IGNORECASE)
CASE_NUMBER = re.compile(r"\d{2,}\s*/\s*\d+")  # "KS 2024/112"


class Asked(NamedTuple):
    """What somebody typed: a number, or the first and last week; and a day, "2026-12-18"."""

    reference: str
    number: str = ""
    from_week: str = ""
    to_week: str = ""
    review: str = ""


def place(db: Session, asked: Asked, today: date) -> Hold:
    """Place a hold.

    Raises:
        BadHold: says what is wrong.
        NameTaken: there is one of that reference.
    """
    _check_reference(asked.reference.strip())
    scope = _scope(db, asked)
    return holds.place(db, asked.reference, scope, _review(asked.review, today))


def move_review(db: Session, reference: str, review: str, today: date) -> None:
    """Ask on another day whether a hold is still needed. Raises BadHold, NotFound."""
    holds.move_review(db, reference, _review(review, today))


def suggested(db: Session) -> str:
    """A reference that nobody has: "STOPP-3"."""
    taken = [hold.reference.removeprefix(OURS) for hold in holds.everything(db)]
    return f"{OURS}{max([int(t) for t in taken if t.isdecimal()], default=0) + 1}"


def keeps(db: Session, ticket: Ticket) -> list[Hold]:
    """The holds that keep a ticket."""
    return [hold for hold in holds.everything(db) if holds.covers(hold, ticket)]


def overdue(db: Session, today: date) -> list[Hold]:
    """Holds whose day of review has come."""
    return [hold for hold in holds.everything(db) if hold.review <= today]


def _check_reference(reference: str) -> None:
    finds = identities.find(reference)
    if any(f.is_sure or f.kind == "name" for f in finds) or CASE_NUMBER.search(reference):
        raise BadHold("person")
    if not REFERENCE.fullmatch(reference):
        raise BadHold("reference")


def _scope(db: Session, asked: Asked) -> Scope:
    has_weeks = bool(asked.from_week.strip() or asked.to_week.strip())
    if bool(asked.number.strip()) == has_weeks:
        raise BadHold("scope")
    if not has_weeks:
        try:
            return Scope(ticket_id=ticket_of(db, asked.number).id)
        except NotFound:
            raise BadHold("number") from None
    first, last = _week(asked.from_week), _week(asked.to_week)
    if last < first:
        raise BadHold("reversed")
    return Scope(from_week=first, to_week=last)


def _week(typed: str) -> str:
    """The ISO week that was meant by "2026-W47", "2026 v. 47" and the like."""
    found = WEEK.fullmatch(typed.strip())
    if found is None:
        raise BadHold("weeks")
    try:
        return clock.week_of(date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        raise BadHold("weeks") from None


def _review(typed: str, today: date) -> date:
    """The day of review; a month from now when nothing was typed."""
    try:
        day = date.fromisoformat(typed.strip()) if typed.strip() else None
    except ValueError:
        raise BadHold("day") from None
    day = day or today + timedelta(days=REVIEW_DAYS)
    if day <= today:
        raise BadHold("past")
    if day > today + timedelta(days=MOST_DAYS_AHEAD):
        raise BadHold("far")
    return day
