"""What of the register may be found by searching: released answers, and lines to take."""

from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from itertools import islice

from sqlmodel import Session, col, select

from pressdesk.register import search
from pressdesk.register.search import SearchText
from pressdesk.registertables import Inquiry, Line, LineText

MANY = 500  # texts at a time


def answer_id(number: int) -> str:
    return f"answer {number}"


def text_of_answer(row: Inquiry) -> SearchText:
    """A released answer: found by what it says, and by what was asked."""
    title = " ".join(row.question.split())
    return SearchText("answer", answer_id(row.number), title, row.answer or "")


def line_id(number: int) -> str:
    return f"line {number}"


def text_of_line(line: Line, text: LineText) -> SearchText:
    """Lines to take as they stand; those that are withdrawn are not to be found."""
    body = "\n\n".join(part for part in (text.facts, text.quote, text.quoted) if part)
    return SearchText("line", line_id(line.id), text.title, body)


def reindex(db: Session) -> int:
    """Make the index anew from what is there: every released answer, and lines to take as they
    stand, the newest last; how many.
    """
    search.clear(db)
    texts = (text for _at, text in merge(_answers(db), _lines(db), key=lambda dated: dated[0]))
    count = 0
    while some := list(islice(texts, MANY)):
        search.index(db, some)
        count += len(some)
    search.rebuild(db)
    return count


def _answers(db: Session) -> Iterator[tuple[datetime, SearchText]]:
    released = select(Inquiry).where(col(Inquiry.released_at).is_not(None))
    ordered = released.order_by(col(Inquiry.released_at), col(Inquiry.number))
    for row in db.exec(ordered.execution_options(yield_per=MANY)):
        if row.released_at is not None:
            yield row.released_at, text_of_answer(row)


def _lines(db: Session) -> Iterator[tuple[datetime, SearchText]]:
    is_newest = (col(LineText.line_id) == Line.id) & (col(LineText.version) == Line.version)
    current = select(Line, LineText).join(LineText, is_newest).where(~col(Line.is_withdrawn))
    for line, text in db.exec(current.order_by(col(LineText.at), col(Line.id))):
        yield text.at, text_of_line(line, text)
