"""`recover`: give an enrolled officer the keys by both slips, when nobody else can."""

import sys
from pathlib import Path

import click

from pressdesk import clock
from pressdesk.cli import folder
from pressdesk.cli.site import show_slips
from pressdesk.errors import KeysReplaced, NotFound, ShellError, WrongSlips
from pressdesk.keytables import Act
from pressdesk.staff import accounts, audit, recovering
from pressdesk.vault import receipts
from pressdesk.vault.slips import CODES_PER_SLIP, Slips


@click.command()
@click.argument("name")
@click.pass_obj
def recover(data: Path | None, name: str) -> None:
    """Give an enrolled officer the keys by both recovery slips, and print new slips."""
    if not sys.stdout.isatty():
        raise ShellError("recover shows new slips once. Run it on a terminal, not into a file.")
    site = folder.open_site(data)
    paper = Slips(_ask("1"), _ask("2"))
    try:
        with site.store.writing() as db:
            fresh = recovering.recover(db, paper, name, clock.today())
            audit.note(db, Act.RECOVERED, None, clock.now(), accounts.normal_name(name))
    except WrongSlips:
        raise ShellError(
            "The slips do not open this site. Check every code; both slips must be the newest."
        ) from None
    except KeysReplaced:
        raise ShellError(
            "The keys in the database are not whole: something or somebody has changed them. "
            "Nothing was done now. Keep both slips, restore the newest backup of the keys, and run "
            "recover again."
        ) from None
    except NotFound:
        raise ShellError(
            f"{name} is no enrolled press officer. Add one with `pressdesk staff add`, let her "
            "enrol at /konto/anslut, then run recover again."
        ) from None
    site.store.settle()
    click.echo(f"{name} holds every key now. The old slips open nothing more; these are new.\n")
    show_slips(fresh)


def _checked(typed: str) -> str:
    """A code whose check symbol is right; each is asked for until it is."""
    if receipts.normal(typed) is None:
        raise click.UsageError("That is mistyped. Write the whole code again, five groups of four.")
    return typed


def _ask(slip: str) -> tuple[str, ...]:
    return tuple(
        click.prompt(f"Slip {slip}, code {number}", hide_input=True, value_proc=_checked)
        for number in range(1, CODES_PER_SLIP + 1)
    )
