"""Mail servers on loopback: real SMTP that keeps what it gets, and some that are down, slow, wrong
or rude.
"""

import datetime
import ipaddress
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.ports import free_port

HOST = "127.0.0.1"
FROM = "pressjour@exempelstad.se"
TO = ("ofelia@exempelstad.se", "olle@exempelstad.se")
USER, PASSWORD = "pressdesk", "ett hemligt ord"


class Received(NamedTuple):
    """A letter as the mail server got it, and who it was told to be for and from."""

    content: bytes
    sender: str
    recipients: list[str]
    greeting: str
    is_encrypted: bool
    user: bytes | None


class Certificate(NamedTuple):
    """A certificate that signs itself, and the context of a server that shows it."""

    path: Path
    context: ssl.SSLContext


class Box:
    """What a mail server was told (verbs in order) and given."""

    def __init__(self, port: int, tls: str, user: str) -> None:
        self.port, self.tls, self.user = port, tls, user
        self.letters: list[Received] = []
        self.verbs: list[str] = []
        self.refuse: dict[str, str] = {}
        self.refused_recipients: dict[str, str] = {}
        self.on_verb: dict[str, Callable[[], None]] = {}
        self.hangs_up = False

    def settings(self, **more: Any) -> dict[str, Any]:
        """What pressdesk.toml says to send here."""
        signing_in = {"smtp_user": self.user, "smtp_password": PASSWORD} if self.user else {}
        return settings_for(self.port, smtp_tls=self.tls) | signing_in | more


def settings_for(port: int, **more: Any) -> dict[str, Any]:
    ours = {"smtp_host": HOST, "smtp_port": port, "smtp_tls": "none"}
    return ours | {"notice_from": FROM, "notice_to": TO} | more


class _Server(SMTP):
    """Aiosmtpd, which notes each verb and refuses where the box says so."""

    box: Box

    async def _handle_client(self) -> None:
        for verb in ("EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA"):
            self._method(verb)
        await super()._handle_client()

    def _method(self, verb: str) -> None:
        real = self._smtp_methods[verb]

        async def heard(argument: str | None) -> None:
            self.box.verbs.append(verb)
            self.box.on_verb.get(verb, lambda: None)()
            if verb in self.box.refuse:
                await self.push(self.box.refuse[verb])
            else:
                await real(argument)

        self._smtp_methods[verb] = heard


class _Keeper:
    """Keeps letters, unless the box says otherwise."""

    def __init__(self, box: Box) -> None:
        self.box = box

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, to: str, _: Any) -> str:
        if to in self.box.refused_recipients:
            return self.box.refused_recipients[to]
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        is_encrypted = session.ssl is not None or self.box.tls == "tls"
        user = session.auth_data.login if session.authenticated else None
        self.box.letters.append(
            Received(
                envelope.original_content,
                envelope.mail_from,
                envelope.rcpt_tos,
                session.host_name,
                is_encrypted,
                user,
            )
        )
        self.box.on_verb.get("TEXT", lambda: None)()
        if self.box.hangs_up:
            server.transport.abort()
        return self.box.refuse.get("TEXT", "250 OK")


class _Controller(Controller):
    def __init__(self, box: Box, **more: Any) -> None:
        self.box = box
        super().__init__(_Keeper(box), hostname=HOST, port=box.port, **more)

    def factory(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # it does not count TLS from byte one
            made = _Server(self.handler, **self.SMTP_kwargs)
        made.box = self.box
        return made


@contextmanager
def mail_server(
    tls: str = "none", certificate: Certificate | None = None, user: str = ""
) -> Iterator[Box]:
    """A mail server; with `user` it wants a sign-in."""
    box = Box(free_port(), tls, user)
    more: dict[str, Any] = {}
    if certificate is not None:
        more["ssl_context" if tls == "tls" else "tls_context"] = certificate.context
    if user:
        more |= {"authenticator": _judge, "auth_required": True}
        more["auth_require_tls"] = tls == "starttls"
    else:
        more["auth_exclude_mechanism"] = ["LOGIN", "PLAIN"]
    controller = _Controller(box, **more)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def _judge(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    is_right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False, auth_data=given)


class Silent(NamedTuple):
    """A server that takes the call and says nothing; `called` is set by the first caller."""

    port: int
    called: threading.Event


@contextmanager
def silent_server(says: bytes = b"", every_seconds: float = 0.05) -> Iterator[Silent]:
    """Says one byte of `says` at a time, for ever; nothing when that is empty."""
    listening = socket.create_server((HOST, 0))
    called, over = threading.Event(), threading.Event()

    def answer() -> None:
        with suppress(OSError):
            line, _ = listening.accept()
            with line:
                called.set()
                while not over.wait(every_seconds):
                    line.sendall(says)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield Silent(listening.getsockname()[1], called)
    finally:
        over.set()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


def certified(folder: Path, name: str = HOST, years: range = range(2020, 2100)) -> Certificate:
    """A self-signed certificate for an address of this machine, or for a name."""
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    is_address = name[0].isdigit()
    alternative = x509.IPAddress(ipaddress.ip_address(name)) if is_address else x509.DNSName(name)
    made = (
        x509.CertificateBuilder(whose, whose, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.datetime(years.start, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(years.stop, 1, 1, tzinfo=datetime.UTC))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}-{years.stop}.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pkcs8 = serialization.PrivateFormat.PKCS8
    with_key = folder / f"{name}-{years.stop}.key"
    with_key.write_bytes(key.private_bytes(serialization.Encoding.PEM, pkcs8, plain))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path, with_key)
    return Certificate(path, context)


@pytest.fixture
def post() -> Iterator[Box]:
    """A mail server without TLS, which takes what it is given."""
    with mail_server() as box:
        yield box


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """A certificate that this machine trusts from now on, as by its store."""
    made = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.path))
    return made
