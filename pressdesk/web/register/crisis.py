"""The crisis pages: the switch, one field to take inquiries in by, what is said, how much comes.

Nothing here sends mail or needs a script.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from pressdesk import clock, inquiries, rota
from pressdesk.errors import BadCrisis, BadInquiry, Stale, UndoOver, WrongState
from pressdesk.inquiries import Asked, Filter, Show, issues, sealed
from pressdesk.register import lists
from pressdesk.register.words import Channel
from pressdesk.registertables import Crisis, Inquiry, Issue
from pressdesk.rota import Call, Said
from pressdesk.web import access, dates, site, switching
from pressdesk.web.register import contact, crisis_forms, guarding, words
from pressdesk.web.register.crisis_forms import CallForm, CrisisForm
from pressdesk.web.register.guarding import Marked
from pressdesk.web.register.pages import pages

UNKNOWN_OUTLET = "Okänd redaktion"  # stored, so that it is one name in every language
LATEST = 5  # inquiries that are shown below the one field


@pages.get("/kris/")
@access.key_holder
def crisis_home() -> ResponseReturnValue:
    return _page()


@pages.post("/kris/pa")
@access.key_holder
@switching.keeps
def crisis_on() -> ResponseReturnValue:
    form, now = CrisisForm(), clock.now()
    if switching.is_on():
        return _page(form)
    said = _said(form)
    try:
        if said is None or not _write(form, lambda db: _begin(db, form, said, now)):
            return _page(form), 422
    except WrongState:
        return _back(_("Krisläget är redan på."))
    undo = url_for("register.crisis_off", confirm="yes")
    return _back(_("Krisläget är på. Alla svar ska godkännas."), undo)


@pages.post("/kris/andra")
@access.key_holder
def crisis_change() -> ResponseReturnValue:
    form = CrisisForm()
    said = _said(form)
    try:
        if said is None or not _write(form, lambda db: _change(db, form, said)):
            return _page(form), 422
    except (Stale, WrongState):
        return _page(form, is_stale=True), 409
    return _back(_("Ändringarna är sparade."))


@pages.post("/kris/av")
@access.key_holder
def crisis_off() -> ResponseReturnValue:
    """Asks first, unless it was confirmed."""
    if request.values.get("confirm") != "yes":
        return render_template("register/crisis_off.html")
    try:
        with site.writing() as db:
            rota.end(db, clock.now())
    except WrongState:
        return _back(_("Krisläget är redan av."))
    return _back(_("Krisläget är av."), url_for("register.crisis_again"))


@pages.post("/kris/pa-igen")
@access.key_holder
def crisis_again() -> ResponseReturnValue:
    try:
        with site.writing() as db:
            rota.resume(db, clock.now(), site.settings().undo_minutes)
    except WrongState:
        return _back(_("Det finns inget att ångra."))
    except UndoOver:
        return _back(_("Det är för sent att ångra. Slå på krisläget på nytt om det behövs."))
    return _back(_("Krisläget är på igen."))


@pages.post("/kris/ta-emot")
@access.key_holder
@switching.keeps
def crisis_call() -> ResponseReturnValue:
    form = CallForm()
    if switching.is_on():
        return _page(call_form=form)
    with site.reading() as db:
        names = [outlet.name for outlet in lists.outlets(db)]
    own = frozenset({site.settings().duty_phone} - {""})
    call = rota.read_call(form.line.data or "", names, own)
    if form.validate() and not call.question:
        form.line.errors = [_("Skriv också vad redaktionen frågar om")]
    found = guarding.look(call.question, asks=False)
    if found and (found.is_sure or request.form.get("action") != "anyway"):
        form.line.errors = [*form.line.errors, _("Läs det som är markerat och skriv om det")]
    if form.line.errors:
        return _page(call_form=form, found=found), 422
    with site.writing() as db:
        row = _take_in(db, call)
    return _back(_said_of(call, row))


def _said(form: CrisisForm) -> Said | None:
    with site.reading() as db:
        said = crisis_forms.said(db, form, clock.now())
    # What is said to whoever calls is an answer; and a place is an address. In a crisis nothing but
    # what is sure holds these up.
    held = [
        guarding.holds(form, "wording", asks=True, warns=False),
        guarding.holds(form, "title"),
        guarding.holds(form, "place", warns=False),
    ]
    return None if any(held) else said


def _write(form: CrisisForm, act: Callable[[Session], object]) -> bool:
    """Do it; False after saying at its field what was refused."""
    try:
        with site.writing() as db:
            act(db)
    except (BadCrisis, BadInquiry) as bad:
        crisis_forms.refuse(form, bad.reason)
        return False
    return True


def _begin(db: Session, form: CrisisForm, said: Said, now: datetime) -> None:
    rota.begin(db, _with_issue(db, form, said), now)


def _change(db: Session, form: CrisisForm, said: Said) -> None:
    rota.change(db, form.version.data or 0, _with_issue(db, form, said))


def _take_in(db: Session, call: Call) -> Inquiry:
    """Log a call as the crisis has it, or had it, when it was switched off while she wrote; what
    reaches the reporter is sealed.
    """
    now, crisis = clock.now(), rota.last(db)
    if crisis is None:
        raise WrongState
    outlet = lists.find_or_add_outlet(db, call.outlet or UNKNOWN_OUTLET)
    asked = Asked(Channel.PHONE, outlet.name, crisis.unit, call.question)
    twice, reporter = inquiries.just_logged(db, asked, now), (call.name, call.way_back)
    if twice is not None and contact.is_the_same(db, twice.number, *reporter):
        return twice
    row = inquiries.log(db, asked, now)
    if any(reporter):
        sealed.keep_reporter(db, access.holder(), row.number, *reporter, clock.today())
    issue = db.get(Issue, crisis.issue_id) if crisis.issue_id else None
    if issue is not None and not issue.is_closed:
        issues.add(db, issue.id, [row.number])
    return row


def _said_of(call: Call, row: Inquiry) -> str:
    """What was kept, without the reporter."""
    ref = inquiries.reference(row.number)
    said = [_("%(ref)s är sparad.", ref=ref)]
    if call.outlet is None:
        said.append(_("Redaktionen kändes inte igen. Rätta den i listan här nedanför."))
    if call.name or call.way_back:
        said.append(_("Kontakten är förseglad."))
    else:
        said.append(_("Ingen väg tillbaka är sparad."))
    return " ".join(said)


def _with_issue(db: Session, form: CrisisForm, said: Said) -> Said:
    """With the issue that is made for it, where one was named."""
    if not form.title.data:
        return said
    return said._replace(issue_id=issues.make(db, form.title.data, None, clock.today()).id)


def _page(
    form: CrisisForm | None = None,
    call_form: CallForm | None = None,
    found: Marked | None = None,
    *,
    is_stale: bool = False,
) -> str:
    now = clock.now()
    with site.reading() as db:
        crisis, last = rota.current(db), rota.last(db)
        shown = form or crisis_forms.filled(last, now)
        crisis_forms.offer(db, shown)
        told = _told(db, crisis, now) if crisis else {}
    if not (is_stale or shown.errors):
        shown.version.data = last.version if last else 0
    return render_template(
        "register/crisis.html" if crisis else "register/crisis_on.html",
        crisis=crisis,
        form=shown,
        call_form=call_form or CallForm(formdata=None),
        found=found,
        is_stale=is_stale,
        version=last.version if last else 0,
        **told,
    )


def _told(db: Session, crisis: Crisis, now: datetime) -> dict[str, Any]:
    """A crisis that is on, in words and numbers."""
    counts = rota.counts(db, now)
    latest = inquiries.page(db, Filter(Show.ALL), clock.today()).rows[:LATEST]
    issue = db.get(Issue, crisis.issue_id) if crisis.issue_id else None
    meeting = words.moment(crisis.meeting_at, now) if crisis.meeting_at else ""
    return {
        "since": words.moment(crisis.since, now),
        "meeting": meeting,
        "is_over": crisis.meeting_at is not None and crisis.meeting_at < now,
        "issue": issue,
        "counts": counts,
        "hours": [(dates.time_of(start), count) for start, count in reversed(counts.hours)],
        "latest": [
            (row.ref, row.inquiry.outlet or "", row.opening, dates.time_of(row.inquiry.received_at))
            for row in latest
        ],
    }


def _back(message: str, undo: str = "message") -> ResponseReturnValue:
    flash(message, undo)
    return redirect(url_for("register.crisis_home"), 303)
