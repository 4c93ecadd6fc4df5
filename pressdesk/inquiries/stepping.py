"""Going on with an inquiry, and taking the last step back."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, delete, select, update

from pressdesk.errors import NotFound, Stale
from pressdesk.inquiries import standings
from pressdesk.inquiries.asking import found
from pressdesk.inquiries.standings import Officer
from pressdesk.keytables import InquiryNote, Reporter
from pressdesk.register import flow, indexing, lists, search, sweeping
from pressdesk.register.lists import Listed
from pressdesk.register.standing import Standing, Step
from pressdesk.register.words import Kind, Outcome
from pressdesk.registertables import Crisis, Inquiry, InquiryUndo, InquiryUnit, Mask

# A text that is saved is not undone: it is written anew. The registrar's are not, since what was
# kept of the requester is gone.
FOR_GOOD = {Step.PROPOSE, Step.TO_REGISTRAR}
# Of a request for public records nothing is kept of what came with it.
SCRUBBED: dict[str, Any] = {
    "outlet": None,
    "question": "",
    "topic": None,
    "spokesperson": "",
    "is_live": None,
    "embargo_until": None,
    "call_back_at": None,
    "follows": None,
    "issue_id": None,
    "correction": None,
    "facts_from": None,
    "line_id": None,
    "line_version": None,
    "proposed": None,
    "owner_id": None,
    "waiting_with": None,
    "waiting_since": None,
    "taken_at": None,
    "signed_at": None,
    "signed_by": None,
    "kind": Kind.RECORDS_REQUEST,
}
Move = Callable[[Standing, Officer, datetime, dict[str, Any]], Standing]
MOVES: dict[Step, Move] = {
    Step.TAKE: lambda now, who, at, _: flow.take(now, who.id, at),
    Step.ASSIGN: lambda now, _who, _at, given: flow.assign(now, given["officer"]),
    Step.WAIT: lambda now, _who, at, given: flow.wait(now, given["whom"], at),
    Step.GO_ON: lambda now, *_: flow.go_on(now),
    Step.PARK: lambda now, _who, _at, given: flow.park(now, given["until"], given["today"]),
    Step.UNPARK: lambda now, *_: flow.unpark(now),
    Step.ROUTE: lambda now, _who, _at, given: flow.route(now, given["unit"]),
    Step.TAKE_OVER: lambda now, who, at, _: flow.take_over(now, who.id, at),
    Step.TAKE_BACK: lambda now, *_: flow.take_back(now),
    Step.PROPOSE: lambda now, _who, _at, given: flow.propose(now, given["text"]),
    Step.SUBMIT: lambda now, *_: flow.submit(now),
    Step.SIGN_OFF: lambda now, who, at, _: flow.sign_off(now, who.name, at),
    Step.RELEASE: lambda now, _who, at, given: flow.release(
        now, at, by_mandate=given.get("by_mandate", False), is_crisis=given["is_crisis"]
    ),
    Step.CLOSE: lambda now, _who, at, given: flow.close(now, given["outcome"], at),
    Step.TO_REGISTRAR: lambda now, _who, at, _: flow.to_registrar(now, at),
    Step.REOPEN: lambda now, *_: flow.reopen(now),
}


def step(
    db: Session,
    number: int,
    version: int,
    step: Step,
    officer: Officer,
    now: datetime,
    /,
    *,
    undo_minutes: int,
    **given: Any,
) -> Inquiry:
    """Take a step with an inquiry as the officer saw it.

    Args:
        given: what the step needs: `officer` (the new owner's id), `whom`, `until` and `today`,
            `unit`, `text`, `by_mandate`, `outcome`; with a release also `outcome`, to close it at
            once; with a text also `facts_from`, a unit, and `line`, (id, version) of what it was
            copied from.

    Raises:
        NotFound, Stale: as `found`.
        WrongState, BadStep: as `register.flow`.
    """
    row = found(db, number, version)
    at = now.replace(second=0, microsecond=0)
    before = standings.read(row)
    after = MOVES[step](before, officer, at, given | {"is_crisis": is_crisis(db)})
    if step is Step.RELEASE and given.get("outcome"):
        after = flow.close(after, Outcome(given["outcome"]), at)
    standings.write(row, after)
    if step is Step.PROPOSE:
        row.facts_from = given.get("facts_from", row.facts_from)
        row.line_id, row.line_version = given.get("line", (row.line_id, row.line_version))
    if step is Step.TO_REGISTRAR:
        _scrub(db, row)
    row.exported_on = None  # what the registrar has is not this any longer
    row.version += 1
    db.add(row)
    if row.answer is not None and before.answer is None:
        search.index(db, [indexing.text_of_answer(row)])
    _keep(db, row, step, before, now)
    sweeping.sweep(db, now, undo_minutes)
    return row


def undo(db: Session, number: int, now: datetime, minutes: int) -> Inquiry:
    """Take the last step back.

    Raises:
        NotFound: no such inquiry, or no step that can be taken back.
        Stale: somebody has gone on since.
        UndoOver: it is too late.
    """
    row, last = found(db, number), db.get(InquiryUndo, number)
    if last is None:
        raise NotFound
    if last.after != row.version:
        raise Stale
    standing = standings.read(row)
    done = flow.Done(
        standings.restored(last.before), standing, datetime.fromtimestamp(last.at, UTC)
    )
    standings.write(row, flow.undo(done, standing, now, minutes))
    if standing.answer is not None and row.answer is None:
        search.drop(db, [indexing.answer_id(number)])
    row.exported_on = None
    row.version += 1
    db.add(row)
    db.delete(last)
    db.flush()
    return row


def undoable(db: Session, row: Inquiry, now: datetime, minutes: int) -> Step | None:
    """The step that can be taken back just now."""
    last = db.get(InquiryUndo, row.number)
    if last is None or last.after != row.version or now.timestamp() - last.at > minutes * 60:
        return None
    return Step(last.step)


def is_crisis(db: Session) -> bool:
    """Whether a crisis is on."""
    is_on = select(Crisis.name).where(col(Crisis.ended_at).is_(None))
    return db.exec(is_on).first() is not None


def _keep(db: Session, row: Inquiry, step: Step, before: Standing, now: datetime) -> None:
    """The step, so that it can be taken back; it takes the place of the one before."""
    last = db.get(InquiryUndo, row.number)
    if last is not None:
        db.delete(last)
        db.flush()
    if step not in FOR_GOOD:
        text, at = standings.kept(before), int(now.timestamp())
        db.add(InquiryUndo(number=row.number, step=step, at=at, before=text, after=row.version))


def _scrub(db: Session, row: Inquiry) -> None:
    outlet = row.outlet
    for name, value in SCRUBBED.items():
        setattr(row, name, value)
    for table in (Reporter, InquiryNote, InquiryUnit, Mask):
        db.exec(delete(table).where(col(table.number) == row.number))
    # Nor does anything else lead back to whoever asked.
    db.exec(update(Inquiry).where(col(Inquiry.follows) == row.number).values(follows=None))
    db.add(row)
    db.flush()
    if outlet and not lists.uses(db, Listed.OUTLET, outlet):
        lists.remove(db, Listed.OUTLET, outlet)
