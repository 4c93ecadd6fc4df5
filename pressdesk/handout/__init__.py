"""The register handed out: a period as a public document, masked; one inquiry to the registrar.

Nobody asks who asks, or why: nothing here has a place for it.
"""

from pressdesk.handout.masks import (
    FREE,
    LOOK_DAYS,
    ROW,
    Kept,
    all_of,
    digest_of,
    keep,
    kept,
    look,
    sections,
    suggested,
)
from pressdesk.handout.period import MOST_DAYS, Period, bounds, last_month, read
from pressdesk.handout.rows import Record, count, of, pages, record

__all__ = [
    "FREE",
    "LOOK_DAYS",
    "MOST_DAYS",
    "ROW",
    "Kept",
    "Period",
    "Record",
    "all_of",
    "bounds",
    "count",
    "digest_of",
    "keep",
    "kept",
    "last_month",
    "look",
    "of",
    "pages",
    "read",
    "record",
    "sections",
    "suggested",
]
