"""Notices at their hours: one letter for each, at most once, tried again when the mail server is
known not to have it.
"""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from sqlmodel import select

from pressdesk import clock, config, notices
from pressdesk.cli import folder
from pressdesk.cli.notices import send_due
from pressdesk.errors import ConfigError, Stale
from pressdesk.keytables import Notice, NoticeState
from pressdesk.notices import Limits, slots
from pressdesk.storage import Store
from pressdesk.web.site import Site
from tests.both import again
from tests.conftest import NOON, PEPPER, SETTINGS
from tests.mailserver import FROM, TO, Box, post, settings_for, silent_server
from tests.ports import free_port

pytestmark = pytest.mark.both

__all__ = ["post"]  # a fixture

HOURS = (8, 12, 16)
NOW = "2026-11-18 12"  # the slot of the clock's noon in UTC, 13 in Sweden
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
QUICK = Limits(step=0.2, whole=1)


def site_of(store: Store, given: dict) -> Site:
    return Site(config.parse(SETTINGS | given), store)


def rows(store: Store) -> dict[str, NoticeState]:
    with store.reading() as db:
        return {row.slot: row.state for row in db.exec(select(Notice))}


def row(store: Store, slot: str = NOW) -> Notice:
    with store.reading() as db:
        return db.get(Notice, slot)


def standing(site: Site) -> notices.Standing:
    with site.store.reading() as db:
        return notices.standing(db, site.settings, clock.now())


def at(text: str) -> datetime:
    """A time of day in Sweden."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.SWEDEN)


def begun(day: date, hours: tuple[int, ...]) -> list[str]:
    """The slots that a day's minutes find, each as often as it begins."""
    start = datetime(day.year, day.month, day.day, tzinfo=clock.SWEDEN).astimezone(UTC)
    quarters = [start + timedelta(minutes=15 * n) for n in range(25 * 4)]
    found = [slots.latest(hours, quarter) for quarter in quarters]
    ours = [s for s in found if slots.day_of(s) == day]
    return [s for s, before in zip(ours, [None, *ours], strict=False) if s != before]


@pytest.mark.parametrize("day", [date(2026, 11, 18), SPRING, AUTUMN, date(2027, 1, 3)])
@pytest.mark.parametrize("hours", [(8, 12, 16), (2,), (0,), (23,), (0, 2, 23)])
def test_each_hour_of_a_day_comes_once_also_when_it_is_left_out_or_comes_twice(day, hours):
    assert begun(day, hours) == [slots.slot_of(day, hour) for hour in hours]


@pytest.mark.parametrize(
    ("slot", "instant"),
    [
        ("2026-11-18 08", "2026-11-18T07:00+00:00"),
        ("2026-07-18 08", "2026-07-18T06:00+00:00"),
        ("2027-03-28 02", "2027-03-28T01:00+00:00"),  # there is no 2; it is 3
        ("2027-10-31 02", "2027-10-31T00:00+00:00"),  # the first 2
        ("2027-10-31 03", "2027-10-31T02:00+00:00"),
    ],
)
def test_an_hour_is_swedish_also_when_summer_time_begins_or_ends(slot, instant):
    assert slots.instant_of(slot) == datetime.fromisoformat(instant)


def test_a_letter_has_these_headers_and_no_other(settings):
    given = settings.model_copy(update=settings_for(25, notice_hours=HOURS))

    letter = message_from_bytes(notices.write(given, at("2026-11-18 08:00")), policy=policy.default)

    assert dict(letter.items()) == {
        "From": FROM,
        "To": "undisclosed-recipients:;",
        "Subject": "Titta till pressdesk",
        "Date": "Wed, 18 Nov 2026 08:00:00 +0100",
        "Message-ID": f"<202611180800.{FROM}>",
        "Auto-Submitted": "auto-generated",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
        "MIME-Version": "1.0",
    }
    text = " ".join(letter.get_content().split())
    assert "klockan 8, 12 och 16 varje dag, vare sig något väntar eller inte" in text


@pytest.mark.parametrize(
    ("language", "subject", "hours"),
    [
        ("sv", "Titta till pressdesk", "8, 12 och 16"),
        ("en", "Look in on pressdesk", "8, 12 and 16"),
    ],
)
def test_a_letter_is_in_the_language_that_is_set(settings, language, subject, hours):
    more = settings_for(25, notice_hours=HOURS, notice_language=language)
    given = settings.model_copy(update=more)

    letter = message_from_bytes(notices.write(given, NOON), policy=policy.default)

    assert letter["Subject"] == subject
    assert hours in letter.get_content()


@pytest.mark.parametrize("language", ["xx", "", "en_GB", "../sv"])
def test_a_language_of_letters_that_is_not_known_is_refused_at_the_start(desk_site, language):
    with pytest.raises(ConfigError, match="notice_language"):
        desk_site.with_settings(notice_language=language).app()


@pytest.mark.parametrize("language", ["sv", "sv@easy", "en"])
def test_letters_of_all_days_and_hours_differ_in_date_and_id_and_not_in_length(settings, language):
    given = settings.model_copy(update=settings_for(25, notice_language=language))
    start = at("2026-11-18 08:00")
    letters = [notices.write(given, start + timedelta(hours=29 * n)) for n in range(400)]

    assert len({len(letter) for letter in letters}) == 1
    assert len({re.sub(rb"(Date|Message-ID): [^\r]*", b"", letter) for letter in letters}) == 1


@pytest.mark.parametrize("language", ["sv", "sv@easy", "en"])
def test_a_letter_has_no_link_and_no_name_of_the_machine_or_a_recipient(settings, language):
    given = settings.model_copy(update=settings_for(25, notice_language=language))
    text = notices.write(given, NOON).decode("ascii")

    body = text.partition("\r\n\r\n")[2]

    assert not re.search(r"https?:|www\.|@|://|localhost", body)
    assert os.uname().nodename not in text
    assert not any(recipient in text for recipient in TO)
    assert max(len(line) for line in body.splitlines()) <= 78


@pytest.mark.parametrize("address", ["a..b@x", ".@-", "a%b+c_d@x.se", "x" * 300 + "@" + "y" * 300])
def test_an_odd_address_stands_as_it_is_set_on_one_line(settings, address):
    given = settings.model_copy(update=settings_for(25, notice_from=address))

    lines = notices.write(given, NOON).decode("ascii").split("\r\n")

    assert lines[0] == f"From: {address}"
    assert lines[4] == f"Message-ID: <202611181300.{address}>"


def test_a_letter_goes_once_when_its_hour_has_come(store, post, wall_clock):
    site = site_of(store, post.settings())
    for hour in range(24):
        wall_clock.move_to(at(f"2026-11-18 {hour:02}:00"))
        for _ in range(3):
            send_due(site)

    sent = [message_from_bytes(letter.content)["Date"][17:22] for letter in post.letters]

    assert sent == ["08:00", "12:00", "16:00"]
    assert rows(store) == {slots.slot_of(clock.today(), hour): NoticeState.SENT for hour in HOURS}


@pytest.mark.parametrize(("hour", "is_sent"), [("19:00", True), ("19:01", False)])
def test_after_a_restart_a_letter_goes_up_to_three_hours_late(
    store, post, wall_clock, hour, is_sent
):
    site = site_of(store, post.settings())
    send_due(site)
    wall_clock.move_to(at(f"2026-11-18 {hour}"))

    send_due(site)

    assert len(post.letters) == 1 + is_sent
    assert (row(store, "2026-11-18 16").state is NoticeState.SENT) == is_sent


def test_a_site_that_is_new_at_night_has_missed_nothing(store, post, wall_clock):
    wall_clock.move_to(at("2026-11-18 23:00"))

    send_due(site_of(store, post.settings()))

    assert rows(store) == {}


def test_letters_for_which_nobody_was_there_are_missed(store, post, wall_clock):
    site = site_of(store, post.settings())
    send_due(site)

    wall_clock.shift(timedelta(days=1))
    send_due(site)

    assert [s for s, state in rows(store).items() if state is NoticeState.MISSED] == [
        "2026-11-18 16",
        "2026-11-19 08",
    ]
    assert standing(site).missed == 2
    assert len(post.letters) == 2


def test_a_letter_that_cannot_go_is_tried_after_longer_and_longer_pauses(store, wall_clock):
    site = site_of(store, settings_for(free_port(), notice_hours=(12,)))
    tried = []
    for minute in range(0, 181):
        wall_clock.move_to(at("2026-11-18 12:00") + timedelta(minutes=minute))
        before = row(store).tries if minute else 0
        send_due(site)
        if row(store).tries != before:
            tried.append(minute)

    assert tried == [0, 1, 3, 7, 15, 31, 63, 123]
    assert standing(site)[3:] == (1, 0, 0, 0, "unreachable")


def test_a_letter_that_could_not_go_at_first_goes_once(store, post, wall_clock):
    site = site_of(store, post.settings())
    post.refuse["RCPT"] = "450 greylisted"
    send_due(site)
    assert post.letters == []

    del post.refuse["RCPT"]
    send_due(site)  # too soon
    assert post.letters == []
    for _ in range(3):
        wall_clock.shift(60)
        send_due(site)

    assert len(post.letters) == 1
    assert row(store).state is NoticeState.SENT
    assert standing(site).fault == ""


def test_a_letter_is_given_up_when_the_next_hour_comes(store, post, wall_clock):
    site = site_of(store, post.settings())
    post.refuse["DATA"] = "450 full"
    send_due(site)

    post.refuse.clear()
    wall_clock.move_to(at("2026-11-18 16:00"))
    send_due(site)

    assert rows(store) == {NOW: NoticeState.MISSED, "2026-11-18 16": NoticeState.SENT}
    assert b"16:00:00" in post.letters[0].content


def test_a_letter_that_may_have_arrived_is_not_sent_again(store, post, wall_clock):
    site = site_of(store, post.settings())
    post.hangs_up = True
    send_due(site)

    post.hangs_up = False
    for _ in range(5):
        wall_clock.shift(600)
        send_due(site)

    assert len(post.letters) == 1
    assert standing(site)[3:] == (0, 0, 1, 0, "dropped")


def test_recipients_who_were_refused_are_counted(store, post, wall_clock):
    site = site_of(store, post.settings())
    post.refused_recipients = {TO[1]: "550 who?"}

    send_due(site)

    assert standing(site) == (True, HOURS, NOW, 0, 0, 0, 1, "")


@pytest.mark.of_the_file
def test_no_transaction_is_open_while_the_mail_server_is_talked_to(store, post, wall_clock):
    wrote = []

    def write() -> None:
        with closing(sqlite3.connect(store.path, timeout=0)) as other:
            other.execute("BEGIN EXCLUSIVE")
            wrote.append(other.execute("SELECT state FROM notice").fetchall())

    post.on_verb["TEXT"] = write
    send_due(site_of(store, post.settings()))

    assert wrote == [[("handed",)]]


def test_processes_that_come_at_once_send_one_letter(store, post, wall_clock):
    stores = [again(store) for _ in range(6)]
    barrier = threading.Barrier(6)

    def come(own: Store) -> None:
        barrier.wait()
        send_due(site_of(own, post.settings()))
        own.close()

    threads = [threading.Thread(target=come, args=(own,)) for own in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(post.letters) == 1
    assert row(store).tries == 1


def test_a_process_that_was_overtaken_hands_nothing_over(store, post, wall_clock):
    site = site_of(store, post.settings())
    with store.writing() as db:
        slow = notices.claim(db, site.settings, clock.now())
    wall_clock.shift(600)
    send_due(site)

    with pytest.raises(Stale), store.writing() as db:
        notices.hand_over(db, slow)

    assert len(post.letters) == 1


CHILD = """
import sys, time_machine
from pathlib import Path
from pressdesk.cli import folder
from pressdesk.cli.notices import send_due
with time_machine.travel({now}, tick=False):
    print("ready", flush=True)
    send_due(folder.open_site(Path(sys.argv[1])))
"""


@pytest.mark.of_the_file
@pytest.mark.parametrize(
    ("verb", "had", "state"),
    [
        ("RCPT", 0, NoticeState.SENT),  # known not to be there: another sends it
        ("TEXT", 1, NoticeState.HANDED),  # there, perhaps: nobody sends it again
    ],
)
def test_a_process_that_is_killed_never_makes_two_letters_of_one(
    store, tmp_path, post, wall_clock, verb, had, state
):
    child = process(tmp_path, post)
    post.on_verb[verb] = child.kill
    assert child.wait(30) == -signal.SIGKILL
    assert len(post.letters) == had

    post.on_verb.clear()
    for _ in range(4):
        wall_clock.shift(120)
        send_due(site_of(store, post.settings()))

    assert len(post.letters) == 1
    assert row(store).state is state


def process(home, post: Box) -> subprocess.Popen:
    """A process of its own that sends what is due at the test's noon."""
    home.chmod(0o700)
    folder.write_secret(home / "pepper", PEPPER.hex())
    settings = post.settings()
    names = {f"PRESSDESK_{k.upper()}": v for k, v in settings.items()}
    names["PRESSDESK_NOTICE_TO"] = ",".join(TO)
    for path in home.iterdir():
        path.chmod(0o600)
    environ = os.environ | {name: str(value) for name, value in names.items()}
    script = CHILD.format(now=NOON.timestamp())
    return subprocess.Popen([sys.executable, "-c", script, str(home)], env=environ)


def test_a_site_without_mail_or_hours_and_a_demo_send_nothing_and_write_nothing(
    store, post, wall_clock
):
    for given in ({}, post.settings(notice_hours=())):
        send_due(site_of(store, given))
    send_due(site_of(store, post.settings())._replace(demo=[]))

    assert rows(store) == {}
    assert post.letters == []


def test_rows_go_after_thirty_days(store, post, wall_clock):
    site = site_of(store, post.settings())
    send_due(site)

    wall_clock.shift(timedelta(days=31))
    send_due(site)

    assert min(rows(store)) == "2026-12-12 08"  # what was missed of the last seven days


def test_a_mail_server_that_never_answers_is_tried_again(store, wall_clock):
    with silent_server() as there:
        site = site_of(store, settings_for(there.port))
        send_due(site, QUICK)

    assert row(store).state is NoticeState.WAITING
    assert row(store).fault == "slow"
    assert row(store).next_try == int(NOON.timestamp()) + 60


def test_an_hour_that_spring_leaves_out_is_not_missed_when_the_next_has_a_letter(store, settings):
    given = settings.model_copy(update=settings_for(25) | {"notice_hours": (2, 3)})
    start = datetime(SPRING.year, SPRING.month, SPRING.day, tzinfo=UTC) - timedelta(days=1)
    with store.writing() as db:
        for hours in range(24 * 2):
            notices.claim(db, given, start + timedelta(hours=hours))

    assert [slot for slot in rows(store) if slot.startswith(str(SPRING))] == [f"{SPRING} 03"]


def test_what_a_clock_that_was_ahead_has_left_is_not_told_and_stops_no_letter(
    store, post, wall_clock
):
    site = site_of(store, post.settings())
    wall_clock.shift(timedelta(days=20))
    send_due(site)
    wall_clock.shift(timedelta(days=-20))

    ahead = standing(site)
    send_due(site)
    back = standing(site)
    wall_clock.shift(timedelta(days=20))
    send_due(site)

    assert (ahead.last_sent, back.last_sent, standing(site).last_sent) == (
        None,
        NOW,
        "2026-12-08 12",
    )
    assert (back.missed, len(post.letters)) == (0, 3)


def test_a_clock_set_back_by_an_hour_sends_no_letter_twice(store, post, wall_clock):
    site = site_of(store, post.settings())
    send_due(site)

    for _quarter in range(8):
        wall_clock.shift(timedelta(minutes=-75 if _quarter == 0 else 15))
        send_due(site)

    assert len(post.letters) == 1


@pytest.mark.parametrize("changes", [SPRING, AUTUMN])
def test_every_day_has_as_many_letters(store, settings, changes):
    given = settings.model_copy(update=settings_for(25))
    start = datetime(changes.year, changes.month, changes.day, tzinfo=UTC) - timedelta(days=2)
    begun: Counter[date] = Counter()
    with store.rehearsing() as db:
        for hours in range(24 * 5):
            claim = notices.claim(db, given, start + timedelta(hours=hours))
            if claim is not None and claim.tries == 1:
                begun[slots.day_of(claim.slot)] += 1

    assert [begun[changes + timedelta(days=days)] for days in (-1, 0, 1)] == [3, 3, 3]


def test_nothing_in_the_log_names_an_address_or_what_the_server_said(
    store, post, wall_clock, caplog
):
    caplog.set_level("DEBUG")
    post.refuse["RCPT"] = f"550 no such user {TO[0]} in tallskogen"
    send_due(site_of(store, post.settings()))
    post.refuse.clear()
    wall_clock.shift(120)
    send_due(site_of(store, post.settings()))

    ours = [r.getMessage() for r in caplog.records if r.name.startswith("pressdesk")]

    assert ours == [
        "notice: waiting (refused-recipients)",
        "notice: sent, 0 recipients refused",
    ]


def test_a_letter_goes_while_time_runs_on(store, post):
    with time_machine.travel(NOON, tick=True):
        send_due(site_of(store, post.settings()))

    assert len(post.letters) == 1
