"""The shell, as an administrator meets it: real processes, a real terminal, and never a trace."""

import http.client
import os
import pty
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from pressdesk import storage
from pressdesk.staff import accounts
from pressdesk.storage import FileStore
from pressdesk.vault import epochs, slips
from tests.conftest import enrolled, fields
from tests.ports import free_port

ROOT = Path(__file__).parent.parent
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}\b")
NOBODY = 65_534
POWERLESS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
SECONDS = 60  # a hang fails the test, and nothing else is timed
GOOD = """\
public_url = "https://press.example.se"
duty_phone = "08-465 004 00"
disposal_decision = "EX 2026/1"
"""


def late(*values: object) -> object:
    """A further case of the same, for ./test --long: each is a process of its own."""
    return pytest.param(*values, marks=pytest.mark.long)


class Done:
    """What a command said, and how it ended."""

    def __init__(self, status: int, out: str, err: str = "") -> None:
        self.status, self.out, self.err = status, out.replace("\r\n", "\n"), err
        assert "Traceback" not in out + err


def command(home: Path | None, *words: str) -> list[str]:
    data = ["--data", str(home)] if home else []
    return [sys.executable, "-m", "pressdesk", *data, *words]


def environ(**more: str) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PRESSDESK_")}
    return clean | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"} | more


def run(home: Path | None, *words: str, before: tuple[str, ...] = (), **more: str) -> Done:
    """A command with its output into a pipe."""
    whole = [*before, *command(home, *words)]
    given = {"cwd": ROOT, "env": environ(**more), "capture_output": True, "text": True}
    done = subprocess.run(whole, **given, timeout=SECONDS, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


def on_terminal(home: Path, *words: str, typed: str = "") -> Done:
    """A command on a terminal of its own, as in an administrator's window."""
    ours, theirs = pty.openpty()
    given = {"stdin": theirs, "stdout": theirs, "stderr": theirs, "env": environ()}
    process = subprocess.Popen(command(home, *words), cwd=ROOT, **given)
    os.close(theirs)
    os.write(ours, typed.encode())
    said = b""
    with os.fdopen(ours, "rb", buffering=0) as screen:
        try:
            while more := screen.read(4_096):
                said += more
        except OSError:  # the last program has left the terminal
            pass
    return Done(process.wait(SECONDS), said.decode())


def init(home: Path) -> Done:
    return on_terminal(home, "init", "--officer", "ofelia", "--chief", "clara")


@contextmanager
def serving(home: Path | None, *words: str) -> Iterator[tuple[subprocess.Popen, int]]:
    """A command that serves, once it says where; it is stopped at the end."""
    port = free_port()
    whole = command(home, *words, "--port", str(port))
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(whole, cwd=ROOT, env=environ(), **pipes)
    process.said = ""  # type: ignore[attr-defined]
    try:
        for line in process.stdout:
            process.said += line  # type: ignore[attr-defined]
            if str(port) in line and "Codes" not in line and words[0] == "serve":
                break
            if "Its folder is" in line:
                break
        yield process, port
    finally:
        process.terminate()  # a demo takes its folder away
        process.communicate()


def stopped(process: subprocess.Popen, by: signal.Signals = signal.SIGTERM) -> Done:
    process.send_signal(by)
    out, err = process.communicate(timeout=SECONDS)
    return Done(process.returncode, out, err)


def page(port: int, path: str, body: dict | None = None, cookies: str = "") -> tuple[int, str, str]:
    """Status, text and cookies of a page over the wire."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    headers = {"Cookie": cookies} | ({"Content-Type": FORM} if body else {})
    with closing(line):
        line.request("POST" if body else "GET", path, urlencode(body) if body else None, headers)
        answer = line.getresponse()
        text = answer.read().decode()
    given = [v.split(";")[0] for k, v in answer.getheaders() if k.lower() == "set-cookie"]
    return answer.status, text, "; ".join([*cookies.split("; "), *given]).strip("; ")


FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> tuple[Path, Done]:
    """A site that was made once, and what was on the screen."""
    home = tmp_path_factory.mktemp("made") / "site"
    return home, init(home)


@pytest.fixture
def home(original, tmp_path) -> Path:
    """A copy of the made site."""
    shutil.copytree(original[0], tmp_path / "site")
    (tmp_path / "site").chmod(0o700)
    return tmp_path / "site"


def edit(home: Path, sql: str) -> None:
    with closing(sqlite3.connect(home / storage.DATABASE)) as raw, raw:
        raw.execute(sql)


def settings(home: Path, text: str) -> None:
    (home / "pressdesk.toml").write_text(text, encoding="utf-8")


def enrol_all(home: Path, screen: str) -> None:
    """Officer and chief use the codes that stood on the screen."""
    store = FileStore(home / storage.DATABASE)
    codes = CODE.findall(screen.partition("Enrolment codes")[2])
    for name, code in zip(("ofelia", "clara"), codes, strict=True):
        enrolled(store, name, code)
    store.close()


# init


def test_init_shows_slips_and_codes_once_on_a_terminal(original):
    home, done = original

    codes = CODE.findall(done.out)

    assert done.status == 0
    assert len(codes) == len(set(codes)) == 8
    assert [done.out.count(code) for code in codes] == [1] * 8
    assert all(f"slip {n} of 2" in done.out for n in (1, 2))


def test_what_init_shows_is_in_no_file(original):
    home, done = original
    whole = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())

    for code in CODE.findall(done.out):
        assert code.encode() not in whole
        assert code.replace("-", "").encode() not in whole


def test_the_printed_slips_open_the_sites_keys(original):
    home, done = original
    codes = CODE.findall(done.out)
    private = slips.private_half(slips.Slips(tuple(codes[:3]), tuple(codes[3:6])))
    store = FileStore(home / storage.DATABASE)

    with store.reading() as db:
        made = accounts.site(db).recovery_public
        assert epochs.sealing.public_of(private) == made

    store.close()


def test_the_printed_codes_enrol_officer_and_chief(original, home):
    enrol_all(home, original[1].out)

    done = run(home, "staff", "list")

    assert "ofelia: press_officer, active, holds keys" in done.out
    assert "clara: comms_chief, active" in done.out


def test_everything_that_init_makes_is_its_owners_alone(original):
    home, _ = original

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [home, *home.iterdir()]}

    assert not any(mode & 0o077 for mode in modes.values()), modes
    assert set(modes) == {"site", "desk.db", "pepper", "pressdesk.toml"}


def test_init_asks_for_the_names_that_it_was_not_given(tmp_path):
    done = on_terminal(tmp_path / "s", "init", typed="ofelia\nclara\n")

    assert done.status == 0
    assert "chief clara:" in done.out


def test_init_refuses_to_show_slips_to_a_file(tmp_path):
    done = run(tmp_path / "s", "init", "--officer", "ofelia", "--chief", "clara")

    assert (done.status, done.out) == (1, "")
    assert "Run it on a terminal" in done.err
    assert not (tmp_path / "s").exists()


def test_init_changes_nothing_where_a_site_is(home):
    before = (home / storage.DATABASE).read_bytes()

    done = init(home)

    assert (done.status, "already holds a site" in done.out) == (1, True)
    assert (home / storage.DATABASE).read_bytes() == before


def test_init_refuses_one_name_for_two_accounts_and_leaves_no_half_site(tmp_path):
    done = on_terminal(tmp_path / "s", "init", "--officer", "Ofelia", "--chief", "ofelia ")

    assert (done.status, "Choose two names" in done.out) == (1, True)
    assert not (tmp_path / "s" / storage.DATABASE).exists()


def test_init_refuses_a_folder_that_others_can_read(tmp_path):
    (tmp_path / "s").mkdir(mode=0o755)
    (tmp_path / "s").chmod(0o755)

    done = init(tmp_path / "s")

    assert (done.status, "can be opened by others" in " ".join(done.out.split())) == (1, True)
    assert list((tmp_path / "s").iterdir()) == []


def test_init_says_that_a_folder_cannot_be_made():
    done = init(Path("/proc/no-such-place"))

    assert (done.status, "cannot be made" in done.out) == (1, True)


def test_a_folder_that_is_a_file_is_said(tmp_path):
    (tmp_path / "s").write_text("x")

    done = init(tmp_path / "s")

    assert (done.status, "cannot be made" in done.out) == (1, True)


# What cannot go on


@pytest.mark.parametrize(
    "words",
    [
        ("serve",),
        ("upgrade",),
        late(("tidy",)),
        late(("staff", "list")),
        late(("staff", "add", "x")),
    ],
)
def test_no_command_but_init_goes_on_without_a_site(tmp_path, words):
    tmp_path.chmod(0o700)

    done = run(tmp_path, *words)

    assert (done.status, done.out) == (1, "")
    assert "Make one with: pressdesk --data" in done.err


def test_a_folder_that_is_not_there_is_said(tmp_path):
    done = run(tmp_path / "no", "tidy")

    assert (done.status, "is not there" in done.err) == (1, True)


@pytest.mark.parametrize("name", ["", "desk.db", late("pepper"), late("pressdesk.toml")])
def test_a_site_that_others_can_read_is_refused(home, name):
    (home / name).chmod(0o750 if not name else 0o640)

    done = run(home, "tidy")

    assert (done.status, "can be opened by others" in done.err) == (1, True)
    assert "chmod -R go=" in done.err


def test_a_folder_of_another_user_is_said(home):
    """As root, who may write everywhere, without that power."""
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(home, NOBODY, NOBODY)
    else:
        home.chmod(0o500)

    done = run(home, "tidy", before=POWERLESS if is_root else ())

    home.chmod(0o700)
    assert (done.status, "cannot be written by this user" in done.err) == (1, True), done.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('duty_fone = "1"', "duty_fone: unknown setting"),
        late("duty_phone = 5", "duty_phone: "),
        ('public_url = "press.example.se"', "public_url: "),
        late("ticket_longest_days = 1000", "ticket_longest_days: "),
        ('disposal_decision = "x', "pressdesk.toml: "),
        late("\xff\0", "pressdesk.toml: "),
        late("[staff]\nname = 1", "staff: unknown setting"),
        ('pepper = "abc"', "pepper"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(home, text, said):
    settings(home, text)

    done = run(home, "tidy")

    assert (done.status, said in done.err) == (1, True), done.err


def test_a_variable_is_a_setting_and_a_wrong_one_is_named(home):
    done = run(home, "tidy", PRESSDESK_DUTY_FONE="1")

    assert (done.status, "duty_fone: unknown setting" in done.err) == (1, True)


def test_a_secret_in_a_wrong_setting_is_not_shown(home):
    (home / "pepper").write_text("dette-er-hemmelig")

    done = run(home, "tidy")

    assert done.status == 1
    assert "hemmelig" not in done.out + done.err


def test_a_missing_pepper_is_said(home):
    (home / "pepper").unlink()

    done = run(home, "tidy")

    assert (done.status, "pepper is missing" in done.err) == (1, True)


@pytest.mark.parametrize("words", [("upgrade",), late(("tidy",)), late(("serve",))])
def test_a_database_of_a_newer_program_is_left_alone(home, words):
    edit(home, "UPDATE alembic_version SET version_num = '9999'")
    before = (home / storage.DATABASE).read_bytes()

    done = run(home, *words)

    assert (done.status, "made by a newer pressdesk" in done.err) == (1, True)
    assert (home / storage.DATABASE).read_bytes() == before


def test_a_database_of_an_older_program_leads_to_upgrade(home):
    edit(home, "DELETE FROM alembic_version")

    done = run(home, "tidy")

    assert (done.status, f"pressdesk --data {home} upgrade" in done.err) == (1, True)


def test_upgrade_says_that_nothing_is_to_be_done(home):
    done = run(home, "upgrade")

    assert (done.status, "newest form already" in done.out) == (0, True)
    assert not (home / "before-upgrade.db").exists()


@pytest.mark.parametrize("whole", [b"no database at all" * 500, late(b"")])
def test_a_damaged_database_is_said(home, whole):
    (home / storage.DATABASE).write_bytes(whole)

    done = run(home, "tidy")

    assert done.status == 1
    assert done.err.startswith("pressdesk: The database ")


def test_a_port_that_is_taken_is_said(home):
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = run(home, "serve", "--port", str(port))

    assert (done.status, f"--port {port + 1}" in done.err) == (1, True)


@pytest.mark.parametrize(
    "words", [("serve", "--port", "x"), late(("no-such-command",)), late(("staff",))]
)
def test_a_slip_in_the_words_is_said_in_one_breath(home, words):
    done = run(home, *words)

    assert done.status == 2
    assert "Usage: pressdesk" in done.err + done.out


# staff


def test_an_account_is_added_listed_disabled_and_reset(home):
    added = run(home, "staff", "add", "Olle")
    chief = run(home, "staff", "add", "cilla", "--role", "chief")
    listed = run(home, "staff", "list")
    disabled = run(home, "staff", "disable", "olle")
    reset = run(home, "staff", "reset", "olle")

    assert [done.status for done in (added, chief, listed, disabled, reset)] == [0] * 5
    codes = [CODE.findall(done.out) for done in (added, chief, listed, disabled, reset)]
    assert [len(found) for found in codes] == [1, 1, 0, 0, 1]
    assert codes[0] != codes[4]
    assert "olle: press_officer, invited" in listed.out
    assert "cilla: comms_chief, invited" in listed.out
    assert "must hand them over" in added.out
    assert "must hand them over" not in chief.out


def test_a_code_that_staff_add_shows_enrols(home):
    code = CODE.findall(run(home, "staff", "add", "olle").out)[0]
    store = FileStore(home / storage.DATABASE)

    enrolled(store, "olle", code)

    with store.reading() as db:
        assert {a.name: a.state for a in accounts.everyone(db)}["olle"] == "active"
    store.close()


@pytest.mark.parametrize("name", [" OFELIA ", late("ofelia"), late("clara")])
def test_a_name_that_is_taken_is_said(home, name):
    done = run(home, "staff", "add", name)

    assert (done.status, "Choose another name" in done.err) == (1, True)


@pytest.mark.parametrize(
    "words", [("disable", "nobody"), ("reset", "nobody"), late(("disable", ""))]
)
def test_an_unknown_name_is_said(home, words):
    done = run(home, "staff", *words)

    assert (done.status, "pressdesk staff list" in done.err) == (1, True)


@pytest.mark.parametrize("name", ["x" * 41, late(""), late("  ")])
def test_a_name_that_is_none_is_said(home, name):
    done = run(home, "staff", "add", name)

    assert (done.status, "1 to 40 characters" in done.err) == (1, True)


# tidy, doctor


def test_tidy_prints_counts_and_nothing_else(home):
    done = run(home, "tidy")

    assert done.status == 0
    *counts, mixing = done.out.splitlines()
    assert all(re.fullmatch(r"[a-z ]+: \d+", line) for line in counts)
    assert mixing == "mixing: done"


def test_a_dry_run_changes_nothing(home):
    before = (home / storage.DATABASE).read_bytes()

    done = run(home, "tidy", "--dry-run")

    assert (done.status, done.out) == (0, "Nothing would be done.\n")
    assert (home / storage.DATABASE).read_bytes() == before


def test_doctor_finds_what_keeps_the_form_closed(home):
    done = run(home, "doctor")

    lines = done.out.splitlines()
    assert done.status == 1
    assert any(re.match(r"grave +disposal_decision is not set", line) for line in lines)
    assert any(re.match(r"grave +No officer holds keys", line) for line in lines)
    assert all(re.match(r" *(fine|heed|grave)  \S.*\.", line) for line in lines), done.out


def test_doctor_is_content_with_a_site_that_is_ready(original, home):
    enrol_all(home, original[1].out)
    settings(home, GOOD)
    if os.geteuid() == 0:  # a site of root's is never ready
        for path in (home, *home.iterdir()):
            os.chown(path, NOBODY, NOBODY)

    done = run(home, "doctor", "--offline")

    assert (done.status, "grave" in done.out) == (0, False), done.out
    assert "heed  One officer alone holds the keys" in done.out


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda home: home.chmod(0o755), "can be opened by others"),
        late(lambda home: settings(home, "x = 1"), "x: unknown setting"),
        late(lambda home: (home / "pepper").unlink(), "pepper is missing"),
        (lambda home: (home / "desk.db").write_bytes(b"x" * 9_000), "The database is damaged"),
        late(lambda home: (home / "desk.db").unlink(), "holds no site"),
        late(
            lambda home: edit(home, "UPDATE alembic_version SET version_num='9'"), "newer pressdesk"
        ),
        (lambda home: edit(home, "UPDATE site SET founded = '2099-01'"), "The clock says"),
        late(lambda home: (home / "before-upgrade.db").touch(0o600), "before-upgrade.db holds"),
    ],
)
def test_doctor_says_what_is_grave_and_ends_with_one(home, harm, said):
    harm(home)

    done = run(home, "doctor")

    assert done.status == 1
    assert any("grave" in line and said in line for line in done.out.splitlines()), done.out


# serve, demo


def test_serve_says_where_it_serves_and_stops_cleanly(home):
    with serving(home, "serve") as (process, port):
        status, text, _ = page(port, "/halsa")
        done = stopped(process)

    assert (status, text) == (200, "ok\n")
    assert str(home) in process.said
    assert (done.status, done.out) == (0, "")


def test_a_request_that_is_half_sent_when_serve_stops_stores_nothing(home):
    settings(home, GOOD.replace("https://press.example.se", "http://localhost"))
    head = "POST /skicka HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n"
    with serving(home, "serve") as (process, port):
        line = socket.create_connection(("127.0.0.1", port), SECONDS)
        line.sendall(f"{head}Content-Type: {FORM}\r\n\r\ntext=Hej".encode())
        done = stopped(process)
        line.close()

    assert done.status == 0
    with closing(sqlite3.connect(home / storage.DATABASE)) as raw:
        assert raw.execute("SELECT count(*) FROM ticket").fetchone() == (0,)
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_ctrl_c_stops_serve_without_a_trace(home):
    with serving(home, "serve", "--no-tidy") as (process, port):
        assert page(port, "/")[0] == 200
        done = stopped(process, signal.SIGINT)

    assert "Traceback" not in done.err


def test_serve_logs_no_visit(home):
    with serving(home, "serve") as (process, port):
        for path in ("/", "/fraga", "/svar", "/no-such-page"):
            page(port, path)
        done = stopped(process)

    assert "/" not in done.out
    assert not re.search(r"fraga|svar|127\.0\.0\.1|no-such", done.err)


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[str, int]]:
    """A demo that runs, and what it said."""
    with serving(None, "demo") as (process, port):
        yield process.said, port


def test_a_demos_folder_is_named_after_the_command_too_as_run_does(tmp_path):
    with serving(None, "demo", "--data", str(tmp_path / "kept")) as (process, _port):
        said = process.said

    assert f"Its folder is {tmp_path / 'kept'} (kept)." in said
    assert (tmp_path / "kept" / "desk.db").exists()


def test_a_demo_says_how_to_sign_in_and_where(demo):
    said, port = demo

    for words in (f"http://127.0.0.1:{port}/", "/konto/logga-in", "/demo", "ofelia", "clara"):
        assert words in said
    assert "thrown away when you stop" in said


@pytest.mark.parametrize(("name", "lands_at"), [("ofelia", "/desk/"), ("clara", "/siffror/")])
def test_what_a_demo_shows_really_signs_in(demo, name, lands_at):
    said, port = demo
    _status, shown, _ = page(port, "/demo")
    known = dict(zip(("name", "passphrase", "code"), codes_of(shown, name), strict=True))
    _status, form, cookies = page(port, "/konto/logga-in")

    status, _text, cookies = page(port, "/konto/logga-in", fields(form) | known, cookies)

    assert known["passphrase"] in said
    assert status == 303
    assert page(port, lands_at, cookies=cookies)[0] == 200


def codes_of(shown: str, name: str) -> list[str]:
    """Name, passphrase and code of a person on the demo's page."""
    cards = [re.findall(r"<code>(.*?)</code>", card) for card in shown.split("<section")]
    return next(card for card in cards if card[:1] == [name])


def test_a_demos_form_is_open_to_an_employee(demo):
    _said, port = demo

    status, text, _ = page(port, "/fraga", {"text": "Vad får jag säga?", "action": "check"})

    assert (status, "Läs igenom och skicka" in text) == (200, True)


def test_a_demo_that_is_thrown_away_leaves_nothing():
    with serving(None, "demo") as (process, _port):
        place = Path(re.search(r"Its folder is (\S+) ", process.said)[1])
        was_there = place.is_dir()
        done = stopped(process)

    assert (done.status, was_there, place.exists()) == (0, True, False)


def test_a_demo_never_opens_a_real_site(home):
    done = run(home, "demo", "--port", str(free_port()))

    assert (done.status, "holds a real site" in done.err) == (1, True)


def test_a_real_site_has_no_demo_page(home):
    with serving(home, "serve") as (_process, port):
        assert page(port, "/demo")[0] == 404


def test_help_names_every_command():
    done = run(None, "--help")

    named = set(re.findall(r"^  ([a-z]+) ", done.out, re.MULTILINE))
    assert {"init", "serve", "demo", "staff", "tidy", "doctor", "upgrade"} <= named
