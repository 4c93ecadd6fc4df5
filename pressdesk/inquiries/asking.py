"""Taking in an inquiry: what was asked, through which channel, by which outlet, until when."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from pressdesk import clock
from pressdesk.errors import BadInquiry, NotFound
from pressdesk.inquiries.standings import put_in_order
from pressdesk.register import indexing, lists, search, versions
from pressdesk.register.deadlines import NO_DEADLINE, Deadline
from pressdesk.register.lists import Listed
from pressdesk.register.words import Channel, Correction, Kind, Outcome, Status
from pressdesk.registertables import Inquiry, InquiryUnit

QUESTION_CHARACTERS = 8_000
ROLE_CHARACTERS = 80
SERIALS = 1_000_000  # of a year
OLDEST = timedelta(days=366)  # received longer ago is a slip of the pen
TWICE = timedelta(minutes=1)  # within which the same from the same outlet is a second press


class Asked(NamedTuple):
    """What is written of an inquiry; names are those of the site's lists, found there already."""

    channel: Channel
    outlet: str
    unit: str  # the lead unit
    question: str
    received_at: datetime | None = None  # None: now
    kind: Kind | None = None
    topic: str | None = None
    deadline: Deadline = NO_DEADLINE
    units: tuple[str, ...] = ()  # that it is shared with
    spokesperson: str = ""  # by role
    is_live: bool | None = None
    embargo_until: datetime | None = None
    call_back_at: datetime | None = None
    follows: int | None = None  # number of the inquiry that it follows up
    correction: Correction | None = None


def reference(number: int) -> str:
    """A number as it is spoken and written: "2026-118"."""
    year, serial = divmod(number, SERIALS)
    return f"{year}-{serial}"


def number_of(ref: str) -> int:
    """The number of a reference. Raises NotFound: it is none."""
    year, _, serial = ref.partition("-")
    if not (year.isdecimal() and serial.isdecimal() and ref.isascii()):
        raise NotFound
    number = int(year[:5]) * SERIALS + int(serial[:7])
    if reference(number) != ref:
        raise NotFound
    return number


def log(db: Session, asked: Asked, now: datetime) -> Inquiry:
    """Write down a new inquiry.

    Raises:
        BadInquiry: `question` is empty or too `long`; it was received in the future or over a year
            ago (`received`); it `follows` none that is there, or a request for public records; it
            is one (`records`), of which none of this is kept.
    """
    row = Inquiry(
        number=_next(db, now), received_at=now, channel=asked.channel, unit="", question=""
    )
    _write(db, row, asked, now)
    db.add(row)
    db.flush()
    _share(db, row, asked.units)
    return row


def just_logged(db: Session, asked: Asked, now: datetime) -> Inquiry | None:
    """The inquiry that a second press of the same button would log once more."""
    same = select(Inquiry).where(
        col(Inquiry.received_at) >= now - TWICE - timedelta(seconds=now.second),
        Inquiry.outlet == asked.outlet,
        Inquiry.unit == asked.unit,
        Inquiry.question == asked.question.strip(),
    )
    return None if asked.received_at else db.exec(same.limit(1)).first()


def log_records_request(db: Session, unit: str, channel: Channel, now: datetime) -> Inquiry:
    """Count a request for public records, which the registrar has; nobody may ask who asks, so that
    nothing else is kept (TF 2:18).
    """
    row = Inquiry(
        number=_next(db, now),
        received_at=now,
        channel=channel,
        unit=unit,
        question="",
        kind=Kind.RECORDS_REQUEST,
        status=Status.CLOSED,
        outcome=Outcome.REGISTRAR,
        closed_at=now,
        is_records_request=True,
    )
    db.add(row)
    db.flush()
    return row


def correct(db: Session, number: int, version: int, asked: Asked, now: datetime) -> Inquiry:
    """Write down what was asked once more, better. When it was received stays, unless it is said.

    Raises:
        NotFound, Stale: as `found`.
        BadInquiry: as `log`; or, `records`, nothing is written of a request for public records.
    """
    row = found(db, number, version)
    if row.is_records_request:
        raise BadInquiry("records")
    _write(db, row, asked._replace(received_at=asked.received_at or row.received_at), now)
    row.exported_on = None  # what the registrar has is not this any longer
    row.version += 1
    db.add(row)
    db.exec(delete(InquiryUnit).where(col(InquiryUnit.number) == number))
    _share(db, row, asked.units)
    if row.answer is not None:
        search.index(db, [indexing.text_of_answer(row)])  # it is found by its question too
    return row


def mean_outlet(db: Session, number: int, version: int, name: str) -> Inquiry:
    """The outlet is another of the list; what was typed goes off the list, if nothing else has it.

    Args:
        name: an outlet of the list.

    Raises:
        NotFound, Stale: as `found`.
    """
    row = found(db, number, version)
    typed, row.outlet = row.outlet, name
    row.exported_on = None
    row.version += 1
    db.add(row)
    db.flush()
    if typed is not None and not lists.is_used(db, Listed.OUTLET, typed):
        lists.remove(db, Listed.OUTLET, typed)
    return row


def found(db: Session, number: int, version: int | None = None) -> Inquiry:
    """An inquiry, locked until the transaction ends when it is to be changed.

    Args:
        version: as the page had it that somebody acts from; None to read only.

    Raises:
        NotFound: no such number.
        Stale: it was changed since.
    """
    return versions.found(db, Inquiry, number, version)


def _write(db: Session, row: Inquiry, asked: Asked, now: datetime) -> None:
    question = asked.question.strip()
    received = asked.received_at or now
    if not question:
        raise BadInquiry("question")
    if len(question) > QUESTION_CHARACTERS or len(asked.spokesperson) > ROLE_CHARACTERS:
        raise BadInquiry("long")
    if not now - OLDEST <= received <= now:
        raise BadInquiry("received")
    if asked.kind is Kind.RECORDS_REQUEST:
        raise BadInquiry("records")
    if asked.follows is not None and not _can_follow(db, row, asked.follows):
        raise BadInquiry("follows")
    row.received_at, row.question = received, question
    for name in ("channel", "outlet", "unit", "kind", "topic", "spokesperson", "is_live"):
        setattr(row, name, getattr(asked, name))
    for name in ("embargo_until", "call_back_at", "follows", "correction"):
        setattr(row, name, getattr(asked, name))
    row.due, row.due_until = asked.deadline
    put_in_order(row)


def _can_follow(db: Session, row: Inquiry, number: int) -> bool:
    """Not itself; nor a request for public records, which would tell who made it."""
    followed = db.get(Inquiry, number)
    is_there = followed is not None and not followed.is_records_request
    return is_there and number != row.number


def _share(db: Session, row: Inquiry, units: tuple[str, ...]) -> None:
    others = dict.fromkeys(unit for unit in units if unit != row.unit)
    db.add_all(InquiryUnit(number=row.number, unit=unit) for unit in others)


def _next(db: Session, now: datetime) -> int:
    """The next number of the year, nobody else's, since there is one writer at a time; the year is
    Sweden's.
    """
    first = now.astimezone(clock.SWEDEN).year * SERIALS
    of_year = col(Inquiry.number).between(first, first + SERIALS - 1)
    newest = select(Inquiry.number).where(of_year).order_by(col(Inquiry.number).desc()).limit(1)
    return (db.exec(newest).first() or first) + 1
