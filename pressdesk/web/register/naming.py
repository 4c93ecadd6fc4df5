"""A name of the site's lists, as it was typed: which one is meant, or what to write instead."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session
from wtforms import Field

from pressdesk.errors import BadEntry
from pressdesk.register import lists
from pressdesk.register.names import fold
from pressdesk.registertables import NAME_CHARACTERS

Find = Callable[[Session, str], str]  # `lists.find_unit` or `lists.find_topic`
MOST_NEAR = 5
ALIKE = 0.6  # difflib's ratio: "fasrta" is near "Farsta"
FAULTS = {
    "empty": _l("Skriv ett namn"),
    "long": _l("Korta namnet till högst 80 tecken"),
    "taken": _l("Namnet finns redan i listan. Välj ett annat"),
    "area": _l("Korta gruppens namn till högst 80 tecken"),
    "in-use": _l("Namnet används och kan inte tas bort. Ta det ur bruk i stället"),
    "unknown": _l("Välj ett slags medier i listan, eller inget"),
}


def say(field: Field, told: object) -> None:
    """Say beneath a field what to write instead."""
    field.errors = [*field.errors, str(told)]


def found(db: Session, field: Field, find: Find, missing: object = "") -> str:
    """The name that a field means. See `meant`."""
    return meant(db, field, field.data or "", find, missing)


def meant(db: Session, field: Field, typed: str, find: Find, missing: object = "") -> str:
    """The name that is meant; "" after saying on the field what to write instead.

    Args:
        missing: what to say where nothing is typed.
    """
    try:
        return find(db, typed)
    except BadEntry as bad:
        say(field, missing if bad.reason == "empty" else _instead(db, typed, find, bad.reason))
        return ""


def near(typed: str, names: Iterable[str]) -> list[str]:
    """Names that are like what was typed, the likeliest first; at most `MOST_NEAR`."""
    wanted = fold(typed)
    by_fold = {fold(name): name for name in names}
    begun = [name for name in by_fold if name.startswith(wanted)]
    within = [name for name in by_fold if wanted in name]
    alike = get_close_matches(wanted, by_fold, MOST_NEAR, ALIKE)
    return [by_fold[name] for name in dict.fromkeys([*begun, *alike, *within])][:MOST_NEAR]


def _instead(db: Session, typed: str, find: Find, reason: str) -> str:
    rows = lists.units(db) if find is lists.find_unit else lists.topics(db)
    names = near(typed, [row.name for row in rows])
    shown = typed if len(typed) <= NAME_CHARACTERS else f"{typed[:NAME_CHARACTERS]}…"
    if reason == "unclear":
        told = _("Flera börjar på ”%(typed)s”. Skriv mer: %(names)s")
    elif names:
        told = _("Inget i listan heter ”%(typed)s”. Är det något av de här? %(names)s")
    else:
        told = _("Inget i listan heter ”%(typed)s”. Skriv början på ett namn som finns där")
    return told % {"typed": shown, "names": ", ".join(names)}
