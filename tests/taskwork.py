"""What the tests of the tasks share: a transaction in which an employee and officers do their
parts, on days counted from today.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, select

from pressdesk import clock, config, desk, intake, mailbox
from pressdesk.config import Settings
from pressdesk.keytables import TicketKey
from pressdesk.tables import Draft, Message, Outcome, Ticket, WorkingNote
from pressdesk.vault import links, receipts
from pressdesk.vault.epochs import Holder
from tests.conftest import QUESTION, SETTINGS, Desk, Person, holder_of

ANSWER = "Du får svara vad du vill, och du behöver inte fråga någon."
NOTE = "Ring biblioteket i morgon."


class Work:
    """One transaction on a site, and those who work in it."""

    def __init__(self, db: Session, site: Desk) -> None:
        self.db, self.site, self.settings = db, site, site.settings
        self.holder = holder_of(db, site.ofelia)

    def day(self, days: int = 0) -> date:
        return clock.today() + timedelta(days=days)

    def decided(self, **changed: Any) -> Settings:
        """The same site, decided otherwise from now on."""
        self.settings = config.parse(SETTINGS | changed)
        return self.settings

    def holder_named(self, person: Person) -> Holder:
        return holder_of(self.db, person)

    def lodge(self, text: str = QUESTION, days: int = 0, **asked: Any) -> str:
        """A request; its receipt code."""
        minted = intake.mint(self.db, self.settings, self.day(days))
        request = intake.Request(text, **asked)
        intake.lodge(self.db, self.settings, minted, request, self.day(days))
        self.db.flush()
        return minted.code

    def ticket(self, code: str) -> Ticket | None:
        handle = receipts.derive(code, self.settings.pepper).handle
        return self.db.exec(select(Ticket).where(Ticket.handle == handle)).first()

    def key_row(self, code: str) -> TicketKey | None:
        row = self.db.get(TicketKey, receipts.derive(code, self.settings.pepper).handle)
        if row is not None:
            self.db.refresh(row)
        return row

    def ref(self, code: str, holder: Holder | None = None) -> str:
        """The ticket's address for an officer."""
        return links.link(holder or self.holder, self.ticket(code).id)

    def version(self, code: str) -> int:
        return self.ticket(code).version

    def read(self, code: str, position: int = 0) -> mailbox.Page | None:
        return mailbox.read(self.db, self.settings, code, position)

    def write_on(self, code: str, text: str, token: bytes = b"t", days: int = 0) -> None:
        mailbox.write_on(self.db, self.settings, code, token, text, self.day(days))
        self.db.flush()

    def delete(self, code: str, days: int = 0) -> mailbox.Deletion:
        return mailbox.delete_thread(self.db, self.settings, code, self.day(days))

    def answer(self, code: str, text: str = ANSWER, days: int = 0) -> None:
        ref, version = self.ref(code), self.version(code)
        desk.answer(self.db, self.holder, ref, version, text, self.day(days))
        self.db.flush()

    def note(self, code: str, text: str = NOTE) -> None:
        desk.note(self.db, self.holder, self.ref(code), text, self.day())
        self.db.flush()

    def close(self, code: str, outcome: Outcome = Outcome.ANSWERED, days: int = 0) -> None:
        ref, version = self.ref(code), self.version(code)
        desk.close(self.db, self.holder, ref, version, outcome, self.settings, self.day(days))
        self.db.flush()

    def show(self, code: str, holder: Holder | None = None) -> desk.Shown:
        return desk.show(self.db, holder or self.holder, self.ref(code, holder))

    def queue(self, **given: Any) -> desk.Queue:
        return desk.queue(self.db, self.holder, self.day(given.pop("days", 0)), **given)

    def rows(self) -> dict[str, int]:
        """How many rows each table of what people write has."""
        tables = (Ticket, Message, WorkingNote, Draft)
        return {t.__tablename__: len(self.db.exec(select(t)).all()) for t in tables}


@contextmanager
def working(site: Desk) -> Iterator[Work]:
    """A transaction that leaves nothing."""
    with site.store.rehearsing() as db:
        yield Work(db, site)
