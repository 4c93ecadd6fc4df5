"""The register's ids, days and deadlines in words."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice

from pressdesk.register import deadlines
from pressdesk.register.deadlines import LAST_MINUTE, Deadline
from pressdesk.register.words import Channel, Correction, Due, Kind, Status
from pressdesk.register.workdays import OfficeHours, swedish
from pressdesk.web import dates, i18n, site

KINDS = {
    Kind.FACTS: _l("Fakta"),
    Kind.STATEMENT: _l("Kommentar eller uttalande"),
    Kind.INTERVIEW: _l("Intervju"),
    Kind.VISIT: _l("Besök eller filmning"),
    Kind.CORRECTION: _l("Rättelse"),
    Kind.RECORDS_REQUEST: _l("Begäran om allmän handling"),
}
CHANNELS = {
    Channel.PHONE: _l("Telefon"),
    Channel.MAIL: _l("E-post"),
    Channel.IN_PERSON: _l("På plats"),
    Channel.SOCIAL_MEDIA: _l("Sociala medier"),
    Channel.PRESS_MEETING: _l("Pressträff"),
}
STATUSES = {
    Status.NEW: _l("Ny"),
    Status.TAKEN: _l("Tagen"),
    Status.WAITING: _l("Väntar på fakta"),
    Status.FOR_SIGN_OFF: _l("För godkännande"),
    Status.RELEASED: _l("Lämnat svar"),
    Status.CLOSED: _l("Avslutad"),
}
OUTCOMES = i18n.ENDS
CORRECTIONS = {
    Correction.ASKED: _l("Begärd"),
    Correction.MADE: _l("Gjord"),
}
MEDIA = i18n.MEDIA
MARKS = {"overdue": _l("Försenad"), "soon": _l("Snart")}
AHEAD = {-1: _l("i går"), 0: _l("i dag"), 1: _l("i morgon")}


class DueWords(NamedTuple):
    """A deadline in words: "senast 14.30", "i morgon 9.00", "fre 20 november"; "" is none.

    `mark`, a key of `MARKS` or "", says whether it is overdue or due soon.
    """

    text: str
    mark: str

    @property
    def mark_words(self) -> str:
        return str(MARKS[self.mark]) if self.mark else ""


def due(
    deadline: Deadline,
    now: datetime,
    released_at: datetime | None = None,
    *,
    is_closed: bool = False,
    hours: OfficeHours | None = None,
) -> DueWords:
    """A deadline as the desk reads it. What is released or closed is neither overdue nor due soon.

    Args:
        hours: when the office is open; as the site has set it, unless they are given.
    """
    if deadline.until is None:
        return DueWords("", "")
    mark = ""
    if not (released_at or is_closed):
        is_late = deadlines.is_overdue(deadline, now, None)
        is_soon = not is_late and deadlines.is_due_soon(deadline, now, hours or office_hours())
        mark = "overdue" if is_late else "soon" if is_soon else ""
    if deadline.due is Due.NOW and mark != "overdue":
        return DueWords(_("nu, senast %(time)s", time=dates.time_of(deadline.until)), mark)
    is_today = swedish(deadline.until).date() == swedish(now).date()
    if is_today and deadline.due is not Due.DAY:
        return DueWords(_("senast %(time)s", time=dates.time_of(deadline.until)), mark)
    return DueWords(moment(deadline.until, now), mark)


def moment(instant: datetime, now: datetime) -> str:
    """When it is or was: "i dag 14.30", "i går 9.00", "fre 20 november 10.00". The last minute of
    a day is the day.
    """
    local = swedish(instant)
    told = day(local.date(), swedish(now).date())
    return told if local.time() == LAST_MINUTE else f"{told} {dates.time_of(instant)}"


def day(day: date, today: date) -> str:
    """A day: "i dag", "fre 20 november"; with its year when that is another."""
    days = (day - today) // timedelta(days=1)
    if days in AHEAD:
        return str(AHEAD[days])
    has_year = day.year != today.year
    return dates.day(day) if has_year else dates.short_day(day)


def of(words: dict[Any, Any], value: Any) -> str:
    """The word for an id; "" for None."""
    return "" if value is None else str(words[value])


def office_hours() -> OfficeHours:
    """As the site has set them."""
    return OfficeHours(*site.settings().office_times)


def labels(words: dict[Any, Any]) -> list[SelectChoice]:
    """Choices of a form: id and word."""
    return [SelectChoice(str(value), word) for value, word in words.items()]
