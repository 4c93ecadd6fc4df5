"""What a request reaches: the site's settings and its database, one transaction at a time."""

from contextlib import AbstractContextManager
from datetime import date
from typing import NamedTuple, cast
from weakref import WeakKeyDictionary

from flask import current_app
from sqlmodel import Session

from pressdesk.config import Settings
from pressdesk.errors import FormClosed
from pressdesk.staff import alarm
from pressdesk.storage import Store
from pressdesk.vault import pepper

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

    @property
    def outer_pepper(self) -> bytes:
        """32 bytes that are the same in all processes of a site; see `vault.pepper.outer`."""
        given = self.settings.pepper
        return given if self.store.for_figures else pepper.outer(given)


ALARM = "pressdesk.alarm"


def sound_alarm(today: date) -> None:
    """An officer saw replaced keys: no process of the site takes more requests (`staff.alarm`).

    This one keeps to it until it is started anew, since whoever replaced keys can lift the alarm in
    the database too.
    """
    current_app.extensions[ALARM] = True
    with writing() as db:
        alarm.sound(db, today)


def check_alarm(db: Session) -> None:
    """Raise FormClosed after an alarm, whichever process it was sounded in: what is written now
    might be sealed to a stranger. And while it is not safe to write (`check_safe`).
    """
    if alarm.sounded(db) is not None:
        current_app.extensions[ALARM] = True
    if ALARM in current_app.extensions:
        raise FormClosed("keys-replaced")
    check_safe()


# What doctor closed the form of each site in this process for, by the names of its checks.
_closed: WeakKeyDictionary[Store, list[str]] = WeakKeyDictionary()


def close_form(site: Site, checks: list[str]) -> None:
    """Take no more text while these checks fail; none of them opens the form."""
    _closed[site.store] = checks


def closed_by(site: Site) -> list[str]:
    """The checks that keep the form closed."""
    return _closed.get(site.store, [])


def check_safe() -> None:
    """Raise FormClosed while something here would record a visitor or lose what she writes."""
    if closed_by(here()):
        raise FormClosed("not-safe")


def here() -> Site:
    """The site of the app that serves this request."""
    return cast(Site, current_app.extensions[KEY])


def settings() -> Settings:
    return here().settings


def registrar() -> str:
    """Whom press officers pass requests for public records on to."""
    return settings().registrar_contact or settings().records_contact


def reading() -> AbstractContextManager[Session]:
    """See `Store.reading`."""
    return here().store.reading()


def writing() -> AbstractContextManager[Session]:
    """See `Store.writing`. What a page confirms is on the disk before its first byte."""
    return here().store.writing()
