"""Which checks there are and in which order; a check that fails becomes a finding itself."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pressdesk import clock, config, storage
from pressdesk.cli import folder
from pressdesk.cli.doctor import (
    alarm,
    backups,
    figures,
    machine,
    narrow,
    outside,
    place,
    records,
    register,
    server,
    telling,
)
from pressdesk.cli.doctor.findings import GRAVE, Finding, fine, grave, heed
from pressdesk.cli.doctor.front import reading
from pressdesk.config import Settings
from pressdesk.errors import PressdeskError, StoreUnavailable
from pressdesk.storage import FiguresStore, ServerStore, Store, standing
from pressdesk.web.site import Site

Check = Callable[[], Iterable[Finding]]
NOT_OPEN = {"decision", "keys", "alarm"}  # graves with which the form does not open by itself


def examine(home: Path, *, is_offline: bool) -> Iterator[Finding]:
    """Every check in turn; those that need what is missing are left out."""
    found: list[Finding] = []
    for check in _checks(home, found, is_offline=is_offline):
        for finding in made(check):
            found.append(finding)
            yield finding


def looked(site: Site, home: Path) -> list[list[Finding]]:
    """What each check says that may close the form: no network, no program started."""
    checks: list[Check] = [
        lambda: place.check(home),
        lambda: machine.disk(home),
        lambda: records.database(site.store, home),
        lambda: server.check(site.store, site.settings),
        lambda: reading.web_server(site.settings),
        lambda: reading.started_by(site.settings),
    ]
    return [list(made(check)) for check in checks]


def made(check: Check) -> Iterator[Finding]:
    """What a check says; what it cannot say, it says."""
    try:
        yield from check()
    except StoreUnavailable as error:
        says = f"The database does not answer ({type(error).__name__})."
        yield heed("unknown", says, "Run doctor again in a while.")
    except PressdeskError as error:
        yield grave("settings", str(error) or type(error).__name__, "")
    except Exception as error:  # a check must not keep the others from being made
        says = f"A check could not be made ({type(error).__name__})."
        yield heed("unknown", says, "Tell the maintainers, with this line.")


def _checks(home: Path, found: list[Finding], *, is_offline: bool) -> Iterator[Check]:
    yield lambda: place.check(home)
    if not place.is_ours(home):
        return  # nothing is known of the form
    if folder.is_on_server(home) or (home / storage.DATABASE).exists():
        given = config.load(home, os.environ)
        store = folder.store_of(home, given)
        try:
            if _is_for_figures(store):
                yield from narrow.checks(FiguresStore(given.database_url, home), home, given)
                return  # it has no form
            yield from _of_database(store, home, is_offline)
        finally:
            store.close()
    yield lambda: _form(found)


def _is_for_figures(store: Store) -> bool:
    """Whether it is opened as the role for the figures; not when it does not answer."""
    try:
        return isinstance(store, ServerStore) and standing.is_for_figures(store)
    except StoreUnavailable:
        return False


def _of_database(store: Store, home: Path, is_offline: bool) -> Iterator[Check]:
    whole: list[Finding] = []
    yield lambda: _noted(records.database(store, home), whole)
    given: list[Settings] = []
    yield lambda: _settings(home, given)
    yield lambda: server.address_file(os.environ)
    yield lambda: machine.disk(home)
    yield machine.memory
    yield machine.clock_is_set
    if given:
        yield lambda: server.check(store, given[0])
        is_whole = not any(finding.level == GRAVE for finding in whole)
        yield from _of_site(Site(given[0], store), home, is_whole, is_offline)


def _of_site(site: Site, home: Path, is_whole: bool, is_offline: bool) -> Iterator[Check]:
    if is_whole:
        yield lambda: records.everything(site, clock.today())
        yield lambda: figures.check(site.store, clock.today())
        yield lambda: register.check(site.store)
        yield lambda: alarm.check(site.store)
    yield lambda: backups.check(site.settings, home, clock.today())
    yield lambda: telling.check(site.settings, clock.today())
    yield lambda: reading.web_server(site.settings)
    yield lambda: reading.started_by(site.settings)
    if not is_offline:
        yield lambda: outside.told(site.settings, clock.now())


def _noted(findings: Iterable[Finding], into: list[Finding]) -> Iterator[Finding]:
    for finding in findings:
        into.append(finding)
        yield finding


def _settings(home: Path, into: list[Settings]) -> Iterator[Finding]:
    into.append(folder.settings_of(home))
    yield from records.settings(into[0])


def _form(found: list[Finding]) -> Iterator[Finding]:
    """Whether employees can write now, and why not."""
    closing = sorted({finding.check for finding in found if finding.closes})
    never = sorted({f.check for f in found if f.check in NOT_OPEN and f.level == GRAVE})
    if closing:
        says = f"The employee's form is closed, or closes within the hour: {', '.join(closing)}."
        do = "Mend what these lines above say; the form opens by itself within the hour."
        yield grave("form", says, do)
    elif never:
        says = f"The employee's form is closed: {', '.join(never)}."
        yield grave("form", says, "See the lines above.")
    elif any(finding.check == "pragmas" for finding in found):
        yield fine("form", "Nothing that doctor looked at closes the employee's form.")
