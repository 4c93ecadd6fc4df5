"""`backup`: a daily copy of what people write, and the newest copy of the keys, kept apart."""

from pathlib import Path

import click

from pressdesk import clock, copies
from pressdesk.cli import folder
from pressdesk.copies import Made, Plan
from pressdesk.errors import ShellError
from pressdesk.keytables import Lease
from pressdesk.web.site import Site

LEASE = "backup"  # says on which day the last one was made


@click.command()
@click.argument("data", required=False, type=click.Path(path_type=Path))
@click.argument("keys", required=False, type=click.Path(path_type=Path))
@click.option(
    "--accept-loss",
    is_flag=True,
    help="Replace the copy of the keys even if keys are gone that should be there.",
)
@click.pass_obj
def backup(home: Path | None, data: Path | None, keys: Path | None, accept_loss: bool) -> None:
    """Copy the site while it serves: what people write to DATA, one file a day; the keys to KEYS,
    the newest only. Without the two: to the settings' backup_data and backup_keys.
    """
    site = folder.open_site(home)
    places = _places(site, data, keys)
    plan = Plan(
        home=folder.place(home),
        data=places[0],
        keys=places[1],
        site=copies.site_mark(site.settings.pepper),
        today=clock.today(),
        keep=site.settings.backup_days,
        accepts_loss=accept_loss,
    )
    made = copies.make(site.store, plan)
    with site.store.writing() as db:
        row = db.get(Lease, LEASE) or Lease(name=LEASE, holder=b"", until=0)
        row.done = plan.today
        db.add(row)
    _tell(plan, made)


def _places(site: Site, data: Path | None, keys: Path | None) -> tuple[Path, Path]:
    if data is not None and keys is not None:
        return data.expanduser().absolute(), keys.expanduser().absolute()
    if data is not None:
        raise ShellError(
            "Name two folders: pressdesk backup DATA KEYS. What people write and the keys are "
            "kept apart."
        )
    if not site.settings.backup_data:
        raise ShellError(
            "Name two folders: pressdesk backup DATA KEYS. Or set backup_data and backup_keys in "
            "pressdesk.toml."
        )
    return Path(site.settings.backup_data), Path(site.settings.backup_keys)


def _tell(plan: Plan, made: Made) -> None:
    """No count of tickets: in a timer's log it would tell on which day somebody wrote."""
    click.echo(f"What people write, as it was now, is in {plan.data} (desk-{plan.today}.db).")
    click.echo(
        f"The keys are in {plan.keys}: accounts ({made.accounts}), epochs ({made.epochs}), and "
        "the key of every ticket. This is the only copy of them there."
    )
    click.echo(f"daily copies kept: {made.kept}, deleted: {made.deleted}")
    for lost in made.lost:
        click.echo(f"Accepted: {lost}.")
    for name in made.missing:
        click.echo(f"{name} is not in the site's folder, and not in the copy. Keep one yourself.")
    if made.ahead:
        click.echo(
            f"{made.ahead} daily copies are of days to come, and stay. Is the clock right, or was "
            "it wrong? If it is right now, delete them by hand."
        )
