"""To the registrar: the registry number of an inquiry, and the file that goes with it.

The file is the same, byte by byte, whenever it is made of the same on the same day.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlmodel import Session, col, func, select

from pressdesk.errors import BadInquiry, NotFound, Stale, WrongState
from pressdesk.handout.erms import ELEMENTS, STANDARD
from pressdesk.register.words import Status
from pressdesk.registertables import Inquiry

AT_ONCE = 200  # inquiries in a file
FORMAT = "pressdesk-inquiry-1"
NUMBER = re.compile(
    r"(?:dnr:?\s*)?(?P<letters>[A-ZÅÄÖ]{1,12})\s*(?P<year>[0-9]{4})\s*/\s*(?P<serial>[0-9]{1,7})"
    r"(?P<part>-[0-9]{1,4})?",
    re.IGNORECASE,
)
OLDEST = 1900
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a ZIP file can say
MANIFEST = "manifest-sha256.txt"
MAPPING = "mapping-cits-erms.csv"
README = "LÄSMIG.txt"
# What a spreadsheet takes for the beginning of a formula; the wide ones in some languages.
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Field(NamedTuple):
    """A field of an inquiry: its id, and what it holds, as programs and as people read it."""

    key: str
    label: str
    value: str  # ids and ISO 8601; as `text` where there is no such
    text: str


class Sheet(NamedTuple):
    """An inquiry to be exported, and its printed page."""

    ref: str  # "2026-118"
    fields: list[Field]
    page: str  # HTML, whole in itself


def number_of(typed: str, today: date) -> str:
    """A registry number as it is written, "KS 2024/112".

    Raises:
        BadInquiry: `registry`: not letters, a year and a number; or a year that is to come.
    """
    found = NUMBER.fullmatch(typed.strip())
    if found is None or not OLDEST <= int(found["year"]) <= today.year:
        raise BadInquiry("registry")
    letters, serial = found["letters"].upper(), int(found["serial"])
    if serial == 0:
        raise BadInquiry("registry")
    return f"{letters} {found['year']}/{serial}{found['part'] or ''}"


def set_number(db: Session, number: int, version: int, typed: str, today: date) -> Inquiry:
    """Write down an inquiry's registry number; an empty one takes it away.

    Raises:
        NotFound: no such inquiry.
        Stale: it was changed since.
        BadInquiry: as `number_of`.
    """
    row = db.get(Inquiry, number, with_for_update=True)
    if row is None:
        raise NotFound
    if row.version != version:
        raise Stale
    row.registry_number = number_of(typed, today) if typed.strip() else None
    row.exported_on = None  # what was exported had another
    row.version += 1
    db.add(row)
    return row


def waiting(db: Session, most: int = AT_ONCE) -> list[int]:
    """Numbers of inquiries that are closed, have a registry number and were not exported as they
    are; the oldest first.
    """
    found = select(Inquiry.number).where(*_waits()).order_by(col(Inquiry.number)).limit(most)
    return list(db.exec(found).all())


def count_waiting(db: Session) -> int:
    return db.exec(select(func.count()).select_from(Inquiry).where(*_waits())).one()


def mark_exported(db: Session, numbers: Iterable[int], today: date) -> None:
    """Say that inquiries were exported as they are.

    Raises:
        NotFound: one is gone.
        WrongState: one is not closed, or has no registry number.
    """
    for number in numbers:
        row = db.get(Inquiry, number, with_for_update=True)
        if row is None:
            raise NotFound
        if not can_be_exported(row):
            raise WrongState
        row.exported_on = today
        db.add(row)


def can_be_exported(row: Inquiry) -> bool:
    """What is open still would be exported half done."""
    return row.status is Status.CLOSED and row.registry_number is not None


def package(sheets: list[Sheet], organisation: str, today: date, readme: str) -> bytes:
    """The ZIP file of one inquiry, or of several in a folder each.

    Args:
        readme: what the file tells of itself, in words.
    """
    made: dict[str, str] = {README: readme, MAPPING: mapping(sheets)}
    for sheet in sheets:
        folder = f"{sheet.ref}/" if len(sheets) > 1 else ""
        made[f"{folder}inquiry.json"] = as_json(sheet, organisation, today)
        made[f"{folder}inquiry.csv"] = as_csv(sheet)
        made[f"{folder}inquiry.html"] = sheet.page
    files = {name: text.encode() for name, text in sorted(made.items())}
    files[MANIFEST] = manifest(files).encode()
    return _zipped(files)


def as_json(sheet: Sheet, organisation: str, today: date) -> str:
    fields = {f.key: {"label": f.label, "value": f.value, "text": f.text} for f in sheet.fields}
    told = {
        "format": FORMAT,
        "organisation": organisation,
        "made_on": today.isoformat(),
        "number": sheet.ref,
        "fields": fields,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def as_csv(sheet: Sheet) -> str:
    rows = ([f.key, f.label, harmless(f.value), harmless(f.text)] for f in sheet.fields)
    return table(("field", "label", "value", "text"), rows)


def mapping(sheets: list[Sheet]) -> str:
    """Where each field that was exported belongs, once."""
    labels = {field.key: field.label for sheet in sheets for field in sheet.fields}
    rows = ([key, labels[key], *ELEMENTS[key], STANDARD] for key in ELEMENTS if key in labels)
    return table(("field", "label", "element", "note", "standard"), rows)


def manifest(files: Mapping[str, bytes]) -> str:
    """As `sha256sum -c` reads it."""
    return "".join(f"{sha256(body).hexdigest()}  {name}\n" for name, body in files.items())


def table(headings: Iterable[str], rows: Iterable[Iterable[str]], delimiter: str = ",") -> str:
    """A CSV file (RFC 4180)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue()


def harmless(text: str) -> str:
    """A spreadsheet shows a text that would be a formula, instead of working it out."""
    return f"'{text}" if text.lstrip(" ").startswith(BEGINS_FORMULA) else text


def _waits() -> tuple[Any, ...]:
    return (
        Inquiry.status == Status.CLOSED,
        col(Inquiry.registry_number).is_not(None),
        col(Inquiry.exported_on).is_(None),
    )


def _zipped(files: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        for name, body in files.items():
            entry = ZipInfo(name, EARLIEST)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 3  # Unix, wherever it is made
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
    return whole.getvalue()
