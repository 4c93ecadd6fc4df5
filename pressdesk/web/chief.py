"""The figures as the communications chief reads them. Nothing here moves from day to day: a page is
made of what is frozen, the month in which the site was made, and the date.
"""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from pressdesk import clock
from pressdesk.figures import due, releases, years
from pressdesk.web import access, figure_pages, figure_trends, site
from pressdesk.web import figure_book as calendar
from pressdesk.web import figure_words as words
from pressdesk.web.figure_book import Book

pages = Blueprint("figures", __name__, url_prefix="/siffror")
MILLENNIUM = "2"  # a year of another is a slip of the pen, whatever the calendar says of it


@pages.get("/")
@access.reader
def home() -> ResponseReturnValue:
    with site.reading() as db:
        book = Book(*releases.published(db))
        first, waits = due.next_opening(db, clock.today()), due.due(db, clock.today())
    coming = {"period": words.period(first.period), "day": words.day(first.opens)}
    named = [words.period(each.period) for each in waits]
    shown = figure_pages.glance(book)
    return _page("home", **shown, coming=coming, waiting=named, all_waiting=words.listed(named))


@pages.get("/utveckling")
@access.reader
def trends() -> ResponseReturnValue:
    return _page("trends", **figure_trends.trends(_book()))


@pages.get("/metod")
@access.reader
def method() -> ResponseReturnValue:
    with site.reading() as db:
        shape = years.shape(db, clock.today().year)
    return _page("method", **figure_pages.method(shape))


@pages.get("/<period>")
@access.reader
def release(period: str) -> ResponseReturnValue:
    book = _book()
    if period in book.periods():
        is_year = len(period) == calendar.YEAR_LETTERS
        shown = figure_pages.year(book, period) if is_year else figure_pages.release(book, period)
        return _page("year" if is_year else "release", **shown)
    return _page("nothing", **_missing(book, period)), 404


def _missing(book: Book, period: str) -> dict[str, Any]:
    """Why a page has no figures: no such period, before pressdesk, not yet, or not for itself."""
    try:
        opens = due.opens(period)
        is_before = book.is_before(period)
    except (ValueError, OverflowError):
        return {"why": "unknown"}
    if not period.startswith(MILLENNIUM):
        return {"why": "unknown"}
    named = {"period": words.period(period), "day": words.day(opens)}
    if is_before:
        return {"why": "before", **named, "founded": words.period(book.founded)}
    if clock.today() < opens:
        return {"why": "coming", **named}
    return {"why": "unpublished", **named}


def _book() -> Book:
    with site.reading() as db:
        return Book(*releases.published(db))


def _page(name: str, **shown: Any) -> str:
    return render_template(f"chief/{name}.html", **shown)
