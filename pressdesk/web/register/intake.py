"""Taking in an inquiry on one screen, and counting a request for public records."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from pressdesk import clock, inquiries
from pressdesk.errors import BadInquiry, NoRegisterKey, NotFound
from pressdesk.inquiries import Asked, Officer, issues, sealed
from pressdesk.register import lists
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel
from pressdesk.registertables import Inquiry
from pressdesk.web import access, dates, site, switching
from pressdesk.web.register import contact, drafts, given, naming, offering, words
from pressdesk.web.register.asked_forms import AskedForm, RequestForm
from pressdesk.web.register.guarding import Marked
from pressdesk.web.register.pages import pages

# What a request for public records shares with an inquiry; all else was typed about the requester.
SHARED = {"unit", "channel", "csrf_token", "seen"}


@pages.route("/ny", methods=["GET", "POST"])
@access.key_holder
@switching.keeps
def intake() -> ResponseReturnValue:
    if request.method == "GET":
        return _opened()
    form, action = AskedForm(), request.form.get("action")
    if switching.is_on():
        return _switched(form)
    if action == "records":
        return _records_request(form)
    if action == "back":
        return _page(form)
    if action == "draft":
        return keep_typed(_about(), url_for("register.intake", foljer=request.args.get("foljer")))
    return _log(form)


@pages.get("/begaran")
@access.key_holder
def records_request() -> ResponseReturnValue:
    return _request_page(RequestForm(formdata=None))


@pages.post("/begaran")
@access.key_holder
@switching.keeps
def count_records_request() -> ResponseReturnValue:
    form = RequestForm()
    if switching.is_on():
        return _request_page(form, about=request.form.get("about", ""))
    return _count(form)


def _switched(form: AskedForm) -> ResponseReturnValue:
    """The page in another language: the intake, or the one that a request is counted on."""
    if request.form.get("page") != "records":
        return _page(form)
    return _request_page(*_as_request(form), about=_about())


def keep_typed(about: str, back: str) -> ResponseReturnValue:
    """Keep what is typed as a draft, by the button that is there without a script."""
    with site.writing() as db:
        drafts.keep(db, about, drafts.typed())
    flash(_("Utkastet är sparat. Bara du ser det."))
    return redirect(back, 303)


def _opened() -> ResponseReturnValue:
    about = _about()
    with site.reading() as db:
        draft = sealed.draft(db, access.holder(), about)
        fresh = _following(db, about)
    return _page(AskedForm(formdata=None, data=draft or fresh), is_draft=bool(draft))


def _about() -> str:
    """What the draft is of: a new inquiry, or one that follows up another."""
    ref = request.values.get("foljer", "")
    try:
        return f"{inquiries.reference(inquiries.number_of(ref))} follow-up"
    except NotFound:
        return "new"


def _following(db: Session, about: str) -> dict[str, str]:
    """The fields that a follow-up shares with the inquiry that it follows."""
    ref = about.partition(" ")[0]
    if ref == "new":
        return {}
    shown = inquiries.show(db, inquiries.number_of(ref))
    if shown.inquiry.is_records_request:
        raise NotFound
    fields = given.fields_of(shown)
    issue_id = shown.inquiry.issue_id
    return {name: fields[name] for name in ("outlet", "unit", "topic", "units")} | {
        "follows": ref,
        "issue": str(issue_id or ""),
    }


def _page(form: AskedForm, held: dict[str, Marked] | None = None, *, is_draft: bool = False) -> str:
    with site.reading() as db:
        offering.fill(db, form)
        names = offering.names(db)
    return render_template(
        "register/intake.html",
        form=form,
        names=names,
        held=held or {},
        about=_about(),
        is_draft=is_draft,
        now=dates.time_of(clock.now()),
        is_more=_is_more(form),
    )


def _is_more(form: AskedForm) -> bool:
    """Whether anything stands in the folded part: then it is shown unfolded."""
    folded = set(form.data) - SHARED - {"outlet", "question"}
    return any(form[name].data or form[name].errors for name in folded)


def _log(form: AskedForm) -> ResponseReturnValue:
    form.validate()
    now, row, is_new = clock.now(), None, False
    held: dict[str, Marked] = {}
    try:
        with site.writing() as db:
            asked = given.read(db, form, now)
            held = offering.held(db, form)
            issue_id = offering.issue_of(db, form)
            is_new = offering.is_new_outlet(db, form.outlet.data or "")
            if asked and not form.errors:
                row = _kept(db, form, asked, issue_id, now)
    except BadInquiry as bad:
        given.say(form, bad)
    except NoRegisterKey:
        contact.say_no_key(form)
    if row is None or form.errors:
        return _page(form, held), 422
    ref = inquiries.reference(row.number)
    flash(_("Sparad som %(ref)s.", ref=ref))
    return redirect(url_for("register.outlet_media" if is_new else "register.show", ref=ref), 303)


def _kept(
    db: Session, form: AskedForm, asked: Asked, issue_id: int | None, now: datetime
) -> Inquiry:
    """A new inquiry; the one that is there when the button was pressed twice."""
    asked = asked._replace(outlet=lists.find_or_add_outlet(db, asked.outlet).name)
    sealed.drop_draft(db, access.holder(), _about())
    twice = inquiries.just_logged(db, asked, now)
    reporter = (form.name.data or "", form.way_back.data or "")
    if twice is not None and contact.is_the_same(db, twice.number, *reporter):
        return twice
    row = inquiries.log(db, asked, now)
    if form.name.data or form.way_back.data:
        contact.keep(db, form, row.number)
    if issue_id is not None:
        issues.add(db, issue_id, [row.number])
    if form.mine.data:
        me = Officer(access.me().id, access.me().name)
        minutes = site.settings().undo_minutes
        inquiries.step(db, row.number, row.version, Step.TAKE, me, now, undo_minutes=minutes)
    return row


def _records_request(form: AskedForm) -> ResponseReturnValue:
    """Nothing of what was typed is stored, nor its draft; the page gives it back once, in case the
    button was a slip.
    """
    fresh, typed = _as_request(form)
    with site.writing() as db:
        sealed.drop_draft(db, access.holder(), _about())
    if not typed and form.unit.data:
        return _count(RequestForm())
    return _request_page(fresh, typed, about=_about())


def _as_request(form: AskedForm) -> tuple[RequestForm, list[tuple[str, str]]]:
    """What the two have in common, and what else was typed."""
    fresh = RequestForm(formdata=None, data={"unit": form.unit.data, "channel": form.channel.data})
    typed = [
        (name, value)
        for name, value in form.data.items()
        if name not in SHARED and value and isinstance(value, str)
    ]
    return fresh, typed


def _count(form: RequestForm) -> ResponseReturnValue:
    row, about = None, request.form.get("about", "")
    is_valid = form.validate()
    with site.writing() as db:
        missing = _("Skriv vilken enhet begäran gäller")
        unit = naming.found(db, form.unit, lists.find_unit, missing)
        channel = given.chosen(form.channel, words.CHANNELS) or Channel.PHONE
        if about:  # a script may have kept it once more while the page was on its way
            sealed.drop_draft(db, access.holder(), about)
        if is_valid and not form.errors:
            row = inquiries.log_records_request(db, unit, channel, clock.now())
    if row is None:
        return _request_page(form, about=about), 422
    ref = inquiries.reference(row.number)
    flash(_("Begäran är räknad som %(ref)s. Inget annat är sparat.", ref=ref))
    return redirect(url_for("register.records_request"), 303)


def _request_page(
    form: RequestForm, written: list[tuple[str, str]] | None = None, *, about: str = ""
) -> str:
    """The page, with what was typed, and which draft goes when the request is counted."""
    with site.reading() as db:
        names = offering.names(db)
    return render_template(
        "register/records_request.html", form=form, names=names, written=written or [], about=about
    )
