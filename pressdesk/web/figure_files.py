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

from pressdesk.figures import charts, reading, releases
from pressdesk.figures.charts import BarChart, BarRow
from pressdesk.figures.declared import IN_TIME
from pressdesk.figures.frozen import EXACT, Figure
from pressdesk.web import access, figure_parts, figure_words, site
from pressdesk.web.figure_book import Book

pages = Blueprint("figure_files", __name__, url_prefix="/siffror")

HEADINGS = ("period", "table", "category", "label", "value", "margin", "sigma", "rho")
SHARE = "share"  # the category of the row that in-time is read by, in percent and points
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


STYLES = {
    "-excel.csv": Style(";", ",", "utf-8-sig"),  # Excel in Swedish opens it with a double click
    ".csv": Style(",", ".", "utf-8"),  # RFC 4180
}


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
    return {
        "chart": _share(figure) if figure.table == IN_TIME else block.chart,
        "id": block.id,
        "title": f"{block.title}, {figure_parts.named(published, figure.period)}",
        "desc": block.what,
        "foot": f"{site.settings().organisation}. {_foot(figure)}",
    }


def lines(published: Book, figures: Iterable[Figure]) -> Iterator[list[int | Decimal | str | None]]:
    """The rows of a CSV file, under `HEADINGS`. None is an empty cell."""
    for figure in figures:
        part = _(" (delvis)") if published.is_partial(figure.period) else ""
        noise = (reading.margin_of(figure), figure.sigma, rho(figure.sigma))
        if figure.table == IN_TIME:
            share = reading.share(figure)
            told = (share.percent, share.margin) if share else (None, None)
            yield [*_named(figure, SHARE, part), *told, None, None]
        for category, value in figure.cells:
            shown = max(0, value) if value is not None else None  # only in-time has cells below 0
            yield [*_named(figure, category, part), shown, *noise]


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
    return charts.bars([row], top=100, unit="\u00a0%")


def _named(figure: Figure, category: str, part: str) -> list[str]:
    label = figure_words.category(figure.table, category) + part
    return [figure.period, figure.table, _harmless(category), _harmless(label)]


def _harmless(text: str) -> str:
    """A spreadsheet shows a text that would be a formula, instead of working it out."""
    return f"'{text}" if text.startswith(BEGINS_FORMULA) else text


def _csv(published: Book, figures: Iterable[Figure], name: str, style: Style) -> Response:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=style.delimiter, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for line in lines(published, figures):
        writer.writerow([_written(cell, style) for cell in line])
    return _download(text.getvalue().encode(style.encoding), "text/csv; charset=utf-8", name)


def _written(cell: int | Decimal | str | None, style: Style) -> int | str | None:
    return str(cell).replace(".", style.point) if isinstance(cell, Decimal) else cell


def _download(body: bytes, kind: str, name: str) -> Response:
    found = Response(body, content_type=kind)
    found.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return found
