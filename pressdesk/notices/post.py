"""Handing the letter to a mail server: one transaction, every step within its time."""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import NamedTuple

from pressdesk.config import Settings
from pressdesk.keytables import NoticeState

READY, GO_ON, ACCEPTED, REFUSED = 220, 354, range(200, 300), range(400, 600)
SIGN_IN_METHODS = {"CRAM-MD5", "PLAIN", "LOGIN"}


class Fault(StrEnum):
    """At which step it ended. No address, and nothing that the server said."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    DROPPED = "dropped"
    GREETING = "refused-greeting"
    NO_TLS = "no-tls"
    TLS = "tls"
    CERTIFICATE = "certificate"
    NO_SIGN_IN = "no-sign-in"
    SIGN_IN = "refused-sign-in"
    SENDER = "refused-sender"
    RECIPIENTS = "refused-recipients"
    TEXT = "refused-text"


class Limits(NamedTuple):
    """Seconds for a step, and for all of it, however slowly a server talks."""

    step: float = 20
    whole: float = 120


class Result(NamedTuple):
    """SENT; WAITING: the server does not have it, try again; HANDED: it may have it."""

    state: NoticeState
    fault: Fault | None = None
    refused: int = 0  # of several recipients


class _Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def send(
    settings: Settings, letter: bytes, hand_over: Callable[[], None], limits: Limits | None = None
) -> Result:
    """Give a letter to the mail server, once.

    Args:
        hand_over: called when the server is ready for the text and has none of it yet; what it
            raises ends the conversation there.
    """
    try:
        with _line(settings, limits or Limits()) as smtp:
            _introduce(smtp, settings)
            refused = _address(smtp, settings)
            hand_over()
            return _give(smtp, letter, refused)
    except _Refused as error:
        return Result(NoticeState.WAITING, error.fault)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return Result(NoticeState.WAITING, _fault_of(error))


@contextmanager
def _line(settings: Settings, limits: Limits) -> Iterator[smtplib.SMTP]:
    """A conversation that is about to begin, and that ends when its time is over."""
    domain = settings.notice_from.rpartition("@")[2]  # never the name of this machine
    smtp = (
        smtplib.SMTP_SSL(local_hostname=domain, timeout=limits.step, context=_context())
        if settings.smtp_tls == "tls"
        else smtplib.SMTP(local_hostname=domain, timeout=limits.step)
    )
    # Whom the certificate must name; connect() alone leaves it out.
    smtp._host = settings.smtp_host  # type: ignore[attr-defined]
    over, late = threading.Event(), threading.Event()
    watching = (smtp, limits.whole, over, late)
    watch = threading.Thread(target=_end_after, args=watching, daemon=True)
    watch.start()
    try:
        yield smtp
    except (_Refused, OSError, smtplib.SMTPException, ValueError):
        if late.is_set():
            raise _Refused(Fault.SLOW) from None
        raise
    finally:
        over.set()
        watch.join()
        smtp.close()


def _end_after(
    smtp: smtplib.SMTP, seconds: float, over: threading.Event, late: threading.Event
) -> None:
    while not over.wait(seconds):
        late.set()
        seconds = 1.0  # a socket may only now be there, or be another since TLS began
        if smtp.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(smtp.sock, socket.SHUT_RDWR)


def _introduce(smtp: smtplib.SMTP, settings: Settings) -> None:
    """Greet, turn to TLS, sign in. Nothing secret goes before the certificate is checked."""
    code, _ = smtp.connect(settings.smtp_host, settings.smtp_port)
    if code != READY:
        raise _Refused(Fault.GREETING)
    _greet(smtp)
    if settings.smtp_tls == "starttls":
        with _meaning(Fault.NO_TLS, smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException):
            smtp.starttls(context=_context())
        _greet(smtp)
    if settings.smtp_user:
        if not SIGN_IN_METHODS & set(smtp.esmtp_features.get("auth", "").split()):
            raise _Refused(Fault.NO_SIGN_IN)
        with _meaning(Fault.SIGN_IN, smtplib.SMTPResponseException, ValueError):
            smtp.login(settings.smtp_user, settings.smtp_password)


def _greet(smtp: smtplib.SMTP) -> None:
    with _meaning(Fault.GREETING, smtplib.SMTPHeloError):
        smtp.ehlo_or_helo_if_needed()


def _address(smtp: smtplib.SMTP, settings: Settings) -> int:
    """Sender and recipients, up to the server's word to go on; how many recipients it refused."""
    if smtp.mail(settings.notice_from)[0] not in ACCEPTED:
        raise _Refused(Fault.SENDER)
    recipients = dict.fromkeys(settings.notice_to)
    codes = [smtp.rcpt(recipient)[0] for recipient in recipients]
    refused = sum(code not in ACCEPTED for code in codes)
    if refused == len(codes):
        raise _Refused(Fault.RECIPIENTS)
    if smtp.docmd("DATA")[0] != GO_ON:
        raise _Refused(Fault.TEXT)
    return refused


def _give(smtp: smtplib.SMTP, letter: bytes, refused: int) -> Result:
    """The text. When no answer comes it may have arrived, and is not sent again."""
    quoted = re.sub(rb"(?m)^\.", b"..", letter)
    try:
        smtp.send(quoted + b".\r\n")
        code, _ = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Result(NoticeState.HANDED, _fault_of(error), refused)
    if code in REFUSED:
        return Result(NoticeState.WAITING, Fault.TEXT)
    if code not in ACCEPTED:
        return Result(NoticeState.HANDED, Fault.DROPPED, refused)
    with suppress(OSError, smtplib.SMTPException):
        smtp.quit()
    return Result(NoticeState.SENT, None, refused)


def _context() -> ssl.SSLContext:
    """Certificates are checked against those that the system trusts."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@contextmanager
def _meaning(fault: Fault, *errors: type[Exception]) -> Iterator[None]:
    try:
        yield
    except errors:
        raise _Refused(fault) from None


def _fault_of(error: Exception) -> Fault:
    kinds: list[tuple[type[Exception], Fault]] = [
        (ssl.SSLCertVerificationError, Fault.CERTIFICATE),
        (TimeoutError, Fault.SLOW),
        (ssl.SSLError, Fault.TLS),
        (smtplib.SMTPException, Fault.DROPPED),
    ]
    if isinstance(error.__context__, TimeoutError):
        return Fault.SLOW
    return next((fault for kind, fault in kinds if isinstance(error, kind)), Fault.UNREACHABLE)
