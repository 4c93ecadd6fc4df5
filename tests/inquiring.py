"""Inquiries as the tests of their pages begin with them."""

from typing import Any

from flask.testing import FlaskClient

from pressdesk import clock, inquiries
from pressdesk.inquiries import Asked, Officer
from pressdesk.register import lists
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel
from pressdesk.registertables import Inquiry
from tests.conftest import Desk
from tests.pages import Page, fetch, submit

QUESTION = "Hur många lindar står på torget?"
ANSWER = "Det står tolv lindar på torget."


def logged(desk_site: Desk, question: str = QUESTION, **more: Any) -> str:
    """A new inquiry, by the task's own door; its reference."""
    with desk_site.store.writing() as db:
        lists.find_or_add_outlet(db, "Exempelbladet")
        asked = Asked(Channel.PHONE, "Exempelbladet", "Farsta", question)
        row = inquiries.log(db, asked._replace(**more), clock.now())
        return inquiries.reference(row.number)


def stepped(desk_site: Desk, number: int, step: Step, **given: Any) -> None:
    """A step of ofelia's, by the task's own door."""
    me = Officer(desk_site.holder().id, "ofelia")
    with desk_site.store.writing() as db:
        version = inquiries.found(db, number).version
        now, minutes = clock.now(), desk_site.settings.undo_minutes
        inquiries.step(db, number, version, step, me, now, undo_minutes=minutes, **given)


def row_of(desk_site: Desk, ref: str) -> Inquiry:
    """The inquiry as the database has it."""
    with desk_site.store.reading() as db:
        return inquiries.found(db, inquiries.number_of(ref))


def page_of(client: FlaskClient, ref: str) -> Page:
    return fetch(client, f"/register/{ref}")


def press(client: FlaskClient, ref: str, act: str, /, **typed: Any) -> Page:
    """Open an inquiry's page and send one of its forms."""
    page = page_of(client, ref)
    return submit(client, page, f"/register/{ref}/{act}", **typed)


def written(client: FlaskClient, ref: str, text: str = ANSWER) -> Page:
    """Take it and save the text of the answer."""
    press(client, ref, "ta")
    return press(client, ref, "svar", answer=text, action="save")


def released(client: FlaskClient, ref: str, text: str = ANSWER, outcome: str = "") -> Page:
    """All the way to the release; with an outcome, to the end."""
    written(client, ref, text)
    press(client, ref, "for-godkannande")
    press(client, ref, "godkann")
    return press(client, ref, "lamna", outcome=outcome)


def said(page: Page) -> list[str]:
    """The answer as the page shows it leave, character for character."""
    shown = [e for e in page.root.iter("div") if "said" in (e.get("class") or "").split()]
    return ["".join(e.itertext()) for e in shown]
