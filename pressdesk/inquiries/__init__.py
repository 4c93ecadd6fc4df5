"""The register of press inquiries: taking them in, going on with them, reading them."""

from pressdesk.inquiries.asking import (
    QUESTION_CHARACTERS,
    Asked,
    correct,
    found,
    just_logged,
    log,
    log_records_request,
    mean_outlet,
    number_of,
    reference,
)
from pressdesk.inquiries.reading import (
    Filter,
    Page,
    Row,
    Show,
    Shown,
    counts,
    deadline_of,
    page,
    show,
)
from pressdesk.inquiries.standings import Officer, read
from pressdesk.inquiries.stepping import is_crisis, step, undo, undoable

__all__ = [
    "QUESTION_CHARACTERS",
    "Asked",
    "Filter",
    "Officer",
    "Page",
    "Row",
    "Show",
    "Shown",
    "correct",
    "counts",
    "deadline_of",
    "found",
    "is_crisis",
    "just_logged",
    "log",
    "log_records_request",
    "mean_outlet",
    "number_of",
    "page",
    "read",
    "reference",
    "show",
    "step",
    "undo",
    "undoable",
]
