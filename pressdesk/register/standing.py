"""How an inquiry stands, and which steps lead on from there.

Status tells how far the answer has come. Parked and passed on stand beside it: a parked inquiry
wakes where it was, and one that is passed on stays its lead unit's until the other has taken it
over, so that nothing falls between two desks. Rests on desk.md, the inquiry register.

Units are named as the site's own list has them, officers by the id of their account.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from pressdesk.register.words import Outcome, Status

NOBODY = ""  # a colleague signed it off; who, is not kept once it is over


class SignOff(NamedTuple):
    """When a text was signed off, and by whom (the name she signs in with, or `NOBODY`); None:
    under the duty officer's mandate.
    """

    at: datetime
    by: str | None = None


class Standing(NamedTuple):
    """How an inquiry stands: what the steps read and change, and nothing of who asked what."""

    unit: str  # the lead unit
    status: Status = Status.NEW
    owner: UUID | None = None  # None only while new, or closed from there
    taken_at: datetime | None = None  # the first time
    waiting_with: str | None = None  # a unit or a role; set while waiting, and only then
    waiting_since: datetime | None = None  # when it was asked; set while waiting, and only then
    parked_until: date | None = None  # it wakes on this day
    passed_to: str | None = None  # the unit that is asked to take it over
    proposed: str | None = None  # the text that is signed off and released next
    signed_off: SignOff | None = None  # of `proposed`, and then of `answer`
    answer: str | None = None  # what was released: this and the time both, or neither
    released_at: datetime | None = None
    outcome: Outcome | None = None  # this and the time while closed, and only then
    closed_at: datetime | None = None
    is_records_request: bool = False  # closed for good; the registrar has it


class Step(StrEnum):
    """What can be done with an inquiry."""

    TAKE = "take"
    ASSIGN = "assign"
    WAIT = "wait"
    GO_ON = "go-on"
    PARK = "park"
    UNPARK = "unpark"
    ROUTE = "route"
    TAKE_OVER = "take-over"
    TAKE_BACK = "take-back"
    PROPOSE = "propose"
    SUBMIT = "submit"
    SIGN_OFF = "sign-off"
    RELEASE = "release"
    CLOSE = "close"
    TO_REGISTRAR = "to-registrar"
    REOPEN = "reopen"


NEW, CLOSED = frozenset({Status.NEW}), frozenset({Status.CLOSED})
AT_WORK = frozenset({Status.TAKEN, Status.WAITING, Status.FOR_SIGN_OFF})
UNANSWERED = NEW | AT_WORK
OPEN = UNANSWERED | {Status.RELEASED}
FROM = {
    Step.TAKE: NEW,
    Step.ASSIGN: OPEN,
    Step.WAIT: AT_WORK,
    Step.GO_ON: AT_WORK - {Status.TAKEN},
    Step.PARK: UNANSWERED,
    Step.UNPARK: UNANSWERED,
    Step.ROUTE: UNANSWERED,
    Step.TAKE_OVER: UNANSWERED,
    Step.TAKE_BACK: UNANSWERED,
    Step.PROPOSE: AT_WORK,
    Step.SUBMIT: AT_WORK - {Status.FOR_SIGN_OFF},
    Step.SIGN_OFF: frozenset({Status.FOR_SIGN_OFF}),
    Step.RELEASE: AT_WORK,
    Step.CLOSE: OPEN,
    Step.TO_REGISTRAR: UNANSWERED,
    Step.REOPEN: CLOSED,
}


def can(standing: Standing, step: Step) -> bool:
    """Whether a step is open from here, given what it needs; pages show no other."""
    is_there = {
        Step.UNPARK: standing.parked_until is not None,
        Step.TAKE_OVER: standing.passed_to is not None,
        Step.TAKE_BACK: standing.passed_to is not None,
        Step.SIGN_OFF: standing.signed_off is None,
        Step.REOPEN: not standing.is_records_request,
    }
    return standing.status in FROM[step] and is_there.get(step, True)


def is_parked(standing: Standing, today: date) -> bool:
    """Whether it sleeps still; nothing needs to run for it to wake."""
    return standing.parked_until is not None and today < standing.parked_until
