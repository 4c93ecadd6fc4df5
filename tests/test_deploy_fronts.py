"""The web servers' files in deploy/ with the real web servers, in front of real processes.

nginx and Caddy come with `apt-get install nginx-light caddy`; where they are missing these tests
say so, and what doctor reads in the same files is tested all the same (test_doctor_front.py).
"""

import re
import shutil
import signal
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from socket import create_connection
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from pressdesk import storage
from pressdesk.storage import FileStore
from tests import front, processes
from tests.conftest import fields
from tests.ports import free_port
from tests.promises import wire
from tests.promises.wire import Answer, Form

DEPLOY = Path(__file__).parent.parent / "deploy"
HOST = "localhost"
PAGE_BYTES = 65_536
ASKED = {"text": "Vad får jag säga om våra öppettider?", "wanted": "today"}
FOR_ONE, FOR_MANY = ["nginx.conf", "Caddyfile"], ["nginx-many.conf", "Caddyfile.many"]
OFFERED = re.compile(r"^(\s*)#(?=[@a-z}\t]|  )", re.MULTILINE)  # lines to take the marks from
NGINX = """
daemon off;
user root;
pid {home}/pid;
error_log {home}/error.log info;
events {{ }}
http {{
    access_log {home}/access.log;
    gzip on;
    gzip_types *;
    client_body_temp_path {home}/bodies;
    proxy_temp_path {home}/answers;
    include {site};
}}
"""

THEIR_OWN = {"site", "front.pem", "autosave.json"}  # the file itself, and how Caddy keeps it

pytestmark = pytest.mark.long


class Running(NamedTuple):
    """A web server in front of processes."""

    port: int
    home: Path
    trust: ssl.SSLContext
    processes: list[processes.Process]

    def ask(self, method: str, path: str, form: Form | None = None, **headers: str) -> Answer:
        received = bytearray()
        plain = create_connection((HOST, self.port), 20)
        with self.trust.wrap_socket(plain, server_hostname=HOST) as line:
            line.sendall(wire.request(method, path, form, **headers))
            with suppress(ConnectionError, ssl.SSLError):
                while part := line.recv(PAGE_BYTES):
                    received += part
        return wire.parsed(bytes(received))

    def check_page(self) -> dict[str, str]:
        """What the form is sent with that comes after an employee's question."""
        checked = self.ask("POST", "/fraga", fields(self.ask("GET", "/fraga").text) | ASKED)
        return fields(checked.text, "/skicka")


def needs(name: str) -> str:
    """The web server that reads a file; `./test --long` installs it."""
    program = shutil.which("nginx" if name.startswith("nginx") else "caddy")
    assert program is not None, f"the web server for {name} is not installed"
    return program


def ours(name: str, port: int, plain: int, pem: Path, ports: list[int]) -> str:
    """A file of deploy/ with the name, ports and certificate of this machine."""
    text = (DEPLOY / name).read_text(encoding="utf-8").replace("press.example.se", HOST)
    first = 8080 if len(ports) == 1 else 8081
    theirs = {str(first + number): str(behind) for number, behind in enumerate(ports)}
    text = re.sub(r"(?<=127\.0\.0\.1:)\d+", lambda found: theirs.get(found[0], found[0]), text)
    if name.startswith("nginx"):
        text = re.sub(r"listen \[::\].*\n", "", text)
        text = text.replace("listen 443", f"listen {port}").replace(
            "listen 80;", f"listen {plain};"
        )
        return re.sub(r"/etc/ssl/\S+?(?=;)", str(pem), text)
    ports_of_caddy = f"{{\n\tadmin off\n\thttp_port {plain}\n\thttps_port {port}\n"
    text = text.replace("{\n", ports_of_caddy, 1)
    return text.replace(f"\n{HOST} {{\n", f"\n{HOST} {{\n\ttls {pem} {pem}\n", 1)


def words_for(name: str, home: Path, site: Path) -> list[str]:
    if name.startswith("nginx"):
        (home / "nginx.conf").write_text(NGINX.format(home=home, site=site))
        return [needs(name), "-p", str(home), "-c", str(home / "nginx.conf")]
    return [needs(name), "run", "--adapter", "caddyfile", "--config", str(site)]


@contextmanager
def in_front(name: str, home: Path, behind: list[processes.Process]) -> Iterator[Running]:
    folder = home / "front"
    folder.mkdir()
    port, plain = free_port(), free_port()
    pem = front.certificate(folder, HOST, datetime.now(UTC), 2)
    site = folder / "site"
    site.write_text(ours(name, port, plain, pem, [one.port for one in behind]))
    given = {"HOME": str(folder), "PATH": "/usr/sbin:/usr/bin:/bin"}
    with (folder / "said").open("wb") as said:
        started = subprocess.Popen(
            words_for(name, folder, site), stdout=said, stderr=said, env=given
        )
        try:
            running = Running(port, folder, ssl.create_default_context(cafile=pem), behind)
            until_it_answers(running, started)
            yield running
        finally:
            started.terminate()
            started.wait(processes.SECONDS)


def until_it_answers(running: Running, started: subprocess.Popen[bytes]) -> None:
    while True:
        assert started.poll() is None, (running.home / "said").read_text()
        with suppress(ConnectionRefusedError):
            running.ask("GET", "/halsa")
            return


@pytest.fixture
def site(tmp_path: Path, real_argon2: None) -> Path:
    """The folder of a site that several processes serve."""
    home = tmp_path / "site"
    home.mkdir(mode=0o700)
    store = FileStore(home / "desk.db")
    storage.upgrade(store)
    processes.in_folder(home, store, public_url=f"https://{HOST}")
    store.close()
    return home


def stored(home: Path) -> int:
    store = FileStore(home / "desk.db")
    with store.reading() as db:
        found = db.connection().execute(sa.text("SELECT count(*) FROM ticket")).scalar_one()
    store.close()
    return int(found)


def traces(home: Path) -> dict[str, str]:
    """What lies in the web server's folder that names a visit, by file."""
    found = {}
    for path in home.rglob("*"):
        if path.is_file() and path.name not in THEIR_OWN:
            text = path.read_bytes().decode("latin-1")
            if re.search(r"127\.0\.0\.1|skicka|fraga|GET /|POST /|ppettider", text):
                found[path.name] = text
    return found


@pytest.mark.parametrize("name", [*FOR_ONE, *FOR_MANY])
def test_a_whole_question_passes_and_leaves_no_trace(name, site, tmp_path):
    times = 1 if name in FOR_ONE else 2
    with processes.serving(site, times) as behind, in_front(name, tmp_path, behind) as running:
        page = running.ask("GET", "/", **{"Accept-Encoding": "gzip, br"})
        sent = running.ask("POST", "/skicka", running.check_page())

    assert (page.status, len(page.body), page.all("content-encoding")) == (200, PAGE_BYTES, [])
    assert (sent.status, len(sent.body), stored(site)) == (200, PAGE_BYTES, 1)
    assert traces(running.home) == {}


@pytest.mark.parametrize("name", FOR_MANY)
def test_the_lines_for_the_chiefs_pages_are_understood(name, tmp_path):
    pem = front.certificate(tmp_path, HOST, datetime.now(UTC), 2)
    site = tmp_path / "site"
    site.write_text(OFFERED.sub(r"\1", ours(name, 8443, 8081, pem, [8081, 8082])))
    words = words_for(name, tmp_path, site)
    checks = [*words, "-t"] if name.startswith("nginx") else [words[0], "validate", *words[2:]]

    done = subprocess.run(checks, env={"HOME": str(tmp_path)}, capture_output=True, check=False)

    assert "8090" in site.read_text().replace("#", "")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", FOR_MANY)
def test_a_process_that_dies_is_not_noticed(name, site, tmp_path):
    with processes.serving(site, 2) as behind, in_front(name, tmp_path, behind) as running:
        forms = [running.check_page() for _ in range(4)]
        behind[0].signal(signal.SIGKILL)
        behind[0].ended()
        answers = [running.ask("POST", "/skicka", form) for form in forms]
        read = [running.ask("GET", "/rad").status for _ in range(4)]

    assert {answer.status for answer in answers} == {200}
    assert (set(read), stored(site)) == ({200}, len(forms))


@pytest.mark.parametrize("name", [*FOR_ONE, *FOR_MANY])
def test_where_nothing_answers_she_reads_what_to_do(name, site, tmp_path):
    times = 1 if name in FOR_ONE else 2
    with processes.serving(site, times) as behind, in_front(name, tmp_path, behind) as running:
        for one in behind:
            one.stopped()
        answer = running.ask("GET", "/")

    assert answer.status == 503
    assert "Sidan svarar inte just nu" in answer.text
    assert "text/html; charset=utf-8" in answer.all("content-type")
    assert traces(running.home) == {}
