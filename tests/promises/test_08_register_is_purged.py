"""Promise 8 for the register: what is purged from it is in no byte of the site's files and in no
index, and a reporter's contact is in no copy but the newest of the keys.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from pressdesk import clock, inquiries, lines
from pressdesk.cli import nightly
from pressdesk.inquiries import Asked, sealed
from pressdesk.lines import Given
from pressdesk.register import lists, search
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel, Outcome
from tests.both import asked
from tests.conftest import Desk, found
from tests.copying import Copied, copied_site, files, rows
from tests.inquiring import stepped
from tests.postgres import table_files

HOLDER = bytes(16)
# Invented words, each in one place alone.
ASKED, PROPOSED, ANSWERED, STAYS = "fjäderhatt", "spenatmonopol", "xylofonkvartett", "kvarnvingar"
SEALED = ("reporter", "inquiry_note", "register_draft")
SELECT = "SELECT sealed FROM "


@pytest.fixture
def number(desk_site: Desk) -> int:
    """An inquiry that was answered twice over and closed, with all that goes with one; and lines to
    take, which stay.
    """
    return worked(desk_site)


@pytest.fixture
def copied(tmp_path: Path, wall_clock: object) -> Copied:
    """A site as the shell has it, with one such inquiry, and its first copies."""
    made = copied_site(tmp_path)
    worked(made.site)
    assert made.backup().is_done
    return made


def worked(site: Desk) -> int:
    me, today = site.holder(), clock.today()
    with site.store.writing() as db:
        outlet = lists.find_or_add_outlet(db, "Exempelbladet").name
        given = Asked(Channel.PHONE, outlet, "Bromma", f"Är en {ASKED} köpt?")
        number = inquiries.log(db, given, clock.now()).number
        sealed.keep_reporter(db, me, number, "Rut Reporter", "rut@example.se", today)
        sealed.note(db, me, number, "Ring trafikkontoret.", today)
        sealed.keep_draft(db, me, "new", {"question": "Ett utkast."}, today)
        facts = Given(f"Om {STAYS}", "Bromma", f"Nya {STAYS} är köpta.")
        lines.write(db, facts, clock.now(), today)
    stepped(site, number, Step.TAKE)
    stepped(site, number, Step.PROPOSE, text=f"Inget {PROPOSED} har köpts.")
    stepped(site, number, Step.PROPOSE, text=f"Ingen {ANSWERED} har köpts.")
    stepped(site, number, Step.RELEASE, by_mandate=True)
    return number


def night(site: Desk) -> None:
    assert nightly.run(site.site, holder=HOLDER, clock_is_right=True).is_settled


def left(home: Path) -> set[str]:
    """Which of the words stand in a file of the database."""
    found = [path.read_bytes() for path in home.iterdir() if path.name.startswith("desk.db")]
    assert found
    return words_in(b"\n".join(found))


def words_in(files: bytes) -> set[str]:
    """Which of the words stand there: their ends, since an index drops marks, and of a word what it
    shares with the one before.
    """
    return {word for word in WORDS if word[3:].encode() in files}


WORDS = {ASKED, PROPOSED, ANSWERED, STAYS}


def test_a_purged_inquiry_is_in_no_byte_and_in_no_search(desk_site, number, wall_clock):
    assert left(desk_site.home) == WORDS

    wall_clock.shift(timedelta(days=731))
    night(desk_site)

    assert left(desk_site.home) == {STAYS}
    with desk_site.store.reading() as db:
        assert search.search(db, ANSWERED, 5) == []
        assert [hit.id for hit in search.search(db, STAYS, 5)] == ["line 1"]


def test_on_postgresql_a_purged_inquiry_is_in_no_byte_of_a_tables_file(
    postgres, server, settings, tmp_path, wall_clock
):
    site = found(postgres, settings, tmp_path)
    worked(site)
    sealed_texts = [value for table in SEALED for (value,) in asked(postgres, SELECT + table)]
    assert words_in(table_files(server, postgres)) == WORDS

    wall_clock.shift(timedelta(days=731))
    night(site)

    files = table_files(server, postgres)
    assert words_in(files) == {STAYS}
    assert sealed_texts
    assert not [value for value in sealed_texts if value[-24:] in files]


def test_an_index_that_is_not_written_anew_would_keep_the_words(
    desk_site, number, wall_clock, monkeypatch
):
    monkeypatch.setattr(search, "rebuild", lambda db: None)

    wall_clock.shift(timedelta(days=731))
    night(desk_site)

    assert rows(desk_site.store.path, "SELECT count(*) FROM inquiry") == [(0,)]
    assert ANSWERED in left(desk_site.home)


def test_a_text_that_was_not_released_is_in_no_byte_the_night_after(desk_site, number, wall_clock):
    wall_clock.shift(timedelta(days=1))
    night(desk_site)

    assert left(desk_site.home) == WORDS - {PROPOSED}


def test_without_a_decision_the_inquiry_stays_and_the_contact_goes(desk_site, number, wall_clock):
    undecided = desk_site.with_settings(disposal_decision="")
    contact = pieces(desk_site.store.path, "reporter")

    wall_clock.shift(timedelta(days=731))
    night(undecided)

    assert left(desk_site.home) >= {ASKED, ANSWERED}
    assert not any(piece in text for piece in contact for text in files(desk_site.home).values())
    assert rows(desk_site.store.path, "SELECT count(*) FROM reporter") == [(0,)]


def test_closing_leaves_no_byte_of_notes_once_it_cannot_be_undone(desk_site, number, wall_clock):
    notes = pieces(desk_site.store.path, "inquiry_note")

    stepped(desk_site, number, Step.CLOSE, outcome=Outcome.FACTS)
    wall_clock.shift(timedelta(minutes=11))
    night(desk_site)

    assert len(notes) == 1
    assert not any(piece in text for piece in notes for text in files(desk_site.home).values())


@pytest.mark.parametrize("table", SEALED)
def test_what_is_sealed_is_in_the_copy_of_the_keys_and_in_no_daily_one(copied, table):
    (piece,) = pieces(copied.home / "desk.db", table)

    assert piece in copied.newest_keys.read_bytes()
    assert not any(piece in text for text in files(copied.data).values())


def test_a_contact_that_was_purged_is_in_no_copy_after_the_next_backup(copied, wall_clock):
    (contact,) = pieces(copied.home / "desk.db", "reporter")

    wall_clock.shift(timedelta(days=30))
    night(copied.site)
    assert copied.backup().is_done

    everywhere = files(copied.home, copied.data, copied.keys)
    assert len(everywhere) > 5
    assert [path for path, text in everywhere.items() if contact in text] == []


def pieces(database: Path, table: str) -> list[bytes]:
    """Bytes that stand for each sealed value: some from its middle, since a page may end in it."""
    sealed_ones = rows(database, f"SELECT sealed FROM {table}")
    return [value[len(value) // 2 :][:24] for (value,) in sealed_ones]
