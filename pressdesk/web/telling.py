"""What the site tells of itself: what it promises, what its database holds, how accessible it is.

Employees read these pages, so they keep all rules of theirs: no cookie, script or query string.
"""

from datetime import date
from typing import NamedTuple

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from pressdesk import inventory, mailbox
from pressdesk.inventory import Column, Opens
from pressdesk.web import access, contacts, paper, site
from pressdesk.web.promising import N_, PROMISES

pages = Blueprint("telling", __name__)

# Who can read a column, in the words of the page.
READERS = {
    Opens.CLEAR: N_("den som läser databasen"),
    Opens.TICKET: N_(
        "pressekreterare med månadens nyckel, den som har kvittokoden, eller båda lapparna"
    ),
    Opens.EPOCH: N_("pressekreterare med månadens nyckel, eller båda lapparna"),
    Opens.RECEIPT: N_("den som har kvittokoden"),
    Opens.OFFICER: N_("den som kontot tillhör"),
    Opens.AUTHOR: N_("den pressekreterare som skrev det"),
    Opens.PASSPHRASE: N_("den som har kontots lösenfras"),
    Opens.PASSKEY: N_("den som har passnyckeln"),
    Opens.SESSION: N_("webbläsaren som är inloggad"),
    Opens.ENROLMENT: N_("den som har den första engångskoden"),
    Opens.RECOVERY: N_("de två som har lapparna, tillsammans"),
    Opens.REGISTER: N_("pressekreterare med registrets nyckel för året, eller båda lapparna"),
    Opens.BALLOT: N_("pressekreterare med tabellens nyckel, eller båda lapparna"),
}
# What comes before everything else, since it is about her.
HERS = ("ticket", "message", "working_note", "draft", "ticket_key", "epoch", "epoch_grant", "hold")
# The database's own: words of `search_text` as an index, and the number of the newest migration.
WITHOUT_COLUMNS = ("search_words", "alembic_version")
PATH = "/genomskinlighet"


class Row(NamedTuple):
    """A column, and who can read it."""

    id: str
    column: Column
    reader: str
    is_locked: bool


class Table(NamedTuple):
    """A table of the database, as the inventory has it."""

    id: str
    name: str
    rows: list[Row]


class Part(NamedTuple):
    """Some tables on a page of their own; the first part stands on the page itself."""

    path: str
    title: str
    lead: str


PARTS = (
    Part(PATH, N_("Ditt ärende"), N_("Frågan, svaren och nycklarna till dem.")),
    Part(
        f"{PATH}/register",
        N_("Registret över förfrågningar"),
        N_("Frågor från redaktioner, och det som pressenheten svarar ur. Inget i det är om dig."),
    ),
    Part(
        f"{PATH}/personal",
        N_("Pressenhetens konton"),
        N_("Konton, inloggningar och loggen över vad personalen har gjort."),
    ),
    Part(
        f"{PATH}/siffror",
        N_("Siffror"),
        N_("Hur ärenden räknas utan att någon kan se vilka."),
    ),
    Part(
        f"{PATH}/drift",
        N_("Gallring och drift"),
        N_("Vad som har raderats, i antal, och vad programmet behöver för sitt nattarbete."),
    ),
)


def tables_of(path: str) -> list[Table]:
    """The tables that a page shows. Every table is on one: what no page claims is on the last."""
    ids = dict.fromkeys([*HERS, *inventory.TABLES, *inventory.COLUMNS])
    return [_table(id) for id in ids if id in inventory.COLUMNS and place(id) == path]


def every_table() -> list[tuple[str, str]]:
    """The name and the address of each table, in the order of the pages."""
    return [
        (table.name, f"{part.path}#t-{table.id}")
        for part in PARTS
        for table in tables_of(part.path)
    ]


def place(id: str) -> str:
    """The address of the page that shows a table."""
    hers, register, staff, figures, rest = (part.path for part in PARTS)
    if id in HERS:
        return hers
    if id in inventory.REGISTER:
        return register
    if id in inventory.STAFF:
        return staff
    return figures if id in inventory.FIGURES else rest


def _table(id: str) -> Table:
    rows = [
        Row(name, column, READERS[column.opens], column.opens is not Opens.CLEAR)
        for name, column in inventory.COLUMNS[id].items()
    ]
    return Table(id, inventory.TABLES.get(id, id), rows)


@pages.get("/loften")
@access.public
def promises() -> ResponseReturnValue:
    return render_template("public/loften.html", promises=PROMISES)


@pages.get(PATH)
@access.public
def transparency() -> ResponseReturnValue:
    settings = site.settings()
    return render_template(
        "public/genomskinlighet.html",
        parts=PARTS[1:],
        tables=tables_of(PATH),
        at_once=mailbox.goes_at_once(settings),
        holders=settings.recovery_holders,
    )


@access.public
def part() -> ResponseReturnValue:
    """A further part; each has an address of its own, which the tests of all pages then know."""
    here = next(one for one in PARTS if one.path == request.path)
    return render_template(
        "public/genomskinlighet_del.html",
        part=here,
        parts=PARTS,
        tables=tables_of(here.path),
        own=WITHOUT_COLUMNS,
    )


for _further in PARTS[1:]:
    pages.add_url_rule(_further.path, view_func=part, endpoint=_further.path.rpartition("/")[2])


@pages.get("/tillganglighet")
@access.public
def accessibility() -> ResponseReturnValue:
    settings = site.settings()
    given = settings.accessibility_contact or settings.records_contact or settings.duty_phone
    return render_template(
        "public/tillganglighet.html",
        contact_us=contacts.contact(given),
        assessed=_day(settings.accessibility_assessed),
        published=_day(settings.accessibility_published),
        updated=_day(settings.statement_day),
    )


def _day(iso: str) -> str:
    return paper.day(date.fromisoformat(iso)) if iso else ""
