"""Changing language in a real browser, and the key that must not."""

import pytest

from tests.conftest import lodged
from tests.journeys.conftest import sign_in

pytestmark = pytest.mark.both(every=0)


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_a_field_sends_its_form_and_changes_no_language(browse, served, scripts):
    page = browse(java_script_enabled=scripts)
    code = lodged(served.desk)
    page.goto("/svar")
    page.get_by_label("Kvittokod").fill(code)
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Din fråga", level=1).wait_for()
    assert page.locator("html").get_attribute("lang") == "sv"


def test_a_press_of_another_language_keeps_what_is_typed(browse, served):
    page = browse()
    page.goto("/fraga")
    page.get_by_label("Din fråga").fill("Vad får jag säga?")
    page.get_by_role("button", name="English").click()

    assert page.url == f"{served.url}/en/fraga"
    assert page.locator("textarea").input_value() == "Vad får jag säga?"
    assert page.locator("html").get_attribute("lang") == "en"


def test_enter_in_the_intake_saves_no_half_inquiry_and_changes_no_language(browse, served):
    page = browse()
    sign_in(page, served.desk.ofelia)
    page.goto("/register/ny")
    page.get_by_label("Redaktion").first.fill("Radio Ex")
    page.keyboard.press("Enter")

    assert page.url == f"{served.url}/register/ny"
    assert page.get_by_label("Redaktion").first.input_value() == "Radio Ex"
