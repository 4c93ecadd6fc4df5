"""The guards on what is written in the register: who somebody is, and asking for somebody."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field

from pressdesk.guard import identities, tracing
from pressdesk.web import marks, site

STOPS = {"personal-number", "coordination-number"}
CONTACTS = {"email", "phone", "handle"}  # the way back is sealed, in a field of its own
WORDS = {
    "personal-number": _l("personnummer"),
    "coordination-number": _l("samordningsnummer"),
    "email": _l("e-postadress"),
    "phone": _l("telefonnummer"),
    "handle": _l("användarnamn"),
    "name": _l("namn"),
    "says-own-name": _l("namn"),
    "address": _l("adress"),
    "car-plate": _l("registreringsnummer"),
    "employee-number": _l("anställningsnummer"),
}  # what may be meant: a title or a unit belongs in what a press desk writes


# A newsroom may be asked where to call it back. Which unit its question is about may be asked too,
# unlike where somebody works: that only warns.
OF_ITS_OWN = {"contact-you-back"}
ITS_QUESTION = re.compile(r"\b(?:frågan|gäller|rör|avser|handlar)\b", re.IGNORECASE)


class Marked(NamedTuple):
    """A text that a guard holds back: cut where it found something, and what to do about it."""

    pieces: list[tuple[str, str | None]]  # as `web.marks`
    is_sure: bool  # must be written anew; otherwise `action=anyway` goes on
    asks: bool  # it asks who, where or which reporter
    what: str = ""  # "telefonnummer, namn": who somebody is


def guarded(field: Field, *, asks: bool) -> Marked | None:
    """What stops the text of a field, or warns of it once; its error is said then. None: go on.

    Call it after the form's own validation. Beside the field, the page shows
    `register/_guarded.html`.

    Args:
        field: a text.
        asks: of what leaves the desk or stays there as a note, asking for somebody stops it, and
            an address or telephone number only warns. Otherwise it is what a newsroom asked, where
            they stop it, since they belong with the sealed way back.
    """
    found = look(field.data or "", asks=asks)
    if found is None or (request.form.get("action") == "anyway" and not found.is_sure):
        return None
    field.errors = [*field.errors, _("Läs det som är markerat och skriv om det")]
    return found


def holds(form: FlaskForm, name: str, *, asks: bool = False, warns: bool = True) -> bool:
    """Whether a text of a form is held back; its page shows `all_stopped` of the form.

    Args:
        asks: as `guarded`.
        warns: also of what only may be somebody's name or address.
    """
    found = look(form[name].data or "", asks=asks)
    if found is None or not (warns or found.is_sure):
        return False
    marked = guarded(form[name], asks=asks)
    if marked:
        form.held = [*getattr(form, "held", []), marked]
    return bool(marked)


def look(text: str, *, asks: bool) -> Marked | None:
    """What the guards say of a text. See `guarded`."""
    stops = STOPS if asks else STOPS | CONTACTS
    own = frozenset({site.settings().duty_phone} - {""})
    named = [find for find in identities.find(text, allowed_phones=own) if find.kind in WORDS]
    asked = list(_asked(text)) if asks else []
    apart = [find for find in named if not _overlaps(find, asked)]
    finds: list[marks.Found] = sorted([*asked, *apart], key=lambda find: find.start)
    if not finds:
        return None
    is_sure = any(find.is_sure for find in asked) or any(find.kind in stops for find in named)
    what = ", ".join(dict.fromkeys(str(WORDS[find.kind]) for find in named))
    return Marked(marks.pieces(text, finds), is_sure, bool(asked), what)


def _asked(text: str) -> Iterator[tracing.Ask]:
    """What asks for somebody in a text that is for a newsroom."""
    for ask in tracing.find(text):
        is_its_question = ask.kind == "unit" and ITS_QUESTION.search(text[ask.start : ask.end])
        if ask.kind not in OF_ITS_OWN:
            yield ask._replace(is_sure=False) if is_its_question else ask


def _overlaps(find: identities.Find, asked: list[tracing.Ask]) -> bool:
    return any(find.start < ask.end and ask.start < find.end for ask in asked)
