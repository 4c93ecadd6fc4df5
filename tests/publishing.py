"""What the tests of publishing share: slips through the real keys, and officers who publish."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from pressdesk import clock, storage
from pressdesk.figures import ballots, releases
from pressdesk.figures.frozen import Figure
from pressdesk.figures.inquiries import Domains
from pressdesk.figures.releases import Register
from pressdesk.storage import ServerStore, Store
from pressdesk.storage.stores import WRITES
from tests.conftest import Desk, Person, holder_of

THIRD = datetime(2026, 12, 3, 10, 0, tzinfo=UTC)  # from when November can be published
FIFTH = datetime(2026, 12, 5, 10, 0, tzinfo=UTC)  # from when it is late
NEW_YEAR = datetime(2027, 1, 4, 10, 0, tzinfo=UTC)  # December, the quarter and the year too
NO_INQUIRIES = Register([], Domains((), (), ()))
EVERYTHING = {"total": "taken", "kind": "storm", "topic": "school", "media": "daily"}


def cast(site: Desk, times: int, day: date | None = None, **cells: str) -> None:
    """Slips of tickets that were taken on a day, as an officer's own acts cast them."""
    holder = site.holder()
    with site.store.writing() as db:
        for _ in range(times):
            assert ballots.cast(db, cells or EVERYTHING, day or clock.today(), holder)
            db.flush()


def published(site: Desk, period: str, person: Person | None = None) -> list[Figure]:
    """Publish as a page or a command does, without either."""
    with site.store.reading() as db:
        holder = holder_of(db, person or site.ofelia)
        counted = releases.tally(db, holder, period, clock.today())
    with site.store.writing() as db:
        return releases.publish(db, counted, clock.today(), NO_INQUIRIES)


def before_the_next_write(store: Store, act: Callable[[], object]) -> None:
    """Let somebody else be quicker by a hair: the act is done once, before a lock is given."""

    waiting = [act]

    def meddle(connection: sa.Connection) -> None:
        if waiting and connection.get_execution_options().get(WRITES):
            waiting.pop()()

    begin = store.begins if isinstance(store, ServerStore) else storage.files.begin
    sa.event.remove(store.engine, "begin", begin)
    sa.event.listen(store.engine, "begin", meddle)
    sa.event.listen(store.engine, "begin", begin)


def run(path: Path, *statements: str) -> None:
    """Change a database behind the program's back."""
    with closing(sqlite3.connect(path)) as raw, raw:
        for statement in statements:
            raw.execute(statement)


def slips(path: Path) -> list[bytes]:
    with closing(sqlite3.connect(path)) as raw:
        return [sealed for (sealed,) in raw.execute("SELECT sealed FROM slip")]


def whole(home: Path) -> bytes:
    """Every byte of the site's database and its log."""
    return b"".join(path.read_bytes() for path in sorted(home.glob(f"{storage.DATABASE}*")))
