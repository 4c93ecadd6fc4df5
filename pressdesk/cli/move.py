"""`move`: a site's file onto the server that `database_url` names."""

from functools import partial
from pathlib import Path

import click

from pressdesk import clock, retention, storage
from pressdesk.cli import arriving, folder, signing_in
from pressdesk.cli.arriving import Db
from pressdesk.config import Settings
from pressdesk.copies import places
from pressdesk.errors import ShellError, StoreUnavailable
from pressdesk.storage import FileStore, Store
from pressdesk.vault import proving
from pressdesk.vault.epochs import Holder
from pressdesk.web.site import Site

DAMAGED = "desk.db is damaged. Nothing was changed. Restore the newest backup; see docs/operate.md."
SAME = (
    "This site is on the server already: a move was killed at its end. Every row is the same "
    "there. Nothing was changed."
)
DIFFERENT = (
    "This site is on the server already, and the two are not the same: one was served since a "
    "move was killed at its end. Nothing was changed. Was it the file? Then what came since is "
    "nowhere else: name another, empty database, and move again. Was it the server?"
)

ASIDE = (
    "The site is on the server now, and every row is as it was; but {file} could not be put aside "
    "({why}). Do not serve it any more. Mend that, then: mv {file} {old}; then run doctor, and go "
    "on with docs/operate.md, Moving to PostgreSQL."
)
OPENED = "tickets, notes, reporters' contacts and slips of figures"


@click.command()
@click.option(
    "--sign-in",
    is_flag=True,
    help="A press officer signs in: what her keys open is opened there once, drafts left alone.",
)
@click.pass_obj
def move(data: Path | None, sign_in: bool) -> None:
    """Carry the site's file, desk.db, into the empty database that `database_url` names."""
    home = folder.place(data)
    folder.check(home)
    settings = folder.settings_of(home)
    _check_names(home, settings)
    file, server = FileStore(home / storage.DATABASE), folder.store_of(home, settings)
    try:
        _check_file(file, home)
        _check_server(server, file, home)
        holder = signing_in.officer(Site(settings, file)).holder if sign_in else None
        found: list[int] = []
        with places.alone(home):
            arriving.bring(file, server, partial(_look, holder, found), partial(_set_aside, home))
    finally:
        file.close()
        server.close()
    _tell(home, found)


def _check_names(home: Path, settings: Settings) -> None:
    """Refuse where there is nothing to move, or no place for it."""
    if not settings.database_url:
        raise ShellError(
            "Set database_url to an empty database on a server (docs/operate.md, Moving to "
            "PostgreSQL), then run move again."
        )
    old, file = home / folder.BEFORE_MOVE, home / storage.DATABASE
    if not file.exists():
        done = f" {old.name} is there: it was moved already." if old.exists() else ""
        raise ShellError(f"{home} holds no {file.name} to be moved.{done}")
    if old.exists():
        raise ShellError(f"{old} is there from a former move, and holds keys. Destroy it first.")


def _check_file(file: FileStore, home: Path) -> None:
    """Refuse a file of another form, damaged, or with a clock that has jumped."""
    try:
        folder.check_form(file, home)
        storage.check_whole(file)
    except StoreUnavailable as error:
        raise ShellError(arriving.SERVED if error.is_busy else DAMAGED) from None
    today = clock.today()
    with file.reading() as db:
        trouble = retention.clock_trouble(db, today)
    if trouble is not None:
        raise ShellError(
            f"tidy ran last on {trouble.last}, and the clock says {trouble.today}. Set it right. "
            "Is it right? Then unset database_url, run: pressdesk tidy --clock-is-right, and "
            "move again."
        )


def _check_server(server: Store, file: FileStore, home: Path) -> None:
    """Refuse a server that does not answer, or is not empty; but say when this site is there."""
    try:
        if arriving.is_empty(server):
            return
        is_there = storage.is_founded(server) and arriving.mark(server) == arriving.mark(file)
        is_same = is_there and arriving.is_same(file, server)
    except StoreUnavailable:
        raise ShellError(arriving.SILENT) from None
    if not is_there:
        raise ShellError(arriving.NOT_EMPTY)
    aside = f"Put the file aside: mv {file.path} {home / folder.BEFORE_MOVE}; then run doctor."
    raise ShellError(f"{SAME} {aside}" if is_same else f"{DIFFERENT} {aside}")


def _look(holder: Holder | None, found: list[int], db: Db) -> None:
    """Open what an officer's keys open, where it is now; no draft."""
    if holder is not None:
        found.append(proving.unopened(db, holder))


def _set_aside(home: Path) -> None:
    """So that it is not served by mistake."""
    file, old = home / storage.DATABASE, home / folder.BEFORE_MOVE
    try:
        file.rename(old)
        places.settle(home)
    except OSError as error:
        raise ShellError(ASIDE.format(file=file, old=old, why=error.strerror)) from None


def _tell(home: Path, found: list[int]) -> None:
    """No count of tickets, as in `backup`."""
    old = home / folder.BEFORE_MOVE
    click.echo("The site is on the server. Every row was read back there, and is as it was.")
    for unopened in found:
        click.echo(
            f"{unopened} sealed rows do not open with her keys, nor did they before. Run doctor."
            if unopened
            else f"All {OPENED} that are sealed to her keys open there."
        )
        click.echo("Drafts are their authors' alone, and were not tried.")
    click.echo("It came in no order. Search was made anew. Signatures of keys hold, as before.")
    click.echo(f"1. Start it: systemctl start pressdesk. Then: pressdesk --data {home} doctor")
    click.echo("2. When it serves: pressdesk backup")
    click.echo(
        f"3. {old} holds every key of today, and would open what is deleted from now on. When "
        f"the backup is made, destroy it: shred -u {old}"
    )
