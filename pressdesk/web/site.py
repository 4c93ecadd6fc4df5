"""What a request reaches: the site's settings and its database, one transaction at a time."""

from contextlib import AbstractContextManager
from typing import NamedTuple, cast

from flask import current_app
from sqlmodel import Session

from pressdesk.config import Settings
from pressdesk.errors import FormClosed
from pressdesk.storage import Store

KEY = "pressdesk"


class SignIn(NamedTuple):
    """How to sign in as an invented person; a demo shows it, and only a demo has any."""

    name: str
    role: str
    passphrase: str
    totp_secret: bytes


class Site(NamedTuple):
    """Settings and database; the invented people of a demo, None elsewhere."""

    settings: Settings
    store: Store
    demo: list[SignIn] | None = None


ALARM = "pressdesk.alarm"


def sound_alarm() -> None:
    """An officer saw replaced keys: this process takes no more requests until started anew."""
    current_app.extensions[ALARM] = True


def check_alarm() -> None:
    """Raise FormClosed after an alarm: what is written now might be sealed to a stranger."""
    if ALARM in current_app.extensions:
        raise FormClosed("keys-replaced")


def here() -> Site:
    """The site of the app that serves this request."""
    return cast(Site, current_app.extensions[KEY])


def settings() -> Settings:
    return here().settings


def reading() -> AbstractContextManager[Session]:
    """See `Store.reading`."""
    return here().store.reading()


def writing() -> AbstractContextManager[Session]:
    """See `Store.writing`. What a page confirms is on the disk before its first byte."""
    return here().store.writing()
