"""The register handed out, on its pages: looked through, masked, printed, taken as files; and an
inquiry on its way to the registrar.
"""

import csv
import io
import json
from zipfile import ZipFile

import html5lib
import pytest
from sqlmodel import select

from pressdesk import clock, inquiries
from pressdesk.inquiries import sealed
from pressdesk.keytables import Act, AuditEntry
from pressdesk.registertables import Inquiry
from pressdesk.registertables import Mask as MaskRow
from pressdesk.web.paper import BAR
from pressdesk.web.register import handout, survey
from tests.conftest import sign_in
from tests.handing import (
    ANSWER,
    HOME,
    MONTH,
    NAMED,
    OCTOBER,
    PAPER,
    PLAIN,
    REST,
    SECTION,
    answered,
    asked,
    at,
    handed,
    masked,
    month,
    pass_clean,
)
from tests.pages import attributes, fetch, pairs, send, submit, words

pytestmark = pytest.mark.both(every=10)

WEEK = 7 * 24 * 3_600


def addresses(page, begin: str) -> list[str]:
    return [link for link in attributes(page.text, "href") if link.startswith(begin)]


def cells(answer, delimiter: str = ",") -> list[dict[str, str]]:
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def edited(desk_site, ref: str, question: str) -> None:
    """Somebody else changes an inquiry."""
    with desk_site.store.writing() as db:
        row = db.get(Inquiry, inquiries.number_of(ref))
        row.question, row.version = question, row.version + 1
        db.add(row)


def acts(desk_site) -> list[tuple[str, str, str]]:
    with desk_site.store.reading() as db:
        rows = db.exec(select(AuditEntry)).all()
    ours = {Act.DISCLOSED_REGISTER, Act.EXPORTED_INQUIRY}
    return [(row.at, row.who, row.about) for row in rows if row.act in ours]


# The days


def test_the_month_that_ended_last_stands_in_the_form(ofelia):
    page = fetch(ofelia, HOME)

    assert dict(pairs(page.form(HOME))) == OCTOBER


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("oktober", "2026-10-31", "Skriv dagarna som 2026-10-01"),
        ("2026-10-31", "2026-10-01", "Välj en sista dag som inte är före den första"),
        ("2020-01-01", "2026-10-01", "Välj högst ett år åt gången"),
    ],
)
def test_days_that_are_no_period_are_told_and_stay_in_the_boxes(ofelia, first, last, told):
    given = [("fran", first), ("till", last)]
    home = fetch(ofelia, HOME)
    token = ("csrf_token", dict(pairs(home.form("/konto/logga-ut")))["csrf_token"])

    shown = fetch(ofelia, f"{HOME}?fran={first}&till={last}")
    posted = [send(ofelia, way, [*given, token]) for way in (REST, PAPER)]

    for page in (shown, *posted):
        assert (page.status, told in page.text) == (422, True)
        assert pairs(page.form(HOME)) == given


def test_days_without_inquiries_are_told_and_can_be_printed(ofelia):
    assert "Ingen förfrågan kom in de dagarna." in fetch(ofelia, MONTH).text

    assert "Ingen förfrågan kom in de dagarna." in handed(ofelia).text


# Looking through


def test_two_hundred_inquiries_take_a_press_and_a_look_at_twelve(desk_site, ofelia):
    month(desk_site, *[f"{NAMED} {n}" for n in range(12)], *[f"{PLAIN} {n}" for n in range(19)])

    page = fetch(ofelia, MONTH)

    assert "12 av 31 har förslag på maskning." in page.text
    to_mask = [link for link in addresses(page, "/register/2026-") if "/maska" in link]
    assert len(to_mask) == 31
    assert pass_clean(ofelia).status == 303
    again = fetch(ofelia, MONTH)
    assert "12 av de nästa 12 har förslag" in again.text
    assert "19 av 31 är genomgångna." in again.text


def test_nothing_is_handed_out_before_all_of_it_was_looked_through(desk_site, ofelia):
    month(desk_site, NAMED, PLAIN)
    pass_clean(ofelia)
    page = fetch(ofelia, MONTH)
    token = dict(pairs(page.form("/konto/logga-ut")))["csrf_token"]

    for kind in ("print", "csv", "excel"):
        refused = send(ofelia, PAPER, [*OCTOBER.items(), ("kind", kind), ("csrf_token", token)])
        assert refused.status == 409
        assert "Se igenom en gång till" in refused.text

    assert PAPER not in page.actions()
    assert acts(desk_site) == []


def test_what_came_meanwhile_is_not_passed_with_the_rest(desk_site, ofelia):
    month(desk_site, PLAIN)
    page = fetch(ofelia, MONTH)
    month(desk_site, f"{PLAIN} Och var?")

    refused = submit(ofelia, page, REST)

    assert refused.status == 409
    with desk_site.store.reading() as db:
        assert db.exec(select(MaskRow)).all() == []


def test_what_was_changed_after_it_was_passed_is_asked_for_again(desk_site, ofelia):
    (ref,) = month(desk_site, PLAIN)
    pass_clean(ofelia)
    edited(desk_site, ref, NAMED)

    page = fetch(ofelia, MONTH)

    assert "1 av 1 har förslag på maskning." in page.text
    assert PAPER not in page.actions()


def test_a_large_month_is_looked_through_in_portions(desk_site, ofelia, monkeypatch):
    monkeypatch.setattr(survey, "PORTION", 2)
    month(desk_site, *[f"{PLAIN} {n}" for n in range(5)])

    presses = 0
    while PAPER not in fetch(ofelia, MONTH).actions():
        pass_clean(ofelia)
        presses += 1

    assert presses == 3


# Masking


def test_what_may_say_who_somebody_is_is_marked_and_kept_under_its_section(desk_site, ofelia):
    (ref,) = month(desk_site, NAMED)
    page = fetch(ofelia, f"/register/{ref}/maska")

    kept = masked(ofelia, ref)

    assert NAMED.replace("Anna Ek", "[[Anna Ek]]") == page.box(f"/register/{ref}/maska", "message")
    assert kept.status == 303
    assert PAPER in fetch(ofelia, MONTH).actions()
    assert (
        f"Stämmer det att {BAR} ({SECTION}) på skolan" in cells(handed(ofelia, "csv"))[0]["Fråga"]
    )


def test_a_mask_without_a_section_is_asked_for_one_on_the_next_page(desk_site, ofelia):
    (ref,) = month(desk_site, NAMED)
    path = f"/register/{ref}/maska"

    page = masked(ofelia, ref, section="")
    refused = submit(ofelia, page, f"{path}/spara", action="keep")
    named = {"section": "other", "other": "Anna Ek"}
    told = submit(ofelia, page, f"{path}/spara", action="keep", **named)
    kept = submit(ofelia, page, f"{path}/spara", action="keep", section="other", other="OSL 35:1")

    assert page.status == 200
    assert (refused.status, "Välj ett lagrum" in refused.text) == (422, True)
    assert "Skriv bara lagrummet, inget av det som maskas" in told.text
    assert kept.status == 303
    assert "(OSL 35:1)" in handed(ofelia).text


def test_going_back_to_mark_more_keeps_the_sections(desk_site, ofelia):
    (ref,) = month(desk_site, NAMED)
    page = masked(ofelia, ref, section="")

    back = submit(ofelia, page, f"/register/{ref}/maska/spara", action="change", section=SECTION)

    kept = submit(ofelia, back, f"/register/{ref}/maska")
    assert (back.status, kept.status) == (200, 303)


def test_the_same_words_left_unmasked_are_told_before_it_is_kept(desk_site, ofelia):
    (ref,) = month(desk_site, f"{PLAIN} Holm, Holm, holm.")
    text = f"{PLAIN} [[Holm]], Holm, holm."

    page = masked(ofelia, ref, message=text)

    assert page.status == 200
    assert "Samma ord står omaskat på 2 ställen till." in page.text


def test_a_fact_is_masked_as_a_whole(desk_site, ofelia):
    (ref,) = month(desk_site, PLAIN)

    masked(ofelia, ref, whole=["outlet"])

    assert "Ekot" not in handed(ofelia).text
    row = cells(handed(ofelia, "csv"))[0]
    assert (row["Redaktion"], row["Enhet"]) == (f"{BAR} ({SECTION})", "Farsta")


def test_of_an_inquiry_that_is_masked_as_a_whole_the_number_is_told(desk_site, ofelia):
    (ref,) = month(desk_site, NAMED)

    masked(ofelia, ref, whole=["row", "outlet"])

    paper, row = handed(ofelia), cells(handed(ofelia, "csv"))[0]
    assert row.pop("Nummer") == ref
    assert set(row.values()) == {f"{BAR} ({SECTION})"}
    assert not [gone for gone in ("Ekot", "Farsta", "Stämmer det", "Ny<") if gone in paper.text]


@pytest.mark.parametrize("written", ["[[x", NAMED + " mer", "[[[[Stämmer]] det"])
def test_marks_that_do_not_hang_together_are_told_with_what_was_written(desk_site, ofelia, written):
    (ref,) = month(desk_site, NAMED)

    page = masked(ofelia, ref, message=written)

    assert page.status == 422
    assert "Något behöver ändras" in page.text
    assert page.box(f"/register/{ref}/maska", "message") == written


def test_marks_of_a_text_that_somebody_changed_meanwhile_are_not_kept(desk_site, ofelia):
    (ref,) = month(desk_site, NAMED)
    page = fetch(ofelia, f"/register/{ref}/maska")
    edited(desk_site, ref, "Stämmer det att Karin Holm på skolan fick sparken?")

    refused = submit(ofelia, page, f"/register/{ref}/maska", section=SECTION)

    assert refused.status == 409
    assert "[[Karin Holm]]" in refused.box(f"/register/{ref}/maska", "message")
    with desk_site.store.reading() as db:
        assert db.exec(select(MaskRow)).all() == []


def test_a_section_for_a_text_that_somebody_changed_meanwhile_is_not_kept(desk_site, ofelia):
    (ref,) = month(desk_site, NAMED)
    page = masked(ofelia, ref, section="")
    edited(desk_site, ref, "Stämmer det att Karin Holm på skolan fick sparken?")

    refused = submit(ofelia, page, f"/register/{ref}/maska/spara", section=SECTION)

    assert refused.status == 409


def test_a_span_that_was_lost_on_the_way_is_not_left_unmasked(desk_site, ofelia):
    (ref,) = month(desk_site, f"{NAMED} Eller Karin Holm?")
    page = masked(ofelia, ref, section="")
    spots = [
        value for name, value in pairs(page.form(f"/register/{ref}/maska/spara")) if name == "spot"
    ]

    refused = submit(
        ofelia, page, f"/register/{ref}/maska/spara", spot=spots[:1], section=SECTION, other=""
    )

    assert len(spots) == 2
    assert refused.status == 409


def test_a_mask_is_proposed_the_next_time_and_passed_in_one_press(desk_site, ofelia, wall_clock):
    (ref,) = month(desk_site, NAMED)
    masked(ofelia, ref)
    wall_clock.shift(WEEK)
    client = desk_site.app().test_client()
    sign_in(client, desk_site.ofelia)
    page = fetch(client, MONTH)

    assert "Genomgångna förut, och oförändrade" in page.text
    assert PAPER not in page.actions()
    assert submit(client, page, REST).status == 303
    assert "Anna Ek" not in handed(client).text


def test_a_mask_in_a_text_that_was_changed_is_told_and_asked_for_again(desk_site, ofelia):
    (ref,) = month(desk_site, NAMED)
    masked(ofelia, ref)
    edited(desk_site, ref, f"{NAMED} Eller Karin Holm?")

    page = fetch(ofelia, f"/register/{ref}/maska")

    assert "Texten har ändrats sedan den maskades." in fetch(ofelia, MONTH).text
    assert "Texten har ändrats sedan den maskades." in page.text
    assert page.box(f"/register/{ref}/maska", "message").count("[[") == 2


def test_what_is_not_there_is_neither_masked_nor_exported(ofelia):
    for ref in ("2026-9", "x", "2026-1000001"):
        assert fetch(ofelia, f"/register/{ref}/maska").status == 404
        assert fetch(ofelia, f"/register/{ref}/diariefor").status == 404


# The document


def test_the_paper_has_a_head_that_says_what_it_is(desk_site, ofelia):
    (ref,) = month(desk_site, NAMED)
    masked(ofelia, ref)

    root = html5lib.parse(handed(ofelia).text, namespaceHTMLElements=False)

    head = words(next(e for e in root.iter("dl")))
    for told in ("Exempelstads kommun", "1 oktober 2026 till 31 oktober 2026", "18 november 2026"):
        assert told in head
    assert SECTION in head


def test_paper_and_files_say_the_same_of_an_inquiry(desk_site, ofelia):
    with desk_site.store.writing() as db:
        row = asked(db, PLAIN, at(1), spokesperson="trafikdirektören")
        answered(db, row, ANSWER, at(2))
    pass_clean(ofelia)

    plain, excel = cells(handed(ofelia, "csv"))[0], cells(handed(ofelia, "excel"), ";")[0]
    root = html5lib.parse(handed(ofelia).text, namespaceHTMLElements=False)
    paper = next(e for e in root.iter("section") if e.get("class") == "paper-text handed-out")

    shown = {
        words(d.find("dt")): words(d.find("dd"))
        for d in paper.iter("div")
        if d.find("dt") is not None
    }
    assert plain == excel
    assert shown == {
        k: v for k, v in plain.items() if v and k not in {"Nummer", "Fråga", "Lämnat svar"}
    }
    assert shown["Svaret lämnades"] == "2026-10-02 14:00"
    assert shown["Godkändes av"] == "pressjouren, enligt mandat"
    assert (PLAIN in words(paper), ANSWER in words(paper)) == (True, True)


def test_no_cell_of_a_file_is_a_formula(desk_site, ofelia):
    month(desk_site, "=HYPERLINK(1)", "+46 är ett landsnummer", "-3 grader?")
    pass_clean(ofelia)

    for kind, delimiter in (("csv", ","), ("excel", ";")):
        rows = cells(handed(ofelia, kind), delimiter)
        assert [row["Fråga"][:2] for row in rows] == ["'=", "'+", "'-"]


def test_a_large_month_is_printed_and_written_in_parts(desk_site, ofelia, monkeypatch):
    monkeypatch.setattr(handout, "PRINTED", 2)
    monkeypatch.setattr(handout, "WRITTEN", 4)
    month(desk_site, *[f"{PLAIN} {n}" for n in range(5)])
    pass_clean(ofelia)
    page = fetch(ofelia, MONTH)
    forms = [dict(pairs(f)) for f in page.root.iter("form") if f.get("action") == PAPER]

    papers = [send(ofelia, PAPER, list(f.items())) for f in forms if f["kind"] == "print"]
    files = [ofelia.post(PAPER, data=f) for f in forms if f["kind"] == "csv"]

    assert [paper.text.count('class="paper-text handed-out"') for paper in papers] == [2, 2, 1]
    assert [len(cells(file)) for file in files] == [4, 1]
    assert "del-2.csv" in files[1].headers["Content-Disposition"]


def test_that_the_register_was_handed_out_is_written_down_by_day_once(desk_site, ofelia):
    month(desk_site, PLAIN)
    pass_clean(ofelia)

    for kind in ("print", "csv", "excel"):
        handed(ofelia, kind)

    assert acts(desk_site) == [("2026-11-18", "ofelia", "")]


# To the registrar


@pytest.fixture
def closed(desk_site) -> str:
    """An inquiry that was answered and closed."""
    with desk_site.store.writing() as db:
        row = answered(db, asked(db, PLAIN, at(1)), ANSWER, at(2))
        return inquiries.reference(row.number)


def numbered(ofelia, ref: str, number: str = "ks 2026/112"):
    path = f"/register/{ref}/diariefor"
    return submit(ofelia, fetch(ofelia, path), path, number=number)


def unpacked(answer) -> ZipFile:
    assert answer.mimetype == "application/zip"
    return ZipFile(io.BytesIO(answer.data))


def taken(ofelia, path: str, form: str, **typed: str):
    return ofelia.post(form, data=dict(pairs(fetch(ofelia, path).form(form))) | typed)


def test_a_registry_number_is_set_on_its_page(ofelia, closed):
    assert numbered(ofelia, closed).status == 303

    page = fetch(ofelia, f"/register/{closed}/diariefor")
    assert page.box(f"/register/{closed}/diariefor", "number") == "KS 2026/112"


def test_what_is_no_registry_number_is_told_and_stays_in_the_box(ofelia, closed):
    page = numbered(ofelia, closed, "112")

    assert (page.status, "Skriv numret som KS 2024/112" in page.text) == (422, True)
    assert page.box(f"/register/{closed}/diariefor", "number") == "112"


@pytest.mark.parametrize("version", ["0", "x"])
def test_a_number_for_what_somebody_changed_meanwhile_is_given_back(ofelia, closed, version):
    path = f"/register/{closed}/diariefor"

    page = submit(ofelia, fetch(ofelia, path), path, number="KS 2026/1", version=version)

    assert page.status == 409
    assert page.box(path, "number") == "KS 2026/1"


def test_an_inquiry_is_exported_and_says_when(desk_site, ofelia, closed):
    numbered(ofelia, closed)
    path = f"/register/{closed}/diariefor"

    archive = unpacked(taken(ofelia, path, f"{path}/fil"))

    told = json.loads(archive.read("inquiry.json"))["fields"]
    assert (told["answer"]["text"], told["outcome"]["value"]) == (ANSWER, "facts")
    assert told["registry"]["text"] == "KS 2026/112"
    assert "Filen hämtades 18 november 2026." in fetch(ofelia, path).text
    assert acts(desk_site) == [("2026-11-18", "ofelia", "")]


def test_json_csv_and_print_of_an_exported_inquiry_say_the_same(ofelia, closed):
    numbered(ofelia, closed)
    path = f"/register/{closed}/diariefor"
    archive = unpacked(taken(ofelia, path, f"{path}/fil"))

    told = json.loads(archive.read("inquiry.json"))["fields"]
    text = archive.read("inquiry.csv").decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    page = html5lib.parse(archive.read("inquiry.html").decode(), namespaceHTMLElements=False)

    of_page = {tr.get("id"): [words(e) for e in tr] for tr in page.iter("tr") if tr.get("id")}
    assert {r["field"]: [r["label"], r["text"].removeprefix("'")] for r in rows} == of_page
    assert {key: [f["label"], f["text"]] for key, f in told.items()} == of_page


def test_the_file_is_the_same_twice_on_a_day(ofelia, closed):
    numbered(ofelia, closed)
    path = f"/register/{closed}/diariefor"

    assert taken(ofelia, path, f"{path}/fil").data == taken(ofelia, path, f"{path}/fil").data


def test_the_reporter_never_goes_along(desk_site, ofelia):
    with desk_site.store.writing() as db:
        row = asked(db, PLAIN, at(1))
        sealed.keep_reporter(
            db, desk_site.holder(), row.number, "Rut Reporter", "rut@ekot.example", clock.today()
        )
        answered(db, row, ANSWER, at(2))
        ref = inquiries.reference(row.number)
    numbered(ofelia, ref)
    path = f"/register/{ref}/diariefor"

    archive = unpacked(taken(ofelia, path, f"{path}/fil", contact="yes"))

    whole = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Rut Reporter" not in whole
    assert b"rut@ekot.example" not in whole
    assert PLAIN.encode() in whole


def test_what_is_open_is_not_exported(desk_site, ofelia):
    (ref,) = month(desk_site, PLAIN)
    numbered(ofelia, ref)
    page = fetch(ofelia, f"/register/{ref}/diariefor")
    token = dict(pairs(page.form(f"/register/{ref}/diariefor")))["csrf_token"]

    refused = send(ofelia, f"/register/{ref}/diariefor/fil", [("csrf_token", token)])

    assert f"/register/{ref}/diariefor/fil" not in page.actions()
    assert refused.status == 409
    assert acts(desk_site) == []


def test_all_that_wait_go_into_one_file_with_a_folder_each(desk_site, ofelia, closed):
    with desk_site.store.writing() as db:
        other = inquiries.reference(answered(db, asked(db, NAMED, at(3)), ANSWER, at(4)).number)
    for ref in (closed, other):
        numbered(ofelia, ref)

    archive = unpacked(taken(ofelia, "/register/diariefor/", "/register/diariefor/"))

    folders = {name.partition("/")[0] for name in archive.namelist() if "/" in name}
    assert folders == {closed, other}
    page = fetch(ofelia, "/register/diariefor/")
    assert "Inget väntar på att hämtas." in page.text
    assert "/register/diariefor/" not in page.actions()
    assert acts(desk_site) == [("2026-11-18", "ofelia", "")]


def test_a_second_press_when_nothing_waits_leads_back(ofelia, closed):
    numbered(ofelia, closed)
    form = dict(pairs(fetch(ofelia, "/register/diariefor/").form("/register/diariefor/")))
    ofelia.post("/register/diariefor/", data=form)

    again = ofelia.post("/register/diariefor/", data=form)

    assert (again.status_code, again.location) == (303, "/register/diariefor/")
