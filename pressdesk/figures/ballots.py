"""Ballots: what is counted of a ticket, one slip per table, cast when officers take and close it.

Slips are sealed to keys of their table and period that only people hold. No slip leads to a ticket
or to another slip: one holds one cell, since cells together would be a ticket again.
"""

import secrets
from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from pressdesk import clock
from pressdesk.figures import declared, years
from pressdesk.figures.declared import (
    ENDED,
    IN_TIME,
    KIND,
    MEDIA,
    NO,
    NOT_SAID,
    TOPIC,
    TOTAL,
    WANTED,
    YES,
)
from pressdesk.keytables import BallotKey, Counted, LedgerEntry, TicketKey
from pressdesk.tables import Outcome, Ticket, Wanted
from pressdesk.vault import ballot_keys, epochs, makers, shared_keys
from pressdesk.vault.epochs import Holder
from pressdesk.vault.tickets import Particulars

EXPIRED = "expired"
HAVE_A_DAY = {Wanted.OVERDUE, Wanted.NOW, Wanted.TODAY, Wanted.THIS_WEEK}


def prepare(db: Session, holder: Holder, today: date) -> None:
    """Make the keys of this month's and the next two months' tables within the year, by the hand of
    an officer who holds the current epoch.
    """
    shape = years.freeze(db, today.year)
    periods = {
        (table.name, declared.period_of(table.level, day))
        for table in shape.tables
        for day in _days_ahead(today)
    }
    _make(db, holder, today, periods)


def take(db: Session, holder: Holder, row: TicketKey, said: Particulars, today: date) -> None:
    """Count a ticket that an officer takes, once. Of several kinds of help one is drawn."""
    if row.counted >= Counted.TAKEN:
        return
    cells = {
        TOTAL: "taken",
        KIND: secrets.choice(said.kinds) if said.kinds else NOT_SAID,
        TOPIC: said.topic or NOT_SAID,
        MEDIA: said.media or NOT_SAID,
        WANTED: NOT_SAID if said.wanted is None else _words(Wanted(said.wanted)),
    }
    if cast(db, cells, today, holder):
        row.counted = Counted.TAKEN
        db.add(row)


def answer(db: Session, holder: Holder, row: TicketKey, said: Particulars, today: date) -> None:
    """Count whether a ticket that was taken is answered by the day it was needed, once; where no
    day was, nothing is counted.
    """
    if row.counted != Counted.TAKEN:
        return
    cells = {IN_TIME: _in_time(said, today)} if said.needed_by else {}
    if cast(db, cells, today, holder):
        row.counted = Counted.ANSWERED
        db.add(row)


def close(
    db: Session, holder: Holder, row: TicketKey, said: Particulars, outcome: Outcome, today: date
) -> None:
    """Count how a ticket that was taken ended, once."""
    if row.counted not in {Counted.TAKEN, Counted.ANSWERED}:
        return
    cells = {ENDED: str(outcome)}
    was_asked = outcome in {Outcome.ANSWERED, Outcome.ARRANGED}
    if row.counted == Counted.TAKEN and was_asked and said.needed_by:
        cells[IN_TIME] = _in_time(said, today)
    if cast(db, cells, today, holder):
        row.counted = Counted.ENDED
        db.add(row)


def end(db: Session, ticket: Ticket, row: TicketKey | None, today: date) -> None:
    """Count how a ticket ended that ends by itself, by what its row says in clear: closed at night,
    or purged without ever having been closed by an officer. No key is needed for it.
    """
    if row is None or row.counted not in {Counted.TAKEN, Counted.ANSWERED}:
        return
    is_answered = row.counted == Counted.ANSWERED
    cells = {ENDED: Outcome.ANSWERED.value if is_answered else EXPIRED}
    if row.for_receipt is None:
        cells = {ENDED: Outcome.WITHDRAWN.value}
    elif not is_answered and ticket.wanted in HAVE_A_DAY:
        cells[IN_TIME] = NO
    if cast(db, cells, today):
        row.counted = Counted.ENDED
        db.add(row)


def cast(db: Session, cells: Mapping[str, str], today: date, holder: Holder | None = None) -> bool:
    """Cast a slip into each table's period of this day.

    Args:
        cells: a category by the name of its table.
        holder: makes the keys that are missing.

    Returns:
        False when a key is missing and nobody can make it: then nothing is cast.
    """
    shape = years.freeze(db, today.year) if holder else years.frozen(db, today.year)
    if shape is None:
        return False
    tables = {table.name: table for table in shape.tables if table.name in cells}
    wanted = {(name, declared.period_of(t.level, today)) for name, t in tables.items()}
    found = _make(db, holder, today, wanted)
    if found.keys() != wanted:
        return False
    for (name, _period), key in found.items():
        db.add(ballot_keys.seal_cell(key, tables[name].place(cells[name])))
    return True


def bad_keys(db: Session) -> tuple[int, int]:
    """Keys that no officer vouched for, whose slips are not counted; and of the others those that
    no officer holds.
    """
    return shared_keys.bad(db, BallotKey, ballot_keys.vouched(db, epochs.chain(db)))


def _make(
    db: Session, holder: Holder | None, today: date, wanted: set[tuple[str, str]]
) -> dict[tuple[str, str], BallotKey]:
    """The keys of these tables and periods; those that are missing are made by who can, but for
    what is published: a clock that went back reopens nothing.
    """
    chain = epochs.chain(db)
    fresh = [key for key in ballot_keys.vouched(db, chain) if not key.is_spent]
    found = {(key.table_name, key.period): key for key in fresh}
    found = {name: found[name] for name in wanted & found.keys()}
    missing = {name for name in wanted - found.keys() if db.get(LedgerEntry, name) is None}
    if missing and holder is not None and (maker := makers.maker(db, holder, today)):
        for name in sorted(missing):
            found[name] = ballot_keys.make(db, *maker, *name)
    return found


def _days_ahead(today: date) -> list[date]:
    months = [clock.month_of(today)]
    for _ in range(epochs.MONTHS_AHEAD):
        months.append(clock.month_after(months[-1]))
    days = [date.fromisoformat(f"{month}-01") for month in months]
    return [day for day in days if day.year == today.year]


def _words(wanted: Wanted) -> str:
    return wanted.name.lower().replace("_", "-")


def _in_time(said: Particulars, today: date) -> str:
    return YES if today.isoformat() <= (said.needed_by or "") else NO
