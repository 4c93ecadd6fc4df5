"""The log of what staff did. Never of an employee: acts on tickets stand once a day, without a
ticket.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pressdesk import clock
from pressdesk.keytables import Account, Act, AuditEntry

BY_DAY = {
    *(Act.WORKED_WITH_TICKETS, Act.DISCLOSED_LIST, Act.DISCLOSED_TICKET),
    *(Act.DISCLOSED_REGISTER, Act.EXPORTED_INQUIRY),
}
PAGE_ROWS = 200


def note(db: Session, act: Act, who: UUID | None, now: datetime, about: str = "") -> None:
    """Write down an act of staff, to the minute; work with tickets, and what was disclosed of
    them or of the register, by day, once, so that nothing can be counted.

    Args:
        who: the account that acted; None for the shell.
        about: another account's name, for acts upon it.
    """
    account = db.get(Account, who) if who else None
    name = account.name if account else ""
    day = now.astimezone(clock.SWEDEN)
    at = f"{day:%Y-%m-%d}" if act in BY_DAY else f"{day:%Y-%m-%d %H:%M}"
    same = select(AuditEntry).where(
        AuditEntry.at == at, AuditEntry.act == act, AuditEntry.who == name
    )
    if act in BY_DAY and db.exec(same).first() is not None:
        return
    db.add(AuditEntry(at=at, act=act, who=name, about=about))


def newest(db: Session) -> list[AuditEntry]:
    """The latest entries, newest first."""
    order = (col(AuditEntry.at).desc(), col(AuditEntry.id))
    return list(db.exec(select(AuditEntry).order_by(*order).limit(PAGE_ROWS)).all())
