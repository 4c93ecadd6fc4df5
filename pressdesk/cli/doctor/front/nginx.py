"""Reads nginx's files: which lines hold for the site's host, as nginx passes them down."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pressdesk.cli.doctor.front.including import Including
from pressdesk.cli.doctor.front.lines import (
    Builder,
    Directive,
    Fault,
    Opener,
    Ruler,
    Tree,
    is_name_for,
    walk,
)
from pressdesk.web.edge import STAFF

TOKEN = re.compile(
    r"(?P<blank>\s+)|(?P<comment>\#[^\n]*)|(?P<mark>[{};])"
    r"|\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'"
    r"|(?P<word>(?:[^\s{};\\$\"']|\\.|\$\{[^\s{}]{0,99}\}|\$|\\)"
    r"(?:[^\s{;\\$]|\\.|\$\{[^\s{}]{0,99}\}|\$|\\)*)",
    re.DOTALL,
)
INSIDE = {"location", "if", "limit_except"}
REGEX_MARKS = {"~", "~*"}
LONGEST_REGEX = 200


class Level(NamedTuple):
    """One block with the blocks around it, from the file itself down to a location."""

    blocks: tuple[list[Directive], ...]
    opening: Directive  # the line of the innermost server or location

    def set_by(self, *names: str) -> list[Directive]:
        """The lines that count for this block: those of the innermost block that has any."""
        for block in reversed(self.blocks):
            found = [directive for directive in block if directive.name in names]
            if found:
                return found
        return []

    def last(self, name: str) -> Directive | None:
        return next(reversed(self.set_by(name)), None)

    @property
    def own(self) -> list[Directive]:
        return self.blocks[-1]

    @property
    def passes(self) -> bool:
        """Whether this very block hands requests to pressdesk."""
        return any(directive.name == "proxy_pass" for directive in self.own)


class Server(NamedTuple):
    """A server block that answers for the host."""

    directive: Directive
    levels: list[Level]  # itself, then every location in it that an employee may reach

    @property
    def block(self) -> list[Directive]:
        return self.directive.block or []


class Read(NamedTuple):
    """What nginx would do for a host."""

    servers: list[Server]
    streams: list[Directive]
    everything: list[Directive]
    faults: list[Fault]
    names_host: bool  # whether a server block names it; else those for any host are meant


def parse(text: str, file: str) -> Tree:
    """The directives of one file."""
    builder, ruler, words, began = Builder(file), Ruler(text), list[str](), 0
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            builder.fault(ruler.line(at), "a quotation mark is never closed")
            break
        kind, at = found.lastgroup, found.end()
        if kind in {"blank", "comment"}:
            continue
        if kind != "mark":
            began = began if words else ruler.line(found.start())
            words.append(found[kind])
            continue
        _mark(builder, found[kind], words, began if words else ruler.line(found.start()))
        words = []
    if words:
        builder.fault(began, "ends without a semicolon")
    return builder.tree()


def read(text: str, file: str, opener: Opener, host: str) -> Read:
    """What a file, with all that it includes, would do for a host."""
    including = Including(parse, opener, ("include",))
    whole = including.read(text, file)
    servers = [found for found in _servers(whole) if found.directive.block is not None]
    named = [one for one in servers if any(is_named(n, host) for n in _names(one.directive))]
    spare = [one for one in servers if _is_default(one.directive)] or servers
    streams = [d for d in whole if d.name == "stream"]
    return Read(named or spare, streams, whole, including.faults, bool(named))


def is_named(name: str, host: str) -> bool:
    """Whether a `server_name` means a host."""
    if not name.startswith("~"):
        return is_name_for(name, host)
    try:
        return len(name) <= LONGEST_REGEX and bool(re.search(name[1:], host))
    except (re.error, RecursionError, OverflowError):
        return False


def _mark(builder: Builder, mark: str, words: list[str], line: int) -> None:
    if mark == ";":
        builder.add(words, line)
    elif mark == "{":
        builder.open(words, line)
    else:
        if words:
            builder.fault(line, "ends without a semicolon")
        builder.close(line)


def _servers(whole: list[Directive]) -> Iterator[Server]:
    """Server blocks in `http`, or bare ones, as a file of sites-enabled has them."""
    for directive in whole:
        if directive.name == "http":
            for inner in directive.block or []:
                if inner.name == "server":
                    yield _server(inner, (whole, directive.block or []))
        elif directive.name == "server":
            yield _server(directive, (whole,))


def _server(directive: Directive, around: tuple[list[Directive], ...]) -> Server:
    blocks = (*around, directive.block or [])
    return Server(directive, [Level(blocks, directive), *_inside(blocks)])


def _inside(blocks: tuple[list[Directive], ...]) -> Iterator[Level]:
    for directive in blocks[-1]:
        if directive.name in INSIDE and not _is_for_staff(directive):
            deeper = (*blocks, directive.block or [])
            yield Level(deeper, directive)
            yield from _inside(deeper)


def _is_for_staff(location: Directive) -> bool:
    """Whether no page of an employee is under it: what staff do may be logged."""
    if location.name != "location" or set(location.args) & REGEX_MARKS:
        return False
    path = location.args[-1] if location.args else "/"
    first, slash, _rest = path.lstrip("/").partition("/")
    is_exact = location.first == "="
    return first in STAFF and (bool(slash) or is_exact)


def _names(server: Directive) -> list[str]:
    return [arg for d in server.block or [] if d.name == "server_name" for arg in d.args]


def _is_default(server: Directive) -> bool:
    listens = [d for d in server.block or [] if d.name == "listen"]
    return any({"default_server", "default"} & set(d.args) for d in listens)


def zones_by_address(whole: list[Directive]) -> set[str]:
    """Names of the zones that count by a visitor's address."""
    zones = [d for d in walk(whole) if d.name in {"limit_req_zone", "limit_conn_zone"}]
    by_address = [d for d in zones if "remote_addr" in d.first or "forwarded" in d.first]
    return {
        part.removeprefix("zone=").partition(":")[0]
        for directive in by_address
        for part in directive.args
        if part.startswith("zone=")
    }
