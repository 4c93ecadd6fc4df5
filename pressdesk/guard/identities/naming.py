"""Whether a word is a name, and where a name ends."""

import re
from collections.abc import Callable

from pressdesk.guard.identities.firstnames import (
    AMBIGUOUS,
    FIRST_NAMES,
    NOT_NAMES,
    PARTICLES,
    SURNAMES,
)

LETTERS = r"[^\W\d_]+(?:['-][^\W\d_]+){0,3}"
TOKEN = re.compile(LETTERS)
NEXT = re.compile(rf" {{1,2}}(?P<token>{LETTERS})(?:\.(?=,|$))?")
GROUPS = ("personalen", "gruppen", "teamet", "gänget", "laget", "avdelningen", "enheten")
LAST = re.compile(r" ?(?:[.,!?\n(]|$)")
LONGEST_NAME = 4  # words

SURNAME = re.compile(
    r"(?:[^\W\d_]{2,20}(?:sson|berg|ström|strom|qvist|kvist|lund|gren|dahl|holm|stedt|ander"
    r"|feldt|ovic|ović"
    r"|oğlu|oglu|zadeh|wski|wska|enko|idis|poulos|lind|mark|mann|blad|roth|bäck|sjö|rud|löf|löv))",
    re.IGNORECASE,
)
Test = Callable[[str], bool]


def is_written_large(token: str) -> bool:
    """Begins with a capital and is not one of the words that stand where names do."""
    is_listed = token.casefold() in NOT_NAMES or token.casefold().endswith(GROUPS)
    return token[0].isupper() and not is_listed


def is_first_name(token: str) -> bool:
    """On the list, as it stands; a doubled name counts by its first half."""
    folded = token.casefold()
    return folded in FIRST_NAMES or folded.partition("-")[0] in FIRST_NAMES


def is_clear(token: str) -> bool:
    """On the list and no ordinary word, or written like a name."""
    return is_first_name(token) and (token[0].isupper() or token.casefold() not in AMBIGUOUS)


def is_any(token: str) -> bool:
    """Could be a name after an introduction that names always follow."""
    return len(token) > 1 and token.casefold() not in NOT_NAMES


def is_known_or_large(token: str) -> bool:
    """A first name on the list, or anything with a capital."""
    return is_clear(token) or is_written_large(token)


def is_no_participle(token: str) -> bool:
    """After "mitt namn är": a name, and neither "felstavat" nor "nämnd"."""
    return is_known_or_large(token) or (is_any(token) and not token.endswith(("t", "d")))


def is_surname(token: str) -> bool:
    """On the list of surnames, or with the end of one ("sson", "berg")."""
    folded = token.casefold()
    return folded not in NOT_NAMES and (folded in SURNAMES or bool(SURNAME.fullmatch(token)))


def end_of_name(text: str, end: int, first: str) -> int:
    """Where a name ends whose word `first` ends at `end`: capitals, particles, telling surnames."""
    is_shouting = first.isupper() and len(first) > 1
    is_after_particle = False
    for _ in range(LONGEST_NAME - 1):
        following = NEXT.match(text, end)
        if following is None:
            break
        token = following["token"]
        is_particle = token.casefold() in PARTICLES
        is_name = is_surname(token) or (
            is_written_large(token) and (not is_shouting or token.isupper())
        )
        is_last = first.islower() and bool(LAST.match(text, following.end("token")))
        is_name = is_name or ((is_after_particle or is_last) and is_any(token))
        if not is_name and not (is_particle and _name_after(text, following.end("token"), first)):
            break
        end, is_after_particle = following.end("token"), is_particle
    return end


def _name_after(text: str, end: int, first: str) -> bool:
    """A capital after a particle, or any word when the first has none ("ali al khatib")."""
    following = NEXT.match(text, end)
    if following is None:
        return False
    return is_written_large(following["token"]) or (first.islower() and is_any(following["token"]))
