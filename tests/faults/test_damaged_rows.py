"""A value that does not open spoils itself alone: its page says so, and every other page works."""

from collections.abc import Callable, Iterable, Iterator

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from pressdesk import inquiries
from pressdesk.tables import Message
from tests.conftest import Desk, sign_in
from tests.faults import damage
from tests.faults.damage import Spot
from tests.pages import Page, attributes, fetch, opened, submit
from tests.promises.visits import change
from tests.seeded import INQUIRIES, WORDS, Seeded, seed

SHOWN = ("vantar", "besvarade", "avslutade")

# What is one ticket's: nothing else may show that it is damaged.
OF_ONE = ("ticket", "message", "working_note", "draft", "ticket_key")
UNREADABLE = "Texten går inte att läsa."
FIRST = ("/desk/", "/register/", "/konto/", "/siffror/publicera/", "/desk/handlingar/", "/")


@pytest.fixture
def seeded(desk_site: Desk) -> Seeded:
    return seed(desk_site)


@pytest.fixture
def hers(seeded: Seeded, wall_clock) -> FlaskClient:
    """Ofelia's browser, signed in before anything breaks."""
    wall_clock.shift(60)
    client = seeded.desk.app().test_client()
    assert sign_in(client, seeded.desk.ofelia).status_code == 303
    wall_clock.shift(60)
    return client


def test_no_sealed_value_that_is_spoilt_leads_to_a_page_without_words(look):
    met = {spot: look(spot, "flipped", FIRST) for spot in damage.spots()}

    assert len(met) > 25
    assert {spot: found for spot, found in met.items() if 500 in found.values()} == {}
    of_one = {spot: found for spot, found in met.items() if spot.table in OF_ONE}
    assert {spot for spot, found in of_one.items() if max(found.values()) >= 500} == set()
    assert {found["sign in"] for found in of_one.values()} == {303}


@pytest.mark.long
@pytest.mark.parametrize("how", sorted(damage.HOW))
def test_however_it_is_spoilt_every_page_has_words(look, hers, how):
    pages = damage.addresses(hers.application)
    met = {spot: look(spot, how, pages) for spot in damage.spots()}

    assert {spot: found for spot, found in met.items() if 500 in found.values()} == {}


def test_a_spoilt_question_is_a_line_of_the_queue_and_can_be_answered(seeded, hers):
    change(seeded.desk, "UPDATE message SET sealed = x'02' WHERE ticket_id = ?", seeded.codes[0])

    pages = [fetch(hers, f"/desk/?visa={shown}") for shown in SHOWN]
    threads = [fetch(hers, f"/desk/arende/{ref}") for page in pages for ref in links(page)]
    hit = [thread for thread in threads if UNREADABLE in thread.text]

    assert len(hit) == 1
    assert sum(WORDS in thread.text for thread in threads) == len(threads)  # notes, other messages
    form = next(action for action in hit[0].actions() if action.endswith("/svara"))
    assert submit(hers, hit[0], form, text="Ett svar.").status == 303


def test_a_ticket_whose_key_is_spoilt_says_so_in_the_queue(seeded, hers):
    with damage.damaged(seeded.desk.store.path, Spot("ticket_key", "for_epoch"), "flipped"):
        shown = "".join(fetch(hers, f"/desk/?visa={which}").text for which in SHOWN)

    assert shown.count("Dess nyckel är skadad") == len(seeded.codes)


def test_an_employee_is_told_that_a_message_of_hers_is_spoilt(seeded, hers):
    stranger = hers.application.test_client()
    with seeded.desk.store.writing() as db:
        db.exec(sa.update(Message).values(sealed=b"\1" + bytes(64)))

    page = opened(stranger, seeded.codes[0])

    assert UNREADABLE in page.text
    assert opened(stranger, "X1JC-YR6T-T9G3-26GY-JSRK").text.count(UNREADABLE) == 0


@pytest.fixture
def look(seeded: Seeded, hers: FlaskClient, wall_clock) -> Callable[..., dict[str, int]]:
    """What each page answers while a value is spoilt everywhere."""

    def looked(spot: Spot, how: str, pages: Iterable[str]) -> dict[str, int]:
        wall_clock.shift(60)  # a new code for each sign-in
        with damage.damaged(seeded.desk.store.path, spot, how):
            return dict(_statuses(seeded, hers, pages))

    return looked


def _statuses(seeded: Seeded, hers: FlaskClient, pages: Iterable[str]) -> Iterator[tuple[str, int]]:
    for address in pages:
        yield address, fetch(hers, address).status
    for shown in SHOWN:
        queue = fetch(hers, f"/desk/?visa={shown}")
        for ref in links(queue)[:1]:
            yield f"ticket {shown}", fetch(hers, f"/desk/arende/{ref}").status
            yield f"paper {shown}", fetch(hers, f"/desk/handlingar/arende/{ref}").status
    number = inquiries.reference(INQUIRIES[0])
    yield "inquiry", fetch(hers, f"/register/{number}").status
    stranger = hers.application.test_client()
    yield "code", opened(stranger, seeded.codes[0]).status
    yield "sign in", sign_in(stranger, seeded.desk.ofelia).status_code


def links(queue: Page) -> list[str]:
    found = attributes(queue.text, "href")
    return [link.rpartition("/")[2] for link in found if link.startswith("/desk/arende/")]
