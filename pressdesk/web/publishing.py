"""Publishing the figures: what can be published, a page that says it is for ever, and the act."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pressdesk import clock
from pressdesk.errors import (
    AlreadyReleased,
    NoKeys,
    NotDeclared,
    PeriodNotOver,
    PressdeskError,
    ReleaseFirst,
    Stale,
)
from pressdesk.figures import due, releases, years
from pressdesk.figures.declared import Level
from pressdesk.figures.due import Due
from pressdesk.inquiries import counting
from pressdesk.keytables import Act
from pressdesk.staff import audit
from pressdesk.web import access, site
from pressdesk.web import figure_words as words

pages = Blueprint("publishing", __name__, url_prefix="/desk/siffror")

# Why a period is not published, and what to do.
WORDS: dict[type[PressdeskError], tuple[Any, Any]] = {
    PeriodNotOver: (
        _l("Siffrorna för %(period)s kan inte publiceras än."),
        _l("Det går från och med den %(day)s, när perioden har varit slut i två dagar."),
    ),
    AlreadyReleased: (
        _l("Siffrorna för %(period)s är redan publicerade."),
        _l("De publiceras en gång och ändras aldrig."),
    ),
    NotDeclared: (
        _l("Det finns inga siffror för den perioden."),
        _l("Här nedanför står vad som kan publiceras."),
    ),
    ReleaseFirst: (
        _l("Siffrorna för %(first)s publiceras först."),
        _l("Siffrorna för %(period)s ska stämma med dem."),
    ),
    NoKeys: (
        _l("Du har inte alla nycklar till siffrorna för %(period)s."),
        _l(
            "Be en kollega som har haft nycklar längre att publicera dem. Finns ingen: "
            "administratören och de två som har lapparna kan ge dig nycklarna."
        ),
    ),
    Stale: (
        _l("Något ändrades medan siffrorna för %(period)s räknades."),
        _l("Inget är publicerat. Försök igen."),
    ),
}
LOST = (
    _l("Siffrorna för %(period)s kan inte publiceras."),
    _l(
        "pressdesk har återställts från en säkerhetskopia, och de kan ha publicerats efter att "
        "kopian togs. Två omgångar siffror om samma frågor skulle röja för mycket."
    ),
)
REFUSALS = tuple(WORDS)


class Turn(NamedTuple):
    """A period that can be published, in words."""

    period: str
    words: str
    since: str
    is_late: bool


@pages.get("/")
@access.key_holder
def home() -> ResponseReturnValue:
    return _home()


@pages.get("/<period>")
@access.key_holder
def ask(period: str) -> ResponseReturnValue:
    today = clock.today()
    try:
        with site.reading() as db:
            due.check(db, period, today)
            tables = due.names(db, period)
            founded = years.founded(db)
    except REFUSALS as refusal:
        return _refused(period, refusal)
    return render_template(
        "officer/publish_ask.html",
        period=period,
        named=words.period(period),
        tables=[words.table(name) for name in tables],
        begins_within=founded in years.parts_of(period, Level.MONTH),
        founded=words.period(founded),
        is_open=site.settings().open_figures,
    )


@pages.post("/<period>")
@access.key_holder
def publish(period: str) -> ResponseReturnValue:
    today = clock.today()
    try:
        with site.reading() as db:
            counted = releases.tally(db, access.holder(), period, today)
        with site.writing() as db:
            asked = counting.register(db, period, site.settings(), clock.now())
            releases.publish(db, counted, today, asked)
            audit.note(db, Act.PUBLISHED_FIGURES, access.me().id, clock.now())
    except REFUSALS as refusal:
        return _refused(period, refusal)
    site.here().store.settle()  # what is in the log still, the next minute's heartbeat empties
    flash(_done(period, counted.unreadable))
    return redirect(url_for("figures.release", period=period), 303)


def standing() -> dict[str, Any]:
    """What can be published, and what comes next; for the officers' other pages too."""
    today = clock.today()
    with site.reading() as db:
        turns = _turns(due.due(db, today))
        coming = due.next_opening(db, today)
    return {
        "turns": turns,
        "late": [turn for turn in turns if turn.is_late],
        "coming": words.period(coming.period),
        "coming_from": words.day(coming.opens),
    }


def _turns(found: Sequence[Due]) -> list[Turn]:
    return [Turn(d.period, words.period(d.period), words.day(d.opens), d.is_late) for d in found]


def _home(**told: Any) -> str:
    blank = {"fault": "", "what_to_do": "", "published": None}
    return render_template("officer/publish.html", **standing(), **blank | told)


def _done(period: str, unreadable: int) -> str:
    said: str = _(
        "Siffrorna för %(period)s är publicerade. Be administratören göra en säkerhetskopia i dag.",
        period=words.period(period),
    )
    if not unreadable:
        return said
    left_out = _(
        "Några räknesedlar gick inte att öppna och är inte medräknade. Säg till administratören."
    )
    return f"{said} {left_out}"


def _refused(period: str, refusal: PressdeskError) -> ResponseReturnValue:
    """Why not, and what to do; above what can be published."""
    with site.reading() as db:
        is_lost = isinstance(refusal, AlreadyReleased) and releases.is_lost(db, period)
    fault, what_to_do = LOST if is_lost else WORDS[type(refusal)]
    said = {} if isinstance(refusal, NotDeclared) else {"period": words.period(period)}
    if isinstance(refusal, PeriodNotOver):
        said["day"] = words.day(refusal.opens)
    if isinstance(refusal, ReleaseFirst):
        said["first"] = words.period(refusal.period)
    is_there = isinstance(refusal, AlreadyReleased) and not is_lost
    shown = _home(
        fault=_(str(fault), **said),
        what_to_do=_(str(what_to_do), **said),
        published=period if is_there else None,
    )
    return shown, refusal.status
