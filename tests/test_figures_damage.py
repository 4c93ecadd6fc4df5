"""What a fault, or a hand in the database, costs: figures perhaps, no ticket, never silently."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
import sqlalchemy as sa
from sqlmodel import select

from pressdesk import desk
from pressdesk.cli.doctor import figures as checks
from pressdesk.errors import AlreadyReleased, Stale
from pressdesk.figures import ballots, due, releases, years
from pressdesk.figures.declared import Size
from pressdesk.figures.frozen import Figure
from pressdesk.keytables import BallotGrant, BallotKey, Counted, FigureRelease, FigureYear, Slip
from pressdesk.staff import accounts, recovering
from pressdesk.tables import Wanted
from pressdesk.vault import ballot_keys, epochs
from tests.both import by_hand
from tests.conftest import Desk, invited, sign_in
from tests.publishing import NO_INQUIRIES
from tests.taskwork import Work, working

pytestmark = pytest.mark.both

MONTH, OPENS = "2026-11", date(2026, 12, 3)
LATER = date(2028, 1, 10)


@pytest.fixture
def work(desk_site: Desk) -> Iterator[Work]:
    assert sign_in(desk_site.app().test_client(), desk_site.ofelia).status_code == 303
    with working(desk_site) as work:
        yield work


def spoil(work: Work, **values: object) -> None:
    """Another value in one ballot key's row."""
    one = sa.select(BallotKey.id).where(BallotKey.table_name == "media")
    work.db.exec(sa.update(BallotKey).where(BallotKey.id.in_(one)).values(**values))
    work.db.expire_all()


@pytest.mark.parametrize("values", [{"for_recovery": bytes(92)}, {"for_recovery": b""}])
def test_a_damaged_ballot_key_does_not_stop_the_slips_of_paper(work, desk_site, values):
    code = work.lodge()
    spoil(work, **values)

    recovering.recover(work.db, desk_site.founded.slips, "ofelia", work.day())

    assert work.show(code).messages


def test_a_ballot_key_that_she_lacks_does_not_keep_an_officer_from_new_slips(work):
    work.db.exec(sa.delete(BallotGrant))

    assert recovering.renew(work.db, work.holder, work.day())
    left = {key.for_recovery for key in work.db.exec(select(BallotKey)) if key.is_spent}
    assert left == {b""}  # the old slips open nothing, not even what she could not seal anew


def test_a_damaged_grant_stops_neither_epochs_nor_other_ballot_keys(desk_site):
    assert sign_in(desk_site.app().test_client(), desk_site.ofelia).status_code == 303
    olle = invited(desk_site.store, "olle")
    with working(desk_site) as work:
        grants = work.db.exec(select(BallotGrant)).all()
        grants[0].sealed = b"\x01" + bytes(80)
        account = next(a for a in accounts.everyone(work.db) if a.name == "olle")
        epochs.hand_over(work.db, work.holder, account)
        mine = select(BallotGrant).where(BallotGrant.account_id == account.id)

        assert epochs.seed_of(work.db, work.holder_named(olle), epochs.chain(work.db)[-1].id)
        assert len(work.db.exec(mine).all()) == len(grants) - 1


def test_slips_under_a_key_that_nobody_vouches_for_are_told_of(work):
    for _ in range(3):
        assert ballots.cast(work.db, {"total": "taken"}, work.day(), work.holder)
    work.db.flush()
    work.db.exec(sa.update(BallotKey).where(BallotKey.period == MONTH).values(voucher=bytes(64)))
    work.db.expire_all()

    counted = releases.tally(work.db, work.holder, MONTH, OPENS)

    assert (counted.counts, counted.unreadable) == ({"total": [0]}, 3)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE ballot_key SET voucher = :zeros WHERE table_name = 'media'", "1 keys of"),
        ("DELETE FROM ballot_grant", " that none holds"),
    ],
)
def test_doctor_says_so_before_anybody_publishes(desk_site, statement, said):
    assert sign_in(desk_site.app().test_client(), desk_site.ofelia).status_code == 303
    before = [found.check for found in checks.check(desk_site.store, OPENS)]
    by_hand(desk_site.store, statement, zeros=bytes(64))
    (found,) = [f for f in checks.check(desk_site.store, OPENS) if f.check == "figures-keys"]

    assert "figures-keys" not in before
    assert said in found.says


def test_an_answer_to_a_ticket_that_could_not_be_counted_stays_uncounted(work):
    """A clock that went back into a month that is published: nothing is cast for it."""
    ballot_keys.destroy(work.db, "total", MONTH)
    releases._enter(work.db, "total", MONTH, 4, Fraction(1, 32), b"x")
    code = work.lodge(wanted=Wanted.TODAY)
    work.answer(code)

    assert work.key_row(code).counted == Counted.NOT
    assert work.db.exec(select(Slip)).all() == []


def test_nothing_is_stored_before_the_slips_are_gone(work):
    """What takes much room is written to the log before the commit: an undone noise must not be."""
    ballots.cast(work.db, {"total": "taken"}, work.day(), work.holder)
    counted = releases.tally(work.db, work.holder, MONTH, OPENS)
    said: list[str] = []
    sa.event.listen(
        work.db.connection(), "before_cursor_execute", lambda *given: said.append(given[2])
    )
    releases.publish(work.db, counted, OPENS, NO_INQUIRIES)
    work.db.flush()
    acts = [line[:24] for line in said if line.startswith(("DELETE", "INSERT"))]

    assert acts[0] == "DELETE FROM slip WHERE s"
    assert acts.index("INSERT INTO figure_relea") > max(
        place for place, line in enumerate(acts) if line.startswith("DELETE")
    )


def total(work: Work, period: str, value: int) -> None:
    body = Figure("total", period, 4, (("taken", value),)).encoded()
    work.db.add(FigureRelease(table_name="total", period=period, body=body))


def test_a_year_that_nobody_signed_in_is_frozen_by_its_first_release(work):
    for month in range(1, 11):
        total(work, f"2026-{month:02}", 10)  # a quiet year, as far as it is published
    for period in ("2026-11", "2026-12", "2026-Q4", "2027-Q1"):
        counted = releases.tally(work.db, work.holder, period, LATER)
        releases.publish(work.db, counted, LATER, NO_INQUIRIES)
        work.db.flush()

    assert work.db.get(FigureYear, 2027).size is Size.QUIET
    assert years.check(work.db) is None


def test_a_part_of_what_is_published_at_another_level_is_refused(work):
    releases._enter(work.db, "total", "2027-Q1", 4, Fraction(1, 32), b"x")
    work.db.flush()

    with pytest.raises(AlreadyReleased):
        due.check(work.db, "2027-02", LATER)


def test_a_tally_of_tables_that_were_frozen_otherwise_meanwhile_is_stale(work):
    counted = releases.tally(work.db, work.holder, MONTH, OPENS)
    counted.counts["topic"] = [0] * 15
    counted.seen["topic"] = b""

    with pytest.raises(Stale):
        releases.publish(work.db, counted, OPENS, NO_INQUIRIES)


def test_a_night_without_keys_freezes_no_year(work):
    code = work.lodge()
    desk.take(work.db, work.holder, work.ref(code), work.day())
    ballots.end(work.db, work.ticket(code), work.key_row(code), date(2027, 1, 1))

    assert work.db.get(FigureYear, 2027) is None
    assert work.key_row(code).counted == Counted.TAKEN
