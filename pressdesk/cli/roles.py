"""`roles`: the SQL that makes a database's roles, and what the process for the figures has in place
of the pepper; and a site as that process opens it.
"""

import logging
from pathlib import Path

import click

from pressdesk.cli import folder
from pressdesk.errors import PressdeskError, ShellError
from pressdesk.storage import FiguresStore, roles
from pressdesk.vault import pepper
from pressdesk.web.site import Site

STATISTICS = "statistics"
log = logging.getLogger("pressdesk")


@click.command("roles")
@click.option("--owner", default="pressdesk_owner", show_default=True, help="Owns the tables.")
@click.option("--web", default="pressdesk_web", show_default=True, help="Serves all but figures.")
@click.option("--figures", default="pressdesk_figures", show_default=True, help="Serves figures.")
@click.option("--pepper", "is_pepper", is_flag=True, help="Print the figures process's instead.")
@click.pass_obj
def sql(data: Path | None, owner: str, web: str, figures: str, is_pepper: bool) -> None:
    """Print the SQL that makes the roles of a database on a server. Changes nothing."""
    if not is_pepper:
        click.echo(roles.script(owner, web, figures), nl=False)
        return
    home = folder.place(data)
    folder.check(home)
    click.echo(pepper.outer(folder.settings_of(home).pepper).hex())


def open_figures(data: Path | None) -> Site:
    """A site for the process that serves the figures alone.

    Raises:
        ShellError: no server is named, its role is not made for this, or it may do more.
        ConfigError: a setting is wrong.
    """
    home = folder.place(data)
    folder.check(home)
    settings = folder.settings_of(home)
    if not settings.database_url:
        raise ShellError(
            "serve --figures needs a database on a server, and a role there that reads figures "
            "alone. See docs/operate.md, Database roles."
        )
    store = FiguresStore(settings.database_url, home)
    try:
        _check(store)
        folder.check_form(store, home)
    except PressdeskError:
        store.close()
        raise
    return Site(settings, store)


def _check(store: FiguresStore) -> None:
    """Refuse a role that could read more, and say so of a server that tells more."""
    found = store.trespasses()
    if found == [STATISTICS]:
        log.warning(
            "the server tells the figures role how many rows each table has: let its "
            "administrator run what `pressdesk roles` prints"
        )
    elif found:
        raise ShellError(
            f"serve --figures must not sign in to the database as a role that has more than the "
            f"figures ({', '.join(found)}). Use the role that `pressdesk roles` makes for it."
        )
