"""Sites to measure: in a file or on a server of their own, served by one process or by many, each
started by the shell as an operator starts it.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from pressdesk import config, storage
from pressdesk.storage import FileStore, ServerStore, Store
from tests import postgres
from tests.conftest import PEPPER, SETTINGS, Desk, found
from tests.ports import free_port
from tests.promises import wire

FILE, SERVER = "SQLite", "PostgreSQL"
PATIENCE_SECONDS = 60


class Place(NamedTuple):
    """Where a site's rows are, and how many processes serve it."""

    kind: str
    processes: int = 1

    def __str__(self) -> str:
        return self.kind if self.processes == 1 else f"{self.kind} × {self.processes}"


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The address of an empty database on a server of its own; nothing for a file."""
    if kind == FILE:
        yield ""
        return
    with postgres.running() as server, postgres.database(server, is_bare=True) as store:
        yield store.engine.url.render_as_string(hide_password=False)


@contextmanager
def site(home: Path, kind: str) -> Iterator[Desk]:
    """A founded site in a folder, as the shell makes it."""
    with database(kind) as address:
        home.mkdir(mode=0o700, parents=True)
        given = {name: value for name, value in SETTINGS.items() if name != "pepper"}
        given |= {"database_url": address.replace("+psycopg", "")} if address else {}
        lines = [f'{name} = "{value}"' for name, value in given.items()]
        (home / config.FILE).write_text("\n".join(lines))
        (home / "pepper").write_text(PEPPER.hex())
        store = opened(home, address)
        storage.upgrade(store)
        made = found(store, config.load(home, {}), home)
        for path in home.iterdir():
            path.chmod(0o600)
        try:
            yield made
        finally:
            store.close()


def opened(home: Path, address: str) -> Store:
    return ServerStore(address, home) if address else FileStore(home / storage.DATABASE)


class Running(NamedTuple):
    """A process that serves, and how many seconds it took from its start to its first answer."""

    pid: int
    port: int
    seconds: float


@contextmanager
def serving(home: Path, processes: int = 1, *flags: str) -> Iterator[list[Running]]:
    """The site behind so many processes."""
    command = [sys.executable, "-m", "pressdesk", "--data", str(home), "serve", "--no-tidy", *flags]
    with started([command] * processes, "/halsa") as running:
        yield running


@contextmanager
def floor(home: Path, address: str, processes: int = 1) -> Iterator[list[Running]]:
    """The floor behind so many processes."""
    home.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.bench.floor", str(home), address]
    with started([command] * processes, "/") as running:
        yield running


@contextmanager
def started(commands: list[list[str]], path: str) -> Iterator[list[Running]]:
    """Processes, one after the other, each on a port of its own and on one core, as the units in
    deploy/ have it; stopped as systemd stops them.
    """
    ours = sorted(os.sched_getaffinity(0))
    with ExitStack() as stack:
        yield [
            stack.enter_context(_process(command, path, ours[at % len(ours)]))
            for at, command in enumerate(commands)
        ]


@contextmanager
def _process(command: list[str], path: str, core: int) -> Iterator[Running]:
    port = free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    begun = time.perf_counter()
    child = subprocess.Popen([*command, "--port", str(port)], **quiet)
    os.sched_setaffinity(child.pid, {core})
    try:
        yield Running(child.pid, port, _answered(child, port, path) - begun)
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(PATIENCE_SECONDS)


def _answered(child: subprocess.Popen[bytes], port: int, path: str) -> float:
    """When it first answered."""
    ends = time.perf_counter() + PATIENCE_SECONDS
    while time.perf_counter() < ends and child.poll() is None:
        try:
            if wire.ask(port, "GET", path).status == 200:
                return time.perf_counter()
        except OSError:
            time.sleep(0.005)
    raise RuntimeError("a server did not start")


def resident_mib(pid: int) -> float:
    """Memory that a process holds, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def cores() -> int:
    return len(os.sched_getaffinity(0))
