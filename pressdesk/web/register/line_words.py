"""Lines to take in words."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from pressdesk import inquiries, lines
from pressdesk.errors import NotFound, Stale
from pressdesk.lines import Entry, Version
from pressdesk.register.workdays import swedish
from pressdesk.web.register import words

DIGITS = 9  # of an id in an address


def number(typed: str) -> int:
    """The id in an address. Raises NotFound: it is none."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= DIGITS):
        raise NotFound
    return int(typed)


def version_of(typed: str) -> int:
    """The version that a page had. Raises Stale: none, or none that could be."""
    try:
        return number(typed)
    except NotFound:
        raise Stale from None


def told(entry: Entry, today: date) -> dict[str, Any]:
    """Lines to take as a page shows them."""
    line, text = entry
    return {
        "id": line.id,
        "version": line.version,
        "title": text.title,
        "unit": line.unit,
        "facts": text.facts,
        "quote": text.quote.strip(lines.QUOTES),
        "quoted": text.quoted,
        "answer": lines.as_answer(text),
        "checked": words.day(text.checked_on, today),
        "is_checked_today": text.checked_on == today,
        "valid": validity(entry, today),
        "until": words.day(text.valid_until, today) if text.valid_until else "",
        "is_expired": lines.is_expired(text, today),
        "is_withdrawn": line.is_withdrawn,
        "is_usable": not line.is_withdrawn and not lines.is_expired(text, today),
    }


def validity(entry: Entry, today: date) -> str:
    """Until when they may be used: "giltigt till fre 20 november", "gick ut i går"."""
    until = entry.text.valid_until
    if entry.line.is_withdrawn:
        return str(_("tillbakadraget"))
    if until is None:
        return str(_("giltigt tills vidare"))
    day = words.day(until, today)
    if lines.is_expired(entry.text, today):
        return str(_("gick ut %(day)s", day=day))
    return str(_("giltigt till %(day)s", day=day))


def version(one: Version, now: datetime) -> dict[str, Any]:
    """A version of the history."""
    today = swedish(now).date()
    text = one.text
    until = text.valid_until
    return {
        "number": text.version,
        "at": words.moment(text.at, now),
        "checked": words.day(text.checked_on, today),
        "valid": _("till %(day)s", day=words.day(until, today)) if until else _("tills vidare"),
        "parts": [
            (_("Rubrik"), one.title),
            (_("Fakta"), one.facts),
            (_("Citat"), one.quote),
            (_("Vem säger citatet?"), one.quoted),
        ],
        "is_check": one.is_check,
    }


def said(one: lines.Said, now: datetime) -> dict[str, Any]:
    """An answer that was given out."""
    row = one.inquiry
    return {
        "ref": inquiries.reference(row.number),
        "outlet": row.outlet,
        "at": words.moment(row.released_at, now) if row.released_at else "",
        "answer": row.answer,
        "version": one.version,
        "changes": one.changes if one.is_changed else [],
    }
