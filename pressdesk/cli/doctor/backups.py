"""The backups: how old, how many, who can open them, and copies that nobody thinks of."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pressdesk.cli.doctor.findings import Finding, fine, grave, heed
from pressdesk.cli.doctor.place import open_paths
from pressdesk.config import Settings
from pressdesk.copies.places import DAILY, KEYS_FILE

MOST_DAYS = 2
TAKE = "Run: pressdesk backup; deploy/pressdesk-backup.timer does it every night."


def check(given: Settings, home: Path, today: date) -> Iterator[Finding]:
    """Everything about copies."""
    if not given.snapshots_excluded:
        yield heed(
            "snapshots",
            "Archived logs, replicas and snapshots of the machine keep destroyed keys alive.",
            "Leave the data folder out of them; then say snapshots_excluded = true.",
        )
    if not given.backup_data:
        says = "No backup is set up: a broken disk loses everything."
        yield heed("backup", says, "Set backup_data and backup_keys.")
        return
    data, keys = Path(given.backup_data), Path(given.backup_keys)
    yield from _apart(home, data, keys)
    for folder in (data, keys):
        yield from _folder(folder)
    yield from _dailies(data, given, today)
    yield from _keys(data, keys)


def _apart(home: Path, data: Path, keys: Path) -> Iterator[Finding]:
    places = [home.resolve(), data.resolve(), keys.resolve()]
    for one in places:
        for other in places:
            if one is not other and (one == other or one in other.parents):
                says = f"{one} and {other} are not apart: whoever has one has both."
                yield grave("backup-apart", says, "Set backup_data and backup_keys to two others.")
                return


def _folder(folder: Path) -> Iterator[Finding]:
    try:
        paths = open_paths(folder) if folder.is_dir() else []
    except OSError:
        paths = []
    for path in paths[:1]:
        do = f"Close it: chmod -R go= {folder}. Find out who has read it."
        yield grave("backup-permissions", f"{path} can be opened by others.", do)


def _dailies(folder: Path, given: Settings, today: date) -> Iterator[Finding]:
    days = _days(folder)
    past = [day for day in days if day <= today]
    if not past:
        yield heed("backup", f"{folder} holds no daily copy that this user can see.", TAKE)
        return
    if (today - past[-1]).days > MOST_DAYS:
        yield heed("backup", f"The newest daily copy is of {past[-1]}.", TAKE)
    else:
        yield fine("backup", f"The newest daily copy is of {past[-1]}.")
    if len(days) > given.backup_days:
        says = f"{len(days)} daily copies lie in {folder}, more than {given.backup_days}."
        yield heed("backup-many", says, "Delete the oldest ones, and those of days to come.")


def _days(folder: Path) -> list[date]:
    found = [DAILY.fullmatch(path.name) for path in _files(folder)]
    days = []
    for match in found:
        try:
            days += [date.fromisoformat(match[1])] if match else []
        except ValueError:
            continue
    return sorted(days)


def _keys(data: Path, keys: Path) -> Iterator[Finding]:
    copies = [path.name for path in _files(keys) if path.suffix == ".db"]
    if _files(keys) and KEYS_FILE not in copies:
        yield heed("backup-keys", f"{keys} holds no {KEYS_FILE}.", TAKE)
    if len(copies) > 1:
        says = f"{keys} holds {len(copies)} copies: an older one opens what was destroyed since."
        yield grave("backup-keys", says, f"Delete all but {KEYS_FILE}.")
    if any(path.name == KEYS_FILE for path in _files(data)):
        says = f"{KEYS_FILE} lies beside the daily copies: together they open what people wrote."
        yield grave("backup-apart", says, f"Move it to {keys}.")


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
