"""Real `pressdesk serve` processes on one database, and a balancer in front of them."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from pressdesk import config
from pressdesk.storage import FileStore, ServerStore, Store
from tests.conftest import PEPPER, SETTINGS, Desk, found
from tests.ports import free_port
from tests.postgres import database
from tests.promises import wire

ROOT = Path(__file__).parent.parent
SECONDS = 60  # a hang fails the test, and nothing else is timed
ENOUGH = 65_536
READY = 200


def in_folder(home: Path, store: Store, **changed: object) -> Desk:
    """A site that `serve` opens, in a folder with its settings and its pepper."""
    write_folder(home, store, **changed)
    return found(store, config.load(home, {}), home)


def write_folder(home: Path, store: Store, pepper: bytes = PEPPER, **changed: object) -> None:
    """A folder for one process more: another machine's, say."""
    home.mkdir(mode=0o700, exist_ok=True)
    if isinstance(store, ServerStore):
        changed["database_url"] = store.engine.url.set(drivername="postgresql").render_as_string()
    given = {name: value for name, value in (SETTINGS | changed).items() if name != "pepper"}
    lines = [f"{name} = {_toml(value)}" for name, value in given.items()]
    (home / config.FILE).write_text("\n".join(lines))
    (home / "pepper").write_text(pepper.hex())
    for path in [home, *home.iterdir()]:
        path.chmod(0o700 if path.is_dir() else 0o600)


@contextmanager
def on_server(server: Path, home: Path, **changed: object) -> Iterator[Desk]:
    """A site in a fresh database of a server."""
    with database(server, home) as store:
        yield in_folder(home, store, **changed)


def beside(store: Store) -> Store:
    """The same database, as another process has it."""
    if isinstance(store, FileStore):
        return FileStore(store.path)
    return ServerStore(store.engine.url.render_as_string(hide_password=False), store.home)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do these at one moment; what each gave, or the exception that it raised."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait(SECONDS)
        return act()

    with ThreadPoolExecutor(len(acts)) as people:
        asked = [people.submit(run, act) for act in acts]
    return [one.exception() or one.result() for one in asked]


def command(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "pressdesk", "--data", str(home), *words]


def environ() -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PRESSDESK_")}
    return clean | {"PYTHONUNBUFFERED": "1"}


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of the shell, to its end."""
    given = {"cwd": ROOT, "env": environ(), "capture_output": True, "text": True}
    return subprocess.run(command(home, *words), **given, timeout=SECONDS, check=False)


class Process:
    """One `serve`."""

    def __init__(self, home: Path, *flags: str, port: int = 0) -> None:
        self.port = port or free_port()
        words = command(home, "serve", "--port", str(self.port), "--no-tidy", *flags)
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(words, cwd=ROOT, env=environ(), **pipes)
        self.out, self.err = "", ""

    def wait(self) -> "Process":
        """Until it is ready."""
        while f":{self.port}/" not in self.out:
            line = self.process.stdout.readline()
            if not line:
                raise AssertionError(self.process.stderr.read())
            self.out += line
        while not is_ready(self.port):
            pass
        return self

    def signal(self, number: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(number)

    def ended(self) -> int:
        """How it ended."""
        out, self.err = self.process.communicate(timeout=SECONDS)
        self.out += out
        return self.process.returncode

    def stopped(self) -> int:
        self.signal()
        return self.ended()


@contextmanager
def serving(home: Path, times: int = 1, *flags: str) -> Iterator[list[Process]]:
    """So many processes, all ready; those that still run at the end are killed."""
    started = [Process(home, *flags) for _ in range(times)]
    try:
        for one in started:
            one.wait()
        yield started
    finally:
        for one in started:
            if one.process.returncode is None:
                one.process.kill()
                one.process.communicate()


class Balancer:
    """Shares requests out in turn among processes that say that they are ready, and sends nothing
    twice.
    """

    def __init__(self, ports: Sequence[int]) -> None:
        self.ports = list(ports)
        self.counted: Counter[str] = Counter()
        self._turn = 0
        self._lock = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = int(self._door.getsockname()[1])

    def __enter__(self) -> "Balancer":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join(SECONDS)

    def _run(self) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                line, _address = self._door.accept()
                threading.Thread(target=self._pass_on, args=[line], daemon=True).start()

    def _pass_on(self, line: socket.socket) -> None:
        with closing(line):
            line.settimeout(SECONDS)
            asked = _whole_request(line)
            for port in self._in_turn():
                behind = self._reached(port)
                if behind is not None:
                    line.sendall(self._answer(behind, asked))
                    return
            self.counted["nobody"] += 1

    def _reached(self, port: int) -> socket.socket | None:
        """A connection to a process that is ready; one that refuses it has been sent nothing."""
        if not is_ready(port):
            self.counted["passed over"] += 1
            return None
        try:
            return socket.create_connection(("127.0.0.1", port), SECONDS)
        except ConnectionRefusedError:
            self.counted["refused"] += 1
            return None

    def _answer(self, behind: socket.socket, asked: bytes) -> bytes:
        answer = b""
        with closing(behind):
            try:
                behind.sendall(asked)
                while part := behind.recv(ENOUGH):
                    answer += part
            except OSError:
                self.counted["broken"] += 1
        if not answer:
            self.counted["empty"] += 1
            return b"HTTP/1.1 502 Bad Gateway\r\n\r\n"
        return answer

    def _in_turn(self) -> list[int]:
        with self._lock:
            self._turn = (self._turn + 1) % len(self.ports)
            return self.ports[self._turn :] + self.ports[: self._turn]


def is_ready(port: int) -> bool:
    """What a process says of itself."""
    try:
        return wire.ask(port, "GET", "/halsa").status == READY
    except (OSError, IndexError):  # not there, or gone before it answered
        return False


def _whole_request(line: socket.socket) -> bytes:
    """A request of `wire.request`: its length is told."""
    head, asked = b"", b""
    while b"\r\n\r\n" not in asked:
        asked += line.recv(ENOUGH)
    head = asked.partition(b"\r\n\r\n")[0].lower()
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    whole = len(head) + 4 + int(length or 0)
    while len(asked) < whole:
        asked += line.recv(ENOUGH)
    return asked


def _toml(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f'"{value}"'
