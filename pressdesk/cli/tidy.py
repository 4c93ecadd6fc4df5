"""`tidy`: the nightly work by hand or timer, what it would do and why, and what it has done."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from pressdesk import clock, retention
from pressdesk.cli import folder, nightly, notices
from pressdesk.cli.nightly import Ran
from pressdesk.config import Settings
from pressdesk.errors import ShellError
from pressdesk.keytables import PurgeRecord
from pressdesk.retention import Outlook, Tidied, Trouble
from pressdesk.web.site import Site

HOLDER_BYTES = 16
COLUMNS = (
    *("Day", "Tickets", "Held", "Keys", "Tombstones", "Log rows"),
    *("Inquiries", "Reporters", "Decision"),
)
MIXING = {None: "not due", True: "done", False: "waits for a reader"}


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done and why, and do nothing.")
@click.option("--record", is_flag=True, help="Print what each day's runs have destroyed.")
@click.option("--clock-is-right", is_flag=True, help="Go on after the clock has jumped.")
@click.pass_obj
def tidy(data: Path | None, dry_run: bool, record: bool, clock_is_right: bool) -> None:
    """Close, purge and renew what is due; prints counts only. A timer runs it every night."""
    site = folder.open_site(data)
    if record:
        _print_record(site)
    elif dry_run:
        _rehearse(site)
    else:
        ran = _run(site, clock_is_right=clock_is_right)
        notices.send_due(site)
        _tell(ran, site.settings)


def _run(site: Site, *, clock_is_right: bool) -> Ran:
    """A run; asks about a clock that has jumped, where there is somebody to ask."""
    holder = os.urandom(HOLDER_BYTES)
    ran = nightly.run(site, holder=holder, clock_is_right=clock_is_right)
    if ran.trouble is None:
        return ran
    if not (sys.stdin.isatty() and click.confirm(f"{_told(ran.trouble)} Is it right?")):
        raise ShellError(
            f"{_told(ran.trouble)} Nothing was done. Set the clock right (timedatectl), or, if it "
            "is right, run: pressdesk tidy --clock-is-right"
        )
    return nightly.run(site, holder=holder, clock_is_right=True)


def _told(trouble: Trouble) -> str:
    return f"The last run was on {trouble.last}, and the clock says {trouble.today}."


def _tell(ran: Ran, settings: Settings) -> None:
    if ran.tidied is None:
        raise ShellError("Another process tidies this site now. Run tidy again in a while.")
    for what, count in ran.tidied._asdict().items():
        click.echo(f"{what.replace('_', ' ')}: {count}")
    click.echo(f"mixing: {MIXING[ran.is_mixed]}")
    for line in _kept_undecided(ran.tidied):
        click.echo(line, err=True)
    if ran.is_mixed is False:
        raise ShellError("The mixing waits for a reader; it is tried again. Run tidy in a while.")
    if not ran.is_settled:
        raise ShellError("A reader kept the write-ahead log busy. Run tidy again in a while.")


def _rehearse(site: Site) -> None:
    """What a run would do: by rule, with the setting that decides; counts only."""
    today = clock.today()
    with site.store.rehearsing() as db:
        trouble = retention.clock_trouble(db, today)
        if trouble is not None:
            click.echo(f"{_told(trouble)} Nothing is done before somebody says that it is right.")
            retention.accept_clock(db)
        ahead = retention.outlook(db, site.settings, today, clock.now().timestamp())
    lines = [
        *_of_tickets(ahead, site.settings),
        *_of_register(ahead.done, site.settings),
        *_of_the_rest(ahead, site.settings),
    ]
    click.echo("\n".join(lines) if lines else "Nothing would be done.")


def _of_tickets(ahead: Outlook, settings: Settings) -> Iterator[str]:
    closing = settings.ticket_closes_after_days
    days = settings.ticket_days_after_closing
    why = {
        "after-closing": f"closed, and their {days} days are over (ticket_days_after_closing)",
        "at-cap": f"would be older than {settings.ticket_longest_days} days (ticket_longest_days)",
        "taken-back": "deleted by its writer (writer_may_delete, ticket_floor_days)",
    }
    if ahead.done.mended:
        yield f"{_many(ahead.done.mended)} put back to this week: written by a clock ahead of time"
    if ahead.done.closed:
        quiet = f"{closing} days without a follow-up (ticket_closes_after_days)"
        yield f"{_many(ahead.done.closed)} to close: answered, and {quiet}"
    for reason, words in why.items():
        if reason in ahead.reasons:
            yield f"{_many(ahead.reasons[reason])}: {words}"
    if ahead.drawn:
        when = "tonight" if ahead.is_drawn_now else "with tomorrow's first run"
        yield f"{_many(ahead.drawn)} of this week, of which a drawn part goes {when}"
    for reference, count in ahead.held.items():
        yield f"{_many(count)} kept by hold {reference}"
    if ahead.done.undecided:
        yield _undecided(ahead.done.undecided)


def _of_register(done: Tidied, settings: Settings) -> Iterator[str]:
    if done.reporters:
        days = f"{settings.reporter_days} days ago (reporter_days)"
        yield f"{_many(done.reporters, 'contact')} of reporters: answered or closed {days}"
    if done.inquiries:
        yield (
            f"{_inquiries(done.inquiries)}: {settings.inquiry_days} days are over (inquiry_days), "
            "or exported to the registry and closed for 30 days"
        )
    if done.inquiries_held:
        yield f"{_inquiries(done.inquiries_held)} due: kept by holds of weeks"
    if done.inquiries_undecided:
        yield _undecided(done.inquiries_undecided, "inquiry")
    if done.weeded:
        yield f"{_inquiries(done.weeded)} closed: who had them is forgotten (undo_minutes)"
    if done.drafts:
        yield f"{_many(done.drafts, 'draft')} of the register: older than a week"
    if done.duty_weeks:
        yield f"{_many(done.duty_weeks, 'duty week')}: older than four weeks"


def _of_the_rest(ahead: Outlook, settings: Settings) -> Iterator[str]:
    done = ahead.done
    if done.overdue:
        yield f"{_many(done.overdue)} marked overdue: not answered when the answer was needed"
    for month in ahead.months:
        yield f"key of {month}: its last ticket is gone and none may live (ticket_longest_days)"
    if done.tombstones:
        whose = "goes with its key" if done.tombstones == 1 else "go with their keys"
        yield f"{_many(done.tombstones, 'tombstone')}: {whose}"
    if done.sessions:
        yield f"{_many(done.sessions, 'session')}: over"
    if done.tries:
        yield f"{_many(done.tries, 'row')} of failed sign-ins and known browsers: run out"
    if done.audit:
        days = settings.audit_days
        yield f"{_many(done.audit, 'row')} of the staff log: older than {days} days (audit_days)"


def _kept_undecided(done: Tidied) -> Iterator[str]:
    if done.undecided:
        yield _undecided(done.undecided)
    if done.inquiries_undecided:
        yield _undecided(done.inquiries_undecided, "inquiry")


def _undecided(count: int, what: str = "ticket") -> str:
    many = _many(count) if what == "ticket" else _inquiries(count)
    return f"{many} due: kept, because disposal_decision is not set"


def _inquiries(count: int) -> str:
    return "1 inquiry" if count == 1 else f"{count} inquiries"


def _many(count: int, what: str = "ticket") -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _print_record(site: Site) -> None:
    """The record as a table that fits on paper."""
    with site.store.reading() as db:
        rows = [_cells(row) for row in retention.purge_records(db)]
    click.echo(f"Purge record of {site.settings.organisation}, printed {clock.today()}\n")
    if not rows:
        click.echo("No run yet.")
        return
    for row in [COLUMNS, *rows]:
        click.echo(f"{row[0]:<10}" + "".join(f"{cell:>11}" for cell in row[1:-1]) + f"  {row[-1]}")


def _cells(row: PurgeRecord) -> tuple[str, ...]:
    of_tickets = (row.tickets, row.held, row.epochs, row.tombstones, row.audit)
    counts = (*of_tickets, row.inquiries, row.reporters)
    return (str(row.day), *map(str, counts), row.decision or "-")
