"""Lines to take (budskap och fakta): written, checked, copied as an answer, found again."""

from pressdesk.lines.copying import Copied, as_answer, copied
from pressdesk.lines.differing import Piece, differences
from pressdesk.lines.finding import Found, find
from pressdesk.lines.reading import (
    QUOTES,
    Entry,
    Said,
    Show,
    Version,
    everything,
    history,
    is_expired,
    said,
    show,
    valid,
)
from pressdesk.lines.writing import (
    FACTS_CHARACTERS,
    QUOTE_CHARACTERS,
    ROLE_CHARACTERS,
    TITLE_CHARACTERS,
    Given,
    check,
    go_back,
    restore,
    revise,
    withdraw,
    write,
)

__all__ = [
    "FACTS_CHARACTERS",
    "QUOTES",
    "QUOTE_CHARACTERS",
    "ROLE_CHARACTERS",
    "TITLE_CHARACTERS",
    "Copied",
    "Entry",
    "Found",
    "Given",
    "Piece",
    "Said",
    "Show",
    "Version",
    "as_answer",
    "check",
    "copied",
    "differences",
    "everything",
    "find",
    "go_back",
    "history",
    "is_expired",
    "restore",
    "revise",
    "said",
    "show",
    "valid",
    "withdraw",
    "write",
]
