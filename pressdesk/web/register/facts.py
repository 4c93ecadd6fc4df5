"""An inquiry in words, fact by fact; and which of them have changed since a page was made."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pressdesk import inquiries
from pressdesk.inquiries import Shown
from pressdesk.register.standing import NOBODY, UNANSWERED, is_parked
from pressdesk.register.words import Status
from pressdesk.register.workdays import swedish
from pressdesk.registertables import Inquiry
from pressdesk.web.register import presence, words

# What can be gone when somebody has gone on.
GOES = {
    "waiting": _l("Väntar på"),
    "parked": _l("Parkerad till"),
    "passed": _l("Skickad vidare till"),
    "owner": _l("Har den"),
    "signed": _l("Godkänd"),
}
DIGEST_CHARACTERS = 8
Pair = tuple[str, str]  # a label, and its words


class Fact(NamedTuple):
    """`is_long`: a text, that is told to have changed and not repeated."""

    key: str
    label: str
    words: str
    is_long: bool = False


def of(shown: Shown, owner: str, issue: str, now: datetime) -> list[Fact]:
    """What is known of an inquiry beside its texts; empty ones are left out.

    Args:
        owner: the name of who has it, "" for nobody.
        issue: title of the samlad fråga that it belongs to.
    """
    every = [*_standing(shown.inquiry, owner, now), *_asked(shown, issue, now)]
    return [fact for fact in every if fact.words]


def texts(row: Inquiry) -> list[Fact]:
    """The texts of an inquiry, for seeing whether they have changed."""
    return [
        Fact("question", _("Frågan"), row.question, is_long=True),
        Fact("proposed", _("Texten till svaret"), row.proposed or "", is_long=True),
        Fact("answer", _("Lämnat svar"), row.answer or "", is_long=True),
    ]


def marks(facts: list[Fact]) -> dict[str, str]:
    """A digest for each fact; of facts in Swedish, so that it is the same for every reader."""
    return {fact.key: _digest(fact.words) for fact in facts}


def seal(marks: dict[str, str]) -> str:
    """What a page has shown, short enough for a hidden field: the `marks` of its facts."""
    return ",".join(f"{key}:{mark}" for key, mark in marks.items())


def changes(facts: list[Fact], now: dict[str, str], seen: str) -> list[Pair]:
    """What has changed since a page was made, and how it is now; a long text is only named.

    Args:
        facts: as the reader is told of them.
        now: their `marks`.
        seen: what the page had, see `seal`.
    """
    before = dict(pair.partition(":")[::2] for pair in seen.split(",") if pair)
    changed = [fact for fact in facts if before.get(fact.key) != now.get(fact.key)]
    told = [(f.label, _("är ändrad") if f.is_long else f.words) for f in changed]
    gone = [key for key in before if key not in now and key in GOES]
    return told + [(str(GOES[key]), _("inte längre")) for key in gone]


def signed(row: Inquiry, now: datetime) -> str:
    """When a text was signed off, and by whom; "" while it is not."""
    if row.signed_at is None:
        return ""
    at = words.moment(row.signed_at, now)
    if row.signed_by is None:
        return str(_("enligt jourens mandat, %(at)s", at=at))
    if row.signed_by == NOBODY:
        return at
    return str(_("av %(name)s, %(at)s", name=presence.person(row.signed_by), at=at))


def _standing(row: Inquiry, owner: str, now: datetime) -> list[Fact]:
    today = swedish(now).date()
    standing = inquiries.read(row)
    parked = ""
    if row.parked_until and is_parked(standing, today):
        parked = words.day(row.parked_until, today)
    deadline = inquiries.deadline_of(row)
    due = words.due(deadline, now, row.released_at, is_closed=row.status not in UNANSWERED)
    mark = f"{due.mark_words}: " if due.mark else ""
    is_closed = row.status is Status.CLOSED
    return [
        Fact("status", _("Status"), words.of(words.STATUSES, row.status)),
        Fact("due", _("Hålltid"), f"{mark}{due.text}"),
        Fact("owner", _("Har den"), "" if is_closed else presence.person(owner)),
        Fact("waiting", _("Väntar på"), row.waiting_with or ""),
        Fact("parked", _("Parkerad till"), parked),
        Fact("passed", _("Skickad vidare till"), row.passed_to or ""),
        Fact("signed", _("Godkänd"), signed(row, now)),
        Fact("released", _("Lämnat svar"), _moment(row.released_at, now)),
        Fact("outcome", _("Utfall"), words.of(words.OUTCOMES, row.outcome)),
        Fact("closed", _("Avslutad"), _moment(row.closed_at, now)),
    ]


def _asked(shown: Shown, issue: str, now: datetime) -> list[Fact]:
    row = shown.inquiry
    live = {True: _("Direktsändning"), False: _("Inspelning"), None: ""}[row.is_live]
    return [
        Fact("outlet", _("Redaktion"), row.outlet or ""),
        Fact("unit", _("Ansvarig enhet"), row.unit),
        Fact("units", _("Delas med"), ", ".join(shown.units)),
        Fact("received", _("Kom in"), _moment(row.received_at, now)),
        Fact("channel", _("Kanal"), words.of(words.CHANNELS, row.channel)),
        Fact("kind", _("Slag"), words.of(words.KINDS, row.kind)),
        Fact("topic", _("Ämne"), row.topic or ""),
        Fact("spokesperson", _("Talesperson"), row.spokesperson),
        Fact("live", _("Sändning"), live),
        Fact("embargo", _("Embargo till"), _moment(row.embargo_until, now)),
        Fact("call-back", _("Vi ringer upp"), _moment(row.call_back_at, now)),
        Fact("facts-from", _("Fakta från"), row.facts_from or ""),
        Fact("correction", _("Rättelse"), words.of(words.CORRECTIONS, row.correction)),
        Fact("issue", _("Samlad fråga"), issue),
        Fact("registry", _("Diarienummer"), row.registry_number or ""),
    ]


def _moment(at: datetime | None, now: datetime) -> str:
    return words.moment(at, now) if at else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_CHARACTERS]
