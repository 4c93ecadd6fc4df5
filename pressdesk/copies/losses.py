"""What the former copies have, that the new ones have not, and that nothing explains.

A database that was emptied, damaged or put back from an older copy must not replace the last good
keys, nor the day's copy of the text. Keys go for known reasons only: an account is disabled or
invited anew, an epoch is retired, or its officers opened others instead.
"""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from pressdesk import clock
from pressdesk.copies import figure_losses, register_losses, rule
from pressdesk.copies.rule import Copy

LEAST_DAYS = 30  # no setting lets an epoch's tickets live shorter (`ticket_longest_days`)
EPOCHS = "SELECT id, number, month, public, verify, for_recovery, is_spent FROM epoch"
GRANTS = "SELECT epoch_id, account_id FROM epoch_grant"
ACCOUNTS = "SELECT id, state, public FROM account"
TICKET_KEYS = "SELECT handle, epoch_id, for_epoch, for_receipt FROM ticket_key"
RECORDS = "SELECT day FROM purge_record"
QUESTIONS = "SELECT handle FROM ticket JOIN message ON ticket_id = ticket.id WHERE position = 1"


class _Epoch(NamedTuple):
    id: object
    number: int
    month: str
    public: bytes
    verify: bytes
    for_recovery: bytes
    is_spent: int

    @property
    def halves(self) -> tuple[int, str, bytes, bytes]:
        return self.number, self.month, self.public, self.verify


class _Keys:
    """The key tables of a copy."""

    def __init__(self, path: Path) -> None:
        with closing(rule.opened(path)) as raw:
            self.epochs = {row[0]: _Epoch(*row) for row in raw.execute(EPOCHS)}
            self.grants = set(raw.execute(GRANTS))
            self.accounts = {row[0]: row[1:] for row in raw.execute(ACCOUNTS)}
            self.tickets = {row[0]: row[1:] for row in raw.execute(TICKET_KEYS)}
            self.records = _days(raw)

    def is_retired(self, epoch_id: object) -> bool:
        epoch = self.epochs.get(epoch_id)
        return epoch is not None and not epoch.for_recovery

    def has_tickets(self, epoch_id: object) -> bool:
        return any(row[0] == epoch_id for row in self.tickets.values())


def unexplained(former: Copy, new: Path, today: date) -> list[str]:
    """What is missing, in counts, one line each; nothing when all is as it should be."""
    old, now = _Keys(former.path), _Keys(new)
    counts = {
        "accounts missing": len(old.accounts.keys() - now.accounts.keys()),
        "epochs missing or changed": _epochs(old, now, former.mark.day),
        "epochs retired too early": _retired(old, now, today),
        "grants of epochs missing": _grants(old, now),
        "keys of tickets missing or changed": _ticket_keys(old, now),
        "destroyed keys of tickets that are back": _revived(old, now),
        "purge records missing": len(old.records - now.records),
        **figure_losses.counts(former.path, new),
        **register_losses.counts(former.path, new),
    }
    return [f"{what}: {count}" for what, count in counts.items() if count]


def unread(former: Path | None, former_keys: Copy, data: Path, keys: Path) -> list[str]:
    """Questions that are missing though their keys are there; those that were missing in the former
    copies already, somebody has spoken for.
    """
    known = _keys_without_text(former, former_keys.path) if former is not None else set()
    lost = len(_keys_without_text(data, keys) - known)
    return [f"questions missing whose keys are there: {lost}"] if lost else []


def _keys_without_text(data: Path, keys: Path) -> set[object]:
    with closing(rule.opened(data)) as raw:
        there = {handle for (handle,) in raw.execute(QUESTIONS)}
    living = {handle for handle, row in _Keys(keys).tickets.items() if row[1]}
    return living - there


def _epochs(old: _Keys, now: _Keys, copied: date) -> int:
    lost = 0
    for epoch in old.epochs.values():
        same = now.epochs.get(epoch.id)
        if same is None:
            lost += not (_lay_ahead(epoch, old, now, copied) or _was_founding(epoch, old, now))
        else:
            lost += same.halves != epoch.halves
    return lost


def _lay_ahead(epoch: _Epoch, old: _Keys, now: _Keys, copied: date) -> bool:
    """Somebody lost access, so that the epochs of the months to come were thrown away unused."""
    spent = {one.id for one in now.epochs.values() if one.is_spent}
    spent -= {one.id for one in old.epochs.values() if one.is_spent}
    return epoch.month > clock.month_of(copied) and not old.has_tickets(epoch.id) and bool(spent)


def _was_founding(epoch: _Epoch, old: _Keys, now: _Keys) -> bool:
    """The first officer had not enrolled; with her came an epoch of her own making."""
    is_unused = len(old.epochs) == 1 and not old.grants and not old.tickets
    return is_unused and any(one.number == epoch.number for one in now.epochs.values())


def _retired(old: _Keys, now: _Keys, today: date) -> int:
    newly = [
        epoch for epoch in now.epochs.values() if not epoch.for_recovery and epoch.id in old.epochs
    ]
    return sum(not old.is_retired(epoch.id) and not _is_over(epoch, now, today) for epoch in newly)


def _is_over(epoch: _Epoch, now: _Keys, today: date) -> bool:
    """Whether another epoch took over so long ago that no ticket of this one need be alive."""
    months = [one.month for one in now.epochs.values() if one.number == epoch.number + 1]
    took_over = [date.fromisoformat(f"{month}-01") for month in months]
    return any(day + timedelta(days=LEAST_DAYS) <= today for day in took_over)


def _grants(old: _Keys, now: _Keys) -> int:
    """A grant goes with its account's access, or with its epoch."""
    lost = 0
    for epoch_id, account_id in old.grants - now.grants:
        state, public = now.accounts.get(account_id, ("", None))
        has_left = state == "disabled" or public != old.accounts[account_id][1]
        lost += not (has_left or epoch_id not in now.epochs or now.is_retired(epoch_id))
    return lost


def _ticket_keys(old: _Keys, now: _Keys) -> int:
    """A ticket's key is blanked, or goes with its epoch; it never changes."""
    lost = 0
    for handle, (epoch_id, *keys) in old.tickets.items():
        same = now.tickets.get(handle)
        if same is None:
            lost += not now.is_retired(epoch_id)
        else:
            pairs = zip(keys, same[1:], strict=True)
            lost += any(before and after and before != after for before, after in pairs)
    return lost


def _revived(old: _Keys, now: _Keys) -> int:
    """What was blanked stays so."""
    return sum(
        any(not before and after for before, after in zip(row[1:], now.tickets[h][1:], strict=True))
        for h, row in old.tickets.items()
        if h in now.tickets
    )


def _days(raw: sqlite3.Connection) -> set[object]:
    try:
        return {day for (day,) in raw.execute(RECORDS)}
    except sqlite3.OperationalError:  # a copy of an older form
        return set()
