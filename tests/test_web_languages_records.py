"""What leaves the house is plain Swedish, and the same whatever language its officer works in."""

import pytest

from pressdesk.register.standing import Step
from pressdesk.registertables import Crisis, Outlet
from pressdesk.web.register.crisis_forms import WORDING
from tests import figuring, handing, inquiring, lining
from tests.conftest import fields, lodged
from tests.pages import Page, fetch, pairs, send, submit, words
from tests.speaking import ENGLISH, PREFIXES, in_language, spoken
from tests.test_web_records import december, path, sent_on

pytestmark = pytest.mark.both(every=10)

ABROAD = ("/en", "/lattlast")


def token(client) -> tuple[str, str]:
    return "csrf_token", fields(client.get("/konto/").text, "/konto/logga-ut")["csrf_token"]


def record(page: Page) -> list[tuple[str, dict[str, str], str | None]]:
    """The part of a page that is a record, element by element."""
    part = next(e for e in next(page.root.iter("main")).iter("div") if e.get("lang") == "sv")
    return [(e.tag, dict(e.attrib), e.text) for e in part.iter()]


@pytest.fixture
def month(desk_site, ofelia) -> list[str]:
    refs = handing.month(desk_site, "Hur många lindar står på torget?", "Varför slutade Anna Berg?")
    handing.pass_clean(ofelia)
    handing.masked(ofelia, refs[1])
    return refs


def test_the_register_on_paper_is_the_same_in_every_language(ofelia, month):
    given = [*handing.OCTOBER.items(), ("kind", "print"), token(ofelia)]

    pages = [send(ofelia, prefix + handing.PAPER, given) for prefix in PREFIXES.values()]

    assert [page.status for page in pages] == [200] * 3
    assert record(pages[0]) == record(pages[1]) == record(pages[2])
    assert words(pages[2].root.find(".//section/h2")) == "Print with the browser"


@pytest.mark.parametrize("kind", ["csv", "excel"])
def test_the_register_as_a_file_is_the_same_in_every_language(ofelia, month, kind):
    given = dict([*handing.OCTOBER.items(), ("kind", kind), token(ofelia)])

    files = {ofelia.post(p + handing.PAPER, data=given).data for p in PREFIXES.values()}

    (file,) = files
    assert "Samlad fråga".encode() in file


def test_the_file_for_the_registry_is_the_same_in_every_language(desk_site, ofelia):
    ref = inquiring.logged(desk_site)
    inquiring.released(ofelia, ref, outcome="facts")
    numbered = fetch(ofelia, f"/register/{ref}/diariefor")
    submit(ofelia, numbered, f"/register/{ref}/diariefor", number="KS 2024/112")
    given = dict([token(ofelia)])

    sent = [ofelia.post(f"{p}/register/{ref}/diariefor/fil", data=given) for p in ("", *ABROAD)]

    assert [answer.mimetype for answer in sent] == ["application/zip"] * 3
    assert sent[0].data == sent[1].data == sent[2].data


def test_the_list_of_tickets_is_the_same_in_every_language(desk_site, wall_clock):
    lodged(desk_site)
    client = december(desk_site, wall_clock)
    given = [("month", "2026-11"), token(client)]

    pages = [send(client, f"{prefix}/desk/handlingar/lista", given) for prefix in ("", *ABROAD)]

    assert record(pages[0]) == record(pages[1]) == record(pages[2])
    assert "november 2026" in words(pages[1].root.find(".//h1"))


def test_a_ticket_is_handed_out_the_same_in_every_language(desk_site, ofelia):
    lodged(desk_site, kinds=("buy-time",), topic="school")
    page, papers = fetch(ofelia, "/konto/"), []
    for name, prefix in PREFIXES.items():
        page = in_language(ofelia, page, name) if papers else page
        marking = fetch(ofelia, prefix + path(desk_site))
        shown = sent_on(ofelia, marking, "/granska")
        papers.append(sent_on(ofelia, shown, "/lamna-ut"))

    assert [paper.status for paper in papers] == [200] * 3
    assert record(papers[0]) == record(papers[1]) == record(papers[2])
    assert "Skola och förskola" in words(papers[2].root)


@pytest.mark.parametrize("name", ["total.csv", "total-excel.csv", "in-time.csv"])
def test_figures_as_a_file_are_the_same_in_every_language(desk_site, name):
    figures = [figuring.total("2026-10", 31), figuring.in_time("2026-Q3", 20, 4)]
    figuring.publish(desk_site.store, figures)
    client = desk_site.with_settings(open_figures=True).app().test_client()
    period = "2026-Q3" if "in-time" in name else "2026-10"

    files = {client.get(f"{p}/oppna-siffror/{period}/{name}").data for p in ("", *ABROAD)}

    (file,) = files
    assert "Frågor från medarbetare".encode() in file or b"Andel i tid" in file


def test_a_change_of_language_is_no_change_of_an_inquiry(desk_site, ofelia):
    ref = inquiring.logged(desk_site)
    page = inquiring.page_of(ofelia, ref)
    given = pairs(page.form(f"/register/{ref}/ta"))
    inquiring.stepped(desk_site, inquiring.row_of(desk_site, ref).number, Step.TAKE)

    late = send(ofelia, f"/en/register/{ref}/ta", given)

    told = next(e for e in late.root.iter("section") if e.get("aria-labelledby") == "stale-title")
    assert late.status == 409
    assert [words(e) for e in told.iter("dt")] == ["Status", "Taken by"]


def test_a_mask_is_of_the_text_and_not_of_the_language_it_was_made_in(ofelia, month):
    given = [*handing.OCTOBER.items(), ("kind", "print"), token(ofelia)]
    in_language(ofelia, fetch(ofelia, "/konto/"), ENGLISH)
    page = fetch(ofelia, f"/en{handing.MONTH}")

    assert spoken(page) == ENGLISH
    assert f"/en{handing.REST}" not in page.actions()  # everything is looked through already
    assert send(ofelia, f"/en{handing.PAPER}", given).status == 200


def test_what_a_crisis_stores_is_swedish(desk_site, ofelia):
    with desk_site.store.writing() as db:
        lining.line(db)
    in_language(ofelia, fetch(ofelia, "/konto/"), ENGLISH)
    page = fetch(ofelia, "/en/register/kris/")
    submit(ofelia, page, "/en/register/kris/pa", unit=lining.GIVEN.unit, title="Branden")
    page = fetch(ofelia, "/en/register/kris/")
    submit(ofelia, page, "/en/register/kris/ta-emot", line="Vad har hänt?")

    with desk_site.store.reading() as db:
        crisis, outlet = db.get(Crisis, "crisis"), db.get(Outlet, "Okänd redaktion")
    assert crisis.wording == WORDING
    assert outlet is not None
