"""The register's tables refuse what may not be there, on either database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from pressdesk.keytables import InquiryNote, RegisterKey, Reporter
from pressdesk.register import lists
from pressdesk.register.words import Channel, Due, Kind, Outcome, Status
from pressdesk.registertables import Inquiry, InquiryUndo, InquiryUnit, Mask
from pressdesk.schema import Record
from pressdesk.storage import Store

pytestmark = pytest.mark.both(every=2)

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
NUMBER = 2026000001
ASKED = {"outlet": "Exempelbladet", "question": "Vad?"}
RECORDS: dict[str, Any] = {"outlet": None, "question": "", "is_records_request": True}
CLOSED = {"status": Status.CLOSED, "outcome": Outcome.REGISTRAR, "closed_at": NOW}


@pytest.fixture
def db(uncommitted: Store) -> Iterator[Session]:
    with uncommitted.rehearsing() as db:
        lists.seed(db)
        lists.find_or_add_outlet(db, "Exempelbladet")
        yield db


def inquiry(**given: Any) -> Inquiry:
    basis = {"number": NUMBER, "received_at": NOW, "channel": Channel.PHONE, "unit": "Bromma"}
    return Inquiry(**(basis | ASKED | given))


@pytest.mark.parametrize(
    "kept",
    [
        {"outlet": "Exempelbladet"},
        {"question": "Jag vill ha protokollet."},
        {"spokesperson": "Stadsdelsdirektören"},
        {"proposed": "Ett svar."},
        {"answer": "Ett svar.", "released_at": NOW},
        {"follows": NUMBER},
    ],
)
def test_of_a_request_for_public_records_nothing_is_kept_of_who_asks_or_for_what(db, kept):
    db.add(inquiry(**(RECORDS | CLOSED | kept)))

    with pytest.raises(IntegrityError):
        db.flush()


def test_a_request_for_public_records_is_counted_with_its_kind_and_no_more(db):
    db.add(inquiry(kind=Kind.RECORDS_REQUEST, **(RECORDS | CLOSED)))
    db.flush()

    told = {name for name, value in db.get(Inquiry, NUMBER).model_dump().items() if value}
    assert told == {
        *("number", "received_at", "channel", "unit", "kind", "due"),
        *("status", "outcome", "closed_at", "is_records_request", "version"),
    }


@pytest.mark.parametrize(
    "half",
    [
        {"answer": "Ett svar."},
        {"released_at": NOW},
        {"closed_at": NOW},
        {"outcome": Outcome.FACTS},
        {"status": Status.CLOSED},
        {"outcome": Outcome.FACTS, "closed_at": NOW},
        {"due": Due.NOW},
        {"due_until": NOW},
        {"outlet": None},
        {"outlet": "Okänd"},
        {"unit": "Okänd"},
        {"topic": "okänt"},
        {"follows": 7},
    ],
)
def test_half_an_inquiry_is_refused(db, half):
    db.add(inquiry(**half))

    with pytest.raises(IntegrityError):
        db.flush()


def test_with_an_inquiry_goes_what_is_its_own(db):
    key = UUID(int=1)
    db.add(RegisterKey(id=key, year=2026, public=b"", voucher=b"", for_recovery=b""))
    db.add_all([inquiry(), inquiry(number=NUMBER + 1)])
    db.flush()
    db.add(inquiry(number=NUMBER + 2, follows=NUMBER))
    for number in (NUMBER, NUMBER + 1):
        db.add_all(
            [
                Reporter(number=number, key_id=key, sealed=b""),
                InquiryNote(number=number, key_id=key, day=date(2026, 11, 18), sealed=b""),
                InquiryUnit(number=number, unit="Farsta"),
                InquiryUndo(number=number, step="take", at=0, before="{}", after=1),
                Mask(number=number, field="question", first=0, after=1, section="x", digest=b""),
            ]
        )
    db.flush()

    db.exec(delete(Inquiry).where(col(Inquiry.number) == NUMBER))

    for table in (Reporter, InquiryNote, InquiryUnit, InquiryUndo, Mask):
        assert db.exec(select(table.number)).all() == [NUMBER + 1], table
    db.expire_all()
    assert db.get(Inquiry, NUMBER + 2).follows is None


def test_a_time_is_kept_to_the_minute_in_utc(db):
    summer = datetime.fromisoformat("2026-07-01T00:30:59.5+02:00")
    db.add(inquiry(received_at=summer))
    db.flush()
    db.expire_all()

    assert db.get(Inquiry, NUMBER).received_at == datetime(2026, 6, 30, 22, 30, tzinfo=UTC)


def test_reporters_stand_apart_and_no_clear_column_could_hold_one():
    columns = {column.name for column in Record.metadata.tables["inquiry"].columns}
    sealed = Record.metadata.tables["reporter"].columns.keys()

    assert sealed == ["number", "key_id", "sealed"]
    assert {"outlet", "topic", "question", "due_until", "unit", "answer"} <= columns
    told = ("reporter", "journalist", "name", "phone", "mail", "contact", "motive", "tone", "angle")
    assert [name for name in columns if any(word in name for word in told)] == []
