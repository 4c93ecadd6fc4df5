"""What could not be done with an inquiry, in words: which field, and what to do about it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from pressdesk.errors import (
    BadDeadline,
    BadEntry,
    BadStep,
    PressdeskError,
    Stale,
    UndoOver,
    WithReason,
    WrongState,
)

# By reason: the field that is to be mended ("" for none), and how.
FAULTS: dict[type[WithReason], dict[str, tuple[str, Any]]] = {
    BadStep: {
        "unit": ("unit", _l("Välj en annan enhet än den som redan har förfrågan")),
        "whom": ("whom", _l("Skriv vem eller vilken enhet ni väntar på, med högst 80 tecken")),
        "day": ("until", _l("Välj en dag som kommer efter i dag")),
        "text": ("answer", _l("Skriv och spara svaret först")),
        "outcome": ("outcome", _l("Välj ett utfall i listan")),
        "officer": ("officer", _l("Välj en kollega i listan")),
        "sign-off": ("", _l("Svaret måste godkännas innan det lämnas")),
    },
    BadEntry: {
        "empty": ("unit", _l("Skriv eller välj en enhet")),
        "unknown": ("unit", _l("Välj en enhet i listan. Ingen heter så")),
        "unclear": ("unit", _l("Skriv mer av namnet. Flera enheter börjar så")),
    },
    BadDeadline: {
        "past": ("until", _l("Välj en dag som kommer efter i dag")),
        "far": ("until", _l("Välj en dag inom ett år")),
        "no-year": ("until", _l("Skriv året också, till exempel 2027-05-03")),
        "weekday": ("until", _l("Kontrollera dagen: datumet är en annan veckodag")),
    },
}
UNREADABLE = ("until", _l("Skriv en dag, till exempel fre, 24/12 eller 2026-12-24"))
HAPPENED = {
    Stale: _l("Förfrågan ändrades medan du arbetade"),
    WrongState: _l("Det går inte längre, för förfrågan har gått vidare"),
    UndoOver: _l("Det är för sent att ångra"),
}
MENDS = {
    Stale: _l("Inget har sparats nu. Läs det nya och försök igen."),
    WrongState: _l("Inget har sparats nu. Läs hur den står och välj nästa steg."),
    UndoOver: _l("Inget har ändrats. Ta ett nytt steg i stället, eller öppna förfrågan igen."),
}


def tell(form: FlaskForm, bad: WithReason, *, unit: str = "unit") -> None:
    """Say at its field what is to be mended, or first on the page.

    Args:
        unit: the form's name for a unit that was typed.
    """
    known = FAULTS.get(type(bad), {})
    name, told = known.get(bad.reason) or (UNREADABLE if type(bad) is BadDeadline else ("", ""))
    words = str(told) or _("Kontrollera det du skrev och försök igen")
    name = unit if name == "unit" else name
    if name in form:
        form[name].errors = [*form[name].errors, words]
    else:
        form.form_errors.append(words)


def happened(error: PressdeskError) -> dict[str, str]:
    """A heading and what to do, for the page of an inquiry that has changed."""
    return {"title": str(HAPPENED[type(error)]), "what_to_do": str(MENDS[type(error)])}
