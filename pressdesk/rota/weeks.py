"""The rota: who is on duty in each week, and who stands in. Nothing here counts weeks per officer.

A duty week is named by the Monday of the calendar week in which it begins; it begins and ends at
the site's own change, as "Monday 12:00" in Sweden. Holidays change nothing.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from pressdesk.clock import SWEDEN
from pressdesk.errors import BadRota
from pressdesk.keytables import Account, AccountState, Role, Site
from pressdesk.registertables import Crisis, DutyWeek

AHEAD_WEEKS = 52  # as far as weeks are planned
A_WEEK = timedelta(weeks=1)
Change = tuple[int, time]  # weekday (0: Monday) and time of day in Sweden


class Week(NamedTuple):
    """A duty week; a name is None where nobody is planned, or she can no longer sign in."""

    monday: date
    begins: datetime
    ends: datetime
    officer: str | None
    backup: str | None


class OnDuty(NamedTuple):
    """Who is on duty now and until when, and since when a crisis is on."""

    officer: str | None
    backup: str | None
    until: datetime
    crisis_since: datetime | None


class Plan(NamedTuple):
    """Weeks to fill, in turn."""

    first: date
    last: date
    turn: list[str]  # names, the first one first
    has_backup: bool = True  # the next in turn stands in
    replaces: bool = False  # also weeks that have somebody


def begins(monday: date, change: Change) -> datetime:
    """When the duty week of a Monday begins, in UTC."""
    weekday, at = change
    day = monday + timedelta(days=weekday)
    return datetime.combine(day, at, SWEDEN).astimezone(UTC)


def monday_at(now: datetime, change: Change) -> date:
    """The Monday that names the duty week of an instant."""
    day = now.astimezone(SWEDEN).date()
    monday = day - timedelta(days=day.weekday())
    return monday if begins(monday, change) <= now else monday - A_WEEK


def officers(db: Session) -> list[str]:
    """Names of those who can be on duty."""
    return sorted(_ids(db))


def on_duty(db: Session, now: datetime, change: Change) -> OnDuty:
    """Who is on duty now; one query, since every page of an officer asks."""
    monday = monday_at(now, change)
    first, second = aliased(Account), aliased(Account)
    asked = (
        select(first.name, second.name, Crisis.since)
        .select_from(Site)
        .outerjoin(DutyWeek, col(DutyWeek.monday) == monday)
        .outerjoin(first, sa.and_(col(first.id) == DutyWeek.account_id, _can(first)))
        .outerjoin(second, sa.and_(col(second.id) == DutyWeek.backup_id, _can(second)))
        .outerjoin(Crisis, col(Crisis.ended_at).is_(None))
    )
    found = db.exec(asked).first() or (None, None, None)
    return OnDuty(found[0], found[1], begins(monday + A_WEEK, change), found[2])


def weeks(db: Session, first: date, last: date, change: Change) -> list[Week]:
    """Every duty week from one Monday to another, planned or not."""
    names = {id: name for name, id in _ids(db).items()}
    rows = db.exec(select(DutyWeek).where(col(DutyWeek.monday).between(first, last)))
    planned = {row.monday: row for row in rows}
    count = (last - first) // A_WEEK + 1
    mondays = [first + number * A_WEEK for number in range(count)]
    return [_week(monday, planned.get(monday), names, change) for monday in mondays]


def place(
    db: Session,
    monday: date,
    officer: str | None,
    backup: str | None,
    now: datetime,
    change: Change,
) -> None:
    """Say who is on duty in a week and who stands in; nobody at all takes the week out of the rota.

    Raises:
        BadRota: `week` is none of the coming year's, `past` is over; `officer` is no officer who
            can sign in, or missing beside a backup; `same`, nobody stands in for herself.
    """
    _check(monday, now, change)
    ids = _ids(db)
    if officer is None and backup is None:
        if row := db.get(DutyWeek, monday):
            db.delete(row)
        return
    if officer not in ids or (backup is not None and backup not in ids):
        raise BadRota("officer")
    if officer == backup:
        raise BadRota("same")
    _put(db, monday, ids[officer], ids[backup] if backup else None)


def fill(db: Session, plan: Plan, now: datetime, change: Change) -> int:
    """Fill weeks in turn; the turn goes on only where a week is filled.

    Returns:
        how many weeks were filled.

    Raises:
        BadRota: `week`, `past`, `officer`: as `place`; or the last week is before the first.
    """
    ids = _ids(db)
    if not plan.turn or not set(plan.turn) <= ids.keys():
        raise BadRota("officer")
    for monday in (plan.first, plan.last):
        _check(monday, now, change)
    if plan.last < plan.first:
        raise BadRota("week")
    every = weeks(db, plan.first, plan.last, change)
    open_weeks = [week for week in every if plan.replaces or week.officer is None]
    count = len(plan.turn)
    for place, week in enumerate(open_weeks):
        officer, after = ids[plan.turn[place % count]], ids[plan.turn[(place + 1) % count]]
        has_backup = plan.has_backup and officer != after
        _put(db, week.monday, officer, after if has_backup else None)
    return len(open_weeks)


def swap(db: Session, one: date, other: date, now: datetime, change: Change) -> None:
    """Two weeks change places, officers and backups both. Swapping once more takes it back.

    Raises:
        BadRota: `week` (one of them has nobody), `past`; `same`, a week with itself.
    """
    if one == other:
        raise BadRota("same")
    for monday in (one, other):
        _check(monday, now, change)
    first, second = db.get(DutyWeek, one), db.get(DutyWeek, other)
    if first is None or second is None:
        raise BadRota("week")
    first.account_id, second.account_id = second.account_id, first.account_id
    first.backup_id, second.backup_id = second.backup_id, first.backup_id
    db.add_all([first, second])


def take_over(db: Session, officer: str, now: datetime, change: Change) -> Week:
    """An officer is on duty for the rest of the week. A backup stays, unless it is herself.

    Returns:
        the week as it was.

    Raises:
        BadRota: `same`, it is hers already; `officer`, as `place`.
    """
    monday = monday_at(now, change)
    (was,) = weeks(db, monday, monday, change)
    if was.officer == officer:
        raise BadRota("same")
    backup = None if was.backup == officer else was.backup
    place(db, monday, officer, backup, now, change)
    return was


def _check(monday: date, now: datetime, change: Change) -> None:
    current = monday_at(now, change)
    if monday.weekday() or monday > current + AHEAD_WEEKS * A_WEEK:
        raise BadRota("week")
    if monday < current:
        raise BadRota("past")


def _ids(db: Session) -> dict[str, UUID]:
    """Officers who can sign in, by name."""
    return dict(db.exec(select(Account.name, Account.id).where(_can(Account))).all())


def _can(account: type[Account]) -> sa.ColumnElement[bool]:
    is_active = col(account.state) == AccountState.ACTIVE
    return sa.and_(is_active, col(account.role) == Role.PRESS_OFFICER)


def _week(monday: date, row: DutyWeek | None, names: dict[UUID, str], change: Change) -> Week:
    officer = names.get(row.account_id) if row else None
    backup = names.get(row.backup_id) if row and row.backup_id else None
    ends = begins(monday + A_WEEK, change)
    return Week(monday, begins(monday, change), ends, officer, backup)


def _put(db: Session, monday: date, officer: UUID, backup: UUID | None) -> None:
    row = db.get(DutyWeek, monday) or DutyWeek(monday=monday, account_id=officer)
    row.account_id, row.backup_id = officer, backup
    db.add(row)
