"""To the registrar: numbers, what waits, and a file that can be checked."""

import csv
import io
import json
import re
import subprocess
from datetime import date
from zipfile import ZipFile

import pytest

from pressdesk import inquiries
from pressdesk.errors import BadInquiry, NotFound, Stale, WrongState
from pressdesk.handout import registry
from pressdesk.handout.erms import ELEMENTS, STANDARD
from pressdesk.handout.registry import Field, Sheet
from pressdesk.inquiries import Asked
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel
from tests.handing import ANSWER, OFELIA, PLAIN, answered, asked, at

pytestmark = pytest.mark.both

TODAY = date(2026, 11, 18)
FIELDS = [
    Field("number", "Nummer", "2026-1", "2026-1"),
    Field("channel", "Kanal", "phone", "Telefon"),
    Field("question", "Fråga", "=1+1; är det så?\nJa", "=1+1; är det så?\nJa"),
    Field("answer", "Lämnat svar", "", ""),
]
PAGE = "<!doctype html><title>2026-1</title>"
# Of ERMS.xsd 2.1.2: names of elements, and what their types may be.
ELEMENTS_OF_SCHEMA = """
erms aggregations aggregation record objectId description subject status relation keywords keyword
agents agent name unitName role dates date action actionText actionType actionDate
additionalInformation ownElement value
"""
TYPES_OF_SCHEMA = """
caseFile sender administrator other received closed transferred reference
own_relation_definition main_signature sent authorising_person
"""


def sheets(*refs: str) -> list[Sheet]:
    return [Sheet(ref, FIELDS, PAGE) for ref in refs]


def packed(*refs: str) -> bytes:
    return registry.package(sheets(*refs), "Exempelstads kommun", TODAY, "Läs mig")


@pytest.fixture
def db(uncommitted):
    with uncommitted.rehearsing() as db:
        yield db


@pytest.fixture
def closed(db):
    """An inquiry that was answered and closed."""
    return answered(db, asked(db, PLAIN, at(1)), ANSWER, at(2))


def numbered(db, row, typed: str = "KS 2026/112"):
    return registry.set_number(db, row.number, row.version, typed, TODAY)


# The number


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("KS 2024/112", "KS 2024/112"),
        (" ks2024/112 ", "KS 2024/112"),
        ("Dnr: KS 2024 / 0112", "KS 2024/112"),
        ("dnr slk 1999/7", "SLK 1999/7"),
        ("ÄLF 2026/1-23", "ÄLF 2026/1-23"),
    ],
)
def test_a_registry_number_is_written_in_one_way(typed, wanted):
    assert registry.number_of(typed, TODAY) == wanted


@pytest.mark.parametrize(
    "typed",
    *[["", "112", "2024/112", "KS 112/2024", "KS 2024", "KS 24/112", "KS 2027/1", "KS 1899/1"]
      + ["KS 2024/0", "KS 2024/12345678", "K" * 13 + " 2024/1", "Anna Ek", "KS ２０２４/1x"]],
)  # fmt: skip
def test_what_is_no_registry_number_is_refused(typed):
    with pytest.raises(BadInquiry) as refused:
        registry.number_of(typed, TODAY)

    assert refused.value.reason == "registry"


def test_a_number_is_set_and_taken_away(db, closed):
    numbered(db, closed)
    assert closed.registry_number == "KS 2026/112"

    numbered(db, closed, "  ")

    assert closed.registry_number is None


def test_a_number_is_not_set_on_what_somebody_has_changed(db, closed):
    with pytest.raises(Stale):
        registry.set_number(db, closed.number, closed.version - 1, "KS 2026/1", TODAY)

    assert closed.registry_number is None


def test_a_number_is_not_set_on_nothing(db):
    with pytest.raises(NotFound):
        registry.set_number(db, 2_026_000_009, 1, "KS 2026/1", TODAY)


# What waits


def test_what_is_closed_and_has_a_number_waits_until_it_is_exported(db, closed):
    numbered(db, asked(db, "Öppen än", at(3)))
    before = registry.waiting(db)
    numbered(db, closed)

    assert before == []
    assert registry.waiting(db) == [closed.number]
    registry.mark_exported(db, [closed.number], TODAY)
    assert (registry.waiting(db), registry.count_waiting(db)) == ([], 0)
    assert closed.exported_on == TODAY


def test_no_more_wait_for_one_file_than_go_into_it(db):
    for day in range(1, 4):
        numbered(db, answered(db, asked(db, PLAIN, at(day)), ANSWER, at(5)))

    assert len(registry.waiting(db, 2)) == 2
    assert registry.count_waiting(db) == 3


@pytest.mark.parametrize("has_number", [True, False])
def test_what_is_open_or_has_no_number_is_not_exported(db, has_number):
    row = asked(db, PLAIN, at(1))
    if has_number:
        numbered(db, row)
    else:
        answered(db, row, ANSWER, at(2))

    with pytest.raises(WrongState):
        registry.mark_exported(db, [row.number], TODAY)


@pytest.mark.parametrize("change", ["step", "correct", "number"])
def test_what_is_changed_after_it_was_exported_waits_again(db, closed, change):
    """Else it would be weeded as exported, and the registrar would have another text."""
    numbered(db, closed)
    registry.mark_exported(db, [closed.number], TODAY)
    given = (db, closed.number, closed.version)

    if change == "step":
        inquiries.step(*given, Step.REOPEN, OFELIA, at(9), undo_minutes=10)
    elif change == "correct":
        inquiries.correct(*given, Asked(Channel.MAIL, "Ekot", "Farsta", "Ny"), at(9))
    else:
        registry.set_number(*given, "KS 2026/7", TODAY)

    assert closed.exported_on is None


def test_taking_a_step_back_after_an_export_has_it_wait_again(db):
    row = answered(db, asked(db, PLAIN, at(1)), ANSWER, at(2))
    row.registry_number = "KS 2026/1"
    registry.mark_exported(db, [row.number], TODAY)

    inquiries.undo(db, row.number, at(2), 10)

    assert row.exported_on is None


# The file


def test_the_file_is_the_same_whenever_it_is_made_of_the_same():
    assert packed("2026-1", "2026-2") == packed("2026-1", "2026-2")
    assert packed("2026-1") != packed("2026-2")


@pytest.mark.parametrize("refs", [["2026-1"], ["2026-1", "2026-2"]])
def test_sha256sum_finds_every_file_as_the_manifest_has_it(tmp_path, refs):
    with ZipFile(io.BytesIO(packed(*refs))) as archive:
        archive.extractall(tmp_path)

    command = ["sha256sum", "--strict", "-c", registry.MANIFEST]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    files = {p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()}
    assert checked.stdout.count(": OK") == len(files) - 1
    assert {p.name for p in files} == {
        *("inquiry.json", "inquiry.csv", "inquiry.html"),
        *(registry.MANIFEST, registry.MAPPING, registry.README),
    }


def test_a_file_that_was_changed_is_not_as_the_manifest_has_it(tmp_path):
    with ZipFile(io.BytesIO(packed("2026-1"))) as archive:
        archive.extractall(tmp_path)
    (tmp_path / "inquiry.json").write_text("{}")

    command = ["sha256sum", "-c", registry.MANIFEST]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert checked.returncode == 1


def test_json_and_csv_say_the_same():
    told = json.loads(registry.as_json(sheets("2026-1")[0], "Exempelstad", TODAY))
    rows = list(csv.DictReader(io.StringIO(registry.as_csv(sheets("2026-1")[0]), newline="")))

    of_json = [(key, f["label"], f["value"], f["text"]) for key, f in told["fields"].items()]
    of_csv = [
        (r["field"], r["label"], r["value"].removeprefix("'"), r["text"].removeprefix("'"))
        for r in rows
    ]
    assert of_json == of_csv == [tuple(field) for field in FIELDS]
    assert (told["number"], told["made_on"]) == ("2026-1", "2026-11-18")


@pytest.mark.parametrize("text", ["=1+1", "+46", "-1", "@a", "\tx", "＝1", "  =1"])
def test_a_cell_that_would_be_a_formula_is_quoted(text):
    assert registry.harmless(text) == f"'{text}"
    assert registry.harmless(f"x{text}") == f"x{text}"


def test_the_mapping_has_each_field_of_the_file_once():
    rows = list(csv.DictReader(io.StringIO(registry.mapping(sheets("2026-1", "2026-2")))))

    assert {row["field"] for row in rows} == {field.key for field in FIELDS}
    assert len(rows) == len(FIELDS)
    assert {row["standard"] for row in rows} == {STANDARD}


@pytest.mark.parametrize("key", ELEMENTS)
def test_a_path_of_the_mapping_has_names_and_types_of_the_schema_alone(key):
    path = ELEMENTS[key].path

    names = re.sub(r"\[[^]]*\]", "", path).replace("@", "").split("/")
    types = set(re.findall(r"Type='([^']+)'", re.sub(r"@other\w+='[^']*'", "", path)))

    assert set(names) <= {*ELEMENTS_OF_SCHEMA.split(), "recordType"}
    assert types <= set(TYPES_OF_SCHEMA.split())
