"""What nginx passes on: bodies that must stay in memory, and headers either way."""

import re
from collections.abc import Iterator

from pressdesk.cli.doctor.findings import Finding
from pressdesk.cli.doctor.front.lines import Directive, closing_at, grave_at, heed_at
from pressdesk.cli.doctor.front.nginx import Level
from pressdesk.web.edge import EMPLOYEE_BODY_BYTES, STAFF_BODY_BYTES

UNITS = {"": 1, "k": 1_024, "m": 1_048_576, "g": 1_073_741_824}
SIZE = re.compile(r"(?P<digits>[0-9]{1,15})(?P<unit>[kmg]?)", re.IGNORECASE)
DEFAULT_BUFFER_BYTES = 16_384
DEFAULT_LONGEST_BODY_BYTES = 1_048_576
OUR_HEADERS = {
    "cache-control",
    "content-security-policy",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
}
REPORTING = {"nel", "report-to", "reporting-endpoints", "content-security-policy-report-only"}
ADDRESS_HEADERS = {"x-forwarded-for", "x-real-ip", "forwarded", "x-client-ip"}


def bodies(level: Level) -> Iterator[Finding]:
    """Requests and answers that nginx would put into temporary files, in clear."""
    if not level.passes:
        return
    yield from _requests_on_disk(level)
    buffering, limit = level.last("proxy_buffering"), level.last("proxy_max_temp_file_size")
    if buffering is not None and buffering.first == "off":
        return
    if limit is None or _bytes(limit.first, 1) != 0:
        would = "would put answers into temporary files"
        make = heed_at if _buffered(level) >= STAFF_BODY_BYTES else closing_at
        yield make(
            limit or level.opening,
            "front-temporary-files",
            would if limit else f"has no proxy_max_temp_file_size line and {would}",
            "Write: proxy_max_temp_file_size 0;",
        )


def _buffered(level: Level) -> int:
    """How much of an answer stays in memory."""
    line = level.last("proxy_buffers")
    number, size = line.args if line and len(line.args) == 2 else ("8", "4k")  # noqa: PLR2004
    return _bytes(number, 0) * _bytes(size, 0)


def _requests_on_disk(level: Level) -> Iterator[Finding]:
    streaming = level.last("proxy_request_buffering")
    if streaming is not None and streaming.first == "off":
        return
    buffer, longest = level.last("client_body_buffer_size"), level.last("client_max_body_size")
    kept = _bytes(buffer.first, 0) if buffer else DEFAULT_BUFFER_BYTES
    taken = _bytes(longest.first, 0) if longest else DEFAULT_LONGEST_BODY_BYTES
    write = "Write: client_max_body_size 1m; client_body_buffer_size 1m;"
    if kept < EMPLOYEE_BODY_BYTES:
        would = "would put what an employee sends into temporary files"
        yield grave_at(
            buffer or level.opening,
            "front-temporary-files",
            would if buffer else f"has no client_body_buffer_size line and {would}",
            write,
            closes=True,
        )
    elif taken == 0 or kept < taken:
        would = "is smaller than client_max_body_size: a long text would lie in a temporary file"
        yield heed_at(buffer or level.opening, "front-temporary-files", would, write)


def _headers_to_us(level: Level) -> Iterator[Finding]:
    if not level.passes:
        return
    lines = level.set_by("proxy_set_header")
    hosts = [line for line in lines if line.first.lower() == "host"]
    if not any(_is_host(line) for line in hosts):
        yield grave_at(
            hosts[-1] if hosts else level.opening,
            "front-host-header",
            "does not pass the host on: every page says that the address is wrong",
            "Write: proxy_set_header Host $host;",
        )
    for line in lines:
        if line.first.lower() in ADDRESS_HEADERS and line.args[1:] not in {("",), ('""',)}:
            would = "sends visitors' addresses on; pressdesk drops them, and needs none"
            yield heed_at(line, "front-address", would, "Delete the line.")


def _is_host(line: Directive) -> bool:
    value = "".join(line.args[1:])
    return bool(value) and "proxy_host" not in value and "upstream" not in value


def _headers_to_her(level: Level) -> Iterator[Finding]:
    for line in level.set_by("add_header"):
        yield from _added(line, line.first)
    for line in level.set_by("more_set_headers"):
        for name, colon, value in (arg.partition(":") for arg in line.args):
            yield from _added(line, name) if colon and value.strip() else _taken(line, name)
    for line in level.set_by("proxy_hide_header", "more_clear_headers"):
        for name in line.args:
            yield from _taken(line, name)
    expires = level.last("expires")
    if expires is not None and level.passes and expires.args != ("off",):
        would = "would write over Cache-Control, so that browsers keep the pages"
        yield grave_at(expires, "front-headers", would, "Write: expires off;")


def _added(line: Directive, name: str) -> Iterator[Finding]:
    name = name.strip().lower()
    if name == "set-cookie":
        would = "would give every visitor a cookie"
        yield grave_at(line, "front-cookie", would, "Delete the line.", closes=True)
    elif name in REPORTING:
        would = "would have browsers report visits elsewhere"
        yield grave_at(line, "front-keeps", would, "Delete the line.", closes=True)
    elif name in OUR_HEADERS:
        yield heed_at(line, "front-headers", "stands beside pressdesk's own", "Delete it.")


def _taken(line: Directive, name: str) -> Iterator[Finding]:
    if name.strip().lower() in OUR_HEADERS:
        would = "takes away a header that protects the page"
        yield grave_at(line, "front-headers", would, "Delete the line.")


def _bytes(size: str, otherwise: int) -> int:
    found = SIZE.fullmatch(size)
    return int(found["digits"]) * UNITS[found["unit"].lower()] if found else otherwise


RULES = (bodies, _headers_to_us, _headers_to_her)
