"""`release`: publish a period's figures, once and for ever."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from pressdesk import clock, create_app
from pressdesk.cli import folder, signing_in
from pressdesk.errors import (
    AlreadyReleased,
    NoKeys,
    NotDeclared,
    PeriodNotOver,
    PressdeskError,
    ReleaseFirst,
    ShellError,
    Stale,
)
from pressdesk.figures import due, reading, releases
from pressdesk.figures.declared import IN_TIME
from pressdesk.figures.frozen import Figure
from pressdesk.figures.releases import Tally
from pressdesk.inquiries import counting
from pressdesk.keytables import Act
from pressdesk.staff import audit
from pressdesk.staff.sessions import SignedIn
from pressdesk.web import figure_words as words
from pressdesk.web.site import Site

WORDS: dict[type[PressdeskError], str] = {
    PeriodNotOver: "{period} can be published from {refusal.opens}: it must be over for two days.",
    AlreadyReleased: "{period} is published already. It is published once, and never changes.",
    NotDeclared: "No figures are published for {period}. Run release alone to see what can be.",
    ReleaseFirst: "{period} is fitted to {refusal.period}. Publish that first.",
    NoKeys: "This officer does not hold all keys of {period}. Let one publish who has held keys "
    "for longer, or give her the keys with: recover NAME",
    Stale: "Slips of {period} came or went meanwhile. Nothing is published. Run it again.",
}
LOST = (
    "{period} can never be published: it may have been, after the copy was made from which this "
    "site was restored."
)
REFUSALS = tuple(WORDS)
OPENING = "Opening slips"


@click.command()
@click.argument("period", required=False)
@click.pass_obj
def release(data: Path | None, period: str | None) -> None:
    """Publish the figures of PERIOD (2026-10, 2026-Q4, 2026), once. An officer signs in. Without
    PERIOD: what can be published, and what comes next.
    """
    site = folder.open_site(data)
    app = create_app(site.settings, site.store)  # refuses tables that would tell too much
    if period is None:
        _list(site)
        return
    try:
        with site.store.reading() as db:
            due.check(db, period, clock.today())
        me = signing_in.officer(site)
        counted = _tally(site, me, period)
        with site.store.writing() as db:
            asked = counting.register(db, period, site.settings, clock.now())
            figures = releases.publish(db, counted, clock.today(), asked)
            audit.note(db, Act.PUBLISHED_FIGURES, me.id, clock.now())
    except REFUSALS as refusal:
        raise ShellError(_why_not(site, period, refusal)) from None
    is_settled = site.store.settle()
    with app.test_request_context():
        click.echo("\n".join(_shown(figures)))
    _tell(period, counted, is_settled)


def _list(site: Site) -> None:
    """In their order; never a count."""
    with site.store.reading() as db:
        found = due.due(db, clock.today())
        coming = due.next_opening(db, clock.today())
    for each in found:
        late = ", late" if each.is_late else ""
        click.echo(f"{each.period:<8} can be published since {each.opens}{late}")
    if not found:
        click.echo("Nothing can be published today.")
    click.echo(f"{coming.period:<8} comes next, from {coming.opens}")


def _tally(site: Site, me: SignedIn, period: str) -> Tally:
    with site.store.reading() as db:
        most = releases.steps(db, period)  # says nothing of how many slips there are
        with click.progressbar(length=most, label=OPENING, file=sys.stderr) as bar:
            return releases.tally(db, me.holder, period, clock.today(), bar.update)


def _shown(figures: Sequence[Figure]) -> Iterator[str]:
    """What is published now, as everybody reads it."""
    for figure in figures:
        yield f"{words.period(figure.period)}: {words.table(figure.table)}"
        if figure.table == IN_TIME:
            share = reading.share(figure)
            yield f"  {share.low}–{share.high} %" if share else "  för få för en säker andel"
        for category, value, margin in reading.rows(figure):
            name = words.category(figure.table, category)
            yield f"  {words.with_margin(value, margin):>12}  {name}"


def _tell(period: str, counted: Tally, is_settled: bool) -> None:
    if counted.unreadable:
        click.echo(
            "Some slips did not open and are not counted: damaged, or not made by this program. "
            "Run doctor.",
            err=True,
        )
    if not is_settled:
        click.echo("A reader kept the write-ahead log busy. Run tidy in a while.", err=True)
    click.echo(f"{period} is published. Next: pressdesk backup", err=True)


def _why_not(site: Site, period: str, refusal: PressdeskError) -> str:
    """One line that says what to do."""
    if isinstance(refusal, AlreadyReleased):
        with site.store.reading() as db:
            if releases.is_lost(db, period):
                return LOST.format(period=period)
    return WORDS[type(refusal)].format(period=period, refusal=refusal)
