"""One's own account: another passphrase, another phone, sessions, recovery slips, the staff log."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from pressdesk import clock
from pressdesk.errors import NotFound, NotOpened, SignInRefused, WeakPassphrase
from pressdesk.keytables import Account, Act
from pressdesk.staff import accounts, audit, changes, enrolment, recovering, sessions, tries
from pressdesk.staff.enrolment import Invitation
from pressdesk.vault import keys, totp
from pressdesk.vault.keys import Unlocked
from pressdesk.web import access, i18n, site
from pressdesk.web.account import WEAK, qr_code
from pressdesk.web.account_forms import PassphraseForm, PhoneForm, ProveForm, SlipsForm

pages = Blueprint("own", __name__, url_prefix="/konto")


@pages.route("/losenfras", methods=["GET", "POST"])
@access.staff
def passphrase() -> ResponseReturnValue:
    form = PassphraseForm()
    if not form.is_submitted():
        return render_template("account/passphrase.html", form=form)
    unlocked = _unlocked(form) if form.validate() else None
    if unlocked is None:
        return render_template("account/passphrase.html", form=form), 422
    account = _account()
    try:
        locked = changes.locked_anew(account, unlocked, form.passphrase.data, unlocked.totp_secret)
        with site.writing() as db:
            mine = _prove(db, unlocked, form)
            changes.change_passphrase(db, mine, locked, access.token() or b"")
            audit.note(db, Act.CHANGED_PASSPHRASE, mine.id, clock.now())
    except WeakPassphrase as weak:
        form.passphrase.errors = [WEAK[weak.reason]]
        return render_template("account/passphrase.html", form=form), 422
    except SignInRefused:
        return render_template("account/passphrase.html", form=_refused(form)), 403
    flash(_("Lösenfrasen är bytt. Du är utloggad överallt utom här."))
    return redirect(url_for("account.home"), 303)


@pages.route("/telefon", methods=["GET", "POST"])
@access.staff
def phone() -> ResponseReturnValue:
    form = PhoneForm()
    if not form.is_submitted():
        fresh = Invitation(access.me().name, "", totp.new_secret())
        return _phone_page(PhoneForm(formdata=None), fresh)
    try:
        move = enrolment.carried(site.settings(), form.token.data or "")
    except NotOpened:
        raise NotFound from None
    unlocked = _unlocked(form) if form.validate() else None
    if unlocked is None:
        return _phone_page(form, move), 422
    moved = Unlocked(unlocked.private, move.totp_secret)
    locked = keys.lock_under(form.current.data, access.me().id, moved)
    try:
        with site.writing() as db:
            mine = _prove(db, unlocked, form)
            given = (move.totp_secret, form.new_code.data, clock.now().timestamp())
            changes.renew_totp(db, mine, locked, *given, access.token() or b"")
            audit.note(db, Act.RENEWED_TOTP, mine.id, clock.now())
    except SignInRefused:
        return _phone_page(_refused(form), move), 403
    flash(_("Den nya telefonen gäller nu, och den gamla inte längre."))
    return redirect(url_for("account.home"), 303)


@pages.post("/avsluta-alla")
@access.staff
def end_sessions() -> ResponseReturnValue:
    with site.writing() as db:
        sessions.end_all(db, access.me().id, but=access.token())
        audit.note(db, Act.ENDED_SESSIONS, access.me().id, clock.now())
    flash(_("Du är utloggad överallt utom här."))
    return redirect(url_for("account.home"), 303)


@pages.route("/lappar", methods=["GET", "POST"])
@access.key_holder
def slips() -> ResponseReturnValue:
    form = SlipsForm()
    if not form.is_submitted():
        return render_template("account/slips.html", form=form, paper=None)
    unlocked = _unlocked(form) if form.validate() else None
    if unlocked is None:
        return render_template("account/slips.html", form=form, paper=None), 422
    try:
        with site.writing() as db:
            mine = _prove(db, unlocked, form)
            paper = recovering.renew(db, access.holder())
            audit.note(db, Act.RENEWED_SLIPS, mine.id, clock.now())
    except SignInRefused:
        return render_template("account/slips.html", form=_refused(form), paper=None), 403
    return render_template("account/slips.html", form=form, paper=paper)


@pages.get("/logg")
@access.officer
def log() -> ResponseReturnValue:
    with site.reading() as db:
        entries = audit.newest(db)
    lines = [(entry.at, entry.who, i18n.ACTS[entry.act], entry.about) for entry in entries]
    return render_template("account/log.html", lines=lines, days=site.settings().audit_days)


def _account() -> Account:
    with site.reading() as db:
        found = accounts.find(db, access.me().name)
    if found is None:
        raise NotFound
    return found


def _unlocked(form: ProveForm) -> Unlocked | None:
    """What the typed passphrase opens; counted as a try, and said in the form when it is wrong."""
    name, seconds = access.me().name, clock.now().timestamp()
    with site.writing() as db:
        device = access.token(access.DEVICE)
        counted = tries.count(db, site.settings(), name, device, seconds)
    found = keys.unlock(_account(), name, form.current.data, site.settings().pepper)
    if found is None:
        _refused(form)
        return None
    g.counted = counted
    return found


def _prove(db: Session, unlocked: Unlocked, form: ProveForm) -> Account:
    mine = changes.prove(db, access.me().id, unlocked, form.code.data, clock.now().timestamp())
    tries.take_back(db, g.counted)
    return mine


def _refused(form: ProveForm) -> ProveForm:
    form.form_errors = [_("Lösenfras och engångskod hör inte ihop. Vänta på nästa kod i appen.")]
    return form


def _phone_page(form: PhoneForm, move: Invitation) -> str:
    address = totp.uri(move.totp_secret, move.name, site.settings().organisation)
    return render_template(
        "account/phone.html",
        form=form,
        qr=qr_code(address),
        secret=totp.shown(move.totp_secret),
        token=enrolment.carry(site.settings(), move),
    )
