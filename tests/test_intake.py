"""Lodging: the form opens when somebody can read, and what is sent twice is stored once."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlmodel import delete, select

from pressdesk import intake
from pressdesk.errors import ForeignReceipt, FormClosed, WasDeleted
from pressdesk.intake import Minted, Request
from pressdesk.keytables import Account, AccountState, Epoch, EpochGrant, TicketKey
from pressdesk.staff import accounts
from pressdesk.tables import Message, State, Ticket, Wanted
from pressdesk.vault import epochs, receipts
from tests.conftest import QUESTION, Desk
from tests.taskwork import Work, working

pytestmark = pytest.mark.both

OTHERWISE = Request("En annan text", wanted=Wanted.NOW)


@pytest.fixture
def work(desk_site: Desk) -> Iterator[Work]:
    with working(desk_site) as work:
        yield work


def minted(work: Work) -> Minted:
    return intake.mint(work.db, work.settings, work.day())


def lodge(work: Work, given: Minted, request: Request = Request(QUESTION)) -> None:  # noqa: B008
    intake.lodge(work.db, work.settings, given, request, work.day())
    work.db.flush()


def test_a_request_is_stored_as_ticket_key_and_message(work):
    code = work.lodge(wanted=Wanted.TODAY)

    ticket = work.ticket(code)
    assert work.rows() == {"ticket": 1, "message": 1, "working_note": 0, "draft": 0}
    assert (ticket.week, ticket.wanted, ticket.state) == ("2026-W47", Wanted.TODAY, State.NEW)
    assert (ticket.closed_week, ticket.last_reply_week, ticket.outcome) == (None, None, None)


def test_minting_stores_nothing(work):
    before = len(work.db.exec(select(TicketKey)).all())

    given = minted(work)

    assert receipts.normal(given.code)
    assert len(work.db.exec(select(TicketKey)).all()) == before
    assert work.rows()["ticket"] == 0


def test_the_text_and_the_choices_are_in_no_clear_column(work):
    code = work.lodge("Texten som ingen ser", kinds=("facts",), topic="work", media="tv")

    ticket = work.ticket(code)
    message = work.db.exec(select(Message)).one()
    stored = repr([*ticket.model_dump().items(), *message.model_dump().items()])
    assert "Texten" not in stored
    assert not [chosen for chosen in ("facts", "'work'", "'tv'") if chosen in stored]
    assert work.show(code).particulars[:3] == (("facts",), "work", "tv")


def test_no_two_requests_share_anything_but_week_state_and_epoch(work):
    one, other = work.ticket(work.lodge()), work.ticket(work.lodge())

    same = {k for k, v in one.model_dump().items() if v == other.model_dump()[k]}

    assert {"id", "handle", "particulars"}.isdisjoint(same)


@pytest.mark.parametrize("request_again", [Request(QUESTION), OTHERWISE])
def test_sending_twice_stores_the_first_and_changes_nothing(work, request_again):
    given = minted(work)
    lodge(work, given)
    before = work.ticket(given.code).model_dump(), work.key_row(given.code).model_dump()

    lodge(work, given, request_again)

    assert work.rows()["message"] == 1
    assert (work.ticket(given.code).model_dump(), work.key_row(given.code).model_dump()) == before
    assert work.read(given.code).text == QUESTION


def test_sending_again_in_another_spelling_is_sending_twice(work):
    given = minted(work)
    lodge(work, given)

    lodge(work, given._replace(code=given.code.lower().replace("-", " ")))

    assert work.rows()["ticket"] == 1


@pytest.mark.parametrize("decided", ["now", "after-floor"])
def test_after_deletion_nothing_is_stored_under_the_same_code(work, decided):
    work.decided(writer_may_delete=decided)
    given = minted(work)
    lodge(work, given)
    work.delete(given.code)
    before = work.rows()

    with pytest.raises(WasDeleted):
        lodge(work, given)

    assert work.rows() == before
    assert work.read(given.code) is None


@pytest.mark.parametrize(
    ("code", "proof"),
    [
        ("", ""),
        ("X1JC-YR6T-T9G3-26GY-JSRK", ""),
        ("X1JC-YR6T-T9G3-26GY-JSRK", "0" * 32),
        ("skräp", "\ud800"),
    ],
)
def test_a_code_of_somebodys_own_making_is_not_taken(work, code, proof):
    with pytest.raises(ForeignReceipt):
        lodge(work, Minted(code, proof))

    assert work.rows()["ticket"] == 0


def test_a_code_altered_by_one_symbol_is_not_taken(work):
    given = minted(work)

    altered = ("0" if given.code[0] != "0" else "1") + given.code[1:]

    with pytest.raises(ForeignReceipt):
        lodge(work, given._replace(code=altered))


def test_the_proof_of_one_code_does_not_prove_another(work):
    one, other = minted(work), minted(work)

    with pytest.raises(ForeignReceipt):
        lodge(work, Minted(one.code, other.proof))


def test_a_code_of_another_site_is_not_taken(work):
    given = minted(work)

    work.decided(pepper=bytes(32))

    with pytest.raises(ForeignReceipt):
        lodge(work, given)


def test_while_she_edits_the_code_stays_the_same(work):
    first = minted(work)

    again = intake.mint(work.db, work.settings, work.day(), again=first)

    assert again == first


@pytest.mark.parametrize("spoilt", [Minted("", ""), Minted("X1JC-YR6T-T9G3-26GY-JSRK", "0" * 32)])
def test_a_code_that_is_not_ours_is_replaced_by_a_fresh_one(work, spoilt):
    given = intake.mint(work.db, work.settings, work.day(), again=spoilt)

    assert given.code != spoilt.code
    lodge(work, given)


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_code_that_was_sent_is_not_given_for_another_request(work, is_deleted):
    given = minted(work)
    lodge(work, given)
    if is_deleted:
        work.delete(given.code)

    assert intake.mint(work.db, work.settings, work.day(), again=given) != given


# --- when the form is closed ---


def test_sending_again_while_the_form_is_closed_says_that_it_was_sent(work):
    given = minted(work)
    lodge(work, given)
    work.decided(disposal_decision="")

    lodge(work, given)

    assert len(work.db.exec(select(Ticket)).all()) == 1


def refusal(work: Work) -> str:
    with pytest.raises(FormClosed) as minting:
        minted(work)
    with pytest.raises(FormClosed) as lodging:
        lodge(work, Minted("", ""))
    assert minting.value.reason == lodging.value.reason
    return minting.value.reason


def test_the_form_is_closed_until_the_purge_decision_has_a_number(work):
    work.decided(disposal_decision="")

    assert refusal(work) == "no-decision"


def test_the_form_is_closed_on_a_new_site_until_an_officer_enrols(store, settings, wall_clock):
    with store.rehearsing() as db:
        accounts.found(db, "ofelia", "clara", date(2026, 11, 18))

        with pytest.raises(FormClosed) as caught:
            intake.mint(db, settings, date(2026, 11, 18))

    assert caught.value.reason == "no-keys"


def test_the_form_closes_when_the_last_holder_is_disabled(work):
    accounts.disable(work.db, "ofelia", work.day())

    assert refusal(work) == "no-keys"


def test_the_form_is_closed_without_an_epoch(work):
    work.db.exec(delete(EpochGrant))
    work.db.exec(delete(Epoch))

    assert refusal(work) == "no-keys"


def test_the_form_is_closed_before_the_first_epochs_month(work):
    with pytest.raises(FormClosed):
        intake.mint(work.db, work.settings, work.day(-40))


def test_a_grant_that_nobody_vouched_for_opens_no_form(work):
    # A database writer takes ofelia's grants away and gives an account of her own one instead.
    epoch = work.db.exec(select(Epoch).where(Epoch.number == 1)).one()
    work.db.exec(delete(EpochGrant))
    eve = Account(name="eve", role="press_officer", state=AccountState.ACTIVE, public=b"e" * 32)
    work.db.add(eve)
    work.db.flush()
    work.db.add(EpochGrant(epoch_id=epoch.id, account_id=eve.id, sealed=b"x", voucher=b"v" * 64))
    work.db.flush()

    assert refusal(work) == "no-keys"


# --- what follows from what was chosen ---

WEDNESDAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("wanted", "today", "needed"),
    [
        (Wanted.NOW, WEDNESDAY, WEDNESDAY),
        (Wanted.TODAY, WEDNESDAY, WEDNESDAY),
        (Wanted.THIS_WEEK, WEDNESDAY, date(2026, 11, 20)),
        (Wanted.THIS_WEEK, date(2026, 11, 20), date(2026, 11, 20)),
        (Wanted.THIS_WEEK, date(2026, 11, 21), date(2026, 11, 21)),
        (Wanted.THIS_WEEK, date(2026, 11, 22), date(2026, 11, 22)),
        (Wanted.LATER, WEDNESDAY, None),
        (Wanted.AFTER_PUBLICATION, WEDNESDAY, None),
    ],
)
def test_the_day_needed_follows_from_what_was_wanted(wanted, today, needed):
    assert intake.needed_by(wanted, today) == needed


def test_the_day_needed_stands_sealed_in_the_ticket(work):
    code = work.lodge(wanted=Wanted.NOW)

    assert work.show(code).particulars.needed_by == "2026-11-18"


@pytest.mark.parametrize("text", ["x", "å" * 4_000, "😀" * 4_000, "\u200fråd", "rad\nrad"])
def test_every_text_that_fits_comes_back_as_it_was(work, text):
    code = work.lodge(text)

    assert work.read(code).text == text


def test_a_ticket_never_lives_past_its_cap(work):
    for days in range(7):
        ticket = work.ticket(work.lodge(days=days))
        gone = date.fromisocalendar(int(ticket.purge_week[:4]), int(ticket.purge_week[-2:]), 1)

        assert gone - work.day(days) <= timedelta(days=90)


def test_requests_of_a_week_draw_from_the_same_two_weeks_to_go_in(work):
    monday = -2

    weeks = [work.ticket(work.lodge(days=monday + n % 7)).purge_week for n in range(42)]

    assert set(weeks) == {"2027-W05", "2027-W06"}


def test_the_first_request_of_a_month_goes_to_the_epoch_of_that_month(work):
    epochs.prepare(work.db, work.holder, work.day())

    november, december = work.ticket(work.lodge()), work.ticket(work.lodge(days=13))

    numbers = [work.db.get(Epoch, ticket.epoch_id).number for ticket in (november, december)]
    assert numbers == [1, 2]
    assert december.week == "2026-W49"


def test_tickets_have_no_columns_for_who_or_where():
    assert set(Ticket.model_fields) == {
        *("id", "handle", "epoch_id", "week", "wanted", "state", "last_reply_week"),
        *("closed_week", "purge_week", "version", "particulars", "outcome"),
    }
