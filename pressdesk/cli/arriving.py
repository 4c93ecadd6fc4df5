"""A site's rows arrive on a server: in an empty database, in one transaction, held against the file
that they come from.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

import click

from pressdesk import storage
from pressdesk.copies import carrying
from pressdesk.errors import CopyRefused, ShellError, StoreUnavailable, Unconfirmed, UnsafeStore
from pressdesk.figures import ballots, releases
from pressdesk.register import indexing
from pressdesk.staff import accounts
from pressdesk.storage import FileStore, Store
from pressdesk.vault import epochs, register_keys

Db = Any  # a session: tables stay below the shell
CARRYING, COMPARING = "Carrying rows", "Holding rows against each other"
NOT_EMPTY = (
    "The server's database is not empty: it holds a site, or what is left of one. Nothing was "
    "changed. Name another database, made for this one site."
)
STRANGE = (
    "The server's tables are of another pressdesk than this one. Nothing was changed. Name an "
    "empty database."
)
SERVED = (
    "Another process has the site's file open: is it being served, or copied? Stop it (systemctl "
    "stop pressdesk), then run this again. Nothing was changed."
)
UNKNOWN = (
    "The server went away just when it was asked to keep everything: perhaps it did. Run this "
    "again when it answers: it then says whether the site is there."
)
UNSAFE = (
    "The server would not keep what it confirms, or keeps the time of each writing. Nothing was "
    "changed. Have fsync, full_page_writes and synchronous_commit on, track_commit_timestamp off."
)
GONE = (
    "The server did not answer, or refused to write: does its disk have room, and does this role "
    "own the database? Nothing was kept there."
)
SILENT = (
    "The server that database_url names does not answer, or does not let this role in. Nothing was "
    "changed. Try psql with the same address."
)
BROKEN = "The chain of keys is broken in this site: run doctor. Nothing was changed."


class PerhapsKept(ShellError):
    """A server went away, perhaps when it was asked to keep a site."""


class Vouched(NamedTuple):
    """What can be checked of seals without a key that opens them."""

    links: list[UUID]  # epochs of a whole chain; none when it is broken
    holders: list[set[UUID]]  # of each link: officers whom somebody vouched for
    slip_keys: tuple[int, int]  # that no officer vouched for, that none holds
    register_keys: tuple[int, int]
    altered: int  # published figures that are not as they were published


def vouched(db: Db) -> Vouched:
    """What a database's signatures say, each of them checked."""
    chain = epochs.chain(db)
    return Vouched(
        [epoch.id for epoch in chain],
        [{account.id for account in epochs.holders(db, epoch)} for epoch in chain],
        ballots.bad_keys(db),
        register_keys.bad(db),
        releases.altered(db),
    )


def is_empty(store: Store) -> bool:
    """Whether a site can be put into a server's database.

    Raises:
        ShellError: its tables are of another form.
    """
    form = storage.revision(store)
    if form not in {None, storage.newest_revision()}:
        raise ShellError(STRANGE)
    if form is None:
        return True
    with store.reading() as db:
        return not carrying.has_rows(db.connection())


def is_same(file: FileStore, store: Store) -> bool:
    """Whether a server has all rows of a site's file, and no other."""
    with _alone(file) as ours, store.reading() as db:
        taken = db.connection()
        carrying.take_time(taken)
        try:
            carrying.compare(ours.connection(), taken, carrying.every_table(), lambda _rows: None)
        except CopyRefused:
            return False
    return True


def mark(store: Store) -> tuple[str, bytes]:
    """What no two sites have alike: of one that is founded."""
    with store.reading() as db:
        site = accounts.site(db)
    return site.founded, site.recovery_public


def bring(
    file: FileStore, store: Store, last: Callable[[Db], None], done: Callable[[], None]
) -> None:
    """Carry a whole site onto a server. Nobody can open the file meanwhile. Killed at any moment,
    it leaves empty tables there, or the whole site.

    Args:
        last: looks at what arrived, before it is kept; what it raises undoes all.
        done: is called when it is kept, before anybody can open the file again.

    Raises:
        ShellError, CopyRefused: nothing was kept there. PerhapsKept: nobody knows.
    """
    with _alone(file) as ours:
        before = vouched(ours)
        if not before.links:
            raise ShellError(BROKEN)
        with _told():
            if storage.revision(store) is None:
                storage.upgrade(store)
            with store.writing() as db:
                if carrying.has_rows(db.connection()):
                    raise ShellError(NOT_EMPTY)
                _carry(ours, db)
                indexing.reindex(db)
                if vouched(db) != before:
                    raise CopyRefused(
                        "Keys and signatures are not vouched for there as they are here. Nothing "
                        "was kept on the server. Tell the maintainers."
                    )
                last(db)
        done()


def _carry(ours: Db, theirs: Db) -> None:
    given, taken = ours.connection(), theirs.connection()
    names = carrying.every_table()
    count = carrying.count(given, names)
    with click.progressbar(length=count, label=CARRYING, file=sys.stderr) as bar:
        carrying.carry(given, taken, bar.update)
    with click.progressbar(length=count, label=COMPARING, file=sys.stderr) as bar:
        carrying.compare(given, taken, names, bar.update)


@contextmanager
def _alone(file: FileStore) -> Iterator[Db]:
    """The file, while nobody else can open it."""
    try:
        with file.alone() as db:
            yield db
    except StoreUnavailable as error:
        if error.is_busy:
            raise ShellError(SERVED) from None
        raise


@contextmanager
def _told() -> Iterator[None]:
    """Say what a server's refusal means, and what to do."""
    try:
        yield
    except Unconfirmed:
        raise PerhapsKept(UNKNOWN) from None
    except UnsafeStore:
        raise ShellError(UNSAFE) from None
    except StoreUnavailable:
        raise ShellError(GONE) from None
