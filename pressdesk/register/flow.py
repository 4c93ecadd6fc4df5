"""The flow of an inquiry: each step makes a new standing out of the old one, or refuses.

A second answer is an inquiry of its own that follows up the first: what was released is never
written over. No step loses a text, and undoing one restores exactly what was.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from pressdesk.errors import BadStep, Stale, UndoOver, WrongState
from pressdesk.register.standing import SignOff, Standing, Step, can
from pressdesk.register.words import Outcome, Status

# Whoever works on it does not wait, and it does not sleep.
NOT_ANY_LONGER = ("waiting_with", "waiting_since", "parked_until")


class Done(NamedTuple):
    """A step that the undo bar offers to take back."""

    before: Standing
    after: Standing
    at: datetime


def take(standing: Standing, officer: UUID, at: datetime) -> Standing:
    """A new one gets its owner. Raises WrongState: somebody was first."""
    _allow(standing, Step.TAKE)
    return _move(standing, Status.TAKEN, owner=officer, taken_at=at)


def assign(standing: Standing, officer: UUID) -> Standing:
    """Another owner, who takes it herself when it is new. Raises WrongState: it is closed."""
    _allow(standing, Step.ASSIGN)
    return standing._replace(owner=officer)


def wait(standing: Standing, whom: str, at: datetime) -> Standing:
    """Facts are asked for, or of somebody else; what was signed off is to be signed anew.

    Raises:
        WrongState: nobody has taken it, or it is answered.
        BadStep: `whom`.
    """
    _allow(standing, Step.WAIT)
    is_same = whom == standing.waiting_with
    since = standing.waiting_since if is_same else at
    waits = {"waiting_with": _said(whom, "whom"), "waiting_since": since}
    return _move(standing, Status.WAITING, signed_off=None, **waits)


def go_on(standing: Standing) -> Standing:
    """The facts came, or the text is sent back before it is released. Raises WrongState."""
    _allow(standing, Step.GO_ON)
    return _move(standing, Status.TAKEN, signed_off=None)


def park(standing: Standing, until: date, today: date) -> Standing:
    """Nothing is to be done before a later day. Raises WrongState: answered; BadStep: `day`."""
    _allow(standing, Step.PARK)
    if until <= today:
        raise BadStep("day")
    return standing._replace(parked_until=until)


def unpark(standing: Standing) -> Standing:
    """It wakes before its day. Raises WrongState: it is not parked."""
    _allow(standing, Step.UNPARK)
    return standing._replace(parked_until=None)


def route(standing: Standing, unit: str) -> Standing:
    """Another unit is asked to take it over; the lead unit asks it back in the same way.

    Raises:
        WrongState: it is answered.
        BadStep: `unit`: none, or it has it already.
    """
    _allow(standing, Step.ROUTE)
    if unit in {standing.unit, standing.passed_to}:
        raise BadStep("unit")
    return standing._replace(passed_to=_said(unit, "unit"))


def take_over(standing: Standing, officer: UUID, at: datetime) -> Standing:
    """The unit that was asked has it now, as far as it had come. Raises WrongState: none was."""
    _allow(standing, Step.TAKE_OVER)
    status = Status.TAKEN if standing.status is Status.NEW else standing.status
    return standing._replace(
        status=status,
        unit=standing.passed_to or standing.unit,
        passed_to=None,
        parked_until=None,
        owner=officer,
        taken_at=standing.taken_at or at,
    )


def take_back(standing: Standing) -> Standing:
    """The other unit is not asked any longer. Raises WrongState: none was."""
    _allow(standing, Step.TAKE_BACK)
    return standing._replace(passed_to=None)


def propose(standing: Standing, text: str) -> Standing:
    """The text of the answer; a sign-off is of one text, so that another has none.

    Raises:
        WrongState: nobody has taken it, or it is answered.
        BadStep: `text`.
    """
    _allow(standing, Step.PROPOSE)
    is_same = text == standing.proposed
    signed_off = standing.signed_off if is_same else None
    return standing._replace(proposed=_said(text, "text"), signed_off=signed_off)


def submit(standing: Standing) -> Standing:
    """The text goes to be signed off. Raises WrongState; BadStep: there is no `text`."""
    _allow(standing, Step.SUBMIT)
    _said(standing.proposed, "text")
    return _move(standing, Status.FOR_SIGN_OFF)


def sign_off(standing: Standing, officer: str, at: datetime) -> Standing:
    """Somebody answers for the text. Raises WrongState: it is not for sign-off, or is signed."""
    _allow(standing, Step.SIGN_OFF)
    return standing._replace(signed_off=SignOff(at, officer))


def release(
    standing: Standing, at: datetime, *, by_mandate: bool = False, is_crisis: bool = False
) -> Standing:
    """The text that stands is given out. The duty officer's mandate ends where a crisis begins.

    Raises:
        WrongState: nobody has taken it, or it is answered.
        BadStep: there is no `text`; or no `sign-off`, and no mandate that may stand for it.
    """
    _allow(standing, Step.RELEASE)
    text = _said(standing.proposed, "text")
    mandate = SignOff(at) if by_mandate and not is_crisis else None
    signed_off = standing.signed_off or mandate
    if signed_off is None:
        raise BadStep("sign-off")
    given = {"answer": text, "released_at": at, "proposed": None, "signed_off": signed_off}
    return _move(standing, Status.RELEASED, passed_to=None, **given)


def close(standing: Standing, outcome: Outcome, at: datetime) -> Standing:
    """It has ended, answered or not. An unreleased text stays until it is weeded.

    Raises:
        WrongState: it is closed.
        BadStep: `outcome`: what goes to the registrar goes by `to_registrar`.
    """
    _allow(standing, Step.CLOSE)
    if outcome is Outcome.REGISTRAR:
        raise BadStep("outcome")
    return _close(standing, outcome, at)


def to_registrar(standing: Standing, at: datetime) -> Standing:
    """A request for public records: counted as one and never opened again here.

    Nobody may ask who asks (TF 2:18): the caller keeps no reporter of it, nor any that was
    written before it was seen to be one. Undoing brings back the standing, not the reporter.

    Raises:
        WrongState: it is answered.
    """
    _allow(standing, Step.TO_REGISTRAR)
    return _close(standing, Outcome.REGISTRAR, at)._replace(is_records_request=True)


def reopen(standing: Standing) -> Standing:
    """Back to where it had come: answered, taken or new. Raises WrongState: not closed, or the
    registrar has it.
    """
    _allow(standing, Step.REOPEN)
    begun = Status.TAKEN if standing.taken_at else Status.NEW
    status = Status.RELEASED if standing.answer is not None else begun
    return _move(standing, status, outcome=None, closed_at=None)


def undo(done: Done, standing: Standing, now: datetime, minutes: int) -> Standing:
    """Exactly what was before a step, within so many minutes of it, the last one included.

    Raises:
        Stale: somebody has gone on since.
        UndoOver: it is too late.
    """
    if standing != done.after:
        raise Stale
    if now - done.at > timedelta(minutes=minutes):
        raise UndoOver
    return done.before


def _close(standing: Standing, outcome: Outcome, at: datetime) -> Standing:
    return _move(standing, Status.CLOSED, outcome=outcome, closed_at=at, passed_to=None)


def _move(standing: Standing, status: Status, **changes: Any) -> Standing:
    """On to a status."""
    return standing._replace(**{"status": status, **dict.fromkeys(NOT_ANY_LONGER), **changes})


def _allow(standing: Standing, step: Step) -> None:
    if not can(standing, step):
        raise WrongState


def _said(text: str | None, reason: str) -> str:
    if text is None or not text.strip():
        raise BadStep(reason)
    return text
