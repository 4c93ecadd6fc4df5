"""The flow of an inquiry: which step leads where, what it needs, and taking it back."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pressdesk.errors import BadStep, Stale, UndoOver, WrongState
from pressdesk.register import flow, standing
from pressdesk.register.flow import Done
from pressdesk.register.standing import SignOff, Standing, Step
from pressdesk.register.words import Outcome, Status

OFELIA, OSKAR = UUID(int=1), UUID(int=2)
AT = datetime(2026, 11, 20, 13, 5, tzinfo=UTC)
LATER = AT + timedelta(hours=2)
TODAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
TEXT = "Bron öppnar igen på måndag."

FRESH = Standing("Trafik")
TAKEN = flow.take(FRESH, OFELIA, AT)
DRAWN_UP = flow.propose(TAKEN, TEXT)
WAITING = flow.wait(DRAWN_UP, "Stadsbyggnad", AT)
FOR_SIGN_OFF = flow.submit(DRAWN_UP)
SIGNED = flow.sign_off(FOR_SIGN_OFF, OSKAR, LATER)
RELEASED = flow.release(SIGNED, LATER)
CLOSED = flow.close(RELEASED, Outcome.FACTS, LATER)
PARKED, PASSED = flow.park(TAKEN, MONDAY, TODAY), flow.route(TAKEN, "Miljö")
AT_REGISTRAR = flow.to_registrar(FRESH, AT)
STANDINGS = {
    "fresh": FRESH,
    "taken": DRAWN_UP,
    "waiting": WAITING,
    "for-sign-off": FOR_SIGN_OFF,
    "signed": SIGNED,
    "released": RELEASED,
    "closed": CLOSED,
    "parked": PARKED,
    "passed": PASSED,
    "at-registrar": AT_REGISTRAR,
}
STEPS = {
    Step.TAKE: lambda was: flow.take(was, OFELIA, AT),
    Step.ASSIGN: lambda was: flow.assign(was, OSKAR),
    Step.WAIT: lambda was: flow.wait(was, "Miljö", AT),
    Step.GO_ON: flow.go_on,
    Step.PARK: lambda was: flow.park(was, MONDAY, TODAY),
    Step.UNPARK: flow.unpark,
    Step.ROUTE: lambda was: flow.route(was, "Kultur"),
    Step.TAKE_OVER: lambda was: flow.take_over(was, OSKAR, AT),
    Step.TAKE_BACK: flow.take_back,
    Step.PROPOSE: lambda was: flow.propose(was, TEXT + " Kl. 6."),
    Step.SUBMIT: lambda was: flow.submit(was if was.proposed else was._replace(proposed=TEXT)),
    Step.SIGN_OFF: lambda was: flow.sign_off(was, OSKAR, AT),
    Step.RELEASE: lambda was: flow.release(
        was if was.proposed else was._replace(proposed=TEXT), AT, by_mandate=True
    ),
    Step.CLOSE: lambda was: flow.close(was, Outcome.WITHDRAWN, AT),
    Step.TO_REGISTRAR: lambda was: flow.to_registrar(was, AT),
    Step.REOPEN: flow.reopen,
}

# What each step leads to; "-" is a refusal. Written from desk.md, not from the code.
TABLE = """
              fresh         taken         waiting       for-sign-off  released  closed
take          taken         -             -             -             -         -
assign        new           taken         waiting       for-sign-off  released  -
wait          -             waiting       waiting       waiting       -         -
go-on         -             -             taken         taken         -         -
park          new           taken         waiting       for-sign-off  -         -
unpark        -             -             -             -             -         -
route         new           taken         waiting       for-sign-off  -         -
take-over     -             -             -             -             -         -
take-back     -             -             -             -             -         -
propose       -             taken         waiting       for-sign-off  -         -
submit        -             for-sign-off  for-sign-off  -             -         -
sign-off      -             -             -             for-sign-off  -         -
release       -             released      released      released      -         -
close         closed        closed        closed        closed        closed    -
to-registrar  closed        closed        closed        closed        -         -
reopen        -             -             -             -             -         released
"""
BESIDE = """
              signed        parked        passed        at-registrar
take          -             -             -             -
assign        for-sign-off  taken         taken         -
wait          waiting       waiting       waiting       -
go-on         taken         -             -             -
park          for-sign-off  taken         taken         -
unpark        -             taken         -             -
route         for-sign-off  taken         taken         -
take-over     -             -             taken         -
take-back     -             -             taken         -
propose       for-sign-off  taken         taken         -
submit        -             for-sign-off  for-sign-off  -
sign-off      -             -             -             -
release       released      released      released      -
close         closed        closed        closed        -
to-registrar  closed        closed        closed        -
reopen        -             -             -             -
"""


def cells():
    for table in (TABLE, BESIDE):
        head, *rows = [line.split() for line in table.strip().splitlines()]
        for step, *ends in rows:
            for name, end in zip(head, ends, strict=True):
                yield Step(step), name, end


def test_the_table_has_every_step_from_every_status():
    told = {(step, name) for step, name, _ in cells()}

    assert told == {(step, name) for step in Step for name in STANDINGS}
    assert {one.status for one in STANDINGS.values()} == set(Status)


@pytest.mark.parametrize(("step", "name", "end"), list(cells()))
def test_each_step_leads_where_the_table_says_or_is_refused(step, name, end):
    was = STANDINGS[name]

    if end == "-":
        with pytest.raises(WrongState):
            STEPS[step](was)
    else:
        assert STEPS[step](was).status == end
    assert standing.can(was, step) is (end != "-")


def test_an_ordinary_inquiry_goes_from_new_to_closed_and_keeps_what_was_said_and_when():
    assert (
        Standing(
            unit="Trafik",
            status=Status.CLOSED,
            owner=OFELIA,
            taken_at=AT,
            signed_off=SignOff(LATER, OSKAR),
            answer=TEXT,
            released_at=LATER,
            outcome=Outcome.FACTS,
            closed_at=LATER,
        )
        == CLOSED
    )


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [
        (partial(flow.wait, TAKEN, " ", AT), "whom"),
        (partial(flow.park, TAKEN, TODAY, TODAY), "day"),
        (partial(flow.park, TAKEN, TODAY - timedelta(days=1), TODAY), "day"),
        (partial(flow.route, TAKEN, "\n"), "unit"),
        (partial(flow.route, TAKEN, "Trafik"), "unit"),  # its own
        (partial(flow.route, PASSED, "Miljö"), "unit"),  # asked already
        (partial(flow.propose, TAKEN, " \t"), "text"),
        (partial(flow.submit, TAKEN), "text"),
        (partial(flow.release, TAKEN, AT, by_mandate=True), "text"),
        (partial(flow.release, DRAWN_UP, AT), "sign-off"),
        (partial(flow.release, FOR_SIGN_OFF, AT), "sign-off"),
        (partial(flow.close, TAKEN, Outcome.REGISTRAR, AT), "outcome"),
    ],
)
def test_a_step_that_lacks_what_it_needs_says_what(lacking, reason):
    with pytest.raises(BadStep) as refused:
        lacking()

    assert refused.value.reason == reason


def test_to_decline_is_to_say_why():
    declined = {name.value for name in Outcome if name.startswith("declined")}

    assert declined == {"declined-secrecy", "declined-individual-case", "declined-not-ours"}
    with pytest.raises(ValueError, match="declined"):
        Outcome("declined")


def test_under_the_mandate_nobody_is_named():
    released = flow.release(DRAWN_UP, AT, by_mandate=True)

    assert released.signed_off == SignOff(AT, None)


def test_who_signed_off_is_told_even_where_the_mandate_would_do():
    assert flow.release(SIGNED, LATER, by_mandate=True).signed_off == SignOff(LATER, OSKAR)


def test_in_a_crisis_the_mandate_is_not_enough():
    with pytest.raises(BadStep, match="sign-off"):
        flow.release(DRAWN_UP, AT, by_mandate=True, is_crisis=True)

    assert flow.release(SIGNED, LATER, is_crisis=True).answer == TEXT


def test_a_sign_off_is_of_one_text():
    same, other = flow.propose(SIGNED, TEXT), flow.propose(SIGNED, TEXT + " Kanske.")

    assert same == SIGNED
    assert other.signed_off is None
    with pytest.raises(BadStep, match="sign-off"):
        flow.release(other, LATER)


@pytest.mark.parametrize("back", [flow.go_on, lambda was: flow.wait(was, "Miljö", AT)])
def test_what_goes_back_before_release_is_to_be_signed_anew(back):
    again = flow.submit(back(SIGNED))

    assert (again.proposed, again.signed_off) == (TEXT, None)


def test_a_parked_inquiry_wakes_on_its_day_where_it_was():
    parked = flow.park(WAITING, MONDAY, TODAY)

    assert standing.is_parked(parked, MONDAY - timedelta(days=1))
    assert not standing.is_parked(parked, MONDAY)
    assert flow.unpark(parked) == WAITING
    assert not standing.is_parked(WAITING, TODAY)


def test_it_has_waited_since_the_last_one_was_asked():
    again, other = flow.wait(WAITING, "Stadsbyggnad", LATER), flow.wait(WAITING, "Miljö", LATER)

    assert (WAITING.waiting_since, again.waiting_since, other.waiting_since) == (AT, AT, LATER)
    assert flow.go_on(WAITING).waiting_since is None


def test_whoever_goes_on_with_a_parked_inquiry_wakes_it():
    assert flow.wait(PARKED, "Miljö", AT).parked_until is None
    assert flow.take(flow.park(FRESH, MONDAY, TODAY), OFELIA, AT).parked_until is None


def test_a_passed_inquiry_stays_its_lead_units_until_it_is_taken_over():
    taken_over = flow.take_over(PASSED, OSKAR, LATER)

    assert (PASSED.unit, PASSED.owner) == ("Trafik", OFELIA)
    assert (taken_over.unit, taken_over.owner, taken_over.passed_to) == ("Miljö", OSKAR, None)
    assert taken_over.taken_at == AT  # the first time


def test_a_unit_gives_back_as_it_got():
    back = flow.take_over(flow.route(flow.take_over(PASSED, OSKAR, AT), "Trafik"), OFELIA, AT)

    assert back == TAKEN


def test_a_new_one_that_is_taken_over_is_taken():
    taken = flow.take_over(flow.route(FRESH, "Miljö"), OSKAR, AT)

    assert (taken.status, taken.taken_at) == (Status.TAKEN, AT)


def test_an_ended_inquiry_asks_no_unit_to_take_it_over():
    passed = flow.route(SIGNED, "Miljö")

    assert flow.release(passed, LATER).passed_to is None
    assert flow.close(passed, Outcome.NOT_OURS, LATER).passed_to is None


def test_being_given_one_is_not_taking_it():
    given = flow.assign(FRESH, OSKAR)

    assert (given.status, given.taken_at) == (Status.NEW, None)
    assert flow.take(given, OSKAR, AT).taken_at == AT


def test_the_second_of_two_who_take_one_is_refused():
    with pytest.raises(WrongState):
        flow.take(TAKEN, OSKAR, AT)


@pytest.mark.parametrize("was", [FRESH, DRAWN_UP, RELEASED])
def test_reopening_leads_back_to_where_it_had_come(was):
    assert flow.reopen(flow.close(was, Outcome.WITHDRAWN, AT)) == was


def test_a_records_request_goes_to_the_registrar_and_nowhere_else():
    assert AT_REGISTRAR.outcome is Outcome.REGISTRAR
    assert [step for step in Step if standing.can(AT_REGISTRAR, step)] == []


def test_nothing_in_a_standing_is_of_whoever_asked():
    assert set(Standing._fields) == {
        *("unit", "status", "owner", "taken_at", "waiting_with", "parked_until", "passed_to"),
        *(
            "waiting_since",
            "proposed",
            "signed_off",
            "answer",
            "released_at",
            "outcome",
            "closed_at",
        ),
        "is_records_request",
    }


def test_undo_is_open_for_its_minutes_the_last_one_included():
    done = Done(SIGNED, RELEASED, AT)

    assert flow.undo(done, RELEASED, AT + timedelta(minutes=10), minutes=10) == SIGNED
    with pytest.raises(UndoOver):
        flow.undo(done, RELEASED, AT + timedelta(minutes=10, microseconds=1), minutes=10)


def test_undo_takes_nothing_back_from_a_colleague():
    done = Done(FRESH, TAKEN, AT)

    with pytest.raises(Stale):
        flow.undo(done, flow.assign(TAKEN, OSKAR), AT, minutes=10)


def faults(one: Standing) -> list[str]:
    """What is wrong with a standing whatever led to it."""
    is_closed = one.status is Status.CLOSED
    is_answered = one.answer is not None
    kept = {
        "answer and time": is_answered == (one.released_at is not None),
        "answer and sign-off": not is_answered or one.signed_off is not None,
        "released and answer": one.status is not Status.RELEASED or is_answered,
        "answered and going on": not is_answered or one.status not in standing.UNANSWERED,
        "closed and outcome": is_closed == (one.outcome is not None),
        "closed and time": is_closed == (one.closed_at is not None),
        "waiting and whom": (one.status is Status.WAITING) == (one.waiting_with is not None),
        "waiting and since": (one.waiting_with is None) == (one.waiting_since is None),
        "taken and owner": one.status not in standing.AT_WORK or one.owner is not None,
        "passed to itself": one.passed_to != one.unit,
        "for sign-off and text": one.status is not Status.FOR_SIGN_OFF or bool(one.proposed),
        "sign-off and text": one.signed_off is None or bool(one.proposed or one.answer),
        "asleep": one.parked_until is None or one.status in standing.UNANSWERED,
        "registrar": one.is_records_request == (one.outcome is Outcome.REGISTRAR),
    }
    return [name for name, is_kept in kept.items() if not is_kept]


def texts(one: Standing) -> set[str]:
    return {text for text in (one.proposed, one.answer) if text is not None}


WORDS = st.sampled_from(["Trafik", "Miljö", "Kultur", " "])
TEXTS = st.one_of(st.text(max_size=5), st.sampled_from([TEXT, "Nej."]))
OFFICERS = st.sampled_from([OFELIA, OSKAR])
DAYS = st.integers(-1, 3).map(lambda days: TODAY + timedelta(days=days))
TIMES = st.integers(0, 600).map(lambda minutes: AT + timedelta(minutes=minutes))
WAYS = st.fixed_dictionaries({"by_mandate": st.booleans(), "is_crisis": st.booleans()})
GIVEN = {
    Step.TAKE: (OFFICERS, TIMES),
    Step.ASSIGN: (OFFICERS,),
    Step.WAIT: (WORDS, TIMES),
    Step.PARK: (DAYS, st.just(TODAY)),
    Step.ROUTE: (WORDS,),
    Step.TAKE_OVER: (OFFICERS, TIMES),
    Step.PROPOSE: (TEXTS,),
    Step.SIGN_OFF: (OFFICERS, TIMES),
    Step.RELEASE: (TIMES,),
    Step.CLOSE: (st.sampled_from(Outcome), TIMES),
    Step.TO_REGISTRAR: (TIMES,),
}
STARTS = st.sampled_from([FRESH, FOR_SIGN_OFF, PASSED, PARKED, SIGNED, DRAWN_UP, RELEASED])
ENDS = {Step.CLOSE, Step.TO_REGISTRAR}
SELDOM = {*ENDS, Step.ASSIGN}  # or most runs would end early, or go nowhere


class Desk(RuleBasedStateMachine):
    """Whatever officers do in whatever order, to one inquiry."""

    reached: ClassVar[set[Step]] = set()

    @initialize(one=STARTS)
    def receive(self, one):
        self.one, self.done = one, []

    @rule(data=st.data())
    def go_on(self, data):
        """One of the steps that are open, the last ones first, as hypothesis prefers the first."""
        able = [step for step in reversed(Step) if standing.can(self.one, step)]
        going = [step for step in able if step not in SELDOM]
        self.do(data.draw(st.sampled_from(going * 3 + able or list(Step))), data)

    @rule(step=st.sampled_from(Step), data=st.data())
    def go_anywhere(self, step, data):
        if step not in ENDS:
            self.do(step, data)

    def do(self, step, data):
        given = [data.draw(one) for one in GIVEN.get(step, ())]
        said = data.draw(WAYS) if step is Step.RELEASE else {}
        try:
            after = getattr(flow, step.replace("-", "_"))(self.one, *given, **said)
        except (WrongState, BadStep):
            return
        if step is not Step.PROPOSE:
            assert texts(self.one) <= texts(after), "a step lost a text"
        assert self.one.answer in {None, after.answer}, "an answer was written over"
        self.done.append(Done(self.one, after, AT))
        self.one = after
        self.reached.add(step)

    @precondition(lambda self: self.done)
    @rule(minutes=st.integers(0, 10))
    def undo(self, minutes):
        done = self.done.pop()
        self.one = flow.undo(done, self.one, AT + timedelta(minutes=minutes), minutes=10)
        assert self.one == done.before

    @invariant()
    def nothing_is_wrong(self):
        assert faults(self.one) == []


def test_no_order_of_steps_leads_to_a_broken_standing_or_loses_a_text():
    calm = settings(max_examples=200, stateful_step_count=30, deadline=None)

    run_state_machine_as_test(Desk, settings=calm)

    assert Desk.reached == set(Step)


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (RELEASED._replace(released_at=None), "answer and time"),
        (CLOSED._replace(outcome=None), "closed and outcome"),
        (TAKEN._replace(outcome=Outcome.SECRECY), "closed and outcome"),
        (RELEASED._replace(signed_off=None), "answer and sign-off"),
        (WAITING._replace(waiting_with=None), "waiting and whom"),
        (WAITING._replace(waiting_since=None), "waiting and since"),
    ],
)
def test_a_broken_standing_would_be_seen(broken, fault):
    assert fault in faults(broken)
