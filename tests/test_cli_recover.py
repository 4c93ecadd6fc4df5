"""The shell when people are lost: real processes on a real terminal."""

import re
import shutil
from pathlib import Path

import pytest
from sqlmodel import select

from pressdesk import clock, config, storage
from pressdesk.keytables import Act, AuditEntry
from pressdesk.staff import accounts
from pressdesk.storage import FileStore
from pressdesk.vault.slips import Slips
from pressdesk.web.site import Site
from tests.conftest import QUESTION, Desk, enrolled, lodged, sign_in
from tests.pages import refs
from tests.promises.servers import as_the_shell_has_it
from tests.terminal import run, typed

CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}\b")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A site with one officer and a ticket, and a second officer who waits for the keys."""
    made = as_the_shell_has_it(tmp_path_factory.mktemp("made") / "site")
    lodged(made)
    with made.store.writing() as db:
        code = accounts.invite(db, "berit", accounts.Role.PRESS_OFFICER, clock.today())
    enrolled(made.store, "berit", code)
    made.store.settle()
    made.store.close()
    return made


@pytest.fixture
def site(original: Desk, tmp_path: Path):
    """A copy of it."""
    home = shutil.copytree(original.home, tmp_path / "site")
    store = FileStore(home / storage.DATABASE)
    yield original._replace(site=Site(config.load(home, {}), store), home=home)
    store.close()


def recover(site: Desk, name: str, answers: list[str]) -> tuple[int, str]:
    """`recover` on a terminal; each code is typed when it is asked for. Status and screen."""
    status, _, screen = typed(site, answers, "recover", name, shows_all=True)
    return status, screen


def codes(paper: Slips) -> list[str]:
    return [*paper.first, *paper.second]


def new_slips(screen: str) -> list[str]:
    return CODE.findall(screen.partition("holds every key now")[2])


def holders(site: Desk) -> list[str]:
    """Who holds the keys, as `staff list` says."""
    listed = run(site, "staff", "list").stdout.splitlines()
    return [line.partition(":")[0] for line in listed if "holds keys" in line]


def log_of(site: Desk) -> list[tuple[Act, str, str]]:
    with site.store.reading() as db:
        return [(row.act, row.who, row.about) for row in db.exec(select(AuditEntry))]


def test_the_keys_of_a_one_officer_site_are_not_taken_by_mistake_and_come_back_by_the_slips(site):
    refused = [run(site, "staff", act, "ofelia") for act in ("disable", "reset")]
    meant = run(site, "staff", "disable", "Ofelia", "--yes")

    assert [done.returncode for done in refused] == [1, 1]
    assert "alone holds the keys" in refused[0].stderr
    assert "--yes" in refused[0].stderr
    assert (meant.returncode, holders(site)) == (0, [])

    status, screen = recover(site, "berit", codes(site.founded.slips))

    assert (status, len(set(new_slips(screen))), holders(site)) == (0, 6, ["berit"])
    assert sorted(log_of(site)) == [(Act.DISABLED, "", "ofelia"), (Act.RECOVERED, "", "berit")]


def test_somebody_who_was_reset_enrols_and_recovers_and_reads_the_old_ticket(site):
    shown = run(site, "staff", "reset", "ofelia", "--yes").stdout
    hers = enrolled(site.store, "ofelia", CODE.findall(shown)[0])

    status, _ = recover(site, "ofelia", codes(site.founded.slips))
    client = site.app().test_client()

    assert status == 0
    assert sign_in(client, hers).status_code == 303
    assert QUESTION in client.get(f"/desk/arende/{refs(client)[0]}").text


def test_slips_are_typed_as_people_type_and_a_slip_of_the_hand_is_asked_again(site):
    right = [code.lower().replace("-", " ") for code in codes(site.founded.slips)]
    mistyped = right[0][:-1] + ("0" if right[0][-1] != "0" else "1")

    status, screen = recover(site, "berit", [mistyped, "", *right[3:], *right[:3]])

    assert (status, holders(site)) == (0, ["berit", "ofelia"])
    assert screen.count("That is mistyped") == 1
    assert not any(code in screen.partition("holds every key")[0] for code in right)


def test_used_slips_are_refused_and_the_new_ones_serve(site):
    _, screen = recover(site, "berit", codes(site.founded.slips))

    old = recover(site, "berit", codes(site.founded.slips))
    new = recover(site, "berit", new_slips(screen))

    assert (old[0], "both slips must be the newest" in old[1]) == (1, True)
    assert new[0] == 0


@pytest.mark.parametrize("name", ["clara", "nobody"])
def test_whoever_is_no_enrolled_officer_recovers_nothing_and_the_slips_stay_good(site, name):
    status, screen = recover(site, name, codes(site.founded.slips))

    assert (status, "is no enrolled press officer" in screen) == (1, True)
    assert recover(site, "berit", codes(site.founded.slips))[0] == 0


def test_new_slips_are_not_shown_into_a_file(site):
    done = run(site, "recover", "berit")

    assert (done.returncode, done.stdout) == (1, "")
    assert "on a terminal" in done.stderr


def test_a_broken_chain_is_said_and_the_slips_stay_good(site):
    with site.store.writing() as db:
        db.connection().exec_driver_sql("UPDATE epoch SET month = '2020-01'")

    status, screen = recover(site, "berit", codes(site.founded.slips))

    assert (status, "Keep both slips" in screen, CODE.findall(screen)) == (1, True, [])
