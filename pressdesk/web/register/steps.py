"""The steps of an inquiry: one press each, and one more to take it back."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from pressdesk import clock, inquiries
from pressdesk.errors import (
    BadStep,
    NotFound,
    Stale,
    UndoOver,
    WithReason,
    WrongState,
)
from pressdesk.inquiries import Officer, sealed
from pressdesk.keytables import AccountState, Role
from pressdesk.register import daywords, lists
from pressdesk.register.standing import Step
from pressdesk.register.words import Outcome
from pressdesk.registertables import NAME_CHARACTERS, Inquiry
from pressdesk.staff import accounts
from pressdesk.web import access, site
from pressdesk.web.register import failing, inquiry, step_words
from pressdesk.web.register.guarding import guarded
from pressdesk.web.register.inquiry_forms import ENDS, StepForm
from pressdesk.web.register.pages import pages

VERSION_DIGITS = 9
Given = dict[str, Any]


@access.key_holder
def step(ref: str, step: str) -> ResponseReturnValue:
    """Take a step as the page had the inquiry; what cannot be done gives back what was typed."""
    chosen, form = Step(step), StepForm()
    if chosen is Step.TO_REGISTRAR and request.form.get("confirm") != "yes":
        return _asked(ref)
    is_valid = form.validate()
    found = guarded(form.whom, asks=False) if chosen is Step.WAIT else None
    if not is_valid or found:
        return inquiry.page(ref, step_form=form, step_found=found, sent=step), 422
    try:
        row = _taken(ref, chosen, form)
    except WithReason as bad:
        failing.tell(form, bad)
        return inquiry.page(ref, step_form=form, sent=step), bad.status
    except (Stale, WrongState) as late:
        stale = failing.happened(late)
        return inquiry.page(ref, step_form=form, sent=step, stale=stale), late.status
    return done(ref, row, chosen)


for _step, _path in step_words.PATHS.items():
    pages.add_url_rule(
        f"/<ref>/{_path}", "step", step, methods=["POST"], defaults={"step": str(_step)}
    )


@pages.post("/<ref>/angra/<version>")
@access.key_holder
def undo_step(ref: str, version: str) -> ResponseReturnValue:
    """Take the last step back, if it still is the one that the bar was of."""
    number = inquiries.number_of(ref)
    minutes = site.settings().undo_minutes
    try:
        with site.writing() as db:
            inquiries.found(db, number, _number(version))
            inquiries.undo(db, number, clock.now(), minutes)
    except NotFound:  # of the step; an inquiry that is not there has no page either
        return inquiry.page(ref, stale=failing.happened(UndoOver())), UndoOver.status
    except (Stale, UndoOver) as late:
        return inquiry.page(ref, stale=failing.happened(late)), late.status
    flash(_("Steget är ångrat."))
    return redirect(_onwards(ref), 303)


def done(ref: str, row: Inquiry, step: Step) -> ResponseReturnValue:
    """Back to where it was pressed, with what happened and a way to take it back."""
    told = str(step_words.DONE[step])
    if step is Step.RELEASE and row.outcome:
        told = _("Svaret är lämnat och förfrågan är avslutad.")
    is_for_good = step is Step.TO_REGISTRAR
    # The bar may be seen on another page: it says which inquiry it is of.
    where = "message" if is_for_good else inquiry.undo_address(ref, row.version)
    flash(f"{ref}: {told}", where)
    return redirect(_onwards(ref), 303)


def me() -> Officer:
    """Who does it."""
    return Officer(access.me().id, access.me().name)


def _number(version: str) -> int:
    """Of the page's last step; 0, which none has, for anything else."""
    is_one = version.isascii() and version.isdecimal() and len(version) <= VERSION_DIGITS
    return int(version) if is_one else 0


def _onwards(ref: str) -> str:
    if request.form.get("back") == "lista":
        return url_for("register.listing")
    return url_for("register.show", ref=ref)


def _taken(ref: str, step: Step, form: StepForm) -> Inquiry:
    number = inquiries.number_of(ref)
    given = GIVEN.get(step, lambda _db, _form: {})
    with site.writing() as db:
        # Who comes late is told that first, and not that a field is wrong.
        inquiries.found(db, number, form.version.data or 0)
        row = inquiries.step(
            db,
            number,
            form.version.data or 0,
            step,
            me(),
            clock.now(),
            undo_minutes=site.settings().undo_minutes,
            **given(db, form),
        )
        if step is Step.TO_REGISTRAR:
            for what in ("answer", "note", "particulars", "follow-up"):
                sealed.drop_draft(db, access.holder(), inquiry.about(ref, what))
    return row


def _asked(ref: str) -> ResponseReturnValue:
    """The registrar's way cannot be taken back, so that it is asked first."""
    with site.reading() as db:
        shown = inquiries.show(db, inquiries.number_of(ref))
    return render_template("register/inquiry_registrar.html", ref=ref, row=shown.inquiry)


def _assigned(db: Session, form: StepForm) -> Given:
    offered = [
        (str(account.id), account.name)
        for account in accounts.everyone(db)
        if account.role is Role.PRESS_OFFICER and account.state is AccountState.ACTIVE
    ]
    officer = inquiry.officer_of(form.officer.data or "", offered)
    if officer is None:
        raise BadStep("officer")
    return {"officer": officer}


def _waited(_db: Session, form: StepForm) -> Given:
    if len(form.whom.data) > NAME_CHARACTERS:
        raise BadStep("whom")
    return {"whom": form.whom.data}


def _parked(_db: Session, form: StepForm) -> Given:
    today = clock.today()
    day, _time = daywords.read(daywords.plain(form.until.data), today)
    return {"until": day or today, "today": today}


def _routed(db: Session, form: StepForm) -> Given:
    return {"unit": lists.find_unit(db, form.unit.data)}


def _released(_db: Session, form: StepForm) -> Given:
    return {"by_mandate": form.mandate.data == "y", "outcome": _outcome(form, is_needed=False)}


def _closed(_db: Session, form: StepForm) -> Given:
    return {"outcome": _outcome(form, is_needed=True)}


def _outcome(form: StepForm, *, is_needed: bool) -> Outcome | None:
    typed = form.outcome.data or ""
    if typed in {str(key) for key in ENDS}:
        return Outcome(typed)
    if typed or is_needed:
        raise BadStep("outcome")
    return None


GIVEN: dict[Step, Callable[[Session, StepForm], Given]] = {
    Step.ASSIGN: _assigned,
    Step.WAIT: _waited,
    Step.PARK: _parked,
    Step.ROUTE: _routed,
    Step.RELEASE: _released,
    Step.CLOSE: _closed,
}
