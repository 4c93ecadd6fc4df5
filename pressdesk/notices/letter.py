"""The letter: one text for every day and hour. It is made of settings and the hour alone."""

from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from string import Template

from pressdesk.clock import SWEDEN
from pressdesk.config import Settings

PACKAGE = Path(__file__).parent.parent
NOTICE = "templates/mail/notice.txt"
# Headers stand on one line each, however long an address is.
AS_SENT = policy.SMTP.clone(max_line_length=None)


def write(settings: Settings, at: datetime) -> bytes:
    """The letter as the mail server is given it.

    All have one length, and differ in Date and Message-ID only, which come from `at`. No line tells
    the machine, the program or to whom else it goes.

    Args:
        at: the hour that it belongs to, not the moment of sending.
    """
    subject, _, words = _text().partition("\n\n")
    hour = at.astimezone(SWEDEN).replace(second=0, microsecond=0)
    letter = EmailMessage(policy=policy.SMTP)
    letter["From"] = settings.notice_from
    letter["To"] = "undisclosed-recipients:;"
    letter["Subject"] = subject
    letter["Date"] = format_datetime(hour)
    letter["Message-ID"] = f"<{hour:%Y%m%d%H%M}.{settings.notice_from}>"
    letter["Auto-Submitted"] = "auto-generated"
    told = Template(words).substitute(hours=listed(settings.notice_hours))
    letter.set_content(told, cte="quoted-printable")
    return letter.as_bytes(policy=AS_SENT)


def listed(hours: tuple[int, ...]) -> str:
    """Hours as people say them: "8, 12 och 16"."""
    *first, last = (str(hour) for hour in hours)
    return f"{', '.join(first)} och {last}" if first else last


def _text() -> str:
    """Inside the package in a wheel, beside it in a checkout."""
    inside = PACKAGE / NOTICE
    path = inside if inside.exists() else PACKAGE.parent / NOTICE
    return path.read_text(encoding="utf-8")
