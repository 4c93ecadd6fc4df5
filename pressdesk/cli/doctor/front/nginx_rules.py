"""What must not stand in nginx's files, and what must. Each rule looks at one block."""

from collections.abc import Callable, Iterator

from pressdesk.cli.doctor.findings import Finding, heed
from pressdesk.cli.doctor.front import nginx_passing, onward
from pressdesk.cli.doctor.front.lines import grave_at, heed_at, told, walk
from pressdesk.cli.doctor.front.nginx import Level, Read, Server, zones_by_address

SILENT_LEVELS = {"alert", "emerg"}  # the others name the visitor whose request failed
OFF = {"off", "none", '""', ""}
Rule = Callable[[Level], Iterator[Finding]]

# Switches: what turning each on would do, and what to write.
KEEPS = {
    "proxy_cache": "would keep answers on the disk",
    "proxy_store": "would keep answers on the disk",
    "client_body_in_file_only": "would write what an employee sends into a file",
    "mirror": "would send a copy of every visit elsewhere",
    "userid": "would give every visitor a cookie",
    "auth_request": "would tell another server of every visit",
    "auth_basic": "would ask visitors who they are",
    "ssl_verify_client": "would ask visitors who they are",
    "opentelemetry": "would record every visit",
    "otel_trace": "would record every visit",
    "opentracing": "would record every visit",
    "post_action": "would tell another server of every visit",
    "ssl_key_log": "would keep the keys of every connection",
}
COMPRESSES = ("gzip", "brotli", "zstd", "gunzip")
REWRITES = ("sub_filter", "ssi", "add_before_body", "add_after_body", "image_filter")


def judge(read: Read, host: str) -> list[Finding]:
    """Everything to say about the files, each line once."""
    found = [*told(read.faults)]
    if not read.names_host:
        found.append(_nobody_names(host))
    for server in read.servers:
        found += _tls(server)
        for level in server.levels:
            for rule in FOR_STAFF if level.is_for_staff else RULES:
                found += rule(level)
    for stray in read.strays:
        found += _strays(stray.levels[0], host)
    for stream in read.streams:
        found += [*_access_log(stream, logs_by_itself=False), *_error_log(stream)]
    found += _zones(read)
    return list(dict.fromkeys(found))


def _nobody_names(host: str) -> Finding:
    return heed(
        "front-host",
        f"No server block names {host}.",
        f"Write: server_name {host}; or name the right files in web_server_files.",
    )


def _strays(level: Level, host: str) -> Iterator[Finding]:
    """Who types the name alone comes to port 80 first."""
    lines = level.set_by("access_log") or [level.opening]
    for line in lines:
        if line.first not in {"off", "/dev/null"}:
            would = f"would log who types {host} without https: no block names it at port 80"
            do = "Write one for this host, as deploy/nginx.conf has."
            yield grave_at(line, "front-access-log", would, do, closes=True)


def _access_log(level: Level, *, logs_by_itself: bool = True) -> Iterator[Finding]:
    lines = level.set_by("access_log")
    if not lines and logs_by_itself:
        yield grave_at(
            level.opening,
            "front-access-log",
            "has no access_log line, and nginx logs every visit by itself",
            "Write in this block: access_log off;",
            closes=True,
        )
    if any(line.first == "off" for line in lines):
        return
    for line in lines:
        if line.first != "/dev/null":
            would = "would log an employee's visit"
            yield grave_at(line, "front-access-log", would, "Write: access_log off;", closes=True)


def _error_log(level: Level) -> Iterator[Finding]:
    lines = level.set_by("error_log")
    write = "error_log /dev/null emerg;"
    if not lines:
        yield grave_at(
            level.opening,
            "front-error-log",
            "has no error_log line, and nginx writes the address of a visitor whose request fails",
            f"Write in this block: {write}",
            closes=True,
        )
    for line in lines:
        is_silent = line.first == "/dev/null" or line.args[-1:] in {(s,) for s in SILENT_LEVELS}
        if not is_silent:
            would = "would write the address of a visitor whose request fails"
            yield grave_at(line, "front-error-log", would, f"Write: {write}", closes=True)


def _switches(level: Level) -> Iterator[Finding]:
    for name, would in KEEPS.items():
        line = level.last(name)
        if line is not None and line.first not in OFF:
            yield grave_at(line, "front-keeps", would, f"Write: {name} off;", closes=True)


def _compression(level: Level) -> Iterator[Finding]:
    if not level.passes:
        return
    for name in COMPRESSES:
        line = level.last(name)
        if line is not None and line.first not in OFF:
            would = "would compress answers, so that their size tells one from another"
            yield grave_at(line, "front-compression", would, f"Write: {name} off;")


def _rewriting(level: Level) -> Iterator[Finding]:
    for line in level.set_by(*REWRITES):
        if line.first not in OFF:
            would = "would change the pages, and their one length"
            yield grave_at(line, "front-rewriting", would, "Delete the line.")


def _programs(level: Level) -> Iterator[Finding]:
    for line in level.own:
        is_program = "_by_lua" in line.name or line.name.startswith(("js_", "perl"))
        if is_program or (line.name == "modsecurity" and line.first not in OFF):
            would = "runs a program on every visit, which may keep it"
            yield heed_at(line, "front-program", would, "Leave this host out of it.")


def _tls(server: Server) -> Iterator[Finding]:
    """A server that hands pages out over plain HTTP."""
    listens = [line for line in server.block if line.name == "listen"]
    has_tls = any({"ssl", "quic"} & set(line.args) for line in listens)
    is_on = any(line.name == "ssl" and line.first == "on" for line in server.block)
    passes = any(line.name == "proxy_pass" for line in walk(server.block))
    redirects = any(
        line.name in {"return", "rewrite"} and any("https:" in arg for arg in line.args)
        for line in walk(server.block)
    )
    if passes and not (has_tls or is_on or redirects):
        yield grave_at(
            listens[0] if listens else server.directive,
            "front-tls",
            "hands pages out unencrypted",
            "Write: listen 443 ssl; and send port 80 there with: return 301 https://…;",
        )


def _zones(read: Read) -> Iterator[Finding]:
    """Limits that count by address: kept in memory only, yet kept."""
    zones = zones_by_address(read.everything)
    for server in read.servers:
        for line in walk(server.block):
            used = {arg.removeprefix("zone=") for arg in line.args}
            if line.name in {"limit_req", "limit_conn"} and used & zones:
                would = "keeps visitors' addresses in memory"
                yield heed_at(line, "front-address", would, "Count by $server_name instead.")


RULES: tuple[Rule, ...] = (
    _access_log,
    _error_log,
    _switches,
    _compression,
    _rewriting,
    _programs,
    *nginx_passing.RULES,
    onward.by_nginx,
)
FOR_STAFF: tuple[Rule, ...] = (nginx_passing.bodies, onward.by_nginx)
