"""People at work while things break: they ask, check, send, read, write on; an officer answers.

Each is a generator of requests that is sent the answers. Whatever fails is pressed again, as it
was, by `Crowd`, which counts what came back and notes what was confirmed.
"""

import html
import random
import socket
import threading
from collections import Counter
from collections.abc import Generator
from contextlib import suppress
from typing import NamedTuple

from pressdesk.web.access import SESSION
from tests.conftest import Desk, fields, sign_in
from tests.pages import attributes
from tests.promises import wire
from tests.promises.visits import ASKED
from tests.promises.wire import Answer, Form

EMPLOYEES = 4
PATIENCE_SECONDS = 60
CONFIRMS = ("HTTP/1.1 200 ", "HTTP/1.1 303 ")
FAILED, REFUSED = 500, 503
NOTHING = Answer(0, [], b"")


class Request(NamedTuple):
    """What a person sends; `keeps` is the text that a good answer to it confirms."""

    method: str
    path: str
    form: Form | None = None
    keeps: str = ""


Person = Generator[Request, Answer, None]


class Crowd:
    """Four employees and an officer. Their work goes on from one server to the next."""

    def __init__(self, site: Desk) -> None:
        self.people: list[Person] = [employee(self) for _ in range(EMPLOYEES)]
        self.people.append(officer(self))
        self.cookies = _signed_in(site)
        self.waiting = [next(person) for person in self.people]
        self.confirmed: set[str] = set()
        self.came: Counter[str] = Counter()  # statuses, and what is said of them
        self.seen = threading.Semaphore(0)  # once for each confirmation
        self.refused = threading.Semaphore(0)  # once for each 503
        self._lock = threading.Lock()

    def start(self, port: int, leaving: threading.Event) -> list[threading.Thread]:
        """Everybody works at a server until it is gone, or until they leave."""
        given = [(number, port, leaving) for number in range(len(self.people))]
        found = [threading.Thread(target=self._work, args=one, daemon=True) for one in given]
        for one in found:
            one.start()
        return found

    def wait(self, times: int) -> None:
        """Until so many more texts were confirmed."""
        for _ in range(times):
            assert self.seen.acquire(timeout=PATIENCE_SECONDS), self.came

    def wait_refused(self, times: int) -> None:
        """Until so many more were refused."""
        while self.refused.acquire(blocking=False):
            pass
        for _ in range(times):
            assert self.refused.acquire(timeout=PATIENCE_SECONDS), self.came

    def count(self, what: str) -> None:
        with self._lock:
            self.came[what] += 1

    def _work(self, number: int, port: int, leaving: threading.Event) -> None:
        with suppress(ConnectionError):  # nobody listens any more
            while not leaving.is_set():
                answer = self._send(port, self.waiting[number], is_staff=number == EMPLOYEES)
                if 0 < answer.status < FAILED:
                    self.waiting[number] = self.people[number].send(answer)

    def _send(self, port: int, asked: Request, *, is_staff: bool) -> Answer:
        """The answer, or one of status 0 when it did not come whole."""
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": jar} if is_staff else {}
        line = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
        received = bytearray()
        with line, suppress(ConnectionError):
            line.sendall(wire.request(asked.method, asked.path, asked.form, **headers))
            while part := line.recv(65_536):
                if not received and asked.keeps and part.startswith(_bytes(CONFIRMS)):
                    self._confirm(asked.keeps)
                received += part
        return self._read(bytes(received), asked, is_staff=is_staff)

    def _read(self, received: bytes, asked: Request, *, is_staff: bool) -> Answer:
        answer = wire.parsed(received) if b"\r\n\r\n" in received else NOTHING
        lengths = answer.all("content-length")
        is_whole = bool(lengths) and len(answer.body) == int(lengths[0])
        self.count(str(answer.status) if is_whole else "cut off")
        if not is_whole:
            return NOTHING
        if answer.status == REFUSED:
            self.refused.release()
        if answer.status == REFUSED and asked.keeps and asked.keeps not in said(answer):
            self.count("text not given back")
        if is_staff:
            for cookie in answer.all("set-cookie"):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
        return answer

    def _confirm(self, text: str) -> None:
        with self._lock:
            self.confirmed.add(text)
        self.seen.release()


def employee(crowd: Crowd) -> Person:
    """Asks and sends, reads what she sent, writes on; and again."""
    while True:
        text = f"Vad får jag säga om {_word()}?"
        check = yield Request("POST", "/fraga", ASKED | {"text": text})
        form = ASKED | {"text": text} | fields(check.text, "/skicka")
        yield Request("POST", "/skicka", form, keeps=text)
        code = {"receipt": form["receipt"]}
        page = yield Request("POST", "/svar", code)
        if text not in said(page):
            crowd.count("confirmed and not there")
            continue
        more = f"Jag undrar också över {_word()}."
        form = fields(page.text, "/svar/skriv") | code | {"text": more}
        yield Request("POST", "/svar/skriv", form, keeps=more)


def officer(crowd: Crowd) -> Person:
    """Opens a ticket of the queue and answers it; and again."""
    while True:
        queue = yield Request("GET", "/desk/")
        links = [a for a in attributes(queue.text, "href") if a.startswith("/desk/arende/")]
        if not links:
            continue
        path = random.choice(links)
        page = yield Request("GET", path)
        if page.status != 200:  # answered, or taken away
            crowd.count("no ticket there")
            continue
        text = f"Du får säga vad du vill om {_word()}."
        form = fields(page.text, f"{path}/svara") | {"text": text}
        yield Request("POST", f"{path}/svara", form, keeps=text)


def said(answer: Answer) -> str:
    """A page's words."""
    return html.unescape(answer.text)


def _signed_in(site: Desk) -> dict[str, str]:
    """The cookies of the officer's browser. Time stands as it does for the servers."""
    client = site.app().test_client()
    assert sign_in(client, site.ofelia).status_code == 303
    cookies = [(name, client.get_cookie(name)) for name in (SESSION, "form")]
    return {name: cookie.value for name, cookie in cookies if cookie}


def _word() -> str:
    return "".join(random.choices("abcdefgh", k=20))


def _bytes(starts: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(start.encode() for start in starts)
