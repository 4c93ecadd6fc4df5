"""The employee's pages: rights, ask, check, sent, mailbox. No cookie, script or query string."""

import secrets

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pressdesk import clock, intake, mailbox
from pressdesk.errors import ForeignReceipt, FormClosed, NotFound
from pressdesk.guard import identities
from pressdesk.web import access, forms, marks, site
from pressdesk.web.forms import AskForm, FollowUpForm, OpenForm

pages = Blueprint("employee", __name__)

TOKEN_BYTES = 16


@pages.get("/")
@access.public
def rights() -> ResponseReturnValue:
    return render_template("employee/rights.html")


@pages.get("/fraga")
@access.public
def ask() -> ResponseReturnValue:
    try:
        site.check_alarm()
        with site.reading() as db:
            intake.open_epoch(db, site.settings(), clock.today())
    except FormClosed as closed:
        return render_template("employee/closed.html", reason=closed.reason)
    return render_template("employee/ask.html", form=AskForm(), finds_marked=None)


@pages.post("/fraga")
@access.public
def check() -> ResponseReturnValue:
    form = AskForm()
    action = request.form.get("action")
    if action == "edit":
        return render_template("employee/ask.html", form=form, finds_marked=None)
    if action == "clean":
        form.text.data = identities.clean(form.text.data, allowed_phones=_our_phones())
    return _checked(form) if _passes(form) else _mend(form)


@pages.post("/skicka")
@access.public
def lodge() -> ResponseReturnValue:
    form = AskForm()
    site.check_alarm()
    if not _passes(form):
        return _mend(form)
    try:
        with site.writing() as db:
            intake.lodge(db, site.settings(), form.minted(), form.request(), clock.today())
    except ForeignReceipt:
        return _checked(form, is_new_code=True)
    # No redirect: it would have to remember the receipt.
    return render_template("employee/sent.html", receipt=form.receipt.data)


@pages.get("/svar")
@access.public
def enter() -> ResponseReturnValue:
    return render_template("employee/enter.html", form=OpenForm())


@pages.post("/svar")
@access.public
def read() -> ResponseReturnValue:
    form = OpenForm()
    with site.reading() as db:
        page = mailbox.read(db, site.settings(), form.receipt.data, form.position.data or 0)
    # Both pages are made, whatever the code, so that neither takes longer than the other.
    shown = [_thread(form.receipt.data, page or mailbox.NOTHING), _unknown()]
    return shown[page is None]


@pages.post("/svar/skriv")
@access.public
def write_on() -> ResponseReturnValue:
    form = FollowUpForm()
    site.check_safe()
    if request.form.get("action") == "clean":
        form.text.data = identities.clean(form.text.data, allowed_phones=_our_phones())
        form.validate()
        return _write_on(form)
    if not _passes(form):
        return _write_on(form), 422
    try:
        with site.writing() as db:
            mailbox.write_on(
                db,
                site.settings(),
                form.receipt.data,
                form.token.data.encode(),
                form.text.data,
                clock.today(),
            )
    except NotFound:
        return _unknown(form.text.data)
    return render_template("employee/written.html", receipt=form.receipt.data)


@pages.post("/svar/radera")
@access.public
def delete() -> ResponseReturnValue:
    form = OpenForm()
    at_once = mailbox.goes_at_once(site.settings())
    if request.form.get("confirm") != "yes":
        return render_template("employee/delete.html", receipt=form.receipt.data, at_once=at_once)
    with site.writing() as db:
        done = mailbox.delete_thread(db, site.settings(), form.receipt.data, clock.today())
    site.here().store.settle()
    is_held = done is mailbox.Deletion.HELD
    return render_template("employee/deleted.html", at_once=at_once, is_held=is_held)


def _our_phones() -> frozenset[str]:
    return frozenset({site.settings().duty_phone} - {""})


def _passes(form: AskForm | FollowUpForm) -> bool:
    """Whether the fields are right and no sure find is left in the text."""
    is_valid: bool = form.validate()
    if any(find.is_sure for find in _finds(form)):
        form.text.errors = [*form.text.errors, _("Ta bort det som är markerat under rutan")]
        return False
    return is_valid


def _finds(form: AskForm | FollowUpForm) -> list[identities.Find]:
    text = (form.text.data or "")[: forms.QUESTION_CHARACTERS * 4]
    return identities.find(text, allowed_phones=_our_phones())


def _sure_marked(form: AskForm | FollowUpForm) -> list[tuple[str, str | None]] | None:
    sure = [find for find in _finds(form) if find.is_sure]
    return marks.pieces(form.text.data, sure) if sure else None


def _mend(form: AskForm) -> ResponseReturnValue:
    return render_template("employee/ask.html", form=form, finds_marked=_sure_marked(form)), 422


def _checked(form: AskForm, *, is_new_code: bool = False) -> ResponseReturnValue:
    """The check page. A code that she may have copied already stays the same while she edits."""
    site.check_alarm()
    with site.reading() as db:
        minted = intake.mint(db, site.settings(), clock.today(), again=form.minted())
    return render_template(
        "employee/check.html",
        form=form,
        receipt=minted.code,
        proof=minted.proof,
        marked=marks.pieces(form.text.data, _finds(form)),
        request_lines=form.lines(),
        is_new_code=is_new_code,
    )


def _thread(receipt: str, page: mailbox.Page) -> str:
    return render_template(
        "employee/thread.html",
        page=page,
        receipt=receipt,
        token=secrets.token_hex(TOKEN_BYTES),
        form=FollowUpForm(formdata=None),
    )


def _unknown(text: str = "") -> str:
    return render_template("employee/unknown.html", form=OpenForm(), text=text)


def _write_on(form: FollowUpForm) -> str:
    return render_template(
        "employee/write_on.html",
        form=form,
        receipt=form.receipt.data,
        token=form.token.data,
        finds_marked=_sure_marked(form),
    )
