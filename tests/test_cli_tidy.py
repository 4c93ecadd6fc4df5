"""`tidy` in the shell, and beside the server: what it does, would do and has done, in counts."""

import logging
import os
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result
from sqlmodel import select

from pressdesk import clock, holds, retention
from pressdesk.cli import background, nightly, shell
from pressdesk.cli.background import Job
from pressdesk.cli.tidy import _tell
from pressdesk.errors import ShellError
from pressdesk.keytables import Act, AuditEntry, Lease
from pressdesk.staff import audit
from pressdesk.tables import Outcome, Ticket, Wanted
from pressdesk.vault import epochs
from pressdesk.web.site import Site
from tests.conftest import PEPPER, SETTINGS, Desk, lodged
from tests.taskwork import Work
from tests.test_cli import on_terminal

HOLDER = bytes(16)
ID = re.compile(r"[0-9a-f]{8}-|[0-9a-f]{32}")


@pytest.fixture
def home(desk_site: Desk) -> Path:
    """The site's folder, as an administrator has it."""
    lines = [f'{name} = "{value}"' for name, value in SETTINGS.items() if name != "pepper"]
    (desk_site.home / "pressdesk.toml").write_text("\n".join(lines))
    (desk_site.home / "pepper").write_text(PEPPER.hex())
    desk_site.home.chmod(0o700)
    for path in desk_site.home.iterdir():
        path.chmod(0o600)
    return desk_site.home


@pytest.fixture(autouse=True)
def _owner_only() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


def tidy(home: Path, *words: str) -> Result:
    """The command, here, where the clock stands."""
    return CliRunner().invoke(shell, ["--data", str(home), "tidy", *words])


def test_tidy_prints_counts_and_the_mixing_and_nothing_else(home):
    done = tidy(home)

    assert done.exit_code == 0, done.output
    *counts, mixing = done.stdout.splitlines()
    assert all(re.fullmatch(r"[a-z ]+: \d+", line) for line in counts)
    assert mixing == "mixing: done"
    assert tidy(home).stdout.splitlines()[-1] == "mixing: not due"


def past_all(desk_site: Desk) -> None:
    """Something for every rule, due or nearly so."""
    with desk_site.store.writing() as db:
        work = Work(db, desk_site)
        for code in (work.lodge(), work.lodge()):
            work.close(code, Outcome.ANSWERED)
            ticket = work.ticket(code)
            ticket.closed_week, ticket.purge_week = "2026-W38", "2026-W46"
            db.add(ticket)
        for purge_week in ("2026-W46", "2026-W47", "2026-W47"):
            ticket = work.ticket(work.lodge(wanted=Wanted.LATER))
            ticket.purge_week = purge_week
            db.add(ticket)
        kept = work.ticket(work.lodge(wanted=Wanted.LATER))
        kept.purge_week = "2026-W40"
        holds.place(db, "UTL-3", holds.Scope(ticket_id=kept.id), work.day(30))
        hidden = work.lodge()
        work.decided(writer_may_delete="after-floor")
        work.delete(hidden)
        work.ticket(hidden).purge_week = "2026-W46"
        answered = work.lodge()
        work.answer(answered)
        work.ticket(answered).last_reply_week = "2026-W40"
        db.add_all([kept, work.ticket(hidden), work.ticket(answered)])
        audit.note(db, Act.RESET, None, clock.now() - timedelta(days=200))


def test_a_dry_run_says_by_rule_what_would_go_and_why_and_changes_nothing(desk_site, home):
    past_all(desk_site)
    with closing(sqlite3.connect(desk_site.store.path)) as raw:
        before = list(raw.iterdump())

    done = tidy(home, "--dry-run")

    assert done.stdout.splitlines() == [
        "1 ticket to close: answered, and 14 days without a follow-up (ticket_closes_after_days)",
        "2 tickets: closed, and their 30 days are over (ticket_days_after_closing)",
        "1 ticket: would be older than 90 days (ticket_longest_days)",
        "1 ticket: deleted by its writer (writer_may_delete, ticket_floor_days)",
        "2 tickets of this week, of which a drawn part goes tonight",
        "1 ticket kept by hold UTL-3",
        "1 row of the staff log: older than 180 days (audit_days)",
    ]
    assert done.exit_code == 0
    assert not ID.search(done.stdout)
    with closing(sqlite3.connect(desk_site.store.path)) as raw:
        assert list(raw.iterdump()) == before


def test_after_the_days_first_run_a_dry_run_says_when_the_next_draw_is(desk_site, home):
    tidy(home)
    lodged(desk_site)
    with desk_site.store.writing() as db:
        ticket = db.exec(select(Ticket)).one()
        ticket.purge_week = "2026-W47"
        db.add(ticket)

    done = tidy(home, "--dry-run")

    assert (
        "1 ticket of this week, of which a drawn part goes with tomorrow's first run" in done.stdout
    )


def test_a_dry_run_names_the_months_of_keys_that_would_go(desk_site, home, wall_clock):
    lodged(desk_site)
    with desk_site.store.writing() as db:
        epochs.prepare(db, desk_site.holder(), clock.today())
    wall_clock.shift(timedelta(days=270))

    done = tidy(home, "--dry-run")

    why = "its last ticket is gone and none may live (ticket_longest_days)"
    assert [line for line in done.stdout.splitlines() if "key of" in line] == [
        f"key of 2026-11: {why}",
        f"key of 2026-12: {why}",
    ]
    assert "1 tombstone: goes with its key" in done.stdout


def test_nothing_to_do_is_said(home):
    assert tidy(home, "--dry-run").stdout == "Nothing would be done.\n"


def test_without_a_decision_both_runs_say_that_tickets_stay(desk_site, home, wall_clock):
    lodged(desk_site)
    text = (home / "pressdesk.toml").read_text()
    (home / "pressdesk.toml").write_text(text.replace('"EX 2026/1"', '""'))
    wall_clock.shift(timedelta(days=100))

    dry, wet = tidy(home, "--dry-run"), tidy(home)

    said = "1 ticket due: kept, because disposal_decision is not set"
    assert (said in dry.stdout, said in wet.stderr) == (True, True)
    with desk_site.store.reading() as db:
        assert db.exec(select(Ticket)).one()


def test_the_record_is_a_table_of_days_with_decision_and_counts(desk_site, home, wall_clock):
    assert "No run yet." in tidy(home, "--record").stdout
    lodged(desk_site)
    tidy(home)
    wall_clock.shift(timedelta(days=95))
    tidy(home, "--clock-is-right")

    lines = tidy(home, "--record").stdout.splitlines()

    assert lines[0] == "Purge record of Exempelstads kommun, printed 2027-02-21"
    assert lines[2].split() == [
        *("Day", "Tickets", "Held", "Keys", "Tombstones", "Log", "rows"),
        *("Inquiries", "Reporters", "Decision"),
    ]
    assert lines[3].split() == ["2026-11-18", *"0000000", "EX", "2026/1"]
    assert lines[4].split() == ["2027-02-21", "1", *"000000", "EX", "2026/1"]
    assert max(map(len, lines)) <= 100


# --- clock trouble ---


def last_run(desk_site: Desk, day: date) -> None:
    with desk_site.store.writing() as db:
        db.add(Lease(name=retention.LEASE, holder=b"", until=0, done=day))


@pytest.mark.parametrize("days", [-200, 200])
def test_a_clock_that_jumped_stops_the_run_and_says_what_to_do(desk_site, home, days):
    lodged(desk_site)
    last_run(desk_site, clock.today() + timedelta(days=days))
    with closing(sqlite3.connect(desk_site.store.path)) as raw:
        before = list(raw.iterdump())

    done = tidy(home)

    told = f"{done.exception}"
    assert done.exit_code == 1
    assert f"The last run was on {clock.today() + timedelta(days=days)}" in told
    assert "--clock-is-right" in told
    with closing(sqlite3.connect(desk_site.store.path)) as raw:
        assert list(raw.iterdump()) == before


def test_it_goes_on_when_somebody_says_that_the_clock_is_right(desk_site, home):
    last_run(desk_site, clock.today() + timedelta(days=200))

    assert tidy(home, "--clock-is-right").exit_code == 0

    assert tidy(home).exit_code == 0
    with desk_site.store.reading() as db:
        acts = [(row.act, row.who) for row in db.exec(select(AuditEntry))]
    assert acts.count((Act.SAID_CLOCK_IS_RIGHT, "")) == 1


def test_saying_so_when_nothing_is_wrong_leaves_no_trace(desk_site, home):
    assert tidy(home, "--clock-is-right").exit_code == 0

    with desk_site.store.reading() as db:
        acts = {row.act for row in db.exec(select(AuditEntry))}
    assert Act.SAID_CLOCK_IS_RIGHT not in acts


@pytest.mark.parametrize(("typed", "status"), [("y\n", 0), ("n\n", 1)])
def test_on_a_terminal_it_asks(desk_site, home, typed, status):
    last_run(desk_site, date(2020, 1, 1))

    done = on_terminal(home, "tidy", typed=typed)

    assert (done.status, "Is it right?" in done.out) == (status, True), done.out
    assert ("purged: 0" in done.out) is (status == 0)


def test_a_dry_run_tells_of_the_clock_and_what_would_be_done_if_it_were_right(desk_site, home):
    last_run(desk_site, date(2020, 1, 1))

    done = tidy(home, "--dry-run")

    assert done.exit_code == 0
    assert "The last run was on 2020-01-01, and the clock says 2026-11-18." in done.stdout


# --- beside the server ---


@pytest.fixture
def tidying() -> background._Tidying:
    return background._Tidying()


def test_the_background_job_tells_of_a_clock_that_jumped_once_a_day(
    desk_site, tidying, caplog, wall_clock
):
    last_run(desk_site, date(2020, 1, 1))
    caplog.set_level(logging.WARNING, "pressdesk")

    for _hour in range(30):
        tidying(desk_site.site)
        wall_clock.shift(timedelta(hours=1))

    assert len(caplog.records) == 2  # two days
    assert "--clock-is-right" in caplog.text
    with desk_site.store.reading() as db:
        assert db.get(Lease, retention.LEASE).done == date(2020, 1, 1)
        assert retention.purge_records(db) == []


def test_a_reader_in_the_way_is_told_and_the_next_run_mixes(desk_site, home, tidying, caplog):
    lodged(desk_site)
    with desk_site.store.reading() as db:
        db.exec(select(Ticket)).all()
        lodged(desk_site)
        tidying(desk_site.site)
        ran = nightly.run(desk_site.site, holder=HOLDER)

    with pytest.raises(ShellError, match="waits for a reader"):
        _tell(ran, desk_site.settings)
    assert "mixing waits for a reader; it is tried again" in caplog.text
    assert "mixing: done" in tidy(home).stdout


def test_a_run_takes_the_lease_and_gives_it_back(desk_site, home):
    nightly.run(desk_site.site, holder=HOLDER)
    assert tidy(home).exit_code == 0

    with desk_site.store.writing() as db:
        assert retention.take_lease(db, HOLDER, clock.now().timestamp())
    done = tidy(home)

    assert (done.exit_code, "Another process" in str(done.exception)) == (1, True)


def test_a_run_leaves_the_write_ahead_log_empty(desk_site):
    lodged(desk_site)

    nightly.run(desk_site.site, holder=HOLDER)

    assert desk_site.store.path.with_name("desk.db-wal").stat().st_size == 0


def test_from_day_to_day_the_job_needs_nobody(desk_site, tidying, caplog):
    lodged(desk_site)
    for days in range(95):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            tidying(desk_site.site)

    assert caplog.records == []
    with desk_site.store.reading() as db:
        assert db.exec(select(Ticket)).all() == []
        assert len(retention.purge_records(db)) == 95


def test_a_job_that_breaks_is_named_in_the_log_without_its_words_and_runs_again(desk_site, caplog):
    """A thread that ended would end purging, heartbeats and notices until the next start."""
    ran, stopping = [], threading.Event()

    def breaks(_site: Site) -> None:
        ran.append(len(ran))
        if len(ran) == 2:
            stopping.set()
        raise ValueError("words of an employee")

    background._repeat(Job("tidy", 1e-9, breaks), desk_site.site, stopping)

    assert len(ran) == 2
    assert "tidy could not run: ValueError" in caplog.text
    assert "words" not in caplog.text
