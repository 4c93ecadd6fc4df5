"""Lodge a request: is the form open, mint a receipt, store once."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from pressdesk.config import Settings
from pressdesk.errors import ForeignReceipt, FormClosed, WasDeleted
from pressdesk.keytables import TicketKey
from pressdesk.storage import plain
from pressdesk.tables import Author, Ticket, Wanted
from pressdesk.vault import lives, receipts, taking, tickets
from pressdesk.vault.taking import Link
from pressdesk.vault.tickets import Particulars

FRIDAY = 4
HANDLE = sa.bindparam("handle", type_=sa.LargeBinary)
KNOWN = select(TicketKey.for_receipt).where(col(TicketKey.handle) == HANDLE)


class Request(NamedTuple):
    """What an employee asks for: lists' ids, and a text of 1 to 4,000 characters."""

    text: str
    wanted: Wanted = Wanted.THIS_WEEK
    kinds: tuple[str, ...] = ()
    topic: str | None = None
    media: str | None = None


class Minted(NamedTuple):
    """A code that nobody has used yet, and the site's MAC over it. Nothing of it is stored."""

    code: str
    proof: str


def check_open(db: Session, settings: Settings, today: date) -> None:
    """Whether requests are taken.

    Raises:
        FormClosed: `no-decision` while the purge decision's number is not set; `no-keys` until an
            officer holds keys.
    """
    _opened(db, settings, today)


def _opened(db: Session, settings: Settings, today: date) -> tuple[Link, list[Link]]:
    """The epoch that takes today's requests, and all there are. Raises as `check_open`."""
    if not settings.disposal_decision:
        raise FormClosed("no-decision")
    links = taking.links(db)
    epoch = taking.link(db, links, today)
    if epoch is None:
        raise FormClosed("no-keys")
    return epoch, links


def mint(db: Session, settings: Settings, today: date, again: Minted | None = None) -> Minted:
    """A receipt code for the check page: fresh, or the same again while she edits and has not sent.

    Raises:
        FormClosed: see `check_open`.
    """
    epoch, links = _opened(db, settings, today)
    if (
        again
        and again.code
        and _is_ours(links, settings, again)
        and not _is_used(db, settings, again)
    ):
        return again
    code = receipts.mint()
    return Minted(code, receipts.prove(code, settings.pepper, epoch.id.bytes))


def _is_ours(links: list[Link], settings: Settings, minted: Minted) -> bool:
    """Whether this site minted the code, in an epoch that is still there."""
    known = [link.id.bytes for link in links if link.is_living]
    return receipts.is_proved(minted.code, minted.proof, settings.pepper, known)


def lodge(db: Session, settings: Settings, minted: Minted, request: Request, today: date) -> None:
    """Store a request, once. A code that was used before changes nothing and shows nothing.

    Raises:
        ForeignReceipt: the code is not of this site's making.
        WasDeleted: the code's ticket was deleted; nothing is stored.
        FormClosed: nobody could read it.
    """
    receipt = receipts.derive(minted.code, settings.pepper)
    known = plain.rows(db, KNOWN, handle=receipt.handle)
    if known and known[0].for_receipt is None:
        raise WasDeleted
    if known:
        return
    epoch, links = _opened(db, settings, today)
    if not _is_ours(links, settings, minted):
        raise ForeignReceipt
    key, row = tickets.new_ticket_key(epoch, receipt)
    ticket = _ticket(receipt, epoch, request, settings, lives.week_now(db, today))
    ticket.particulars = tickets.seal_particulars(key, ticket.id, _particulars(request, today))
    message = tickets.write_message(key, ticket.id, 1, Author.EMPLOYEE, request.text, today)
    plain.add(db, row, ticket, message)


def _is_used(db: Session, settings: Settings, minted: Minted) -> bool:
    return bool(plain.rows(db, KNOWN, handle=receipts.derive(minted.code, settings.pepper).handle))


def _ticket(
    receipt: receipts.Receipt, epoch: Link, request: Request, settings: Settings, week: str
) -> Ticket:
    ticket = Ticket(
        id=uuid4(),
        handle=receipt.handle,
        epoch_id=epoch.id,
        week=week,
        wanted=request.wanted,
        purge_week=week,
        particulars=b"",
    )
    ticket.purge_week = lives.open_until(ticket, settings, week)
    return ticket


def _particulars(request: Request, today: date) -> Particulars:
    needed = needed_by(request.wanted, today)
    day = needed.isoformat() if needed else None
    return Particulars(request.kinds, request.topic, request.media, day, int(request.wanted))


def needed_by(wanted: Wanted, today: date) -> date | None:
    """The day an answer is needed by: today, this week's Friday (or the weekend day), or none."""
    if wanted in {Wanted.NOW, Wanted.TODAY}:
        return today
    if wanted == Wanted.THIS_WEEK:
        return today + timedelta(days=max(0, FRIDAY - today.weekday()))
    return None
