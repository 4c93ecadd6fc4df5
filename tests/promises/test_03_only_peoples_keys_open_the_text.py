"""Promise 3: all files of a site, without passphrase, code or slips, open no text; and each of
these opens exactly what it should.
"""

import base64
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
import time_machine
from sqlmodel import Session, select

from pressdesk import clock, config, desk, storage
from pressdesk.cli import folder
from pressdesk.figures import shapes
from pressdesk.figures.declared import Size
from pressdesk.figures.shapes import CATEGORIES
from pressdesk.inquiries import sealed
from pressdesk.keytables import BallotKey, RegisterKey
from pressdesk.storage import FileStore
from pressdesk.tables import Outcome, Wanted
from pressdesk.vault import receipts, shared_keys, tickets
from pressdesk.vault.epochs import Holder
from pressdesk.web import passes
from tests.conftest import (
    NOON,
    PEPPER,
    SETTINGS,
    Desk,
    Person,
    found,
    holder_of,
    lodged,
    ref_of,
    sign_in,
)
from tests.promises.attacker import Loot, Means, attack
from tests.promises.visits import colleague
from tests.seeded import logged

CLOSED = "En fråga om snöskoterförbud vid sjön. Vad får jag säga?"
ANSWER = "Hälsa dem till hovmästarkursen. Du får säga vad du vill."
TAKEN = "En fråga om kvarnstensbrottet i skogen. Vad får jag säga?"
NOTE = "Fråga inte om pärlhönsgården."
HER_DRAFT = "Utkast om gummistövelfabriken."
HIS_DRAFT = "Utkast om tegelbrukshistorien."
REPORTER = ("Reporter Karin Vitterstjärna", "porten vid bangårdsposten")
REMARK = "Ring henne när fjärilshåven är funnen."
HER_TEXT = "Ett svar om lergöksmuseet."
HIS_TEXT = "Ett svar om sockerbetsvägen."
# What must stand in no file: a word of each text, and the ids of what was chosen.
CANARIES = [
    "snöskoterförbud",
    "hovmästarkurs",
    "kvarnstensbrott",
    "pärlhönsgård",
    "gummistövelfabrik",
    "tegelbrukshistori",
    "vitterstjärn",
    "bangårdspost",
    "fjärilshåv",
    "lergöksmuse",
    "sockerbetsväg",
    "off-record",
    "threats",
    "planning",
    "national-broadcast",
    Outcome.ARRANGED,
]
CHOSEN = {"kinds": ("off-record", "threats"), "topic": "planning", "media": "national-broadcast"}
NOTHING = Loot()
AROUND = 8  # bytes beside a word, by which the list of categories is known


class World(NamedTuple):
    """A site in use, what its people know, and a copy of all its files."""

    site: Desk
    closed: str  # receipt codes
    taken: str
    cookie: bytes
    files: Path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two tickets, two officers with keys, a chief; ofelia is signed in."""
    home = tmp_path_factory.mktemp("site")
    store = FileStore(home / storage.DATABASE)
    storage.upgrade(store)
    with time_machine.travel(NOON, tick=False):
        site = found(store, config.parse(SETTINGS), home)
        browser = site.app().test_client()
        sign_in(browser, site.ofelia)
        omar = colleague(site, browser)
        closed, taken = _in_use(site, omar)
        cookie = browser.get_cookie("pressdesk").value
    (home / "pepper").write_text(PEPPER.hex())
    (home / config.FILE).write_text(folder.TEMPLATE)
    files = shutil.copytree(home, tmp_path_factory.mktemp("stolen") / "files")
    assert (files / "desk.db-wal").stat().st_size > 0
    yield World(site, closed, taken, base64.urlsafe_b64decode(passes.bare(cookie) + "="), files)
    store.close()


def _in_use(site: Desk, omar: Person) -> tuple[str, str]:
    """Receipt codes of a ticket that was answered and closed, and of one that is worked on."""
    closed, taken = lodged(site, CLOSED, **CHOSEN), lodged(site, TAKEN, wanted=Wanted.TODAY)
    refs = [ref_of(site, text) for text in (CLOSED, TAKEN)]
    today = clock.today()
    with site.store.writing() as db:
        hers, his = holder_of(db, site.ofelia), holder_of(db, omar)
        desk.answer(db, hers, refs[0], 1, ANSWER, today)
        desk.close(db, hers, refs[0], 2, Outcome.ARRANGED, site.settings, today)
        desk.take(db, hers, refs[1], clock.today())
        desk.note(db, hers, refs[1], NOTE, today)
        desk.save_draft(db, hers, refs[1], HER_DRAFT)
        row = next(row for row in desk.queue(db, his, today).rows if TAKEN.startswith(row.opening))
        desk.save_draft(db, his, row.ref, HIS_DRAFT)
        _in_the_register(db, hers, his)
    return closed, taken


def _in_the_register(db: Session, hers: Holder, his: Holder) -> None:
    """An inquiry that is worked on."""
    today, number = clock.today(), 2026000001
    logged(db, number)
    sealed.keep_reporter(db, hers, number, *REPORTER, today)
    sealed.note(db, hers, number, REMARK, today)
    sealed.keep_draft(db, hers, "2026-1 answer", {"answer": HER_TEXT}, today)
    sealed.keep_draft(db, his, "2026-1 answer", {"answer": HIS_TEXT}, today)


@pytest.fixture
def stolen(world: World, tmp_path: Path) -> Path:
    """A thief's own copy of every file."""
    return shutil.copytree(world.files, tmp_path / "stolen")


def test_all_files_of_a_site_open_nothing(stolen):
    assert {"desk.db", "desk.db-wal", "pepper", "pressdesk.toml"} <= {
        f.name for f in stolen.iterdir()
    }

    assert attack(stolen) == NOTHING


@pytest.mark.parametrize("word", CANARIES)
def test_no_word_of_anybodys_stands_in_any_file(world, stolen, word):
    settled = FileStore(stolen / storage.DATABASE)
    before = _bytes(stolen)
    settled.settle()
    settled.close()

    for everything in (before, _bytes(stolen)):
        assert [form for form in _spelled(word) if _stands(form, everything)] == []


def test_a_receipt_code_opens_its_own_ticket_and_nothing_else(world, stolen):
    mine = attack(stolen, Means(codes=(world.taken,)))
    other = attack(stolen, Means(codes=(world.closed,)))

    assert mine == NOTHING._replace(messages={TAKEN}, particulars=mine.particulars)
    assert other.messages == {CLOSED, ANSWER}
    assert len(mine.particulars) == len(other.particulars) == len(other.outcomes) == 1
    assert (other.notes, other.drafts, other.privates) == (set(), set(), set())
    assert other.register == set()


def test_an_officers_passphrase_opens_what_she_was_handed_and_no_colleagues_draft(world, stolen):
    got = attack(stolen, Means(phrases=((world.site.ofelia.name, world.site.ofelia.phrase),)))

    assert got.messages == {CLOSED, ANSWER, TAKEN}
    assert (got.notes, got.drafts) == ({NOTE}, {HER_DRAFT, HER_TEXT})
    assert got.register == {*REPORTER, REMARK}
    assert (len(got.particulars), got.outcomes) == (2, {Outcome.ARRANGED})
    assert (got.privates, got.totps) == ({"ofelia"}, {"ofelia"})
    assert {ballot.split()[0] for ballot in got.ballots} == set(CATEGORIES)


def test_the_chiefs_passphrase_opens_no_ticket(world, stolen):
    got = attack(stolen, Means(phrases=((world.site.clara.name, world.site.clara.phrase),)))

    assert got == NOTHING._replace(privates={"clara"}, totps={"clara"})


def test_a_cookie_opens_what_its_officer_opens_while_the_session_lives(world, stolen):
    by_phrase = attack(stolen, Means(phrases=((world.site.ofelia.name, world.site.ofelia.phrase),)))

    by_cookie = attack(stolen, Means(cookies=(world.cookie,)))
    _change(stolen, "DELETE FROM staff_session")
    afterwards = attack(stolen, Means(cookies=(world.cookie,)))

    assert by_cookie == by_phrase._replace(totps=set())
    assert afterwards == NOTHING


def test_both_slips_open_the_tickets_the_register_and_nobodys_drafts(world, stolen):
    slips = world.site.founded.slips

    got = attack(stolen, Means(slips=(*slips.first, *slips.second)))

    assert got.messages == {CLOSED, ANSWER, TAKEN}
    assert got.notes == {NOTE}
    assert got.register == {*REPORTER, REMARK}
    assert (got.drafts, got.privates, got.totps) == (set(), set(), set())
    assert {ballot.split()[0] for ballot in got.ballots} == set(CATEGORIES)


@pytest.mark.parametrize("which", [0, 1])
def test_one_slip_opens_nothing(world, stolen, which):
    slip = world.site.founded.slips[which]

    assert attack(stolen, Means(slips=slip)) == NOTHING
    assert attack(stolen, Means(slips=(*slip, *slip), codes=slip)) == NOTHING


def test_an_enrolment_code_that_was_used_opens_nothing(world, stolen):
    made = world.site.founded

    assert attack(stolen, Means(codes=(made.officer_code, made.chief_code))) == NOTHING


def test_another_sites_code_passphrase_and_cookie_open_nothing(world, stolen):
    theirs = Means((("ofelia", "en annans lösenfras här"),), (receipts.mint(),), (bytes(32),))

    assert attack(stolen, theirs) == NOTHING


def _code_in_a_log(world: World, files: Path) -> None:
    (files / "access.log").write_text(f"GET /svar?kod={world.taken} 200")


def _cookie_in_a_log(world: World, files: Path) -> None:
    cookie = base64.urlsafe_b64encode(world.cookie).decode().rstrip("=")
    (files / "access.log").write_text(f"GET /desk/ pressdesk={cookie}")


def _ticket_key_in_clear(world: World, files: Path) -> None:
    receipt = receipts.derive(world.taken, PEPPER)
    with closing(sqlite3.connect(files / storage.DATABASE)) as db:
        query = "SELECT for_receipt FROM ticket_key WHERE handle = ?"
        (sealed,) = db.execute(query, [receipt.handle]).fetchone()
    key = tickets.key_for_receipt(receipt, sealed)
    _change(files, "UPDATE ticket_key SET for_epoch = ? WHERE handle = ?", key, receipt.handle)


def _key_beside_its_lock(world: World, files: Path) -> None:
    private = world.site.holder().private
    _change(files, "UPDATE staff_session SET private_locked = ?", private)


@pytest.mark.parametrize(
    "careless", [_code_in_a_log, _cookie_in_a_log, _ticket_key_in_clear, _key_beside_its_lock]
)
def test_a_careless_site_is_opened(world, stolen, careless):
    careless(world, stolen)

    assert TAKEN in attack(stolen).messages


def test_a_ballots_key_beside_its_lock_opens_ballots_and_nothing_else(world, stolen):
    with world.site.store.reading() as db:
        key = db.exec(select(BallotKey).where(BallotKey.period == "2026-11")).one()
        private = shared_keys.private_of(db, *world.site.holder(), key)

    _change(stolen, "UPDATE ballot_key SET for_recovery = ? WHERE id = ?", private, key.id.hex)

    assert attack(stolen) == NOTHING._replace(ballots={"total 0"})


def test_a_register_key_beside_its_lock_opens_the_register_and_nothing_else(world, stolen):
    with world.site.store.reading() as db:
        key = db.exec(select(RegisterKey)).one()
        private = shared_keys.private_of(db, *world.site.holder(), key)

    _change(stolen, "UPDATE register_key SET for_recovery = ? WHERE id = ?", private, key.id.hex)

    assert attack(stolen) == NOTHING._replace(register={*REPORTER, REMARK})


def test_a_chosen_word_in_clear_would_be_found_beside_the_list_of_words(world, stolen):
    _change(stolen, "UPDATE ticket SET particulars = ?", '{"kinds":["off-record","threats"]}')

    assert _stands(b"threats", _bytes(stolen))


def test_a_text_in_clear_would_be_found():
    for spelled in (CLOSED.encode(), CLOSED.encode("utf-16-le"), base64.b64encode(CLOSED.encode())):
        assert any(form in b"x" + spelled + b"y" for form in _spelled("snöskoterförbud"))


def _change(files: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(files / storage.DATABASE)) as db, db:
        db.execute(statement, values)


def _bytes(files: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in files.iterdir())


def _stands(form: bytes, everything: bytes) -> bool:
    """Whether a word stands anywhere but in the year's list of categories, the same for all."""
    listed = shapes.shape_of(NOON.year, Size.NORMAL).encoded().encode()
    return any(
        everything[found.start() - AROUND : found.end()] not in listed
        and everything[found.start() : found.end() + AROUND] not in listed
        for found in re.finditer(re.escape(form), everything)
    )


def _spelled(word: str) -> set[bytes]:
    """A word as it could stand in a file: three encodings, and base64 from each of its places."""
    plain = word.encode()
    coded = {base64.b64encode(plain[skip:])[: (len(plain) - skip) // 3 * 4] for skip in range(3)}
    return {plain, word.encode("latin-1"), word.encode("utf-16-le"), plain.hex().encode(), *coded}
