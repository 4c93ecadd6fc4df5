"""Who is on duty on every page of an officer, the rota, the sheet, and a crisis, as officers see
them.
"""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from pressdesk import clock, inquiries, lines
from pressdesk.inquiries import Asked, issues, sealed
from pressdesk.keytables import Reporter
from pressdesk.register import lists
from pressdesk.register.words import Channel
from pressdesk.registertables import Crisis, Inquiry
from pressdesk.staff import accounts
from tests.both import bytes_of
from tests.conftest import invited, lodged, ref_of, sign_in
from tests.pages import Page, attributes, colleague, fetch, pairs, send, submit, words

pytestmark = pytest.mark.both(every=10)

ROTA, CRISIS, SHEET = "/register/jour/", "/register/kris/", "/register/overlamning"
THIS, NEXT = "/register/jour/vecka/2026-W47", "/register/jour/vecka/2026-W48"
MOBILE = "070-174 06 05"
EVERY_PAGE = ["/desk/", "/desk/regler", "/konto/", "/siffror/", "/register/", ROTA]


@pytest.fixture
def olle_too(desk_site):
    """A second officer with keys, signed in."""
    return colleague(desk_site, "olle")


@pytest.fixture
def filled(ofelia, olle_too):
    """Both have every other week from this one on, ofelia first."""
    assert fill(ofelia).status == 303


@pytest.fixture
def crisis(desk_site, ofelia):
    """A crisis with DN on the site's list."""
    with desk_site.store.writing() as db:
        lists.find_or_add_outlet(db, "DN")
    assert switch_on(ofelia, title="Branden i Farsta").status == 303


def fill(client, **typed):
    given = {"first": "2026-W47", "last": "2026-W52", "turn": ["ofelia", "olle"]}
    page = fetch(client, ROTA)
    return submit(client, page, f"{ROTA}fyll", **given | {"starts": "ofelia"} | typed)


def switch_on(client, **typed):
    return submit(client, fetch(client, CRISIS), f"{CRISIS}pa", **{"unit": "Farsta"} | typed)


def call(client, line, **more):
    page = fetch(client, CRISIS)
    return submit(client, page, f"{CRISIS}ta-emot", line=line, **more)


def bar(page: Page) -> str:
    """What stands below the menu."""
    found = [div for div in page.root.iter("div") if "on-duty" in (div.get("class") or "")]
    return words(found[0]) if found else ""


def undo(client, page: Page) -> Page:
    """Press the undo bar's button."""
    notice = next(div for div in page.root.iter("div") if "notice" in (div.get("class") or ""))
    form = notice.find(".//form")
    return send(client, form.get("action"), pairs(form))


def planned(client) -> list[str]:
    """The weeks to come, in words."""
    page = fetch(client, ROTA)
    return [words(row) for row in page.root.iter("li") if row.get("class") == "week"]


def logged(site, question="Vad har hänt?", outlet="DN", **given) -> int:
    with site.store.writing() as db:
        name = lists.find_or_add_outlet(db, outlet).name
        asked = Asked(Channel.PHONE, name, "Farsta", question, **given)
        return inquiries.log(db, asked, clock.now()).number


def keeps(page: Page, typed: dict[str, str]) -> bool:
    """Whether a refused form of a crisis gives back what was typed; a choice that is none cannot
    be.
    """
    kept = dict(pairs(page.form(f"{CRISIS}pa")))
    return all(kept[name] == value for name, value in typed.items() if name != "issue")


def only(site) -> Inquiry:
    with site.store.reading() as db:
        return db.exec(select(Inquiry)).one()


def contact(site, number):
    with site.store.reading() as db:
        return sealed.reporter(db, site.holder(), number)


def test_every_page_of_an_officer_says_who_is_on_duty(filled, ofelia):
    said = {path: bar(fetch(ofelia, path)) for path in EVERY_PAGE}

    starts = "På jour nu: Ofelia, ersättare Olle – till mån 12.00"
    assert {path: words.startswith(starts) for path, words in said.items()} == dict.fromkeys(
        EVERY_PAGE, True
    )
    assert "08-465 004 00" in said["/desk/"]


def test_a_ticket_says_it_too_and_an_officer_without_keys_reads_it(desk_site, filled, ofelia):
    keyless = desk_site.app().test_client()
    sign_in(keyless, invited(desk_site.store, "nils"))
    lodged(desk_site)

    for client, path in ((ofelia, f"/desk/arende/{ref_of(desk_site)}"), (keyless, "/konto/")):
        assert "På jour nu: Ofelia" in bar(fetch(client, path))


def test_nobody_else_is_told_who_is_on_duty(filled, clara, employee):
    for client, path in ((clara, "/siffror/"), (clara, "/konto/"), (employee, "/")):
        page = fetch(client, path)

        assert bar(page) == ""
        assert "Ofelia" not in page.text


def test_where_nobody_is_planned_the_page_says_so_and_what_to_do(ofelia):
    page = fetch(ofelia, ROTA)

    assert bar(page).startswith("Ingen på jour nu – Ta över eller fyll i")
    assert "Ta över veckan, eller fyll i vem som har den." in words(page.root)


def test_whoever_is_disabled_falls_out_of_the_rota(desk_site, filled, olle_too):
    with desk_site.store.writing() as db:
        accounts.disable(db, "ofelia", clock.today())

    assert bar(fetch(olle_too, "/konto/")).startswith("Ingen på jour nu, ersättare Olle")
    assert "Ingen på jour" in planned(olle_too)[0]


def test_the_week_changes_on_monday_at_noon(desk_site, filled, wall_clock):
    wall_clock.move_to(datetime(2026, 11, 23, 10, 59, tzinfo=UTC))
    client = desk_site.app().test_client()
    sign_in(client, desk_site.ofelia)
    before = bar(fetch(client, "/desk/"))

    wall_clock.shift(timedelta(minutes=1))

    assert before.startswith("På jour nu: Ofelia")
    assert bar(fetch(client, "/desk/")).startswith("På jour nu: Olle, ersättare Ofelia")


def test_weeks_are_filled_in_turn_from_the_one_who_begins(ofelia, olle_too):
    fill(ofelia, starts="olle", has_backup="y")

    rows = planned(ofelia)

    assert [("Olle, ersättare Ofelia" in row) for row in rows[:4]] == [True, False, True, False]
    assert rows[0].startswith("Vecka 47, 2026 från mån 16 nov. 12.00 Olle")
    assert "Ingen på jour" in rows[6]


def test_filled_weeks_are_kept_unless_that_is_asked_for(filled, ofelia):
    again = fill(ofelia, starts="olle")
    assert again.status == 303
    assert "Alla veckorna var redan fyllda." in words(fetch(ofelia, ROTA).root)

    fill(ofelia, starts="olle", replaces="y")

    assert "Olle" in planned(ofelia)[0]


def test_what_cannot_be_filled_is_told_and_nothing_is_changed(ofelia, olle_too):
    refused = [
        ({"turn": []}, "Välj minst en som har konto"),
        ({"turn": ["clara"]}, "Välj någon i listan"),
        ({"first": "2026-W46"}, "Den veckan är över."),
        ({"first": "2026-W52", "last": "2026-W47"}, "Välj en sista vecka som inte är före"),
        ({"first": "2026-W60"}, "Välj en sista vecka"),
        ({"last": "9999-W52"}, "Välj en sista vecka"),
        ({"last": ""}, "Välj en sista vecka"),
    ]

    pages = [(fill(ofelia, **typed), told) for typed, told in refused]

    assert [(page.status, told) for page, told in pages if told not in words(page.root)] == []
    assert {page.status for page, _told in pages} == {422}
    assert all("Ingen på jour" in row for row in planned(ofelia))


def test_taking_over_can_be_undone(filled, olle_too):
    page = fetch(olle_too, ROTA)
    assert submit(olle_too, page, f"{ROTA}ta-over").status == 303
    page = fetch(olle_too, ROTA)
    assert bar(page).startswith("På jour nu: Olle –")
    assert f"{ROTA}ta-over" not in page.actions()

    assert undo(olle_too, page).status == 303

    assert bar(fetch(olle_too, "/konto/")).startswith("På jour nu: Ofelia, ersättare Olle")


def test_a_week_is_changed_and_the_change_undone(filled, ofelia):
    page = fetch(ofelia, NEXT)
    assert submit(ofelia, page, NEXT, officer="ofelia", backup="").status == 303
    page = fetch(ofelia, ROTA)
    assert planned(ofelia)[1].endswith("12.00 Ofelia Ändra vecka 48, 2026")

    undo(ofelia, page)

    assert "Olle, ersättare Ofelia" in planned(ofelia)[1]


def test_two_weeks_are_swapped_and_back(filled, ofelia):
    page = fetch(ofelia, THIS)
    assert submit(ofelia, page, f"{THIS}/byt", other="2026-W48").status == 303
    page = fetch(ofelia, ROTA)
    assert bar(page).startswith("På jour nu: Olle, ersättare Ofelia")

    undo(ofelia, page)

    assert bar(fetch(ofelia, ROTA)).startswith("På jour nu: Ofelia, ersättare Olle")


def test_a_wrong_choice_is_told_at_its_field(filled, ofelia):
    swap = "Välj en annan vecka där någon är planerad"
    refused = [
        ("", {"officer": "olle", "backup": "olle"}, "Välj en annan ersättare"),
        ("", {"officer": "clara"}, "Välj någon i listan"),
        ("", {"officer": "", "backup": "olle"}, "Välj någon i listan"),
        ("/byt", {"other": "2026-W47"}, swap),
        ("/byt", {"other": "2027-W20"}, swap),
        ("/byt", {"other": "hej"}, swap),
    ]
    form = fetch(ofelia, THIS)

    pages = [(submit(ofelia, form, f"{THIS}{to}", **typed), told) for to, typed, told in refused]

    assert [told for page, told in pages if told not in words(page.root)] == []
    assert {(page.status, page.title[:4]) for page, _told in pages} == {(422, "Fel:")}


def test_a_colleagues_change_is_not_written_over_unseen(filled, ofelia, olle_too):
    hers, his = fetch(ofelia, NEXT), fetch(olle_too, NEXT)
    submit(olle_too, his, NEXT, officer="olle", backup="")

    stale = submit(ofelia, hers, NEXT, officer="ofelia", backup="olle")

    assert stale.status == 409
    assert "Nu står där: Olle." in words(stale.root)
    assert dict(pairs(stale.form(NEXT)))["officer"] == "ofelia"
    assert submit(ofelia, stale, NEXT).status == 303


def test_a_week_that_cannot_be_planned_has_no_page(ofelia):
    weeks = ["2026-W46", "2027-W60", "9999-W52", "hej", "2028-W01"]
    token = pairs(fetch(ofelia, THIS).form(THIS))

    read = {fetch(ofelia, f"{ROTA}vecka/{week}").status for week in weeks}
    written = {send(ofelia, f"{ROTA}vecka/{week}", token).status for week in weeks}

    assert (read, written) == ({404}, {404})


def test_no_number_per_officer_stands_on_the_rota(filled, ofelia):
    text = words(fetch(ofelia, ROTA).root.find(".//main"))

    assert "Ofelia" in text
    assert not [word for word in ("veckor per", "gånger", "totalt", "senast sedd") if word in text]


def test_the_sheet_tells_what_is_open_and_with_whom(desk_site, filled, ofelia):
    logged(desk_site, "Hur många elever?", call_back_at=clock.now() + timedelta(hours=2))
    page = fetch(ofelia, SHEET)
    text = words(page.root.find(".//main"))

    assert "Så stod det onsdag 18 november 2026 kl. 13.00." in text
    assert "Tar över: Olle, ersättare Ofelia." in text
    assert "2026-1 DN Hur många elever? Farsta" in text
    assert "Lovat ringa tillbaka i dag 15.00 : 2026-1" in text.replace("15.00:", "15.00 :")


def test_the_sheet_has_no_reporter_and_no_note(desk_site, ofelia):
    number, holder = logged(desk_site), desk_site.holder()
    with desk_site.store.writing() as db:
        sealed.keep_reporter(db, holder, number, "Anna Ek", MOBILE, clock.today())
        sealed.note(db, holder, number, "Kanarieanteckning", clock.today())

    text = fetch(ofelia, SHEET).text

    assert "2026-1" in text
    assert not [secret for secret in ("Anna Ek", MOBILE, "Kanarie") if secret in text]


def test_the_sheet_says_how_many_there_was_no_room_for(desk_site, ofelia):
    for number in range(31):
        logged(desk_site, f"Fråga {number}")

    assert "Och 3 till, se registret." in words(fetch(ofelia, SHEET).root)


def test_an_empty_desk_has_an_empty_sheet(ofelia):
    text = words(fetch(ofelia, SHEET).root.find(".//main"))

    assert "Inget väntar på svar." in text
    assert "Tar över: ingen är planerad." in text


def test_the_crisis_is_on_every_page_until_it_is_off(crisis, ofelia):
    assert "Krisläge sedan i dag 13.00" in bar(fetch(ofelia, "/desk/"))

    asked = submit(ofelia, fetch(ofelia, CRISIS), f"{CRISIS}av")
    assert asked.heading == "Slå av krisläget?"
    submit(ofelia, asked, f"{CRISIS}av")

    assert "Krisläge" not in bar(fetch(ofelia, "/desk/"))


def test_switching_on_and_off_are_undone_with_one_press(desk_site, crisis, ofelia):
    undo(ofelia, fetch(ofelia, CRISIS))
    page = fetch(ofelia, CRISIS)
    assert page.heading == "Slå på krisläget?"

    undo(ofelia, page)

    page = fetch(ofelia, CRISIS)
    assert (page.heading, "Branden i Farsta" in page.text) == ("Krisläge", True)


def test_it_is_too_late_to_undo_after_the_sites_minutes(crisis, ofelia, wall_clock):
    submit(ofelia, fetch(ofelia, CRISIS), f"{CRISIS}av", confirm="yes")
    page = fetch(ofelia, CRISIS)
    wall_clock.shift(timedelta(minutes=12))

    undo(ofelia, page)

    assert "Det är för sent att ångra." in words(fetch(ofelia, CRISIS).root)


def test_what_a_crisis_lacks_is_told_and_the_text_kept(desk_site, ofelia):
    refused = [
        ({"unit": ""}, "Skriv vilken enhet frågorna gäller"),
        ({"unit": "Atlantis"}, "Inget i listan heter"),
        ({"issue": "77"}, "Välj en samlad fråga i listan"),
        ({"title": "x" * 201}, "Korta rubriken till 200 tecken"),
        ({"wording": "x" * 1_001}, "Korta texten till 1 000 tecken"),
        ({"meeting": "på torsdag"}, "Skriv också klockslaget"),
        ({"meeting": "idag 9"}, "Den tiden har redan varit."),
        ({"meeting": "hejsan"}, "Skriv till exempel"),
        ({"place": "Rotundan"}, "Skriv också när pressträffen är"),
        ({"meeting": "idag 15", "place": "x" * 201}, "Korta platsen till 200 tecken"),
    ]

    pages = [(switch_on(ofelia, **typed), typed, told) for typed, told in refused]

    assert [told for page, _typed, told in pages if told not in words(page.root)] == []
    assert {page.status for page, *_rest in pages} == {422}
    assert [typed for page, typed, _told in pages if not keeps(page, typed)] == []
    with desk_site.store.reading() as db:
        assert db.exec(select(Crisis)).all() == []


def test_the_unit_is_that_of_the_pinned_issues_lines_unless_one_is_chosen(desk_site, ofelia):
    with desk_site.store.writing() as db:
        given = lines.Given("Branden", "Farsta", "Ingen är skadad.")
        line = lines.write(db, given, clock.now(), clock.today())
        issue = issues.make(db, "Branden", line.id, clock.today()).id

    assert switch_on(ofelia, unit="", issue=str(issue)).status == 303

    assert "Gäller enheten Farsta." in words(fetch(ofelia, CRISIS).root)


def test_one_field_takes_in_outlet_question_and_way_back(desk_site, crisis, ofelia):
    said = call(ofelia, f"dn Anna Ek {MOBILE} hur många är skadade?")

    row = only(desk_site)
    assert said.status == 303
    assert (row.outlet, row.unit, row.channel) == ("DN", "Farsta", Channel.PHONE)
    assert (row.question, row.issue_id) == ("hur många är skadade?", 1)
    assert contact(desk_site, row.number) == ("Anna Ek", MOBILE)


def test_the_reporter_is_in_no_clear_column_and_no_notice(desk_site, crisis, ofelia):
    call(ofelia, f"DN Anna Ek {MOBILE} hur många är skadade?")
    page = fetch(ofelia, CRISIS)

    assert "2026-1 är sparad. Kontakten är förseglad." in words(page.root)
    assert "Anna Ek" not in page.text
    desk_site.store.settle()
    assert b"Anna Ek" not in bytes_of(desk_site.store)


def test_an_unknown_outlet_is_kept_as_such_with_all_that_was_typed(desk_site, crisis, ofelia):
    call(ofelia, "Täby Nytt undrar hur många som är skadade")

    row = only(desk_site)
    assert row.outlet == "Okänd redaktion"
    assert row.question == "Täby Nytt undrar hur många som är skadade"
    assert "Redaktionen kändes inte igen." in words(fetch(ofelia, CRISIS).root)


def test_a_line_that_cannot_be_kept_is_given_back_whole(desk_site, crisis, ofelia):
    refused = {
        "": "Skriv redaktionen och vad den frågar om",
        f"DN {MOBILE}": "Skriv också vad redaktionen frågar om",
        "x" * 4_001: "Korta texten till 4 000 tecken",
        "DN hur mår 19811218-9876?": "Läs det som är markerat",
    }

    pages = {line: call(ofelia, line) for line in refused}

    assert [line for line, page in pages.items() if refused[line] not in words(page.root)] == []
    assert [page.box(f"{CRISIS}ta-emot", "line") for page in pages.values()] == [*refused]
    with desk_site.store.reading() as db:
        assert db.exec(select(Inquiry)).all() == []


def test_a_name_in_the_question_warns_once(desk_site, crisis, ofelia):
    line = "DN vad säger Karin Holm om branden?"
    page = call(ofelia, line)
    assert page.status == 422

    again = submit(ofelia, page, f"{CRISIS}ta-emot", action="anyway")

    assert again.status == 303
    assert only(desk_site).question == "vad säger Karin Holm om branden?"


def test_a_call_without_a_way_back_keeps_none_and_says_so(desk_site, crisis, ofelia):
    call(ofelia, "DN hur många är skadade?")

    assert "Ingen väg tillbaka är sparad." in words(fetch(ofelia, CRISIS).root)
    with desk_site.store.reading() as db:
        assert db.exec(select(Reporter)).all() == []


@pytest.mark.parametrize(("second", "count"), [("08-465 004 00", 1), ("08-465 004 01", 2), ("", 2)])
def test_two_presses_are_one_call_and_another_way_back_is_another(
    desk_site, crisis, ofelia, second, count
):
    for way_back in ("08-465 004 00", second):
        assert call(ofelia, f"DN hur många är skadade? {way_back}").status == 303

    with desk_site.store.reading() as db:
        assert len(db.exec(select(Inquiry)).all()) == count


def test_what_was_typed_as_the_crisis_was_switched_off_is_kept(desk_site, crisis, ofelia, olle_too):
    page = fetch(ofelia, CRISIS)
    submit(olle_too, fetch(olle_too, CRISIS), f"{CRISIS}av", confirm="yes")

    said = submit(ofelia, page, f"{CRISIS}ta-emot", line="DN hur många är skadade?")

    assert (said.status, only(desk_site).question) == (303, "hur många är skadade?")


@pytest.mark.parametrize("line", ["DN", "DN hur mår 19811218-9876?", "x" * 4_001])
def test_a_call_refused_after_the_crisis_was_switched_off_is_given_back(
    desk_site, crisis, ofelia, olle_too, line
):
    page = fetch(ofelia, CRISIS)
    submit(olle_too, fetch(olle_too, CRISIS), f"{CRISIS}av", confirm="yes")

    said = submit(ofelia, page, f"{CRISIS}ta-emot", line=line)
    again = submit(ofelia, said, f"{CRISIS}ta-emot", line="DN hur många är skadade?")

    assert (said.status, said.box(f"{CRISIS}ta-emot", "line")) == (422, line)
    assert "Krisläget har slagits av. Det du skrev finns kvar" in words(said.root)
    assert (again.status, only(desk_site).question) == (303, "hur många är skadade?")


def test_a_closed_issue_takes_nothing_more_and_stops_nothing(desk_site, crisis, ofelia):
    with desk_site.store.writing() as db:
        issues.turn(db, 1, 1, is_closed=True)

    assert call(ofelia, "DN hur många är skadade?").status == 303
    assert only(desk_site).issue_id is None


def test_the_page_says_what_to_say_when_the_next_meeting_is_and_how_much_comes(
    desk_site, crisis, ofelia
):
    for number in range(3):
        call(ofelia, f"DN fråga {number}?")
    page = fetch(ofelia, CRISIS)
    given = {"meeting": "idag 15.30", "place": "Rotundan", "wording": "Säg precis så."}
    assert submit(ofelia, page, f"{CRISIS}andra", **given).status == 303

    text = words(fetch(ofelia, CRISIS).root.find(".//main"))

    assert "Säg så här Säg precis så." in text
    assert "Nästa pressträff i dag 15.30, Rotundan" in text
    assert "Väntar på svar3 Mottagna senaste dygnet3 Besvarade senaste dygnet0" in text
    assert "kl. 13.00 3 kl. 12.00 0" in text.replace("3kl.", "3 kl.")


def test_a_colleagues_change_of_the_crisis_is_shown_beside_hers(crisis, ofelia, olle_too):
    hers, his = fetch(ofelia, CRISIS), fetch(olle_too, CRISIS)
    submit(olle_too, his, f"{CRISIS}andra", wording="Säg som Olle.")

    stale = submit(ofelia, hers, f"{CRISIS}andra", wording="Säg som Ofelia.")

    assert stale.status == 409
    assert "Säg som Olle." in words(stale.root.find(".//main"))
    assert dict(pairs(stale.form(f"{CRISIS}andra")))["wording"] == "Säg som Ofelia."
    assert submit(ofelia, stale, f"{CRISIS}andra").status == 303


def test_nothing_of_a_crisis_is_sent_by_mail(desk_site, crisis, ofelia):
    site = desk_site.with_settings(
        smtp_host="127.0.0.1",
        smtp_port=9,
        smtp_tls="none",
        notice_from="a@example.se",
        notice_to=("b@example.se",),
    )
    client = site.app().test_client()
    for cookie in ("pressdesk", "form"):
        client.set_cookie(cookie, ofelia.get_cookie(cookie).value)

    assert call(client, "DN hur många är skadade?").status == 303
    assert only(desk_site).question == "hur många är skadade?"


def test_the_crisis_page_leads_to_its_issue(crisis, ofelia):
    page = fetch(ofelia, CRISIS)

    links = [link for link in attributes(page.text, "href") if link.startswith("/register/fragor/")]

    assert [fetch(ofelia, link).status for link in links] == [200]
