"""`serve`: waitress, with what a site does by itself beside it."""

import logging
import signal
import threading
from pathlib import Path

import click

from pressdesk import create_app
from pressdesk.cli import background, folder, roles
from pressdesk.errors import ShellError, StoreUnavailable
from pressdesk.keytables import Lease
from pressdesk.storage import ServerStore, standing
from pressdesk.storage.servers import CONNECTIONS
from pressdesk.vault import pepper
from pressdesk.web import ending, server
from pressdesk.web.site import Site

PORTS = click.IntRange(1, 65_535)
THREADS = click.IntRange(1, 64)
DRAINING = click.IntRange(0, 300)
log = logging.getLogger("pressdesk")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=PORTS, default=8080, show_default=True, help="Port to listen on.")
@click.option(
    "--threads", type=THREADS, default=server.THREADS, show_default=True, help="Requests at a time."
)
@click.option("--no-tidy", is_flag=True, help="A timer runs `pressdesk tidy` instead.")
@click.option(
    "--drain",
    type=DRAINING,
    default=0,
    show_default=True,
    help="Seconds for which /halsa says that the process stops before it takes nobody more.",
)
@click.option("--figures", is_flag=True, help="Serve the figures alone, as the role for them.")
@click.pass_obj
def serve(
    data: Path | None,
    host: str,
    port: int,
    threads: int,
    no_tidy: bool,
    drain: int,
    figures: bool,
) -> None:
    """Serve the site, and run `tidy` in the background. Several may serve one on a server."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells each time it is asked
    site = _opened(data, figures=figures)
    _check(site, threads, tidies=not no_tidy)
    serving = listen(site, host, port, threads)
    click.echo(f"pressdesk serves {folder.place(data)} at http://{host}:{port}/")
    if site.settings.database_url:
        click.echo(f"Its database is {folder.told(site.settings)}")
    run(site, serving, tidies=not no_tidy, drain_seconds=drain)


def listen(site: Site, host: str, port: int, threads: int) -> ending.Serving:
    """A server that listens, and that SIGTERM stops from now on.

    Raises:
        ShellError: the port cannot be had.
    """
    signal.signal(signal.SIGTERM, lambda *_: _stop())
    try:
        app = create_app(site.settings, site.store, site.demo)
        return ending.Serving(server.listen(app, host, port, threads), app)
    except OSError as error:
        raise ShellError(
            f"Port {port} on {host} cannot be used ({error.strerror}). "
            f"Is another pressdesk running? Choose another: --port {port + 1}"
        ) from None


def run(site: Site, serving: ending.Serving, *, tidies: bool, drain_seconds: float = 0) -> None:
    """Serve until Ctrl-C or SIGTERM; requests under way are finished. The second one ends it at
    once.
    """
    stopping, at_work = threading.Event(), []
    try:
        at_work = background.start(site, stopping, tidies=tidies)
        _heed(serving)
        cut = serving.run(drain_seconds)
        if cut:
            log.warning("%d requests took too long, and were cut off", cut)
    finally:
        stopping.set()
        background.end(site, at_work)


def _opened(data: Path | None, *, figures: bool) -> Site:
    """The site; a server that does not answer is named, and whoever started this tries again."""
    try:
        return roles.open_figures(data) if figures else folder.open_site(data)
    except StoreUnavailable as error:
        settings = folder.settings_of(folder.place(data))
        if not settings.database_url or error.is_busy or error.is_full or error.is_damaged:
            raise
        raise ShellError(
            f"The database server {folder.told(settings)} does not answer, or not to this user. "
            "Start pressdesk again when it does; systemd does so by itself."
        ) from None


def _check(site: Site, threads: int, *, tidies: bool) -> None:
    """Refuse what several processes would trip over."""
    if site.store.is_server and threads > CONNECTIONS:
        raise ShellError(
            f"--threads {threads} is more than the {CONNECTIONS} connections that a process keeps "
            "to the database. Start more processes instead."
        )
    if site.store.for_figures:
        return  # it opens no receipt
    if tidies and isinstance(site.store, ServerStore) and not standing.of_server(site.store).owned:
        raise ShellError(
            "This role of the database cannot tidy, since it owns no table. Start with --no-tidy, "
            "and let a timer run `pressdesk tidy` as the owner. See docs/operate.md, Database "
            "roles."
        )
    if not _has_the_pepper(site):
        raise ShellError(
            "The pepper is not the one that this site is served with elsewhere: receipts would "
            "open nothing. Copy the file pepper from there."
        )


def _has_the_pepper(site: Site) -> bool:
    """Whether this process has the site's pepper. The first one of all leaves its mark; the others
    only read, and need not wait for whoever writes.
    """
    mine = site.settings.pepper
    with site.store.reading() as db:
        if db.get(Lease, pepper.NAME) is not None:
            return pepper.is_shared(db, mine)
    with site.store.writing() as db:
        return pepper.is_shared(db, mine)


def _heed(serving: ending.Serving) -> None:
    """Have SIGTERM and Ctrl-C end it in good order the first time, and at once the second."""

    def stop(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        serving.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _stop() -> None:
    raise SystemExit(0)
