"""`init`, `upgrade`: make a site, bring it to a newer form."""

import sys
from pathlib import Path

import click

from pressdesk import clock, config, storage
from pressdesk.cli import folder
from pressdesk.errors import NameTaken, ShellError
from pressdesk.register import lists
from pressdesk.staff import accounts
from pressdesk.staff.accounts import Founded
from pressdesk.storage import Store
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
    if folder.is_founded(home):
        raise ShellError(f"{home} already holds a site. Nothing was changed.")
    if not (home / "pepper").exists():
        folder.new_pepper(home)
    if not (home / config.FILE).exists():
        folder.write_secret(home / config.FILE, folder.TEMPLATE)
    folder.settings_of(home)
    made = _found(home, officer, chief)
    _show(made, home, officer, chief)


@click.command()
@click.pass_obj
def upgrade(data: Path | None) -> None:
    """Bring the database to this program's form. A copy is kept until it has worked."""
    home = folder.place(data)
    folder.check(home)
    if not folder.is_founded(home):
        raise ShellError(f"{home} holds no site. Make one with: pressdesk --data {home} init")
    store = Store(home / storage.DATABASE)
    if not storage.is_known(storage.revision(store)):
        folder.check_form(store, home)
    if storage.revision(store) == storage.newest_revision():
        click.echo("The database is in the newest form already.")
        return
    copy = home / "before-upgrade.db"
    storage.copy(store, copy)
    storage.upgrade(store)
    with store.writing() as db:
        lists.seed(db)
    storage.check_whole(store)
    copy.unlink()  # it holds keys: kept, it would undo later deletions
    click.echo(f"The database is in form {storage.newest_revision()} now.")


def _found(home: Path, officer: str, chief: str) -> Founded:
    """Made beside its place and then moved there: a broken init leaves no half site."""
    store = Store(home / "unfinished.db")
    try:
        storage.upgrade(store)
        with store.writing() as db:
            made = accounts.found(db, officer, chief, clock.today())
        store.settle()
    except NameTaken:
        raise ShellError("Officer and chief must be two accounts. Choose two names.") from None
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
