"""What the authority tells everybody: its public records here (OSL 4:2), and personal data.

Employees read these pages too, so they keep all rules of theirs: no cookie, script or query string.
Both are made from the settings and the inventory, so that they say what is and not what was.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pressdesk import mailbox
from pressdesk.config import Settings
from pressdesk.staff import tries
from pressdesk.web import access, site, telling
from pressdesk.web.contacts import Contact, contact

pages = Blueprint("public", __name__)

DAY_SECONDS = 24 * 60 * 60


@pages.get("/handlingar")
@access.public
def records() -> ResponseReturnValue:
    settings = site.settings()
    return render_template(
        "public/handlingar.html",
        ask=_records_contact(settings),
        at_once=mailbox.goes_at_once(settings),
        tables=telling.every_table(),
    )


@pages.get("/personuppgifter")
@access.public
def personal_data() -> ResponseReturnValue:
    settings = site.settings()
    return render_template(
        "public/personuppgifter.html",
        controller=settings.controller or settings.organisation,
        officer=contact(settings.data_protection_officer),
        ask=_records_contact(settings),
        at_once=mailbox.goes_at_once(settings),
        browser_days=tries.DEVICE_SECONDS // DAY_SECONDS,
    )


def _records_contact(settings: Settings) -> Contact:
    """Whom the public asks for records; in words when no setting names anybody."""
    given = settings.records_contact or settings.duty_phone
    return contact(given) or Contact(
        _("Registratorn hos %(organisation)s", organisation=settings.organisation)
    )
