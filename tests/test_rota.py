"""The rota: whose week it is at every instant, filling, swapping, taking over, falling out; and the
sheet that is handed over.
"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import select

from pressdesk import clock, rota
from pressdesk.errors import BadRota
from pressdesk.keytables import Account, AccountState, Role, Site
from pressdesk.register.words import Channel, Due, Outcome, Status
from pressdesk.registertables import Crisis, DutyWeek, Inquiry, Line, LineText, Outlet, Unit
from pressdesk.rota import Plan

pytestmark = pytest.mark.both

MONDAY_NOON = (0, time(12))
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)  # a Wednesday, 13.00 in Sweden
TODAY = date(2026, 11, 18)
MONDAY = date(2026, 11, 16)
A_WEEK = timedelta(weeks=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def people(db):
    """Three officers who can sign in, one who cannot any longer, and the chief."""
    db.add(Site(founded="2026-11", recovery_public=b""))
    for name in ("ofelia", "olle", "berit"):
        db.add(Account(name=name, role=Role.PRESS_OFFICER, state=AccountState.ACTIVE))
    db.add(Account(name="gamla", role=Role.PRESS_OFFICER, state=AccountState.DISABLED))
    db.add(Account(name="clara", role=Role.COMMS_CHIEF, state=AccountState.ACTIVE))
    db.flush()
    return ["ofelia", "olle", "berit"]


def place(db, week, officer, backup=None):
    rota.place(db, MONDAY + week * A_WEEK, officer, backup, NOW, MONDAY_NOON)


def planned(db, weeks=4):
    every = rota.weeks(db, MONDAY, MONDAY + (weeks - 1) * A_WEEK, MONDAY_NOON)
    return [(week.officer, week.backup) for week in every]


def fill(db, turn, first=0, last=3, **how):
    plan = Plan(MONDAY + first * A_WEEK, MONDAY + last * A_WEEK, turn, **how)
    return rota.fill(db, plan, NOW, MONDAY_NOON)


def disable(db, name):
    account = db.exec(select(Account).where(Account.name == name)).one()
    account.state = AccountState.DISABLED
    db.add(account)
    db.flush()


@pytest.mark.parametrize(
    ("change", "day"),
    [
        (MONDAY_NOON, datetime(2026, 11, 16, 11, tzinfo=UTC)),  # noon in winter
        (MONDAY_NOON, datetime(2026, 7, 6, 10, tzinfo=UTC)),  # and in summer
        (MONDAY_NOON, datetime(2026, 4, 6, 10, tzinfo=UTC)),  # Easter Monday changes nothing
        (MONDAY_NOON, datetime(2027, 1, 4, 11, tzinfo=UTC)),
        ((4, time(8)), datetime(2026, 11, 20, 7, tzinfo=UTC)),
        ((6, time(2, 30)), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # the hour that is skipped
        ((6, time(2, 30)), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # that comes twice
    ],
)
def test_the_week_changes_at_the_sites_own_minute_in_sweden(change, day):
    before, at = rota.monday_at(day - MINUTE, change), rota.monday_at(day, change)

    assert at - before == A_WEEK
    assert rota.begins(at, change) == day
    assert at <= day.astimezone(clock.SWEDEN).date() < at + A_WEEK


def test_who_is_on_duty_changes_with_the_week(db, people):
    place(db, 0, "ofelia", "olle")
    place(db, 1, "berit")
    ends = rota.begins(MONDAY + A_WEEK, MONDAY_NOON)

    last, first = (rota.on_duty(db, at, MONDAY_NOON) for at in (ends - MINUTE, ends))

    assert (last.officer, last.backup, last.until) == ("ofelia", "olle", ends)
    assert (first.officer, first.backup, first.until) == ("berit", None, ends + A_WEEK)


def test_on_duty_and_crisis_take_one_query(db, people):
    place(db, 0, "ofelia")
    db.add(Unit(name="Farsta"))
    db.flush()
    db.add(Crisis(since=NOW, unit="Farsta"))
    db.flush()
    asked = []
    sa.event.listen(db.get_bind(), "before_cursor_execute", lambda *given: asked.append(given))

    found = rota.on_duty(db, NOW, MONDAY_NOON)

    assert (found.officer, found.crisis_since, len(asked)) == ("ofelia", NOW, 1)


def test_whoever_cannot_sign_in_falls_out_of_the_rota(db, people):
    place(db, 0, "ofelia", "olle")
    place(db, 1, "olle", "ofelia")

    disable(db, "ofelia")

    now = rota.on_duty(db, NOW, MONDAY_NOON)
    assert (now.officer, now.backup) == (None, "olle")
    assert rota.on_duty(db, NOW + A_WEEK, MONDAY_NOON)[:2] == ("olle", None)
    assert planned(db, 2) == [(None, "olle"), ("olle", None)]
    assert rota.officers(db) == ["berit", "olle"]


def test_an_empty_site_has_nobody_on_duty(db):
    found = rota.on_duty(db, NOW, MONDAY_NOON)

    assert found == (None, None, rota.begins(MONDAY + A_WEEK, MONDAY_NOON), None)


def test_weeks_are_filled_in_turn_and_the_next_in_turn_stands_in(db, people):
    filled = fill(db, people)

    assert filled == 4
    assert planned(db) == [
        ("ofelia", "olle"),
        ("olle", "berit"),
        ("berit", "ofelia"),
        ("ofelia", "olle"),
    ]


def test_a_filled_week_stays_unless_it_is_to_be_replaced(db, people):
    place(db, 1, "berit")

    kept = fill(db, ["ofelia", "olle"], has_backup=False)
    assert (kept, planned(db)[1]) == (3, ("berit", None))

    replaced = fill(db, ["ofelia", "olle"], replaces=True, has_backup=False)
    assert (replaced, planned(db)[1]) == (4, ("olle", None))


def test_one_alone_has_every_week_and_no_backup(db, people):
    fill(db, ["olle"])

    assert planned(db) == [("olle", None)] * 4


def test_a_week_whose_officer_fell_out_is_filled_as_an_empty_one(db, people):
    place(db, 0, "ofelia")
    disable(db, "ofelia")

    assert fill(db, ["olle"], last=0) == 1
    assert planned(db, 1) == [("olle", None)]


def test_two_weeks_change_places_and_back(db, people):
    place(db, 0, "ofelia", "olle")
    place(db, 2, "berit", "ofelia")

    for expected in (("berit", "ofelia"), ("ofelia", "olle")):
        rota.swap(db, MONDAY, MONDAY + 2 * A_WEEK, NOW, MONDAY_NOON)
        assert planned(db, 1) == [expected]


def test_taking_over_lasts_for_this_week_and_tells_what_was(db, people):
    place(db, 0, "ofelia", "olle")
    place(db, 1, "ofelia")

    was = rota.take_over(db, "olle", NOW, MONDAY_NOON)

    assert (was.officer, was.backup) == ("ofelia", "olle")
    assert planned(db, 2) == [("olle", None), ("ofelia", None)]


def test_an_empty_week_can_be_taken_and_a_backup_stays(db, people):
    rota.take_over(db, "olle", NOW, MONDAY_NOON)
    place(db, 0, "ofelia", "berit")

    rota.take_over(db, "olle", NOW, MONDAY_NOON)

    assert planned(db, 1) == [("olle", "berit")]


def test_a_week_without_anybody_is_taken_out(db, people):
    place(db, 0, "ofelia")

    place(db, 0, None)

    assert db.exec(select(DutyWeek)).all() == []


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda db: place(db, -1, "ofelia"), "past"),
        (lambda db: place(db, rota.AHEAD_WEEKS + 1, "ofelia"), "week"),
        (lambda db: rota.place(db, TODAY, "ofelia", None, NOW, MONDAY_NOON), "week"),
        (lambda db: place(db, 0, "gamla"), "officer"),
        (lambda db: place(db, 0, "clara"), "officer"),
        (lambda db: place(db, 0, None, "olle"), "officer"),
        (lambda db: place(db, 0, "ofelia", "nobody"), "officer"),
        (lambda db: place(db, 0, "ofelia", "ofelia"), "same"),
        (lambda db: fill(db, []), "officer"),
        (lambda db: fill(db, ["gamla"]), "officer"),
        (lambda db: fill(db, ["olle"], first=2, last=1), "week"),
        (lambda db: fill(db, ["olle"], first=-1), "past"),
        (lambda db: rota.swap(db, MONDAY, MONDAY, NOW, MONDAY_NOON), "same"),
        (lambda db: rota.swap(db, MONDAY, MONDAY + A_WEEK, NOW, MONDAY_NOON), "week"),
        (lambda db: rota.take_over(db, "berit", NOW, MONDAY_NOON), "same"),
    ],
)
def test_what_is_no_plan_is_refused_with_its_reason(db, people, act, reason):
    place(db, 0, "berit")

    with pytest.raises(BadRota) as refused:
        act(db)

    assert refused.value.reason == reason
    assert planned(db) == [("berit", None), *[(None, None)] * 3]


def test_no_function_of_the_rota_counts_weeks(db, people):
    fill(db, people)
    told = [*rota.weeks(db, MONDAY, MONDAY, MONDAY_NOON), rota.on_duty(db, NOW, MONDAY_NOON)]

    numbers = [value for row in told for value in row if isinstance(value, int)]

    assert numbers == []


def inquiry(serial, **given):
    """An inquiry that waits for an answer, unless it is said otherwise."""
    until = given.get("due_until")
    status = given.get("status", Status.NEW)
    waits = status not in {Status.RELEASED, Status.CLOSED}
    order = f"{until:%Y-%m-%dT%H:%MZ}" if until else "9999"
    return Inquiry(
        **{
            "number": 2026_000_000 + serial,
            "received_at": NOW,
            "channel": Channel.PHONE,
            "outlet": "DN",
            "unit": "Farsta",
            "question": f"Fråga {serial}",
            "due": Due.TIME if until else Due.NONE,
            "open_order": order if waits else None,
        }
        | given
    )


@pytest.fixture
def listed(db):
    db.add_all([Outlet(name="DN"), Unit(name="Farsta")])
    db.flush()


def serials(listed):
    return [row.inquiry.number - 2026_000_000 for row in listed.rows]


def test_the_sheet_has_what_waits_by_deadline_and_leaves_out_what_sleeps(db, listed):
    hours = {1: 3, 2: 1, 3: None, 4: 2}
    for serial, ahead in hours.items():
        until = NOW + timedelta(hours=ahead) if ahead else None
        db.add(inquiry(serial, due_until=until))
    db.add(inquiry(5, parked_until=TODAY + timedelta(days=2)))
    db.add(inquiry(6, parked_until=TODAY + timedelta(days=8)))
    db.add(inquiry(7, parked_until=TODAY))  # it woke today
    db.flush()

    sheet = rota.sheet(db, NOW, TODAY)

    assert serials(sheet.open) == [2, 4, 1, 3, 7]
    assert serials(sheet.waking) == [5]


def test_the_sheet_has_promised_calls_and_embargoes_that_lift(db, listed):
    late, soon = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    answered = {"answer": "Ja.", "released_at": NOW}
    ended = {"outcome": Outcome.FACTS, "closed_at": NOW}
    db.add(inquiry(1, call_back_at=soon))
    db.add(inquiry(2, call_back_at=late, status=Status.RELEASED, **answered))
    db.add(inquiry(3, call_back_at=soon, status=Status.CLOSED, **ended))
    db.add(inquiry(4, embargo_until=soon, status=Status.CLOSED, **answered, **ended))
    db.add(inquiry(5, embargo_until=late))
    db.flush()

    sheet = rota.sheet(db, NOW, TODAY)

    assert serials(sheet.call_backs) == [2, 1]
    assert serials(sheet.embargoes) == [4]


def lines(db, number, *, until, withdrawn=False, versions=1):
    db.add(Line(id=number, unit="Farsta", version=versions, is_withdrawn=withdrawn))
    db.flush()
    for version in range(1, versions + 1):
        given = {"facts": "Ja.", "checked_on": TODAY, "at": NOW}
        title = f"Budskap {number}.{version}"
        last = until if version == versions else TODAY
        db.add(LineText(line_id=number, version=version, title=title, valid_until=last, **given))
    db.flush()


def test_the_sheet_tells_which_lines_expire_and_which_are_valid(db, listed):
    lines(db, 1, until=TODAY)
    lines(db, 2, until=TODAY + timedelta(days=8), versions=2)
    lines(db, 3, until=None)
    lines(db, 4, until=TODAY - timedelta(days=1))
    lines(db, 5, until=None, withdrawn=True)

    sheet = rota.sheet(db, NOW, TODAY)

    assert [line.title for line in sheet.expiring.rows] == ["Budskap 1.1"]
    assert [line.title for line in sheet.valid.rows] == ["Budskap 2.2", "Budskap 3.1"]


def test_the_sheet_says_how_many_there_was_no_room_for(db, listed):
    db.add_all(inquiry(serial) for serial in range(1, 61))
    db.flush()

    sheet = rota.sheet(db, NOW, TODAY)

    assert len(sheet.open.rows) + sheet.open.more == 60
    assert 0 < len(sheet.open.rows) < 60
    assert sheet.call_backs.more == 0


def test_a_duty_week_of_an_account_that_is_gone_says_nobody(db, people):
    db.add(DutyWeek(monday=MONDAY, account_id=uuid4(), backup_id=uuid4()))
    db.flush()

    assert planned(db, 1) == [(None, None)]
    assert rota.on_duty(db, NOW, MONDAY_NOON).officer is None
