"""The folders of the copies: closed to others, apart from each other, and without a time of day."""

import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import combinations
from pathlib import Path

from pressdesk import clock
from pressdesk.errors import CopyRefused

KEYS_FILE = "keys.db"
DAILY = re.compile(r"desk-(\d{4}-\d{2}-\d{2})\.db")
FRESH = ".new"
FRESH_ONES = re.compile(  # and what SQLite puts beside them
    rf"(desk-[\d-]{{10}}\.db|keys\.db|pepper|pressdesk\.toml){re.escape(FRESH)}(-journal|-wal|-shm)?"
)
OTHERS = 0o077


def ready(folder: Path) -> Path:
    """Where a folder really is; it is made when it is missing.

    Raises:
        CopyRefused: others can open it, it is another user's, or it cannot be had.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = folder.resolve(strict=True)
        found = place.stat()
    except (OSError, RuntimeError) as error:
        told = getattr(error, "strerror", None) or "it leads in a circle"
        raise CopyRefused(f"{folder} cannot be had: {told}. Name another folder.") from None
    if found.st_uid != os.geteuid():
        raise CopyRefused(f"{place} is another user's. Run as its owner, or name another folder.")
    if stat.S_IMODE(found.st_mode) & OTHERS:
        raise CopyRefused(f"{place} can be opened by others. Close it: chmod -R go= {place}")
    if not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        raise CopyRefused(f"{place} cannot be written. Close it to others, not to its owner.")
    return place


def apart(home: Path, data: Path, keys: Path) -> None:
    """Refuse folders that are one, or one inside another: whoever has one would have both."""
    for one, other in combinations((home.resolve(), data, keys), 2):
        if one == other or one in other.parents or other in one.parents:
            raise CopyRefused(
                f"{one} and {other} must be two folders, none inside the other: "
                "the site, its daily copies and its keys are kept apart. Name other folders."
            )


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """For one process at a time; whoever holds it and is killed lets go.

    Raises:
        CopyRefused: another one is at it.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def dailies(folder: Path) -> dict[date, Path]:
    """The daily copies in a folder, by their day, the oldest first.

    Raises:
        CopyRefused: one is no file, or a link, which may lead anywhere.
    """
    found = {}
    for path in sorted(folder.iterdir()):
        match = DAILY.fullmatch(path.name)
        if match is None or (day := _day(match[1])) is None:
            continue
        check_place(path)
        found[day] = path
    return found


def check_place(path: Path) -> None:
    """Refuse what a copy must not be written over. Raises CopyRefused."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise CopyRefused(f"{path} is a link or a folder. Put the file there, or remove it.")


def daily(folder: Path, day: date) -> Path:
    return folder / f"desk-{day}.db"


def beside(path: Path) -> Path:
    """Where a file is written before it is moved to its place."""
    return path.with_name(path.name + FRESH)


def clean(folder: Path) -> None:
    """Remove what a run that was killed has left."""
    for path in folder.glob(f"*{FRESH}*"):
        if FRESH_ONES.fullmatch(path.name):
            path.unlink()


def new_file(path: Path, content: bytes = b"") -> None:
    """A new file for its owner alone, never over another, and on the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)


def move(path: Path) -> None:
    """Move a file from beside its place over what was there; the move is on the disk."""
    settle(beside(path))
    beside(path).replace(path)
    settle(path.parent)


def settle(path: Path) -> None:
    """Have a file or a folder on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def prune(folder: Path, today: date, keep: int) -> tuple[int, int, int]:
    """Delete all daily copies but the newest. A copy of a day to come stays, since the clock may be
    wrong, and counts for none of these.

    Returns:
        how many are kept, deleted, and of days to come.
    """
    found = dailies(folder)
    past = [day for day in found if day <= today]
    for day in past[:-keep]:
        found[day].unlink()
    return len(past[-keep:]), len(past[:-keep]), len(found) - len(past)


def blur(path: Path, day: date) -> None:
    """Let a file or a folder tell the day, and no time of it."""
    midnight = datetime.combine(day, time(), clock.SWEDEN).timestamp()
    os.utime(path, (midnight, midnight))


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CopyRefused("Another backup or restore is running. Wait until it is done.") from None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
