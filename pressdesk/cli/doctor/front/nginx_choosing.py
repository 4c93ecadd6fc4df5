"""Which of nginx's server blocks answers a host: one for each door that it listens on."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from pressdesk.cli.doctor.front.lines import Directive, is_name_for

LONGEST_REGEX = 200
NAMED_GROUP = re.compile(r"\(\?<(?=[A-Za-z_])")  # Python writes (?P<name>…)
LOOPBACK = ("127.", "localhost", "[::1]", "unix:")
PLAIN, TLS = "80", "443"


class Door(NamedTuple):
    """An address and a port where nginx listens."""

    address: str
    port: str


class Chosen(NamedTuple):
    """Server blocks of one file, for a host."""

    answering: list[Directive]
    strays: list[Directive]  # they answer who types the name without https
    names_host: bool  # whether any names it; else those for any host are meant


def choose(servers: list[Directive], host: str) -> Chosen:
    """The best named block at each door; where a port has none, what answers for any host."""
    best = {}
    for door, there in _at_doors(servers).items():
        ranked = [(rank, one) for one in there if (rank := _rank(one, host)) is not None]
        if ranked:
            best[door] = min(ranked, key=lambda pair: pair[0])[1]
    if not best:
        return Chosen(_unique(filter(_is_default, servers)) or servers, [], names_host=False)
    ports = {door.port for door in best}
    answering = [*best.values(), *(_for_any(servers, TLS) if ports <= {PLAIN} else [])]
    strays = _for_any(servers, PLAIN) if TLS in ports and PLAIN not in ports else []
    return Chosen(_unique(answering), _unique(strays), names_host=True)


def doors(server: Directive) -> list[Door]:
    """Where a block listens."""
    listens = [line for line in server.block or [] if line.name == "listen"]
    return [_door(line.first) for line in listens] or [Door("*", PLAIN)]


def is_named(name: str, host: str) -> bool:
    """Whether a `server_name` means a host."""
    if not name.startswith("~"):
        return is_name_for(name, host)
    try:
        pattern = NAMED_GROUP.sub("(?P<", name[1:])
        return len(name) <= LONGEST_REGEX and bool(re.search(pattern, host, re.IGNORECASE))
    except (re.error, RecursionError, OverflowError):
        return False


def _at_doors(servers: list[Directive]) -> dict[Door, list[Directive]]:
    found: dict[Door, list[Directive]] = {}
    for server in servers:
        for door in dict.fromkeys(doors(server)):
            found.setdefault(door, []).append(server)
    return found


def _rank(server: Directive, host: str) -> tuple[int, int] | None:
    """How well a block is named, the lower the better: whole name, `*.x`, `x.*`, pattern."""
    names = [arg for d in server.block or [] if d.name == "server_name" for arg in d.args]
    ranks = [_rank_of(name.lower(), host) for name in names if is_named(name, host)]
    return min(ranks, default=None)


def _rank_of(name: str, host: str) -> tuple[int, int]:
    if name.startswith("~"):
        return (3, 0)
    if name.strip(".") == host:
        return (0, 0)
    return (1 if name.startswith(("*", ".")) else 2, -len(name))


def _for_any(servers: list[Directive], port: str) -> list[Directive]:
    """What answers at a port for hosts that nobody names; the machine's own doors left out."""
    found = []
    for door, there in _at_doors(servers).items():
        if door.port == port and not door.address.startswith(LOOPBACK):
            found.append(next((one for one in there if _is_default(one)), there[0]))
    return found


def _door(listen: str) -> Door:
    if listen.startswith("unix:"):
        return Door(listen, "")
    if listen.isdecimal():
        return Door("*", listen)
    address, colon, port = listen.rpartition(":")
    if not colon or listen.endswith("]"):
        return Door(listen, PLAIN)
    return Door("*" if address == "0.0.0.0" else address, port)  # noqa: S104 # nosec B104


def _is_default(server: Directive) -> bool:
    listens = [line for line in server.block or [] if line.name == "listen"]
    return any({"default_server", "default"} & set(line.args) for line in listens)


def _unique(servers: Iterable[Directive]) -> list[Directive]:
    return list({id(one): one for one in servers}.values())
