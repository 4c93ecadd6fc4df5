"""Keys of the register that the former copy has and the new one has not. None ever goes."""

from contextlib import closing
from pathlib import Path

from pressdesk.copies import rule
from pressdesk.copies.comparing import gone, grants_gone

KEYS = "SELECT id, year, public, voucher FROM register_key"
SEALED = "SELECT id FROM register_key WHERE length(for_recovery) > 0"
GRANTS = """SELECT key_id, account_id, public
FROM register_grant JOIN account ON account.id = account_id"""


def counts(former: Path, new: Path) -> dict[str, int]:
    """What is missing or changed, in counts."""
    with closing(rule.opened(former)) as old, closing(rule.opened(new)) as now:
        return {
            "keys of the register missing or changed": len(gone(old, now, KEYS)),
            "keys of the register that the slips of paper open no more": len(
                gone(old, now, SEALED)
            ),
            "grants of keys of the register missing": len(grants_gone(old, now, GRANTS)),
        }
