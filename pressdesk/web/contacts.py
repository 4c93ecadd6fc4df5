"""Whom to turn to, as the settings name them."""

import re
from typing import NamedTuple

from pressdesk.config import MAIL_ADDRESS

PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,}")


class Contact(NamedTuple):
    """Whom to turn to, and the link that mails or calls; None when it is only words."""

    words: str
    href: str | None = None

    @property
    def is_phone(self) -> bool:
        return (self.href or "").startswith("tel:")


def contact(given: str) -> Contact | None:
    """Whom a setting names, with a link where a browser can follow one."""
    if MAIL_ADDRESS.fullmatch(given):
        return Contact(given, f"mailto:{given}")
    if PHONE.fullmatch(given):
        return Contact(given, f"tel:{re.sub(r'[^0-9+]', '', given)}")
    return Contact(given) if given else None
