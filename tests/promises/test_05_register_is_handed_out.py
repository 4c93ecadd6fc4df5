"""What is handed out of the register holds nothing of what is masked, sealed or not yet said: on
paper, in files, in attributes, and in no length.
"""

import io
import re
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from sqlmodel import delete

from pressdesk import clock, inquiries, masking
from pressdesk.inquiries import sealed
from pressdesk.register.standing import Step
from pressdesk.registertables import Inquiry, InquiryUndo, Mask
from tests.conftest import Desk
from tests.handing import OFELIA, answered, asked, at, handed, masked, pass_clean
from tests.pages import fetch, pairs, submit

pytestmark = pytest.mark.both

KINDS = ("print", "csv", "excel")
MASKED = "Snövit Törnros"
SEALED = {
    "reporter": "Rutger Rapphöna",
    "way back": "rutger@ekot.example",
    "note": "Anteckningskanarie",
    "draft": "Utkastkanarie",
    "proposed": "Förslagskanarie",
}
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')


def told(desk_site: Desk, client: FlaskClient, name: str = MASKED) -> list[bytes]:
    """An inquiry about somebody, masked wherever she stands, and handed out in every way."""
    question = f"Varför fick {name} sluta?"
    with desk_site.store.writing() as db:
        row = asked(db, question, at(1), outlet=f"{name} Media", spokesperson=name)
        ref = inquiries.reference(row.number)
        answered(db, row, f"{name} slutade i maj.", at(2))
    texts = [question.replace(name, f"[[{name}]]"), f"[[{name}]] slutade i maj."]
    kept = masked(client, ref, message=texts, whole=["outlet", "spokesperson"])
    assert kept.status == 303
    return [handed(client, kind).data for kind in KINDS]


@pytest.fixture
def filled(desk_site: Desk) -> str:
    """An inquiry with all that is kept beside it and never handed out; its reference."""
    holder, today = desk_site.holder(), clock.today()
    with desk_site.store.writing() as db:
        row = asked(db, "Hur många cykelbanor byggs i år?", at(1))
        number, ref = row.number, inquiries.reference(row.number)
        sealed.keep_reporter(db, holder, number, SEALED["reporter"], SEALED["way back"], today)
        sealed.note(db, holder, number, SEALED["note"], today)
        sealed.keep_draft(db, holder, f"{ref} answer", {"text": SEALED["draft"]}, today)
        for step, given in ((Step.TAKE, {}), (Step.PROPOSE, {"text": SEALED["proposed"]})):
            inquiries.step(db, number, row.version, step, OFELIA, at(2), undo_minutes=10, **given)
    return ref


def held(bodies: list[bytes], words: str) -> list[str]:
    """In which of the ways words stand, whole or in parts, as text or as a web page writes it."""
    parts = {words, *words.split()}
    found = []
    for kind, body in zip(KINDS, bodies, strict=True):
        text = body.decode("utf-8-sig")
        found += [kind] * any(part.casefold() in text.casefold() for part in parts)
    return found


def test_what_is_masked_is_nowhere_in_what_is_handed_out(desk_site, ofelia):
    bodies = told(desk_site, ofelia)

    assert held(bodies, MASKED) == []
    assert held(bodies, "sluta?") == list(KINDS)  # what stands beside it is told


def test_nothing_tells_how_long_the_masked_words_are(desk_site, ofelia):
    short = [TOKEN.sub("", body.decode("utf-8-sig")) for body in told(desk_site, ofelia, "Bo Ek")]
    with desk_site.store.writing() as db:
        for table in (Mask, InquiryUndo, Inquiry):
            db.exec(delete(table))
    name = "Alexandra-Josefina von Silfverstolpe"

    long = [TOKEN.sub("", body.decode("utf-8-sig")) for body in told(desk_site, ofelia, name)]

    assert short == long


def test_a_document_that_kept_the_words_would_be_seen(desk_site, ofelia, monkeypatch):
    def careless(text: str, masks: list[masking.Mask]) -> list[tuple[str, str]]:
        return [(text, ""), *(("", mask.section) for mask in masks)]

    monkeypatch.setattr(masking, "pieces", careless)

    assert held(told(desk_site, ofelia), MASKED) == list(KINDS)


def test_nothing_sealed_or_only_proposed_is_handed_out(filled, desk_site, ofelia):
    pass_clean(ofelia)

    bodies = [handed(ofelia, kind).data for kind in KINDS]

    assert {what: held(bodies, canary) for what, canary in SEALED.items()} == dict.fromkeys(
        SEALED, []
    )
    assert held(bodies, "cykelbanor") == list(KINDS)


def test_an_answer_that_was_taken_back_is_not_handed_out(desk_site, ofelia):
    with desk_site.store.writing() as db:
        row = answered(db, asked(db, "Hur många?", at(1)), "Ångratkanarie", at(2))
        inquiries.undo(db, row.number, at(2), 10)
    pass_clean(ofelia)

    bodies = [handed(ofelia, kind).data for kind in KINDS]

    assert held(bodies, "Ångratkanarie") == []


def test_the_registrars_file_has_no_note_draft_or_proposal_and_no_reporter_unasked(
    filled, desk_site, ofelia
):
    path, number = f"/register/{filled}/diariefor", inquiries.number_of(filled)
    with desk_site.store.writing() as db:
        row = inquiries.found(db, number)
        given = {"outcome": "withdrawn"}
        inquiries.step(db, number, row.version, Step.CLOSE, OFELIA, at(3), undo_minutes=10, **given)
    submit(ofelia, fetch(ofelia, path), path, number="KS 2026/1")

    answer = ofelia.post(f"{path}/fil", data=dict(pairs(fetch(ofelia, path).form(f"{path}/fil"))))

    archive = ZipFile(io.BytesIO(answer.data))
    whole = b"\n".join(archive.read(name) for name in archive.namelist()).decode()
    assert "cykelbanor" in whole
    assert [what for what, canary in SEALED.items() if canary in whole] == []


def test_who_works_on_an_inquiry_is_not_handed_out(filled, desk_site, ofelia):
    pass_clean(ofelia)

    for body in (handed(ofelia, "csv").data, handed(ofelia, "excel").data):
        assert str(OFELIA.id) not in body.decode("utf-8-sig")
        assert OFELIA.name not in body.decode("utf-8-sig")
