"""The two slips: typed by people in a hurry, used once, and good when everybody is gone."""

import pytest
from flask.testing import FlaskClient
from sqlmodel import select
from time_machine import Traveller

from pressdesk import clock, config
from pressdesk.errors import FormClosed, KeysReplaced, NoKeys, WrongSlips
from pressdesk.keytables import Epoch, EpochGrant, Site
from pressdesk.staff import accounts, recovering
from pressdesk.vault import epochs, receipts, totp
from pressdesk.vault.slips import Slips
from tests.conftest import (
    PHRASE,
    QUESTION,
    SETTINGS,
    Desk,
    Person,
    holder_of,
    invited,
    lodged,
    sign_in,
)
from tests.pages import colleague, opened, refs

pytestmark = pytest.mark.both

LATER = "En fråga som kom sedan. Vad får jag säga?"


@pytest.fixture
def lost(desk_site: Desk) -> Desk:
    """A site where nobody is left who can open the ticket that waits."""
    lodged(desk_site)
    lose_everybody(desk_site)
    return desk_site


def lose_everybody(site: Desk) -> None:
    with site.store.writing() as db:
        epochs.prepare(db, holder_of(db, site.ofelia), clock.today())
        accounts.disable(db, "ofelia", clock.today())


@pytest.fixture
def berit(lost: Desk) -> Person:
    """The new officer, enrolled."""
    return invited(lost.store, "berit")


def recover(site: Desk, paper: Slips, name: str = "berit") -> Slips:
    with site.store.writing() as db:
        return recovering.recover(db, paper, name, clock.today())


def at_work(site: Desk, person: Person) -> FlaskClient:
    client = site.app().test_client()
    assert sign_in(client, person).status_code == 303
    return client


def texts(client: FlaskClient) -> str:
    """All tickets that wait, opened."""
    return "".join(client.get(f"/desk/arende/{ref}").text for ref in refs(client))


def lodges(site: Desk) -> bool:
    """Whether the employee's form takes a question."""
    try:
        return bool(lodged(site, LATER))
    except FormClosed:
        return False


def rows(site: Desk) -> list[dict]:
    with site.store.reading() as db:
        tables = (Site, Epoch, EpochGrant)
        return [row.model_dump() for table in tables for row in db.exec(select(table))]


def test_a_new_officer_and_both_slips_open_what_everybody_else_lost(lost, berit):
    is_open = [lodges(lost)]

    recover(lost, lost.founded.slips)

    assert QUESTION in texts(at_work(lost, berit))
    assert [*is_open, lodges(lost)] == [False, True]


def test_the_site_goes_on_with_epochs_that_the_used_slips_never_opened(lost, berit, wall_clock):
    new = recover(lost, lost.founded.slips)
    client = at_work(lost, berit)
    wall_clock.shift(40 * 24 * 3600)

    lodged(lost, LATER)
    client = at_work(lost, berit)

    assert LATER in texts(client)
    with pytest.raises(WrongSlips):
        recover(lost, lost.founded.slips)
    assert recover(lost, new)


def sloppy(code: str) -> str:
    """As somebody writes it who is shaken: small letters, blanks, look-alikes, a stray dash."""
    return f" {code.lower().replace('-', '  ').replace('0', 'o').replace('1', 'l')}–"


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("typed", [str, sloppy])
def test_slips_are_good_in_either_order_and_however_they_are_typed(lost, berit, swapped, typed):
    halves = [tuple(map(typed, slip)) for slip in lost.founded.slips]

    recover(lost, Slips(*reversed(halves)) if swapped else Slips(*halves))

    assert QUESTION in texts(at_work(lost, berit))


def spoilt(paper: Slips, slip: int, number: int, wrong: str) -> Slips:
    halves = [list(half) for half in paper]
    halves[slip][number] = wrong
    return Slips(*map(tuple, halves))


@pytest.mark.parametrize("wrong", ["of another slip", "a slip of the pen", "nothing"])
def test_one_wrong_code_of_six_opens_nothing_and_changes_nothing(lost, berit, wrong):
    paper, before = lost.founded.slips, rows(lost)

    for slip in range(2):
        for number, right in enumerate(paper[slip]):
            typed = {"of another slip": receipts.mint(), "a slip of the pen": right[:-1] + "U"}
            with pytest.raises(WrongSlips):
                recover(lost, spoilt(paper, slip, number, typed.get(wrong, "")))

    assert rows(lost) == before


def test_codes_in_another_order_or_one_slip_twice_open_nothing(lost, berit):
    first, second = lost.founded.slips

    for paper in (Slips(first[::-1], second), Slips(first, first), Slips(second, second)):
        with pytest.raises(WrongSlips):
            recover(lost, paper)


def test_a_colleague_with_keys_keeps_hers_when_another_recovers(desk_site, ofelia):
    berit = invited(desk_site.store, "berit")
    lodged(desk_site)

    recover(desk_site, desk_site.founded.slips)

    assert QUESTION in texts(ofelia)
    assert QUESTION in texts(at_work(desk_site, berit))


def test_slips_are_not_used_up_on_a_chain_that_is_broken(lost, berit):
    with lost.store.writing() as db:
        epoch = db.exec(select(Epoch)).first()
        epoch.month = "2020-01"
        db.add(epoch)
    before = rows(lost)

    with pytest.raises(KeysReplaced):
        recover(lost, lost.founded.slips)

    assert rows(lost) == before


def test_without_the_pepper_the_tickets_open_and_the_employees_codes_do_not(desk_site):
    """Everything is lost but the database and the slips: a new pepper is made up."""
    code = lodged(desk_site)
    lose_everybody(desk_site)
    settings = config.parse(SETTINGS | {"pepper": bytes(reversed(range(32)))})
    moved = desk_site._replace(site=desk_site.site._replace(settings=settings))
    berit = invited(moved.store, "berit")

    recover(moved, moved.founded.slips)

    assert QUESTION in texts(at_work(moved, berit))
    assert opened(moved.app().test_client(), code).heading == "Koden öppnar ingen fråga"
    fresh = lodged(moved, LATER)
    assert LATER in opened(moved.app().test_client(), fresh).text


# New slips


def renew(site: Desk) -> Slips:
    with site.store.writing() as db:
        return recovering.renew(db, holder_of(db, site.ofelia), clock.today())


def test_lost_slips_are_made_anew_by_an_officer_and_only_the_newest_open(desk_site):
    berit = invited(desk_site.store, "berit")
    lodged(desk_site)
    middle = renew(desk_site)
    newest = renew(desk_site)

    for old in (desk_site.founded.slips, middle, Slips(middle.first, newest.second)):
        with pytest.raises(WrongSlips):
            recover(desk_site, old)

    recover(desk_site, newest)
    assert QUESTION in texts(at_work(desk_site, berit))


def test_new_slips_leave_every_colleague_at_work(desk_site, wall_clock: Traveller):
    berit = colleague(desk_site)
    renew(desk_site)

    lodged(desk_site, LATER)
    wall_clock.shift(totp.STEP_SECONDS)

    assert LATER in texts(berit)
    assert LATER in texts(at_work(desk_site, desk_site.ofelia))


def test_nobody_without_the_keys_makes_slips_and_the_old_ones_stay_good(desk_site, olle):
    with desk_site.store.reading() as db:
        his = holder_of(db, Person("olle", PHRASE, b""))

    with desk_site.store.writing() as db, pytest.raises(NoKeys):
        recovering.renew(db, his, clock.today())

    assert recover(desk_site, desk_site.founded.slips, "ofelia")
