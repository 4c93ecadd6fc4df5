"""Forms of an issue (samlad fråga)."""

from flask_babel import lazy_gettext as _l
from sqlmodel import Session
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import Length

from pressdesk import clock, lines
from pressdesk.errors import BadInquiry, NotFound, PressdeskError, WrongState
from pressdesk.inquiries import issues, number_of
from pressdesk.web.forms import StaffForm, tidy
from pressdesk.web.register import line_words, naming

NO_TITLE = _l("Skriv vad frågan gäller, med högst 200 tecken")
NO_NUMBER = _l("Skriv numret på en förfrågan, till exempel 2026-118")
NO_SUCH = _l("Ingen förfrågan har numret %(ref)s. Kontrollera det")
RECORDS = _l("En begäran om allmän handling kan inte vara med. Ta bort den")
GONE = _l("Någon av förfrågningarna finns inte. Kontrollera numren")
CLOSED = _l("Frågan är avslutad eller borta. Välj en annan")
MOST_NUMBERS = 500


class IssueForm(StaffForm):
    title = StringField(
        _l("Vad gäller frågan?"),
        filters=[tidy],
        validators=[Length(max=issues.TITLE_CHARACTERS, message=NO_TITLE)],
    )
    line = SelectField(_l("Budskap"), choices=[], validate_choice=False)
    version = IntegerField()


class GatherForm(IssueForm):
    """Inquiries are put into a new issue, or into one that is there."""

    issue = SelectField(_l("Samla i"), choices=[], validate_choice=False)
    more = StringField(
        _l("Fler nummer"),
        description=_l("Till exempel 2026-118 2026-120."),
        filters=[tidy],
    )


class AddForm(StaffForm):
    """A further inquiry of an issue, or several."""

    more = StringField(
        _l("Lägg till en förfrågan"),
        description=_l("Numret, till exempel 2026-118."),
        filters=[tidy],
    )


def offer(db: Session, form: IssueForm) -> IssueForm:
    """The form with what can be chosen: lines that may be used, or stand there, and issues."""
    valid = lines.valid(db, clock.today())
    choices = [(str(entry.line.id), entry.text.title) for entry in valid]
    stands = form.line.data or ""
    if stands and stands not in dict(choices):
        choices += _stands(db, stands)
    form.line.choices = [("", _l("Inga än")), *choices]
    if isinstance(form, GatherForm):
        open_ones = [(str(one.id), one.title) for one in issues.current(db)]
        form.issue.choices = [("", _l("En ny samlad fråga")), *open_ones]
    return form


def chosen(field: SelectField) -> int | None:
    """The id that was chosen; None for none. Raises WrongState: it is not offered, or no longer."""
    if not field.data:
        return None
    if field.data not in {value for value, *_ in field.choices}:
        raise WrongState
    return line_words.number(field.data)


def numbers(typed: list[str], field: StringField) -> list[int]:
    """The inquiries that are meant, after saying on a field which are not there."""
    found: list[int] = []
    for ref in dict.fromkeys(typed[:MOST_NUMBERS]):
        try:
            found.append(number_of(ref))
        except NotFound:
            naming.say(field, NO_SUCH % {"ref": ref[:20]})
    return found


def _stands(db: Session, typed: str) -> list[tuple[str, str]]:
    try:
        entry = lines.show(db, line_words.number(typed))
    except NotFound:
        return []
    return [(typed, f"{entry.text.title} ({line_words.validity(entry, clock.today())})")]


def say(form: StaffForm, bad: PressdeskError) -> None:
    """Say on its field what cannot be done."""
    if isinstance(bad, BadInquiry) and bad.reason == "title":
        naming.say(form["title"], NO_TITLE)
    elif isinstance(bad, WrongState):
        naming.say(form["issue"], CLOSED)
    else:
        naming.say(form["more"], RECORDS if isinstance(bad, BadInquiry) else GONE)
