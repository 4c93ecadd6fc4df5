"""HTTP as bytes on a socket, so that a test sees what a network sees, and can send what no browser
would.
"""

import re
import socket
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlencode

PADDING = re.compile(rb"(?:<!--|/\*) [A-Za-z0-9+/=]* (?:-->|\*/)\n\Z")
FORM = "application/x-www-form-urlencoded"
Form = dict[str, str] | list[tuple[str, str]]


class Answer(NamedTuple):
    """What came back, to the last byte."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        """The values of a header, as often as it was sent."""
        return [value for known, value in self.headers if known == name.lower()]

    @property
    def text(self) -> str:
        """The page without its padding."""
        return PADDING.sub(b"", self.body).decode()


def ask(port: int, method: str, path: str, form: Form | None = None, **headers: str) -> Answer:
    """One request on a connection of its own."""
    return exchange(port, request(method, path, form, **headers))


def request(method: str, path: str, form: Form | None = None, **headers: str) -> bytes:
    """A request as a browser writes it. `headers` may replace what is sent otherwise."""
    body = b"" if form is None else urlencode(form).encode()
    ours = {"Host": "localhost", "Connection": "close"}
    if form is not None:
        ours |= {"Content-Type": FORM, "Content-Length": str(len(body))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{n}: {v}" for n, v in (ours | headers).items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def exchange(port: int, sent: bytes, address: str = "127.0.0.1") -> Answer:
    """Send bytes from an address of this machine, and read until the server hangs up."""
    received = bytearray()
    with socket.create_connection(("127.0.0.1", port), 20, (address, 0)) as line:
        with suppress(ConnectionError):  # it may hang up before it has read all
            line.sendall(sent)
        with suppress(ConnectionError):
            while part := line.recv(65_536):
                received += part
    return parsed(bytes(received))


def parsed(received: bytes) -> Answer:
    """An answer, read as written: neither unpacked nor cut to its length."""
    head, _, body = received.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    pairs = [line.split(": ", 1) for line in rest]
    return Answer(int(first.split(" ")[1]), [(name.lower(), value) for name, value in pairs], body)
