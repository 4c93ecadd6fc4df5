"""A text cut where a guard found something, for showing it marked; and marks that do not hold."""

from collections.abc import Iterable
from typing import Any, Protocol

from flask_babel import gettext as _

from pressdesk.errors import BadMarks

AROUND = 40  # characters that are shown beside a span


class Found(Protocol):
    """What the guards' finds have in common."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> str: ...


def pieces(text: str, finds: Iterable[Found]) -> list[tuple[str, str | None]]:
    """The text in pieces, each with what was found there, or None. Finds are in order and do not
    overlap.
    """
    cut: list[tuple[str, str | None]] = []
    at = 0
    for find in finds:
        cut += [(text[at : find.start], None), (text[find.start : find.end], find.kind)]
        at = find.end
    return [piece for piece in [*cut, (text[at:], None)] if piece[0]]


def fault_words(fault: BadMarks | None, written: str) -> str:
    """What is wrong with the marks, and where."""
    if fault is None:
        return ""
    line = written[: fault.position].count("\n") + 1
    near = " ".join(written[fault.position :][:AROUND].split())
    told: dict[str, Any] = {
        "unclosed": _("Sätt ]] efter det som börjar med [["),
        "unopened": _("Sätt [[ före det som slutar med ]], eller ta bort ]]"),
        "nested": _("Avsluta med ]] innan nästa [[ börjar"),
        "empty": _("Ta bort [[ och ]] där inget står emellan"),
        "changed": _("Återställ texten: bara [[ och ]] får läggas till, tätt intill orden"),
    }
    return _(
        "%(told)s. Rad %(line)s, vid ”%(near)s”", told=told[fault.reason], line=line, near=near
    )
