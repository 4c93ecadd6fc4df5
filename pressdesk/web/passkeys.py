"""Passkeys: sign in with one; add and remove one's own. Ordinary forms, which a script fills in."""

import base64
from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from pressdesk import clock
from pressdesk.errors import NotFound, SignInRefused, TooManyTries
from pressdesk.keytables import Account, Act, Passkey
from pressdesk.staff import audit, passkeys, tries
from pressdesk.staff.passkeys import Answer, Question
from pressdesk.vault import keys
from pressdesk.vault.keys import Unlocked
from pressdesk.vault.passkeys import PRF_INPUT, party
from pressdesk.web import access, entry, kept, proof, site, switching
from pressdesk.web.account import TOO_MANY
from pressdesk.web.account_forms import AnswerForm, PasskeyForm, SignInForm

pages = Blueprint("passkeys", __name__, url_prefix="/konto")


class Asked(NamedTuple):
    """What a page tells its script: the question as it travels and in plain, for which site, and
    what PRF works on.
    """

    carried: str
    challenge: str
    host: str
    origin: str
    prf_input: str


def asked(question: Question | None = None) -> Asked | None:
    """A question for a page, by default to sign in; None where there can be no passkeys."""
    asking = party(site.settings())
    if asking is None:
        return None
    question = question or passkeys.ask(clock.now().timestamp())
    return Asked(
        passkeys.carry(site.settings(), question),
        _written(question.challenge),
        *asking,
        _written(PRF_INPUT),
    )


@pages.post("/logga-in/passnyckel")
@access.public
@switching.keeps
def sign_in() -> ResponseReturnValue:
    form, now = AnswerForm(), clock.now()
    answer = _answer(form)
    try:
        with site.reading() as db:
            proved = passkeys.prove(db, site.settings(), answer, now.timestamp())
        if switching.is_on():
            return _passphrase_page(form, answer)
        if passkeys.opens_by_itself(proved[1], answer):
            return entry.welcome(_entered(proved[0], None, answer, None, now))
        if not form.passphrase.data:
            return _passphrase_page(form, answer)
        return _with_passphrase(form, answer, proved, now)
    except SignInRefused:
        return _refused()


@pages.get("/passnycklar")
@access.staff
def mine() -> ResponseReturnValue:
    return _mine(PasskeyForm(formdata=None))


@pages.post("/passnycklar")
@access.staff
@switching.keeps
def prove() -> ResponseReturnValue:
    """Passphrase and code first: only then is there a question that makes a passkey."""
    form = PasskeyForm()
    unlocked = proof.unlocked(form) if form.validate() else None
    if unlocked is None:
        return _mine(form), 422
    try:
        with site.writing() as db:
            proof.prove(db, unlocked, form)
            known = passkeys.of_account(db, access.me().id)
    except SignInRefused:
        return _mine(proof.refused(form)), 403
    question = passkeys.ask(clock.now().timestamp(), access.me().id, form.label.data)
    return _new_page(question, known)


@pages.post("/passnycklar/ny")
@access.staff
def add() -> ResponseReturnValue:
    now = clock.now()
    try:
        with site.writing() as db:
            answer = _answer(AnswerForm())
            passkey = passkeys.add(db, site.settings(), access.holder(), answer, now.timestamp())
            audit.note(db, Act.ADDED_PASSKEY, access.me().id, now)
    except SignInRefused:
        form = PasskeyForm(formdata=None)
        form.form_errors = [_("Passnyckeln lades inte till. Börja om; du har fem minuter på dig.")]
        return _mine(form), 403
    flash(_("Passnyckeln %(name)s är tillagd.", name=passkey.label))
    return redirect(url_for("passkeys.mine"), 303)


@pages.route("/passnycklar/ta-bort/<key>", methods=["GET", "POST"])
@access.staff
def remove(key: str) -> ResponseReturnValue:
    with site.reading() as db:
        passkey = passkeys.mine(db, access.me().id, key)
    form = AnswerForm()
    if not form.is_submitted():
        return render_template("account/passkey_remove.html", key=key, label=passkey.label)
    with site.writing() as db:
        passkeys.remove(db, access.me().id, key)
        audit.note(db, Act.REMOVED_PASSKEY, access.me().id, clock.now())
    flash(_("Passnyckeln %(name)s är borttagen här.", name=passkey.label))
    return redirect(url_for("passkeys.mine"), 303)


def _with_passphrase(
    form: AnswerForm, answer: Answer, proved: tuple[Account, Passkey], now: datetime
) -> ResponseReturnValue:
    """The passkey stands for the code. Whoever holds it has tries that no stranger can use up."""
    account, passkey = proved
    seconds = now.timestamp()
    try:
        with site.writing() as db:
            name = f"Passkey {passkey.credential_id.hex()}"  # a capital: no account is called so
            counted = tries.count(db, site.settings(), name, None, seconds)
    except TooManyTries:
        return _refused(str(TOO_MANY), 429)
    phrase = form.passphrase.data
    unlocked = keys.unlock(account, account.name, phrase, site.settings().pepper)
    if unlocked is None:
        with site.writing() as db:
            audit.note(db, Act.SIGN_IN_REFUSED, account.id, now)
        form.passphrase.errors = [_("Lösenfrasen stämmer inte. Skriv den en gång till")]
        return _passphrase_page(form, answer), 403
    return entry.welcome(_entered(account, unlocked, answer, counted, now))


def _entered(
    account: Account,
    unlocked: Unlocked | None,
    answer: Answer,
    counted: bytes | None,
    now: datetime,
) -> entry.Entered:
    private = unlocked.private if unlocked else None

    def begin(db: Session) -> bytes:
        settings, today = site.settings(), clock.today()
        return passkeys.begin(db, settings, answer, private, today, now.timestamp())

    return entry.enter(begin, account, counted, now)


def _answer(form: AnswerForm) -> Answer:
    return Answer(form.challenge.data or "", form.credential.data or "", _read(form.prf.data or ""))


def _mine(form: PasskeyForm) -> str:
    with site.reading() as db:
        found = passkeys.of_account(db, access.me().id)
    return render_template(
        "account/passkeys.html",
        form=form,
        passkeys=[(passkeys.ref_of(one), one.label, bool(one.private_locked)) for one in found],
        is_full=len(found) >= passkeys.MOST_PASSKEYS,
        asked=asked(),
    )


def _new_page(question: Question, known: list[Passkey]) -> str:
    found = asked(question)
    if found is None:
        raise NotFound
    return render_template(
        "account/passkey_new.html",
        asked=found,
        label=question.label,
        account=_written(question.account_id.bytes),
        known=" ".join(_written(passkey.credential_id) for passkey in known),
    )


def _passphrase_page(form: AnswerForm, answer: Answer) -> str:
    """What was answered stands in the page, but not what PRF worked out."""
    carried = kept.carried()
    return render_template(
        "account/passkey_passphrase.html", form=form, answer=answer, kept=carried
    )


def _refused(what_to_do: str = "", status: int = 403) -> ResponseReturnValue:
    form = SignInForm(formdata=None)
    form.form_errors = [
        what_to_do
        or _(
            "Passnyckeln togs inte emot. Försök igen, eller logga in med lösenfras och engångskod."
        )
    ]
    return render_template("account/sign_in.html", form=form, kept=kept.carried()), status


def _written(plain: bytes) -> str:
    """Bytes as a page carries them."""
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def _read(text: str) -> bytes:
    """What `_written` wrote; nothing for any other text."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
