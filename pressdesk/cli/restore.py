"""`restore`: a site from a daily copy and the newest keys, purged before anything is served."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import click

from pressdesk import clock, config, copies, mailbox, mixing, retention, storage
from pressdesk.cli import arriving, folder, restored
from pressdesk.cli.arriving import PerhapsKept
from pressdesk.cli.restored import UNFINISHED, Ordered, Pair
from pressdesk.config import Settings
from pressdesk.copies import Copy, Joined, places
from pressdesk.errors import CopyRefused, ShellError, StoreUnavailable
from pressdesk.figures import releases
from pressdesk.keytables import Act
from pressdesk.register import indexing, lists
from pressdesk.staff import audit
from pressdesk.storage import FileStore, Store

INTO_A_FILE = (
    "To restore into a file instead, and leave the server alone, run restore with "
    "PRESSDESK_DATABASE_URL= (empty) before it."
)
FEW_DAYS = 7


@click.command()
@click.argument("data", type=click.Path(path_type=Path))
@click.argument("keys", type=click.Path(path_type=Path))
@click.option(
    "--clock-is-right",
    is_flag=True,
    help="The copies are old, the clock is right: purge what is due since.",
)
@click.pass_obj
def restore(home: Path | None, data: Path, keys: Path, clock_is_right: bool) -> None:
    """Make a site of DATA (a daily copy, or their folder) and KEYS (the folder of the keys)."""
    site = folder.place(home)
    for copy in (data, keys):
        _check_apart(site, copy.expanduser().resolve())
    folder.make(site)
    if remains := sorted(path.name for path in site.glob(f"{storage.DATABASE}*")):
        raise ShellError(
            f"{site} holds a site or what is left of one ({', '.join(remains)}). Nothing was "
            "changed. Restore into a new folder, or move these files away first."
        )
    with places.alone(site):
        with _told(site):
            pair = _pair(data.expanduser(), keys.expanduser())
            _check_clock(pair.keys, clock_is_right)
            settings = _settings(site, pair.keys)
        build = _build_on_server if settings.database_url else _build
        with _cleaned(site):
            with _told(site):
                report = build(site, settings, pair)
            click.echo(report)


def _check_apart(site: Path, copy: Path) -> None:
    """Refuse a site where copies are: whoever had one would have both, and no backup would go."""
    place, home = copy if copy.is_dir() else copy.parent, site.resolve()
    if home == place or home in place.parents or place in home.parents:
        raise ShellError(
            f"{site} and {copy} must be two folders, none inside the other. Nothing was changed. "
            "Restore into another folder."
        )


def _pair(data: Path, keys: Path) -> Pair:
    newest = copies.newest_keys(keys)
    chosen, passed_over = copies.choose(data, newest)
    return Pair(chosen, newest, passed_over)


def _check_clock(keys: Copy, clock_is_right: bool) -> None:
    """Refuse to purge by a clock that is wrong."""
    today, copied = clock.today(), keys.mark.day
    if today < copied:
        raise ShellError(f"The clock says {today}, and the keys are of {copied}. Set it right.")
    if today > copied + timedelta(days=FEW_DAYS) and not clock_is_right:
        raise ShellError(
            f"The clock says {today}, and the keys are of {copied}. What is too old by this clock "
            "will be destroyed. If it is right, run restore again with --clock-is-right."
        )


def _settings(site: Path, keys: Copy) -> Settings:
    """The settings and the pepper: the new folder's own, else those that lie with the keys."""
    places.clean(site)  # what a restore that was killed has left
    for name in ("pepper", config.FILE):
        kept, own = keys.path.with_name(name), site / name
        if kept.is_file() and not own.exists():
            places.new_file(places.beside(own), kept.read_bytes())
            places.move(own)
    settings = folder.settings_of(site)
    if copies.site_mark(settings.pepper) != keys.mark.site:
        raise ShellError(
            f"The pepper of {site} is not that of these copies: no receipt code would lead "
            "anywhere. Remove that file, or the variable that names it, and restore again."
        )
    return settings


def _build(site: Path, settings: Settings, pair: Pair) -> str:
    """Beside its place, purged and mixed there, and then moved: what is served is in order. The
    report.
    """
    with _joined(site, settings, pair) as (store, joined, done):
        _lay_out(store)
        storage.check_whole(store)
        path = store.path
        store.close()
        for stray in site.glob(f"{path.name}-*"):
            stray.unlink()
        places.settle(path)
        path.rename(site / storage.DATABASE)
        places.settle(site)
    return restored.report(site, pair, joined, done, f"in {site}")


def _build_on_server(site: Path, settings: Settings, pair: Pair) -> str:
    """In a file beside, purged there, and then carried: what is served is in order. Rows arrive
    mixed, and search is made there. The report, also that of a restore that was killed at its end.
    """
    server = folder.store_of(site, settings)
    try:
        if (report := _found_there(site, server, pair)) is not None:
            return report
        with _joined(site, settings, pair) as (store, joined, done):
            with store.writing() as db:
                mixing.note(db, clock.today())
            storage.check_whole(store)
            report = restored.report(site, pair, joined, done, "on the server")
            restored.keep(site, report)
            arriving.bring(store, server, lambda _db: None, lambda: None)
    finally:
        server.close()
    return report


def _found_there(site: Path, server: Store, pair: Pair) -> str | None:
    """The report of a restore that was killed at its end; none where the server is empty. Refuses a
    server that does not answer, or where a site is.
    """
    try:
        return None if arriving.is_empty(server) else restored.late(site, server, pair.keys)
    except StoreUnavailable:
        raise PerhapsKept(f"{arriving.SILENT} {INTO_A_FILE}") from None
    except ShellError as error:
        raise ShellError(f"{error} {INTO_A_FILE}") from None


@contextmanager
def _joined(
    site: Path, settings: Settings, pair: Pair
) -> Iterator[tuple[FileStore, Joined, Ordered]]:
    """A database of both copies, in order, beside the place of a site's."""
    restored.clean(site)
    path = site / f"{UNFINISHED}.db"
    joined = copies.join(pair.data, pair.keys, path)
    store = FileStore(path)
    try:
        yield store, joined, _put_in_order(store, settings, pair.keys.mark.day)
    finally:
        store.close()


def _put_in_order(store: Store, settings: Settings, copied: date) -> Ordered:
    """Hide what was taken back, destroy what is due, publish nothing twice."""
    today, now = clock.today(), clock.now()
    with store.writing() as db:
        hidden = mailbox.hide_again(db, settings, today)
        burnt = releases.burn(db, today, copied)
        lists.seed(db)  # a copy of a form without the register has none
        tidied = retention.tidy(db, settings, today, now.timestamp())
        audit.note(db, Act.RESTORED, None, now)
    return Ordered(hidden, tidied, burnt)


def _lay_out(store: Store) -> None:
    """Make the search index of what is left, and mix. It takes as much memory as the file has."""
    with store.writing() as db:
        indexing.reindex(db)
    if not (mixing.mix(store, clock.today()) and store.settle()):
        raise ShellError("The new database could not be put in order. Run restore again.")


@contextmanager
def _cleaned(site: Path) -> Iterator[None]:
    """Leave nothing half behind; but where nobody knows whether a server has kept all, what the
    next restore finds it out by.
    """
    is_known = True
    try:
        yield
    except PerhapsKept:
        is_known = False
        raise
    finally:
        if is_known:
            restored.clean(site)


@contextmanager
def _told(site: Path) -> Iterator[None]:
    """Say what to do when the disk is full."""
    try:
        yield
    except (OSError, sqlite3.Error, StoreUnavailable):
        raise CopyRefused(
            f"The site could not be written: is a disk full? See df -h {site}. Make room, then "
            "run restore again. The copies are as they were."
        ) from None
