"""Passkeys: possession and a finger sign in; nothing in the database does, and no answer twice."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
import webauthn
from flask.testing import FlaskClient
from sqlmodel import Session, SQLModel, select

from pressdesk import clock, config, retention
from pressdesk.errors import NotFound, NotOpened, SignInRefused
from pressdesk.keytables import Act, Passkey, StaffSession, UsedChallenge
from pressdesk.staff import accounts, audit, passkeys, tries
from pressdesk.staff.passkeys import Answer
from pressdesk.vault import passkeys as vault_passkeys
from pressdesk.vault import sealing
from pressdesk.vault.passkeys import PRF_INPUT, Party
from pressdesk.vault.sealing import Place
from tests.authenticator import USER_PRESENT, USER_VERIFIED, Asked, Authenticator, read, written
from tests.both import by_hand
from tests.conftest import PHRASE, SETTINGS, Desk, Person, invited, lodged, ref_of, sign_in
from tests.pages import Page, fetch, pairs, send, submit
from tests.promises.attacker import _guesses

pytestmark = pytest.mark.both

USE, LIST, ADD = "/konto/logga-in/passnyckel", "/konto/passnycklar", "/konto/passnycklar/ny"
FIVE_MINUTES = 300


@pytest.fixture
def elsewhere(desk_site: Desk) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return desk_site.app().test_client()


@pytest.fixture
def hers(desk_site: Desk, ofelia: FlaskClient, wall_clock) -> Authenticator:
    """Ofelia's passkey, whose authenticator knows PRF."""
    return added(ofelia, desk_site.ofelia, wall_clock, Authenticator())


@pytest.fixture
def old(desk_site: Desk, ofelia: FlaskClient, wall_clock) -> Authenticator:
    """Ofelia's passkey, whose authenticator knows no PRF."""
    return added(ofelia, desk_site.ofelia, wall_clock, Authenticator(knows_prf=False))


@pytest.fixture
def his(desk_site: Desk, wall_clock) -> Authenticator:
    """The passkey of olle, who is an officer too."""
    olle, client = invited(desk_site.store, "olle"), desk_site.app().test_client()
    sign_in(client, olle)
    return added(client, olle, wall_clock, Authenticator(), label="olles mobil")


def rows(db: Session, table: type[SQLModel]) -> list[Any]:
    return list(db.exec(select(table)).all())


def asked(page: Page, action: str, **lies: Any) -> Asked:
    return Asked(read(page.form(action).get("data-challenge", "")), **lies)


def proved(client: FlaskClient, person: Person, wall_clock, **typed: str) -> Page:
    """The page that asks an authenticator to make a passkey, with her next code."""
    wall_clock.shift(60)
    known = {"label": "ofelias mobil", "current": person.phrase, "code": person.code()}
    return submit(client, fetch(client, LIST), LIST, **known | typed)


def added(
    client: FlaskClient, person: Person, wall_clock, new: Authenticator, **typed: str
) -> Authenticator:
    page = proved(client, person, wall_clock, **typed)
    form = page.form(ADD)
    said = new.make(asked(page, ADD), read(form.get("data-account")))
    prf = written(new.prf(read(form.get("data-prf-input"))))
    assert submit(client, page, ADD, credential=said, prf=prf).status == 303
    return new


def tapped(client: FlaskClient, key: Authenticator, prf: bytes | None = None, **bent: Any) -> Page:
    """Press the button of the sign-in page, and unlock the authenticator."""
    page = fetch(client, "/konto/logga-in")
    lies = {name: bent.pop(name) for name in ("host", "origin") if name in bent}
    said = key.use(asked(page, USE, **lies), **bent)
    output = key.prf(PRF_INPUT) if prf is None else prf
    return submit(client, page, USE, credential=said, prf=written(output))


def is_in(client: FlaskClient) -> bool:
    return client.get("/konto/").status_code == 200


def change(site: Desk, statement: str, **values: object) -> None:
    """Somebody who can write the database."""
    assert by_hand(site.store, statement, **values)


# Two ways in


def test_a_passkey_alone_opens_her_tickets(desk_site, elsewhere, hers):
    lodged(desk_site)

    page = tapped(elsewhere, hers)

    assert page.status == 303
    assert "En reporter har ringt" in elsewhere.get("/desk/").text


def test_a_passkey_without_prf_stands_for_the_code_and_the_passphrase_is_asked(
    desk_site, elsewhere, old
):
    lodged(desk_site)
    page = tapped(elsewhere, old)
    assert (page.heading, is_in(elsewhere)) == ("Skriv din lösenfras", False)

    onwards = submit(elsewhere, page, USE, passphrase=PHRASE)

    assert onwards.status == 303
    assert "En reporter har ringt" in elsewhere.get("/desk/").text


def test_in_a_browser_without_prf_the_passphrase_is_asked(elsewhere, hers):
    page = tapped(elsewhere, hers, prf=b"")

    assert page.heading == "Skriv din lösenfras"
    assert submit(elsewhere, page, USE, passphrase=PHRASE).status == 303


def test_the_chief_signs_in_with_a_passkey_and_sees_no_tickets(
    desk_site, clara, elsewhere, wall_clock
):
    hers = added(clara, desk_site.clara, wall_clock, Authenticator())

    tapped(elsewhere, hers)

    assert elsewhere.get("/siffror/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 403


def test_a_phone_that_never_counts_signs_in_again_and_again(desk_site, ofelia, wall_clock):
    phone = added(ofelia, desk_site.ofelia, wall_clock, Authenticator(counts=False))

    for _ in range(3):
        assert tapped(desk_site.app().test_client(), phone).status == 303


def test_what_she_wrote_waits_for_her_while_she_uses_her_passkey(desk_site, ofelia, hers):
    lodged(desk_site)
    page = fetch(ofelia, f"/desk/arende/{ref_of(desk_site)}")
    change(desk_site, "DELETE FROM staff_session")
    answer = next(action for action in page.actions() if action.endswith("/svara"))
    page = submit(ofelia, page, answer, text="Ett svar.")
    output = written(hers.prf(PRF_INPUT))

    page = submit(ofelia, page, USE, credential=hers.use(asked(page, USE)), prf=output)

    assert (page.heading, page.box(answer)) == ("Fortsätt där du var", "Ett svar.")
    assert output not in page.text


def test_what_the_passkey_worked_out_is_on_no_page(elsewhere, hers):
    output = hers.prf(PRF_INPUT)

    page = tapped(elsewhere, hers, kind="webauthn.create")
    kept = send(elsewhere, ADD, [("prf", written(output)), ("credential", "x"), ("label", "y")])

    assert (page.status, kept.status) == (403, 401)
    assert written(output) not in page.text + kept.text


def test_the_sign_in_page_is_the_same_whoever_has_passkeys(
    desk_site, elsewhere, ofelia, wall_clock
):
    before = forgetful(fetch(elsewhere, "/konto/logga-in"))

    added(ofelia, desk_site.ofelia, wall_clock, Authenticator())

    assert forgetful(fetch(elsewhere, "/konto/logga-in")) == before


def forgetful(page: Page) -> str:
    """A page without what is other each time."""
    other = r'data-challenge="[^"]*"|name="(challenge|csrf_token)" value="[^"]*"'
    return re.sub(other, "", page.text)


# What is refused


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "http://localhost:8080"},
        {"origin": "https://localhost"},
        {"origin": "http://localhost.example.se"},
        {"host": "example.se"},
        {"flags": USER_PRESENT},  # nobody unlocked it
        {"flags": USER_VERIFIED},  # nobody touched it
        {"flags": 0},
        {"kind": "webauthn.create"},
        {"account": bytes(16)},
        {"prf": bytes(32)},
        {"prf": b"short"},
    ],
)
def test_an_answer_that_is_not_all_right_is_refused(elsewhere, hers, bent):
    assert tapped(elsewhere, hers, **bent).status == 403
    assert not is_in(elsewhere)

    assert tapped(elsewhere, hers).status == 303


def test_without_the_check_of_unlocking_a_found_phone_would_sign_in(elsewhere, hers, monkeypatch):
    real = webauthn.verify_authentication_response
    monkeypatch.setattr(
        webauthn,
        "verify_authentication_response",
        lambda **given: real(**given | {"require_user_verification": False}),
    )

    assert tapped(elsewhere, hers, flags=USER_PRESENT).status == 303


@pytest.mark.parametrize(
    "credential",
    ["", "{", "[]", "null", "7", '{"id": 7}', '{"id": "ä"}', '{"id": "AAAA"}', "[" * 9_000],
)
def test_nonsense_is_refused(elsewhere, hers, credential):
    page = fetch(elsewhere, "/konto/logga-in")

    answer = submit(elsewhere, page, USE, credential=credential, prf="ä" * 40)

    assert answer.status == 403
    assert "Passnyckeln togs inte emot." in answer.text


@pytest.mark.parametrize("part", ["authenticatorData", "clientDataJSON", "signature"])
@pytest.mark.parametrize("altered", ["", "AAAA", "ä", 7, None, "cut"])
def test_an_altered_answer_is_refused(elsewhere, hers, part, altered):
    page = fetch(elsewhere, "/konto/logga-in")
    said = json.loads(hers.use(asked(page, USE)))
    said["response"][part] = said["response"][part][:-8] if altered == "cut" else altered

    given = {"credential": json.dumps(said), "prf": written(hers.prf(PRF_INPUT))}

    assert submit(elsewhere, page, USE, **given).status == 403


def replayed(elsewhere: FlaskClient, desk_site: Desk, key: Authenticator) -> int:
    """The status of the very same answer, sent once more from elsewhere."""
    page = fetch(elsewhere, "/konto/logga-in")
    given = {"credential": key.use(asked(page, USE)), "prf": written(key.prf(PRF_INPUT))}
    challenge = dict(pairs(page.form(USE)))["challenge"]
    assert submit(elsewhere, page, USE, **given).status == 303
    third = desk_site.app().test_client()
    again = fetch(third, "/konto/logga-in")
    return submit(third, again, USE, challenge=challenge, **given).status


@pytest.mark.parametrize("counts", [True, False])
def test_an_answer_counts_once(desk_site, elsewhere, ofelia, wall_clock, counts):
    key = added(ofelia, desk_site.ofelia, wall_clock, Authenticator(counts=counts))

    assert replayed(elsewhere, desk_site, key) == 403


def test_an_answer_would_count_twice_if_nobody_noted_it(
    desk_site, elsewhere, ofelia, wall_clock, monkeypatch
):
    key = added(ofelia, desk_site.ofelia, wall_clock, Authenticator(counts=False))
    monkeypatch.setattr(passkeys, "_spend", lambda db, question: None)

    assert replayed(elsewhere, desk_site, key) == 303


@pytest.mark.parametrize(("seconds", "status"), [(FIVE_MINUTES - 1, 303), (FIVE_MINUTES, 403)])
def test_a_question_lives_for_five_minutes(elsewhere, hers, wall_clock, seconds, status):
    page = fetch(elsewhere, "/konto/logga-in")
    wall_clock.shift(seconds)

    given = {"credential": hers.use(asked(page, USE)), "prf": written(hers.prf(PRF_INPUT))}

    assert submit(elsewhere, page, USE, **given).status == status


def test_a_used_challenge_is_remembered_until_it_has_run_out_and_no_longer(
    desk_site, elsewhere, hers, wall_clock
):
    tapped(elsewhere, hers)
    with desk_site.store.rehearsing() as db:
        tidied(db, desk_site)
        kept = len(rows(db, UsedChallenge))

    wall_clock.shift(FIVE_MINUTES)

    with desk_site.store.rehearsing() as db:
        tidied(db, desk_site)
        assert (kept, len(rows(db, UsedChallenge))) == (2, 0)  # one made it, one used it


def tidied(db, desk_site: Desk) -> None:
    retention.tidy(db, desk_site.settings, clock.today(), clock.now().timestamp())


def test_a_count_that_goes_back_is_a_copy_and_refused(elsewhere, hers):
    tapped(elsewhere, hers)
    hers.count -= 1

    assert tapped(elsewhere, hers).status == 403
    assert tapped(elsewhere, hers).status == 303


# Attacks with the database in hand


def test_a_stolen_database_opens_nothing_without_the_authenticator(desk_site, hers, old):
    with desk_site.store.reading() as db:
        guesses = [*_guesses(db, desk_site.settings.pepper), PRF_INPUT, b"", bytes(32)]
        mine = rows(db, Passkey)

    opened = [(row, guess) for row in mine for guess in guesses if opens(row, guess)]

    assert (len(mine), opened) == (2, [])


def test_a_site_that_kept_what_the_passkey_worked_out_would_be_opened(desk_site, hers):
    mine, output = UUID(bytes=hers.account), hers.prf(PRF_INPUT)
    careless = StaffSession(
        digest=output, account_id=mine, private_locked=b"", idle_until=0, ends=0
    )
    with desk_site.store.rehearsing() as db:
        db.add(careless)
        db.flush()
        guesses = _guesses(db, desk_site.settings.pepper)

        assert any(opens(rows(db, Passkey)[0], guess) for guess in guesses)


def opens(row: Passkey, guess: bytes) -> bool:
    """Whether a guess is PRF's output, the key that is made of it, or the private half itself."""
    tries = [lambda: vault_passkeys.open_private(row, guess)]
    tries += [lambda: sealing.unlock(guess, row.private_locked, vault_passkeys._place(row))]
    for each in tries:
        try:
            return bool(each())
        except (NotOpened, ValueError):
            continue
    return row.private_locked is not None and guess in row.private_locked and len(guess) > 16


@pytest.mark.parametrize("at", [0, 1, 20, -1])
def test_an_altered_lock_is_refused(desk_site, elsewhere, hers, at):
    with desk_site.store.reading() as db:
        locked = bytearray(rows(db, Passkey)[0].private_locked)
    locked[at] ^= 1
    change(desk_site, "UPDATE passkey SET private_locked = :locked", locked=bytes(locked))

    assert tapped(elsewhere, hers).status == 403


def test_a_passkey_moved_to_another_account_opens_nothing(desk_site, elsewhere, his, hers):
    move_to_ofelia(desk_site, his, hers)

    assert tapped(elsewhere, his).status == 403
    assert not is_in(elsewhere)


def test_a_lock_bound_to_nothing_would_open_there_and_the_key_pair_would_still_refuse(
    desk_site, elsewhere, his, hers, monkeypatch
):
    monkeypatch.setattr(vault_passkeys, "_place", lambda passkey: Place("", "", "", b""))
    with desk_site.store.writing() as db:
        row = db.get(Passkey, his.id)
        row.private_locked = vault_passkeys.lock_private(row, bytes(32), his.prf(PRF_INPUT))
    move_to_ofelia(desk_site, his, hers)

    with desk_site.store.reading() as db:
        assert vault_passkeys.open_private(rows(db, Passkey)[0], his.prf(PRF_INPUT)) == bytes(32)
    assert tapped(elsewhere, his).status == 403


def move_to_ofelia(desk_site: Desk, his: Authenticator, hers: Authenticator) -> None:
    change(desk_site, "DELETE FROM passkey WHERE credential_id = :id", id=hers.id)
    change(desk_site, "UPDATE passkey SET account_id = :id", id=UUID(bytes=hers.account).hex)
    his.account = hers.account


@pytest.mark.parametrize("columns", ["public_key", "credential_id", "credential_id public_key"])
def test_a_strangers_key_written_into_her_row_opens_nothing(
    desk_site, elsewhere, hers, his, columns
):
    with desk_site.store.reading() as db:
        row = db.get(Passkey, his.id)
    change(desk_site, "DELETE FROM passkey WHERE credential_id = :id", id=his.id)
    for column in columns.split():
        change(desk_site, f"UPDATE passkey SET {column} = :value", value=getattr(row, column))
    his.account = hers.account

    assert [tapped(elsewhere, key).status for key in (his, hers)] == [403, 403]
    assert not is_in(elsewhere)


def test_keys_that_were_replaced_stop_a_passkey_too(desk_site, elsewhere, hers):
    change(desk_site, "UPDATE account SET pin = NULL WHERE name = 'ofelia'")

    page = tapped(elsewhere, hers)

    assert page.status == 409
    assert (Act.SAW_REPLACED_KEYS, "ofelia") in acts(desk_site)


# Tries


def test_strangers_who_use_up_her_names_tries_do_not_keep_her_passkeys_out(
    desk_site, elsewhere, hers, old
):
    with desk_site.store.writing() as db:
        for _ in range(tries.MOST_TRIES):
            tries.count(db, desk_site.settings, "ofelia", None, clock.now().timestamp())
    assert sign_in(elsewhere, desk_site.ofelia).status_code == 429

    assert tapped(elsewhere, hers).status == 303
    page = tapped(desk_site.app().test_client(), old)
    assert page.heading == "Skriv din lösenfras"


def test_whoever_has_the_passkey_may_guess_the_passphrase_eight_times(elsewhere, old):
    page = tapped(elsewhere, old)
    found = [submit(elsewhere, page, USE, passphrase=f"gissning {n}").status for n in range(8)]

    last = submit(elsewhere, page, USE, passphrase=PHRASE)

    assert (set(found), last.status) == ({403}, 429)
    assert not is_in(elsewhere)


def test_a_wrong_passphrase_can_be_mended_without_the_passkey_again(desk_site, elsewhere, old):
    page = submit(elsewhere, tapped(elsewhere, old), USE, passphrase="fel lösenfras")
    assert "Lösenfrasen stämmer inte." in page.text

    assert submit(elsewhere, page, USE, passphrase=PHRASE).status == 303
    assert {(Act.SIGNED_IN, "ofelia"), (Act.SIGN_IN_REFUSED, "ofelia")} <= set(acts(desk_site))


def acts(desk_site: Desk) -> list[tuple[Act, str]]:
    with desk_site.store.reading() as db:
        return [(entry.act, entry.who) for entry in audit.newest(db)]


# Adding and removing


@pytest.mark.parametrize(
    "typed",
    [
        {"current": "fel lösenfras"},
        {"code": "000000"},
        {"code": ""},
        {"label": ""},
        {"label": "å" * 41},
        {"label": "\u200b"},
    ],
)
def test_a_passkey_is_made_only_after_passphrase_code_and_a_name_for_it(
    desk_site, ofelia, wall_clock, typed
):
    page = proved(ofelia, desk_site.ofelia, wall_clock, **typed)

    assert page.status == 422
    assert ADD not in page.actions()


def given(key: Authenticator, page: Page, action: str, account: bytes, **lies: Any) -> dict:
    """What a script would fill in, for an account that its page names or another."""
    prf = written(key.prf(PRF_INPUT))
    return {"credential": key.make(asked(page, action, **lies), account), "prf": prf}


def test_a_question_to_sign_in_makes_no_passkey(desk_site, ofelia, wall_clock):
    page, new = proved(ofelia, desk_site.ofelia, wall_clock), Authenticator()
    other = fetch(ofelia, "/konto/logga-in")
    challenge = dict(pairs(other.form(USE)))["challenge"]

    filled = given(new, other, USE, bytes(16))

    assert submit(ofelia, page, ADD, challenge=challenge, **filled).status == 403


def test_a_question_to_make_a_passkey_signs_nobody_in(
    desk_site, ofelia, elsewhere, hers, wall_clock
):
    page = proved(ofelia, desk_site.ofelia, wall_clock)
    challenge = dict(pairs(page.form(ADD)))["challenge"]
    filled = {"credential": hers.use(asked(page, ADD)), "prf": written(hers.prf(PRF_INPUT))}

    door = fetch(elsewhere, "/konto/logga-in")

    assert submit(elsewhere, door, USE, challenge=challenge, **filled).status == 403


def test_a_question_is_for_the_account_that_proved_itself(desk_site, ofelia, clara, wall_clock):
    page = proved(ofelia, desk_site.ofelia, wall_clock)
    hers = proved(clara, desk_site.clara, wall_clock)
    challenge = dict(pairs(page.form(ADD)))["challenge"]

    filled = given(Authenticator(), page, ADD, bytes(16))

    assert submit(clara, hers, ADD, challenge=challenge, **filled).status == 403


@pytest.mark.parametrize("lies", [{"origin": "http://localhost:1"}, {"host": "example.se"}])
def test_a_passkey_made_for_another_site_is_not_added(desk_site, ofelia, wall_clock, lies):
    page = proved(ofelia, desk_site.ofelia, wall_clock)

    filled = given(Authenticator(), page, ADD, bytes(16), **lies)

    assert submit(ofelia, page, ADD, **filled).status == 403


def test_a_passkey_that_nobody_unlocked_is_not_added(desk_site, ofelia, wall_clock):
    page, new = proved(ofelia, desk_site.ofelia, wall_clock), Authenticator()

    said = new.make(asked(page, ADD), bytes(16), flags=USER_PRESENT)

    assert submit(ofelia, page, ADD, credential=said, prf="").status == 403


def test_a_question_makes_one_passkey_and_a_passkey_is_added_once(
    desk_site, ofelia, hers, wall_clock
):
    page, new = proved(ofelia, desk_site.ofelia, wall_clock), Authenticator()
    first = given(new, page, ADD, hers.account)
    assert submit(ofelia, page, ADD, **first).status == 303

    second = given(Authenticator(), page, ADD, hers.account)
    again = proved(ofelia, desk_site.ofelia, wall_clock)

    assert submit(ofelia, page, ADD, **second).status == 403
    assert submit(ofelia, again, ADD, **given(hers, again, ADD, hers.account)).status == 403


def test_an_account_has_ten_passkeys_at_most(desk_site, ofelia, hers, wall_clock, monkeypatch):
    page = proved(ofelia, desk_site.ofelia, wall_clock)
    monkeypatch.setattr(passkeys, "MOST_PASSKEYS", 1)

    full = submit(ofelia, page, ADD, **given(Authenticator(), page, ADD, hers.account))

    assert full.status == 403
    assert "så många passnycklar som går" in fetch(ofelia, LIST).text


def test_a_passkey_is_removed_after_a_question_and_signs_in_no_more(
    desk_site, ofelia, elsewhere, hers
):
    (link,) = re.findall(rf'href="({LIST}/ta-bort/\w+)"', fetch(ofelia, LIST).text)
    page = fetch(ofelia, link)
    assert page.heading == "Ta bort passnyckeln ofelias mobil?"
    assert tapped(desk_site.app().test_client(), hers).status == 303

    submit(ofelia, page, link)

    assert tapped(elsewhere, hers).status == 403
    assert (Act.REMOVED_PASSKEY, "ofelia") in acts(desk_site)
    assert (Act.ADDED_PASSKEY, "ofelia") in acts(desk_site)


def test_nobody_removes_anothers_passkey(desk_site, clara, hers):
    with desk_site.store.reading() as db:
        key = passkeys.ref_of(rows(db, Passkey)[0])
        clara_id = accounts.find(db, "clara").id

        with pytest.raises(NotFound):
            passkeys.mine(db, clara_id, key)

    assert clara.get(f"{LIST}/ta-bort/{key}").status_code == 404


@pytest.mark.parametrize("end", [accounts.disable, accounts.reset])
def test_disabling_and_resetting_an_account_takes_its_passkeys(desk_site, elsewhere, hers, end):
    with desk_site.store.writing() as db:
        end(db, "ofelia", clock.today())

    with desk_site.store.reading() as db:
        assert rows(db, Passkey) == []
    assert tapped(elsewhere, hers).status == 403


def test_a_disabled_account_whose_row_was_written_back_does_not_sign_in(desk_site, elsewhere, hers):
    change(desk_site, "UPDATE account SET state = 'disabled' WHERE name = 'ofelia'")

    assert tapped(elsewhere, hers).status == 403


def test_a_new_passphrase_and_the_end_of_all_sessions_leave_her_passkeys(
    desk_site, ofelia, elsewhere, hers, wall_clock
):
    wall_clock.shift(60)
    new = "helt andra ord bredvid varandra"
    typed = {"current": PHRASE, "code": desk_site.ofelia.code(), "passphrase": new}
    page = fetch(ofelia, "/konto/losenfras")
    assert submit(ofelia, page, "/konto/losenfras", passphrase_again=new, **typed).status == 303
    submit(ofelia, fetch(ofelia, "/konto/"), "/konto/avsluta-alla")

    assert tapped(elsewhere, hers).status == 303


def test_each_account_has_passkeys_of_its_own(ofelia, elsewhere, hers, his):
    tapped(elsewhere, his)

    for client, name, label in (
        (ofelia, "ofelia", "ofelias mobil"),
        (elsewhere, "olle", "olles mobil"),
    ):
        assert f"<dd>{name}</dd>" in client.get("/konto/").text
        assert re.findall(r"\w+ mobil(?=</dt>)", fetch(client, LIST).text) == [label]


# For which site


@pytest.mark.parametrize(
    ("address", "asking"),
    [
        ("https://press.example.se", Party("press.example.se", "https://press.example.se")),
        ("https://press.example.se:443", Party("press.example.se", "https://press.example.se")),
        ("https://Press.Example.se", Party("press.example.se", "https://press.example.se")),
        (
            "https://press.example.se:8443",
            Party("press.example.se", "https://press.example.se:8443"),
        ),
        ("http://127.0.0.1:8080", Party("localhost", "http://localhost:8080")),
        ("http://localhost", Party("localhost", "http://localhost")),
        ("http://press.example.se", None),
        ("https://192.0.2.7", None),
        ("https://[2001:db8::7]", None),
    ],
)
def test_passkeys_are_bound_to_the_sites_own_name(address, asking):
    settings = config.parse(SETTINGS | {"public_url": address})

    assert vault_passkeys.party(settings) == asking


def test_a_site_without_a_name_says_why_there_are_no_passkeys(desk_site):
    app = desk_site.with_settings(public_url="http://192.0.2.7").app()
    client = app.test_client()
    base = {"base_url": "http://192.0.2.7"}
    form = dict(pairs(Page(client.get("/konto/logga-in", **base)).form("/konto/logga-in")))
    typed = {"name": "ofelia", "passphrase": PHRASE, "code": desk_site.ofelia.code()}
    assert client.post("/konto/logga-in", data=form | typed, **base).status_code == 303

    door, page = client.get("/konto/logga-in", **base), client.get(LIST, **base)

    assert USE not in door.text
    assert "kräver att webbplatsen har ett namn" in page.text


def test_a_question_of_another_site_is_not_taken(db, settings):
    other = config.parse(SETTINGS | {"pepper": bytes(32)})
    foreign = passkeys.carry(other, passkeys.ask(clock.now().timestamp()))

    for text in (foreign, "", "ä", "AAAA", foreign[:-4]):
        with pytest.raises(SignInRefused):
            passkeys.prove(db, settings, Answer(text, "{}", b""), clock.now().timestamp())
