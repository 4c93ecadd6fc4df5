"""The clock jumps in the middle of everything, and is set right again: nothing is purged that was
not due, nothing written is lost, nobody meets a page without words, no session lives for a year.
"""

from datetime import timedelta

import pytest

from pressdesk import clock, retention
from pressdesk.cli import nightly
from pressdesk.staff import sessions
from tests.conftest import lodged, ref_of, sign_in
from tests.faults import places
from tests.pages import checked, fetch, opened, submit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JUMPS = [-366 * DAY, -31 * DAY, -DAY, -HOUR, HOUR, DAY, 31 * DAY, 366 * DAY]
BEFORE, BETWEEN = "Frågan före hoppet?", "Frågan som skickas efter hoppet?"
HOLDER = b"h" * 16


@pytest.fixture
def right(desk_site):
    """A site whose nightly work has run today."""
    assert nightly.run(desk_site.site, holder=HOLDER).tidied
    return desk_site


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_clock_that_jumps_and_comes_back_loses_nothing(right, employee, ofelia, wall_clock, jump):
    code, page = lodged(right, BEFORE), checked(employee, BETWEEN)

    wall_clock.shift(jump)
    during = [submit(employee, page, "/skicka"), *looked(employee, ofelia, code)]
    nightly.run(right.site, holder=HOLDER)
    wall_clock.shift(-jump)

    assert {page.status for page in during} <= {200, 401, 422, 503}
    assert submit(employee, page, "/skicka").status == 200
    assert nightly.run(right.site, holder=b"i" * 16).tidied.purged == 0
    assert places.stored(right) == {BEFORE: 1, BETWEEN: 1}
    assert BEFORE in opened(employee, code).text


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_an_answer_of_the_wrong_day_is_kept_or_given_back(right, ofelia, wall_clock, jump):
    lodged(right, BEFORE)
    path = f"/desk/arende/{ref_of(right, BEFORE)}"
    page = fetch(ofelia, path)

    wall_clock.shift(jump)
    done = submit(ofelia, page, f"{path}/svara", text="Svaret.")
    if done.status == 400:  # a page of the future: she presses once more
        done = submit(ofelia, done, f"{path}/svara")

    assert done.status in {303, 401}
    assert "Svaret." in done.text or places.stored(right)["Svaret."] == 1


@pytest.mark.parametrize("jump", [31 * DAY, 366 * DAY], ids=str)
def test_a_session_of_a_clock_far_ahead_ends_when_the_clock_is_right(desk_site, wall_clock, jump):
    client = desk_site.app().test_client()
    wall_clock.shift(jump)
    assert sign_in(client, desk_site.ofelia).status_code == 303

    wall_clock.shift(-jump)

    assert fetch(client, "/konto/").status == 401


@pytest.mark.parametrize("back", [timedelta(minutes=1), HOUR, DAY], ids=str)
def test_a_clock_set_back_by_hours_signs_nobody_out(ofelia, wall_clock, back):
    wall_clock.shift(-back)

    assert fetch(ofelia, "/desk/").status == 200


def test_a_session_begun_by_a_clock_ahead_would_live_on(ofelia, wall_clock, monkeypatch):
    monkeypatch.setattr(sessions, "FURTHEST_SECONDS", float("inf"))

    wall_clock.shift(-366 * DAY)

    assert fetch(ofelia, "/konto/").status == 200


@pytest.mark.parametrize("jump", [DAY, 366 * DAY], ids=str)
def test_a_lease_of_a_clock_ahead_keeps_nobody_from_tidying(desk_site, wall_clock, jump):
    wall_clock.shift(jump)
    with desk_site.store.writing() as db:
        assert retention.take_lease(db, HOLDER, clock.now().timestamp())

    wall_clock.shift(-jump)

    assert nightly.run(desk_site.site, holder=b"i" * 16).tidied


def looked(employee, ofelia, code):
    """What they see while it is wrong."""
    yield from (fetch(employee, path) for path in ("/", "/fraga"))
    yield opened(employee, code)
    yield from (fetch(ofelia, path) for path in ("/desk/", "/konto/", "/register/"))
