"""Accounts: enrol, sign in and out, hand over the keys."""

import segno
from flask import Blueprint, flash, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlmodel import Session

from pressdesk import clock
from pressdesk.errors import (
    NotFound,
    NotOpened,
    SignInRefused,
    TooManyTries,
    WeakPassphrase,
)
from pressdesk.keytables import Act, Role
from pressdesk.staff import accounts, audit, enrolment, handing, sessions, tries
from pressdesk.vault import keys, totp
from pressdesk.web import access, entry, kept, site, switching
from pressdesk.web.account_forms import EnrolForm, HandOverForm, SecretForm, SignInForm

pages = Blueprint("account", __name__, url_prefix="/konto")

WEAK = {
    "short": _l("Välj en längre lösenfras, minst 15 tecken"),
    "long": _l("Korta lösenfrasen till högst 256 tecken"),
    "common": _l("Välj en annan lösenfras. Den här är bland dem som provas först"),
    "repeats": _l("Välj en lösenfras som inte bara upprepar samma tecken"),
}
APART = _l("Namn, lösenfras och engångskod hör inte ihop. Kontrollera alla tre.")
TOO_MANY = _l("Det har blivit för många försök. Vänta en kvart och försök igen.")
QR_SCALE = 5
QR_BORDER = 4


@pages.route("/logga-in", methods=["GET", "POST"])
@access.public
@switching.keeps
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if not form.is_submitted():
        return render_template("account/sign_in.html", form=form, kept=None)
    if not form.validate():
        return render_template("account/sign_in.html", form=form, kept=kept.carried()), 422
    try:
        entered = _entered(form)
    except SignInRefused:
        return _try_again(form, str(APART), 403)
    except TooManyTries:
        return _try_again(form, str(TOO_MANY), 429)
    return entry.welcome(entered)


@pages.route("/anslut", methods=["GET", "POST"])
@access.public
@switching.keeps
def enrol() -> ResponseReturnValue:
    secret_form = SecretForm()
    if secret_form.is_submitted() and secret_form.token.data:
        return _finish_enrolment(secret_form)
    form = EnrolForm()
    if not form.is_submitted():
        return render_template("account/enrol.html", form=form)
    if not form.validate():
        return render_template("account/enrol.html", form=form), 422
    try:
        with site.reading() as db:
            accounts.check_code(db, form.name.data, form.code.data, clock.today())
    except SignInRefused:
        form.form_errors = [
            _("Namnet och koden hör inte ihop, eller så har koden gått ut. Be om en ny kod.")
        ]
        return render_template("account/enrol.html", form=form), 403
    invitation = accounts.begin(form.name.data, form.code.data)
    return _secret_page(SecretForm(formdata=None), invitation)


@pages.get("/")
@access.staff
def home() -> ResponseReturnValue:
    return render_template("account/home.html", fingerprint=_my_fingerprint())


@pages.route("/nycklar", methods=["GET", "POST"])
@access.key_holder
def hand_over() -> ResponseReturnValue:
    form = HandOverForm()
    if form.is_submitted():
        form.validate()
        with site.writing() as db:
            given = (form.name.data, form.fingerprint.data)
            handing.hand_over(db, access.holder(), *given, clock.today())
            handed = accounts.normal_name(form.name.data)
            audit.note(db, Act.HANDED_KEYS, access.me().id, clock.now(), handed)
        flash(_("Nycklarna är överlämnade till %(name)s.", name=form.name.data))
        return redirect(url_for("account.hand_over"), 303)
    with site.reading() as db:
        waiting = [
            {"name": account.name, "fingerprint": keys.fingerprint(account.public or b"")}
            for account in handing.waiting(db, clock.today())
        ]
    return render_template("account/hand_over.html", waiting=waiting, form=form)


@pages.post("/logga-ut")
@access.staff
def sign_out() -> ResponseReturnValue:
    token = access.token()
    if token is not None:
        with site.writing() as db:
            sessions.sign_out(db, token)
    session.clear()
    flash(_("Du är utloggad."))
    response = make_response(redirect(url_for("account.sign_in"), 303))
    access.take_cookie(response)
    return response


def _entered(form: SignInForm) -> entry.Entered:
    """The passphrase is stretched between two transactions, so that nobody waits for it."""
    now = clock.now()
    name, seconds = accounts.normal_name(form.name.data), now.timestamp()
    with site.writing() as db:
        counted = tries.count(db, site.settings(), name, access.token(access.DEVICE), seconds)
        account = accounts.find(db, name)
    unlocked = keys.unlock(account, name, form.passphrase.data, site.settings().pepper)

    def begin(db: Session) -> bytes:
        return sessions.begin(db, name, unlocked, form.code.data, clock.today(), seconds)

    return entry.enter(begin, account, counted, now)


def _try_again(form: SignInForm, what_to_do: str, status: int) -> ResponseReturnValue:
    form.form_errors = [what_to_do]
    form.code.data = ""  # it has run out before she has read the page
    return render_template("account/sign_in.html", form=form, kept=kept.carried()), status


def _finish_enrolment(form: SecretForm) -> ResponseReturnValue:
    try:
        invitation = enrolment.carried(site.settings(), form.token.data)
    except NotOpened:
        raise NotFound from None
    try:
        with site.reading() as db:
            accounts.check_code(db, invitation.name, invitation.code, clock.today())
    except SignInRefused:  # sent twice, or the last day went by while she chose her words
        flash(_("Inbjudan gäller inte längre. Har du redan anslutit kontot kan du logga in."))
        return redirect(url_for("account.sign_in"), 303)
    if not form.validate():
        return _secret_page(form, invitation), 422
    try:
        with site.writing() as db:
            given = (form.passphrase.data, form.code.data)
            accounts.enrol(db, invitation, *given, clock.today(), clock.now().timestamp())
            enrolled = accounts.find(db, invitation.name)
            audit.note(db, Act.ENROLLED, enrolled.id if enrolled else None, clock.now())
    except WeakPassphrase as weak:
        form.passphrase.errors = [str(WEAK[weak.reason])]
        return _secret_page(form, invitation), 422
    except SignInRefused:
        form.code.errors = [_("Koden stämmer inte. Vänta på nästa kod i appen och skriv den")]
        return _secret_page(form, invitation), 422
    flash(_("Kontot är anslutet. Logga in när appen visar en ny kod."))
    return redirect(url_for("account.sign_in"), 303)


def _secret_page(form: SecretForm, invitation: enrolment.Invitation) -> str:
    address = totp.uri(invitation.totp_secret, invitation.name, site.settings().organisation)
    return render_template(
        "account/enrol_secret.html",
        form=form,
        qr=qr_code(address),
        secret=totp.shown(invitation.totp_secret),
        token=enrolment.carry(site.settings(), invitation),
    )


def qr_code(address: str) -> Markup:
    """A QR code as SVG, with attributes only, since the policy allows no style."""
    drawing = segno.make(address, error="m")
    # Our own drawing; nobody's words are in it.
    return Markup(drawing.svg_inline(scale=QR_SCALE, border=QR_BORDER))  # noqa: S704 # nosec B704


def _my_fingerprint() -> str:
    me = access.me()
    return me.fingerprint if me.role is Role.PRESS_OFFICER else ""
