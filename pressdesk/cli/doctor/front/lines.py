"""What all readers share: a directive with its place, and a tree of them that is never too deep."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from pressdesk.cli.doctor.findings import Finding, grave, heed
from pressdesk.web.edge import STAFF

DEEPEST = 20  # blocks within blocks; real files have five
LONGEST_FILE = 4_194_304  # characters
MOST_FILES = 500
MOST_ROUNDS = 8  # includes within includes

# What programs ask for, and the web server's own keepers.
OF_MACHINES = ("/.well-known/", "/server-status", "/server-info", "/nginx_status", "/stub_status")

# Every file that a pattern of an include names, with its text: from a path, seen from a file.
Opener = Callable[[str, str], list[tuple[str, str]]]


class Place(NamedTuple):
    """Where something stands."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file} line {self.line}"


class Directive(NamedTuple):
    """One statement of a web server's file, with the block that it opens."""

    name: str
    args: tuple[str, ...]
    place: Place
    block: list["Directive"] | None = None

    @property
    def first(self) -> str:
        return self.args[0] if self.args else ""

    @property
    def text(self) -> str:
        """As it stands in the file, shortened."""
        whole = " ".join((self.name, *self.args))
        return whole if len(whole) <= 80 else f"{whole[:77]}..."  # noqa: PLR2004


class Fault(NamedTuple):
    """What no reader can make sense of."""

    place: Place
    says: str


class Tree(NamedTuple):
    """A file as it was understood, and what was not."""

    directives: list[Directive]
    faults: list[Fault]


class Builder:
    """Puts directives into blocks. Blocks too deep, or never opened, become faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self._root: list[Directive] = []
        self._open: list[tuple[Directive | None, list[Directive]]] = [(None, self._root)]
        self._skipped = 0

    @property
    def depth(self) -> int:
        return len(self._open) - 1

    @property
    def opened(self) -> str:
        """The name of the block that is open now."""
        directive = self._open[-1][0]
        return directive.name if directive else ""

    def add(self, words: list[str], line: int) -> None:
        if not self._skipped and words:
            place = Place(self.file, line)
            self._open[-1][1].append(Directive(words[0], tuple(words[1:]), place))

    def open(self, words: list[str], line: int) -> None:
        if self._skipped or self.depth >= DEEPEST:
            self._skipped += 1
            if self._skipped == 1:
                self.fault(line, "opens too many blocks within each other")
            return
        name, *args = words or [""]
        block: list[Directive] = []
        directive = Directive(name, tuple(args), Place(self.file, line), block)
        self._open[-1][1].append(directive)
        self._open.append((directive, block))

    def close(self, line: int) -> None:
        if self._skipped:
            self._skipped -= 1
        elif self.depth:
            self._open.pop()
        else:
            self.fault(line, "closes a block that was never opened")

    def fault(self, line: int, says: str) -> None:
        if len(self.faults) < MOST_ROUNDS:
            self.faults.append(Fault(Place(self.file, line), says))

    def tree(self) -> Tree:
        """What was built. A block that is still open is one that nobody closed."""
        unclosed = self._open[-1][0]
        if unclosed is not None:
            self.fault(unclosed.place.line, "opens a block that is never closed")
        return Tree(self._root, self.faults)


class Ruler:
    """Line numbers of offsets in a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def line(self, offset: int) -> int:
        return bisect_right(self._starts, offset)


def walk(directives: list[Directive]) -> Iterator[Directive]:
    """Every directive, outer ones first. Goes no deeper than a file is read."""
    for directive in directives:
        yield directive
        yield from walk(directive.block or [])


def is_name_for(pattern: str, host: str) -> bool:
    """Whether a server's name means a host: `press.example.se`, `*.example.se`, `.example.se`."""
    pattern = pattern.lower().rstrip(".")
    if pattern.startswith("."):
        return host == pattern[1:] or host.endswith(pattern)
    return fnmatchcase(host, pattern.replace("[", "[[]"))


def is_for_staff(path: str, *, is_exact: bool = False) -> bool:
    """Whether no page of an employee is under a path: what staff and machines do may be logged."""
    first, slash, _rest = path.lstrip("/").partition("/")
    return (first in STAFF and (bool(slash) or is_exact)) or path.startswith(OF_MACHINES)


def grave_at(
    directive: Directive, check: str, would: str, do: str, *, closes: bool = False
) -> Finding:
    """A finding about a line that stands in a file."""
    return grave(check, f"{directive.place}: {directive.text} {would}.", do, closes=closes)


def closing_at(directive: Directive, check: str, would: str, do: str) -> Finding:
    return grave_at(directive, check, would, do, closes=True)


def heed_at(directive: Directive, check: str, would: str, do: str) -> Finding:
    return heed(check, f"{directive.place}: {directive.text} {would}.", do)


def told(faults: list[Fault]) -> Iterator[Finding]:
    """What could not be read, for the reader of the findings."""
    for fault in faults:
        yield heed(
            "front-read",
            f"{fault.place}: {fault.says}.",
            "Mend the line: what doctor cannot read it cannot judge.",
        )
