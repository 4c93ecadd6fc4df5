"""Reads a Caddyfile: which lines hold for the site's host, and what must not stand there."""

import re
from typing import NamedTuple

from pressdesk.cli.doctor.front.including import Including
from pressdesk.cli.doctor.front.lines import (
    MOST_FILES,
    Builder,
    Directive,
    Fault,
    Opener,
    Ruler,
    Tree,
    is_name_for,
)

TOKEN = re.compile(
    r"(?P<newline>\n)|(?P<joined>\\\r?\n)|(?P<blank>[^\S\n]+)|(?P<comment>\#[^\n]*)"
    r"|<<(?P<heredoc>[A-Za-z0-9_-]{1,40})(?=\r?\n)"
    r"|\"(?P<double>(?:[^\"\\]|\\.)*)\"|`(?P<back>[^`]*)`|"
    r"(?P<word>(?:[^\s\"`\\]|\\(?!\r?\n))(?:[^\s\\]|\\(?!\r?\n))*)",
    re.DOTALL,
)


class Site(NamedTuple):
    """One site block, with the addresses that it answers for."""

    directive: Directive
    addresses: tuple[str, ...]

    @property
    def block(self) -> list[Directive]:
        return self.directive.block or []


class Read(NamedTuple):
    """What Caddy would do for a host."""

    options: Directive | None  # the block without a name
    sites: list[Site]
    strays: list[Site]  # they answer who types the host's name without https
    faults: list[Fault]
    names_host: bool
    file: str


class Snippets:
    """Named blocks that sites import. One that imports itself is taken once."""

    def __init__(self, blocks: dict[str, list[Directive]]) -> None:
        self._blocks = blocks
        self._left = MOST_FILES

    def resolved(self, block: list[Directive], above: tuple[str, ...] = ()) -> list[Directive]:
        found: list[Directive] = []
        for directive in block:
            name = directive.first if directive.name == "import" else ""
            if name in self._blocks and name not in above and self._left > 0:
                self._left -= 1
                filled = [_filled(line, directive.args[1:]) for line in self._blocks[name]]
                found += self.resolved(filled, (*above, name))
            elif directive.block is not None:
                inner = self.resolved(directive.block, above)
                found.append(directive._replace(block=inner))
            else:
                found.append(directive)
        return found


def parse(text: str, file: str) -> Tree:
    """The directives of one file; a site without braces is given them."""
    builder, ruler = Builder(file), Ruler(text)
    words: list[str] = []
    began = at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            builder.fault(ruler.line(at), "a quotation mark is never closed")
            break
        kind, start, at = found.lastgroup, at, found.end()
        if kind in {"blank", "joined", "comment"}:
            continue
        if kind == "newline":
            if words and not (builder.depth == 0 and words[-1].endswith(",")):
                _line(builder, words, began)
                words = []
            continue
        began = began if words else ruler.line(start)
        if kind == "heredoc":
            at = _past(text, at, found[kind])
        words.append(found[kind])
    if words:
        _line(builder, words, began)
    return builder.tree()


def read(text: str, file: str, opener: Opener, host: str) -> Read:
    """What a file, with all that it imports, would do for a host."""
    including = Including(parse, opener, ("import",), seen_from=-1)
    whole = including.read(text, file)
    snippets = Snippets({d.name[1:-1]: d.block or [] for d in whole if _is_snippet(d)})
    rest = snippets.resolved([d for d in whole if not _is_snippet(d)])
    options = next((d for d in rest if d.name == "" and d.block is not None), None)
    sites = [_site(d) for d in _with_braces([d for d in rest if d is not options])]
    named = [s for s in sites if any(is_address_of(a, host) for a in s.addresses)]
    exact = [s for s in named if any(_host_of(a) == host for a in s.addresses)]
    nameless = [s for s in sites if any(not _host_of(a) for a in s.addresses)]
    is_plain = any(_is_plain(a) for s in exact for a in s.addresses)
    strays = [s for s in nameless if any(_is_plain(a) for a in s.addresses) and not is_plain]
    chosen = exact or named or nameless or sites
    return Read(options, chosen, strays if named else [], including.faults, bool(named), file)


def _is_plain(address: str) -> bool:
    return address.startswith("http://") or address.endswith(":80")


def is_address_of(address: str, host: str) -> bool:
    """Whether a site's address means a host."""
    name = _host_of(address)
    return bool(name) and is_name_for(name, host)


def _line(builder: Builder, words: list[str], line: int) -> None:
    if words == ["}"]:
        builder.close(line)
    elif words[-1] == "{":
        builder.open(words[:-1], line)
    else:
        builder.add(words, line)


def _past(text: str, at: int, mark: str) -> int:
    """The offset behind a heredoc that began before `at`."""
    found = re.compile(rf"^[^\S\n]*{re.escape(mark)}\b", re.MULTILINE).search(text, at)
    return found.end() if found else len(text)


def _is_snippet(directive: Directive) -> bool:
    return directive.name.startswith("(") and directive.name.endswith(")")


def _with_braces(rest: list[Directive]) -> list[Directive]:
    """A file of one site may leave its braces out: then the first line has the addresses."""
    if not rest or rest[0].block is not None or rest[0].name == "import":
        return [d for d in rest if d.block is not None]
    return [rest[0]._replace(block=rest[1:])]


def _site(directive: Directive) -> Site:
    words = (directive.name, *directive.args)
    return Site(directive, tuple(part for word in words for part in word.split(",") if part))


def _filled(directive: Directive, given: tuple[str, ...]) -> Directive:
    """A line of a snippet with the words that it is imported with."""

    def word(text: str) -> str:
        for number, value in enumerate(given):
            text = text.replace(f"{{args[{number}]}}", value).replace(f"{{args.{number}}}", value)
        return text

    block = directive.block
    inner = None if block is None else [_filled(line, given) for line in block]
    args = tuple(word(arg) for arg in directive.args)
    return Directive(word(directive.name), args, directive.place, inner)


def _host_of(address: str) -> str:
    """`https://press.example.se:443/x` -> `press.example.se`; `:443` -> ``."""
    bare = address.strip().lower().partition("://")[2] or address.strip().lower()
    return bare.partition("/")[0].partition(":")[0]
