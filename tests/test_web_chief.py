"""The chief's pages: what is published, in words and charts, and nothing that moves."""

import re

import pytest

from pressdesk.figures import inquiries
from pressdesk.figures.declared import KIND, TOPIC, TOTAL, Size
from pressdesk.figures.shapes import CATEGORIES
from pressdesk.web import figure_words
from tests import figuring
from tests.conftest import Desk, lodged
from tests.figuring import ORDINARY, asked, in_time, total, whole_year
from tests.pages import Page, attributes, fetch, words

HOME = "/siffror/"
SENTENCE = (
    "Varje tal är med flit flyttat några steg upp eller ner, en enda gång, så att ingen – inte ens "
    "den som känner till alla andra ärenden – kan avgöra om ett visst ärende är med. ±-talet visar "
    "hur mycket."
)
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
    assert "från och med 3 december 2026" in found
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
        (60, 48, "en verklig skillnad: fler"),
        (48, 60, "en verklig skillnad: färre"),
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
    assert ("första kvartalet 2025", "60 ± 14", "–") in table_of(page, "Kvartal")


def test_a_table_under_its_chart_has_the_frozen_cells(clara, three_years):
    topic = next(f for f in _published(three_years) if (f.table, f.period) == (TOPIC, "2026-Q3"))
    with three_years.app().test_request_context():
        frozen = {(figure_words.category(TOPIC, c), str(v), "8") for c, v in topic.cells}

    rows = table_of(fetch(clara, f"{HOME}2026-Q3"), "Ämnen tredje kvartalet 2026")

    assert set(rows) == frozen


def _published(desk_site: Desk):
    from pressdesk.figures import releases

    with desk_site.store.reading() as db:
        return releases.published(db).figures


@pytest.mark.parametrize("table", [KIND, TOPIC])
def test_the_vague_answers_stand_last_and_the_others_by_size(clara, three_years, table):
    title = {KIND: "Vilken hjälp de ville ha", TOPIC: "Ämnen"}[table]

    rows = table_of(fetch(clara, f"{HOME}2026-Q3"), f"{title} tredje kvartalet 2026")

    sizes = [int(value) for _label, value, _margin in rows[:-2]]
    assert [label for label, *_ in rows[-2:]] == ["Annat", "Inte angivet"]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    ("yes", "no", "words_"),
    [(90, 10, "90 % fick svar den dag de behövde det"), (6, 3, "för få frågor för en säker andel")],
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

    assert "Slag av medier fjärde kvartalet 2025" in quarter
    assert "Slag av medier 2025" in year


def test_a_lost_period_is_said_to_be_lost_and_leaves_a_gap(clara, desk_site):
    months = [total(f"2025-{month:02}", 50) for month in range(1, 13) if month != 8]
    figuring.publish(desk_site.store, months, founded="2024-12")
    figuring.lose(desk_site.store, TOTAL, "2025-08")

    lost, year = said(fetch(clara, f"{HOME}2025-08")), said(fetch(clara, f"{HOME}2025"))
    rows = table_of(fetch(clara, f"{HOME}utveckling"), "Frågor från medarbetare")

    assert "kan aldrig publiceras: webbplatsen återställdes från en kopia" in lost
    assert "Årets summa går inte att räkna ut" in year
    assert ("aug 2025 (kan aldrig publiceras)", "–", "–") in rows


def test_no_single_sum_is_made_of_a_quarter_that_lost_a_month(clara, desk_site):
    made = [total("2025-07", 50), total("2025-09", 60), in_time("2025-Q3", 90, 9)]
    figuring.publish(desk_site.store, made, founded="2025-01")

    found = said(fetch(clara, f"{HOME}2025-Q3"))

    assert "110" not in found
    assert "91 % fick svar" in found


MISSING = {
    "2026-11": "Siffrorna för november 2026 kommer tidigast den 3 december 2026",
    "2026-Q4": "Siffrorna för fjärde kvartalet 2026 kommer tidigast den 3 januari 2027",
    "2026": "Siffrorna för 2026 kommer tidigast den 3 januari 2027",
    "2024-04": "För april 2024 finns inga siffror: pressdesk togs i bruk i maj 2024",
    "0001": "finns inga siffror",
    **dict.fromkeys(("2026-13", "2026-Q5", "hej", "9999", "²026"), "inte en månad, ett kvartal"),
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


def test_trends_show_shares_and_measures_over_time(clara, three_years):
    page = fetch(clara, f"{HOME}utveckling")

    years = table_of(page, "Frågor från medarbetare, år för år")
    measures = table_of(page, "Inkomna förfrågningar")

    assert [name for name, *_ in years] == ["2024 (delvis)", "2025"]
    assert len(measures) == 22
    assert "Svar i tid" in said(page)


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
