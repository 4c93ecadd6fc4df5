"""A crisis: the switch and its undo, what is counted, one line told apart, numbers that never meet
when many log at once.
"""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from pressdesk import inquiries, rota
from pressdesk.errors import BadCrisis, BadStep, Stale, UndoOver, WrongState
from pressdesk.inquiries import Asked, Officer, issues
from pressdesk.keytables import Account, AccountState, Role
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel, Outcome, Status
from pressdesk.registertables import Crisis, Inquiry, Outlet, Unit
from pressdesk.rota import Said, read_call
from pressdesk.storage import Store
from tests.both import again

pytestmark = pytest.mark.both

NOW = datetime(2026, 11, 18, 12, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
SAID = Said("Farsta", "Vi ringer tillbaka.")
OUTLETS = ["DN", "Dagens Nyheter", "SVT Nyheter", "Sveriges Radio", "TT", "TV4", "Mitt i"]
MOBILE, LANDLINE, MAIL = "070-174 06 05", "08-465 004 17", "anna.ek@example.se"


@pytest.fixture
def lists(db):
    db.add_all([Unit(name="Farsta"), Unit(name="Bromma"), Outlet(name="DN")])
    db.flush()


def logged(db, question="Vad har hänt?", at=NOW):
    return inquiries.log(db, Asked(Channel.PHONE, "DN", "Farsta", question), at)


def released(db, row, at=NOW):
    officer = db.exec(select(Account.id)).first()
    row.answer, row.released_at, row.status, row.open_order = "Ja.", at, Status.RELEASED, None
    db.add(row)
    return officer


def test_a_crisis_is_on_until_it_is_switched_off_and_remembers_its_words(db, lists):
    rota.begin(db, SAID, NOW)
    assert inquiries.is_crisis(db)

    rota.end(db, NOW + HOUR)

    assert (rota.current(db), inquiries.is_crisis(db)) == (None, False)
    assert rota.last(db).wording == SAID.wording


def test_the_next_crisis_begins_anew_and_there_is_never_more_than_one(db, lists):
    rota.begin(db, SAID._replace(meeting_at=NOW, meeting_place="Rotundan"), NOW)
    rota.end(db, NOW)

    found = rota.begin(db, SAID._replace(unit="Bromma"), NOW + HOUR)

    assert (found.unit, found.since, found.meeting_at) == ("Bromma", NOW + HOUR, None)
    assert len(db.exec(select(Crisis)).all()) == 1


def test_switching_twice_is_refused(db, lists):
    rota.begin(db, SAID, NOW)
    with pytest.raises(WrongState):
        rota.begin(db, SAID, NOW)
    rota.end(db, NOW)

    with pytest.raises(WrongState):
        rota.end(db, NOW)


@pytest.mark.parametrize("minutes", [0, 10])
def test_switching_off_is_taken_back_exactly_within_its_minutes(db, lists, minutes):
    rota.begin(db, SAID._replace(meeting_place="Rotundan", meeting_at=NOW), NOW)
    rota.end(db, NOW + HOUR)

    rota.resume(db, NOW + HOUR + timedelta(minutes=minutes, seconds=30), 10)

    found = rota.current(db)
    assert (found.since, found.wording, found.meeting_place) == (NOW, SAID.wording, "Rotundan")


def test_it_is_not_taken_back_later_or_when_it_is_on(db, lists):
    with pytest.raises(WrongState):
        rota.resume(db, NOW, 10)
    rota.begin(db, SAID, NOW)
    with pytest.raises(WrongState):
        rota.resume(db, NOW, 10)
    rota.end(db, NOW)

    with pytest.raises(UndoOver):
        rota.resume(db, NOW + timedelta(minutes=11), 10)


def test_what_a_colleague_changed_is_not_written_over(db, lists):
    seen = rota.begin(db, SAID, NOW).version
    rota.change(db, seen, SAID._replace(meeting_at=NOW + HOUR, meeting_place="Rotundan"))

    with pytest.raises(Stale):
        rota.change(db, seen, SAID)

    assert rota.current(db).meeting_place == "Rotundan"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (SAID._replace(wording="x" * 1_001), "wording"),
        (SAID._replace(meeting_at=NOW, meeting_place="x" * 201), "place"),
        (SAID._replace(meeting_place="Rotundan"), "meeting"),
    ],
)
def test_what_is_too_long_or_half_said_is_refused(db, lists, said, reason):
    with pytest.raises(BadCrisis) as refused:
        rota.begin(db, said, NOW)

    assert (refused.value.reason, rota.current(db)) == (reason, None)


def test_in_a_crisis_no_answer_leaves_under_the_mandate(db, lists):
    db.add(Account(name="ofelia", role=Role.PRESS_OFFICER, state=AccountState.ACTIVE))
    db.flush()
    ofelia = Officer(db.exec(select(Account.id)).one(), "ofelia")
    row = logged(db)

    def go(step, **given):
        return inquiries.step(
            db, row.number, row.version, step, ofelia, NOW, undo_minutes=10, **given
        )

    go(Step.TAKE)
    go(Step.PROPOSE, text="Ingen är skadad.")
    rota.begin(db, SAID, NOW)
    with pytest.raises(BadStep) as refused:
        go(Step.RELEASE, by_mandate=True)
    rota.end(db, NOW)

    assert refused.value.reason == "sign-off"
    assert go(Step.RELEASE, by_mandate=True, outcome=Outcome.FACTS).answer == "Ingen är skadad."


def test_what_comes_is_counted_by_the_hour_for_a_day(db, lists):
    for ago, count in {0: 3, 1: 2, 23: 1, 24: 5}.items():
        for _ in range(count):
            logged(db, at=NOW - ago * HOUR)

    found = rota.counts(db, NOW)

    assert [count for _start, count in found.hours] == [1, *[0] * 21, 2, 3]
    assert found.hours[-1][0] == NOW.replace(minute=0)
    assert (found.received, found.waiting, found.answered) == (6, 11, 0)


def test_answers_are_counted_when_they_are_released(db, lists):
    rows = [logged(db, at=NOW - 30 * HOUR) for _ in range(3)]
    released(db, rows[0])
    released(db, rows[1], NOW - 25 * HOUR)
    db.flush()

    found = rota.counts(db, NOW)

    assert (found.received, found.waiting, found.answered) == (0, 1, 1)


def test_counts_name_no_officer(db, lists):
    logged(db)

    assert set(rota.Counts._fields) == {"hours", "received", "waiting", "answered"}
    assert all(isinstance(count, int) for _start, count in rota.counts(db, NOW).hours)


@pytest.mark.parametrize(
    ("typed", "outlet", "question", "name", "way_back"),
    [
        (f"DN vad händer? {MOBILE}", "DN", "vad händer?", "", MOBILE),
        (
            f"Dagens Nyheter, Anna Ek {MOBILE}, går bussarna?",
            *("Dagens Nyheter", "går bussarna?", "Anna Ek", MOBILE),
        ),
        (f"dn {LANDLINE} Hur många?", "DN", "Hur många?", "", LANDLINE),
        (f"svt: Hur många? mejla {MAIL}", "SVT Nyheter", "Hur många?", "", MAIL),
        (
            f"TT\nHur många?\n{MOBILE} Karin Lund",
            *("TT", "Hur många?", "Karin Lund", MOBILE),
        ),
        ("DN Kim 0701740605 Hur många?", "DN", "Hur många?", "Kim", "0701740605"),
        (f"DN (Anna Ek, {MOBILE}) Hur många?", "DN", "Hur många?", "Anna Ek", MOBILE),
        (
            f"TV4 Hur många? tel {LANDLINE}, {MAIL}",
            *("TV4", "Hur många?", "", f"{LANDLINE}, {MAIL}"),
        ),
        ("Mitt i Hur många?", "Mitt i", "Hur många?", "", ""),
        ("DNA-prov i Farsta?", None, "DNA-prov i Farsta?", "", ""),
        ("s: Hur många?", None, "s: Hur många?", "", ""),
        ("Täby Nytt undrar hur många", None, "Täby Nytt undrar hur många", "", ""),
        (f"DN {MOBILE}", "DN", "", "", MOBILE),
        ("DN", "DN", "", "", ""),
        ("", None, "", "", ""),
    ],
)
def test_one_line_is_told_apart(typed, outlet, question, name, way_back):
    assert read_call(typed, OUTLETS) == (outlet, question, name, way_back)


def test_a_name_that_the_question_is_about_stays_in_it():
    found = read_call(f"TV4 Karin Lunds budget, stämmer den? Ring {LANDLINE}", OUTLETS)

    assert (found.question, found.name) == ("Karin Lunds budget, stämmer den?", "")


def test_our_own_number_is_no_way_back():
    found = read_call(f"DN varför svarar ingen på {LANDLINE}?", OUTLETS, frozenset({LANDLINE}))

    assert (found.question, found.way_back) == (f"varför svarar ingen på {LANDLINE}?", "")


@pytest.mark.parametrize("way", [MOBILE, LANDLINE, MAIL, "0046 70 174 06 05", "+46701740605"])
@pytest.mark.parametrize("before", ["", "Tel: ", "nås på ", "Ring mig på ", "Anna Ek, "])
def test_no_way_back_is_ever_left_in_a_question(way, before):
    for typed in (f"DN Vad sker? {before}{way}", f"DN {before}{way}. Vad sker?"):
        found = read_call(typed, OUTLETS)

        assert way not in found.question
        assert way in found.way_back
        assert "Vad sker?" in found.question


def at_once(store: Store, threads: int, each: int) -> list[int]:
    """The numbers that so many threads get who log at the same moment."""
    given: list[int] = []
    gate = threading.Barrier(threads)

    def log() -> None:
        gate.wait()
        for _ in range(each):
            with store.writing() as db:
                given.append(logged(db).number)

    with store.writing() as db:
        db.add_all([Unit(name="Farsta"), Outlet(name="DN")])
    workers = [threading.Thread(target=log) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return given


@pytest.mark.both(every=1)
def test_numbers_are_given_out_once_when_many_log_at_once(store):
    patient = again(store)

    given = at_once(patient, threads=6, each=5)

    patient.close()
    assert sorted(given) == list(range(2026_000_001, 2026_000_031))


def test_what_is_taken_in_joins_the_pinned_issue_and_changes_nothing_else(db, lists):
    row, issue = logged(db), issues.make(db, "Branden", None, NOW.date())
    before = row.model_dump(exclude={"issue_id"})

    issues.add(db, issue.id, [row.number])

    assert row.model_dump(exclude={"issue_id"}) == before
    assert db.get(Inquiry, row.number).issue_id == issue.id
