"""Kill the site's process, a backend of the database, or the whole database, while people work."""

import os
import random
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tests import postgres
from tests.conftest import Desk
from tests.faults import tolls
from tests.faults.load import Crowd
from tests.faults.tolls import Toll
from tests.promises.servers import Servers

MODULE = "tests.promises.killable"
A_LIFE = 5  # confirmations at most; then a moment more
MOMENT_SECONDS = 0.03
STARTS = 100
NEXT_START_SECONDS = 0.1


def site_process(site: Desk, times: int) -> Toll:
    """kill -9 of the process that serves."""
    crowd = Crowd(site)
    with Servers(MODULE, site.home) as servers:
        for _ in range(times):
            people = crowd.start(servers.start(), threading.Event())
            crowd.wait(random.randint(0, A_LIFE))
            people[0].join(random.uniform(0, MOMENT_SECONDS))
            servers.kill()
            _join(people)
        with working(crowd, servers):
            crowd.wait(A_LIFE)
    return tolls.taken(f"kill -9 of the site, {_kind(site)}", times, site, crowd)


def backend(site: Desk, times: int) -> Toll:
    """kill -9 of one backend, which ends all of them; the server starts itself anew."""
    crowd = Crowd(site)
    with Servers(MODULE, site.home) as servers, working(crowd, servers):
        for _ in range(times):
            crowd.wait(random.randint(1, A_LIFE))
            os.kill(_backend(site), signal.SIGKILL)
            crowd.wait(A_LIFE)
    return tolls.taken("kill -9 of a backend", times, site, crowd)


def database(site: Desk, server: Path, times: int) -> Toll:
    """kill -9 of PostgreSQL itself, which somebody starts again."""
    crowd = Crowd(site)
    with Servers(MODULE, site.home) as servers, working(crowd, servers):
        for _ in range(times):
            crowd.wait(random.randint(1, A_LIFE))
            kill_server(server)
            start_server(server)
            crowd.wait(A_LIFE)
    return tolls.taken("kill -9 of PostgreSQL", times, site, crowd)


def kill_server(server: Path) -> None:
    pid = (server / postgres.DATA / "postmaster.pid").read_text().split()[0]
    os.kill(int(pid), signal.SIGKILL)


def start_server(server: Path) -> None:
    """As soon as what is left of the one before has gone."""
    for _ in range(STARTS):
        try:
            postgres.start(server)
        except subprocess.CalledProcessError:
            threading.Event().wait(NEXT_START_SECONDS)
        else:
            return
    raise AssertionError((server / "log").read_text()[-2_000:])


@contextmanager
def working(crowd: Crowd, servers: Servers) -> Iterator[None]:
    """Everybody at work at one server; they leave at the end of the block."""
    with at_work(crowd, servers.start()):
        yield


@contextmanager
def at_work(crowd: Crowd, port: int) -> Iterator[None]:
    """The same at a server that listens already."""
    leaving = threading.Event()
    people = crowd.start(port, leaving)
    try:
        yield
    finally:
        leaving.set()
        _join(people)


def _backend(site: Desk) -> int:
    """One that serves the site."""
    query = (
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1"
    )
    with site.store.engine.connect() as connection:
        return int(connection.execute(sa.text(query)).scalar_one())


def _join(people: list[threading.Thread]) -> None:
    for person in people:
        person.join(60)
        assert not person.is_alive()


def _kind(site: Desk) -> str:
    return "PostgreSQL" if site.store.is_server else "SQLite"
