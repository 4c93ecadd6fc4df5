"""A database without room: a file of so many pages, and a tablespace on a small disk."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa

from pressdesk import clock, intake
from pressdesk.storage import FileStore
from tests import postgres
from tests.conftest import Desk
from tests.faults import places

DISK_BYTES = 48 * 1_048_576
BALLAST = "ballast"
NO_LIMIT = 1_073_741_823  # pages; SQLite's own
A_MEBIBYTE = 1_048_576  # as long as a segment of this server's log
BEFORE = 650  # tickets, until the file of their messages is almost as long
OTHERS = "pid <> pg_backend_pid() AND backend_type = 'client backend'"


class Room:
    """What a database has of it. `str()` says in which way it ends."""

    def fill(self) -> None:
        """To the last byte."""
        raise NotImplementedError

    def free(self) -> None:
        raise NotImplementedError


class Disk(Room):
    """A small disk of its own: a tmpfs, which takes root and the right to mount."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __str__(self) -> str:
        return "PostgreSQL, a disk of 48 MiB"

    def fill(self) -> None:
        with (self.home / BALLAST).open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4_096))

    def free(self) -> None:
        (self.home / BALLAST).unlink()


class Pages(Room):
    """A file of SQLite's that gets no further page."""

    def __init__(self, store: FileStore) -> None:
        self.store, self.most = store, NO_LIMIT
        sa.event.listen(store.engine, "checkout", self._limit)

    def __str__(self) -> str:
        return "SQLite, max_page_count"

    def fill(self) -> None:
        with self.store.engine.connect() as connection:
            self.most = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def free(self) -> None:
        self.most = NO_LIMIT

    def _limit(self, raw: sqlite3.Connection, _record: object, _proxy: object) -> None:
        raw.execute(f"PRAGMA max_page_count = {self.most}")


class Limit(Room):
    """Stands in where nobody can mount: no process of a server that starts from now on can let a
    file grow past a mebibyte.
    """

    def __init__(self, server: Path) -> None:
        self.server = server

    def __str__(self) -> str:
        return "PostgreSQL, a limit of a file's size"

    def fill(self) -> None:
        self._set(str(A_MEBIBYTE))

    def free(self) -> None:
        self._set("unlimited")

    def _set(self, size: str) -> None:
        pid = (self.server / postgres.DATA / "postmaster.pid").read_text().split()[0]
        words = ["prlimit", "--pid", pid, f"--fsize={size}:"]
        whose = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*whose, *words], check=True)
        with postgres.asking(self.server, "postgres") as ask:  # what began before is not limited
            ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OTHERS}")


@contextmanager
def small_disk(owner: str = "root") -> Iterator[Disk | None]:
    """A disk of 48 MiB; None where this machine lets nobody mount one."""
    home = Path(tempfile.mkdtemp(prefix="pressdesk-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(home)]
    is_mounted = os.geteuid() == 0 and _succeeds(mount)
    try:
        home.chmod(0o700)
        shutil.chown(home, owner)
        yield Disk(home) if is_mounted else None
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(home)], check=True)
        home.rmdir()


@contextmanager
def full_server(home: Path, server: Path) -> Iterator[tuple[Desk, Room]]:
    """A site on a small disk of a server; on a server with a limit where there is none."""
    with small_disk("postgres" if os.geteuid() == 0 else "") as disk:
        if disk is None:
            with limited_server(home) as both:
                yield both
            return
        with postgres.asking(server, "postgres") as ask:
            ask(f"CREATE TABLESPACE small LOCATION '{_place(disk)}'")
        try:
            with places.on_server(home, server, tablespace="small") as site:
                yield site, disk
        finally:
            with postgres.asking(server, "postgres") as ask:
                ask("DROP TABLESPACE small")


@contextmanager
def limited_server(home: Path) -> Iterator[tuple[Desk, Room]]:
    """A site on a server of its own whose files end at a mebibyte, and have grown almost so far."""
    with (
        postgres.running(initdb=["--wal-segsize=1"]) as server,
        places.on_server(home, server) as site,
    ):
        with site.store.writing() as db:
            for number in range(BEFORE):
                minted = intake.mint(db, site.settings, clock.today())
                asked = intake.Request(f"Fråga {number}?")
                intake.lodge(db, site.settings, minted, asked, clock.today())
        yield site, Limit(server)


def _place(disk: Disk) -> Path:
    place = disk.home / "tables"
    place.mkdir(mode=0o700)
    shutil.chown(place, "postgres")
    return place


def _succeeds(words: list[str]) -> bool:
    with suppress(FileNotFoundError):
        return subprocess.run(words, check=False, capture_output=True).returncode == 0
    return False
