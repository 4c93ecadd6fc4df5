"""The shell: `pressdesk --data DIR COMMAND`. Says what it did, or what to do; never a trace."""

import os
import sys
from importlib import metadata
from pathlib import Path

import click

from pressdesk.cli import unavailable
from pressdesk.cli.alarm import alarm
from pressdesk.cli.backup import backup
from pressdesk.cli.demo import demo
from pressdesk.cli.disclose import disclose
from pressdesk.cli.doctor import doctor
from pressdesk.cli.doctor.figures import MEND, UNSAFE
from pressdesk.cli.hold import hold
from pressdesk.cli.move import move
from pressdesk.cli.notices import status
from pressdesk.cli.recover import recover
from pressdesk.cli.release import release
from pressdesk.cli.restore import restore
from pressdesk.cli.roles import sql
from pressdesk.cli.serve import serve
from pressdesk.cli.site import init, upgrade
from pressdesk.cli.staff import staff
from pressdesk.cli.tidy import tidy
from pressdesk.errors import PressdeskError, ShellError, StoreUnavailable, UnsafeFigures

OWNER_ONLY = 0o077


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data",
    type=click.Path(path_type=Path, readable=False),  # folder.check says it better
    envvar="PRESSDESK_DATA",
    help="The site's folder: settings, pepper, database. In a checkout: ./instance.",
)
@click.version_option(metadata.version("pressdesk"), prog_name="pressdesk")
@click.pass_context
def shell(context: click.Context, data: Path | None) -> None:
    """An employee who is called by a reporter asks the press office for help."""
    context.obj = data


for command in (
    *(init, serve, demo, staff, recover, tidy, doctor, upgrade, alarm, sql),
    *(backup, restore, move, status, hold, disclose, release),
):
    shell.add_command(command)


def main() -> None:
    """Run a command; what is made is the owner's alone."""
    os.umask(OWNER_ONLY)
    try:
        shell(prog_name="pressdesk")
    except StoreUnavailable as error:
        _end(unavailable.told(error))
    except UnsafeFigures as error:
        _end(f"{UNSAFE[str(error)]} {MEND}")
    except PressdeskError as error:
        _end(str(error) if isinstance(error, ShellError) or str(error) else type(error).__name__)


def _end(text: str) -> None:
    click.echo(f"pressdesk: {text}", err=True)
    sys.exit(1)
