"""The templates for lawyer and archivist say what the program does: numbers, tests, documents."""

import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import annotated_types
import pytest

from pressdesk import clock
from pressdesk.config import Settings
from tests.test_threat_model import NAMED, anchors, broken_links, missing_tests

DOCS = Path(__file__).parent.parent / "docs"
DPIA, DISPOSAL, REGISTER = "dpia.md", "gallringsframstallan.md", "registerforteckning.md"
EACH = [DPIA, DISPOSAL, REGISTER]
NUMBER = re.compile(r"`(\w+)`:\s+(\d+)\s+dagar")
LEVELS = {"låg", "medel", "hög"}
KEPT = r"(ticket|audit|backup|inquiry|reporter)\w*_days\w*"


@cache
def text(name: str) -> str:
    """A document."""
    return (DOCS / name).read_text(encoding="utf-8")


def table(name: str, first_cells: str) -> list[list[str]]:
    """The rows of the table whose head begins with these cells."""
    found = re.search(
        rf"^\| {re.escape(first_cells)}.*\n\|[-| ]+\|\n((?:\|.*\n)+)", text(name), re.MULTILINE
    )
    assert found, first_cells
    return [[c.strip() for c in line.strip("|").split("|")] for line in found[1].splitlines()]


def default(setting: str) -> int:
    return Settings.model_fields[setting].default


def limits(setting: str) -> tuple[int, int]:
    """What a setting may be at least and at most."""
    rules = Settings.model_fields[setting].metadata
    least = next(rule.ge for rule in rules if isinstance(rule, annotated_types.Ge))
    return least, next(rule.le for rule in rules if isinstance(rule, annotated_types.Le))


def wrong_numbers(given: str) -> list[str]:
    return [
        f"{setting}: {days}"
        for setting, days in NUMBER.findall(given)
        if setting not in Settings.model_fields or default(setting) != int(days)
    ]


@pytest.mark.parametrize("name", EACH)
def test_every_number_of_days_is_the_settings_own(name):
    assert len(NUMBER.findall(text(name))) >= 4
    assert wrong_numbers(text(name)) == []


@pytest.mark.parametrize("name", EACH)
def test_no_number_of_days_stands_without_its_setting(name):
    alone = re.findall(r"\d+\s+dagar", NUMBER.sub("", text(name)))

    assert alone == []


@pytest.mark.parametrize("given", ["`audit_days`: 181 dagar", "`no_such_days`: 3 dagar"])
def test_a_number_that_is_not_so_would_be_seen(given):
    assert wrong_numbers(given)


def test_the_table_of_terms_has_every_setting_with_default_floor_and_ceiling():
    rows = {row[1].strip("`"): row[2:5] for row in table(DISPOSAL, "Vad | Inställning")}
    kept = {n for n in Settings.model_fields if re.fullmatch(KEPT, n)}

    real = {name: [str(n) for n in (default(name), *limits(name))] for name in kept}

    assert rows == real


def test_no_closed_ticket_waits_longer_after_its_term_than_the_documents_say():
    """Both this and the page say three weeks: weeks are rounded up, and the day is drawn."""
    monday = date(2026, 11, 16)
    drawn = timedelta(days=6)

    waits = [
        clock.monday_of(clock.week_no_earlier(clock.week_of(monday), days)) + drawn - monday
        for days in range(*limits("ticket_days_after_closing"))
    ]

    longest = max(wait.days - days for days, wait in enumerate(waits, start=7))
    assert 14 < longest <= 21
    assert "upp till tre veckor efter sin frist" in " ".join(text(DISPOSAL).split())


def test_the_floor_is_that_of_the_law():
    """law.md: a ticket lives at least seven days after closing, so that public access is real."""
    assert limits("ticket_floor_days")[0] == 7
    assert "Golvet på sju dagar kan inte sänkas" in text(DISPOSAL)


@pytest.mark.parametrize("name", EACH)
def test_every_test_document_and_heading_that_is_named_exists(name):
    links = re.sub(r"\]\(#([^)]*)\)", rf"]({name}#\1)", text(name))

    assert missing_tests(text(name)) == []
    assert broken_links(links) == []


@pytest.mark.parametrize("given", ["](dpia.md#nothing)", "](nothing.md)"])
def test_a_link_that_leads_nowhere_would_be_seen(given):
    assert broken_links(given)


@pytest.mark.parametrize("name", EACH)
def test_every_setting_that_is_named_exists(name):
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", text(name)))

    assert named - set(Settings.model_fields) == set()


def test_every_risk_is_weighed_and_met_by_something_that_holds():
    rows = table(DPIA, "Nr | Risk")

    assert [row[0] for row in rows] == [f"R{n}" for n in range(1, len(rows) + 1)]
    for number, risk, likely, grave, measure, held in rows:
        weighed = [level for cell in (likely, grave) for level in cell.split(" / ")]
        assert len(weighed) == 4, number
        assert set(weighed) <= LEVELS, number
        assert risk, number
        assert measure, number
        assert NAMED.search(held) or "](" in held, number


def test_what_stays_a_risk_after_the_measures_has_a_line_of_its_own():
    stays = {
        number
        for number, _risk, likely, grave, *_ in table(DPIA, "Nr | Risk")
        if likely.split(" / ")[1] != "låg" and grave.split(" / ")[1] == "hög"
    }

    named = set(re.findall(r"\bR\d+\b", " ".join(r[0] for r in table(DPIA, "Risk | Egen"))))

    assert stays
    assert stays <= named


CHAPTERS = {
    DPIA: ["2 Behövs", "3 Beskrivning", "4 Nödvändighet", "5 Risker", "7 Samråd", "8 Beslut"],
    DISPOSAL: [
        "4 Handlingstyper",
        "5 Frister",
        "6 Skäl",
        "7 När",
        "8 Gallringsstopp",
        "12 Förslag",
    ],
    REGISTER: ["Gemensamt", "Behandling 1", "Behandling 2", "Behandling 3"],
}


@pytest.mark.parametrize("name", EACH)
def test_a_document_has_its_chapters_and_places_to_fill_in(name):
    headings = re.findall(r"^## (.+)$", text(name), re.MULTILINE)

    assert all(any(h.startswith(wanted) for h in headings) for wanted in CHAPTERS[name])
    assert len(anchors(DOCS / name)) == len(re.findall(r"^#+ ", text(name), re.MULTILINE))
    assert text(name).count("[fyll i") >= 8


@pytest.mark.parametrize("point", "abcdefg")
def test_the_entry_has_every_point_of_article_30(point):
    assert f"| {point}) " in text(REGISTER)


def test_the_decision_names_the_writers_own_deletion_as_a_choice():
    proposed = text(DISPOSAL).split("## 12 ")[1].split("## 13 ")[0]

    assert "Alternativ A" in proposed
    assert "Alternativ B" in proposed
    assert "slutligt avgjord" in proposed  # while somebody has asked, nothing goes


@pytest.mark.parametrize("name", EACH)
def test_the_handbook_leads_to_the_document(name):
    assert f"]({name})" in (DOCS / "operate.md").read_text(encoding="utf-8")
