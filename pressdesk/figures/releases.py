"""Publishing: slips are opened by an officer, tallied, drawn into noise, frozen, and destroyed.

Nothing of what was counted is shown, logged or stored: a tally goes from memory into `protect`. A
table of a period is published once. When that was not committed, all is as it was, and the noise
that was drawn has been seen by nobody.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from pressdesk.errors import NoKeys, NotOpened, Stale
from pressdesk.figures import declared, due, frozen, inquiries, years
from pressdesk.figures.declared import TOTAL
from pressdesk.figures.frozen import EXACT, Figure
from pressdesk.figures.inquiries import Domains, Inquiry
from pressdesk.figures.protect import protect
from pressdesk.keytables import (
    BallotKey,
    Counted,
    FigureRelease,
    LedgerEntry,
    Slip,
    TicketKey,
)
from pressdesk.vault import ballot_keys, epochs, shared_keys
from pressdesk.vault.epochs import Holder

ROWS = 1_000  # slips at a time
PARTS = 16  # of all ids there can be: steps of a progress bar that tells no count
PART_IDS = 2**128 // PARTS
Progress = Callable[[int], None]


class Tally(NamedTuple):
    """True counts of a period's tables, for the length of a request. Never shown or stored."""

    period: str
    counts: dict[str, list[int]]  # by table, in the order of its categories
    seen: dict[str, bytes]  # by table: the slips that were opened
    unreadable: int  # slips that did not open, or whose key nobody vouches for

    def __repr__(self) -> str:
        return f"<Tally of {self.period}>"  # no count in a trace


class Register(NamedTuple):
    """What a register of inquiries serves for its count."""

    rows: Iterable[Inquiry]
    domains: Domains


class Published(NamedTuple):
    """All that was published, oldest first; and what never will be, by table and period."""

    founded: str  # month
    figures: list[Figure]
    lost: list[tuple[str, str]]


def steps(db: Session, period: str) -> int:
    """How many steps a tally takes, for a progress bar: as many however many slips there are."""
    return PARTS * len(due.tables(db, period))


def tally(
    db: Session, holder: Holder, period: str, today: date, progress: Progress | None = None
) -> Tally:
    """Open and count a period's slips, in a session that only reads, so that nobody waits for it.

    Args:
        progress: is told when a step is done; see `steps`.

    Raises:
        NotDeclared, PeriodNotOver, AlreadyReleased, ReleaseFirst: see `due.check`.
        NoKeys: the officer does not hold every key of the period's tables.
    """
    due.check(db, period, today)
    tables = due.tables(db, period)
    chain = epochs.chain(db)
    vouched = [key for key in ballot_keys.vouched(db, chain) if key.period == period]
    counts, seen, unreadable = {}, {}, 0
    for table in tables:
        keys = [key for key in vouched if key.table_name == table.name]
        counts[table.name] = [0] * len(table.categories)
        opened = 0
        for cell in _opened(db, holder, keys, progress):
            if cell is not None and cell < len(table.categories):
                counts[table.name][cell] += 1
                opened += 1
        seen[table.name], there = _seen(db, table.name, period)
        unreadable += there - opened
    return Tally(period, counts, seen, unreadable)


def publish(db: Session, counted: Tally, today: date, register: Register) -> list[Figure]:
    """Freeze a period's tables, and destroy their slips and keys.

    Args:
        register: the inquiries that are counted with it, from when a register is kept.

    Raises:
        NotDeclared, PeriodNotOver, AlreadyReleased, ReleaseFirst: see `due.check`.
        Stale: a slip came or went since the tally, or the year's tables were frozen otherwise.
    """
    period = counted.period
    due.check(db, period, today)
    tables = years.freeze(db, declared.last_day(period).year).at(declared.level_of_period(period))
    if counted.seen != {table.name: _seen(db, table.name, period)[0] for table in tables}:
        raise Stale
    # Before anything is drawn: what takes much room is written to the log before the commit.
    for table in tables:
        ballot_keys.destroy(db, table.name, period)
    total, figures = _total(db, period), []
    for table in tables:
        figure = protect(table, period, counted.counts[table.name], total)
        _store(db, figure, table.rho)
        figures.append(figure)
    is_kept = due.exact(db, period)
    exact = inquiries.count(register.rows, period, register.domains) if is_kept else []
    for figure in exact:
        _store(db, figure, Fraction(0))
    return [*figures, *exact]


def published(db: Session) -> Published:
    """All that was published; what does not fit its entry in the ledger is not shown."""
    digests = {(row.table_name, row.period): row.digest for row in db.exec(select(LedgerEntry))}
    rows = [(row.table_name, row.period, row.body) for row in db.exec(select(FigureRelease))]
    figures = [
        frozen.decoded(*row) for row in rows if digests.get(row[:2]) == frozen.digest_of(*row)
    ]
    figures.sort(key=lambda figure: (declared.last_day(figure.period), -len(figure.period)))
    lost = sorted(name for name, digest in digests.items() if not digest)
    return Published(years.founded(db), figures, lost)


def altered(db: Session) -> int:
    """How many published tables are not as their entry in the ledger has them, or are gone."""
    rows = set(db.exec(select(FigureRelease.table_name, FigureRelease.period)).all())
    entered = {(row.table_name, row.period) for row in db.exec(select(LedgerEntry)) if row.digest}
    return len((rows | entered) - {(f.table, f.period) for f in published(db).figures})


def is_lost(db: Session, period: str) -> bool:
    """Whether a restore lost every table of a period that is in the ledger."""
    rows = db.exec(select(LedgerEntry).where(LedgerEntry.period == period)).all()
    return bool(rows) and not any(row.digest for row in rows)


def burn(db: Session, today: date, copied: date | None = None) -> list[str]:
    """After a restore: what could have been published since the copy was made never will be, since
    noise drawn twice on the same counts can be averaged away. The periods.

    Args:
        copied: the day of the copy. A ticket that it has may have been counted after that day in
            what is burnt, and is then not counted once more; None: on no day that is known.
    """
    gone = [each.period for each in due.due(db, today)]
    if any(copied is None or copied <= declared.last_day(period) for period in gone):
        db.exec(sa.update(TicketKey).values(counted=Counted.ENDED))
    known = due.ledger(db)
    for period in gone:
        years.freeze(db, declared.last_day(period).year)
        for table in due.tables(db, period):
            if (table.name, period) in known:
                continue
            _enter(db, table.name, period, table.sigma, table.rho, b"")
            ballot_keys.destroy(db, table.name, period)
        for name in due.exact(db, period):
            if (name, period) not in known:
                _enter(db, name, period, EXACT, Fraction(0), b"")
    return gone


def _total(db: Session, period: str) -> int | None:
    """The published total of a period; None where a part of it was lost, or it has none."""
    rows = [db.get(FigureRelease, (TOTAL, part)) for part in due.totals(db, period)]
    if not rows or not all(rows):
        return None
    figures = [frozen.decoded(r.table_name, r.period, r.body) for r in rows if r is not None]
    return sum(value or 0 for figure in figures for _, value in figure.cells)


def _opened(
    db: Session, holder: Holder, keys: Sequence[BallotKey], progress: Progress | None
) -> Iterator[int | None]:
    """The cell on each slip; None for one that does not open."""
    try:
        halves = {key.id: shared_keys.private_of(db, *holder, key) for key in keys}
    except NotOpened:
        raise NoKeys from None
    for part in range(PARTS):
        for slip_id, key_id, sealed in _slips(db, list(halves), part):
            try:
                yield ballot_keys.open_cell(halves[key_id], key_id, slip_id, sealed)
            except NotOpened:
                yield None
        if progress is not None:
            progress(1)


def _slips(db: Session, key_ids: list[UUID], part: int) -> Iterator[tuple[UUID, UUID, bytes]]:
    """The slips whose random ids lie in a part of all there can be, a thousand at a time: memory
    does not grow with their number.
    """
    first, last = (UUID(int=(part + more) * PART_IDS - more) for more in (0, 1))
    query = select(Slip.id, Slip.key_id, Slip.sealed).where(
        col(Slip.key_id).in_(key_ids), col(Slip.id).between(first, last)
    )
    yield from db.exec(query.execution_options(yield_per=ROWS))


def _seen(db: Session, table: str, period: str) -> tuple[bytes, int]:
    """A digest over the slips of a table and period, under whatever key, and their number."""
    ids = select(BallotKey.id).where(BallotKey.table_name == table, BallotKey.period == period)
    query = select(Slip.id).where(col(Slip.key_id).in_(ids)).order_by(col(Slip.id))
    whole, number = hashlib.sha256(), 0
    for slip_id in db.exec(query.execution_options(yield_per=ROWS)):
        whole.update(slip_id.bytes)
        number += 1
    return whole.digest(), number


def _store(db: Session, figure: Figure, rho: Fraction) -> None:
    body = figure.encoded()
    db.add(FigureRelease(table_name=figure.table, period=figure.period, body=body))
    _enter(db, figure.table, figure.period, figure.sigma, rho, figure.digest())


def _enter(db: Session, table: str, period: str, sigma: int, rho: Fraction, digest: bytes) -> None:
    cost = str(rho)
    entry = LedgerEntry(table_name=table, period=period, sigma=sigma, rho=cost, digest=digest)
    db.add(entry)
