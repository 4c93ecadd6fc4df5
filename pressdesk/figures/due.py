"""Which periods are published, when, and in which order."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import Session, select

from pressdesk import clock
from pressdesk.errors import AlreadyReleased, NotDeclared, PeriodNotOver, ReleaseFirst
from pressdesk.figures import declared, inquiries, years
from pressdesk.figures.declared import TOTAL, Level
from pressdesk.figures.shapes import Shaped
from pressdesk.keytables import LedgerEntry, Site

GRACE_DAYS = 2
LATE_DAYS = 2
LONGER = {Level.MONTH: {Level.QUARTER, Level.YEAR}, Level.QUARTER: {Level.YEAR}, Level.YEAR: set()}
LONGEST_WAIT_DAYS = 400  # until a year is over, and its grace


class Due(NamedTuple):
    """A period that can be published, from which day, and whether somebody should be reminded."""

    period: str
    opens: date
    is_late: bool


def opens(period: str) -> date:
    """The first day on which a period may be published. Raises ValueError: not a period."""
    return declared.last_day(period) + timedelta(days=1 + GRACE_DAYS)


def due(db: Session, today: date) -> list[Due]:
    """What can be published on this day, in the order in which it must be."""
    known = ledger(db)
    return [
        Due(period, opens(period), today >= opens(period) + timedelta(days=LATE_DAYS))
        for period in _periods(db, today)
        if opens(period) <= today and any((name, period) not in known for name in names(db, period))
    ]


def next_opening(db: Session, today: date) -> Due:
    """The next period that will be published after this day."""
    coming = (
        period
        for period in _periods(db, today + timedelta(days=LONGEST_WAIT_DAYS))
        if opens(period) > today and names(db, period)
    )
    period = next(coming)
    return Due(period, opens(period), is_late=False)


def tables(db: Session, period: str) -> list[Shaped]:
    """The tables of tickets that a period publishes."""
    return years.shape(db, declared.last_day(period).year).at(declared.level_of_period(period))


def names(db: Session, period: str) -> list[str]:
    """All tables that a period publishes, those of inquiries too since the register is kept."""
    return [*(table.name for table in tables(db, period)), *exact(db, period)]


def exact(db: Session, period: str) -> tuple[str, ...]:
    """The tables of inquiries that a period publishes: none before there was a register."""
    since = db.exec(select(Site.register_since)).one()
    is_kept = since and clock.month_of(declared.last_day(period)) >= since
    return inquiries.TABLES[declared.level_of_period(period)] if is_kept else ()


def totals(db: Session, period: str) -> list[str]:
    """The periods of the total that lie within a longer one, since the site was founded."""
    total = years.shape(db, declared.last_day(period).year).table(TOTAL)
    if total is None or declared.level_of_period(period) not in LONGER[total.level]:
        return []
    parts = years.parts_of(period, total.level)
    return [part for part in parts if part >= _first(db, total.level)]


def check(db: Session, period: str, today: date) -> None:
    """Refuse what cannot be published on this day.

    Raises:
        NotDeclared: no period, none of this site's, or no table of its year stands at its level.
        PeriodNotOver: it runs, or has its days of grace.
        ReleaseFirst: a total that its parts are fitted to was not published yet.
        AlreadyReleased: it was published, or a part of it at another level; figures never change
            afterwards.
    """
    try:
        level, opening = declared.level_of_period(period), opens(period)
    except (ValueError, OverflowError):
        raise NotDeclared from None
    wanted = names(db, period)
    if period < _first(db, level) or not wanted:
        raise NotDeclared
    if today < opening:
        raise PeriodNotOver(opening)
    known = ledger(db)
    if any(name in wanted and years.overlap([at, period]) for name, at in known):
        raise AlreadyReleased
    for part in totals(db, period):
        if (TOTAL, part) not in known:
            raise ReleaseFirst(part)


def ledger(db: Session) -> set[tuple[str, str]]:
    """Tables and periods that are published, or lost."""
    return set(db.exec(select(LedgerEntry.table_name, LedgerEntry.period)).all())


def _first(db: Session, level: Level) -> str:
    return declared.period_of(level, date.fromisoformat(f"{years.founded(db)}-01"))


def _periods(db: Session, until: date) -> list[str]:
    """Every period that is over by a day, since the site was founded: by its end, the shorter
    first.
    """
    month, found = years.founded(db), []
    while (last := declared.last_day(month)) < until:
        ending = [declared.period_of(level, last) for level in Level]
        found += [period for period in ending if declared.last_day(period) == last]
        month = clock.month_after(month)
    return found
