"""Figures as open data: the chief's files at a public address, where the site has switched it on.

Registered on such a site alone; elsewhere the addresses are like any other that does not exist.
"""

from typing import NamedTuple

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from pressdesk.web import access, figure_files, figure_words
from pressdesk.web.edge import OPEN_DATA
from pressdesk.web.figure_book import YEAR_LETTERS, Book

pages = Blueprint("open_figures", __name__, url_prefix=f"/{OPEN_DATA}")


class Listed(NamedTuple):
    """A table of a period, and whether there is a chart of it."""

    id: str
    name: str
    is_drawn: bool


class Release(NamedTuple):
    """What was published of a period; `missing` are tables that a restore lost."""

    period: str
    name: str
    is_partial: bool
    tables: list[Listed]
    missing: list[str]


@pages.get("/", strict_slashes=False)
@access.public
def home() -> ResponseReturnValue:
    """The newest year. One year takes less than a page of one length."""
    book = figure_files.book()
    return _shown(book, next(iter(_years(book)), None))


@pages.get(f"/{figure_files.ALL}.csv")
@access.public
def plain() -> ResponseReturnValue:
    return figure_files.every(".csv")


@pages.get(f"/{figure_files.ALL}-excel.csv")
@access.public
def excel() -> ResponseReturnValue:
    return figure_files.every("-excel.csv")


@pages.get("/<year>")
@access.public
def of_year(year: str) -> ResponseReturnValue:
    book = figure_files.book()
    if year not in _years(book):
        abort(404)
    return _shown(book, year)


@pages.get("/<period>/<name>")
@access.public
def file(period: str, name: str) -> ResponseReturnValue:
    return figure_files.one(period, name)


def _shown(book: Book, year: str | None) -> str:
    releases = [_release(book, period) for period in book.periods()]
    return render_template(
        "public/oppna_siffror.html",
        year=year,
        years=_years(book),
        releases=[r for r in releases if r.period[:YEAR_LETTERS] == year and _has_any(r)],
    )


def _release(book: Book, period: str) -> Release:
    return Release(
        period,
        figure_words.period(period),
        book.is_partial(period),
        [
            Listed(f.table, figure_words.table(f.table), figure_files.is_drawn(f))
            for f in book.of(period)
        ],
        [figure_words.table(table) for table in book.lost_of(period)],
    )


def _has_any(release: Release) -> bool:
    return bool(release.tables or release.missing)


def _years(book: Book) -> list[str]:
    """Newest first."""
    return sorted({period[:YEAR_LETTERS] for period in book.periods()}, reverse=True)
