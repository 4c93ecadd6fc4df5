"""Writing lines to take. Every save is a version of its own, and none is ever changed."""

from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from pressdesk.errors import BadLine, NotFound, WrongState
from pressdesk.register import indexing, search, versions
from pressdesk.registertables import Line, LineText, Unit

TITLE_CHARACTERS = 200
FACTS_CHARACTERS = 5_000
QUOTE_CHARACTERS = 1_500  # with the facts, short enough to be an answer
ROLE_CHARACTERS = 200


class Given(NamedTuple):
    """What lines to take say."""

    title: str
    unit: str  # that owns them, as the site's list has it
    facts: str
    quote: str = ""
    quoted: str = ""  # who says it, by role; with a quote, and only then
    checked_on: date | None = None  # None: today
    valid_until: date | None = None  # with that day; None: until further notice


def write(db: Session, given: Given, now: datetime, today: date) -> Line:
    """New lines to take.

    Raises:
        BadLine: `title`, `facts`, `unit`, `quoted` (a quote without a role), `quote` (a role
            without a quote), `checked` (later than today), `valid` (before today), `long`.
    """
    _check(db, given, today, had=None)
    newest = db.exec(select(sa.func.max(col(Line.id)))).one()
    line = Line(id=(newest or 0) + 1, unit=given.unit)
    db.add(line)
    db.flush()
    _keep(db, line, given, now, today)
    return line


def revise(
    db: Session, line_id: int, version: int, given: Given, now: datetime, today: date
) -> Line:
    """A further version; none when nothing is said otherwise.

    Args:
        version: the newest one, as the page had it.

    Raises:
        NotFound, Stale: as `found`.
        BadLine: as `write`; a last day that has gone may stay as it was.
    """
    line = found(db, line_id, version)
    text = _text(db, line_id, version)
    _check(db, given, today, had=text.valid_until)
    if given._replace(checked_on=given.checked_on or today) != _given(line, text):
        line.version, line.unit = version + 1, given.unit
        _keep(db, line, given, now, today)
    return line


def check(db: Session, line_id: int, version: int, now: datetime, today: date) -> Line:
    """Somebody has looked today whether it all still holds. Raises NotFound, Stale."""
    line = found(db, line_id, version)
    same = _given(line, _text(db, line_id, version))
    return revise(db, line_id, version, same._replace(checked_on=today), now, today)


def go_back(db: Session, line_id: int, version: int, to: int, now: datetime, today: date) -> Line:
    """What an older version said, as a new one, with the day on which it was checked: an old text
    has no newer facts. Until when the lines are valid stays as it is now.

    Raises:
        NotFound: no such lines, or no such version.
        Stale: they were changed since the page was made.
    """
    line = found(db, line_id, version)
    old, last = _text(db, line_id, to), _text(db, line_id, version)
    given = _given(line, old)._replace(checked_on=old.checked_on, valid_until=last.valid_until)
    return revise(db, line_id, version, given, now, today)


def withdraw(db: Session, line_id: int, version: int) -> Line:
    """They are not to be used, and not found by searching. Raises NotFound, Stale; WrongState: they
    are withdrawn already.
    """
    line = found(db, line_id, version)
    _turn(db, line, is_withdrawn=True)
    search.drop(db, [indexing.line_id(line_id)])
    return line


def restore(db: Session, line_id: int, version: int) -> Line:
    """They are used again. Raises NotFound, Stale; WrongState: they are not withdrawn."""
    line = found(db, line_id, version)
    _turn(db, line, is_withdrawn=False)
    search.index(db, [indexing.text_of_line(line, _text(db, line_id, version))])
    return line


def found(db: Session, line_id: int, version: int | None = None) -> Line:
    """Lines to take, locked until the transaction ends when they are to be changed.

    Raises:
        NotFound: no such lines.
        Stale: there is a newer version.
    """
    return versions.found(db, Line, line_id, version)


def _turn(db: Session, line: Line, *, is_withdrawn: bool) -> None:
    if line.is_withdrawn is is_withdrawn:
        raise WrongState
    line.is_withdrawn = is_withdrawn
    db.add(line)


def _check(db: Session, given: Given, today: date, had: date | None) -> None:
    until = given.valid_until
    faults = {
        "title": not given.title.strip(),
        "facts": not given.facts.strip(),
        "unit": db.get(Unit, given.unit) is None,
        "quoted": bool(given.quote.strip()) and not given.quoted.strip(),
        "quote": bool(given.quoted.strip()) and not given.quote.strip(),
        "checked": given.checked_on is not None and given.checked_on > today,
        "valid": until is not None and until < today and until != had,
        "long": _is_long(given),
    }
    for reason, is_wrong in faults.items():
        if is_wrong:
            raise BadLine(reason)


def _is_long(given: Given) -> bool:
    return (
        len(given.title) > TITLE_CHARACTERS
        or len(given.facts) > FACTS_CHARACTERS
        or len(given.quote) > QUOTE_CHARACTERS
        or len(given.quoted) > ROLE_CHARACTERS
    )


def _keep(db: Session, line: Line, given: Given, now: datetime, today: date) -> None:
    text = LineText(
        line_id=line.id,
        version=line.version,
        at=now,
        title=" ".join(given.title.split()),
        facts=given.facts.strip(),
        quote=given.quote.strip(),
        quoted=given.quoted.strip(),
        checked_on=given.checked_on or today,
        valid_until=given.valid_until,
    )
    db.add_all([line, text])
    db.flush()
    if not line.is_withdrawn:
        search.index(db, [indexing.text_of_line(line, text)])


def _given(line: Line, text: LineText) -> Given:
    return Given(
        text.title, line.unit, text.facts, text.quote, text.quoted,
        text.checked_on, text.valid_until,
    )  # fmt: skip


def _text(db: Session, line_id: int, version: int) -> LineText:
    text = db.get(LineText, (line_id, version))
    if text is None:
        raise NotFound
    return text
