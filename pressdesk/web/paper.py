"""A ticket as a public document, in words: for the printed page and for the shell."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pressdesk import disclosure
from pressdesk.config import Settings
from pressdesk.disclosure import Line, Mask, Record
from pressdesk.keytables import Hold
from pressdesk.tables import Author, State
from pressdesk.vault.tickets import Particulars
from pressdesk.web import dates, i18n
from pressdesk.web.store_faults import readable
from pressdesk.web.swedish import in_swedish

BAR = "█████"  # as long for every span: it says nothing of what it hides
STATES = {
    State.NEW: _l("Ny"),
    State.TAKEN: _l("Tagen"),
    State.ANSWERED: _l("Besvarad"),
    State.CLOSED: _l("Avslutad"),
}
AUTHORS = {
    Author.EMPLOYEE: _l("Medarbetaren skrev"),
    Author.OFFICER: _l("Pressenheten svarade"),
}
SECTIONS = {
    "OSL 21 kap. 1 §": _l("hälsa och sexualliv"),
    "OSL 21 kap. 3 §": _l("adress och telefon för den som är förföljd"),
    "OSL 21 kap. 7 §": _l("behandling i strid med dataskyddsreglerna"),
    "OSL 25 kap. 1 §": _l("hälso- och sjukvård"),
    "OSL 26 kap. 1 §": _l("socialtjänst"),
    "OSL 39 kap. 2 §": _l("personaladministration"),
}


class Entry(NamedTuple):
    """A fact or a message of the document. `key` is its name in forms."""

    key: str
    label: str
    text: str
    is_message: bool = False


@in_swedish
def entries(record: Record) -> list[Entry]:
    """Everything that is held of a ticket: facts first, then what was written, in order."""
    ticket, chosen = record.ticket, record.particulars or Particulars()
    facts = [
        ("week", _("Kom in"), week(ticket.week)),
        ("state", _("Läge"), str(STATES[ticket.state])),
        ("wanted", _("Behövde hjälp"), i18n.wanted_label(ticket.wanted)),
        ("damaged", _("Kryssade val"), "" if record.particulars else _unreadable_choices()),
        ("needed-by", _("Behövde hjälp senast"), _day_of(chosen.needed_by)),
        *(
            (f"kind-{number}", _("Ville ha hjälp med"), str(i18n.KINDS.get(kind, kind)))
            for number, kind in enumerate(chosen.kinds, 1)
        ),
        ("topic", _("Ämne"), str(i18n.TOPICS.get(chosen.topic or "", chosen.topic or ""))),
        ("media", _("Slags medier"), str(i18n.MEDIA.get(chosen.media or "", chosen.media or ""))),
        ("closed", _("Avslutades"), week(ticket.closed_week) if ticket.closed_week else ""),
        ("outcome", _("Slutade"), str(i18n.OUTCOMES[record.outcome]) if record.outcome else ""),
        ("purge", _("Ska raderas"), week(ticket.purge_week)),
        *(
            (f"written-{number}", _("Text %(number)s skrevs", number=number), week(said.week))
            for number, said in enumerate(record.messages, 1)
        ),
    ]
    texts = [
        Entry(
            f"text-{number}",
            _("Text %(number)s. %(who)s", number=number, who=AUTHORS[said.author]),
            readable(said.text),
            is_message=True,
        )
        for number, said in enumerate(record.messages, 1)
    ]
    return [Entry(*fact) for fact in facts if fact[2]] + texts


def _unreadable_choices() -> str:
    return _("Går inte att läsa. De är skadade i databasen.")


def cut(
    shown: Iterable[Entry], masks: Mapping[str, list[Mask]]
) -> list[tuple[Entry, list[tuple[str, str]]]]:
    """Each entry, without its text, and the pieces that are told of it."""
    return [
        (entry._replace(text=""), disclosure.pieces(entry.text, masks.get(entry.key, [])))
        for entry in shown
    ]


@in_swedish
def plain(number: str, shown: Iterable[Entry], masks: Mapping[str, list[Mask]]) -> str:
    """The document as text, masked."""
    lines = [_("Ärende %(number)s", number=number), ""]
    for entry, pieces in cut(shown, masks):
        told = "".join(words or f"{BAR} ({section})" for words, section in pieces)
        lines.append(f"\n{entry.label}:\n{told}" if entry.is_message else f"{entry.label}: {told}")
    return "\n".join(lines) + "\n"


@in_swedish
def listing(site: Settings, iso_month: str, lines: list[Line], today: date) -> str:
    """The neutral list of a month as text: what stands on the printed page."""
    rows = [f"{line.number}  {week(line.week)}  {STATES[line.state]}" for line in lines]
    decision = site.disposal_decision
    told = [
        _("Ärenden, %(month)s. %(name)s", month=month(iso_month), name=site.organisation),
        "",
        *(rows or [_("Det finns inga ärenden från den här månaden.")]),
        "",
        _(
            "Numren är slumptal och säger inget om ordningen. En vecka hör till den månad där dess "
            "torsdag ligger."
        ),
        _(
            "Ärenden som har raderats finns inte i listan. De raderas enligt gallringsbeslut "
            "%(decision)s.",
            decision=decision,
        )
        if decision
        else _("Ärenden som har raderats finns inte i listan."),
        _("Listan gjordes %(day)s.", day=day(today)),
    ]
    return "\n".join(told) + "\n"


def week(iso: str) -> str:
    """ "2026-W47" as people say it."""
    year, _dash, number = iso.partition("-W")
    return _("vecka %(number)s, %(year)s", number=int(number), year=year)


def day(when: date) -> str:
    return dates.day(when)


def _day_of(iso: str | None) -> str:
    return day(date.fromisoformat(iso)) if iso else ""


def month(iso: str) -> str:
    """ "2026-10" as people say it."""
    return dates.month(iso)


def covers(hold: Hold) -> str:
    """What a hold keeps."""
    if hold.ticket_id is not None:
        return _("Ärende %(number)s", number=disclosure.number(hold.ticket_id))
    first, last = hold.from_week or "", hold.to_week or ""
    if first == last:
        return _("Allt som kom in %(week)s", week=week(first))
    return _("Allt som kom in %(first)s till och med %(last)s", first=week(first), last=week(last))
