"""What the page says when the database fails: whether waiting helps, and whether it was kept."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from pressdesk import errors
from pressdesk.web import access

Words = tuple[Any, Any]  # title, what to do
UNREADABLE = _l("Texten går inte att läsa. Den är skadad i databasen.")
UNKNOWN = _l("Vi vet inte om det gick fram")
BROKE_OFF = _l(
    "Kontakten med databasen bröts just när vi skulle spara. Tryck på knappen igen: det sparas "
    "bara en gång, hur många gånger du än trycker. Går det inte på en stund, ring pressjouren."
)
BROKE_OFF_TICKET = _l(
    "Kontakten med databasen bröts just när vi skulle spara. Tryck på knappen igen. Sparades det "
    "förra gången blir det inte två: då säger nästa sida att det är klart, eller att ärendet redan "
    "har ändrats."
)
BROKE_OFF_LOOK_FIRST = _l(
    "Kontakten med databasen bröts just när vi skulle spara. Öppna sidan igen i en annan flik och "
    "se efter om det finns där. Tryck på knappen bara om det saknas, annars kan det bli två."
)
DAMAGED = _l("Det är fel på databasen")
DAMAGED_HERS = _l(
    "Inget har sparats. Felet går inte över av sig självt. Ring pressjouren, eller försök igen en "
    "annan dag."
)
DAMAGED_STAFF = _l(
    "Inget har sparats, och felet går inte över av sig självt. Ring genast den som sköter systemet "
    "och be om kommandot pressdesk doctor: det säger vad som ska göras."
)
FULL = _l("Databasen är full")
FULL_STAFF = _l(
    "Inget har sparats. Ring den som sköter systemet: det behövs mer utrymme innan någon kan "
    "skriva här igen."
)


def words(error: errors.PressdeskError) -> Words | None:
    """Title and what to do; None where waiting a minute is all that there is to say."""
    is_staff = request.blueprint in access.STAFF_PAGES
    if isinstance(error, errors.Unconfirmed) and request.method == "POST":
        return UNKNOWN, _broke_off(is_staff=is_staff)
    if isinstance(error, errors.NotOpened):
        return DAMAGED, DAMAGED_STAFF if is_staff else DAMAGED_HERS
    if not isinstance(error, errors.StoreUnavailable):
        return None
    if error.is_damaged:
        return DAMAGED, DAMAGED_STAFF if is_staff else DAMAGED_HERS
    if error.is_full and is_staff:
        return FULL, FULL_STAFF
    return None


def readable(text: str | None) -> str:
    """A text, or words in its place where it does not open."""
    return str(UNREADABLE) if text is None else text


def name(error: errors.PressdeskError) -> str:
    """What the log calls it."""
    kinds = ("full", "damaged")
    said = [kind for kind in kinds if getattr(error, f"is_{kind}", False)]
    return " ".join([type(error).__name__, *(f"({kind})" for kind in said)])


def _broke_off(*, is_staff: bool) -> Any:
    """What is sealed to one place is kept once; the rows of a register are not."""
    if not is_staff:
        return BROKE_OFF
    return BROKE_OFF_TICKET if request.blueprint == "desk" else BROKE_OFF_LOOK_FIRST
