"""`serve` looks at itself: it closes the employee's form while something would record her or lose
what she writes, and opens it when that is mended.
"""

import logging
from pathlib import Path

from pressdesk import clock
from pressdesk.cli.doctor import outside
from pressdesk.cli.doctor.examining import looked
from pressdesk.cli.doctor.findings import Finding
from pressdesk.cli.doctor.wire import Line
from pressdesk.web import site as sites
from pressdesk.web.site import Site

log = logging.getLogger("pressdesk")


class Watch:
    """One look after another at one site, in the process that serves it."""

    def __init__(self, line: Line | None = None) -> None:
        self._line = line
        self._from_outside: list[Finding] = []
        self._has_begun = False

    def look_inside(self, site: Site) -> None:
        """Before the first request: everything but the network."""
        home = Path(site.store.path).parent
        findings = [*looked(site, home), *self._from_outside]
        closing = sorted({finding.check for finding in findings if finding.closes})
        before = sites.closed_by(site)
        if closing == before:
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
        """The same, and from outside. What was seen there counts until it is seen mended: a network
        that fails neither closes the form nor opens it.
        """
        if outside.is_possible(site.settings):
            self._from_outside = self._seen(site)
        self.look_inside(site)

    def _seen(self, site: Site) -> list[Finding]:
        try:
            return list(outside.look(site.settings, clock.now(), self._line))
        except Exception:  # the network, in all its ways to fail: what was seen before counts
            return self._from_outside
