"""The alarm that an officer's sign-in sounds when the keys are not those that she has seen.

What employees write from then on could be sealed to a stranger, so that every process of the site
takes no more of it, until somebody at the shell has looked into it. It stands in the table of
leases, under a name of its own.
"""

from datetime import date

from sqlmodel import Session, col, select

from pressdesk.keytables import Lease
from pressdesk.storage import plain

NAME = "alarm"
SINCE = select(col(Lease.done)).where(col(Lease.name) == NAME)


def sound(db: Session, today: date) -> None:
    """Note the day. Sounding twice keeps the first."""
    if db.get(Lease, NAME) is None:
        db.add(Lease(name=NAME, holder=b"", until=0, done=today))


def sounded(db: Session) -> date | None:
    """Since which day it sounds; None if it does not."""
    found = plain.rows(db, SINCE)
    return found[0].done if found else None


def lift(db: Session) -> bool:
    """End it; whether it sounded."""
    row = db.get(Lease, NAME)
    if row is not None:
        db.delete(row)
    return row is not None
