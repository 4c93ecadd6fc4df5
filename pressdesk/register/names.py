"""Names of the site's lists: as they are kept, compared and put in order."""

import unicodedata

from pressdesk.errors import BadEntry
from pressdesk.register.seeds import MEDIA
from pressdesk.registertables import NAME_CHARACTERS

LAST_LETTERS = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})  # behind z


def plain(typed: str) -> str:
    """A name as it is kept: composed, on one line, without what no screen shows."""
    composed = unicodedata.normalize("NFC", typed)
    return " ".join("".join(c if c.isprintable() else " " for c in composed).split())


def checked(typed: str) -> str:
    """A name as it is kept. Raises BadEntry: `empty`, `long`."""
    name = plain(typed)
    if not name:
        raise BadEntry("empty")
    if len(name) > NAME_CHARACTERS:
        raise BadEntry("long")
    return name


def checked_area(typed: str) -> str:
    """What a unit is grouped under, as it is kept. Raises BadEntry: `area`, it is too long."""
    area = plain(typed)
    if len(area) > NAME_CHARACTERS:
        raise BadEntry("area")
    return area


def checked_media(given: str | None) -> str | None:
    """A kind of media, of `MEDIA`, or none. Raises BadEntry: `unknown`."""
    if given and given not in MEDIA:
        raise BadEntry("unknown")
    return given or None


def fold(name: str) -> str:
    """A name as it is compared."""
    return plain(name).casefold()


def in_order(name: str) -> tuple[str, str]:
    """Sorts names as Swedish does: å, ä and ö last, other marks and case aside."""
    folded = fold(name).translate(LAST_LETTERS)
    apart = unicodedata.normalize("NFD", folded)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)), name
