"""How much waits: numbers of what an officer's own queue shows. For officers alone, never kept."""

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from pressdesk.desk.queue import ends_soon
from pressdesk.keytables import EpochGrant, TicketKey
from pressdesk.tables import IS_WAITING, Ticket, Wanted
from pressdesk.vault.epochs import Holder


class Load(NamedTuple):
    """Tickets that wait; of those, how many are overdue, and how many are deleted before long."""

    waiting: int
    overdue: int
    near_cap: int


def load(db: Session, holder: Holder, today: date) -> Load:
    """Counts of the rows that the officer's queue of waiting tickets has."""
    is_overdue = col(Ticket.wanted) == Wanted.OVERDUE
    counted = (
        select(sa.func.count(), _sum(is_overdue), _sum(ends_soon(today)))
        .select_from(Ticket)
        .join(TicketKey, col(TicketKey.handle) == col(Ticket.handle))
        .join(EpochGrant, col(EpochGrant.epoch_id) == col(Ticket.epoch_id))
        .where(IS_WAITING, col(TicketKey.for_receipt).is_not(None))
        .where(EpochGrant.account_id == holder.id)
    )
    return Load(*db.exec(counted).one())


def _sum(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
