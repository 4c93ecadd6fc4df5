"""The HTTP server: waitress, made to keep every body in memory and to answer its own refusals with
a page.

Waitress puts bodies over half a megabyte into temporary files, in clear. Here a body past the limit
is read and dropped, so that the browser gets the page that says so; past 16 MiB the connection
ends.
"""

import logging
from functools import partial
from io import BytesIO
from typing import Any

from flask import Flask
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver, FixedStreamReceiver
from waitress.server import TcpWSGIServer, create_server
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import RequestEntityTooLarge

from pressdesk.web import channels
from pressdesk.web.edge import EMPLOYEE_BODY_BYTES, STAFF, STAFF_BODY_BYTES
from pressdesk.web.porter import Porter

LONGEST_HEAD_BYTES = 16_384  # address and headers, of which every connection may hold as much
LONGEST_BODY_BYTES = 16 * 1_048_576
NEVER_TO_DISK_BYTES = 1_073_741_824
THREADS = 8
HEAD = b"HEAD "


class Memory:
    """Waitress's buffer, in memory: keeps a body up to the limit, and of a longer one its length
    only.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._length = 0
        self._kept = BytesIO()

    def __len__(self) -> int:
        return self._length

    def append(self, part: bytes) -> None:
        self._length += len(part)
        if self._length <= self._limit:
            self._kept.write(part)
        elif self._kept.tell():
            self._kept = BytesIO()

    def getfile(self) -> BytesIO:
        self._kept.seek(0)
        return self._kept

    def close(self) -> None:
        self._kept.close()


class Parser(HTTPRequestParser):
    """Reads bodies into `Memory`, and knows a HEAD request also when it cannot be read."""

    _beginning = b""

    def received(self, data: bytes) -> int:
        if len(self._beginning) < len(HEAD):
            self._beginning = (self._beginning + data).lstrip()[: len(HEAD)]
        return int(super().received(data))

    @property
    def is_head(self) -> bool:
        return self._beginning == HEAD

    def parse_header(self, header_plus: bytes) -> None:
        try:
            super().parse_header(header_plus)
        except ValueError:  # of urllib, which waitress lets through: nothing would be answered
            raise ParsingError("Not an address") from None
        # Whoever writes staff's words into her path is held to staff's limit; it is no secret.
        is_staffs = not set(STAFF).isdisjoint(self.path.lstrip("/").split("/")[:2])
        kept = Memory(STAFF_BODY_BYTES if is_staffs else EMPLOYEE_BODY_BYTES)
        if self.chunked:
            self.body_rcv = ChunkedReceiver(kept)
        elif self.content_length > 0:
            self.body_rcv = FixedStreamReceiver(self.content_length, kept)


class Refusal(ErrorTask):
    """What waitress cannot parse, or will not read, gets the app's own page."""

    def execute(self) -> None:
        is_long = isinstance(self.request.error, RequestEntityTooLarge)
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(LONGEST_BODY_BYTES),
            "HTTP_HOST": self.request.headers.get("HOST", "") if is_long else "",
            "REMOTE_ADDR": "",  # waitress's own middleware looks for one
            "wsgi.input": BytesIO(),
        }
        body = b"".join(self.channel.server.application(environ, self._start))
        self.set_close_on_finish()
        self.content_length = len(body)
        if not self.request.is_head:
            self.write(body)

    def _start(self, status: str, headers: list[tuple[str, str]], _exc: object = None) -> None:
        self.status = status
        self.response_headers.extend(headers)


class Answer(WSGITask):
    """The app's answer; the last of its line when the server is about to stop."""

    def build_response_header(self) -> bytes:
        if getattr(self.channel.server, "is_ending", False):
            self.set_close_on_finish()
        return bytes(super().build_response_header())


class Channel(channels.Channel):
    parser_class = Parser
    answer_class = Answer
    refusal_class = Refusal


def listen(app: Flask, host: str, port: int, threads: int = THREADS) -> Any:
    """A server that listens; `ending.run` answers, `close()` ends it.

    Raises:
        OSError: the port is taken, or not for this user.
    """
    # It would write the path of whoever hangs up, and a line per waiting visitor.
    logging.getLogger("waitress").setLevel(logging.CRITICAL)
    server = create_server(
        app,
        host=host,
        port=port,
        _dispatcher=channels.Dispatcher(threads),
        ident=None,
        max_request_body_size=LONGEST_BODY_BYTES,
        max_request_header_size=LONGEST_HEAD_BYTES,
        inbuf_overflow=NEVER_TO_DISK_BYTES,
        outbuf_overflow=NEVER_TO_DISK_BYTES,
        channel_timeout=channels.PATIENCE_SECONDS,
        connection_limit=2 * channels.MOST_CONNECTIONS,  # all are being answered, or just came
        asyncore_use_poll=True,  # select knows no file number over 1,023
        clear_untrusted_proxy_headers=True,
        expose_tracebacks=False,
    )
    porter = Porter(app)
    for one in [server, *getattr(server, "map", {}).values()]:
        if isinstance(one, TcpWSGIServer):
            one.channel_class, one.porter = Channel, porter
            one.handle_accept = partial(channels.let_in, one)
            one.readable = partial(channels.make_room, one)
    return server
