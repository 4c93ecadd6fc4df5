"""The site's folder: there, its owner's alone, nothing in it that should be gone."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from pressdesk import storage
from pressdesk.cli import folder
from pressdesk.cli.doctor.findings import Finding, fine, grave, heed

OTHERS = 0o077
LARGEST_WAL_BYTES = 64 * 1_048_576
MOST_NAMED = 3


def check(home: Path) -> Iterator[Finding]:
    """Every check of the folder; the first alone when it is not there."""
    if not is_ours(home):
        says = f"{home} belongs to another user: this one sees nothing of the site."
        do = f"Run doctor as its owner: runuser -u pressdesk -- pressdesk --data {home} doctor"
        yield grave("folder", says, do, closes=True)
        return
    if not home.is_dir():
        do = f"Name the right folder, or make a site with: pressdesk --data {home} init"
        yield grave("folder", f"{home} is not there.", do)
        return
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        says = f"{home} cannot be written by this user."
        yield grave("folder", says, "Run as its owner, and mount its disk writable.", closes=True)
        return
    yield from _open_to_others(home)
    yield from _owners(home)
    is_on_server = folder.is_on_server(home)
    if not is_on_server:
        yield from _file(home)
    yield from _old_keys(home, is_on_server=is_on_server)
    yield from _wal(home)


def is_ours(home: Path) -> bool:
    """Whether a site is this user's, as far as she can see, or she is root."""
    try:
        return os.geteuid() in {0, home.stat().st_uid}
    except PermissionError:
        return False
    except OSError:  # not there
        return True


def open_paths(top: Path) -> list[Path]:
    """What of a folder others can open, itself first. A file that has just gone is none."""
    found = []
    for path in [top, *sorted(top.rglob("*"))]:
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            continue
        if stat.S_IMODE(mode) & OTHERS and not stat.S_ISLNK(mode):
            found.append(path)
    return found


def _open_to_others(home: Path) -> Iterator[Finding]:
    paths = open_paths(home)
    if not paths:
        mode = stat.S_IMODE(home.stat().st_mode)
        yield fine("permissions", f"{home} is its owner's alone ({mode:o}).")
    # Behind a folder that is closed nobody reaches a file; no command takes such a folder, though.
    is_reached = home in paths
    for path in paths[:MOST_NAMED]:
        do = f"Close it: chmod -R go= {home}. Find out who has read it."
        yield grave("permissions", f"{path} can be opened by others.", do, closes=is_reached)


def _file(home: Path) -> Iterator[Finding]:
    file = home / storage.DATABASE
    if not file.exists():
        do = (
            f"Run: pressdesk --data {home} init. Is its site on a server? Then name that, as the "
            "service does: PRESSDESK_DATABASE_URL_FILE"
        )
        yield grave("folder", f"{home} holds no site.", do)
    elif not os.access(file, os.R_OK | os.W_OK):
        do = f"Run: chown -R --reference={home} {home}"
        yield grave("folder", f"{file} cannot be written by this user.", do, closes=True)


def _old_keys(home: Path, *, is_on_server: bool) -> Iterator[Finding]:
    """Files that hold keys, and that nothing destroys by itself."""
    if (home / folder.BEFORE_UPGRADE).exists():
        says = f"{folder.BEFORE_UPGRADE} holds old keys."
        yield grave("old-keys", says, "Check the site, then delete it.")
    if (home / folder.BEFORE_MOVE).exists():
        says = f"{folder.BEFORE_MOVE} holds the keys of the day of the move."
        do = f"Make a backup, then destroy it: shred -u {home / folder.BEFORE_MOVE}"
        yield grave("old-keys", says, do)
    for path in sorted(home.glob("unfinished*.db")):
        says = f"{path.name} holds keys: an init or a restore was killed."
        yield grave("old-keys", says, f"When none is running, destroy it: shred -u {path}")
    if is_on_server and (home / storage.DATABASE).exists():
        says = f"The site is on a server, and {storage.DATABASE} holds keys of a file."
        do = "Is it this site's from before? pressdesk move carries it, or says what to do."
        yield grave("old-keys", says, do)


def _owners(home: Path) -> Iterator[Finding]:
    owner = home.stat().st_uid
    strangers = [path for path in sorted(home.iterdir()) if _owner(path) not in {owner, None}]
    for path in strangers[:MOST_NAMED]:
        do = f"Run: chown -R --reference={home} {home}"
        yield grave("owner", f"{path} belongs to another user than its folder.", do)
    if os.geteuid() == 0 and owner != 0:
        yield fine("owner", "Doctor runs as root, and sees what pressdesk itself might not.")
    elif owner == 0:
        says = f"{home} belongs to root, so that the site runs as root."
        yield grave("root", says, "Give it to a user of its own: chown -R pressdesk: FOLDER")


def _owner(path: Path) -> int | None:
    try:
        return path.lstat().st_uid
    except FileNotFoundError:  # SQLite's own come and go
        return None


def _wal(home: Path) -> Iterator[Finding]:
    log = home / f"{storage.DATABASE}-wal"
    if log.exists() and log.stat().st_size > LARGEST_WAL_BYTES:
        says = f"{log.name} has {log.stat().st_size // 1_048_576} MiB, with what was deleted."
        yield heed("wal", says, "Something keeps reading the database. End it, and run tidy.")
