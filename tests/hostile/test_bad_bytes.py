"""Bad bytes on the wire, to the real server: it answers in whole pages or hangs up, and goes on."""

import random
import socket
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from sqlmodel import select

from pressdesk import storage
from pressdesk.storage import FileStore
from pressdesk.tables import Message
from pressdesk.web.edge import PAGE_BYTES
from tests.conftest import QUESTION, Served, lodged, serving
from tests.hostile.judging import TRACE, without_padding
from tests.hostile.values import BROKEN, PARTS

SEED = "pressdesk"
EACH, MANY = 300, 10_000
SECONDS = 20  # a hang fails the test, and nothing else is timed
PATHS = (b"/", b"/fraga", b"/svar", b"/no", b"/desk/", b"/konto/logga-in", b"/static/pressdesk.css")
TYPE = b"Content-Type: application/x-www-form-urlencoded"
HEADS = (
    b"Host: localhost", b"Host: evil.example", b"Host:", b"Host: a\r\nHost: b",
    b"Content-Length: 5", b"Content-Length: 5, 6", b"Content-Length: 999999999999999999999",
    b"Content-Length: -1", b"Content-Length: +5", b"Content-Length: 0x5",
    b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked, chunked",
    b"Transfer-Encoding: gzip", b"Transfer-Encoding : chunked", b"Transfer-Encoding:\tchunked",
    b"transfer-encoding: CHUNKED", b"X: \0", b"X: \xff\xfe", b": x", b"X", b" folded: x",
    b"X: a\r\n b", b"X:" + b" " * 9_000, b"X" * 9_000 + b": y", b"Cookie: " + b"a=b; " * 3_000,
    b"Expect: 100-continue", b"Expect: x", b"Upgrade: h2c\r\nConnection: Upgrade",
    b"Connection: keep-alive", b"Range: bytes=0-", b"Content-Encoding: gzip",
    b"X-Forwarded-For: 1\r\nForwarded: for=x", b"Sec-Fetch-Site: cross-site", b"Date: \x1b[31m",
    b"Content-Type: multipart/form-data; boundary=" + b"-" * 300,
)  # fmt: skip
LINES = (
    b"GET / HTTP/1.1", b"GET / HTTP/9.9", b"GET /", b"get / http/1.1", b"GET  /  HTTP/1.1",
    b"\0 / HTTP/1.1", b"PRI * HTTP/2.0", b"OPTIONS * HTTP/1.1", b"CONNECT localhost:443 HTTP/1.1",
    b"GET http://evil.example/ HTTP/1.1", b"GET http://[/ HTTP/1.1",
    b"GET //evil.example/ HTTP/1.1", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET /\xff HTTP/1.1", b"A" * 40_000,
)  # fmt: skip
CHUNKS = (
    b"5\r\ntext=\r\n0\r\n\r\n", b"fffffffffffffffff\r\nx", b"-5\r\ntext=",
    b"5;x=\"y\r\ntext=\r\n0\r\n\r\n", b"5\ntext=\n0\n\n", b"g\r\n", b"5\r\ntext=XX\r\n0\r\n\r\n",
    b"0\r\nX: y\r\n\r\n", b"5\r\nte", b"0x5\r\ntext=\r\n0\r\n\r\n", b"\r\n\r\n",
)  # fmt: skip

BODIES = (
    *(b"", b"text=Hej&action=check", b"receipt=x", b"x" * 70_000),
    b"POST /skicka HTTP/1.1\r\nHost: localhost\r\n\r\n",
)


class Heard(NamedTuple):
    """One answer of a connection."""

    status: int
    head: bytes
    body: bytes
    is_whole: bool


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = FileStore(tmp_path_factory.mktemp("bytes") / storage.DATABASE)
    storage.upgrade(store)
    with serving(store, store.path.parent) as running:
        yield running
    store.close()


def stream(number: int) -> tuple[list[bytes], bool]:
    """What is sent on a connection, in parts; and whether it is hung up without listening."""
    rng = random.Random(f"{SEED} {number}")
    whole = b"".join(_request(rng) for _ in range(rng.choice((1, 1, 1, 2, 4))))
    for _ in range(rng.choice((0, 0, 1, 3))):
        at = rng.randrange(len(whole))
        twisted = rng.choice(
            (b"", b"\0", b"\r", b"\n", b"\r\n\r\n", b" ", b"\xff", rng.randbytes(9))
        )
        whole = whole[:at] + twisted + whole[at + rng.choice((0, 1, 7)) :]
    if rng.random() < 0.1:
        whole = rng.randbytes(rng.choice((1, 100, 5_000)))
    if rng.random() < 0.2:
        whole = whole[: rng.randrange(len(whole)) + 1]
    cut = rng.randrange(len(whole) + 1)
    return [part for part in (whole[:cut], whole[cut:]) if part], rng.random() < 0.1


def _request(rng: random.Random) -> bytes:
    path = rng.choice(PATHS) + (rng.choice(PARTS).encode() if rng.random() < 0.3 else b"")
    body = rng.choice((*BODIES, b"text=" + rng.choice(BROKEN), rng.choice(CHUNKS)))
    method = rng.choice((b"GET", b"POST", b"POST", b"PUT", b"TRACE", b"X"))
    first = b"%s %s HTTP/1.%d" % (method, path, rng.choice((0, 1, 1)))
    lines = [rng.choice(LINES) if rng.random() < 0.15 else first, b"Host: localhost", TYPE]
    lines += [b"Content-Length: %d" % (len(body) + rng.choice((0, 0, 0, 1, -1, 900)))] * (
        body != b""
    )
    lines += rng.choices(HEADS, k=rng.choice((0, 1, 1, 2, 5)))
    rng.shuffle(lines[1:])
    end = rng.choice((b"\r\n", b"\r\n", b"\r\n", b"\n"))
    return end.join(lines) + end * 2 + body


def talk(port: int, parts: list[bytes], *, is_rude: bool = False) -> list[Heard]:
    """Send parts, say that no more will come, and read until the server hangs up.

    When it does so with something unread, the network throws away what is still on its way: the
    last answer may then be cut, and is left out.
    """
    received, is_cut = bytearray(), False
    with socket.create_connection(("127.0.0.1", port), SECONDS) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for part in parts:
                line.sendall(part)
            line.shutdown(socket.SHUT_RDWR if is_rude else socket.SHUT_WR)
        except TimeoutError:
            raise
        except OSError:  # it has hung up already
            is_cut = True
        try:
            while more := line.recv(65_536):
                received += more
        except ConnectionError:
            is_cut = True
    found = list(answers(bytes(received)))
    return [one for one in found if one.is_whole or not (is_cut or is_rude)]


def answers(received: bytes) -> Iterator[Heard]:
    """What was received, cut by the lengths that it tells."""
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        told = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        length = int(told[0].split(b":")[1]) if told else 0
        yield Heard(status, head, rest[:length], len(rest) >= length)
        received = rest[length:]


def faults(heard: Heard) -> list[str]:
    """What is wrong with an answer."""
    if heard.status == 100:
        return []
    seen = without_padding(heard.body)
    found = [f"status {heard.status}"] * (heard.status >= 500)
    found += ["a trace"] * (TRACE.search(seen) is not None)
    found += ["says who it is"] * (b"\nserver:" in heard.head.lower())
    is_staff = b"set-cookie" in heard.head.lower() or b"script-src" in heard.head
    is_sized = heard.is_whole and (is_staff or len(heard.body) == PAGE_BYTES)
    return found + [f"size {len(heard.body)}"] * (not is_sized)


def sent(port: int, numbers: range) -> tuple[dict[int, Any], Counter[int]]:
    """Streams by number: what is wrong with their answers; and how often each status came."""
    wrong: dict[int, Any] = {}
    statuses: Counter[int] = Counter()
    for number in numbers:
        parts, is_rude = stream(number)
        heard = talk(port, parts, is_rude=is_rude)
        statuses.update(one.status for one in heard)
        told = [fault for one in heard for fault in faults(one)]
        if told:
            wrong[number] = (told, [part[:300] for part in parts])
    return wrong, statuses


def test_no_bad_bytes_stop_the_server_or_get_half_a_page(running):
    code = lodged(running.desk)

    wrong, statuses = sent(running.port, range(EACH))

    form = b"receipt=" + code.encode()
    head = b"POST /svar HTTP/1.0\r\nHost: localhost\r\n" + TYPE
    whole = talk(running.port, [b"%s\r\nContent-Length: %d\r\n\r\n%s" % (head, len(form), form)])
    assert wrong == {}
    assert {200, 400, 404, 405, 413} <= set(statuses)
    assert [one.status for one in whole] == [200]
    assert QUESTION.encode() in whole[0].body


def test_a_request_hidden_in_anothers_body_is_not_done(running):
    """Two lengths, or a length and chunks: a proxy in front may read it otherwise."""
    code = lodged(running.desk)
    hidden = b"POST /svar/radera HTTP/1.1\r\nHost: localhost\r\n" + TYPE
    hidden += b"\r\nContent-Length: 41\r\n\r\nconfirm=yes&receipt=" + code.encode()[:24]
    before = stored(running)

    for more in (
        b"Content-Length: 0\r\nContent-Length: %d" % len(hidden),
        b"Content-Length: %d\r\nTransfer-Encoding : chunked" % len(hidden),
        b"Content-Length: %d\r\nTransfer-Encoding: xchunked" % len(hidden),
        b"Content-Length: %d\r\nTransfer-Encoding: chunked, identity" % len(hidden),
        b"Content-Length: %d\r\nX: y\nTransfer-Encoding: chunked" % len(hidden),
    ):
        head = b"POST /fraga HTTP/1.1\r\nHost: localhost\r\n" + TYPE + b"\r\n" + more + b"\r\n\r\n"
        heard = talk(running.port, [head + hidden])
        assert len(heard) <= 1, more

    assert stored(running) == before


def stored(running: Served) -> int:
    with running.desk.store.reading() as db:
        return len(db.exec(select(Message.id)).all())


def test_headers_without_end_are_answered_and_not_kept(running):
    flood = b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: b\r\n" * 131_072

    heard = talk(running.port, [flood])

    assert [one.status for one in heard] in ([400], [413], [431], [])
    assert [
        one.status for one in talk(running.port, [b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"])
    ] == [200]


@pytest.mark.long
def test_no_bad_bytes_of_ten_thousand_stop_the_server(running):
    wrong, statuses = sent(running.port, range(EACH, MANY))

    assert wrong == {}
    assert statuses.total() > MANY // 2
