"""What a program does besides answering: lines in logs, files written, others called."""

import ctypes
import logging
import os
import sys
from pathlib import Path
from typing import Any

FORMAT = "%(levelname)s %(name)s: %(message)s"  # as `pressdesk serve` has it
CALLS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "smtplib.")
LOOKS_UP = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostby")
LOOKS_UP += ("socket.getnameinfo",)
LOOPBACK = {"127.0.0.1", "::1"}
USUAL = set(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
CREATED = 0x100 | 0x80  # IN_CREATE, IN_MOVED_TO
NONBLOCKING = 0o4000


class Log(logging.Handler):
    """Every line that is logged while the block lasts.

    Args:
        level: of the root logger, as an administrator may set it.
        opens_all: all others are set to it too, whatever the program or its libraries have set.
    """

    def __init__(self, level: int, *, opens_all: bool = False) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter(FORMAT))
        self.chosen, self.opens_all = level, opens_all
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """The line, and what a shipper of logs would find beside it."""
        self.lines.append(self.format(record))
        if self.opens_all:
            beside = {k: v for k, v in vars(record).items() if k not in USUAL}
            self.lines.append(f"{record.pathname} {record.args!r} {beside!r}")

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def __enter__(self) -> "Log":
        root = logging.getLogger()
        self.before = [(root, root.level, False)]
        root.setLevel(self.chosen)
        root.addHandler(self)
        if self.opens_all:
            self.open_all()
        return self

    def open_all(self) -> None:
        """Again, for what was made or shut since."""
        for logger in list(logging.Logger.manager.loggerDict.values()):
            if isinstance(logger, logging.Logger):
                self.before.append((logger, logger.level, logger.disabled))
                logger.setLevel(self.chosen)
                logger.disabled = False

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)
        for logger, level, is_disabled in reversed(self.before):
            logger.setLevel(level)
            logger.disabled = is_disabled


class Watch:
    """Every file that Python opens for writing, and everybody it calls, while the block lasts.

    Args:
        port: where the tests themselves call the server.
    """

    awake: "Watch | None" = None

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.seen: list[str] = []

    def __enter__(self) -> "Watch":
        Watch.awake = self
        return self

    def __exit__(self, *_: object) -> None:
        Watch.awake = None

    def see(self, event: str, given: tuple[Any, ...]) -> None:
        writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT
        if event == "open" and (given[2] or 0) & writes and "__pycache__" not in str(given[0]):
            self.seen.append(f"opened {given[0]}")
        elif (
            event.startswith(("tempfile.", *CALLS))
            or event.startswith(LOOKS_UP)
            and not self._is_ours(event, given)
        ):
            self.seen.append(f"{event} {given}")

    def _is_ours(self, event: str, given: tuple[Any, ...]) -> bool:
        place = given[1] if event == "socket.connect" else given[:2]
        return place[0] in LOOPBACK and place[1] == self.port


class Folder:
    """Names of the files that are made in a folder, also of those that are gone at once."""

    def __init__(self, path: Path) -> None:
        libc = ctypes.CDLL(None)
        self.events = libc.inotify_init1(NONBLOCKING)
        assert libc.inotify_add_watch(self.events, os.fsencode(path), CREATED) >= 0

    def made(self) -> bytes:
        """What was made since the last time."""
        try:
            return os.read(self.events, 65_536)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        os.close(self.events)


def _hear(event: str, given: tuple[Any, ...]) -> None:
    if Watch.awake is not None:
        Watch.awake.see(event, given)


sys.addaudithook(_hear)
