"""The network between the site and its database, with a hand on it.

A `Proxy` listens on loopback and forwards to the server's socket. It can be told to refuse, to
swallow everything without a word, to be slow, to cut all lines with a reset, and to cut one line
exactly at a commit or after so many bytes of an answer.
"""

import socket
import struct
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path

COMMIT = b"COMMIT\0"
PART = 65_536
RESET = struct.pack("ii", 1, 0)  # close() sends RST, not FIN


class Line:
    """One connection through the proxy, both ways."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self.answered = 0  # bytes that came from the server
        self.is_cut_at_answer = False

    def cut(self) -> None:
        """Both ends are told at once, and hard."""
        for end in (self.client, self.server):
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            with suppress(OSError):
                end.shutdown(socket.SHUT_RD)  # wakes whoever reads it here
            end.close()


class Proxy:
    """A way to a PostgreSQL server, for as long as the block lasts."""

    def __init__(self, home: Path) -> None:
        self.upstream = str(home / ".s.PGSQL.5432")
        self.counted: Counter[str] = Counter()
        self.lines: list[Line] = []
        self.at_commit = ""  # "before" or "after": the next commit is cut there
        self.cut_after: int | None = None  # bytes of answers on one line
        self.is_swallowing = False
        self.delay_seconds = 0.0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._listening = self._listen(0)
        self.port = int(self._listening.getsockname()[1])

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.refuse()

    def url(self, name: str) -> str:
        """How the site finds a database through here."""
        return f"postgresql://desk@127.0.0.1:{self.port}/{name}?sslmode=disable&gssencmode=disable"

    def cut(self) -> None:
        """Reset every line; new ones may be made."""
        with self._lock:
            lines, self.lines = self.lines, []
        for line in lines:
            self.counted["cut"] += 1
            line.cut()

    def refuse(self) -> None:
        """Cut every line and take no new one."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for the next
        self._listening.close()
        self.cut()

    def swallow(self) -> None:
        """From now on nothing comes through, and nobody says so."""
        self.is_swallowing = True

    def heal(self) -> None:
        """As it should be. What was swallowed is lost, and so its lines are."""
        if self._listening.fileno() < 0:
            self._listening = self._listen(self.port)
        if self.is_swallowing:
            self.is_swallowing = False
            self.cut()
        self.delay_seconds = 0.0

    def _listen(self, port: int) -> socket.socket:
        listening = socket.create_server(("127.0.0.1", port), backlog=64)
        threading.Thread(target=self._accept, args=[listening], daemon=True).start()
        return listening

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):  # closed, here or at its end
            while True:
                client, _ = listening.accept()
                self._join(client)

    def _join(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self.upstream)
        except OSError:  # the server is down
            client.close()
            return
        line = Line(client, server)
        with self._lock:
            self.lines.append(line)
        self.counted["lines"] += 1
        for ends in ((client, server), (server, client)):
            threading.Thread(target=self._pump, args=[line, *ends], daemon=True).start()

    def _pump(self, line: Line, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(PART):
                if self.is_swallowing:
                    self.counted["swallowed"] += len(part)
                elif not self._pass(line, part, target, is_asked=source is line.client):
                    break
        self._end(line)

    def _pass(self, line: Line, part: bytes, target: socket.socket, *, is_asked: bool) -> bool:
        """Whether the line goes on after this part."""
        if self.delay_seconds:
            self._over.wait(self.delay_seconds)
        if is_asked and COMMIT in part and self.at_commit:
            line.is_cut_at_answer = self.at_commit == "after"
            self.at_commit = ""
            self.counted["cut at commit"] += 1
            if not line.is_cut_at_answer:
                return False
        elif not is_asked and self._is_cut(line, part):
            return False
        target.sendall(part)
        return True

    def _is_cut(self, line: Line, part: bytes) -> bool:
        line.answered += len(part)
        if self.cut_after is not None and line.answered > self.cut_after:
            self.cut_after = None
            self.counted["cut in an answer"] += 1
            return True
        return line.is_cut_at_answer

    def _end(self, line: Line) -> None:
        with self._lock:
            if line in self.lines:
                self.lines.remove(line)
        line.cut()
