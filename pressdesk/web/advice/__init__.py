"""Advice that meets her before she asks: for each kind of help, rights first."""

from collections.abc import Collection

from pressdesk.web.advice.after import AFTER
from pressdesk.web.advice.along import ALONG
from pressdesk.web.advice.before import BEFORE
from pressdesk.web.advice.parts import Advice

__all__ = ["ADVICE", "Advice", "beside_a_question"]

NOW = "buy-time"  # a call that is going on: first on the page, and open
FOUND = BEFORE | ALONG | AFTER
ADVICE = {NOW: FOUND[NOW]} | FOUND

# Beside the longest question a page of 64 KiB has room for the advice on so many kinds.
KINDS_BESIDE = 4


def beside_a_question(kinds: Collection[str]) -> dict[str, Advice]:
    """The advice that the check page shows; none for many kinds, whatever the text's length."""
    return {kind: ADVICE[kind] for kind in kinds} if len(kinds) <= KINDS_BESIDE else {}
