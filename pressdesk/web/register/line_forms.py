"""The form of lines to take, and what it says."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlmodel import Session
from wtforms import Field, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from pressdesk import lines
from pressdesk.errors import BadLine
from pressdesk.lines import Entry, Given
from pressdesk.register import lists
from pressdesk.web.forms import StaffForm, text_area, tidy
from pressdesk.web.register import naming

TEXTS = ("title", "unit", "facts", "quote", "quoted", "checked_on", "valid_until")
DRAFTED = {*TEXTS, "version", "to"}
DAY = _l("Skriv dagen som 2026-12-18")
# By reason: the field that is to be mended, and how.
FAULTS = {
    "title": ("title", _l("Skriv en rubrik")),
    "facts": ("facts", _l("Skriv vad vi vet")),
    "unit": ("unit", _l("Skriv vilken enhet som ansvarar för uppgifterna")),
    "quote": ("quote", _l("Skriv citatet, eller ta bort vem som säger det")),
    "quoted": (
        "quoted",
        _l("Skriv vilken roll som säger citatet, till exempel förskoledirektören"),
    ),
    "checked": ("checked_on", _l("Välj en dag som har varit, eller i dag")),
    "valid": ("valid_until", _l("Välj i dag eller en dag som kommer")),
    "long": ("facts", _l("Korta texten till 5 000 tecken")),
}


class LineForm(StaffForm):
    title = StringField(
        _l("Rubrik"),
        filters=[tidy],
        validators=[
            InputRequired(FAULTS["title"][1]),
            Length(max=lines.TITLE_CHARACTERS, message=_l("Korta rubriken till 200 tecken")),
        ],
    )
    unit = StringField(
        _l("Ansvarig enhet"),
        description=_l("Början på namnet räcker."),
        filters=[tidy],
        validators=[InputRequired(FAULTS["unit"][1])],
    )
    facts = text_area(
        _l("Fakta"),
        FAULTS["facts"][1],
        lines.FACTS_CHARACTERS,
        FAULTS["long"][1],
        _l("Kort, så som det kan sägas till en redaktion. Högst 5 000 tecken."),
    )
    quote = TextAreaField(
        _l("Citat"),
        filters=[tidy],
        validators=[
            Length(max=lines.QUOTE_CHARACTERS, message=_l("Korta citatet till 1 500 tecken"))
        ],
    )
    quoted = StringField(
        _l("Vem säger citatet?"),
        description=_l("En roll, inget namn."),
        filters=[tidy],
        validators=[Length(max=lines.ROLE_CHARACTERS, message=_l("Korta till 200 tecken"))],
    )
    checked_on = StringField(_l("Senast kontrollerat"), filters=[tidy])
    valid_until = StringField(
        _l("Giltigt till"), description=_l("Med den dagen. Tomt: tills vidare."), filters=[tidy]
    )
    version = IntegerField()
    to = HiddenField(filters=[tidy])  # the inquiry that the lines are written for


def fields_of(entry: Entry) -> dict[str, Any]:
    """Lines to take as the form has them."""
    line, text = entry
    return {
        "title": text.title,
        "unit": line.unit,
        "facts": text.facts,
        "quote": text.quote,
        "quoted": text.quoted,
        "checked_on": text.checked_on.isoformat(),
        "valid_until": text.valid_until.isoformat() if text.valid_until else "",
        "version": line.version,
    }


def read(db: Session, form: LineForm) -> Given | None:
    """What the form says; None after saying on its fields what to write instead."""
    form.validate()
    unit = form.unit.data or ""
    given = Given(
        title=form.title.data or "",
        unit=naming.meant(db, form.unit, unit, lists.find_unit) if unit else "",
        facts=form.facts.data or "",
        quote=form.quote.data or "",
        quoted=form.quoted.data or "",
        checked_on=_day(form.checked_on),
        valid_until=_day(form.valid_until),
    )
    return None if form.errors else given


def say(form: LineForm, bad: BadLine) -> None:
    """Say on its field what the lines lack."""
    name, told = FAULTS[bad.reason]
    naming.say(form[name], told)


def _day(field: Field) -> date | None:
    if not field.data:
        return None
    try:
        return date.fromisoformat(field.data)
    except ValueError:
        naming.say(field, DAY)
        return None
