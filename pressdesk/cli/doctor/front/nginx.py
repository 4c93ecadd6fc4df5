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
    is_for_staff,
    walk,
)
from pressdesk.cli.doctor.front.nginx_choosing import PLAIN, TLS, choose, doors

TOKEN = re.compile(
    r"(?P<blank>\s+)|(?P<comment>\#[^\n]*)|(?P<mark>[{};])"
    r"|\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'"
    r"|(?P<word>(?:[^\s{};\\$\"']|\\.|\$\{[^\s{}]{0,99}\}|\$|\\)"
    r"(?:[^\s{;\\$]|\\.|\$\{[^\s{}]{0,99}\}|\$|\\)*)",
    re.DOTALL,
)
INSIDE = {"location", "if", "limit_except"}
REGEX_MARKS = {"~", "~*"}
PROGRAM = "_by_lua_block"


class Level(NamedTuple):
    """One block with the blocks around it, from the file itself down to a location."""

    blocks: tuple[list[Directive], ...]
    opening: Directive  # the line of the innermost server or location
    is_for_staff: bool = False  # no employee's page is under it

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
        """Whether this very block hands requests to pressdesk; an `if` does as what is around."""
        is_within = self.opening.name in {"if", "limit_except"}
        blocks = self.blocks[-2:] if is_within else self.blocks[-1:]
        return any(directive.name == "proxy_pass" for block in blocks for directive in block)


class Server(NamedTuple):
    """A server block that answers for the host."""

    directive: Directive
    levels: list[Level]  # itself, then every location in it

    @property
    def block(self) -> list[Directive]:
        return self.directive.block or []


class Read(NamedTuple):
    """What nginx would do for a host."""

    servers: list[Server]
    strays: list[Server]  # they answer who types the host's name without https
    streams: list[Level]  # servers that pass connections on, at the host's doors
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
        if found[kind] == "{" and words and words[0].endswith(PROGRAM):
            at = _past_program(text, at)
        words = []
    if words:
        builder.fault(began, "ends without a semicolon")
    return builder.tree()


def read(text: str, file: str, opener: Opener, host: str) -> Read:
    """What a file, with all that it includes, would do for a host."""
    including = Including(parse, opener, ("include",))
    whole = including.read(text, file)
    every = [found for found in _servers(whole) if found.directive.block is not None]
    chosen = choose([one.directive for one in every], host)
    answering = [one for one in every if any(one.directive is d for d in chosen.answering)]
    strays = [one for one in every if any(one.directive is d for d in chosen.strays)]
    ports = {PLAIN, TLS} | {door.port for one in chosen.answering for door in doors(one)}
    streams = [one for one in _streams(whole) if ports & {d.port for d in doors(one.opening)}]
    return Read(answering, strays, streams, whole, including.faults, chosen.names_host)


def _past_program(text: str, at: int) -> int:
    """The offset of the brace that ends a program within the file."""
    depth = 1
    for found in re.compile(r"[{}]").finditer(text, at):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.start()
    return len(text)


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


def _streams(whole: list[Directive]) -> Iterator[Level]:
    for stream in (directive for directive in whole if directive.name == "stream"):
        for server in stream.block or []:
            if server.name == "server":
                yield Level((whole, stream.block or [], server.block or []), server)


def _server(directive: Directive, around: tuple[list[Directive], ...]) -> Server:
    blocks = (*around, directive.block or [])
    return Server(directive, [Level(blocks, directive), *_inside(blocks)])


def _inside(blocks: tuple[list[Directive], ...], *, is_staff: bool = False) -> Iterator[Level]:
    for directive in blocks[-1]:
        if directive.name in INSIDE:
            deeper = (*blocks, directive.block or [])
            is_theirs = is_staff or _is_for_staff(directive)
            yield Level(deeper, directive, is_theirs)
            yield from _inside(deeper, is_staff=is_theirs)


def _is_for_staff(location: Directive) -> bool:
    if location.name != "location" or set(location.args) & REGEX_MARKS or not location.args:
        return False
    return is_for_staff(location.args[-1], is_exact=location.first == "=")


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
