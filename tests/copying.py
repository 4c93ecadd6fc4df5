"""A site as the shell has it, with folders for its copies, and the two commands on it."""

import json
import os
import random
import resource
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import time_machine
from click.testing import CliRunner

from pressdesk import config, storage
from pressdesk.cli import shell
from pressdesk.errors import PressdeskError
from pressdesk.storage import FileStore
from pressdesk.web.site import Site
from tests.conftest import TODAY, Desk
from tests.promises.servers import as_the_shell_has_it

ROOT = Path(__file__).parent.parent


class Said(NamedTuple):
    """What a command said, and whether it went on."""

    is_done: bool
    text: str


class Copied(NamedTuple):
    """A site, and where its copies go."""

    site: Desk
    data: Path
    keys: Path

    @property
    def home(self) -> Path:
        return self.site.home

    def backup(self, *words: str) -> Said:
        return command(self.home, "backup", str(self.data), str(self.keys), *words)

    def restore(self, home: Path, data: Path | None = None, *words: str) -> Said:
        return command(home, "restore", str(data or self.data), str(self.keys), *words)

    def daily(self, day: object = TODAY) -> Path:
        return self.data / f"desk-{day}.db"

    @property
    def newest_keys(self) -> Path:
        return self.keys / "keys.db"


def copied_site(folder: Path) -> Copied:
    return Copied(as_the_shell_has_it(folder / "site"), folder / "data", folder / "keys")


def twin(made: Copied, folder: Path) -> Copied:
    """All of it once more, in a folder of its own."""
    shutil.copytree(made.home.parent, folder)
    return Copied(again(made.site, folder / "site"), folder / "data", folder / "keys")


def command(home: Path, *words: str) -> Said:
    """A command of the shell, in this process, by the test's clock."""
    was = os.umask(0o077)  # as `main` has it
    try:
        result = CliRunner().invoke(shell, ["--data", str(home), *words])
    finally:
        os.umask(was)
    if isinstance(result.exception, PressdeskError):
        return Said(False, str(result.exception))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Said(result.exit_code == 0, result.output)


def again(site: Desk, home: Path) -> Desk:
    """The same people, at what was restored into another folder."""
    store = FileStore(home / storage.DATABASE)
    return site._replace(site=Site(config.load(home, {}), store), home=home)


def rows(path: Path, query: str, *values: Any) -> list[tuple]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(query, values).fetchall()


def edit(path: Path, *statements: str) -> None:
    """Change a database behind the program's back."""
    with closing(sqlite3.connect(path)) as raw, raw:
        for statement in statements:
            raw.execute(statement)


def files(*folders: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for folder in folders for p in folder.rglob("*") if p.is_file()}


def names(folder: Path) -> set[str]:
    return set(os.listdir(folder))


def limit(most_bytes: int) -> None:
    """No file of this process may grow beyond this; what SQLite meets is as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))


def process(made: Copied, *words: str, home: Path | None = None, **more) -> subprocess.Popen:
    given = {"cwd": ROOT, "env": environ(), "capture_output": True, "text": True, "timeout": 60}
    return subprocess.run(line(made, *words, home=home), check=False, **given, **more)


def line(made: Copied, *words: str, home: Path | None = None) -> list[str]:
    program = [sys.executable, "-m", "pressdesk", "--data", str(home or made.home)]
    return [*program, *words[:1], str(made.data), str(made.keys), *words[1:]]


def environ() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("PRESSDESK_")}


@contextmanager
def forking() -> Iterator[subprocess.Popen]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    program = [sys.executable, "-m", "tests.promises.forking"]
    shell = subprocess.Popen(program, cwd=ROOT, env=environ(), text=True, bufsize=1, **pipes)
    yield shell
    shell.communicate()


def seconds_of(shell: subprocess.Popen, home: Path, *words: object) -> float:
    """How long a command takes that nobody kills, once the shell is at work."""
    print(json.dumps(["--help"]), file=shell.stdin, flush=True)
    shell.stdout.readline(), shell.stdout.readline()
    began = time_machine.escape_hatch.time.time()
    assert not killed_somewhere(60, shell, home, *words)
    return time_machine.escape_hatch.time.time() - began


def killed_somewhere(longest: float, shell: subprocess.Popen, home: Path, *words: object) -> bool:
    """Run a command and kill it at a random moment; whether it was not done by then."""
    print(json.dumps(["--data", str(home), *map(str, words)]), file=shell.stdin, flush=True)
    child = int(shell.stdout.readline())
    select.select([shell.stdout], [], [], random.uniform(longest / 50, longest))
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return int(shell.stdout.readline()) == signal.SIGKILL
