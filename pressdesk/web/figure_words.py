"""Figures in Swedish words: tables, categories, periods, numbers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pressdesk.figures import inquiries
from pressdesk.figures.declared import (
    ENDED,
    IN_TIME,
    KIND,
    MEDIA,
    NOT_SAID,
    TOPIC,
    TOTAL,
    WANTED,
)
from pressdesk.register.words import Channel, Kind
from pressdesk.web import dates, i18n

TABLES = {
    TOTAL: _l("Frågor från medarbetare"),
    KIND: _l("Vilken hjälp de ville ha"),
    TOPIC: _l("Ämnen"),
    IN_TIME: _l("Svar i tid"),
    MEDIA: _l("Slag av medier"),
    WANTED: _l("När svaret behövdes"),
    ENDED: _l("Hur frågorna avslutades"),
    inquiries.KIND: _l("Förfrågningar efter slag"),
    inquiries.CHANNEL: _l("Förfrågningar efter väg in"),
    inquiries.MEDIA: _l("Förfrågningar efter slag av medier"),
    inquiries.OUTCOME: _l("Förfrågningar efter utfall"),
    inquiries.UNIT: _l("Förfrågningar efter enhet"),
    inquiries.TOPIC: _l("Förfrågningar efter ämne"),
    inquiries.MEASURES: _l("Förfrågningar: mått"),
}
WHAT = {  # a sentence of what is counted, under a table's name
    TOTAL: _l("Frågor som pressenheten tog hand om under perioden."),
    KIND: _l("Varje fråga räknas en gång. Gällde den flera slag av hjälp är ett draget på måfå."),
    TOPIC: _l("Varje fråga räknas en gång, i det ämne som medarbetaren valde."),
    IN_TIME: _l("Av de frågor som hade en dag då svaret behövdes: andelen som fick svar i tid."),
    MEDIA: _l("Varje fråga räknas en gång, i det slag av medier som medarbetaren valde."),
    WANTED: _l("Varje fråga räknas en gång, som medarbetaren angav när frågan ställdes."),
    ENDED: _l("Räknas när frågan avslutas, alltså ibland i en senare period än när den togs."),
}
EXACT_WHAT = _l("Räknat exakt i registret över förfrågningar, som är allmän handling.")
KINDS_OF_INQUIRY: dict[str, Any] = {
    Kind.FACTS: _l("Faktafråga"),
    Kind.STATEMENT: _l("Kommentar eller uttalande"),
    Kind.INTERVIEW: _l("Intervju"),
    Kind.VISIT: _l("Besök eller filmning"),
    Kind.CORRECTION: _l("Rättelse"),
    Kind.RECORDS_REQUEST: _l("Begäran om allmän handling"),
}
CHANNELS: dict[str, Any] = {
    Channel.PHONE: _l("Telefon"),
    Channel.MAIL: _l("E-post"),
    Channel.IN_PERSON: _l("På plats"),
    Channel.SOCIAL_MEDIA: _l("Sociala medier"),
    Channel.PRESS_MEETING: _l("Pressträff"),
}
MEASURES = {
    "received": _l("Inkomna förfrågningar"),
    "acknowledged-in-time": _l("Togs om hand i tid"),
    "answered-in-time": _l("Besvarade i tid"),
    "median-hours": _l("Mediantid till svar"),
    "out-of-hours": _l("Kom utanför kontorstid"),
    "corrections": _l("Rättelser"),
}
UNITS = {  # of what is no count, in a file
    (inquiries.MEASURES, "acknowledged-in-time"): _l("procent"),
    (inquiries.MEASURES, "answered-in-time"): _l("procent"),
    (inquiries.MEASURES, "median-hours"): _l("arbetstimmar"),
    (inquiries.MEASURES, "out-of-hours"): _l("procent"),
    (IN_TIME, "share"): _l("procent"),
}
ENDINGS = {
    "answered": _l("Besvarad"),
    "arranged": _l("Ordnades utanför systemet"),
    "withdrawn": _l("Medarbetaren drog tillbaka frågan"),
    "not-a-question": _l("Inte en fråga till pressenheten"),
    "expired": _l("Tiden gick ut"),
}
CATEGORIES: dict[str, dict[str, Any]] = {
    TOTAL: {"taken": _l("Frågor från medarbetare")},
    KIND: i18n.KINDS,
    TOPIC: i18n.TOPICS,
    IN_TIME: {"yes": _l("I tid"), "no": _l("Inte i tid"), "share": _l("Andel i tid")},
    MEDIA: i18n.MEDIA,
    WANTED: {name: label for name, (_value, label) in i18n.WANTED.items()},
    ENDED: ENDINGS,
    inquiries.KIND: KINDS_OF_INQUIRY,
    inquiries.CHANNEL: CHANNELS,
    inquiries.MEDIA: i18n.MEDIA,
    inquiries.OUTCOME: i18n.ENDS,
    inquiries.TOPIC: i18n.TOPICS,
    inquiries.MEASURES: MEASURES,
}
COMMON = {
    NOT_SAID: _l("Inte angivet"),
    "other": _l("Annat"),
    inquiries.OPEN: _l("Inte avslutad när siffrorna publicerades"),
}
QUARTERS = {1: _l("första"), 2: _l("andra"), 3: _l("tredje"), 4: _l("fjärde")}


def table(id: str) -> str:
    """The name of a table."""
    return str(TABLES.get(id, id))


def what(id: str) -> str:
    """What a table counts, in a sentence."""
    return str(WHAT.get(id, EXACT_WHAT))


def category(table: str, id: str) -> str:
    """A category in words; a unit, or another that the site has named itself, is its own word."""
    return str(CATEGORIES.get(table, {}).get(id) or COMMON.get(id, id))


def with_unit(table: str, id: str) -> str:
    """A category, followed by its unit where it is no count: "Besvarade i tid, procent"."""
    unit, plain = UNITS.get((table, id)), category(table, id)
    return f"{plain}, {unit}" if unit else plain


def period(id: str) -> str:
    """A period: "september 2026", "tredje kvartalet 2026" or "2026"."""
    year, _dash, part = id.partition("-")
    if not part:
        return year
    if part.startswith("Q"):
        which = QUARTERS[int(part[1:])]
        return _("%(which)s kvartalet %(year)s", which=which, year=year)
    return dates.month(id)


def within(id: str) -> str:
    """When something was: "i september 2026", "under tredje kvartalet 2026", "under 2026"."""
    is_month = "-" in id and "Q" not in id
    words = period(id)
    return _("i %(month)s", month=words) if is_month else _("under %(time)s", time=words)


def short(id: str) -> str:
    """A period without its year: "sep", "kv 3"; a year stays itself."""
    year, _dash, part = id.partition("-")
    if not part:
        return year
    if part.startswith("Q"):
        return _("kv %(number)s", number=part[1:])
    return dates.short_month(id)


def number(value: int | None) -> str:
    """A number as Swedish writes it: "1 234", with blanks that do not break; a dash for none."""
    return "–" if value is None else dates.number(value)


def with_margin(value: int | None, margin: int) -> str:
    """ "58 ± 8"; only the number when it is exact."""
    plain = number(value)
    return f"{plain}\u00a0±\u00a0{number(margin)}" if margin and value is not None else plain


def day(when: date) -> str:
    """ "3 januari 2027"."""
    return dates.day(when)


def listed(several: Sequence[str]) -> str:
    """ "2025, oktober 2026 och november 2026"."""
    return dates.listed(list(several))
