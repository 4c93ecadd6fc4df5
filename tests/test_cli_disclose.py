"""`disclose` and `hold` in the shell: real processes, and an officer at a real terminal."""

import shutil
import stat
from pathlib import Path

import pytest
from sqlmodel import select

from pressdesk import clock, config, disclosure, holds, storage
from pressdesk.cli import shell
from pressdesk.errors import ShellError
from pressdesk.keytables import Act, AuditEntry, StaffSession
from pressdesk.storage import FileStore
from pressdesk.tables import Ticket
from pressdesk.web.site import Site
from tests.conftest import Desk, invited, lodged
from tests.promises.servers import as_the_shell_has_it
from tests.terminal import run, signing_in, typed

pytestmark = pytest.mark.usefixtures("real_argon2")

TEXT = "Jag heter Lisbet.\nRektorn ringde Lisbet igen."


def late(*values: object) -> object:
    """A further case of the same, for ./test --long."""
    return pytest.param(*values, marks=pytest.mark.long)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A site with a ticket of this week and one of January."""
    made = as_the_shell_has_it(tmp_path_factory.mktemp("made") / "site")
    lodged(made, TEXT, kinds=("company",), topic="it")
    lodged(made, "En annan.")
    with made.store.writing() as db:
        db.exec(select(Ticket)).first().week = "2026-W03"
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


def number_of(site: Desk, text: str = TEXT) -> str:
    """The number of the ticket that says this."""
    holder = site.holder()
    with site.store.reading() as db:
        records = [disclosure.show(db, holder, t.id) for t in db.exec(select(Ticket))]
    return next(r.number for r in records if r.messages[0].text == text)


def log_of(site: Desk) -> list[tuple[str, Act, str, str]]:
    with site.store.reading() as db:
        return sorted((row.at, row.act, row.who, row.about) for row in db.exec(select(AuditEntry)))


def test_a_months_list_is_printed_without_a_key_and_logged_by_day(site):
    done = run(site, "disclose", "list", "2026-01")

    with site.store.reading() as db:
        old = next(t for t in db.exec(select(Ticket)) if t.week == "2026-W03")
    assert done.stdout.startswith("Ärenden, januari 2026. ")
    assert f"\n\n{disclosure.number(old.id)}  vecka 3, 2026  Ny\n\n" in done.stdout
    assert "enligt gallringsbeslut EX 2026/1." in done.stdout
    assert log_of(site) == [(clock.today().isoformat(), Act.DISCLOSED_LIST, "", "")]


def test_the_list_of_an_empty_month_says_so(site):
    done = run(site, "disclose", "list", "2025-12")

    assert "Det finns inga ärenden från den här månaden." in done.stdout


@pytest.mark.parametrize(("month", "told"), [("now", "is not over"), ("januari", "as 2026-10")])
def test_a_list_that_cannot_be_made_says_why(site, month, told):
    month = clock.month_of(clock.today()) if month == "now" else month

    assert told in refused(site, "disclose", "list", month)
    assert log_of(site) == []


def refused(site: Desk, *words: str) -> str:
    """What a command says when it cannot go on; in this process, since there are many."""
    with pytest.raises(ShellError) as told:
        shell.main(["--data", str(site.home), *words], standalone_mode=False)
    return str(told.value)


def test_a_ticket_is_printed_masked_and_its_words_are_on_the_screen_only(site):
    answers = [*signing_in(site.ofelia), "lisbet", "3", "Rektorn", "OSL 40 kap. 5 §", "finns inte"]

    status, out, screen = typed(site, [*answers, ""], "disclose", "ticket", number_of(site))

    assert status == 0
    assert "Lisbet" not in out
    assert out.count("█████ (OSL 21 kap. 7 §)") == 2
    assert "█████ (OSL 40 kap. 5 §) ringde" in out
    assert out.startswith(f"Ärende {number_of(site)}\n")
    assert "Masked in 2 places." in screen
    assert "Not there." in screen
    assert site.ofelia.phrase not in screen


def test_it_is_logged_by_day_with_the_officer_and_no_session_is_left(site):
    answers = [*signing_in(site.ofelia), ""]

    typed(site, answers, "disclose", "ticket", number_of(site))

    signed, disclosed = sorted(log_of(site), key=lambda entry: entry[1])[::-1]
    assert signed[1:] == (Act.SIGNED_IN, "ofelia", "")
    assert disclosed == (clock.today().isoformat(), Act.DISCLOSED_TICKET, "ofelia", "")
    with site.store.reading() as db:
        assert db.exec(select(StaffSession)).all() == []


def test_a_file_is_its_owners_alone_and_never_over_another(site, tmp_path):
    paper, number = tmp_path / "paper.txt", number_of(site)
    words = ("disclose", "ticket", number, "--output", str(paper))

    status, out, _ = typed(site, [*signing_in(site.ofelia), "Lisbet", "1", ""], *words)

    assert (status, out) == (0, "")
    assert "is there already" in refused(site, *words)
    assert stat.S_IMODE(paper.stat().st_mode) == 0o600
    assert "Rektorn ringde █████ (OSL 21 kap. 1 §) igen." in paper.read_text()


@pytest.mark.long
def test_a_section_is_asked_for_until_it_is_one(site):
    wrong = ["9", "", "x" * 41, "för Lisbet"]
    answers = [*signing_in(site.ofelia), "Lisbet", *wrong, "2", ""]

    _, out, screen = typed(site, answers, "disclose", "ticket", number_of(site))

    assert out.count("(OSL 21 kap. 3 §)") == 2
    assert screen.count("Write a number, or a section") == len(wrong)


@pytest.mark.parametrize(
    "other",
    [{"phrase": "fel fras, men lång nog"}, late({"code": "000000"}), late({"name": "nobody"})],
)
def test_who_does_not_prove_to_be_an_officer_sees_nothing(site, other):
    answers = signing_in(site.ofelia, **other)

    status, out, screen = typed(site, answers, "disclose", "ticket", number_of(site))

    assert (status, out) == (1, "")
    assert "do not belong together" in screen
    assert "Lisbet" not in screen
    known = "name" not in other
    assert [entry[1:] for entry in log_of(site)] == [(Act.SIGN_IN_REFUSED, "ofelia", "")] * known


@pytest.mark.parametrize("who", [late("clara"), "olle"])
def test_who_holds_no_keys_is_told_so(site, who):
    person = site.clara if who == "clara" else invited(site.store, "olle")

    status, out, screen = typed(site, signing_in(person), "disclose", "ticket", number_of(site))

    assert (status, out) == (1, "")
    assert "no press officer who holds the keys" in screen


@pytest.mark.long
def test_a_number_of_no_ticket_is_told(site):
    answers = signing_in(site.ofelia)

    status, out, screen = typed(site, answers, "disclose", "ticket", "0000-0000-0000")

    assert (status, out) == (1, "")
    assert "can open no ticket" in screen


def test_without_a_terminal_nobody_is_asked(site):
    done = run(site, "disclose", "ticket", "0000-0000-0000")

    assert (done.returncode, done.stdout) == (1, "")
    assert "Run it on a terminal" in done.stderr


def test_holds_are_placed_listed_and_lifted(site):
    number = number_of(site)
    one = run(site, "hold", "place", "STOPP-1", "--ticket", number.lower(), "--review", soon(9))
    many = run(site, "hold", "place", "STOPP-2", "--weeks", "2026-W03", "2026-W05")
    listed = run(site, "hold", "list").stdout.splitlines()
    lifted = run(site, "hold", "lift", "STOPP-1")

    assert [done.returncode for done in (one, many, lifted)] == [0, 0, 0]
    assert listed == [
        f"STOPP-1: ticket {number}, review {soon(9)}",
        f"STOPP-2: weeks 2026-W03 to 2026-W05, review {soon(30)}",
    ]
    with site.store.reading() as db:
        assert [hold.reference for hold in holds.everything(db)] == ["STOPP-2"]
    acts = [entry[1:] for entry in log_of(site)]
    assert sorted(acts) == [(Act.LIFTED_HOLD, "", ""), *[(Act.PLACED_HOLD, "", "")] * 2]


def soon(days: int) -> str:
    return clock.today().fromordinal(clock.today().toordinal() + days).isoformat()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("place", "STOPP-1"), "Say either --ticket"),
        (("place", "Anna Svensson", "--weeks", "2026-W01", "2026-W02"), "no name"),
        (("place", "STOPP-1", "--weeks", "2026-W02", "2026-W01"), "not be before"),
        (("place", "STOPP-1", "--weeks", "x", "2026-W01"), "as 2026-W47"),
        (("place", "STOPP-1", "--ticket", "x"), "no ticket of that number"),
        (("lift", "STOPP-9"), "no hold STOPP-9"),
    ],
)
def test_a_hold_that_cannot_be_says_why(site, words, told):
    assert told in refused(site, "hold", *words)
    assert log_of(site) == []
