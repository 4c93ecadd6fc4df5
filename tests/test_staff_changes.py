"""Another passphrase, another phone: the old one opens nothing any more. And two accounts of one
person have nothing to do with each other.
"""

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from pressdesk import clock, config
from pressdesk.cli import folder
from pressdesk.errors import NameTaken
from pressdesk.keytables import Account, AccountState, Role
from pressdesk.staff import accounts
from pressdesk.vault import totp
from tests.conftest import (
    PEPPER,
    PHRASE,
    QUESTION,
    Desk,
    Person,
    enrolled,
    invited,
    lodged,
    sign_in,
)
from tests.pages import fetch, submit
from tests.promises.attacker import Loot, Means, attack

pytestmark = pytest.mark.both

OTHER = "tre gula tåg i skymningen"
NOTHING = Loot()


@pytest.fixture
def site(desk_site: Desk) -> Desk:
    """A site with a ticket, whose files a thief can read as they are."""
    lodged(desk_site)
    (desk_site.home / "pepper").write_text(PEPPER.hex())
    (desk_site.home / config.FILE).write_text(folder.TEMPLATE)
    return desk_site


def row(site: Desk, name: str) -> Account:
    with site.store.reading() as db:
        return db.exec(select(Account).where(Account.name == name)).one()


def stolen(site: Desk, phrase: str, name: str = "ofelia") -> Loot:
    """What all files and a passphrase open."""
    return attack(site.home, Means(((name, phrase),)), site.store)


def changes(client: FlaskClient, person: Person, wall_clock, to: str = OTHER) -> int:
    wall_clock.shift(totp.STEP_SECONDS)
    given = {"current": person.phrase, "code": person.code()}
    new = {"passphrase": to, "passphrase_again": to}
    page = fetch(client, "/konto/losenfras")
    return submit(client, page, "/konto/losenfras", **given, **new).status


def test_the_old_passphrase_opens_nothing_any_more_and_the_new_one_everything(
    site, ofelia, wall_clock
):
    before = stolen(site, PHRASE)

    status = changes(ofelia, site.ofelia, wall_clock)

    assert (status, before.messages) == (303, {QUESTION})
    assert stolen(site, PHRASE) == NOTHING
    assert stolen(site, OTHER) == before


@pytest.mark.of_the_file
def test_what_the_old_passphrase_locked_is_in_no_file_once_the_log_is_settled(
    site, ofelia, wall_clock
):
    old = row(site, "ofelia")
    changes(ofelia, site.ofelia, wall_clock)

    site.store.settle()

    files = b"".join(path.read_bytes() for path in site.home.iterdir())
    new = row(site, "ofelia")
    assert new.private_locked in files
    assert not [b for b in (old.private_locked, old.totp_locked, old.recipe.encode()) if b in files]


def test_the_fingerprint_and_the_keys_stay_hers(site, ofelia, wall_clock):
    old = row(site, "ofelia")

    changes(ofelia, site.ofelia, wall_clock)

    assert row(site, "ofelia").public == old.public
    assert ofelia.get("/desk/").status_code == 200


def test_with_the_old_passphrase_nobody_signs_in_and_with_the_new_one_she_does(
    site, ofelia, wall_clock
):
    changes(ofelia, site.ofelia, wall_clock)
    wall_clock.shift(totp.STEP_SECONDS)
    elsewhere = site.app().test_client()

    old = sign_in(elsewhere, site.ofelia).status_code
    new = sign_in(elsewhere, site.ofelia._replace(phrase=OTHER)).status_code

    assert (old, new) == (403, 303)


def test_a_change_back_and_forth_leaves_one_lock(site, ofelia, wall_clock):
    changes(ofelia, site.ofelia, wall_clock)

    changes(ofelia, site.ofelia._replace(phrase=OTHER), wall_clock, to=PHRASE)

    assert stolen(site, OTHER) == NOTHING
    assert stolen(site, PHRASE).messages == {QUESTION}


# Two accounts of one person


@pytest.fixture
def anna(site: Desk) -> tuple[Person, Person]:
    """Anna is an officer and stands in for the chief: two accounts, the same passphrase."""
    return invited(site.store, "anna"), invited(site.store, "anna chef", Role.COMMS_CHIEF)


def test_each_of_her_accounts_opens_its_own_pages_alone(site, anna):
    found = {}
    for person in anna:
        client = site.app().test_client()
        assert sign_in(client, person).status_code == 303
        found[person.name] = [client.get(p).status_code for p in ("/konto/logg", "/siffror/")]

    assert found == {"anna": [200, 200], "anna chef": [403, 200]}


def test_one_browser_is_one_of_them_at_a_time(site, anna, wall_clock):
    client = site.app().test_client()
    sign_in(client, anna[0])

    sign_in(client, anna[1])

    assert (client.get("/konto/logg").status_code, client.get("/siffror/").status_code) == (
        403,
        200,
    )


def test_a_change_of_one_leaves_the_other_as_it_was(site, anna, wall_clock):
    officer, chief = anna
    client, before = site.app().test_client(), row(site, "anna chef")
    sign_in(client, officer)

    changes(client, officer, wall_clock)

    assert row(site, "anna chef") == before
    assert sign_in(site.app().test_client(), chief).status_code == 303


@pytest.mark.parametrize("act", [accounts.disable, accounts.reset])
@pytest.mark.parametrize(("gone", "left"), [("anna", "anna chef"), ("anna chef", "anna")])
def test_the_end_of_one_is_not_the_end_of_the_other(site, anna, act, gone, left):
    with site.store.writing() as db:
        act(db, gone, clock.today())

    assert row(site, gone).private_locked is None
    assert row(site, left).state is AccountState.ACTIVE
    assert stolen(site, PHRASE, gone) == NOTHING
    assert stolen(site, PHRASE, left).privates == {left}


def test_the_chiefs_account_of_a_key_holder_opens_no_ticket(site):
    chief = invited(site.store, "ofelia chef", Role.COMMS_CHIEF)

    found = stolen(site, chief.phrase, chief.name)

    assert found == NOTHING._replace(privates={chief.name}, totps={chief.name})


@pytest.mark.parametrize("role", Role)
def test_no_account_gets_a_second_role(site, role):
    for name in ("ofelia", "Ofelia ", "clara", "CLARA"):
        with site.store.writing() as db, pytest.raises(NameTaken):
            accounts.invite(db, name, role, clock.today())


def test_an_account_keeps_its_role_through_reset_and_enrolment(site):
    with site.store.writing() as db:
        code = accounts.reset(db, "clara", clock.today())

    enrolled(site.store, "clara", code)

    assert row(site, "clara").role is Role.COMMS_CHIEF
