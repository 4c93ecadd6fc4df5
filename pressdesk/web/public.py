"""What the authority tells everybody: its public records here (OSL 4:2), and personal data.

Employees read these pages too, so they keep all rules of theirs: no cookie, script or query string.
Both are made from the settings and the inventory, so that they say what is and not what was.
"""

import re
from typing import NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pressdesk import inventory, mailbox
from pressdesk.config import MAIL_ADDRESS, Settings
from pressdesk.inventory import Column, Opens
from pressdesk.staff import tries
from pressdesk.web import access, site

pages = Blueprint("public", __name__)

PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,}")
DAY_SECONDS = 24 * 60 * 60


class Contact(NamedTuple):
    """Whom to turn to, and the link that mails or calls; None when it is only words."""

    words: str
    href: str | None = None

    @property
    def is_phone(self) -> bool:
        return (self.href or "").startswith("tel:")


class Table(NamedTuple):
    """A table of the database, as the inventory has it."""

    id: str
    name: str
    columns: list[tuple[Column, bool]]  # and whether it is sealed


@pages.get("/handlingar")
@access.public
def records() -> ResponseReturnValue:
    settings = site.settings()
    return render_template(
        "public/handlingar.html",
        ask=_records_contact(settings),
        at_once=mailbox.goes_at_once(settings),
        tables=_tables(),
    )


@pages.get("/personuppgifter")
@access.public
def personal_data() -> ResponseReturnValue:
    settings = site.settings()
    return render_template(
        "public/personuppgifter.html",
        controller=settings.controller or settings.organisation,
        officer=_contact(settings.data_protection_officer),
        ask=_records_contact(settings),
        at_once=mailbox.goes_at_once(settings),
        browser_days=tries.DEVICE_SECONDS // DAY_SECONDS,
    )


def _records_contact(settings: Settings) -> Contact:
    """Whom the public asks for records; in words when no setting names anybody."""
    given = settings.records_contact or settings.duty_phone
    return _contact(given) or Contact(
        _("Registratorn hos %(organisation)s", organisation=settings.organisation)
    )


def _contact(given: str) -> Contact | None:
    if MAIL_ADDRESS.fullmatch(given):
        return Contact(given, f"mailto:{given}")
    if PHONE.fullmatch(given):
        return Contact(given, f"tel:{re.sub(r'[^0-9+]', '', given)}")
    return Contact(given) if given else None


def _tables() -> list[Table]:
    """Every table; one that has no name of its own yet shows under its id."""
    unnamed = [id for id in inventory.COLUMNS if id not in inventory.TABLES]
    return [
        Table(
            id,
            inventory.TABLES.get(id, id),
            [
                (column, column.opens is not Opens.CLEAR)
                for column in inventory.COLUMNS[id].values()
            ],
        )
        for id in [*inventory.TABLES, *unnamed]
    ]
