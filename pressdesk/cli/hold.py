"""`hold`: what may not be destroyed while somebody has asked for it."""

from pathlib import Path

import click

from pressdesk import clock, disclosure, holds
from pressdesk.cli import folder
from pressdesk.disclosure import Asked
from pressdesk.errors import BadHold, NameTaken, NotFound, ShellError
from pressdesk.keytables import Act, Hold
from pressdesk.staff import audit

FAULTS = {
    "reference": "A reference has 1 to 40 characters: letters, digits, blanks, dashes.",
    "person": "Choose a reference of your own, such as STOPP-1: no name, no case number.",
    "scope": "Say either --ticket NUMBER or --weeks FROM TO.",
    "number": "There is no ticket of that number.",
    "weeks": "Write both weeks as 2026-W47.",
    "reversed": "The last week must not be before the first.",
    "day": "Write the day of review as 2026-12-18.",
    "past": "Choose a day of review after today.",
    "far": "Choose a day of review within a year.",
}


@click.group()
def hold() -> None:
    """Legal holds. A reference is the hold's own: never a requester's name or case number."""


@hold.command("list")
@click.pass_obj
def list_holds(data: Path | None) -> None:
    """Every hold: reference, what it keeps, day of review."""
    site = folder.open_site(data)
    with site.store.reading() as db:
        found = holds.everything(db)
    for one in found:
        due = ", overdue" if one.review <= clock.today() else ""
        click.echo(f"{one.reference}: {_kept(one)}, review {one.review}{due}")
    if not found:
        click.echo("No holds.")


@hold.command()
@click.argument("reference")
@click.option("--ticket", "number", default="", help="Number of one ticket, as in the list.")
@click.option(
    "--weeks", nargs=2, default=("", ""), metavar="FROM TO", help="ISO weeks, both included."
)
@click.option("--review", default="", help="Day on which it is reviewed; a month from now.")
@click.pass_obj
def place(
    data: Path | None, reference: str, number: str, weeks: tuple[str, str], review: str
) -> None:
    """Keep a ticket, or all that came in some weeks, until the hold is lifted."""
    site = folder.open_site(data)
    try:
        with site.store.writing() as db:
            asked = Asked(reference, number, *weeks, review)
            placed = disclosure.place(db, asked, clock.today())
            audit.note(db, Act.PLACED_HOLD, None, clock.now())
    except BadHold as bad:
        raise ShellError(FAULTS[bad.reason]) from None
    except NameTaken:
        raise ShellError(f"There is a hold {reference} already. Choose another.") from None
    click.echo(f"{placed.reference} keeps {_kept(placed)}. Review it on {placed.review}.")


@hold.command()
@click.argument("reference")
@click.pass_obj
def lift(data: Path | None, reference: str) -> None:
    """End a hold. What is too old goes with the next tidy."""
    site = folder.open_site(data)
    try:
        with site.store.writing() as db:
            holds.lift(db, reference)
            audit.note(db, Act.LIFTED_HOLD, None, clock.now())
    except NotFound:
        raise ShellError(
            f"There is no hold {reference}. See them all: pressdesk hold list"
        ) from None
    click.echo(f"{reference} is lifted. What is too old goes with the next tidy.")


def _kept(one: Hold) -> str:
    if one.ticket_id is not None:
        return f"ticket {disclosure.number(one.ticket_id)}"
    return f"weeks {one.from_week} to {one.to_week}"
