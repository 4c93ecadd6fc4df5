"""How one asks, in Swedish and plain English, who writes, where she works, which reporter it is.

Plain phrases have the word order of a question or order and are excused only when quoted. Embedded
ones ("vem du är", "vilken enhet du jobbar på") depend on what governs them: excuses.py. Gaps
between words are bounded, so that time grows with the text alone.
"""

import re
from typing import NamedTuple

from pressdesk.guard.tracing.english import ENGLISH_GOVERNED, ENGLISH_PLAIN
from pressdesk.guard.tracing.governed import GOVERNED_LIKELY, GOVERNED_SURE
from pressdesk.guard.tracing.newsroom import (
    NEWSROOM_GOVERNED,
    NEWSROOM_LIKELY,
    NEWSROOM_MARKED,
    NEWSROOM_PLAIN,
)
from pressdesk.guard.tracing.plain import (
    FORM_FIELDS,
    MARKED_LIKELY,
    MARKED_SURE,
    PLAIN_LIKELY,
    PLAIN_SURE,
)


class Phrase(NamedTuple):
    """A way of asking; with `needs_mark` only in a sentence that ends in a question mark."""

    kind: str
    pattern: re.Pattern[str]
    is_sure: bool
    is_embedded: bool
    needs_mark: bool


def _phrases(
    table: dict[str, tuple[str, ...]],
    *,
    is_sure: bool = True,
    is_embedded: bool = False,
    needs_mark: bool = False,
) -> list[Phrase]:
    return [
        Phrase(kind, re.compile(pattern, re.IGNORECASE), is_sure, is_embedded, needs_mark)
        for kind, patterns in table.items()
        for pattern in patterns
    ]


PHRASES: tuple[Phrase, ...] = (
    *_phrases(PLAIN_SURE),
    *_phrases(ENGLISH_PLAIN),
    *_phrases(NEWSROOM_PLAIN),
    *_phrases(NEWSROOM_MARKED, needs_mark=True),
    *_phrases(NEWSROOM_LIKELY, is_sure=False),
    *_phrases(NEWSROOM_GOVERNED, is_embedded=True),
    *_phrases({"who": (FORM_FIELDS,)}),
    *_phrases(MARKED_SURE, needs_mark=True),
    *_phrases(PLAIN_LIKELY, is_sure=False),
    *_phrases(MARKED_LIKELY, is_sure=False, needs_mark=True),
    *_phrases(GOVERNED_SURE, is_embedded=True),
    *_phrases(ENGLISH_GOVERNED, is_embedded=True),
    *_phrases(GOVERNED_LIKELY, is_sure=False, is_embedded=True),
)
