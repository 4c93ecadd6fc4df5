"""`serve` looks at itself: it closes the employee's form while something would record her or lose
what she writes, and opens it when that is mended.
"""

import logging
from itertools import chain

from pressdesk import clock
from pressdesk.cli.doctor import outside
from pressdesk.cli.doctor.examining import looked
from pressdesk.cli.doctor.findings import GRAVE, HEED, Finding
from pressdesk.cli.doctor.wire import Line, Unreachable
from pressdesk.web import site as sites
from pressdesk.web.site import Site

UNREAD = {"front-read", "unit-read"}
log = logging.getLogger("pressdesk")


def kept(before: list[Finding], now: list[Finding]) -> list[Finding]:
    """What a check says now, with what it said of files that it cannot read any more: what has not
    been seen mended still counts.
    """
    unseen = tuple(one.says.partition(" cannot be ")[0] for one in now if one.check in UNREAD)
    is_blind = any(one.check == "unknown" for one in now) or _is_busy(now)
    old = [one for one in before if one.closes and (is_blind or one.says.startswith(unseen))]
    return [*now, *(one for one in old if one not in now)]


def _is_busy(now: list[Finding]) -> bool:
    return any((one.check, one.level) == ("database", HEED) for one in now)


class Watch:
    """One look after another at one site, in the process that serves it."""

    def __init__(self, line: Line | None = None) -> None:
        self._line = line
        self._from_inside: list[list[Finding]] = []
        self._from_outside: list[Finding] = []
        self._has_begun = False

    def look_inside(self, site: Site) -> None:
        """Before the first request: everything but the network."""
        home = site.store.home
        now = looked(site, home)
        before = self._from_inside or [[] for _ in now]
        self._from_inside = [kept(*pair) for pair in zip(before, now, strict=True)]
        findings = [*chain(*self._from_inside), *self._from_outside]
        closing = sorted({finding.check for finding in findings if finding.closes})
        if closing == sites.closed_by(site):
            return
        for finding in findings:
            if finding.closes:
                log.error("%s %s", finding.says, finding.do)
        if closing:
            log.error("The employee's form is closed: %s", ", ".join(closing))
        else:
            log.warning("The employee's form is open again")
        sites.close_form(site, closing)

    def look_later(self, site: Site) -> None:
        """A job's turn. The first is the start, when `look_inside` has just been called."""
        if self._has_begun:
            self.look(site)
        self._has_begun = True

    def look(self, site: Site) -> None:
        """The same, and from outside. What was seen there counts until it is seen mended: neither a
        network that fails nor a certificate that has run out opens the form, or closes it.
        """
        try:
            if outside.is_possible(site.settings):
                self._from_outside = self._seen(site)
        finally:
            self.look_inside(site)

    def _seen(self, site: Site) -> list[Finding]:
        before = self._from_outside
        try:
            now = list(outside.look(site.settings, clock.now(), self._line))
        except Unreachable:
            return before
        if any((one.check, one.level) == ("certificate", GRAVE) for one in now):
            return [*now, *(one for one in before if one.closes)]  # no page was seen
        return now
