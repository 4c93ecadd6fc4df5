"""Figures that the former copy has and the new one has not.

What is published stays, with its entry in the ledger. Slips and their keys go when their table and
period is in the ledger, and never before.
"""

from contextlib import closing
from pathlib import Path

from pressdesk.copies import rule
from pressdesk.copies.comparing import Rows, gone, grants_gone, rows

RELEASES = "SELECT table_name, period, body FROM figure_release"
LEDGER = "SELECT table_name, period, sigma, rho, digest FROM ledger_entry"
KEYS = "SELECT table_name, period, id, public, epoch_id, voucher FROM ballot_key"
SEALED = "SELECT table_name, period, id FROM ballot_key WHERE length(for_recovery) > 0"
GRANTS = """SELECT table_name, period, k.id, account_id, a.public
FROM ballot_grant JOIN ballot_key AS k ON k.id = key_id JOIN account AS a ON a.id = account_id"""
SLIPS = "SELECT table_name, period, s.id FROM slip AS s JOIN ballot_key AS k ON k.id = key_id"
YEARS = "SELECT year, size, tables FROM figure_year"


def counts(former: Path, new: Path) -> dict[str, int]:
    """What is missing or changed for no known reason, in counts."""
    with closing(rule.opened(former)) as old, closing(rule.opened(new)) as now:
        ended = {row[:2] for row in rows(now, LEDGER)}
        return {
            "years of figures missing or changed": len(gone(old, now, YEARS)),
            "published figures missing or changed": len(gone(old, now, RELEASES)),
            "entries of the ledger missing or changed": len(gone(old, now, LEDGER)),
            "keys of figures missing or changed": _unpublished(gone(old, now, KEYS), ended),
            "keys of figures that the slips of paper open no more": _unpublished(
                gone(old, now, SEALED), ended
            ),
            "grants of keys of figures missing": _unpublished(grants_gone(old, now, GRANTS), ended),
            "slips of figures missing": _unpublished(gone(old, now, SLIPS), ended),
        }


def _unpublished(missing: Rows, ended: Rows) -> int:
    return sum(row[:2] not in ended for row in missing)
