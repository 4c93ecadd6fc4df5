"""The tables of a year as they are frozen: levels by the site's size, and the categories of each.

Categories are what an employee can choose, and "not said". A table has all of them in every period.
"""

import json
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from pressdesk.errors import UnsafeFigures
from pressdesk.figures import declared
from pressdesk.figures.declared import (
    ENDED,
    IN_TIME,
    KIND,
    MEDIA,
    NO,
    NOT_SAID,
    TABLES,
    TOPIC,
    TOTAL,
    WANTED,
    YES,
    Level,
    Size,
    Table,
)
from pressdesk.guard import identities

CATEGORIES: dict[str, tuple[str, ...]] = {
    TOTAL: ("taken",),
    KIND: (
        *("my-rights", "buy-time", "prepare", "check-facts", "check-quotes", "company"),
        *("spokesperson", "off-record", "on-site", "threats", "storm", "error", "published"),
        *("other", NOT_SAID),
    ),
    TOPIC: (
        *("school", "elderly-care", "social-services", "support", "planning", "traffic"),
        *("environment", "culture", "housing", "staff", "economy", "safety", "it"),
        *("other", NOT_SAID),
    ),
    IN_TIME: (YES, NO),
    MEDIA: (
        *("daily", "national-broadcast", "local-broadcast", "web", "trade", "agency"),
        *("podcast", "foreign", "student", "other", NOT_SAID),
    ),
    WANTED: ("now", "today", "this-week", "later", "after-publication", NOT_SAID),
    ENDED: ("answered", "arranged", "withdrawn", "not-a-question", "expired"),
}


class Shaped(NamedTuple):
    """A table as it stands in a year."""

    name: str
    sigma: int
    level: Level
    categories: tuple[str, ...]

    @property
    def rho(self) -> Fraction:
        """See `Table.rho`."""
        return Table(self.name, self.sigma, self.level).rho

    def place(self, category: str) -> int:
        """The place of a category; what the year does not know is other, or not said."""
        for known in (category, "other", NOT_SAID):
            if known in self.categories:
                return self.categories.index(known)
        raise ValueError("no such category")


class Shape(NamedTuple):
    """What is published of a year: frozen at its beginning."""

    year: int
    size: Size
    tables: tuple[Shaped, ...]

    def table(self, name: str) -> Shaped | None:
        return next((table for table in self.tables if table.name == name), None)

    def at(self, level: Level) -> list[Shaped]:
        """The tables that stand at a level."""
        return [table for table in self.tables if table.level is level]

    def encoded(self) -> str:
        return json.dumps([list(table) for table in self.tables], separators=(",", ":"))


def shape_of(year: int, size: Size) -> Shape:
    """The declared tables for a year."""
    tables = tuple(
        Shaped(t.name, t.sigma, declared.level_of(t, size), CATEGORIES[t.name]) for t in TABLES
    )
    return Shape(year, size, tables)


def decoded(year: int, size: Size, text: str) -> Shape:
    """What `Shape.encoded` wrote."""
    rows = json.loads(text)
    return Shape(year, size, tuple(Shaped(n, s, Level(at), tuple(c)) for n, s, at, c in rows))


def check(shape: Shape) -> None:
    """Refuse a year's tables that together tell too much.

    Raises:
        UnsafeFigures: see `declared.check`; or a category is a unit's name.
    """
    declared.check([Table(t.name, t.sigma, t.level) for t in shape.tables])
    check_categories(name for table in shape.tables for name in table.categories)


def check_categories(names: Iterable[str]) -> None:
    """Refuse the names of units, which would show in what few people's tickets are about.

    Raises:
        UnsafeFigures: `unit`.
    """
    if any(find.kind == "unit" for name in names for find in identities.find(name)):
        raise UnsafeFigures("unit")
