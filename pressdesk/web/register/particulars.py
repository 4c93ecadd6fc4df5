"""Correcting what was asked, in the form of the intake; and what two do who correct it at once."""

from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session
from wtforms import Field

from pressdesk import clock, inquiries
from pressdesk.errors import BadInquiry, NoRegisterKey
from pressdesk.inquiries import Asked, Shown, sealed
from pressdesk.register import lists
from pressdesk.registertables import Inquiry
from pressdesk.web import access, site, switching
from pressdesk.web.register import contact, given, intake, list_forms, naming, offering
from pressdesk.web.register.asked_forms import AskedForm
from pressdesk.web.register.guarding import Marked
from pressdesk.web.register.list_forms import MediaForm
from pressdesk.web.register.pages import pages


class Known(NamedTuple):
    """An inquiry as it stands, and as its form has it."""

    shown: Shown
    fields: dict[str, str]
    has_contact: bool  # the reporter's name and way back can be changed here


class Difference(NamedTuple):
    """A field that two officers wrote differently, in words."""

    label: str
    mine: str
    theirs: str


@pages.route("/<ref>/uppgifter", methods=["GET", "POST"])
@access.key_holder
@switching.keeps
def particulars(ref: str) -> ResponseReturnValue:
    with site.reading() as db:
        known = _known(db, ref)
        draft = sealed.draft(db, access.holder(), _about(ref))
    if known.shown.inquiry.is_records_request:
        flash(_("Av en begäran om allmän handling sparas inget som går att rätta."))
        return redirect(url_for("register.show", ref=ref), 303)
    if switching.is_on():
        return _page(AskedForm(), known)
    if request.form.get("action") == "draft":
        return intake.keep_typed(_about(ref), url_for("register.particulars", ref=ref))
    if request.method == "POST":
        return _correct(ref, AskedForm())
    fresh = known.fields | {"seen": given.digest(known.fields)}
    form = AskedForm(formdata=None, data=fresh | draft)
    return _page(form, known, is_draft=bool(draft))


@pages.route("/<ref>/redaktion", methods=["GET", "POST"])
@access.key_holder
def outlet_media(ref: str) -> ResponseReturnValue:
    """What kind of media an outlet is that was new with this inquiry, or which one was meant."""
    with site.reading() as db:
        row = inquiries.show(db, inquiries.number_of(ref)).inquiry
        outlet = row.outlet
        alike = offering.alike(db, outlet) if outlet else []
    form = MediaForm()
    if outlet is None:
        return redirect(url_for("register.show", ref=ref), 303)
    if "same" in request.form:
        return _meant(ref, row, alike)
    shown = {"form": form, "ref": ref, "outlet": outlet, "alike": alike}
    if not form.is_submitted():
        return render_template("register/outlet_media.html", **shown)
    if form.media.data not in list_forms.MEDIA:
        naming.say(form.media, given.IN_LIST)
        return render_template("register/outlet_media.html", **shown), 422
    with site.writing() as db:
        lists.set_media(db, outlet, form.media.data or None)
    flash(_("Redaktionen är sparad."))
    return redirect(url_for("register.show", ref=ref), 303)


def _meant(ref: str, row: Inquiry, alike: list[str]) -> ResponseReturnValue:
    """A second press finds nothing alike any longer, and changes nothing."""
    name = request.form["same"]
    if name in alike:
        with site.writing() as db:
            inquiries.mean_outlet(db, row.number, row.version, name)
        flash(_("Redaktionen är %(name)s.", name=name))
    return redirect(url_for("register.show", ref=ref), 303)


def _about(ref: str) -> str:
    return f"{ref} particulars"


def _known(db: Session, ref: str) -> Known:
    shown = inquiries.show(db, inquiries.number_of(ref))
    reporter = contact.fields(db, shown.inquiry)
    fields = given.fields_of(shown) | (reporter or {})
    return Known(shown, fields, reporter is not None)


def _correct(ref: str, form: AskedForm) -> ResponseReturnValue:
    form.validate()
    held: dict[str, Marked] = {}
    is_new = False
    try:
        with site.writing() as db:
            known = _known(db, ref)
            is_stale = form.seen.data != given.digest(known.fields)
            if not is_stale:
                asked = given.read(db, form, clock.now(), known.shown.inquiry)
                held = offering.held(db, form)
                is_new = offering.is_new_outlet(db, form.outlet.data or "")
                if asked and not form.errors:
                    _keep(db, form, known, asked)
    except BadInquiry as bad:
        given.say(form, bad)
    except NoRegisterKey:
        contact.say_no_key(form)
    if is_stale:
        return _stale(form, known), 409
    if form.errors:
        return _page(form, known, held), 422
    flash(_("Uppgifterna är ändrade."))
    return redirect(url_for("register.outlet_media" if is_new else "register.show", ref=ref), 303)


def _keep(db: Session, form: AskedForm, known: Known, asked: Asked) -> None:
    row = known.shown.inquiry
    asked = asked._replace(outlet=lists.find_or_add_outlet(db, asked.outlet).name)
    if any(form[name].data != text for name, text in given.fields_of(known.shown).items()):
        inquiries.correct(db, row.number, row.version, asked, clock.now())
    if known.has_contact and any(
        (form[name].data or "") != known.fields[name] for name in ("name", "way_back")
    ):
        contact.keep(db, form, row.number)
    sealed.drop_draft(db, access.holder(), _about(known.shown.ref))


def _page(
    form: AskedForm,
    known: Known,
    held: dict[str, Marked] | None = None,
    *,
    is_draft: bool = False,
    differences: list[Difference] | None = None,
) -> str:
    form.received.description = ""
    with site.reading() as db:
        offering.fill(db, form)
        names = offering.names(db)
    return render_template(
        "register/particulars.html",
        form=form,
        names=names,
        held=held or {},
        ref=known.shown.ref,
        about=_about(known.shown.ref),
        is_draft=is_draft,
        has_contact=known.has_contact,
        differences=differences,
    )


def _stale(form: AskedForm, known: Known) -> str:
    """Both side by side; what was typed stands in the form still, and may be saved after all."""
    with site.reading() as db:
        offering.fill(db, form)
    pairs = [(form[name], theirs) for name, theirs in known.fields.items()]
    differences = [
        Difference(str(field.label.text), _told(field, field.data or ""), _told(field, theirs))
        for field, theirs in pairs
        if (field.data or "") != theirs
    ]
    form.seen.data = given.digest(known.fields)
    return _page(form, known, differences=differences)


def _told(field: Field, value: str) -> str:
    """A choice in words, and a text as it is."""
    choices = {choice.value: choice.label for choice in getattr(field, "choices", [])}
    return str(choices.get(value, value))
