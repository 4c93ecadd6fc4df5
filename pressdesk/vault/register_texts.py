"""What the register seals: a reporter's name and way back and working notes to the year's key, and
drafts to their author.
"""

import json
from datetime import date
from typing import NamedTuple
from uuid import UUID

from pressdesk.errors import NotOpened
from pressdesk.keytables import InquiryNote, RegisterDraft, RegisterKey, Reporter
from pressdesk.vault import sealing
from pressdesk.vault.sealing import Place

NUMBER_BYTES = 8


class Contact(NamedTuple):
    """A reporter's name, and how to reach her."""

    name: str
    way_back: str


class Noted(NamedTuple):
    """A working note, and how many its inquiry had before: no column tells their order."""

    place: int
    text: str


def seal_contact(key: RegisterKey, number: int, contact: Contact) -> Reporter:
    """A reporter of an inquiry."""
    row = Reporter(number=number, key_id=key.id, sealed=b"")
    row.sealed = sealing.seal(key.public, _padded(contact), _reporter_place(row))
    return row


def open_contact(private: bytes, row: Reporter) -> Contact:
    """A reporter, with the private half of the year's key. Raises NotOpened."""
    found = _opened(private, row.sealed, _reporter_place(row))
    if not isinstance(found, list) or list(map(type, found)) != [str, str]:
        raise NotOpened
    return Contact(*found)


def seal_note(key: RegisterKey, number: int, id: UUID, noted: Noted, day: date) -> InquiryNote:
    """A working note on an inquiry."""
    row = InquiryNote(id=id, number=number, key_id=key.id, day=day, sealed=b"")
    row.sealed = sealing.seal(key.public, _padded(noted), _note_place(row))
    return row


def open_note(private: bytes, row: InquiryNote) -> Noted:
    """A working note, with the private half of the year's key. Raises NotOpened."""
    found = _opened(private, row.sealed, _note_place(row))
    if not isinstance(found, list) or list(map(type, found)) != [int, str]:
        raise NotOpened
    return Noted(*found)


def seal_draft(public: bytes, id: UUID, fields: dict[str, str], day: date) -> RegisterDraft:
    """What an officer has typed, by field, sealed to her. Raises TooLong: it is over 64 KiB."""
    sealed = sealing.seal(public, _padded(fields), _draft_place(id))
    return RegisterDraft(id=id, day=day, sealed=sealed)


def open_draft(private: bytes, row: RegisterDraft) -> dict[str, str]:
    """What she had typed, by field. Raises NotOpened."""
    found = _opened(private, row.sealed, _draft_place(row.id))
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise NotOpened
    return found


def _padded(value: object) -> bytes:
    return sealing.pad(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _opened(private: bytes, sealed: bytes, place: Place) -> object:
    """What was sealed. Anybody can seal to a public half, so its shape is still to be checked."""
    found: object
    try:
        found = json.loads(sealing.unpad(sealing.open_sealed(private, sealed, place)))
    except ValueError:
        raise NotOpened from None
    return found


def _reporter_place(row: Reporter) -> Place:
    whole = row.key_id.bytes + row.number.to_bytes(NUMBER_BYTES, "big")
    return Place("reporter", "reporter", "sealed", whole)


def _note_place(row: InquiryNote) -> Place:
    whole = row.key_id.bytes + row.number.to_bytes(NUMBER_BYTES, "big") + row.id.bytes
    return Place("inquiry note", "inquiry_note", "sealed", whole, row.day.toordinal())


def _draft_place(id: UUID) -> Place:
    return Place("register draft", "register_draft", "sealed", id.bytes)
