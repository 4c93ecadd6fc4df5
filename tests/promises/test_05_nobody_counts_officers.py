"""No compilation per officer: once an inquiry is over, no column of the register says who worked on
it, and no file says so ever, so that no routine of the authority's can count by person (TF 2:6).
"""

from datetime import timedelta

import pytest

from pressdesk import clock, inquiries, rota
from pressdesk.cli import nightly
from pressdesk.register.standing import Step
from pressdesk.registertables import DutyWeek
from pressdesk.schema import Record
from pressdesk.storage import Store
from tests.conftest import Desk, sign_in
from tests.handing import OFELIA, asked, at, handed, pass_clean
from tests.inquiring import logged, page_of, press, released, row_of, written

pytestmark = pytest.mark.both

HOLDER = bytes(16)
SIGNED = [
    (Step.TAKE, {}),
    (Step.PROPOSE, {"text": "Tolv."}),
    (Step.SUBMIT, {}),
    (Step.SIGN_OFF, {}),
    (Step.RELEASE, {}),
]
REGISTER = {
    *("inquiry", "inquiry_undo", "inquiry_note", "inquiry_unit", "reporter", "mask"),
    *("issue", "line", "line_text", "search_text", "crisis", "register_draft"),
}


def naming(store: Store, words: set[str]) -> set[str]:
    """Tables of the register with a value that is, or holds, one of the words."""
    found = set()
    with store.reading() as db:
        for name in REGISTER:
            for row in db.connection().execute(Record.metadata.tables[name].select()):
                text = " ".join(map(str, row)).replace("-", "")
                if any(word.replace("-", "") in text for word in words):
                    found.add(name)
    return found


def night(site: Desk) -> None:
    assert nightly.run(site.site, holder=HOLDER, clock_is_right=True).is_settled


@pytest.fixture
def hers(desk_site: Desk) -> set[str]:
    """What she is called, in words and as an id."""
    return {"ofelia", str(desk_site.holder().id)}


def test_who_signed_a_text_off_is_told_while_the_inquiry_is_open(desk_site, ofelia, hers):
    ref = logged(desk_site)

    released(ofelia, ref)

    assert row_of(desk_site, ref).signed_by == "ofelia"
    assert "av Ofelia" in page_of(ofelia, ref).text
    assert naming(desk_site.store, hers) >= {"inquiry"}


def test_once_closing_cannot_be_undone_no_column_says_who(desk_site, ofelia, hers, wall_clock):
    ref = logged(desk_site)
    released(ofelia, ref, outcome="facts")

    wall_clock.shift(timedelta(minutes=11))
    logged_later = logged(desk_site)
    press(ofelia, logged_later, "parkera", until="fre")  # any step sweeps

    assert naming(desk_site.store, hers) == set()
    assert row_of(desk_site, ref).signed_at is not None
    assert "Godkänd" in page_of(ofelia, ref).text
    assert "av Ofelia" not in page_of(ofelia, ref).text


def test_what_is_answered_and_left_open_says_who_for_a_week_at_most(
    desk_site, ofelia, hers, wall_clock
):
    ref = logged(desk_site)
    released(ofelia, ref)

    wall_clock.shift(timedelta(days=6))
    night(desk_site)
    before = naming(desk_site.store, hers)
    wall_clock.shift(timedelta(days=2))
    night(desk_site)

    assert before == {"inquiry"}
    assert naming(desk_site.store, hers) == set()
    assert row_of(desk_site, ref).answer is not None


def test_a_mandate_does_not_become_a_name(desk_site, ofelia, wall_clock):
    ref = logged(desk_site)
    written(ofelia, ref)
    press(ofelia, ref, "lamna", mandate="y", outcome="facts")

    wall_clock.shift(timedelta(days=1))
    night(desk_site)

    assert sign_in(ofelia, desk_site.ofelia).status_code == 303  # the night was long
    assert row_of(desk_site, ref).signed_by is None
    assert "enligt jourens mandat" in page_of(ofelia, ref).text


def test_answers_under_the_mandate_cannot_be_held_against_old_duty_weeks(desk_site, wall_clock):
    with desk_site.store.writing() as db:
        monday = rota.monday_at(clock.now(), desk_site.settings.rota_changes)
        db.add(DutyWeek(monday=monday, account_id=desk_site.holder().id))

    kept = []
    for _week in range(3):
        with desk_site.store.reading() as db:
            kept.append(db.get(DutyWeek, monday) is not None)
        wall_clock.shift(timedelta(weeks=1))
        night(desk_site)

    assert kept == [True, True, False]


@pytest.mark.parametrize("kind", ["print", "csv", "excel"])
def test_no_document_says_who_signed_off(desk_site, ofelia, kind):
    with desk_site.store.writing() as db:
        row = asked(db, "Hur många lindar står på torget?", at(1))
        for step, given in SIGNED:
            inquiries.step(
                db, row.number, row.version, step, OFELIA, at(2), undo_minutes=9, **given
            )
    assert row_of(desk_site, inquiries.reference(row.number)).signed_by == "ofelia"
    pass_clean(ofelia)

    told = _of_paper(handed(ofelia, kind).data.decode("utf-8-sig"))

    assert "pressenheten" in told
    assert "ofelia" not in told.casefold()


def _of_paper(text: str) -> str:
    """What goes on paper; the page around it greets whoever is signed in."""
    _head, found, rest = text.partition('class="register-paper"')
    return rest.partition("</main>")[0] if found else text


def test_who_works_on_an_open_one_would_be_seen(desk_site, ofelia, hers):
    written(ofelia, logged(desk_site))

    assert naming(desk_site.store, hers) == {"inquiry"}
