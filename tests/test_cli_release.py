"""`release` in the shell: what is refused before anybody signs in, and an officer at a terminal."""

import re
import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlmodel import select

from pressdesk import cli, clock, config, storage
from pressdesk.figures import releases, shapes, years
from pressdesk.figures.declared import TOTAL, Level, Size, period_of
from pressdesk.keytables import Act, AuditEntry, FigureYear, LedgerEntry
from pressdesk.storage import FileStore, Store
from pressdesk.web.site import Site
from tests.conftest import Desk, sign_in
from tests.copying import command, edit
from tests.ports import free_port
from tests.promises.servers import as_the_shell_has_it
from tests.publishing import NEW_YEAR, THIRD, cast, published, slips, whole
from tests.terminal import run, signing_in, typed

pytestmark = pytest.mark.usefixtures("real_argon2")

DAYS = 40  # so many days ago was in a month that can be published today, whatever today is
SPOIL = """UPDATE slip SET sealed = zeroblob(60) WHERE id IN (SELECT s.id FROM slip AS s
JOIN ballot_key AS k ON k.id = key_id WHERE table_name = 'total' LIMIT 3)"""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A site where 30 tickets were taken a month ago, by the real clock."""
    return worked(tmp_path_factory.mktemp("made"), clock.now() - timedelta(days=DAYS))


@pytest.fixture
def site(original: Desk, tmp_path: Path):
    """A copy of it."""
    yield from twin(original, tmp_path)


@pytest.fixture(scope="module")
def of_november(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The same in November 2026, for the test's clock."""
    return worked(tmp_path_factory.mktemp("november"), THIRD.replace(month=11))


def worked(folder: Path, then: datetime) -> Desk:
    """A site where 30 tickets were taken."""
    with time_machine.travel(then, tick=False):
        made = as_the_shell_has_it(folder / "site")
        sign_in(made.app().test_client(), made.ofelia)
        cast(made, 30)
    made.store.settle()
    made.store.close()
    return made


@pytest.fixture
def november(of_november: Desk, tmp_path: Path, wall_clock):
    """On the third of December."""
    wall_clock.move_to(THIRD)
    yield from twin(of_november, tmp_path)


def twin(made: Desk, folder: Path):
    home = shutil.copytree(made.home, folder / "site")
    store = FileStore(home / storage.DATABASE)
    yield made._replace(site=Site(config.load(home, {}), store), home=home)
    store.close()


@pytest.fixture
def period() -> str:
    return period_of(Level.MONTH, clock.today() - timedelta(days=DAYS))


def entries(site: Desk) -> list[LedgerEntry]:
    with site.store.reading() as db:
        return list(db.exec(select(LedgerEntry)).all())


# An officer at a terminal


def test_an_officer_publishes_and_sees_what_everybody_sees(site, period):
    gone = slips(site.store.path)

    status, out, said = typed(site, signing_in(site.ofelia), "release", period)

    with site.store.reading() as db:
        (figure,) = (each for each in releases.published(db).figures if each.table == TOTAL)
        acts = [e for e in db.exec(select(AuditEntry)) if e.act is Act.PUBLISHED_FIGURES]
    assert (status, len(acts), acts[0].who) == (0, 1, "ofelia")
    assert f"{figure.value('taken')} ± 8" in plain(out)
    assert "Opening slips" in said
    assert "100%" in said  # the bar goes to its end
    assert "30" not in re.sub(r"\d+ ± 8", "", plain(out + said)).replace(period, "")
    assert sum(sealed in whole(site.home) for sealed in gone) == len(gone) - 30


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def test_slips_that_did_not_open_are_told_after_it_is_done(site, period):
    edit(site.store.path, SPOIL)

    status, _out, said = typed(site, signing_in(site.ofelia), "release", period)

    assert status == 0
    assert "Some slips did not open and are not counted" in said


def test_a_log_that_a_reader_kept_busy_is_told_and_the_figures_are_published(site, period):
    with closing(sqlite3.connect(site.store.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM slip").fetchall()
        status, _out, said = typed(site, signing_in(site.ofelia), "release", period)

    assert status == 0
    assert (TOTAL, period) in {(each.table_name, each.period) for each in entries(site)}
    assert "A reader kept the write-ahead log busy. Run tidy in a while." in said


def test_nothing_is_said_of_the_log_when_nobody_was_in_the_way(site, period):
    _status, _out, said = typed(site, signing_in(site.ofelia), "release", period)

    assert "write-ahead log" not in said
    assert "is published. Next: pressdesk backup" in said


def test_an_officer_without_every_key_publishes_nothing(site, period):
    edit(site.store.path, "DELETE FROM ballot_grant")

    status, out, said = typed(site, signing_in(site.ofelia), "release", period)

    assert (status, out) == (1, "")
    assert f"does not hold all keys of {period}" in said
    assert entries(site) == []


@pytest.mark.parametrize("who", ["chief", "wrong code"])
def test_nobody_else_publishes(site, period, who):
    person = site.clara if who == "chief" else site.ofelia
    given = {"code": "000000"} if who == "wrong code" else {}

    status, out, _said = typed(site, signing_in(person, **given), "release", period)

    assert (status, out) == (1, "")
    assert entries(site) == []


def test_without_a_terminal_nobody_can_sign_in(site, period):
    done = run(site, "release", period)

    assert (done.returncode, done.stdout) == (1, "")
    assert "An officer must sign in here. Run it on a terminal." in done.stderr


# What is refused before anybody signs in


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2026-12", "2026-12 can be published from 2027-01-03"),
        ("2026-Q4", "2026-Q4 can be published from 2027-01-03"),
        ("2026", "2026 can be published from 2027-01-03"),
        ("2026-10", "No figures are published for 2026-10."),
        ("2026-13", "No figures are published for 2026-13."),
        ("2026-Q5", "No figures are published for 2026-Q5."),
        ("november", "No figures are published for november."),
        ("99999999", "No figures are published for 99999999."),
    ],
)
def test_what_cannot_be_published_is_said_at_once(november, period, said):
    done = command(november.home, "release", period)

    assert not done.is_done
    assert done.text.startswith(said)
    assert "\n" not in done.text


@pytest.mark.parametrize(("days", "is_open"), [(-1, False), (0, True)])
def test_the_days_of_grace_are_kept(november, wall_clock, days, is_open):
    wall_clock.shift(timedelta(days=days))

    done = command(november.home, "release", "2026-11")

    assert ("must sign in here" in done.text) is is_open
    assert ("can be published from 2026-12-03" in done.text) is not is_open


def test_a_second_time_is_refused(november):
    published(november, "2026-11")

    done = command(november.home, "release", "2026-11")

    assert (done.is_done, "2026-11 is published already" in done.text) == (False, True)


def test_a_quarter_before_its_months_is_refused(november, wall_clock):
    wall_clock.move_to(NEW_YEAR)

    done = command(november.home, "release", "2026-Q4")

    assert "2026-Q4 is fitted to 2026-11. Publish that first." in done.text


def test_a_period_that_a_restore_lost_is_refused(november):
    with november.store.writing() as db:
        releases.burn(db, clock.today())

    done = command(november.home, "release", "2026-11")

    assert "2026-11 can never be published" in done.text


# What can be published


def test_what_can_be_published_is_listed_in_order_and_without_a_count(november, wall_clock):
    wall_clock.move_to(NEW_YEAR)

    done = command(november.home, "release")

    assert done.text.splitlines() == [
        "2026-11  can be published since 2026-12-03, late",
        "2026-12  can be published since 2027-01-03",
        "2026-Q4  can be published since 2027-01-03",
        "2026     can be published since 2027-01-03",
        "2027-01  comes next, from 2027-02-03",
    ]


def test_when_nothing_waits_the_next_is_named(november):
    published(november, "2026-11")

    done = command(november.home, "release")

    assert done.text.splitlines() == [
        "Nothing can be published today.",
        "2026-12  comes next, from 2027-01-03",
    ]


# A site whose tables would tell too much


def too_dear(store: Store) -> None:
    freeze(store, sigma=2)


def of_a_unit(store: Store) -> None:
    freeze(store, categories=("Björkskolan", "other", "not-said"))


def freeze(store: Store, **changed) -> None:
    shape = shapes.shape_of(2026, Size.NORMAL)
    topic = shape.table("topic")._replace(**changed)
    tables = tuple(topic if table.name == "topic" else table for table in shape.tables)
    with store.writing() as db:
        year = db.get(FigureYear, 2026) or FigureYear(year=2026, size=Size.NORMAL, tables="")
        year.tables = shape._replace(tables=tables).encoded()
        db.add(year)


def at_two_levels(store: Store) -> None:
    with store.writing() as db:
        for period in ("2026-11", "2026-Q4"):
            row = LedgerEntry(table_name="total", period=period, sigma=4, rho="1/32", digest=b"x")
            db.add(row)


def with_a_torn_year(store: Store) -> None:
    with store.writing() as db:
        db.merge(FigureYear(year=2026, size=Size.NORMAL, tables='[["total", 4'))


def with_a_garbled_ledger(store: Store) -> None:
    with store.writing() as db:
        row = LedgerEntry(table_name="total", period="nov", sigma=4, rho="1/32", digest=b"x")
        db.add(row)


UNSAFE = [
    (too_dear, "would together tell more of a ticket than the cap lets"),
    (at_two_levels, "stands at two levels"),
    (of_a_unit, "is the name of a unit"),
    (with_a_torn_year, "cannot be read"),
    (with_a_garbled_ledger, "cannot be read"),
]


@pytest.mark.parametrize(("spoil", "said"), UNSAFE)
def test_a_site_with_unsafe_figures_does_not_start_and_says_why(
    november, monkeypatch, capsys, spoil, said
):
    spoil(november.store)
    monkeypatch.setattr(sys, "argv", ["pressdesk", "--data", str(november.home), "release"])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    line = capsys.readouterr().err
    assert (ended.value.code, said in line, line.count("\n")) == (1, True, 1)


@pytest.mark.parametrize("words", [("serve", "--port"), ("release",)])
def test_a_process_ends_there_without_a_trace(site, words):
    at_two_levels(site.store)

    done = run(site, *words, *([str(free_port())] if "--port" in words else []))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("pressdesk: A table of figures stands at two levels")


def test_a_site_whose_figures_are_safe_starts(november):
    with november.store.reading() as db:
        assert years.check(db) is None
    assert november.app().test_client().get("/").status_code == 200
