"""Nobody may ask who asks for public records (TF 2:18): nothing of whoever does is anywhere."""

from datetime import timedelta

import pytest

from pressdesk import clock, inquiries
from pressdesk.errors import BadInquiry
from pressdesk.inquiries import Asked, sealed
from pressdesk.register import lists
from pressdesk.register.words import Channel
from pressdesk.schema import Record
from tests.conftest import Desk, fields
from tests.inquiring import logged, press, row_of
from tests.pages import fetch, submit

pytestmark = pytest.mark.both(every=10)

NEW = "/register/ny"
HERS = "Rekvirentkanarie"


def held(site: Desk, words: str) -> list[str]:
    """Tables in which words stand."""
    with site.store.reading() as db:
        return [
            name
            for name, table in Record.metadata.tables.items()
            for row in db.connection().execute(table.select())
            if words in " ".join(map(str, row))
        ]


def draft(site: Desk, about: str) -> dict[str, str]:
    with site.store.reading() as db:
        return sealed.draft(db, site.holder(), about)


def to_registrar(client, ref: str) -> None:
    assert press(client, ref, "registrator", confirm="yes").status == 303


def test_a_draft_goes_when_a_request_is_counted_at_once(desk_site, ofelia):
    page = fetch(ofelia, NEW)
    submit(ofelia, page, NEW, question=HERS, name=HERS, action="draft")

    submit(ofelia, fetch(ofelia, NEW), NEW, question="", name="", unit="Farsta", action="records")

    assert draft(desk_site, "new") == {}


def test_a_draft_that_comes_late_goes_with_the_second_press(desk_site, ofelia):
    page = fetch(ofelia, NEW)
    asked = submit(ofelia, page, NEW, question=HERS, unit="Farsta", action="records")
    token = fields(page.text, NEW)  # on its way when the button was pressed
    ofelia.post("/register/utkast/new", data=token | {"question": HERS})

    submit(ofelia, asked, "/register/begaran")

    assert draft(desk_site, "new") == {}


def test_a_new_inquiry_that_is_being_written_survives_a_request_counted_meanwhile(
    desk_site, ofelia
):
    submit(ofelia, fetch(ofelia, NEW), NEW, question="En annan fråga", action="draft")

    submit(ofelia, fetch(ofelia, "/register/begaran"), "/register/begaran", unit="Farsta")

    assert draft(desk_site, "new")["question"] == "En annan fråga"


def test_an_outlet_that_only_the_request_had_leaves_the_list(desk_site, ofelia):
    with desk_site.store.writing() as db:
        lists.find_or_add_outlet(db, HERS)
    ref = logged(desk_site, outlet=HERS)

    to_registrar(ofelia, ref)

    assert held(desk_site, HERS) == []


def test_an_outlet_that_others_have_stays(desk_site, ofelia):
    ref = logged(desk_site)
    other = logged(desk_site, "En annan fråga")

    to_registrar(ofelia, ref)

    assert row_of(desk_site, other).outlet == "Exempelbladet"


def test_what_follows_a_request_does_not_say_so(desk_site, ofelia):
    ref = logged(desk_site)
    number = inquiries.number_of(ref)
    later = logged(desk_site, "En följdfråga", follows=number)

    to_registrar(ofelia, ref)

    assert row_of(desk_site, later).follows is None


def test_nothing_can_follow_a_request(desk_site, ofelia):
    ref = logged(desk_site)
    to_registrar(ofelia, ref)
    asked = Asked(Channel.PHONE, "Exempelbladet", "Farsta", "En följdfråga")

    with desk_site.store.writing() as db:
        lists.find_or_add_outlet(db, "Exempelbladet")
        follows = asked._replace(follows=inquiries.number_of(ref))
        with pytest.raises(BadInquiry, match="follows"):
            inquiries.log(db, follows, clock.now())


@pytest.mark.parametrize("what", ["answer", "note", "particulars", "follow-up"])
def test_her_drafts_of_it_go(desk_site, ofelia, what):
    ref = logged(desk_site)
    with desk_site.store.writing() as db:
        sealed.keep_draft(db, desk_site.holder(), f"{ref} {what}", {"x": HERS}, clock.today())

    to_registrar(ofelia, ref)

    assert draft(desk_site, f"{ref} {what}") == {}


def test_no_address_cookie_or_answer_repeats_what_was_typed(desk_site, ofelia):
    page = fetch(ofelia, NEW)
    given = {"question": HERS, "outlet": HERS, "name": HERS, "unit": "Farsta"}
    asked = submit(ofelia, page, NEW, **given, action="records")
    token = fields(asked.text, "/register/begaran")

    answer = ofelia.post("/register/begaran", data=token | given)

    assert HERS not in repr(answer.headers) + answer.text
    assert HERS not in ofelia.get(answer.location).text
    assert held(desk_site, HERS) == []


def test_browsers_keep_no_page_on_which_it_stood(ofelia):
    asked = submit(ofelia, fetch(ofelia, NEW), NEW, question=HERS, action="records")
    answer = ofelia.get("/register/begaran")

    assert HERS in asked.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "same-origin"  # no other site is told the address


def test_a_request_is_one_minute_a_unit_and_a_channel(desk_site, ofelia, wall_clock):
    ref = logged(desk_site, spokesperson="direktören", topic=None)
    press(ofelia, ref, "ta")
    wall_clock.shift(timedelta(minutes=1))
    to_registrar(ofelia, ref)

    row = row_of(desk_site, ref).model_dump(exclude_none=True, exclude_defaults=True)

    assert set(row) == {
        *("number", "received_at", "channel", "unit", "question", "kind", "status"),
        *("outcome", "closed_at", "is_records_request", "version"),
    }
    assert row["question"] == ""
