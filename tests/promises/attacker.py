"""Somebody who has every file of a site, knows the program by heart, and has perhaps one thing
more: a receipt code, a passphrase, a cookie, a slip. She tries everything on everything.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sqlmodel import Session, SQLModel, select

from pressdesk import config, storage
from pressdesk.errors import NotOpened
from pressdesk.keytables import (
    Account,
    BallotKey,
    Epoch,
    EpochGrant,
    InquiryNote,
    RegisterDraft,
    RegisterKey,
    Reporter,
    Site,
    Slip,
    StaffSession,
    TicketKey,
)
from pressdesk.schema import Record
from pressdesk.storage import FileStore, Store
from pressdesk.tables import Draft, Message, Ticket, WorkingNote
from pressdesk.vault import (
    ballot_keys,
    epochs,
    keys,
    receipts,
    recovery,
    register_texts,
    sealing,
    shared_keys,
    slips,
    tickets,
    vouchers,
)
from pressdesk.vault.epochs import Holder
from pressdesk.vault.receipts import Receipt
from pressdesk.vault.sealing import Place
from pressdesk.vault.slips import Slips

CODE = re.compile(rb"\b(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}\b")
COOKIE = re.compile(rb"[\w-]{43}")
PURPOSES = ("form tokens", "receipt", "receipt proof", "enrolment under way", "session key")
Opened = TypeVar("Opened")
Row = TypeVar("Row", bound=SQLModel)


class Means(NamedTuple):
    """What she has besides the files."""

    phrases: tuple[tuple[str, str], ...] = ()  # names and passphrases
    codes: tuple[str, ...] = ()  # receipts' and enrolments'
    cookies: tuple[bytes, ...] = ()
    slips: tuple[str, ...] = ()  # codes on the slips, three on each


class Loot(NamedTuple):
    """What she got out."""

    messages: frozenset[str] = frozenset()
    particulars: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    drafts: frozenset[str] = frozenset()
    privates: frozenset[str] = frozenset()  # names of the accounts
    totps: frozenset[str] = frozenset()
    ballots: frozenset[str] = frozenset()  # cells on slips, by table
    register: frozenset[str] = frozenset()  # reporters, and notes on inquiries


def attack(folder: Path, means: Means | None = None, store: Store | None = None) -> Loot:
    """Open whatever the files of a site and the means give.

    Args:
        store: the site's database, if it is not the file in its folder.
    """
    opened = store or FileStore(folder / storage.DATABASE)
    with opened.reading() as db:
        loot = _attack(db, folder, means or Means())
    if store is None:
        opened.close()
    return loot


def _attack(db: Session, folder: Path, means: Means) -> Loot:
    pepper = config.load(folder, {}).pepper
    files = b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    codes = {*means.codes, *(found.decode() for found in CODE.findall(files))}
    guesses = _guesses(db, pepper)
    privates, totps = _accounts(db, means, _cookies(means, files), guesses, pepper)
    halves = [*_halves(db, means, codes, privates, guesses), *guesses]
    found = list(_ticket_keys(db, codes, halves, guesses, pepper))
    both = [*found, *guesses]
    return Loot(
        messages=_all(tickets.read_message, both, _rows(db, Message)),
        particulars=_all(tickets.open_particulars, both, _rows(db, Ticket)),
        outcomes=_all(tickets.open_outcome, both, _rows(db, Ticket)),
        notes=_all(tickets.read_note, halves, _rows(db, WorkingNote)),
        drafts=_drafts(db, [*privates.values(), *guesses]),
        privates=frozenset(privates),
        totps=frozenset(totps),
        ballots=frozenset(_ballots(db, privates, [*guesses, *_recovery(means)])),
        register=frozenset(_register(db, privates, [*guesses, *_recovery(means)])),
    )


def _rows(db: Session, table: type[Row]) -> list[Row]:
    return list(db.exec(select(table)).all())


def _try(action: Callable[..., Opened], *given: Any) -> Opened | None:
    with suppress(NotOpened, ValueError):
        return action(*given)
    return None


def _all(action: Callable[..., Any], tried: Iterable[bytes], rows: list[Any]) -> frozenset[str]:
    opened = {_try(action, key, row) for key in set(tried) for row in rows}
    return frozenset(str(value) for value in opened if value is not None)


def _guesses(db: Session, pepper: bytes) -> list[bytes]:
    """Every 32 bytes that stand anywhere, and what can be made of them and of the pepper."""
    stand = {pepper, bytes(32)}
    for table in Record.metadata.sorted_tables:
        for row in db.execute(table.select()).all():
            stand |= {bytes(value) for value in row if isinstance(value, bytes)}
    short = {value for value in stand if len(value) == sealing.KEY_BYTES}
    derived = {sealing.derive(key, purpose) for key in short for purpose in PURPOSES}
    return sorted(short | derived | {hashlib.sha256(value).digest() for value in stand})


def _cookies(means: Means, files: bytes) -> list[bytes]:
    strewn = [base64.urlsafe_b64decode(found + b"=") for found in COOKIE.findall(files)]
    return [*means.cookies, *strewn]


def _accounts(
    db: Session, means: Means, cookies: list[bytes], guesses: list[bytes], pepper: bytes
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Private halves and TOTP secrets, by the name of the account."""
    privates: dict[str, bytes] = {}
    totps: dict[str, bytes] = {}
    accounts = _rows(db, Account)
    names = {account.id: account.name for account in accounts}
    for account in accounts:
        for name, phrase in means.phrases:
            mine = account if account.name == name else None
            if unlocked := keys.unlock(mine, name, phrase, pepper):
                privates[account.name] = unlocked.private
                totps[account.name] = unlocked.totp_secret
        for guess in guesses:
            if account.public == sealing.public_of(guess):
                privates[account.name] = guess
            if opened := _try(_staff_key, guess, account, "private_locked"):
                privates[account.name] = opened
            if opened := _try(_staff_key, guess, account, "totp_locked"):
                totps[account.name] = opened
    for session in _rows(db, StaffSession):
        for token in [*cookies, *guesses]:
            if opened := _try(keys.from_session, token, session):
                privates[names[session.account_id]] = opened
    return privates, totps


def _staff_key(key: bytes, account: Account, column: str) -> bytes:
    place = Place("staff key", "account", column, account.id.bytes)
    return sealing.unlock(key, getattr(account, column), place)


def _halves(
    db: Session, means: Means, codes: set[str], privates: dict[str, bytes], guesses: list[bytes]
) -> Iterator[bytes]:
    """Opening halves of epochs: by grants, by slips, by enrolment codes, or lying about."""
    seeds = set(guesses)
    known = [*privates.values(), *guesses, *_recovery(means)]
    for epoch in _rows(db, Epoch):
        place = recovery.place(epoch.id)
        seeds |= {_try(sealing.open_sealed, key, epoch.for_recovery, place) for key in known}
    for row in _rows(db, EpochGrant):
        tries = [Holder(row.account_id, private) for private in known]
        seeds |= {_try(epochs.seed_of, db, holder, row.epoch_id) for holder in tries}
    for account in _rows(db, Account):
        place = Place("founding", "account", "founding_locked", account.id.bytes)
        tried = [sealing.derive(_plain(code), "enrolment code") for code in codes]
        seeds |= {
            _try(sealing.unlock, key, account.founding_locked, place) for key in [*tried, *guesses]
        }
    yield from (vouchers.opening_half(seed) for seed in seeds if seed)


def _recovery(means: Means) -> Iterator[bytes]:
    """Recovery keys that the slips at hand may give, one alone as well."""
    first, second = means.slips[:3], means.slips[3:]
    for pair in (Slips(first, second), Slips(second, first), Slips(first, first)):
        if half := _try(slips.private_half, pair):
            yield half
    if first:
        yield sealing.derive("".join(map(_typed, first)).encode(), "recovery slips")


def _ballots(db: Session, privates: dict[str, bytes], loose: list[bytes]) -> Iterator[str]:
    """What is on slips."""
    ballots = _rows(db, Slip)
    for key, private in _shared(db, BallotKey, privates, loose):
        for slip in (slip for slip in ballots if slip.key_id == key.id):
            cell = ballot_keys.open_cell(private, key.id, slip.id, slip.sealed)
            yield f"{key.table_name} {cell}"


def _register(db: Session, privates: dict[str, bytes], loose: list[bytes]) -> Iterator[str]:
    """Reporters and notes on inquiries."""
    for _key, private in _shared(db, RegisterKey, privates, loose):
        contacts = (_try(register_texts.open_contact, private, row) for row in _rows(db, Reporter))
        notes = (_try(register_texts.open_note, private, row) for row in _rows(db, InquiryNote))
        yield from (text for contact in contacts for text in contact or ())
        yield from (note.text for note in notes if note)


def _shared(
    db: Session, table: type[Row], privates: dict[str, bytes], loose: list[bytes]
) -> Iterator[tuple[Any, bytes]]:
    """Private halves: by grants, by the slips of paper, or of a key that lies about."""
    fits = {sealing.public_of(key): key for key in [*privates.values(), *loose]}
    papers = [fits[s.recovery_public] for s in _rows(db, Site) if s.recovery_public in fits]
    known = [(a.id, fits[a.public]) for a in _rows(db, Account) if a.public in fits]
    for key in _rows(db, table):
        found = {_try(shared_keys.private_of, db, id_, private, key) for id_, private in known}
        found |= {_try(shared_keys.for_recovery, key, paper) for paper in papers}
        yield from ((key, private) for private in (found | {fits.get(key.public)}) - {None})


def _ticket_keys(
    db: Session, codes: set[str], halves: list[bytes], guesses: list[bytes], pepper: bytes
) -> Iterator[bytes]:
    for row in _rows(db, TicketKey):
        owners = [receipts.derive(code, pepper) for code in codes]
        owners += [Receipt(row.handle, guess) for guess in guesses]
        tried = {_try(tickets.key_for_epoch, half, row) for half in halves}
        tried |= {_try(tickets.key_for_receipt, owner, row.for_receipt) for owner in owners}
        yield from (key for key in tried if key)


def _drafts(db: Session, tried: list[bytes]) -> frozenset[str]:
    register = {
        text
        for key in set(tried)
        for row in _rows(db, RegisterDraft)
        for text in (_try(register_texts.open_draft, key, row) or {}).values()
    }
    return _all(_draft, tried, _rows(db, Draft)) | register


def _draft(private: bytes, row: Draft) -> str:
    return tickets.open_draft(private, row.ticket_id, row.id, row.sealed)


def _typed(code: str) -> str:
    return code.replace("-", "")


def _plain(code: str) -> bytes:
    return _typed(code).encode()
