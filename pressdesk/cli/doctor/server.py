"""The server of the database: what it logs, who this role is, and copies that nobody thinks of."""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pressdesk.cli.doctor.findings import Finding, fine, grave, heed
from pressdesk.config import Settings
from pressdesk.storage import ServerStore, Store, standing
from pressdesk.storage.standing import Standing

OLDEST = 15
OTHERS = 0o077
ADDRESS_FILE = "PRESSDESK_DATABASE_URL_FILE"
CREDENTIALS = "CREDENTIALS_DIRECTORY"
# Each of these writes into the server's log what is written, or when, unless it is so.
SILENT = {
    "log_statement": {"none", "ddl"},
    "log_duration": {"off"},
    "log_min_duration_statement": {"-1"},
    "log_transaction_sample_rate": {"0"},
    "log_parameter_max_length_on_error": {"0"},
    "auto_explain.log_min_duration": {"-1"},
    "pgaudit.log": {"none", ""},
}
SAMPLED = ("log_min_duration_sample", "log_statement_sample_rate")
LETS_NOTHING_THROUGH = {"fatal", "panic"}
CONNECTIONS = ("log_connections", "log_disconnections")
OFF = {"off", ""}


def check(store: Store, given: Settings) -> Iterator[Finding]:
    """Everything about the server; nothing of a site in a file."""
    if isinstance(store, ServerStore):
        yield from judged(standing.of_server(store), given)


def judged(found: Standing, given: Settings) -> Iterator[Finding]:
    """What a server's standing means."""
    yield from _version(found)
    yield from _logs(found)
    yield from _role(found)
    yield from _copies(found, given)
    yield from _line(found, given)
    if found.settings.get("data_checksums") == "off":
        says = "The server keeps no checksums: a page that a disk has damaged is not noticed."
        do = "Stop the server, then: pg_checksums --enable; docs/operate.md, Moving to PostgreSQL."
        yield heed("server-checksums", says, do)


def of_figures(found: Standing, given: Settings) -> Iterator[Finding]:
    """What the role for the figures can see of it; the rest is said where the site is."""
    yield from _logs(found)
    yield from _line(found, given)


def address_file(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Whether others can read the file with the server's address, which may have a password."""
    name = environ.get(ADDRESS_FILE)
    guarded = environ.get(CREDENTIALS)
    if name and guarded and Path(name).is_relative_to(guarded):
        return  # systemd shuts the folder; who may read a file stands in a list, not in its mode
    try:
        mode = stat.S_IMODE(Path(name).stat().st_mode) if name else 0
    except OSError:
        return  # the settings say it
    if mode & OTHERS:
        says = f"{name} can be opened by others, and may hold the server's password."
        yield grave("server-address", says, f"Close it: chmod go= {name}. Change the password.")


def _version(found: Standing) -> Iterator[Finding]:
    if found.version < OLDEST:
        says = f"The server is PostgreSQL {found.version}."
        yield grave("server-version", says, f"Bring it to {OLDEST} or newer.")
    else:
        yield fine("server-version", f"The server is PostgreSQL {found.version}.")


def telling(settings: Mapping[str, str]) -> list[str]:
    """Settings by which a server's log has what is written, or when: name and value."""
    loud = [name for name, quiet in SILENT.items() if settings.get(name, min(quiet)) not in quiet]
    if settings.get(SAMPLED[0], "-1") != "-1" and settings.get(SAMPLED[1], "0") != "0":
        loud.append(SAMPLED[0])
    return [f"{name} = {settings[name]}" for name in loud]


def _logs(found: Standing) -> Iterator[Finding]:
    loud = telling(found.settings)
    is_silent = found.settings.get("log_min_messages") in LETS_NOTHING_THROUGH
    do = (
        f"""As the server's administrator: ALTER ROLE "{found.role}" SET log_min_messages = """
        "'fatal'; then restart pressdesk. Destroy the log so far."
    )
    if is_silent:
        yield fine("server-log", "The server logs nothing of what this role does.")
    elif loud:
        says = f"The server logs what is written, or when: {', '.join(loud)}."
        yield grave("server-log", says, do, closes=True)
    else:
        says = "The server logs each statement that fails, with its time."
        yield heed("server-log", says, do)
    named = [name for name in CONNECTIONS if found.settings.get(name, "off") not in OFF]
    if named:
        says = f"The server logs when a connection is made: {', '.join(named)}."
        do = "Set it to off in postgresql.conf: at night a new one tells that somebody came."
        yield heed("server-log-connections", says, do)


def _role(found: Standing) -> Iterator[Finding]:
    if found.is_superuser:
        says = f"The role {found.role} is the server's superuser: nothing is kept from it."
        yield heed("server-role", says, "Make roles of its own: pressdesk roles")
    elif 0 < found.owned < found.tables:
        says = (
            f"{found.tables - found.owned} tables are not the role {found.role}'s: tidy passes "
            "them over in silence, and what was deleted stays in their files."
        )
        yield grave("server-role", says, "Give them to one owner: pressdesk roles")
    elif found.owned:
        says = f"The role {found.role} owns the tables: right for tidy, backup and upgrade."
        do = "Let serve have another that cannot change them, with --no-tidy: pressdesk roles"
        yield heed("server-role", says, do)
    elif found.may_make:
        says = f"The role {found.role} owns no table, but could make some."
        yield heed("server-role", says, "Take that away: pressdesk roles")
    else:
        says = f"The role {found.role} cannot change tables: right for serve, not for tidy."
        yield fine("server-role", says)


def _copies(found: Standing, given: Settings) -> Iterator[Finding]:
    told = []
    if found.settings.get("archive_mode", "off") != "off":
        told.append("it archives its log")
    if found.standbys:
        told.append(f"{found.standbys} standbys take its log")
    if found.slots:
        told.append(f"it keeps its log for {found.slots} slots")
    if not told:
        yield fine("server-copies", "The server archives no log, and no standby takes it.")
        return
    says = f"Destroyed keys live on in copies of the server: {', '.join(told)}."
    do = "Let this database have a server of its own without; docs/operate.md, Copies that keep …"
    if given.snapshots_excluded:
        yield grave("server-copies", f"{says} snapshots_excluded says otherwise.", do)
    else:
        yield heed("server-copies", says, do)


def _line(found: Standing, given: Settings) -> Iterator[Finding]:
    if found.is_local:
        yield fine("server-line", "No network lies between this machine and the server.")
        return
    if not found.is_encrypted:
        says = "What goes to the server and back can be read on the network."
        do = "Turn ssl on there, and add ?sslmode=verify-full to database_url."
        yield grave("server-line", says, do)
        return
    mode = parse_qs(urlsplit(given.database_url).query).get("sslmode") or [
        os.environ.get("PGSSLMODE", "")
    ]
    if mode[-1] != "verify-full":
        says = "The line to the server is encrypted, but nobody checks who is at its other end."
        do = "Add ?sslmode=verify-full&sslrootcert=… to database_url."
        yield heed("server-line", says, do)
    else:
        yield fine("server-line", "The line to the server is encrypted, and its name is checked.")
