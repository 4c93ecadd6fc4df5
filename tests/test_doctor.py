"""Doctor examines a site, says what to do, and closes the form over what would record somebody."""

import ast
import json
import logging
import os
import re
import shutil
import sqlite3
from contextlib import closing as closing_at_end
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from pressdesk import config, holds, mixing, retention, storage
from pressdesk.cli import background
from pressdesk.cli.doctor import backups, examining, machine, place, records
from pressdesk.cli.doctor.findings import Finding
from pressdesk.cli.doctor.watch import Watch
from pressdesk.config import Settings
from pressdesk.holds import Scope
from pressdesk.keytables import Lease
from pressdesk.web import site as sites
from tests.conftest import QUESTION, SETTINGS, TODAY, Desk, later, lodged
from tests.test_cli import run

ROOT = Path(__file__).parent.parent
GOOD_NGINX = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
BAD_NGINX = GOOD_NGINX.replace("access_log off;", "access_log /var/log/nginx/press.log;")
LONG_AGO = date(2026, 11, 10)


def levels(findings) -> dict[str, str]:
    """The worst level of each check."""
    found: dict[str, str] = {}
    for finding in findings:
        if found.get(finding.check) != "grave":
            found[finding.check] = finding.level
    return found


def closing(findings) -> set[str]:
    return {finding.check for finding in findings if finding.closes}


@pytest.fixture
def home(tmp_path) -> Path:
    """A folder as `init` makes it."""
    folder = tmp_path / "site"
    folder.mkdir(mode=0o700)
    for name in ("desk.db", "pepper", "pressdesk.toml"):
        (folder / name).touch(0o600)
    return folder


# the folder and the machine


def test_a_folder_of_its_own_is_fine(home):
    assert set(levels(place.check(home)).values()) <= {"fine", *({"grave"} if is_root() else ())}
    assert closing(place.check(home)) == set()


def is_root() -> bool:
    return os.geteuid() == 0


@pytest.mark.parametrize(
    ("harm", "check", "level", "closes"),
    [
        (lambda home: home.chmod(0o750), "permissions", "grave", True),
        (lambda home: (home / "pepper").chmod(0o644), "permissions", "grave", False),
        (lambda home: (home / "before-upgrade.db").touch(0o600), "old-keys", "grave", False),
        (lambda home: (home / "desk.db").unlink(), "folder", "grave", False),
        (shutil.rmtree, "folder", "grave", False),
        (lambda home: sparse(home / "desk.db-wal", 65 * machine.MIB), "wal", "heed", False),
    ],
)
def test_what_is_wrong_with_a_folder_is_said(home, harm, check, level, closes):
    harm(home)

    found = list(place.check(home))

    assert levels(found)[check] == level
    assert closing(found) == ({check} if closes else set())


def as_another_user(monkeypatch, *, sees: bool = True) -> None:
    """Somebody who is neither root nor the folder's owner."""
    monkeypatch.setattr(os, "geteuid", lambda: 65_534)
    if not sees:

        def refused(*_: object, **__: object) -> None:
            raise PermissionError

        monkeypatch.setattr(Path, "stat", refused)


@pytest.mark.parametrize("sees", [True, False])
def test_a_site_of_another_user_is_said_to_be_hers_and_nothing_else(home, monkeypatch, sees):
    as_another_user(monkeypatch, sees=sees)

    (finding,) = examining.examine(home, is_offline=True)

    assert (finding.check, finding.level) == ("folder", "grave")
    assert "belongs to another user" in finding.says
    assert "runuser" in finding.do


def test_a_database_that_cannot_be_written_closes_the_form(home, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path).name != "desk.db")

    assert closing(place.check(home)) == {"folder"}


def sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)
    path.chmod(0o600)


def test_a_folder_of_roots_means_that_root_serves(home):
    found = levels(place.check(home))

    assert ("root" in found) == is_root()


@pytest.mark.parametrize(
    ("mib", "level", "closes"), [(501, "fine", False), (499, "grave", False), (99, "grave", True)]
)
def test_a_disk_that_fills_up_is_grave_and_then_closes_the_form(mib, level, closes):
    finding = machine.judged_free(mib * machine.MIB)

    assert (finding.level, finding.closes) == (level, closes)


def test_a_disk_that_cannot_be_written_or_is_gone_closes_the_form(home):
    assert closing(machine.disk(home / "gone")) == {"disk"}
    assert closing(machine.disk(Path("/proc/self"))) <= {"disk"}


def test_swap_is_told(tmp_path):
    swaps = tmp_path / "swaps"
    swaps.write_text("Filename Type Size Used Priority\n/swap file 1 0 -2\n")

    assert levels(machine.memory(swaps))["swap"] == "heed"
    swaps.write_text("Filename Type Size Used Priority\n")
    assert "swap" not in levels(machine.memory(swaps))


@pytest.mark.parametrize(("limit", "is_told"), [("0", False), ("unlimited", True), ("", False)])
def test_a_core_dump_that_may_be_written_is_told(tmp_path, monkeypatch, limit, is_told):
    limits = tmp_path / "limits"
    limits.write_text(f"Max core file size        {limit}    unlimited   bytes\n" if limit else "")
    monkeypatch.setattr(machine, "LIMITS", limits)

    assert ("core" in levels(machine.memory(tmp_path / "none"))) == is_told


def test_a_clock_that_a_time_server_sets_is_fine(tmp_path):
    (tmp_path / "synchronized").touch()

    assert levels(machine.clock_is_set(tmp_path / "synchronized")) == {"clock-set": "fine"}
    assert levels(machine.clock_is_set(tmp_path / "none")).get("clock-set") in {
        None,
        "fine",
        "heed",
    }


# the database and its tables


def test_a_good_database_is_fine(desk_site):
    found = records.database(desk_site.store, desk_site.home)

    assert levels(found) == {"pragmas": "fine", "database": "fine"}


def test_a_pragma_that_does_not_read_back_closes_the_form(desk_site):
    with desk_site.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete=OFF")

    assert closing(records.database(desk_site.store, desk_site.home)) == {"pragmas"}


def test_a_damaged_database_closes_the_form(desk_site):
    desk_site.store.settle()
    desk_site.store.close()
    with (desk_site.home / storage.DATABASE).open("r+b") as file:
        file.seek(4_096)
        file.write(b"x" * 20_000)

    found = list(records.database(desk_site.store, desk_site.home))

    assert closing(found) == {"database"}


def test_a_database_that_is_busy_closes_nothing(desk_site):
    desk_site.store.close()
    path = desk_site.home / storage.DATABASE
    with closing_at_end(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")

        store = storage.FileStore(path, busy_milliseconds=10)
        found = list(records.database(store, desk_site.home))

    assert levels(found)["database"] == "heed"
    assert closing(found) == set()


def ran(db: Session, name: str, day: date | None) -> None:
    row = db.get(Lease, name) or Lease(name=name, holder=b"", until=0)
    row.done = day
    db.add(row)
    db.flush()


@pytest.mark.parametrize(
    ("name", "day", "level"),
    [
        (retention.LEASE, None, "heed"),
        (retention.LEASE, TODAY - timedelta(days=2), "fine"),
        (retention.LEASE, TODAY - timedelta(days=3), "grave"),
        (mixing.LEASE, None, "heed"),
        (mixing.LEASE, TODAY - timedelta(days=2), "fine"),
        (mixing.LEASE, TODAY - timedelta(days=3), "heed"),
    ],
)
def test_nightly_work_that_stops_is_told(desk_site, name, day, level):
    with desk_site.store.rehearsing() as db:
        ran(db, name, day)

        found = levels(records.nightly(db, TODAY))

    assert found["tidy" if name == retention.LEASE else "mixing"] == level


@pytest.mark.parametrize(
    ("today", "level"),
    [(TODAY, "fine"), (date(2025, 1, 1), "grave"), (TODAY + timedelta(days=30), "grave")],
)
def test_a_clock_that_jumped_is_grave(desk_site, today, level):
    with desk_site.store.rehearsing() as db:
        ran(db, retention.LEASE, TODAY)

        assert levels(records.nightly(db, today))["clock"] == level


def test_a_hold_whose_day_has_come_is_named_by_its_reference(desk_site):
    with desk_site.store.rehearsing() as db:
        for reference, days in (("H-1", 0), ("H-2", 1)):
            scope = Scope(from_week="2026-W40", to_week="2026-W41")
            holds.place(db, reference, scope, TODAY + later(days))

        (finding,) = records.reviews(db, TODAY)

    assert "H-1" in finding.says
    assert (finding.level, finding.closes) == ("heed", False)


def test_keys_that_are_missing_next_month_are_told(desk_site, ofelia):
    settings = desk_site.settings
    with desk_site.store.reading() as db:
        now = levels(records.epochs_ahead(db, settings, TODAY))
        in_spring = levels(records.epochs_ahead(db, settings, TODAY + later(150)))
        in_a_year = levels(records.epochs_ahead(db, settings, TODAY + later(365)))

    assert (now, in_spring["epochs"]) == ({"epochs": "fine"}, "heed")
    assert in_a_year["epochs-old"] == "heed"


def test_no_mail_is_to_be_seen_to(desk_site):
    with desk_site.store.reading() as db:
        assert levels(records.mail(db, desk_site.settings)) == {"mail": "heed"}


# backups


@pytest.fixture
def backed_up(home) -> Settings:
    for name in ("data", "keys"):
        (home.parent / name).mkdir(mode=0o700)
    (home.parent / "data" / f"desk-{TODAY}.db").touch(0o600)
    (home.parent / "keys" / "keys.db").touch(0o600)
    places = {f"backup_{name}": str(home.parent / name) for name in ("data", "keys")}
    return config.parse(SETTINGS | places | {"snapshots_excluded": True})


def test_a_backup_of_today_is_fine(backed_up, home):
    assert set(levels(backups.check(backed_up, home, TODAY)).values()) == {"fine"}


@pytest.mark.parametrize(
    ("harm", "check", "level"),
    [
        (lambda at: (at / "data" / f"desk-{TODAY}.db").unlink(), "backup", "heed"),
        (lambda at: (at / "keys" / "keys.db").rename(at / "keys" / "x"), "backup-keys", "heed"),
        (lambda at: (at / "keys" / "old.db").touch(0o600), "backup-keys", "grave"),
        (lambda at: (at / "data" / "keys.db").touch(0o600), "backup-apart", "grave"),
        (lambda at: (at / "keys").chmod(0o755), "backup-permissions", "grave"),
        (lambda at: [daily(at, day) for day in range(16)], "backup-many", "heed"),
        (lambda at: shutil.rmtree(at / "data"), "backup", "heed"),
    ],
)
def test_what_is_wrong_with_backups_is_said_and_closes_nothing(backed_up, home, harm, check, level):
    harm(home.parent)

    found = list(backups.check(backed_up, home, TODAY))

    assert levels(found)[check] == level
    assert closing(found) == set()


def daily(at: Path, days_ago: int) -> None:
    (at / "data" / f"desk-{TODAY - timedelta(days=days_ago)}.db").touch(0o600)


def test_an_old_backup_and_copies_nobody_thinks_of_are_told(backed_up, home):
    late = levels(backups.check(backed_up, home, TODAY + timedelta(days=3)))
    bare = levels(backups.check(config.parse(SETTINGS), home, TODAY))

    assert late["backup"] == "heed"
    assert bare == {"backup": "heed", "snapshots": "heed"}


# the form closes, and opens


@pytest.fixture
def fronted(desk_site) -> Desk:
    """A site whose web server's file is named, and good."""
    file = desk_site.home / "press.nginx"
    file.write_text(GOOD_NGINX)
    file.chmod(0o600)
    return desk_site.with_settings(
        public_url="https://press.example.se", web_server_files=[str(file)]
    )


def asked(client, path: str = "/fraga", **form: str):
    host = {"base_url": "https://press.example.se"}
    return client.post(path, data=form, **host) if form else client.get(path, **host)


def test_a_web_server_that_logs_visits_closes_the_form_until_it_is_mended(fronted, caplog):
    client, file = fronted.app().test_client(), fronted.home / "press.nginx"
    watch = Watch()
    watch.look_inside(fronted.site)
    assert "<textarea" in asked(client).text

    file.write_text(BAD_NGINX)
    watch.look_inside(fronted.site)
    closed = asked(client)
    assert "Formuläret är stängt en stund" in closed.text
    assert "<textarea" not in closed.text
    assert "08-465 004 00" in closed.text
    assert "press.nginx line" in caplog.text

    file.write_text(GOOD_NGINX)
    watch.look_inside(fronted.site)
    assert "<textarea" in asked(client).text


@pytest.mark.parametrize("path", ["/fraga", "/skicka", "/svar/skriv"])
def test_what_is_sent_to_a_closed_form_is_given_back(fronted, path):
    sites.close_form(fronted.site, ["front-access-log"])

    answer = asked(fronted.app().test_client(), path, text=QUESTION)

    assert answer.status_code == 503
    assert QUESTION in answer.text
    assert len(answer.data) == 65_536


def test_a_closed_form_still_lets_her_read_her_answer(fronted):
    code = lodged(fronted)
    sites.close_form(fronted.site, ["disk"])

    assert QUESTION in asked(fronted.app().test_client(), "/svar", receipt=code).text


def test_what_closes_one_site_closes_no_other(fronted, tmp_path):
    other = storage.FileStore(tmp_path / "other.db")
    sites.close_form(fronted.site, ["disk"])

    assert sites.closed_by(fronted.site._replace(store=other)) == []


@pytest.mark.parametrize("text", ["gzip on;", "junk {", ""])
def test_nothing_else_closes_the_form(fronted, text):
    (fronted.home / "press.nginx").write_text(GOOD_NGINX.replace("gzip off;", text))

    Watch().look_inside(fronted.site)

    assert sites.closed_by(fronted.site) == []


def test_the_log_says_which_check_closed_the_form_and_only_once(fronted, caplog):
    caplog.set_level(logging.INFO)
    (fronted.home / "press.nginx").write_text(BAD_NGINX)
    watch = Watch()

    for _ in range(3):
        watch.look_inside(fronted.site)

    assert caplog.text.count("The employee's form is closed: front-access-log") == 1


@pytest.mark.parametrize("harm", [Path.unlink, lambda file: file.rename(f"{file}.old")])
def test_a_file_that_cannot_be_read_any_more_has_not_been_mended(fronted, harm):
    file, watch = fronted.home / "press.nginx", Watch()
    file.write_text(BAD_NGINX)
    watch.look_inside(fronted.site)

    harm(file)
    watch.look_inside(fronted.site)
    watch.look_inside(fronted.site)
    assert sites.closed_by(fronted.site) == ["front-access-log"]

    file.write_text(GOOD_NGINX)
    watch.look_inside(fronted.site)
    assert sites.closed_by(fronted.site) == []


def test_a_look_that_breaks_keeps_what_the_last_one_saw_and_serve_from_nothing(
    fronted, monkeypatch
):
    (fronted.home / "press.nginx").write_text(BAD_NGINX)
    watch = Watch()
    watch.look_inside(fronted.site)

    monkeypatch.setattr(examining.reading, "web_server", broken)
    watch.look_inside(fronted.site)
    assert sites.closed_by(fronted.site) == ["front-access-log"]

    Watch().look_inside(fronted.site)  # a start
    assert sites.closed_by(fronted.site) == []


def broken(*_: object) -> list[Finding]:
    raise ZeroDivisionError("what somebody wrote")


def test_serve_looks_every_hour():
    (job,) = [job for job in background.jobs(tidies=True) if job.name == "doctor"]

    assert job.every_seconds == background.HOUR


def test_a_check_that_breaks_is_a_finding_and_stops_no_other():
    (finding,) = examining.made(broken)

    assert (finding.level, finding.closes) == ("heed", False)
    assert "somebody" not in finding.says


# the command


ROW = {"level", "check", "says", "do"}


@pytest.mark.parametrize(
    "harm",
    [
        lambda home: (home / "desk.db").write_bytes(b"x" * 9_000),
        lambda home: (home / "pressdesk.toml").write_text("x = 1"),
        shutil.rmtree,
    ],
)
def test_json_is_valid_also_when_things_are_broken(home, harm):
    harm(home)

    done = run(home, "doctor", "--json")

    rows = json.loads(done.out)
    assert done.status == 1
    assert rows
    assert all(set(row) == ROW for row in rows)
    assert {row["level"] for row in rows} <= {"fine", "heed", "grave"}


def test_doctor_says_why_the_form_is_closed(fronted, home):
    (fronted.home / "press.nginx").write_text(BAD_NGINX)
    fronted.store.settle()
    for path in fronted.home.glob("desk.db*"):
        shutil.copy(path, home / path.name)
    (home / "pepper").write_text(SETTINGS["pepper"].hex())
    (home / "pressdesk.toml").write_text(
        'public_url = "https://press.example.se"\ndisposal_decision = "1"\n'
        f'web_server_files = ["{fronted.home}/press.nginx"]\n'
    )

    done = run(home, "doctor", "--offline")

    line = BAD_NGINX[: BAD_NGINX.index("access_log /var")].count("\n") + 1
    assert done.status == 1
    assert f"press.nginx line {line}: access_log /var/log/nginx/press.log would log" in done.out
    assert "form is closed, or closes within the hour: front-access-log" in done.out


# what the administrator reads


def checks_in(code: str) -> set[str]:
    """Names of checks that a module gives its findings."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        given = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            made = {"fine", "heed", "grave", "heed_at", "grave_at", "check", "Files"}
            given = node.args[:2] if node.func.id in made else []
        elif isinstance(node, ast.Assign) and "check" in ast.unparse(node.targets[0]):
            given = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        words = [one.value for one in given if isinstance(one, ast.Constant)]
        found |= {word for word in words if re.fullmatch(r"[a-z]+(-[a-z]+)*", str(word))}
    return found


def test_every_check_is_in_the_documents_and_none_that_is_not_there():
    table = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    table = table.partition("## What doctor says")[2].partition("\n## ")[0]
    named = {
        n
        for row in re.findall(r"^\| (`.*?) \|", table, re.M)
        for n in re.findall(r"`([^`]+)`", row)
    }

    used = set()
    for path in (ROOT / "pressdesk" / "cli" / "doctor").rglob("*.py"):
        used |= checks_in(path.read_text(encoding="utf-8"))

    assert used == named


def test_the_files_of_deploy_are_the_ones_that_are_documented():
    text = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")

    there = {f"deploy/{path.name}" for path in (ROOT / "deploy").iterdir()}

    assert set(re.findall(r"deploy/[\w.@-]+\w(?=[`/ ,)])", text)) == there
