"""Join a daily copy and the newest copy of the keys into a database, without what has no key."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from pressdesk import storage
from pressdesk.copies import places, rule
from pressdesk.copies.rule import DATA, KEYS, Copy
from pressdesk.errors import CopyRefused, StoreUnavailable

# What is taken of these tables; of all others, everything.
HAS_TICKET = "ticket_id IN (SELECT id FROM main.ticket)"
IS_OPEN = "ticket_id IN (SELECT id FROM main.ticket WHERE state <> 'closed')"
ONLY = {
    "ticket": "handle IN (SELECT handle FROM main.ticket_key WHERE for_epoch IS NOT NULL)",
    "message": HAS_TICKET,
    "working_note": IS_OPEN,  # newer than the ticket's state, which may have been closed then
    "draft": IS_OPEN,
    # As those: what the daily copy's register has not, or has closed.
    "reporter": "number IN (SELECT number FROM main.inquiry WHERE NOT is_records_request)",
    "inquiry_note": "number IN (SELECT number FROM main.inquiry WHERE status <> 'closed')",
}
# A key without its ticket goes: a code that was sent must not be answered with "sent" once more.
BLANK = (
    "UPDATE main.ticket_key SET for_epoch = NULL, for_receipt = NULL"
    " WHERE for_epoch IS NOT NULL AND handle NOT IN (SELECT handle FROM main.ticket)"
)


class Joined(NamedTuple):
    """What came back, in counts."""

    tickets: int
    dropped: int  # tickets whose key is gone
    lost: int  # tickets that the keys know and the daily copy does not: asked after it was made
    inquiries: int  # of the register


def newest_keys(keys: Path) -> Copy:
    """The copy of the keys in a folder. Raises CopyRefused."""
    if not keys.is_dir():
        raise CopyRefused(f"{keys} is no folder. Name the folder with {places.KEYS_FILE} in it.")
    return rule.look(keys / places.KEYS_FILE, KEYS)


def choose(data: Path, keys: Copy) -> tuple[Copy, list[str]]:
    """The daily copy to put back: the one that is named, or a folder's newest that fits the keys.

    Returns:
        it, and why newer ones were passed over.

    Raises:
        CopyRefused: none fits; the text says why.
    """
    if not data.exists():
        raise CopyRefused(f"{data} is not there. Name the folder of the daily copies, or a file.")
    if not data.is_dir():
        return _fitting(data, keys), []
    passed_over: list[str] = []
    for path in reversed(places.dailies(data).values()):
        try:
            return _fitting(path, keys), passed_over
        except CopyRefused as error:
            passed_over.append(str(error))
    raise CopyRefused(
        passed_over[0] if passed_over else f"{data} holds no daily copy (desk-2026-11-22.db)."
    )


def join(data: Copy, keys: Copy, target: Path) -> Joined:
    """Make a database of both, in this program's form, at a place where there is none."""
    places.new_file(target)
    rule.bring_up(target)
    ready = [_in_our_form(copy, target) for copy in (data, keys)]
    with closing(sqlite3.connect(target.absolute().as_uri(), uri=True)) as raw:
        raw.isolation_level = None
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("PRAGMA secure_delete = ON")
        for copy, name in zip(ready, (DATA, KEYS), strict=True):
            raw.execute(f"ATTACH ? AS {name}_copy", [rule.address(copy)])
        raw.execute("BEGIN IMMEDIATE")
        joined = _fill(raw)
        raw.execute("COMMIT")
    for copy in ready:
        if copy.parent == target.parent:
            copy.unlink()
    return joined


def _fitting(path: Path, keys: Copy) -> Copy:
    copy = rule.look(path, DATA)
    if copy.mark.site != keys.mark.site:
        raise CopyRefused(f"{path} and {keys.path} are of two sites. Name a pair of one site.")
    if copy.mark.day > keys.mark.day:
        raise CopyRefused(
            f"{path} is newer than the keys, which are of {keys.mark.day}: what came after that "
            "day has no key there. Name newer keys, or an older daily copy."
        )
    return copy


def _fill(raw: sqlite3.Connection) -> Joined:
    for table in [name for name in rule.in_order(KEYS) if name not in ONLY]:
        _take(raw, table, KEYS)
    for table in rule.in_order(DATA):
        _take(raw, table, DATA)
    for table in [name for name in rule.in_order(KEYS) if name in ONLY]:
        _take(raw, table, KEYS)
    (there,) = raw.execute("SELECT count(*) FROM data_copy.ticket").fetchone()
    (back,) = raw.execute("SELECT count(*) FROM main.ticket").fetchone()
    (inquiries,) = raw.execute("SELECT count(*) FROM main.inquiry").fetchone()
    return Joined(back, there - back, raw.execute(BLANK).rowcount, inquiries)


def _take(raw: sqlite3.Connection, table: str, holds: str) -> None:
    rows = rule.selecting(table, f"{holds}_copy", ONLY.get(table, "true"))
    raw.execute(rule.inserting(table, rows))


def _in_our_form(copy: Copy, target: Path) -> Path:
    """The copy itself, or one of it that is brought to this program's form."""
    if copy.form == storage.newest_revision():
        return copy.path
    own = target.with_name(f"unfinished-{copy.mark.holds}.db")
    places.new_file(own)
    shutil.copyfile(copy.path, own)
    try:
        rule.bring_up(own)
    except StoreUnavailable:
        raise CopyRefused(f"{copy.path} cannot be brought to this program's form.") from None
    return own
