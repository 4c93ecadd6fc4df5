"""Weeks of the rota on a page: forms, words, and the bar on every page of an officer."""

import re
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session
from wtforms import BooleanField, SelectField, SelectMultipleField

from pressdesk import clock, rota
from pressdesk.errors import BadRota, NotFound, StoreUnavailable
from pressdesk.register.workdays import swedish
from pressdesk.rota import OnDuty, Week
from pressdesk.web import dates, site
from pressdesk.web.forms import StaffForm
from pressdesk.web.register import words
from pressdesk.web.register.presence import person

SHOWN_WEEKS = 12  # ahead of this one
NEAR_YEARS = 2
WEEK = re.compile(r"[0-9]{4}-W[0-9]{2}")
CHOOSE = _l("Välj någon i listan")
FAULTS = {
    "week": _l("Välj en vecka i listan"),
    "past": _l("Den veckan är över. Välj en som kommer"),
    "officer": CHOOSE,
    "same": _l("Välj en annan ersättare"),
}


class WeekForm(StaffForm):
    officer = SelectField(_l("På jour"), validate_choice=False)
    backup = SelectField(_l("Ersättare"), validate_choice=False)


class SwapForm(StaffForm):
    other = SelectField(_l("Byt med"), validate_choice=False)


class FillForm(StaffForm):
    first = SelectField(_l("Från vecka"), validate_choice=False)
    last = SelectField(_l("Till och med"), validate_choice=False)
    turn = SelectMultipleField(_l("Vilka turas om?"), validate_choice=False)
    starts = SelectField(_l("Vem börjar?"), validate_choice=False)
    has_backup = BooleanField(_l("Nästa i tur är ersättare"))
    replaces = BooleanField(_l("Ändra också veckor som redan är fyllda"))


class Bar(NamedTuple):
    """What stands on every page of an officer."""

    officer: str | None
    backup: str | None
    until: str  # "mån 12.00"
    crisis_since: str  # in words; empty while no crisis is on


def bar() -> Bar | None:
    """Who is on duty now; None when the database does not answer, so that its page still comes."""
    try:
        with site.reading() as db:
            duty = now(db)
    except StoreUnavailable:
        return None
    until = f"{dates.weekday(swedish(duty.until))} {dates.time_of(duty.until)}"
    since = words.moment(duty.crisis_since, clock.now()) if duty.crisis_since else ""
    return Bar(called(duty.officer), called(duty.backup), until, since)


def swap_fault(reason: str) -> str:
    if reason == "past":
        return str(FAULTS["past"])
    return _("Välj en annan vecka där någon är planerad. Den här veckan måste också ha någon")


def fill_fault(reason: str, turn: list[str]) -> str:
    if reason == "officer":
        return _("Välj minst en som har konto") if not turn else str(CHOOSE)
    return (
        _("Välj en sista vecka som inte är före den första")
        if reason == "week"
        else str(FAULTS[reason])
    )


def fill_form(**given: Any) -> FillForm:
    """Officers, and every week that can be planned; a fresh one begins where the rota ends."""
    current = rota.monday_at(clock.now(), change())
    mondays = [current + timedelta(weeks=number) for number in range(rota.AHEAD_WEEKS + 1)]
    with site.reading() as db:
        people = rota.officers(db)
        planned = rota.weeks(db, mondays[0], mondays[-1], change())
    form = FillForm(**given) if given else FillForm(formdata=None)
    choices = [(clock.week_of(monday), week_words(monday)) for monday in mondays]
    form.first.choices = form.last.choices = choices
    form.turn.choices = form.starts.choices = [(name, person(name)) for name in people]
    if not given:
        empty = next((week.monday for week in planned if week.officer is None), mondays[0])
        form.first.data = clock.week_of(empty)
        form.last.data = clock.week_of(min(empty + timedelta(weeks=SHOWN_WEEKS - 1), mondays[-1]))
        form.turn.data, form.has_backup.data = people, True
    return form


def line(week: Week) -> dict[str, Any]:
    """A week in words."""
    return {
        "week": clock.week_of(week.monday),
        "words": week_words(week.monday),
        "from": dates.short_moment(week.begins),
        "to": dates.short_moment(week.ends),
        "officer": called(week.officer),
        "backup": called(week.backup),
    }


def week_words(monday: date) -> str:
    iso = monday.isocalendar()
    return _("Vecka %(number)s, %(year)s", number=iso.week, year=iso.year)


def called(name: str | None) -> str | None:
    return person(name) if name else None


def now(db: Session) -> OnDuty:
    return rota.on_duty(db, clock.now(), change())


def change() -> rota.Change:
    return site.settings().rota_changes


def monday(text: str | None) -> date:
    """The Monday of "2026-W48", of about now. Raises BadRota: `week`."""
    if not WEEK.fullmatch(text or ""):
        raise BadRota("week")
    try:
        found = clock.monday_of(text or "")
    except ValueError:
        raise BadRota("week") from None
    if abs(found.year - clock.today().year) > NEAR_YEARS:
        raise BadRota("week")
    return found


def monday_or_not_found(week: str) -> date:
    """That of a week that can be planned. Raises NotFound: it is over, or too far ahead."""
    current = rota.monday_at(clock.now(), change())
    try:
        found = monday(week)
    except BadRota:
        raise NotFound from None
    if not current <= found <= current + timedelta(weeks=rota.AHEAD_WEEKS):
        raise NotFound
    return found
