"""Changing language keeps the page and what was typed, and does nothing else."""

import pytest
from sqlmodel import select

from pressdesk import clock, mailbox
from pressdesk.tables import Message, Ticket
from tests import pages
from tests.conftest import lodged
from tests.pages import Page, checked, fetch, opened, sent, submit
from tests.speaking import EASY, ENGLISH, ROUND, SWEDISH, fill, in_language, turned
from tests.test_web_employee import ALL, FOLLOW_UP, closed, deleted, written

pytestmark = pytest.mark.both(every=10)

NEVER_SENT = "X1JC-YR6T-T9G3-26GY-JSRK"
TYPED = "Det här har jag skrivit, och det ska stå kvar: ”å ä ö”."


def asking(employee) -> Page:
    page = fetch(employee, "/fraga")
    for name, value in {"text": TYPED, "topic": "school", "wanted": "now"}.items():
        fill(page, name, value)
    return page


def written_to_nobody(site, her) -> Page:
    code = lodged(site)
    thread = opened(her, code)
    with site.store.writing() as db:
        mailbox.delete_thread(db, site.settings, code, clock.today())
    page = written(her, thread, TYPED)
    assert TYPED in page.text
    return page


def sent_again_after_deletion(site, her) -> Page:
    check = checked(her)
    code = submit(her, check, "/skicka").code
    deleted(her, code)
    return submit(her, check, "/skicka")


EMPLOYEE = {
    "ask": lambda site, her: asking(her),
    "ask, wrong": lambda site, her: submit(
        her, fetch(her, "/fraga"), "/fraga", text="Ring 070-174 06 05", action="check"
    ),
    "check": lambda site, her: checked(her, TYPED, **ALL),
    "sent": lambda site, her: sent(her),
    "enter": lambda site, her: fill(fetch(her, "/svar"), "receipt", "X1JC-YR6T"),
    "unknown": lambda site, her: opened(her, NEVER_SENT),
    "unknown, with text": written_to_nobody,
    "thread": lambda site, her: fill(opened(her, lodged(site)), "text", TYPED),
    "write on, wrong": lambda site, her: written(her, opened(her, lodged(site)), " "),
    "written": lambda site, her: written(her, opened(her, lodged(site)), FOLLOW_UP),
    "delete": lambda site, her: submit(her, opened(her, lodged(site)), "/svar/radera"),
    "deleted": lambda site, her: deleted(her, lodged(site)),
    "was deleted": sent_again_after_deletion,
}


@pytest.mark.parametrize("state", EMPLOYEE)
def test_an_employees_page_and_her_text_stay_in_every_language(desk_site, employee, state):
    page = EMPLOYEE[state](desk_site, employee)

    turned(employee, desk_site, page)

    assert employee.get_cookie("pressdesk") is None
    assert not employee._cookies  # no other either


@pytest.mark.parametrize("state", ["check", "sent"])
def test_a_code_that_may_be_on_paper_stays_the_same(desk_site, employee, state):
    page = EMPLOYEE[state](desk_site, employee)

    assert {in_language(employee, page, name).code for name in ROUND[:2]} == {page.code}


def test_a_code_that_was_used_is_not_changed_for_another_without_a_word(desk_site, employee):
    check = checked(employee)
    submit(employee, check, "/skicka")

    typed = dict(pages.pairs(check.form("/skicka"))) | {"switch": "sv"}

    back = pages.send(employee, "/skicka", list(typed.items()))

    assert back.code != check.code
    assert "Koden är ny" in back.text


def test_the_code_is_in_no_address_of_a_switch(desk_site, employee):
    for come_to in EMPLOYEE.values():
        page = come_to(desk_site, employee)
        to = [*pages.attributes(page.text, "formaction"), *page.actions()]
        assert not [address for address in to if "?" in address or "-" in address]


def test_a_question_sent_in_another_language_is_one_question(desk_site, employee):
    page = in_language(employee, checked(employee, TYPED), ENGLISH)
    page = in_language(employee, submit(employee, page, "/en/skicka"), SWEDISH)

    assert len(rows(desk_site, Ticket)) == len(rows(desk_site, Message)) == 1
    assert TYPED in opened(employee, page.code).text


def test_a_closed_question_that_is_written_on_after_a_switch_opens_again(desk_site, employee):
    code = lodged(desk_site)
    closed(desk_site)
    thread = in_language(employee, fill(opened(employee, code), "text", TYPED), EASY)

    submit(employee, thread, "/lattlast/svar/skriv")

    assert len(rows(desk_site, Message)) == 3
    assert TYPED in opened(employee, code).text


def rows(desk_site, table) -> list:
    with desk_site.store.reading() as db:
        return list(db.exec(select(table)).all())
