"""Reads systemd's units, drop-ins too: what would record a visit, or show keys in memory."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pressdesk.cli.doctor.findings import Finding, grave, heed
from pressdesk.cli.doctor.front.lines import Place

LOGS_VISITS = re.compile(
    r"--access-log(?:file|-file|format)?(?![\w-])|--accesslog|--req-logger|--log-format"
)
LOGS_BY_ITSELF = re.compile(r"\b(?:uwsgi|uvicorn|hypercorn|daphne)\b")
SILENCED = re.compile(r"--disable-logging|--no-access-log|(?:^|\s)-L(?:\s|$)")
OTHER_SERVER = re.compile(r"\b(?:gunicorn|uwsgi|uvicorn|hypercorn|daphne|waitress-serve)\b")
SECRETS = re.compile(
    r"\b(PRESSDESK_(?:PEPPER|SMTP_PASSWORD))=|\b(PRESSDESK_DATABASE_URL)=\S*://[^\s/@]*:[^\s/@]*@"
)
NEVER = {"no", "false", "off", "0"}


class Line(NamedTuple):
    """One assignment, or the head of a section (then without a value)."""

    place: Place
    section: str
    name: str
    value: str


class Wanted(NamedTuple):
    """What a unit's [Service] must say."""

    name: str
    good: frozenset[str]
    without: str
    write: str


WANTED = (
    Wanted("UMask", frozenset({"0077", "077"}), "new files might be open to others", "UMask=0077"),
    Wanted(
        "PrivateTmp",
        frozenset({"yes", "true", "on", "1", "disconnected"}),
        "it shares temporary files with other programs",
        "PrivateTmp=yes",
    ),
    Wanted("MemorySwapMax", frozenset({"0"}), "keys may reach the swap disk", "MemorySwapMax=0"),
    Wanted("LimitCORE", frozenset({"0"}), "a crash may write keys to the disk", "LimitCORE=0"),
)


def parse(text: str, file: str) -> list[Line]:
    """Assignments and heads of one file, in order."""
    found: list[Line] = []
    section, pending, began = "", "", 0
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if line.startswith(("#", ";")):
            continue
        began = began if pending else number
        if line.endswith("\\"):
            pending += line[:-1] + " "
            continue
        whole, pending = pending + line, ""
        if whole.startswith("[") and whole.endswith("]"):
            section = whole[1:-1]
            found.append(Line(Place(file, began), section, "", ""))
        elif "=" in whole:
            name, _, value = whole.partition("=")
            found.append(Line(Place(file, began), section, name.strip(), value.strip()))
    return found


def judge(lines: list[Line]) -> list[Finding]:
    """Everything to say about one unit with its drop-ins."""
    service = _standing([line for line in lines if line.section == "Service"])
    if not any(line.name.startswith("Exec") for line in service):
        return []
    found = [*_user(service), *_programs(service), *_secrets(service)]
    for wanted in WANTED:
        found += _missing(wanted, service)
    return list(dict.fromkeys(found))


def _standing(service: list[Line]) -> list[Line]:
    """Without what an empty assignment further down takes back: `ExecStart=`, `Environment=`."""
    found: list[Line] = []
    for line in service:
        if line.name and not line.value and line.name != "User":
            found = [one for one in found if one.name != line.name]
        else:
            found.append(line)
    return found


def _last(service: list[Line], name: str) -> Line | None:
    return next((line for line in reversed(service) if line.name == name), None)


def _head(service: list[Line]) -> Place:
    return service[0].place


def _user(service: list[Line]) -> Iterator[Finding]:
    user = _last(service, "User")
    dynamic = _last(service, "DynamicUser")
    if dynamic is not None and dynamic.value.lower() not in NEVER | {""}:
        return
    if user is None or user.value in {"root", "0", ""}:
        place = user.place if user else _head(service)
        says = f"{place}: the service runs as root."
        yield grave("unit-user", says, "Write: User=pressdesk")


def _programs(service: list[Line]) -> Iterator[Finding]:
    for line in service:
        if not line.name.startswith(("Exec", "Environment")):
            continue
        is_started = line.name.startswith("Exec")
        logs = is_started and LOGS_BY_ITSELF.search(line.value) and not SILENCED.search(line.value)
        if logs or LOGS_VISITS.search(line.value):
            says = f"{line.place}: {line.name} would log an employee's visit."
            do = "Start the site with: pressdesk serve"
            yield grave("unit-access-log", says, do, closes=True)
        elif is_started and OTHER_SERVER.search(line.value):
            says = f"{line.place}: another server than pressdesk's own may put bodies into files."
            yield heed("unit-server", says, "Start the site with: pressdesk serve")


def _secrets(service: list[Line]) -> Iterator[Finding]:
    for line in service:
        found = SECRETS.search(line.value) if line.name == "Environment" else None
        if found:
            name = found[1] or found[2]
            says = f"{line.place}: {name} stands in clear where every user can read it."
            do = f"Write it to a file of the service's own, and name that in {name}_FILE."
            yield heed("unit-secrets", says, do)


def _missing(wanted: Wanted, service: list[Line]) -> Iterator[Finding]:
    line = _last(service, wanted.name)
    if line is None:
        says = f"{_head(service)}: the service has no {wanted.name}: {wanted.without}."
        yield heed("unit-hardening", says, f"Write: {wanted.write}")
    elif line.value.lower() not in wanted.good:
        says = f"{line.place}: {wanted.name} is not as it should be: {wanted.without}."
        yield heed("unit-hardening", says, f"Write: {wanted.write}")
