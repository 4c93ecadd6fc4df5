"""What `serve` does beside answering: the heartbeat, `tidy`, notices, a look at itself, and an ear
for the other processes.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from pressdesk import clock, mixing
from pressdesk.cli import nightly, notices
from pressdesk.cli.doctor.watch import Watch
from pressdesk.errors import StoreUnavailable
from pressdesk.web import failures
from pressdesk.web.register import presence
from pressdesk.web.site import Site

MINUTE = 60
HOUR = 60 * MINUTE
PATIENCE_SECONDS = 10  # for work under way, when the process stops
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


def start(site: Site, stopping: threading.Event, *, tidies: bool) -> list[threading.Thread]:
    """A thread for each job, until `stopping` is set. None keeps the others waiting."""
    if site.store.for_figures:  # the others do the rest
        return [_begin(_repeat, Job("failures", HOUR, _Telling()), site, stopping)]
    watch = Watch()
    watch.look_inside(site)  # before the first request is answered
    _begin(_listen, site, stopping)
    return [_begin(_repeat, job, site, stopping) for job in jobs(tidies=tidies, watch=watch)]


def end(site: Site, at_work: Iterable[threading.Thread] = ()) -> None:
    """Work under way is waited for, so that it leaves no lease; the last heartbeat; the database
    closed, and its file dated again, which closing wrote.
    """
    latest = clock.running() + PATIENCE_SECONDS
    for thread in at_work:
        thread.join(max(0, latest - clock.running()))
    if not site.store.for_figures:
        _attempt(Job("the last heartbeat", MINUTE, _beat), site)
    site.store.close()
    _attempt(Job("dating the file", MINUTE, _date), site)


def _begin(work: Callable[..., None], *given: Any) -> threading.Thread:
    thread = threading.Thread(target=work, args=given, daemon=True)
    thread.start()
    return thread


def _listen(site: Site, stopping: threading.Event) -> None:
    """Hear of the other processes; begin anew when the server was away."""
    while site.store.is_server and not stopping.is_set():
        with suppress(StoreUnavailable):
            presence.listen(site, stopping)
        stopping.wait(MINUTE)


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
