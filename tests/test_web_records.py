"""The officers' pages for public records: the list, a ticket handed out, legal holds."""

import re
from datetime import date

import pytest
from sqlmodel import select

from pressdesk import clock, disclosure, holds, mailbox
from pressdesk.disclosure import Asked
from pressdesk.keytables import Act, AuditEntry, Hold, PurgeRecord
from pressdesk.tables import Ticket
from pressdesk.vault import links, tickets
from tests.conftest import Desk, fields, lodged, ref_of, sign_in
from tests.pages import Page, act, attributes, colleague, fetch, pairs, send, submit, words

pytestmark = pytest.mark.both(every=10)

TEXT = (
    "Hej! Jag arbetar på Solgläntan.\n\nRektorn Karin Holm ringde 070-174 06 05. [Kanske] \\ [[a]]"
)
HOME = "/desk/handlingar/"
HOLDS = "/desk/gallringsstopp/"
SECTION = "OSL 21 kap. 7 §"
DAY = 24 * 3600


def late(*values: object) -> object:
    """A further case of the same, for ./test --long."""
    return pytest.param(*values, marks=pytest.mark.long)


def ticket_of(site: Desk, code_or_text: str = "") -> Ticket:
    with site.store.reading() as db:
        return db.exec(select(Ticket)).one()


def path(site: Desk) -> str:
    """A ticket's page for handing it out; a link is another each time it is made."""
    return f"{HOME}arende/{links.link(site.holder(), ticket_of(site).id)}"


def sent_on(client, page: Page, step: str, **typed) -> Page:
    """Send the form of a page that goes to the next step."""
    form = next(action for action in page.actions() if action.endswith(step))
    return submit(client, page, form, **typed)


def december(site: Desk, wall_clock):
    """Ofelia's browser on 3 December, when November's weeks are all over."""
    wall_clock.shift(15 * DAY)
    client = site.app().test_client()
    assert sign_in(client, site.ofelia).status_code == 303
    return client


def listed(client, month: str = "2026-11") -> Page:
    return submit(client, fetch(client, HOME), f"{HOME}lista", month=month)


def audited(site: Desk) -> list[tuple[str, Act, str, str]]:
    with site.store.reading() as db:
        rows = db.exec(select(AuditEntry)).all()
    return sorted((r.at, r.act, r.who, r.about) for r in rows if r.act is not Act.SIGNED_IN)


def boxes(page: Page) -> list[str]:
    return [(e.text or "").removeprefix("\n") for e in page.root.iter("textarea")]


def previewed(client, site: Desk, message: str, whole: tuple[str, ...] = (), **more) -> Page:
    """The preview of a ticket of one message."""
    page = fetch(client, path(site))
    given = {"message": message, "whole": list(whole)} | more
    return sent_on(client, page, "/granska", **given)


def printed(client, site: Desk, page: Page, section: str = SECTION, other: str = "") -> Page:
    """The last page, with one section for every span."""
    count = page.text.count('name="spot"')
    given = {"section": [section] * count, "other": [other] * count, "action": "print"}
    return sent_on(client, page, "/lamna-ut", **given)


def place(site: Desk, **asked: str) -> None:
    with site.store.writing() as db:
        disclosure.place(db, Asked(**{"reference": "STOPP-1"} | asked), clock.today())


def spots(page: Page) -> list[str]:
    """The words of each span in the preview."""
    return [words(e.find(".//mark")) for e in page.root.iter("fieldset")]


# The list


def rows(page: Page) -> list[list[str]]:
    return [[words(cell) for cell in row.iter("td")] for row in page.root.iter("tr")][1:]


def test_the_list_of_a_month_has_number_week_and_state_and_nothing_else(desk_site, wall_clock):
    lodged(desk_site, TEXT, kinds=("company",), topic="it")
    number = disclosure.number(ticket_of(desk_site).id)
    client = december(desk_site, wall_clock)
    lodged(desk_site, "Den här är från december.")

    page = listed(client)

    assert rows(page) == [[number, "vecka 47, 2026", "Ny"]]
    assert page.heading == "Ärenden, november 2026"
    assert "gallringsbeslut EX 2026/1" in page.text


def test_the_list_counts_what_was_purged_and_does_not_call_it_all_that_went(desk_site, wall_clock):
    code = lodged(desk_site, TEXT)
    with desk_site.store.writing() as db:
        mailbox.delete_thread(db, desk_site.settings, code, clock.today())
    client = december(desk_site, wall_clock)
    without = listed(client)
    with desk_site.store.writing() as db:
        db.add(PurgeRecord(day=clock.today(), decision="EX 2026/1", tickets=2))

    page = listed(client)

    assert "Sedan november 2026 började" not in without.text
    assert "Sedan november 2026 började har 2 ärenden raderats när tiden var slut." in page.text


def test_the_list_is_logged_by_day_without_anything_of_who_asked(desk_site, wall_clock):
    lodged(desk_site)
    client = december(desk_site, wall_clock)

    for _ in range(2):
        assert listed(client).status == 200

    assert audited(desk_site) == [("2026-12-03", Act.DISCLOSED_LIST, "ofelia", "")]


@pytest.mark.parametrize(
    ("month", "told"),
    [
        ("2026-11", "från och med 30 november 2026"),
        late("2027-02", "från och med 1 mars 2027"),
        ("2026-13", "Välj en månad som är slut"),
        late("", "Välj en månad som är slut"),
        late("hej", "Välj en månad som är slut"),
        ("9999-12", "Välj en månad som är slut"),
        late("2026-10-01", "Välj en månad som är slut"),
        late("2026-W40", "Välj en månad som är slut"),
    ],
)
def test_a_month_that_is_not_over_is_refused_kindly_and_not_logged(desk_site, ofelia, month, told):
    token = fields(fetch(ofelia, HOME).text)

    page = send(ofelia, f"{HOME}lista", [*token.items(), ("month", month)])

    assert page.status == 422
    assert told in page.text
    assert audited(desk_site) == []


def test_a_month_without_tickets_says_so(desk_site, wall_clock):
    page = listed(december(desk_site, wall_clock))

    assert "Det finns inga ärenden från den här månaden." in page.text


def test_a_site_whose_first_month_is_not_over_offers_no_list(ofelia):
    page = fetch(ofelia, HOME)

    assert "Ingen månad är slut än." in page.text
    assert f"{HOME}lista" not in page.actions()


def test_a_ticket_is_opened_from_the_list_and_by_its_number_however_it_is_typed(
    desk_site, wall_clock
):
    lodged(desk_site)
    number = disclosure.number(ticket_of(desk_site).id)
    client = december(desk_site, wall_clock)
    sloppy = f" {number.lower()[:9]} {number[10:]}"

    for page, typed in [(listed(client), number), (fetch(client, HOME), sloppy)]:
        form = page.form(f"{HOME}arende")
        given = [(name, value) for name, value in pairs(form) if name != "number"]
        found = client.post(f"{HOME}arende", data=dict(given, number=typed))
        assert found.status_code == 303
        assert number in client.get(found.location).text


@pytest.mark.parametrize("typed", ["", "  ", "0000-0000-0000", "x" * 500, "<b>"])
def test_a_number_of_no_ticket_is_refused_with_words(desk_site, ofelia, typed):
    lodged(desk_site)

    page = submit(ofelia, fetch(ofelia, HOME), f"{HOME}arende", number=typed)

    assert page.status == 422
    assert "Något behöver ändras" in page.text


def test_no_page_has_a_place_for_who_asks(desk_site, wall_clock):
    lodged(desk_site, TEXT)
    client = december(desk_site, wall_clock)
    pages = [fetch(client, HOME), fetch(client, HOLDS), fetch(client, path(desk_site))]
    pages.append(sent_on(client, pages[2], "/granska"))

    names = {name for page in pages for name in attributes(page.text, "name")}

    assert names - {"viewport", "color-scheme", "format-detection", "csrf_token", "action"} == {
        "switch",
        *("number", "month", "version", "whole", "message", "section"),
        *("count", "spot", "other"),
        *("reference", "from_week", "to_week", "review"),
    }


# A ticket


def test_what_may_point_somebody_out_is_marked_before_she_begins(desk_site, ofelia):
    lodged(desk_site, TEXT)

    page = fetch(ofelia, path(desk_site))

    assert "[[Karin Holm]]" in boxes(page)[0]
    assert "[[070-174 06 05]]" in boxes(page)[0]
    assert "[Kanske] \\\\ \\[\\[a\\]\\]" in boxes(page)[0]


def test_masked_words_are_nowhere_in_the_printed_page(desk_site, ofelia):
    lodged(desk_site, TEXT, kinds=("company",), topic="it", media="web")
    box = boxes(fetch(ofelia, path(desk_site)))[0].replace("[Kanske]", "[[[Kanske]]]")

    preview = previewed(ofelia, desk_site, box, ("topic", "kind-1"))
    page = printed(ofelia, desk_site, preview)

    assert page.status == 200
    for word in ("Kanske", "Karin", "Holm", "070", "174 06", "It och digitalt", "Ha någon med"):
        assert word not in page.text
    assert "ringde" in page.text
    assert "Nättidning" in page.text
    assert "<!--" not in page.text
    assert 'type="hidden"' not in page.text.replace('name="csrf_token"', "").partition("<main")[2]


def test_the_same_masked_words_would_be_seen_if_they_were_not_masked(desk_site, ofelia):
    lodged(desk_site, TEXT)

    page = printed(
        ofelia,
        desk_site,
        previewed(ofelia, desk_site, TEXT.replace("\\", "\\\\").replace("[[a]]", "\\[\\[a\\]\\]")),
    )

    assert page.status == 200
    assert "Karin Holm" in page.text


@pytest.mark.parametrize(
    "hidden", ["A", "Solgläntan.\n\nRektorn Karin Holm ringde 070-174 06 05. "]
)
def test_a_bar_is_as_long_for_every_span_and_has_its_section(desk_site, ofelia, hidden):
    lodged(desk_site, f"Före {hidden} efter.")

    preview = previewed(ofelia, desk_site, f"Före [[{hidden}]] efter.")
    page = printed(ofelia, desk_site, preview)

    bars = re.findall(r"█+", page.text)
    assert bars == ["█████"]
    said = words(next(e for e in page.root.iter("div") if e.get("class") == "words"))
    assert said == f"Före █████Maskat ({SECTION}) efter."


def test_spans_beside_each_other_keep_their_own_sections(desk_site, ofelia):
    lodged(desk_site, "Anna Ek")

    preview = previewed(ofelia, desk_site, "[[Anna]][[ Ek]]")
    given = {"section": [SECTION, "other"], "other": ["", "OSL 40 kap. 5 §"], "action": "print"}
    page = sent_on(ofelia, preview, "/lamna-ut", **given)

    said = words(next(e for e in page.root.iter("div") if e.get("class") == "words"))
    assert said == f"█████Maskat ({SECTION})█████Maskat (OSL 40 kap. 5 §)"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Jag heter [[Anna", "Sätt ]] efter"),
        late("Jag heter Anna]]", "Sätt [[ före"),
        late("[[Jag [[heter]] Anna]]", "innan nästa [["),
        late("Jag heter [[]]Anna", "inget står emellan"),
        ("Jag heter Bo", "Återställ texten"),
        late("Jag heter Anna och Bo", "Återställ texten"),
        late("Jag heter [[ Anna ]]", "tätt intill orden"),
        ("", "Återställ texten"),
    ],
)
def test_marks_that_do_not_hang_together_come_back_with_where(desk_site, ofelia, written, told):
    lodged(desk_site, "Jag heter Anna")

    page = previewed(ofelia, desk_site, written)

    assert page.status == 422
    assert told in page.text
    assert "Rad 1" in page.text
    assert not written or boxes(page)[0] == written


def test_a_line_is_named_where_the_marks_are_wrong(desk_site, ofelia):
    lodged(desk_site, "Rad ett\nrad två\nrad tre")

    page = previewed(ofelia, desk_site, "Rad ett\nrad två\nrad [[tre")

    assert "Rad 3, vid ”[[tre”" in page.text


@pytest.mark.parametrize(
    ("section", "other", "told"),
    [
        ("", "", "Välj ett lagrum"),
        late("OSL 99 kap.", "", "Välj ett lagrum"),
        late("other", "", "högst 40 tecken"),
        ("other", "x" * 41, "högst 40 tecken"),
        ("other", "för att hon heter Lisbet", "inget av det som maskas"),
        late("other", "070-174 06 05", "inget av det som maskas"),
    ],
)
def test_every_span_needs_a_section(desk_site, ofelia, section, other, told):
    lodged(desk_site, "Hon heter Lisbet")
    preview = previewed(ofelia, desk_site, "Hon heter [[Lisbet]]")

    page = printed(ofelia, desk_site, preview, section, other)

    assert page.status == 422
    assert told in page.text
    assert spots(page) == ["Lisbet"]
    assert audited(desk_site) == []


def test_the_usual_section_is_chosen_beforehand(desk_site, ofelia):
    lodged(desk_site, "Anna och Bo")

    page = previewed(ofelia, desk_site, "[[Anna]] och [[Bo]]", section=SECTION)

    assert attributes_of_chosen(page) == [SECTION, SECTION]


def attributes_of_chosen(page: Page) -> list[str]:
    return [
        option.get("value")
        for select_ in page.root.iter("select")
        for option in select_.iter("option")
        if option.get("selected") is not None
    ]


def test_she_goes_back_to_mark_more_and_keeps_what_she_chose(desk_site, ofelia):
    lodged(desk_site, "Anna och Bo")
    preview = previewed(ofelia, desk_site, "[[Anna]] och Bo", ("state",))

    given = {"section": [SECTION, "other"], "other": ["", "OSL 40 kap."], "action": "change"}
    back = sent_on(ofelia, preview, "/lamna-ut", **given)
    again = sent_on(ofelia, back, "/granska", message="[[Anna]] och [[Bo]]")

    assert boxes(back) == ["[[Anna]] och Bo"]
    assert spots(again) == ["Ny", "Anna", "Bo"]
    assert attributes_of_chosen(again) == [SECTION, "other"]
    assert "OSL 40 kap." in again.text


def test_the_preview_says_where_the_same_words_stand_unmasked(desk_site, ofelia):
    lodged(desk_site, "Anna ringde. Sedan ringde ANNA igen.")

    page = previewed(ofelia, desk_site, "[[Anna]] ringde. Sedan ringde ANNA igen.")

    assert "Samma ord står omaskat på 1 ställe till." in page.text


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("Ja [[bo]] nej", "Ja ", " nej"),
        ("x" * 50 + " [[bo]] " + "y" * 50, f"… {'x' * 39} ", f" {'y' * 39} …"),
        ("Det här står före [[bo]]. Det här är skrivet efter, och mycket mer står här",
         "Det här står före ", ". Det här är skrivet efter, och mycket …"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_span_is_whole_words(desk_site, ofelia, text, before, after):
    plain = text.replace("[[", "").replace("]]", "")
    lodged(desk_site, plain)

    page = previewed(ofelia, desk_site, text)

    assert f'<p class="words">{before}<mark>bo</mark>{after}</p>' in page.text


def test_a_ticket_that_changed_meanwhile_is_read_once_more(desk_site, ofelia):
    code = lodged(desk_site, "Anna ringde.")
    preview = previewed(ofelia, desk_site, "[[Anna]] ringde.")
    with desk_site.store.writing() as db:
        mailbox.write_on(db, desk_site.settings, code, b"t", "Karin Holm också.", clock.today())

    page = printed(ofelia, desk_site, preview)

    assert page.status == 409
    assert boxes(page) == ["[[Anna]] ringde.", "[[Karin Holm]] också."]
    assert audited(desk_site) == []


@pytest.mark.parametrize(
    ("lost", "told"),
    [("spot", "kan stå omaskat"), ("version", "Det du har maskat finns kvar")],
)
def test_what_did_not_come_back_is_told_as_it_is(desk_site, ofelia, lost, told):
    lodged(desk_site, TEXT)
    page = sent_on(ofelia, fetch(ofelia, path(desk_site)), "/granska")

    page = sent_on(ofelia, page, "/lamna-ut", **{lost: []})

    assert (page.status, told in page.text) == (409, True)


def test_of_a_ticket_that_was_destroyed_meanwhile_no_word_is_given_back(desk_site, ofelia):
    lodged(desk_site, TEXT)
    open_page = fetch(ofelia, path(desk_site))
    with desk_site.store.writing() as db:
        tickets.destroy(db, db.exec(select(Ticket)).one())

    page = sent_on(ofelia, open_page, "/granska")

    assert (page.status, page.heading) == (404, "Handlingar")
    assert "Det är raderat" in page.text
    assert "Solgläntan" not in page.text


def test_marks_that_are_wrong_in_a_ticket_that_changed_come_back_as_they_were(desk_site, ofelia):
    code = lodged(desk_site, "Jag undrar.")
    open_page = fetch(ofelia, path(desk_site))
    with desk_site.store.writing() as db:
        mailbox.write_on(db, desk_site.settings, code, bytes(16), "En sak till.", clock.today())

    page = sent_on(ofelia, open_page, "/granska", message="Jag [[undrar.")

    assert (page.status, boxes(page)) == (409, ["Jag [[undrar.", "En sak till."])
    assert ("Läs igenom en gång till" in page.text, "Sätt ]] efter" in page.text) == (True, True)


def of_many_texts(site: Desk, count: int) -> None:
    """A ticket of so many of the longest questions."""
    code = lodged(site, "å" * 4_000)
    with site.store.writing() as db:
        for number in range(1, count):
            once = bytes([number]) * 16
            mailbox.write_on(db, site.settings, code, once, "å" * 4_000, clock.today())


def test_a_ticket_that_no_form_can_carry_says_where_it_is_masked(desk_site, ofelia):
    of_many_texts(desk_site, 11)

    page = fetch(ofelia, path(desk_site))

    number = disclosure.number(ticket_of(desk_site).id)
    assert boxes(page) == []
    assert f"pressdesk disclose ticket {number}" in page.text


def test_the_longest_ticket_that_a_form_is_offered_for_comes_through(desk_site, ofelia):
    of_many_texts(desk_site, 10)

    page = sent_on(ofelia, fetch(ofelia, path(desk_site)), "/granska")

    assert (page.status, page.heading.split()[0]) == (200, "Förhandsgranska")


@pytest.mark.parametrize("lost", ["spot", "section", "other", "count", "version"])
def test_a_span_that_is_lost_on_the_way_is_never_printed_bare(desk_site, ofelia, lost):
    lodged(desk_site, "Lisbet ringde Torun.")
    preview = previewed(ofelia, desk_site, "[[Lisbet]] ringde [[Torun]].")
    given = {"section": [SECTION] * 2, "other": ["", ""], "action": "print"} | {lost: []}

    page = sent_on(ofelia, preview, "/lamna-ut", **given)

    assert page.status == 409
    assert audited(desk_site) == []


@pytest.mark.parametrize(
    "spot",
    [
        "text-1 0 999",
        "text-1 3 3",
        "text-1 5 2",
        "x 0 1",
        "text-1 0",
        "text-1 -1 2",
        "",
        "text-1 " + "9" * 5_000 + " 1",
    ],
)
def test_a_span_that_is_no_part_of_the_text_is_refused(desk_site, ofelia, spot):
    lodged(desk_site, "Lisbet ringde.")
    preview = previewed(ofelia, desk_site, "[[Lisbet]] ringde.")

    page = sent_on(ofelia, preview, "/lamna-ut", spot=spot, section=SECTION, action="print")

    assert page.status == 409


def test_a_printed_ticket_is_logged_by_day_without_the_ticket(desk_site, ofelia):
    lodged(desk_site, "Anna ringde.")

    for _ in range(2):
        printed(ofelia, desk_site, previewed(ofelia, desk_site, "[[Anna]] ringde."))

    assert audited(desk_site) == [("2026-11-18", Act.DISCLOSED_TICKET, "ofelia", "")]


def test_notes_and_drafts_are_not_disclosed(desk_site, ofelia):
    lodged(desk_site, "En fråga.")
    ref = ref_of(desk_site, "En fråga.")
    act(ofelia, ref, "anteckna", text="Kvarnstensbrottet.")
    act(ofelia, ref, "svara", text="Ett halvt utkast.", action="draft")

    page = printed(ofelia, desk_site, previewed(ofelia, desk_site, "En fråga."))

    assert page.status == 200
    assert "Kvarnstensbrottet" not in page.text
    assert "utkast" not in page.text


def test_a_closed_ticket_with_its_outcome_and_answer_is_disclosed(desk_site, ofelia):
    lodged(desk_site, "En fråga.")
    ref = ref_of(desk_site, "En fråga.")
    act(ofelia, ref, "svara", text="Ett svar.")
    act(ofelia, ref, "avsluta", outcome="arranged")

    page = sent_on(ofelia, fetch(ofelia, path(desk_site)), "/granska")
    page = printed(ofelia, desk_site, page)

    assert "Ordnades utanför systemet" in page.text
    assert "Text 2. Pressenheten svarade" in page.text


def test_what_its_writer_took_back_is_disclosed_until_it_is_destroyed(desk_site, wall_clock):
    code = lodged(desk_site, "Anna ringde.")
    later = desk_site.with_settings(writer_may_delete="after-floor")
    with later.store.writing() as db:
        mailbox.delete_thread(db, later.settings, code, clock.today())
    number = disclosure.number(ticket_of(desk_site).id)
    client = december(desk_site, wall_clock)

    page = printed(client, desk_site, previewed(client, desk_site, "[[Anna]] ringde."))

    assert rows(listed(client)) == [[number, "vecka 47, 2026", "Avslutad"]]
    assert "ringde." in page.text
    assert fetch(client, path(desk_site).replace("handlingar/arende", "arende")).status == 404


def test_another_officers_link_opens_nothing_and_her_own_number_does(desk_site, ofelia):
    lodged(desk_site)
    berit = colleague(desk_site)
    number = disclosure.number(ticket_of(desk_site).id)

    assert fetch(berit, path(desk_site)).status == 404
    assert submit(berit, fetch(berit, HOME), f"{HOME}arende", number=number).status == 303


def test_marks_survive_signing_in_again(desk_site, ofelia, wall_clock):
    lodged(desk_site, "Anna\n\nringde.")
    page = fetch(ofelia, path(desk_site))
    wall_clock.shift(1_801)

    asked = sent_on(ofelia, page, "/granska", message="[[Anna]]\n\nringde.")
    given = {
        "name": "ofelia",
        "passphrase": desk_site.ofelia.phrase,
        "code": desk_site.ofelia.code(),
    }
    onwards = submit(ofelia, asked, "/konto/logga-in", **given)
    preview = sent_on(ofelia, onwards, "/granska")

    assert (asked.status, preview.status) == (401, 200)
    assert spots(preview) == ["Anna"]


def test_what_somebody_wrote_is_shown_as_text_and_never_as_html(desk_site, ofelia):
    lodged(desk_site, '<script>alert(1)</script> & "citat"')

    pages = [fetch(ofelia, path(desk_site))]
    pages.append(previewed(ofelia, desk_site, boxes(pages[0])[0]))
    pages.append(printed(ofelia, desk_site, pages[1]))

    assert [page.status for page in pages] == [200, 200, 200]
    assert not [page for page in pages if "<script>alert" in page.text]
    assert "alert(1)" in pages[2].text


# Holds


def test_a_hold_is_placed_reviewed_and_lifted(desk_site, ofelia):
    lodged(desk_site)
    number = disclosure.number(ticket_of(desk_site).id)

    placed = submit(ofelia, fetch(ofelia, HOLDS), HOLDS, number=number)
    moved = submit(ofelia, fetch(ofelia, HOLDS), f"{HOLDS}omprova", review="2027-01-08")
    shown = fetch(ofelia, f"/desk/arende/{ref_of(desk_site)}")
    asked = submit(ofelia, fetch(ofelia, HOLDS), f"{HOLDS}ta-bort")
    lifted = submit(ofelia, asked, f"{HOLDS}ta-bort")

    assert [p.status for p in (placed, moved, asked, lifted)] == [303, 303, 200, 303]
    assert "STOPP-1, omprövas 8 januari 2027" in shown.text
    assert number in shown.text
    assert stored(desk_site) == []
    acts = [act for _, act, *_ in audited(desk_site)]
    assert acts == [Act.LIFTED_HOLD, Act.PLACED_HOLD, Act.PLACED_HOLD]
    assert {about for *_, about in audited(desk_site)} == {""}


def stored(site: Desk) -> list[Hold]:
    with site.store.reading() as db:
        return holds.everything(db)


def test_asking_to_lift_lifts_nothing_yet(desk_site, ofelia):
    place(desk_site, from_week="2026-W40", to_week="2026-W60".replace("60", "50"))

    submit(ofelia, fetch(ofelia, HOLDS), f"{HOLDS}ta-bort")

    assert [hold.reference for hold in stored(desk_site)] == ["STOPP-1"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        late({"reference": ""}, "1 till 40 tecken: bokstäver"),
        ({"reference": "x" * 41}, "1 till 40 tecken: bokstäver"),
        late({"reference": "Anna Ek"}, "utan namn"),
        ({"reference": "anna.ek@example.se"}, "utan namn"),
        ({"reference": "KS 2026/112"}, "utan namn"),
        ({"reference": "stopp"}, "Fyll i antingen"),
        ({"number": "0000-0000-0000"}, "Inget ärende har det numret"),
        late({"number": "0000-0000-0000", "from_week": "2026-W47"}, "Fyll i antingen"),
        ({"from_week": "2026-W47"}, "Skriv båda veckorna"),
        late({"from_week": "2026-W47", "to_week": "2026-W54"}, "Skriv båda veckorna"),
        late({"from_week": "i våras", "to_week": "2026-W47"}, "Skriv båda veckorna"),
        ({"from_week": "2026-W47", "to_week": "2026-W46"}, "inte är före den första"),
        ({"review": "2026-11-18"}, "efter i dag"),
        late({"review": "2020-01-01"}, "efter i dag"),
        ({"review": "2028-01-01"}, "inom ett år"),
        ({"review": "i jul"}, "Skriv dagen"),
    ],
)
def test_a_hold_that_cannot_be_placed_comes_back_with_words(desk_site, ofelia, given, told):
    if "review" in given:
        given = {"from_week": "2026-W40", "to_week": "2026-W41"} | given

    page = submit(ofelia, fetch(ofelia, HOLDS), HOLDS, **given)

    assert page.status == 422
    assert told in page.text
    assert stored(desk_site) == []


def test_a_reference_is_given_once(desk_site, ofelia):
    place(desk_site, from_week="2026-W40", to_week="2026-W41")
    weeks = {"from_week": "2026 v. 47", "to_week": "2027-W03"}

    again = submit(ofelia, fetch(ofelia, HOLDS), HOLDS, reference=" STOPP-1", **weeks)
    fresh = submit(ofelia, fetch(ofelia, HOLDS), HOLDS, **weeks)

    assert (again.status, fresh.status) == (422, 303)
    found = stored(desk_site)[-1]
    assert (found.reference, found.from_week, found.to_week) == ("STOPP-2", "2026-W47", "2027-W03")
    assert found.review == date(2026, 12, 18)


def test_a_review_that_is_due_stands_on_the_queue_and_by_its_hold(desk_site, ofelia, wall_clock):
    place(desk_site, from_week="2026-W40", to_week="2026-W41", review="2026-11-19")
    calm = fetch(ofelia, "/desk/")
    wall_clock.shift(DAY)
    sign_in(ofelia, desk_site.ofelia)

    pages = [fetch(ofelia, "/desk/"), fetch(ofelia, HOME)]

    assert "omprövas" not in calm.text
    assert all("1 gallringsstopp ska omprövas." in page.text for page in pages)
    assert "Dags att ompröva." in fetch(ofelia, HOLDS).text


@pytest.mark.parametrize(
    ("review", "status"), [("2026-11-17", 422), ("x", 422), ("2026-12-01", 303)]
)
def test_another_day_of_review_is_checked_too(desk_site, ofelia, review, status):
    place(desk_site, from_week="2026-W40", to_week="2026-W41")

    page = submit(ofelia, fetch(ofelia, HOLDS), f"{HOLDS}omprova", review=review)

    assert page.status == status


@pytest.mark.parametrize("step", ["omprova", "ta-bort"])
def test_a_hold_that_a_colleague_has_lifted_is_not_found(desk_site, ofelia, step):
    place(desk_site, from_week="2026-W40", to_week="2026-W41")
    page = fetch(ofelia, HOLDS)
    with desk_site.store.writing() as db:
        holds.lift(db, "STOPP-1")

    assert submit(ofelia, page, f"{HOLDS}{step}").status == 404
