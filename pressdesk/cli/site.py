"""`init`, `upgrade`: make a site, bring it to a newer form."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from pressdesk import clock, config, storage
from pressdesk.cli import folder
from pressdesk.config import Settings
from pressdesk.errors import NameTaken, ShellError
from pressdesk.register import lists
from pressdesk.staff import accounts
from pressdesk.staff.accounts import Founded
from pressdesk.storage import FileStore, Store
from pressdesk.vault.slips import Slips

RULE = "-" * 64


@click.command()
@click.option(
    "--officer", prompt="First press officer's user name", help="Who gets the first keys."
)
@click.option("--chief", prompt="Communications chief's user name", help="Who reads the figures.")
@click.pass_obj
def init(data: Path | None, officer: str, chief: str) -> None:
    """Make a site: database, pepper, recovery slips (shown once), enrolment codes."""
    if not sys.stdout.isatty():
        raise ShellError(
            "init shows the recovery slips once. Run it on a terminal, not into a file."
        )
    home = folder.place(data)
    folder.make(home)
    if (home / storage.DATABASE).exists() or folder.is_founded(home):
        raise ShellError(f"{home} already holds a site, or its server does. Nothing was changed.")
    if not (home / "pepper").exists():
        folder.new_pepper(home)
    if not (home / config.FILE).exists():
        folder.write_secret(home / config.FILE, folder.TEMPLATE)
    settings = folder.settings_of(home)
    make = _found_on_server if settings.database_url else _found_in_file
    made = make(home, settings, officer, chief)
    _show(made, home, officer, chief)


@click.command()
@click.pass_obj
def upgrade(data: Path | None) -> None:
    """Bring the database to this program's form. A copy is kept until it has worked."""
    home = folder.place(data)
    folder.check(home)
    if not folder.is_founded(home):
        raise ShellError(f"{home} holds no site. Make one with: pressdesk --data {home} init")
    store = folder.store_of(home, config.load(home, os.environ))
    if not storage.is_known(storage.revision(store)):
        folder.check_form(store, home)
    if storage.revision(store) == storage.newest_revision():
        if store.is_server:
            storage.upgrade(store)  # roles that were made since have their rights
        click.echo("The database is in the newest form already.")
        return
    with _copied(store, home):
        storage.upgrade(store)
        with store.writing() as db:
            lists.seed(db)
        storage.check_whole(store)
    click.echo(f"The database is in form {storage.newest_revision()} now.")


@contextmanager
def _copied(store: Store, home: Path) -> Iterator[None]:
    """A copy of a file, kept until all has worked. On a server all is one transaction."""
    if not isinstance(store, FileStore):
        yield
        return
    copy = home / "before-upgrade.db"
    storage.copy(store, copy)
    yield
    copy.unlink()  # it holds keys: kept, it would undo later deletions


def _found_on_server(home: Path, settings: Settings, officer: str, chief: str) -> Founded:
    """What a broken init leaves there are empty tables; the next one goes on with them."""
    store = folder.store_of(home, settings)
    try:
        return _found(store, officer, chief)
    finally:
        store.close()


def _found(store: Store, officer: str, chief: str) -> Founded:
    storage.upgrade(store)
    try:
        with store.writing() as db:
            return accounts.found(db, officer, chief, clock.today())
    except NameTaken:
        raise ShellError("Officer and chief must be two accounts. Choose two names.") from None


def _found_in_file(home: Path, _settings: Settings, officer: str, chief: str) -> Founded:
    """Made beside its place and then moved there: a broken init leaves no half site."""
    store = FileStore(home / "unfinished.db")
    try:
        made = _found(store, officer, chief)
        store.settle()
    finally:
        store.close()
        for stray in home.glob("unfinished.db-*"):
            stray.unlink()
    (home / "unfinished.db").rename(home / storage.DATABASE)
    return made


def _show(made: Founded, home: Path, officer: str, chief: str) -> None:
    click.echo(f"\nA site is made in {home}.\n")
    show_slips(made.slips)
    click.echo(f"Enrolment codes, good for {accounts.ENROL_DAYS} days, once, at /konto/anslut:")
    click.echo(f"    press officer {officer}: {made.officer_code}")
    click.echo(f"    chief {chief}: {made.chief_code}\n")
    click.echo(
        f"Next: fill in pressdesk.toml (docs/operate.md), then: pressdesk --data {home} serve"
    )


def show_slips(paper: Slips) -> None:
    """Both slips on the terminal, once."""
    for title, codes in (("1 of 2", paper.first), ("2 of 2", paper.second)):
        click.echo(
            f"{RULE}\nRecovery slip {title} / Återställningslapp {title.replace('of', 'av')}"
        )
        click.echo("Copy by hand or print; keep it in one person's safe. Both slips are needed.")
        click.echo("\n".join(f"    {code}" for code in codes))
    click.echo(f"{RULE}\nThe slips are shown now and never again.\n")
