"""What is written on an inquiry's page: the text of the answer, working notes; and the contact."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pressdesk import clock, inquiries
from pressdesk.errors import Stale, WithReason, WrongState
from pressdesk.inquiries import sealed
from pressdesk.register import lists
from pressdesk.register.standing import Step, can
from pressdesk.registertables import Inquiry
from pressdesk.web import access, forms, site, switching
from pressdesk.web.register import drafts, failing, inquiry, steps
from pressdesk.web.register.guarding import guarded
from pressdesk.web.register.inquiry_forms import AnswerForm, InquiryNoteForm
from pressdesk.web.register.pages import pages


@pages.post("/<ref>/svar")
@access.key_holder
@switching.keeps
def answer(ref: str) -> ResponseReturnValue:
    """Save the text of the answer, perhaps send it for sign-off at once; or keep a draft of it."""
    form, action = AnswerForm(), request.form.get("action", "")
    if action in {"draft", "drop"} and not switching.is_on():
        return _draft(ref, form, is_dropped=action == "drop")
    is_valid = form.validate()
    found = guarded(form.answer, asks=True) if is_valid else None
    if not is_valid or found:
        return inquiry.page(ref, answer_form=form, answer_found=found), 422
    try:
        row = _proposed(ref, form, is_submitted=action == "submit")
    except WithReason as bad:
        failing.tell(form, bad, unit="facts_from")
        return inquiry.page(ref, answer_form=form), bad.status
    except (Stale, WrongState) as late:
        return _stale(ref, form, late), late.status
    if action == "submit":
        return steps.done(ref, row, Step.SUBMIT)
    flash(_("Texten är sparad. Den är inte lämnad till redaktionen än."))
    return _back(ref)


@pages.post("/<ref>/anteckna")
@access.key_holder
@switching.keeps
def leave_note(ref: str) -> ResponseReturnValue:
    """A working note for colleagues: sealed, never a part of an answer, gone at closing."""
    form, about = InquiryNoteForm(), inquiry.about(ref, "note")
    if switching.is_on():
        return inquiry.page(ref, note_form=form)
    if request.form.get("action") == "draft":
        with site.writing() as db:
            drafts.keep(db, about, {"note": form.note.data})
        flash(_("Utkastet är sparat. Bara du ser det."))
        return _back(ref)
    is_valid = form.validate()
    found = guarded(form.note, asks=True) if is_valid else None
    if not is_valid or found:
        return inquiry.page(ref, note_form=form, note_found=found), 422
    try:
        with site.writing() as db:
            number = inquiries.number_of(ref)
            sealed.note(db, access.holder(), number, form.note.data, clock.today())
            sealed.drop_draft(db, access.holder(), about)
    except WrongState as late:
        return inquiry.page(ref, note_form=form, stale=failing.happened(late)), late.status
    flash(_("Anteckningen är sparad. Bara pressenheten ser den."))
    return _back(ref)


@pages.post("/<ref>/glom-kontakten")
@access.key_holder
def forget_contact(ref: str) -> ResponseReturnValue:
    """The reporter's name and way back, gone at once."""
    number = inquiries.number_of(ref)
    with site.writing() as db:
        inquiries.found(db, number)
        sealed.forget_reporter(db, number)
    flash(_("Kontakten är raderad."))
    return _back(ref)


def _proposed(ref: str, form: AnswerForm, *, is_submitted: bool) -> Inquiry:
    number, version = inquiries.number_of(ref), form.version.data or 0
    minutes = {"undo_minutes": site.settings().undo_minutes}
    with site.writing() as db:
        inquiries.found(db, number, version)
        unit = form.facts_from.data
        given = {
            "text": form.answer.data,
            "facts_from": lists.find_unit(db, unit) if unit else None,
        }
        officer, now = steps.me(), clock.now()
        row = inquiries.step(db, number, version, Step.PROPOSE, officer, now, **minutes, **given)
        if is_submitted and can(inquiries.read(row), Step.SUBMIT):
            row = inquiries.step(db, number, row.version, Step.SUBMIT, officer, now, **minutes)
        sealed.drop_draft(db, access.holder(), inquiry.about(ref, "answer"))
    return row


def _draft(ref: str, form: AnswerForm, *, is_dropped: bool) -> ResponseReturnValue:
    """Keep what is written so far, or throw it away; only what is too long is refused."""
    if len(form.answer.data) > forms.ANSWER_CHARACTERS and not is_dropped:
        form.validate()
        return inquiry.page(ref, answer_form=form), 422
    with site.writing() as db:
        inquiries.found(db, inquiries.number_of(ref))
        fields = {} if is_dropped else drafts.typed()
        drafts.keep(db, inquiry.about(ref, "answer"), fields)
    flash(_("Utkastet är borta.") if is_dropped else _("Utkastet är sparat. Bara du ser det."))
    return _back(ref)


def _stale(ref: str, form: AnswerForm, late: Stale | WrongState) -> str:
    """Both texts, side by side. Hers is kept as a draft, so that it outlives a closed page too."""
    with site.writing() as db:
        row = inquiries.found(db, inquiries.number_of(ref))
        drafts.keep(db, inquiry.about(ref, "answer"), drafts.typed())
    saved = row.answer if row.answer is not None else row.proposed
    stale: dict[str, Any] = failing.happened(late)
    stale |= {"mine": form.answer.data, "saved": saved or "", "is_released": row.answer is not None}
    return inquiry.page(ref, answer_form=form, stale=stale)


def _back(ref: str) -> ResponseReturnValue:
    return redirect(url_for("register.show", ref=ref), 303)
