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
from pressdesk.desk.load import Load, load
from pressdesk.desk.queue import Queue, Row, count_ending, opening_of, queue

__all__ = [
    "Load",
    "Queue",
    "Row",
    "Shown",
    "answer",
    "close",
    "count_ending",
    "load",
    "note",
    "opening_of",
    "put_back",
    "queue",
    "reopen",
    "save_draft",
    "show",
    "take",
]
