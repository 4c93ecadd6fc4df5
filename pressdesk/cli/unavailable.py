"""What the shell says when the database fails."""

from pressdesk.errors import StoreUnavailable, Unconfirmed, UnsafeStore

ANY = "The database cannot be read or written. Is the disk full, or is it another user's?"
UNKNOWN = (
    "The database went away just when it was to keep this. Perhaps it did: look (staff list, hold "
    "list, doctor), and run the command again if it did not."
)
UNSAFE = "The database would not keep what it confirms, so nothing was written. Run: doctor"
DAMAGED = (
    "The database is damaged. Stop the site, keep a copy of its folder, and restore the newest "
    "backup (docs/operate.md, Backup and restore)."
)
FULL = "The database has no room. Nothing was written: make room on its disk, then try again."
BUSY = "Somebody else is at work in the database. Nothing was written: try again in a while."


def told(error: StoreUnavailable) -> str:
    """One line: what it is, and what to do."""
    if isinstance(error, Unconfirmed):
        return UNKNOWN
    if isinstance(error, UnsafeStore):
        return UNSAFE
    kinds = {DAMAGED: error.is_damaged, FULL: error.is_full, BUSY: error.is_busy}
    return next((says for says, holds in kinds.items() if holds), ANY)
