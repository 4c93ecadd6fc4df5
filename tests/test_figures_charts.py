"""Charts as numbers, and as they are written on a page and in a file."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from flask import Flask, get_template_attribute, render_template
from hypothesis import given
from hypothesis import strategies as st

from pressdesk import config, create_app, storage
from pressdesk.figures.charts import BarRow, Point, bars, line, multiples
from pressdesk.storage import FileStore
from tests.conftest import SETTINGS
from tests.pages import parsed, words

NAMESPACE = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "title", "desc", "rect", "g", "text", "line", "polygon", "polyline", "circle"}
counts = st.none() | st.integers(0, 25_000) | st.integers(0, 40)
margins = st.integers(0, 60)
names = st.sampled_from(["jan", "mars", "juni", "kv 3"])
years = st.sampled_from(["2024", "2025", "2026"])
labels = st.lists(st.sampled_from(["Skola", "och", "förskole-", "å" * 40, " "]), max_size=9)
bar_rows = st.lists(
    st.tuples(labels.map(" ".join), counts, margins, st.just("12 ± 8")).map(
        lambda given: BarRow(*given)
    ),
    max_size=20,
)
series = st.lists(
    st.tuples(names, counts, margins, st.booleans(), years).map(lambda given: Point(*given)),
    min_size=1,
    max_size=40,
)
TOPICS = [
    BarRow("Skola & <förskola>", 61, 8, "61 ± 8"),
    BarRow("Journalist på plats, filmning eller någon som inte ger sig", 5, 8, "5 ± 8"),
    BarRow("Miljö", 0, 8, "0 ± 8"),
    BarRow("Annat", None, 0, "–", "kan aldrig publiceras"),
]
EXACT = [BarRow("Telefon", 31, 0, "31"), BarRow("E-post", 1_200, 0, "1 200")]
MONTHS = [
    Point("okt", 52, 8, is_partial=True, year="2025"),
    Point("nov", None, 0, year="2025", note="kan aldrig publiceras"),
    Point("dec", 60, 8, year="2025"),
    Point("jan", 5, 8, year="2026"),
]
SHARES = [
    Point("kv 1", 97, 5, year="2026", low=90, high=100),
    Point("kv 2", 80, 9, year="2026", low=71, high=88),
]


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[Flask]:
    """The app for its templates alone: its database is empty."""
    store = FileStore(tmp_path_factory.mktemp("charts") / storage.DATABASE)
    storage.upgrade(store)
    yield create_app(config.parse(SETTINGS), store)
    store.close()


def on_page(app: Flask, macro: str, *given: object):
    """What a macro writes, as a browser reads it."""
    with app.test_request_context("/siffror/"):
        return parsed(get_template_attribute("chief/_charts.html", macro)(*given))


def as_file(app: Flask, chart: object, title: str = "Ämnen & <mer>", foot: str = "Med flit."):
    given = {"chart": chart, "title": title, "desc": "Flest om skolan.", "foot": foot}
    with app.test_request_context("/siffror/"):
        return ElementTree.fromstring(render_template("chief/chart.svg", **given))  # noqa: S314


def furthest(rows: list[BarRow]) -> int:
    return max((row.value + row.margin for row in rows if row.value is not None), default=0) or 1


@given(bar_rows)
def test_bars_are_as_long_as_their_values_and_whiskers_as_their_margins(rows):
    whole = furthest(rows)

    for row, bar in zip(rows, bars(rows).bars, strict=True):
        value = row.value or 0
        ends = (max(0, value - row.margin), value + row.margin)
        assert bar.width * whole == pytest.approx(100 * value, abs=whole * 0.006)
        assert bar.has_whisker == (row.value is not None and row.margin > 0)
        if bar.has_whisker:
            scaled = [100 * end / whole for end in ends]
            assert (bar.low, bar.high) == pytest.approx(scaled, abs=0.006)


@given(bar_rows)
def test_bars_whiskers_and_words_begin_and_end_inside_of_the_drawing(rows):
    for bar in (chart := bars(rows)).bars:
        places = [bar.width, bar.shown.x, bar.shown.y * 100 / chart.height]
        places += [bar.low, bar.high] if bar.has_whisker else []
        assert all(0 <= place <= 100 for place in places)
        assert bar.top + 12 <= chart.height


@given(bar_rows)
def test_no_label_is_lost_or_too_long_for_a_phone(rows):
    for row, bar in zip(rows, bars(rows).bars, strict=True):
        lines = [label.words for label in bar.labels]

        assert "".join(row.label.split()) == "".join("".join(lines).split())
        assert all(len(words) <= 34 for words in lines)
        assert bar.shown.words == row.shown


@given(bar_rows)
def test_no_row_reaches_into_the_next(rows):
    drawn = bars(rows).bars

    for above, below in zip(drawn, drawn[1:], strict=False):
        assert below.labels[0].y - 13 > above.top + 8


@pytest.mark.parametrize(
    ("value", "margin", "is_pale", "is_cut"),
    [(9, 8, 0, 0), (8, 8, 1, 0), (7, 8, 1, 1), (0, 8, 1, 1), (0, 0, 0, 0), (None, 8, 0, 0)],
)
def test_a_bar_is_pale_when_there_may_have_been_none(value, margin, is_pale, is_cut):
    bar = bars([BarRow("Miljö", value, margin, "")]).bars[0]

    assert bar.is_pale == bool(is_pale)
    assert (bar.is_cut and bar.has_whisker) == bool(is_cut)


@given(series)
def test_the_band_is_the_margin_cut_at_nothing_and_holds_the_line(points):
    chart = line(points)
    whole, drawn = chart.ticks[-1].value, chart.bottom - chart.ticks[-1].y
    shown = [point for point in points if point.value is not None]

    for point, (upper, y, lower) in zip(shown, heights(chart), strict=True):
        ends = (point.value + point.margin, point.value, max(0, point.value - point.margin))
        scaled = [chart.bottom - drawn * end / whole for end in ends]
        assert upper <= y <= lower
        assert (upper, y, lower) == pytest.approx(scaled, abs=0.011)


def heights(chart) -> list[tuple[float, float, float]]:
    """Of each period that is drawn: the band's upper edge, the line, the lower edge."""
    found = []
    for run in chart.runs:
        half = len(run.band) // 2
        upper, lower = run.band[:half], run.band[half:][::-1]
        edges = zip(upper, run.line, lower, strict=False)  # a lonely one has two edges
        found += [(above[1], at[1], below[1]) for above, at, below in edges]
    return found


@given(series)
def test_a_line_breaks_where_a_period_is_missing_or_not_whole_and_nowhere_else(points):
    kinds = "".join("-" if p.value is None else "o" if p.is_partial else "x" for p in points)

    runs = line(points).runs

    assert [len(run.line) for run in runs] == [len(part) for part in re.findall("x+|o", kinds)]


@given(series)
def test_lines_stay_inside_of_the_drawing_and_go_forward(points):
    chart = line(points)
    places = [place for run in chart.runs for place in (*run.line, *run.band)]
    ahead = [x for run in chart.runs for x, _ in run.line]

    assert all(0 <= x <= 100 and 0 < y <= chart.bottom for x, y in places)
    assert all(label.y < chart.height for label in chart.labels)
    assert ahead == sorted(set(ahead))


@given(series, st.integers(0, 100))
def test_an_axis_has_three_to_five_round_numbers_from_nothing_up(points, top):
    values = [tick.value for tick in line(points, top=top).ticks]
    reach = max([top, *(p.value + p.margin for p in points if p.value is not None)])

    step = values[1]
    assert 3 <= len(values) <= 5
    assert values == [step * number for number in range(len(values))]
    assert values[-1] >= reach
    assert re.fullmatch("(1|2|5|10|20|25|50)(00)*", str(step))


@given(series)
def test_labels_leave_room_for_each_other_on_a_phone(points):
    for row in {label.y: 0 for label in line(points).labels}:
        labels = [label for label in line(points).labels if label.y == row]
        for before, after in zip(labels, labels[1:], strict=False):
            needed = 4 * (len(before.words) + len(after.words))  # half of each, in units
            assert (after.x - before.x) * 2 > needed


def test_many_months_are_told_by_their_years_and_few_by_their_names():
    many = [Point("jan", 9, 8, year=str(2023 + (at + 4) // 12)) for at in range(36)]

    assert [label.words for label in line(many).labels] == ["2023", "2024", "2025", "2026"]
    assert [label.words for label in line(MONTHS).labels] == [
        "okt",
        "nov",
        "dec",
        "jan",
        "2025",
        "2026",
    ]


@given(series)
def test_a_period_that_is_not_whole_has_a_hollow_point(points):
    hollow = [dot for dot in line(points).dots if dot.is_hollow]

    assert len(hollow) == sum(p.is_partial and p.value is not None for p in points)


def test_a_period_alone_among_many_is_still_seen():
    points = [Point("jan", 9 if at == 20 else None, 8, year="2026") for at in range(36)]

    chart = line(points)

    assert [dot.x for dot in chart.dots] == [chart.runs[0].line[0][0]]
    assert chart.runs[0].band[0][0] < chart.dots[0].x < chart.runs[0].band[1][0]


def test_series_beside_each_other_have_one_axis():
    charts = multiples([("Skola", [Point("kv 1", 300, 8)]), ("Miljö", [Point("kv 1", 3, 8)])])

    assert [name for name, _ in charts] == ["Skola", "Miljö"]
    assert charts[0][1].ticks == charts[1][1].ticks


@pytest.mark.parametrize("chart", [bars([]), line([]), bars(TOPICS), line(MONTHS)])
def test_a_chart_on_a_page_says_what_it_is(app, chart):
    macro = "line_chart" if chart.is_line else "bar_chart"

    svg = one(on_page(app, macro, chart, "topic", "Ämnen & <mer>", "Flest om skolan."), "svg")

    title, desc = list(svg)[:2]
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert (words(title), words(desc)) == ("Ämnen & <mer>", "Flest om skolan.")


def one(page, tag: str):
    """The first of a tag, of HTML or of SVG."""
    return next(e for e in page.iter() if e.tag in {tag, NAMESPACE + tag})


def test_a_charts_ids_are_its_own(app):
    pages = [on_page(app, "line_chart", line(MONTHS), name, "A", "B") for name in ("one", "two")]

    ids = [e.get("id") for page in pages for e in page.iter() if e.get("id")]

    assert ids == ["one-title", "one-desc", "two-title", "two-desc"]


@pytest.mark.parametrize("draw", [bars, line])
def test_an_interval_that_is_not_as_wide_both_ways_is_drawn_as_it_is(draw):
    row = BarRow("I tid", 97, 7, "97 %", low=90, high=100)
    point = Point("kv 1", 97, 7, low=90, high=100)

    chart = draw([point if draw is line else row], top=100)

    if draw is bars:
        assert (chart.bars[0].low, chart.bars[0].width, chart.bars[0].high) == (90, 97, 100)
    else:
        assert chart.runs[0].band[0][1] == chart.ticks[-1].y


def rows_of(app: Flask, chart: object) -> list[list[str]]:
    page = on_page(app, "chart_table", chart, "Frågor", "Ämne")
    table = one(page, "table")
    assert words(one(table, "caption")) == "Frågor"
    assert one(page, "details").get("open") is not None
    assert {e.get("scope") for e in table.iter("th")} == {"col", "row"}
    return [[words(cell) for cell in row] for row in table.iter("tr")]


def test_the_table_has_what_the_bars_have(app):
    assert rows_of(app, bars(TOPICS)) == [
        ["Ämne", "Antal", "±Plus eller minus"],
        ["Skola & <förskola>", "61", "8"],
        ["Journalist på plats, filmning eller någon som inte ger sig", "5", "8"],
        ["Miljö", "0", "8"],
        ["Annat (kan aldrig publiceras)", "–", "–"],
    ]


def test_the_table_of_what_was_counted_exactly_has_no_margins(app):
    expected = [["Ämne", "Antal"], ["Telefon", "31"], ["E-post", "1 200"]]

    assert rows_of(app, bars(EXACT)) == expected


def test_the_table_of_periods_says_which_are_partial_or_never_published(app):
    assert [row[:2] for row in rows_of(app, line(MONTHS))[1:]] == [
        ["okt 2025 (delvis)", "52"],
        ["nov 2025 (kan aldrig publiceras)", "–"],
        ["dec 2025", "60"],
        ["jan 2026", "5"],
    ]


def test_the_table_of_shares_tells_both_ends_of_each_interval(app):
    shown = rows_of(app, line(SHARES, top=100, unit="\u00a0%"))

    assert shown == [
        ["Ämne", "Andel", "Mellan"],
        ["kv 1 2026", "97 %", "90–100 %"],
        ["kv 2 2026", "80 %", "71–88 %"],
    ]


@pytest.mark.parametrize("chart", [bars(TOPICS), line(MONTHS)])
def test_the_way_to_each_table_says_of_what_it_is(app, chart):
    page = on_page(app, "chart_table", chart, "Ämnen 2026", "Ämne")

    assert words(one(page, "summary")) == "Samma siffror i en tabell: Ämnen 2026"


@pytest.mark.parametrize("chart", [bars([]), line([]), bars(TOPICS), line(MONTHS)])
def test_a_file_has_drawing_and_words_and_nothing_that_runs_or_is_fetched(app, chart):
    root = as_file(app, chart)

    values = [value for e in root.iter() for name, value in e.attrib.items()]
    assert {e.tag.removeprefix(NAMESPACE) for e in root.iter()} <= DRAWN
    assert not [e for e in root.iter() if "style" in e.attrib or "href" in str(e.attrib)]
    assert not [value for value in values if re.search(r"url\(|:|%|\bem\b", value)]
    assert root.get("height").isdecimal()


def test_a_file_says_all_that_its_chart_says(app):
    told = [words(e) for e in as_file(app, bars(TOPICS)).iter(f"{NAMESPACE}text")]

    expected = "Ämnen & <mer> Skola & <förskola> 61 ± 8 Journalist på plats, filmning eller någon"
    assert " ".join(told).startswith(expected)
    assert told[-1] == "Med flit."


def test_a_file_stays_inside_of_its_frame(app):
    for chart in (bars(TOPICS), line(MONTHS), line(SHARES, unit=" %")):
        root = as_file(app, chart, title="En lång rubrik " * 9, foot="Mycket att säga. " * 30)
        group = next(e for e in root if e.tag == f"{NAMESPACE}g")
        left, top = map(float, re.findall(r"[\d.]+", group.get("transform")))

        last = max(
            float(e.get("y")) for e in root.iter(f"{NAMESPACE}text") if e not in group.iter()
        )
        ends = [left + float(e.get("x2")) for e in group.iter(f"{NAMESPACE}line")]
        assert max(ends) <= 640 - 24
        assert top + chart.height <= last <= float(root.get("height")) - 8
