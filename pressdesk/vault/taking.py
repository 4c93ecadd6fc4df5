"""Which epoch takes today's requests: `epochs.current` and `epochs.holders`, read plainly, since
every request of an employee asks it.
"""

from datetime import date
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from pressdesk import clock
from pressdesk.keytables import Account, AccountState, Epoch, EpochGrant, Role
from pressdesk.storage import plain
from pressdesk.vault import vouchers


class Link(NamedTuple):
    """What is public of an epoch; see `keytables.Epoch`."""

    id: UUID
    number: int
    month: str
    public: bytes
    verify: bytes
    voucher: bytes | None
    is_living: bool  # its keys are still there


LINKS = sa.select(
    col(Epoch.id),
    col(Epoch.number),
    col(Epoch.month),
    col(Epoch.public),
    col(Epoch.verify),
    col(Epoch.voucher),
    (col(Epoch.for_recovery) != b"").label("is_living"),
).order_by(col(Epoch.number))
HELD = (
    sa.select(col(EpochGrant.voucher), col(Account.id), col(Account.public))
    .join(Account, col(Account.id) == col(EpochGrant.account_id))
    .where(col(EpochGrant.epoch_id) == sa.bindparam("epoch", type_=sa.Uuid))
    .where(col(Account.role) == Role.PRESS_OFFICER, col(Account.state) == AccountState.ACTIVE)
)


def links(db: Session) -> list[Link]:
    """All epochs there were, whoever vouches for them."""
    return [Link(*row) for row in plain.rows(db, LINKS)]


def link(db: Session, links: list[Link], today: date) -> Link | None:
    """The epoch that today's requests are sealed to; None when no officer's hand vouches for one,
    or nobody holds it.
    """
    come = [one for one in links if one.month <= clock.month_of(today)]
    if not come or not vouchers.is_whole(links) or not _is_held(db, come[-1]):
        return None
    return come[-1]


def living(db: Session) -> list[UUID]:
    """Epochs whose keys are still there."""
    return [one.id for one in links(db) if one.is_living]


def _is_held(db: Session, epoch: Link) -> bool:
    return any(
        vouchers.is_signed(
            epoch.verify, row.voucher, vouchers.grant_words(epoch.id, row.id, row.public)
        )
        for row in plain.rows(db, HELD, epoch=epoch.id)
    )
