"""The files in deploy/ are what systemd and containers take, and leave nobody's secret about."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from pressdesk.cli import shell
from tests.conftest import serving

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer"), *DEPLOY.glob("*.target")])
SERVICES = [path for path in UNITS if path.suffix == ".service"]
CONTAINERS = sorted(DEPLOY.glob("quadlet/*.container"))
OWNER = DEPLOY / "pressdesk-owner.conf"
SYSTEM = Path("/usr/lib/systemd/system")
EXPOSED_AT_MOST = 1.5
PORT = "8081"
by_name = pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
by_container = pytest.mark.parametrize("path", CONTAINERS, ids=lambda path: path.name)


def said(path: Path) -> list[tuple[str, str]]:
    """The assignments of a unit, in order."""
    lines = [line.partition("=") for line in path.read_text(encoding="utf-8").splitlines()]
    return [(n, v) for n, equals, v in lines if equals and not n.startswith(("#", "["))]


def values(path: Path, name: str) -> list[str]:
    return [value for known, value in said(path) if known == name]


def analysed(*words: str | Path, cwd: Path | None = None) -> str:
    """What systemd-analyze says, on whatever channel."""
    done = subprocess.run(
        ["systemd-analyze", *words], cwd=cwd, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The folder of units on a machine where pressdesk is installed as the docs say."""
    program = tmp_path / "opt/pressdesk/bin/pressdesk"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    shutil.copytree(SYSTEM, tmp_path / "usr/lib/systemd/system", symlinks=True)
    folder = tmp_path / "etc/systemd/system"
    folder.mkdir(parents=True)
    for path in UNITS:
        shutil.copy(path, folder)
    for name in ("tidy", "backup"):
        drops = folder / f"pressdesk-{name}.service.d"
        drops.mkdir()
        shutil.copy(OWNER, drops)
    return folder


# systemd


@by_name
def test_systemd_finds_a_unit_hardly_exposed(path):
    told = analysed("security", "--offline=true", "--no-pager", path)

    level = re.search(r"Overall exposure level for \S+: ([0-9.]+)", told)

    assert level, told
    assert float(level[1]) <= EXPOSED_AT_MOST


def test_a_unit_that_is_less_careful_would_be_seen(tmp_path):
    careless = (DEPLOY / "pressdesk.service").read_text().replace("ProtectSystem=strict\n", "")
    unit = tmp_path / "pressdesk.service"
    unit.write_text(careless.replace("CapabilityBoundingSet=\n", "").replace("PrivateTmp=yes", ""))

    told = analysed("security", "--offline=true", "--no-pager", unit)

    assert float(re.search(r"Overall .*: ([0-9.]+)", told)[1]) > EXPOSED_AT_MOST


def test_systemd_understands_every_line(machine):
    names = [path.name.replace("@.", f"@{PORT}.") for path in UNITS]

    assert analysed("verify", f"--root={machine.parents[2]}", *names, cwd=machine) == ""


def test_a_misspelled_line_would_be_seen(machine):
    unit = machine / "pressdesk@.service"
    unit.write_text(unit.read_text().replace("ProtectHome=", "ProtectHom="))

    told = analysed("verify", f"--root={machine.parents[2]}", f"pressdesk@{PORT}.service")

    assert "Unknown key" in told


@pytest.mark.parametrize("path", [*SERVICES, *CONTAINERS], ids=lambda path: path.name)
def test_a_unit_starts_what_there_is(path):
    (line,) = values(path, "ExecStart") or values(path, "Exec")
    words = line.replace("%i", PORT).split()
    if path in SERVICES:
        assert words.pop(0) == "/opt/pressdesk/bin/pressdesk"
    name, *options = words
    command = shell.commands[name]

    with click.Context(shell) as around:
        made = command.make_context(name, options, parent=around)

    assert made.command is command


@by_name
def test_a_unit_gives_its_program_time_to_finish_and_starts_it_anew(path):
    kept = dict(said(path))

    if kept.get("Type") == "oneshot":
        assert "Restart" not in kept
    else:
        assert int(kept["TimeoutStopSec"]) >= MOST_PATIENCE_SECONDS
        assert kept["Restart"] == "on-failure"


MOST_PATIENCE_SECONDS = 20 + 5  # of web/ending.py, and what the units give --drain


@pytest.mark.parametrize("path", [*SERVICES, OWNER], ids=lambda path: path.name)
def test_a_secret_comes_as_a_file_of_the_services_own(path):
    given = dict(item.split(":", 1) for item in values(path, "LoadCredential"))
    variables = dict(value.split("=", 1) for value in values(path, "Environment"))
    named = {name: value for name, value in variables.items() if name.endswith("_FILE")}

    assert set(variables) <= {"PRESSDESK_DATA", *named}
    assert {value.removeprefix("%d/") for value in named.values()} == set(given)
    assert all(place.startswith("/etc/pressdesk/") for place in given.values())


def test_each_role_of_the_database_has_its_own_secret():
    paths = ["pressdesk@.service", "pressdesk-figures.service", "pressdesk-owner.conf"]

    given = [values(DEPLOY / name, "LoadCredential") for name in paths]

    assert [one for (one,) in given] == [
        f"database_url:/etc/pressdesk/{role}.url" for role in ("web", "figures", "owner")
    ]


def test_the_figures_process_is_another_user_with_another_folder():
    web, figures = (
        dict(said(DEPLOY / name)) for name in ("pressdesk@.service", "pressdesk-figures.service")
    )

    assert web["User"] != figures["User"]
    assert web["StateDirectory"] != figures["StateDirectory"]


# containers


def instructions() -> list[tuple[str, str]]:
    """The Containerfile's, continued lines put together."""
    text = re.sub(r"\\\n", " ", (DEPLOY / "Containerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines)]


def last_stage() -> list[tuple[str, str]]:
    written = instructions()
    begins = max(number for number, (name, _) in enumerate(written) if name == "FROM")
    return written[begins:]


def test_the_container_runs_as_nobody_in_particular():
    stage = last_stage()
    user = next(number for number, (name, _) in enumerate(stage) if name == "USER")

    assert stage[user] == ("USER", "10001")
    assert "RUN" not in {name for name, _ in stage[user:]}


def test_the_container_is_made_of_the_release_alone():
    copied = [rest.split() for name, rest in instructions() if name in {"COPY", "ADD"}]

    assert copied == [["dist/", "/dist/"], ["--from=build", "/opt/pressdesk", "/opt/pressdesk"]]


def test_no_secret_is_part_of_the_image():
    set_there = " ".join(rest for name, rest in instructions() if name in {"ENV", "ARG"})

    assert set(re.findall(r"(\w+)=", set_there)) == {
        *("BASE", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PRESSDESK_DATA")
    }


def health() -> str:
    """The program by which the container says whether it is well."""
    line = next(rest for name, rest in last_stage() if name == "HEALTHCHECK")
    words = tomllib.loads(f"x = {line.partition('CMD ')[2]}")["x"]
    assert words[:2] == ["/opt/pressdesk/bin/python", "-c"]
    return words[2]


def ends_well(program: str, port: int) -> bool:
    words = [sys.executable, "-c", program.replace("8080", str(port))]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_the_container_knows_whether_it_is_well(store, tmp_path):
    with serving(store, tmp_path, public_url="https://press.example.se") as running:
        well = ends_well(health(), running.port)

    assert (well, ends_well(health(), running.port)) == (True, False)


@by_container
def test_a_container_may_write_nothing_but_its_volumes(path):
    kept = dict(said(path))

    assert (kept["ReadOnly"], kept["DropCapability"]) == ("true", "all")
    assert (kept["NoNewPrivileges"], kept["User"]) == ("true", "10001")
    assert "--ulimit core=0" in kept["PodmanArgs"]
    assert all(not place.startswith("/") for place in values(path, "Volume"))


@by_container
def test_a_containers_secret_is_a_file_that_nobody_else_reads(path):
    (secret,) = values(path, "Secret")
    (variable,) = values(path, "Environment")

    name, *options = secret.split(",")
    assert name == ("pressdesk-web-url" if "@" in path.name else "pressdesk-owner-url")
    assert {"type=mount", "target=database_url", "uid=10001", "mode=0400"} == set(options)
    assert variable == "PRESSDESK_DATABASE_URL_FILE=/run/secrets/database_url"


def test_a_container_is_reached_from_its_own_machine_alone():
    published = [port for path in CONTAINERS for port in values(path, "PublishPort")]

    assert published == ["127.0.0.1:%i:8080"]


def test_operate_names_every_file_to_start_with():
    told = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")

    files = [path for path in DEPLOY.rglob("*") if path.is_file()]

    assert [path.name for path in files if f"deploy/{path.relative_to(DEPLOY)}" not in told] == []
