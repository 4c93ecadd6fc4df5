"""Passkeys of staff: add one, remove it, sign in with it. A second way in beside passphrase and
code.

A passkey is one that its authenticator finds by itself, so nobody types a name and nobody is told
which names have passkeys. A challenge travels in the form, locked, and counts once.
"""

import base64
import json
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from pressdesk.config import Settings
from pressdesk.errors import NotFound, NotOpened, SignInRefused
from pressdesk.keytables import Account, AccountState, Passkey, UsedChallenge
from pressdesk.staff import sessions
from pressdesk.vault import passkeys, sealing
from pressdesk.vault.epochs import Holder
from pressdesk.vault.passkeys import Party
from pressdesk.vault.sealing import Place

CHALLENGE_SECONDS = 5 * 60
LABEL_CHARACTERS = 40
MOST_PASSKEYS = 10
NOBODY = UUID(int=0)
CARRIED = Place("passkey challenge", "passkey", "carried", b"")


class Question(NamedTuple):
    """What an authenticator is asked: to sign in (nobody's yet), or to make a passkey for an
    account that has just proved itself.
    """

    challenge: bytes  # 32 random bytes
    until: int  # seconds since 1970
    account_id: UUID = NOBODY
    label: str = ""


class Answer(NamedTuple):
    """What a browser brings back."""

    carried: str  # the question, as `carry` wrote it
    credential: str  # what the authenticator said, as JSON
    prf: bytes  # what it worked out; empty when it knows no PRF


def ask(now_seconds: float, account_id: UUID = NOBODY, label: str = "") -> Question:
    """A fresh question, good for five minutes and once."""
    until = int(now_seconds) + CHALLENGE_SECONDS
    return Question(sealing.new_key(), until, account_id, label)


def carry(settings: Settings, question: Question) -> str:
    """A question as text that only this site opens, for a form."""
    challenge, until, account_id, label = question
    plain = json.dumps([challenge.hex(), until, account_id.hex, label])
    locked = sealing.lock(_carrying_key(settings), plain.encode(), CARRIED)
    return base64.urlsafe_b64encode(locked).decode()


def carried(settings: Settings, text: str) -> Question:
    """What `carry` was given. Raises NotOpened for any other text."""
    try:
        locked = base64.urlsafe_b64decode(text)
    except ValueError:
        raise NotOpened from None
    plain = json.loads(sealing.unlock(_carrying_key(settings), locked, CARRIED))
    challenge, until, account_id, label = plain
    return Question(bytes.fromhex(challenge), until, UUID(hex=account_id), label)


def of_account(db: Session, account_id: UUID) -> list[Passkey]:
    """An account's passkeys, by what she calls them."""
    mine = select(Passkey).where(Passkey.account_id == account_id)
    return list(db.exec(mine.order_by(col(Passkey.label), col(Passkey.credential_id))).all())


def is_full(db: Session, account_id: UUID) -> bool:
    """Whether an account has as many passkeys as it can have."""
    return len(of_account(db, account_id)) >= MOST_PASSKEYS


def add(
    db: Session, settings: Settings, holder: Holder, answer: Answer, now_seconds: float
) -> Passkey:
    """Keep a new passkey of the account that the question was made for. The caller has made such
    a question only after `changes.prove`.

    Raises:
        SignInRefused: the question is used, too old or another account's; the answer is not to it;
            or the passkey is known already.
    """
    question, asking = _question(db, settings, answer, now_seconds)
    if question.account_id != holder.id or is_full(db, holder.id):
        raise SignInRefused
    try:
        made = passkeys.made(answer.credential, question.challenge, asking)
        if db.get(Passkey, made.credential_id) is not None:
            raise SignInRefused
        passkey = Passkey(**made._asdict(), account_id=holder.id, label=question.label)
        if answer.prf:
            passkey.private_locked = passkeys.lock_private(passkey, holder.private, answer.prf)
    except NotOpened:
        raise SignInRefused from None
    _spend(db, question)
    db.add(passkey)
    return passkey


def ref_of(passkey: Passkey) -> str:
    """What her own pages call a passkey."""
    return sealing.digest(passkey.credential_id)[:16].hex()


def mine(db: Session, account_id: UUID, ref: str) -> Passkey:
    """A passkey of this account. Raises NotFound."""
    for passkey in of_account(db, account_id):
        if ref_of(passkey) == ref:
            return passkey
    raise NotFound


def remove(db: Session, account_id: UUID, ref: str) -> None:
    """Forget a passkey. Raises NotFound."""
    db.delete(mine(db, account_id, ref))


def prove(
    db: Session, settings: Settings, answer: Answer, now_seconds: float
) -> tuple[Account, Passkey]:
    """Whose answer it is: she had the authenticator and unlocked it. Nothing is changed.

    Raises:
        SignInRefused: unknown, used, too old, not to this question, site or account; or the account
            is not active.
    """
    account, passkey, _question, _count = _proved(db, settings, answer, now_seconds)
    return account, passkey


def begin(
    db: Session,
    settings: Settings,
    answer: Answer,
    private: bytes | None,
    today: date,
    now_seconds: float,
) -> bytes:
    """A session's 32-byte id. The answer counts once.

    Args:
        private: what her passphrase opened; None when the passkey itself is to open it.

    Raises:
        SignInRefused: as `prove`; or the passkey opens nothing.
        KeysReplaced: see `sessions.start`.
    """
    account, passkey, question, count = _proved(db, settings, answer, now_seconds)
    try:
        opened = private or passkeys.open_private(passkey, answer.prf)
    except NotOpened:
        raise SignInRefused from None
    _spend(db, question)
    passkey.sign_count = count
    db.add(passkey)
    return sessions.start(db, account, opened, today, now_seconds)


def opens_by_itself(passkey: Passkey, answer: Answer) -> bool:
    """Whether no passphrase is needed: the authenticator has worked out what opens her keys."""
    return passkey.private_locked is not None and bool(answer.prf)


def _proved(
    db: Session, settings: Settings, answer: Answer, now_seconds: float
) -> tuple[Account, Passkey, Question, int]:
    question, asking = _question(db, settings, answer, now_seconds)
    try:
        passkey = db.get(Passkey, passkeys.named(answer.credential))
        account = db.get(Account, passkey.account_id) if passkey else None
        if passkey is None or account is None or question.account_id != NOBODY:
            raise SignInRefused
        count = passkeys.check(answer.credential, question.challenge, asking, passkey)
    except NotOpened:
        raise SignInRefused from None
    if account.state is not AccountState.ACTIVE:
        raise SignInRefused
    return account, passkey, question, count


def _question(
    db: Session, settings: Settings, answer: Answer, now_seconds: float
) -> tuple[Question, Party]:
    """The question that an answer carries, if it may still be answered."""
    asking = passkeys.party(settings)
    try:
        question = carried(settings, answer.carried)
    except NotOpened:
        raise SignInRefused from None
    used = db.get(UsedChallenge, sealing.digest(question.challenge))
    if asking is None or used is not None or now_seconds >= question.until:
        raise SignInRefused
    return question, asking


def _spend(db: Session, question: Question) -> None:
    db.add(UsedChallenge(digest=sealing.digest(question.challenge), until=question.until))


def _carrying_key(settings: Settings) -> bytes:
    return sealing.derive(settings.pepper, "passkey challenge")
