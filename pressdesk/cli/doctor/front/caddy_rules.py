"""What must not stand in a Caddyfile, and what must."""

from collections.abc import Iterator

from pressdesk.cli.doctor.findings import Finding, grave, heed
from pressdesk.cli.doctor.front import onward
from pressdesk.cli.doctor.front.caddy import Read, Site
from pressdesk.cli.doctor.front.lines import Directive, grave_at, heed_at, is_for_staff, told, walk
from pressdesk.web.edge import EMPLOYEE_BODY_BYTES

SILENT = "log default { output stderr; exclude http }"
SILENT_LEVELS = {"panic", "fatal"}
UNITS = {"b": 1, "kb": 1_000, "kib": 1_024, "mb": 1_000_000, "mib": 1_048_576}
KEEPS = {
    "basic_auth": "would ask visitors who they are",
    "basicauth": "would ask visitors who they are",
    "forward_auth": "would tell another server of every visit",
    "tracing": "would record every visit",
    "cache": "would keep answers",
    "log_append": "would write into a log of visits",
}
REWRITES = ("templates", "replace", "replace_response", "copy_response")
OUR_HEADERS = {"cache-control", "content-security-policy", "referrer-policy"}
ADDRESS_HEADERS = {"x-forwarded-for", "x-real-ip", "forwarded"}


def judge(read: Read, host: str) -> list[Finding]:
    """Everything to say about the file, each line once."""
    found = [*told(read.faults), *_running_log(read)]
    if not read.names_host:
        found.append(
            heed(
                "front-host",
                f"No site block of {read.file} names {host}.",
                f"Write: {host} {{ … }}; or name the right files in web_server_files.",
            )
        )
    for stray in read.strays:
        found += _strays(stray, host)
    for site in read.sites:
        found += [*_plain(site), *_access_log(site)]
        for line in walk(_hers(site.block, _matchers(site))):
            found += [*_line(line), *_header(line), *_to_us(line)]
        for line in walk(site.block):
            found += onward.by_caddy(line)
    return list(dict.fromkeys(found))


def _matchers(site: Site) -> dict[str, list[str]]:
    """Paths of the matchers that ask for nothing else: `@staff path /desk/* /konto/*`."""
    found = {}
    for line in site.block:
        if line.name.startswith("@"):
            asks = [list(line.args), *([d.name, *d.args] for d in line.block or [])]
            asks = [ask for ask in asks if ask]
            is_paths = len(asks) == 1 and asks[0][0] == "path"
            found[line.name] = asks[0][1:] if is_paths else []
    return found


def _hers(block: list[Directive], matchers: dict[str, list[str]]) -> list[Directive]:
    """Lines that count where an employee may come."""
    found = []
    for line in block:
        paths = matchers.get(line.first, [line.first])
        if not (paths and all(is_for_staff(path) for path in paths)):
            inner = None if line.block is None else _hers(line.block, matchers)
            found.append(line._replace(block=inner))
    return found


def _strays(stray: Site, host: str) -> Iterator[Finding]:
    """Who types the name alone comes to port 80 first, and Caddy's own redirection is logged."""
    for line in stray.block:
        if line.name == "log" and not _discards(line):
            would = f"would log who types {host} without https"
            do = f"Delete it, or write a site http://{host} that redirects and logs nothing."
            yield grave_at(line, "front-access-log", would, do, closes=True)


def _running_log(read: Read) -> Iterator[Finding]:
    """Caddy's own log names the visitor whose request fails, unless `http` is left out of it."""
    logs = [d for d in (read.options.block or [] if read.options else []) if d.name == "log"]
    check, write = "front-error-log", f"Write among the global options: {SILENT}"
    for log in logs:
        if not _is_silent(log):
            would = "would write the address of a visitor whose request fails"
            yield grave_at(log, check, would, write, closes=True)
    if not any(log.first in {"", "default"} for log in logs):
        at = str(read.options.place) if read.options else f"{read.file} line 1"
        says = f"{at}: no global log block, and Caddy logs the visitor whose request fails."
        yield grave(check, says, write, closes=True)


def _is_silent(log: Directive) -> bool:
    for line in log.block or []:
        if (line.name, line.first) == ("output", "discard"):
            return True
        if line.name == "exclude" and "http" in line.args:
            return True
        if line.name == "include" and not any(_is_of_visits(name) for name in line.args):
            return True
        if line.name == "level" and line.first.lower() in SILENT_LEVELS:
            return True
    return False


def _is_of_visits(logger: str) -> bool:
    """Whether a part of Caddy's log names visitors; logs of visits are each site's own matter."""
    return logger == "http" or (
        logger.startswith("http.") and not logger.startswith("http.log.access")
    )


def _access_log(site: Site) -> Iterator[Finding]:
    skips = any(d.name in {"log_skip", "skip_log"} and not d.args for d in site.block)
    for line in site.block:
        if line.name == "log" and not skips and not _discards(line):
            would = "would log an employee's visit"
            do = "Delete the block."
            yield grave_at(line, "front-access-log", would, do, closes=True)


def _discards(log: Directive) -> bool:
    return any((d.name, d.first) == ("output", "discard") for d in log.block or [])


def _line(line: Directive) -> Iterator[Finding]:
    if line.name in KEEPS:
        yield grave_at(line, "front-keeps", KEEPS[line.name], "Delete the line.", closes=True)
    elif line.name == "encode":
        would = "would compress answers, so that their size tells one from another"
        yield grave_at(line, "front-compression", would, "Delete the line.")
    elif line.name in REWRITES:
        would = "would change the pages, and their one length"
        yield grave_at(line, "front-rewriting", would, "Delete the line.")
    elif line.name == "rate_limit":
        would = "keeps visitors' addresses in memory"
        yield heed_at(line, "front-address", would, "Leave this host out of it.")
    elif line.name == "client_auth":
        would = "would ask visitors who they are"
        yield grave_at(line, "front-keeps", would, "Delete the block.", closes=True)
    elif line.name == "max_size" and _bytes(line.first) < EMPLOYEE_BODY_BYTES:
        would = "would refuse what an employee sends"
        yield grave_at(line, "front-body", would, "Write: max_size 1MB")


def _header(line: Directive) -> Iterator[Finding]:
    """`header` and `header_down`, on one line or as a block."""
    if line.name not in {"header", "header_down"}:
        return
    for one in [line.args, *((d.name, *d.args) for d in line.block or [])]:
        names = [word.lower() for word in one if not word.startswith(("/", "@", "*"))]
        name = names[0] if names else ""
        if name.lstrip("+?>") == "set-cookie":
            would = "would give every visitor a cookie"
            yield grave_at(line, "front-cookie", would, "Delete the line.", closes=True)
        elif name.startswith("-") and name[1:] in OUR_HEADERS:
            would = "takes away a header that protects the page"
            yield grave_at(line, "front-headers", would, "Delete the line.")
        elif name.lstrip("+?>") in OUR_HEADERS:
            yield heed_at(line, "front-headers", "stands in place of pressdesk's own", "Delete it.")


def _to_us(line: Directive) -> Iterator[Finding]:
    if line.name != "header_up":
        return
    name = line.first.lower().lstrip("+")
    if name == "-host" or (name == "host" and "upstream" in "".join(line.args[1:])):
        would = "does not pass the host on: every page says that the address is wrong"
        yield grave_at(line, "front-host-header", would, "Delete the line.")
    elif name in ADDRESS_HEADERS:
        would = "sends visitors' addresses on; pressdesk drops them, and needs none"
        yield heed_at(line, "front-address", would, "Delete the line.")


def _plain(site: Site) -> Iterator[Finding]:
    """A site that hands pages out over plain HTTP."""
    plain = [a for a in site.addresses if a.startswith("http://") or a.endswith(":80")]
    lines = list(walk(site.block))
    passes = any(line.name == "reverse_proxy" for line in lines)
    redirects = any(line.name == "redir" and "https:" in "".join(line.args) for line in lines)
    if plain and passes and not redirects:
        yield grave_at(
            site.directive,
            "front-tls",
            "hands pages out unencrypted",
            "Write the name alone: Caddy then encrypts, and sends port 80 there.",
        )
    for line in lines:
        if (line.name, line.first) == ("tls", "internal"):
            would = "has a certificate that no browser knows"
            yield heed_at(line, "front-tls", would, "Write the real certificate's files.")


def _bytes(size: str) -> int:
    digits = size.rstrip("BbKkMmGgIi")
    unit = size[len(digits) :].lower() or "b"
    return int(digits) * UNITS.get(unit, 1_073_741_824) if digits.isdecimal() else 0
