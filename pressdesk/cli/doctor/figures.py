"""Figures: safe together, as they were published, and published in time."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from pressdesk.cli.doctor.findings import Finding, fine, grave, heed
from pressdesk.errors import UnsafeFigures
from pressdesk.figures import ballots, due, releases, years
from pressdesk.storage import Store

Db = Any  # a session: tables stay below the shell
MEND = "Was the database or the program changed? Install the release anew, restore the backup."
UNSAFE = {
    "over-the-cap": "The tables of figures would together tell more of a ticket than the cap lets.",
    "two-levels": "A table of figures stands at two levels: one ticket would be counted twice.",
    "unit": "A category of the figures is the name of a unit: few people would show in it.",
    "damaged": "What was frozen of the figures, or the ledger of their cost, cannot be read.",
}


def shown(store: Store) -> Iterator[Finding]:
    """As much as the role for the figures can tell."""
    with store.reading() as db:
        yield _unsafe(db) or _published(db)


def check(store: Store, today: date) -> Iterator[Finding]:
    """Everything about figures. No count."""
    with store.reading() as db:
        if unsafe := _unsafe(db):
            yield unsafe
            return
        published = _published(db)
        lost = sorted({period for _table, period in releases.published(db).lost})
        late = [each.period for each in due.due(db, today) if each.is_late]
        coming = due.next_opening(db, today)
        strange, unheld = ballots.bad_keys(db)
    if strange or unheld:
        says = f"{strange} keys of slips that no officer vouched for, {unheld} that none holds."
        yield grave("figures-keys", says, "Restore the backup before anybody publishes.")
    yield published
    if late:
        says = f"Figures could have been published: {', '.join(late)}."
        yield heed("figures-late", says, "Let a press officer publish them, at /desk/siffror/.")
    else:
        says = f"No figures are late; {coming.period} comes next, from {coming.opens}."
        yield fine("figures-late", says)
    if lost:
        says = f"Lost in a restore, and never to be published: {', '.join(lost)}."
        yield fine("figures-lost", says)


def _unsafe(db: Db) -> Finding | None:
    try:
        years.check(db)
    except UnsafeFigures as error:
        return grave("figures", f"{UNSAFE[str(error)]} The site does not start.", MEND)
    return None


def _published(db: Db) -> Finding:
    if altered := releases.altered(db):
        says = f"{altered} published tables are not as they were published, and are not shown."
        return grave("figures", says, "Find out who wrote to the database; restore the backup.")
    return fine("figures", "What is published is as it was, and safe together.")
