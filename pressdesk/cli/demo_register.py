"""The demo's register: its lists, what came before, and what waits at the moment."""

from datetime import UTC, datetime, timedelta

from pressdesk import clock, inquiries, lines, rota
from pressdesk.cli import invented_figures, invented_inquiries
from pressdesk.cli.invented_waiting import LINES, STAFFED, STAFFING, WAITING, WEEKS, Waiting
from pressdesk.inquiries import Asked, Officer, issues, sealed
from pressdesk.register import deadlines, indexing, lists, search
from pressdesk.register.deadlines import NO_DEADLINE, Deadline
from pressdesk.register.lists import Listed
from pressdesk.register.standing import Step
from pressdesk.register.words import Due, Status
from pressdesk.vault.epochs import Holder
from pressdesk.web.site import Site

DAY_MINUTES = 24 * 60


def fill(site: Site, holder: Holder, names: tuple[str, str]) -> None:
    """Everything that stands in the register when the demo begins.

    Args:
        names: of the officer who works there, and of the one who stands in.
    """
    now = clock.now().replace(second=0, microsecond=0)
    _lists(site)
    rows = invented_inquiries.rows(clock.today())
    with site.store.writing() as db:
        db.add_all(rows)
        db.flush()
        search.index(db, [indexing.text_of_answer(row) for row in rows if row.answer])
    came = sorted(WAITING, key=lambda each: -each.minutes_ago)
    numbers = [_log(site, holder, Officer(holder.id, names[0]), each, now) for each in came]
    with site.store.writing() as db:
        written = [lines.write(db, line.given(), now - line.age(), line.day()) for line in LINES]
        issue = issues.make(db, STAFFING, written[0].id, clock.today())
        rows = [inquiries.found(db, number) for number in numbers]
        same = [row.number for row in rows if row.unit == STAFFED and row.status != Status.CLOSED]
        issues.add(db, issue.id, same)
    _plan(site, names, now)


def _plan(site: Site, names: tuple[str, str], now: datetime) -> None:
    """Two officers take turns."""
    change = site.settings.rota_changes
    first = rota.monday_at(now, change)
    with site.store.writing() as db:
        for week in range(WEEKS):
            on_duty, backup = names if week % 2 == 0 else names[::-1]
            rota.place(db, first + timedelta(weeks=week), on_duty, backup, now, change)


def _lists(site: Site) -> None:
    """The invented town has units of its own."""
    with site.store.writing() as db:
        for unit in lists.units(db):
            lists.remove(db, Listed.UNIT, unit.name)
        for name in invented_figures.UNITS:
            lists.add(db, Listed.UNIT, name)
        for name, media in invented_inquiries.OUTLETS.items():
            lists.add(db, Listed.OUTLET, name, media=media)


def _log(site: Site, holder: Holder, officer: Officer, waiting: Waiting, now: datetime) -> int:
    """Take an inquiry in when it came, and go on with it as far as it has come; its number."""
    then, today = now - timedelta(minutes=waiting.minutes_ago), clock.today()
    asked = Asked(
        waiting.channel,
        waiting.outlet,
        waiting.unit,
        waiting.question,
        kind=waiting.kind,
        topic=invented_figures.NAMED[waiting.topic],
        deadline=_deadline(waiting.due_in, now),
        spokesperson=waiting.spokesperson,
    )
    with site.store.writing() as db:
        row = inquiries.log(db, asked, then)
        if waiting.reporter:
            sealed.keep_reporter(db, holder, row.number, *waiting.reporter, today)
        if waiting.note:
            sealed.note(db, holder, row.number, waiting.note, today)
        for step, given in waiting.steps:
            parked = {"until": today + timedelta(days=3), "today": today}
            said = parked if step is Step.PARK else given
            seen, minutes = (row.number, row.version), site.settings.undo_minutes
            at = then + timedelta(minutes=10)
            inquiries.step(db, *seen, step, officer, at, undo_minutes=minutes, **said)
        return row.number


def _deadline(minutes: int | None, now: datetime) -> Deadline:
    """None, a time, or the whole of a day that is further away."""
    if minutes is None:
        return NO_DEADLINE
    until = now + timedelta(minutes=minutes)
    if minutes < DAY_MINUTES:
        return Deadline(Due.TIME, until.astimezone(UTC))
    return deadlines.parse(until.date().isoformat(), now)
