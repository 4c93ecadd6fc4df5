"""Floods, and the people who work while there is one."""

import asyncio
import re
import secrets
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from pressdesk.vault import receipts
from tests.conftest import Person, fields
from tests.promises import wire
from tests.promises.visits import ASKED
from tests.promises.wire import Answer, Form

TURNED_AWAY = 503
MOST_TRIES = 400
STUCK_SECONDS = 60  # a hang fails the test; nothing else is timed
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
Asked = Callable[[], bytes]


def page() -> bytes:
    return wire.request("GET", "/", Connection="keep-alive")


def code() -> bytes:
    """Another well-formed code each time."""
    form = {"receipt": receipts.mint()}
    return wire.request("POST", "/svar", form, Connection="keep-alive")


def question() -> bytes:
    return wire.request("POST", "/fraga", ASKED, Connection="keep-alive")


def longest() -> bytes:
    """A question as long as one may be."""
    text = ("Vad får jag säga om öppettiderna? " * 120)[:4_000]
    return wire.request("POST", "/fraga", {"text": text}, Connection="keep-alive")


def sending() -> bytes:
    form = ASKED | {"receipt": receipts.mint(), "proof": "x"}
    return wire.request("POST", "/skicka", form, Connection="keep-alive")


def passphrase() -> bytes:
    """A try at a name that nobody has; without the page's token, which a flooder can have too."""
    form = {"name": secrets.token_hex(4), "passphrase": "x" * 20, "code": "123456"}
    return wire.request("POST", "/konto/logga-in", form, Connection="keep-alive")


def door() -> bytes:
    return wire.request("GET", "/desk/", Connection="keep-alive")


def health() -> bytes:
    return wire.request("GET", "/halsa", Connection="keep-alive")


class Flood:
    """So many connections, each with the next request as soon as it has an answer.

    Attributes:
        answers: how many there were, by status.
    """

    def __init__(self, port: int, kinds: tuple[Asked, ...], lines: int) -> None:
        self.port, self.kinds, self.lines = port, kinds, lines
        self.answers: Counter[int] = Counter()
        self._changed = threading.Condition()

    def __enter__(self) -> "Flood":
        self._thread = threading.Thread(target=asyncio.run, args=[self._run()], daemon=True)
        self._thread.start()
        self.wait_for(self.lines)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(STUCK_SECONDS)

    def wait_for(self, answers: int) -> None:
        """Until so many more have come."""
        with self._changed:
            until = self.answers.total() + answers
            came = self._changed.wait_for(lambda: self.answers.total() >= until, STUCK_SECONDS)
        assert came, "the flood gets no answers"

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        kinds = cycle(self.kinds)
        running = [asyncio.create_task(self._line(next(kinds))) for _ in range(self.lines)]
        await self._stop.wait()
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _line(self, kind: Asked) -> None:
        while True:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                try:
                    while True:
                        writer.write(kind())
                        self._note(await _status(reader))
                finally:
                    writer.close()

    def _note(self, status: int) -> None:
        with self._changed:
            self.answers[status] += 1
            self._changed.notify_all()


async def _status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    await reader.readexactly(int(length[1]) if length else 0)
    return int(head[9:12])


class Browser:
    """Somebody's, with her cookies if she is staff; notes each status."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.statuses: list[int] = []

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, form: Form) -> Answer:
        return self.send("POST", path, form)

    def send(self, method: str, path: str, form: Form | None = None) -> Answer:
        held = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        more = {"Cookie": held} if held else {}
        answer = wire.ask(self.port, method, path, form, **more)
        for given in answer.all("set-cookie"):
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.statuses.append(answer.status)
        return answer

    def until_let_in(self, method: str, path: str, form: Form | None = None) -> Answer:
        """As the page says: the same again, with what it gave back."""
        for _ in range(MOST_TRIES):
            answer = self.send(method, path, form)
            if answer.status != TURNED_AWAY:
                return answer
            if form is not None:
                form = given_back(answer, path, dict(form))
        raise AssertionError(f"never let in to {path}")


def given_back(refused: Answer, path: str, sent: dict[str, str]) -> dict[str, str]:
    """The form of a page that turns away, held against what was sent."""
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", refused.text, re.DOTALL)
    shown = fields(refused.text, path) | ({"text": text[1]} if text else {})
    assert shown == sent
    assert refused.all("retry-after") == ["60"]
    return shown


class Sent(NamedTuple):
    """What was confirmed to an employee."""

    code: str
    turned_away: int


def employee(port: int) -> Sent:
    """Asks, checks, sends; comes back whenever she is told to."""
    hers = Browser(port)
    check = hers.until_let_in("POST", "/fraga", ASKED)
    form = ASKED | fields(check.text, "/skicka")
    sent = hers.until_let_in("POST", "/skicka", form)
    assert sent.status == 200
    assert form["receipt"] in sent.text
    return Sent(form["receipt"], hers.statuses.count(TURNED_AWAY))


def officer(port: int, person: Person) -> Browser:
    """Signed in, with her queue before her."""
    hers = Browser(port)
    form = fields(hers.get("/konto/logga-in").text)
    given = {"name": person.name, "passphrase": person.phrase, "code": person.code()}
    assert hers.post("/konto/logga-in", form | given).status == 303
    return hers


def memory_mib(pid: int) -> float:
    """The most that a process has had in memory at a time."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1_024


def answer_one(hers: Browser) -> None:
    """An officer opens her queue and its first ticket, and answers it."""
    ref = re.search(r'href="/desk/arende/([^"/]+)"', hers.get("/desk/").text)[1]
    ticket = hers.get(f"/desk/arende/{ref}").text
    path = f"/desk/arende/{ref}/svara"
    hers.post(path, fields(ticket, path) | {"text": "Det får du säga.", "action": "send"})
