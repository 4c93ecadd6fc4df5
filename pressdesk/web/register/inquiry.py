"""An inquiry's page: what was asked, the answer, how it stands, and what can be done next."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from pressdesk import clock, inquiries, lines
from pressdesk.errors import NoRegisterKey
from pressdesk.guard import identities
from pressdesk.inquiries import Shown, sealed
from pressdesk.keytables import AccountState, Role
from pressdesk.register import lists
from pressdesk.register.standing import Standing, Step, can
from pressdesk.register.words import Kind, Outcome, Status
from pressdesk.registertables import Issue
from pressdesk.staff import accounts
from pressdesk.web import access, forms, marks, site
from pressdesk.web.register import facts, presence, step_words, words
from pressdesk.web.register.inquiry_forms import ENDS, AnswerForm, InquiryNoteForm, StepForm
from pressdesk.web.register.pages import pages
from pressdesk.web.swedish import in_swedish

USUAL = {
    Kind.STATEMENT: Outcome.STATEMENT,
    Kind.INTERVIEW: Outcome.INTERVIEW,
    Kind.VISIT: Outcome.INTERVIEW,
}


class Around(NamedTuple):
    """What stands beside an inquiry."""

    shown: Shown
    owner: str
    issue: str
    officers: list[tuple[str, str]]  # id and name
    units: list[str]
    lines: list[dict[str, Any]]  # that may be said today
    line: str  # that the answer was copied from
    undoable: Step | None
    is_crisis: bool
    contact: dict[str, Any] | None
    notes: list[tuple[str, str]]
    lacks_key: bool  # the contact or a note is sealed to a year's key that she does not hold
    drafts: dict[str, dict[str, str]]


@pages.get("/<ref>")
@access.key_holder
def show(ref: str) -> ResponseReturnValue:
    return page(ref)


def page(ref: str, **given: Any) -> str:
    """The page, with what was just sent and could not be done.

    Args:
        given: `answer_form`, `note_form` or `step_form` with `sent` (the step), as they came;
            `answer_found`, `note_found` or `step_found` of a guard; `stale`, see `facts.changes`.

    Raises:
        NotFound: no such inquiry.
    """
    now = clock.now()
    with site.reading() as db:
        around = _around(db, inquiries.number_of(ref), now)
    visit = presence.visit()
    others = presence.come(site.here(), ref, access.me(), visit, now)
    answer_form, note_form = _answer_form(around), _note_form(around)
    parts = {
        "it": _view(around, now),
        "answer_form": answer_form,
        "note_form": note_form,
        "step_form": StepForm(formdata=None),
        "sent": "",
        "others": presence.told(others),
        "visit": visit,
        "last": _last(around),
        "stale": None,
    }
    if "stale" in given:
        before = request.form.get("seen", "")
        given["stale"] = given["stale"] | {
            "changes": facts.changes(_facts(around, now), _marks(around, now), before)
        }
    return render_template("register/inquiry.html", ref=ref, **parts | given)


def _around(db: Session, number: int, now: datetime) -> Around:
    shown = inquiries.show(db, number)
    row, today = shown.inquiry, clock.today()
    everyone = accounts.everyone(db)
    names = {account.id: account.name for account in everyone}
    issue = db.get(Issue, row.issue_id) if row.issue_id else None
    contact, notes, lacks_key = _sealed(db, number)
    texts = {entry.line.id: entry.text for entry in lines.valid(db, today)}
    minutes = site.settings().undo_minutes
    return Around(
        shown=shown,
        owner=names.get(row.owner_id, "") if row.owner_id else "",
        issue=issue.title if issue else "",
        officers=[
            (str(account.id), presence.person(account.name))
            for account in everyone
            if account.role is Role.PRESS_OFFICER and account.state is AccountState.ACTIVE
        ],
        units=[unit.name for unit in lists.units(db)],
        lines=[{"id": id, "title": text.title} for id, text in texts.items()],
        line=lines.show(db, row.line_id)[1].title if row.line_id else "",
        undoable=inquiries.undoable(db, row, now, minutes),
        is_crisis=inquiries.is_crisis(db),
        contact=contact,
        notes=notes,
        lacks_key=lacks_key,
        drafts={
            name: sealed.draft(db, access.holder(), about(shown.ref, name))
            for name in ("answer", "note")
        },
    )


def about(ref: str, what: str) -> str:
    """The name of a draft: "2026-118 answer"."""
    return f"{ref} {what}"


def _sealed(db: Session, number: int) -> tuple[dict[str, Any] | None, list[tuple[str, str]], bool]:
    """The contact and the working notes; and whether she lacks the key to one of them."""
    holder, today = access.holder(), clock.today()
    try:
        contact = sealed.reporter(db, holder, number)
        notes = sealed.notes(db, holder, number)
    except NoRegisterKey:
        return None, [], True
    told = [(words.day(note.day, today), note.text) for note in notes]
    if contact is None:
        return None, told, False
    finds = [f for f in identities.find(contact.way_back) if f.kind in {"phone", "email"}]
    pieces = marks.pieces(contact.way_back, finds)
    is_whole = bool(contact.name or contact.way_back)
    return {"name": contact.name, "way_back": pieces, "is_whole": is_whole}, told, False


def _facts(around: Around, now: datetime) -> list[facts.Fact]:
    every = facts.of(around.shown, around.owner, around.issue, now)
    return [*every, *facts.texts(around.shown.inquiry)]


@in_swedish
def _marks(around: Around, now: datetime) -> dict[str, str]:
    """The same in every language, so that another reader's is no change of the inquiry."""
    return facts.marks(_facts(around, now))


def _view(around: Around, now: datetime) -> dict[str, Any]:
    """An inquiry in words."""
    row, standing = around.shown.inquiry, inquiries.read(around.shown.inquiry)
    deadline = inquiries.deadline_of(row)
    is_over = row.status in {Status.RELEASED, Status.CLOSED}
    steps = {str(step) for step in Step if can(standing, step)}
    known = facts.of(around.shown, around.owner, around.issue, now)
    return {
        "row": row,
        "status": words.of(words.STATUSES, row.status),
        "due": words.due(deadline, now, row.released_at, is_closed=is_over),
        "facts": known,
        "seen": facts.seal(_marks(around, now)),
        "signed": facts.signed(row, now),
        "steps": steps,
        "next": _next(standing),
        "ends": [(str(key), label) for key, label in ENDS.items()],
        "usual": str(USUAL.get(row.kind, Outcome.FACTS) if row.kind else Outcome.FACTS),
        "is_mine": row.owner_id == access.me().id,
        "followed_by": around.shown.followed_by,
        "follows": around.shown.follows,
        "issue_id": row.issue_id,
        "around": around,
        "draft": _draft(around),
        "days": site.settings().reporter_days,
        "about": {name: about(around.shown.ref, name) for name in ("answer", "note")},
    }


def _next(standing: Standing) -> str:
    """The usual next step, said first and big; "" where it is to write the answer."""
    if standing.passed_to:
        return str(Step.TAKE_OVER)
    if standing.status is Status.TAKEN:
        return str(Step.SUBMIT) if standing.proposed else ""
    if standing.status is Status.FOR_SIGN_OFF:
        return str(Step.RELEASE if standing.signed_off else Step.SIGN_OFF)
    usual = {
        Status.NEW: Step.TAKE,
        Status.WAITING: Step.GO_ON,
        Status.RELEASED: Step.CLOSE,
        Status.CLOSED: Step.REOPEN,
    }
    return str(usual[standing.status])


def _draft(around: Around) -> dict[str, Any] | None:
    """Her unsaved text of the answer, unless it is what is saved; `is_old`: of another version."""
    row, draft = around.shown.inquiry, around.drafts["answer"]
    text = forms.tidy(draft.get("answer"))
    if not text or text == (row.proposed or ""):
        return None
    return {"text": text, "is_old": draft.get("version") != str(row.version)}


def _answer_form(around: Around) -> AnswerForm:
    row, draft = around.shown.inquiry, _draft(around)
    text = _stray("answer") or (draft["text"] if draft else row.proposed or "")
    return AnswerForm(formdata=None, data={"answer": text, "facts_from": row.facts_from or ""})


def _note_form(around: Around) -> InquiryNoteForm:
    text = _stray("note") or around.drafts["note"].get("note", "")
    return InquiryNoteForm(formdata=None, data={"note": forms.tidy(text)})


def _stray(name: str) -> str:
    """A text that came to the other one's address is not lost: it stands in its own box."""
    return forms.tidy(request.form.get(name)) if request.method == "POST" else ""


def _last(around: Around) -> dict[str, Any] | None:
    """The bar that takes the last step back: for whoever comes, and not whose step it was."""
    step = around.undoable
    return {"told": str(step_words.DONE[step]), "undo": undo_bar(around.shown)} if step else None


def undo_bar(shown: Shown) -> dict[str, Any]:
    return {"action": undo_address(shown.ref, shown.inquiry.version), "fields": []}


def undo_address(ref: str, version: int) -> str:
    """Where the last step is taken back, if it still is the one that made this version."""
    return url_for("register.undo_step", ref=ref, version=version)


def officer_of(typed: str, offered: list[tuple[str, str]]) -> UUID | None:
    """The account that was chosen, if it was offered."""
    return next((UUID(id) for id, _name in offered if id == typed), None)
