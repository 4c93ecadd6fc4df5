"""What is too old goes, in its week: tickets with their keys, epochs with their tombstones."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlmodel import select

from pressdesk import clock, desk, holds, intake, retention
from pressdesk.errors import ForeignReceipt, NotOpened, WasDeleted
from pressdesk.intake import Request
from pressdesk.keytables import Act, Epoch, EpochGrant, Lease, StaffSession, TicketKey
from pressdesk.retention import LEASE_SECONDS, Tidied
from pressdesk.staff import audit
from pressdesk.tables import State, Ticket, Wanted
from pressdesk.vault import epochs, lives, sealing, taking, tickets, vouchers
from tests.conftest import QUESTION, Desk, sign_in
from tests.taskwork import Work, working

pytestmark = pytest.mark.both(every=10)

NOON = 1_795_003_200.0  # seconds; 18 November 2026
MONDAY = -2  # days from today, a Wednesday


@pytest.fixture
def work(desk_site: Desk) -> Iterator[Work]:
    with working(desk_site) as work:
        yield work


def tidy(work: Work, days: int = 0) -> Tidied:
    """The runs of the day before and of a day; what both did."""
    runs = []
    for day in (days - 1, days):
        runs.append(retention.tidy(work.db, work.settings, work.day(day), NOON + day * 86_400))
        work.db.flush()
    work.db.expire_all()
    return Tidied(*map(sum, zip(*runs, strict=True)))


def past_its_time(work: Work) -> str:
    """A question that is over on any day from now on; its code."""
    code = work.lodge()
    ticket = work.ticket(code)
    ticket.purge_week = "2026-W46"
    work.db.add(ticket)
    work.db.flush()
    return code


def first_day(work: Work, code: str, is_over, since: int = 0) -> int:
    """The first day from `since` on, counted from today, on whose night something is over."""
    for days in range(since + 1, since + 130):
        tidy(work, days)
        if is_over(work.ticket(code)):
            return days
    raise AssertionError


# --- tickets ---


def test_a_fresh_site_has_nothing_to_tidy(work):
    assert set(tidy(work)) == {0}


def test_tidying_twice_does_nothing_more(work):
    code = work.lodge(wanted=Wanted.NOW)
    work.answer(work.lodge())
    tidy(work, 40)

    again = retention.tidy(work.db, work.settings, work.day(40), NOON + 40 * 86_400)

    assert set(again) == {0}
    assert work.ticket(code)


@pytest.mark.parametrize("weekday", range(7))
def test_a_ticket_is_gone_before_it_is_older_than_its_cap(work, weekday):
    code = work.lodge(days=MONDAY + weekday)

    gone = first_day(work, code, lambda ticket: ticket is None, MONDAY + weekday)

    age = gone - (MONDAY + weekday)
    assert 90 - 19 <= age <= 90


@pytest.mark.parametrize("weekday", range(7))
def test_an_answered_ticket_closes_itself_after_its_days_and_not_before(work, weekday):
    code = work.lodge(days=MONDAY)
    work.answer(code, days=MONDAY + weekday)

    since = MONDAY + weekday
    closed = first_day(work, code, lambda ticket: ticket.state is State.CLOSED, since)

    age = closed - (MONDAY + weekday)
    assert 14 <= age <= 14 + 13


@pytest.mark.parametrize("weekday", range(7))
def test_a_closed_ticket_is_purged_after_its_days_and_not_before(work, weekday):
    code = work.lodge(days=MONDAY)
    work.close(code, days=MONDAY + weekday)

    gone = first_day(work, code, lambda ticket: ticket is None, MONDAY + weekday)

    age = gone - (MONDAY + weekday)
    assert 30 <= age <= 30 + 12 + 13  # two weeks to draw from, counted from the end of this one


@pytest.mark.parametrize("weekday", range(7))
def test_what_its_writer_took_back_after_the_floor_goes_at_the_floor(work, weekday):
    work.decided(writer_may_delete="after-floor")
    code = work.lodge(days=MONDAY)
    work.delete(code, days=MONDAY + weekday)

    gone = first_day(work, code, lambda ticket: ticket is None, MONDAY + weekday)

    age = gone - (MONDAY + weekday)
    assert 7 <= age <= 7 + 12 + 13


def test_when_a_ticket_goes_does_not_follow_from_the_day_of_writing(work, monkeypatch):
    monkeypatch.setattr(lives.secrets, "randbelow", lambda _: 0)  # the same chance for all
    codes = []
    for weekday in range(7):
        codes.append(work.lodge(days=MONDAY))
        work.close(codes[-1], days=MONDAY + weekday)

    weeks = {work.ticket(code).purge_week for code in codes}

    assert len(weeks) == 1


@pytest.mark.parametrize("setting", [7, 20, 60])
def test_how_long_a_closed_ticket_lives_is_a_setting(work, setting):
    work.decided(ticket_days_after_closing=setting)
    code = work.lodge()
    work.close(code)

    gone = first_day(work, code, lambda ticket: ticket is None)

    assert setting <= gone <= setting + 12 + 13


def test_purging_takes_the_key_and_every_row_and_leaves_a_tombstone(work):
    code, other = work.lodge(), work.lodge("En annan", days=20)
    work.note(code)
    desk.save_draft(work.db, work.holder, work.ref(code), "halv")

    done = tidy(work, 91)

    assert done.purged == 1
    assert work.rows() == {"ticket": 1, "message": 1, "working_note": 0, "draft": 0}
    row = work.key_row(code)
    assert (row.for_epoch, row.for_receipt) == (None, None)
    assert work.read(code) is None
    assert work.read(other).text == "En annan"


def test_a_purged_ticket_cannot_be_sent_again(work):
    minted = intake.mint(work.db, work.settings, work.day())
    intake.lodge(work.db, work.settings, minted, Request(QUESTION), work.day())
    tidy(work, 91)

    with pytest.raises(WasDeleted):
        intake.lodge(work.db, work.settings, minted, Request(QUESTION), work.day(91))


def test_a_restored_ticket_stays_shut_without_its_key(work):
    code = work.lodge()
    row, ticket = work.key_row(code), work.ticket(code)
    copy = ticket.model_dump()
    half = vouchers.opening_half(epochs.seed_of(work.db, work.holder, ticket.epoch_id))
    tidy(work, 91)

    work.db.add(Ticket(**copy))  # an older backup of what people wrote, put back
    work.db.flush()

    assert work.read(code) is None
    with pytest.raises(NotOpened):
        tickets.key_for_epoch(half, row)


def test_a_follow_up_stops_the_clock_of_an_answered_ticket(work):
    code = work.lodge()
    work.answer(code)
    work.write_on(code, "En sak till", days=5)

    tidy(work, 40)

    assert work.ticket(code).state is State.NEW


def test_an_unanswered_ticket_does_not_close_itself(work):
    code = work.lodge()

    tidy(work, 70)

    assert work.ticket(code).state is State.NEW


def test_what_closes_itself_loses_notes_and_drafts_and_has_no_outcome(work):
    code = work.lodge()
    work.answer(code)
    work.note(code)
    desk.save_draft(work.db, work.holder, work.ref(code), "halv")

    done = tidy(work, 30)

    assert done.closed == 1
    assert work.rows() == {"ticket": 1, "message": 2, "working_note": 0, "draft": 0}
    assert work.ticket(code).outcome is None


# --- overdue ---


@pytest.mark.parametrize(
    ("wanted", "days", "is_overdue"),
    [
        (Wanted.NOW, 1, True),
        (Wanted.TODAY, 1, True),
        (Wanted.THIS_WEEK, 1, False),
        (Wanted.THIS_WEEK, 4, False),  # Sunday
        (Wanted.THIS_WEEK, 5, True),  # Monday
        (Wanted.LATER, 60, False),
        (Wanted.AFTER_PUBLICATION, 60, False),
    ],
)
def test_what_was_due_and_still_waits_becomes_overdue(work, wanted, days, is_overdue):
    code = work.lodge(wanted=wanted)

    tidy(work, days)

    assert (work.ticket(code).wanted == Wanted.OVERDUE) is is_overdue


def test_overdue_stands_first_in_the_queue(work):
    work.lodge("late", wanted=Wanted.TODAY)
    tidy(work, 1)
    work.lodge("now", days=1, wanted=Wanted.NOW)

    assert [row.opening for row in work.queue(days=1).rows] == ["late", "now"]


def test_what_is_answered_or_closed_is_not_overdue(work):
    answered, closed = work.lodge(wanted=Wanted.NOW), work.lodge(wanted=Wanted.NOW)
    work.answer(answered)
    work.close(closed)

    tidy(work, 1)

    assert {work.ticket(c).wanted for c in (answered, closed)} == {Wanted.NOW}


def test_within_a_day_nothing_becomes_overdue(work):
    tidy(work)
    code = work.lodge(wanted=Wanted.NOW)

    for _ in range(3):
        retention.tidy(work.db, work.settings, work.day(), NOON)
        work.db.flush()

    work.db.expire_all()
    assert work.ticket(code).wanted == Wanted.NOW


# --- sessions ---


def test_sessions_that_are_over_go_with_the_keys_they_carry(desk_site, ofelia, wall_clock):
    wall_clock.shift(timedelta(minutes=20))
    late = desk_site.app().test_client()
    assert sign_in(late, desk_site.ofelia).status_code == 303
    wall_clock.shift(timedelta(minutes=15))

    with working(desk_site) as work:
        now = clock.now().timestamp()
        done = retention.tidy(work.db, work.settings, clock.today(), now)
        left = work.db.exec(select(StaffSession)).all()

    assert (done.sessions, len(left)) == (1, 1)


# --- epochs ---


def prepared(work: Work, *days: int) -> None:
    """Ofelia signs in on these days."""
    for each in days:
        epochs.prepare(work.db, work.holder, work.day(each))
        work.db.flush()


def alive(work: Work) -> list[int]:
    living = set(taking.living(work.db))
    return [epoch.number for epoch in epochs.chain(work.db) if epoch.id in living]


def test_an_epoch_goes_when_its_last_ticket_may_no_longer_live(work):
    prepared(work, 0, 30, 60, 90, 120, 150)

    first = next(days for days in range(200) if tidy(work, days).epochs)

    # November's key took tickets until some day of December: 90 days from its last, a week more.
    assert work.day(first) == date(2026, 12, 31) + timedelta(days=97 + 1)
    assert 1 not in alive(work)


def test_a_retired_epochs_seed_is_with_nobody_and_in_nothing(work):
    prepared(work, 0, 60, 120, 180)
    epoch = work.db.exec(select(Epoch).where(Epoch.number == 1)).one()

    assert tidy(work, 200).epochs >= 1

    work.db.refresh(epoch)
    assert epoch.for_recovery == b""
    assert not work.db.exec(select(EpochGrant).where(EpochGrant.epoch_id == epoch.id)).all()
    assert not work.db.exec(select(TicketKey).where(TicketKey.epoch_id == epoch.id)).all()
    with pytest.raises(NotOpened):
        epochs.seed_of(work.db, work.holder, epoch.id)


def test_the_chain_holds_after_its_first_epochs_are_retired(work):
    prepared(work, 0, 60, 120, 180)

    tidy(work, 200)

    assert epochs.current(work.db, work.day(200)).month == "2027-06"
    assert work.read(work.lodge(days=200)).text == QUESTION
    assert 1 not in alive(work)


def test_a_code_minted_in_a_retired_epoch_is_refused(work):
    prepared(work, 0, 60, 120, 180)
    minted = intake.mint(work.db, work.settings, work.day())
    intake.lodge(work.db, work.settings, minted, Request(QUESTION), work.day())
    work.delete(minted.code)
    unused = intake.mint(work.db, work.settings, work.day())

    tidy(work, 200)

    assert work.key_row(minted.code) is None  # the tombstone went with its epoch
    for old in (minted, unused):
        with pytest.raises(ForeignReceipt):
            intake.lodge(work.db, work.settings, old, Request(QUESTION), work.day(200))


def test_a_careless_site_would_store_a_deleted_ticket_again(work, monkeypatch):
    prepared(work, 0, 60, 120, 180)
    minted = intake.mint(work.db, work.settings, work.day())
    intake.lodge(work.db, work.settings, minted, Request(QUESTION), work.day())
    work.delete(minted.code)
    tidy(work, 200)

    monkeypatch.setattr(intake, "_is_ours", lambda *_: True)
    intake.lodge(work.db, work.settings, minted, Request(QUESTION), work.day(200))

    assert work.read(minted.code).text == QUESTION


def test_the_only_epoch_stays_as_long_as_nobody_opens_another(work):
    for days in (100, 200, 400):
        assert tidy(work, days).epochs == 0

    assert alive(work) == [1]
    assert work.read(work.lodge(days=400)).text == QUESTION


def test_an_epoch_that_took_tickets_late_stays_for_them(work):
    # Nobody signed in for months, so that November's epoch went on until May.
    prepared(work, 180)

    retired = next(days for days in range(180, 400) if 1 not in (tidy(work, days), alive(work))[1])

    assert work.day(retired) > date(2027, 4, 30) + timedelta(days=97)


def test_an_epoch_with_a_ticket_left_stays(work):
    prepared(work, 0, 60, 120, 180)
    code = work.lodge()
    ticket = work.ticket(code)
    ticket.purge_week = "2028-W01"
    work.db.add(ticket)

    tidy(work, 200)

    assert 1 in alive(work)
    assert work.read(code).text == QUESTION


def test_a_late_ticket_keeps_its_own_epoch_and_no_other(work):
    prepared(work, 0, 30, 60, 90, 120, 150, 180)
    ticket = work.ticket(work.lodge(days=20))  # December's key takes it on 8 December
    ticket.purge_week = "2028-W01"
    work.db.add(ticket)

    tidy(work, 220)

    assert (1 in alive(work), 2 in alive(work), 3 in alive(work)) == (False, True, False)


def test_a_held_ticket_keeps_its_own_epoch_and_no_other(work):
    prepared(work, 0, 30, 60, 90, 120, 150, 180)
    held = work.lodge(days=20)
    scope = holds.Scope(ticket_id=work.ticket(held).id)
    holds.place(work.db, "UTL-1", scope, work.day(400))

    tidy(work, 220)
    kept = alive(work)
    holds.lift(work.db, "UTL-1")
    tidy(work, 221)

    assert (1 in kept, 2 in kept, 3 in kept) == (False, True, False)
    assert 2 not in alive(work)
    assert work.ticket(held) is None


def test_a_site_left_alone_for_months_loses_its_old_keys_with_the_first_run(work):
    prepared(work, 0)  # November, December and January; nobody comes back until August
    work.lodge(days=3)

    done = tidy(work, 270)

    assert (done.purged, done.epochs, done.tombstones) == (1, 2, 1)
    assert epochs.current(work.db, work.day(270)).number == 3
    assert alive(work) == [3]


@pytest.mark.parametrize("days", [0, 100, 365, 3_650])
def test_the_current_epoch_is_never_retired(work, days):
    prepared(work, 0)

    tidy(work, days)

    assert epochs.current(work.db, work.day(days)).number in alive(work)


# --- the record ---


def test_every_day_with_a_run_has_a_record_and_its_runs_add_up(work):
    for days in (91, 92):
        for _ in range(2):
            past_its_time(work)
            retention.tidy(work.db, work.settings, work.day(days), NOON)
            work.db.flush()
    retention.tidy(work.db, work.settings, work.day(93), NOON)

    rows = retention.purge_records(work.db)

    assert [(row.day, row.tickets) for row in rows] == [
        (work.day(91), 2),
        (work.day(92), 2),
        (work.day(93), 0),
    ]
    assert {row.decision for row in rows} == {"EX 2026/1"}


def test_the_record_counts_keys_their_tombstones_and_rows_of_the_staff_log(work):
    prepared(work, 0, 60, 120, 180)
    work.delete(work.lodge())
    work.lodge()
    audit.note(work.db, Act.RESET, None, clock.now())

    tidy(work, 300)

    last = retention.purge_records(work.db)[-2:]
    assert sum(row.tombstones for row in last) == 2
    assert sum(row.epochs for row in last) >= 1
    assert sum(row.audit for row in last) >= 1


def test_a_run_that_is_undone_leaves_no_record_and_does_not_count_as_the_days_first(desk_site):
    with working(desk_site) as work:
        retention.tidy(work.db, work.settings, work.day(), NOON)

    with desk_site.store.reading() as db:
        assert retention.purge_records(db) == []
        assert db.get(Lease, retention.LEASE) is None


# --- no decision ---


def test_without_a_disposal_decision_nothing_is_destroyed(work):
    code = work.lodge()
    work.decided(disposal_decision="")

    done = tidy(work, 200)

    assert (done.purged, done.undecided) == (0, 2)  # one ticket, seen by two runs
    assert work.ticket(code)
    assert retention.purge_records(work.db)[-1].tickets == 0


def test_once_it_is_decided_what_is_over_goes_with_the_next_run(work):
    code = work.lodge()
    work.decided(disposal_decision="")
    tidy(work, 200)
    work.decided(disposal_decision="EX 2027/3")

    done = retention.tidy(work.db, work.settings, work.day(200), NOON)

    assert done.purged == 1
    assert work.ticket(code) is None


# --- the lease ---

ONE, OTHER = sealing.digest(b"one"), sealing.digest(b"other")


def test_one_process_tidies_at_a_time(db):
    assert retention.take_lease(db, ONE, NOON)
    assert not retention.take_lease(db, OTHER, NOON)
    assert retention.take_lease(db, ONE, NOON + 1)


def test_a_lease_runs_out_by_itself(db):
    retention.take_lease(db, ONE, NOON)

    assert not retention.take_lease(db, OTHER, NOON + LEASE_SECONDS - 1)
    assert retention.take_lease(db, OTHER, NOON + LEASE_SECONDS)
    assert not retention.take_lease(db, ONE, NOON + LEASE_SECONDS)


def test_a_lease_of_a_clock_that_was_ahead_keeps_nobody_out(db):
    """Its process was killed while the clock stood three days ahead."""
    retention.take_lease(db, ONE, NOON + 3 * 86_400)

    assert retention.take_lease(db, OTHER, NOON)


def test_tidying_itself_does_not_take_the_lease_from_who_has_it(work):
    retention.take_lease(work.db, ONE, NOON)

    retention.tidy(work.db, work.settings, work.day(), NOON)

    assert not retention.take_lease(work.db, OTHER, NOON)


def test_a_lease_that_is_given_back_is_free_at_once(db):
    retention.take_lease(db, ONE, NOON)

    retention.give_lease_back(db, OTHER)
    assert not retention.take_lease(db, OTHER, NOON)
    retention.give_lease_back(db, ONE)
    assert retention.take_lease(db, OTHER, NOON)
