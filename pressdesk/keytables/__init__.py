"""Tables of keys and accounts: what is never rolled back, and of which only the newest backup is
kept.
"""

from pressdesk.keytables.duties import (
    Hold,
    Lease,
    Notice,
    NoticeState,
    PurgeRecord,
)
from pressdesk.keytables.keys import (
    Epoch,
    EpochGrant,
    Site,
    TicketKey,
)
from pressdesk.keytables.people import (
    Account,
    AccountState,
    Act,
    AuditEntry,
    Device,
    Passkey,
    Role,
    SignInTries,
    StaffSession,
    UsedChallenge,
)

__all__ = [
    "Account",
    "AccountState",
    "Act",
    "AuditEntry",
    "Device",
    "Epoch",
    "EpochGrant",
    "Hold",
    "Lease",
    "Notice",
    "NoticeState",
    "Passkey",
    "PurgeRecord",
    "Role",
    "SignInTries",
    "Site",
    "StaffSession",
    "TicketKey",
    "UsedChallenge",
]
