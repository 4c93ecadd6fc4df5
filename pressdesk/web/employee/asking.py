"""Rights, advice, the form, the check page, and sending."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from pressdesk import clock, intake
from pressdesk.errors import ForeignReceipt, FormClosed
from pressdesk.guard import identities
from pressdesk.vault import receipts
from pressdesk.web import access, advice, i18n, marks, shared, site, switching
from pressdesk.web.employee import answers, texts
from pressdesk.web.employee.pages import pages
from pressdesk.web.forms import AskForm, OpenForm


@pages.get("/")
@access.public
@shared.page
def rights() -> str:
    return render_template("employee/rights.html")


@pages.get("/rad")
@access.public
@shared.page
def advise() -> str:
    """All of it on one page: no address and no request tells what she reads."""
    return render_template("employee/advice.html", advice=advice.ADVICE, kinds=i18n.KINDS)


@pages.get("/fraga")
@access.public
def ask() -> ResponseReturnValue:
    try:
        with site.reading() as db:
            site.check_alarm(db)
            intake.check_open(db, site.settings(), clock.today())
    except FormClosed as closed:
        return render_template("employee/closed.html", reason=closed.reason)
    return _ask_page()


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
        form.text.data = identities.clean(form.text.data, allowed_phones=texts.our_phones())
    return _checked(form) if texts.passes(form) else _mend(form)


@pages.post("/skicka")
@access.public
@switching.keeps
def lodge() -> ResponseReturnValue:
    form = AskForm()
    if switching.is_on():
        return _switched(form)
    site.check_safe()
    if not texts.passes(form):
        return _mend(form)
    try:
        with site.writing() as db:
            site.check_alarm(db)
            intake.lodge(db, site.settings(), form.minted(), form.request(), clock.today())
    except ForeignReceipt:
        return _checked(form, is_foreign=True)
    # No redirect: it would have to remember the receipt.
    return _sent(*receipts.groups(form.receipt.data))


@shared.frame
def _sent(*groups: str) -> str:
    """The page shows a code in its five groups, however it came: there is one to keep."""
    return render_template("employee/sent.html", receipt="-".join(groups))


@shared.page
def _ask_page() -> str:
    return render_template("employee/ask.html", form=AskForm(), finds_marked=None)


def _mend(form: AskForm) -> ResponseReturnValue:
    return render_template(
        "employee/ask.html", form=form, finds_marked=texts.sure_marked(form)
    ), 422


def _checked(form: AskForm, *, is_foreign: bool = False) -> ResponseReturnValue:
    """The check page. A code that she may have copied already stays the same while she edits."""
    before = form.minted()
    with site.reading() as db:
        site.check_alarm(db)
        minted = intake.mint(db, site.settings(), clock.today(), again=before)
    return render_template(
        "employee/check.html",
        form=form,
        receipt=minted.code,
        proof=minted.proof,
        marked=marks.pieces(form.text.data, texts.finds(form)),
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
        return answers.opened(OpenForm())
    return _checked(form) if texts.passes(form) else _mend(form)
