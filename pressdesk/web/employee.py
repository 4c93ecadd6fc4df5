"""The employee's pages: rights, ask, check, sent, mailbox. No cookie, script or query string."""

import secrets

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import escape

from pressdesk import clock, intake, mailbox
from pressdesk.errors import ForeignReceipt, FormClosed, NotFound
from pressdesk.guard import identities
from pressdesk.web import access, advice, forms, i18n, marks, site, switching
from pressdesk.web.forms import AskForm, FollowUpForm, OpenForm

pages = Blueprint("employee", __name__)

TOKEN_BYTES = 16
ROOM_BYTES = 16_000  # for a text that comes along, on a page that also has the longest answer


@pages.get("/")
@access.public
def rights() -> ResponseReturnValue:
    return render_template("employee/rights.html")


@pages.get("/rad")
@access.public
def advise() -> ResponseReturnValue:
    """All of it on one page: no address and no request tells what she reads."""
    return render_template("employee/advice.html", advice=advice.ADVICE, kinds=i18n.KINDS)


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
@switching.keeps
def check() -> ResponseReturnValue:
    form = AskForm()
    action = request.form.get("action")
    if action == "edit" and not form.text.data:
        return ask()  # from the advice, with a kind of help: the form may be closed
    if action == "edit" or switching.is_on():
        return render_template("employee/ask.html", form=form, finds_marked=None)
    if action == "clean":
        form.text.data = identities.clean(form.text.data, allowed_phones=_our_phones())
    return _checked(form) if _passes(form) else _mend(form)


@pages.post("/skicka")
@access.public
@switching.keeps
def lodge() -> ResponseReturnValue:
    form = AskForm()
    if switching.is_on():
        return _switched(form)
    site.check_alarm()
    if not _passes(form):
        return _mend(form)
    try:
        with site.writing() as db:
            intake.lodge(db, site.settings(), form.minted(), form.request(), clock.today())
    except ForeignReceipt:
        return _checked(form, is_foreign=True)
    # No redirect: it would have to remember the receipt.
    return render_template("employee/sent.html", receipt=form.receipt.data)


@pages.get("/svar")
@access.public
def enter() -> ResponseReturnValue:
    return render_template("employee/enter.html", form=OpenForm())


@pages.post("/svar")
@access.public
@switching.keeps
def read() -> ResponseReturnValue:
    form = OpenForm()
    if switching.is_on() and not request.form.get("tried"):
        return render_template("employee/enter.html", form=form)
    return _opened(form)


@pages.post("/svar/skriv")
@access.public
@switching.keeps
def write_on() -> ResponseReturnValue:
    form = FollowUpForm()
    if switching.is_on():
        return _write_on(form) if request.form.get("page") == "write-on" else _opened(OpenForm())
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
@switching.keeps
def delete() -> ResponseReturnValue:
    form = OpenForm()
    at_once = mailbox.goes_at_once(site.settings())
    if switching.is_on() and "deleted" in request.form:
        is_held = request.form["deleted"] == "held"
        return render_template("employee/deleted.html", at_once=at_once, is_held=is_held)
    if request.form.get("confirm") != "yes" or switching.is_on():
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
    is_valid = form.is_sound()
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


def _checked(form: AskForm, *, is_foreign: bool = False) -> ResponseReturnValue:
    """The check page. A code that she may have copied already stays the same while she edits."""
    site.check_alarm()
    before = form.minted()
    with site.reading() as db:
        minted = intake.mint(db, site.settings(), clock.today(), again=before)
    return render_template(
        "employee/check.html",
        form=form,
        receipt=minted.code,
        proof=minted.proof,
        marked=marks.pieces(form.text.data, _finds(form)),
        request_lines=form.lines(),
        kinds=i18n.KINDS,
        advice=advice.beside_a_question(form.request().kinds),
        is_new_code=is_foreign or before.code not in {"", minted.code},
    )


def _switched(form: AskForm) -> ResponseReturnValue:
    """The check page, or one that follows it, in another language; nothing is lodged."""
    page = request.form.get("page")
    if page == "was-deleted":
        return render_template("employee/was_deleted.html")
    if page == "sent":
        return _opened(OpenForm())
    return _checked(form) if _passes(form) else _mend(form)


def _opened(form: OpenForm) -> str:
    """What a code opens: her thread, or the page that she changes the language of.

    No code is tried for a text that has no room beside the longest answer: the page would be
    longer for a right one.
    """
    text = FollowUpForm().text.data
    if len(escape(text).encode()) > ROOM_BYTES:
        return _write_on(FollowUpForm())
    with site.reading() as db:
        page = mailbox.read(db, site.settings(), form.receipt.data, form.position.data or 0)
    # All are made, whatever the code, so that none takes longer than another.
    shown = {
        "sent": render_template("employee/sent.html", receipt=form.receipt.data),
        "written": render_template("employee/written.html", receipt=form.receipt.data),
    }
    thread = _thread(form.receipt.data, page or mailbox.NOTHING, text)
    unknown = _unknown(text)
    here = request.form.get("page", "") if switching.is_on() else ""
    return unknown if page is None else shown.get(here, thread)


def _thread(receipt: str, page: mailbox.Page, text: str) -> str:
    return render_template(
        "employee/thread.html",
        page=page,
        receipt=receipt,
        token=secrets.token_hex(TOKEN_BYTES),
        form=FollowUpForm(formdata=None, data={"text": text}),
    )


def _unknown(text: str = "") -> str:
    return render_template("employee/unknown.html", form=OpenForm(), text=text)


def _write_on(form: FollowUpForm) -> str:
    return render_template(
        "employee/write_on.html",
        form=form,
        receipt=form.receipt.data,
        token=form.token.data or secrets.token_hex(TOKEN_BYTES),
        finds_marked=_sure_marked(form),
    )
