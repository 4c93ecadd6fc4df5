"""`disclose`: the neutral list of a month, and a ticket with words masked."""

from pathlib import Path

import click

from pressdesk import clock, create_app, disclosure
from pressdesk.cli import folder, signing_in
from pressdesk.disclosure import Mask, Record, Span
from pressdesk.errors import MonthNotOver, NotFound, ShellError
from pressdesk.keytables import Act
from pressdesk.staff import audit
from pressdesk.web import paper
from pressdesk.web.paper import Entry
from pressdesk.web.site import Site

Masks = dict[str, list[Mask]]


@click.group()
def disclose() -> None:
    """Public records for whoever asks. Never ask who asks, or why."""


@disclose.command("list")
@click.argument("month")
@click.pass_obj
def list_month(data: Path | None, month: str) -> None:
    """Print the neutral list of a month that is over: number, week, state."""
    site = folder.open_site(data)
    try:
        with site.store.writing() as db:
            lines = disclosure.listed(db, month, clock.today())
            audit.note(db, Act.DISCLOSED_LIST, None, clock.now())
    except MonthNotOver as early:
        raise ShellError(f"{month} is not over. Its list can be made from {early.opens}.") from None
    except NotFound:
        raise ShellError("Write a month as 2026-10.") from None
    with create_app(site.settings, site.store).test_request_context():
        click.echo(paper.listing(site.settings, month, lines, clock.today()), nl=False)


@disclose.command()
@click.argument("number")
@click.option(
    "--output", type=click.Path(path_type=Path), help="A new file for it, the owner's alone."
)
@click.pass_obj
def ticket(data: Path | None, number: str, output: Path | None) -> None:
    """Print a ticket with words masked. An officer who holds the keys signs in."""
    if output is not None and output.exists():
        raise ShellError(f"{output} is there already. Name a new file.")
    site = folder.open_site(data)
    me = signing_in.officer(site)
    try:
        with site.store.reading() as db:
            found = disclosure.ticket_of(db, number)
            record = disclosure.show(db, me.holder, found.id)
    except NotFound:
        raise ShellError(f"{me.name} can open no ticket {number}. Is it destroyed?") from None
    text = _masked(site, record)
    if output is not None:
        _write(output, text)
    with site.store.writing() as db:
        audit.note(db, Act.DISCLOSED_TICKET, me.id, clock.now())
    if output is None:
        click.echo(text, nl=False)
    else:
        click.echo(f"Written to {output}. Read it through before you pass it on.", err=True)


def _masked(site: Site, record: Record) -> str:
    """The ticket as text, once the officer has masked what she will."""
    with create_app(site.settings, site.store).test_request_context():
        shown = paper.entries(record)
        click.echo(paper.plain(record.number, shown, {}), err=True)
        masks: Masks = {}
        while words := signing_in.ask("Words to mask (empty: done)"):
            _mask(shown, masks, words)
        return paper.plain(record.number, shown, masks)


def _mask(shown: list[Entry], masks: Masks, words: str) -> None:
    """Mask words wherever they stand, under a section that is asked for."""
    spans: dict[str, list[Span]] = {}
    for entry in shown:
        taken = [mask.span for mask in masks.get(entry.key, [])]
        spans[entry.key] = disclosure.occurrences(entry.text, words, taken)
    count = sum(map(len, spans.values()))
    if not count:
        click.echo("Not there. Nothing is masked by it.", err=True)
        return
    section = _section(words)
    for key, found in spans.items():
        masks.setdefault(key, []).extend(Mask(span, section) for span in found)
    click.echo(f"Masked in {count} place{'' if count == 1 else 's'}.", err=True)


def _section(words: str) -> str:
    """One of the usual sections by its number, or another that is written out."""
    for number, section in enumerate(disclosure.SECTIONS, 1):
        click.echo(f"  {number}  {section}  {paper.SECTIONS[section]}", err=True)
    while True:
        typed = signing_in.ask(f"Section, 1 to {len(disclosure.SECTIONS)}, or another")
        if typed.isdecimal() and 0 < int(typed[:3]) <= len(disclosure.SECTIONS):
            return disclosure.SECTIONS[int(typed) - 1]
        fits = 0 < len(typed) <= disclosure.SECTION_CHARACTERS and not typed.isdecimal()
        if fits and not disclosure.tells(typed, words):
            return typed
        click.echo(
            "Write a number, or a section: 40 characters, nothing of what it hides.", err=True
        )


def _write(output: Path, text: str) -> None:
    try:
        folder.write_secret(output, text)
    except OSError as error:
        raise ShellError(f"{output} cannot be written: {error.strerror}.") from None
