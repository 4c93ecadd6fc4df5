"""Promise 9, the ballot box: an act and its slips are both there or neither, whatever is killed;
what employees do by themselves leaves no trace in it.

The officer's process is killed (SIGKILL) at calls and moments that are drawn: while she takes,
answers and closes tickets, and while she publishes.
"""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from pressdesk import clock, mailbox, storage
from pressdesk.figures import declared, inquiries, releases, years
from pressdesk.figures.declared import Level
from pressdesk.keytables import BallotKey, Slip
from pressdesk.tables import Wanted
from pressdesk.vault import ballot_keys, shared_keys
from tests.conftest import Desk, lodged
from tests.promises.casting import work
from tests.promises.servers import as_the_shell_has_it

pytestmark = pytest.mark.both

KILLS, PUBLISHING_KILLS = 100, 50
MOST_LIVES = 4 * PUBLISHING_KILLS  # of which so many do not come to their own end
IN_A_LIFE = 3  # acts, if nobody kills her
CALLS_A_SECOND = 500_000
STEPS = ("new", "taken", "answered", "closed")
TAKEN, ANSWERED, ENDED = ("total", "kind", "topic", "media", "wanted"), ("in-time",), ("ended",)
BOX = ("figure_year", "ballot_key", "ballot_grant", "slip", "figure_release", "ledger_entry")
CHOSEN = {"kinds": ("company",), "topic": "school", "media": "daily", "wanted": Wanted.TODAY}
CELLS = dict(total="taken", kind="company", topic="school", media="daily", wanted="today")
CELLS |= {"in-time": "yes", "ended": "arranged"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Desk]:
    """A site in a folder as the shell wants it."""
    made = as_the_shell_has_it(tmp_path / "site")
    yield made
    made.store.close()


class Officer:
    """Ofelia in a process of her own, one life after the other, on one day."""

    def __init__(self, site: Desk, today: date, *flags: str) -> None:
        holder = site.holder()
        self.chance = random.Random(9)
        self.given = {"id": str(holder.id), "private": holder.private.hex()}
        self.given["today"] = today.isoformat()
        self.command = [sys.executable, "-m", "tests.promises.casting", str(site.home), *flags]

    def __enter__(self) -> "Officer":
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(self.command, text=True, bufsize=1, **pipes)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()

    def live(self, **work: Any) -> int:
        """One life; how many calls it had, or 0 when it was cut short."""
        print(json.dumps(self.given | work), file=self.process.stdin, flush=True)
        calls, signal = map(int, self.process.stdout.readline().split())
        assert bool(calls) is not bool(signal)
        return calls

    def be_killed(self, calls: int, **work: Any) -> bool:
        """One life that ends at a call that is drawn, every third at a moment that is; whether it
        did, or came to its own end before.
        """
        if self.chance.randrange(3):
            return not self.live(call=self.chance.randint(1, calls), **work)
        return not self.live(after=self.chance.uniform(0.001, calls / CALLS_A_SECOND), **work)


def test_an_act_and_its_slips_are_both_there_or_neither_after_a_hundred_kills(site):
    acts, halves, kills = acts_on(site, 5 * KILLS), [], 0

    with Officer(site, clock.today()) as ofelia:
        ofelia.live(tickets=acts[:IN_A_LIFE])  # makes the keys
        calls = ofelia.live(tickets=acts[IN_A_LIFE:][:IN_A_LIFE])
        while kills < KILLS and (left := acts[acts_done(site) :]):
            kills += ofelia.be_killed(calls, tickets=left[:IN_A_LIFE])
            halves += torn(site)

    assert kills == KILLS
    assert acts_done(site) > KILLS / 5
    assert halves == []
    assert on_slips(site) == {(table, CELLS[table]): n for table, n in counted(site).items()}
    storage.check_whole(site.store)


def test_slips_that_are_kept_apart_from_what_says_so_are_caught(site):
    acts = acts_on(site, 100)

    with Officer(site, clock.today(), "--torn") as ofelia:
        ofelia.live(tickets=acts[:IN_A_LIFE])  # makes the keys
        calls = ofelia.live(tickets=acts[IN_A_LIFE:][:IN_A_LIFE])
        for _ in range(100):
            ofelia.be_killed(calls, tickets=acts[acts_done(site) :][:IN_A_LIFE])
            if torn(site):
                break

    assert torn(site)


def test_a_killed_publication_is_whole_or_leaves_everything_as_it_was(site, tmp_path):
    period, today = taken_in_a_month(site, 12)
    kept, before, found = tmp_path / "kept.db", box(site), Counter()
    storage.copy(site.store, kept)

    with Officer(site, today) as ofelia:
        calls = ofelia.live(period=period)
        for _ in range(MOST_LIVES):
            put_back(site, kept)
            is_killed = ofelia.be_killed(calls, period=period)
            is_as_it_was, is_whole = box(site) == before, is_published(site, period)
            end = "nothing" if is_as_it_was else "whole" if is_whole else "half"
            found[end, is_killed] += 1
            if found.total() - found["whole", False] == PUBLISHING_KILLS:
                break

    assert set(found) <= {("nothing", True), ("whole", True), ("whole", False)}
    assert found["nothing", True] + found["whole", True] == PUBLISHING_KILLS
    assert found["nothing", True] > PUBLISHING_KILLS / 2


def test_a_killed_publication_is_done_again_and_counts_the_same(site):
    period, today = taken_in_a_month(site, 5)
    with Officer(site, today) as ofelia:
        assert ofelia.live(period=period, call=3_000) == 0

    with site.store.reading() as db:
        again = releases.tally(db, site.holder(), period, today)

    assert (again.counts, again.unreadable) == ({"total": [5]}, 0)


# Two worlds: what employees do by themselves


@pytest.mark.of_the_file
def test_what_employees_do_by_themselves_changes_nothing_in_the_ballot_box(desk_site, employee):
    lodged(desk_site, "En fråga som någon tar. Vad får jag säga?")
    take_all(desk_site)
    before = box(desk_site)

    code = lodged(desk_site, **CHOSEN)
    employee.post("/svar", data={"receipt": code})
    with desk_site.store.writing() as db:
        mailbox.write_on(db, desk_site.settings, code, b"t", "En sak till.", clock.today())
    employee.post("/svar/radera", data={"receipt": code, "confirm": "yes"})

    assert box(desk_site) == before
    assert len(before["slip"]) == len(TAKEN)


@pytest.mark.of_the_file
@pytest.mark.parametrize("how", ["now", "after-floor"])
def test_whoever_deletes_a_ticket_that_was_counted_leaves_its_slips_as_they_are(desk_site, how):
    site = desk_site.with_settings(writer_may_delete=how)
    code = lodged(site, **CHOSEN)
    take_all(site)
    before = box(site)

    site.app().test_client().post("/svar/radera", data={"receipt": code, "confirm": "yes"})

    assert len(before["slip"]) == len(TAKEN)
    assert box(site) == before


# What is there


def query(site: Desk, words: str) -> list[tuple]:
    with closing(sqlite3.connect(site.store.path)) as db:
        return db.execute(words).fetchall()


def box(site: Desk) -> dict[str, list[tuple]]:
    """Every row of the ballot box."""
    return {table: query(site, f"SELECT * FROM {table} ORDER BY 1, 2") for table in BOX}


def acts_on(site: Desk, number: int) -> list[str]:
    """What there is to do: each ticket is taken, answered and closed; their ids, in this order."""
    for _ in range(number // 3 + 1):
        lodged(site, **CHOSEN)
    return [id for (id,) in query(site, "SELECT id FROM ticket") for _ in range(3)]


def acts_done(site: Desk) -> int:
    return sum(STEPS.index(state) for (state,) in query(site, "SELECT state FROM ticket"))


def counted(site: Desk) -> dict[str, int]:
    """How many slips there must be in each table, by what the tickets say."""
    found: Counter[str] = Counter()
    for (state,) in query(site, "SELECT state FROM ticket"):
        for cast in (TAKEN, ANSWERED, ENDED)[: STEPS.index(state)]:
            found.update(cast)
    return dict(found)


def torn(site: Desk) -> list[str]:
    """Where slips, flags and states do not say the same."""
    rows = query(site, "SELECT state, counted FROM ticket JOIN ticket_key USING (handle)")
    wrong = [f"{state}: {flag}" for state, flag in rows if STEPS.index(state) != flag]
    slips = query(site, "SELECT table_name FROM slip JOIN ballot_key ON key_id = ballot_key.id")
    there = dict(Counter(table for (table,) in slips))
    return wrong + ([] if there == counted(site) else [f"{there}, not {counted(site)}"])


def on_slips(site: Desk) -> dict[tuple[str, str], int]:
    """What is on all slips, opened with ofelia's keys."""
    found: Counter[tuple[str, str]] = Counter()
    holder = site.holder()
    with site.store.reading() as db:
        for slip in db.exec(select(Slip)):
            key = db.get(BallotKey, slip.key_id)
            private = shared_keys.private_of(db, *holder, key)
            cell = ballot_keys.open_cell(private, key.id, slip.id, slip.sealed)
            table = years.shape(db, declared.last_day(key.period).year).table(key.table_name)
            found[table.name, table.categories[cell]] += 1
    return dict(found)


def take_all(site: Desk) -> None:
    """Take what waits, each ticket in a transaction of its own."""
    holder = site.holder()
    for (id,) in query(site, "SELECT id FROM ticket WHERE state = 'new'"):
        with site.store.writing() as db:
            work(db, site.settings, holder, UUID(id), clock.today())


def taken_in_a_month(site: Desk, number: int) -> tuple[str, date]:
    """Tickets that were taken this month; the month, and the first day on which it may come out."""
    for _ in range(number):
        lodged(site, **CHOSEN)
    take_all(site)
    period = clock.month_of(clock.today())
    return period, declared.last_day(period) + timedelta(days=3)


def is_published(site: Desk, period: str) -> bool:
    """Whether a month is there with its entry in the ledger, and neither key nor slip is left."""
    tables = ("figure_release", "ledger_entry", "ballot_key")
    found = [query(site, f"SELECT table_name FROM {t} WHERE period = '{period}'") for t in tables]
    slips = query(site, "SELECT table_name FROM slip LEFT JOIN ballot_key b ON key_id = b.id")
    every = sorted((name,) for name in ("total", *inquiries.TABLES[Level.MONTH]))
    return list(map(sorted, found)) == [every, every, []] and {n for (n,) in slips} == {*TAKEN[1:]}


def put_back(site: Desk, kept: Path) -> None:
    """The database as it was."""
    site.store.close()
    for path in site.home.glob("desk.db*"):
        path.unlink()
    shutil.copy(kept, site.store.path)
