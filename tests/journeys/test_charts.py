"""Charts in a real Chromium, on a page of the app's own, under its policy and its stylesheet."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, render_template_string
from playwright.sync_api import Browser, Page, expect

from pressdesk import config, create_app, storage
from pressdesk.figures.charts import BarRow, Point, bars, line, multiples
from pressdesk.storage import FileStore
from pressdesk.web import access, server
from tests.conftest import SETTINGS
from tests.journeys.conftest import DESK, PHONE, has_no_sideways_scroll

PATH = "/siffror/prov"
MONTHS = ["jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"]
LONG = "Journalist på plats, filmning eller någon som inte ger sig"
TOPICS = [
    *("Skola och förskola", "Äldreomsorg", "Socialtjänst", "Stöd och service"),
    *("Stadsbyggnad och mark", "Trafik och renhållning", "Miljö", "Kultur och idrott"),
    *("Bostäder och lokaler", "Personal och arbetsmiljö", "Ekonomi och upphandling"),
    *("Trygghet och kris", "It och digitalt", LONG, "Inte sagt"),
]
COUNTS = (61, 43, 38, 31, 27, 22, 16, 12, 8, 7, 5, 3, 1, 0, 19)
GALLERY = """
{% extends "base.html" %}
{% from "chief/_charts.html" import bar_chart, line_chart, chart_table %}
{% set wide = true %}
{% block title %}Prov{% endblock %}
{% block main %}
<h1>Prov</h1>
{% for name, chart in charts.items() %}
<h2>{{ name }}</h2>
{% if chart.is_line %}{{ line_chart(chart, name, name, "Så ser det ut.") }}
{% else %}{{ bar_chart(chart, name, name, "Så ser det ut.", "Stapeln är ihålig.") }}{% endif %}
{% endfor %}
<h2>Flera</h2>
<div class="multiples">
{% for name, chart in several %}
<figure><figcaption>{{ name }}</figcaption>{{ line_chart(chart, loop.index, name, "Så.") }}</figure>
{% endfor %}
</div>
{{ chart_table(charts["ämnen"], "Frågor om varje ämne", "Ämne") }}
{{ chart_table(charts["tre-månader"], "Frågor varje månad", "Månad") }}
{% endblock %}
"""


def row(label: str, value: int | None, margin: int = 8) -> BarRow:
    told = "–" if value is None else f"{value:,}".replace(",", "\u00a0")
    return BarRow(label, value, margin, f"{told} ± {margin}" if margin else told)


def months(count: int, first: int = 0, missing: tuple[int, ...] = ()) -> list[Point]:
    made = []
    for number in range(first, first + count):
        value = None if number in missing else 52 + (number * 37) % 29 - 22 * (number % 12 == 6)
        value = 190 if number == 20 else value
        year, month = 2023 + number // 12, MONTHS[number % 12]
        made.append(Point(month, value, 8, number == first, str(year)))
    return made


def quarters(margin: int, scale: int) -> list[Point]:
    named = [(f"kv {at % 4 + 1}", str(2024 + at // 4)) for at in range(11)]
    return [Point(n, at * scale % 31, margin, year=y) for at, (n, y) in enumerate(named)]


def charts() -> dict:
    shares = [Point("kv 1", 82, 9, year="2026", low=73, high=90), Point("kv 2", None, 0)]
    shares += [Point("kv 3", 88, 9, low=79, high=94), Point("kv 4", 97, 5, low=90, high=100)]
    return {
        "ämnen": bars([row(*pair) for pair in zip(TOPICS, COUNTS, strict=True)]),
        "en": bars([row("Besvarad", 40)]),
        "exakta": bars([row("Telefon", 31, 0), row("E-post", 12, 0), row("Pressträff", 0, 0)]),
        "noll": bars([row("Nu", 0, 0), row("I dag", 0, 0), row("Senare", None, 0)]),
        "stora": bars([row("Svar", 25_000, 1_250), row("Frågor", 18_407, 1_250)]),
        "trettiosex": line(months(36, 4, missing=(13, 14, 27, 29))),
        "tolv": line(months(12, 10)),
        "tre-månader": line(months(3)),
        "en-månad": line(months(1)),
        "noll-månader": line([Point(name, 0, 0) for name in MONTHS[:6]]),
        "många": line([Point(str(2015 + at), 25_000 - 900 * at, 700) for at in range(12)]),
        "andelar": line(shares, top=100, unit=" %"),
    }


def several() -> list:
    names = ("Skola och förskola", "Äldreomsorg", "Socialtjänst")
    return multiples([(name, quarters(8, at + 7)) for at, name in enumerate(names)])


def with_gallery(app: Flask) -> Flask:
    def gallery() -> str:
        return render_template_string(GALLERY, charts=charts(), several=several())

    def broken() -> str:
        return '<!doctype html><title>x</title><svg><rect style="fill: teal"/></svg>'

    app.add_url_rule(PATH, "gallery", access.public(gallery))
    app.add_url_rule(f"{PATH}-fel", "broken", access.public(broken))
    return app


@pytest.fixture(scope="module")
def gallery(tmp_path_factory) -> Iterator[str]:
    """The address of the page, before a real server."""
    store = FileStore(tmp_path_factory.mktemp("charts") / storage.DATABASE)
    storage.upgrade(store)
    app = with_gallery(create_app(config.parse(SETTINGS), store))
    listening = server.listen(app, "127.0.0.1", 0)
    thread = threading.Thread(target=run, args=(listening,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.effective_port}{PATH}"
    listening.trigger.pull_trigger(listening.close)
    thread.join(10)
    store.close()


def run(listening) -> None:
    with suppress(OSError):  # closed under it, at the end
        listening.run()


@pytest.fixture
def look(browser: Browser, gallery: str) -> Iterator[Callable[..., Page]]:
    """Opens the page; what the browser complains of is kept in `page.complaints`."""
    contexts = []

    def new(path: str = "", **options) -> Page:
        contexts.append(browser.new_context(**{"viewport": DESK} | options))
        page = contexts[-1].new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.goto(gallery + path)
        return page

    yield new
    for context in contexts:
        context.close()


# Texts of each drawing that meet, or stick out of it; and words of a bar that stand on a whisker.
MEETING = """() => [...document.querySelectorAll("svg.chart")].flatMap((svg) => {
  const place = (e) => e.getBoundingClientRect(), frame = place(svg);
  const boxes = (name) => [...svg.querySelectorAll(name)].map((e) => [e.textContent, tight(e)]);
  const texts = boxes("text"), whiskers = boxes(".whisker");
  function tight(e) {
    const box = place(e), ease = e.textContent ? box.height / 8 : 0;
    return { left: box.left, right: box.right, top: box.top + ease, bottom: box.bottom - ease };
  }
  const covers = (a, b, from, to) => a[from] < b[to] && b[from] < a[to];
  const meet = (a, b) => covers(a, b, "left", "right") && covers(a, b, "top", "bottom");
  const isWithin = (box, from, to, ease) => box[from] > frame[from] - ease
    && box[to] < frame[to] + ease;
  return texts.flatMap(([words, box], at) => [
    ...(isWithin(box, "left", "right", (box.bottom - box.top) / 6) ? [] : [`${words} sticks out`]),
    ...(isWithin(box, "top", "bottom", 4) ? [] : [`${words} is above or below`]),
    ...[...texts.slice(at + 1), ...whiskers].filter(([, other]) => meet(box, other))
      .map(([other]) => `${words} meets ${other}`),
  ]);
})"""
# Computed colours: [what, fill, stroke] once for each.
COLOURS = """() => Object.fromEntries(
  [".bar:not(.pale)", ".pale", ".whisker", ".band", ".line", ".label", ".tick", ".axis", ".hollow"]
    .map((name) => [name, getComputedStyle(document.querySelector(`.chart ${name}`))])
    .map(([name, style]) => [name, [style.fill, style.stroke]])
)"""


def luminance(colour: str) -> float:
    """Of "rgb(1, 2, 3)": relative luminance of WCAG 2."""
    shares = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_the_policy_lets_every_chart_through_and_they_have_their_colours(look):
    page = look()

    colours = page.evaluate(COLOURS)

    assert page.complaints == []
    assert "rgb(0, 0, 0)" not in {
        colours[name][0] for name in (".bar:not(.pale)", ".band", ".pale")
    }
    assert page.locator("svg.chart").count() == len(charts()) + len(several())


def test_the_policy_would_complain_of_a_style_in_a_chart(look):
    page = look("-fel")

    colour = page.evaluate("getComputedStyle(document.querySelector('rect')).fill")

    assert "Content Security Policy" in page.complaints[0]
    assert colour == "rgb(0, 0, 0)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_means_something_stands_out_from_the_page(look, scheme):
    page = look(color_scheme=scheme)
    colours, behind = page.evaluate(COLOURS), paper(page)

    bar, whisker = colours[".bar:not(.pale)"][0], colours[".whisker"][1]
    strokes = [colours[name][1] for name in (".pale", ".whisker", ".line", ".axis", ".hollow")]
    assert min(contrast(colour, behind) for colour in [bar, *strokes]) >= 3
    assert contrast(bar, whisker) >= 3
    assert min(contrast(colours[name][0], behind) for name in (".label", ".tick")) >= 4.5
    assert contrast(colours[".line"][1], colours[".band"][0]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_are_the_persons_own(look, scheme):
    page = look(forced_colors="active", color_scheme=scheme)

    colours, ink = page.evaluate(COLOURS), page.evaluate("getComputedStyle(document.body).color")

    drawn = [colours[name][1] for name in (".bar:not(.pale)", ".pale", ".whisker", ".line")]
    assert {*drawn, colours[".label"][0], colours[".tick"][0]} == {ink}
    assert colours[".pale"][0] == paper(page)


@pytest.mark.parametrize("width", [PHONE["width"], 360, 768, 1100])
def test_no_words_meet_or_stick_out_at_any_width(look, width):
    page = look(viewport={"width": width, "height": 800})

    assert page.evaluate(MEETING) == []
    assert has_no_sideways_scroll(page)


def test_no_words_meet_when_text_is_twice_as_large(look):
    page = look(bypass_csp=True)
    before = page.locator("svg.chart").first.bounding_box()
    page.add_style_tag(content="html { font-size: 225% !important }")

    after = page.locator("svg.chart").first.bounding_box()

    assert after["height"] == pytest.approx(2 * before["height"], rel=0.01)
    assert page.evaluate(MEETING) == []
    assert has_no_sideways_scroll(page)


def test_words_that_meet_would_be_seen(look):
    page = look(viewport=PHONE)
    page.evaluate("""() => {
      const labels = document.querySelectorAll(".label");
      labels[0].textContent = "Ett namn som är alldeles för långt för att rymmas på en rad";
      labels[2].setAttribute("y", labels[1].getAttribute("y"));
    }""")

    found = page.evaluate(MEETING)

    assert "Äldreomsorg meets Socialtjänst" in found
    assert [fault for fault in found if fault.endswith("på en rad sticks out")]


def test_on_paper_charts_keep_their_colours_and_tables_are_open(look):
    page = look(color_scheme="dark")
    page.locator("summary").first.click()  # closed by hand
    page.emulate_media(media="print")

    colours = page.evaluate(COLOURS)
    style = "getComputedStyle(document.querySelector('svg.chart')).printColorAdjust"

    assert contrast(colours[".label"][0], "rgb(255, 255, 255)") >= 4.5
    assert page.evaluate(style) == "exact"
    expect(page.get_by_role("cell", name="61", exact=True)).to_be_visible()


def test_charts_and_tables_are_told_by_their_names_and_axe_finds_nothing(look):
    page = look()

    expect(page.get_by_role("img", name="trettiosex", exact=False).first).to_be_visible()
    expect(page.get_by_role("table", name="Frågor om varje ämne")).to_be_visible()
    found = Axe().run(page, "main").response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
