"""A ticket's address for one officer alone: worth nothing in a mail, a log or another's browser."""

import base64
from uuid import UUID

from pressdesk.errors import NotFound, NotOpened
from pressdesk.tables import Ticket
from pressdesk.vault import sealing
from pressdesk.vault.epochs import Holder


def link(holder: Holder, ticket_id: UUID) -> str:
    """A ticket's address, as a part of a path."""
    return _linked(holder, ticket_id.bytes, "ticket")


def ticket_id(holder: Holder, ref: str) -> UUID:
    """The ticket of an address. Raises NotFound when this officer's key did not make it."""
    return UUID(bytes=_unlinked(holder, ref, "ticket"))


def cursor(holder: Holder, ticket: Ticket) -> str:
    """Where a page of the queue ended."""
    return _linked(holder, f"{ticket.wanted} {ticket.week} {ticket.id}".encode(), "queue")


def place(holder: Holder, cursor: str) -> tuple[int, str, UUID]:
    """The wanted, week and id that a page ended with. Raises NotFound as `ticket_id`."""
    wanted, week, last = _unlinked(holder, cursor, "queue").decode().split(" ")
    return int(wanted), week, UUID(last)


def _linked(holder: Holder, plain: bytes, kind: str) -> str:
    sealed = sealing.lock(_key(holder), plain, _place(kind))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _unlinked(holder: Holder, ref: str, kind: str) -> bytes:
    try:
        sealed = base64.urlsafe_b64decode(ref + "=" * (-len(ref) % 4))
        return sealing.unlock(_key(holder), sealed, _place(kind))
    except (ValueError, NotOpened):
        raise NotFound from None


def _key(holder: Holder) -> bytes:
    return sealing.derive(holder.private, "links")


def _place(kind: str) -> sealing.Place:
    return sealing.Place("link", kind, "address", b"")
