"""Where a web server sends requests on: in clear to another machine, a network could read them."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from pressdesk.cli.doctor.findings import Finding
from pressdesk.cli.doctor.front.apache import Host
from pressdesk.cli.doctor.front.lines import Directive, heed_at
from pressdesk.cli.doctor.front.nginx import Level

CLEAR = {"http", "h2c"}
OF_THIS_MACHINE = ("127.", "localhost", "::1")
CHECK = "front-tls"
WOULD = "would send what people write and read to another machine unencrypted"
DO = "Let TLS go through to that machine, or send it through an encrypted tunnel."


def is_in_clear(address: str) -> bool:
    """Whether an address (`http://10.0.0.5:8080`, `10.0.0.5:8080`) is another machine's, by plain
    HTTP. Sockets, TLS and what a variable names are not.
    """
    whole = address if "://" in address else f"http://{address}"
    try:
        target = urlsplit(whole)
        host = target.hostname or ""
    except ValueError:
        return False
    is_told = bool(host) and host != "unix" and not {"$", "{"} & set(address)
    return target.scheme in CLEAR and is_told and not host.startswith(OF_THIS_MACHINE)


def by_nginx(level: Level) -> Iterator[Finding]:
    """`proxy_pass` of one block, and the servers of the upstream that it names."""
    for line in level.own:
        if line.name != "proxy_pass" or not line.first.startswith("http://"):
            continue
        name = line.first.removeprefix("http://").partition("/")[0]
        servers = _upstream(level, name)
        for one in servers or [line]:
            if is_in_clear(one.first):
                yield heed_at(one, CHECK, WOULD, DO)


def by_caddy(line: Directive) -> Iterator[Finding]:
    """`reverse_proxy` with its addresses, on the line or below."""
    if line.name != "reverse_proxy" or _has_tls(line):
        return
    named = [line, *(inner for inner in line.block or [] if inner.name == "to")]
    for one in named:
        for address in one.args:
            is_matcher = address.startswith(("/", "@", "*", ":"))
            if not is_matcher and is_in_clear(address):
                yield heed_at(one, CHECK, WOULD, DO)


def by_apache(host: Host) -> Iterator[Finding]:
    """`ProxyPass`, and the members of a balancer."""
    for line in host.both("ProxyPass", "ProxyPassMatch", "BalancerMember"):
        if any(arg.startswith("http://") and is_in_clear(arg) for arg in line.args):
            yield heed_at(line, CHECK, WOULD, DO)


def _upstream(level: Level, name: str) -> list[Directive]:
    """The servers of an upstream, from whatever block around has it."""
    found = [d for block in level.blocks for d in block if d.name == "upstream" and d.first == name]
    return [line for one in found for line in one.block or [] if line.name == "server"]


def _has_tls(line: Directive) -> bool:
    transports = [inner for inner in line.block or [] if inner.name == "transport"]
    return any(inner.name.startswith("tls") for one in transports for inner in one.block or [])
