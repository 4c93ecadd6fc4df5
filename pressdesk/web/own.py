"""One's own account: another passphrase, another phone, sessions, recovery slips, the staff log."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from pressdesk import clock
from pressdesk.errors import NotFound, NotOpened, SignInRefused, WeakPassphrase
from pressdesk.keytables import Act
from pressdesk.staff import audit, changes, enrolment, recovering, sessions, tries
from pressdesk.staff.enrolment import Invitation
from pressdesk.vault import keys, totp
from pressdesk.vault.keys import Unlocked
from pressdesk.vault.passphrase import check_strength
from pressdesk.web import access, i18n, proof, site, switching
from pressdesk.web.account import WEAK, qr_code
from pressdesk.web.account_forms import PassphraseForm, PhoneForm, SlipsForm

pages = Blueprint("own", __name__, url_prefix="/konto")


@pages.route("/losenfras", methods=["GET", "POST"])
@access.staff
def passphrase() -> ResponseReturnValue:
    form = PassphraseForm()
    if not form.is_submitted():
        return render_template("account/passphrase.html", form=form)
    unlocked = proof.unlocked(form) if form.validate() and _is_strong(form) else None
    if unlocked is None:
        return render_template("account/passphrase.html", form=form), 422
    locked = changes.locked_anew(
        proof.account(), unlocked, form.passphrase.data, unlocked.totp_secret
    )
    try:
        with site.writing() as db:
            mine = proof.prove(db, unlocked, form)
            changes.change_passphrase(db, mine, locked, access.token() or b"")
            _stay_known(db)
            audit.note(db, Act.CHANGED_PASSPHRASE, mine.id, clock.now())
    except SignInRefused:
        return render_template("account/passphrase.html", form=proof.refused(form)), 403
    flash(_("Lösenfrasen är bytt. Du är utloggad överallt utom här."))
    return redirect(url_for("account.home"), 303)


@pages.route("/telefon", methods=["GET", "POST"])
@access.staff
@switching.keeps
def phone() -> ResponseReturnValue:
    form = PhoneForm()
    if not form.is_submitted():
        fresh = Invitation(access.me().name, "", totp.new_secret())
        return _phone_page(PhoneForm(formdata=None), fresh)
    try:
        move = enrolment.carried(site.settings(), form.token.data or "")
    except NotOpened:
        raise NotFound from None
    if move.name != access.me().name:
        raise NotFound
    unlocked = proof.unlocked(form) if form.validate() and _is_of(form, move) else None
    if unlocked is None:
        return _phone_page(form, move), 422
    moved = Unlocked(unlocked.private, move.totp_secret)
    locked = keys.lock_under(form.current.data, access.me().id, moved)
    try:
        with site.writing() as db:
            mine = proof.prove(db, unlocked, form)
            given = (move.totp_secret, form.new_code.data, clock.now().timestamp())
            changes.renew_totp(db, mine, locked, *given, access.token() or b"")
            _stay_known(db)
            audit.note(db, Act.RENEWED_TOTP, mine.id, clock.now())
    except SignInRefused:
        return _phone_page(proof.refused(form), move), 403
    flash(_("Den nya telefonen gäller nu, och den gamla inte längre."))
    return redirect(url_for("account.home"), 303)


@pages.post("/avsluta-alla")
@access.staff
def end_sessions() -> ResponseReturnValue:
    with site.writing() as db:
        sessions.end_all(db, access.me().id, but=access.token())
        _stay_known(db)
        audit.note(db, Act.ENDED_SESSIONS, access.me().id, clock.now())
    flash(_("Du är utloggad överallt utom här."))
    return redirect(url_for("account.home"), 303)


@pages.route("/lappar", methods=["GET", "POST"])
@access.key_holder
def slips() -> ResponseReturnValue:
    form = SlipsForm()
    if not form.is_submitted():
        return render_template("account/slips.html", form=form, paper=None)
    unlocked = proof.unlocked(form) if form.validate() else None
    if unlocked is None:
        return render_template("account/slips.html", form=form, paper=None), 422
    try:
        with site.writing() as db:
            mine = proof.prove(db, unlocked, form)
            paper = recovering.renew(db, access.holder(), clock.today())
            audit.note(db, Act.RENEWED_SLIPS, mine.id, clock.now())
    except SignInRefused:
        return render_template("account/slips.html", form=proof.refused(form), paper=None), 403
    return render_template("account/slips.html", form=form, paper=paper)


@pages.get("/logg")
@access.officer
def log() -> ResponseReturnValue:
    with site.reading() as db:
        entries = audit.newest(db)
    lines = [(entry.at, entry.who, i18n.ACTS[entry.act], entry.about) for entry in entries]
    return render_template("account/log.html", lines=lines, days=site.settings().audit_days)


def _is_strong(form: PassphraseForm) -> bool:
    """Judged before anything else, so that it says nothing of the passphrase that she has now."""
    try:
        check_strength(form.passphrase.data, access.me().name)
    except WeakPassphrase as weak:
        form.passphrase.errors = [str(WEAK[weak.reason])]
        return False
    return True


def _is_of(form: PhoneForm, move: Invitation) -> bool:
    """Whether the new app has read the secret that its page shows."""
    if totp.step_of(move.totp_secret, form.new_code.data, clock.now().timestamp()) is None:
        form.new_code.errors = [
            _("Koden stämmer inte. Vänta på nästa kod i den nya appen och skriv den")
        ]
        return False
    return True


def _stay_known(db: Session) -> None:
    """All browsers are strangers again but this one: a stranger's tries cannot lock her out."""
    device = access.token(access.DEVICE)
    if device is not None:
        tries.remember(db, access.me().id, device, clock.now().timestamp())


def _phone_page(form: PhoneForm, move: Invitation) -> str:
    form.code.data = form.new_code.data = ""  # they have run out before she has read the page
    address = totp.uri(move.totp_secret, move.name, site.settings().organisation)
    return render_template(
        "account/phone.html",
        form=form,
        qr=qr_code(address),
        secret=totp.shown(move.totp_secret),
        token=enrolment.carry(site.settings(), move),
    )
