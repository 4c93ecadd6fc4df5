"""`/halsa`: whether this process can answer now; `/halsa/lever`: whether it runs at all. Neither
says anything of what is in the site.
"""

import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from functools import cache
from http import HTTPStatus
from typing import cast

from flask import Blueprint, Flask, current_app
from flask.typing import ResponseReturnValue

from pressdesk import clock, storage
from pressdesk.errors import PressdeskError
from pressdesk.staff import accounts
from pressdesk.storage import Store
from pressdesk.web import access, ending
from pressdesk.web.edge import Headers

pages = Blueprint("health", __name__)

KEY = "pressdesk.readiness"
PATIENCE_SECONDS = 2
FRESH_SECONDS = 5
KIND = "text/plain; charset=utf-8"
READY, ALIVE = "ready", "alive"
GONE = "database does not answer"
OTHER_FORM = "database has another form"
NOT_FOUNDED = "not founded"
STOPPING = "stopping"


@pages.get("/halsa")
@access.public
def ready() -> ResponseReturnValue:
    """For whoever shares requests out among several processes."""
    if ending.is_near():
        return _told(STOPPING)
    return _told(cast(Readiness, current_app.extensions[KEY]).told())


@pages.get("/halsa/lever")
@access.public
def alive() -> ResponseReturnValue:
    """For whoever starts a process anew that hangs. The database is not asked."""
    return _told(ALIVE)


def register(app: Flask, store: Store) -> None:
    """Have `/halsa` look at this database."""
    app.extensions[KEY] = Readiness(store)


def at_once(app: Flask, path: str) -> tuple[str, Headers, bytes] | None:
    """Status, headers and body for whoever asks when there is no room: what was seen a moment ago.
    None for any other path, and where nobody has looked lately.
    """
    if path == "/halsa/lever":
        word: str | None = ALIVE
    elif path != "/halsa":
        word = None
    elif ending.ENDING in app.extensions:
        word = STOPPING
    else:
        word = cast(Readiness, app.extensions[KEY]).seen()
    if word is None:
        return None
    text, status, kind = _told(word)
    body = text.encode()
    line = f"{status.value} {status.phrase.upper()}"
    return line, [*kind.items(), ("Content-Length", str(len(body)))], body


class Readiness:
    """Whether the database answers. However many ask, and however it hangs, one look is taken at a
    time, and nobody waits for longer than `PATIENCE_SECONDS`. While somebody looks, others are told
    what was seen last, unless that is older than `FRESH_SECONDS`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_founded = False
        self._lock = threading.Lock()
        self._look: Future[str] | None = None
        self._late: Future[str] | None = None  # somebody has waited for it in vain
        self._seen: tuple[str, float] | None = None  # and when

    def told(self) -> str:
        """`READY`, or what is in the way."""
        with self._lock:
            if self._look is None or self._look.done():
                self._look = self._begun()
            elif (known := self._known()) is not None:
                return known
            look = self._look
        try:
            return look.result(PATIENCE_SECONDS)
        except TooLate:
            with self._lock:
                self._late = look
            return GONE

    def seen(self) -> str | None:
        """The same, as it was seen last, if that is not too long ago. Nobody looks or waits."""
        with self._lock:
            return self._known()

    def _known(self) -> str | None:
        if self._look is not None and self._look is self._late and not self._look.done():
            return GONE
        word, when = self._seen or (None, 0.0)
        return word if clock.running() - when < FRESH_SECONDS else None

    def _begun(self) -> Future[str]:
        look: Future[str] = Future()
        threading.Thread(target=self._run, args=[look], daemon=True).start()
        return look

    def _run(self, look: Future[str]) -> None:
        found = GONE
        try:
            found = self._found()
        except PressdeskError:
            found = GONE
        finally:
            self._seen = found, clock.running()
            look.set_result(found)

    def _found(self) -> str:
        if storage.form_at_once(self._store) != _newest_form():
            return OTHER_FORM
        if not self._is_founded:
            with self._store.reading() as db:
                self._is_founded = accounts.is_founded(db)
        return READY if self._is_founded else NOT_FOUNDED


@cache
def _newest_form() -> str | None:
    """To find it out takes a look at every migration."""
    return storage.newest_revision()


def _told(word: str) -> tuple[str, HTTPStatus, dict[str, str]]:
    is_well = word in {READY, ALIVE}
    status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
    return "ok\n" if is_well else f"{word}\n", status, {"Content-Type": KIND}
