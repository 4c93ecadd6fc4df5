"""An issue's page: who is still to be called, and giving each outlet the lines."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from pressdesk import clock, inquiries, lines
from pressdesk.errors import BadLine, NotFound, Stale, UndoOver, WrongState
from pressdesk.inquiries import calling, issues
from pressdesk.inquiries.calling import Offered, Text, Turn
from pressdesk.lines import Entry
from pressdesk.registertables import Inquiry
from pressdesk.web import access, site
from pressdesk.web.register import issue_forms, line_words, steps, words
from pressdesk.web.register.issue_forms import AddForm, IssueForm
from pressdesk.web.register.pages import pages

SHOWN = 100  # outlets of each kind, until all are asked for


@pages.post("/fragor/<issue>/lamna")
@access.key_holder
def issue_release(issue: str) -> ResponseReturnValue:
    """One outlet was called: its own answer, its own time."""
    issue_id = line_words.number(issue)
    is_sure = request.form.get("action") == "anyway"
    try:
        offered = _offered(request.form.get("one", ""))
        with site.writing() as db:
            text = _text(db, issue_id, offered.number, is_sure=is_sure)
            now, minutes = clock.now(), site.settings().undo_minutes
            row = calling.press(db, offered, text, steps.me(), now, minutes)
            told, undo = _told(offered.turn, row.outlet), _undo(issue_id, row)
    except BadLine:
        return page(issue_id, asked=request.form.get("one", "")), 409
    except (Stale, WrongState) as late:
        return page(issue_id, stale="inquiry"), late.status
    flash(told, undo)
    return redirect(url_for("register.issue", issue_id=issue_id), 303)


@pages.post("/fragor/<issue>/alla")
@access.key_holder
def issue_prepare(issue: str) -> ResponseReturnValue:
    """Ask for sign-off of all answers, or sign off all: it is one text. Each outlet is still called
    by itself.
    """
    issue_id, turn = line_words.number(issue), request.form.get("turn", "")
    if turn not in {Turn.SUBMIT, Turn.SIGN_OFF}:
        raise NotFound
    try:
        with site.writing() as db:
            text = _issues_text(db, issue_id, is_sure=False)
            count = _prepare(db, issue_id, Turn(turn), text)
    except BadLine:
        return page(issue_id, stale="line"), 409
    except Stale as late:
        return page(issue_id, stale="inquiry"), late.status
    flash(
        ngettext(
            "%(num)s svar väntar på att godkännas.", "%(num)s svar väntar på att godkännas.", count
        )
        if turn == Turn.SUBMIT
        else ngettext("%(num)s svar är godkänt.", "%(num)s svar är godkända.", count)
    )
    return redirect(url_for("register.issue", issue_id=issue_id), 303)


@pages.post("/fragor/<issue>/angra")
@access.key_holder
def issue_undo(issue: str) -> ResponseReturnValue:
    """The last step of one of its inquiries, taken back."""
    issue_id = line_words.number(issue)
    number = inquiries.number_of(request.args.get("number", ""))
    try:
        with site.writing() as db:
            inquiries.found(db, number, request.args.get("version", -1, type=int))
            inquiries.undo(db, number, clock.now(), site.settings().undo_minutes)
    except (NotFound, Stale, UndoOver):
        return page(issue_id, stale="undo"), 409
    flash(_("Steget är ångrat."))
    return redirect(url_for("register.issue", issue_id=issue_id), 303)


def page(issue_id: int, **given: Any) -> str:
    """The page, with what was sent and could not be done.

    Args:
        given: `form`, `add_form` as they came; `stale`: what had changed (`issue`, `inquiry`,
            `line`, `moved`, `undo`); `asked`: the press that waits for one more, since the lines
            are old.

    Raises:
        NotFound: no such issue.
    """
    now = clock.now()
    with site.reading() as db:
        shown = issues.show(db, issue_id)
        issue = shown.issue
        entry = lines.show(db, issue.line_id) if issue.line_id else None
        is_crisis = inquiries.is_crisis(db)
        form = given.pop("form", None) or IssueForm(
            formdata=None, data={"title": issue.title, "line": str(issue.line_id or "")}
        )
        issue_forms.offer(db, form)
        offered = inquiries.page(db, inquiries.Filter(), clock.today()).rows
    most = None if request.args.get("alla") else SHOWN
    to_call = [_to_call(row, entry, now, is_crisis=is_crisis) for row in shown.to_call[:most]]
    turns = [row["turn"] for row in to_call[:SHOWN]]
    parts = {
        "issue": issue,
        "line": line_words.told(entry, clock.today()) if entry else None,
        "form": form,
        "add_form": AddForm(formdata=None),
        "to_call": to_call,
        "many": [(turn, turns.count(turn)) for turn in (Turn.SUBMIT, Turn.SIGN_OFF)],
        "answered": [_answered(row, entry, now) for row in shown.answered[:most]],
        "ended_rows": [_answered(row, entry, now) for row in shown.ended[:most]],
        "counts": [len(shown.to_call), len(shown.answered), len(shown.ended)],
        "is_crisis": is_crisis,
        "offered": [
            (row.ref, row.inquiry.outlet) for row in offered if row.inquiry.issue_id != issue_id
        ],
        "stale": "",
        "asked": "",
    }
    return render_template("register/issue.html", **parts | given)


def _to_call(
    row: Inquiry, entry: Entry | None, now: datetime, *, is_crisis: bool
) -> dict[str, Any]:
    text = lines.as_answer(entry.text) if entry else ""
    turn = calling.turn_of(row, text, is_crisis=is_crisis) if entry else None
    ref = inquiries.reference(row.number)
    return {
        "ref": ref,
        "outlet": row.outlet,
        "due": words.due(inquiries.deadline_of(row), now),
        "status": words.of(words.STATUSES, row.status),
        "turn": str(turn or ""),
        "one": f"{ref} {row.version} {turn}",
        "has_text": bool(row.proposed) and (entry is None or turn is Turn.OWN),
    }


def _answered(row: Inquiry, entry: Entry | None, now: datetime) -> dict[str, Any]:
    ended = row.released_at or row.closed_at
    return {
        "ref": inquiries.reference(row.number),
        "outlet": row.outlet,
        "at": words.moment(ended, now) if ended else "",
        "due": words.due(inquiries.deadline_of(row), now, row.released_at, is_closed=True),
        "status": words.of(words.STATUSES, row.status),
        "outcome": words.of(words.OUTCOMES, row.outcome),
        "is_other": bool(row.answer and entry and row.answer != lines.as_answer(entry.text)),
    }


def _offered(one: str) -> Offered:
    """ "2026-118 3 release" of a button. Raises NotFound."""
    ref, _blank, rest = one.partition(" ")
    version, _blank, turn = rest.partition(" ")
    if turn not in set(Turn):
        raise NotFound
    return Offered(inquiries.number_of(ref), line_words.number(version), Turn(turn))


def _prepare(db: Session, issue_id: int, turn: Turn, text: Text) -> int:
    """One press for each inquiry that the page shows and for which that comes next; how many."""
    rows = issues.show(db, issue_id).to_call[:SHOWN]
    is_crisis, now = inquiries.is_crisis(db), clock.now()
    chosen = [row for row in rows if calling.turn_of(row, text.text, is_crisis=is_crisis) is turn]
    for row in chosen:
        offered = Offered(row.number, row.version, turn)
        calling.press(db, offered, text, steps.me(), now, site.settings().undo_minutes)
    return len(chosen)


def _text(db: Session, issue_id: int, number: int, *, is_sure: bool) -> Text:
    """The issue's lines for one of its inquiries. Raises Stale: it has left it; else as below."""
    if inquiries.found(db, number).issue_id != issue_id:
        raise Stale
    return _issues_text(db, issue_id, is_sure=is_sure)


def _issues_text(db: Session, issue_id: int, *, is_sure: bool) -> Text:
    """The issue's lines, as the page had them.

    Raises:
        Stale: there are none, by now, or they were changed since.
        BadLine: as `lines.copied`.
    """
    issue = issues.found(db, issue_id)
    if issue.line_id is None:
        raise Stale
    copied = lines.copied(db, issue.line_id, clock.today(), anyway=is_sure)
    if request.form.get("line") != f"{copied.line_id} {copied.version}":
        raise Stale
    return Text(*copied)


def _told(turn: Turn, outlet: str | None) -> str:
    told = {
        Turn.RELEASE: _("Budskapen är lämnade till %(outlet)s.", outlet=outlet),
        Turn.SUBMIT: _("Svaret till %(outlet)s väntar på att godkännas.", outlet=outlet),
        Turn.SIGN_OFF: _("Svaret till %(outlet)s är godkänt.", outlet=outlet),
    }
    return str(told[turn])


def _undo(issue_id: int, row: Inquiry) -> str:
    ref = inquiries.reference(row.number)
    return url_for("register.issue_undo", issue=issue_id, number=ref, version=row.version)
