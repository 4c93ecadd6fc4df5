"""What is masked when the register is handed out, and what somebody has looked through.

Each request is tried anew: a look holds for a week, and after it what was masked is proposed again.
Nothing is masked in a text, or left unmasked, that is not the very text that was looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from pressdesk import masking
from pressdesk.guard import identities
from pressdesk.masking import Span
from pressdesk.registertables import Mask

LOOK_DAYS = 7
ROW = "row"  # all of an inquiry
LOOKED = "looked"  # a row of `Mask` that masks nothing: its section is the day of the look
# Units and titles stand in most inquiries of an authority, and are no secrets.
ORDINARY = frozenset({"unit", "title"})
FREE = ("question", "answer")  # what is marked by span
TITLED = {"issue"}  # of whatever happened, and perhaps to whom; else a name is an outlet or a role
NAMES = {"name", "says-own-name"}
TYPED = ("outlet", "spokesperson", "waiting", "issue")
Texts = Mapping[str, str]  # what is handed out of an inquiry, by field; empty fields left out


class Kept(NamedTuple):
    """What was decided of an inquiry before."""

    masks: dict[str, list[masking.Mask]]  # of texts that are as they were
    changed: frozenset[str]  # fields that were masked and are not as they were
    is_same: bool  # all of it was looked through, and is as it was
    is_looked: bool  # and lately: it can be handed out


def kept(db: Session, texts: Mapping[int, Texts], today: date) -> dict[int, Kept]:
    """What was decided of inquiries, by number.

    Args:
        texts: what would be handed out of each now.
    """
    found = defaultdict(list)
    for row in db.exec(select(Mask).where(col(Mask.number).in_(texts))):
        found[row.number].append(row)
    return {number: _kept(found[number], now, today) for number, now in texts.items()}


def keep(
    db: Session,
    number: int,
    texts: Texts,
    masks: Mapping[str, Sequence[masking.Mask]],
    today: date,
) -> None:
    """Mask these spans of an inquiry and nothing else, and say that all of it was looked through.

    Args:
        masks: by field; `ROW` masks all of it.
    """
    db.exec(delete(Mask).where(col(Mask.number) == number))
    whole = {**texts, ROW: all_of(texts)}
    for field, spans in masks.items():
        for (first, after), section in spans:
            db.add(_mask(number, field, Span(first, after), section, whole[field]))
    db.add(_look(number, texts, today))


def look(db: Session, texts: Mapping[int, Texts], today: date) -> None:
    """Say that inquiries were looked through, and that the masks they have stand."""
    looks = col(Mask.field) == LOOKED
    for number, now in texts.items():
        db.exec(delete(Mask).where(col(Mask.number) == number, looks))
        db.add(_look(number, now, today))


def suggested(texts: Texts, allowed_phones: frozenset[str] = frozenset()) -> dict[str, list[Span]]:
    """What may say who somebody is, by field: spans of the free texts, and the whole of a name or a
    role that holds a number or an address.
    """
    found: dict[str, list[Span]] = {}
    for field in FREE:
        finds = identities.find(texts.get(field, ""), allowed_phones=allowed_phones)
        found[field] = [Span(f.start, f.end) for f in finds if f.kind not in ORDINARY]
    for field in TYPED:
        text = texts.get(field, "")
        finds = identities.find(text, allowed_phones=allowed_phones)
        if any(f.is_sure or (field in TITLED and f.kind in NAMES) for f in finds):
            found[field] = [Span(0, len(text))]
    return {field: spans for field, spans in found.items() if spans}


def sections(found: Iterable[Kept]) -> list[str]:
    """The sections that masks rest on, each once."""
    masks = (mask for one in found for spans in one.masks.values() for mask in spans)
    return sorted({mask.section for mask in masks})


def all_of(texts: Texts) -> str:
    """All that is handed out of an inquiry, as one text."""
    return "\n".join(f"{field}: {text}" for field, text in sorted(texts.items()))


def digest_of(text: str) -> bytes:
    return sha256(text.encode()).digest()


def _kept(rows: list[Mask], texts: Texts, today: date) -> Kept:
    whole = {**texts, ROW: all_of(texts)}
    masks = defaultdict(list)
    changed, is_same, is_looked = set(), False, False
    for row in rows:
        if row.field == LOOKED:
            is_same = row.digest == digest_of(whole[ROW])
            is_looked = is_same and _is_recent(row.section, today)
        elif row.digest == digest_of(whole.get(row.field, "")):
            masks[row.field].append(masking.Mask(Span(row.first, row.after), row.section))
        else:
            changed.add(row.field)
    return Kept({f: sorted(m) for f, m in masks.items()}, frozenset(changed), is_same, is_looked)


def _is_recent(day: str, today: date) -> bool:
    return today - timedelta(days=LOOK_DAYS) < date.fromisoformat(day) <= today


def _look(number: int, texts: Texts, today: date) -> Mask:
    return _mask(number, LOOKED, Span(0, 0), today.isoformat(), all_of(texts))


def _mask(number: int, field: str, span: Span, section: str, text: str) -> Mask:
    return Mask(
        number=number,
        field=field,
        first=span.start,
        after=span.end,
        section=section,
        digest=digest_of(text),
    )
