"""Whether all processes of a site have the same pepper. With another one a receipt would open its
thread in one process and not in the next.
"""

import hmac

from sqlmodel import Session

from pressdesk.keytables import Lease
from pressdesk.vault import sealing

NAME = "pepper"
MARK_BYTES = 16


def outer(pepper: bytes) -> bytes:
    """What signs forms and marks cookies. The process for the figures has it in place of the
    pepper, which finds receipts and opens what the other processes tell each other.
    """
    return sealing.derive(pepper, "outer pepper")


def is_shared(db: Session, pepper: bytes) -> bool:
    """Whether a pepper is the one that the site's processes use; the first leaves its mark, which
    says nothing of it.

    Args:
        pepper: 32 random bytes.
    """
    mine = sealing.derive(pepper, "which pepper", length=MARK_BYTES)
    row = db.get(Lease, NAME)
    if row is None:
        db.add(Lease(name=NAME, holder=mine, until=0))
    return row is None or hmac.compare_digest(row.holder, mine)
