"""Who else has a page open just now. In the processes' memory only: no table, no log, no history.

It is told while the page is open and forgotten soon after; nobody can ask who looked when. Where
several processes serve a site on a server, each tells the others, sealed, through the database,
which keeps nothing of it; a process that has just begun knows within a minute, since open pages say
each minute that they are.
"""

import base64
import json
import logging
import secrets
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from threading import Lock
from uuid import UUID
from weakref import WeakKeyDictionary

from flask_babel import gettext as _

from pressdesk.errors import NotOpened, StoreUnavailable
from pressdesk.staff.sessions import SignedIn
from pressdesk.storage import Store, calls
from pressdesk.vault import sealing
from pressdesk.vault.sealing import Place
from pressdesk.web.site import Site

CHANNEL = "presence"
PLACE = Place("presence", "", "", b"")
LASTS = timedelta(seconds=150)  # a page says each minute that it is open; once may go missing
log = logging.getLogger("pressdesk")
# By account and visit: name, and when the page was open last. Whoever reloads a page has left the
# one before, and may be said to have done so after the next is open.
Present = dict[tuple[UUID, str], tuple[str, datetime]]
# By page, for each site in this process.
_open: WeakKeyDictionary[Store, dict[str, Present]] = WeakKeyDictionary()
_lock = Lock()


def visit() -> str:
    """A name for one opening of a page."""
    return secrets.token_hex(8)


def come(site: Site, about: str, me: SignedIn, visit: str, now: datetime) -> list[str]:
    """Somebody has a page open. Who else has, by name."""
    _tell(site, about, me, visit, now)
    with _lock:
        here = _come(site.store, about, (me.id, visit), me.name, now)
        return sorted({name for (id, _visit), (name, _at) in here.items() if id != me.id})


def leave(site: Site, about: str, me: SignedIn, visit: str) -> None:
    """Somebody has left a page."""
    _tell(site, about, me, visit, None)
    with _lock:
        _leave(site.store, about, (me.id, visit))


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


def listen(site: Site, stopping: threading.Event) -> None:
    """Hear of the other processes' pages until this one stops. Raises StoreUnavailable."""
    calls.listen(site.store, CHANNEL, lambda words: _hear(site, words), stopping)


def _tell(site: Site, about: str, me: SignedIn, visit: str, now: datetime | None) -> None:
    """Tell the other processes; a page must not fail because none could be told."""
    if not site.store.is_server:
        return
    at = now.timestamp() if now else 0
    words = json.dumps([about, me.id.hex, visit, me.name, at])
    # Whoever may connect can listen, the figures role too: no length tells whose page it is.
    sealed = sealing.lock(_key(site), sealing.pad(words), PLACE)
    try:
        calls.call(site.store, CHANNEL, base64.b64encode(sealed).decode())
    except StoreUnavailable:
        log.warning("who has a page open could not be told to the other processes")


def _hear(site: Site, words: str) -> None:
    try:
        plain = sealing.unpad(sealing.unlock(_key(site), base64.b64decode(words), PLACE))
    except (NotOpened, ValueError):
        return  # somebody else's words
    about, account, visit, name, at = json.loads(plain)
    who = UUID(account), visit
    with _lock:
        if at:
            _come(site.store, about, who, name, datetime.fromtimestamp(at, UTC))
        else:
            _leave(site.store, about, who)


def _key(site: Site) -> bytes:
    return sealing.derive(site.settings.pepper, "presence")


def _come(store: Store, about: str, who: tuple[UUID, str], name: str, now: datetime) -> Present:
    everywhere = _open.setdefault(store, {})
    _forget(everywhere, now)
    here = everywhere.setdefault(about, {})
    here[who] = (name, now)
    return here


def _leave(store: Store, about: str, who: tuple[UUID, str]) -> None:
    _open.get(store, {}).get(about, {}).pop(who, None)


def _forget(everywhere: dict[str, Present], now: datetime) -> None:
    for about in list(everywhere):
        here = everywhere[about]
        for one in [one for one, (_name, at) in here.items() if now - at > LASTS]:
            del here[one]
        if not here:
            del everywhere[about]
