"""Reading by code: one thread and no other, the same steps for every code, gone when deleted."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import select

from pressdesk import desk, holds, mailbox, retention
from pressdesk.errors import NotFound
from pressdesk.keytables import TicketKey
from pressdesk.mailbox import Deletion
from pressdesk.tables import Author, Message, Outcome, State
from pressdesk.vault import receipts, sealing
from tests.conftest import QUESTION, Desk
from tests.taskwork import ANSWER, Work, working

pytestmark = pytest.mark.both

NEVER_MINTED = "X1JC-YR6T-T9G3-26GY-JSRK"


@pytest.fixture
def work(desk_site: Desk) -> Iterator[Work]:
    with working(desk_site) as work:
        yield work


def test_a_receipt_opens_its_own_thread_and_no_other(work):
    mine, theirs = work.lodge("Min fråga"), work.lodge("Deras fråga")

    assert work.read(mine).text == "Min fråga"
    assert work.read(theirs).text == "Deras fråga"


def test_a_page_says_where_the_thread_stands(work):
    code = work.lodge()
    asked = work.read(code)
    work.answer(code)

    answered = work.read(code)

    assert asked == (QUESTION, Author.EMPLOYEE, 1, 1, "2026-W47", State.NEW, False)
    assert answered == (ANSWER, Author.OFFICER, 2, 2, "2026-W47", State.ANSWERED, True)


def test_every_message_has_a_page_and_the_latest_comes_first(work):
    code = work.lodge("ett")
    work.answer(code, "två")
    work.write_on(code, "tre")

    assert [work.read(code, n).text for n in (0, 1, 2, 3)] == ["tre", "ett", "två", "tre"]
    assert {work.read(code, n).total for n in (0, 1, 2, 3)} == {3}


@pytest.mark.parametrize("position", [-1, 4, 10**6, -(2**62), 2**62, 2**64])
def test_a_page_that_is_not_there_gives_the_latest(work, position):
    code = work.lodge("ett")
    work.answer(code, "två")

    assert work.read(code, position).text == "två"


@pytest.mark.parametrize("spelt", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c}\n"])
def test_a_code_may_be_spelt_as_it_was_copied(work, spelt):
    assert work.read(spelt(work.lodge())).text == QUESTION


def wrong_codes(work: Work) -> dict[str, str]:
    deleted = work.lodge()
    work.delete(deleted)
    right = work.lodge()
    return {
        "never minted": NEVER_MINTED,
        "minted and not sent": mailbox.receipts.mint(),
        "deleted": deleted,
        "one symbol off": ("0" if right[0] != "0" else "1") + right[1:],
        "malformed": "hej",
        "empty": "",
        "a surrogate": "\ud800",
    }


def test_no_other_code_opens_anything(work):
    read = {name: work.read(code) for name, code in wrong_codes(work).items()}

    assert set(read.values()) == {None}


@pytest.fixture
def steps(work, monkeypatch):
    """Counts queries, derivations, openings and the bytes that are opened."""
    counted = []

    def note(name, function):
        def noted(*given):
            size = len(given[1]) if name.startswith("open") else 0
            counted.append((name, size))
            return function(*given)

        return noted

    monkeypatch.setattr(receipts, "derive", note("derive", receipts.derive))
    monkeypatch.setattr(sealing, "open_sealed", note("open sealed", sealing.open_sealed))
    monkeypatch.setattr(sealing, "unlock", note("open locked", sealing.unlock))
    bind = work.db.get_bind()
    sa.event.listen(
        bind, "before_cursor_execute", lambda *_: counted.append(("query", 0)), named=False
    )
    return counted


def test_every_code_takes_the_same_steps_and_opens_as_many_bytes(work, steps):
    codes = {"right": work.lodge("En kort fråga"), **wrong_codes(work)}
    work.db.flush()
    work.db.expunge_all()  # each request has a session of its own

    taken = {}
    for name, code in codes.items():
        steps.clear()
        work.read(code)
        taken[name] = list(steps)
        work.db.expunge_all()

    assert {name: each for name, each in taken.items() if each != taken["right"]} == {}
    assert [kind for kind, _ in taken["right"]].count("query") == 3


def test_a_careless_reading_would_take_fewer_steps_for_a_wrong_code(work, steps, monkeypatch):
    def careless(db, settings, code, position=0):
        row = db.get(TicketKey, receipts.derive(code, settings.pepper).handle)
        return mailbox.read(db, settings, code, position) if row else None

    right = work.lodge()
    work.db.flush()
    counts = []
    for code in (right, NEVER_MINTED):
        steps.clear()
        careless(work.db, work.settings, code)
        counts.append(len(steps))

    assert counts[0] > counts[1]


@pytest.mark.of_the_file
def test_reading_writes_nothing(desk_site):
    with desk_site.store.writing() as db:
        code = Work(db, desk_site).lodge()
    log = desk_site.store.path.with_name("desk.db-wal")
    before = log.read_bytes(), desk_site.store.path.read_bytes()

    with desk_site.store.reading() as db:
        assert mailbox.read(db, desk_site.settings, code)
        assert mailbox.read(db, desk_site.settings, NEVER_MINTED) is None

    assert (log.read_bytes(), desk_site.store.path.read_bytes()) == before


# --- writing on ---


@pytest.mark.parametrize("is_taken", [False, True])
def test_a_follow_up_stands_last_and_the_ticket_stays_where_it_is(work, is_taken):
    code = work.lodge()
    if is_taken:
        desk.take(work.db, work.holder, work.ref(code), work.day())

    work.write_on(code, "En sak till")

    assert work.read(code)[:4] == ("En sak till", Author.EMPLOYEE, 2, 2)
    assert work.ticket(code).state is (State.TAKEN if is_taken else State.NEW)


def test_a_follow_up_after_the_answer_waits_in_the_queue_again(work):
    code = work.lodge()
    work.answer(code)
    assert work.queue().rows == []

    work.write_on(code, "En sak till")

    assert [row.opening for row in work.queue().rows] == [QUESTION]
    assert work.ticket(code).state is State.NEW


def test_a_follow_up_opens_a_closed_ticket_again_within_its_life(work):
    code = work.lodge()
    work.answer(code)
    work.close(code)

    work.write_on(code, "En sak till", days=10)

    ticket = work.ticket(code)
    assert (ticket.state, ticket.closed_week, ticket.outcome) == (State.NEW, None, None)
    assert ticket.purge_week in {"2027-W05", "2027-W06"}  # no longer than it ever could


def test_sending_a_follow_up_twice_stores_it_once(work):
    code = work.lodge()

    work.write_on(code, "En sak till")
    work.write_on(code, "En sak till")

    assert work.read(code).total == 2


def test_the_same_words_from_another_page_are_another_message(work):
    code = work.lodge()

    work.write_on(code, "Hallå?", token=b"one")
    work.write_on(code, "Hallå?", token=b"other")
    work.write_on(code, "Hallå där?", token=b"other")  # back button, and edited

    assert work.read(code).total == 4


def test_an_officer_sees_a_follow_up_as_a_change(work):
    code = work.lodge()
    seen = work.version(code)

    work.write_on(code, "Glöm det")

    assert work.version(code) > seen


@pytest.mark.parametrize("code", ["", "hej", NEVER_MINTED])
def test_no_other_code_writes_on(work, code):
    with pytest.raises(NotFound):
        work.write_on(code, "text")

    assert work.rows()["message"] == 0


def test_a_full_thread_takes_no_more(work, monkeypatch):
    monkeypatch.setattr(mailbox, "MAX_MESSAGES", 2)
    code = work.lodge()
    work.write_on(code, "två")

    with pytest.raises(Exception, match=r"^$") as caught:
        work.write_on(code, "tre", token=b"u")

    assert caught.value.status in {404, 409}
    assert work.read(code).total == 2


# --- deleting ---


def test_deleting_now_takes_rows_and_keys_and_leaves_a_tombstone(work):
    code = work.lodge()
    work.answer(code)
    work.write_on(code, "mer")
    work.note(code)

    assert work.delete(code) is Deletion.GONE

    assert work.rows() == {"ticket": 0, "message": 0, "working_note": 0, "draft": 0}
    row = work.key_row(code)
    assert (row.for_epoch, row.for_receipt) == (None, None)
    assert work.read(code) is None


def test_deleting_after_the_floor_closes_and_hides_at_once(work):
    work.decided(writer_may_delete="after-floor")
    code = work.lodge()
    work.answer(code)
    ref = work.ref(code)

    assert work.delete(code) is Deletion.HIDDEN

    assert work.read(code) is None
    assert work.key_row(code).for_receipt is None
    assert work.ticket(code).state is State.CLOSED
    assert work.ticket(code).purge_week in {"2026-W49", "2026-W50"}
    with pytest.raises(NotFound):
        desk.show(work.db, work.holder, ref)
    assert [work.queue(show=state).rows for state in (State.NEW, State.CLOSED)] == [[], []]


def test_what_was_deleted_after_the_floor_lives_its_seven_days(work):
    work.decided(writer_may_delete="after-floor")

    for days in range(7):
        code = work.lodge(days=days)
        work.delete(code, days=days)
        monday = mailbox.clock.monday_of(work.ticket(code).purge_week)
        assert (monday - work.day(days)).days >= 7


@pytest.mark.parametrize("decided", ["now", "after-floor"])
def test_deleting_twice_or_with_another_code_deletes_nothing_more(work, decided):
    work.decided(writer_may_delete=decided)
    code, other = work.lodge(), work.lodge("En annans")
    work.delete(code)
    before = work.rows()

    assert [work.delete(c) for c in (code, NEVER_MINTED, "", "hej")] == [Deletion.NOTHING] * 4

    assert work.rows() == before
    assert work.read(other).text == "En annans"


def test_a_deleted_thread_takes_no_follow_up(work):
    code = work.lodge()
    work.delete(code)

    with pytest.raises(NotFound):
        work.write_on(code, "text")


def test_notes_and_drafts_go_with_a_deletion_of_either_kind(work):
    for decided in ("now", "after-floor"):
        work.decided(writer_may_delete=decided)
        code = work.lodge()
        work.note(code)
        desk.save_draft(work.db, work.holder, work.ref(code), "halv")

        work.delete(code)

        rows = work.rows()
        assert (rows["working_note"], rows["draft"]) == (0, 0)


def test_a_closed_ticket_can_be_deleted(work):
    code = work.lodge()
    work.close(code, Outcome.WITHDRAWN)

    assert work.delete(code) is Deletion.GONE
    assert work.rows()["ticket"] == 0


def test_what_is_closed_already_lives_no_longer_because_its_writer_takes_it_back(work):
    work.decided(writer_may_delete="after-floor")
    code = work.lodge()
    work.close(code)
    life = work.ticket(code).purge_week

    work.delete(code, days=28)

    assert work.ticket(code).closed_week == "2026-W47"  # as it was
    assert "2026-W51" <= work.ticket(code).purge_week <= life


def test_without_a_decision_that_names_it_nothing_is_destroyed_at_once(work):
    code = work.lodge()
    work.decided(writer_may_delete="now", disposal_decision="")

    assert work.delete(code) is Deletion.HIDDEN

    assert work.rows()["ticket"] == 1


# --- deleting under a hold ---


def held(work: Work, decided: str) -> str:
    """A question of a week that a hold covers; its code."""
    work.decided(writer_may_delete=decided)
    holds.place(work.db, "UTL-1", holds.Scope(None, "2026-W40", "2026-W50"), work.day(90))
    code = work.lodge()
    work.answer(code)
    return code


@pytest.mark.parametrize("decided", ["now", "after-floor"])
def test_under_a_hold_a_question_is_hidden_closed_and_kept(work, decided):
    code = held(work, decided)
    ref = work.ref(code)

    assert work.delete(code) is Deletion.HELD

    assert work.read(code) is None
    assert work.key_row(code).for_receipt is None
    assert work.key_row(code).for_epoch is not None  # it can still be handed out
    assert work.ticket(code).state is State.CLOSED
    assert work.queue(show=State.CLOSED).rows == []
    with pytest.raises(NotFound):
        desk.show(work.db, work.holder, ref)


@pytest.mark.parametrize("decided", ["now", "after-floor"])
def test_a_hold_keeps_what_its_writer_deleted_and_counts_it(work, decided):
    code = held(work, decided)
    work.delete(code)

    runs = [retention.tidy(work.db, work.settings, work.day(n), 0) for n in (40, 41, 90)]

    assert [(run.purged, run.held) for run in runs] == [(0, 1)] * 3
    assert work.ticket(code)


def test_what_was_to_go_now_goes_with_the_first_run_after_the_hold(work):
    code = held(work, "now")
    work.delete(code)
    retention.tidy(work.db, work.settings, work.day(), 0)
    holds.lift(work.db, "UTL-1")

    assert retention.tidy(work.db, work.settings, work.day(), 0).purged == 1

    assert work.ticket(code) is None
    assert work.key_row(code).for_epoch is None


def test_a_hold_lifted_early_leaves_the_floor_as_it_was(work):
    code = held(work, "after-floor")
    work.delete(code)
    holds.lift(work.db, "UTL-1")

    done = [retention.tidy(work.db, work.settings, work.day(n), 0).purged for n in range(7)]

    assert sum(done) == 0
    assert work.ticket(code)


# --- what a database writer can do ---


def test_nobody_without_the_ticket_key_can_forge_an_answer(work):
    code, other = work.lodge(), work.lodge()
    work.answer(other, "Svar till någon annan")
    forged = work.db.exec(select(Message).where(Message.author == Author.OFFICER)).one()

    forged.ticket_id = work.ticket(code).id
    work.db.add(forged)
    work.db.flush()

    assert work.read(code).text is None  # told as damaged, rather than as somebody else's words
    assert work.read(code, 1).text == QUESTION


def test_an_employees_message_cannot_be_passed_off_as_an_answer(work):
    code = work.lodge()
    row = work.db.exec(select(Message)).one()

    row.author = Author.OFFICER
    work.db.add(row)
    work.db.flush()

    assert work.read(code).text is None
