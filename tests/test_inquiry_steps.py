"""Every step of an inquiry through the database: what it leaves, and taking it back exactly."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from pressdesk import clock, inquiries
from pressdesk.errors import BadStep, NotFound, Stale, UndoOver, WrongState
from pressdesk.inquiries import Asked, Officer
from pressdesk.keytables import InquiryNote, RegisterKey, Reporter
from pressdesk.register import lists, search, sweeping
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel, Correction, Kind, Outcome, Status
from pressdesk.registertables import Crisis, Inquiry, InquiryUndo, InquiryUnit, Mask

pytestmark = pytest.mark.both

ME, OTHER = Officer(UUID(int=1), "ofelia"), Officer(UUID(int=2), "berit")
KEY = UUID(int=9)
MINUTES = 10
FRIDAY = date(2026, 11, 20)
TEXT = "Det finns tolv lindar på torget."
# How to come so far, from new.
TAKEN = [(Step.TAKE, {})]
WRITTEN = [*TAKEN, (Step.PROPOSE, {"text": TEXT})]
SUBMITTED = [*WRITTEN, (Step.SUBMIT, {})]
SIGNED = [*SUBMITTED, (Step.SIGN_OFF, {})]
RELEASED = [*SIGNED, (Step.RELEASE, {})]
CLOSED = [*RELEASED, (Step.CLOSE, {"outcome": Outcome.FACTS})]
PARKED = [(Step.PARK, {"until": FRIDAY, "today": clock.today})]
PASSED = [(Step.ROUTE, {"unit": "Bromma"})]
# Each step: from where, with what, and what it must have left in the row.
STEPS: dict[str, tuple[list[Any], Step, dict[str, Any], dict[str, Any]]] = {
    "take": ([], Step.TAKE, {}, {"status": Status.TAKEN, "owner_id": ME.id}),
    "assign": ([], Step.ASSIGN, {"officer": OTHER.id}, {"owner_id": OTHER.id}),
    "wait": (TAKEN, Step.WAIT, {"whom": "Bromma"}, {"waiting_with": "Bromma"}),
    "go on": (
        [*TAKEN, (Step.WAIT, {"whom": "Bromma"})],
        Step.GO_ON,
        {},
        {"status": Status.TAKEN, "waiting_with": None},
    ),
    "park": ([], Step.PARK, PARKED[0][1], {"parked_until": FRIDAY}),
    "unpark": (PARKED, Step.UNPARK, {}, {"parked_until": None}),
    "route": ([], Step.ROUTE, PASSED[0][1], {"passed_to": "Bromma", "unit": "Farsta"}),
    "take over": (PASSED, Step.TAKE_OVER, {}, {"unit": "Bromma", "owner_id": ME.id}),
    "take back": (PASSED, Step.TAKE_BACK, {}, {"passed_to": None, "unit": "Farsta"}),
    "submit": (WRITTEN, Step.SUBMIT, {}, {"status": Status.FOR_SIGN_OFF}),
    "sign off": (SUBMITTED, Step.SIGN_OFF, {}, {"signed_by": "ofelia", "proposed": TEXT}),
    "release": (SIGNED, Step.RELEASE, {}, {"answer": TEXT, "proposed": None, "outcome": None}),
    "release by mandate": (
        WRITTEN,
        Step.RELEASE,
        {"by_mandate": True},
        {"answer": TEXT, "signed_by": None},
    ),
    "release and close": (
        SIGNED,
        Step.RELEASE,
        {"outcome": Outcome.FACTS},
        {"answer": TEXT, "status": Status.CLOSED, "outcome": Outcome.FACTS, "open_order": None},
    ),
    "close": (TAKEN, Step.CLOSE, {"outcome": Outcome.NOT_OURS}, {"outcome": Outcome.NOT_OURS}),
    "reopen": (CLOSED, Step.REOPEN, {}, {"status": Status.RELEASED, "closed_at": None}),
}
FOR_GOOD = {
    "propose": (TAKEN, Step.PROPOSE, {"text": TEXT}),
    "to the registrar": (TAKEN, Step.TO_REGISTRAR, {}),
}


@pytest.fixture
def db(uncommitted, wall_clock) -> Iterator[Session]:
    """The site's lists, and a key to point to."""
    with uncommitted.rehearsing() as db:
        lists.seed(db)
        lists.find_or_add_outlet(db, "Exempelbladet")
        db.add(RegisterKey(id=KEY, year=2026, public=b"", voucher=b"", for_recovery=b""))
        db.flush()
        yield db


def asked(db: Session, question: str = "Hur många lindar?", **more: Any) -> Inquiry:
    """A new inquiry."""
    given = Asked(Channel.PHONE, "Exempelbladet", "Farsta", question)
    row = inquiries.log(db, given._replace(**more), clock.now())
    db.flush()
    return row


def take(db: Session, row: Inquiry, step: Step, /, **given: Any) -> Inquiry:
    """A step from how the row is now."""
    given = {name: value() if callable(value) else value for name, value in given.items()}
    found = inquiries.step(
        db, row.number, row.version, step, ME, clock.now(), undo_minutes=MINUTES, **given
    )
    db.flush()
    return found


def come(db: Session, path: list[Any], row: Inquiry | None = None) -> Inquiry:
    """An inquiry that has gone a path."""
    row = row or asked(db)
    for step, given in path:
        take(db, row, step, **given)
    return row


def undo(db: Session, row: Inquiry) -> Inquiry:
    return inquiries.undo(db, row.number, clock.now(), MINUTES)


def kept(db: Session, row: Inquiry) -> dict[str, Any]:
    """What the database has of an inquiry, but for its version."""
    db.flush()
    db.refresh(row)
    return row.model_dump(exclude={"version"})


def found(db: Session, words: str) -> list[str]:
    """Answers that a search finds."""
    return [hit.id for hit in search.search(db, words, 10)]


@pytest.mark.parametrize("name", STEPS)
def test_a_step_leaves_what_it_should(db, name):
    path, step, given, left = STEPS[name]
    row = come(db, path)

    take(db, row, step, **given)

    assert left.items() <= kept(db, row).items()


@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_is_undone_leaves_exactly_what_was(db, name):
    path, step, given, _left = STEPS[name]
    row = come(db, path)
    before = kept(db, row)

    take(db, row, step, **given)
    assert kept(db, row) != before
    undo(db, row)

    assert kept(db, row) == before
    assert db.get(InquiryUndo, row.number) is None


def test_every_step_is_tried():
    tried = {step for _path, step, *_rest in (*STEPS.values(), *FOR_GOOD.values())}

    assert tried == set(Step)


@pytest.mark.parametrize("name", FOR_GOOD)
def test_a_text_and_the_registrars_way_are_not_undone(db, name):
    path, step, given = FOR_GOOD[name]
    row = come(db, path)

    take(db, row, step, **given)

    assert inquiries.undoable(db, row, clock.now(), MINUTES) is None
    with pytest.raises(NotFound):
        undo(db, row)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_from_an_old_page_is_refused_and_changes_nothing(db, name):
    path, step, given, _left = STEPS[name]
    row = come(db, path)
    before, version = kept(db, row), row.version

    with pytest.raises(Stale):
        inquiries.step(
            db, row.number, version - 1, step, ME, clock.now(), undo_minutes=MINUTES, **given
        )

    assert kept(db, row) == before
    assert row.version == version


def test_each_step_and_each_undoing_is_a_new_version(db):
    row = asked(db)
    versions = [row.version]

    versions += [take(db, row, Step.TAKE).version, undo(db, row).version]

    assert versions == [1, 2, 3]


def test_a_step_is_undone_until_the_last_second_of_its_minutes(db, wall_clock):
    row = come(db, TAKEN)

    wall_clock.shift(MINUTES * 60)
    offered = inquiries.undoable(db, row, clock.now(), MINUTES)
    wall_clock.shift(1)
    after = inquiries.undoable(db, row, clock.now(), MINUTES)

    assert (offered, after) == (Step.TAKE, None)
    with pytest.raises(UndoOver):
        undo(db, row)


def test_what_a_colleague_has_done_since_is_never_undone_by_mistake(db):
    row = come(db, TAKEN)
    given = Asked(Channel.MAIL, "Exempelbladet", "Farsta", "Hur många träd?")

    inquiries.correct(db, row.number, row.version, given, clock.now())

    assert inquiries.undoable(db, row, clock.now(), MINUTES) is None
    with pytest.raises(Stale):
        undo(db, row)


def test_only_the_last_step_is_undone(db):
    row = come(db, [*TAKEN, (Step.WAIT, {"whom": "Bromma"})])

    undo(db, row)

    assert row.status is Status.TAKEN
    with pytest.raises(NotFound):
        undo(db, row)


def test_closing_is_undone_with_the_owner_and_the_text_though_swept_meanwhile(db, wall_clock):
    wall_clock.shift(59)  # of the minute that the row keeps
    row = come(db, [*WRITTEN, (Step.CLOSE, {"outcome": Outcome.WITHDRAWN})])
    note(db, row)
    wall_clock.shift(MINUTES * 60)

    sweeping.sweep(db, clock.now(), MINUTES)
    undo(db, row)

    assert (row.owner_id, row.proposed, notes(db)) == (ME.id, TEXT, 1)


def test_a_step_that_the_standing_does_not_allow_is_refused(db):
    row = come(db, CLOSED)

    with pytest.raises(WrongState):
        take(db, row, Step.TAKE)


def test_a_released_answer_is_found_and_an_unreleased_one_is_not(db):
    row = come(db, SIGNED)
    before = found(db, "lindar")

    take(db, row, Step.RELEASE)

    assert (before, found(db, "lindar")) == ([], [f"answer {row.number}"])


def test_a_release_that_is_undone_is_not_found_any_longer(db):
    row = come(db, RELEASED)

    undo(db, row)

    assert found(db, "lindar") == []


@pytest.mark.parametrize("path", [CLOSED, [*CLOSED, (Step.REOPEN, {})]])
def test_an_answer_is_found_as_long_as_it_stands(db, path):
    row = come(db, path)

    assert found(db, "tolv lindar") == [f"answer {row.number}"]


def test_undoing_what_came_after_a_release_keeps_the_answer_found(db):
    row = come(db, CLOSED)

    undo(db, row)

    assert found(db, "lindar") == [f"answer {row.number}"]


def test_the_mandate_ends_where_a_crisis_begins(db):
    row = come(db, WRITTEN)
    db.add(Crisis(since=clock.now(), unit="Farsta"))

    with pytest.raises(BadStep, match="sign-off"):
        take(db, row, Step.RELEASE, by_mandate=True)
    come(db, [(Step.SUBMIT, {}), (Step.SIGN_OFF, {}), (Step.RELEASE, {})], row)

    assert row.answer == TEXT


def test_what_an_answer_was_copied_from_and_who_checked_it_go_with_the_text(db):
    row = come(db, TAKEN)

    take(db, row, Step.PROPOSE, text=TEXT, facts_from="Bromma")
    take(db, row, Step.PROPOSE, text=f"{TEXT} Och en ek.")

    assert (row.facts_from, row.proposed) == ("Bromma", f"{TEXT} Och en ek.")


def full(db: Session) -> Inquiry:
    """An inquiry with every field that could say who asked, or what."""
    first = asked(db)
    row = asked(
        db,
        "KANARIE frågar?",
        topic="Kultur och idrott",
        units=("Bromma",),
        spokesperson="KANARIE",
        is_live=True,
        embargo_until=clock.now() + timedelta(days=1),
        call_back_at=clock.now() + timedelta(hours=1),
        follows=first.number,
        correction=Correction.ASKED,
    )
    come(db, [*TAKEN, (Step.PROPOSE, {"text": "KANARIE", "facts_from": "Bromma"})], row)
    take(db, row, Step.WAIT, whom="KANARIE")
    db.add(Reporter(number=row.number, key_id=KEY, sealed=b"KANARIE"))
    db.add(Mask(number=row.number, field="x", first=0, after=1, section="x", digest=b"x"))
    note(db, row)
    return row


def note(db: Session, row: Inquiry) -> None:
    db.add(InquiryNote(number=row.number, key_id=KEY, day=clock.today(), sealed=b"KANARIE"))
    db.flush()


def notes(db: Session) -> int:
    return len(db.exec(select(InquiryNote.id)).all())


def test_of_a_request_for_public_records_nothing_is_kept_but_that_it_came(db):
    row = full(db)

    take(db, row, Step.TO_REGISTRAR)

    left = {name: value for name, value in kept(db, row).items() if value not in (None, "")}
    assert left == {
        "number": row.number,
        "received_at": row.received_at,
        "channel": Channel.PHONE,
        "unit": "Farsta",
        "kind": Kind.RECORDS_REQUEST,
        "due": "none",
        "status": Status.CLOSED,
        "outcome": Outcome.REGISTRAR,
        "closed_at": row.closed_at,
        "is_records_request": True,
    }


def test_of_a_request_for_public_records_no_other_table_keeps_a_trace(db):
    row = full(db)

    take(db, row, Step.TO_REGISTRAR)

    tables = (Reporter, InquiryNote, InquiryUnit, Mask, InquiryUndo)
    assert [db.exec(select(table).where(table.number == row.number)).all() for table in tables] == [
        [] for _ in tables
    ]


def test_who_had_it_is_gone_when_closing_can_no_longer_be_undone(db, wall_clock):
    row = come(db, [*WRITTEN, (Step.CLOSE, {"outcome": Outcome.WITHDRAWN})])
    note(db, row)
    wall_clock.shift(MINUTES * 60)
    early = (sweeping.sweep(db, clock.now(), MINUTES), notes(db))
    wall_clock.shift(60)

    swept = sweeping.sweep(db, clock.now(), MINUTES)

    assert (early, swept, notes(db)) == ((0, 1), 1, 0)
    left = kept(db, row)
    assert (left["owner_id"], left["proposed"], left["status"]) == (None, None, Status.CLOSED)


def test_any_step_of_any_inquiry_sweeps_what_others_left(db, wall_clock):
    row = come(db, [*WRITTEN, (Step.CLOSE, {"outcome": Outcome.WITHDRAWN})])
    note(db, row)
    wall_clock.shift(MINUTES * 60 + 60)

    come(db, TAKEN)

    assert (kept(db, row)["owner_id"], notes(db)) == (None, 0)
    assert db.exec(select(InquiryUndo).where(InquiryUndo.number == row.number)).all() == []


def test_what_is_open_keeps_its_owner_and_notes_for_good(db, wall_clock):
    row = come(db, WRITTEN)
    note(db, row)
    wall_clock.shift(timedelta(days=30))

    sweeping.sweep(db, clock.now(), MINUTES, thorough=True)

    assert (kept(db, row)["owner_id"], row.proposed, notes(db)) == (ME.id, TEXT, 1)


def test_the_nightly_sweep_finds_what_a_missed_run_left(db, wall_clock):
    row = come(db, [*TAKEN, (Step.CLOSE, {"outcome": Outcome.WITHDRAWN})])
    wall_clock.shift(timedelta(days=30))

    quick = sweeping.sweep(db, clock.now(), MINUTES)
    thorough = sweeping.sweep(db, clock.now(), MINUTES, thorough=True)

    assert (quick, thorough, kept(db, row)["owner_id"]) == (0, 1, None)
