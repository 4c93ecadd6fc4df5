"""The hand-over sheet, for paper: no reporter, no note, nobody's numbers."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from pressdesk import clock, inquiries, rota
from pressdesk.register.workdays import swedish
from pressdesk.registertables import Inquiry
from pressdesk.rota.handover import LineRow, Listed, Row
from pressdesk.web import access, dates, site
from pressdesk.web.register import weeks, words
from pressdesk.web.register.pages import pages


@pages.get("/overlamning")
@access.key_holder
def handover() -> ResponseReturnValue:
    now, today = clock.now(), clock.today()
    monday = rota.monday_at(now, weeks.change())
    after = monday + timedelta(weeks=1)
    with site.reading() as db:
        sheet = rota.sheet(db, now, today)
        this_week, next_week = rota.weeks(db, monday, after, weeks.change())
        crisis = rota.current(db)
    meeting_at = crisis.meeting_at if crisis else None
    return render_template(
        "register/handover.html",
        made=dates.moment(now, has_year=True),
        this_week=weeks.line(this_week),
        next_week=weeks.line(next_week),
        crisis=crisis,
        meeting=words.moment(meeting_at, now) if meeting_at and meeting_at >= now else "",
        open=_told(sheet.open, now),
        call_backs=_told(sheet.call_backs, now),
        waking=_told(sheet.waking, now),
        embargoes=_told(sheet.embargoes, now),
        expiring=_lines(sheet.expiring, today),
        valid=_lines(sheet.valid, today),
    )


def _told(listed: Listed[Row], now: datetime) -> dict[str, Any]:
    """Inquiries in words, and how many more there are."""
    return {"rows": [_row(row, now) for row in listed.rows], "more": listed.more}


def _row(row: Row, now: datetime) -> dict[str, Any]:
    inquiry = row.inquiry
    due = words.due(inquiries.deadline_of(inquiry), now, inquiry.released_at)
    return {
        "ref": inquiries.reference(inquiry.number),
        "outlet": inquiry.outlet or "",
        "opening": row.opening,
        "unit": inquiry.unit,
        "due": due.text,
        "mark": due.mark_words,
        "status": words.of(words.STATUSES, inquiry.status),
        "waits_for": inquiry.waiting_with or "",
        "waits_since": _moment(inquiry.waiting_since, now),
        "passed_to": inquiry.passed_to or "",
        "call_back": _moment(inquiry.call_back_at, now),
        "is_late": inquiry.call_back_at is not None and inquiry.call_back_at < now,
        "wakes": _wakes(inquiry, now),
        "embargo": _moment(inquiry.embargo_until, now),
    }


def _wakes(inquiry: Inquiry, now: datetime) -> str:
    if inquiry.parked_until is None:
        return ""
    return words.day(inquiry.parked_until, swedish(now).date())


def _moment(instant: datetime | None, now: datetime) -> str:
    return words.moment(instant, now) if instant else ""


def _lines(listed: Listed[LineRow], today: date) -> dict[str, Any]:
    rows = [
        {
            "title": row.title,
            "unit": row.unit,
            "until": words.day(row.valid_until, today) if row.valid_until else "",
        }
        for row in listed.rows
    ]
    return {"rows": rows, "more": listed.more}
