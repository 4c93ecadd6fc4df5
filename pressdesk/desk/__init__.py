"""The officers' side of a ticket. Nobody asks who wrote."""

from pressdesk.desk.acts import (
    Shown,
    answer,
    close,
    note,
    put_back,
    reopen,
    save_draft,
    show,
    take,
)
from pressdesk.desk.queue import Queue, Row, opening_of, queue

__all__ = [
    "Queue",
    "Row",
    "Shown",
    "answer",
    "close",
    "note",
    "opening_of",
    "put_back",
    "queue",
    "reopen",
    "save_draft",
    "show",
    "take",
]
