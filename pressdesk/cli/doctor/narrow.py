"""The folder of the process for the figures: its role reads no ticket, and nothing that opens one
lies there.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pressdesk import config, storage
from pressdesk.cli import folder
from pressdesk.cli.doctor import figures, machine, records, server
from pressdesk.cli.doctor.findings import Finding, fine, grave, heed
from pressdesk.cli.roles import STATISTICS
from pressdesk.config import Settings
from pressdesk.errors import ShellError
from pressdesk.storage import FiguresStore, standing

Check = Callable[[], Iterator[Finding]]
UPGRADE = "As the role that owns the tables: pressdesk upgrade; docs/operate.md, Database roles."


def checks(store: FiguresStore, home: Path, given: Settings) -> Iterator[Check]:
    """What is the other processes' alone (keys, copies, the night, the form) is not asked."""
    yield lambda: _database(store, home)
    yield lambda: _role(store)
    yield lambda: _settings(home, given)
    yield lambda: _address(home, given)
    yield lambda: server.address_file(os.environ)
    yield lambda: server.of_figures(standing.of_server(store), given)
    yield lambda: figures.shown(store)
    yield lambda: machine.disk(home)
    yield machine.memory
    yield machine.clock_is_set


def _database(store: FiguresStore, home: Path) -> Iterator[Finding]:
    yield records.guarantees(store)
    if not storage.is_founded(store):
        yield grave("database", "The role for the figures sees no site there.", UPGRADE)
        return
    try:
        folder.check_form(store, home)
    except ShellError:
        says = "The database has another form than this program's."
        yield grave("database", says, f"Install one release for all processes. {UPGRADE}")
        return
    yield fine("database", "The database answers, and is in this program's form.")


def _role(store: FiguresStore) -> Iterator[Finding]:
    role, found = standing.of_server(store).role, store.trespasses()
    mend = "As the server's administrator: run what pressdesk roles prints."
    if found == [STATISTICS]:
        says = f"The server tells the role {role} how many rows each table has."
        yield heed("server-role", says, mend)
    elif found:
        says = f"The role {role} has more than the figures: {', '.join(found)}."
        yield grave("server-role", says, f"{mend} serve --figures does not start.")
    else:
        says = f"The role {role} reads the figures, and no ticket: right for serve --figures."
        yield fine("server-role", says)


def _settings(home: Path, given: Settings) -> Iterator[Finding]:
    yield from records.https(given)
    kept = home / "pepper"
    if not given.pepper:
        do = "Put there what pressdesk roles --pepper prints in the site's own folder."
        yield grave("settings", f"{kept} is missing.", do)
    elif not kept.exists() or kept.read_text(encoding="utf-8").strip() != given.pepper.hex():
        says = "The pepper comes from a setting: is it the site's own, which finds receipts?"
        do = f"Remove the setting; let {kept} have what pressdesk roles --pepper prints."
        yield grave("settings", says, do)
    elif given.smtp_password:
        says = "smtp_password is set, and the process for the figures sends no mail."
        yield heed("settings", says, "Remove it here.")
    else:
        says = "No database, no password for mail and no other role's address lies in this folder."
        yield fine("settings", says)


def _address(home: Path, given: Settings) -> Iterator[Finding]:
    """An address with a password that came along with a copy of the settings."""
    written = config.load(home, {}).database_url
    has_password = urlsplit(written).password or "password" in parse_qs(urlsplit(written).query)
    if has_password and written != given.database_url:
        says = f"{config.FILE} has an address of the database that is not this process's."
        do = "Remove the line, and change that role's password: whoever takes this process has it."
        yield grave("server-address", says, do)
