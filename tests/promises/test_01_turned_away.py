"""Promises 1, 2 and 4 while too many come: whoever is turned away is known to nobody either, gets
what everybody gets, and nobody else's answer.
"""

import logging
import socket
from contextlib import suppress

import pytest

from pressdesk.vault import receipts
from pressdesk.web import budgets, failures
from pressdesk.web.edge import PAGE_BYTES
from tests.conftest import lodged
from tests.promises import wire
from tests.promises.marks import ADDRESS, FIELD, HEADERS, left_in, marks_in
from tests.promises.visits import METHODS, in_folder, sender
from tests.promises.watch import Log

PATHS = ("/", "/fraga", "/skicka", "/svar", "/svar/skriv", "/en/svar")


@pytest.fixture
def crowded(tmp_path, monkeypatch):
    """A site at which no lane of a stranger's has any room."""
    none = {lane: budget._replace(waiting=0) for lane, budget in budgets.BUDGETS.items()}
    monkeypatch.setattr(budgets, "BUDGETS", none)
    failures.counted.clear()
    with in_folder(tmp_path) as running:
        yield running
    failures.counted.clear()


def test_whoever_is_turned_away_is_in_no_file_and_no_log(crowded):
    send = sender(crowded, HEADERS, address=ADDRESS)
    with Log(logging.DEBUG) as log:
        statuses = {send("GET", path).status for path in PATHS}
        statuses |= {send("POST", path, FIELD | {"receipt": "x"}).status for path in PATHS}
        failures.tell()

    assert statuses == {503}
    assert marks_in(left_in(crowded.desk.home, log.text)) == []
    assert "12 times" in log.text


def test_right_and_wrong_codes_are_turned_away_alike_before_they_are_looked_at(crowded):
    send = sender(crowded)
    codes = (lodged(crowded.desk), receipts.mint(), "no code at all........")
    answers = [send("POST", "/svar", {"receipt": code}) for code in codes]
    texts = {a.text.replace(code, "") for a, code in zip(answers, codes, strict=True)}
    headers = [[pair for pair in answer.headers if pair[0] != "date"] for answer in answers]

    assert {(answer.status, len(answer.body)) for answer in answers} == {(503, PAGE_BYTES)}
    assert len(texts) == 1
    assert headers[0] == headers[1] == headers[2]


@pytest.mark.parametrize("prefix", ["", "/en", "/lattlast"])
def test_every_refusal_has_one_length_and_no_cookie_in_every_language(crowded, prefix):
    send = sender(crowded, HEADERS, prefix=prefix)
    longest = FIELD | {"text": '"' * 4_000, "receipt": receipts.mint()}

    answers = {
        (method, path): send(method, path, longest if method == "POST" else None)
        for method in METHODS
        for path in ("/", "/svar", "/svar/skriv", "/skicka", "/finns/inte", "/oppna-siffror/")
    }

    bodies = {(method == "HEAD", len(answer.body)) for (method, _), answer in answers.items()}
    assert bodies == {(False, PAGE_BYTES), (True, 0)}
    assert {answer.status for answer in answers.values()} == {503}
    for answer in answers.values():
        assert answer.all("content-length") == [str(PAGE_BYTES)]
        assert not [name for name, _ in answer.headers if name in {"set-cookie", "server", "vary"}]


POST = b"POST /svar HTTP/1.1\r\nHost: localhost\r\n"
UNREADABLE = {
    "17 MiB": POST + b"Content-Length: 17825792\r\n\r\n",
    "odd coding": POST + b"Transfer-Encoding: gzip\r\n\r\n",
    "odd chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "no length": POST + b"Content-Length: x\r\n\r\n",
    "odd head": b"HEAD /svar HTTP/1.1\r\nHost localhost\r\n\r\n",
    "head": b"HEAD /svar HTTP/1.1\r\nHost: localhost\r\nContent-Length: 17825792\r\n\r\n",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_follows_an_unreadable_request_is_no_request(crowded, name):
    """On a line that a web server shares out, its answer would be the next visitor's page."""
    hidden = wire.request("GET", "/en/desk/")
    with socket.create_connection(("127.0.0.1", crowded.port), 20) as line:
        line.sendall(UNREADABLE[name])
        received = line.recv(1_000)
        with suppress(ConnectionError):
            line.sendall(hidden)
            while part := line.recv(65_536):
                received += part

    assert b"Connection: close" in received
    assert received.count(b"HTTP/1.") == 1
    assert received.endswith(b"\r\n\r\n") is name.endswith("head")


def test_of_two_requests_sent_at_once_each_has_its_own_answer_and_the_line_goes_on(crowded):
    """The second finds no room when the first is answered; the line is as good as before."""
    form = {"receipt": receipts.mint()}
    alive = {"Connection": "keep-alive"}
    both = b"".join(wire.request("POST", path, form, **alive) for path in ("/svar", "/en/svar"))
    with (
        socket.create_connection(("127.0.0.1", crowded.port), 20) as line,
        line.makefile("rb") as read,
    ):
        line.sendall(both)
        languages = [language_of(read) for _ in range(2)]
        line.sendall(wire.request("GET", "/lattlast/", **alive))
        languages.append(language_of(read))

    assert languages == [b'<html lang="sv">', b'<html lang="en">', b'<html lang="sv" class="easy">']


def language_of(read) -> bytes:
    """The next answer's line that says its language."""
    while read.readline().strip():
        pass
    return next(one for one in read.read(PAGE_BYTES).splitlines() if one.startswith(b"<html"))
