"""An inquiry as a public document, in words: for the printed page, for CSV, and for the registrar.

What is not here is not handed out: who works on it or signed it off (for the authority: nobody is
to be counted), a text that was only proposed, and what is sealed.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pressdesk import handout, inquiries, masking
from pressdesk.handout import Record
from pressdesk.handout.registry import Field
from pressdesk.register.words import Due
from pressdesk.register.workdays import swedish
from pressdesk.registertables import Inquiry
from pressdesk.web.paper import Entry
from pressdesk.web.register import words
from pressdesk.web.swedish import in_swedish

LONGEST_MARKED = 8_000  # characters of a text that is marked by span; a longer one only whole
LABELS = {
    "received": _l("Kom in"),
    "channel": _l("Kanal"),
    "outlet": _l("Redaktion"),
    "unit": _l("Enhet"),
    "units": _l("Delas med"),
    "kind": _l("Slag"),
    "topic": _l("Ämne"),
    "issue": _l("Samlad fråga"),
    "follows": _l("Följer upp"),
    "due": _l("Hålltid"),
    "is_live": _l("Sändning"),
    "embargo": _l("Embargo till"),
    "call_back": _l("Lovad att ringas upp"),
    "spokesperson": _l("Talesperson"),
    "correction": _l("Rättelse"),
    "status": _l("Status"),
    "taken": _l("Togs"),
    "waiting": _l("Väntar på fakta från"),
    "waiting_since": _l("Väntar sedan"),
    "parked": _l("Parkerad till"),
    "passed": _l("Skickad till"),
    "facts": _l("Fakta kontrollerade av"),
    "lines": _l("Svaret hämtades ur"),
    "signed": _l("Godkändes"),
    "signed_by": _l("Godkändes av"),
    "released": _l("Svaret lämnades"),
    "outcome": _l("Utfall"),
    "closed": _l("Avslutades"),
    "registry": _l("Diarienummer"),
    "exported": _l("Lämnades till registrator"),
    "question": _l("Fråga"),
    "answer": _l("Lämnat svar"),
}
LIVE = {True: _l("Direktsänds"), False: _l("Spelas in")}


class Value(NamedTuple):
    """What a field holds: as programs read it, ids and ISO 8601, and as people do."""

    value: str
    text: str


@in_swedish
def texts(record: Record) -> dict[str, str]:
    """What is handed out of an inquiry, by field and in order; nothing that is empty."""
    held = _values(record)
    return {key: held[key].text for key in LABELS if held[key].text}


@in_swedish
def fields(record: Record) -> list[Field]:
    """Every field of an inquiry, empty ones too."""
    held = _values(record)
    return [Field(key, str(label), *held[key]) for key, label in LABELS.items()]


@in_swedish
def entries(texts: Mapping[str, str]) -> list[Entry]:
    """The fields of an inquiry; the free texts are marked by span."""
    return [
        Entry(key, str(LABELS[key]), text, key in handout.FREE and len(text) <= LONGEST_MARKED)
        for key, text in texts.items()
    ]


@in_swedish
def told(
    texts: Mapping[str, str], masks: Mapping[str, list[masking.Mask]]
) -> list[tuple[Entry, list[tuple[str, str]]]]:
    """Each field, without its text, and the pieces that are told of it; of an inquiry that is
    masked as a whole, one.
    """
    if whole := masks.get(handout.ROW):
        return [(Entry(handout.ROW, _("Hela förfrågan"), ""), [("", whole[0].section)])]
    return [
        (entry._replace(text=""), masking.pieces(texts[entry.key], masks.get(entry.key, [])))
        for entry in entries(texts)
    ]


def _values(record: Record) -> dict[str, Value]:
    row = record.inquiry
    return {
        "received": _time(row.received_at),
        "channel": _word(words.CHANNELS, row.channel),
        "outlet": _plain(row.outlet),
        "unit": _plain(row.unit),
        "units": _plain(", ".join(record.units)),
        "kind": _word(words.KINDS, row.kind),
        "topic": _plain(row.topic),
        "issue": _plain(record.issue),
        "follows": _plain(inquiries.reference(row.follows) if row.follows else ""),
        "due": _due(row),
        "is_live": _word(LIVE, row.is_live),
        "embargo": _time(row.embargo_until),
        "call_back": _time(row.call_back_at),
        "spokesperson": _plain(row.spokesperson),
        "correction": _word(words.CORRECTIONS, row.correction),
        **_standing(row),
        "registry": _plain(row.registry_number),
        "exported": _day(row.exported_on),
        "question": _plain(row.question),
        "answer": _plain(row.answer),
    }


def _standing(row: Inquiry) -> dict[str, Value]:
    by, lines = "", ""
    if row.signed_at:
        by = _("pressjouren, enligt mandat") if row.signed_by is None else _("pressenheten")
    if row.line_id:
        lines = _("budskap %(id)s, version %(version)s", id=row.line_id, version=row.line_version)
    return {
        "status": _word(words.STATUSES, row.status),
        "taken": _time(row.taken_at),
        "waiting": _plain(row.waiting_with),
        "waiting_since": _time(row.waiting_since),
        "parked": _day(row.parked_until),
        "passed": _plain(row.passed_to),
        "facts": _plain(row.facts_from),
        "lines": _plain(lines),
        "signed": _time(row.signed_at),
        "signed_by": _plain(by),
        "released": _time(row.released_at),
        "outcome": _word(words.OUTCOMES, row.outcome),
        "closed": _time(row.closed_at),
    }


def _due(row: Inquiry) -> Value:
    """When an answer was needed; not whether it is late now."""
    if row.due_until is None:
        return Value("", "")
    value, shown = _time(row.due_until)
    if row.due is Due.DAY:
        return Value(value, shown.partition(" ")[0])
    return Value(value, _("nu, senast %(time)s", time=shown) if row.due is Due.NOW else shown)


def _plain(text: str | None) -> Value:
    return Value(text or "", text or "")


def _word(known: Mapping[Any, Any], value: Any) -> Value:
    """An id and its word; a yes or no is "true" or "false"."""
    if value is None:
        return Value("", "")
    return Value(str(value).lower() if isinstance(value, bool) else str(value), str(known[value]))


def _time(at: datetime | None) -> Value:
    if at is None:
        return Value("", "")
    local = swedish(at)
    return Value(local.isoformat(timespec="minutes"), f"{local:%Y-%m-%d %H:%M}")


def _day(day: date | None) -> Value:
    return _plain(day.isoformat() if day else None)
