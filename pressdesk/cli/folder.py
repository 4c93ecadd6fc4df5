"""A site's folder: made for its owner alone, checked before anything in it is used."""

import importlib.util
import os
import secrets
import stat
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pressdesk import config, storage
from pressdesk.config import PEPPER_BYTES, Settings
from pressdesk.errors import ShellError
from pressdesk.storage import FileStore, ServerStore, Store
from pressdesk.web.site import Site

# A site's file after `move`, and what `upgrade` keeps meanwhile: both hold keys.
BEFORE_MOVE, BEFORE_UPGRADE = "before-move.db", "before-upgrade.db"
CHECKOUT = Path(__file__).parent.parent.parent
OTHERS = 0o077
TEMPLATE = """\
# Settings of this site; docs/operate.md tells of each. Remove the # to set one.
# organisation = "Exempelstads kommun"
# organisation_short = "kommunen"
# public_url = "https://press.example.se"
# duty_phone = "08-000 00 00"
# disposal_decision = ""
# The same mail at fixed hours, work or none; try it with: pressdesk notices --try
# smtp_host = "mail.example.se"
# smtp_port = 587
# smtp_tls = "starttls"
# smtp_user = "pressdesk"      (the password: PRESSDESK_SMTP_PASSWORD_FILE)
# notice_from = "pressdesk@example.se"
# notice_to = ["pressjour@example.se"]
# notice_hours = [8, 12, 16]
"""


def place(data: Path | None) -> Path:
    """The folder that a command is about.

    Raises:
        ShellError: none was named, and this is no checkout.
    """
    if data is not None:
        return data.expanduser().absolute()
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / "instance"
    raise ShellError("Name the site's folder: pressdesk --data DIR, or set PRESSDESK_DATA.")


def make(folder: Path) -> None:
    """A folder that only its owner can open. Raises ShellError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ShellError(f"{folder} cannot be made: {error.strerror}.") from None
    check(folder)


def check(folder: Path) -> None:
    """Refuse a folder that is not there, not writable, or that others can read.

    Raises:
        ShellError: says which, and what to do.
    """
    if not folder.is_dir():
        raise ShellError(f"{folder} is not there. Make a site with: pressdesk --data {folder} init")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise ShellError(f"{folder} cannot be written by this user. Run as its owner.")
    for path in [folder, *sorted(folder.iterdir())]:
        if stat.S_IMODE(path.stat().st_mode) & OTHERS:
            raise ShellError(f"{path} can be opened by others. Close it: chmod -R go= {folder}")


def write_secret(path: Path, text: str) -> None:
    """A new file for its owner alone; never over another."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def new_pepper(folder: Path) -> None:
    """The site's pepper: without it no receipt leads anywhere."""
    write_secret(folder / "pepper", secrets.token_hex(PEPPER_BYTES) + "\n")


def settings_of(folder: Path) -> Settings:
    """A site's settings, with its pepper. Raises ConfigError, ShellError."""
    settings = config.load(folder, os.environ)
    if not settings.pepper:
        raise ShellError(f"{folder}/pepper is missing. Put it back from the backup of the keys.")
    return settings


def is_founded(folder: Path, settings: Settings | None = None) -> bool:
    """Whether there is a site's database.

    Raises:
        ConfigError, ShellError: `settings` were not given, and cannot be read.
        StoreUnavailable: the server that they name does not answer.
    """
    settings = settings or config.load(folder, os.environ)
    if not settings.database_url:
        return (folder / storage.DATABASE).exists()
    store = store_of(folder, settings)
    try:
        return storage.is_founded(store)
    finally:
        store.close()


def is_on_server(folder: Path) -> bool:
    """Whether a site's settings name a server. Raises ConfigError."""
    return bool(config.load(folder, os.environ).database_url)


def open_site(data: Path | None) -> Site:
    """Settings and database, ready to be used.

    Raises:
        ShellError: no site here, or its database is of another form than this program's.
        ConfigError: a setting is wrong.
    """
    folder = place(data)
    check(folder)
    if not is_founded(folder):
        raise ShellError(_no_site(folder))
    settings = settings_of(folder)
    store = store_of(folder, settings)
    check_form(store, folder)
    return Site(settings, store)


def _no_site(folder: Path) -> str:
    if (folder / storage.DATABASE).exists():
        return (
            f"{folder} holds a site in {storage.DATABASE}, and the server that database_url names "
            f"holds none. Carry it there: pressdesk --data {folder} move. Or unset database_url."
        )
    return f"{folder} holds no site. Make one with: pressdesk --data {folder} init"


def store_of(folder: Path, settings: Settings) -> Store:
    """A site's database: on the server that the settings name, else a file in the folder.

    Raises:
        ShellError: the driver for servers is not installed.
    """
    if not settings.database_url:
        return FileStore(folder / storage.DATABASE)
    if importlib.util.find_spec("psycopg") is None:
        raise ShellError(
            "database_url needs the extra postgres: pip install 'pressdesk[postgres]'."
        )
    return ServerStore(settings.database_url, folder)


def told(settings: Settings) -> str:
    """A server's database by host and name, without user or password."""
    url = urlsplit(settings.database_url)
    host = url.hostname or "".join(parse_qs(url.query).get("host", []))
    return f"{url.path.strip('/')} on {host or 'this machine'}"


def check_form(store: Store, folder: Path) -> None:
    """Refuse tables that this program does not know. Raises ShellError."""
    form = storage.revision(store)
    if not storage.is_known(form):
        raise ShellError("The database was made by a newer pressdesk. Install that one, or newer.")
    if form != storage.newest_revision():
        raise ShellError(
            f"The database is of an older pressdesk. Run: pressdesk --data {folder} upgrade"
        )
