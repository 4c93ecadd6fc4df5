"""`/halsa`: whether this process can answer now; `/halsa/lever`: whether it runs at all. Neither
says anything of what is in the site.
"""

import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from functools import cache
from typing import cast

from flask import Blueprint, Flask, current_app
from flask.typing import ResponseReturnValue

from pressdesk import storage
from pressdesk.errors import PressdeskError
from pressdesk.staff import accounts
from pressdesk.storage import Store
from pressdesk.web import access, ending

pages = Blueprint("health", __name__)

KEY = "pressdesk.readiness"
PATIENCE_SECONDS = 2
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


class Readiness:
    """Whether the database answers. However many ask, and however it hangs, one look is taken at a
    time, and nobody waits for longer than `PATIENCE_SECONDS`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_founded = False
        self._lock = threading.Lock()
        self._look: Future[str] | None = None
        self._is_late = False

    def told(self) -> str:
        """`READY`, or what is in the way."""
        with self._lock:
            if self._look is None or self._look.done():
                self._look, self._is_late = self._begun(), False
            look, patience = self._look, 0 if self._is_late else PATIENCE_SECONDS
        try:
            return look.result(patience)
        except TooLate:
            self._is_late = True
            return GONE

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


def _told(word: str) -> ResponseReturnValue:
    is_well = word in {READY, ALIVE}
    answer = "ok\n" if is_well else f"{word}\n"
    return answer, 200 if is_well else 503, {"Content-Type": "text/plain; charset=utf-8"}
