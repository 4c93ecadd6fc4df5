"""A request while it is being made."""

import random
from collections.abc import Callable
from urllib.parse import urlencode

from tests.hostile.known import FORM, Known
from tests.hostile.stage import Wish


class Draft:
    """A request while it is being twisted."""

    def __init__(self, method: str, path: str, who: str) -> None:
        self.method, self.path, self.who = method, path, who
        self.query: list[tuple[str, str]] = []
        self.pairs: list[tuple[str, str]] = []
        self.raw_query = ""
        self.body: bytes | None = None  # instead of the pairs
        self.headers: dict[str, str] = {}
        self.cookie: str | None = None
        self.prefix, self.times = "", 1
        self.mark, self.marked = "", ""  # a word, and the field that it is typed in
        self.is_odd = False  # in a way that is turned away before its text is read

    def wish(self, known: Known) -> Wish:
        body = self.body if self.body is not None else encoded(self.pairs)
        sends = self.method not in {"GET", "HEAD"} or self.body is not None
        cookie = known.cookies[self.who] if self.cookie is None else self.cookie
        usual = {"CONTENT_TYPE": FORM} if sends else {}
        usual |= {"HTTP_COOKIE": cookie} if cookie else {}
        query = "&".join(part for part in (urlencode(self.query), self.raw_query) if part)
        return Wish(
            self.method,
            self.path,
            query,
            body if sends else b"",
            tuple((usual | self.headers).items()),
            self.prefix,
            self.mark if self._gives_back() else "",
            self.times,
        )

    def _gives_back(self) -> bool:
        """Whether the marked text goes out as a browser would send it, in a field that is read."""
        mine = next((value for name, value in self.pairs if name == self.marked), "")
        is_sent = self.body is None and self.method.upper() == "POST"
        return is_sent and not self.is_odd and self.mark in mine


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    return urlencode([(n, v.replace("\n", "\r\n")) for n, v in pairs], errors="replace").encode()


Twist = Callable[[random.Random, Known, Draft], None]
