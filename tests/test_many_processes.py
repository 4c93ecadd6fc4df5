"""Several processes on one database: what two do at one moment is done once, on a file and on a
server. Each process here is an app on a store of its own; test_rolling.py has real ones.
"""

import signal
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from contextlib import closing
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from pressdesk import clock, create_app, desk, mixing, retention
from pressdesk.cli import nightly
from pressdesk.cli.nightly import Ran
from pressdesk.cli.notices import send_due
from pressdesk.errors import AlreadyReleased, Stale, WrongState
from pressdesk.figures import releases
from pressdesk.keytables import Lease
from pressdesk.retention import LEASE_SECONDS
from pressdesk.staff import accounts, alarm, handing
from pressdesk.vault import epochs, keys, pepper
from pressdesk.web import health
from tests import processes, publishing
from tests.conftest import PEPPER, Desk, Person, found, holder_of, invited, lodged, sign_in
from tests.mailserver import post
from tests.pages import checked, fetch, submit
from tests.processes import at_once, beside

__all__ = ["post"]  # a fixture
pytestmark = pytest.mark.both(every=1)

ONE, OTHER = b"1" * 16, b"2" * 16
DECEMBER = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
# A process that takes the lease and gets no further.
TAKES_THE_LEASE = """
import sys
from pathlib import Path
from pressdesk import clock, retention
from pressdesk.cli import folder
site = folder.open_site(Path(sys.argv[1]))
with site.store.writing() as db:
    assert retention.take_lease(db, b"k" * 16, float(sys.argv[2]))
print("taken", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def first(desk_site: Desk):
    """The site in one process, which waits as long for another as a real one does."""
    with closing(beside(desk_site.store)) as store:
        yield desk_site._replace(site=desk_site.site._replace(store=store))


@pytest.fixture
def second(desk_site: Desk):
    """And in another."""
    with closing(beside(desk_site.store)) as store:
        yield desk_site._replace(site=desk_site.site._replace(store=store))


@pytest.fixture
def omar(desk_site: Desk) -> Person:
    """A second officer with keys, who has not signed in yet; nor has ofelia."""
    person = invited(desk_site.store, "omar")
    with desk_site.store.writing() as db:
        (row,) = handing.waiting(db, clock.today())
        holder = holder_of(db, desk_site.ofelia)
        handing.hand_over(db, holder, "omar", keys.fingerprint(row.public), clock.today())
    return person


def written(site: Desk, act, *given):
    """A task in a transaction of its own."""
    with site.store.writing() as db:
        return act(db, *given)


# --- what two do at once ---


def test_a_receipt_that_is_sent_to_two_processes_at_once_is_stored_once(first, second):
    apps = [site.app().test_client() for site in (first, second)]
    page = checked(apps[0])

    sent = at_once(*(lambda app=app: submit(app, page, "/skicka") for app in apps))

    assert [answer.status for answer in sent] == [200, 200]
    with first.store.reading() as db:
        assert len(desk.queue(db, first.holder(), clock.today()).rows) == 1


def test_a_ticket_that_two_officers_take_at_once_goes_to_one(first, second, omar):
    lodged(first)
    today = clock.today()
    with first.store.reading() as db:
        holders = [holder_of(db, person) for person in (first.ofelia, omar)]
        refs = [desk.queue(db, holder, today).rows[0].ref for holder in holders]
    sites = (first, second)
    each = [(site, desk.take, *who) for site, *who in zip(sites, holders, refs, strict=True)]

    came = at_once(*(lambda given=given: written(*given, today) for given in each))

    assert sorted(type(one).__name__ for one in came) == ["NoneType", WrongState.__name__]


def test_a_code_of_the_app_that_is_used_in_two_processes_at_once_signs_in_once(first, second):
    apps = [site.app().test_client() for site in (first, second)]

    came = at_once(*(lambda app=app: sign_in(app, first.ofelia).status_code for app in apps))

    assert sorted(came) == [303, 403]


def test_tries_are_counted_together_when_they_are_made_at_once(first, second):
    stranger = first.ofelia._replace(phrase="fel lösenfras men lång nog")
    apps = [site.app().test_client() for site in (first, second) for _ in range(5)]

    came = at_once(*(lambda app=app: sign_in(app, stranger).status_code for app in apps))

    assert sorted(came) == [403] * 8 + [429] * 2


def test_two_officers_who_sign_in_at_once_open_one_next_epoch(first, second, omar, wall_clock):
    wall_clock.move_to(DECEMBER)
    apps = [site.app().test_client() for site in (first, second)]
    people = (first.ofelia, omar)

    came = at_once(
        *(
            lambda app=app, one=one: sign_in(app, one).status_code
            for app, one in zip(apps, people, strict=True)
        )
    )

    assert came == [303, 303]
    with first.store.reading() as db:
        months = [epoch.month for epoch in epochs.chain(db)]
        held = [len(epochs.holders(db, epoch)) for epoch in epochs.chain(db)]
    assert months == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert held == [2] * 4


def test_a_period_that_is_published_twice_at_once_is_published_once(first, second, wall_clock):
    sign_in(first.app().test_client(), first.ofelia)
    publishing.cast(first, 12)
    wall_clock.move_to(publishing.THIRD)
    with first.store.reading() as db:
        counted = releases.tally(db, first.holder(), "2026-11", clock.today())
    given = counted, clock.today(), publishing.NO_INQUIRIES

    came = at_once(
        lambda: written(first, releases.publish, *given),
        lambda: written(second, releases.publish, *given),
    )

    figures, refused = sorted(came, key=lambda one: isinstance(one, Exception))
    assert isinstance(refused, AlreadyReleased | Stale)
    with first.store.reading() as db:
        assert len(releases.published(db).figures) == len(figures)


# --- nightly work ---


def test_two_processes_that_tidy_at_once_do_the_work_once(first, second, wall_clock):
    lodged(first)
    nightly.run(first.site, holder=ONE)
    wall_clock.shift(86_400 * 120)

    came = at_once(
        lambda: nightly.run(first.site, holder=ONE, clock_is_right=True),
        lambda: nightly.run(second.site, holder=OTHER, clock_is_right=True),
    )

    ran = [one.tidied for one in came if one.tidied is not None]
    with first.store.reading() as db:
        assert retention.purge_records(db)[-1].tickets == 1
    assert (sum(one.purged for one in ran), [one.is_mixed for one in came].count(True)) == (1, 1)


def test_a_process_that_is_killed_with_the_lease_is_replaced_when_it_runs_out(
    desk_site, tmp_path, wall_clock
):
    processes.write_folder(tmp_path, desk_site.store)
    words = [sys.executable, "-c", TAKES_THE_LEASE, str(tmp_path), str(clock.now().timestamp())]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(words, cwd=processes.ROOT, env=processes.environ(), **pipes) as killed:
        assert killed.stdout.readline() == b"taken\n"
        killed.send_signal(signal.SIGKILL)

    before = nightly.run(desk_site.site, holder=ONE)
    wall_clock.shift(LEASE_SECONDS)
    after = nightly.run(desk_site.site, holder=ONE)

    assert before == Ran()
    assert (after.tidied is not None, after.is_mixed) == (True, True)


def test_a_letter_is_mailed_once_however_many_processes_there_are(desk_site, post):
    mailing = desk_site.with_settings(**post.settings(notice_hours=(8, 12))).site
    stores = [beside(desk_site.store) for _ in range(4)]

    came = at_once(
        *(lambda store=store: send_due(mailing._replace(store=store)) for store in stores)
    )

    assert came == [None] * 4
    assert len(post.letters) == 1
    for store in stores:
        store.close()


def test_the_heartbeats_of_several_processes_do_no_harm(first, second):
    now = clock.now().timestamp()
    acts = [lambda s=site.store: mixing.beat(s, now) for site in (first, second) * 3]

    came = at_once(*acts)

    assert came == [None] * 6
    with first.store.reading() as db:
        assert db.get(Lease, mixing.BEAT).until == now


# --- what a process knows ---


def test_an_alarm_closes_the_form_in_every_process(first, second):
    apps = [site.app().test_client() for site in (first, second)]
    pages = [checked(app) for app in apps]
    forget_what_ofelia_has_seen(first)

    told = sign_in(apps[0], first.ofelia).status_code

    assert told == 409
    started_later = second.app().test_client()
    for app in [*apps, started_later]:
        assert "Vi är inte säkra" in fetch(app, "/fraga").text
    assert [submit(*one, "/skicka").status for one in zip(apps, pages, strict=True)] == [503] * 2


def test_whoever_lifts_the_alarm_in_the_database_opens_no_process_that_has_seen_it(first, second):
    forget_what_ofelia_has_seen(first)
    app = second.app().test_client()
    sign_in(first.app().test_client(), first.ofelia)
    before = fetch(app, "/fraga").text

    lifted = written(first, alarm.lift)

    assert lifted
    assert "Vi är inte säkra" in before
    assert "Vi är inte säkra" in fetch(app, "/fraga").text
    assert "Vi är inte säkra" not in fetch(second.app().test_client(), "/fraga").text


def test_a_process_with_another_pepper_is_found_out(desk_site):
    first = written(desk_site, pepper.is_shared, PEPPER)

    again = written(desk_site, pepper.is_shared, PEPPER)
    other = written(desk_site, pepper.is_shared, bytes(32))

    assert (first, again, other) == (True, True, False)


def forget_what_ofelia_has_seen(site: Desk) -> None:
    """As whoever replaces keys in the database would."""
    with site.store.writing() as db:
        row = accounts.find(db, "ofelia")
        row.pin = None
        db.add(row)


# --- readiness ---


def test_a_process_is_ready_when_its_site_is_founded(store, settings, tmp_path, wall_clock):
    app = create_app(settings, store).test_client()
    paths = ("/halsa", "/halsa/lever")

    before = [app.get(path) for path in paths]
    found(store, settings, tmp_path)
    after = [app.get(path) for path in paths]

    assert [(a.status_code, a.text) for a in before] == [(503, "not founded\n"), (200, "ok\n")]
    assert [(a.status_code, a.text) for a in after] == [(200, "ok\n")] * 2


def test_a_process_whose_form_of_tables_is_not_the_databases_is_not_ready(desk_site):
    app = desk_site.app().test_client()
    before = app.get("/halsa").status_code
    with desk_site.store.writing() as db:
        db.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'next'")

    after = app.get("/halsa")

    assert before == 200
    assert (after.status_code, after.text) == (503, "database has another form\n")


def test_a_database_that_hangs_is_told_while_it_hangs(desk_site, monkeypatch):
    """Whoever asks for readiness waits for no database; and one look at a time hangs."""
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.2)
    app, hung, looks = desk_site.app().test_client(), threading.Event(), []
    sa.event.listen(desk_site.store.engine, "checkout", lambda *_: looks.append(hung.wait(60)))

    asked = [(app.get("/halsa").status_code, list(looks)) for _ in range(3)]
    alive = app.get("/halsa/lever").status_code
    hung.set()
    while app.get("/halsa").status_code != 200:  # it looks again when that look is over
        pass

    assert asked == [(503, [])] * 3
    assert alive == 200


class Overslept(Future):
    """A look: whoever has waited for it too long learns of that when she is woken."""

    waiting = threading.Semaphore(0)
    wake = threading.Event()

    def result(self, timeout: float | None = None) -> str:
        self.waiting.release()
        try:
            return super().result(timeout)
        except TooLate:
            self.waiting.release()
            assert self.wake.wait(processes.SECONDS)
            raise


def test_whoever_learns_late_that_a_look_hung_says_nothing_of_the_next(desk_site, monkeypatch):
    looks, hung = [], [threading.Event(), threading.Event()]
    waiting, wake = threading.Semaphore(0), threading.Event()
    look = type("Look", (Overslept,), {"waiting": waiting, "wake": wake})
    monkeypatch.setattr(health, "Future", lambda: looks.append(look()) or looks[-1])
    monkeypatch.setattr(health, "FRESH_SECONDS", 0)
    sa.event.listen(desk_site.store.engine, "checkout", lambda *_: hung[len(looks) - 1].wait(60))
    readiness = health.Readiness(desk_site.store)

    with ThreadPoolExecutor(3) as people:
        monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.01)
        late = people.submit(readiness.told)
        assert [waiting.acquire(timeout=60) for _ in range(2)] == [True] * 2
        monkeypatch.setattr(health, "PATIENCE_SECONDS", 60)
        hung[0].set()
        while not looks[0].done():
            pass
        others = [people.submit(readiness.told)]
        assert waiting.acquire(timeout=60)
        wake.set()
        assert late.result() == health.GONE
        others.append(people.submit(readiness.told))
        assert waiting.acquire(timeout=60)
        hung[1].set()
        told = [other.result() for other in others]

    assert (len(looks), told) == (2, [health.READY] * 2)


def test_while_one_looks_others_hear_what_was_seen_a_moment_ago(desk_site, monkeypatch):
    hung, looks = threading.Event(), []
    readiness = health.Readiness(desk_site.store)
    assert readiness.told() == health.READY
    sa.event.listen(desk_site.store.engine, "checkout", lambda *_: looks.append(hung.wait(60)))

    with ThreadPoolExecutor(1) as people:
        looking = people.submit(readiness.told)
        while not desk_site.store.engine.pool.checkedout():
            pass
        others = [readiness.told() for _ in range(3)]
        monkeypatch.setattr(health, "FRESH_SECONDS", 0)
        monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.01)
        stale = readiness.told()
        hung.set()

    assert (others, looks) == ([health.READY] * 3, [True])
    assert (stale, looking.result()) == (health.GONE, health.READY)
