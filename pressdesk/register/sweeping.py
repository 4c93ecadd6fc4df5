"""What goes from an inquiry when the minutes are over in which its closing can be undone; and who
answered one that nobody closes.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select, update

from pressdesk.keytables import InquiryNote
from pressdesk.register.standing import NOBODY
from pressdesk.register.words import Status
from pressdesk.registertables import Inquiry, InquiryUndo

ANSWERED = timedelta(days=7)  # a released answer says so long who had it and who signed it off
LONGEST = timedelta(days=3)  # back to a run that was missed; the nightly run looks at all


def sweep(db: Session, now: datetime, minutes: int, *, thorough: bool = False) -> int:
    """Blank who had an inquiry, who signed its text off, and its unreleased text, and delete its
    notes and undone steps.

    So no compilation per officer can be made of what is closed (TF 2:6), and working notes are gone
    at closing. Called with every change of the register, and by the nightly run.

    Args:
        minutes: in which a step can be undone.
        thorough: look at all that is closed, not at the last days' alone, and at what was answered
            a week ago and is not closed.

    Returns:
        how many inquiries.
    """
    over = now - timedelta(minutes=minutes)
    is_over = [col(Inquiry.status) == Status.CLOSED, col(Inquiry.closed_at) < over]
    if not thorough:
        is_over.append(col(Inquiry.closed_at) >= now - LONGEST)
    says_who = sa.or_(col(Inquiry.owner_id).is_not(None), col(Inquiry.signed_by) != NOBODY)
    has_left = sa.or_(says_who, col(Inquiry.proposed).is_not(None))
    numbers = select(Inquiry.number).where(*is_over)
    db.exec(
        delete(InquiryNote).where(col(InquiryNote.number).in_(numbers)),
        execution_options={"synchronize_session": False},
    )
    db.exec(delete(InquiryUndo).where(col(InquiryUndo.at) < int(over.timestamp())))
    # Under the mandate nobody signed: that stays apart from a name that is gone.
    signed = sa.case((col(Inquiry.signed_by).is_not(None), NOBODY))
    nameless = update(Inquiry).values(owner_id=None, signed_by=signed)
    count = int(db.exec(nameless.where(*is_over, has_left).values(proposed=None)).rowcount)
    if thorough:
        is_answered = [col(Inquiry.status) == Status.RELEASED]
        is_answered.append(col(Inquiry.released_at) < now - ANSWERED)
        count += int(db.exec(nameless.where(*is_answered, says_who)).rowcount)
    return count
