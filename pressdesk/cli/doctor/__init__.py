"""`doctor`: checks a site and says what to do. Exit status 1 when something is grave."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from pressdesk.cli import folder
from pressdesk.cli.doctor.examining import examine, made
from pressdesk.cli.doctor.findings import GRAVE, Finding

__all__ = ["doctor"]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A list of {level, check, says, do}.")
@click.option("--offline", is_flag=True, help="Do not look at public_url from outside.")
@click.pass_obj
def doctor(data: Path | None, as_json: bool, offline: bool) -> None:
    """Check the site, and say what to do."""
    findings = []
    for finding in made(lambda: _examined(data, is_offline=offline)):
        findings.append(finding)
        if not as_json:
            click.echo(_line(finding))
    if as_json:
        click.echo(json.dumps([_row(one) for one in findings], indent=2, ensure_ascii=False))
    if any(finding.level == GRAVE for finding in findings):
        sys.exit(1)


def _examined(data: Path | None, *, is_offline: bool) -> Iterator[Finding]:
    yield from examine(folder.place(data), is_offline=is_offline)


def _line(finding: Finding) -> str:
    text = " ".join(f"{finding.says} {finding.do}".split())
    return f"{finding.level:>5}  {text}"


def _row(finding: Finding) -> dict[str, str]:
    return {
        "level": finding.level,
        "check": finding.check,
        "says": finding.says,
        "do": finding.do,
    }
