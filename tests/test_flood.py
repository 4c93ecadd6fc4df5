"""Floods at a real server: officers work, nothing confirmed is lost, whoever is turned away is told
what to do, nobody holds a thread by being slow, and the process stays small.

Ordinary load is taken to be two requests a second: an authority of 30,000 at its busiest hour. A
flooder here asks as fast as the server answers, which is fifty times that and more.
"""

import select
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, NamedTuple

import pytest
from waitress.channel import HTTPChannel
from waitress.task import ThreadedTaskDispatcher

from pressdesk import mailbox
from pressdesk.web import channels, server
from pressdesk.web.server import THREADS
from tests import flooding
from tests.conftest import Desk, Served, lodged
from tests.flooding import (
    TURNED_AWAY,
    Asked,
    Browser,
    Flood,
    Sent,
    answer_one,
    employee,
    memory_mib,
    officer,
)
from tests.promises import wire
from tests.promises.servers import Servers, as_the_shell_has_it
from tests.promises.visits import ASKED, in_folder

# So many of each that every lane of a stranger's is full.
ALL = (
    *(flooding.page, flooding.code, flooding.question) * 4,
    *(flooding.sending, flooding.passphrase, flooding.door) * 2,
)
LINES = 252
MOST_MIB = 250  # of which 64 are a passphrase's
STUCK_SECONDS = 60
SLOW = 400  # connections
DOOR, ACCOUNT = "/konto/logga-in", "/konto/"
HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"


class Crowd(ThreadedTaskDispatcher):
    """Broken on purpose, or rather as waitress has it: one line for all, without an end."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.set_thread_count(threads)


class Order:
    """Which request came when, and when a thread took it.

    Of strangers' requests none is answered before `open`, so that all are there when hers comes.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, usual: Any) -> None:
        self.came: list[str] = []
        self.taken: list[str] = []
        self.open = threading.Event()
        self._changed = threading.Condition()
        order = self

        class Watched(usual):
            def add_task(self, channel: Any) -> None:
                super().add_task(channel)
                order.note(order.came, channel.requests[0].path)

        monkeypatch.setattr(channels, "Dispatcher", Watched)

    def note(self, book: list[str], path: str) -> None:
        with self._changed:
            book.append(path)
            self._changed.notify_all()

    def wait_for(self, path: str, times: int) -> None:
        with self._changed:
            came = self._changed.wait_for(lambda: self.came.count(path) >= times, STUCK_SECONDS)
        assert came, self.came

    def around(self, app: Any) -> Any:
        def watched(environ: dict[str, Any], start: Any) -> Any:
            self.note(self.taken, environ["PATH_INFO"])
            if environ["PATH_INFO"] == "/":
                assert self.open.wait(STUCK_SECONDS)
            return app(environ, start)

        return watched


def before_hers(order: Order, running: Served, flooders: int) -> int:
    """How many strangers' requests are taken before an officer's that comes after them all."""
    officers = officer(running.port, running.desk.ofelia)
    with ThreadPoolExecutor(flooders + 1) as people:
        asked = [people.submit(wire.ask, running.port, "GET", "/") for _ in range(flooders)]
        order.wait_for("/", flooders)
        hers = people.submit(officers.get, ACCOUNT)
        order.wait_for(ACCOUNT, 1)
        order.open.set()
        assert hers.result().status == 200
        assert {one.result().status for one in asked} <= {200, TURNED_AWAY}
    return order.taken[order.taken.index("/") :].index(ACCOUNT)


def test_an_officer_is_taken_before_all_who_wait(tmp_path, monkeypatch):
    order = Order(monkeypatch, channels.Dispatcher)
    with in_folder(tmp_path, order.around) as running:
        assert before_hers(order, running, 100) < THREADS


def test_at_a_careless_server_she_would_wait_for_everybody(tmp_path, monkeypatch):
    order = Order(monkeypatch, Crowd)
    with in_folder(tmp_path, order.around) as running:
        assert before_hers(order, running, 100) > 100 - THREADS


@pytest.fixture
def site(tmp_path, real_argon2) -> Iterator[Desk]:
    """A site in a folder as the shell wants it."""
    made = as_the_shell_has_it(tmp_path / "site")
    yield made
    made.store.close()


@contextmanager
def served(site: Desk) -> Iterator[tuple[int, int]]:
    """A server in a process of its own: its port and its id."""
    with Servers("tests.promises.killable", site.home) as servers:
        port = servers.start()
        yield port, servers.alive


def test_while_everything_is_flooded_officers_work_and_nothing_confirmed_is_lost(site):
    assert flooded(site, ALL, employees=2, answers=1) == AS_IT_SHOULD_BE


@pytest.mark.long
def test_a_long_flood_changes_nothing_of_that(site):
    kinds = (*ALL, flooding.longest)
    assert flooded(site, kinds, employees=40, answers=20) == AS_IT_SHOULD_BE


def test_whoever_floods_the_health_of_a_process_does_not_make_it_look_ill(running):
    before = wire.ask(running.port, "GET", "/halsa")

    with Flood(running.port, (flooding.health,), LINES) as flood:
        flood.wait_for(4 * LINES)

    assert before.status == 200
    assert set(flood.answers) == {200}


class Came(NamedTuple):
    """What came of a flood."""

    officers: set[int]  # statuses
    many_were_turned_away: bool
    faults: set[int]  # statuses of 500 and above
    lost: list[str]  # codes that were confirmed
    afterwards: list[int]  # statuses
    is_small: bool


AS_IT_SHOULD_BE = Came({200, 303}, True, {TURNED_AWAY}, [], [200] * 4, True)


def flooded(site: Desk, kinds: tuple[Asked, ...], employees: int, answers: int) -> Came:
    with served(site) as (port, pid), ThreadPoolExecutor(4) as people:
        hers = officer(port, site.ofelia)
        before = [employee(port), *(Sent(lodged(site), 0) for _ in range(answers))]
        with Flood(port, kinds, LINES) as flood:
            asking = [people.submit(employee, port) for _ in range(employees)]
            for _ in range(answers):
                answer_one(hers)
            sent = [*before, *(asked.result() for asked in asking)]
        most = memory_mib(pid)
        after = [Browser(port).get(path).status for path in ("/", "/fraga", "/svar", DOOR)]
    waits = sorted(one.turned_away for one in sent)
    print(f"\nflood {dict(flood.answers)}, employees turned away {waits}, {most:.0f} MiB")
    return Came(
        officers=set(hers.statuses),
        many_were_turned_away=flood.answers[TURNED_AWAY] > flood.answers[200] / 10,
        faults={status for status in flood.answers if status >= 500},
        lost=[one.code for one in sent if not is_there(site, one.code)],
        afterwards=after,
        is_small=most < MOST_MIB,
    )


def is_there(site: Desk, code: str) -> bool:
    with site.store.reading() as db:
        return mailbox.read(db, site.settings, code, 0) is not None


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Served]:
    with in_folder(tmp_path_factory.mktemp("slow")) as running:
        yield running


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        HEAD,
        b"POST /skicka HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n" + b"x" * 9_000,
        HEAD + b"\r\n",  # and does not read the answer
    ],
    ids=["nothing", "half a head", "half a body", "no reading"],
)
def test_hundreds_of_slow_connections_keep_nobody_out(running, sent):
    with ExitStack() as stack:
        for _ in range(SLOW):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", running.port), 20))
            with suppress(ConnectionError):  # it may have given way to the next
                line.sendall(sent)
        somebody = Browser(running.port)
        pages = [somebody.until_let_in("GET", path).status for path in ("/", "/svar", DOOR)]
        check = somebody.until_let_in("POST", "/fraga", ASKED)

    assert pages == [200] * 3
    assert "Läs igenom och skicka" in check.text


def test_of_requests_sent_at_once_two_are_answered_and_the_line_ends(running):
    # More than 16 MiB that nobody reads would hold a thread for as long as nobody does.
    answer = wire.exchange(running.port, (HEAD + b"\r\n") * 50)

    assert answer.body.count(b"HTTP/1.1 200 OK") == channels.MOST_IN_LINE - 1


class Trickle(channels.Channel):
    """Broken on purpose: waits as long as a byte comes now and then, as waitress does."""

    readable = HTTPChannel.readable


def hung_up_on(port: int, bytes_at_most: int) -> bool:
    """Whether the server ends a connection on which a header comes byte by byte."""
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(HEAD + b"X: ")
        for _ in range(bytes_at_most):
            with suppress(ConnectionError):
                line.sendall(b"x")
            if select.select([line], [], [], 0.01)[0]:
                return True
    return False


@pytest.mark.parametrize(("channel", "is_ended"), [(None, True), (Trickle, False)])
def test_a_byte_now_and_then_keeps_no_connection(tmp_path, monkeypatch, channel, is_ended):
    monkeypatch.setattr(channels, "PATIENCE_SECONDS", 0.05)
    if channel:
        slow = type("Slow", (channel, server.Channel), {})
        monkeypatch.setattr(server, "Channel", slow)

    with in_folder(tmp_path) as running:
        ended = hung_up_on(running.port, 1_000 if is_ended else 100)

    assert ended is is_ended
