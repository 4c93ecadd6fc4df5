"""Figures as files: CSV for programs and for Excel in Swedish, and charts as SVG.

A file is made of frozen rows and of nothing else, so it is the same whenever it is fetched.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pressdesk.figures import charts, reading, releases
from pressdesk.figures.charts import BarChart, BarRow
from pressdesk.figures.declared import IN_TIME
from pressdesk.figures.frozen import EXACT, Figure
from pressdesk.web import access, dates, figure_parts, figure_words, site
from pressdesk.web.figure_book import Book
from pressdesk.web.swedish import in_swedish

pages = Blueprint("figure_files", __name__, url_prefix="/siffror")

HEADINGS = (
    *("period", "when", "partial", "table", "category", "label"),
    *("value", "margin", "low", "high", "sigma", "rho"),
)
IN_SWEDISH = (
    *(_l("Period"), _l("När"), _l("Delvis"), _l("Tabell"), _l("Kategori"), _l("I ord")),
    *(_l("Tal"), _l("±"), _l("Lägst"), _l("Högst"), _l("Sigma"), _l("Rho")),
)
SHARE = "share"  # the category of the row that in-time is read by, in percent
MEASURES = "inquiry-measures"  # counts, percent and hours: no one axis fits them
ALL = "alla"
# What a spreadsheet takes for the beginning of a formula; the wide ones in some languages.
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
DIGITS = 15  # as many as a spreadsheet keeps


class Style(NamedTuple):
    """How a CSV file is written."""

    delimiter: str
    point: str
    encoding: str
    headings: tuple[Any, ...]
    yes_no: tuple[Any, Any]
    month: str  # stands before a month and a quarter
    quarter: str


STYLES = {
    # Excel in Swedish opens it with a double click, and takes "2026-09" for a day: Statistics
    # Sweden's way of writing a month stays as it is.
    "-excel.csv": Style(";", ",", "utf-8-sig", IN_SWEDISH, (_l("ja"), _l("nej")), "M", "K"),
    ".csv": Style(",", ".", "utf-8", HEADINGS, ("yes", "no"), "-", "-Q"),  # RFC 4180
}
Cell = int | Decimal | str | bool | None


@pages.get(f"/{ALL}.csv")
@access.reader
def plain() -> ResponseReturnValue:
    return every(".csv")


@pages.get(f"/{ALL}-excel.csv")
@access.reader
def excel() -> ResponseReturnValue:
    return every("-excel.csv")


@pages.get("/<period>/<name>")
@access.reader
def file(period: str, name: str) -> ResponseReturnValue:
    return one(period, name)


def book() -> Book:
    """All that is published."""
    with site.reading() as db:
        return Book(*releases.published(db))


def every(ending: str) -> Response:
    """All figures in one CSV file."""
    published = book()
    return _csv(published, published.figures, f"siffror-{ALL}{ending}", STYLES[ending])


def one(period: str, name: str) -> Response:
    """One table of a period: "topic.csv", "topic-excel.csv" or "topic.svg"; else the page 404."""
    published = book()
    for ending, style in STYLES.items():
        figure = published.figure(name.removesuffix(ending), period)
        if name.endswith(ending) and figure:
            return _csv(published, [figure], f"siffror-{period}-{name}", style)
    figure = published.figure(name.removesuffix(".svg"), period)
    if not name.endswith(".svg") or figure is None or not is_drawn(figure):
        abort(404)
    drawn = render_template("chief/chart.svg", **drawing(published, figure))
    return _download(drawn.encode(), "image/svg+xml", f"siffror-{period}-{name}")


def is_drawn(figure: Figure) -> bool:
    """Whether there is a chart of a table."""
    return figure.table != MEASURES


def drawing(published: Book, figure: Figure) -> dict[str, Any]:
    """What `chief/chart.svg` draws of a figure."""
    block = figure_parts.bars([figure], figure.period)
    if figure.table == IN_TIME:
        block = block._replace(chart=_share(figure))
    return {
        "chart": block.chart,
        "id": block.id,
        "title": f"{block.title}, {figure_parts.named(published, figure.period)}",
        "desc": block.seen,
        "foot": f"{site.settings().organisation}. {_foot(figure)}",
    }


def lines(published: Book, figures: Iterable[Figure]) -> Iterator[list[Cell]]:
    """The rows of a CSV file, under `HEADINGS`: cells as they were frozen, so that anybody can
    work out margin, ends and share again. None is an empty cell.

    A count's ends are the margin cut at 0. In-time has a row more, the share in percent with the
    ends of its interval, which is not as wide both ways and has no margin.
    """
    for figure in figures:
        when, is_partial = figure_words.within(figure.period), published.is_partial(figure.period)
        whose: list[Cell] = [figure.period, when, is_partial, figure.table]
        margin, cost = reading.margin_of(figure), rho(figure.sigma)
        if figure.table == IN_TIME:
            percent, low, high = reading.share(figure) or (None, None, None)
            yield [*whose, *_named(figure, SHARE), percent, None, low, high, None, None]
        for category, value in figure.cells:
            ends = (None, None) if value is None else _ends(value, margin)
            named = _named(figure, category)
            yield [*whose, *named, value, margin, *ends, figure.sigma, cost]


def _ends(value: int, margin: int) -> tuple[int, int]:
    return max(0, value - margin), max(0, value + margin)


def rho(sigma: int) -> Decimal:
    """What a table costs, 1 / (2 sigma^2); 0 for what is exact."""
    if sigma == EXACT:
        return Decimal(0)
    with localcontext(prec=DIGITS):
        return Decimal(1) / (2 * sigma * sigma)


def _foot(figure: Figure) -> str:
    if figure.sigma == EXACT:
        return _("Räknat exakt.")
    return _(
        "Varje tal är med flit flyttat några steg. Strecket visar hur mycket: det verkliga talet "
        "ligger inom det 95 gånger av 100."
    )


def _share(figure: Figure) -> BarChart:
    label, share = figure_words.category(IN_TIME, SHARE), reading.share(figure)
    if share is None:
        return charts.bars([BarRow(label, None, 0, _("för få för en säker andel"))])
    percent, low, high = share
    shown = _("%(percent)s %% (%(low)s–%(high)s)", percent=percent, low=low, high=high)
    row = BarRow(label, percent, share.margin, shown, low=low, high=high)
    return charts.bars([row], top=100, unit=dates.percent_sign())


def _named(figure: Figure, category: str) -> tuple[str, str]:
    label = figure_words.with_unit(figure.table, category)
    return _harmless(category), _harmless(label)


def _harmless(text: str) -> str:
    """A spreadsheet shows a text that would be a formula, instead of working it out."""
    return f"'{text}" if text.startswith(BEGINS_FORMULA) else text


@in_swedish
def _csv(published: Book, figures: Iterable[Figure], name: str, style: Style) -> Response:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=style.delimiter, lineterminator="\r\n")
    writer.writerow([str(heading) for heading in style.headings])
    for period, *rest in lines(published, figures):
        shown = str(period).replace("-Q", style.quarter).replace("-", style.month)
        writer.writerow([shown, *(_written(cell, style) for cell in rest)])
    return _download(text.getvalue().encode(style.encoding), "text/csv; charset=utf-8", name)


def _written(cell: Cell, style: Style) -> int | str | None:
    if isinstance(cell, bool):
        return str(style.yes_no[0 if cell else 1])
    return str(cell).replace(".", style.point) if isinstance(cell, Decimal) else cell


def _download(body: bytes, kind: str, name: str) -> Response:
    found = Response(body, content_type=kind)
    found.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return found
