"""`doctor`: checks a site and says what to do. Exit status 1 when something is grave."""

import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click

from pressdesk import clock, storage
from pressdesk.cli import folder
from pressdesk.config import LOOPBACK, Settings
from pressdesk.errors import ConfigError, PressdeskError, ShellError
from pressdesk.staff import accounts
from pressdesk.storage import Store
from pressdesk.vault import epochs
from pressdesk.web.site import Site

LEAST_FREE_BYTES = 500 * 1_048_576
EARLIEST_YEAR = 2026


class Finding(NamedTuple):
    """One thing that a check says: `fine`, `heed` or `grave`, and what to do."""

    level: str
    says: str


@click.command()
@click.pass_obj
def doctor(data: Path | None) -> None:
    """Check the site, and say what to do."""
    findings = list(examine(folder.place(data)))
    for finding in findings:
        click.echo(f"{finding.level:>5}  {finding.says}")
    if any(finding.level == "grave" for finding in findings):
        sys.exit(1)


def examine(home: Path) -> Iterator[Finding]:
    """Every check in turn; those that need what is missing are left out."""
    yield from _folder(home)
    if not folder.is_founded(home):
        return
    store = Store(home / storage.DATABASE)
    try:
        yield from _database(store, home)
        settings = folder.settings_of(home)
    except (ConfigError, ShellError) as error:
        yield Finding("grave", str(error))
        return
    except PressdeskError as error:
        yield Finding("grave", f"The database does not answer ({type(error).__name__}).")
        return
    site = Site(settings, store)
    checks: list[Callable[[Site], Iterator[Finding]]] = [_settings, _keys, _disk(home), _clock]
    for check in checks:
        yield from check(site)
    store.close()


def _folder(home: Path) -> Iterator[Finding]:
    try:
        folder.check(home)
    except ShellError as error:
        yield Finding("grave", str(error))
        return
    mode = stat.S_IMODE(home.stat().st_mode)
    yield Finding("fine", f"{home} is its owner's alone ({mode:o}).")
    if not folder.is_founded(home):
        yield Finding("grave", f"{home} holds no site. Run: pressdesk --data {home} init")
    if (home / "before-upgrade.db").exists():
        yield Finding("grave", "before-upgrade.db holds old keys. Check the site, then delete it.")


def _database(store: Store, home: Path) -> Iterator[Finding]:
    wanted = store.wanted_pragmas()
    wrong = {name for name, value in store.pragmas().items() if value != wanted[name]}
    if wrong:
        yield Finding("grave", f"Pragmas do not read back: {', '.join(sorted(wrong))}.")
    else:
        yield Finding(
            "fine", "The database confirms only what is on the disk, and wipes deletions."
        )
    folder.check_form(store, home)
    storage.check_whole(store)
    yield Finding("fine", "The database is whole, and in this program's form.")


def _settings(site: Site) -> Iterator[Finding]:
    settings: Settings = site.settings
    if not settings.is_https:
        level = "heed" if settings.hosts & LOOPBACK else "grave"
        yield Finding(level, "public_url is not https: fine on this machine alone, nowhere else.")
    if not settings.disposal_decision:
        yield Finding("grave", "disposal_decision is not set: the employee's form stays closed.")
    if not settings.duty_phone:
        yield Finding(
            "heed", "duty_phone is not set: whoever needs help now has no number to call."
        )


def _keys(site: Site) -> Iterator[Finding]:
    with site.store.reading() as db:
        epoch = epochs.current(db, clock.today())
        held = epochs.holders(db, epoch) if epoch else []
        waiting = accounts.waiting(db, clock.today())
    if not held:
        yield Finding("grave", "No officer holds keys: the employee's form stays closed.")
    elif len(held) == 1:
        yield Finding("heed", "One officer alone holds the keys. Hand them to a second one.")
    else:
        yield Finding("fine", f"{len(held)} officers hold the keys.")
    if waiting:
        yield Finding("heed", f"{len(waiting)} enrolled without keys; see /konto/nycklar.")


def _disk(home: Path) -> Callable[[Site], Iterator[Finding]]:
    def check(_site: Site) -> Iterator[Finding]:
        free = shutil.disk_usage(home).free
        level = "fine" if free > LEAST_FREE_BYTES else "grave"
        yield Finding(level, f"{free // 1_048_576} MiB are free on the disk.")

    return check


def _clock(site: Site) -> Iterator[Finding]:
    with site.store.reading() as db:
        founded = accounts.site(db).founded
    today = clock.today()
    if today.year < EARLIEST_YEAR or clock.month_of(today) < founded:
        yield Finding("grave", f"The clock says {today}, before the site was made. Set it right.")
    else:
        yield Finding("fine", f"The clock says {today}.")
