"""`restore` and the register: public rows from the daily copy, what is sealed from the keys, and
nothing that the other half has not.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from pressdesk import clock, inquiries
from pressdesk.copies import joining
from pressdesk.inquiries import Asked, sealed
from pressdesk.register import lists, search
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel, Outcome
from tests.conftest import NOON, Desk
from tests.copying import Copied, again, copied_site, rows, twin
from tests.inquiring import stepped

ANSWER = "Alla barn får en plats inom tre månader."


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Copied:
    """A site with an inquiry that is answered, and its first copies."""
    with time_machine.travel(NOON, tick=False):
        made = copied_site(tmp_path_factory.mktemp("original"))
        number = asked(made.site, "Hur lång är kön till förskolan?")
        stepped(made.site, number, Step.PROPOSE, text=ANSWER)
        stepped(made.site, number, Step.RELEASE, by_mandate=True)
        assert made.backup().is_done
    made.site.store.close()
    return made


@pytest.fixture
def copied(original, tmp_path, wall_clock) -> Iterator[Copied]:
    made = twin(original, tmp_path / "here")
    yield made
    made.site.store.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Where the site is to be put back."""
    return tmp_path / "fresh"


def asked(site: Desk, question: str) -> int:
    """An inquiry that ofelia has taken, with a reporter and a note."""
    me, today = site.holder(), clock.today()
    with site.store.writing() as db:
        outlet = lists.find_or_add_outlet(db, "Exempelbladet").name
        given = Asked(Channel.PHONE, outlet, "Bromma", question)
        number = inquiries.log(db, given, clock.now()).number
        sealed.keep_reporter(db, me, number, "Rut Reporter", "rut@example.se", today)
        sealed.note(db, me, number, "Ring Bromma.", today)
    stepped(site, number, Step.TAKE)
    return number


def test_the_register_comes_back_with_what_was_sealed_and_is_searched_again(copied, fresh):
    said = copied.restore(fresh)

    assert "1 inquiry came back." in said.text
    site = again(copied.site, fresh)
    with site.store.reading() as db:
        (hit,) = search.search(db, "forskolan", 5)
        number = int(hit.id.removeprefix("answer "))
        assert inquiries.found(db, number).answer == ANSWER
        assert sealed.reporter(db, site.holder(), number) == ("Rut Reporter", "rut@example.se")
        assert [note.text for note in sealed.notes(db, site.holder(), number)] == ["Ring Bromma."]
    assert rows(fresh / "desk.db", "SELECT count(*) FROM unit") == [(47,)]


def test_an_index_that_is_not_made_anew_would_find_nothing(copied, fresh, monkeypatch):
    monkeypatch.setattr("pressdesk.register.indexing.reindex", lambda db: 0)

    copied.restore(fresh)

    with again(copied.site, fresh).store.reading() as db:
        assert search.search(db, "förskolan", 5) == []


def later_keys(copied: Copied, wall_clock: time_machine.Traveller) -> Path:
    """A second inquiry, and closing the first, a day after the daily copy that is returned."""
    older = copied.daily()
    wall_clock.shift(timedelta(days=1))
    asked(copied.site, "Hur många vargar finns i Bromma?")
    assert copied.backup().is_done
    return older


def test_what_is_sealed_of_an_inquiry_that_the_older_copy_lacks_is_dropped(
    copied, fresh, wall_clock
):
    older = later_keys(copied, wall_clock)
    assert rows(copied.newest_keys, "SELECT count(*) FROM reporter") == [(2,)]

    assert copied.restore(fresh, older).is_done

    for table in ("inquiry", "reporter", "inquiry_note"):
        assert rows(fresh / "desk.db", f"SELECT number FROM {table}") == [(2026000001,)], table


def test_without_the_rule_such_rows_would_stop_the_restore(copied, fresh, wall_clock, monkeypatch):
    older = later_keys(copied, wall_clock)
    monkeypatch.setitem(joining.ONLY, "reporter", "true")

    assert not copied.restore(fresh, older).is_done
    assert not (fresh / "desk.db").exists()


def test_a_contact_that_was_purged_since_does_not_come_back_with_an_older_copy(
    copied, fresh, wall_clock
):
    older = copied.daily()
    wall_clock.shift(timedelta(hours=2))
    with copied.site.store.writing() as db:
        sealed.forget_reporter(db, 2026000001)
    assert copied.backup().is_done

    copied.restore(fresh, older)

    assert rows(fresh / "desk.db", "SELECT number FROM inquiry") == [(2026000001,)]
    assert rows(fresh / "desk.db", "SELECT * FROM reporter") == []


def test_a_note_does_not_come_back_to_an_inquiry_that_the_older_copy_has_closed(
    copied, fresh, wall_clock
):
    stepped(copied.site, 2026000001, Step.CLOSE, outcome=Outcome.FACTS)
    assert copied.backup().is_done
    older = copied.daily()
    wall_clock.shift(timedelta(days=1))
    stepped(copied.site, 2026000001, Step.REOPEN)
    with copied.site.store.writing() as db:
        sealed.note(db, copied.site.holder(), 2026000001, "Ny anteckning.", clock.today())
    assert copied.backup().is_done

    copied.restore(fresh, older)

    assert rows(fresh / "desk.db", "SELECT status FROM inquiry") == [("closed",)]
    assert rows(fresh / "desk.db", "SELECT * FROM inquiry_note") == []


def test_an_inquiry_whose_time_is_over_is_purged_before_anything_is_served(
    copied, fresh, wall_clock
):
    wall_clock.shift(timedelta(days=731))

    said = copied.restore(fresh, None, "--clock-is-right")

    assert "0 inquiries came back." in said.text
    assert rows(fresh / "desk.db", "SELECT * FROM search_text") == []
    with closing(sqlite3.connect(fresh / "desk.db")) as raw:
        assert not any(ANSWER in str(line) for line in raw.iterdump())
