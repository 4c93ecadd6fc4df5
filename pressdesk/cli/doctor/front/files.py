"""Finds the files of web servers and systemd, and reads what this user may read."""

import re
from collections.abc import Iterator
from pathlib import Path

from pressdesk.cli.doctor.findings import Finding, heed
from pressdesk.cli.doctor.front.lines import LONGEST_FILE, MOST_FILES

USUAL = {
    "nginx": ("/etc/nginx/nginx.conf",),
    "caddy": ("/etc/caddy/Caddyfile",),
    "apache": ("/etc/apache2/apache2.conf", "/etc/httpd/conf/httpd.conf"),
}
UNITS = "/etc/systemd/system"
# How each server's files look, where neither name nor folder tells.
LOOKS = {
    "apache": re.compile(r"^\s*(?:<\w+|ServerName\b|CustomLog\b|ProxyPass\b)", re.M | re.I),
    "nginx": re.compile(r"^\s*(?:server|http)\s*\{|\bproxy_pass\b|\bserver_name\b", re.M),
    "caddy": re.compile(r"^\s*(?:reverse_proxy|encode|tls|import)\b|^\S+\s*\{\s*$", re.M),
}
NAMES = {"apache": ("apache", "httpd"), "nginx": ("nginx",), "caddy": ("caddy",)}


class Files:
    """One round of reading. What cannot be read becomes a finding."""

    def __init__(self, check: str) -> None:
        self.findings: list[Finding] = []
        self._check = check

    def text(self, path: Path) -> str | None:
        """A file's text; None, and a finding, when it cannot be had. Junk is read as junk."""
        try:
            with path.open("rb") as file:
                data = file.read(LONGEST_FILE + 1)
        except OSError as error:
            why = error.strerror or type(error).__name__
            self.findings.append(
                heed(
                    self._check,
                    f"{path} cannot be read ({why}).",
                    f"Let the user pressdesk read it (setfacl -m u:pressdesk:r {path}), "
                    "or run doctor as root.",
                )
            )
            return None
        if len(data) > LONGEST_FILE:
            says = f"{path} is longer than doctor reads."
            self.findings.append(heed(self._check, says, "Divide it."))
        return data[:LONGEST_FILE].decode("utf-8", errors="replace").replace("\0", " ")

    def opened(self, pattern: str, file: str) -> list[tuple[str, str]]:
        """Files that an include names, as seen from a file."""
        found = []
        for path in self._matching(pattern, Path(file).parent):
            text = self.text(path)
            if text is not None:
                found.append((str(path), text))
        return found

    def _matching(self, pattern: str, base: Path) -> list[Path]:
        if not pattern or len(pattern) > LONGEST_PATTERN or "**" in pattern:
            return []
        whole = base / pattern
        try:
            is_pattern = any(mark in pattern for mark in "*?[")
            hits = list(_glob(whole)) if is_pattern else [whole]
            named = [p for hit in hits for p in (sorted(hit.iterdir()) if hit.is_dir() else [hit])]
            return sorted(p for p in named if p.is_file())[:MOST_FILES]
        except (OSError, ValueError, NotImplementedError):
            return []


LONGEST_PATTERN = 1_000


def _glob(whole: Path) -> Iterator[Path]:
    anchor = Path(whole.anchor or ".")
    yield from anchor.glob(str(whole.relative_to(anchor)))


def web_server_files(named: tuple[str, ...]) -> list[Path]:
    """The files that a site names, or those in the usual places."""
    if named:
        return [Path(name).expanduser() for name in named]
    return [Path(p) for places in USUAL.values() for p in places if Path(p).exists()]


def unit_files(named: tuple[str, ...]) -> list[list[Path]]:
    """Units, each with its drop-ins behind it: those that a site names, or in the usual place."""
    folder = Path(UNITS)
    units = [Path(n) for n in named] if named else sorted(folder.glob("pressdesk*.service"))
    return [[unit, *sorted(unit.parent.glob(f"{unit.name}.d/*.conf"))] for unit in units]


def kind_of(path: Path, text: str) -> str:
    """Which web server a file is for; empty when nothing tells."""
    where = str(path).lower()
    for kind, names in NAMES.items():
        if any(name in where for name in names):
            return kind
    scores = {kind: len(look.findall(text[:100_000])) for kind, look in LOOKS.items()}
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] else ""
