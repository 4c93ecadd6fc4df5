"""Accounts: enrol in two steps, sign in with the same work for all, sign out, hand over keys."""

import base64
import re

import pytest
from flask.testing import FlaskClient
from sqlmodel import select, update

from pressdesk import clock
from pressdesk.keytables import Account, AccountState, StaffSession
from pressdesk.staff import accounts
from pressdesk.staff.accounts import ENROL_DAYS
from pressdesk.staff.tries import MOST_TRIES, WINDOW_SECONDS
from pressdesk.tables import Message
from pressdesk.vault import keys, passphrase, receipts, sealing, totp
from pressdesk.web import passes
from tests.both import bytes_of
from tests.conftest import PHRASE, Person, fields, invited, lodged, ref_of, sign_in
from tests.pages import Page, act, attributes, fetch, pairs, send, submit, words

pytestmark = pytest.mark.both(every=10)

DAY = 24 * 3600
HTTPS = "https://press.example.se"
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')
QUESTION_TO_PASSKEY = re.compile(r'data-challenge="[^"]*"|name="challenge" value="[^"]*"')
ANSWER = "Säg det du själv vill.\n\nDu behöver inte fråga någon."
WEAK = {
    "short": "kort fras",
    "long": "ab cd efg " * 30,
    "common": "Mitt hemliga lösenord 2026",
    "repeats": "aaaaaaaaaaaaaaaaaaaa",
}
WRONG = {
    "name": {"name": "nobody"},
    "passphrase": {"passphrase": "månsken linjal björken tratt"},
    "code": {"code": "000000"},
    "all": {"name": "x", "passphrase": "y", "code": "z"},
    "blanks": {"name": " ", "passphrase": " ", "code": " "},
    "controls": {"name": "ofe\0lia", "passphrase": "\0", "code": "\u0661" * 6},
    "long": {"name": "o" * 5_000, "passphrase": "p" * 5_000, "code": "1" * 5_000},
}


@pytest.fixture
def client(desk_site) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return desk_site.app().test_client()


@pytest.fixture
def invitation(desk_site) -> str:
    """Olle's enrolment code."""
    with desk_site.store.writing() as db:
        return accounts.invite(db, "olle", accounts.Role.PRESS_OFFICER, clock.today())


def tries(client: FlaskClient, person: Person, **wrong: str) -> Page:
    """Sign in with something wrong."""
    return Page(sign_in(client, person, **wrong))


def first_step(client: FlaskClient, code: str, name: str = "olle") -> Page:
    return submit(client, fetch(client, "/konto/anslut"), "/konto/anslut", name=name, code=code)


def secret_of(page: Page) -> bytes:
    """The TOTP secret that the page of the second step shows."""
    shown = next(e for e in page.root.iter("p") if e.get("class") == "secret")
    plain = words(shown).replace(" ", "")
    return base64.b32decode(plain + "=" * (-len(plain) % 8))


def second_step(client: FlaskClient, page: Page, **typed: str) -> Page:
    good = totp.code_at(secret_of(page), clock.now().timestamp())
    given = {"passphrase": PHRASE, "passphrase_again": PHRASE, "code": good} | typed
    return submit(client, page, "/konto/anslut", **given)


def account(desk_site, name: str) -> Account:
    with desk_site.store.reading() as db:
        return db.exec(select(Account).where(Account.name == name)).one()


def sessions_of(desk_site) -> list[StaffSession]:
    with desk_site.store.reading() as db:
        return list(db.exec(select(StaffSession)).all())


def messages_of(desk_site) -> list[Message]:
    with desk_site.store.reading() as db:
        return list(db.exec(select(Message)).all())


def plain(page: Page) -> str:
    """A page without its form tokens and its question to a passkey, which are other each time."""
    return QUESTION_TO_PASSKEY.sub("", TOKEN.sub("", page.text))


# Enrol


def test_an_account_is_enrolled_in_two_steps_and_can_sign_in(
    desk_site, client, invitation, wall_clock
):
    page = first_step(client, invitation)

    done = second_step(client, page)
    wall_clock.shift(30)

    assert done.status == 303
    assert account(desk_site, "olle").state is AccountState.ACTIVE
    assert sign_in(client, Person("olle", PHRASE, secret_of(page))).status_code == 303


def test_the_qr_code_and_the_text_hold_the_same_secret(client, invitation):
    page = first_step(client, invitation)

    address = totp.uri(secret_of(page), "olle", "Exempelstads kommun")

    import segno

    drawn = segno.make(address, error="m").svg_inline(scale=5, border=4)
    assert drawn in page.text
    assert "style=" not in drawn


def test_nothing_is_stored_by_the_first_step(desk_site, client, invitation):
    first_step(client, invitation)

    row = account(desk_site, "olle")

    assert (row.state, row.public, row.totp_locked) == (AccountState.INVITED, None, None)


@pytest.mark.parametrize("reason", WEAK)
def test_a_weak_passphrase_is_refused_and_the_secret_stays(desk_site, client, invitation, reason):
    page = first_step(client, invitation)

    again = second_step(client, page, passphrase=WEAK[reason], passphrase_again=WEAK[reason])

    assert (again.status, again.title[:4]) == (422, "Fel:")
    assert 'id="passphrase-error"' in again.text
    assert secret_of(again) == secret_of(page)
    assert account(desk_site, "olle").state is AccountState.INVITED
    assert second_step(client, again).status == 303


@pytest.mark.parametrize(
    "typed",
    [
        {"code": "000000"},
        {"code": ""},
        {"code": "abc"},
        {"passphrase_again": "en annan lång lösenfras"},
        {"passphrase": ""},
        {"passphrase": "", "passphrase_again": ""},
    ],
)
def test_a_slip_in_the_second_step_keeps_the_secret_that_the_phone_has(client, invitation, typed):
    page = first_step(client, invitation)

    again = second_step(client, page, **typed)

    assert again.status == 422
    assert secret_of(again) == secret_of(page)
    assert second_step(client, again).status == 303


def test_no_passphrase_is_ever_written_into_a_page(client, invitation):
    again = second_step(client, first_step(client, invitation), code="000000")

    assert PHRASE not in again.text


def test_an_enrolment_code_counts_once(desk_site, client, invitation):
    page = first_step(client, invitation)
    second_step(client, page)
    before = account(desk_site, "olle").public

    again = second_step(client, page)

    assert first_step(client, invitation).status == 403
    assert again.status == 303
    assert account(desk_site, "olle").public == before


@pytest.mark.parametrize(("days", "status"), [(ENROL_DAYS, 200), (ENROL_DAYS + 1, 403)])
def test_an_invitation_runs_out(client, invitation, wall_clock, days, status):
    wall_clock.shift(days * DAY)

    page = first_step(client, invitation)

    assert page.status == status


def test_an_invitation_that_runs_out_between_the_steps_makes_no_account(
    desk_site, client, invitation, wall_clock
):
    page = first_step(client, invitation)
    wall_clock.shift((ENROL_DAYS + 1) * DAY)

    again = second_step(client, page)

    assert again.status == 303
    assert account(desk_site, "olle").state is AccountState.INVITED


@pytest.mark.parametrize("name", ["ofelia", "nobody", "clara"])
def test_a_code_enrols_its_own_account_and_no_other(client, invitation, name):
    page = first_step(client, invitation, name)

    assert (page.status, page.heading) == (403, "Anslut ditt konto")


def test_a_wrong_enrolment_code_and_a_wrong_name_look_the_same(client, invitation):
    code = receipts.mint()

    found = {
        plain(first_step(client, code, name)).replace(name, "") for name in ("olle", "xyzt", "ofel")
    }

    assert len(found) == 1


@pytest.mark.parametrize("token", ["x", "å", "AAAA", "A" * 200, "=", "\0"])
def test_an_enrolment_that_this_site_did_not_begin_is_not_found(client, invitation, token):
    page = first_step(client, invitation)

    again = submit(client, page, "/konto/anslut", token=token, passphrase=PHRASE, code="123456")

    assert again.status == 404


# Sign in


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_sign_in_is_refused(desk_site, client, what):
    page = tries(client, desk_site.ofelia, **WRONG[what])

    assert (page.status, page.title[:4]) == (403, "Fel:")
    assert sessions_of(desk_site) == []


def test_wrong_name_passphrase_and_code_give_the_same_page(desk_site, client, wall_clock):
    people = [desk_site.ofelia] * 3 + [desk_site.ofelia._replace(name="nobody")]
    wrong = [WRONG["passphrase"], WRONG["code"], WRONG["passphrase"] | WRONG["code"], {}]

    pages = [tries(client, p, **w) for p, w in zip(people, wrong, strict=True)]

    shown = [plain(page).replace('value="nobody"', 'value="ofelia"') for page in pages]
    assert shown == [shown[0]] * 4


def test_a_disabled_and_an_invited_account_give_the_same_page_as_an_unknown(
    desk_site, client, invitation
):
    lisa = invited(desk_site.store, "lisa")
    with desk_site.store.writing() as db:
        accounts.disable(db, "lisa", clock.today())

    pages = [tries(client, lisa._replace(name=name)) for name in ("lisa", "olle", "nobody")]

    names = zip(pages, ("lisa", "olle", "nobody"), strict=True)
    assert len({plain(page).replace(f'value="{name}"', "") for page, name in names}) == 1


@pytest.mark.parametrize(
    "who", ["right", "unknown", "disabled", "invited", "wrong phrase", "chief"]
)
def test_every_sign_in_takes_one_stretching_and_two_decryptions(
    desk_site, client, invitation, monkeypatch, who
):
    lisa = invited(desk_site.store, "lisa")
    with desk_site.store.writing() as db:
        accounts.disable(db, "lisa", clock.today())
    ofelia = desk_site.ofelia
    people = {
        "right": ofelia,
        "chief": desk_site.clara,
        "unknown": ofelia._replace(name="nobody"),
        "disabled": lisa,
        "invited": lisa._replace(name="olle"),
        "wrong phrase": ofelia._replace(phrase="fel fras men lika lång som en"),
    }

    counts = counted(monkeypatch)
    tries(client, people[who])

    assert counts == {"stretch": 1, "private_locked": 1, "totp_locked": 1}


def counted(monkeypatch) -> dict[str, int]:
    """How often a passphrase is stretched, and what is opened with it."""
    counts: dict[str, int] = {}
    stretch, unlock = keys.stretch, sealing.unlock

    def count_stretch(*given):
        counts["stretch"] = counts.get("stretch", 0) + 1
        return stretch(*given)

    def count_unlock(key, locked, place):
        if place.purpose == "staff key":
            counts[place.column] = counts.get(place.column, 0) + 1
        return unlock(key, locked, place)

    monkeypatch.setattr(keys, "stretch", count_stretch)
    monkeypatch.setattr(sealing, "unlock", count_unlock)
    return counts


def test_a_sign_in_that_gives_up_early_would_be_counted(desk_site, client, monkeypatch):
    real = keys.unlock
    monkeypatch.setattr(keys, "unlock", lambda row, *rest: real(row, *rest) if row else None)

    counts = counted(monkeypatch)
    tries(client, desk_site.ofelia, name="nobody")

    assert counts == {}


def test_what_is_stretched_costs_what_the_recipe_says(desk_site):
    row = account(desk_site, "ofelia")

    assert row.recipe.startswith(f"argon2id$m={passphrase.MEMORY_KIB},t=3,p=1$")


def test_a_code_of_the_app_counts_once(desk_site, client):
    first = sign_in(client, desk_site.ofelia).status_code

    second = sign_in(desk_site.app().test_client(), desk_site.ofelia).status_code

    assert (first, second) == (303, 403)


@pytest.mark.parametrize(
    ("seconds", "status"), [(-30, 303), (0, 303), (30, 303), (-90, 403), (90, 403)]
)
def test_a_code_is_good_for_the_step_beside_it(desk_site, client, seconds, status):
    code = totp.code_at(desk_site.ofelia.secret, clock.now().timestamp() + seconds)

    found = sign_in(client, desk_site.ofelia, code=code).status_code

    assert found == status


def test_a_code_older_than_the_last_used_one_is_refused(desk_site, client):
    now = clock.now().timestamp()
    ofelia = desk_site.ofelia
    sign_in(client, ofelia, code=totp.code_at(ofelia.secret, now + 30))

    found = sign_in(desk_site.app().test_client(), ofelia)

    assert found.status_code == 403


def test_a_wrong_try_does_not_use_the_code_up(desk_site, client):
    tries(client, desk_site.ofelia, **WRONG["passphrase"])

    found = sign_in(client, desk_site.ofelia)

    assert found.status_code == 303


@pytest.mark.parametrize("name", ["OFELIA", "  ofelia ", "Ofelia"])
def test_a_name_is_read_as_people_write_it(desk_site, client, name):
    assert sign_in(client, desk_site.ofelia, name=name).status_code == 303


def test_a_refused_sign_in_gives_the_name_back_and_nothing_else(desk_site, client):
    page = tries(client, desk_site.ofelia, **WRONG["passphrase"])

    given = dict(pairs(page.form("/konto/logga-in")))

    assert given["name"] == "ofelia"
    assert given["passphrase"] == given["code"] == ""


@pytest.mark.parametrize(("role", "home"), [("ofelia", "/desk/"), ("clara", "/siffror/")])
def test_each_role_comes_to_its_own_first_page(desk_site, client, role, home):
    found = sign_in(client, getattr(desk_site, role))

    assert found.headers["Location"] == home


@pytest.mark.parametrize("name", ["ofelia", "nobody"])
def test_too_many_tries_are_stopped_for_known_and_unknown_names_alike(desk_site, client, name):
    wrong = {"name": name, "passphrase": "fel fras"}
    found = [tries(client, desk_site.ofelia, **wrong).status for _ in range(MOST_TRIES + 1)]

    right = tries(client, desk_site.ofelia, name=name)

    assert found == [403] * MOST_TRIES + [429]
    assert (right.status, "Vänta en kvart" in right.text) == (429, True)


def test_a_stranger_cannot_lock_out_a_browser_that_has_signed_in(
    desk_site, ofelia, client, wall_clock
):
    for _ in range(MOST_TRIES + 1):
        tries(client, desk_site.ofelia, **WRONG["passphrase"])
    wall_clock.shift(60)

    mine, hers = sign_in(client, desk_site.ofelia), sign_in(ofelia, desk_site.ofelia)

    assert (mine.status_code, hers.status_code) == (429, 303)


def test_after_a_quarter_of_an_hour_she_may_try_again(desk_site, client, wall_clock):
    for _ in range(MOST_TRIES + 1):
        tries(client, desk_site.ofelia, **WRONG["passphrase"])
    wall_clock.shift(WINDOW_SECONDS)

    assert sign_in(client, desk_site.ofelia).status_code == 303


# Cookies


def cookies(desk_site, url: str) -> dict[str, str]:
    """The cookies of a sign-in at an address, by name."""
    client = desk_site.with_settings(public_url=url).app().test_client()
    more = {"base_url": url, "headers": {"Referer": f"{url}/konto/logga-in"}}
    page = client.get("/konto/logga-in", **more)
    given = {"name": "ofelia", "passphrase": PHRASE, "code": desk_site.ofelia.code()}
    form = fields(page.text) | given
    done = client.post("/konto/logga-in", data=form, **more)
    assert done.status_code == 303
    # What signs out by itself is on the second answer too; the last line of a name counts.
    lines = [*page.headers.getlist("Set-Cookie"), *done.headers.getlist("Set-Cookie")]
    return {line.partition("=")[0]: line for line in lines}


def test_cookies_of_a_real_site_are_for_its_host_alone_and_unseen_by_scripts(desk_site):
    found = cookies(desk_site, HTTPS)

    assert set(found) == {"__Host-pressdesk", "__Host-form", "__Host-device"}
    for line in found.values():
        flags = {part.strip() for part in line.split(";")[1:]}
        assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= flags
        assert not any(flag.startswith("Domain") for flag in flags)


def test_the_session_cookie_ends_with_the_browser(desk_site):
    line = cookies(desk_site, HTTPS)["__Host-pressdesk"]

    assert not re.search("expires|max-age", line, re.IGNORECASE)


def test_on_loopback_cookies_go_without_https_but_keep_the_rest(desk_site):
    found = cookies(desk_site, "http://localhost")

    for line in found.values():
        assert "Secure" not in line
        assert "HttpOnly" in line
        assert "SameSite=Strict" in line


def test_the_server_keeps_no_session_id(desk_site):
    line = cookies(desk_site, HTTPS)["__Host-pressdesk"]
    value = passes.bare(line.split(";")[0].partition("=")[2])
    token = base64.urlsafe_b64decode(value + "=")
    desk_site.store.settle()

    whole = bytes_of(desk_site.store)

    assert sealing.digest(token) in whole
    assert token not in whole


def test_each_sign_in_has_a_session_of_its_own(desk_site, client, wall_clock):
    sign_in(client, desk_site.ofelia)
    first = client.get_cookie("pressdesk").value
    wall_clock.shift(60)

    sign_in(client, desk_site.ofelia)

    assert client.get_cookie("pressdesk").value != first
    assert len(sessions_of(desk_site)) == 2


def test_https_staff_posts_from_another_site_are_refused(desk_site):
    site = desk_site.with_settings(public_url=HTTPS)
    client = site.app().test_client()
    form = fields(client.get("/konto/logga-in", base_url=HTTPS).text)
    elsewhere = {"Referer": "https://elsewhere.example/"}

    found = client.post("/konto/logga-in", data=form, base_url=HTTPS, headers=elsewhere)

    assert found.status_code == 400


# Sign out


def test_signing_out_ends_the_session_in_the_database(desk_site, ofelia):
    cookie = ofelia.get_cookie("pressdesk").value

    done = submit(ofelia, fetch(ofelia, "/konto/"), "/konto/logga-ut")

    assert (done.status, sessions_of(desk_site)) == (303, [])
    assert ofelia.get_cookie("pressdesk") is None
    ofelia.set_cookie("pressdesk", cookie)
    assert ofelia.get("/konto/").status_code == 401


def test_signing_out_leaves_other_sessions_alone(desk_site, ofelia, clara):
    submit(ofelia, fetch(ofelia, "/konto/"), "/konto/logga-ut")

    assert clara.get("/konto/").status_code == 200


def test_signing_out_twice_is_no_fault(desk_site, ofelia):
    page = fetch(ofelia, "/konto/")
    submit(ofelia, page, "/konto/logga-ut")

    again = submit(ofelia, page, "/konto/logga-ut")

    assert (again.status, again.heading) == (401, "Logga in")


@pytest.mark.parametrize(
    "cookie", ["", "x", "=", "å", "A" * 43, "A" * 44, "A" * 5000, "../..", "\x7f"]
)
def test_a_made_up_cookie_is_nobody(desk_site, client, cookie):
    found = client.get("/konto/", headers={"Cookie": f"pressdesk={cookie}"})

    assert found.status_code == 401


# Signing in again


@pytest.fixture
def timed_out(desk_site, ofelia, wall_clock):
    """Ofelia's browser with a ticket's page open, when her session is over."""
    lodged(desk_site)
    ref = ref_of(desk_site)
    page = fetch(ofelia, f"/desk/arende/{ref}")
    wall_clock.shift(31 * 60)
    return ofelia, ref, page


def signed_in_again(desk_site, client: FlaskClient, page: Page) -> Page:
    ofelia = desk_site.ofelia
    given = {"name": ofelia.name, "passphrase": ofelia.phrase, "code": ofelia.code()}
    return submit(client, page, "/konto/logga-in", **given)


@pytest.mark.parametrize(("act", "text"), [("svara", ANSWER), ("anteckna", "En anteckning.")])
def test_a_text_sent_after_a_time_out_is_carried_through_the_sign_in(
    desk_site, timed_out, act, text
):
    client, ref, page = timed_out
    address = f"/desk/arende/{ref}/{act}"

    asked = submit(client, page, address, text=text)
    back = signed_in_again(desk_site, client, asked)
    done = submit(client, back, address)

    assert (asked.status, asked.heading) == (401, "Logga in")
    assert (back.status, back.heading, back.box(address)) == (200, "Fortsätt där du var", text)
    assert done.status == 303
    assert text in fetch(client, f"/desk/arende/{ref}").text


def test_nothing_is_sent_before_she_presses_continue(desk_site, timed_out):
    client, ref, page = timed_out
    asked = submit(client, page, f"/desk/arende/{ref}/svara", text=ANSWER)

    signed_in_again(desk_site, client, asked)

    assert len(messages_of(desk_site)) == 1


def test_a_slip_in_the_sign_in_keeps_the_text_all_the_same(desk_site, timed_out):
    client, ref, page = timed_out
    address = f"/desk/arende/{ref}/svara"
    asked = submit(client, page, address, text=ANSWER)

    empty = submit(client, asked, "/konto/logga-in", name="ofelia")
    wrong = submit(client, empty, "/konto/logga-in", passphrase="fel", code="000000")
    back = signed_in_again(desk_site, client, wrong)

    assert (empty.status, wrong.status) == (422, 403)
    assert back.box(address) == ANSWER


def test_the_page_that_was_asked_for_is_opened_after_the_sign_in(desk_site, timed_out):
    client, ref, _page = timed_out
    path = f"/desk/arende/{ref}"

    back = client.post(
        "/konto/logga-in",
        data=dict(pairs(fetch(client, path).form("/konto/logga-in")))
        | {"name": "ofelia", "passphrase": PHRASE, "code": desk_site.ofelia.code()},
    )

    assert (back.status_code, back.headers["Location"]) == (303, path)


def test_a_passphrase_or_token_is_never_carried(desk_site, timed_out):
    client, ref, _page = timed_out
    secret = [("passphrase", "min fras"), ("code", "123456"), ("csrf_token", "märke")]

    page = send(client, f"/desk/arende/{ref}/svara", [*secret, ("text", ANSWER)])

    assert not any(value in page.text for _, value in secret)


@pytest.mark.parametrize(
    "action",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "/\n/elsewhere.example",
        "/%2f/elsewhere.example",
        "/./\\elsewhere.example",
        "javascript:alert(1)",
        " //elsewhere.example",
        "/no-such-page",
        "",
        "konto/",
        "/konto/\r\nSet-Cookie: a=b",
    ],
)
@pytest.mark.parametrize("text", [None, ANSWER], ids=["page", "text"])
def test_a_sign_in_never_leads_to_another_site(desk_site, client, action, text):
    kept = {"kept-action": action}
    if text:
        kept |= {"kept-0-name": "text", "kept-0-value": text}

    found = sign_in(client, desk_site.ofelia, **kept)

    assert (found.status_code, found.headers.get("Location")) == (303, "/desk/")
    assert "elsewhere" not in found.text


@pytest.mark.parametrize("number", ["0", "1"])
def test_carried_fields_with_gaps_or_too_many_are_no_fault(desk_site, client, number):
    kept = {"kept-action": "/konto/", f"kept-{number}-name": "x"}
    kept |= {f"kept-{n}-value": "y" for n in range(100)}

    assert sign_in(client, desk_site.ofelia, **kept).status_code in {200, 303}


# Form tokens


@pytest.mark.parametrize("token", ["", "x", "IjAi.aaaa.bbbb", "\0", "å"])
def test_an_old_form_token_gives_the_text_back_and_sends_nothing(desk_site, ofelia, token):
    lodged(desk_site)
    ref = ref_of(desk_site)
    address = f"/desk/arende/{ref}/svara"

    page = act(ofelia, ref, "svara", text=ANSWER, csrf_token=token)

    assert (page.status, page.box(address)) == (400, ANSWER)
    assert len(messages_of(desk_site)) == 1
    assert submit(ofelia, page, address).status == 303


@pytest.mark.parametrize("path", ["/konto/logga-in", "/konto/anslut"])
def test_an_old_form_token_before_signing_in_is_no_dead_end(client, path):
    page = submit(client, fetch(client, path), path, csrf_token="x", name="ofelia", code="1")

    again = submit(client, page, path)

    assert page.status == 400
    assert again.status == 422  # the form itself, asking for what is never kept
    assert again.heading == fetch(client, path).heading


def test_a_text_carried_into_a_sign_in_with_an_old_token_is_not_lost(desk_site, timed_out):
    client, ref, page = timed_out
    address = f"/desk/arende/{ref}/svara"
    asked = submit(client, page, address, text=ANSWER)

    old = submit(client, asked, "/konto/logga-in", csrf_token="x", name="ofelia")
    again = submit(client, old, "/konto/logga-in")
    back = signed_in_again(desk_site, client, again)

    assert back.box(address) == ANSWER


def test_a_token_of_another_browser_is_refused(desk_site, ofelia, clara):
    lodged(desk_site)
    ref = ref_of(desk_site)
    hers = fields(clara.get("/konto/").text, "/konto/logga-ut")["csrf_token"]

    page = act(ofelia, ref, "ta", csrf_token=hers)

    assert page.status == 400


# Hand over


def handed(client: FlaskClient, **changed: str) -> Page:
    return submit(client, fetch(client, "/konto/nycklar"), "/konto/nycklar", **changed)


def test_an_officer_hands_the_keys_over_after_comparing_the_fingerprint(desk_site, ofelia, olle):
    lodged(desk_site)
    shown = fetch(olle, "/konto/").text
    mark = keys.fingerprint(account(desk_site, "olle").public)

    done = handed(ofelia)

    assert mark in shown
    assert done.status == 303
    assert olle.get("/desk/").status_code == 200
    assert "Ingen väntar på nycklar" in fetch(ofelia, "/konto/nycklar").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"fingerprint": "00000 " * 6},
        {"fingerprint": ""},
        {"name": "clara"},
        {"name": "nobody"},
        {"name": "ofelia"},
        {"name": "\0"},
        {"name": [], "fingerprint": []},
        {"name": []},
    ],
)
def test_keys_go_to_nobody_but_the_one_whose_fingerprint_was_compared(
    desk_site, ofelia, olle, wrong
):
    page = handed(ofelia, **wrong)

    assert page.status == 404
    assert olle.get("/desk/").status_code == 403


def test_a_key_that_changed_after_the_comparison_gets_nothing(desk_site, ofelia, olle):
    page = fetch(ofelia, "/konto/nycklar")
    with desk_site.store.writing() as db:
        row = db.exec(select(Account).where(Account.name == "olle")).one()
        row.public = sealing.public_of(sealing.new_key())
        db.add(row)

    late = submit(ofelia, page, "/konto/nycklar")

    assert late.status == 404


def test_an_account_that_was_reset_waits_for_the_keys_again(desk_site, ofelia, olle):
    handed(ofelia)
    with desk_site.store.writing() as db:
        accounts.reset(db, "olle", clock.today())

    assert olle.get("/desk/").status_code == 401


def test_an_officer_without_keys_is_told_how_to_get_them(olle, desk_site):
    page = fetch(olle, "/desk/")

    assert (page.status, page.heading) == (403, "Du har inga nycklar än")
    assert keys.fingerprint(account(desk_site, "olle").public) in page.text


def test_no_staff_page_is_kept_by_a_browser(ofelia):
    found = {ofelia.get(path).headers["Cache-Control"] for path in ("/konto/", "/desk/")}

    assert found == {"no-store, no-transform"}
    assert attributes(ofelia.get("/konto/").text, "onload") == []


def test_an_enrolment_sent_twice_says_that_it_is_done(client, invitation):
    page = first_step(client, invitation)

    second_step(client, page)
    again = second_step(client, page)

    assert again.status == 303
    assert "Har du redan anslutit kontot" in fetch(client, "/konto/logga-in").text


def test_an_officer_who_sees_replaced_keys_closes_the_employees_form(desk_site):
    app = desk_site.app()
    hers, somebodys = app.test_client(), app.test_client()
    with desk_site.store.writing() as db:
        db.exec(update(Account).values(pin=None))

    warned = sign_in(hers, desk_site.ofelia)
    asked = somebodys.get("/fraga")
    sent = somebodys.post("/fraga", data={"text": "En fråga som finns kvar"})

    assert (warned.status_code, sent.status_code) == (409, 503)
    assert "Formuläret är stängt" in asked.text
    assert "En fråga som finns kvar" in sent.text
