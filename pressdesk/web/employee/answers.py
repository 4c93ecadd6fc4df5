"""The mailbox: a code opens one message a page; write on, delete."""

import secrets

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from pressdesk import clock, mailbox
from pressdesk.errors import NotFound
from pressdesk.guard import identities
from pressdesk.web import access, forms, shared, site, switching
from pressdesk.web.employee import texts
from pressdesk.web.employee.pages import pages
from pressdesk.web.forms import FollowUpForm, OpenForm

TOKEN_BYTES = 16
# What a page that followed a sending is made from once more, when she changes its language.
FOLLOWING = {"sent": "employee/sent.html", "written": "employee/written.html"}
ROOM_BYTES = 16_000  # for a text that comes along, on a page that also has the longest answer


@pages.get("/svar")
@access.public
@shared.page
def enter() -> str:
    return render_template("employee/enter.html", form=OpenForm())


@pages.post("/svar")
@access.public
@switching.keeps
def read() -> ResponseReturnValue:
    form = OpenForm()
    if switching.is_on() and not request.form.get("tried"):
        return render_template("employee/enter.html", form=form)
    return opened(form)


@pages.post("/svar/skriv")
@access.public
@switching.keeps
def write_on() -> ResponseReturnValue:
    form = FollowUpForm()
    if switching.is_on():
        return _write_on(form) if request.form.get("page") == "write-on" else opened(OpenForm())
    site.check_safe()
    if request.form.get("action") == "clean":
        form.text.data = identities.clean(form.text.data, allowed_phones=texts.our_phones())
        form.validate()
        return _write_on(form)
    if not texts.passes(form):
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
        return _unknown(form.receipt.data or "", form.text.data)
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


def opened(form: OpenForm) -> str:
    """What a code opens: her thread, or the page that she changes the language of.

    No code is tried for a text that has no room beside the longest answer: the page would be
    longer for a right one.
    """
    text = forms.tidy(request.form.get("text"))
    if len(escape(text).encode()) > ROOM_BYTES:
        return _write_on(FollowUpForm())
    with site.reading() as db:
        page = mailbox.read(db, site.settings(), form.receipt.data, form.position.data or 0)
    # Both are made, whatever the code, so that none takes longer than another.
    here = request.form.get("page") if switching.is_on() else None
    if here in FOLLOWING:
        known = render_template(FOLLOWING[here], receipt=form.receipt.data)
    else:
        known = _thread(form.receipt.data, page or mailbox.NOTHING, text)
    unknown = _unknown(form.receipt.data or "", text)
    return unknown if page is None else known


def _thread(receipt: str, page: mailbox.Page, text: str) -> str:
    return render_template(
        "employee/thread.html",
        page=page,
        receipt=receipt,
        token=secrets.token_hex(TOKEN_BYTES),
        box=Markup(_box(text)),  # noqa: S704 # nosec B704 - a template's
    )


@shared.frame
def _box(text: str) -> str:
    form = FollowUpForm(formdata=None, data={"text": text})
    return render_template("employee/box.html", form=form)


@shared.frame
def _unknown(receipt: str, text: str) -> str:
    form = OpenForm(formdata=None, data={"receipt": receipt})
    return render_template("employee/unknown.html", form=form, text=text)


def _write_on(form: FollowUpForm) -> str:
    return render_template(
        "employee/write_on.html",
        form=form,
        receipt=form.receipt.data,
        token=form.token.data or secrets.token_hex(TOKEN_BYTES),
        finds_marked=texts.sure_marked(form),
    )
