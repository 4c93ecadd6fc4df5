"""The form of what is asked, for intake and for correcting particulars."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from pressdesk.inquiries import QUESTION_CHARACTERS
from pressdesk.register.words import Channel, Kind
from pressdesk.web.forms import StaffForm, text_area, tidy
from pressdesk.web.register import words

LINE_CHARACTERS = 400
ROLE_CHARACTERS = 80
UNITS_CHARACTERS = 4_000
NOT_CHOSEN = {"": _("Inte valt")}
# A request for public records is counted by a button of its own: nothing else is kept of it.
KINDS = {kind: word for kind, word in words.KINDS.items() if kind is not Kind.RECORDS_REQUEST}
LIVE = {"": _("Varken eller"), "live": _("Direkt"), "recorded": _("Inspelat")}


def line(label: object, description: object = "", most: int = LINE_CHARACTERS) -> StringField:
    """One line, tidied and not too long."""
    too_long = Length(max=most, message=_("Korta texten till högst %(max)d tecken"))
    return StringField(label, description=description, filters=[tidy], validators=[too_long])


def choice(label: object, known: dict[Any, object] | None = None) -> SelectField:
    """One of a list, or none; `given` looks at what was chosen."""
    offered = words.labels(NOT_CHOSEN | (known or {}))
    return SelectField(label, choices=offered, default="", validate_choice=False)


def channels() -> RadioField:
    """How it came; by telephone, until something else is chosen."""
    offered, first = words.labels(words.CHANNELS), Channel.PHONE.value
    return RadioField(_("Hur kom den?"), choices=offered, default=first, validate_choice=False)


class AskedForm(StaffForm):
    """What is asked; only outlet, unit and question must be there."""

    outlet = line(_("Redaktion"))
    unit = line(_("Enhet som frågan gäller"))
    question = text_area(
        _("Fråga"),
        _("Skriv vad redaktionen frågar om"),
        QUESTION_CHARACTERS,
        _("Korta frågan till högst 8 000 tecken"),
    )
    channel = channels()
    deadline = line(_("Hålltid"), _("Till exempel nu, idag 14, fre 10, 24/12 eller v48."))
    kind = choice(_("Vad redaktionen vill ha"), KINDS)
    topic = choice(_("Ämne"))
    units = TextAreaField(
        _("Fler enheter som berörs"),
        description=_("En på varje rad, eller med komma mellan."),
        filters=[tidy],
        validators=[Length(max=UNITS_CHARACTERS, message=_("Skriv färre enheter"))],
    )
    spokesperson = line(
        _("Talesperson"), _("Skriv rollen, till exempel avdelningschef."), ROLE_CHARACTERS
    )
    mine = BooleanField(_("Jag tar den"))
    name = line(_("Reporterns namn"))
    way_back = line(_("Telefon eller e-post tillbaka"))
    live = RadioField(
        _("Sändning"),
        choices=words.labels(LIVE),
        default="",
        validate_choice=False,
    )
    embargo = line(_("Embargo till"), _("Dag och klockslag, till exempel fre 6."))
    call_back = line(_("Lovat att ringa tillbaka"), _("Till exempel idag 15."))
    received = line(_("Kom in"), _("Fyll i om det inte var nu."))
    follows = line(_("Följer upp förfrågan"), _("Numret, till exempel 2026-118."))
    issue = choice(_("Del av en samlad fråga"))
    correction = choice(_("Rättelse av en publicering"), words.CORRECTIONS)
    seen = HiddenField(filters=[tidy])  # how the particulars were when the page was opened


class RequestForm(StaffForm):
    """All that is kept of a request for public records."""

    unit = line(_("Enhet som begäran gäller"))
    channel = channels()
