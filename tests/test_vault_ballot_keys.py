"""Keys of ballots: held by officers and the slips of paper; whoever writes the database gets
nothing sealed to her own.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import delete, select

from pressdesk import desk
from pressdesk.errors import KeysReplaced, NoKeys, NotOpened, WrongSlips
from pressdesk.figures import ballots, releases
from pressdesk.figures.releases import Tally
from pressdesk.keytables import Account, BallotGrant, BallotKey, EpochGrant, Site, Slip
from pressdesk.staff import accounts, recovering
from pressdesk.vault import ballot_keys, epochs, sealing, shared_keys, slips, vouchers
from pressdesk.vault.epochs import Holder
from tests.conftest import Desk, Person, invited
from tests.publishing import NO_INQUIRIES
from tests.taskwork import Work, working

pytestmark = pytest.mark.both

PERIOD, OPENS = "2026-11", date(2026, 12, 3)


@pytest.fixture
def olle(desk_site: Desk) -> Person:
    """A colleague who is enrolled and waits for the keys."""
    return invited(desk_site.store, "olle")


@pytest.fixture
def work(olle: Person, desk_site: Desk) -> Iterator[Work]:
    with working(desk_site) as work:
        yield work


def take(work: Work, number: int = 1, holder: Holder | None = None) -> None:
    """Tickets that an officer takes."""
    for _ in range(number):
        code, who = work.lodge(), holder or work.holder
        desk.take(work.db, who, work.ref(code, who), work.day())
        work.db.flush()


def tally(work: Work, holder: Holder | None = None) -> Tally:
    return releases.tally(work.db, holder or work.holder, PERIOD, OPENS)


def keys(work: Work, table: str = "total") -> list[BallotKey]:
    mine = BallotKey.table_name == table, BallotKey.period == PERIOD
    return list(work.db.exec(select(BallotKey).where(*mine)))


def account(work: Work, name: str) -> Account:
    return work.db.exec(select(Account).where(Account.name == name)).one()


def hand_over(work: Work, olle: Person) -> Holder:
    epochs.hand_over(work.db, work.holder, account(work, "olle"))
    work.db.flush()
    return work.holder_named(olle)


# Officers


def test_a_new_officer_who_was_handed_the_keys_opens_ballots_from_before_and_after(work, olle):
    take(work, 2)
    his = hand_over(work, olle)
    take(work, 3)
    take(work, 1, his)

    assert tally(work, his).counts == tally(work).counts == {"total": [6]}


def test_whoever_was_handed_nothing_opens_no_ballot_and_makes_no_key(work, olle):
    his = work.holder_named(olle)
    assert ballots.cast(work.db, {"total": "taken"}, work.day(), his) is False

    take(work)

    assert keys(work)
    with pytest.raises(NoKeys):
        tally(work, his)


def test_handing_over_twice_changes_nothing(work, olle):
    take(work)
    hand_over(work, olle)
    before = [row.model_dump() for row in work.db.exec(select(BallotGrant))]

    hand_over(work, olle)

    assert [row.model_dump() for row in work.db.exec(select(BallotGrant))] == before
    assert len(before) == 2 * len(work.db.exec(select(BallotKey)).all())


def test_whoever_is_disabled_keeps_no_key_and_opens_no_ballot_cast_afterwards(work, olle):
    take(work)
    his = hand_over(work, olle)
    had = {key.id: shared_keys.private_of(work.db, *his, key) for key in keys(work)}
    accounts.disable(work.db, "olle", work.day())
    work.db.flush()
    epochs.prepare(work.db, work.holder, work.day())
    take(work, 2)

    (new,) = [key for key in keys(work) if key.id not in had]

    assert not work.db.exec(select(BallotGrant).where(BallotGrant.account_id == his.id)).all()
    assert len(work.db.exec(select(Slip).where(Slip.key_id == new.id)).all()) == 2
    assert tally(work).counts == {"total": [3]}


def test_a_careless_site_would_go_on_with_the_keys_that_a_disabled_officer_knows(
    work, olle, monkeypatch
):
    monkeypatch.setattr(shared_keys, "spend", lambda _db: None)

    with pytest.raises(ValueError, match="not enough values"):
        test_whoever_is_disabled_keeps_no_key_and_opens_no_ballot_cast_afterwards(work, olle)


# The slips of paper


def test_both_slips_give_a_new_officer_every_ballots_key(work, olle):
    take(work, 4)
    accounts.disable(work.db, "ofelia", work.day())
    work.db.flush()

    recovering.recover(work.db, work.site.founded.slips, "olle", work.day())
    work.db.flush()

    assert tally(work, work.holder_named(olle)).counts == {"total": [4]}


@pytest.mark.parametrize("how", ["renew", "recover"])
def test_new_slips_open_the_ballots_and_the_used_ones_open_nothing(work, olle, how):
    take(work)
    old = slips.private_half(work.site.founded.slips)
    if how == "renew":
        paper = recovering.renew(work.db, work.holder, work.day())
    else:
        paper = recovering.recover(work.db, work.site.founded.slips, "olle", work.day())
    work.db.flush()

    for key in work.db.exec(select(BallotKey)).all():
        assert shared_keys.for_recovery(key, slips.private_half(paper))
        with pytest.raises(NotOpened):
            shared_keys.for_recovery(key, old)
    with pytest.raises(WrongSlips):
        recovering.recover(work.db, work.site.founded.slips, "olle", work.day())


# What a database writer cannot do


class Eve:
    """Writes what she likes into the database, and holds no key of the desk."""

    def __init__(self, work: Work) -> None:
        self.work, self.private = work, sealing.new_key()
        self.public = sealing.public_of(self.private)

    def replaces_the_public_half(self) -> None:
        for key in self.work.db.exec(select(BallotKey)).all():
            self._put(key, public=self.public)

    def adds_a_key_of_her_own(self) -> None:
        for key in self.work.db.exec(select(BallotKey)).all():
            self.work.db.add(BallotKey(**key.model_dump() | {"id": uuid4(), "public": self.public}))

    def signs_it_herself(self) -> None:
        self.replaces_the_public_half()
        for key in self.work.db.exec(select(BallotKey)).all():
            self._put(key, voucher=vouchers.vouching(self.private).sign(ballot_keys._words(key)))

    def swaps_the_periods_of_two_keys(self) -> None:
        one, other = self.work.db.exec(select(BallotKey).where(BallotKey.table_name == "total"))
        one.period, other.period = other.period, one.period

    def gives_it_an_epoch_of_her_own(self) -> None:
        public = self.work.db.exec(select(Site)).one().recovery_public
        epoch = epochs._make(self.private, 99, PERIOD, public)
        self._put(epoch, voucher=vouchers.vouching(self.private).sign(vouchers.chain_words(epoch)))
        for key in self.work.db.exec(select(BallotKey)).all():
            self._put(key, public=self.public, epoch_id=epoch.id)
            self._put(key, voucher=vouchers.vouching(self.private).sign(ballot_keys._words(key)))

    def garbles_the_voucher(self) -> None:
        for key in self.work.db.exec(select(BallotKey)).all():
            self._put(key, voucher=b"short", public=b"")

    def opened(self) -> int:
        """How many slips she opens with her own key."""
        found = 0
        for slip in self.work.db.exec(select(Slip)).all():
            try:
                ballot_keys.open_cell(self.private, slip.key_id, slip.id, slip.sealed)
            except NotOpened:
                continue
            found += 1
        return found

    def _put(self, row: Any, **values: Any) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        self.work.db.add(row)
        self.work.db.flush()


WAYS = [
    Eve.replaces_the_public_half,
    Eve.adds_a_key_of_her_own,
    Eve.signs_it_herself,
    Eve.swaps_the_periods_of_two_keys,
    Eve.gives_it_an_epoch_of_her_own,
    Eve.garbles_the_voucher,
]


@pytest.fixture
def eve(work: Work) -> Eve:
    """She comes when the keys of the month are there, and two tickets are taken."""
    ballots.prepare(work.db, work.holder, work.day())
    take(work, 2)
    return Eve(work)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_cast_to_a_key_that_eve_wrote(work, eve, way: Callable[[Eve], None]):
    code = work.lodge()
    way(eve)
    work.db.flush()

    desk.take(work.db, work.holder, work.ref(code), work.day())
    work.db.flush()

    assert eve.opened() == 0


@pytest.mark.parametrize("way", [Eve.replaces_the_public_half, Eve.adds_a_key_of_her_own])
def test_a_site_that_asks_for_no_voucher_would_cast_to_eve(work, eve, way, monkeypatch):
    monkeypatch.setattr(ballot_keys, "_is_vouched", lambda _epoch, _key: True)
    way(eve)
    work.db.flush()

    take(work)

    assert eve.opened() > 0


def slip(work: Work, private: bytes, cell: int, **changed: Any) -> Slip:
    """A slip that anybody can make of a public half."""
    key = BallotKey(id=keys(work)[0].id, public=sealing.public_of(private))
    made = ballot_keys.seal_cell(key, cell)
    return Slip(**made.model_dump() | changed)


def test_slips_that_were_copied_moved_or_made_elsewhere_are_told_and_not_counted(work, eve):
    month, other = keys(work)[0], keys_of(work, "kind")
    mine = work.db.exec(select(Slip).where(Slip.key_id == month.id)).first()
    theirs = work.db.exec(select(Slip).where(Slip.key_id == other.id)).first()
    copied = Slip(id=uuid4(), key_id=month.id, sealed=mine.sealed)
    theirs.key_id = month.id
    shorts = [Slip(id=uuid4(), key_id=month.id, sealed=b) for b in (b"", b"\x01", b"\x02" * 51)]
    work.db.add_all([copied, theirs, slip(work, eve.private, 0), *shorts])
    work.db.flush()

    counted = tally(work)

    assert (counted.counts, counted.unreadable) == ({"total": [2]}, 6)


def keys_of(work: Work, table: str) -> BallotKey:
    return work.db.exec(select(BallotKey).where(BallotKey.table_name == table)).one()


@pytest.mark.parametrize("cell", [1, 14, 65_535])
def test_a_slip_with_a_cell_that_the_table_has_not_is_told_and_not_counted(work, eve, cell):
    work.db.add(ballot_keys.seal_cell(keys(work)[0], cell))
    work.db.flush()

    counted = tally(work)

    assert (counted.counts, counted.unreadable) == ({"total": [2]}, 1)


def test_what_lies_under_a_key_that_nobody_vouches_for_is_not_counted_and_goes(work, eve):
    eve.adds_a_key_of_her_own()
    work.db.flush()
    for key in keys(work):
        work.db.add(ballot_keys.seal_cell(key, 0))
    work.db.flush()

    counted = tally(work)
    releases.publish(work.db, counted, OPENS, NO_INQUIRIES)

    assert counted.counts == {"total": [3]}
    assert keys(work) == []
    assert work.db.exec(select(Slip).where(Slip.key_id.not_in(select(BallotKey.id)))).all() == []


def test_a_grant_that_eve_writes_opens_nothing_for_her(work, eve):
    ofelias = work.db.exec(select(BallotGrant)).first()
    key = work.db.get(BallotKey, ofelias.key_id)
    her = Account(name="eve", role="press_officer", state="active", public=eve.public)
    work.db.add(her)
    work.db.flush()
    own = sealing.seal(eve.public, eve.private, shared_keys._grant_place(key, her.id))

    for sealed in (ofelias.sealed, own):
        work.db.merge(BallotGrant(key_id=key.id, account_id=her.id, sealed=sealed))
        work.db.flush()
        with pytest.raises(NotOpened):
            shared_keys.private_of(work.db, her.id, eve.private, key)


def test_a_key_made_by_hand_goes_to_nobody_but_those_whom_an_officer_vouched_for(work, eve):
    her = Account(name="eve", role="press_officer", state="active", public=eve.public)
    work.db.add(her)
    work.db.flush()
    epoch = epochs.current(work.db, work.day())
    work.db.add(EpochGrant(epoch_id=epoch.id, account_id=her.id, sealed=b"", voucher=b"v" * 64))
    shared_keys.spend(work.db)

    take(work)

    held = select(BallotGrant).where(BallotGrant.account_id == her.id)
    assert work.db.exec(held).all() == []
    assert len(keys(work)) == 2


def test_a_grant_that_is_gone_or_spoilt_is_told_as_keys_that_she_lacks(work, eve):
    grant = work.db.get(BallotGrant, (keys(work)[0].id, work.holder.id))
    grant.sealed = b"\x01" + bytes(80)
    work.db.flush()
    with pytest.raises(NoKeys):
        tally(work)

    work.db.exec(delete(BallotGrant))

    with pytest.raises(NoKeys):
        tally(work)


def test_slips_of_paper_that_eve_puts_in_place_get_no_key(work, eve):
    site = work.db.exec(select(Site)).one()
    site.recovery_public = eve.public
    shared_keys.spend(work.db)
    work.db.flush()

    with pytest.raises(KeysReplaced):
        take(work)

    for key in work.db.exec(select(BallotKey)).all():
        with pytest.raises(NotOpened):
            shared_keys.for_recovery(key, eve.private)


def test_every_slip_has_one_size_whatever_is_on_it(work, eve):
    key = keys(work)[0]

    sizes = {len(ballot_keys.seal_cell(key, cell).sealed) for cell in (0, 1, 14, 255, 256, 65_535)}

    assert sizes == {51}
    assert {len(s.sealed) for s in work.db.exec(select(Slip))} == sizes
