"""Real `pressdesk serve` processes on one PostgreSQL: what they share, how they end, and a rolling
restart under load that no client notices.
"""

import base64
import json
import re
import signal
import socket
import subprocess
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from click.testing import CliRunner

from pressdesk import cli, clock, config
from pressdesk.cli.doctor import alarm as doctors
from pressdesk.errors import ShellError
from pressdesk.staff import alarm, handing
from pressdesk.storage.servers import WRITER
from pressdesk.vault import keys, totp
from pressdesk.web.edge import PAGE_BYTES
from tests import postgres, processes
from tests.conftest import QUESTION, Desk, Person, fields, invited
from tests.ports import free_port
from tests.processes import Balancer, Process
from tests.promises import wire
from tests.promises.wire import Answer

pytestmark = pytest.mark.usefixtures("real_argon2")

ASKED = {"text": QUESTION, "wanted": "today", "action": "check"}
CLIENTS = 4
PAUSE_SECONDS = 0.1  # between two acts of one client
DRAIN = ("--drain", "1")
FORM = "/konto/logga-in"


@pytest.fixture(scope="module")
def own_server():
    """A server that this module may stop."""
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="module")
def site(own_server: Path, tmp_path_factory, real_argon2):
    with processes.on_server(own_server, tmp_path_factory.mktemp("many") / "site") as desk:
        yield desk


@pytest.fixture(scope="module")
def omar(site: Desk) -> Person:
    """A second officer with keys."""
    person = invited(site.store, "omar")
    with site.store.writing() as db:
        (row,) = handing.waiting(db, clock.today())
    holder = site.holder()
    with site.store.writing() as db:
        handing.hand_over(db, holder, "omar", keys.fingerprint(row.public), clock.today())
    return person


@pytest.fixture(scope="module")
def shared(site):
    """Two processes that the tests leave as they are."""
    with processes.serving(site.home, 2) as started:
        yield started


class Browser:
    """A browser: it keeps its cookies, and each request goes to the process that is named."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def get(self, port: int, path: str) -> Answer:
        return self._kept(wire.ask(port, "GET", path, **self._sent()))

    def post(self, port: int, path: str, form: dict[str, str]) -> Answer:
        return self._kept(wire.ask(port, "POST", path, form, **self._sent()))

    def sign_in(self, port: int, person: Person, elsewhere: int = 0) -> int:
        form = fields(self.get(port, FORM).text)
        given = {"name": person.name, "passphrase": person.phrase, "code": person.code()}
        return self.post(elsewhere or port, FORM, form | given).status

    def _sent(self) -> dict[str, str]:
        pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": pairs} if pairs else {}

    def _kept(self, answer: Answer) -> Answer:
        for told in answer.all("set-cookie"):
            name, _, value = told.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer


@pytest.fixture(scope="module")
def ofelia(site, shared) -> Browser:
    """Signed in: the form came from one process, and went to the other."""
    browser, (one, other) = Browser(), shared
    assert browser.sign_in(one.port, site.ofelia, other.port) == 303
    return browser


def to_send(port: int) -> dict[str, str]:
    """The fields of the page on which she presses send; none when it was not shown."""
    page = wire.ask(port, "POST", "/fraga", ASKED)
    return ASKED | fields(page.text, "/skicka") if page.status == 200 else {}


class Load:
    """Employees who ask, send and read, and officers who look, until they are told to stop."""

    def __init__(self, port: int, officer: Browser) -> None:
        self.port, self.officer = port, officer
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.sent: list[str] = []
        self._over, self._told = threading.Event(), threading.Condition()
        acts: list[Callable[[], None]] = [self._employee] * CLIENTS + [self._officer]
        self._threads = [threading.Thread(target=self._go_on, args=[act]) for act in acts]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(processes.SECONDS)

    def wait_for_more(self, answers: int = 12) -> None:
        """Until so many more requests were answered."""
        with self._told:
            wanted = self.statuses.total() + answers
            self._told.wait_for(lambda: self.statuses.total() >= wanted, processes.SECONDS)

    def _go_on(self, act: Callable[[], None]) -> None:
        while not self._over.wait(PAUSE_SECONDS):
            act()

    def _employee(self) -> None:
        form = to_send(self.port)
        if self._seen("check", 200 if form else 0) == 200:
            answer = wire.ask(self.port, "POST", "/skicka", form)
            if self._seen("send", answer.status) == 200:
                self.sent.append(form["receipt"])
                own = {"receipt": form["receipt"]}
                self._seen("read", wire.ask(self.port, "POST", "/svar", own).status)

    def _officer(self) -> None:
        self._seen("queue", self.officer.get(self.port, "/desk/").status)

    def _seen(self, what: str, status: int) -> int:
        with self._told:
            self.statuses[what, status] += 1
            self._told.notify_all()
        return status


# --- what they share ---


def test_a_session_holds_in_every_process_and_is_over_in_all(site, shared, omar):
    browser, (one, other) = Browser(), shared
    assert browser.sign_in(one.port, omar, other.port) == 303
    inside = [browser.get(each.port, "/desk/") for each in shared]
    cookies = dict(browser.cookies)

    out = browser.post(one.port, "/konto/logga-ut", fields(inside[0].text, "/konto/logga-ut"))
    browser.cookies = cookies
    outside = [browser.get(each.port, "/desk/").status for each in shared]

    assert [page.status for page in inside] == [200, 200]
    assert (out.status, outside) == (303, [401, 401])


def test_who_has_a_page_open_in_one_process_is_seen_in_the_other(site, shared, ofelia, omar):
    one, other = shared
    his, later = Browser(), totp.code_at(omar.secret, clock.now().timestamp() + 30)
    form = fields(his.get(one.port, FORM).text)
    given = {"name": "omar", "passphrase": omar.phrase, "code": later}
    assert his.post(one.port, FORM, form | given).status == 303
    his_page = fields(his.get(one.port, "/desk/").text) | {"visit": "a"}
    her_page = fields(ofelia.get(other.port, "/desk/").text) | {"visit": "b"}

    with psycopg.connect(site.settings.database_url, autocommit=True) as stranger:
        stranger.execute("LISTEN presence")
        told = ""
        while not told:  # it takes as long as the server needs to hand it on
            his.post(one.port, "/register/narvaro/new", his_page)
            answer = ofelia.post(other.port, "/register/narvaro/new", her_page)
            told = json.loads(answer.body)["others"]
        heard = [word.payload for word in stranger.notifies(timeout=0)]

    assert told.startswith("Omar har också")
    assert heard
    assert not any(b"omar" in base64.b64decode(word) for word in heard)
    assert len({len(word) for word in heard}) == 1  # "ofelia" is longer than "omar"


def test_two_processes_that_tidy_beside_them_mix_once(site, shared):
    words = processes.command(site.home, "tidy")
    given = {"cwd": processes.ROOT, "env": processes.environ(), "text": True}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    both = [subprocess.Popen(words, **given, **pipes) for _ in range(2)]

    told = [one.communicate(timeout=processes.SECONDS) for one in both]

    assert ["mixing: done" in out for out, _err in told].count(True) == 1
    assert all("mixing" in out or "Another process tidies" in err for out, err in told)


def test_an_alarm_is_told_and_lifted_at_the_shell(site):
    with site.store.writing() as db:
        alarm.sound(db, clock.today())
    found = list(doctors.check(site.store))

    done = shell(site.home, "alarm", "--lift")

    assert [(one.level, one.check) for one in found] == [("grave", "alarm")]
    assert f"An officer saw replaced keys on {clock.today()}" in done.output
    assert "Start every process of the site anew" in done.output
    assert list(doctors.check(site.store)) == []


# --- how they begin ---


def test_serve_says_which_database_and_no_password(site, shared):
    name = site.store.engine.url.database

    line = shared[0].process.stdout.readline()

    assert line.startswith(f"Its database is {name} on /")
    assert "desk@" not in line


def test_serve_with_another_pepper_is_refused(site, shared, tmp_path):
    processes.write_folder(tmp_path, site.store, bytes(32))

    done = shell(tmp_path, "serve", "--port", str(free_port()))

    assert "The pepper is not the one that this site is served with elsewhere" in done.output


def test_a_process_begins_while_somebody_writes(site, shared):
    with writing_elsewhere(site), processes.serving(site.home) as (one,):
        told = wire.ask(one.port, "GET", "/halsa")

    assert told.status == 200


def test_serve_with_more_threads_than_connections_is_refused(site):
    done = shell(site.home, "serve", "--threads", "13")

    assert "--threads 13 is more than the 12 connections" in done.output


def test_serve_without_its_server_ends_with_a_line_that_names_it(site, tmp_path):
    processes.write_folder(tmp_path, site.store)
    text = (tmp_path / config.FILE).read_text()
    away = f'database_url = "postgresql://desk:hemligt@/desk?host={tmp_path}"'
    (tmp_path / config.FILE).write_text(re.sub("database_url = .*", away, text))

    done = shell(tmp_path, "serve")

    assert f"The database server desk on {tmp_path} does not answer" in done.output
    assert "hemligt" not in done.output


# --- how they end ---


def test_what_is_under_way_is_answered_before_the_process_ends(site):
    with processes.serving(site.home) as (one,), writing_elsewhere(site) as writer:
        form, answers = to_send(one.port), []
        send = lambda: answers.append(wire.ask(one.port, "POST", "/skicka", form))  # noqa: E731
        sending = threading.Thread(target=send)
        sending.start()
        until_somebody_waits(site)
        one.signal()
        until_refused(one)
        writer.close()
        sending.join(processes.SECONDS)
        status = one.ended()

    assert (status, one.err) == (0, "")
    assert [answer.status for answer in answers] == [200]
    assert answers[0].all("connection") == ["close"]
    assert len(answers[0].body) == PAGE_BYTES


def test_a_process_that_drains_says_so_first_and_a_second_signal_ends_it_at_once(site):
    with processes.serving(site.home, 1, "--drain", "300") as (one,):
        one.signal()
        while (told := wire.ask(one.port, "GET", "/halsa")).status == 200:
            pass
        alive = wire.ask(one.port, "GET", "/halsa/lever").status
        page = wire.ask(one.port, "GET", "/fraga", Connection="keep-alive")  # until it hangs up
        status = one.stopped()

    assert (told.status, told.text) == (503, "stopping\n")
    assert (alive, page.status, page.all("connection")) == (200, 200, ["close"])
    assert status == -signal.SIGTERM


@pytest.mark.long
def test_a_request_that_never_ends_keeps_no_process_alive(site):
    with processes.serving(site.home) as (one,):
        head = wire.request("POST", "/fraga", {}, **{"Content-Length": "60000"})
        with socket.create_connection(("127.0.0.1", one.port)) as line:
            line.sendall(head)
            one.signal()
            while one.process.poll() is None:
                with suppress(subprocess.TimeoutExpired, ConnectionError):
                    line.sendall(b"x")
                    one.process.wait(0.3)
        status = one.ended()

    assert status == 0


def test_a_rolling_restart_under_load_loses_nothing_and_no_client_sees_it(site, ofelia):
    with processes.serving(site.home, 3) as started:
        with (
            Balancer([one.port for one in started]) as balancer,
            Load(balancer.port, ofelia) as load,
        ):
            for place, one in enumerate(started):
                with writing_elsewhere(site):  # so that it is told to stop while they wait
                    until_somebody_waits(site, CLIENTS - 1)
                    one.signal()
                assert one.ended() == 0, one.err
                load.wait_for_more()
                started[place] = Process(site.home, *DRAIN, port=one.port).wait()
            load.wait_for_more()
        kept = {wire.ask(started[0].port, "POST", "/svar", {"receipt": c}).text for c in load.sent}

    assert set(balancer.counted) <= {"passed over", "refused"}, balancer.counted
    assert {status for _what, status in load.statuses} == {200}, load.statuses
    assert len(kept) == len(load.sent)
    assert all(QUESTION in page for page in kept)


# Last: it stops the server.
def test_a_server_that_is_started_anew_is_met_by_the_next_request(site, shared, own_server):
    one = shared[0]
    form = to_send(one.port)
    postgres.stop(own_server)

    away = wire.ask(one.port, "POST", "/skicka", form)
    health = [wire.ask(one.port, "GET", path).status for path in ("/halsa", "/halsa/lever")]
    postgres.start(own_server)
    sent = [wire.ask(each.port, "POST", "/skicka", form) for each in shared]

    assert (away.status, health) == (503, [503, 200])
    assert QUESTION in away.text
    assert [answer.status for answer in sent] == [200, 200]
    assert wire.ask(one.port, "GET", "/halsa").status == 200


def writing_elsewhere(site: Desk) -> psycopg.Connection:
    """A transaction of another process that writes and takes its time."""
    line = psycopg.connect(site.settings.database_url)
    line.execute(f"SELECT pg_advisory_xact_lock({WRITER})")
    return line


def until_somebody_waits(site: Desk, how_many: int = 1) -> None:
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with psycopg.connect(site.settings.database_url, autocommit=True) as line:
        while line.execute(waiting).fetchone()[0] < how_many:
            line.execute("SELECT pg_sleep(0.02)")  # the others need the processor


class Done(NamedTuple):
    """What a command said."""

    output: str


def shell(home: Path, *words: str) -> Done:
    """A command in this process: its words, or why it was refused."""
    ran = CliRunner().invoke(cli.shell, ["--data", str(home), *words])
    assert ran.exception is None or isinstance(ran.exception, ShellError), ran.exception
    return Done(f"{ran.output}{ran.exception or ''}")


def until_refused(one: Process) -> None:
    with suppress(ConnectionError):
        while True:
            socket.create_connection(("127.0.0.1", one.port)).close()
