"""The officers' side: queue, taking, answering, noting, closing; no other's link opens a ticket."""

import base64
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from pressdesk import clock, desk, holds
from pressdesk.desk.queue import PAGE_ROWS
from pressdesk.errors import NotFound, Stale, WrongState
from pressdesk.keytables import Counted, TicketKey
from pressdesk.tables import Author, Draft, Message, Outcome, State, Ticket, Wanted, WorkingNote
from pressdesk.vault import epochs, links, sealing, tickets, vouchers
from pressdesk.vault.epochs import Holder
from tests.conftest import QUESTION, Desk, Person, invited
from tests.taskwork import ANSWER, NOTE, Work, working

pytestmark = pytest.mark.both


@pytest.fixture
def work(desk_site: Desk) -> Iterator[Work]:
    with working(desk_site) as work:
        yield work


@pytest.fixture
def olle(desk_site: Desk) -> Person:
    """A colleague who is enrolled and waits for the keys."""
    return invited(desk_site.store, "olle")


@pytest.fixture
def two(olle: Person, desk_site: Desk) -> Iterator[tuple[Work, Holder]]:
    """A transaction, and olle with the keys that ofelia handed him."""
    with working(desk_site) as work:
        other = work.holder_named(olle)
        account = work.db.get(epochs.Account, other.id)
        epochs.hand_over(work.db, work.holder, account)
        work.db.flush()
        yield work, other


# --- the queue ---


def test_the_queue_shows_what_waits_with_its_first_words(work):
    work.lodge("En reporter\n har   ringt. " + "xxx " * 50, kinds=("facts",), wanted=Wanted.NOW)

    (row,) = work.queue().rows

    assert row.opening.startswith("En reporter har ringt. xxx")
    assert row.opening.endswith("xxx …")
    assert len(row.opening) <= 90
    assert (row.wanted, row.state, row.week) == (Wanted.NOW, State.NEW, "2026-W47")
    assert row.particulars.kinds == ("facts",)


def test_the_queue_is_in_order_of_need_and_then_of_week(work):
    for text, wanted, days in [
        ("later", Wanted.LATER, -7),
        ("this week", Wanted.THIS_WEEK, 0),
        ("now", Wanted.NOW, 0),
        ("after", Wanted.AFTER_PUBLICATION, -7),
        ("this week, older", Wanted.THIS_WEEK, -7),
    ]:
        work.lodge(text, days=days, wanted=wanted)

    openings = [row.opening for row in work.queue().rows]

    assert openings == ["now", "this week, older", "this week", "later", "after"]


def test_each_ticket_stands_in_the_list_of_its_state(work):
    new, taken, answered, closed = (work.lodge(t) for t in ("new", "taken", "answered", "closed"))
    desk.take(work.db, work.holder, work.ref(taken), work.day())
    work.answer(answered)
    work.close(closed)
    work.db.flush()

    lists = {s: {r.opening for r in work.queue(show=s).rows} for s in State if s != State.TAKEN}

    assert new
    assert lists == {
        State.NEW: {"new", "taken"},
        State.ANSWERED: {"answered"},
        State.CLOSED: {"closed"},
    }


def test_pages_of_the_queue_hold_every_ticket_once(work):
    for number in range(2 * PAGE_ROWS + 3):
        work.lodge(f"{number}", wanted=Wanted(number % 5 + 1), days=-7 * (number % 3))

    pages, after = [], None
    while not pages or after:
        page = work.queue(after=after)
        pages.append([row.opening for row in page.rows])
        after = page.after

    assert [len(page) for page in pages] == [PAGE_ROWS, PAGE_ROWS, 3]
    assert sorted(sum(pages, []), key=int) == [str(n) for n in range(2 * PAGE_ROWS + 3)]


@pytest.mark.parametrize("rows", [PAGE_ROWS, PAGE_ROWS + 1])
def test_a_next_page_is_offered_when_there_is_one(work, rows):
    for number in range(rows):
        work.lodge(f"{number}")

    assert (work.queue().after is not None) == (rows > PAGE_ROWS)


@pytest.mark.parametrize("after", ["", "x", "åäö", "A" * 60, "=" * 8, "\ud800"])
def test_a_page_that_nobody_linked_is_not_found(work, after):
    with pytest.raises(NotFound):
        work.queue(after=after)


def test_a_link_to_a_ticket_is_no_link_to_a_page_of_the_queue(work):
    code = work.lodge()

    with pytest.raises(NotFound):
        work.queue(after=work.ref(code))


def test_an_officer_without_keys_has_an_empty_queue(work, desk_site):
    work.lodge()
    stranger = Holder(uuid4(), sealing.new_key())

    assert desk.queue(work.db, stranger, work.day()).rows == []


@pytest.mark.parametrize(("days", "warns"), [(0, False), (60, False), (77, True)])
def test_a_ticket_that_nobody_answers_warns_well_before_its_cap(work, days, warns):
    work.lodge()

    (row,) = work.queue(days=days).rows

    assert row.is_near_cap is warns


@pytest.mark.parametrize("monday", ["2027-02-01", "2027-02-08"])
def test_the_warning_comes_a_week_before_the_first_night_on_which_it_may_go(work, monday):
    first = date.fromisoformat(monday)
    ticket = work.ticket(work.lodge())
    ticket.purge_week = clock.week_of(first)
    work.db.add(ticket)
    work.db.flush()

    for days_before in range(1, 15):
        today = first - timedelta(days=days_before)
        (row,) = desk.queue(work.db, work.holder, today).rows
        assert row.is_near_cap
        assert desk.count_ending(work.db, work.holder, work.settings, today) == 1


def test_only_her_own_tickets_that_wait_and_no_hold_keeps_are_counted_as_ending(work):
    answered, held, _waits = work.lodge(), work.lodge(), work.lodge()
    work.answer(answered)
    holds.place(work.db, "UTL-1", holds.Scope(ticket_id=work.ticket(held).id), work.day())
    stranger = Holder(uuid4(), sealing.new_key())

    def ending(holder: Holder, days: int) -> int:
        return desk.count_ending(work.db, holder, work.settings, work.day(days))

    assert (ending(work.holder, 77), ending(work.holder, 40), ending(stranger, 77)) == (1, 0, 0)
    assert sum(row.is_near_cap for row in work.queue(days=77).rows) == 1


def test_an_answered_ticket_does_not_warn(work):
    code = work.lodge()
    work.answer(code)

    (row,) = work.queue(show=State.ANSWERED, days=80).rows

    assert not row.is_near_cap


def test_a_ticket_that_does_not_open_is_named_and_the_others_stay(work):
    spoilt, whole = work.lodge("spoilt"), work.lodge("whole")
    row = work.key_row(spoilt)

    row.for_epoch = work.key_row(whole).for_epoch
    work.db.add(row)
    work.db.flush()

    shown = {row.opening: row.has_key for row in work.queue().rows}
    assert shown == {"whole": True, "": False}


# --- whose link opens what ---


def test_a_link_opens_its_own_ticket(work):
    one, other = work.lodge("en"), work.lodge("två")

    assert [m.text for m in work.show(one).messages] == ["en"]
    assert [m.text for m in work.show(other).messages] == ["två"]


def test_a_link_says_nothing_of_the_ticket_and_is_another_each_time(work):
    code = work.lodge()

    refs = {work.ref(code) for _ in range(3)}

    raw = b"".join(base64.urlsafe_b64decode(ref + "==") for ref in refs)
    assert len(refs) == 3
    assert work.ticket(code).id.bytes not in raw


def test_a_colleagues_link_opens_nothing(two):
    work, olle = two
    code = work.lodge()

    assert desk.show(work.db, olle, work.ref(code, olle)).messages
    with pytest.raises(NotFound):
        desk.show(work.db, olle, work.ref(code))


@pytest.mark.parametrize("ref", ["", "x", "åäö", "A" * 80, "1" * 36, "../..", "\ud800", "="])
def test_a_link_of_somebodys_own_making_opens_nothing(work, ref):
    work.lodge()

    for act, *given in ((desk.show,), (desk.take, work.day()), (desk.put_back,)):
        with pytest.raises(NotFound):
            act(work.db, work.holder, ref, *given)


def test_a_link_to_a_ticket_that_is_gone_opens_nothing(work):
    code = work.lodge()
    ref = work.ref(code)
    work.delete(code)
    work.db.flush()

    with pytest.raises(NotFound):
        desk.show(work.db, work.holder, ref)


def test_an_officer_who_was_handed_no_epoch_opens_nothing(olle, work):
    code = work.lodge()
    holder = work.holder_named(olle)

    with pytest.raises(NotFound):
        desk.show(work.db, holder, work.ref(code, holder))


# --- states: which act is for which ---

NEW, TAKEN, ANSWERED, CLOSED = State.NEW, State.TAKEN, State.ANSWERED, State.CLOSED
ACTS = {
    "take": lambda w, c: desk.take(w.db, w.holder, w.ref(c), w.day()),
    "put back": lambda w, c: desk.put_back(w.db, w.holder, w.ref(c)),
    "answer": lambda w, c: w.answer(c, "ännu ett svar"),
    "note": lambda w, c: w.note(c, "en anteckning"),
    "close": lambda w, c: w.close(c, Outcome.ARRANGED),
    "reopen": lambda w, c: desk.reopen(w.db, w.holder, w.ref(c), w.settings, w.day()),
    "draft": lambda w, c: desk.save_draft(w.db, w.holder, w.ref(c), "halv"),
}
LEADS = {
    "take": {NEW: TAKEN},
    "put back": {TAKEN: NEW},
    "answer": {NEW: ANSWERED, TAKEN: ANSWERED, ANSWERED: ANSWERED},
    "note": {NEW: NEW, TAKEN: TAKEN, ANSWERED: ANSWERED},
    "close": {NEW: CLOSED, TAKEN: CLOSED, ANSWERED: CLOSED},
    "reopen": {CLOSED: TAKEN},
    "draft": {NEW: NEW, TAKEN: TAKEN, ANSWERED: ANSWERED},
}


def in_state(work: Work, state: State) -> str:
    code = work.lodge()
    if state is TAKEN:
        ACTS["take"](work, code)
    if state is ANSWERED:
        work.answer(code, "ett svar")
    if state is CLOSED:
        work.close(code)
    work.db.flush()
    return code


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", State)
def test_an_act_leads_where_it_should_or_is_refused_and_changes_nothing(work, act, state):
    code = in_state(work, state)
    before = work.rows(), work.version(code)

    if state in LEADS[act]:
        ACTS[act](work, code)
        assert work.ticket(code).state is LEADS[act][state]
        return
    with pytest.raises(WrongState), work.db.begin_nested():
        ACTS[act](work, code)

    assert work.ticket(code).state is state
    assert (work.rows(), work.version(code)) == before


# --- answering ---


def test_an_answer_is_read_by_the_employee_and_stands_in_the_thread(work):
    code = work.lodge()

    work.answer(code)

    assert work.read(code).text == ANSWER
    assert [(m.author, m.text) for m in work.show(code).messages] == [
        (Author.EMPLOYEE, QUESTION),
        (Author.OFFICER, ANSWER),
    ]


def test_sending_an_answer_twice_stores_it_once(work):
    code = work.lodge()
    ref, seen = work.ref(code), work.version(code)

    for _ in range(2):
        desk.answer(work.db, work.holder, ref, seen, ANSWER, work.day())
        work.db.flush()

    assert work.read(code).total == 2


def test_an_answer_to_a_ticket_that_changed_meanwhile_is_refused(two):
    work, olle = two
    code = work.lodge()
    seen = work.version(code)
    desk.answer(work.db, olle, work.ref(code, olle), seen, "Olles svar", work.day())
    work.db.flush()

    with pytest.raises(Stale):
        desk.answer(work.db, work.holder, work.ref(code), seen, "Ofelias svar", work.day())

    assert work.read(code).text == "Olles svar"


def test_an_answer_to_what_the_employee_has_just_added_to_is_refused(work):
    code = work.lodge()
    seen = work.version(code)
    work.write_on(code, "Glöm det.")

    with pytest.raises(Stale):
        desk.answer(work.db, work.holder, work.ref(code), seen, ANSWER, work.day())


def test_two_officers_with_the_same_words_do_not_hide_each_others(two):
    work, olle = two
    code = work.lodge()
    work.answer(code, "Ja.")

    desk.answer(work.db, olle, work.ref(code, olle), work.version(code), "Ja.", work.day())

    assert work.read(code).total == 3


def test_no_row_says_which_officer_took_or_answered(two):
    work, olle = two
    one, other = work.lodge(), work.lodge()
    work.answer(one, "svar")
    desk.answer(work.db, olle, work.ref(other, olle), 1, "svar", work.day())
    work.db.flush()

    holders = {work.holder.id, olle.id}
    rows = [*work.db.exec(select(Ticket)), *work.db.exec(select(Message))]
    assert not [row for row in rows if holders & set(row.model_dump().values())]


# --- drafts and notes ---


def test_a_draft_is_its_authors_alone(two):
    work, olle = two
    code = work.lodge()

    desk.save_draft(work.db, work.holder, work.ref(code), "halvt svar")

    assert work.show(code).draft == "halvt svar"
    assert desk.show(work.db, olle, work.ref(code, olle)).draft == ""


def test_both_have_drafts_and_no_column_says_whose(two):
    work, olle = two
    code = work.lodge()
    desk.save_draft(work.db, work.holder, work.ref(code), "ofelias")
    desk.save_draft(work.db, olle, work.ref(code, olle), "olles")
    work.db.flush()

    rows = work.db.exec(select(Draft)).all()

    assert len(rows) == 2
    assert {work.holder.id, olle.id}.isdisjoint(v for r in rows for v in r.model_dump().values())
    assert desk.show(work.db, olle, work.ref(code, olle)).draft == "olles"


def test_a_draft_that_is_saved_again_or_emptied_replaces_the_one_before(work):
    code = work.lodge()
    kept = []

    for text in ("ett", "två", ""):
        desk.save_draft(work.db, work.holder, work.ref(code), text)
        work.db.flush()
        kept.append((work.show(code).draft, work.rows()["draft"]))

    assert kept == [("ett", 1), ("två", 1), ("", 0)]


def test_a_draft_goes_when_its_answer_is_sent_and_a_colleagues_stays(two):
    work, olle = two
    code = work.lodge()
    desk.save_draft(work.db, work.holder, work.ref(code), "ofelias")
    desk.save_draft(work.db, olle, work.ref(code, olle), "olles")

    work.answer(code)

    assert work.show(code).draft == ""
    assert desk.show(work.db, olle, work.ref(code, olle)).draft == "olles"


def test_a_note_is_read_by_the_whole_desk_and_never_by_the_employee(two):
    work, olle = two
    code = work.lodge()

    work.note(code)

    assert [n.text for n in desk.show(work.db, olle, work.ref(code, olle)).notes] == [NOTE]
    assert work.read(code).total == 1


def test_a_note_does_not_open_with_the_ticket_key(work):
    code = work.lodge()
    work.note(code)
    row = work.db.exec(select(WorkingNote)).one()
    half = vouchers.opening_half(epochs.seed_of(work.db, work.holder, work.ticket(code).epoch_id))
    key = tickets.key_for_epoch(half, work.key_row(code))

    assert tickets.read_note(half, row) == NOTE
    with pytest.raises(tickets.sealing.NotOpened):
        tickets.read_note(key, row)


def test_noting_the_same_twice_stores_it_once(work):
    code = work.lodge()

    work.note(code)
    work.note(code)
    work.note(code, "En annan sak.")

    assert work.rows()["working_note"] == 2


# --- closing ---


@pytest.mark.parametrize("outcome", Outcome)
def test_a_closed_ticket_says_how_it_ended_to_officers_only(work, outcome):
    code = work.lodge()

    work.close(code, outcome)

    assert work.show(code).outcome is outcome
    assert outcome.value.encode() not in work.ticket(code).outcome
    assert work.read(code).state is State.CLOSED


def test_every_outcome_is_sealed_in_one_size(work):
    sizes = set()
    for outcome in Outcome:
        code = work.lodge()
        work.close(code, outcome)
        sizes.add(len(work.ticket(code).outcome))

    assert len(sizes) == 1


def test_closing_takes_notes_and_drafts_of_all_and_leaves_the_thread(two):
    work, olle = two
    code = work.lodge()
    work.answer(code)
    work.note(code)
    desk.save_draft(work.db, olle, work.ref(code, olle), "olles")

    work.close(code)

    assert work.rows() == {"ticket": 1, "message": 2, "working_note": 0, "draft": 0}
    assert work.read(code).text == ANSWER


def test_closing_what_changed_meanwhile_is_refused(work):
    code = work.lodge()
    seen = work.version(code)
    work.write_on(code, "Glöm det.")

    with pytest.raises(Stale):
        desk.close(
            work.db, work.holder, work.ref(code), seen, Outcome.ANSWERED, work.settings, work.day()
        )


def test_reopening_gives_the_ticket_its_life_back_and_no_longer(work):
    code = work.lodge()
    work.close(code)
    assert work.ticket(code).purge_week < "2027-W05"

    desk.reopen(work.db, work.holder, work.ref(code), work.settings, work.day())

    ticket = work.ticket(code)
    assert (ticket.state, ticket.closed_week) == (TAKEN, None)
    assert ticket.purge_week in {"2027-W05", "2027-W06"}
    assert work.show(code).outcome is None


@pytest.mark.parametrize("closed_after", [0, 20, 60, 85])
def test_a_closed_ticket_lives_within_floor_and_cap(work, closed_after):
    code = work.lodge()

    work.close(code, days=closed_after)

    lives = (clock.monday_of(work.ticket(code).purge_week) - work.day(closed_after)).days
    assert lives >= 7
    assert lives >= 30 or closed_after > 40
    assert closed_after + lives <= 90 or lives <= 7 + 13  # the floor, in the first whole week


def test_the_key_table_says_nothing_of_what_officers_do_but_how_far_it_is_counted(work):
    code = work.lodge()
    before = work.key_row(code).model_dump() | {"counted": Counted.ENDED}

    work.answer(code)
    work.note(code)
    work.close(code)

    assert work.key_row(code).model_dump() == before
    assert len(work.db.exec(select(TicketKey)).all()) == 1


def test_a_link_is_made_with_the_officers_own_key_only(work):
    code = work.lodge()

    other = Holder(work.holder.id, sealing.new_key())

    with pytest.raises(NotFound):
        links.ticket_id(other, work.ref(code))
