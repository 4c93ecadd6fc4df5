"""`notices` on the shell, and the letters of `serve` and `tidy`: real processes, real servers."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from pressdesk import config, storage
from pressdesk.cli import folder
from pressdesk.storage import FileStore
from tests.conftest import PEPPER, SETTINGS, found
from tests.mailserver import (
    PASSWORD,
    TO,
    USER,
    Box,
    certified,
    mail_server,
    post,
    settings_for,
)
from tests.ports import free_port

__all__ = ["post"]  # a fixture

ROOT = Path(__file__).parent.parent
SECONDS = 60


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A founded site in a folder of its own."""
    home = tmp_path / "site"
    folder.make(home)
    store = FileStore(home / storage.DATABASE)
    storage.upgrade(store)
    found(store, config.parse(SETTINGS), home)
    store.close()
    folder.write_secret(home / "pepper", PEPPER.hex())
    for path in home.iterdir():
        path.chmod(0o600)
    return home


def environ(given: dict) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PRESSDESK_")}
    texts = {k: ",".join(map(str, v)) if isinstance(v, tuple) else str(v) for k, v in given.items()}
    return clean | {f"PRESSDESK_{name.upper()}": text for name, text in texts.items()}


def run(home: Path, given: dict, *words: str) -> subprocess.CompletedProcess[str]:
    whole = [sys.executable, "-m", "pressdesk", "--data", str(home), *words]
    done = subprocess.run(  # noqa: PLW1510
        whole, cwd=ROOT, env=environ(given), capture_output=True, text=True, timeout=SECONDS
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def hourly(box: Box) -> dict:
    """So that a letter is due whatever the time is."""
    return box.settings(notice_hours=tuple(range(24)))


def test_a_try_sends_the_letter_and_says_for_how_many_it_was_taken(home, post):
    post.refused_recipients = {TO[1]: "550 no"}

    done = run(home, post.settings(), "notices", "--try")

    assert done.stdout == "The mail server took the letter for 1 of 2 recipients.\n"
    assert b"Subject: Titta till pressdesk\r\n" in post.letters[0].content


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({}, "No mail is set up. Set smtp_host, notice_from and notice_to"),
        (settings_for(free_port()), "unreachable. Nothing answers at smtp_host and smtp_port"),
    ],
)
def test_a_try_that_fails_says_at_which_step_and_what_to_do(home, how, said):
    done = run(home, how, "notices", "--try")

    assert done.returncode == 1
    assert said in done.stderr
    assert done.stdout == ""


def test_a_try_shows_neither_password_nor_address_nor_what_the_server_said(home, post):
    post.refuse["RCPT"] = f"550 {TO[0]} has moved to tallskogen"

    done = run(home, post.settings(smtp_password=PASSWORD), "notices", "--try")

    assert "refused-recipients" in done.stderr
    assert not [word for word in (PASSWORD, *TO, "tallskogen") if word in done.stderr]


@pytest.mark.long
def test_an_untrusted_certificate_is_told_with_what_to_do(home, tmp_path):
    with mail_server("starttls", certified(tmp_path), USER) as box:
        done = run(home, box.settings(), "notices", "--try")

    assert "certificate. The mail server's certificate is not for smtp_host" in done.stderr
    assert box.letters == []


@pytest.mark.long
def test_tidy_sends_what_is_due_once_and_the_status_tells(home, post):
    for _ in range(2):
        assert run(home, hourly(post), "tidy").returncode == 0
    status = run(home, hourly(post), "notices").stdout

    assert len(post.letters) in {1, 2}  # two when the hour has just changed
    assert "recipients: 2\nlast sent: 20" in status
    assert "waiting: 0\nmissed: 0\nunsure: 0\nrefused: 0\n" in status


@pytest.mark.long
def test_tidy_goes_on_when_the_mail_server_is_down_and_the_status_says_why(home):
    given = settings_for(free_port(), notice_hours=tuple(range(24)))

    assert run(home, given, "tidy").returncode == 0
    status = run(home, given, "notices").stdout

    assert "waiting: 1\n" in status
    assert "last fault: unreachable. Nothing answers at smtp_host" in status


@pytest.mark.parametrize("more", [("--no-tidy",), pytest.param((), marks=pytest.mark.long)])
def test_serve_sends_what_is_due(home, post, more):
    whole = [
        sys.executable,
        "-m",
        "pressdesk",
        "--data",
        str(home),
        "serve",
        "--port",
        str(free_port()),
        *more,
    ]
    process = subprocess.Popen(whole, cwd=ROOT, env=environ(hourly(post)), stderr=subprocess.PIPE)
    try:
        said = b""
        while b"notice: " not in said and process.poll() is None:
            said += process.stderr.readline()
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS)

    assert b"notice: sent, 0 recipients refused" in said
    assert len(post.letters) == 1


def test_the_settings_file_of_a_new_site_shows_how_and_is_right_when_uncommented():
    lines = [line.removeprefix("# ") for line in folder.TEMPLATE.splitlines()]
    mail = [line for line in lines if line.startswith(("smtp_", "notice_"))]

    given = tomllib.loads("\n".join(line.partition("      (")[0] for line in mail))

    assert config.parse(SETTINGS | given).notice_to == ("pressjour@example.se",)
