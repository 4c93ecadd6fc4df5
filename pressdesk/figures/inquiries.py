"""Press inquiries, counted exactly: the register is a public record that anybody may count.

One way at a time, never per officer, reporter or outlet, which a row here does not even carry.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from pressdesk.figures.declared import NOT_SAID, Level, level_of_period, period_of
from pressdesk.figures.frozen import EXACT, Figure
from pressdesk.register.words import Channel, Kind, Outcome

KIND, CHANNEL, MEDIA = "inquiry-kind", "inquiry-channel", "inquiry-media"
OUTCOME, MEASURES = "inquiry-outcome", "inquiry-measures"
UNIT, TOPIC = "inquiry-unit", "inquiry-topic"
TABLES = {
    Level.MONTH: (KIND, CHANNEL, MEDIA, OUTCOME, MEASURES),
    Level.QUARTER: (UNIT, TOPIC),
    Level.YEAR: (),
}
OTHER = "other"
OPEN = "open"  # no outcome yet when the figures were published


class Inquiry(NamedTuple):
    """What is counted of an inquiry. None: not said, not decided yet, or nothing was due."""

    received: date
    channel: Channel
    unit: str  # the lead unit, as the site's list has it
    kind: Kind | None = None
    media: str | None = None
    topic: str | None = None
    outcome: Outcome | None = None
    acknowledged_in_time: bool | None = None
    answered_in_time: bool | None = None
    working_hours: int | Fraction | None = None  # from received to answered
    out_of_hours: bool = False
    is_correction: bool = False  # one was asked for or made


class Domains(NamedTuple):
    """The site's own lists, each in the order in which it is shown."""

    units: Sequence[str]
    topics: Sequence[str]
    media: Sequence[str]


Column = tuple[Callable[[Inquiry], str | None], tuple[str, ...]]
Cells = tuple[tuple[str, int | None], ...]


def count(rows: Iterable[Inquiry], period: str, domains: Domains) -> list[Figure]:
    """The tables of a month or quarter; a year has none of its own.

    An inquiry counts in the period in which it was received, with what was known of it on the day
    of publishing: one without an outcome is open, for ever. Every table has all its categories, and
    a table's cells add up to the inquiries received.

    Args:
        rows: inquiries of any time; those received outside the period are left out.
        period: "2026-11", "2026-Q4" or "2026".

    Returns:
        exact tables in the order of `TABLES`.

    Raises:
        ValueError: not a period.
    """
    level = level_of_period(period)
    within = [row for row in rows if period_of(level, row.received) == period]
    columns = _columns(domains)
    cells = {name: _counted(within, *columns[name]) for name in TABLES[level] if name in columns}
    if MEASURES in TABLES[level]:
        cells[MEASURES] = _measured(within)
    return [Figure(name, period, EXACT, cells[name]) for name in TABLES[level]]


def _columns(domains: Domains) -> dict[str, Column]:
    """What each table counts, and its categories; the last one is of what has none."""
    return {
        KIND: (lambda row: row.kind, (*map(str, Kind), NOT_SAID)),
        CHANNEL: (lambda row: row.channel, tuple(map(str, Channel))),
        MEDIA: (lambda row: row.media, _with_not_said(domains.media)),
        OUTCOME: (lambda row: row.outcome, (*map(str, Outcome), OPEN)),
        UNIT: (lambda row: row.unit, _with_not_said(domains.units)),
        TOPIC: (lambda row: row.topic, _with_not_said(domains.topics)),
    }


def _with_not_said(categories: Sequence[str]) -> tuple[str, ...]:
    said = dict.fromkeys(category for category in categories if category != NOT_SAID)
    return (*said, NOT_SAID)


def _counted(
    rows: list[Inquiry], column: Callable[[Inquiry], str | None], categories: tuple[str, ...]
) -> Cells:
    found = Counter(_category(column(row), categories) for row in rows)
    return tuple((category, found[category]) for category in categories)


def _category(given: str | None, categories: tuple[str, ...]) -> str:
    """Where a row counts: what the list has no longer is other, or not said."""
    if given is None:
        return categories[-1]
    return next((name for name in (given, OTHER) if name in categories), categories[-1])


def _measured(rows: list[Inquiry]) -> Cells:
    """Shares are in whole percent of the inquiries for which it is known; hours to the nearest."""
    hours = [Fraction(row.working_hours) for row in rows if row.working_hours is not None]
    return (
        ("received", len(rows)),
        ("acknowledged-in-time", _share([row.acknowledged_in_time for row in rows])),
        ("answered-in-time", _share([row.answered_in_time for row in rows])),
        ("median-hours", _nearest(median(hours)) if hours else None),
        ("out-of-hours", _share([row.out_of_hours for row in rows])),
        ("corrections", sum(row.is_correction for row in rows)),
    )


def _share(answers: Sequence[bool | None]) -> int | None:
    known = [answer for answer in answers if answer is not None]
    return _nearest(Fraction(100 * sum(known), len(known))) if known else None


def _nearest(value: Fraction) -> int:
    """The nearest whole number; a half goes up."""
    return int((2 * value + 1) // 2)
