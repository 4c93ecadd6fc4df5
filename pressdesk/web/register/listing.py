"""The register's first page: what waits for an answer, by deadline; tabs, filters, next pages."""

import re
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session, col, select

from pressdesk import clock, inquiries, rota
from pressdesk.inquiries import Filter, Row, Show, issues
from pressdesk.register import lists
from pressdesk.register.standing import is_parked
from pressdesk.register.words import Kind, Outcome, Status
from pressdesk.registertables import Inquiry, Issue
from pressdesk.staff import accounts
from pressdesk.web import access, site
from pressdesk.web.register import presence, words
from pressdesk.web.register.pages import pages

TABS = {
    "att-gora": (Show.OPEN, _l("Att göra")),
    "mina": (Show.MINE, _l("Mina")),
    "godkannande": (Show.SIGN_OFF, _l("För godkännande")),
    "parkerade": (Show.PARKED, _l("Parkerade")),
    "lamnade": (Show.RELEASED, _l("Lämnade")),
    "avslutade": (Show.CLOSED, _l("Avslutade")),
    "alla": (Show.ALL, _l("Alla")),
}
FIRST = "att-gora"
# An outcome is of what is closed.
WITH_OUTCOME = {"avslutade", "alla"}
# By parameter of the address: the filter's field, and what the list of choices is called.
FILTERS = {
    "redaktion": ("outlet", _l("Redaktion")),
    "enhet": ("unit", _l("Enhet")),
    "amne": ("topic", _l("Ämne")),
    "slag": ("kind", _l("Slag")),
    "fraga": ("issue_id", _l("Samlad fråga")),
    "utfall": ("outcome", _l("Utfall")),
}
NUMBER = re.compile("[0-9]{1,9}")  # of a samlad fråga
Choices = list[tuple[str, str]]


class Names(NamedTuple):
    """What lines are told with: who is called what, and which samlad fråga has which title."""

    officers: dict[UUID, str]
    issues: dict[int, str]


@pages.get("/")
@access.key_holder
def listing() -> ResponseReturnValue:
    tab = request.args.get("visa", FIRST)
    tab = tab if tab in TABS else FIRST
    given = {name: value for name in FILTERS if (value := _typed(name, tab))}
    now, today, me = clock.now(), clock.today(), access.me()
    with site.reading() as db:
        asked = Filter(TABS[tab][0], **{FILTERS[name][0]: _id(name, given[name]) for name in given})
        page = inquiries.page(db, asked, today, me=me.id, after=request.args.get("efter"))
        counts = inquiries.counts(db, today)
        choices, names = _choices(db, tab), _names(db, page.rows)
        crisis = _crisis(db)
    gathers = bool(request.args.get("samla"))
    return render_template(
        "register/list.html",
        rows=[_line(row, names, now) for row in page.rows],
        after=page.after,
        is_first="efter" not in request.args,
        tab=tab,
        tabs=[(name, str(said), counts.get(show)) for name, (show, said) in TABS.items()],
        filters=[_filter(name, choices[name], given.get(name, "")) for name in choices],
        given=given,
        told=[_told(choices[name], value) for name, value in given.items()],
        gathers=gathers,
        crisis=crisis,
    )


def _typed(name: str, tab: str) -> str:
    """What is filtered by; "" for nothing, and for what cannot be."""
    value = request.args.get(name, "").strip()
    if name == "utfall" and tab not in WITH_OUTCOME:
        return ""
    is_known = {
        "slag": lambda: value in set(Kind),
        "utfall": lambda: value in set(Outcome),
        "fraga": lambda: bool(NUMBER.fullmatch(value)),
    }
    return value if is_known.get(name, lambda: True)() else ""


def _id(name: str, value: str) -> Any:
    return {"slag": Kind, "utfall": Outcome, "fraga": int}.get(name, str)(value)


def _choices(db: Session, tab: str) -> dict[str, Choices]:
    """What each filter can be set to; retired names too, since old inquiries have them."""
    by_name: dict[str, Choices] = {
        "redaktion": _alike(lists.outlets(db, all=True)),
        "enhet": _alike(lists.units(db, all=True)),
        "amne": _alike(lists.topics(db, all=True)),
        "slag": [(str(kind), str(said)) for kind, said in words.KINDS.items()],
        "fraga": [(str(issue.id), issue.title) for issue in issues.current(db)],
    }
    if tab in WITH_OUTCOME:
        by_name["utfall"] = [(str(end), str(said)) for end, said in words.OUTCOMES.items()]
    return by_name


def _alike(rows: list[Any]) -> Choices:
    return [(row.name, row.name) for row in rows]


def _filter(name: str, choices: Choices, chosen: str) -> dict[str, Any]:
    """A list of choices; what is chosen is in it, also when the site's list has it no longer."""
    known = {value for value, _said in choices}
    more = [(chosen, _told(choices, chosen))] if chosen and chosen not in known else []
    return {
        "name": name,
        "label": FILTERS[name][1],
        "choices": [*choices, *more],
        "chosen": chosen,
    }


def _told(choices: Choices, value: str) -> str:
    return dict(choices).get(value, value)


def _names(db: Session, rows: list[Row]) -> Names:
    titles = select(Issue.id, Issue.title).where(
        col(Issue.id).in_({row.inquiry.issue_id for row in rows if row.inquiry.issue_id})
    )
    officers = {account.id: presence.person(account.name) for account in accounts.everyone(db)}
    return Names(officers, dict(db.exec(titles).all()))


def _crisis(db: Session) -> dict[str, Any] | None:
    """The issue that is pinned while a crisis is on."""
    row = rota.current(db)
    issue = db.get(Issue, row.issue_id) if row and row.issue_id else None
    return {"id": issue.id, "title": issue.title} if issue else None


def _line(row: Row, names: Names, now: datetime) -> dict[str, Any]:
    """A line of the register in words."""
    it = row.inquiry
    is_over = it.status in {Status.RELEASED, Status.CLOSED}
    due = words.due(inquiries.deadline_of(it), now, it.released_at, is_closed=is_over)
    return {
        "ref": row.ref,
        "version": it.version,
        "opening": row.opening or _("Begäran om allmän handling"),
        "where": " · ".join(part for part in (row.ref, it.outlet, it.unit) if part),
        "due": due,
        "until": due.text or ("" if is_over else _("Ingen hålltid")),
        "status": words.of(words.STATUSES, it.status),
        "stands": _stands(it, now),
        "issue": names.issues.get(it.issue_id or 0, ""),
        "owner": "" if it.status is Status.CLOSED else _owner(it, names),
        "can_take": it.status is Status.NEW,
        "take": url_for("register.step", ref=row.ref, step="take"),
        "can_gather": not it.is_records_request,
    }


def _owner(it: Inquiry, names: Names) -> str:
    if it.owner_id is None:
        return ""
    return _("jag") if it.owner_id == access.me().id else names.officers.get(it.owner_id, "")


def _stands(it: Inquiry, now: datetime) -> str:
    """What beside its status keeps it, or how it ended."""
    today = clock.today()
    if it.outcome:
        return words.of(words.OUTCOMES, it.outcome)
    if it.released_at:
        return words.moment(it.released_at, now)
    told = []
    if it.parked_until and is_parked(inquiries.read(it), today):
        told.append(_("parkerad till %(day)s", day=words.day(it.parked_until, today)))
    if it.passed_to:
        told.append(_("skickad vidare till %(unit)s", unit=it.passed_to))
    if it.waiting_with:
        told.append(_("hos %(whom)s", whom=it.waiting_with))
    return ", ".join(told)
