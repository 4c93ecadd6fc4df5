"""The staff log: each act once, in plain words, and nothing of an employee or of a ticket."""

import pytest
from flask.testing import FlaskClient
from sqlmodel import select
from time_machine import Traveller

from pressdesk import clock, desk, retention
from pressdesk.keytables import Act, AuditEntry, Epoch
from pressdesk.staff import accounts, audit
from pressdesk.vault import totp
from pressdesk.web import i18n
from tests.conftest import PHRASE, QUESTION, Desk, Person, lodged, ref_of, sign_in
from tests.pages import act, colleague, fetch, opened, refs, sent, submit, words

pytestmark = pytest.mark.both

DAY = 24 * 3600
NEW_PHRASE = "tre gula tåg i skymningen"
TEXT = "Du får svara vad du vill."


def entries(site: Desk) -> list[tuple[str, Act, str, str]]:
    with site.store.reading() as db:
        rows = db.exec(select(AuditEntry)).all()
    return sorted((row.at, row.act, row.who, row.about) for row in rows)


def acts(site: Desk) -> list[tuple[Act, str, str]]:
    return [(act, who, about) for _, act, who, about in entries(site)]


def lines(client: FlaskClient) -> list[str]:
    """The page of the log, line by line."""
    page = fetch(client, "/konto/logg")
    assert (page.status, page.heading) == (200, "Personalens logg")
    return [" ".join(map(words, row.iter("td"))) for row in page.root.iter("tr")][1:]


def prove(person: Person, wall_clock: Traveller) -> dict[str, str]:
    """Passphrase and a fresh code."""
    wall_clock.shift(totp.STEP_SECONDS)
    return {"current": person.phrase, "code": person.code()}


def test_everything_that_an_officer_does_with_keys_stands_there_once(
    desk_site, ofelia, olle, wall_clock
):
    submit(ofelia, fetch(ofelia, "/konto/nycklar"), "/konto/nycklar")
    new = {"passphrase": NEW_PHRASE, "passphrase_again": NEW_PHRASE}
    page = fetch(ofelia, "/konto/losenfras")
    submit(ofelia, page, "/konto/losenfras", **prove(desk_site.ofelia, wall_clock), **new)
    hers = desk_site.ofelia._replace(phrase=NEW_PHRASE)
    page = fetch(ofelia, "/konto/lappar")
    submit(ofelia, page, "/konto/lappar", is_sure="y", **prove(hers, wall_clock))
    submit(ofelia, fetch(ofelia, "/konto/"), "/konto/avsluta-alla")

    assert sorted(lines(ofelia)) == [
        "2026-11-18 13:00 ofelia bytte lösenfras",
        "2026-11-18 13:00 ofelia loggade in",
        "2026-11-18 13:00 ofelia lämnade över nycklarna till olle",
        "2026-11-18 13:00 olle loggade in",
        "2026-11-18 13:01 ofelia gjorde nya lappar för återställning",
        "2026-11-18 13:01 ofelia loggade ut sig överallt",
    ]


def test_a_refused_act_is_not_told_as_done(desk_site, ofelia):
    wrong = {"current": "fel", "code": "000000", "is_sure": "y"}
    new = {"passphrase": NEW_PHRASE, "passphrase_again": NEW_PHRASE}
    before = entries(desk_site)

    for path, more in (("/konto/losenfras", new), ("/konto/lappar", {}), ("/konto/telefon", {})):
        page = fetch(ofelia, path)
        assert submit(ofelia, page, path, new_code="000000", **wrong, **more).status == 422
    form = submit(ofelia, fetch(ofelia, "/konto/"), "/konto/logga-ut", to="/konto/nycklar")

    assert form.status == 404
    assert entries(desk_site) == before


@pytest.mark.parametrize("name", [PHRASE, "nobody", "ofelia " + PHRASE, "198112189876"])
def test_what_is_typed_into_a_wrong_field_is_not_in_the_log(desk_site, name):
    client = desk_site.app().test_client()

    sign_in(client, desk_site.ofelia._replace(name=name))

    assert entries(desk_site) == []


def test_a_refused_sign_in_of_somebody_is_told_with_her_name_and_nothing_else(desk_site):
    client = desk_site.app().test_client()

    sign_in(client, desk_site.ofelia, passphrase="fel fras")

    assert acts(desk_site) == [(Act.SIGN_IN_REFUSED, "ofelia", "")]


def test_a_desk_that_logged_every_name_would_keep_the_passphrase(desk_site):
    with desk_site.store.writing() as db:
        audit.note(db, Act.SIGN_IN_REFUSED, None, clock.now(), PHRASE)

    assert PHRASE in str(entries(desk_site))


def test_replaced_keys_are_in_the_log(desk_site, wall_clock):
    with desk_site.store.writing() as db:
        for epoch in db.exec(select(Epoch)):
            epoch.verify = bytes(32)
    client = desk_site.app().test_client()

    assert sign_in(client, desk_site.ofelia).status_code == 409

    assert acts(desk_site) == [(Act.SAW_REPLACED_KEYS, "ofelia", "")]


# Tickets


def work_a_day(client: FlaskClient, site: Desk) -> None:
    """Take, put back, note, answer, close and open again."""
    ref = ref_of(site)
    for step in ("ta", "lamna-tillbaka", "ta"):
        assert act(client, ref, step).status == 303
    assert act(client, ref, "anteckna", text="Kolla öppettiderna.").status == 303
    assert act(client, ref, "svara", text=TEXT).status == 303
    assert act(client, ref, "avsluta", outcome="answered").status == 303
    assert act(client, ref, "oppna-igen").status == 303
    assert act(client, ref, "svara", text=TEXT + " Igen.").status == 303


def test_a_days_work_with_tickets_is_one_line_whatever_was_done(desk_site, ofelia):
    before = entries(desk_site)
    lodged(desk_site)

    work_a_day(ofelia, desk_site)

    new = [entry for entry in entries(desk_site) if entry not in before]
    assert new == [("2026-11-18", Act.WORKED_WITH_TICKETS, "ofelia", "")]
    assert "2026-11-18 ofelia arbetade med ärenden" in lines(ofelia)


def test_each_officer_and_each_day_has_its_line(desk_site, ofelia, wall_clock):
    berit = colleague(desk_site)
    lodged(desk_site)
    assert act(berit, refs(berit)[0], "ta").status == 303
    assert act(ofelia, refs(ofelia)[0], "lamna-tillbaka").status == 303
    wall_clock.shift(DAY)
    sign_in(ofelia, desk_site.ofelia)
    work_a_day(ofelia, desk_site)

    worked = [entry for entry in entries(desk_site) if entry[1] is Act.WORKED_WITH_TICKETS]

    assert [(at, who) for at, _, who, _ in worked] == [
        ("2026-11-18", "berit"),
        ("2026-11-18", "ofelia"),
        ("2026-11-19", "ofelia"),
    ]


def test_an_act_that_did_not_happen_is_no_work(desk_site, ofelia):
    lodged(desk_site)
    ref = ref_of(desk_site)
    before = entries(desk_site)

    refused = [
        act(ofelia, ref, "svara", text="").status,
        act(ofelia, ref, "svara", text="Vem är du?").status,
        act(ofelia, ref, "ta", to=f"/desk/arende/{ref}/lamna-tillbaka").status,
        ofelia.get(f"/desk/arende/{ref}").status_code,
    ]

    assert refused == [422, 422, 409, 200]
    assert entries(desk_site) == before


def test_nothing_that_an_employee_does_is_in_the_log(desk_site, employee):
    code = lodged(desk_site)
    sent(employee)
    page = opened(employee, code)
    submit(employee, page, "/svar/skriv", text="En sak till.")
    opened(employee, "0000-0000-0000-0000-0000")

    with desk_site.store.writing() as db:
        retention.tidy(db, desk_site.settings, clock.today(), clock.now().timestamp())

    assert entries(desk_site) == []


def test_no_entry_holds_a_ticket_or_its_words(desk_site, ofelia):
    lodged(desk_site)
    work_a_day(ofelia, desk_site)
    with desk_site.store.reading() as db:
        ids = {str(row.ref) for row in desk.queue(db, desk_site.holder(), clock.today()).rows}

    whole = str(entries(desk_site)) + " ".join(lines(ofelia))

    assert QUESTION not in whole
    assert not [found for found in ids if found in whole]


# Who reads it, and how long


def test_officers_read_it_and_nobody_else(desk_site, ofelia, olle, clara, employee):
    found = [c.get("/konto/logg").status_code for c in (ofelia, olle, clara, employee)]

    assert found == [200, 200, 403, 401]


@pytest.mark.parametrize(("days", "left"), [(0, 1), (180, 1), (181, 0)])
def test_an_entry_is_kept_for_its_days_and_no_longer(desk_site, wall_clock, days, left):
    with desk_site.store.writing() as db:
        audit.note(db, Act.RESET, None, clock.now(), "olle")
        audit.note(db, Act.WORKED_WITH_TICKETS, None, clock.now())
    wall_clock.shift(days * DAY)

    with desk_site.store.writing() as db:
        done = retention.tidy(db, desk_site.settings, clock.today(), clock.now().timestamp())

    assert len(entries(desk_site)) == 2 * left
    assert done.audit == 2 - 2 * left


def test_purged_entries_are_in_no_file(desk_site, wall_clock):
    with desk_site.store.writing() as db:
        audit.note(db, Act.RESET, None, clock.now(), "kvarnstensbrottet")
    wall_clock.shift(181 * DAY)
    with desk_site.store.writing() as db:
        retention.tidy(db, desk_site.settings, clock.today(), clock.now().timestamp())

    desk_site.store.settle()

    files = b"".join(path.read_bytes() for path in desk_site.home.iterdir())
    assert b"kvarnstensbrottet" not in files


def test_the_page_says_for_how_long_and_that_it_is_about_staff(desk_site, ofelia):
    page = fetch(ofelia, "/konto/logg")

    assert "Raderna raderas efter 180 dagar." in page.text
    assert "aldrig något om den som frågar" in page.text


def test_every_act_has_its_words(desk_site, ofelia):
    upon = {Act.HANDED_KEYS, Act.INVITED, Act.DISABLED, Act.RESET, Act.RECOVERED}
    with desk_site.store.writing() as db:
        who = accounts.find(db, "clara").id
        for done in Act:
            audit.note(db, done, who, clock.now(), "kim" if done in upon else "")

    with desk_site.app().test_request_context():
        wanted = {f"clara {i18n.ACTS[done]}" + (" kim" if done in upon else "") for done in Act}

    shown = {line[line.index("clara") :] for line in lines(ofelia) if "clara" in line}
    assert shown == wanted
