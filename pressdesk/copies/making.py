"""Make a pair of copies: read in one transaction, read back, compared, then moved into place."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pressdesk import config, storage
from pressdesk.copies import losses, of_server, places, rule
from pressdesk.copies.rule import DATA, KEYS, Copy, Mark
from pressdesk.errors import CopyRefused, StoreUnavailable
from pressdesk.storage import FileStore, Store

FILES = ("pepper", config.FILE)


class Plan(NamedTuple):
    """What is to be copied, and whither."""

    home: Path
    data: Path
    keys: Path
    site: bytes  # `rule.site_mark`
    today: date
    keep: int  # daily copies
    accepts_loss: bool = False


class Made(NamedTuple):
    """What was done, in counts."""

    kept: int  # daily copies
    deleted: int
    ahead: int  # of days to come
    accounts: int
    epochs: int
    lost: list[str]  # what the former copy of the keys had, and that was let go
    missing: list[str]  # files of the site's folder that are not there to be copied


def make(store: Store, plan: Plan) -> Made:
    """Copy a site while it serves. Whatever goes wrong, the former copies stay as they were.

    Raises:
        CopyRefused: a folder is not fit, something is gone that should be there, or a disk is full.
    """
    plan = plan._replace(data=places.ready(plan.data), keys=places.ready(plan.keys))
    places.apart(plan.home, plan.data, plan.keys)
    with places.alone(plan.home), _told(plan, store):
        _check_owner(plan)
        try:
            return _made(store, plan)
        finally:
            places.clean(plan.data)
            places.clean(plan.keys)


def _made(store: Store, plan: Plan) -> Made:
    places.clean(plan.data)
    places.clean(plan.keys)
    keys, data = plan.keys / places.KEYS_FILE, places.daily(plan.data, plan.today)
    _write(store, plan, places.beside(data), places.beside(keys))
    lost = _losses(plan, keys, data)
    missing = _write_files(plan)
    # Keys first: killed in between, there are keys for all text that is there.
    places.move(keys)
    places.move(data)
    kept, deleted, ahead = places.prune(plan.data, plan.today, plan.keep)
    with closing(rule.opened(keys)) as raw:
        (accounts,) = raw.execute("SELECT count(*) FROM account").fetchone()
        (epochs,) = raw.execute("SELECT count(*) FROM epoch").fetchone()
    _blur(plan)
    return Made(kept, deleted, ahead, accounts, epochs, lost, missing)


def _check_owner(plan: Plan) -> None:
    """Refuse folders with another site's copies."""
    former = [*places.dailies(plan.data).values()]
    keys = plan.keys / places.KEYS_FILE
    places.check_place(keys)
    for path, holds in [*((path, DATA) for path in former), (keys, KEYS)]:
        try:
            mark = rule.look(path, holds).mark if path.exists() else None
        except CopyRefused:
            continue  # a damaged one; that of the keys is asked about when it is compared
        if mark is not None and mark.site != plan.site:
            raise CopyRefused(
                f"{path} is another site's copy (or this site's pepper was changed, which must "
                "never be). Name folders of this site's own."
            )


def _write(store: Store, plan: Plan, data: Path, keys: Path) -> None:
    """Both copies, beside their places, of one moment."""
    _prepare(data)
    places.new_file(keys, data.read_bytes())
    marks = {data: Mark(plan.site, plan.today, DATA), keys: Mark(plan.site, plan.today, KEYS)}
    if isinstance(store, FileStore):
        _write_of_file(store, marks)
    else:
        of_server.write(store, marks)
    for path, mark in marks.items():
        _check(path, mark.holds)


def _write_of_file(store: FileStore, copies: dict[Path, Mark]) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as live:
        live.execute(f"PRAGMA busy_timeout = {storage.BUSY_MILLISECONDS}")
        live.execute("PRAGMA query_only = ON")
        live.execute("PRAGMA temp_store = MEMORY")
        for path, mark in copies.items():
            live.execute(f"ATTACH ? AS {mark.holds}_copy", [str(path)])
        live.execute("BEGIN")  # everything below is of one moment
        for path, mark in copies.items():
            _fill(live, path, mark)
        for holds in (DATA, KEYS):
            compare(live, holds)
        live.execute("COMMIT")


def _prepare(path: Path) -> None:
    """An empty database in this program's form, in one file."""
    places.new_file(path)
    rule.bring_up(path)


def _fill(live: sqlite3.Connection, path: Path, mark: Mark) -> None:
    """Write a copy's tables on a connection of its own, as the reading one sees them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("BEGIN IMMEDIATE")
        for table in rule.in_order(mark.holds):
            rows = live.execute(rule.selecting(table))
            values = ", ".join("?" * len(rows.description))
            raw.executemany(rule.inserting(table, f"VALUES ({values})"), rows)
        rule.write_mark(raw, mark)
        raw.execute("COMMIT")


def _check(path: Path, holds: str) -> None:
    with closing(rule.opened(path)) as raw:
        is_sound = rule.is_sound(raw, holds)
    if not is_sound:
        raise CopyRefused(
            "What was copied is not whole: the database is damaged, or a disk is failing. The "
            "former copies are as they were. Run doctor; see docs/operate.md, Backup and restore."
        )


def compare(live: sqlite3.Connection, holds: str) -> None:
    """Read a copy back and hold it against the database: every grant, every key, every row.

    Raises:
        CopyRefused: they differ in a byte.
    """
    for table in rule.in_order(holds):
        ours, theirs = rule.selecting(table), rule.selecting(table, f"{holds}_copy")
        for one, other in ((ours, theirs), (theirs, ours)):
            if live.execute(f"{one} EXCEPT {other} LIMIT 1").fetchone() is not None:
                raise CopyRefused(
                    "What was written does not read back as it is in the database: is a disk "
                    "failing? The former copies are as they were."
                )


def _losses(plan: Plan, keys: Path, data: Path) -> list[str]:
    """What the former copies have and the new ones have not, without a reason.

    Raises:
        CopyRefused: something is; unless that is accepted.
    """
    if not keys.exists():
        return []
    try:
        former: Copy | None = rule.look(keys, KEYS)
    except CopyRefused as error:
        former, lost = None, [str(error)]
    if former is not None:
        new = places.beside(keys)
        lost = losses.unexplained(former, new, plan.today)
        lost += losses.unread(_newest_daily(plan), former, places.beside(data), new)
    if lost and not plan.accepts_loss:
        raise CopyRefused(
            f"The newest copies cannot be replaced: {'; '.join(lost)}. They stay as they were. If "
            "the database was lost, damaged or put back from an older copy, restore these "
            "(docs/operate.md, Backup and restore). If you know why, and it is right, run backup "
            "again with --accept-loss."
        )
    return lost


def _newest_daily(plan: Plan) -> Path | None:
    """The newest daily copy that is whole, but none of a day to come."""
    for day, path in reversed(places.dailies(plan.data).items()):
        if day > plan.today:
            continue
        with suppress(CopyRefused):
            return rule.look(path, DATA).path
    return None


def _write_files(plan: Plan) -> list[str]:
    """The settings and the pepper beside the keys; which of them the site's folder has not."""
    missing = [name for name in FILES if not (plan.home / name).is_file()]
    for name in set(FILES) - set(missing):
        path = plan.keys / name
        places.new_file(places.beside(path), (plan.home / name).read_bytes())
        places.move(path)
    return missing


def _blur(plan: Plan) -> None:
    for day, path in places.dailies(plan.data).items():
        places.blur(path, day)
    for name in (places.KEYS_FILE, *FILES):
        if (plan.keys / name).exists():
            places.blur(plan.keys / name, plan.today)
    for folder in (plan.data, plan.keys):
        places.blur(folder, plan.today)
        places.settle(folder)


@contextmanager
def _told(plan: Plan, store: Store) -> Iterator[None]:
    """Say what to do when a disk fails; carry none of the driver's text, which may hold values."""
    try:
        yield
    except (sqlite3.Error, StoreUnavailable, OSError):
        server = " Or did the server not answer? Doctor says." if store.is_server else ""
        raise CopyRefused(
            "The copies could not be written: is a disk full? Make room, then run backup again; "
            f"see df -h {plan.data} {plan.keys}.{server} The former copies are as they were."
        ) from None
