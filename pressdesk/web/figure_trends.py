"""Figures over time: the total, the share in time, and kinds, topics and measures one by one."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from pressdesk.figures import charts, declared, inquiries, years
from pressdesk.figures.declared import IN_TIME, KIND, TOPIC, TOTAL
from pressdesk.web import figure_book as calendar
from pressdesk.web import figure_parts as part
from pressdesk.web import figure_words as words
from pressdesk.web.figure_book import Book
from pressdesk.web.figure_parts import Block

SHORTEST_LINE = 2  # points: fewer are no line


def trends(book: Book) -> dict[str, Any]:
    """Everything over time. Kinds and topics stand one by one, so that no line hides another."""
    ends = book.all(TOTAL)
    span = _span(book.founded, ends[-1].period) if ends else []
    whole = [year for year in _years(span) if part.total(book, year)]
    return {
        "total": line(book, span, "total", words.table(TOTAL)),
        "years": _by_year(book, whole),
        "groups": [group for table in (TOPIC, KIND) if (group := _multiples(book, table))],
        "in_time": _in_time(book),
        "measures": _measures_over_time(book),
    }


def line(book: Book, periods: Sequence[str], id: str, title: str) -> Block | None:
    what = _("Frågor som pressenheten tog hand om. Bandet visar ±.")
    if len(periods) < SHORTEST_LINE:
        return None
    return Block(id, title, what, part.totals(book, periods))


def _by_year(book: Book, whole: Sequence[str]) -> Block | None:
    title = _("Frågor från medarbetare, år för år")
    what = _("Månaderna lagda ihop. Felen tar delvis ut varandra, så ± växer långsammare än talet.")
    if len(whole) < SHORTEST_LINE:
        return None
    return Block("years", title, what, part.totals(book, whole))


def _in_time(book: Book) -> Block | None:
    periods = [figure.period for figure in book.all(IN_TIME)]
    if len(periods) < SHORTEST_LINE:
        return None
    what = _("En lucka är en period med för få svar för en säker andel.")
    return Block(IN_TIME, words.table(IN_TIME), what, part.shares(book, periods))


def _span(first: str, last: str) -> list[str]:
    """Every month from the first to the last; quarters in years that have no months."""
    level = years.level_of(last)
    period, found = declared.period_of(level, calendar.first_day(first)), []
    while calendar.first_day(period) <= calendar.first_day(last):
        found.append(period)
        period = calendar.after(period)
    return found


def _years(span: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(period[: calendar.YEAR_LETTERS] for period in span))


def _multiples(book: Book, table: str) -> dict[str, Any] | None:
    """A small chart for each category, all with one axis."""
    found = book.all(table)
    if len(found) < SHORTEST_LINE:
        return None
    periods = [figure.period for figure in found]
    names = list(dict.fromkeys(name for figure in found for name, _value in figure.cells))
    series = [(name, part.series(book, table, name, periods)) for name in names]
    return {
        "title": words.table(table),
        "what": words.what(table),
        "blocks": [
            Block(f"{table}-{name}", words.category(table, name), words.table(table), chart)
            for name, chart in charts.multiples(series)
        ],
    }


def _measures_over_time(book: Book) -> list[Block]:
    found = book.all(inquiries.MEASURES)
    if len(found) < SHORTEST_LINE:
        return []
    periods, table = [figure.period for figure in found], inquiries.MEASURES
    return [
        Block(
            id=f"{table}-{name}",
            title=words.category(table, name),
            what=words.table(table),
            chart=charts.line(part.series(book, table, name, periods), is_small=True),
            is_exact=True,
        )
        for name, _value in found[-1].cells
    ]
