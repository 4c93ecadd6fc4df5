"""What one copy has and another has not."""

import sqlite3

HOLDERS = "SELECT id, public FROM account WHERE state <> 'disabled'"
Rows = set[tuple[object, ...]]


def gone(old: sqlite3.Connection, now: sqlite3.Connection, query: str) -> Rows:
    """Rows of the former copy that the new one has not, or has otherwise."""
    return rows(old, query) - rows(now, query)


def grants_gone(old: sqlite3.Connection, now: sqlite3.Connection, query: str) -> Rows:
    """Grants that are gone though their officers have access still, with the same keys.

    Args:
        query: its last two columns are the account and its public half.
    """
    holders = rows(now, HOLDERS)
    return {row for row in gone(old, now, query) if row[-2:] in holders}


def rows(raw: sqlite3.Connection, query: str) -> Rows:
    """What a query finds; nothing in a copy of an older form, which has no such table."""
    try:
        return set(raw.execute(query))
    except sqlite3.OperationalError:
        return set()
