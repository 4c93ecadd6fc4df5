"""Passkeys in a real Chromium, with the authenticator that it can pretend to have."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import delete, select

from pressdesk import clock, config
from pressdesk.keytables import Passkey, StaffSession
from pressdesk.staff import accounts
from pressdesk.storage import Store
from pressdesk.vault import totp
from pressdesk.web import server
from tests.conftest import SETTINGS, Served, found, lodged, ref_of
from tests.journeys.conftest import PHONE, fill_sign_in, sign_in
from tests.journeys.test_whole_trip import looks_right

pytestmark = pytest.mark.both(every=0)

TEXT = "Ett svar som väntar medan hon loggar in igen."


@pytest.fixture
def served(store: Store, tmp_path: Path) -> Iterator[Served]:
    """The site under a name, since an address in digits has no passkeys."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"
    desk_site = found(store, config.parse(SETTINGS | {"public_url": url}), tmp_path)
    listening = server.listen(desk_site.app(), "127.0.0.1", port)
    thread = threading.Thread(target=_run, args=(listening,), daemon=True)
    thread.start()
    yield Served(desk_site, url, port)
    listening.close()
    thread.join(10)


def _run(listening: Any) -> None:
    with suppress(OSError):  # closed under it, at the end of the test
        listening.run()


class Device:
    """The authenticator of one page: a phone or a security key, unlocked by its owner."""

    def __init__(self, page: Page, **chosen: object) -> None:
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "hasPrf": True,
        }
        made = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options | chosen})
        self.id = {"authenticatorId": made["authenticatorId"]}

    def is_hers(self, unlocks: bool) -> None:
        """Whether whoever holds it can unlock it."""
        self.cdp.send("WebAuthn.setUserVerified", self.id | {"isUserVerified": unlocks})

    def credentials(self) -> list[dict[str, Any]]:
        return self.cdp.send("WebAuthn.getCredentials", self.id)["credentials"]

    def put(self, credential: dict[str, Any]) -> None:
        self.cdp.send("WebAuthn.addCredential", self.id | {"credential": credential})


def add(page: Page, served: Served, label: str = "min telefon", look: Any = None) -> None:
    """From her account's page to the list that shows the new passkey."""
    then = clock.now().timestamp() + totp.STEP_SECONDS  # a code counts once
    page.goto("/konto/")
    page.get_by_role("link", name="Passnycklar").click()
    look and look(page)
    page.get_by_label("Vad ska passnyckeln heta?").fill(label)
    page.get_by_label("Din lösenfras nu").fill(served.desk.ofelia.phrase)
    page.get_by_label("Engångskod").fill(totp.code_at(served.desk.ofelia.secret, then))
    page.get_by_role("button", name="Gå vidare").click()
    look and look(page)
    page.get_by_role("button", name="Skapa passnyckel").click()
    expect(page.get_by_text(f"Passnyckeln {label} är tillagd.")).to_be_visible()
    look and look(page)


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Logga ut", exact=True).first.click()
    expect(page.get_by_text("Du är utloggad.")).to_be_visible()


def tap(page: Page) -> None:
    page.get_by_role("button", name="Använd passnyckel").click()


def test_she_adds_her_phone_and_signs_in_with_it_alone(browse, served):
    lodged(served.desk)
    hers = browse(viewport=PHONE)
    Device(hers)
    sign_in(hers, served.desk.ofelia)
    add(hers, served, look=looks_right)
    expect(hers.get_by_text("Loggar in utan lösenfras.")).to_be_visible()
    sign_out(hers)
    looks_right(hers)

    tap(hers)

    hers.get_by_role("link", name="En reporter har ringt").click()
    expect(hers.get_by_label("Ditt svar")).to_be_visible()


def test_a_key_without_prf_is_used_with_the_passphrase(browse, served):
    lodged(served.desk)
    hers = browse(viewport=PHONE)
    Device(hers, hasPrf=False, transport="usb")
    sign_in(hers, served.desk.ofelia)
    add(hers, served)
    expect(hers.get_by_text("Ersätter bara engångskoden.")).to_be_visible()
    sign_out(hers)

    tap(hers)
    expect(hers.get_by_role("heading", level=1)).to_have_text("Skriv din lösenfras")
    looks_right(hers)
    hers.get_by_label("Lösenfras").fill(served.desk.ofelia.phrase)
    hers.get_by_role("button", name="Logga in").click()

    expect(hers.get_by_role("link", name="En reporter har ringt")).to_be_visible()


def test_her_passkey_signs_in_again_and_loses_no_text(browse, served):
    lodged(served.desk)
    hers = browse()
    Device(hers)
    sign_in(hers, served.desk.ofelia)
    add(hers, served)
    hers.goto(f"/desk/arende/{ref_of(served.desk)}")
    hers.get_by_label("Ditt svar").fill(TEXT)
    with served.desk.store.writing() as db:
        db.exec(delete(StaffSession))  # as after half an hour

    hers.get_by_role("button", name="Skicka svaret").click()
    tap(hers)
    expect(hers.get_by_label("Din text")).to_have_value(TEXT)
    hers.get_by_role("button", name="Fortsätt").click()

    expect(hers.get_by_text("Svaret är skickat.")).to_be_visible()


def test_whoever_cannot_unlock_the_phone_gets_nowhere_and_passphrase_and_code_still_work(
    browse, served
):
    hers = browse()
    phone = Device(hers)
    sign_in(hers, served.desk.ofelia)
    add(hers, served)
    sign_out(hers)
    phone.is_hers(False)

    tap(hers)
    expect(hers.get_by_text("Det gick inte att använda passnyckeln.")).to_be_visible()
    looks_right(hers)
    forget_code(served)
    fill_sign_in(hers, served.desk.ofelia)

    expect(hers.get_by_role("heading", name="Ärenden")).to_be_visible()


def test_a_copied_passkey_that_has_fallen_behind_is_refused(browse, served):
    hers = browse()
    phone = Device(hers)
    sign_in(hers, served.desk.ofelia)
    add(hers, served)
    (copied,) = phone.credentials()
    sign_out(hers)
    tap(hers)
    expect(hers.get_by_role("heading", name="Ärenden")).to_be_visible()

    thief = browse()
    Device(thief).put(copied | {"signCount": 0})
    thief.goto("/konto/logga-in")
    tap(thief)

    expect(thief.get_by_text("Passnyckeln togs inte emot.")).to_be_visible()


def test_a_passkey_that_is_removed_here_signs_in_no_more(browse, served):
    hers = browse(viewport=PHONE)
    Device(hers)
    sign_in(hers, served.desk.ofelia)
    add(hers, served)

    hers.get_by_role("link", name="Ta bort").click()
    looks_right(hers)
    hers.get_by_role("button", name="Ja, ta bort passnyckeln").click()
    expect(hers.get_by_text("är borttagen här.")).to_be_visible()
    sign_out(hers)
    tap(hers)

    expect(hers.get_by_text("Passnyckeln togs inte emot.")).to_be_visible()


def test_the_same_phone_is_not_added_twice(browse, served):
    hers = browse()
    Device(hers)
    sign_in(hers, served.desk.ofelia)
    add(hers, served)
    forget_code(served)

    hers.get_by_label("Vad ska passnyckeln heta?").fill("en gång till")
    hers.get_by_label("Din lösenfras nu").fill(served.desk.ofelia.phrase)
    hers.get_by_label("Engångskod").fill(served.desk.ofelia.code())
    hers.get_by_role("button", name="Gå vidare").click()
    hers.get_by_role("button", name="Skapa passnyckel").click()

    expect(hers.get_by_text("Ingen passnyckel skapades.")).to_be_visible()
    with served.desk.store.reading() as db:
        assert len(db.exec(select(Passkey)).all()) == 1


def forget_code(served: Served) -> None:
    """Her code is good once more, so that nobody waits half a minute for the next."""
    with served.desk.store.writing() as db:
        for account in accounts.everyone(db):
            account.totp_step = None
            db.add(account)


@pytest.mark.parametrize("scripts", [True, False], ids=["at-digits", "without-scripts"])
def test_where_no_passkey_can_be_used_the_page_says_so_and_shows_no_button(
    browser, served, scripts
):
    home = served.url.replace("localhost", "127.0.0.1") if scripts else served.url
    hers = browser.new_page(base_url=home, java_script_enabled=scripts)
    hers.goto("/konto/logga-in", wait_until="load")
    expect(hers.get_by_role("button", name="Använd passnyckel")).to_be_hidden()

    fill_sign_in(hers, served.desk.ofelia)
    expect(hers.get_by_role("heading", name="Ärenden")).to_be_visible()
    hers.goto("/konto/passnycklar")

    expect(hers.get_by_text(f"öppna sidan på {served.url}/konto/passnycklar")).to_be_visible()
    expect(hers.get_by_role("button", name="Gå vidare")).to_be_hidden()
    hers.close()
