"""Who else has a page open just now. In this process's memory only: no table, no log, no history.

It is told while the page is open and forgotten soon after; nobody can ask who looked when.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID
from weakref import WeakKeyDictionary

from flask_babel import gettext as _

from pressdesk.staff.sessions import SignedIn
from pressdesk.storage import Store

LASTS = timedelta(seconds=150)  # a page says each minute that it is open; once may go missing
# By account and visit: name, and when the page was open last. Whoever reloads a page has left the
# one before, and may be said to have done so after the next is open.
Present = dict[tuple[UUID, str], tuple[str, datetime]]
# By page, for each site in this process.
_open: WeakKeyDictionary[Store, dict[str, Present]] = WeakKeyDictionary()
_lock = Lock()


def visit() -> str:
    """A name for one opening of a page."""
    return secrets.token_hex(8)


def come(store: Store, about: str, me: SignedIn, visit: str, now: datetime) -> list[str]:
    """Somebody has a page open. Who else has, by name."""
    with _lock:
        everywhere = _open.setdefault(store, {})
        _forget(everywhere, now)
        here = everywhere.setdefault(about, {})
        here[me.id, visit] = (me.name, now)
        return sorted({name for (id, _visit), (name, _at) in here.items() if id != me.id})


def leave(store: Store, about: str, me: SignedIn, visit: str) -> None:
    """Somebody has left a page."""
    with _lock:
        _open.get(store, {}).get(about, {}).pop((me.id, visit), None)


def told(names: Iterable[str]) -> str:
    """Who else has the page open, as a sentence; "" for nobody."""
    called = [person(name) for name in names]
    if not called:
        return ""
    *most, last = called
    who = _("%(names)s och %(last)s", names=", ".join(most), last=last) if most else last
    return str(_("%(who)s har också den här sidan öppen.", who=who))


def person(name: str) -> str:
    """A colleague as she is called: "ofelia" is Ofelia."""
    return name[:1].upper() + name[1:]


def _forget(everywhere: dict[str, Present], now: datetime) -> None:
    for about in list(everywhere):
        here = everywhere[about]
        for one in [one for one, (_name, at) in here.items() if now - at > LASTS]:
            del here[one]
        if not here:
            del everywhere[about]
