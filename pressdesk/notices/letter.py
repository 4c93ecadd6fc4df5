"""The letter: one text for every day and hour. It is made of settings and the hour alone."""

from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from textwrap import fill

from pressdesk import languages
from pressdesk.clock import SWEDEN
from pressdesk.config import Settings
from pressdesk.languages import SWEDISH

_ = str  # marks what is in the catalogues; which of them is chosen when a letter is written
SUBJECT = _("Titta till pressdesk")
TEXT = (
    _("Hej!"),
    _(
        "Det här brevet går klockan %(hours)s varje dag, vare sig något väntar eller inte. Det är "
        "likadant varje gång. Att det kom säger alltså ingenting, och inte heller att det kom lite "
        "senare än vanligt."
    ),
    _("Logga in som du brukar och titta efter."),
    _("Brevet skickas av ett program. Ingen läser ett svar på det."),
)
LAST = _("%(first)s och %(last)s")
COLUMNS = 72
# Headers stand on one line each, however long an address is.
AS_SENT = policy.SMTP.clone(max_line_length=None)


def write(settings: Settings, at: datetime) -> bytes:
    """The letter as the mail server is given it.

    All of a site have one length, in the language that it has set, and differ in Date and
    Message-ID only, which come from `at`. No line tells the machine, the program or to whom else it
    goes.

    Args:
        at: the hour that it belongs to, not the moment of sending.
    """
    words = languages.words(settings.notice_language).gettext
    hour = at.astimezone(SWEDEN).replace(second=0, microsecond=0)
    letter = EmailMessage(policy=policy.SMTP)
    letter["From"] = settings.notice_from
    letter["To"] = "undisclosed-recipients:;"
    letter["Subject"] = words(SUBJECT)
    letter["Date"] = format_datetime(hour)
    letter["Message-ID"] = f"<{hour:%Y%m%d%H%M}.{settings.notice_from}>"
    letter["Auto-Submitted"] = "auto-generated"
    hours = listed(settings.notice_hours, settings.notice_language)
    text = "\n\n".join(_wrapped(words(each) % {"hours": hours}) for each in TEXT)
    letter.set_content(f"{text}\n", cte="quoted-printable")
    return letter.as_bytes(policy=AS_SENT)


def listed(hours: tuple[int, ...], locale: str = SWEDISH.locale) -> str:
    """Hours as people say them: "8, 12 och 16"."""
    *first, last = (str(hour) for hour in hours)
    words = languages.words(locale).gettext
    return words(LAST) % {"first": ", ".join(first), "last": last} if first else last


def _wrapped(paragraph: str) -> str:
    """Lines of a letter; where the catalogue breaks a line, it stays broken."""
    return "\n".join(fill(line, COLUMNS) for line in paragraph.split("\n"))
