"""The communications chief's pages. Nothing here moves from day to day."""

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from pressdesk import clock
from pressdesk.staff import accounts
from pressdesk.web import access, site

pages = Blueprint("figures", __name__, url_prefix="/siffror")

GRACE_DAYS = 2


@pages.get("/")
@access.chief
def home() -> ResponseReturnValue:
    with site.reading() as db:
        founded = accounts.site(db).founded
    # The month of founding is not whole; the first figures are those of the month after.
    first = clock.month_after(founded)
    after = clock.month_after(first)
    return render_template(
        "chief/home.html",
        first_month=_first_of(first),
        first_release=_first_of(after).replace(day=1 + GRACE_DAYS),
    )


def _first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
