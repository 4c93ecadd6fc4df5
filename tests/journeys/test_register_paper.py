"""What the register's pages look like on paper and on the narrowest phone, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from pressdesk import clock, inquiries
from pressdesk.inquiries import sealed
from tests.conftest import Served
from tests.inquiring import QUESTION, logged
from tests.journeys.conftest import PHONE, has_no_sideways_scroll, sign_in

pytestmark = pytest.mark.both(every=0)

NAME, WAY_BACK, NOTE = "Nils Nyhet", "nils@exempelbladet.example", "Ring stadsarkivet i morgon."
LONG = "Överförmyndarförvaltningens presskommunikatörer"


@pytest.fixture
def ref(served: Served) -> str:
    """An inquiry with a sealed contact and a working note."""
    ref = logged(served.desk)
    number, me, today = inquiries.number_of(ref), served.desk.holder(), clock.today()
    with served.desk.store.writing() as db:
        sealed.keep_reporter(db, me, number, NAME, WAY_BACK, today)
        sealed.note(db, me, number, NOTE, today)
    return ref


@pytest.fixture
def phone(browse, served: Served) -> Page:
    page: Page = browse(viewport=PHONE)
    sign_in(page, served.desk.ofelia)
    return page


def test_an_inquiry_on_paper_has_no_contact_and_no_note(phone, ref):
    phone.goto(f"/register/{ref}")
    for words in (NAME, WAY_BACK, NOTE):
        expect(phone.get_by_text(words)).to_be_visible()

    phone.emulate_media(media="print")

    expect(phone.get_by_text(QUESTION)).to_be_visible()
    for words in (NAME, WAY_BACK, NOTE):
        expect(phone.get_by_text(words)).to_be_hidden()


def test_a_hand_over_sheet_is_read_on_the_narrowest_phone(phone, ref):
    phone.goto(f"/register/{ref}")
    phone.get_by_role("button", name="Ta förfrågan").click()
    phone.locator("summary", has_text="Vänta på fakta").click()
    phone.locator('[id="wait-whom"]').fill(LONG)
    phone.get_by_role("button", name="Vänta på fakta").click()

    phone.goto("/register/overlamning")

    expect(phone.get_by_text(f"Väntar på {LONG}")).to_be_visible()
    assert has_no_sideways_scroll(phone)


@pytest.mark.parametrize("tab", ["Lämnade", "Alla"])
def test_the_open_tab_is_in_sight_on_the_narrowest_phone(phone, tab):
    phone.goto("/register/")
    phone.get_by_role("link", name=tab, exact=True).click()

    chosen = phone.locator(".tabs [aria-current]")

    expect(chosen).to_have_text(tab)
    expect(chosen).to_be_in_viewport(ratio=1)
    assert has_no_sideways_scroll(phone)
