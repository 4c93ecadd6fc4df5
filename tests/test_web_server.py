"""The real server over a socket: bodies stay in memory, and every refusal is a page."""

import builtins
import io
import json
import os
import re
import socket
import tempfile
from contextlib import closing, suppress
from pathlib import Path

import pytest

from pressdesk.storage import FileStore
from pressdesk.web import server
from pressdesk.web.edge import PAGE_BYTES
from tests.conftest import QUESTION, fields, lodged, serving

FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
HOST = b"Host: localhost\r\n"
KIB = 1_024
MIB = 1_048_576
SECONDS = 20  # a hang fails the test, and nothing else is timed


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """One served site for these tests; none of them changes it but by lodging."""
    from pressdesk import storage

    home = tmp_path_factory.mktemp("served")
    store = FileStore(home / storage.DATABASE, busy_milliseconds=500)
    storage.upgrade(store)
    with serving(store, home) as running:
        yield running
    store.close()


class Answer:
    """What came over the wire."""

    def __init__(self, raw: bytes) -> None:
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split()[1]) if raw else 0
        self.headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines[1:])}

    @property
    def text(self) -> str:
        return self.body.decode()


def talk(address, *parts: bytes) -> Answer:
    """Send parts one by one, and read until the server hangs up."""
    with closing(socket.create_connection(("127.0.0.1", address.port), SECONDS)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            line.sendall(part)
        return Answer(heard(line))


def heard(line: socket.socket) -> bytes:
    found = b""
    with suppress(ConnectionResetError):  # it hangs up with the rest unread
        while more := line.recv(65_536):
            found += more
    return found


def get(address, path: str = "/", *headers: bytes) -> Answer:
    return talk(address, request("GET", path, *headers))


def request(method: str, path: str, *headers: bytes, body: bytes = b"") -> bytes:
    length = b"Content-Length: %d\r\n" % len(body) if body else b""
    first = f"{method} {path} HTTP/1.1\r\n".encode()
    return b"".join([first, HOST, b"Connection: close\r\n", length, *headers, b"\r\n", body])


def chunked(body: bytes, size: int = 7_000) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


def posted(address, size: int, *, as_chunks: bool = False, path: str = "/fraga") -> Answer:
    """Post a form of so many bytes."""
    body = b"text=" + b"x" * (size - 5)
    if not as_chunks:
        return talk(address, request("POST", path, FORM, body=body))
    head = request("POST", path, FORM, b"Transfer-Encoding: chunked\r\n")
    return talk(address, head, chunked(body))


def watched(monkeypatch) -> list[str]:
    """Every file that is made or opened for writing, by any door of Python's."""
    made: list[str] = []
    real = os.open, builtins.open

    def os_open(path, flags, *rest, **more):
        if flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR):
            made.append(str(path))
        return real[0](path, flags, *rest, **more)

    def plain_open(path, mode="r", *rest, **more):
        if set(mode) & set("wax+"):
            made.append(str(path))
        return real[1](path, mode, *rest, **more)

    monkeypatch.setattr(os, "open", os_open)
    for module in (builtins, io, tempfile._io):
        monkeypatch.setattr(module, "open", plain_open)
    return made


def test_the_server_tells_no_name(address):
    answer = get(address)

    assert answer.status == 200
    assert "server" not in answer.headers
    assert "waitress" not in str(answer.headers).lower()


def test_every_answer_to_an_employee_has_one_length_on_the_wire(address):
    answers = [
        get(address, path) for path in ("/", "/fraga", "/svar", "/no", "/static/pressdesk.css")
    ]

    assert {len(answer.body) for answer in answers} == {PAGE_BYTES}
    assert {answer.headers["content-length"] for answer in answers} == {str(PAGE_BYTES)}


def test_a_head_request_gets_no_body_and_the_pages_length(address):
    answer = talk(address, request("HEAD", "/"))

    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-length"] == str(PAGE_BYTES)


UNREADABLE = {
    "header": b"/ HTTP/1.1\r\nHost localhost\r\n\r\n",
    "length": b"/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
    "coding": b"/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n",
    "version": b"/ HTTP/1.x\r\nHost: localhost\r\n\r\n",
    "long head": b"/ HTTP/1.1\r\nX: " + b"x" * 17_000 + b"\r\n\r\n",
    "long body": b"/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 17825792\r\n\r\n",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_head_request_that_cannot_be_read_gets_no_body_either(address, name):
    rest = UNREADABLE[name]
    got = talk(address, b"GET " + rest)

    for parts in ([b"HEAD " + rest], [b"\r\n\r\n", b"HE", b"AD " + rest]):
        answer = talk(address, *parts)

        assert (answer.status, answer.body) == (got.status, b"")
        assert answer.headers["content-length"] == str(len(got.body)) == str(PAGE_BYTES)


@pytest.mark.parametrize("as_chunks", [False, True])
def test_a_whole_question_goes_through_the_wire(address, as_chunks):
    body = b"action=check&text=" + QUESTION.encode()
    head = request("POST", "/fraga", FORM, b"Transfer-Encoding: chunked\r\n")
    parts = [head, chunked(body, 10)] if as_chunks else [request("POST", "/fraga", FORM, body=body)]

    answer = talk(address, *parts)

    assert "Läs igenom och skicka" in answer.text
    assert QUESTION in answer.text


@pytest.mark.parametrize("as_chunks", [False, True])
@pytest.mark.parametrize("size", [70 * KIB, 600 * KIB, 2 * MIB])
def test_a_body_too_long_gets_the_page_that_says_so(address, size, as_chunks):
    answer = posted(address, size, as_chunks=as_chunks)

    assert (answer.status, len(answer.body)) == (413, PAGE_BYTES)
    assert "Texten är för lång för att skicka" in answer.text


@pytest.mark.parametrize("as_chunks", [False, True])
def test_a_body_of_the_longest_length_is_read(address, as_chunks):
    answer = posted(address, 64 * KIB, as_chunks=as_chunks)

    assert answer.status == 422


@pytest.mark.parametrize("as_chunks", [False, True])
@pytest.mark.parametrize("size", [70 * KIB, 600 * KIB, 2 * MIB])
@pytest.mark.parametrize("path", ["/fraga", "/desk/"])
def test_no_body_is_ever_put_into_a_file(address, monkeypatch, tmp_path, size, as_chunks, path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = watched(monkeypatch)

    posted(address, size, as_chunks=as_chunks, path=path)

    assert made == []
    assert list(tmp_path.iterdir()) == []


def test_a_careless_server_would_put_it_into_a_file(address, monkeypatch, tmp_path):
    from waitress.receiver import FixedStreamReceiver

    class Careless(server.Parser):
        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if self.content_length:
                from waitress.buffers import OverflowableBuffer

                self.body_rcv = FixedStreamReceiver(
                    self.content_length, OverflowableBuffer(100_000)
                )

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(server.Channel, "parser_class", Careless)
    made = watched(monkeypatch)

    posted(address, 600 * KIB)

    assert [name for name in made if str(tmp_path) in name]


def test_a_body_without_end_is_cut_off_with_a_page(address):
    head = request("POST", "/fraga", FORM, b"Content-Length: %d\r\n" % (17 * MIB))

    answer = talk(address, head)

    assert answer.status == 413
    assert "Texten är för lång" in answer.text


def test_a_browser_that_asks_first_is_told_to_go_on(address):
    body = b"action=check&text=Hej"
    head = request("POST", "/fraga", FORM, b"Content-Length: %d\r\n" % len(body),
                   b"Expect: 100-continue\r\n")  # fmt: skip
    with closing(socket.create_connection(("127.0.0.1", address.port), SECONDS)) as line:
        line.sendall(head)
        first = line.recv(100)
        line.sendall(body)
        answer = Answer(heard(line))

    assert first.startswith(b"HTTP/1.1 100 Continue")
    assert answer.status == 200


def test_a_slow_client_is_waited_for_and_keeps_nobody_waiting(address):
    whole = request("POST", "/fraga", FORM, body=b"action=check&text=Hej+du")
    lines = [socket.create_connection(("127.0.0.1", address.port), SECONDS) for _ in range(20)]
    for line in lines:
        line.sendall(whole[:-8])

    others = get(address).status
    for line in lines:
        for at in range(len(whole) - 8, len(whole)):
            line.sendall(whole[at : at + 1])
    statuses = [Answer(heard(line)).status for line in lines]

    assert (others, statuses) == (200, [200] * 20)
    for line in lines:
        line.close()


def test_a_client_that_hangs_up_halfway_stores_nothing_and_logs_nothing(address, caplog):
    whole = request("POST", "/skicka", FORM, body=b"text=" + b"x" * 1_000)
    with closing(socket.create_connection(("127.0.0.1", address.port), SECONDS)) as line:
        line.sendall(whole[:-500])

    after = get(address).status

    assert after == 200
    assert caplog.text == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 40_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"G\0ET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    ],
)
def test_what_is_no_request_gets_a_page_or_a_hang_up_and_never_a_trace(address, raw):
    with closing(socket.create_connection(("127.0.0.1", address.port), SECONDS)) as line:
        with suppress(ConnectionError):
            line.sendall(raw)
        with suppress(OSError):  # it may have hung up already
            line.shutdown(socket.SHUT_WR)
        answer = Answer(heard(line))

    assert answer.status in {0, 200, 400, 413, 431, 501, 505}
    assert not re.search("Traceback|waitress|Python", answer.body.decode(errors="replace"))
    assert get(address).status == 200


def test_two_requests_on_one_line_are_both_answered(address):
    first = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"

    answer = talk(address, first, request("GET", "/svar"))

    assert answer.body.count(b"HTTP/1.1 200 OK") == 1
    assert "Läs svaret" in answer.body.decode(errors="replace")


def test_compression_is_never_used(address):
    answer = get(address, "/", b"Accept-Encoding: gzip, br, deflate\r\n")

    assert "content-encoding" not in answer.headers
    assert "no-transform" in answer.headers["cache-control"]


def test_a_code_reads_its_answer_over_the_wire(address):
    code = lodged(address.desk)

    answer = talk(address, request("POST", "/svar", FORM, body=f"receipt={code}".encode()))

    assert QUESTION in answer.text
    assert "set-cookie" not in answer.headers


def test_staff_cookies_travel_and_employees_do_not_get_any(address):
    page = get(address, "/konto/logga-in")
    asked = get(address, "/fraga", b"Cookie: pressdesk=x; form=y\r\n")

    assert "set-cookie" in page.headers
    assert fields(page.text)["csrf_token"]
    assert "set-cookie" not in asked.headers


def test_health_says_only_that_it_answers(address):
    answer = get(address, "/halsa")

    assert (answer.status, answer.text) == (200, "ok\n")


def test_the_headers_of_a_page_hold_no_clock_of_ours_but_the_servers_date(address):
    answer = get(address)

    told = {name: value for name, value in answer.headers.items() if re.search(r"\d\d:\d\d", value)}

    assert set(told) <= {"date"}
    assert json.dumps(told).count("GMT") <= 1


def test_the_database_is_the_only_file_that_a_visit_leaves(address):
    lodged(address.desk)

    names = {path.name for path in Path(address.desk.home).iterdir()}

    assert names <= {"desk.db", "desk.db-wal", "desk.db-shm"}
