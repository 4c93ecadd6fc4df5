"""A web server in front of pressdesk, with real TLS, that can be told to misbehave."""

import http.client
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "press.example.se"
Headers = list[tuple[str, str]]


class Answer(NamedTuple):
    status: int
    headers: Headers
    body: bytes


class Request(NamedTuple):
    headers: dict[str, str]


def as_it_is(answer: Answer) -> Answer:
    return answer


class Front(NamedTuple):
    """A front that runs: its ports, and whom it trusts."""

    tls: int
    plain: int
    trust: ssl.SSLContext

    @property
    def via(self) -> dict[int, tuple[str, int]]:
        return {443: ("127.0.0.1", self.tls), 80: ("127.0.0.1", self.plain)}


def certificate(folder: Path, host: str, starts: datetime, days: int) -> Path:
    """A certificate that vouches for itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(starts + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path = folder / "front.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def passing(
    port: int, spoil: Callable[[Answer], Answer], host: str | None
) -> type[BaseHTTPRequestHandler]:
    """What passes each request on to `port`, and what came back through `spoil`."""

    class Passing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            up = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            passed = dict(self.headers.items()) | {"Host": host or self.headers["Host"]}
            up.request(self.command, self.path, body or None, passed)
            got = up.getresponse()
            answer = spoil(Answer(got.status, got.getheaders(), got.read()))
            up.close()
            self.send_response_only(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)
            self.close_connection = True

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """A front that logs nothing."""

    return Passing


def sending(passes: type[BaseHTTPRequestHandler], redirects: bool) -> type[BaseHTTPRequestHandler]:
    """What sends whoever comes without TLS to https, unless it does not."""

    class Sending(passes):  # type: ignore[misc, valid-type]
        def do_GET(self) -> None:
            if not redirects:
                super().do_GET()
                return
            self.send_response_only(301)
            self.send_header("Location", f"https://{HOST}{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()

    return Sending


@contextmanager
def fronting(
    port: int,
    pem: Path,
    *,
    spoil: Callable[[Answer], Answer] = as_it_is,
    host: str | None = None,
    redirects: bool = True,
) -> Iterator[Front]:
    """A front for pressdesk at `port`.

    Args:
        spoil: what it makes of each answer.
        host: what it passes on as Host; None: what came.
        redirects: whether who comes without TLS is sent to https.
    """
    passes = passing(port, spoil, host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    trust = ssl.create_default_context(cafile=str(pem))
    tls = ThreadingHTTPServer(("127.0.0.1", 0), passes)
    tls.socket = context.wrap_socket(tls.socket, server_side=True)
    plain = ThreadingHTTPServer(("127.0.0.1", 0), sending(passes, redirects))
    servers = [tls, plain]
    for server in servers:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield Front(tls.server_port, plain.server_port, trust)
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
