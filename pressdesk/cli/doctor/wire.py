"""One request as a browser sends it, over real TLS, and all that comes back."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

SECONDS = 10
LONGEST_ANSWER = 1_048_576
HTTPS, HTTP = 443, 80

# Where a port of the site is reached instead of by its name.
Via = Mapping[int, tuple[str, int]]


class Unreachable(Exception):
    """Nothing answers. The network alone may be to blame."""


class BadCertificate(Exception):
    """The certificate is out of date, another host's, or nobody vouches for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Answer(NamedTuple):
    """What came back, as it came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    expires: str  # of the certificate, as OpenSSL writes it; empty without TLS

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name: str) -> str:
        return ", ".join(self.all(name))


class Line:
    """The way to a site."""

    def __init__(self, url: str, context: ssl.SSLContext | None = None, via: Via | None = None):
        parts = urlsplit(url)
        self.host = parts.hostname or ""
        self.is_tls = parts.scheme == "https"
        self.port = parts.port or (HTTPS if self.is_tls else HTTP)
        self._context = context or ssl.create_default_context()
        self._via = via or {}

    def plain(self) -> "Line":
        """The same host without TLS, at port 80."""
        return Line(f"http://{self.host}", self._context, self._via)

    def ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        """One request on a connection of its own.

        Raises:
            Unreachable, BadCertificate.
        """
        headers = {"Accept-Encoding": "gzip, deflate, br, zstd", "Accept": "text/html"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connected = self._connected()
        try:
            speaking = http.client.HTTPConnection(self.host, self.port, timeout=SECONDS)
            if self.port not in {HTTP, HTTPS}:
                headers["Host"] = f"{self.host}:{self.port}"
            speaking.sock = connected
            speaking.auto_open = 0
            speaking.request(method, path, body, headers)
            answered = speaking.getresponse()
            text = answered.read(LONGEST_ANSWER)
            found = tuple(answered.getheaders())
            return Answer(answered.status, found, text, _expires(connected))
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(type(error).__name__) from None
        finally:
            with suppress(OSError):
                connected.close()

    def _connected(self) -> socket.socket:
        address = self._via.get(self.port, (self.host, self.port))
        try:
            bare = socket.create_connection(address, timeout=SECONDS)
        except (OSError, UnicodeError) as error:
            raise Unreachable(type(error).__name__) from None
        if not self.is_tls:
            return bare
        try:
            return self._context.wrap_socket(bare, server_hostname=self.host)
        except ssl.SSLCertVerificationError as error:
            bare.close()
            raise BadCertificate(error.verify_message) from None
        except (OSError, ValueError) as error:
            bare.close()
            raise Unreachable(type(error).__name__) from None


def _expires(connected: socket.socket) -> str:
    if not isinstance(connected, ssl.SSLSocket):
        return ""
    certificate = connected.getpeercert() or {}
    return str(certificate.get("notAfter", ""))
