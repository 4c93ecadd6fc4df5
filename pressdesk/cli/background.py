"""What `serve` does beside answering: the heartbeat, `tidy`, notices, and a look at itself."""

import logging
import os
import threading
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from pressdesk import clock, mixing
from pressdesk.cli import nightly, notices
from pressdesk.cli.doctor.watch import Watch
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


def jobs(*, tidies: bool, watch: Watch | None = None) -> list[Job]:
    """What runs beside the server; a timer tidies instead where `tidies` is false."""
    tidy = Job("tidy", HOUR, _Tidying())
    always = [
        Job("heartbeat", MINUTE, _beat),
        Job("notices", MINUTE, notices.send_due),
        Job("failures", HOUR, _Telling()),
        Job("doctor", HOUR, (watch or Watch()).look_later),
    ]
    return [*always, *([tidy] if tidies else [])]


def start(site: Site, stopping: threading.Event, *, tidies: bool) -> None:
    """A thread for each job, until `stopping` is set. None keeps the others waiting."""
    watch = Watch()
    watch.look_inside(site)  # before the first request is answered
    for job in jobs(tidies=tidies, watch=watch):
        threading.Thread(target=_repeat, args=(job, site, stopping), daemon=True).start()


def end(site: Site) -> None:
    """The last heartbeat; the database closed, and its file dated again, which closing wrote."""
    _attempt(Job("the last heartbeat", MINUTE, _beat), site)
    site.store.close()
    _attempt(Job("dating the file", MINUTE, _date), site)


def _repeat(job: Job, site: Site, stopping: threading.Event) -> None:
    while not stopping.is_set():
        _attempt(job, site)
        stopping.wait(job.every_seconds - clock.now().timestamp() % job.every_seconds)


def _attempt(job: Job, site: Site) -> None:
    """Do it once. What breaks is named, and never ends the thread: it is tried again."""
    try:
        job.run(site)
    except Exception as error:
        log.error("%s could not run: %s", job.name, type(error).__name__)


def _beat(site: Site) -> None:
    mixing.beat(site.store, clock.now().timestamp())


def _date(site: Site) -> None:
    mixing.date_files(site.store, clock.now().timestamp())


class _Telling:
    """What failed on employees' pages, told once a day."""

    def __init__(self) -> None:
        self._told = clock.today()

    def __call__(self, _site: Site) -> None:
        if clock.today() != self._told:
            failures.tell()
            self._told = clock.today()


class _Tidying:
    """The nightly work; a clock that has jumped is told once a day, and stops nothing else."""

    def __init__(self) -> None:
        self._holder = os.urandom(16)
        self._told: date | None = None

    def __call__(self, site: Site) -> None:
        ran = nightly.run(site, holder=self._holder)
        if ran.trouble is not None and self._told != ran.trouble.today:
            self._told = ran.trouble.today
            log.error(
                "nothing is purged: the last run was on %s, and the clock says %s. Set it right, "
                "or run: pressdesk tidy --clock-is-right",
                *ran.trouble,
            )
        if ran.is_mixed is False or not ran.is_settled:
            log.warning("mixing waits for a reader; it is tried again")
