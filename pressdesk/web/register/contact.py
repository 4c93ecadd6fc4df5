"""A reporter's name and way back on the forms of an inquiry: optional, and sealed."""

from flask_babel import lazy_gettext as _
from sqlmodel import Session

from pressdesk import clock
from pressdesk.errors import NoRegisterKey
from pressdesk.inquiries import sealed
from pressdesk.register.words import Status
from pressdesk.registertables import Inquiry
from pressdesk.web import access
from pressdesk.web.register import naming
from pressdesk.web.register.asked_forms import AskedForm

NO_KEY = _(
    "Du har inte årets nyckel till registret, så kontakten kan inte förseglas. Låt en kollega "
    "lämna över nycklarna till dig, eller spara utan kontakt"
)


def keep(db: Session, form: AskedForm, number: int) -> None:
    """Seal what the form has of the reporter, or forget what was kept when it has nothing.

    Raises:
        NoRegisterKey: `say_no_key` tells it.
    """
    given = (form.name.data or "", form.way_back.data or "")
    sealed.keep_reporter(db, access.holder(), number, *given, clock.today())


def is_the_same(db: Session, number: int, name: str, way_back: str) -> bool:
    """Whether an inquiry has this contact already: else another reporter asks the same."""
    try:
        kept = sealed.reporter(db, access.holder(), number)
    except NoRegisterKey:
        return False
    return tuple(kept or ("", "")) == (name.strip(), way_back.strip())


def say_no_key(form: AskedForm) -> None:
    """Say beneath the way back that it cannot be sealed."""
    naming.say(form.way_back, NO_KEY)


def fields(db: Session, row: Inquiry) -> dict[str, str] | None:
    """Name and way back as the form has them; None where they cannot be changed: the inquiry is
    closed, or she does not hold the key that they are sealed to.
    """
    if row.status is Status.CLOSED:
        return None
    try:
        kept = sealed.reporter(db, access.holder(), row.number)
    except NoRegisterKey:
        return None
    return {"name": kept.name, "way_back": kept.way_back} if kept else {"name": "", "way_back": ""}
