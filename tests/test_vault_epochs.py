"""Epochs: a chain that each link vouches for, held by those whom a holder handed it to."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import delete, select

from pressdesk import intake
from pressdesk.errors import FormClosed, KeysReplaced, NotFound, NotOpened
from pressdesk.keytables import Account, AccountState, Epoch, EpochGrant, Role, Site
from pressdesk.staff import accounts, handing
from pressdesk.vault import epochs, keys, pins, recovery, sealing, slips, tickets, vouchers
from pressdesk.vault.epochs import Holder
from tests.conftest import QUESTION, Desk, Person, invited
from tests.taskwork import Work, working

pytestmark = pytest.mark.both


@pytest.fixture
def olle(desk_site: Desk) -> Person:
    """A colleague who is enrolled and waits for the keys."""
    return invited(desk_site.store, "olle")


@pytest.fixture
def work(olle: Person, desk_site: Desk) -> Iterator[Work]:
    with working(desk_site) as work:
        yield work


def prepare(work: Work, days: int = 0, holder: Holder | None = None) -> int:
    opened = epochs.prepare(work.db, holder or work.holder, work.day(days))
    work.db.flush()
    return opened


def months(work: Work) -> list[str]:
    return [epoch.month for epoch in epochs.chain(work.db)]


def account(work: Work, name: str) -> Account:
    return work.db.exec(select(Account).where(Account.name == name)).one()


def names(work: Work, epoch: Epoch) -> list[str]:
    return sorted(holder.name for holder in epochs.holders(work.db, epoch))


def first(work: Work) -> Epoch:
    return work.db.exec(select(Epoch).where(Epoch.number == 1)).one()


def hand_over(work: Work, olle: Person) -> Holder:
    """Olle, once ofelia has handed him all she has."""
    epochs.hand_over(work.db, work.holder, account(work, "olle"))
    work.db.flush()
    return work.holder_named(olle)


# --- months ---


def test_a_site_begins_with_one_epoch_for_its_month(work):
    assert months(work) == ["2026-11"]
    assert epochs.current(work.db, work.day()).number == 1


def test_a_holder_who_signs_in_opens_this_month_and_two_ahead(work):
    assert prepare(work) == 2

    assert months(work) == ["2026-11", "2026-12", "2027-01"]
    assert epochs.current(work.db, work.day()).month == "2026-11"


def test_signing_in_again_opens_nothing_more(work):
    prepare(work)

    assert prepare(work) == 0
    assert prepare(work, 12) == 0


def test_a_month_later_one_more_is_opened(work):
    prepare(work)

    assert prepare(work, 13) == 1
    assert epochs.current(work.db, work.day(13)).month == "2026-12"


def test_after_a_long_absence_the_months_between_are_left_out(work):
    prepare(work)

    assert prepare(work, 300) == 3
    assert months(work)[2:] == ["2027-01", "2027-09", "2027-10", "2027-11"]


def test_a_site_where_nobody_signs_in_goes_on_with_the_last_epoch_it_has(work):
    prepare(work)

    code = work.lodge(days=400)

    assert epochs.current(work.db, work.day(400)).month == "2027-01"
    assert work.read(code).text == QUESTION


def test_whoever_holds_no_key_opens_no_epoch(work, olle):
    stranger = Holder(uuid4(), sealing.new_key())

    assert prepare(work, 40, holder=work.holder_named(olle)) == 0
    assert prepare(work, 40, holder=stranger) == 0

    assert months(work) == ["2026-11"]


def test_new_epochs_go_to_everyone_who_held_the_last(work, olle):
    hand_over(work, olle)

    prepare(work)

    assert [names(work, e) for e in epochs.chain(work.db)] == [["ofelia", "olle"]] * 3


def test_each_epoch_has_a_seed_of_its_own(work):
    prepare(work)

    seeds = {epochs.seed_of(work.db, work.holder, epoch.id) for epoch in epochs.chain(work.db)}

    assert len(seeds) == 3


# --- handing over ---


def test_handing_over_gives_every_epoch_that_the_holder_has(work, olle):
    prepare(work)
    given = epochs.hand_over(work.db, work.holder, account(work, "olle"))
    work.db.flush()

    other = work.holder_named(olle)

    assert given == 3
    for epoch in epochs.chain(work.db):
        mine = epochs.seed_of(work.db, work.holder, epoch.id)
        assert epochs.seed_of(work.db, other, epoch.id) == mine


def test_handing_over_twice_changes_nothing(work, olle):
    hand_over(work, olle)
    before = [row.model_dump() for row in work.db.exec(select(EpochGrant))]

    hand_over(work, olle)

    assert [row.model_dump() for row in work.db.exec(select(EpochGrant))] == before


def test_whoever_was_handed_nothing_has_no_seed(work, olle):
    with pytest.raises(NotOpened):
        epochs.seed_of(work.db, work.holder_named(olle), first(work).id)
    assert names(work, first(work)) == ["ofelia"]


def test_someone_without_keys_of_her_own_is_handed_nothing(work):
    accounts.invite(work.db, "berit", Role.PRESS_OFFICER, work.day())

    epochs.hand_over(work.db, work.holder, account(work, "berit"))
    work.db.flush()

    assert names(work, first(work)) == ["ofelia"]


# --- what a database writer cannot do ---


class Eve:
    """Writes what she likes into the database, and holds no seed of the desk."""

    def __init__(self, work: Work) -> None:
        self.work, self.private, self.seed = work, sealing.new_key(), sealing.new_key()
        self.account = Account(
            name="eve",
            role=Role.PRESS_OFFICER,
            state=AccountState.ACTIVE,
            public=sealing.public_of(self.private),
        )
        self.put(self.account)
        self.holder = Holder(self.account.id, self.private)

    def put(self, *rows: Any) -> None:
        self.work.db.add_all(rows)
        self.work.db.flush()

    def epoch(self, number: int, month: str = "2026-11", voucher: bytes | None = None) -> Epoch:
        """An epoch of her own, with everything in it that she can make."""
        public = self.work.db.exec(select(Site)).one().recovery_public
        epoch = epochs._make(self.seed, number, month, public)
        epoch.voucher = voucher or vouchers.vouching(self.seed).sign(vouchers.chain_words(epoch))
        return epoch

    def grants(self, epoch: Epoch, *others: Account) -> None:
        for each in (self.account, *others):
            epochs.grant(self.work.db, epoch, self.seed, each)
        self.work.db.flush()

    def got(self) -> bool:
        """Whether a ticket can now be lodged that she opens."""
        try:
            code = self.work.lodge(days=1)
        except FormClosed:
            return False
        try:
            epochs.seed_of(self.work.db, self.holder, self.work.ticket(code).epoch_id)
        except NotOpened:
            return False
        return True


@pytest.fixture
def eve(work: Work) -> Eve:
    return Eve(work)


def test_a_grant_that_eve_writes_gives_her_nothing(work, eve):
    epoch = first(work)
    sealed = work.db.get(EpochGrant, (epoch.id, work.holder.id)).sealed
    signed = Ed25519PrivateKey.generate().sign(b"me too")

    eve.put(EpochGrant(epoch_id=epoch.id, account_id=eve.account.id, sealed=sealed, voucher=signed))

    with pytest.raises(NotOpened):
        epochs.seed_of(work.db, eve.holder, epoch.id)
    assert names(work, epoch) == ["ofelia"]
    assert prepare(work) == 2
    assert [names(work, each) for each in epochs.chain(work.db)] == [["ofelia"]] * 3


def test_an_officers_own_voucher_does_not_serve_eve(work, eve):
    epoch = first(work)
    row = work.db.get(EpochGrant, (epoch.id, work.holder.id))

    eve.put(
        EpochGrant(
            epoch_id=epoch.id, account_id=eve.account.id, sealed=row.sealed, voucher=row.voucher
        )
    )

    assert names(work, epoch) == ["ofelia"]


def test_a_swapped_public_key_takes_the_officer_off_the_list_and_gets_nothing(work, eve):
    ofelia = account(work, "ofelia")

    ofelia.public = eve.account.public
    eve.put(ofelia)

    assert names(work, first(work)) == []
    with pytest.raises(NotOpened):
        epochs.seed_of(work.db, Holder(ofelia.id, eve.private), first(work).id)
    assert not eve.got()


def test_a_swapped_public_key_of_an_epoch_opens_nothing_and_takes_no_ticket(work, eve):
    epoch = first(work)

    epoch.public = sealing.public_of(vouchers.opening_half(eve.seed))
    eve.put(epoch)

    with pytest.raises(NotOpened):
        epochs.seed_of(work.db, work.holder, epoch.id)
    assert epochs.current(work.db, work.day()) is None
    assert not eve.got()


@pytest.mark.parametrize("number", [-1, 0, 2, 3, 1_000])
@pytest.mark.parametrize("month", ["2000-01", "2026-11"])
def test_an_epoch_that_eve_writes_takes_no_ticket(work, eve, number, month):
    forged = eve.epoch(number, month)

    eve.put(forged)
    eve.grants(forged, account(work, "ofelia"))

    assert not eve.got()


@pytest.mark.parametrize("is_spent", [False, True])
def test_a_forged_epoch_is_not_gone_on_from_by_an_officers_hand(work, eve, is_spent):
    forged = eve.epoch(2)
    forged.is_spent = is_spent
    eve.put(forged)
    eve.grants(forged, account(work, "ofelia"))

    prepare(work, 1)

    assert work.db.exec(select(Epoch).where(Epoch.number > 2)).all() == []
    assert not eve.got()


def test_an_epoch_moved_or_dated_anew_takes_no_ticket(work, eve):
    prepare(work)
    for column, value in [("number", 7), ("month", "2026-01"), ("voucher", b"v" * 64)]:
        with work.db.begin_nested() as undone:
            epoch = work.db.exec(select(Epoch).where(Epoch.number == 3)).one()
            setattr(epoch, column, value)
            eve.put(epoch)
            assert epochs.chain(work.db) == []
            undone.rollback()

    assert len(epochs.chain(work.db)) == 3


def test_an_epoch_taken_out_of_the_chain_closes_the_form(work, eve):
    prepare(work)
    work.db.exec(delete(EpochGrant).where(EpochGrant.epoch_id == first(work).id))

    work.db.exec(delete(Epoch).where(Epoch.number == 1))

    assert epochs.chain(work.db) == []
    with pytest.raises(FormClosed):
        intake.mint(work.db, work.settings, work.day())


def test_a_careless_chain_would_seal_tickets_to_eve(work, eve, monkeypatch):
    forged = eve.epoch(1_000)
    eve.put(forged)
    eve.grants(forged)

    monkeypatch.setattr(vouchers, "is_whole", lambda _links: True)

    assert eve.got()


def test_a_garbled_public_half_is_refused_and_breaks_no_page(work, eve):
    epoch = first(work)

    epoch.verify = b"short"
    eve.put(epoch)

    assert epochs.chain(work.db) == []
    assert not eve.got()


def test_a_whole_chain_in_eves_place_is_seen_by_the_officer_who_signs_in(work, eve):
    ofelia = account(work, "ofelia")
    pins.check(work.db, ofelia, work.holder, work.day())
    genuine = first(work).id
    work.db.exec(delete(EpochGrant))
    work.db.exec(delete(Epoch).where(Epoch.id == genuine))
    forged = eve.epoch(1)
    eve.put(forged)
    eve.grants(forged, ofelia)
    assert eve.got()  # until somebody who remembers comes

    with pytest.raises(KeysReplaced):
        pins.check(work.db, ofelia, work.holder, work.day())


def test_a_memory_that_was_taken_away_is_noticed_too(work):
    ofelia = account(work, "ofelia")
    pins.check(work.db, ofelia, work.holder, work.day())

    for pin in (None, b"", b"\x01" + b"x" * 76):
        ofelia.pin = pin
        with pytest.raises(KeysReplaced):
            pins.check(work.db, ofelia, work.holder, work.day())


# --- losing access ---


def test_whoever_is_disabled_loses_her_epochs_at_once(work, olle):
    hand_over(work, olle)
    prepare(work)

    accounts.disable(work.db, "olle", work.day())
    work.db.flush()

    held = {row.account_id for row in work.db.exec(select(EpochGrant))}
    assert held == {work.holder.id}


def test_epochs_that_lie_ahead_go_with_her_and_new_ones_come_that_she_never_had(work, olle):
    gone = hand_over(work, olle)
    prepare(work)
    had = {epochs.seed_of(work.db, gone, epoch.id) for epoch in epochs.chain(work.db)}
    accounts.disable(work.db, "olle", work.day())
    work.db.flush()
    assert months(work) == ["2026-11"]

    assert prepare(work) == 3

    seeds = [epochs.seed_of(work.db, work.holder, each.id) for each in epochs.chain(work.db)]
    assert months(work) == ["2026-11", "2026-11", "2026-12", "2027-01"]
    assert epochs.current(work.db, work.day()).number == 2
    assert had.isdisjoint(seeds[1:])
    assert [names(work, each) for each in epochs.chain(work.db)] == [["ofelia"]] * 4


def test_a_disabled_officer_opens_no_ticket_that_is_lodged_after_the_next_sign_in(work, olle):
    gone = hand_over(work, olle)
    half = vouchers.opening_half(epochs.seed_of(work.db, gone, first(work).id))
    accounts.disable(work.db, "olle", work.day())
    work.db.flush()
    prepare(work)

    code = work.lodge()

    with pytest.raises(NotOpened):
        tickets.key_for_epoch(half, work.key_row(code))
    assert epochs.current(work.db, work.day()).id == work.ticket(code).epoch_id != first(work).id


def test_whoever_is_reset_is_handed_the_keys_again_by_an_officer_only(work, olle):
    hand_over(work, olle)

    accounts.reset(work.db, "olle", work.day())
    work.db.flush()

    assert names(work, first(work)) == ["ofelia"]
    with pytest.raises(NotFound):
        handing.hand_over(work.db, work.holder, "olle", "00000", work.day())


# --- the slips ---


def test_both_slips_open_every_epoch(work):
    prepare(work)
    private = slips.private_half(work.site.founded.slips)

    seeds = [recovery.open_seed(epoch, private) for epoch in epochs.chain(work.db)]

    mine = [epochs.seed_of(work.db, work.holder, epoch.id) for epoch in epochs.chain(work.db)]
    assert seeds == mine


def test_one_slip_with_another_sites_second_opens_nothing(work):
    paper, other = work.site.founded.slips, slips.print_new()

    for mixed in (paper._replace(second=other.second), other._replace(second=paper.second)):
        with pytest.raises(NotOpened):
            recovery.open_seed(first(work), slips.private_half(mixed))


@pytest.mark.parametrize("paper", [slips.Slips((), ()), slips.Slips(("hej",) * 3, ("hej",) * 3)])
def test_half_or_mistyped_slips_are_told(work, paper):
    whole = work.site.founded.slips

    for mixed in (paper, whole._replace(second=paper.second), whole._replace(first=paper.first)):
        with pytest.raises(NotOpened):
            slips.private_half(mixed)


def test_slips_that_change_places_are_not_the_same(work):
    paper = work.site.founded.slips

    turned = slips.Slips(paper.second, paper.first)

    assert slips.private_half(turned) != slips.private_half(paper)


def test_slips_that_eve_puts_in_place_get_no_new_epoch(work, eve):
    site = work.db.exec(select(Site)).one()
    site.recovery_public = sealing.public_of(eve.private)
    eve.put(site)

    with pytest.raises(KeysReplaced):
        prepare(work)

    for epoch in work.db.exec(select(Epoch)):
        with pytest.raises(NotOpened):
            recovery.open_seed(epoch, eve.private)


def test_a_fingerprint_is_of_the_key_that_was_compared(work, olle):
    other = account(work, "olle")

    with pytest.raises(NotFound):
        handing.hand_over(
            work.db, work.holder, "olle", keys.fingerprint(b"e" * 32), date(2026, 11, 18)
        )

    assert keys.fingerprint(other.public) != keys.fingerprint(b"e" * 32)
    assert names(work, first(work)) == ["ofelia"]
