"""Figures over time: the total, the share in time, and kinds, topics and measures one by one."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from pressdesk.figures import charts, inquiries
from pressdesk.figures.declared import IN_TIME, KIND, TOPIC, TOTAL
from pressdesk.web import dates
from pressdesk.web import figure_book as calendar
from pressdesk.web import figure_parts as part
from pressdesk.web import figure_words as words
from pressdesk.web.figure_book import Book
from pressdesk.web.figure_parts import Block

SHORTEST_LINE = 2  # points: fewer are no line


def trends(book: Book) -> dict[str, Any]:
    """Everything over time. Kinds and topics stand one by one, so that no line hides another."""
    known = book.span(TOTAL)
    span = calendar.between(book.founded, known[-1]) if known else []
    return {
        "total": line(book, span, "total", words.table(TOTAL)),
        "years": _by_year(book, span),
        "groups": [group for table in (TOPIC, KIND) if (group := _multiples(book, table))],
        "in_time": _in_time(book),
        "measures": _measures_over_time(book),
    }


def line(book: Book, periods: Sequence[str], id: str, title: str) -> Block | None:
    what = _("Frågor som pressenheten tog hand om. Bandet visar ±.")
    if len(periods) < SHORTEST_LINE:
        return None
    return Block(id, title, what, part.totals(book, periods))


def _by_year(book: Book, span: Sequence[str]) -> Block | None:
    """Years that are over; one that cannot be added up is a gap."""
    title = _("Frågor från medarbetare, år för år")
    what = _("Månaderna lagda ihop. Felen tar delvis ut varandra, så ± växer långsammare än talet.")
    ended = [year for year in _years(span) if book.is_over(year) or part.total(book, year)]
    if len(ended) < SHORTEST_LINE:
        return None
    return Block("years", title, what, part.totals(book, ended))


def _in_time(book: Book) -> Block | None:
    periods = _drawn(book, IN_TIME)
    if not periods:
        return None
    title, what = words.table(IN_TIME), words.what(IN_TIME)
    return Block(IN_TIME, title, what, part.shares(book, periods))


def _years(span: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(period[: calendar.YEAR_LETTERS] for period in span))


def _drawn(book: Book, table: str) -> list[str]:
    """The periods of a table's line; none where too few are published for one."""
    span = book.span(table)
    published = [period for period in span if book.figure(table, period)]
    return span if len(published) >= SHORTEST_LINE else []


def _multiples(book: Book, table: str) -> dict[str, Any] | None:
    """A small chart for each category, all with one axis."""
    periods = _drawn(book, table)
    if not periods:
        return None
    names = _categories(book, table, periods)
    series = [(name, part.series(book, table, name, periods)) for name in names]
    return {
        "title": words.table(table),
        "what": words.what(table),
        "blocks": [
            Block(f"{table}-{name}", words.category(table, name), words.table(table), chart)
            for name, chart in charts.multiples(series)
        ],
    }


def _categories(book: Book, table: str, periods: Sequence[str]) -> list[str]:
    found = [figure for period in periods if (figure := book.figure(table, period))]
    return list(dict.fromkeys(name for figure in found for name, _value in figure.cells))


def _measures_over_time(book: Book) -> list[Block]:
    table = inquiries.MEASURES
    periods = _drawn(book, table)
    return [_measure(book, name, periods) for name in _categories(book, table, periods)]


def _measure(book: Book, name: str, periods: Sequence[str]) -> Block:
    table = inquiries.MEASURES
    is_share, is_time = name in part.PERCENT, name == part.HOURS
    chart = charts.line(
        part.series(book, table, name, periods),
        top=100 if is_share else 0,
        unit=dates.percent_sign() if is_share else "\u00a0h" if is_time else "",
        is_small=True,
    )
    title = words.category(table, name)
    return Block(f"{table}-{name}", title, words.table(table), chart, is_exact=True)
