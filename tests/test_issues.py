"""Issues: inquiries are grouped and never merged; each outlet is called by itself."""

import pytest
from sqlmodel import select

from pressdesk import clock, inquiries, lines
from pressdesk.errors import BadInquiry, NotFound, Stale, WrongState
from pressdesk.inquiries import calling, issues
from pressdesk.inquiries.calling import Offered, Text, Turn
from pressdesk.inquiries.issues import Moved
from pressdesk.register import search
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel, Outcome, Status
from pressdesk.registertables import Crisis, Inquiry, InquiryUndo, Issue
from tests.lining import (
    FACTS,
    GIVEN,
    OFELIA,
    UNDO_MINUTES,
    answered,
    columns,
    inquiry,
    line,
    stepped,
)

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("wall_clock")]


def issue(db, title="Kön", of=None) -> Issue:
    return issues.make(db, title, of.id if of else None, clock.today())


def press(db, row, text, turn=Turn.RELEASE, version=None):
    offered = Offered(row.number, row.version if version is None else version, turn)
    return calling.press(db, offered, text, OFELIA, clock.now(), UNDO_MINUTES)


@pytest.fixture
def text(db) -> Text:
    made = line(db, quote="", quoted="")
    return Text(*lines.copied(db, made.id, clock.today()))


def crisis(db) -> None:
    db.add(Crisis(since=clock.now(), unit=GIVEN.unit))
    db.flush()


@pytest.mark.parametrize("act", ["add", "take out", "back in", "back out", "from another"])
def test_grouping_and_ungrouping_change_nothing_of_an_inquiry_but_its_issue(db, act):
    row = answered(db, inquiry(db, hours=3), "Svaret.", line(db))
    first, second = issue(db), issue(db, "En annan")
    if act in {"take out", "back out", "from another"}:
        issues.add(db, first.id, [row.number])
    before, undo = columns(db, row.number), db.exec(select(InquiryUndo)).one().model_dump()

    expected = {
        "add": lambda: (issues.add(db, first.id, [row.number]), first.id),
        "take out": lambda: (issues.take_out(db, first.id, [row.number]), None),
        "back in": lambda: (issues.move_back(db, [Moved(row.number, second.id)], None), second.id),
        "back out": lambda: (issues.move_back(db, [Moved(row.number, None)], first.id), None),
        "from another": lambda: (issues.add(db, second.id, [row.number]), second.id),
    }[act]()[1]

    assert columns(db, row.number) == before | {"issue_id": expected}
    assert db.exec(select(InquiryUndo)).one().model_dump() == undo
    assert [hit.id for hit in search.search(db, "svaret", 5)] == [f"answer {row.number}"]


def test_an_inquiry_that_is_grouped_can_still_be_undone_and_written_on(db):
    row = inquiry(db)
    seen = row.version
    issues.add(db, issue(db).id, [row.number])

    inquiries.step(db, row.number, seen, Step.TAKE, OFELIA, clock.now(), undo_minutes=UNDO_MINUTES)
    issues.take_out(db, row.issue_id, [row.number])
    inquiries.undo(db, row.number, clock.now(), UNDO_MINUTES)

    assert (row.status, row.issue_id) == (Status.NEW, None)


def test_inquiries_of_an_issue_stay_as_many_each_with_its_own_deadline(db):
    rows = [inquiry(db, f"Redaktion {n}", "Hur lång är kön?", hours=5 - n) for n in range(3)]
    made = issue(db)

    moved = issues.add(db, made.id, [*(row.number for row in rows), rows[0].number])

    shown = issues.show(db, made.id)
    assert moved == [Moved(row.number, None) for row in rows]
    assert [row.outlet for row in shown.to_call] == ["Redaktion 2", "Redaktion 1", "Redaktion 0"]
    assert len({row.due_until for row in shown.to_call}) == 3
    assert len(db.exec(select(Inquiry)).all()) == 3


def test_what_was_moved_comes_back_to_the_issue_that_it_came_from(db):
    row, other = inquiry(db), inquiry(db, "Annan")
    first, second = issue(db), issue(db, "En annan")
    issues.add(db, first.id, [row.number])
    moved = issues.add(db, second.id, [row.number, other.number])

    issues.move_back(db, moved, second.id)

    assert (row.issue_id, other.issue_id) == (first.id, None)


def test_a_move_is_not_undone_over_somebody_elses(db):
    row, first, second = inquiry(db), issue(db), issue(db, "En annan")
    moved = issues.add(db, first.id, [row.number])
    issues.add(db, second.id, [row.number])

    with pytest.raises(Stale):
        issues.move_back(db, moved, first.id)

    assert row.issue_id == second.id


def test_taking_out_passes_over_what_is_not_in_it(db):
    row, first = inquiry(db), issue(db)

    assert issues.take_out(db, first.id, [row.number]) == []
    assert issues.add(db, first.id, []) == []


def test_a_request_for_public_records_is_of_no_issue(db):
    row = inquiries.log_records_request(db, inquiry(db).unit, Channel.PHONE, clock.now())

    with pytest.raises(BadInquiry, match="records"):
        issues.add(db, issue(db).id, [row.number])

    assert columns(db, row.number)["issue_id"] is None


def test_a_closed_issue_takes_no_more_until_it_is_opened(db):
    row, made = inquiry(db), issue(db)
    issues.turn(db, made.id, 1, is_closed=True)
    with pytest.raises(WrongState):
        issues.add(db, made.id, [row.number])

    issues.turn(db, made.id, 2, is_closed=False)
    issues.add(db, made.id, [row.number])

    assert row.issue_id == made.id


@pytest.mark.parametrize("is_closed", [True, False])
def test_an_issue_is_closed_and_opened_once_and_by_who_saw_it(db, is_closed):
    made = issue(db)
    if not is_closed:
        issues.turn(db, made.id, 1, is_closed=True)
    seen = made.version
    issues.turn(db, made.id, seen, is_closed=is_closed)

    with pytest.raises(Stale):
        issues.turn(db, made.id, seen, is_closed=is_closed)
    with pytest.raises(WrongState):
        issues.turn(db, made.id, seen + 1, is_closed=is_closed)

    assert made.is_closed is is_closed


@pytest.mark.parametrize("title", ["", " \n ", "x" * 201])
def test_an_issue_needs_a_title_that_fits_on_a_line(db, title):
    made = issue(db)

    with pytest.raises(BadInquiry, match="title"):
        issues.make(db, title, None, clock.today())
    with pytest.raises(BadInquiry, match="title"):
        issues.change(db, made.id, 1, title, None)

    assert [one.title for one in issues.current(db)] == ["Kön"]


def test_an_issue_gets_other_lines_and_none_that_are_not_there(db):
    made, of = issue(db), line(db)
    issues.change(db, made.id, 1, " Ny  titel ", of.id)

    with pytest.raises(NotFound):
        issues.change(db, made.id, 2, "Ny titel", 99)
    with pytest.raises(Stale):
        issues.change(db, made.id, 1, "Min", None)

    assert (made.title, made.line_id, made.version) == ("Ny titel", of.id, 3)


def test_the_list_counts_inquiries_and_who_is_still_to_be_called(db):
    first, second = issue(db), issue(db, "Tom")
    rows = [inquiry(db, f"R{n}") for n in range(3)]
    issues.add(db, first.id, [row.number for row in rows])
    answered(db, rows[0], "Svar.")
    issues.turn(db, issue(db, "Stängd").id, 1, is_closed=True)

    found = [(one.issue.title, one.inquiries, one.to_call) for one in issues.everything(db)]

    assert found == [("Tom", 0, 0), ("Kön", 3, 2)]
    assert [one.issue.title for one in issues.everything(db, is_closed=True)] == ["Stängd"]
    assert issues.current(db) == [second, first]


def test_an_issue_is_dropped_only_when_it_is_empty(db):
    made, row = issue(db), inquiry(db)
    issues.add(db, made.id, [row.number])
    with pytest.raises(WrongState):
        issues.drop(db, made.id)

    issues.take_out(db, made.id, [row.number])
    issues.drop(db, made.id)

    assert issues.everything(db) == []


def test_each_outlet_gets_its_own_answer_at_its_own_time(db, wall_clock, text):
    made = issue(db)
    rows = [inquiry(db, f"R{n}") for n in range(3)]
    issues.add(db, made.id, [row.number for row in rows])

    press(db, rows[0], text)
    wall_clock.shift(600)
    press(db, rows[1], text)

    shown = issues.show(db, made.id)
    assert [row.outlet for row in shown.to_call] == ["R2"]
    assert [row.outlet for row in shown.answered] == ["R1", "R0"]
    assert {row.answer for row in shown.answered} == {FACTS}
    assert (rows[1].released_at - rows[0].released_at).total_seconds() == 600
    assert {(row.line_id, row.line_version) for row in shown.answered} == {(text.line_id, 1)}
    assert rows[2].answer is None


def test_one_press_takes_a_new_inquiry_and_one_undo_takes_the_answer_back(db, text):
    row = inquiry(db)
    press(db, row, text)

    inquiries.undo(db, row.number, clock.now(), UNDO_MINUTES)

    assert (row.status, row.owner_id, row.answer) == (Status.TAKEN, OFELIA.id, None)
    assert row.proposed == FACTS
    assert calling.turn_of(row, FACTS, is_crisis=False) is Turn.RELEASE


def test_a_text_that_somebody_wrote_is_never_replaced_by_the_lines(db, text):
    row = inquiry(db)
    stepped(db, row, Step.TAKE)
    stepped(db, row, Step.PROPOSE, text="Hennes egen text.")

    with pytest.raises(WrongState):
        press(db, row, text)
    with pytest.raises(WrongState):
        press(db, row, text, Turn.OWN)

    assert (row.proposed, row.answer) == ("Hennes egen text.", None)
    assert calling.turn_of(row, FACTS, is_crisis=False) is Turn.OWN


def test_in_a_crisis_every_outlets_answer_is_signed_off_before_it_is_given(db, text):
    row = inquiry(db)
    crisis(db)
    with pytest.raises(WrongState):
        press(db, row, text)

    turns = []
    while turn := calling.turn_of(row, text.text, is_crisis=True):
        turns.append(turn)
        press(db, row, text, turn)

    assert turns == [Turn.SUBMIT, Turn.SIGN_OFF, Turn.RELEASE]
    assert (row.status, row.signed_by) == (Status.RELEASED, "ofelia")


def test_what_somebody_put_up_for_sign_off_is_not_released_by_mandate(db, text):
    row = inquiry(db)
    stepped(db, row, Step.TAKE)
    stepped(db, row, Step.PROPOSE, text=FACTS)
    stepped(db, row, Step.SUBMIT)

    with pytest.raises(WrongState):
        press(db, row, text)

    assert calling.turn_of(row, FACTS, is_crisis=False) is Turn.SIGN_OFF


def test_two_officers_who_call_the_same_outlet_release_once(db, text):
    row = inquiry(db)
    press(db, row, text, version=1)

    with pytest.raises(Stale):
        press(db, row, text, version=1)

    assert row.status is Status.RELEASED


def test_what_has_ended_is_called_no_more(db, text):
    made, row = issue(db), inquiry(db)
    issues.add(db, made.id, [row.number])
    stepped(db, row, Step.CLOSE, outcome=Outcome.WITHDRAWN)

    with pytest.raises(WrongState):
        press(db, row, text)

    assert calling.turn_of(row, FACTS, is_crisis=False) is None
    assert [one.outlet for one in issues.show(db, made.id).ended] == ["Radio Ex"]
