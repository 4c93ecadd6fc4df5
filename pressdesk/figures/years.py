"""What is published of each year, frozen when the year begins, and held against the ledger."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from pressdesk.errors import UnsafeFigures
from pressdesk.figures import declared, shapes
from pressdesk.figures.declared import TOTAL, Level
from pressdesk.figures.frozen import decoded
from pressdesk.figures.shapes import Shape
from pressdesk.keytables import FigureRelease, FigureYear, LedgerEntry, Site

MONTHS_OF = {Level.MONTH: 1, Level.QUARTER: 3, Level.YEAR: 12}
FEWEST_MONTHS = 6  # of a year, to tell from them how large a site is


def check(db: Session) -> None:
    """Refuse to publish anything when the tables would tell too much together.

    Raises:
        UnsafeFigures: those of the program, of a frozen year, or of the ledger: a table of which
            two periods have a day in common; `damaged` where one of these cannot be read.
    """
    declared.check()
    of_table: dict[str, list[str]] = {}
    for table, period in db.exec(select(LedgerEntry.table_name, LedgerEntry.period)):
        of_table.setdefault(table, []).append(period)
    try:
        kept = [_shape(row) for row in db.exec(select(FigureYear))]
        is_twice = any(overlap(periods) for periods in of_table.values())
    except (ValueError, TypeError, LookupError):
        raise UnsafeFigures("damaged") from None
    for each in kept:
        shapes.check(each)
    if is_twice:
        raise UnsafeFigures("two-levels")


def shape(db: Session, year: int) -> Shape:
    """A year's tables: as they were frozen, or as they would be now."""
    found = frozen(db, year)
    return found or shapes.shape_of(year, declared.size_of(_published(db, year - 1)))


def frozen(db: Session, year: int) -> Shape | None:
    """A year's tables as they were frozen."""
    row = db.get(FigureYear, year)
    return _shape(row) if row else None


def freeze(db: Session, year: int) -> Shape:
    """A year's tables, frozen from here on: by last year's published total, never by a count."""
    kept = frozen(db, year)
    if kept is not None:
        return kept
    found = shape(db, year)
    shapes.check(found)
    db.add(FigureYear(year=year, size=found.size, tables=found.encoded()))
    db.flush()
    return found


def founded(db: Session) -> str:
    """The month from which figures are."""
    return db.exec(select(Site)).one().founded


def parts_of(period: str, level: Level) -> list[str]:
    """The periods of a shorter level, or the same, that a period is made of."""
    last = declared.last_day(period)
    months = MONTHS_OF[declared.level_of_period(period)]
    firsts = [date(last.year, month, 1) for month in range(last.month - months + 1, last.month + 1)]
    return list(dict.fromkeys(declared.period_of(level, day) for day in firsts))


def _published(db: Session, year: int) -> int | None:
    """A year's published total, from what is published of it by now, as of twelve months."""
    rows = db.exec(
        select(FigureRelease).where(
            FigureRelease.table_name == TOTAL, col(FigureRelease.period).startswith(f"{year:04}")
        )
    ).all()
    figures = [decoded(row.table_name, row.period, row.body) for row in rows]
    months = sum(MONTHS_OF[declared.level_of_period(figure.period)] for figure in figures)
    if months < FEWEST_MONTHS:
        return None
    return sum(value or 0 for figure in figures for _, value in figure.cells) * 12 // months


def _shape(row: FigureYear) -> Shape:
    return shapes.decoded(row.year, row.size, row.tables)


def overlap(periods: Iterable[str]) -> bool:
    """Whether two periods have a month in common. Raises ValueError: one is no period."""
    months = [month for period in periods for month in parts_of(period, Level.MONTH)]
    return len(months) != len(set(months))
