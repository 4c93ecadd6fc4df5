"""`serve`: waitress, with what a site does by itself beside it."""

import logging
import signal
import threading
from pathlib import Path
from typing import Any

import click

from pressdesk import create_app
from pressdesk.cli import background, folder
from pressdesk.errors import ShellError
from pressdesk.web import server
from pressdesk.web.site import Site


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, help="Port to listen on.")
@click.option("--threads", default=server.THREADS, show_default=True, help="Requests at a time.")
@click.option("--no-tidy", is_flag=True, help="A timer runs `pressdesk tidy` instead.")
@click.pass_obj
def serve(data: Path | None, host: str, port: int, threads: int, no_tidy: bool) -> None:
    """Serve the site, and run `tidy` in the background."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells each time it is asked
    site = folder.open_site(data)
    listening = listen(site, host, port, threads)
    click.echo(f"pressdesk serves {folder.place(data)} at http://{host}:{port}/")
    run(site, listening, tidies=not no_tidy)


def listen(site: Site, host: str, port: int, threads: int) -> Any:
    """A server that listens, and that SIGTERM stops from now on.

    Raises:
        ShellError: the port cannot be had.
    """
    signal.signal(signal.SIGTERM, lambda *_: _stop())
    try:
        app = create_app(site.settings, site.store, site.demo)
        return server.listen(app, host, port, threads)
    except OSError as error:
        raise ShellError(
            f"Port {port} on {host} cannot be used ({error.strerror}). "
            f"Is another pressdesk running? Choose another: --port {port + 1}"
        ) from None


def run(site: Site, listening: Any, *, tidies: bool) -> None:
    """Serve until Ctrl-C or SIGTERM; requests under way are finished."""
    stopping = threading.Event()
    background.start(site, stopping, tidies=tidies)
    try:
        listening.run()
    finally:
        stopping.set()
        listening.close()
        background.end(site)


def _stop() -> None:
    raise SystemExit(0)
