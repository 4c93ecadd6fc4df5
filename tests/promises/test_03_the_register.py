"""Promise 3 in the register: whoever writes the database gets no reporter, no note and no draft
sealed to a key of her own, and moves none to where it opens.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, select

from pressdesk.errors import KeysReplaced, NoRegisterKey, NotOpened
from pressdesk.inquiries import sealed
from pressdesk.keytables import (
    Account,
    EpochGrant,
    InquiryNote,
    RegisterDraft,
    RegisterGrant,
    RegisterKey,
    Reporter,
    Site,
)
from pressdesk.vault import epochs, register_keys, register_texts, sealing, shared_keys, vouchers
from pressdesk.vault.epochs import Holder
from pressdesk.vault.register_texts import Contact, Noted
from pressdesk.vault.sealing import Place
from tests.conftest import Desk
from tests.seeded import logged
from tests.taskwork import Work, working

pytestmark = pytest.mark.both

ONE, TWO = 2026000001, 2026000002
KARIN = Contact("Karin Vinter", "070-174 06 05")
TEXT = "Fråga driften om siffran från i fjol."


@pytest.fixture
def work(desk_site: Desk) -> Iterator[Work]:
    with working(desk_site) as work:
        logged(work.db, ONE)
        logged(work.db, TWO)
        write(work, ONE)
        yield work


def write(work: Work, number: int) -> None:
    """All that is sealed of an inquiry; what the number is, each text says."""
    today, holder = work.day(), work.holder
    sealed.keep_reporter(work.db, holder, number, f"{number} {KARIN.name}", "070-174 06 05", today)
    sealed.note(work.db, holder, number, f"{number} {TEXT}", today)
    sealed.keep_draft(work.db, holder, f"{number}", {"answer": f"{number} {TEXT}"}, today)
    work.db.flush()


def read(work: Work, number: int) -> list[str]:
    work.db.expire_all()
    contact = sealed.reporter(work.db, work.holder, number)
    (note,) = sealed.notes(work.db, work.holder, number)
    return [contact.name, note.text, *sealed.draft(work.db, work.holder, f"{number}").values()]


class Eve:
    """Writes what she likes into the database, and holds no key of the desk."""

    def __init__(self, work: Work) -> None:
        self.work, self.private = work, sealing.new_key()
        self.public = sealing.public_of(self.private)

    def replaces_the_public_half(self) -> None:
        self.put(self.key, public=self.public)

    def adds_a_key_of_her_own(self) -> None:
        own = RegisterKey(**self.key.model_dump() | {"id": uuid4(), "public": self.public})
        self.put(own)

    def puts_a_key_of_her_own_in_place(self) -> None:
        self.adds_a_key_of_her_own()
        self.put(self.key, is_spent=True)

    def signs_it_herself(self) -> None:
        self.puts_a_key_of_her_own_in_place()
        for key in self.keys:
            words = register_keys._words(key)
            self.put(key, voucher=vouchers.vouching(self.private).sign(words))

    def gives_it_an_epoch_of_her_own(self) -> None:
        self.signs_it_herself()
        public = self.work.db.exec(select(Site)).one().recovery_public
        number = len(epochs.chain(self.work.db)) + 1
        epoch = epochs._make(self.private, number, "2026-11", public)
        self.put(epoch, voucher=vouchers.vouching(self.private).sign(vouchers.chain_words(epoch)))

    def garbles_the_voucher(self) -> None:
        self.put(self.key, voucher=b"short", public=b"")

    def opened(self) -> set[str]:
        """What she opens with her own key."""
        found: set[str] = set()
        for row in self.work.db.exec(select(Reporter)):
            with suppress(NotOpened):
                found |= set(register_texts.open_contact(self.private, row))
        for row in self.work.db.exec(select(InquiryNote)):
            with suppress(NotOpened):
                found.add(register_texts.open_note(self.private, row).text)
        return found

    @property
    def keys(self) -> list[RegisterKey]:
        return list(self.work.db.exec(select(RegisterKey)).all())

    @property
    def key(self) -> RegisterKey:
        """The officers' own, to begin with."""
        return next(key for key in self.keys if key.public != self.public)

    def put(self, row: Any, **values: Any) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        self.work.db.add(row)
        self.work.db.flush()


WAYS = [
    Eve.replaces_the_public_half,
    Eve.adds_a_key_of_her_own,
    Eve.puts_a_key_of_her_own_in_place,
    Eve.signs_it_herself,
    Eve.gives_it_an_epoch_of_her_own,
    Eve.garbles_the_voucher,
]


@pytest.fixture
def eve(work: Work) -> Eve:
    return Eve(work)


def try_to_write(work: Work) -> None:
    with suppress(NoRegisterKey):
        write(work, TWO)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_sealed_to_a_key_that_eve_wrote(work, eve, way: Callable[[Eve], None]):
    way(eve)

    try_to_write(work)

    assert eve.opened() == set()


@pytest.mark.parametrize("way", WAYS[:2])
def test_what_is_kept_afterwards_is_sealed_to_the_officers_own(work, eve, way):
    way(eve)

    write(work, TWO)

    assert read(work, TWO) == [f"{TWO} {KARIN.name}", f"{TWO} {TEXT}", f"{TWO} {TEXT}"]


def hand_her_own_key_to(eve: Eve, holder: Holder) -> None:
    """A grant that fits: else nothing is sealed to a key that the writer does not hold."""
    for key in (key for key in eve.keys if key.public == eve.public):
        place = shared_keys._grant_place(key, holder.id)
        own = sealing.seal(sealing.public_of(holder.private), eve.private, place)
        eve.work.db.merge(RegisterGrant(key_id=key.id, account_id=holder.id, sealed=own))
    eve.work.db.flush()


WITH_GRANTS = [Eve.replaces_the_public_half, Eve.puts_a_key_of_her_own_in_place]


@pytest.mark.parametrize("way", WITH_GRANTS)
def test_nothing_is_sealed_to_her_key_though_she_handed_it_to_the_officer(work, eve, way):
    way(eve)
    hand_her_own_key_to(eve, work.holder)

    try_to_write(work)

    assert eve.opened() == set()


@pytest.mark.parametrize("way", WITH_GRANTS)
def test_a_site_that_asks_for_no_voucher_would_seal_to_eve(work, eve, way, monkeypatch):
    monkeypatch.setattr(register_keys, "_is_vouched", lambda _verifies, _key: True)
    way(eve)
    hand_her_own_key_to(eve, work.holder)

    try_to_write(work)

    assert f"{TWO} {KARIN.name}" in eve.opened()


def test_what_eve_seals_to_a_key_of_her_own_is_shown_to_nobody(work, eve):
    eve.adds_a_key_of_her_own()
    hand_her_own_key_to(eve, work.holder)
    (own,) = [key for key in eve.keys if key.public == eve.public]
    note = register_texts.seal_note(own, TWO, uuid4(), Noted(0, "Ring 070-174 06 06."), work.day())
    eve.put(register_texts.seal_contact(own, TWO, KARIN))
    eve.put(note)

    for reading in (sealed.reporter, sealed.notes):
        with pytest.raises(NoRegisterKey):
            reading(work.db, work.holder, TWO)


def test_a_key_goes_to_nobody_but_those_whom_an_officer_vouched_for(work, eve):
    her = Account(name="eve", role="press_officer", state="active", public=eve.public)
    eve.put(her)
    epoch = epochs.current(work.db, work.day())
    eve.put(EpochGrant(epoch_id=epoch.id, account_id=her.id, sealed=b"", voucher=b"v" * 64))
    shared_keys.spend(work.db)

    write(work, TWO)

    held = select(RegisterGrant).where(RegisterGrant.account_id == her.id)
    assert work.db.exec(held).all() == []
    assert len(eve.keys) == 2


def test_slips_of_paper_that_eve_puts_in_place_get_no_key(work, eve):
    eve.put(work.db.exec(select(Site)).one(), recovery_public=eve.public)
    shared_keys.spend(work.db)

    with pytest.raises(KeysReplaced):
        write(work, TWO)

    for key in eve.keys:
        with pytest.raises(NotOpened):
            shared_keys.for_recovery(key, eve.private)


# Moved rows


def swap(work: Work, table: type[SQLModel]) -> None:
    """What is sealed in two rows changes places."""
    one, other = work.db.exec(select(table)).all()
    one.sealed, other.sealed = other.sealed, one.sealed
    work.db.flush()


@pytest.mark.parametrize("table", [Reporter, InquiryNote, RegisterDraft])
def test_a_text_that_is_moved_to_another_inquiry_does_not_open_there(work, table):
    write(work, TWO)
    swap(work, table)

    assert not [text for text in read(work, TWO) if text.startswith(f"{ONE}")]
    assert not [text for text in read(work, ONE) if text.startswith(f"{TWO}")]


@pytest.mark.parametrize("table", [Reporter, InquiryNote, RegisterDraft])
def test_a_careless_seal_would_open_there(work, monkeypatch, table):
    for place in ("_reporter_place", "_note_place", "_draft_place"):
        monkeypatch.setattr(register_texts, place, lambda _row: Place("anywhere", "", "", b""))
    for sealed_elsewhere in (Reporter, InquiryNote, RegisterDraft):
        work.db.exec(sa.delete(sealed_elsewhere))
    write(work, ONE)
    write(work, TWO)
    swap(work, table)

    assert [text for text in read(work, TWO) if text.startswith(f"{ONE}")]


def test_a_row_that_is_moved_to_another_inquiry_does_not_open_there(work):
    for table in (Reporter, InquiryNote):
        work.db.exec(sa.update(table).values(number=TWO))
    work.db.expire_all()

    assert sealed.reporter(work.db, work.holder, TWO) == ("", "")
    assert [note.text for note in sealed.notes(work.db, work.holder, TWO)] == [""]
    assert sealed.reporter(work.db, work.holder, ONE) is None
