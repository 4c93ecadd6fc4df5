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
from pressdesk.keytables.figures import (
    BallotGrant,
    BallotKey,
    FigureRelease,
    FigureYear,
    LedgerEntry,
    Slip,
)
from pressdesk.keytables.keys import (
    Counted,
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
from pressdesk.keytables.register import (
    InquiryNote,
    RegisterDraft,
    RegisterGrant,
    RegisterKey,
    Reporter,
)

__all__ = [
    "Account",
    "AccountState",
    "Act",
    "AuditEntry",
    "BallotGrant",
    "BallotKey",
    "Counted",
    "Device",
    "Epoch",
    "EpochGrant",
    "FigureRelease",
    "FigureYear",
    "Hold",
    "InquiryNote",
    "Lease",
    "LedgerEntry",
    "Notice",
    "NoticeState",
    "Passkey",
    "PurgeRecord",
    "RegisterDraft",
    "RegisterGrant",
    "RegisterKey",
    "Reporter",
    "Role",
    "SignInTries",
    "Site",
    "Slip",
    "StaffSession",
    "TicketKey",
    "UsedChallenge",
]
