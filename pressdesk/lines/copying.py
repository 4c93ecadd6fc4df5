"""Copying lines to take as the answer to an inquiry."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from pressdesk.errors import BadLine
from pressdesk.lines.reading import as_answer, is_expired, show

__all__ = ["Copied", "as_answer", "copied"]


class Copied(NamedTuple):
    """A text, and which version of which lines it is."""

    text: str
    line_id: int
    version: int


def copied(db: Session, line_id: int, today: date, *, anyway: bool = False) -> Copied:
    """What lines to take say now.

    Args:
        anyway: also when they should not be used any longer; somebody has been told so.

    Raises:
        NotFound: no such lines.
        BadLine: they are `withdrawn` or `expired`.
    """
    line, text = show(db, line_id)
    if not anyway and line.is_withdrawn:
        raise BadLine("withdrawn")
    if not anyway and is_expired(text, today):
        raise BadLine("expired")
    return Copied(as_answer(text), line_id, line.version)
