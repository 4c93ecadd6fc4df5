"""Reads Apache's files: which lines hold for the site's host, sections and includes followed."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pressdesk.cli.doctor.front.apache_macros import Macros, defined
from pressdesk.cli.doctor.front.including import Including
from pressdesk.cli.doctor.front.lines import (
    Builder,
    Directive,
    Fault,
    Opener,
    Tree,
    is_for_staff,
    is_name_for,
)

WORD = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|(\S+)")
CLEAR = {"ifmodule", "ifdefine", "ifversion", "iffile", "ifdirective", "ifsection"}  # taken as true
OF_FILES = {"directory", "directorymatch", "files", "filesmatch"}  # not of what is passed on
LONGEST_LINE = 100_000


class Host(NamedTuple):
    """A virtual host that answers for the site, with what the whole server says."""

    directive: Directive
    own: list[Directive]  # its lines, those in its sections too
    common: list[Directive]  # of the whole server

    def set_by(self, *names: str) -> list[Directive]:
        """Lines of these names: the host's own, or else the whole server's."""
        wanted = {name.lower() for name in names}
        own = [d for d in self.own if d.name.lower() in wanted]
        return own or [d for d in self.common if d.name.lower() in wanted]

    def both(self, *names: str) -> list[Directive]:
        """Lines of these names wherever they stand."""
        wanted = {name.lower() for name in names}
        return [d for d in (*self.common, *self.own) if d.name.lower() in wanted]


class Read(NamedTuple):
    """What Apache would do for a host."""

    hosts: list[Host]
    strays: list[Host]  # they answer who types the host's name without https
    faults: list[Fault]
    names_host: bool
    file: str


def parse(text: str, file: str) -> Tree:
    """The directives of one file."""
    builder, pending, began = Builder(file), "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        began = began if pending else number
        bare = line.rstrip("\r")
        if bare.endswith("\\") and len(pending) < LONGEST_LINE:
            pending += bare[:-1] + " "
            continue
        _line(builder, (pending + bare).strip(), began)
        pending = ""
    _line(builder, pending.strip(), began)
    return builder.tree()


def read(text: str, file: str, opener: Opener, host: str) -> Read:
    """What a file, with all that it includes, would do for a host."""
    including = Including(parse, opener, ("include", "includeoptional"))
    read_in = list(_clear(including.read(text, file)))
    whole = list(Macros(read_in).written_out(defined(read_in)))
    common = [d for d in whole if d.block is None]
    hosts = [d for d in whole if d.name.lower() == "virtualhost"]
    named = [d for d in hosts if any(is_name_for(name, host) for name in _names(d))]
    answering = _first_at_each_door(named) or hosts or whole[:1]
    ports = {_port(door) for one in named for door in one.args}
    strays = _for_any(hosts, "80") if "443" in ports and "80" not in ports else []

    def made(chosen: list[Directive]) -> list[Host]:
        return [Host(d, list(_lines(d.block or [])), common) for d in chosen]

    return Read(made(answering), made(strays), including.faults, bool(named), file)


def _first_at_each_door(named: list[Directive]) -> list[Directive]:
    """Where several are named alike, Apache takes the first."""
    first: dict[str, Directive] = {}
    for one in named:
        for door in one.args or ("*",):
            first.setdefault(door.lower().replace("_default_", "*"), one)
    return list({id(one): one for one in first.values()}.values())


def _for_any(hosts: list[Directive], port: str) -> list[Directive]:
    """What answers at a port for hosts that nobody names: the first there."""
    there = [one for one in hosts if any(_port(door) in {port, "*"} for door in one.args)]
    return there[:1]


def _port(door: str) -> str:
    """`*:80` -> `80`; `[::1]` and `*` mean every port."""
    _, colon, port = door.rpartition(":")
    return port if colon and not door.endswith("]") else "*"


def _line(builder: Builder, line: str, number: int) -> None:
    if not line or line.startswith("#"):
        return
    if line.startswith("</"):
        name = line[2:].rstrip(">").strip().lower()
        if builder.depth and name != builder.opened.lower():
            builder.fault(number, "closes another section than the one that is open")
        builder.close(number)
    elif line.startswith("<"):
        builder.open(_words(line[1:].rstrip(">")), number)
    else:
        builder.add(_words(line), number)


def _words(line: str) -> list[str]:
    return ["".join(groups) for groups in WORD.findall(line)]


def _clear(directives: list[Directive]) -> Iterator[Directive]:
    """Without the sections that only ask whether a module is there."""
    for directive in directives:
        if directive.name.lower() in CLEAR:
            yield from _clear(directive.block or [])
        elif directive.block is None:
            yield directive
        else:
            yield directive._replace(block=list(_clear(directive.block)))


def _lines(block: list[Directive]) -> Iterator[Directive]:
    """Lines of a host and of the sections in it that an employee may reach."""
    for directive in block:
        if directive.block is None:
            yield directive
        elif directive.name.lower() not in OF_FILES and not _is_for_staff(directive):
            yield from _lines(directive.block)


def _is_for_staff(section: Directive) -> bool:
    return section.name.lower() == "location" and is_for_staff(section.first)


def _names(host: Directive) -> list[str]:
    found = []
    for line in host.block or []:
        if line.name.lower() in {"servername", "serveralias"}:
            found += [arg.partition("://")[2] or arg for arg in line.args]
    return [name.partition(":")[0] for name in found]
