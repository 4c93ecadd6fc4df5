"""The officers' page on how things stand: how much waits, whether the letters go, and whether
figures wait to be published.
"""

from datetime import datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from pressdesk import clock, desk, notices
from pressdesk.web import access, dates, i18n, publishing, site

pages = Blueprint("duty", __name__, url_prefix="/desk")


@pages.get("/laget")
@access.key_holder
def standing() -> ResponseReturnValue:
    with site.reading() as db:
        load = desk.load(db, access.holder(), clock.today())
        mail = notices.standing(db, site.settings(), clock.now())
    return render_template(
        "officer/notices.html",
        load=load,
        mail=mail,
        hours=dates.listed([str(hour) for hour in mail.hours]),
        last_sent=_hour_of(mail.last_sent),
        last_sent_words=_told(_hour_of(mail.last_sent)),
        figures=publishing.standing(),
        fault=i18n.FAULTS[notices.Fault(mail.fault)] if mail.fault else "",
    )


def _told(instant: datetime | None) -> str:
    return dates.moment(instant) if instant else ""


def _hour_of(slot: str | None) -> datetime | None:
    return notices.instant_of(slot) if slot else None
