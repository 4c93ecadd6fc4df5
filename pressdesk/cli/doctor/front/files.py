"""Finds the files of web servers and systemd, and reads what this user may read."""

import os
import re
import stat
from collections.abc import Iterator
from itertools import islice
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
            if not stat.S_ISREG(path.stat().st_mode):  # a pipe would never end
                raise OSError(None, "it is no file")
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
        return (
            data[:LONGEST_FILE]
            .decode("utf-8", errors="replace")
            .replace("\0", " ")
            .lstrip("\ufeff")
        )

    def opened(self, pattern: str, file: str) -> list[tuple[str, str]]:
        """Files that an include names, as seen from a file: from its folder, else from those above,
        since a relative path is meant from the server's own folder.
        """
        found = []
        hits = next((hits for base in _bases(file) if (hits := self._matching(pattern, base))), [])
        if not hits:
            self._shut(Path(file).parent / pattern)
        for path in hits:
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
            named = [
                p
                for hit in hits
                for p in (islice(hit.rglob("*"), MOST_FILES) if hit.is_dir() else [hit])
            ]
            return sorted(p for p in named if p.is_file())[:MOST_FILES]
        except (OSError, ValueError, NotImplementedError):
            return []

    def _shut(self, whole: Path) -> None:
        """Says so when a folder on the way to an include does not open for this user."""
        for folder in reversed(whole.parents):
            if folder.is_dir() and not os.access(folder, os.R_OK | os.X_OK):
                says = f"{folder} cannot be looked into, and {whole} is included."
                do = f"Let the user pressdesk read it (setfacl -m u:pressdesk:rx {folder})."
                self.findings.append(heed(self._check, says, do))
                return


LONGEST_PATTERN = 1_000


def _bases(file: str) -> list[Path]:
    """Where a relative path may be meant from: the file's folder, and a server's own above it."""
    first, *above = Path(file).parents
    names = [name for some in NAMES.values() for name in some]
    return [first, *(p for p in above if any(p.name.lower().startswith(n) for n in names))]


def _glob(whole: Path) -> Iterator[Path]:
    anchor = Path(whole.anchor or ".")
    for hit in anchor.glob(str(whole.relative_to(anchor))):
        if not hit.name.startswith(".") or whole.name.startswith("."):  # as a shell has it
            yield hit


def web_server_files(named: tuple[str, ...]) -> list[Path]:
    """The files that a site names, or those in the usual places."""
    if named:
        return [Path(name).expanduser() for name in named]
    return [Path(p) for places in USUAL.values() for p in places if Path(p).exists()]


def unit_files(named: tuple[str, ...]) -> list[list[Path]]:
    """Units, each with its drop-ins behind it: those that a site names, or in the usual place."""
    folder = Path(UNITS)
    units = [Path(n) for n in named] if named else sorted(folder.glob("pressdesk*.service"))
    found = []
    for unit in units:
        tops = dict.fromkeys((unit.parent, folder))  # `systemctl edit` writes to the second
        drops = [path for top in tops for path in top.glob(f"{unit.name}.d/*.conf")]
        found.append([unit, *sorted(drops, key=lambda path: path.name)])
    return found


def kind_of(path: Path, text: str) -> str:
    """Which web server a file is for; empty when nothing tells."""
    where = str(path).lower()
    told = [kind for kind, names in NAMES.items() if any(name in where for name in names)]
    if len(told) == 1:
        return told[0]
    scores = {kind: len(LOOKS[kind].findall(text[:100_000])) for kind in told or LOOKS}
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] else ""
