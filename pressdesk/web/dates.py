"""Days, times and numbers as each language writes them. What stands between them is in the
catalogues, so that a new language brings its own.
"""

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_skeleton
from babel.lists import format_list
from flask_babel import format_date, format_decimal, get_locale
from flask_babel import gettext as _

from pressdesk.clock import SWEDEN

DAY_FIRST = {"sv", "en"}  # "23 november": the pattern as it stands; other languages have their own


def day(when: date) -> str:
    """ "3 januari 2027"."""
    return _told(when, "d MMMM y", "yMMMMd")


def month(iso: str) -> str:
    """ "2026-10" as people say it: "oktober 2026"."""
    return _told(_first_of(iso), "LLLL y", "yMMMM")


def short_month(iso: str) -> str:
    """ "okt"."""
    return str(format_date(_first_of(iso), "LLL")).rstrip(".")


def short_day(when: date) -> str:
    """ "fre 20 november"."""
    return _told(when, "EEE d MMMM", "MMMMEd")


def weekday(when: date) -> str:
    """ "fre"."""
    return str(format_date(when, "EEE"))


def time_of(instant: datetime) -> str:
    """A clock in Sweden: "9.00", in English "9:00"."""
    local = instant.astimezone(SWEDEN)
    return _("%(hour)s.%(minute)s", hour=local.hour, minute=f"{local.minute:02}")


def moment(instant: datetime, *, has_year: bool = False) -> str:
    """ "måndag 23 november kl. 14.30"."""
    local = instant.astimezone(SWEDEN).date()
    told = (
        _told(local, "EEEE d MMMM y", "yMMMMEEEEd")
        if has_year
        else _told(local, "EEEE d MMMM", "MMMMEEEEd")
    )
    return _("%(day)s kl. %(time)s", day=told, time=time_of(instant))


def short_moment(instant: datetime) -> str:
    """ "mån 23 nov. 8.00"."""
    local = instant.astimezone(SWEDEN).date()
    return f"{_told(local, 'EEE d MMM', 'MMMEd')} {time_of(instant)}"


def number(value: int) -> str:
    """A whole number: "1 234", with blanks that do not break, in English "1,234"."""
    return str(format_decimal(value)).replace("-", "−")


def decimal(value: float | Decimal, digits: int) -> str:
    """ "0,50" with as many digits."""
    return str(format_decimal(value, f"0.{'0' * digits}"))


def percent(value: str) -> str:
    """A number that is written already: "82 %", with a blank that does not break; "82%"."""
    return _("%(value)s %%", value=value).replace(" %", "\u00a0%")


def percent_sign() -> str:
    """What follows a number on an axis, never alone on a line."""
    return percent("")


def listed(several: list[str]) -> str:
    """ "2025, oktober 2026 och november 2026"."""
    locale = get_locale()
    is_english = locale is not None and locale.language == "en"
    return str(format_list(several, locale="en_GB" if is_english else locale))


def _told(when: date, pattern: str, skeleton: str) -> str:
    locale = get_locale()
    if locale is None or locale.language in DAY_FIRST:
        return str(format_date(when, pattern))
    return format_skeleton(skeleton, when, locale=locale)


def _first_of(iso: str) -> date:
    return date.fromisoformat(f"{iso}-01")
