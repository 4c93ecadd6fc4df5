"""What `serve` does beside answering: the heartbeat, `tidy`, notices, and a look at itself."""

import logging
import os
import threading
from collections.abc import Callable
from typing import NamedTuple

from pressdesk import clock, retention
from pressdesk.errors import PressdeskError
from pressdesk.web import failures
from pressdesk.web.site import Site

MINUTE = 60
HOUR = 60 * MINUTE
log = logging.getLogger("pressdesk")


class Job(NamedTuple):
    """Work that comes again at full minutes or hours: its first time is the start."""

    name: str
    every_seconds: int
    run: Callable[[Site], None]


def jobs(*, tidies: bool) -> list[Job]:
    """What runs beside the server; a timer tidies instead where `tidies` is false."""
    holder = os.urandom(16)
    tidy = Job("tidy", HOUR, lambda site: _tidy(site, holder))
    return [Job("failures", HOUR, _Telling()), *([tidy] if tidies else [])]


def start(site: Site, stopping: threading.Event, *, tidies: bool) -> None:
    """A thread for each job, until `stopping` is set. None keeps the others waiting."""
    for job in jobs(tidies=tidies):
        threading.Thread(target=_repeat, args=(job, site, stopping), daemon=True).start()


def _repeat(job: Job, site: Site, stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            job.run(site)
        except PressdeskError as error:
            log.error("%s could not run: %s", job.name, type(error).__name__)
        stopping.wait(job.every_seconds - clock.now().timestamp() % job.every_seconds)


class _Telling:
    """What failed on employees' pages, told once a day."""

    def __init__(self) -> None:
        self._told = clock.today()

    def __call__(self, _site: Site) -> None:
        if clock.today() != self._told:
            failures.tell()
            self._told = clock.today()


def _tidy(site: Site, holder: bytes) -> None:
    with site.store.writing() as db:
        now = clock.now().timestamp()
        if retention.take_lease(db, holder, now):
            retention.tidy(db, site.settings, clock.today(), now)
    site.store.settle()
