"""Reads what stands in front of a site and starts it, and says which lines are wrong."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from pressdesk.cli.doctor.findings import Finding, fine, heed
from pressdesk.cli.doctor.front import (
    apache,
    apache_rules,
    caddy,
    caddy_rules,
    files,
    nginx,
    nginx_rules,
    units,
)
from pressdesk.cli.doctor.front.files import Files
from pressdesk.cli.doctor.front.lines import Opener
from pressdesk.config import LOOPBACK, Settings


def web_server(settings: Settings) -> Iterator[Finding]:
    """What the web server's files would do to an employee's visit."""
    host = urlsplit(settings.public_url).hostname or ""
    if settings.hosts & LOOPBACK and not settings.web_server_files:
        yield fine("front", "The site is on this machine alone: no web server stands in front.")
        return
    paths = files.web_server_files(settings.web_server_files)
    if not paths:
        yield heed(
            "front",
            "No file of a web server was found: what stands in front?",
            "Name its files in web_server_files, or see that nothing there logs a visit.",
        )
    for path in paths:
        yield from _of_file(path, host, is_named=bool(settings.web_server_files))


def started_by(settings: Settings) -> Iterator[Finding]:
    """What systemd's units would do."""
    reader, found = Files("unit-read"), list[Finding]()
    groups = files.unit_files(settings.unit_files)
    for paths in groups:
        texts = [(path, reader.text(path)) for path in paths]
        lines = [line for p, text in texts if text for line in units.parse(text, str(p))]
        found += units.judge(lines)
    found += reader.findings
    yield from found
    if not groups:
        yield heed(
            "unit",
            "No systemd unit of pressdesk was found: what starts the site?",
            "Name its files in unit_files; deploy/ has good ones.",
        )
    elif not found:
        yield fine("unit", "The systemd units log no visit, and keep keys off the disk.")


def judged(kind: str, text: str, file: str, opener: Opener, host: str) -> list[Finding]:
    """Everything to say about one web server's file with all that it includes."""
    if kind == "nginx":
        return nginx_rules.judge(nginx.read(text, file, opener, host), host)
    if kind == "caddy":
        return caddy_rules.judge(caddy.read(text, file, opener, host), host)
    return apache_rules.judge(apache.read(text, file, opener, host), host)


def _of_file(path: Path, host: str, *, is_named: bool) -> Iterator[Finding]:
    reader = Files("front-read")
    text = reader.text(path)
    if text is None:
        yield from reader.findings
        return
    kind = files.kind_of(path, text)
    if not kind:
        yield heed(
            "front-read",
            f"{path} is of no web server that doctor knows (nginx, Caddy, Apache).",
            "See for yourself that it logs, compresses and keeps nothing.",
        )
        return
    found = judged(kind, text, str(path), reader.opened, host)
    elsewhere = [finding for finding in found if finding.check == "front-host"]
    if elsewhere and not is_named:  # another web server's; nobody said that it stands in front
        found = elsewhere
    yield from found
    yield from reader.findings
    if not found:
        yield fine("front", f"{path} logs, compresses and keeps nothing of an employee's visit.")
