"""The employee's whole trip, through the pages as her browser sends them."""

import pytest
from sqlmodel import select

from pressdesk import clock, desk, holds, intake, mailbox, storage
from pressdesk.config import parse
from pressdesk.keytables import TicketKey
from pressdesk.retention import tidy
from pressdesk.staff import accounts
from pressdesk.storage import FileStore
from pressdesk.tables import Message, Outcome, State, Ticket
from pressdesk.vault import receipts
from tests.both import bytes_of
from tests.conftest import PEPPER, QUESTION, SETTINGS, Desk, lodged, ref_of, unescaped
from tests.pages import FORM as FORM_TYPE
from tests.pages import Page, checked, encoded, fetch, opened, pairs, send, sent, submit

pytestmark = pytest.mark.both(every=10)

MINE = "Jag heter Anna Ek. Min e-post är anna.ek@example.se. Vad får jag säga om öppettiderna?"
SURE = ["anna.ek@example.se", "Anna"]
ALL = {
    "kinds": ["buy-time", "check-quotes"],
    "wanted": "today",
    "topic": "school",
    "media": "podcast",
}
FOLLOW_UP = "Tack! En sak till: får jag spela in samtalet?"


def stored(desk_site, table=Ticket) -> list:
    with desk_site.store.reading() as db:
        return list(db.exec(select(table)).all())


def answered(desk_site, text: str = "Ja, det får du.") -> str:
    """Ofelia answers the waiting ticket; its link."""
    holder, ref = desk_site.holder(), ref_of(desk_site)
    with desk_site.store.writing() as db:
        desk.answer(db, holder, ref, 1, text, clock.today())
    return ref


def closed(desk_site) -> str:
    """Ofelia answers and closes the waiting ticket; its link."""
    ref = answered(desk_site)
    with desk_site.store.writing() as db:
        given = (Outcome.ANSWERED, desk_site.settings, clock.today())
        desk.close(db, desk_site.holder(), ref, 2, *given)
    return ref


def written(client, thread: Page, text: str = FOLLOW_UP) -> Page:
    return submit(client, thread, "/svar/skriv", text=text)


def deleted(client, code: str) -> Page:
    asked = submit(client, opened(client, code), "/svar/radera")
    return submit(client, asked, "/svar/radera", confirm="yes")


def test_an_employee_asks_is_answered_and_reads_it_with_her_code(desk_site, employee):
    confirmed = sent(employee, **ALL)
    answered(desk_site, "Säg bara det du själv vill.")

    page = opened(employee, confirmed.code)

    assert confirmed.title.startswith("Din fråga är skickad")
    assert page.heading == "Svaret på din fråga"
    assert "Säg bara det du själv vill." in page.text


def test_what_she_chose_reaches_the_officer(desk_site, employee):
    sent(employee, **ALL)

    with desk_site.store.reading() as db:
        [row] = desk.queue(db, desk_site.holder(), clock.today()).rows

    assert row.opening == QUESTION
    assert row.particulars[:3] == (("buy-time", "check-quotes"), "school", "podcast")
    assert row.wanted.name == "TODAY"


def test_only_the_question_is_required(desk_site, employee):
    confirmed = send(employee, "/fraga", [("text", QUESTION)])

    page = submit(employee, confirmed, "/skicka")

    assert page.status == 200
    assert len(stored(desk_site)) == 1


def test_nothing_is_stored_before_she_presses_send(desk_site, employee):
    page = checked(employee, **ALL)

    assert len(page.code.replace("-", "")) == receipts.LENGTH
    assert stored(desk_site) == stored(desk_site, TicketKey) == []


def test_the_check_page_shows_what_will_be_sent(employee):
    page = checked(employee, **ALL)

    for words in (QUESTION, "Köpa tid", "I dag", "Skola och förskola", "Podd"):
        assert words.lower() in page.text.lower()


def test_a_code_that_was_shown_but_never_sent_opens_nothing(employee):
    code = checked(employee).code

    page = opened(employee, code)

    assert "Frågan skickades aldrig" in page.text


def test_going_back_to_edit_keeps_every_choice_the_text_and_the_code(employee):
    first = checked(employee, **ALL)

    edit = submit(employee, first, "/skicka", to="/fraga", action="edit")
    again = submit(employee, edit, "/fraga", action="check", text="En bättre fråga.")

    assert ("kinds", "buy-time") in pairs(edit.form("/fraga"))
    assert again.code == first.code
    before, after = pairs(first.form("/skicka")), pairs(again.form("/skicka"))
    assert {p for p in before if p[0] != "text"} == {p for p in after if p[0] != "text"}


def test_a_question_edited_after_the_check_page_is_the_one_that_is_stored(desk_site, employee):
    edit = submit(employee, checked(employee), "/skicka", to="/fraga", action="edit")
    again = submit(employee, edit, "/fraga", action="check", text="En bättre fråga.")

    page = opened(employee, submit(employee, again, "/skicka").code)

    assert "En bättre fråga." in page.text
    assert QUESTION not in page.text


def test_sure_finds_stop_the_question_and_give_the_text_back(desk_site, employee):
    page = checked(employee, MINE)

    assert page.status == 422
    assert page.box("/fraga") == MINE
    assert "<mark>anna.ek@example.se</mark>" in page.text


def test_sure_finds_are_stopped_at_sending_too(desk_site, employee):
    page = submit(employee, checked(employee), "/skicka", text=MINE)

    assert (page.status, page.box("/fraga")) == (422, MINE)
    assert stored(desk_site) == []


def test_one_button_takes_all_sure_finds_away_and_leads_on(desk_site, employee):
    stopped = checked(employee, MINE, **ALL)

    page = submit(employee, stopped, "/fraga", action="clean")

    assert page.heading == "Läs igenom och skicka"
    assert not any(word in page.text for word in SURE)
    assert ("media", "podcast") in pairs(page.form("/skicka"))
    assert submit(employee, page, "/skicka").status == 200


def test_the_button_cleans_a_follow_up_too_and_sends_nothing(desk_site, employee):
    thread = opened(employee, sent(employee).code)
    stopped = written(employee, thread, MINE)

    page = submit(employee, stopped, "/svar/skriv", action="clean")

    assert (stopped.status, page.status) == (422, 200)
    assert not any(word in page.text for word in SURE)
    assert len(stored(desk_site, Message)) == 1


def test_the_desks_own_number_is_no_find(employee):
    page = checked(employee, "Ska reportern ringa 08-465 004 00?")

    assert page.heading == "Läs igenom och skicka"


def test_likely_finds_are_marked_and_can_be_sent_anyway(desk_site, employee):
    page = checked(employee, "Rektorn Karin Holm vill veta vad jag har sagt.")

    assert "<mark>" in page.text
    assert "Skicka ändå" in page.text
    assert submit(employee, page, "/skicka").status == 200


@pytest.mark.parametrize("changed", [{}, {"text": "Annat"}])
def test_sending_twice_is_the_same_page_and_stores_once(desk_site, employee, changed):
    check = checked(employee)
    first = submit(employee, check, "/skicka")

    second = submit(employee, check, "/skicka", **changed)

    assert second.text == first.text
    assert len(stored(desk_site)) == len(stored(desk_site, Message)) == 1


def test_after_deletion_the_same_question_is_not_stored_again(desk_site, employee):
    check = checked(employee)
    deleted(employee, submit(employee, check, "/skicka").code)

    page = submit(employee, check, "/skicka")

    assert (page.status, page.heading) == (409, "Den här frågan är redan raderad")
    assert stored(desk_site) == []


def test_back_on_a_spent_code_the_check_page_gives_a_new_one(employee):
    check = checked(employee)
    submit(employee, check, "/skicka")

    again = submit(employee, check, "/skicka", to="/fraga", action="check")

    assert again.status == 200
    assert again.code != check.code


@pytest.mark.parametrize("proof", ["", "0" * 32, "é"])
def test_a_code_of_another_making_is_replaced_and_she_is_told(desk_site, employee, proof):
    foreign = {"receipt": receipts.mint(), "proof": proof}

    page = submit(employee, checked(employee), "/skicka", **foreign)

    assert "Den förra koden gick inte att använda" in page.text
    assert page.code != foreign["receipt"]
    assert stored(desk_site) == []
    assert submit(employee, page, "/skicka").heading == "Din fråga är skickad"


def test_a_code_opens_its_own_thread_and_no_other(employee):
    mine, hers = sent(employee, "Min egen fråga."), sent(employee, "Någon annans fråga.")

    page = opened(employee, mine.code)

    assert "Min egen fråga." in page.text
    assert "Någon annans" not in page.text
    assert hers.code not in page.text


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code}\t"]
)
def test_a_code_is_read_as_people_write_it(employee, typed):
    code = sent(employee).code

    page = opened(employee, typed(code))

    assert QUESTION in page.text


def test_messages_are_read_one_a_page(desk_site, employee):
    thread = opened(employee, sent(employee).code)
    written(employee, thread)

    last = submit(employee, thread, "/svar/radera", to="/svar")
    first = submit(employee, last, "/svar", position="1")

    assert FOLLOW_UP in last.text
    assert QUESTION not in last.text
    assert QUESTION in first.text
    assert "meddelande 1 av 2" in first.text


def test_the_latest_message_is_shown_for_a_number_that_is_none(employee):
    code = sent(employee).code
    numbers = ["-1", "0", "999", "1e3", "", "\u0663", "9" * 5000]

    found = {send(employee, "/svar", [("receipt", code), ("position", n)]).text for n in numbers}

    assert all(QUESTION in text for text in found)


def test_a_follow_up_reaches_the_officer(desk_site, employee):
    page = written(employee, opened(employee, sent(employee).code))

    with desk_site.store.reading() as db:
        shown = desk.show(db, desk_site.holder(), ref_of(desk_site))

    assert page.heading == "Det du skrev är skickat"
    assert [said.text for said in shown.messages] == [QUESTION, FOLLOW_UP]


@pytest.mark.parametrize("ended", [answered, closed])
def test_a_follow_up_opens_an_answered_or_closed_ticket_again(desk_site, employee, ended):
    code = sent(employee).code
    ended(desk_site)

    written(employee, opened(employee, code))

    [ticket] = stored(desk_site)
    assert (ticket.state, ticket.closed_week, ticket.outcome) == (State.NEW, None, None)


def test_a_long_text_that_had_a_wrong_code_arrives_with_the_right_one(desk_site, employee):
    code, text = lodged(desk_site), '"' * 4_000

    page = send(employee, "/svar", [("receipt", code), ("text", text)])
    sent_on = submit(employee, page, "/svar/skriv", action="send")

    assert page.heading == "Skriv mer"
    assert sent_on.heading == "Det du skrev är skickat"
    assert text in unescaped(opened(employee, code).text)


def test_a_follow_up_does_not_lengthen_a_tickets_life(desk_site, employee):
    code = sent(employee).code
    closed(desk_site)

    written(employee, opened(employee, code))

    assert stored(desk_site)[0].purge_week in {"2027-W05", "2027-W06"}


def test_the_same_follow_up_sent_twice_is_stored_once(desk_site, employee):
    thread = opened(employee, sent(employee).code)

    first, second = written(employee, thread), written(employee, thread)

    assert first.text == second.text
    assert len(stored(desk_site, Message)) == 2


def test_an_edited_follow_up_from_the_same_page_is_stored_too(desk_site, employee):
    thread = opened(employee, sent(employee).code)

    written(employee, thread)
    written(employee, thread, f"{FOLLOW_UP} Och filma?")

    assert len(stored(desk_site, Message)) == 3


def test_a_follow_up_with_a_code_that_opens_nothing_says_so(desk_site, employee):
    thread = opened(employee, sent(employee).code)

    page = submit(employee, thread, "/svar/skriv", receipt=receipts.mint(), text=FOLLOW_UP)

    assert page.heading == "Koden öppnar ingen fråga"
    assert FOLLOW_UP in page.text
    assert len(stored(desk_site, Message)) == 1


def test_deleting_asks_first_and_stores_nothing_until_she_says_yes(desk_site, employee):
    page = submit(employee, opened(employee, sent(employee).code), "/svar/radera")

    assert page.heading == "Vill du radera din fråga?"
    assert len(stored(desk_site)) == 1


def test_she_can_turn_back_from_deleting(employee):
    asked = submit(employee, opened(employee, sent(employee).code), "/svar/radera")

    page = submit(employee, asked, "/svar/radera", to="/svar")

    assert QUESTION in page.text


def test_a_deleted_question_is_gone_and_its_code_opens_nothing(desk_site, employee):
    code = sent(employee).code

    page = deleted(employee, code)

    assert page.heading == "Din fråga är raderad"
    assert stored(desk_site) == stored(desk_site, Message) == []
    assert opened(employee, code).heading == "Koden öppnar ingen fråga"


def test_deleting_twice_or_with_a_wrong_code_shows_the_same_page(employee):
    first = deleted(employee, sent(employee).code)

    found = [("receipt", receipts.mint()), ("confirm", "yes")]

    assert send(employee, "/svar/radera", found).text == first.text


def test_where_the_floor_holds_a_deleted_question_is_hidden_until_it_is_purged(desk_site):
    site = desk_site.with_settings(writer_may_delete="after-floor")
    client = site.app().test_client()
    code = sent(client).code

    page = deleted(client, code)

    [ticket] = stored(site)
    assert page.heading == "Din fråga är dold och ska raderas"
    assert opened(client, code).heading == "Koden öppnar ingen fråga"
    with site.store.writing() as db:
        late = clock.sunday_of(ticket.purge_week)
        assert tidy(db, site.settings, late, 0).purged == 1


@pytest.mark.parametrize("decided", ["now", "after-floor"])
def test_under_a_hold_the_page_says_why_deleting_must_wait(desk_site, decided):
    site = desk_site.with_settings(writer_may_delete=decided)
    client = site.app().test_client()
    code = sent(client).code
    with site.store.writing() as db:
        holds.place(db, "UTL-1", holds.Scope(None, "2026-W01", "2026-W53"), clock.today())

    page = deleted(client, code)

    assert page.heading == "Din fråga är dold och ska raderas"
    assert "Vi får inte radera den förrän det är avgjort." in page.text
    floor = "tidigast 7 dagar efter att frågan avslutades"
    assert (floor in page.text) is (decided == "after-floor")
    assert opened(client, code).heading == "Koden öppnar ingen fråga"
    assert len(stored(site)) == 1
    assert "UTL-1" not in page.text


def test_before_she_deletes_she_reads_that_a_hold_may_make_it_wait(employee):
    page = submit(employee, opened(employee, sent(employee).code), "/svar/radera")

    assert "får vi inte radera frågan förrän det är avgjort" in page.text


def test_a_hold_on_others_keeps_nothing_of_hers(desk_site, employee):
    with desk_site.store.writing() as db:
        holds.place(db, "UTL-1", holds.Scope(None, "2026-W01", "2026-W46"), clock.today())
    code = sent(employee).code

    assert deleted(employee, code).heading == "Din fråga är raderad"
    assert stored(desk_site) == []


@pytest.mark.parametrize("state", ["new", "taken", "answered", "closed", "again"])
def test_the_thread_says_where_the_question_stands(desk_site, employee, state):
    code = sent(employee).code
    steps = {"answered": answered, "closed": closed, "again": closed}
    if state == "taken":
        with desk_site.store.writing() as db:
            desk.take(db, desk_site.holder(), ref_of(desk_site), clock.today())
    elif state != "new":
        steps[state](desk_site)
    if state == "again":
        written(employee, opened(employee, code))

    page = opened(employee, code)

    said = {
        "new": "Din fråga har kommit fram",
        "taken": "Vi arbetar med din fråga",
        "answered": "Besvarad.",
        "closed": "Avslutad.",
        "again": "Det du skrev senast har kommit fram",
    }
    assert [words for words in said.values() if words in page.text] == [said[state]]


def test_reading_writes_nothing(desk_site, employee):
    code = sent(employee).code
    desk_site.store.settle()
    before = bytes_of(desk_site.store)

    opened(employee, code)
    opened(employee, receipts.mint())

    desk_site.store.settle()
    assert bytes_of(desk_site.store) == before


def unfounded(tmp_path, **changed) -> Desk:
    """A site where nobody has enrolled yet."""
    store = FileStore(tmp_path / "other.db")
    storage.upgrade(store)
    with store.writing() as db:
        made = accounts.found(db, "ofelia", "clara", clock.today())
    from pressdesk.web.site import Site

    site = Site(parse(SETTINGS | changed), store)
    return Desk(site, tmp_path, made, None, None)


def test_the_form_is_closed_until_an_officer_holds_keys(tmp_path, wall_clock):
    site = unfounded(tmp_path)

    page = fetch(site.app().test_client(), "/fraga")

    assert (page.status, page.heading) == (200, "Just nu kan du bara ringa oss")
    assert "Ingen på pressenheten kan läsa" in page.text
    assert "08-465 004 00" in page.text
    assert "/fraga" not in page.actions()
    site.store.close()


def test_the_form_is_closed_until_the_purge_decision_is_made(desk_site):
    client = desk_site.with_settings(disposal_decision="").app().test_client()

    page = fetch(client, "/fraga")

    assert "Först måste det vara beslutat" in page.text
    assert "/fraga" not in page.actions()


@pytest.mark.parametrize("action", ["/fraga", "/skicka"])
def test_a_question_to_a_form_that_has_closed_is_given_back(desk_site, employee, action):
    given = pairs(checked(employee).form("/skicka"))
    client = desk_site.with_settings(disposal_decision="").app().test_client()

    page = send(client, action, given)

    assert (page.status, page.heading) == (503, "Formuläret är stängt just nu")
    assert page.box(action) == QUESTION
    assert stored(desk_site) == []


def test_the_form_closes_when_the_last_officer_with_keys_is_gone(desk_site, employee):
    with desk_site.store.writing() as db:
        accounts.disable(db, "ofelia", clock.today())

    page = fetch(employee, "/fraga")

    assert page.heading == "Just nu kan du bara ringa oss"


def test_a_closed_form_still_lets_her_read_her_answer(desk_site, employee):
    code = sent(employee).code
    answered(desk_site, "Det går bra.")
    client = desk_site.with_settings(disposal_decision="").app().test_client()

    page = opened(client, code)

    assert "Det går bra." in page.text


def test_no_page_of_the_trip_sets_a_cookie(desk_site, employee):
    code = sent(employee, **ALL).code
    written(employee, opened(employee, code))
    deleted(employee, code)

    assert employee._cookies == {}


def test_the_longest_question_is_stored_whole(desk_site, employee):
    text = "å" * 3_999 + "ö"

    page = opened(employee, sent(employee, text).code)

    assert text in page.text


def test_line_breaks_and_signs_come_back_as_they_were_written(employee):
    text = "Rad ett\n\n<b>\"två\" & 'tre'</b>\n\t– fyra €"

    page = opened(employee, sent(employee, text).code)

    shown = next(e for e in page.root.iter() if e.get("class") == "words")
    assert "".join(shown.itertext()) == text


def test_a_thread_that_is_full_takes_no_more_and_keeps_what_it_has(desk_site, employee):
    code = sent(employee).code
    with desk_site.store.writing() as db:
        for number in range(mailbox.MAX_MESSAGES - 1):
            given = (code, b"%d" % number, "mer", clock.today())
            mailbox.write_on(db, desk_site.settings, *given)

    page = written(employee, opened(employee, code))

    assert (page.status, page.heading) == (409, "Den här frågan rymmer inte mer")
    assert page.box("/svar/skriv") == FOLLOW_UP
    assert len(stored(desk_site, Message)) == mailbox.MAX_MESSAGES


def test_a_month_later_the_code_from_the_check_page_still_sends(desk_site, employee, wall_clock):
    given = pairs(checked(employee).form("/skicka"))
    wall_clock.shift(30 * 24 * 3600)

    page = send(employee, "/skicka", given)

    assert page.heading == "Din fråga är skickad"


def test_the_receipt_is_derived_and_stored_nowhere(desk_site, employee):
    code = sent(employee).code
    desk_site.store.settle()

    whole = bytes_of(desk_site.store)

    plain = code.replace("-", "").encode()
    assert receipts.derive(code, PEPPER).handle in whole
    assert not any(form in whole for form in (plain, code.encode(), plain.lower()))


def test_a_form_sent_with_a_charset_is_read(employee):
    given = encoded([("text", QUESTION), ("action", "check")])

    page = Page(employee.post("/fraga", data=given, content_type=f"{FORM_TYPE}; charset=UTF-8"))

    assert page.heading == "Läs igenom och skicka"


def test_a_ticket_lodged_by_the_task_reads_the_same_as_one_sent_by_the_page(desk_site, employee):
    by_task, by_page = lodged(desk_site), sent(employee).code

    found = [opened(employee, code).text.replace(code, "") for code in (by_task, by_page)]

    assert intake.Request(QUESTION).text in found[0]
    assert len(found[0]) == len(found[1])


def test_from_the_page_that_confirms_more_one_button_leads_back_to_the_thread(employee):
    code = sent(employee).code
    thread = opened(employee, code)

    written = submit(employee, thread, "/svar/skriv", text=FOLLOW_UP)
    back = submit(employee, written, "/svar")

    assert written.heading == "Det du skrev är skickat"
    assert "/svar/radera" in back.actions()
    assert FOLLOW_UP in back.text
