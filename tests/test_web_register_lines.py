"""Lines to take, search and issues on screen."""

import pytest

from pressdesk import clock, inquiries, lines
from pressdesk.inquiries import issues, sealed
from pressdesk.register.standing import Step
from pressdesk.registertables import Inquiry
from tests.conftest import Desk
from tests.lining import FACTS, GIVEN, answered, crisis, day, inquiry, line, stepped
from tests.pages import colleague, fetch, pairs, send, submit, words

pytestmark = pytest.mark.both(every=10)

HOME, NEW, GATHER = "/register/budskap/", "/register/budskap/nytt", "/register/fragor/samla"
TYPED = {"title": "Badvatten", "facts": "Proverna är rena.", "unit": "farst"}
ASKS = "Vem på enheten har pratat med tidningen?"


@pytest.fixture
def made(desk_site: Desk) -> int:
    """Lines to take, valid today and no longer."""
    with desk_site.store.writing() as db:
        return line(db, valid_until=day(0)).id


def logged(desk_site: Desk, outlet: str = "Radio Ex", **asked) -> str:
    with desk_site.store.writing() as db:
        return inquiries.reference(inquiry(db, outlet, **asked).number)


def stands(desk_site: Desk, ref: str) -> Inquiry:
    with desk_site.store.reading() as db:
        return inquiries.show(db, inquiries.number_of(ref)).inquiry


def says(desk_site: Desk, line_id: int) -> lines.Entry:
    with desk_site.store.reading() as db:
        return lines.show(db, line_id)


def drafted(desk_site: Desk, ref: str) -> dict[str, str]:
    """What ofelia has typed of its answer and not saved."""
    with desk_site.store.reading() as db:
        return sealed.draft(db, desk_site.holder(), f"{ref} answer")


def proposed(desk_site: Desk, ref: str, text: str) -> None:
    with desk_site.store.writing() as db:
        row = inquiries.found(db, inquiries.number_of(ref))
        stepped(db, row, Step.TAKE)
        stepped(db, row, Step.PROPOSE, text=text)


def given_out(desk_site: Desk, ref: str, text: str, line_id: int | None = None) -> None:
    with desk_site.store.writing() as db:
        row = inquiries.found(db, inquiries.number_of(ref))
        answered(db, row, text, lines.show(db, line_id).line if line_id else None)


def press(client, line_id: int, act: str, **typed):
    """A press on a page of lines to take."""
    page = fetch(client, f"{HOME}{line_id}")
    return submit(client, page, f"{HOME}{line_id}/{act}", **typed)


def undo(client, page_path: str):
    """The press of the undo bar of the page that comes next."""
    page = fetch(client, page_path)
    bar = next(one for one in page.actions() if "?" in one or one.endswith("/angra"))
    return submit(client, page, bar)


def test_lines_are_written_on_one_page_and_stand_in_the_list(ofelia, desk_site, made):
    page = submit(ofelia, fetch(ofelia, NEW), NEW, **TYPED)

    assert page.status == 303
    assert "Badvatten" in fetch(ofelia, HOME).text
    assert says(desk_site, made + 1).line.unit == "Farsta"
    assert says(desk_site, made + 1).text.checked_on == clock.today()


LACKING = [
    ({"title": ""}, "Skriv en rubrik"),
    ({"facts": " "}, "Skriv vad vi vet"),
    ({"unit": ""}, "Skriv vilken enhet"),
    ({"unit": "Atlantis"}, "heter ”Atlantis”"),
    ({"quote": "Bra"}, "Skriv vilken roll"),
    ({"quoted": "direktören"}, "Skriv citatet"),
    ({"valid_until": "i morgon"}, "Skriv dagen som 2026-12-18"),
    ({"valid_until": "2020-01-01"}, "Välj i dag eller en dag som kommer"),
    ({"checked_on": "2027-01-01"}, "Välj en dag som har varit"),
    ({"facts": "x" * 5_001}, "Korta texten till 5 000 tecken"),
    ({"facts": ASKS}, "Texten frågar efter vem"),
    ({"quote": "Jag nås på 070-123 45 67", "quoted": "direktören"}, "telefonnummer"),
    ({"facts": "Numret är 19121212-1212."}, "Det som är markerat får inte stå här"),
]


def test_lines_that_lack_something_come_back_with_all_that_was_typed(ofelia, made):
    blank, found = fetch(ofelia, NEW), {}
    for typed, told in LACKING:
        page = submit(ofelia, blank, NEW, **TYPED | typed)
        back = {name: page.box(NEW, name) for name in TYPED | typed}
        stays = {name: text.strip() for name, text in (TYPED | typed).items()}
        found[told] = (page.status, told in words(page.root), back == stays)

    assert found == {told: (422, True, True) for _typed, told in LACKING}
    assert fetch(ofelia, HOME).text.count('class="row"') == 1


def test_a_name_in_the_lines_warns_once_and_goes_on_when_somebody_says_so(ofelia, made):
    named = TYPED | {"facts": "Rektorn Karin Holm svarar på frågor."}
    warned = submit(ofelia, fetch(ofelia, NEW), NEW, **named)

    page = submit(ofelia, warned, NEW, action="anyway")

    assert (warned.status, page.status) == (422, 303)
    assert "Spara ändå" in warned.text


def test_an_edit_makes_a_version_whose_differences_the_history_shows(ofelia, made):
    path = f"{HOME}{made}/andra"

    page = submit(ofelia, fetch(ofelia, path), path, facts=FACTS.replace("tre", "fyra"))

    history = fetch(ofelia, f"{HOME}{made}/historik")
    assert page.status == 303
    assert "<del>tre</del>" in history.text
    assert "<ins>fyra</ins>" in history.text


def test_who_saves_late_sees_both_texts_and_chooses_with_one_press(ofelia, desk_site, made):
    path = f"{HOME}{made}/andra"
    late = fetch(ofelia, path)
    berit = colleague(desk_site)
    submit(berit, fetch(berit, path), path, facts="Kollegans fakta.")

    stale = submit(ofelia, late, path, facts="Andra fakta.")
    kept = says(desk_site, made).text.facts
    saved = submit(ofelia, stale, path)

    assert (stale.status, saved.status) == (409, 303)
    assert kept == "Kollegans fakta."
    assert "Andra fakta." in words(stale.root)
    assert "Kollegans" in stale.text
    assert [says(desk_site, made).text.facts, says(desk_site, made).line.version] == [
        "Andra fakta.",
        3,
    ]


def test_who_saved_late_and_left_finds_her_text_again_and_can_throw_it_away(
    ofelia, desk_site, made
):
    path = f"{HOME}{made}/andra"
    late = fetch(ofelia, path)
    submit(ofelia, fetch(ofelia, path), path, facts="Nyare fakta.")
    submit(ofelia, late, path, facts="Mina fakta.")

    again = fetch(ofelia, path)
    submit(ofelia, again, f"/register/utkast/line-{made}")

    assert again.box(path, "facts") == "Mina fakta."
    assert fetch(ofelia, path).box(path, "facts") == "Nyare fakta."


def test_an_older_version_is_used_again_as_a_new_one(ofelia, desk_site, made):
    path = f"{HOME}{made}/andra"
    submit(ofelia, fetch(ofelia, path), path, facts="Fel.")
    history = fetch(ofelia, f"{HOME}{made}/historik")

    page = submit(ofelia, history, f"{HOME}{made}/ga-tillbaka")

    entry = says(desk_site, made)
    assert page.status == 303
    assert (entry.text.facts, entry.line.version) == (FACTS, 3)
    assert submit(ofelia, history, f"{HOME}{made}/ga-tillbaka").status == 409


def test_checked_today_is_one_press(ofelia, desk_site):
    with desk_site.store.writing() as db:
        made = line(db, checked_on=day(-3)).id

    page = press(ofelia, made, "kontrollerat")

    assert page.status == 303
    assert says(desk_site, made).text.checked_on == day(0)
    assert "Kontrollerat, inget ändrat." in fetch(ofelia, f"{HOME}{made}/historik").text


@pytest.mark.parametrize("act", ["kontrollerat", "dra-tillbaka"])
def test_a_press_on_an_old_page_changes_nothing_and_shows_what_is_true(
    ofelia, desk_site, made, act
):
    path = f"{HOME}{made}"
    token = pairs(fetch(ofelia, path).form(f"{path}/dra-tillbaka"))[0]

    for version in ("", "x", "-1", "99", "9" * 30):
        page = send(ofelia, f"{path}/{act}", [token, ("version", version)])

        assert (page.status, "Budskapen har ändrats" in page.text) == (409, True)
    entry = says(desk_site, made)
    assert (entry.line.version, entry.line.is_withdrawn) == (1, False)


def test_withdrawing_and_restoring_are_undone_by_the_bar(ofelia, desk_site, made):
    assert press(ofelia, made, "dra-tillbaka").status == 303
    gone = says(desk_site, made).line.is_withdrawn
    undo(ofelia, f"{HOME}{made}")
    back = says(desk_site, made).line.is_withdrawn
    undo(ofelia, f"{HOME}{made}")

    assert (gone, back) == (True, False)
    assert says(desk_site, made).line.is_withdrawn
    assert "Kö till förskola" in fetch(ofelia, f"{HOME}?visa=tillbakadragna").text


def test_lines_are_copied_as_the_answer_with_the_version_that_they_were(ofelia, desk_site, made):
    ref = logged(desk_site)
    path = f"{HOME}{made}/kopiera"

    page = submit(ofelia, fetch(ofelia, f"{HOME}{made}?till={ref}"), path)

    row = stands(desk_site, ref)
    assert page.status == 303
    assert row.proposed == says(desk_site, made).text.facts + (
        "\n\n”Ingen ska vänta”, säger förskoledirektören."
    )
    assert (row.line_id, row.line_version, row.status, row.answer) == (made, 1, "taken", None)


def test_a_copy_needs_an_inquiry_that_is_there(ofelia, made):
    page, path = fetch(ofelia, f"{HOME}{made}"), f"{HOME}{made}/kopiera"

    for ref in ("", "x", "2026-99", "9" * 40, "2026-1; DROP", "2026-٣"):
        refused = submit(ofelia, page, path, ref=ref)

        assert (refused.status, refused.box(path, "ref")) == (422, ref)
        assert "Skriv som 2026-118" in refused.text


def test_nothing_is_copied_into_an_answer_that_was_given_out(ofelia, desk_site, made):
    ref = logged(desk_site)
    given_out(desk_site, ref, "Vårt svar.")

    page = press(ofelia, made, "kopiera", ref=ref)

    assert page.status == 422
    assert "redan fått svar" in page.text
    assert stands(desk_site, ref).answer == "Vårt svar."


@pytest.mark.parametrize(
    ("how", "begins"), [("after", "Min text.\n\nAlla barn"), ("replace", "Alla barn")]
)
@pytest.mark.parametrize("where", ["saved", "draft"])
def test_a_text_that_stands_there_is_never_written_over_without_asking(
    ofelia, desk_site, made, how, begins, where
):
    ref = logged(desk_site)
    proposed(desk_site, ref, "Min text." if where == "saved" else "Gammal text.")
    if where == "draft":
        with desk_site.store.writing() as db:
            about, typed = f"{ref} answer", {"answer": "Min text."}
            sealed.keep_draft(db, desk_site.holder(), about, typed, clock.today())

    asked = press(ofelia, made, "kopiera", ref=ref)
    before = stands(desk_site, ref).proposed
    done = submit(ofelia, asked, f"{HOME}{made}/kopiera", how=how)

    assert (asked.status, done.status) == (409, 303)
    assert "Min text." in words(asked.root)
    assert before == ("Min text." if where == "saved" else "Gammal text.")
    assert stands(desk_site, ref).proposed.startswith(begins)
    assert drafted(desk_site, ref) == {}


def test_what_a_colleague_wrote_meanwhile_is_asked_about_again(ofelia, desk_site, made):
    ref = logged(desk_site)
    proposed(desk_site, ref, "Min text.")
    asked = press(ofelia, made, "kopiera", ref=ref)
    with desk_site.store.writing() as db:
        row = inquiries.found(db, inquiries.number_of(ref))
        stepped(db, row, Step.PROPOSE, text="Hennes text.")

    page = submit(ofelia, asked, f"{HOME}{made}/kopiera", how="replace")

    assert page.status == 409
    assert "Hennes text." in words(page.root)
    assert stands(desk_site, ref).proposed == "Hennes text."


@pytest.mark.parametrize("why", ["expired", "withdrawn"])
def test_old_lines_take_one_press_more(ofelia, desk_site, why):
    with desk_site.store.writing() as db:
        given = GIVEN._replace(valid_until=day(-1) if why == "expired" else None)
        made = line(db)
        if why == "expired":
            lines.revise(db, made.id, 1, GIVEN._replace(valid_until=day(0)), clock.now(), day(0))
            lines.show(db, made.id).text.valid_until = given.valid_until
        else:
            lines.withdraw(db, made.id, 1)
        line_id = made.id
    ref = logged(desk_site)

    asked = press(ofelia, line_id, "kopiera", ref=ref)
    before = stands(desk_site, ref).proposed
    done = submit(ofelia, asked, f"{HOME}{line_id}/kopiera")

    told = {"expired": "Budskapen gick ut i går.", "withdrawn": "Budskapen är tillbakadragna."}
    assert (asked.status, done.status, before) == (409, 303, None)
    assert told[why] in words(asked.root)
    assert stands(desk_site, ref).proposed.startswith("Alla barn")


def test_what_was_really_said_stands_on_the_lines_page(ofelia, desk_site, made):
    given_out(desk_site, logged(desk_site, "Radio Ex"), "Alla barn får en plats.", made)

    text = words(fetch(ofelia, f"{HOME}{made}").root)

    assert "Radio Ex" in text
    assert "Alla barn får en plats." in text
    assert "Ändrat från budskapen, version 1" in text


def test_a_search_shows_lines_and_answers_and_marks_what_was_looked_for(ofelia, desk_site, made):
    given_out(desk_site, logged(desk_site, "Radio Ex"), "Kön till förskolan är kort.")

    page = fetch(ofelia, "/register/sok?q=förskol")

    text = words(page.root)
    assert page.text.count("<mark>") >= 2
    assert "giltigt till i dag" in text
    assert "Lämnat svar" in text
    assert "Radio Ex" in text


def test_further_hits_are_one_press_away(ofelia, desk_site):
    with desk_site.store.writing() as db:
        for number in range(21):
            line(db, f"Badvatten {number}")

    first, every = (fetch(ofelia, f"/register/sok?q=badvatten{more}") for more in ("", "&alla=1"))

    assert "Badvatten 0" not in words(first.root)
    assert "Visa fler träffar" in words(first.root)
    assert "Badvatten 0" in words(every.root)
    assert "Visa fler träffar" not in words(every.root)


def test_a_search_for_anything_is_a_page_that_helps(ofelia):
    odd = ["", "%20", "%22", "%27%29%3B--", "a%00b", "%ED%A0%80", "x" * 3_000, "(%2B*", "%F0%9F"]

    for typed in odd:
        page = fetch(ofelia, f"/register/sok?q={typed}")

        assert page.status == 200
        assert "Skriv ett eller flera ord" in page.text or "Prova färre ord" in page.text


CANARY = "kanariefågel"


def test_a_search_finds_no_question_note_reporter_or_draft(ofelia, desk_site, made):
    ref = logged(desk_site, question=f"Om {CANARY}?")
    proposed(desk_site, ref, f"Utkast med {CANARY}.")
    with desk_site.store.writing() as db:
        number, holder, today = inquiries.number_of(ref), desk_site.holder(), clock.today()
        sealed.note(db, holder, number, f"Anteckning om {CANARY}.", today)
        sealed.keep_reporter(db, holder, number, CANARY, "070-1234567", today)

    page = fetch(ofelia, f"/register/sok?q={CANARY}")
    given_out_too = logged(desk_site)
    given_out(desk_site, given_out_too, f"Svar om {CANARY}.")

    assert "Ingenting hittades" in page.text
    assert given_out_too in fetch(ofelia, f"/register/sok?q={CANARY}").text


def gathered(client, desk_site, *outlets: str, line_id: int | None = None) -> tuple[str, list[str]]:
    """An issue made of inquiries, by its own pages; its address, and the references."""
    refs = [logged(desk_site, outlet) for outlet in outlets]
    token = dict(attributes_of_token(client))
    page = send(client, GATHER, [*token.items(), *(("number", ref) for ref in refs)])
    line_given = str(line_id or "")
    response = client.post(
        GATHER,
        data={
            **token, "action": "save", "number": refs, "title": "Förskolekön", "line": line_given
        },
    )  # fmt: skip
    assert (page.status, response.status_code) == (200, 303)
    return response.headers["Location"], refs


def attributes_of_token(client) -> dict[str, str]:
    page = fetch(client, HOME)
    found = [e.get("value", "") for e in page.root.iter("input") if e.get("name") == "csrf_token"]
    return {"csrf_token": found[0]}


def test_inquiries_that_were_ticked_become_an_issue_and_the_bar_takes_it_all_back(
    ofelia, desk_site, made
):
    path, refs = gathered(ofelia, desk_site, "Radio Ex", "Tidning Ex", line_id=made)
    grouped = {stands(desk_site, ref).issue_id for ref in refs}

    page = undo(ofelia, path)

    assert len(grouped) == 1
    assert grouped != {None}
    assert page.status == 303
    assert {stands(desk_site, ref).issue_id for ref in refs} == {None}
    assert fetch(ofelia, path).status == 404


def test_an_issue_that_lacks_something_is_not_made(ofelia, desk_site):
    ref = logged(desk_site)
    page = fetch(ofelia, f"{GATHER}?number={ref}&number=skräp")
    cases = {
        "Skriv vad frågan gäller": {"title": " "},
        "Någon av förfrågningarna finns inte": {"more": "2026-77"},
        "Ingen förfrågan har numret hej": {"more": "hej"},
        "Frågan är avslutad eller borta": {"issue": "99"},
    }

    for told, typed in cases.items():
        refused = submit(ofelia, page, GATHER, **{"title": "Kön", **typed})

        assert (refused.status, told in words(refused.root)) == (422, True)
    assert stands(desk_site, ref).issue_id is None
    assert "Inga samlade frågor" in fetch(ofelia, "/register/fragor/").text


def test_an_inquiry_goes_in_and_out_of_an_issue_and_each_is_undone(ofelia, desk_site):
    path, (ref,) = gathered(ofelia, desk_site, "Radio Ex")
    other = logged(desk_site, "Tidning Ex")
    submit(ofelia, fetch(ofelia, path), f"{path}/lagg-till", more=other)
    added = stands(desk_site, other).issue_id
    undo(ofelia, path)
    back = stands(desk_site, other).issue_id
    submit(ofelia, fetch(ofelia, path), f"{path}/lamna", f"{path}/ta-bort", number=ref)
    out = stands(desk_site, ref).issue_id

    undo(ofelia, path)

    assert (added is None, back, out) == (False, None, None)
    assert stands(desk_site, ref).issue_id == added


def test_each_outlet_is_called_and_gets_the_lines_by_one_press(ofelia, desk_site, made):
    path, (first, second) = gathered(ofelia, desk_site, "Radio Ex", "Tidning Ex", line_id=made)
    one = pressable(fetch(ofelia, path), "Radio Ex")

    page = submit(ofelia, fetch(ofelia, path), f"{path}/lamna", one=one)

    shown = words(fetch(ofelia, path).root)
    assert page.status == 303
    assert stands(desk_site, first).answer.startswith("Alla barn")
    assert stands(desk_site, second).answer is None
    assert "1 kvar att ringa" in shown
    assert "Budskapen är lämnade till Radio Ex." in shown


def pressable(page, outlet: str) -> str:
    """What the button for an outlet sends."""
    buttons = [b for b in page.root.iter("button") if b.get("name") == "one"]
    return next(b.get("value", "") for b in buttons if outlet in words(b))


def test_a_release_is_undone_from_the_issues_page(ofelia, desk_site, made):
    path, (ref,) = gathered(ofelia, desk_site, "Radio Ex", line_id=made)
    page = fetch(ofelia, path)
    submit(ofelia, page, f"{path}/lamna", one=pressable(page, "Radio Ex"))

    undone = undo(ofelia, path)

    assert undone.status == 303
    assert stands(desk_site, ref).answer is None
    assert "1 kvar att ringa" in words(fetch(ofelia, path).root)


def test_two_officers_do_not_call_the_same_outlet_twice(ofelia, desk_site, made):
    path, (ref,) = gathered(ofelia, desk_site, "Radio Ex", line_id=made)
    page = fetch(ofelia, path)
    one = pressable(page, "Radio Ex")
    submit(ofelia, page, f"{path}/lamna", one=one)

    late = submit(ofelia, page, f"{path}/lamna", one=one)

    assert late.status == 409
    assert "Något har ändrats" in late.text
    assert stands(desk_site, ref).answer is not None


def test_an_inquiry_that_has_left_the_issue_is_not_given_its_lines(ofelia, desk_site, made):
    path, (ref,) = gathered(ofelia, desk_site, "Radio Ex", line_id=made)
    page = fetch(ofelia, path)
    with desk_site.store.writing() as db:
        issues.take_out(db, int(path.rpartition("/")[2]), [inquiries.number_of(ref)])

    late = submit(ofelia, page, f"{path}/lamna", one=pressable(page, "Radio Ex"))

    assert (late.status, stands(desk_site, ref).answer) == (409, None)


def test_lines_that_were_changed_since_the_page_was_read_are_read_first(ofelia, desk_site, made):
    path, (ref,) = gathered(ofelia, desk_site, "Radio Ex", line_id=made)
    page = fetch(ofelia, path)
    with desk_site.store.writing() as db:
        lines.revise(db, made, 1, GIVEN._replace(facts="Nytt."), clock.now(), clock.today())

    late = submit(ofelia, page, f"{path}/lamna", one=pressable(page, "Radio Ex"))

    assert late.status == 409
    assert stands(desk_site, ref).answer is None
    assert "Nytt." in late.text


def test_old_lines_are_given_out_by_one_press_more(ofelia, desk_site, made):
    path, (ref,) = gathered(ofelia, desk_site, "Radio Ex", line_id=made)
    with desk_site.store.writing() as db:
        lines.withdraw(db, made, 1)
    page = fetch(ofelia, path)

    asked = submit(ofelia, page, f"{path}/lamna", one=pressable(page, "Radio Ex"))
    before = stands(desk_site, ref).answer
    submit(ofelia, asked, f"{path}/lamna", one=pressable(page, "Radio Ex"), action="anyway")

    assert asked.status == 409
    assert before is None
    assert stands(desk_site, ref).answer.startswith("Alla barn")


def test_in_a_crisis_the_press_asks_for_sign_off_first(ofelia, desk_site, made):
    path, (ref,) = gathered(ofelia, desk_site, "Radio Ex", line_id=made)
    with desk_site.store.writing() as db:
        crisis(db)

    seen = []
    for _ in range(3):
        page = fetch(ofelia, path)
        submit(ofelia, page, f"{path}/lamna", one=pressable(page, "Radio Ex"))
        seen.append(str(stands(desk_site, ref).status))

    assert seen == ["for-sign-off", "for-sign-off", "released"]
    assert stands(desk_site, ref).signed_by == "ofelia"


def test_in_a_crisis_all_are_signed_off_by_one_press_and_each_is_still_called(
    ofelia, desk_site, made
):
    path, refs = gathered(ofelia, desk_site, "Radio Ex", "Tidning Ex", "Tv Ex", line_id=made)
    proposed(desk_site, refs[2], "Ett eget svar.")
    with desk_site.store.writing() as db:
        crisis(db)

    for _ in ("submit", "sign-off"):
        page = submit(ofelia, fetch(ofelia, path), f"{path}/alla")
        assert page.status == 303

    rows = [stands(desk_site, ref) for ref in refs]
    assert [row.signed_by for row in rows] == ["ofelia", "ofelia", None]
    assert [row.answer for row in rows] == [None] * 3
    assert rows[2].proposed == "Ett eget svar."
    assert "3 kvar att ringa" in words(fetch(ofelia, path).root)


def test_a_press_that_the_page_never_offered_does_nothing(ofelia, desk_site, made):
    path, (ref,) = gathered(ofelia, desk_site, "Radio Ex", line_id=made)
    page = fetch(ofelia, path)

    for one in ("", "x", "2026-1", "2026-1 1 own", "2026-1 9 none", "99 99 99"):
        assert submit(ofelia, page, f"{path}/lamna", one=one).status in {404, 409}
        assert submit(ofelia, page, f"{path}/lamna", f"{path}/alla", turn=one).status == 404
    assert stands(desk_site, ref).answer is None


def test_an_issue_is_renamed_closed_and_opened_again(ofelia, desk_site, made):
    path, _refs = gathered(ofelia, desk_site, "Radio Ex")
    submit(ofelia, fetch(ofelia, path), f"{path}/andra", title="Kön", line=str(made))
    submit(ofelia, fetch(ofelia, path), f"{path}/avsluta")
    with desk_site.store.reading() as db:
        closed = [one.issue.title for one in issues.everything(db, is_closed=True)]

    undo(ofelia, path)

    with desk_site.store.reading() as db:
        (issue,) = issues.current(db)
    assert closed == ["Kön"]
    assert (issue.title, issue.line_id) == ("Kön", made)


@pytest.mark.parametrize("act", ["andra", "avsluta"])
def test_a_late_change_of_an_issue_shows_what_is_true_and_keeps_what_was_typed(
    ofelia, desk_site, act
):
    path, _refs = gathered(ofelia, desk_site, "Radio Ex")
    late = fetch(ofelia, path)
    submit(ofelia, fetch(ofelia, path), f"{path}/andra", title="Hennes titel")

    page = submit(ofelia, late, f"{path}/{act}", **({"title": "Min"} if act == "andra" else {}))

    assert page.status == 409
    assert page.heading == "Hennes titel"
    assert act != "andra" or page.box(f"{path}/andra", "title") == "Min"


def test_addresses_of_nothing_find_nothing(ofelia):
    for path in (
        "budskap/0",
        "budskap/x",
        "fragor/0",
        "fragor/٣",
        "budskap/1e3",
        "fragor/" + "9" * 40,
    ):
        for more in ("", "/historik", "/andra"):
            assert fetch(ofelia, f"/register/{path}{more}").status in {404, 405}


@pytest.mark.both(every=1)
@pytest.mark.parametrize(
    "address",
    ["budskap/?enhet=a%00b", "?enhet=a%00b", "?redaktion=%00", "?amne=%00", "sok?q=%00&till=%00"],
)
def test_a_blank_that_no_database_can_hold_finds_nothing(ofelia, address):
    """PostgreSQL takes no NUL: it would fail, and say that there is no room to save."""
    assert ofelia.get(f"/register/{address}").status_code == 200
