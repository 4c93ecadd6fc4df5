"""What a run would do, and why: counts by rule, for a dry run."""

from collections import Counter
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from pressdesk import clock, holds
from pressdesk.config import Settings
from pressdesk.keytables import Epoch, Lease, TicketKey
from pressdesk.retention import run
from pressdesk.retention.run import Tidied
from pressdesk.tables import State, Ticket
from pressdesk.vault import lives, taking


class Outlook(NamedTuple):
    """Counts by rule, and months of keys: no id of anything."""

    done: Tidied  # what the run would count; which tickets are drawn is another matter each time
    reasons: dict[str, int]  # tickets past their last day, by reason
    drawn: int  # tickets in their week: the day's first run takes a part of them
    is_drawn_now: bool  # whether this would be that run
    held: dict[str, int]  # due tickets by the reference of a hold that keeps them
    months: list[str]  # of keys that would be destroyed


AFTER_CLOSING, TAKEN_BACK, AT_CAP = ("after-closing", "taken-back", "at-cap")


def outlook(db: Session, settings: Settings, today: date, now_seconds: float) -> Outlook:
    """Do everything, and say what it was. The caller undoes the transaction."""
    row = db.get(Lease, lives.NIGHTLY)
    is_drawn_now = row is None or row.done is None or row.done < today
    due = _due(db, today)
    of_holds = {
        hold.reference: sum(holds.covers(hold, ticket) for ticket, _ in due)
        for hold in holds.everything(db)
    }
    kept_back = {ticket.id for ticket, _ in due if holds.is_held(db, ticket)}
    free = [pair for pair in due if pair[0].id not in kept_back and settings.disposal_decision]
    over = [pair for pair in free if lives.last_day(pair[0], settings) < today]
    before = _months(db)
    reasons = Counter(_reason(ticket, settings, is_hidden=hidden) for ticket, hidden in over)
    done = run.tidy(db, settings, today, now_seconds)
    db.flush()
    left = _months(db)
    return Outlook(
        done=done,
        reasons=dict(reasons),
        drawn=len(free) - len(over),
        is_drawn_now=is_drawn_now,
        held={reference: count for reference, count in of_holds.items() if count},
        months=sorted(month for epoch_id, month in before.items() if epoch_id not in left),
    )


def _due(db: Session, today: date) -> list[tuple[Ticket, bool]]:
    """Tickets whose week has come, and whether their writer took them back."""
    query = (
        select(Ticket, TicketKey.for_receipt)
        .join(TicketKey, col(TicketKey.handle) == col(Ticket.handle), isouter=True)
        .where(Ticket.purge_week <= clock.week_of(today))
    )
    return [(ticket, for_receipt is None) for ticket, for_receipt in db.exec(query)]


def _reason(ticket: Ticket, settings: Settings, *, is_hidden: bool) -> str:
    if ticket.state is not State.CLOSED or ticket.closed_week is None:
        return AT_CAP
    if is_hidden:
        return TAKEN_BACK
    days = settings.ticket_days_after_closing
    is_whole = clock.week_no_earlier(ticket.closed_week, days) <= ticket.purge_week
    return AFTER_CLOSING if is_whole else AT_CAP


def _months(db: Session) -> dict[UUID, str]:
    """Months of the keys that are there."""
    living = set(taking.living(db))
    return {epoch.id: epoch.month for epoch in db.exec(select(Epoch)) if epoch.id in living}
