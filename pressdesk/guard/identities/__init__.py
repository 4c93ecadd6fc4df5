"""Finds what says who somebody is in a text about to be sent, and removes it.

Sure finds (numbers, addresses, her own name) must go; likely ones (names, titles, units) are
only shown. Swedish, and the plainest English. Nothing is logged and no text is refused.
"""

from collections.abc import Iterable

from pressdesk.guard.folding import REMOVED, REMOVED_SHORT, fold
from pressdesk.guard.identities.contacts import find_contacts
from pressdesk.guard.identities.finds import Find, settle
from pressdesk.guard.identities.names import find_names
from pressdesk.guard.identities.numbers import find_numbers
from pressdesk.guard.identities.workplaces import find_workplaces

__all__ = ["Find", "clean", "find", "remove"]


def find(text: str, *, allowed_phones: frozenset[str] = frozenset()) -> list[Find]:
    """What in `text` says who somebody is, in order and without overlap.

    Args:
        text: any string; normally NFC and at most 4,000 characters.
        allowed_phones: the organisation's own numbers, in any spelling; never found.
    """
    folded = fold(text)
    finds = (
        *find_numbers(folded.text),
        *find_contacts(folded.text, allowed_phones),
        *find_names(folded.text),
        *find_workplaces(folded.text),
    )
    return settle(Find(*folded.span(f.start, f.end), f.kind, f.is_sure) for f in finds)


def remove(text: str, finds: Iterable[Find]) -> str:
    """`text` with each find replaced by "[…]", never longer than before. Finds must not overlap."""
    parts: list[str] = []
    position = 0
    for found in sorted(finds):
        is_short = found.end - found.start < len(REMOVED)
        parts += [text[position : found.start], REMOVED_SHORT if is_short else REMOVED]
        position = found.end
    return "".join([*parts, text[position:]])


def clean(text: str, *, allowed_phones: frozenset[str] = frozenset()) -> str:
    """`text` without any sure find.

    Ends: no find holds a part of "[…]", so each turn takes some of the rest away.
    """
    while sure := [f for f in find(text, allowed_phones=allowed_phones) if f.is_sure]:
        text = remove(text, sure)
    return text
