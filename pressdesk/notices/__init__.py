"""Mail that says nothing: the same letter at fixed hours, whether there is work or not.

A mailbox and the log of a mail server are public records. A letter that came only when somebody had
asked would tell when she did.
"""

from pressdesk.notices.book import Claim, Standing, claim, hand_over, is_due, is_on, note, standing
from pressdesk.notices.letter import listed, write
from pressdesk.notices.post import Fault, Limits, Result, send
from pressdesk.notices.slots import instant_of

__all__ = [
    "Claim",
    "Fault",
    "Limits",
    "Result",
    "Standing",
    "claim",
    "hand_over",
    "instant_of",
    "is_due",
    "is_on",
    "listed",
    "note",
    "send",
    "standing",
    "write",
]
