"""Published figures without the ballots: made counts, through the real noise, into the tables."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from sqlmodel import Session, select

from pressdesk.figures import declared, inquiries
from pressdesk.figures.declared import TOTAL, Level, Size
from pressdesk.figures.frozen import Figure
from pressdesk.figures.protect import protect
from pressdesk.figures.shapes import shape_of
from pressdesk.keytables import FigureRelease, LedgerEntry, Site
from pressdesk.storage import Store

ORDINARY = (58, 61, 66, 55, 70, 64, 12, 48, 73, 240, 62, 39)  # a quiet July, a crisis in October
DOMAINS = inquiries.Domains(
    units=("Bromma", "Farsta", "Järva", "Kulturförvaltningen", "Trafikkontoret"),
    topics=("school", "elderly-care", "traffic", "other"),
    media=("daily", "national-broadcast", "web", "other"),
)


def total(period: str, value: int, sigma: int = 4) -> Figure:
    """A published total, as a test wants it."""
    return Figure(TOTAL, period, sigma, (("taken", value),))


def in_time(period: str, yes: int, no: int) -> Figure:
    """The two cells of in-time, as a test wants them."""
    return Figure(declared.IN_TIME, period, 6, (("yes", yes), ("no", no)))


def spread(number: int, parts: int) -> list[int]:
    """A number in so many uneven parts, the same every time; some of them 0."""
    weights = [(place * 7) % 11 for place in range(parts)]
    found = [number * weight // sum(weights) for weight in weights]
    return [found[0], found[1] + number - sum(found), *found[2:]]


def whole_year(
    year: int, takings: Sequence[int | None] = ORDINARY, size: Size = Size.NORMAL
) -> list[Figure]:
    """All tables of tickets of a year, by made takings of each month; None: not in use yet."""
    made: list[Figure] = []
    for level in Level:
        for months in _periods(takings, level):
            period = declared.period_of(level, date(year, months[-1], 1))
            taken = [takings[month - 1] for month in months]
            known = [count for count in taken if count is not None]
            if known:
                made += _tables(year, size, level, period, sum(known), made)
    return made


def _periods(takings: Sequence[int | None], level: Level) -> list[list[int]]:
    """The months of each period; a year that is not whole has no later periods."""
    step = {Level.MONTH: 1, Level.QUARTER: 3, Level.YEAR: 12}[level]
    return [
        list(range(first, first + step))
        for first in range(1, 13, step)
        if first + step - 1 <= len(takings)
    ]


def _tables(
    year: int, size: Size, level: Level, period: str, taken: int, made: Sequence[Figure]
) -> list[Figure]:
    days = _days(period)
    fitted = [f.cells[0][1] or 0 for f in made if f.table == TOTAL and days & _days(f.period)]
    found: list[Figure] = []
    for table in shape_of(year, size).at(level):
        whole = None if table.name == TOTAL else sum(fitted)
        counts = [taken * 4 // 5, taken - taken * 4 // 5] if table.name == "in-time" else None
        counts = counts or spread(taken, len(table.categories)) if whole is not None else [taken]
        found.append(protect(table, period, counts, whole))
        if table.name == TOTAL:
            fitted = [found[-1].cells[0][1] or 0]
    return found


def _days(period: str) -> set[str]:
    """The months of a period, as "2026-11"."""
    end = declared.last_day(period)
    months = 12 if len(period) == 4 else 3 if "Q" in period else 1
    return {f"{end.year:04}-{end.month - back:02}" for back in range(months)}


def asked(year: int, months: int = 12, each: int = 20) -> list[Figure]:
    """The inquiries' tables of a year, counted from made rows."""
    rows = [
        _inquiry(date(year, month, 1), number) for month in range(1, 13) for number in range(each)
    ]
    periods = [f"{year}-{month:02}" for month in range(1, months + 1)]
    periods += [f"{year}-Q{quarter}" for quarter in range(1, months // 3 + 1)]
    return [figure for period in periods for figure in inquiries.count(rows, period, DOMAINS)]


def _inquiry(first: date, number: int) -> inquiries.Inquiry:
    kinds, channels, outcomes = (
        list(each) for each in (inquiries.Kind, inquiries.Channel, inquiries.Outcome)
    )
    return inquiries.Inquiry(
        received=first + timedelta(days=number % 27),
        channel=channels[number % 3],
        unit=DOMAINS.units[number * number % 5],
        kind=kinds[number * number % 6],
        media=DOMAINS.media[number % 4],
        topic=DOMAINS.topics[number * number % 3],
        outcome=outcomes[number % 7],
        acknowledged_in_time=number % 9 > 0,
        answered_in_time=number % 5 > 0,
        working_hours=number % 17 + 1,
        out_of_hours=number % 6 == 0,
        is_correction=number % 13 == 0,
    )


def publish(store: Store, figures: Iterable[Figure], founded: str = "") -> None:
    """Make figures published; the month in which the site was made may move."""
    with store.writing() as db:
        for figure in figures:
            db.add(
                FigureRelease(table_name=figure.table, period=figure.period, body=figure.encoded())
            )
            db.add(_entry(figure.table, figure.period, figure.sigma, figure.digest()))
        if founded:
            _move(db, founded)


def lose(store: Store, table: str, period: str) -> None:
    """What a restore lost for ever."""
    with store.writing() as db:
        db.add(_entry(table, period, 4, b""))


def _entry(table: str, period: str, sigma: int, digest: bytes) -> LedgerEntry:
    rho = str(Fraction(1, 2 * sigma * sigma)) if sigma else "0"
    return LedgerEntry(table_name=table, period=period, sigma=sigma, rho=rho, digest=digest)


def _move(db: Session, founded: str) -> None:
    site = db.exec(select(Site)).one()
    site.founded = founded
    db.add(site)
