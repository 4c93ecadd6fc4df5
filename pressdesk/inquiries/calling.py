"""Giving an issue's lines to take to one outlet after the other: each is called by itself, and each
inquiry gets its own answer and its own release.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlmodel import Session

from pressdesk.errors import WrongState
from pressdesk.inquiries.asking import found
from pressdesk.inquiries.standings import Officer
from pressdesk.inquiries.stepping import is_crisis, step
from pressdesk.register.standing import UNANSWERED, Step
from pressdesk.register.words import Status
from pressdesk.registertables import Inquiry


class Turn(StrEnum):
    """What one press does for an outlet."""

    RELEASE = "release"
    SUBMIT = "submit"  # in a crisis every answer is signed off
    SIGN_OFF = "sign-off"
    OWN = "own"  # somebody wrote another text: nothing is done to it from here


LAST = {
    Turn.RELEASE: Step.RELEASE,
    Turn.SUBMIT: Step.SUBMIT,
    Turn.SIGN_OFF: Step.SIGN_OFF,
}


class Offered(NamedTuple):
    """A press as the page offered it: for which inquiry, as it was then."""

    number: int
    version: int
    turn: Turn


class Text(NamedTuple):
    """The lines as they are given out, and which version of which lines they are."""

    text: str
    line_id: int
    version: int


def turn_of(row: Inquiry, text: str, *, is_crisis: bool) -> Turn | None:
    """What comes next for an inquiry; None when it is answered or closed."""
    if row.status not in UNANSWERED:
        return None
    if row.proposed not in {None, text}:
        return Turn.OWN
    if row.signed_at is not None:
        return Turn.RELEASE
    if row.status is Status.FOR_SIGN_OFF:
        return Turn.SIGN_OFF
    return Turn.SUBMIT if is_crisis else Turn.RELEASE


def press(
    db: Session,
    offered: Offered,
    given: Text,
    officer: Officer,
    now: datetime,
    undo_minutes: int,
) -> Inquiry:
    """One press for one outlet: a new inquiry is taken, the lines become its answer, and it is
    released, or put up for sign-off, or signed off.

    Raises:
        NotFound, Stale: as `stepping.step`.
        WrongState: something else comes next by now, or a text of its own stands there.
    """
    row = found(db, offered.number, offered.version)
    turn = turn_of(row, given.text, is_crisis=is_crisis(db))
    if turn is not offered.turn or turn not in LAST:
        raise WrongState
    steps = [Step.TAKE] * (row.status is Status.NEW) + [Step.PROPOSE] * (row.proposed is None)
    more: dict[Step, dict[str, Any]] = {
        Step.PROPOSE: {"text": given.text, "line": (given.line_id, given.version)},
        Step.RELEASE: {"by_mandate": row.signed_at is None},
    }
    for one in [*steps, LAST[turn]]:
        what = more.get(one, {})
        step(db, row.number, row.version, one, officer, now, undo_minutes=undo_minutes, **what)
    return row
