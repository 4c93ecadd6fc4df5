"""What is decided of a crisis: form and back."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session
from wtforms import IntegerField, SelectField, StringField, TextAreaField

from pressdesk.errors import BadDeadline
from pressdesk.inquiries import issues
from pressdesk.register import deadlines, lists
from pressdesk.register.words import Due
from pressdesk.register.workdays import swedish
from pressdesk.registertables import Crisis, Issue, Line
from pressdesk.rota import Said
from pressdesk.web.forms import StaffForm, text_area, tidy
from pressdesk.web.register import given, naming

CALL_CHARACTERS = 4_000
# Stored and read aloud to Swedish newsrooms, whatever language the officer works in.
WORDING = (
    "Tack för att du ringer. Vi vet att något har hänt och tar fram uppgifter. Jag skriver upp din "
    "fråga och hur vi når dig, och vi ringer tillbaka. Jag kan inte själv lämna några uppgifter."
)
# By reason of `BadCrisis` and `BadInquiry`: the field, and how it is mended.
FAULTS = {
    "wording": ("wording", _l("Korta texten till 1 000 tecken")),
    "place": ("place", _l("Korta platsen till 200 tecken")),
    "meeting": ("meeting", _l("Skriv också när pressträffen är")),
    "title": ("title", _l("Korta rubriken till 200 tecken")),
}


class CrisisForm(StaffForm):
    issue = SelectField(_l("Samlad fråga som hör hit"), validate_choice=False)
    title = StringField(_l("Eller en ny samlad fråga: rubrik"), filters=[tidy])
    unit = StringField(
        _l("Enhet som frågorna gäller"),
        description=_l("Lämnas den tom tas enheten från den samlade frågans budskap."),
        filters=[tidy],
    )
    wording = TextAreaField(
        _l("Så säger den som svarar i telefon"), description=_l("Visas stort."), filters=[tidy]
    )
    meeting = StringField(
        _l("Nästa pressträff"), description=_l("Till exempel idag 15.30."), filters=[tidy]
    )
    place = StringField(_l("Plats"), filters=[tidy])
    version = IntegerField()


class CallForm(StaffForm):
    line = text_area(
        _l("Redaktion, fråga och väg tillbaka"),
        _l("Skriv redaktionen och vad den frågar om"),
        CALL_CHARACTERS,
        _l("Korta texten till 4 000 tecken"),
        _l("Redaktionen först. Telefonnummer och e-post förseglas av sig själva."),
    )


def filled(last: Crisis | None, now: datetime) -> CrisisForm:
    """A form as the crisis is; for a new one, with what the last one said on the phone."""
    form = CrisisForm(formdata=None)
    form.wording.data = last.wording if last else WORDING
    if last is not None and last.ended_at is None:
        form.issue.data = str(last.issue_id or "")
        form.unit.data, form.place.data = last.unit, last.meeting_place
        form.meeting.data = _typed(last.meeting_at)
    return form


def offer(db: Session, form: CrisisForm) -> None:
    """The lists to choose from."""
    current = [(str(issue.id), issue.title) for issue in issues.current(db)]
    form.issue.choices = [("", _("Ingen")), *current]
    form.units = [unit.name for unit in lists.units(db)]


def said(db: Session, form: CrisisForm, now: datetime) -> Said | None:
    """What a form says; None after saying at its fields what is to be mended."""
    issue = _issue(db, form)
    meeting = _meeting(db, form, now)
    unit = form.unit.data or ""
    line = db.get(Line, issue.line_id) if issue and issue.line_id else None
    if not unit and line is not None:
        unit = line.unit
    else:
        unit = naming.found(db, form.unit, lists.find_unit, _("Skriv vilken enhet frågorna gäller"))
    if any(field.errors for field in form):
        return None
    place = " ".join((form.place.data or "").split())
    return Said(unit, form.wording.data or "", issue.id if issue else None, meeting, place)


def refuse(form: CrisisForm, reason: str) -> None:
    """Say at its field what was refused."""
    name, told = FAULTS[reason]
    form[name].errors = [*form[name].errors, str(told)]


def _issue(db: Session, form: CrisisForm) -> Issue | None:
    typed = form.issue.data or ""
    if not typed or form.title.data:
        return None
    open_ones = {str(issue.id): issue for issue in issues.current(db)}
    if typed not in open_ones:
        form.issue.errors = [_("Välj en samlad fråga i listan, eller ingen")]
    return open_ones.get(typed)


def _meeting(db: Session, form: CrisisForm, now: datetime) -> datetime | None:
    """A time of day; one that stood there already may be over."""
    typed = form.meeting.data or ""
    last: Any = db.get(Crisis, "crisis")
    if last is not None and last.meeting_at and typed == _typed(last.meeting_at):
        kept: datetime = last.meeting_at
        return kept
    try:
        deadline = deadlines.parse(typed, now)
    except BadDeadline as bad:
        form.meeting.errors = [str(given.DEADLINE_FAULTS[bad.reason])]
        return None
    if deadline.due is Due.DAY:
        form.meeting.errors = [_("Skriv också klockslaget, till exempel ”idag 15.30”")]
    return deadline.until


def _typed(instant: datetime | None) -> str:
    return f"{swedish(instant):%Y-%m-%d %H:%M}" if instant else ""
