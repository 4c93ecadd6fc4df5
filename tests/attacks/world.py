"""Made tickets, their publication by the program's own `protect`, and the file that is downloaded.

Nothing of an attack reads a figure in any other way than out of the file's text.
"""

import csv
import io
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from flask import Flask
from flask_babel import Babel

from pressdesk.figures import protect as protection
from pressdesk.figures.declared import (
    ENDED,
    IN_TIME,
    TOTAL,
    Level,
    Size,
    last_day,
    period_of,
)
from pressdesk.figures.frozen import Figure
from pressdesk.figures.shapes import CATEGORIES, Shape, Shaped, shape_of
from pressdesk.web import figure_files
from pressdesk.web.figure_book import Book

FIRST, SECOND = 2027, 2028
FOUNDED = "2026-12"  # the month before, so that both years are whole
MONTHS = 12
SITE = Flask("attacks")  # as far as a file needs one: its words
Babel(SITE, default_locale="sv")
LATE = (f"{FIRST}-10", f"{FIRST}-11", f"{FIRST}-12")
SEASON = (10, 10, 11, 10, 10, 8, 3, 8, 12, 12, 14, 12)  # a quiet July, a busy autumn
CROSS = "+"  # "kind+topic", which only a careless site publishes

Protect = Callable[[Shaped, str, Sequence[int], int | None], Figure]
PROTECT: Protect = protection.protect
Cell = tuple[str, str, str]  # table, period, category


class Ticket(NamedTuple):
    """What a ticket counts as, in each table; the months in which it was taken and closed."""

    taken: str
    closed: str
    values: dict[str, str]

    def value(self, name: str) -> str:
        """Its category in a table; of both, in a table that crosses two."""
        return CROSS.join(self.values[part] for part in name.split(CROSS))

    def period(self, table: Shaped, year: int) -> str | None:
        """The period in which a year's table counts it; None when it does not."""
        month = self.closed if table.name in {IN_TIME, ENDED} else self.taken
        return period_of(table.level, last_day(month)) if month.startswith(str(year)) else None


class Truth(NamedTuple):
    """The true counts of one table in one period. Nobody but the site sees them."""

    table: Shaped
    period: str
    counts: tuple[int, ...]


class Site(NamedTuple):
    """How many tickets a month a site has, and its sizes in both years."""

    a_month: int
    sizes: tuple[Size, Size]

    @property
    def name(self) -> str:
        first, second = self.sizes
        return f"{self.a_month} a month, {first}" + ("" if first == second else f", then {second}")

    def shapes(self) -> list[Shape]:
        return [shape_of(FIRST, self.sizes[0]), shape_of(SECOND, self.sizes[1])]


# As a new site of that use goes on: normal in its first year, then by what was published.
SITES = (
    Site(15, (Size.NORMAL, Size.QUIET)),
    Site(15, (Size.QUIET, Size.QUIET)),
    Site(60, (Size.NORMAL, Size.NORMAL)),
    Site(180, (Size.NORMAL, Size.BUSY)),
    Site(180, (Size.BUSY, Size.BUSY)),
)


def made(a_month: int, seed: int = 1) -> list[Ticket]:
    """Two years of tickets, exactly 12 times `a_month` each: some categories common, most rare."""
    drawn = random.Random(seed)
    found = []
    for year in (FIRST, SECOND):
        months = _spread(a_month * MONTHS, SEASON)
        for month, many in enumerate(months, start=1):
            found += [_ticket(drawn, year, month) for _ in range(many)]
    return found


def _ticket(drawn: random.Random, year: int, month: int) -> Ticket:
    late = month < MONTHS and drawn.random() < 0.2
    values = {
        name: drawn.choices(known, [place**-1.5 for place in range(1, len(known) + 1)])[0]
        for name, known in CATEGORIES.items()
    }
    return Ticket(f"{year}-{month:02}", f"{year}-{month + late:02}", values)


def _spread(whole: int, weights: Sequence[int]) -> list[int]:
    ends = [whole * sum(weights[: n + 1]) // sum(weights) for n in range(len(weights))]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def rare(tickets: Sequence[Ticket]) -> Ticket:
    """The one ticket that is looked for: of what the fewest are, in each table; taken in the last
    month of the first year, and closed in the second.
    """
    values, late = {}, [ticket for ticket in tickets if ticket.taken.startswith(LATE)]
    for name, known in CATEGORIES.items():
        seen = Counter(ticket.values[name] for ticket in late)
        values[name] = min(known, key=lambda category: seen[category])
    return Ticket(f"{FIRST}-12", f"{SECOND}-01", values)


def counted(tickets: Iterable[Ticket], shapes: Sequence[Shape]) -> list[Truth]:
    """True counts of every table and period of the years, in the order in which they must be
    published: totals before what is fitted to them.
    """
    seen: Counter[Cell] = Counter()
    for ticket in tickets:
        for shape in shapes:
            for table in shape.tables:
                if period := ticket.period(table, shape.year):
                    seen[table.name, period, ticket.value(table.name)] += 1
    return [
        Truth(table, period, tuple(seen[table.name, period, each] for each in table.categories))
        for shape in shapes
        for table in sorted(shape.tables, key=lambda table: table.name != TOTAL)
        for period in periods(shape.year, table.level)
    ]


def periods(year: int, level: Level) -> list[str]:
    months = (last_day(f"{year}-{month:02}") for month in range(1, MONTHS + 1))
    return list(dict.fromkeys(period_of(level, day) for day in months))


def within(part: str, period: str, level: Level) -> bool:
    return period_of(level, last_day(part)) == period


def touched(truths: Sequence[Truth], ticket: Ticket, shapes: Sequence[Shape]) -> list[Truth]:
    """What a ticket is counted in, and the totals that those are fitted to. All others are drawn
    apart from it: they say as much of it as a roll of dice.
    """
    own = {(t.name, ticket.period(t, shape.year)) for shape in shapes for t in shape.tables}
    mine = [truth for truth in truths if (truth.table.name, truth.period) in own]
    return [truth for truth in truths if truth in mine or _is_part(truth, mine)]


def _is_part(truth: Truth, others: Sequence[Truth]) -> bool:
    return truth.table.name == TOTAL and any(
        within(truth.period, other.period, other.table.level) for other in others
    )


def published(truths: Sequence[Truth], protect: Protect = PROTECT) -> list[Figure]:
    """One publication of all, each part fitted to the totals that were published before it."""
    found: list[Figure] = []
    totals: dict[str, int] = {}
    for table, period, counts in truths:
        parts = [n for part, n in totals.items() if within(part, period, table.level)]
        figure = protect(table, period, counts, totals.get(period, sum(parts)))
        if table.name == TOTAL:
            totals[period] = figure.cells[0][1] or 0
        found.append(figure)
    return found


def downloaded(figures: Iterable[Figure], founded: str = FOUNDED) -> str:
    """The file of all figures, written by the site's own hand."""
    book = Book(founded, list(figures), [])
    with SITE.app_context():
        file = figure_files._csv(book, book.figures, "", figure_files.STYLES[".csv"])
    return file.get_data(as_text=True)


class Read(NamedTuple):
    """What a downloaded file says."""

    values: dict[Cell, int | None]  # None where a cell is empty
    margins: dict[Cell, int]
    sigmas: dict[tuple[str, str], int]  # of a table in a period

    def row(self, table: str, period: str) -> dict[str, int | None]:
        return {c: n for (name, at, c), n in self.values.items() if (name, at) == (table, period)}


def read(text: str) -> Read:
    """A downloaded file as an attacker reads it: tickets' tables, since inquiries' are exact and of
    no employee's. The share is left out: it is made of the cells.
    """
    found = Read({}, {}, {})
    for line in csv.DictReader(io.StringIO(text)):
        name, period, category = line["table"], line["period"], line["category"]
        if category == figure_files.SHARE or name.startswith("inquiry-"):
            continue
        value = line["value"]
        found.values[name, period, category] = int(value) if value else None
        found.margins[name, period, category] = int(line["margin"] or 0)
        found.sigmas[name, period] = int(line["sigma"] or 0)
    return found
