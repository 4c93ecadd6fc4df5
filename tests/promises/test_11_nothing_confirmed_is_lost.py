"""Promise 11: the first byte of "sent" follows a commit that survives the process; sending twice
stores once.

The server is a process of its own and is killed (SIGKILL) at random moments while several people
send. What kill -9 cannot show, a machine that loses power, rests on `synchronous=FULL`, which the
store reads back before it writes.
"""

import random
import socket
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from queue import SimpleQueue

import pytest
import sqlalchemy as sa

from pressdesk import clock, intake, mailbox, storage
from pressdesk.errors import UnsafeStore
from pressdesk.intake import Minted
from tests.conftest import Desk, fields
from tests.promises import wire
from tests.promises.servers import Servers, as_the_shell_has_it
from tests.promises.visits import ASKED

KILLS = 100
PEOPLE = 4
MOST_IN_A_LIFE = 6  # confirmations; then a moment more, and the server is killed
MOMENT_SECONDS = 0.02
PATIENCE_SECONDS = 30
SENT = b"HTTP/1.1 200 "
HALF = {
    "ticket without key": "SELECT count(*) FROM ticket LEFT JOIN ticket_key USING (handle)"
    " WHERE for_epoch IS NULL OR for_receipt IS NULL",
    "key without ticket": "SELECT count(*) FROM ticket_key LEFT JOIN ticket USING (handle)"
    " WHERE id IS NULL",
    "ticket without question": "SELECT count(*) FROM ticket"
    " LEFT JOIN message ON ticket_id = ticket.id AND position = 1 WHERE message.id IS NULL",
    "question without ticket": "SELECT count(*) FROM message LEFT JOIN ticket"
    " ON ticket.id = ticket_id WHERE ticket.id IS NULL",
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Desk]:
    """A site in a folder as the shell wants it."""
    made = as_the_shell_has_it(tmp_path / "site")
    yield made
    made.store.close()


def test_everything_that_was_confirmed_survives_a_hundred_kills(site):
    confirmed = confirmed_under_fire(site, KILLS)

    assert len(confirmed) > KILLS
    assert lost(site, confirmed) == []
    assert halves(site) == dict.fromkeys(HALF, 0)
    storage.check_whole(site.store)


@pytest.mark.long
def test_everything_that_was_confirmed_survives_a_thousand_kills(site):
    confirmed = confirmed_under_fire(site, 10 * KILLS)

    assert lost(site, confirmed) == []
    assert halves(site) == dict.fromkeys(HALF, 0)


def test_a_server_that_answers_before_it_commits_is_caught(site):
    confirmed = confirmed_under_fire(site, 20, "--hasty")

    assert lost(site, confirmed)


@pytest.mark.parametrize("table", ["ticket_key", "message", "ticket"])
def test_a_half_ticket_is_caught(site, table):
    code = minted(site, 1)[0]
    with site.store.writing() as db:
        intake.lodge(db, site.settings, code, intake.Request("Halv?"), clock.today())
    with closing(sqlite3.connect(site.store.path)) as db, db:
        db.execute(f"DELETE FROM {table}")

    assert sum(halves(site).values()) > 0


def test_a_connection_that_would_not_keep_what_it_confirms_is_refused(site):
    app = site.app()
    form = ASKED | fields(app.test_client().post("/fraga", data=ASKED).text, "/skicka")
    sa.event.listen(site.store.engine, "checkout", careless)

    page = app.test_client().post("/skicka", data=form)

    assert page.status_code == 503
    assert ASKED["text"] in page.text
    assert count(site) == 0
    with pytest.raises(UnsafeStore), site.store.writing() as db:
        db.connection().exec_driver_sql("DELETE FROM lease")


def careless(raw: sqlite3.Connection, *_: object) -> None:
    """A driver, a library or a colleague that wants it faster."""
    raw.execute("PRAGMA synchronous = OFF")


def test_every_connection_reads_back_full(site):
    assert site.store.guarantees()["synchronous"] == 2  # FULL
    assert site.store.guarantees()["journal_mode"] == "wal"


def test_sending_twice_and_going_back_store_once(site):
    browser = site.app().test_client()
    check = browser.post("/fraga", data=ASKED)
    form = ASKED | fields(check.text, "/skicka")

    pages = [browser.post("/skicka", data=form) for _ in range(3)]
    back = browser.post("/skicka", data=form | {"text": "En annan text, efter bakåt."})

    assert {page.status_code for page in [*pages, back]} == {200}
    assert "Din fråga är skickad" in back.text
    assert count(site) == 1
    assert text_behind(site, form["receipt"]) == ASKED["text"]


def test_a_double_click_stores_once(site):
    with (
        Servers("tests.promises.killable", site.home) as servers,
        ThreadPoolExecutor(8) as people,
    ):
        port = servers.start()
        form = ASKED | fields(wire.ask(port, "POST", "/fraga", ASKED).text, "/skicka")
        click = wire.request("POST", "/skicka", form)

        pages = list(people.map(lambda _: wire.exchange(port, click), range(8)))

    assert {page.status for page in pages} == {200}
    assert count(site) == 1


def test_a_follow_up_that_is_sent_twice_is_stored_once(site):
    browser = site.app().test_client()
    form = ASKED | fields(browser.post("/fraga", data=ASKED).text, "/skicka")
    browser.post("/skicka", data=form)
    page = browser.post("/svar", data={"receipt": form["receipt"]})
    more = fields(page.text, "/svar/skriv") | {"text": "En sak till."}

    for _ in range(3):
        browser.post("/svar/skriv", data=more)

    with closing(sqlite3.connect(site.store.path)) as db:
        assert db.execute("SELECT count(*) FROM message").fetchone() == (2,)


def test_what_was_deleted_is_not_stored_by_sending_it_again(site):
    browser = site.app().test_client()
    form = ASKED | fields(browser.post("/fraga", data=ASKED).text, "/skicka")
    browser.post("/skicka", data=form)
    browser.post("/svar/radera", data={"receipt": form["receipt"], "confirm": "yes"})

    again = browser.post("/skicka", data=form)

    assert again.status_code == 409
    assert "Inget har skickats eller sparats nu" in again.text
    assert count(site) == 0


def confirmed_under_fire(site: Desk, kills: int, *flags: str) -> dict[str, str]:
    """Codes and texts for which somebody saw the first byte of "sent", over many short lives."""
    waiting = minted(site, kills * PEOPLE * 12)
    confirmed: dict[str, str] = {}
    with Servers("tests.promises.killable", site.home, *flags) as servers:
        for _ in range(kills):
            seen: SimpleQueue[str] = SimpleQueue()
            given = (servers.start(), waiting, confirmed, seen)
            people = [threading.Thread(target=keep_sending, args=given) for _ in range(PEOPLE)]
            for person in people:
                person.start()
            for _ in range(random.randint(0, MOST_IN_A_LIFE)):
                seen.get(timeout=PATIENCE_SECONDS)
            people[0].join(random.uniform(0, MOMENT_SECONDS))
            servers.kill()
            for person in people:
                person.join()
    return confirmed


def keep_sending(
    port: int, waiting: list[Minted], confirmed: dict[str, str], seen: SimpleQueue[str]
) -> None:
    """Send one request after another until the server is gone."""
    with suppress(ConnectionError):
        while waiting:
            one = waiting.pop()
            text = f"Vad får jag säga om {''.join(random.choices('abcdefgh', k=20))}?"
            form = ASKED | {"text": text, "receipt": one.code, "proof": one.proof}
            with socket.create_connection(("127.0.0.1", port), 20) as line:
                line.sendall(wire.request("POST", "/skicka", form))
                first = line.recv(65_536)
                if first and SENT.startswith(first[: len(SENT)]):
                    confirmed[one.code] = text
                    seen.put(one.code)
                while line.recv(65_536):
                    pass


def minted(site: Desk, number: int) -> list[Minted]:
    """Codes of the site's making, as check pages hold them."""
    with site.store.reading() as db:
        return [intake.mint(db, site.settings, clock.today()) for _ in range(number)]


def lost(site: Desk, confirmed: dict[str, str]) -> list[str]:
    """Codes that do not open what was sent with them."""
    return [code for code, text in confirmed.items() if text_behind(site, code) != text]


def text_behind(site: Desk, code: str) -> str | None:
    with site.store.reading() as db:
        page = mailbox.read(db, site.settings, code)
    return page.text if page else None


def halves(site: Desk) -> dict[str, int]:
    with closing(sqlite3.connect(site.store.path)) as db:
        return {name: db.execute(query).fetchone()[0] for name, query in HALF.items()}


def count(site: Desk) -> int:
    with closing(sqlite3.connect(site.store.path)) as db:
        return db.execute("SELECT count(*) FROM ticket").fetchone()[0]
