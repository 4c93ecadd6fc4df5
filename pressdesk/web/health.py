"""`/halsa`: whether the site can answer. Says nothing of what is in it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from pressdesk.staff import accounts
from pressdesk.web import access, site

pages = Blueprint("health", __name__)


@pages.get("/halsa")
@access.public
def health() -> ResponseReturnValue:
    with site.reading() as db:
        is_founded = accounts.is_founded(db)
    answer = "ok\n" if is_founded else "not founded\n"
    return answer, 200 if is_founded else 503, {"Content-Type": "text/plain; charset=utf-8"}
