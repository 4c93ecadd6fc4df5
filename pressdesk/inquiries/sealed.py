"""What an inquiry's page keeps sealed: the reporter, working notes, and officers' drafts."""

from contextlib import suppress
from datetime import date
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from pressdesk.errors import NotOpened, WrongState
from pressdesk.inquiries.asking import found
from pressdesk.keytables import InquiryNote, RegisterDraft, Reporter
from pressdesk.register.words import Status
from pressdesk.vault import register_keys, register_texts, sealing
from pressdesk.vault.epochs import Holder
from pressdesk.vault.register_texts import Contact, Noted

UNREADABLE = Contact("", "")


class Note(NamedTuple):
    """A working note, and the day it was left; not by whom."""

    day: date
    text: str  # empty: it was altered, and does not open


def keep_reporter(
    db: Session, holder: Holder, number: int, name: str, way_back: str, today: date
) -> None:
    """Keep a reporter's name and way back in place of what was kept before; empty ones are
    forgotten.

    Raises:
        NotFound: no such inquiry.
        WrongState: it is closed, as a request for public records is: nobody may ask who makes one.
        NoRegisterKey: see `register_keys.of_year`.
        TooLong: together over 64 KiB.
    """
    _check_open(db, number)
    contact = Contact(name.strip(), way_back.strip())
    if not any(contact):
        forget_reporter(db, number)
        return
    key = register_keys.of_year(db, holder, today)
    db.merge(register_texts.seal_contact(key, number, contact))


def reporter(db: Session, holder: Holder, number: int) -> Contact | None:
    """A reporter's name and way back, both empty when they were altered and do not open; None when
    none is kept.

    Raises:
        NoRegisterKey: it is sealed to a key that she does not hold.
    """
    row = db.get(Reporter, number)
    if row is None:
        return None
    private = register_keys.private_of(db, holder, row.key_id)
    with suppress(NotOpened):
        return register_texts.open_contact(private, row)
    return UNREADABLE


def forget_reporter(db: Session, number: int) -> None:
    """Delete a reporter's name and way back."""
    db.exec(delete(Reporter).where(col(Reporter.number) == number))


def note(db: Session, holder: Holder, number: int, text: str, today: date) -> None:
    """Leave a working note for colleagues; the same one twice on a day is kept once, an empty one
    not at all.

    Raises:
        as `keep_reporter`: notes go when the inquiry is closed, and none comes after it.
    """
    _check_open(db, number)
    if not text.strip():
        return
    key = register_keys.of_year(db, holder, today)
    twice = f"{number} {today}".encode() + sealing.digest(text.encode())
    note_id = sealing.own_id(holder.private, "register note", twice)
    if db.get(InquiryNote, note_id) is not None:
        return
    before = db.exec(select(sa.func.count()).where(InquiryNote.number == number)).one()
    db.add(register_texts.seal_note(key, number, note_id, Noted(before, text), today))


def notes(db: Session, holder: Holder, number: int) -> list[Note]:
    """Working notes in the order in which they were left.

    Raises:
        NoRegisterKey: one is sealed to a key that she does not hold.
    """
    rows = db.exec(select(InquiryNote).where(InquiryNote.number == number)).all()
    privates = {id: register_keys.private_of(db, holder, id) for id in {r.key_id for r in rows}}
    told = [(row.day, _noted(privates[row.key_id], row)) for row in rows]
    return [Note(day, noted.text) for day, noted in sorted(told)]


def keep_draft(
    db: Session, holder: Holder, about: str, fields: dict[str, str], today: date
) -> None:
    """Keep what an officer has typed and not saved, sealed to her; an empty one is dropped.

    Args:
        about: which of her pages it is of: "new", "2026-118 answer", "line 3".
        fields: text by the name of its field.

    Raises:
        TooLong: over 64 KiB; what was kept before is still there.
    """
    if not any(text.strip() for text in fields.values()):
        drop_draft(db, holder, about)
        return
    public = sealing.public_of(holder.private)
    db.merge(register_texts.seal_draft(public, _draft_id(holder, about), fields, today))


def draft(db: Session, holder: Holder, about: str) -> dict[str, str]:
    """What she had typed, by field; nothing when there is none, or when it was altered."""
    row = db.get(RegisterDraft, _draft_id(holder, about))
    if row is None:
        return {}
    with suppress(NotOpened):
        return register_texts.open_draft(holder.private, row)
    return {}


def drop_draft(db: Session, holder: Holder, about: str) -> None:
    """Delete what she had typed: it is saved, or she does not want it."""
    db.exec(delete(RegisterDraft).where(col(RegisterDraft.id) == _draft_id(holder, about)))


def _check_open(db: Session, number: int) -> None:
    inquiry = found(db, number)
    if inquiry.status is Status.CLOSED or inquiry.is_records_request:
        raise WrongState


def _noted(private: bytes, row: InquiryNote) -> Noted:
    with suppress(NotOpened):
        return register_texts.open_note(private, row)
    return Noted(0, "")


def _draft_id(holder: Holder, about: str) -> UUID:
    return sealing.own_id(holder.private, "register draft", about.encode())
