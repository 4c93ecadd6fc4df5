"""Figures as files: what was frozen and nothing else, in a form that programs and Excel read."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest
import time_machine
from flask.testing import FlaskClient

from pressdesk import config, storage
from pressdesk.figures import noise, reading
from pressdesk.figures.declared import IN_TIME, TOPIC
from pressdesk.figures.frozen import EXACT, Figure
from pressdesk.storage import FileStore
from pressdesk.web import figure_files
from pressdesk.web.edge import PAGE_BYTES
from tests import figuring
from tests.conftest import NOON, SETTINGS, Desk, found, sign_in
from tests.pages import Page, fetch, words

pytestmark = pytest.mark.both(every=10)

YEARS = [*figuring.whole_year(2025), *figuring.asked(2025)]
SIGNS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
BOM = "\N{BYTE ORDER MARK}"
PLAIN, EXCEL = (",", "."), (";", ",")
ANY = "/siffror/2025-Q3/topic"
ODD = '=1+1;"å",\n'
PART = " (delvis: tjänsten började användas då)"
PADDED = re.compile(rb"<!-- [A-Za-z0-9+/=]* -->\s*\Z")


class House(NamedTuple):
    """A site with a year of figures, in use since February of it, with open data; and browsers."""

    site: Desk
    chief: FlaskClient
    anybody: FlaskClient


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """What the tests read and none of them changes."""
    home = tmp_path_factory.mktemp("house")
    store = FileStore(home / storage.DATABASE)
    storage.upgrade(store)
    with time_machine.travel(NOON, tick=False):
        site = found(store, config.parse(SETTINGS | {"open_figures": True}), home)
        figuring.publish(store, YEARS, founded="2025-02")
        chief, anybody = (site.app().test_client() for _ in range(2))
        assert sign_in(chief, site.clara).status_code == 303
        yield House(site, chief, anybody)
    store.close()


@pytest.fixture
def chief(house: House) -> FlaskClient:
    return house.chief


@pytest.fixture
def anybody(house: House) -> FlaskClient:
    return house.anybody


@pytest.fixture
def empty(desk_site: Desk) -> Desk:
    """A site of the test's own, with open data and nothing published."""
    return desk_site.with_settings(open_figures=True)


def read(client: FlaskClient, path: str, delimiter: str = ",") -> list[dict[str, str]]:
    """A CSV file as a program reads it, by the plain headings, whatever its own are."""
    answer = client.get(path)
    assert answer.status_code == 200
    text = io.StringIO(answer.data.decode("utf-8").removeprefix(BOM), newline="")
    _own, *lines = csv.reader(text, delimiter=delimiter, strict=True)
    return [dict(zip(figure_files.HEADINGS, line, strict=True)) for line in lines]


def frozen(figure: Figure) -> list[tuple[str, ...]]:
    """What a file must say of a figure, but for words: as text, decimals with a point."""
    margin, rho = reading.margin_of(figure), figure_files.rho(figure.sigma)
    cells = [(c, v, margin, *ends(v, margin), figure.sigma, rho) for c, v in figure.cells]
    if figure.table == IN_TIME:
        percent, low, high = reading.share(figure) or (None, None, None)
        cells.insert(0, ("share", percent, None, low, high, None, None))
    told = [["" if value is None else str(value) for value in cell] for cell in cells]
    return [(figure.period, figure.table, *cell) for cell in told]


def ends(value: int | None, margin: int) -> tuple[int | None, int | None]:
    return (None, None) if value is None else (max(0, value - margin), max(0, value + margin))


def rows(found: list[dict[str, str]], point: str = ".") -> list[tuple[str, ...]]:
    names = [n for n in figure_files.HEADINGS if n not in {"when", "partial", "label"}]
    plain = [row | {"rho": row["rho"].replace(point, ".")} for row in found]
    for row in plain:
        row["period"] = row["period"].replace("K", "-Q").replace("M", "-")
    return [tuple(row[name] for name in names) for row in plain]


def files(client: FlaskClient, path: str) -> Iterator[str]:
    """What an index links."""
    for link in fetch(client, path).root.iter("a"):
        if link.get("href", "").endswith((".csv", ".svg")):
            yield link.get("href", "")


@pytest.mark.parametrize("figure", YEARS[::7], ids=lambda f: f"{f.period}-{f.table}")
@pytest.mark.parametrize(("ending", "style"), [(".csv", PLAIN), ("-excel.csv", EXCEL)])
def test_a_file_says_what_was_frozen_and_nothing_else(chief, figure, ending, style):
    path = f"/siffror/{figure.period}/{figure.table}{ending}"

    found = read(chief, path, style[0])

    assert rows(found, style[1]) == frozen(figure)


@pytest.mark.parametrize(("ending", "style"), [(".csv", PLAIN), ("-excel.csv", EXCEL)])
def test_one_file_has_all_figures(chief, ending, style):
    found = rows(read(chief, f"/siffror/alla{ending}", style[0]), style[1])

    assert sorted(found) == sorted(row for figure in YEARS for row in frozen(figure))
    assert len(found) > 300


def test_a_file_is_the_same_whenever_it_is_fetched(chief):
    paths = ["/siffror/alla.csv", "/siffror/alla-excel.csv", f"{ANY}.csv", f"{ANY}.svg"]
    before = [chief.get(path).data for path in paths]

    with time_machine.travel(NOON + timedelta(minutes=20), tick=False):
        after = [chief.get(path).data for path in paths]

    assert after == before


def test_the_plain_file_is_as_the_standard_for_csv_says(chief):
    found = chief.get(f"{ANY}.csv")

    assert found.data.startswith(b"period,when,partial,table,category,label,value,")
    assert found.data.count(b"\r\n") == found.data.count(b"\n") == 16
    assert found.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert ",0.03125\r\n" in found.text


def test_the_other_file_opens_in_excel_in_swedish(chief):
    found = chief.get(f"{ANY}-excel.csv")

    headings = "Period;När;Delvis;Tabell;Kategori;I ord;Tal;±;Lägst;Högst;Sigma;Rho"
    assert found.data.startswith(f"{BOM}{headings}\r\n".encode())
    assert ";0,03125\r\n" in found.text
    assert "." not in found.text


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"{ANY}.csv", "siffror-2025-Q3-topic.csv"),
        (f"{ANY}-excel.csv", "siffror-2025-Q3-topic-excel.csv"),
        (f"{ANY}.svg", "siffror-2025-Q3-topic.svg"),
        ("/siffror/alla.csv", "siffror-alla.csv"),
        ("/siffror/alla-excel.csv", "siffror-alla-excel.csv"),
    ],
)
def test_a_file_is_saved_under_a_name_that_tells_what_it_is(chief, path, name):
    found = chief.get(path)

    assert found.headers["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("sigma", [4, 6, 10, 3, 7])
def test_rho_is_what_a_cell_cost(sigma):
    found = Fraction(figure_files.rho(sigma))

    assert found.limit_denominator(1_000) == Fraction(1, 2 * sigma * sigma)
    assert abs(found - Fraction(1, 2 * sigma * sigma)) < Fraction(1, 10**15)


def test_what_is_exact_has_no_margin_no_sigma_and_no_cost(chief):
    found = read(chief, "/siffror/2025-09/inquiry-kind.csv")

    assert {(row["margin"], row["sigma"], row["rho"]) for row in found} == {("0", "0", "0")}


def test_margins_in_files_are_the_smallest_that_cover(chief):
    found = read(chief, "/siffror/alla.csv")

    margins = {int(row["sigma"]): int(row["margin"]) for row in found if row["sigma"]}
    assert margins == {0: 0, 4: noise.margin(4), 6: noise.margin(6), 10: noise.margin(10)}


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ((80, 20), [("80", "", "70", "91"), ("80", "12", "68", "92"), ("20", "12", "8", "32")]),
        (
            (300, -13),
            [("100", "", "95", "100"), ("300", "12", "288", "312"), ("-13", "12", "0", "0")],
        ),
        ((9, -4), [("", "", "", ""), ("9", "12", "0", "21"), ("-4", "12", "0", "8")]),
    ],
)
def test_the_share_in_time_has_its_two_ends_or_is_empty(desk_site, clara, cells, shown):
    figuring.publish(desk_site.store, [figuring.in_time("2025-Q3", *cells)])

    found = read(clara, "/siffror/2025-Q3/in-time.csv")

    assert [row["category"] for row in found] == ["share", "yes", "no"]
    columns = ("value", "margin", "low", "high")
    assert [tuple(row[name] for name in columns) for row in found] == shown


@pytest.mark.parametrize("cells", [(80, 20), (300, -13), (9, -4), (-6, 250)])
def test_the_file_is_enough_to_work_out_the_share_again(desk_site, clara, cells):
    figuring.publish(desk_site.store, [figuring.in_time("2025-Q3", *cells)])

    share, yes, no = read(clara, "/siffror/2025-Q3/in-time.csv")

    sigma = int(yes["sigma"])
    again = Figure(IN_TIME, "", sigma, (("yes", int(yes["value"])), ("no", int(no["value"]))))
    told = tuple(int(share[name]) for name in ("value", "low", "high") if share[name])
    assert told == (reading.share(again) or ())


def test_what_could_not_be_counted_is_an_empty_cell(desk_site, clara):
    cells = (("received", 0), ("median-hours", None))
    figuring.publish(desk_site.store, [Figure("inquiry-measures", "2025-09", EXACT, cells)])

    found = read(clara, "/siffror/2025-09/inquiry-measures.csv")

    assert [(row["value"], row["low"], row["high"]) for row in found] == [("0",) * 3, ("",) * 3]


def test_a_period_that_was_not_whole_says_so_in_every_row(chief):
    partial = read(chief, "/siffror/2025-02/total.csv") + read(chief, "/siffror/2025-Q1/topic.csv")
    whole = read(chief, "/siffror/2025-03/total.csv")

    excel = read(chief, "/siffror/2025-02/total-excel.csv", ";")
    assert [row["partial"] for row in partial + whole + excel] == ["yes"] * 16 + ["no", "ja"]
    assert not any("delvis" in row["label"] for row in partial + whole + excel)


def test_excel_finds_nothing_to_take_for_a_date(chief):
    found = read(chief, "/siffror/alla-excel.csv", ";")

    times = {(row["period"], row["when"]) for row in found}
    assert {("2025M09", "i september 2025"), ("2025", "under 2025")} < times
    assert ("2025K3", "under tredje kvartalet 2025") in times
    assert not [cell for row in found for cell in row.values() if re.search(r"\d-\d", cell)]


def test_what_is_no_count_names_its_unit(chief):
    rows = read(chief, "/siffror/2025-09/inquiry-measures.csv")

    labels = [row["label"] for row in rows + read(chief, "/siffror/2025-Q3/in-time.csv")]
    assert [label for label in labels if "," in label] == [
        *("Togs om hand i tid, procent", "Besvarade i tid, procent"),
        *("Mediantid till svar, arbetstimmar", "Kom utanför kontorstid, procent"),
        "Andel i tid, procent",
    ]


@pytest.mark.parametrize(("ending", "delimiter"), [(".csv", ","), ("-excel.csv", ";")])
def test_no_name_can_run_as_a_formula(desk_site, clara, ending, delimiter):
    names = [f"{sign}cmd|' /C calc'!A0" for sign in SIGNS]
    units = Figure("inquiry-unit", "2025-Q3", EXACT, tuple((name, 3) for name in names))
    figuring.publish(desk_site.store, [units])

    found = read(clara, f"/siffror/2025-Q3/inquiry-unit{ending}", delimiter)

    assert [row["category"] for row in found] == [f"'{name}" for name in names]
    assert [row["label"] for row in found] == [f"'{name}" for name in names]


def test_a_name_that_ran_as_a_formula_would_be_seen(desk_site, clara, monkeypatch):
    monkeypatch.setattr(figure_files, "BEGINS_FORMULA", ("\0",))

    with pytest.raises(AssertionError):
        test_no_name_can_run_as_a_formula(desk_site, clara, ".csv", ",")


@pytest.mark.parametrize(("ending", "delimiter"), [(".csv", ","), ("-excel.csv", ";")])
def test_a_name_with_odd_signs_stays_in_its_cell(desk_site, clara, ending, delimiter):
    figuring.publish(desk_site.store, [Figure("inquiry-unit", "2025-Q3", EXACT, ((f"A{ODD}", 3),))])

    (found,) = read(clara, f"/siffror/2025-Q3/inquiry-unit{ending}", delimiter)

    assert (found["label"], found["value"]) == (f"A{ODD}", "3")


@pytest.mark.parametrize(
    "path",
    [
        *("2025-Q3/none.csv", "2031-Q3/topic.csv", "2025-Q3/topic.txt", "2025-Q3/topic"),
        *("2025-Q3/.csv", "x/topic.csv", "2025-Q9/topic.svg", "2025-Q3/none.svg"),
        *("2025-09/inquiry-measures.svg", "2025-Q3/topic-excel.svg", "%00/topic.csv"),
        *("2025-Q3/..%2F..%2Fpepper.csv", "2025-Q3/topic.csv.csv", "2025-Q3/'%22.csv"),
    ],
)
def test_a_file_that_is_not_there_gets_a_page_that_says_so(chief, path):
    found = fetch(chief, f"/siffror/{path}")

    assert found.status == 404
    assert words(found.root.find(".//main/h1"))


@pytest.mark.parametrize("who", ["clara", "ofelia", "olle"])
def test_chief_and_officers_fetch_files(desk_site, request, who):
    figuring.publish(desk_site.store, [figuring.in_time("2025-Q3", 8, 2)])

    found = request.getfixturevalue(who).get("/siffror/2025-Q3/in-time.csv")

    assert (found.status_code, "Set-Cookie" in found.headers) == (200, False)


def test_whoever_is_not_signed_in_gets_no_file(anybody):
    found = [anybody.get(f"{ANY}{ending}").status_code for ending in (".csv", ".svg")]

    assert found == [401, 401]


@pytest.mark.parametrize("figure", [f for f in YEARS if f.period in {"2025", "2025-Q3", "2025-09"}],
                         ids=lambda f: f.table)  # fmt: skip
def test_a_chart_is_a_picture_with_a_name_and_no_script(chief, figure):
    found = chief.get(f"/siffror/{figure.period}/{figure.table}.svg")

    if figure.table == figure_files.MEASURES:
        assert found.status_code == 404
        return
    drawn = ET.fromstring(found.data)  # noqa: S314 - ours
    names = {element.tag.rpartition("}")[2] for element in drawn.iter()}
    assert found.headers["Content-Type"].startswith("image/svg+xml")
    assert {"svg", "title", "desc", "text"} <= names
    assert names.isdisjoint({"script", "style", "image", "a", "foreignObject"})
    assert not [e for e in drawn.iter() for n in e.attrib if n == "style" or n.startswith("on")]


def test_a_chart_shows_the_frozen_values(chief):
    figure = next(f for f in YEARS if (f.table, f.period) == (TOPIC, "2025-Q3"))

    found = chief.get(f"{ANY}.svg").text

    assert [
        v for _c, v in figure.cells if f">{v}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}8<" not in found
    ] == []
    assert "tredje kvartalet 2025" in found


@pytest.mark.parametrize(
    ("cells", "said"), [((80, 20), "80 % (70–91)"), ((9, 4), "för få för en säker andel")]
)
def test_the_chart_of_what_was_in_time_shows_a_share_or_that_there_is_none(
    desk_site, clara, cells, said
):
    figuring.publish(desk_site.store, [figuring.in_time("2025-Q3", *cells)])

    found = clara.get("/siffror/2025-Q3/in-time.svg").text

    assert said in found.replace("\N{NO-BREAK SPACE}", " ")


def test_nothing_published_gives_files_with_their_headings_alone(desk_site, clara):
    assert read(clara, "/siffror/alla.csv") == []
    assert clara.get("/siffror/alla.csv").data.startswith(b"period,when,")


# Open data


def test_open_data_is_the_chiefs_files_to_the_last_byte(anybody, chief):
    paths = ["alla.csv", "alla-excel.csv"]
    paths += [
        f"{f.period}/{f.table}{e}" for f in YEARS[::9] for e in (".csv", "-excel.csv", ".svg")
    ]

    for path in paths:
        mine, theirs = chief.get(f"/siffror/{path}"), anybody.get(f"/oppna-siffror/{path}")
        is_page = theirs.status_code == 404
        assert (mine.status_code, is_page or mine.data) == (
            theirs.status_code,
            is_page or theirs.data,
        )


@pytest.mark.parametrize("path", ["", "alla.csv", "2025", "2025-Q3/topic.csv", "2025-Q3/topic.svg"])
def test_switched_off_an_address_is_like_any_that_does_not_exist(employee, path):
    found, unknown = Page(employee.get(f"/oppna-siffror/{path}")), fetch(employee, "/finns-inte")
    whole = employee.get(f"/oppna-siffror/{path}")

    assert (found.status, found.text) == (404, unknown.text)
    assert len(whole.data) == PAGE_BYTES


def test_the_index_lists_every_file_newest_first(anybody):
    found = list(files(anybody, "/oppna-siffror/"))

    drawn = [f for f in YEARS if f.table != figure_files.MEASURES]
    assert len(found) == len(set(found)) == 2 + 2 * len(YEARS) + len(drawn)
    assert all(anybody.get(path).status_code == 200 for path in found[::9])
    periods = [words(h) for h in fetch(anybody, "/oppna-siffror/").root.iter("h3")]
    assert periods[:3] == [f"2025{PART}", "fjärde kvartalet 2025", "december 2025"]


def test_the_index_is_one_page_long_and_years_have_pages(empty):
    figuring.publish(empty.store, [*YEARS, *figuring.whole_year(2024), *figuring.asked(2024)])
    anybody = empty.app().test_client()

    for path in ("/oppna-siffror/", "/oppna-siffror/2024", "/oppna-siffror"):
        whole = anybody.get(path)
        assert (whole.status_code, len(whole.data)) == (200, PAGE_BYTES)
    assert "/oppna-siffror/2024-Q3/topic.csv" in anybody.get("/oppna-siffror/2024").text
    assert "/oppna-siffror/2024-Q3/topic.csv" not in anybody.get("/oppna-siffror/").text


@pytest.mark.parametrize("year", ["2031", "x", "2025-Q3", "%22"])
def test_a_year_that_is_not_there_gets_a_page_that_says_so(anybody, year):
    assert fetch(anybody, f"/oppna-siffror/{year}").status == 404


def test_the_index_says_what_the_numbers_are_and_that_they_are_free(anybody):
    text = words(fetch(anybody, "/oppna-siffror/").root.find(".//main"))

    for said in ("fria att använda", "med flit flyttat", "ändras aldrig", "räknade exakt"):
        assert said in text
    assert f"februari 2025{PART}" in text


def test_the_index_says_what_will_never_be_published(empty):
    figuring.lose(empty.store, "total", "2026-10")

    text = words(fetch(empty.app().test_client(), "/oppna-siffror/").root.find(".//main"))

    assert "gick förlorad när databasen återställdes, och publiceras aldrig" in text


def test_before_the_first_release_the_index_says_so(empty):
    found = fetch(empty.app().test_client(), "/oppna-siffror/")

    assert (found.status, "Inget är publicerat än." in found.text) == (200, True)


@pytest.mark.parametrize("path", ["/oppna-siffror/", "/oppna-siffror/alla.csv"])
def test_open_data_asks_nothing_of_a_browser_and_gives_it_nothing(anybody, path):
    anybody.set_cookie("pressdesk", "A" * 43)

    found = anybody.get(f"{path}?a=b", headers={"Referer": "http://localhost/x"})

    assert "Set-Cookie" not in found.headers
    assert "<script" not in found.text
    assert PADDED.sub(b"", found.data) == PADDED.sub(b"", anybody.get(path).data)


@pytest.mark.parametrize("path", ["/", "/fraga", "/svar", "/personuppgifter", "/finns-inte"])
def test_no_page_of_an_employees_leads_to_open_data(anybody, path):
    assert "oppna-siffror" not in anybody.get(path).text


def test_the_description_of_records_leads_there_when_it_is_on(anybody, employee):
    assert 'href="/oppna-siffror/"' in anybody.get("/handlingar").text
    assert "oppna-siffror" not in employee.get("/handlingar").text
