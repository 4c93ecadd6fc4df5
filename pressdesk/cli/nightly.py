"""The nightly work, as `tidy` and `serve` both run it: the rules, then the mixing."""

from typing import NamedTuple

from pressdesk import clock, mixing, retention
from pressdesk.keytables import Act
from pressdesk.retention import Tidied, Trouble
from pressdesk.staff import audit
from pressdesk.web.site import Site


class Ran(NamedTuple):
    """What came of a run. Without counts nothing was done."""

    tidied: Tidied | None = None  # None: the clock has jumped, or another process is at it
    trouble: Trouble | None = None
    is_settled: bool = True  # False: a reader kept the write-ahead log busy
    is_mixed: bool | None = None  # None: it was not due; False: a reader was in the way


def run(site: Site, *, holder: bytes, clock_is_right: bool = False) -> Ran:
    """Tidy in one transaction, mix the rows when that is due, empty the write-ahead log.

    Args:
        holder: 16 random bytes of this process, for the lease.
        clock_is_right: somebody has looked at a clock that jumped.
    """
    ran = _tidy(site, holder, clock_is_right=clock_is_right)
    if ran.tidied is None:
        return ran
    try:
        ran = ran._replace(is_mixed=_mix(site))
    finally:
        with site.store.writing() as db:
            retention.give_lease_back(db, holder)
        is_settled = site.store.settle()
    return ran._replace(is_settled=is_settled)


def _tidy(site: Site, holder: bytes, *, clock_is_right: bool) -> Ran:
    """The rules; nothing at all while the clock has jumped and nobody has said that it is right."""
    today, now = clock.today(), clock.now()
    with site.store.writing() as db:
        trouble = retention.clock_trouble(db, today)
        if trouble is not None and not clock_is_right:
            return Ran(trouble=trouble)
        if not retention.take_lease(db, holder, now.timestamp()):
            return Ran()
        if trouble is not None:
            retention.accept_clock(db)
            audit.note(db, Act.SAID_CLOCK_IS_RIGHT, None, now)
        return Ran(retention.tidy(db, site.settings, today, now.timestamp()))


def _mix(site: Site) -> bool | None:
    today = clock.today()
    with site.store.reading() as db:
        is_due = mixing.is_due(db, today)
    return mixing.mix(site.store, today) if is_due else None
