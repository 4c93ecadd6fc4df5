"""What stands on each of the figures' pages, in words and charts, of frozen figures alone."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from flask_babel import gettext as _

from pressdesk.figures import declared, inquiries, noise, reading, years
from pressdesk.figures.declared import ENDED, IN_TIME, KIND, TOPIC, TOTAL, Level
from pressdesk.figures.reading import Sum
from pressdesk.figures.shapes import Shape
from pressdesk.web import dates, figure_trends
from pressdesk.web import figure_book as calendar
from pressdesk.web import figure_parts as part
from pressdesk.web import figure_words as words
from pressdesk.web.figure_book import Book
from pressdesk.web.figure_parts import Block, Comparison

TICKETS = tuple(table.name for table in declared.TABLES)
INQUIRIES = tuple(name for level in Level for name in inquiries.TABLES[level])
CHARTED = [table for table in TICKETS if table not in (TOTAL, IN_TIME)]
COUNTED = [table for table in INQUIRIES if table != inquiries.MEASURES]
MOST_OF_YEAR = 10  # of a long list, in the year's report; all stand with its months and quarters


class Big(NamedTuple):
    """A total in large type, and what it is compared with."""

    shown: str
    period: str  # "oktober 2026"
    within: str  # "i oktober 2026"
    low: str
    high: str
    comparisons: list[Comparison]
    is_partial: bool
    is_rough: bool  # see `reading.summed`


class Link(NamedTuple):
    """A way to a release."""

    period: str
    words: str
    is_partial: bool
    is_lost: bool


def glance(book: Book) -> dict[str, Any]:
    """The newest of each: the total, the parts, the share in time, the inquiries; ways to all."""
    period, quarter = book.latest([TOTAL]), book.latest([KIND, TOPIC])
    asked = book.latest([inquiries.MEASURES])
    return {
        "period": period,
        "big": _big(book, period) if period else None,
        "quarter": _named(quarter),
        "blocks": _blocks(book, [TOPIC, KIND], quarter) if quarter else [],
        "share": _share(book, book.latest([IN_TIME])),
        "asked": _named(asked),
        "measures": _measures(book, asked),
        "shelves": _shelves(book),
    }


def release(book: Book, period: str) -> dict[str, Any]:
    """Every table of a month or a quarter."""
    return {
        "period": period,
        "title": words.period(period),
        "big": _big(book, period),
        "has_total": book.figure(TOTAL, period) is not None,
        "blocks": _blocks(book, CHARTED, period),
        "has_ended": book.figure(ENDED, period) is not None,
        "share": _share(book, period if book.figure(IN_TIME, period) else None),
        "inquiries": _blocks(book, COUNTED, period),
        "measures": _measures(book, period),
        **_around(book, period),
    }


def year(book: Book, period: str) -> dict[str, Any]:
    """The year's report: months and quarters added up, and the tables of the year."""
    months = [m for m in years.parts_of(period, Level.MONTH) if not book.is_before(m)]
    quarters = [q for q in years.parts_of(period, Level.QUARTER) if not book.is_before(q)]
    by_month = any(book.figure(TOTAL, month) for month in months)
    shown, title = (
        (months, _("Månad för månad")) if by_month else (quarters, _("Kvartal för kvartal"))
    )
    return {
        "period": period,
        "title": period,
        "big": _big(book, period),
        "months": figure_trends.line(book, shown, f"total-{period}", title),
        "quarters": [_quarter(book, quarter) for quarter in [*quarters, period]],
        "blocks": _summed(book, CHARTED, period),
        "received": _received(book, period),
        "inquiries": _summed(book, COUNTED, period, MOST_OF_YEAR),
        **_around(book, period),
    }


def method(shape: Shape) -> dict[str, Any]:
    """A year's tables with their noise, margin and cost."""
    total = next(table for table in shape.tables if table.name == TOTAL)
    by_month = [(1, _("en månad")), (3, _("tre månader")), (12, _("ett år"))]
    by_quarter = [(1, _("ett kvartal")), (4, _("ett år"))]
    margins = by_month if total.level is Level.MONTH else by_quarter
    return {
        "year": shape.year,
        "tables": [
            (words.table(t.name), t.level, t.sigma, noise.margin(t.sigma), _decimal(t.rho, 5))
            for t in shape.tables
        ],
        "rho": _decimal(sum(table.rho for table in shape.tables), 5),
        "cap": _decimal(declared.CAP, 2),
        "margins": [(name, noise.margin(total.sigma, n)) for n, name in margins],
        "quiet": words.number(declared.QUIET_BELOW),
        "busy": words.number(declared.BUSY_ABOVE),
    }


def _decimal(value: Any, digits: int) -> str:
    return dates.decimal(float(value), digits)


def _named(period: str | None) -> dict[str, str] | None:
    if period is None:
        return None
    return {"period": period, "name": words.period(period), "within": words.within(period)}


def _big(book: Book, period: str) -> Big | None:
    found = part.total(book, period)
    if found is None:
        return None
    return Big(
        shown=_sum_words(found),
        period=words.period(period),
        within=words.within(period),
        low=words.number(max(0, found.value - found.margin)),
        high=words.number(found.value + found.margin),
        comparisons=part.compared(book, period),
        is_partial=book.is_partial(period),
        is_rough=found.is_rough,
    )


def _sum_words(found: Sum | None) -> str:
    return words.with_margin(found.value, found.margin) if found else _("går inte att räkna ut")


def _quarter(book: Book, period: str) -> tuple[str, str, str]:
    """A quarter of the year's report, or the whole year: its total, and the share in time."""
    name = _on_shelf(period)
    if book.is_partial(period):
        name = _("%(period)s (delvis)", period=name)
    figure = book.figure(IN_TIME, period)
    if figure is None:
        return name, _sum_words(part.total(book, period)), "–"
    found = reading.share(figure)
    share = part.share_words(found) if found else _("för få för en säker andel")
    return name, _sum_words(part.total(book, period)), share


def _blocks(book: Book, tables: Iterable[str], period: str) -> list[Block]:
    found = [book.figure(table, period) for table in tables]
    return [part.bars([figure], period) for figure in found if figure is not None]


def _summed(book: Book, tables: Iterable[str], period: str, most: int | None = None) -> list[Block]:
    found = [part.over(book, table, period) for table in tables]
    return [part.bars(figures, period, most=most) for figures in found if figures]


def _share(book: Book, period: str | None) -> dict[str, Any] | None:
    figure = book.figure(IN_TIME, period) if period else None
    if figure is None:
        return None
    found = reading.share(figure)
    return {
        **(_named(figure.period) or {}),
        "percent": found and found.percent,
        "low": found and found.low,
        "high": found and found.high,
    }


def _received(book: Book, period: str) -> dict[str, int] | None:
    """Inquiries of a year and their corrections; shares and medians do not add up."""
    found = part.over(book, inquiries.MEASURES, period)
    if not found:
        return None
    sums = [reading.summed(found, name).value for name in ("received", "corrections")]
    return dict(zip(("value", "corrections"), sums, strict=True))


def _measures(book: Book, period: str | None) -> list[tuple[str, str]]:
    figure = book.figure(inquiries.MEASURES, period) if period else None
    if figure is None:
        return []
    return [
        (words.category(figure.table, name), part.measure(name, value))
        for name, value in figure.cells
    ]


def _around(book: Book, period: str) -> dict[str, Any]:
    """What stands above a release: whether it is whole, what is lost, the ones before and after."""
    known = [p for p in book.periods() if len(p) == len(period) and ("Q" in p) == ("Q" in period)]
    place = known.index(period)
    return {
        "is_partial": book.is_partial(period),
        "lost": [words.table(table) for table in book.lost_of(period)],
        "later": _link(book, known[place - 1]) if place else None,
        "earlier": _link(book, known[place + 1]) if place + 1 < len(known) else None,
    }


def _link(book: Book, period: str) -> Link:
    has_any = book.of(period) or part.total(book, period)
    is_lost = bool(book.lost_of(period)) and not has_any
    return Link(period, words.period(period), book.is_partial(period), is_lost)


def _shelves(book: Book) -> list[tuple[str, list[list[Link]]]]:
    """Ways to every release: by year, and in it year, quarters and months; newest first."""
    found = []
    for of_year, periods in groupby(book.periods(), lambda p: p[: calendar.YEAR_LETTERS]):
        kept = sorted(periods)
        levels = [declared.level_of_period(period) for period in kept]
        rows = [
            [period for period, its in zip(kept, levels, strict=True) if its is level]
            for level in reversed(Level)
        ]
        links = [[_link(book, p)._replace(words=_on_shelf(p)) for p in row] for row in rows if row]
        found.append((of_year, links))
    return found


def _on_shelf(period: str) -> str:
    return _("hela året") if len(period) == calendar.YEAR_LETTERS else words.short(period)
