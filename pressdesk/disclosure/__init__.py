"""Duties to the public: a neutral list, a ticket handed out with spans masked, legal holds.

Nobody asks who asks, or why: nothing here has a place for it.
"""

from pressdesk.disclosure.keeping import (
    MOST_DAYS_AHEAD,
    REVIEW_DAYS,
    Asked,
    keeps,
    move_review,
    overdue,
    place,
    suggested,
)
from pressdesk.disclosure.listing import Line, destroyed_since, listed, months
from pressdesk.disclosure.numbers import number, ticket_of
from pressdesk.disclosure.opening import Record, Said, show
from pressdesk.masking import (
    SECTION_CHARACTERS,
    SECTIONS,
    Mask,
    Span,
    marked,
    occurrences,
    pieces,
    read,
    suggestions,
    tells,
)

__all__ = [
    "MOST_DAYS_AHEAD",
    "REVIEW_DAYS",
    "SECTIONS",
    "SECTION_CHARACTERS",
    "Asked",
    "Line",
    "Mask",
    "Record",
    "Said",
    "Span",
    "destroyed_since",
    "keeps",
    "listed",
    "marked",
    "months",
    "move_review",
    "number",
    "occurrences",
    "overdue",
    "pieces",
    "place",
    "read",
    "show",
    "suggested",
    "suggestions",
    "tells",
    "ticket_of",
]
