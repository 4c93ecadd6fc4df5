"""The chief's pages: what is published, in words and charts, and nothing that moves."""

import re

import pytest

from pressdesk.figures import inquiries
from pressdesk.figures.declared import KIND, NOT_SAID, TOPIC, TOTAL, Level, Size
from pressdesk.figures.frozen import EXACT, Figure
from pressdesk.figures.inquiries import UNIT
from pressdesk.figures.shapes import CATEGORIES, shape_of
from pressdesk.keytables import FigureYear
from pressdesk.web import figure_words
from tests import figuring
from tests.conftest import Desk, lodged
from tests.figuring import ORDINARY, asked, in_time, total, whole_year
from tests.pages import Page, attributes, fetch, words

pytestmark = pytest.mark.both(every=10)

HOME = "/siffror/"
SENTENCE = (
    "Varje tal är med flit flyttat några steg upp eller ner, en enda gång, så att ingen – inte ens "
    "den som känner till alla andra frågor – kan avgöra om en viss fråga är med. ±-talet visar "
    "hur mycket."
)
HAD_A_DAY = "av de frågor som hade en dag då svaret behövdes"
EVERY = ("", "utveckling", "metod", "2025", "2026-Q3", "2026-10", "2024-05", "2026-11", "hej")


def said(page: Page) -> str:
    """All that stands in the page's main part, with plain blanks."""
    main = next(element for element in page.root.iter("main"))
    return words(main).replace("\u00a0", " ")


def table_of(page: Page, caption: str) -> list[tuple[str, ...]]:
    """The body of the table with this caption."""
    tables = [t for t in page.root.iter("table") if words(t.find("caption")) == caption]
    return [tuple(words(cell) for cell in row) for row in tables[0].find("tbody")]


@pytest.fixture
def three_years(desk_site: Desk) -> Desk:
    """Published from May 2024 to October 2026."""
    made = [*whole_year(2024, [None] * 4 + list(ORDINARY[4:])), *whole_year(2025)]
    made += [*whole_year(2026, ORDINARY[:10]), *asked(2025), *asked(2026, 10)]
    figuring.publish(desk_site.store, made, founded="2024-05")
    return desk_site


def test_before_the_first_figures_the_page_says_which_month_comes_and_when(clara):
    found = said(fetch(clara, HOME))

    assert "De första siffrorna gäller november 2026." in found
    assert "från och med den 3 december 2026" in found
    assert "Den första månaden är inte hel" in found


def test_when_the_first_month_can_be_published_the_page_says_who_does_it(clara, desk_site):
    figuring.publish(desk_site.store, [], founded="2026-10")

    found = said(fetch(clara, HOME))

    assert "De första siffrorna gäller oktober 2026. En pressekreterare kan publicera dem" in found


def test_the_first_month_stands_alone_and_is_said_not_to_be_whole(clara, desk_site):
    figuring.publish(desk_site.store, [total("2026-10", 23)], founded="2026-10")

    home, release = said(fetch(clara, HOME)), said(fetch(clara, f"{HOME}2026-10"))

    assert "23 ± 8 frågor från medarbetare i oktober 2026" in home
    assert "Perioden är inte hel" in home
    assert "Jämfört" not in home
    assert "Siffror: oktober 2026 (delvis)" in release


@pytest.mark.parametrize(
    ("now", "then", "verdict"),
    [
        (60, 49, "ingen säker skillnad"),
        (60, 48, "en verklig skillnad, fler"),
        (48, 60, "en verklig skillnad, färre"),
        (60, 60, "ingen säker skillnad"),
    ],
)
def test_a_difference_is_called_real_only_beyond_what_noise_makes(
    clara, desk_site, now, then, verdict
):
    made = [total("2026-08", 1), total("2026-09", then), total("2026-10", now)]
    figuring.publish(desk_site.store, made, founded="2026-07")

    found = said(fetch(clara, HOME))

    assert f"Jämfört med september 2026 ({then} ± 8): {verdict}" in found


def test_a_month_is_compared_with_the_same_month_last_year(clara, three_years):
    found = said(fetch(clara, f"{HOME}2026-10"))

    assert re.search(r"Jämfört med oktober 2025 \(\d+ ± 8\): ", found)


@pytest.mark.parametrize(("least", "is_careful"), [(8, True), (9, False)])
def test_a_year_with_a_month_near_nothing_is_told_with_care(clara, desk_site, least, is_careful):
    made = [total(f"2025-{month:02}", least if month == 7 else 60) for month in range(1, 13)]
    figuring.publish(desk_site.store, made, founded="2024-12")

    year, month = (said(fetch(clara, f"{HOME}{path}")) for path in ("2025", "2025-07"))

    assert ("något färre än 95 gånger av 100" in year) is is_careful
    assert ("ligger 95 gånger av 100 mellan" in year) is not is_careful
    assert "ligger 95 gånger av 100 mellan" in month


def test_what_is_compared_with_nothing_promises_no_comparison(clara, desk_site):
    figuring.publish(desk_site.store, [total("2026-10", 60)], founded="2026-09")

    assert "Det finns inget att jämföra med." in said(fetch(clara, f"{HOME}2026-10"))


def test_the_true_number_is_never_said_to_be_below_nothing(clara, desk_site):
    figuring.publish(desk_site.store, [total("2026-10", 3)], founded="2026-09")

    found = said(fetch(clara, f"{HOME}2026-10"))

    assert "3 ± 8" in found
    assert "mellan 0 och 11." in found


def test_large_numbers_have_blanks_that_do_not_break(clara, desk_site):
    figuring.publish(desk_site.store, [total("2026-10", 25_004)], founded="2026-09")

    found = fetch(clara, f"{HOME}2026-10").text

    assert "25\u00a0004\u00a0±\u00a08" in found


def test_a_year_is_the_sum_of_its_months_with_the_margin_of_twelve_draws(clara, desk_site):
    made = [total(f"2025-{month:02}", 10 * month) for month in range(1, 13)]
    figuring.publish(desk_site.store, made, founded="2024-12")

    page = fetch(clara, f"{HOME}2025")

    found = said(page)
    assert "780 ± 27 frågor från medarbetare under 2025" in found
    assert ("kv 1", "60 ± 14", "–") in table_of(page, "Kvartal")
    assert "Ett streck: ingen andel är publicerad för perioden." in found


def test_a_table_under_its_chart_has_the_frozen_cells(clara, three_years):
    topic = next(f for f in _published(three_years) if (f.table, f.period) == (TOPIC, "2026-Q3"))
    with three_years.app().test_request_context():
        frozen = {(figure_words.category(TOPIC, c), str(v), "8") for c, v in topic.cells}

    rows = table_of(fetch(clara, f"{HOME}2026-Q3"), "Ämnen, tredje kvartalet 2026")

    assert set(rows) == frozen


def _published(desk_site: Desk):
    from pressdesk.figures import releases

    with desk_site.store.reading() as db:
        return releases.published(db).figures


@pytest.mark.parametrize("table", [KIND, TOPIC])
def test_the_vague_answers_stand_last_and_the_others_by_size(clara, three_years, table):
    title = {KIND: "Vilken hjälp de ville ha", TOPIC: "Ämnen"}[table]

    rows = table_of(fetch(clara, f"{HOME}2026-Q3"), f"{title}, tredje kvartalet 2026")

    sizes = [int(value) for _label, value, _margin in rows[:-2]]
    assert [label for label, *_ in rows[-2:]] == ["Annat", "Inte angivet"]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    ("yes", "no", "words_"),
    [
        (90, 10, f"90 % {HAD_A_DAY} fick svar senast den dagen"),
        (6, 3, "för få frågor för en säker andel"),
    ],
)
def test_answers_in_time_are_a_share_or_too_few_for_one(clara, desk_site, yes, no, words_):
    figuring.publish(desk_site.store, [in_time("2026-Q3", yes, no)], founded="2026-06")

    found = said(fetch(clara, f"{HOME}2026-Q3"))

    assert words_ in found


def test_a_quiet_site_shows_quarters_and_no_month(clara, desk_site):
    made = whole_year(2026, ORDINARY[:9], Size.QUIET)
    figuring.publish(desk_site.store, made, founded="2025-12")

    home, month = said(fetch(clara, HOME)), fetch(clara, f"{HOME}2026-09")

    assert "frågor från medarbetare under tredje kvartalet 2026" in home
    assert "Jämfört med andra kvartalet 2026" in home
    assert (month.status, "inte publicerade" in said(month)) == (404, True)


def test_a_busy_site_has_the_yearly_tables_each_quarter_and_their_sum_for_the_year(
    clara, desk_site
):
    figuring.publish(desk_site.store, whole_year(2025, [200] * 12, Size.BUSY), founded="2024-12")

    quarter, year = said(fetch(clara, f"{HOME}2025-Q4")), said(fetch(clara, f"{HOME}2025"))

    assert "Slag av medier, fjärde kvartalet 2025" in quarter
    assert "Slag av medier, 2025" in year


def test_a_lost_period_is_said_to_be_lost_and_leaves_a_gap(clara, desk_site):
    months = [total(f"2025-{month:02}", 50) for month in range(1, 13) if month != 8]
    figuring.publish(desk_site.store, months, founded="2024-12")
    figuring.lose(desk_site.store, TOTAL, "2025-08")

    lost, year = said(fetch(clara, f"{HOME}2025-08")), said(fetch(clara, f"{HOME}2025"))
    rows = table_of(fetch(clara, f"{HOME}utveckling"), "Frågor från medarbetare")

    assert "kan aldrig publiceras: webbplatsen återställdes från en kopia" in lost
    assert "Årets summa går inte att räkna ut" in year
    assert ("aug 2025 (kan aldrig publiceras)", "–", "–") in rows


@pytest.mark.parametrize("size", Size)
def test_a_year_whose_total_can_be_read_is_not_missing(clara, desk_site, size):
    made = [f for f in whole_year(2025, size=size) if f.period != "2025"]
    figuring.publish(desk_site.store, made, founded="2024-12")
    for table in shape_of(2025, size).at(Level.YEAR):
        figuring.lose(desk_site.store, table.name, "2025")

    assert words_of_link(fetch(clara, HOME), f"{HOME}2025") == "hela året"


def test_a_month_that_was_lost_is_missing(clara, desk_site):
    figuring.publish(desk_site.store, [total("2026-10", 60)], founded="2026-08")
    figuring.lose(desk_site.store, TOTAL, "2026-09")

    home = fetch(clara, HOME)

    assert words_of_link(home, f"{HOME}2026-09") == "sep saknas"
    assert words_of_link(home, f"{HOME}2026-10") == "okt"


def words_of_link(page: Page, address: str) -> str:
    """The words of the last link to an address."""
    return [words(a) for a in page.root.iter("a") if a.get("href") == address][-1]


@pytest.mark.parametrize(
    ("table", "caption"),
    [("topic", "Skola och förskola"), ("kind", "Ha någon med mig"), ("in-time", "Svar i tid")],
)
def test_a_quarter_that_was_lost_is_a_gap_in_every_line(clara, desk_site, table, caption):
    made = [f for f in whole_year(2025) if (f.table, f.period) != (table, "2025-Q2")]
    figuring.publish(desk_site.store, made, founded="2024-12")
    figuring.lose(desk_site.store, table, "2025-Q2")

    rows = table_of(fetch(clara, f"{HOME}utveckling"), caption)

    assert [name for name, *_ in rows] == [
        *("kv 1 2025", "kv 2 2025 (kan aldrig publiceras)", "kv 3 2025", "kv 4 2025")
    ]
    assert rows[1][1] == "–"


def test_a_year_that_cannot_be_added_up_is_a_gap_among_the_years(clara, desk_site):
    made = [*whole_year(2023), *whole_year(2024), *whole_year(2025)]
    figuring.publish(desk_site.store, [f for f in made if f.period != "2024-08"], founded="2022-12")

    rows = table_of(fetch(clara, f"{HOME}utveckling"), "Frågor från medarbetare, år för år")

    assert [(name, value == "–") for name, value, _ in rows] == [
        ("2023", False),
        ("2024 (inte publicerat)", True),
        ("2025", False),
    ]


def test_no_single_sum_is_made_of_a_quarter_that_lost_a_month(clara, desk_site):
    made = [total("2025-07", 50), total("2025-09", 60), in_time("2025-Q3", 90, 9)]
    figuring.publish(desk_site.store, made, founded="2025-01")

    found = said(fetch(clara, f"{HOME}2025-Q3"))

    assert "110" not in found
    assert "91 % av de frågor" in found


MISSING = {
    "2026-11": "Siffrorna för november 2026 kommer tidigast den 3 december 2026",
    "2026-Q4": "Siffrorna för fjärde kvartalet 2026 kommer tidigast den 3 januari 2027",
    "2026": "Siffrorna för 2026 kommer tidigast den 3 januari 2027",
    "2024-04": "För april 2024 finns inga siffror: pressdesk togs i bruk i maj 2024",
    **dict.fromkeys(("2026-13", "2026-Q5", "hej", "9999", "²026"), "inga siffror på den adressen"),
    **dict.fromkeys(("0001", "0001-01", "9999-12", "9999-Q4"), "inga siffror på den adressen"),
}


def test_a_period_without_figures_gets_a_page_that_says_why(clara, three_years):
    found = {period: fetch(clara, f"{HOME}{period}") for period in MISSING}

    assert {page.status for page in found.values()} == {404}
    assert [p for p, why in MISSING.items() if why not in said(found[p])] == []


def test_every_page_has_one_heading_and_no_id_twice(clara, three_years):
    found = [fetch(clara, HOME + path) for path in EVERY]

    for page in found:
        ids = attributes(page.text, "id")
        assert len(ids) == len(set(ids)), page.title
        assert len(list(page.root.iter("h1"))) == 1
        assert "style=" not in page.text


def test_every_link_among_the_figures_opens(clara, three_years):
    pages = [fetch(clara, HOME + path) for path in ("2025", "2026-Q3", "2026-10", "")]
    links = {link for page in pages for link in attributes(page.text, "href")}

    found = {link: clara.get(link).status_code for link in links if link.startswith(HOME)}

    assert len(found) > len(EVERY)
    assert set(found.values()) == {200}


def test_no_page_changes_when_tickets_come_or_days_go(clara, three_years, wall_clock):
    before = [said(fetch(clara, HOME + path)) for path in EVERY]
    lodged(three_years)
    lodged(three_years)
    wall_clock.shift(20 * 60)

    assert [said(fetch(clara, HOME + path)) for path in EVERY] == before


def test_the_method_has_the_chiefs_sentence_word_for_word(clara):
    found = said(fetch(clara, f"{HOME}metod"))

    assert SENTENCE in found
    assert "60 gånger av 100" in found
    assert "78 gånger av 100" in found
    assert "0,12264" in found
    assert "± 27" in found


@pytest.mark.parametrize(
    ("size", "levels", "margins"),
    [
        (Size.QUIET, ("kvartal", "år", "år"), ("± 8", "± 16")),
        (Size.NORMAL, ("månad", "kvartal", "år"), ("± 8", "± 14", "± 27")),
        (Size.BUSY, ("månad", "kvartal", "kvartal"), ("± 8", "± 14", "± 27")),
    ],
)
def test_the_method_is_that_of_the_sites_own_size(clara, desk_site, size, levels, margins):
    with desk_site.store.writing() as db:
        db.add(FigureYear(year=2026, size=size, tables=shape_of(2026, size).encoded()))

    page = fetch(clara, f"{HOME}metod")

    rows = table_of(
        page, "Vad som publiceras för 2026, och hur mycket varje tabell avslöjar som mest"
    )
    by_name = {name: level for name, level, *_ in rows}
    shown = [words(dd).replace("\u00a0", " ") for dd in page.root.iter("dd")]
    assert (
        by_name["Frågor från medarbetare"],
        by_name["Ämnen"],
        by_name["Slag av medier"],
    ) == levels
    assert tuple(shown) == margins


def test_trends_show_shares_and_measures_over_time(clara, three_years):
    page = fetch(clara, f"{HOME}utveckling")

    years = table_of(page, "Frågor från medarbetare, år för år")
    measures = table_of(page, "Inkomna förfrågningar")

    assert [name for name, *_ in years] == ["2024 (delvis)", "2025"]
    assert len(measures) == 22
    assert "Svar i tid" in said(page)


def test_the_largest_of_a_long_list_stand_in_the_years_report_also_the_vague_ones(clara, desk_site):
    units = Figure(UNIT, "2025-Q1", EXACT, tuple((f"Enhet {n}", n) for n in range(12)))
    vague = units._replace(cells=(*units.cells, ("other", 30), (NOT_SAID, 1)))
    rest = [vague._replace(period=f"2025-Q{quarter}") for quarter in (2, 3, 4)]
    figuring.publish(desk_site.store, [vague, *rest, total("2025-12", 9)], founded="2024-12")

    rows = table_of(fetch(clara, f"{HOME}2025"), "Förfrågningar efter enhet, 2025")

    assert [name for name, _ in rows] == [*(f"Enhet {n}" for n in range(11, 2, -1)), "Annat"]


def test_what_a_chart_shows_is_told_in_words(clara, desk_site):
    made = [total("2025-01", 900), total("2025-02", 40), total("2025-04", 60)]
    units = Figure(UNIT, "2025-Q1", EXACT, (("Bromma", 3), ("Farsta", 1_900)))
    figuring.publish(desk_site.store, [*made, units], founded="2024-12")

    line, bars_ = (fetch(clara, HOME + path) for path in ("utveckling", "2025-Q1"))

    told = "Högst: 900 ± 8 (jan 2025). Senast: 60 ± 8 (apr 2025). 2 luckor."
    assert f">{told}</desc>" in line.text.replace("\u00a0", " ")
    assert ">Störst är Farsta: 1 900.</desc>" in bars_.text.replace("\u00a0", " ")


def test_an_empty_chart_says_so(clara, desk_site):
    units = Figure(UNIT, "2025-Q1", EXACT, (("Bromma", 0), ("Farsta", 0)))
    figuring.publish(desk_site.store, [units], founded="2024-12")

    assert ">Alla är 0.</desc>" in fetch(clara, f"{HOME}2025-Q1").text


@pytest.mark.parametrize(("size", "says_it"), [(Size.BUSY, True), (Size.NORMAL, False)])
def test_how_questions_ended_is_not_said_to_add_up_to_those_taken(clara, desk_site, size, says_it):
    figuring.publish(desk_site.store, whole_year(2025, size=size), founded="2024-12")

    found = said(fetch(clara, f"{HOME}2025-Q4"))

    assert ("utom i det som visar hur frågorna avslutades" in found) is says_it
    assert "lika många som frågorna" in found


def test_measures_have_one_unit_each_and_large_numbers_blanks(clara, desk_site):
    cells = (("received", 2_173), ("answered-in-time", 80), ("median-hours", 1), ("corrections", 1))
    made = [Figure(inquiries.MEASURES, f"2025-{m:02}", EXACT, cells) for m in range(1, 13)]
    kinds = [Figure(inquiries.KIND, f.period, EXACT, (("facts", 2_173),)) for f in made]
    figuring.publish(desk_site.store, [*made, *kinds, total("2025-12", 50)], founded="2024-12")

    month, year = (fetch(clara, HOME + path) for path in ("2025-09", "2025"))

    shown = [words(dd).replace("\u00a0", " ") for dd in month.root.iter("dd")]
    assert shown == ["2 173", "80 %", "1 arbetstimme", "1"]
    assert "procent" not in said(month)
    assert "26 076 förfrågningar kom in under året. 12 rättelser" in said(year)


def test_what_waits_is_listed_as_one_says_it(clara, desk_site):
    figuring.publish(desk_site.store, [total("2026-08", 50)], founded="2026-08")

    found = said(fetch(clara, HOME))

    assert "kan publicera september 2026, tredje kvartalet 2026 och oktober 2026 nu." in found


def test_with_one_period_there_is_no_line_yet(clara, desk_site):
    figuring.publish(desk_site.store, [total("2026-10", 23)], founded="2026-10")

    found = said(fetch(clara, f"{HOME}utveckling"))

    assert "När två perioder är publicerade" in found


def test_officers_read_the_figures_too(ofelia, olle, three_years):
    found = [fetch(client, HOME).heading for client in (ofelia, olle)]

    assert found == ["Siffror", "Siffror"]


def test_every_category_and_table_has_words(desk_site):
    domains = CATEGORIES | {
        inquiries.KIND: tuple(inquiries.Kind),
        inquiries.CHANNEL: tuple(inquiries.Channel),
        inquiries.OUTCOME: (*inquiries.Outcome, inquiries.OPEN),
    }

    with desk_site.app().test_request_context():
        named = [figure_words.category(table, id) for table in domains for id in domains[table]]
        named += [figure_words.table(table) for table in figure_words.TABLES]

    assert [word for word in named if not word[:1].isupper()] == []


def test_periods_read_as_words(desk_site):
    with desk_site.app().test_request_context():
        periods = ("2026-09", "2026-Q3", "2026")
        found = [(figure_words.period(each), figure_words.short(each)) for each in periods]

    assert found == [("september 2026", "sep"), ("tredje kvartalet 2026", "kv 3"), ("2026", "2026")]
