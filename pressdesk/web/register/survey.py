"""Looking through a period before it is handed out: what needs a look, and what has nothing to
mask.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import Session

from pressdesk import handout
from pressdesk.handout import Kept, Period, Record
from pressdesk.masking import Mask, Span
from pressdesk.web import site
from pressdesk.web.register import document

PORTION = 250  # inquiries that are looked through at a time
REMEMBERED = 2_000
_places: dict[bytes, dict[str, list[Span]]] = {}


class Seen(NamedTuple):
    """An inquiry, what would be handed out of it, and what was decided of it before."""

    record: Record
    texts: dict[str, str]
    kept: Kept


class Survey(NamedTuple):
    """A period, as far as somebody has looked it through and a portion further."""

    total: int
    done: int  # looked through
    to_mask: list[Seen]  # something may be masked, or was
    as_before: list[Seen]  # looked through some time ago, and the same since
    clean: list[Seen]  # nothing was found
    left: int  # after the portion
    sections: list[str]  # that masks of what is done rest on

    @property
    def portion(self) -> int:
        return len(self.to_mask) + len(self.as_before) + len(self.clean)

    @property
    def is_done(self) -> bool:
        return self.portion == 0


def survey(db: Session, period: Period, today: date) -> Survey:
    """Read a period until as many are found that nobody has looked at as one can look through."""
    done, sections = 0, set()
    new: list[Seen] = []
    for seen in _every(db, period, today):
        if not seen.kept.is_looked:
            new.append(seen)
        else:
            done += 1
            sections |= set(handout.sections([seen.kept]))
        if len(new) == PORTION:
            break
    total = handout.count(db, period)
    piles: dict[str, list[Seen]] = {"to_mask": [], "as_before": [], "clean": []}
    for seen in new:
        piles[_pile(seen)].append(seen)
    left = total - done - len(new)
    return Survey(total, done, **piles, left=left, sections=sorted(sections))


def page(db: Session, found: Iterable[Record], today: date) -> list[Seen]:
    """Inquiries with what was decided of each."""
    texts = {record.number: (record, document.texts(record)) for record in found}
    kept = handout.kept(db, {number: words for number, (_, words) in texts.items()}, today)
    return [Seen(record, words, kept[number]) for number, (record, words) in texts.items()]


def proposed(seen: Seen) -> dict[str, list[Mask]]:
    """What may have to be masked, by field: what was before, and what may say who somebody is. A
    section is empty where none was chosen.
    """
    masks = {field: list(spans) for field, spans in seen.kept.masks.items()}
    for field, spans in suggested(seen.texts).items():
        before = masks.get(field, [])
        new = [Mask(s, "") for s in spans if not any(_meet(s, mask.span) for mask in before)]
        masks[field] = sorted([*before, *new])
    return {field: spans for field, spans in masks.items() if spans}


def suggested(texts: dict[str, str]) -> dict[str, list[Span]]:
    """As `handout.suggested`; to find names takes its time, so that places, and no words, are
    remembered for a while.
    """
    phone = site.settings().duty_phone
    key = handout.digest_of(f"{phone}\n{handout.all_of(texts)}")
    found = _places.get(key)
    if found is None:
        if len(_places) >= REMEMBERED:
            _places.clear()
        found = _places[key] = handout.suggested(texts, frozenset({phone}))
    return found


def digest(found: Iterable[Seen]) -> str:
    """The same for as long as what would be handed out of them is the same."""
    whole = sha256()
    for seen in found:
        whole.update(handout.digest_of(f"{seen.record.number} {handout.all_of(seen.texts)}"))
    return whole.hexdigest()


def _every(db: Session, period: Period, today: date) -> Iterator[Seen]:
    for found in handout.pages(db, period):
        yield from page(db, found, today)


def _pile(seen: Seen) -> str:
    if seen.kept.is_same:
        return "as_before"
    return "to_mask" if seen.kept.changed or proposed(seen) else "clean"


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
