"""What the figures' pages are built of: each table as a chart, of frozen figures alone."""

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from pressdesk.figures import charts, inquiries, reading, years
from pressdesk.figures.charts import BarChart, BarRow, LineChart, Point
from pressdesk.figures.declared import ENDED, IN_TIME, NOT_SAID, TOTAL, WANTED, Level
from pressdesk.figures.frozen import EXACT, Figure
from pressdesk.figures.reading import Share, Sum
from pressdesk.web import dates, figure_seen
from pressdesk.web import figure_book as calendar
from pressdesk.web import figure_words as words
from pressdesk.web.figure_book import Book

TAKEN = "taken"  # the one category of the total
ORDERED = {WANTED, ENDED, TOTAL, inquiries.MEASURES}  # shown in an order of their own
LAST = (inquiries.OPEN, "other", NOT_SAID)  # behind all others, however many they are
PERCENT, HOURS = {"acknowledged-in-time", "answered-in-time", "out-of-hours"}, "median-hours"


class Block(NamedTuple):
    """A table as it is shown: the chart, from which its rows are too, and where its files are."""

    id: str
    title: str
    what: str
    chart: BarChart | LineChart
    file: tuple[str, str] | None = None  # period and table, where it is a frozen row as it is
    is_exact: bool = False

    @property
    def seen(self) -> str:
        """What there is to see in the chart."""
        return figure_seen.seen(self.chart)


class Comparison(NamedTuple):
    """How a total stands against another, in words."""

    other: str
    verdict: str
    is_real: bool


def over(book: Book, table: str, period: str) -> list[Figure]:
    """The published figures that make up a table of a period: its own, or those of its parts since
    pressdesk was taken into use. None at all where one is missing.
    """
    if (own := book.figure(table, period)) is not None:
        return [own]
    for level in (Level.QUARTER, Level.MONTH):
        needed = [p for p in years.parts_of(period, level) if not book.is_before(p)]
        found = [figure for p in needed if (figure := book.figure(table, p)) is not None]
        if needed and len(found) == len(needed):
            return found
    return []


def total(book: Book, period: str) -> Sum | None:
    """The takings of a period; None where a part of it is not published."""
    found = over(book, TOTAL, period)
    return reading.summed(found, TAKEN) if found else None


def compared(book: Book, period: str) -> list[Comparison]:
    """A period against the one before, and against the same of last year; whole ones only."""
    mine = total(book, period)
    others = dict.fromkeys((calendar.before(period), calendar.year_before(period)))
    if mine is None or book.is_partial(period):
        return []
    return [
        _comparison(mine, sum_, other)
        for other in others
        if not book.is_before(other)
        and not book.is_partial(other)
        and (sum_ := total(book, other)) is not None
    ]


def _comparison(mine: Sum, other: Sum, period: str) -> Comparison:
    against = f"{words.period(period)} ({words.with_margin(other.value, other.margin)})"
    if not reading.differs(mine, other):
        return Comparison(against, _("ingen säker skillnad"), is_real=False)
    more = _("en verklig skillnad, fler") if mine.value > other.value else ""
    return Comparison(against, more or _("en verklig skillnad, färre"), is_real=True)


def share_words(share: Share) -> str:
    """ "82 %, mellan 74 och 90 %"."""
    return _(
        "%(percent)s\u00a0%%, mellan %(low)s och %(high)s\u00a0%%",
        percent=share.percent,
        low=share.low,
        high=share.high,
    )


def bars(figures: Sequence[Figure], period: str, *, most: int | None = None) -> Block:
    """One table, or the same of several periods added up, as bars with whiskers.

    Args:
        most: how many categories at most, those with the largest counts.
    """
    table = figures[-1].table
    rows = [_bar(table, name, *_summed(figures, name)) for name in _ordered(figures, most)]
    return Block(
        id=f"{table}-{period}",
        title=words.table(table),
        what=words.what(table),
        chart=charts.bars(rows),
        file=(period, table) if figures[-1].period == period else None,
        is_exact=all(figure.sigma == EXACT for figure in figures),
    )


def totals(book: Book, periods: Sequence[str]) -> LineChart:
    """The takings of each period as a line with its band; a gap where one is not published."""
    found = [(period, total(book, period)) for period in periods]
    return charts.line(
        [
            point(book, period, sum_.value, sum_.margin)
            if sum_
            else point(book, period, None, note=_absent(book, TOTAL, period))
            for period, sum_ in found
        ]
    )


def series(book: Book, table: str, category: str, periods: Sequence[str]) -> list[Point]:
    """One category over time."""
    found = [(period, book.figure(table, period)) for period in periods]
    return [
        point(book, period, figure.value(category), reading.margin_of(figure))
        if figure
        else point(book, period, None, note=_absent(book, table, period))
        for period, figure in found
    ]


def shares(book: Book, periods: Sequence[str]) -> LineChart:
    """Answered in time, over time; a gap where there were too few for a sure share."""
    found = []
    for period in periods:
        figure = book.figure(IN_TIME, period)
        share = reading.share(figure) if figure else None
        if share:
            made = point(book, period, share.percent, share.margin)
            found.append(made._replace(low=share.low, high=share.high))
        else:
            note = _("för få för en säker andel") if figure else _absent(book, IN_TIME, period)
            found.append(point(book, period, None, note=note))
    return charts.line(found, top=100, unit=dates.percent_sign())


def point(book: Book, period: str, value: int | None, margin: int = 0, note: str = "") -> Point:
    """A period on a line."""
    return Point(
        label=words.short(period),
        value=value,
        margin=margin,
        is_partial=book.is_partial(period),
        year=period[: calendar.YEAR_LETTERS] if len(period) > calendar.YEAR_LETTERS else "",
        note=note,
    )


def named(book: Book, period: str) -> str:
    """A period in a table; what was not whole says so."""
    plain = words.period(period)
    return _("%(period)s (delvis)", period=plain) if book.is_partial(period) else plain


def measure(category: str, value: int | None) -> str:
    """A measure of inquiries with its unit."""
    if value is None:
        return _("inget att räkna")
    if category in PERCENT:
        return dates.percent(words.number(value))
    if category == HOURS:
        return str(ngettext("%(num)s arbetstimme", "%(num)s arbetstimmar", value))
    return words.number(value)


def _absent(book: Book, table: str, period: str) -> str:
    """Why a period has a gap."""
    inside = years.parts_of(period, Level.MONTH)
    is_lost = any(lost == table and at in {period, *inside} for lost, at in book.lost)
    return _("kan aldrig publiceras") if is_lost else _("inte publicerat")


def _bar(table: str, category: str, value: int | None, margin: int) -> BarRow:
    label = words.category(table, category)
    return BarRow(label, value, margin, words.with_margin(value, margin))


def _summed(figures: Sequence[Figure], category: str) -> tuple[int | None, int]:
    if len(figures) == 1:
        return figures[0].value(category), reading.margin_of(figures[0])
    found = reading.summed(figures, category)
    return found.value, found.margin


def _ordered(figures: Sequence[Figure], most: int | None) -> list[str]:
    """The largest categories: most first where they have no order of their own, the vague ones
    last.
    """
    every = list(dict.fromkeys(name for figure in figures for name, _value in figure.cells))
    names = sorted(every, key=lambda name: -(_summed(figures, name)[0] or 0))[:most]
    if figures[-1].table in ORDERED:
        names.sort(key=every.index)
    return sorted(names, key=lambda name: LAST.index(name) if name in LAST else -1)
