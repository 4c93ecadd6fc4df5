"""The officers' pages: queue, take, note and answer in two places, close, and never a text lost."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from pressdesk import clock, holds
from pressdesk.retention import tidy
from pressdesk.tables import Draft, Message, State, Ticket, Wanted, WorkingNote
from tests.conftest import QUESTION, TODAY, Desk, lodged, ref_of
from tests.pages import Page, act, attributes, colleague, fetch, opened, refs, submit, words

pytestmark = pytest.mark.both(every=10)

ANSWER = "Du får säga det du själv vill, och du behöver inte fråga någon först."
NOTE = "Öppettiderna är beställda från växeln."
OUTCOMES = {
    "answered": "Besvarad",
    "arranged": "Ordnades utanför systemet",
    "withdrawn": "Medarbetaren drog tillbaka frågan",
    "not-a-question": "Inte en fråga till oss",
}
MANY = 60  # three pages of the queue


@pytest.fixture
def ref(desk_site):
    lodged(desk_site)
    return ref_of(desk_site)


@pytest.fixture
def berit(desk_site):
    """A second officer with keys."""
    return colleague(desk_site)


def rows(desk_site, table) -> list:
    with desk_site.store.reading() as db:
        return list(db.exec(select(table)).all())


def state_of(desk_site) -> State:
    return rows(desk_site, Ticket)[0].state


def link(ref: str, act: str) -> str:
    return f"/desk/arende/{ref}/{act}"


def ticket(client, ref: str) -> Page:
    return fetch(client, f"/desk/arende/{ref}")


def walk(client, path: str = "/desk/") -> list[Page]:
    """Every page of a list, by its own links."""
    pages = [fetch(client, path)]
    while following := [a for a in attributes(pages[-1].text, "href") if "after=" in a]:
        pages.append(fetch(client, following[0]))
    return pages


def lines(pages: list[Page]) -> list[tuple[str, str]]:
    """When it is wanted, and the opening of the text, for each line of the queue."""
    found = []
    for page in pages:
        for row in page.root.iter("li"):
            if row.get("class") == "row":
                found.append((words(row.find(".//p/span")), words(row.find(".//h2"))))
    return found


def test_an_empty_queue_says_so(ofelia):
    lists = {
        "vantar": "Inga ärenden väntar.",
        "besvarade": "Inga besvarade ärenden.",
        "avslutade": "Inga avslutade ärenden.",
    }

    for shown, said in lists.items():
        page = fetch(ofelia, f"/desk/?visa={shown}")

        assert (page.status, said in page.text, lines([page])) == (200, True, [])


def test_the_queue_shows_the_most_pressing_first(desk_site, ofelia):
    for wanted in (Wanted.LATER, Wanted.NOW, Wanted.AFTER_PUBLICATION, Wanted.TODAY):
        lodged(desk_site, f"Fråga {wanted.name}", wanted=wanted)

    found = lines([fetch(ofelia, "/desk/")])

    assert [when for when, _ in found] == ["Nu", "I dag", "Senare", "Efter publiceringen"]


def test_within_one_wish_the_older_week_comes_first(desk_site, ofelia):
    for weeks in (0, 2, 1):
        day = TODAY - timedelta(weeks=weeks)
        lodged(desk_site, f"Fråga för {weeks} veckor sedan", day)

    found = lines([fetch(ofelia, "/desk/")])

    assert [text for _, text in found] == [f"Fråga för {n} veckor sedan" for n in (2, 1, 0)]


def test_what_was_due_today_stands_first_tomorrow(desk_site, ofelia):
    lodged(desk_site, "Nu!", wanted=Wanted.NOW)
    lodged(desk_site, "I dag räcker.", wanted=Wanted.TODAY)
    for days in (0, 1):
        with desk_site.store.writing() as db:
            tidy(db, desk_site.settings, TODAY + timedelta(days=days), 0)
    lodged(desk_site, "Också nu!", wanted=Wanted.NOW)

    found = lines([fetch(ofelia, "/desk/")])

    assert [when for when, _ in found] == ["Försenad", "Försenad", "Nu"]


def from_august(desk_site: Desk) -> None:
    """A question that nobody has answered for eleven weeks."""
    lodged(desk_site)
    with desk_site.store.writing() as db:
        ticket = db.exec(select(Ticket).where(Ticket.week == clock.week_of(TODAY))).one()
        ticket.week, ticket.purge_week = "2026-W36", "2026-W48"
        db.add(ticket)


@pytest.mark.parametrize(("count", "said"), [(1, "1 ärende"), (2, "2 ärenden")])
def test_the_queue_says_first_how_many_are_deleted_soon(desk_site, ofelia, count, said):
    for _ in range(count):
        from_august(desk_site)
    lodged(desk_site)

    page = fetch(ofelia, "/desk/")

    assert f"{said} raderas snart om ingen svarar." in page.text
    assert page.text.count("Raderas snart. Svara innan dess.") == count


def test_when_nothing_is_deleted_soon_the_queue_says_nothing_of_it(desk_site, ofelia):
    from_august(desk_site)
    with desk_site.store.writing() as db:
        holds.place(db, "UTL-1", holds.Scope(None, "2026-W30", "2026-W40"), TODAY)

    assert "raderas snart" not in fetch(ofelia, "/desk/").text.lower()


def test_paging_shows_every_ticket_once_and_in_order(desk_site, ofelia):
    for number in range(MANY):
        lodged(desk_site, f"Fråga nummer {number}", wanted=Wanted(1 + number % 5))

    pages = walk(ofelia)

    found = lines(pages)
    assert [len(lines([page])) for page in pages] == [25, 25, 10]
    assert sorted(text for _, text in found) == sorted(f"Fråga nummer {n}" for n in range(MANY))
    order = ["Nu", "I dag", "Den här veckan", "Senare", "Efter publiceringen"]
    assert [order.index(when) for when, _ in found] == sorted(n % 5 for n in range(MANY))


def test_what_comes_or_goes_while_paging_moves_no_other_ticket(desk_site, ofelia):
    for number in range(MANY):
        lodged(desk_site, f"Fråga nummer {number}", wanted=Wanted.TODAY)
    first = fetch(ofelia, "/desk/")
    following = next(a for a in attributes(first.text, "href") if "after=" in a)

    lodged(desk_site, "Ny och bråttom", wanted=Wanted.NOW)
    act(ofelia, refs(ofelia)[5], "avsluta", outcome="answered")
    found = lines([first, *walk(ofelia, following)])

    assert sorted(text for _, text in found) == sorted(f"Fråga nummer {n}" for n in range(MANY))


@pytest.mark.parametrize("after", ["", "x", "%00", "å", "A" * 200, "=", "...", "1 2 3"])
def test_a_place_in_the_queue_that_nobody_was_given_is_not_found(ofelia, after):
    page = fetch(ofelia, f"/desk/?after={after}")

    assert page.status in {200, 404}
    assert page.status == 404 or after == ""


def test_a_place_in_the_queue_of_a_colleague_opens_nothing(desk_site, ofelia, berit):
    for number in range(30):
        lodged(desk_site, f"Fråga nummer {number}")
    hers = next(a for a in attributes(fetch(ofelia, "/desk/").text, "href") if "after=" in a)

    page = fetch(berit, hers)

    assert page.status == 404


def test_an_unknown_list_is_the_waiting_one(desk_site, ofelia, ref):
    found = lines([fetch(ofelia, "/desk/?visa=alla")])

    assert len(found) == 1


def test_each_ticket_stands_in_one_list_only(desk_site, ofelia):
    for text in ("Ny.", "Tagen.", "Besvarad.", "Avslutad."):
        lodged(desk_site, text)
    by_text = dict(zip([t for _, t in lines([fetch(ofelia, "/desk/")])], refs(ofelia), strict=True))
    act(ofelia, by_text["Tagen."], "ta")
    act(ofelia, by_text["Besvarad."], "svara", text=ANSWER)
    act(ofelia, by_text["Avslutad."], "avsluta", outcome="withdrawn")

    found = {
        shown: {text for _, text in lines([fetch(ofelia, f"/desk/?visa={shown}")])}
        for shown in ("vantar", "besvarade", "avslutade")
    }

    assert found == {
        "vantar": {"Ny.", "Tagen."},
        "besvarade": {"Besvarad."},
        "avslutade": {"Avslutad."},
    }


def test_a_ticket_is_taken_and_put_back(desk_site, ofelia, ref):
    taken = act(ofelia, ref, "ta")
    after_take = state_of(desk_site)
    back = act(ofelia, ref, "lamna-tillbaka")

    assert (taken.status, back.status) == (303, 303)
    assert (after_take, state_of(desk_site)) == (State.TAKEN, State.NEW)


def test_a_ticket_taken_by_a_colleague_is_not_taken_twice(desk_site, ofelia, berit, ref):
    page = ticket(ofelia, ref)
    act(berit, refs(berit)[0], "ta")

    late = submit(ofelia, page, link(ref, "ta"))

    assert (late.status, late.heading) == (409, "Ärendet har redan ändrats")


def test_no_row_says_which_officer_has_taken_a_ticket(desk_site, ofelia, ref):
    act(ofelia, ref, "ta")

    [row] = rows(desk_site, Ticket)

    assert not {"officer", "account", "taken_by"} & set(type(row).model_fields)


def test_an_answer_is_sent_and_read_by_its_employee(desk_site, employee, ofelia):
    code = lodged(desk_site)
    ref = ref_of(desk_site)

    done = act(ofelia, ref, "svara", text=ANSWER, action="send")

    assert (done.status, state_of(desk_site)) == (303, State.ANSWERED)
    assert ANSWER in opened(employee, code).text
    assert "Svaret är skickat." in ticket(ofelia, ref).text


def test_a_note_stays_at_the_desk(desk_site, employee, ofelia, berit):
    code = lodged(desk_site)

    act(ofelia, ref_of(desk_site), "anteckna", text=NOTE)

    assert NOTE in ticket(berit, refs(berit)[0]).text
    assert NOTE not in opened(employee, code).text
    assert len(rows(desk_site, Message)) == 1


def test_note_and_answer_are_two_forms_that_lead_two_ways(ofelia, ref):
    page = ticket(ofelia, ref)

    boxes = [
        (form.get("action"), box.get("id"))
        for form in page.root.iter("form")
        for box in form.iter("textarea")
    ]

    assert boxes == [(link(ref, "svara"), "svar"), (link(ref, "anteckna"), "anteckning")]
    elsewhere = {re.sub("^/(en|lattlast)", "", to) for to in attributes(page.text, "formaction")}
    assert elsewhere == {link(ref, "svara")}  # the same, in another language
    assert set(re.findall(r'<button[^>]*\sform="([^"]+)"', page.text)) == {"answer-form"}


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2_001, "\u200b\u200b"])
def test_a_refused_note_comes_back_in_the_notes_box_and_not_the_answers(ofelia, ref, text):
    page = act(ofelia, ref, "anteckna", text=text)

    assert page.status == 422
    assert page.box(link(ref, "anteckna")) == text.replace("\u200b", "").strip()
    assert page.box(link(ref, "svara")) == ""


@pytest.mark.parametrize("text", ["", " \n ", "x" * 8_001])
def test_a_refused_answer_comes_back_in_the_answers_box_and_not_the_notes(ofelia, ref, text):
    page = act(ofelia, ref, "svara", text=text)

    assert page.status == 422
    assert page.box(link(ref, "svara")) == text.strip()
    assert page.box(link(ref, "anteckna")) == ""


@pytest.mark.parametrize("length", [8_000, 7_999])
def test_the_longest_answer_is_stored_whole(desk_site, ofelia, ref, length):
    text = "å" * length

    done = act(ofelia, ref, "svara", text=text)

    assert done.status == 303
    assert text in ticket(ofelia, ref).text


def test_a_draft_is_kept_for_its_author_alone(desk_site, employee, ofelia, berit):
    code = lodged(desk_site)
    ref = ref_of(desk_site)

    done = act(ofelia, ref, "svara", text=ANSWER, action="draft")

    assert (done.status, state_of(desk_site)) == (303, State.NEW)
    assert ticket(ofelia, ref).box(link(ref, "svara")) == ANSWER
    hers = refs(berit)[0]
    assert ANSWER not in ticket(berit, hers).text
    assert ANSWER not in opened(employee, code).text


def test_two_officers_drafts_do_not_meet(desk_site, ofelia, berit, ref):
    hers = refs(berit)[0]
    act(ofelia, ref, "svara", text="Ofelias utkast", action="draft")

    act(berit, hers, "svara", text="Berits utkast", action="draft")

    assert ticket(ofelia, ref).box(link(ref, "svara")) == "Ofelias utkast"
    assert ticket(berit, hers).box(link(hers, "svara")) == "Berits utkast"


def test_an_emptied_draft_is_gone(desk_site, ofelia, ref):
    act(ofelia, ref, "svara", text=ANSWER, action="draft")

    act(ofelia, ref, "svara", text="", action="draft")

    assert rows(desk_site, Draft) == []


def test_a_draft_that_is_too_long_is_given_back_and_the_old_one_stays(desk_site, ofelia, ref):
    act(ofelia, ref, "svara", text=ANSWER, action="draft")
    long = "y" * 8_001

    page = act(ofelia, ref, "svara", text=long, action="draft")

    assert (page.status, page.box(link(ref, "svara"))) == (422, long)
    assert ticket(ofelia, ref).box(link(ref, "svara")) == ANSWER


def test_a_sent_answer_takes_its_draft_along(desk_site, ofelia, ref):
    act(ofelia, ref, "svara", text=ANSWER, action="draft")

    act(ofelia, ref, "svara", text=ANSWER)

    assert rows(desk_site, Draft) == []


def test_an_answer_to_a_ticket_that_changed_is_held_back_with_its_text(
    desk_site, ofelia, berit, ref
):
    page = ticket(ofelia, ref)
    act(berit, refs(berit)[0], "svara", text="Berits svar.")

    held = submit(ofelia, page, link(ref, "svara"), text=ANSWER)

    assert (held.status, held.box(link(ref, "svara"))) == (409, ANSWER)
    assert "Berits svar." in held.text
    assert len(rows(desk_site, Message)) == 2
    assert submit(ofelia, held, link(ref, "svara")).status == 303
    assert len(rows(desk_site, Message)) == 3


def test_an_answer_to_a_ticket_that_was_closed_is_held_back_with_its_text(
    desk_site, ofelia, berit, ref
):
    page = ticket(ofelia, ref)
    act(berit, refs(berit)[0], "avsluta", outcome="arranged")

    held = submit(ofelia, page, link(ref, "svara"), text=ANSWER)

    assert (held.status, held.box(link(ref, "svara"))) == (409, ANSWER)
    assert "Ärendet är avslutat och din text är inte skickad" in held.text
    assert len(rows(desk_site, Message)) == 1


def test_a_draft_to_a_ticket_that_was_closed_is_given_back_and_not_kept(
    desk_site, ofelia, berit, ref
):
    page = ticket(ofelia, ref)
    act(berit, refs(berit)[0], "avsluta", outcome="arranged")

    held = submit(ofelia, page, link(ref, "svara"), text=ANSWER, action="draft")

    assert (held.status, held.box(link(ref, "svara"))) == (409, ANSWER)
    assert rows(desk_site, Draft) == []


def test_a_note_to_a_ticket_that_was_closed_is_given_back(desk_site, ofelia, berit, ref):
    page = ticket(ofelia, ref)
    act(berit, refs(berit)[0], "avsluta", outcome="arranged")

    held = submit(ofelia, page, link(ref, "anteckna"), text=NOTE)

    assert (held.status, held.box(link(ref, "anteckna"))) == (409, NOTE)
    assert rows(desk_site, WorkingNote) == []


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "99", "9" * 5000, "1.0"])
def test_an_answer_without_the_version_it_was_written_on_is_held_back(
    desk_site, ofelia, ref, version
):
    held = act(ofelia, ref, "svara", text=ANSWER, version=version)

    assert held.status in {409, 422}
    assert held.box(link(ref, "svara")) == ANSWER
    assert len(rows(desk_site, Message)) == 1


def test_a_double_click_stores_an_answer_once(desk_site, ofelia, ref):
    page = ticket(ofelia, ref)

    both = [submit(ofelia, page, link(ref, "svara"), text=ANSWER).status for _ in range(2)]

    assert both == [303, 303]
    assert len(rows(desk_site, Message)) == 2


def test_a_double_click_stores_a_note_once(desk_site, ofelia, ref):
    page = ticket(ofelia, ref)

    both = [submit(ofelia, page, link(ref, "anteckna"), text=NOTE).status for _ in range(2)]

    assert both == [303, 303]
    assert len(rows(desk_site, WorkingNote)) == 1


def test_a_double_click_closes_once(desk_site, ofelia, ref):
    page = ticket(ofelia, ref)
    both = [submit(ofelia, page, link(ref, "avsluta"), outcome="answered") for _ in range(2)]

    [row] = rows(desk_site, Ticket)

    assert [page.status for page in both] == [303, 409]
    assert (row.state, row.version) == (State.CLOSED, 2)


def test_the_same_answer_can_be_given_again_to_a_later_question(desk_site, ofelia, ref):
    act(ofelia, ref, "svara", text="Ja.")

    act(ofelia, ref, "svara", text="Ja.")

    assert len(rows(desk_site, Message)) == 3


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_ticket_is_closed_with_each_outcome(desk_site, ofelia, ref, outcome):
    done = act(ofelia, ref, "avsluta", outcome=outcome)

    assert (done.status, state_of(desk_site)) == (303, State.CLOSED)
    assert OUTCOMES[outcome] in ticket(ofelia, ref).text


@pytest.mark.parametrize("outcome", [[], "", "bortglömd", ["answered", "x"], "Besvarad"])
def test_a_ticket_is_not_closed_without_a_known_outcome(desk_site, ofelia, ref, outcome):
    page = act(ofelia, ref, "avsluta", outcome=outcome)

    assert page.status == (303 if outcome == ["answered", "x"] else 422)
    assert (state_of(desk_site) is State.NEW) == (page.status == 422)


def test_closing_takes_notes_and_drafts_away_at_once(desk_site, ofelia, ref):
    act(ofelia, ref, "anteckna", text=NOTE)
    act(ofelia, ref, "svara", text=ANSWER, action="draft")

    act(ofelia, ref, "avsluta", outcome="answered")

    assert rows(desk_site, WorkingNote) == rows(desk_site, Draft) == []


def test_a_closed_ticket_has_no_box_to_write_in(ofelia, ref):
    act(ofelia, ref, "avsluta", outcome="answered")

    page = ticket(ofelia, ref)

    assert list(page.root.iter("textarea")) == []


def test_a_closed_ticket_can_be_opened_again_and_answered(desk_site, ofelia, ref):
    act(ofelia, ref, "avsluta", outcome="not-a-question")

    act(ofelia, ref, "oppna-igen")
    [row] = rows(desk_site, Ticket)

    assert (row.state, row.closed_week, row.outcome) == (State.TAKEN, None, None)
    assert row.purge_week in {"2027-W05", "2027-W06"}
    assert act(ofelia, ref, "svara", text=ANSWER).status == 303


def test_a_ticket_that_its_writer_deleted_is_not_found(desk_site, employee, ofelia):
    code = lodged(desk_site)
    ref = ref_of(desk_site)
    page = ticket(ofelia, ref)
    asked = submit(employee, opened(employee, code), "/svar/radera")
    submit(employee, asked, "/svar/radera", confirm="yes")

    late = submit(ofelia, page, link(ref, "svara"), text=ANSWER)

    assert (late.status, late.box(link(ref, "svara"))) == (404, ANSWER)
    assert refs(ofelia) == []


@pytest.mark.parametrize("ref", ["x", "A" * 86, "%00", "å", "..", "A" * 9000])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_no_queue_made_opens_nothing(desk_site, ofelia, ref, method):
    lodged(desk_site)
    path = f"/desk/arende/{ref}" if method == "GET" else f"/desk/arende/{ref}/ta"

    page = Page(ofelia.open(path, method=method, data={}))

    assert page.status in {400, 404}
    assert state_of(desk_site) is State.NEW


def test_a_link_altered_by_one_symbol_opens_nothing(desk_site, ofelia, ref):
    altered = [
        f"{ref[:at]}{'A' if ref[at] != 'A' else 'B'}{ref[at + 1 :]}" for at in range(0, 60, 7)
    ]

    found = {ticket(ofelia, link).status for link in altered}

    assert found == {404}


def test_the_queue_says_nothing_of_who_asked(ofelia, ref):
    page = fetch(ofelia, "/desk/")

    assert QUESTION[:40] in page.text
    assert re.findall(r"\d{1,2}:\d\d|\d{4}-\d\d-\d\d", page.text) == []


def test_another_officers_screen_is_the_same_but_for_links(desk_site, ofelia, berit, ref):
    seen = [lines(walk(client)) for client in (ofelia, berit)]

    assert seen[0] == seen[1]
    assert refs(ofelia) != refs(berit)


def test_the_rules_stand_at_the_desk_and_before_signing_in(ofelia):
    for client in (ofelia, ofelia.application.test_client()):
        path = "/desk/regler" if client is ofelia else "/konto/logga-in"

        assert "Fråga aldrig vem som skriver" in fetch(client, path).text
