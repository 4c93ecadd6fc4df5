"""Issues (samlade frågor): made of inquiries, given lines, closed; a bar undoes the grouping."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from pressdesk import clock, inquiries
from pressdesk.errors import BadInquiry, NotFound, Stale, WrongState
from pressdesk.inquiries import issues
from pressdesk.inquiries.issues import Moved
from pressdesk.web import access, site, switching
from pressdesk.web.register import guarding, issue_forms, issue_page, line_words, naming
from pressdesk.web.register.issue_forms import AddForm, GatherForm, IssueForm
from pressdesk.web.register.pages import pages

MOST_UNDONE = 100  # in one press: more would not fit in a cookie


@pages.get("/fragor/")
@access.key_holder
def issue_list() -> ResponseReturnValue:
    is_closed = request.args.get("visa") == "avslutade"
    with site.reading() as db:
        rows = issues.everything(db, is_closed=is_closed)
    return render_template("register/issues.html", rows=rows, is_closed=is_closed)


@pages.get("/fragor/samla")
@access.key_holder
def gather_form() -> ResponseReturnValue:
    return _gather(GatherForm(formdata=None), request.args.getlist("number"))


@pages.post("/fragor/samla")
@access.key_holder
@switching.keeps
def gather() -> ResponseReturnValue:
    """First what was ticked in the list; then, with `action=save`, what it is to be."""
    form, ticked = GatherForm(), request.form.getlist("number")
    if switching.is_on():
        return _gather(form, ticked)
    if request.form.get("action") not in {"save", "anyway"}:
        return _gather(GatherForm(formdata=None), ticked)
    refs = [*ticked, *(form.more.data or "").replace(",", " ").split()]
    numbers = issue_forms.numbers(refs, form.more)
    is_good = not form.more.errors and form.validate() and not guarding.holds(form, "title")
    try:
        made = _gathered(form, numbers) if is_good else None
    except (BadInquiry, WrongState, NotFound) as bad:
        issue_forms.say(form, bad)
        made = None
    if made is None:
        return _gather(form, ticked), 422
    issue_id, is_new, moved = made
    told = ngettext(
        "%(num)s förfrågan är med i frågan.", "%(num)s förfrågningar är med i frågan.", len(moved)
    )
    return _moved(issue_id, told, moved, now_in=issue_id, is_new=is_new)


@pages.get("/fragor/<issue_id>")
@access.key_holder
def issue(issue_id: str) -> ResponseReturnValue:
    return issue_page.page(line_words.number(issue_id))


@pages.post("/fragor/<issue>/andra")
@access.key_holder
@switching.keeps
def issue_change(issue: str) -> ResponseReturnValue:
    form, issue_id = IssueForm(), line_words.number(issue)
    if switching.is_on():
        return issue_page.page(issue_id, form=form)
    if guarding.holds(form, "title"):
        return issue_page.page(issue_id, form=form), 422
    try:
        with site.writing() as db:
            line_id = issue_forms.chosen(issue_forms.offer(db, form).line)
            title = form.title.data or ""
            issues.change(db, issue_id, form.version.data or 0, title, line_id)
    except BadInquiry as bad:
        issue_forms.say(form, bad)
        return issue_page.page(issue_id, form=form), bad.status
    except (Stale, WrongState) as late:
        return issue_page.page(issue_id, form=form, stale="issue"), late.status
    flash(_("Frågan är ändrad."))
    return _to(issue_id)


@pages.post("/fragor/<issue>/lagg-till")
@access.key_holder
def issue_add(issue: str) -> ResponseReturnValue:
    form, issue_id = AddForm(), line_words.number(issue)
    numbers = issue_forms.numbers((form.more.data or "").replace(",", " ").split(), form.more)
    if not numbers and not form.more.errors:
        naming.say(form.more, issue_forms.NO_NUMBER)
    try:
        if form.more.errors:
            return issue_page.page(issue_id, add_form=form), 422
        with site.writing() as db:
            moved = issues.add(db, issue_id, numbers)
    except (BadInquiry, NotFound) as bad:
        issue_forms.say(form, bad)
        return issue_page.page(issue_id, add_form=form), 422
    except WrongState as late:
        return issue_page.page(issue_id, add_form=form, stale="issue"), late.status
    return _moved(issue_id, _("Förfrågan är med i frågan."), moved, now_in=issue_id)


@pages.post("/fragor/<issue>/ta-bort")
@access.key_holder
def issue_take_out(issue: str) -> ResponseReturnValue:
    issue_id, ref = line_words.number(issue), request.form.get("number", "")
    with site.writing() as db:
        moved = issues.take_out(db, issue_id, [inquiries.number_of(ref)])
    told = _("Förfrågan %(ref)s är inte längre med i frågan.", ref=ref)
    return _moved(issue_id, told, moved, now_in=None)


@pages.post("/fragor/<issue>/flytta-tillbaka")
@access.key_holder
def issue_move_back(issue: str) -> ResponseReturnValue:
    """Undo a grouping or an ungrouping, and the making of an issue with it."""
    issue_id = line_words.number(issue)
    now_in = None if request.args.get("ut") else issue_id
    try:
        with site.writing() as db:
            issues.move_back(db, [_read(one) for one in request.args.getlist("m")], now_in)
            is_gone = bool(request.args.get("ny"))
            if is_gone:
                issues.drop(db, issue_id)
    except (Stale, WrongState, NotFound):
        return issue_page.page(issue_id, stale="moved"), 409
    flash(_("Ångrat."))
    return redirect(url_for("register.issue_list"), 303) if is_gone else _to(issue_id)


@pages.post("/fragor/<issue>/avsluta")
@access.key_holder
def issue_close(issue: str) -> ResponseReturnValue:
    return _turn(issue, is_closed=True)


@pages.post("/fragor/<issue>/oppna")
@access.key_holder
def issue_open(issue: str) -> ResponseReturnValue:
    return _turn(issue, is_closed=False)


def _turn(issue: str, *, is_closed: bool) -> ResponseReturnValue:
    """Close or open; the bar does the other."""
    issue_id = line_words.number(issue)
    try:
        version = line_words.version_of(request.values.get("version", ""))
        with site.writing() as db:
            row = issues.turn(db, issue_id, version, is_closed=is_closed)
    except (Stale, WrongState) as late:
        return issue_page.page(issue_id, stale="issue"), late.status
    back = "register.issue_open" if is_closed else "register.issue_close"
    told = _("Frågan är avslutad.") if is_closed else _("Frågan är öppen igen.")
    flash(told, url_for(back, issue=issue_id, version=row.version))
    return _to(issue_id)


def _gathered(form: GatherForm, numbers: list[int]) -> tuple[int, bool, list[Moved]]:
    """The issue, whether it is new, and what was put into it."""
    with site.writing() as db:
        issue_forms.offer(db, form)
        into, line_id = issue_forms.chosen(form.issue), issue_forms.chosen(form.line)
        if into is None:
            made = issues.make(db, form.title.data or "", line_id, clock.today())
        return into or made.id, into is None, issues.add(db, into or made.id, numbers)


def _gather(form: GatherForm, ticked: list[str]) -> str:
    with site.reading() as db:
        issue_forms.offer(db, form)
        rows = _rows(db, ticked)
    return render_template("register/issue_gather.html", form=form, rows=rows)


def _rows(db: Session, ticked: list[str]) -> list[dict[str, Any]]:
    """The inquiries that were ticked; what is none is left out."""
    found = []
    for ref in dict.fromkeys(ticked[: issue_forms.MOST_NUMBERS]):
        try:
            row = inquiries.found(db, inquiries.number_of(ref))
        except NotFound:
            continue
        found.append({"ref": ref, "outlet": row.outlet or "", "question": row.question})
    return found


def _moved(
    issue_id: int, told: str, moved: list[Moved], *, now_in: int | None, is_new: bool = False
) -> ResponseReturnValue:
    """Back to the issue, with a bar that moves them back."""
    if len(moved) > MOST_UNDONE or not (moved or is_new):
        flash(told)
        return _to(issue_id)
    back = [f"{inquiries.reference(one.number)}.{one.before or ''}" for one in moved]
    out, new = None if now_in else "1", "1" if is_new else None
    flash(told, url_for("register.issue_move_back", issue=issue_id, m=back, ut=out, ny=new))
    return _to(issue_id)


def _read(typed: str) -> Moved:
    """ "2026-118.3" of an undo bar. Raises NotFound."""
    ref, _dot, before = typed.partition(".")
    return Moved(inquiries.number_of(ref), line_words.number(before) if before else None)


def _to(issue_id: int) -> ResponseReturnValue:
    return redirect(url_for("register.issue", issue_id=issue_id), 303)
