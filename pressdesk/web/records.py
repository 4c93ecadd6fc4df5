"""Duties to the public: the way in, the neutral list, and finding a ticket by its number."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pressdesk import clock, disclosure
from pressdesk.errors import MonthNotOver, NotFound
from pressdesk.keytables import Act
from pressdesk.staff import audit
from pressdesk.tables import Ticket
from pressdesk.vault import links
from pressdesk.web import access, forms, paper, site, switching
from pressdesk.web.swedish import in_swedish

pages = Blueprint("records", __name__, url_prefix="/desk/handlingar")
NUMBER_CHARACTERS = 40  # of what is typed as a number


@pages.get("/")
@access.key_holder
def home() -> ResponseReturnValue:
    return shown()


@pages.post("/lista")
@access.key_holder
def listing() -> ResponseReturnValue:
    month = request.form.get("month", "")
    try:
        with site.writing() as db:
            lines = disclosure.listed(db, month, clock.today())
            destroyed = disclosure.destroyed_since(db, month)
            audit.note(db, Act.DISCLOSED_LIST, access.me().id, clock.now())
    except MonthNotOver as early:
        day = paper.day(early.opens)
        told = _("Månaden är inte slut än. Listan kan göras från och med %(day)s", day=day)
        return shown(month_error=told), 422
    except NotFound:
        return shown(month_error=_("Välj en månad som är slut")), 422
    return render_template(
        "officer/list.html",
        month=paper.month(month),
        printed_month=in_swedish(paper.month)(month),
        lines=[(line.number, line.week, line.state) for line in lines],
        destroyed=destroyed,
        printed=in_swedish(paper.day)(clock.today()),
    )


@pages.post("/arende")
@access.key_holder
@switching.keeps
def find() -> ResponseReturnValue:
    typed = forms.tidy(request.form.get("number"))[:NUMBER_CHARACTERS]
    if switching.is_on():
        return shown(number=typed)
    if not typed:
        return shown(number_error=_("Skriv numret på ärendet")), 422
    try:
        with site.reading() as db:
            ticket_id = disclosure.ticket_of(db, typed).id
            disclosure.show(db, access.holder(), ticket_id)
    except NotFound:
        told = _(
            "Inget ärende som du kan öppna har det numret. Kontrollera numret. Ärendet kan "
            "också vara raderat"
        )
        return shown(number=typed, number_error=told), 422
    ref = links.link(access.holder(), ticket_id)
    return redirect(url_for("disclosing.mark", ref=ref), 303)


def duties(ticket: Ticket) -> dict[str, Any]:
    """What a ticket's own page says of it: its number, and what keeps it."""
    with site.reading() as db:
        kept = disclosure.keeps(db, ticket)
    return {
        "number": disclosure.number(ticket.id),
        "holds": [(hold.reference, paper.day(hold.review)) for hold in kept],
    }


def overdue_reviews() -> int:
    """How many holds somebody should think about again."""
    with site.reading() as db:
        return len(disclosure.overdue(db, clock.today()))


def shown(**given: Any) -> str:
    """The way in, perhaps with what was typed and what is wrong with it."""
    today = clock.today()
    with site.reading() as db:
        months = disclosure.months(db, today)
        overdue = disclosure.overdue(db, today)
    blank = {"number": "", "number_error": "", "month_error": ""}
    return render_template(
        "officer/records.html",
        months=[(month, paper.month(month)) for month in months],
        overdue=len(overdue),
        **blank | given,
    )
