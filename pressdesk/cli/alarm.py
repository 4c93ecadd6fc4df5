"""`alarm`: whether an officer saw replaced keys, and the end of it when somebody has looked into
it.
"""

from pathlib import Path

import click

from pressdesk.cli import folder
from pressdesk.staff import alarm as alarms

SEEN = "An officer saw replaced keys on {day}. The employee's form is closed in every process."
AGAIN = "Start every process of the site anew: each keeps its form closed until then."


@click.command()
@click.option("--lift", is_flag=True, help="End it: the keys have been looked into.")
@click.pass_obj
def alarm(data: Path | None, lift: bool) -> None:
    """Say whether an officer saw replaced keys, which closes the employee's form."""
    site = folder.open_site(data)
    with site.store.writing() as db:
        since = alarms.sounded(db)
        was_lifted = lift and alarms.lift(db)
    if since is None:
        click.echo("There is no alarm.")
        return
    click.echo(SEEN.format(day=since))
    if was_lifted:
        click.echo(f"It is lifted. {AGAIN}")
    else:
        click.echo("docs/operate.md, Staff, says what to do. Then: pressdesk alarm --lift")
