"""What a form says of an inquiry, and an inquiry as its form."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session
from wtforms import Field

from pressdesk import clock, inquiries
from pressdesk.errors import BadDeadline, BadEntry, BadInquiry, NotFound
from pressdesk.inquiries import Asked, Shown
from pressdesk.register import deadlines, lists, names
from pressdesk.register.deadlines import NO_DEADLINE, Deadline
from pressdesk.register.words import Channel, Due
from pressdesk.register.workdays import swedish
from pressdesk.registertables import NAME_CHARACTERS, Inquiry
from pressdesk.web.register import asked_forms, naming, words
from pressdesk.web.register.asked_forms import AskedForm

LOCAL = "%Y-%m-%dT%H:%M"  # what a browser's own field of day and time sends
BROADCAST = {"": None, "live": True, "recorded": False}
IN_LIST = _l("Välj i listan")
DEADLINE_FAULTS = {
    "unreadable": _l("Skriv till exempel ”nu”, ”idag 14”, ”fre 10”, ”24/12” eller ”v48”"),
    "no-such-day": _l("Den dagen finns inte. Skriv till exempel ”24/12”"),
    "no-such-time": _l("Det klockslaget finns inte då. Skriv till exempel ”14.30”"),
    "weekday": _l("Veckodagen stämmer inte med datumet. Skriv bara det ena"),
    "past": _l("Den tiden har redan varit. Skriv en som kommer, till exempel ”imorgon 9”"),
    "far": _l("Det är mer än ett år dit. Skriv en dag som är närmare"),
    "no-year": _l("Skriv också året, till exempel ”2027-06-30”"),
}
# By reason of `BadInquiry`: the field, and how it is mended.
FAULTS = {
    "question": ("question", _l("Skriv vad redaktionen frågar om")),
    "long": ("question", _l("Korta frågan till högst 8 000 tecken")),
    "received": ("received", _l("Välj en tid som har varit, högst ett år tillbaka")),
    "follows": ("follows", _l("Ingen annan förfrågan har det numret. Skriv som 2026-118")),
}


def read(
    db: Session, form: AskedForm, now: datetime, before: Inquiry | None = None
) -> Asked | None:
    """What a form says; None after saying on its fields what to write instead.

    Nothing is added to a list: the outlet is as it was typed.

    Args:
        before: what is corrected; a time that stands as it stood is not read anew.
    """
    missing = _("Skriv vilken enhet frågan gäller")
    asked = Asked(
        channel=chosen(form.channel, words.CHANNELS) or Channel.PHONE,
        outlet=_outlet(form.outlet),
        unit=naming.found(db, form.unit, lists.find_unit, missing),
        question=form.question.data or "",
        received_at=_received(form.received, before),
        kind=chosen(form.kind, asked_forms.KINDS),
        topic=_topic(db, form.topic),
        deadline=_time(form.deadline, now, inquiries.deadline_of(before) if before else None),
        units=_units(db, form.units),
        spokesperson=form.spokesperson.data or "",
        is_live=BROADCAST.get(form.live.data or ""),
        embargo_until=_embargo(form.embargo, now, _at(before.embargo_until if before else None)),
        call_back_at=_time(form.call_back, now, _at(before.call_back_at if before else None)).until,
        follows=_follows(form.follows),
        correction=chosen(form.correction, words.CORRECTIONS),
    )
    return None if form.errors else asked


def chosen(field: Field, known: dict[Any, Any]) -> Any:
    """The id that was chosen; None for none, and for one that is not in the list, which it says."""
    for value in known:
        if field.data == value.value:
            return value
    if field.data:
        naming.say(field, IN_LIST)
    return None


def say(form: AskedForm, bad: BadInquiry) -> None:
    """Say on its field what the register refused."""
    name, told = FAULTS[bad.reason]
    naming.say(form[name], told)


def fields_of(shown: Shown) -> dict[str, str]:
    """The particulars of an inquiry as its form has them."""
    row = shown.inquiry
    return {
        "outlet": row.outlet or "",
        "unit": row.unit,
        "question": row.question,
        "channel": row.channel.value,
        "deadline": typed(inquiries.deadline_of(row)),
        "kind": row.kind.value if row.kind else "",
        "topic": row.topic or "",
        "units": "\n".join(shown.units),
        "spokesperson": row.spokesperson,
        "live": {None: "", True: "live", False: "recorded"}[row.is_live],
        "embargo": typed(_at(row.embargo_until)),
        "call_back": typed(_at(row.call_back_at)),
        "received": _local(row),
        "follows": shown.follows or "",
        "correction": row.correction.value if row.correction else "",
    }


def digest(fields: dict[str, str]) -> str:
    """A mark of particulars, by which a page knows whether they were changed meanwhile."""
    text = json.dumps(fields, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def typed(deadline: Deadline) -> str:
    """A deadline as it could be typed."""
    if deadline.until is None:
        return ""
    if deadline.due is Due.NOW:
        return "nu"
    local = swedish(deadline.until)
    return f"{local:%Y-%m-%d}" if deadline.due is Due.DAY else f"{local:%Y-%m-%d %H.%M}"


def _at(instant: datetime | None) -> Deadline:
    return Deadline(Due.TIME, instant) if instant else NO_DEADLINE


def _local(row: Inquiry) -> str:
    return swedish(row.received_at).strftime(LOCAL)


def _outlet(field: Field) -> str:
    if not names.fold(field.data or ""):
        naming.say(field, _("Skriv vilken redaktion det är"))
    elif len(field.data) > NAME_CHARACTERS:
        naming.say(field, naming.FAULTS["long"])
    return field.data or ""


def _topic(db: Session, field: Field) -> str | None:
    if not field.data:
        return None
    try:
        return lists.find_topic(db, field.data)
    except BadEntry:
        naming.say(field, IN_LIST)
        return None


def _units(db: Session, field: Field) -> tuple[str, ...]:
    """Each line is a unit, or several with commas between."""
    found: list[str] = []
    for line in (field.data or "").split("\n"):
        parts = [line] if _is_unit(db, line) else line.split(",")
        said = [part.strip() for part in parts if part.strip()]
        found += [naming.meant(db, field, part, lists.find_unit) for part in said]
    return tuple(found)


def _is_unit(db: Session, typed: str) -> bool:
    try:
        lists.find_unit(db, typed)
    except BadEntry:
        return False
    return True


def _time(field: Field, now: datetime, kept: Deadline | None) -> Deadline:
    """What was typed as a time; what stands as it stood is kept, also when it is over by now."""
    if kept is not None and (field.data or "") == typed(kept):
        return kept
    try:
        return deadlines.parse(field.data or "", now)
    except BadDeadline as bad:
        naming.say(field, DEADLINE_FAULTS[bad.reason])
        return NO_DEADLINE


def _embargo(field: Field, now: datetime, kept: Deadline) -> datetime | None:
    read = _time(field, now, kept)
    if read.due in {Due.DAY, Due.NOW}:
        naming.say(field, _("Skriv både dag och klockslag, till exempel ”fre 6”"))
    return read.until


def _received(field: Field, before: Inquiry | None) -> datetime | None:
    if not field.data or (before is not None and field.data == _local(before)):
        return None
    try:
        local = datetime.fromisoformat(field.data).replace(tzinfo=clock.SWEDEN)
        return local.astimezone(UTC).replace(second=0, microsecond=0)
    except (ValueError, OverflowError):
        naming.say(field, FAULTS["received"][1])
        return None


def _follows(field: Field) -> int | None:
    if not field.data:
        return None
    try:
        return inquiries.number_of(field.data)
    except NotFound:
        naming.say(field, FAULTS["follows"][1])
        return None
