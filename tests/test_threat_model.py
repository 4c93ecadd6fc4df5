"""docs/threat-model.md names tests and documents that exist, and leaves out no requirement of the
law; and what the law asks to be said stands on the pages.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import lodged, ref_of
from tests.pages import checked, fetch, opened, submit

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "docs" / "threat-model.md"
TEXT = MODEL.read_text(encoding="utf-8")
REQUIREMENTS = [
    *(f"A{number}" for number in range(1, 14)),
    *(f"B{number}" for number in (1, 2, 3, 4, 6, 7, 9)),
    *(f"C{number}" for number in range(1, 6)),
    *(f"D{number}" for number in range(1, 9)),
    *"EFHG",
]
NAMED = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)")
LINK = re.compile(r"\]\(([^)]*)\)")
UNBUILT = re.compile(r"Not built yet: [^|]*\(issues? \d")


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def missing_tests(text: str) -> list[str]:
    pairs = sorted(set(NAMED.findall(text)))
    return [f"{p}::{n}" for p, n in pairs if not (ROOT / p).exists() or n not in names_in(p)]


def anchors(path: Path) -> set[str]:
    """What headings can be linked by, as the usual viewers make it."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(text: str) -> list[str]:
    broken = []
    for target in LINK.findall(text):
        name, _, anchor = target.partition("#")
        path = MODEL.parent / name if name else MODEL
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(target)
    return broken


def table() -> dict[str, list[str]]:
    """Each requirement's cells: in short, and what holds it."""
    last = TEXT[TEXT.index("\n| Id | Asks") :]
    rows = re.findall(r"^\| ([A-Z]\d*) \|(.*)\|$", last, re.MULTILINE)
    assert len({name for name, _ in rows}) == len(rows)
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in rows}


def held(cell: str) -> bool:
    return bool(NAMED.search(cell) or LINK.search(cell) or UNBUILT.search(cell))


def test_every_test_that_the_threat_model_names_exists():
    assert len(NAMED.findall(TEXT)) > 100
    assert missing_tests(TEXT) == []


def test_every_document_and_heading_that_it_names_exists():
    assert broken_links(TEXT) == []
    assert [
        path for path in re.findall(r"`(docs/[\w./-]+)`", TEXT) if not (ROOT / path).exists()
    ] == []


def test_every_requirement_has_a_row_and_no_row_is_empty():
    rows = table()

    assert sorted(rows) == sorted(REQUIREMENTS)
    assert [name for name, (short, by) in rows.items() if not short or not held(by)] == []


def test_every_attacker_has_a_table_and_says_what_is_not_covered():
    chapters = re.split(r"^## ", TEXT, flags=re.MULTILINE)[2:-2]

    assert len(chapters) == 11
    for chapter in chapters:
        assert "**Not covered.**" in chapter, chapter[:40]
        for row in re.findall(r"^\| (?!What is tried)(.+) \|$", chapter, re.MULTILINE):
            assert NAMED.search(row), row


@pytest.mark.parametrize(
    "text", ["tests/test_threat_model.py::test_no", "tests/test_no.py::test_no"]
)
def test_a_test_that_is_not_there_would_be_seen(text):
    assert missing_tests(text) == [text]


@pytest.mark.parametrize("text", ["[x](nothing.md)", "[x](#nothing)", "[x](operate.md#nothing)"])
def test_a_link_that_leads_nowhere_would_be_seen(text):
    assert broken_links(text)


def test_a_row_without_a_test_or_an_issue_would_be_seen():
    assert not held("Done.")


# --- what the law asks to be said ---

SAID = {
    "A13": ("/", "På en jobbdator kan besöket synas i historik och loggar"),
    "A13 before she writes": ("/fraga", "På en jobbdator kan besöket synas i historik och loggar"),
    "B1": ("/fraga", "Det är frivilligt att fråga oss. Du behöver inte berätta för någon"),
    "B2 comes first": ("/", "Dina rättigheter i fem punkter"),
    "B4": ("/fraga", "Det du skriver kan bli en allmän handling"),
    "B4 leaves out": ("/fraga", "Skriv inte namn, arbetsplats eller något om en patient, klient"),
    "B7 union": ("/", "Fackförbundet på din arbetsplats"),
    "B7 channel": ("/", "Visselblåsarfunktionen"),
    "B7 ombudsman": ("/", "Justitieombudsmannen (JO)"),
    "B7 chancellor": ("/", "Justitiekanslern (JK)"),
    "B7 danger": ("/", 'href="tel:112"'),
    "B7 nothing is forwarded": ("/", "Vi skickar aldrig din fråga vidare"),
}
FALSE_LIMITS = re.compile(
    r"\b(?:anmäl dig|anmäl här|rapportera|bara fakta|endast fakta|eget ansvarsområde"
    r"|din egen verksamhet|på arbetstid|utanför arbetstid|via din chef|genom din chef"
    r"|stäm av med din chef|meddela din chef|informera din chef)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("point", SAID)
def test_the_page_says_what_the_law_asks(employee, point):
    path, words = SAID[point]

    assert words in fetch(employee, path).text


def pages_of(employee):
    """Every page of an employee's trip."""
    check = checked(employee, "Vad får jag säga?")
    sent = submit(employee, check, "/skicka")
    thread = opened(employee, sent.code)
    asked = submit(employee, thread, "/svar/radera")
    first = [
        fetch(employee, path)
        for path in (
            *("/", "/fraga", "/svar", "/handlingar", "/personuppgifter", "/finns-inte"),
            *("/loften", "/genomskinlighet", "/genomskinlighet/register", "/tillganglighet"),
        )
    ]
    return [
        *first,
        check,
        sent,
        thread,
        asked,
        submit(employee, asked, "/svar/radera", confirm="yes"),
    ]


def test_the_rights_are_one_press_away_from_every_page(employee):
    for page in pages_of(employee):
        assert '<a href="/">' in page.text, page.heading


def test_no_page_says_report_or_sets_a_limit_that_the_law_does_not(employee):
    for page in pages_of(employee):
        assert not FALSE_LIMITS.search(page.text), page.heading
    assert FALSE_LIMITS.search("Svara via din chef.")


def test_no_page_for_employees_takes_a_file(employee):
    for page in pages_of(employee):
        assert 'type="file"' not in page.text
        assert "multipart" not in page.text


def test_an_answer_box_never_quotes_the_question(desk_site, ofelia):
    question = "Kan jag prata om taket i zebrahallen?"
    lodged(desk_site, question)

    page = fetch(ofelia, f"/desk/arende/{ref_of(desk_site, question)}").text

    boxes = re.findall(r"<textarea\b[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert len(boxes) == 2
    assert not any("zebrahallen" in box for box in boxes)


@pytest.mark.parametrize(
    ("setting", "said"),
    [("now", "allt annat du har skrivit försvinner direkt"), ("after-floor", "i minst 7 dagar")],
)
def test_the_page_says_what_her_deleting_does(desk_site, setting, said):
    client = desk_site.with_settings(writer_may_delete=setting).app().test_client()
    thread = opened(client, lodged(desk_site))

    assert said in submit(client, thread, "/svar/radera").text
