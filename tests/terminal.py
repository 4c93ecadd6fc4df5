"""Commands in a process of their own: with nobody at the keyboard, or with somebody who types."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import Desk, Person

ROOT = Path(__file__).parent.parent
ASKS = re.compile(rb"(name|Passphrase|code( \d)?|done\)|another): $")
SECONDS = 60  # a hang fails the test, and nothing else is timed


def run(site: Desk, *words: str) -> subprocess.CompletedProcess[str]:
    """A command with its output into pipes, and nobody at the keyboard."""
    return _run(site, words, capture_output=True, stdin=subprocess.DEVNULL)


def _run(site: Desk, words: tuple[str, ...], **streams) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command(site, *words), cwd=ROOT, env=environ(), timeout=SECONDS, text=True, check=False,
        **streams,
    )  # fmt: skip
    assert "Traceback" not in (done.stdout or "") + (done.stderr or "")
    return done


def command(site: Desk, *words: str) -> list[str]:
    return [sys.executable, "-m", "pressdesk", "--data", str(site.home), *words]


def environ() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("PRESSDESK_")}


def typed(
    site: Desk, answers: list[str], *words: str, shows_all: bool = False
) -> tuple[int, str, str]:
    """A command at whose keyboard somebody sits: status, standard output, screen. Standard output
    goes into a pipe, or, with `shows_all`, to the screen too.
    """
    ours, theirs = pty.openpty()
    out_to = theirs if shows_all else subprocess.PIPE
    streams = {"stdin": theirs, "stdout": out_to, "stderr": theirs}
    process = subprocess.Popen(
        command(site, *words), cwd=ROOT, env=environ(), start_new_session=True, **streams
    )
    os.close(theirs)
    screen, asked, left = b"", 0, iter(answers)
    try:
        while more := os.read(ours, 4_096):
            screen += more
            if ASKS.search(screen[asked:]):
                asked = len(screen)
                os.write(ours, next(left).encode() + b"\n")
    except OSError:  # the program has left the terminal
        pass
    os.close(ours)
    out = ""
    if process.stdout is not None:
        out = process.stdout.read().decode()
        process.stdout.close()
    said = screen.decode()
    assert "Traceback" not in said + out
    return process.wait(SECONDS), out, said


def signing_in(person: Person, **other: str) -> list[str]:
    given = {"name": person.name, "phrase": person.phrase, "code": person.code()} | other
    return list(given.values())
