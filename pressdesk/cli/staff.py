"""`staff`: accounts. An administrator can add people, and give nobody a key."""

from pathlib import Path

import click

from pressdesk import clock
from pressdesk.cli import folder
from pressdesk.errors import NameTaken, NotFound, ShellError
from pressdesk.keytables import Act, Role
from pressdesk.staff import accounts, audit, handing
from pressdesk.vault import epochs
from pressdesk.web.site import Site

ROLES = {"officer": Role.PRESS_OFFICER, "chief": Role.COMMS_CHIEF}


@click.group()
def staff() -> None:
    """Accounts of press officers and the communications chief."""


@staff.command()
@click.argument("name")
@click.option("--role", type=click.Choice(sorted(ROLES)), default="officer", show_default=True)
@click.pass_obj
def add(data: Path | None, name: str, role: str) -> None:
    """Add an account and show its enrolment code once."""
    if not 0 < len(accounts.normal_name(name)) <= accounts.NAME_CHARACTERS:
        raise ShellError(f"A user name has 1 to {accounts.NAME_CHARACTERS} characters.")
    site = folder.open_site(data)
    try:
        with site.store.writing() as db:
            code = accounts.invite(db, name, ROLES[role], clock.today())
            audit.note(db, Act.INVITED, None, clock.now(), accounts.normal_name(name))
    except NameTaken:
        raise ShellError(f"There is an account {name} already. Choose another name.") from None
    _show(name, code)
    if role == "officer":
        click.echo("A colleague who holds the keys must hand them over, at /konto/nycklar.")


@staff.command("list")
@click.pass_obj
def list_accounts(data: Path | None) -> None:
    """Name, role and state of every account."""
    site = folder.open_site(data)
    with site.store.reading() as db:
        for account in accounts.everyone(db):
            holds = handing.holds_keys(db, account, clock.today())
            keys = ", holds keys" if holds else ""
            click.echo(f"{account.name}: {account.role}, {account.state}{keys}")


@staff.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Also when nobody else holds the keys.")
@click.pass_obj
def disable(data: Path | None, name: str, yes: bool) -> None:
    """End an account: its sessions and keys go at once."""
    site = folder.open_site(data)
    _spare_the_last(site, name, yes)
    try:
        with site.store.writing() as db:
            accounts.disable(db, name, clock.today())
            audit.note(db, Act.DISABLED, None, clock.now(), accounts.normal_name(name))
    except NotFound:
        raise _unknown(name) from None
    site.store.settle()
    click.echo(f"{name} is disabled. The next officer who signs in opens new keys.")


@staff.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Also when nobody else holds the keys.")
@click.pass_obj
def reset(data: Path | None, name: str, yes: bool) -> None:
    """Let somebody enrol anew who lost passphrase or phone; shows a code once."""
    site = folder.open_site(data)
    _spare_the_last(site, name, yes)
    try:
        with site.store.writing() as db:
            code = accounts.reset(db, name, clock.today())
            audit.note(db, Act.RESET, None, clock.now(), accounts.normal_name(name))
    except NotFound:
        raise _unknown(name) from None
    site.store.settle()
    _show(name, code)


def _spare_the_last(site: Site, name: str, is_sure: bool) -> None:
    """Refuse to take the keys from the only one who has them, unless it is meant."""
    with site.store.reading() as db:
        epoch = epochs.current(db, clock.today())
        held = epochs.holders(db, epoch) if epoch else []
    if [account.name for account in held] == [accounts.normal_name(name)] and not is_sure:
        raise ShellError(
            f"{name} alone holds the keys. Without her the employee's form closes, until another "
            "officer is given the keys by both recovery slips (pressdesk recover). "
            "Let her hand them over first, or say --yes."
        )


def _show(name: str, code: str) -> None:
    click.echo(f"Enrolment code of {name}, good for {accounts.ENROL_DAYS} days, once:\n    {code}")


def _unknown(name: str) -> ShellError:
    return ShellError(f"There is no account {name}. See them all: pressdesk staff list")
