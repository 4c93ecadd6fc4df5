"""Whoever copies a database looks for the order in which its tickets came: in the places where
their bytes stand, in the order in which rows are read, in keys and numbers.
"""

import sqlite3
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from sqlmodel import select

from pressdesk import clock, mailbox, storage
from pressdesk.keytables import TicketKey
from pressdesk.storage import FileStore, Store
from pressdesk.tables import Message, Ticket
from pressdesk.vault import receipts
from tests.conftest import Desk, lodged

PAGE_BYTES = 4_096
TAIL_BYTES = 32
TICKETS = 240
SIZES = (40, 900, 3_900)  # characters: the padded texts differ too
WRITES_ON = 5  # every so many come back to a ticket that came before
CHANCE = 5.0  # standard deviations


class Came(NamedTuple):
    """What of a ticket can be found in a file: random bytes that nothing else has."""

    ticket: bytes  # the row's id, as SQLite writes it
    handle: bytes
    particulars: bytes
    key: bytes
    question: bytes


def filled(site: Desk, sizes: Sequence[int] = SIZES, tickets: int = TICKETS) -> list[str]:
    """Tickets through the real task, one transaction each, and follow-ups; codes as they came."""
    codes: list[str] = []
    for number in range(tickets):
        codes.append(lodged(site, f"{number} ".ljust(sizes[number * 7 % len(sizes)], "o")))
        if number % WRITES_ON == 0:
            with site.store.writing() as db:
                code = codes[number * 13 % len(codes)]
                mailbox.write_on(db, site.settings, code, b"0", "Mer.", clock.today())
    return codes


def as_they_came(site: Desk, codes: Iterable[str]) -> list[Came]:
    """The tickets behind codes, in the same order."""
    return [_came(site, code) for code in codes]


def ways(store: Store, came: Sequence[Came]) -> dict[str, float]:
    """How far each way of looking into a SQLite file gives the order of arrival: -1 to 1."""
    content = store.path.read_bytes()
    seen = {}
    for name in Came._fields:
        places = [_all(content, getattr(one, name)) for one in came]
        seen[f"first {name}"] = order_in([each[0] for each in places])
        seen[f"last {name}"] = order_in([each[-1] for each in places])
        seen[f"{name} in its page"] = in_pages(places)
    seen["ids"] = order_in([one.ticket for one in came])
    seen["handles"] = order_in([one.handle for one in came])
    with closing(sqlite3.connect(store.path)) as db:
        for name, table in (("ticket", "ticket"), ("handle", "ticket"), ("handle", "ticket_key")):
            column = "id" if name == "ticket" else name
            rows = [row[0] for row in db.execute(f"SELECT {column} FROM {table} NOT INDEXED")]
            keys = [row if isinstance(row, bytes) else row.encode() for row in rows]
            seen[f"rows of {table}"] = order_in([keys.index(getattr(one, name)) for one in came])
    return seen


def tells(seen: dict[str, float], number: int) -> list[str]:
    """The ways of looking that give more than chance would."""
    return sorted(name for name, rho in seen.items() if abs(rho) > CHANCE / sqrt(number))


def order_in(places: Sequence[object]) -> float:
    """Rank correlation of places with the order in which they are given; 0 when all are one."""
    if len(set(places)) == 1:
        return 0.0
    return statistics.correlation(_ranks(places), range(len(places)))


def twin(store: Store, path: Path) -> Store:
    """Another database with the same rows, which came in random order; others came and went."""
    other = FileStore(path)
    storage.upgrade(other)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("ATTACH ? AS original", [str(store.path)])
        db.execute("PRAGMA foreign_keys = OFF")
        for table in _tables(db):
            rows = db.execute(f"SELECT * FROM original.{table} ORDER BY random()").fetchall()
            values = ", ".join("?" * len(rows[0])) if rows else ""
            for row in rows:
                db.execute(f"INSERT INTO {table} VALUES ({values})", row)
            for row in rows[::3]:  # gone, and there again
                db.execute(f"DELETE FROM {table} WHERE {_key(db, table)} = ?", row[:1])
                db.execute(f"INSERT INTO {table} VALUES ({values})", row)
    return other


def differing(one: Store, other: Store) -> set[int]:
    """Offsets at which two database files differ; -1 when one is longer."""
    ours, theirs = one.path.read_bytes(), other.path.read_bytes()
    longer = {-1} if len(ours) != len(theirs) else set()
    pairs = enumerate(zip(ours, theirs, strict=False))
    return longer | {at for at, (a, b) in pairs if a != b}


def _tables(db: sqlite3.Connection) -> list[str]:
    rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    # The register's search keeps its own tables, and has nothing of tickets.
    ours = [name for (name,) in rows if not name.startswith("search_words")]
    return [name for name in ours if name != "alembic_version"]


def _key(db: sqlite3.Connection, table: str) -> str:
    return next(row[1] for row in db.execute(f"PRAGMA table_info({table})"))


def _came(site: Desk, code: str) -> Came:
    handle = receipts.derive(code, site.settings.pepper).handle
    with site.store.reading() as db:
        ticket = db.exec(select(Ticket).where(Ticket.handle == handle)).one()
        first = select(Message).where(Message.ticket_id == ticket.id, Message.position == 1)
        question, key = db.exec(first).one(), db.get(TicketKey, handle)
    sealed = [ticket.particulars, key.for_receipt, question.sealed]
    return Came(ticket.id.hex.encode(), handle, *(each[-TAIL_BYTES:] for each in sealed))


def _ranks(places: Sequence) -> list[float]:
    """The place of each among all; equals share the middle of theirs."""
    at = defaultdict(list)
    for rank, place in enumerate(sorted(places)):
        at[place].append(rank)
    return [statistics.mean(at[place]) for place in places]


def _all(content: bytes, piece: bytes) -> list[int]:
    places = [content.index(piece)]
    while (next_one := content.find(piece, places[-1] + 1)) >= 0:
        places.append(next_one)
    return places


def in_pages(places: Sequence[list[int]]) -> float:
    """The same within pages: of those that share one, does who came later stand elsewhere in it?"""
    pages = defaultdict(dict)
    for arrival, each in enumerate(places):
        for at in each:
            pages[at // PAGE_BYTES].setdefault(arrival, at)
    pairs = []
    for page in pages.values():
        middle, size = (len(page) - 1) / 2, len(page)
        both = zip(_ranks(list(page)), _ranks(list(page.values())), strict=True)
        pairs += [((came - middle) / size, (at - middle) / size) for came, at in both]
    came, at = zip(*pairs, strict=True)
    return statistics.correlation(came, at) if len(set(at)) > 1 else 0.0
