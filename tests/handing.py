"""What the tests of handing out share: inquiries of October, and the pages on the way."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlmodel import Session

from pressdesk import inquiries
from pressdesk.inquiries import Asked, Officer
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel, Outcome
from pressdesk.registertables import Inquiry, Outlet, Unit
from tests.conftest import Desk
from tests.pages import Page, fetch, submit

OCTOBER = {"fran": "2026-10-01", "till": "2026-10-31"}
HOME = "/register/lamna-ut/"
REST, PAPER = f"{HOME}resten", f"{HOME}handling"
MONTH = f"{HOME}?fran=2026-10-01&till=2026-10-31"
NAMED = "Stämmer det att Anna Ek på skolan fick sparken?"
PLAIN = "Hur många cykelbanor byggs i år?"
ANSWER = "I år byggs fyra kilometer."
SECTION = "OSL 39 kap. 2 §"
OFELIA = Officer(UUID(int=7), "ofelia")


def at(day: int, hour: int = 12) -> datetime:
    """An hour of October 2026, in UTC."""
    return datetime(2026, 10, day, hour, tzinfo=UTC)


def asked(db: Session, question: str, when: datetime, **more: Any) -> Inquiry:
    """An inquiry in the register, by the task's own door."""
    units = [(Unit, name) for name in ("Farsta", *more.get("units", ()))]
    for table, name in ((Outlet, more.get("outlet", "Ekot")), *units):
        if db.get(table, name) is None:
            db.add(table(name=name))
    db.flush()
    given = {"channel": Channel.PHONE, "outlet": "Ekot", "unit": "Farsta"} | more
    return inquiries.log(db, Asked(question=question, **given), when)


def answered(db: Session, row: Inquiry, text: str, when: datetime) -> Inquiry:
    """An inquiry taken, answered and closed."""
    for step, given in (
        (Step.TAKE, {}),
        (Step.PROPOSE, {"text": text}),
        (Step.RELEASE, {"by_mandate": True, "outcome": Outcome.FACTS}),
    ):
        inquiries.step(db, row.number, row.version, step, OFELIA, when, undo_minutes=10, **given)
    return row


def month(desk_site: Desk, *questions: str) -> list[str]:
    """Inquiries of October; their references."""
    with desk_site.store.writing() as db:
        rows = [asked(db, text, at(day)) for day, text in enumerate(questions, 1)]
        return [inquiries.reference(row.number) for row in rows]


def pass_clean(client: FlaskClient) -> Page:
    """Nothing to mask in what has no proposals."""
    page = fetch(client, MONTH)
    forms = [f for f in page.root.iter("form") if f.get("action") == REST]
    assert forms
    return submit(client, page, REST)


def masked(client: FlaskClient, ref: str, section: str = SECTION, **typed: Any) -> Page:
    """What is proposed of an inquiry, kept under a section."""
    path = f"/register/{ref}/maska"
    page = fetch(client, f"{path}?fran=2026-10-01&till=2026-10-31")
    return submit(client, page, path, section=section, **typed)


def handed(client: FlaskClient, kind: str = "print") -> Any:
    """The document, as paper or file."""
    page = fetch(client, MONTH)
    fields = page.form(PAPER).iter("input")
    token = next(i.get("value") for i in fields if i.get("name") == "csrf_token")
    return client.post(PAPER, data={**OCTOBER, "kind": kind, "csrf_token": token})
