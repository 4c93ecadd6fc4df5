"""A figure: one table of one period, as it was published and will always be.

Chart, table and file are made of this and of nothing else.
"""

import hashlib
import json
from typing import NamedTuple

EXACT = 0  # the sigma of what was counted exactly: press inquiries, which are public records


class Figure(NamedTuple):
    """A table's cells in a period. Counts of tickets carry noise; those of inquiries carry none."""

    table: str  # "topic", "inquiry-kind" …
    period: str  # "2026-11", "2026-Q4" or "2026"
    sigma: int  # of each cell, in tickets; `EXACT` for none
    cells: tuple[tuple[str, int | None], ...]  # category and value; None where nothing was to count

    def encoded(self) -> str:
        """The cells and sigma as text: as it is stored, and what its digest is taken of."""
        return json.dumps(
            {"cells": self.cells, "sigma": self.sigma}, separators=(",", ":"), ensure_ascii=False
        )

    def digest(self) -> bytes:
        """SHA-256 over table, period and cells; 32 bytes."""
        return digest_of(self.table, self.period, self.encoded())

    def value(self, category: str) -> int | None:
        """A category's value; None when there is none."""
        return dict(self.cells).get(category)


def digest_of(table: str, period: str, text: str) -> bytes:
    """The digest of what `Figure.encoded` wrote, whether it can be read or not."""
    return hashlib.sha256("\0".join((table, period, text)).encode()).digest()


def decoded(table: str, period: str, text: str) -> Figure:
    """What `Figure.encoded` wrote."""
    values = json.loads(text)
    cells = tuple((category, value) for category, value in values["cells"])
    return Figure(table, period, values["sigma"], cells)
