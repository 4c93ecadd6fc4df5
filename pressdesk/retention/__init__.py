"""What is too old, and purging it. Every rule is a function that says how many it touched."""

from pressdesk.retention.clocks import Trouble, accept_clock, clock_trouble
from pressdesk.retention.outlook import Outlook, outlook
from pressdesk.retention.rules import close_answered, mark_overdue, purge, retire_epochs
from pressdesk.retention.run import (
    LEASE,
    LEASE_SECONDS,
    Tidied,
    give_lease_back,
    purge_records,
    take_lease,
    tidy,
)

__all__ = [
    "LEASE",
    "LEASE_SECONDS",
    "Outlook",
    "Tidied",
    "Trouble",
    "accept_clock",
    "clock_trouble",
    "close_answered",
    "give_lease_back",
    "mark_overdue",
    "outlook",
    "purge",
    "purge_records",
    "retire_epochs",
    "take_lease",
    "tidy",
]
