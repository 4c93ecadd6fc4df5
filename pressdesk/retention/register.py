"""The register's rules: reporters' contacts go first, then inquiries, and what is left behind."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from pressdesk import clock, holds
from pressdesk.config import Settings
from pressdesk.keytables import InquiryNote, RegisterDraft, Reporter
from pressdesk.register import indexing, search, sweeping
from pressdesk.register.words import Status
from pressdesk.registertables import DutyWeek, Inquiry

EXPORTED_DAYS = 30  # after closing: what the registry has needs no second place
DRAFT_DAYS = 7
# A week of duty is over 13 days after its Monday at the latest. To keep it longer would tell whose
# the answers under the mandate were.
DUTY_DAYS = 14
REPORTER_DAYS = 90  # after an inquiry came that is neither answered nor closed
MANY = 500  # rows of a statement
OF_A_YEAR = 1_000_000  # numbers; see `Inquiry.number`
ENDED = (Status.RELEASED, Status.CLOSED)


class Purged(NamedTuple):
    """Of the register: counts, and nothing else."""

    inquiries: int  # whose time was over
    held: int  # whose time was over, and that a hold kept
    undecided: int  # that stay because no disposal decision is set
    reporters: int  # contacts, by themselves or with their inquiries
    # Closed or long answered, of which a run blanked who had them or signed off, or a text that was
    # not released.
    weeded: int
    drafts: int
    duty_weeks: int


def purge(db: Session, settings: Settings, today: date, now_seconds: float) -> Purged:
    """Everything of the register that is too old.

    Contacts of reporters are never to be kept, and need no decision. A hold keeps inquiries by the
    week in which they came. When inquiries went, the search index is written anew, since an older
    SQLite only notes that words were deleted.
    """
    over = _over(db, settings, today)
    free = [number for number, is_held in over if not is_held]
    gone = free if settings.disposal_decision else []
    reporters = _purge_reporters(db, settings, today) + _purge_inquiries(db, gone)
    now = datetime.fromtimestamp(now_seconds, UTC)
    oldest, first = today - timedelta(days=DRAFT_DAYS), today - timedelta(days=DUTY_DAYS)
    return Purged(
        inquiries=len(gone),
        held=len(over) - len(free),
        undecided=len(free) - len(gone),
        reporters=reporters,
        weeded=sweeping.sweep(db, now, settings.undo_minutes, thorough=True),
        drafts=_delete(db, RegisterDraft, col(RegisterDraft.day) <= oldest),
        duty_weeks=_delete(db, DutyWeek, col(DutyWeek.monday) <= first),
    )


def _over(db: Session, settings: Settings, today: date) -> list[tuple[int, bool]]:
    """Numbers of inquiries whose time is over, and whether a hold keeps each.

    Its time counts from its closing, or, where it was never closed, from its answer. What somebody
    works on stays, however old it is; so does this year's newest, which the next number is counted
    from: no number stands for two.
    """
    ended = sa.func.coalesce(col(Inquiry.closed_at), col(Inquiry.released_at))
    is_old = ended < _midnight_after(today, settings.inquiry_days)
    is_exported = sa.and_(
        col(Inquiry.exported_on).is_not(None),
        col(Inquiry.closed_at) < _midnight_after(today, EXPORTED_DAYS),
    )
    due = select(Inquiry.number, Inquiry.received_at).where(
        col(Inquiry.status).in_(ENDED),
        sa.or_(is_old, is_exported),
        col(Inquiry.number) != _newest(db, today),
    )
    kept = holds.everything(db)
    return [
        (number, any(holds.keeps_week(hold, _week_of(came)) for hold in kept))
        for number, came in db.exec(due)
    ]


def _newest(db: Session, today: date) -> int:
    """This year's newest number; 0 when it has none."""
    newest = db.exec(select(sa.func.max(col(Inquiry.number)))).one() or 0
    return newest if newest // OF_A_YEAR == today.year else 0


def _purge_inquiries(db: Session, numbers: Sequence[int]) -> int:
    """Delete inquiries with all that goes with them; how many contacts of reporters they had."""
    reporters = 0
    for some in _some(numbers):
        reporters += _delete(db, Reporter, col(Reporter.number).in_(some))
        _delete(db, Inquiry, col(Inquiry.number).in_(some))
        search.drop(db, [indexing.answer_id(number) for number in some])
    if numbers:
        search.rebuild(db)
    return reporters


def _purge_reporters(db: Session, settings: Settings, today: date) -> int:
    """Delete contacts of reporters whose inquiry was answered or closed `reporter_days` ago, or
    came 90 days ago; and working notes of it, which may repeat them.
    """
    limit = _midnight_after(today, settings.reporter_days)
    over = sa.or_(
        col(Inquiry.released_at) < limit,
        col(Inquiry.closed_at) < limit,
        col(Inquiry.received_at) < _midnight_after(today, REPORTER_DAYS),
    )
    old = select(Inquiry.number).where(over)
    _delete(db, InquiryNote, col(InquiryNote.number).in_(old))
    return _delete(db, Reporter, col(Reporter.number).in_(old))


def _delete(db: Session, table: type, where: sa.ColumnElement[bool]) -> int:
    gone = delete(table).where(where)
    return int(db.exec(gone, execution_options={"synchronize_session": False}).rowcount)


def _midnight_after(today: date, days: int) -> datetime:
    """What came before it is at least so many days old; in Sweden."""
    day = today - timedelta(days=days - 1)
    return datetime(day.year, day.month, day.day, tzinfo=clock.SWEDEN)


def _week_of(instant: datetime) -> str:
    return clock.week_of(instant.astimezone(clock.SWEDEN).date())


def _some(numbers: Sequence[int]) -> Iterator[list[int]]:
    left = iter(numbers)
    while some := list(islice(left, MANY)):
        yield some
