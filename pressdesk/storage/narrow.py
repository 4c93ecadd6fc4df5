"""A site's database as the figures role sees it: what is published, and a session that is shown."""

import sqlalchemy as sa
from sqlmodel import Session

from pressdesk.storage.rights import trespasses
from pressdesk.storage.servers import (
    FIGURES,
    READING,
    SESSION,
    WANTED,
    ServerStore,
    read_back,
)
from pressdesk.storage.stores import WRITES, check, driver, told

SHOWS = sa.text(f"SELECT set_config('{SESSION}', :digest, true)")


class FiguresStore(ServerStore):
    """The same tables by name, as views (`storage.rights`).

    It passes no gate and waits for no writer: what is written anew at night it never reads, and
    it writes to nothing but the session that it is shown.
    """

    for_figures = True
    schemas = FIGURES

    def begins(self, connection: sa.Connection) -> None:
        """One moment for a reader; a writer looks at what a commit is worth."""
        raw = driver(connection)
        connection.info[FIGURES] = True
        if not connection.get_execution_options().get(WRITES, False):
            raw.execute(READING)
            return
        raw.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        check(read_back(raw), WANTED)

    def trespasses(self) -> list[str]:
        """See `rights.trespasses`."""
        with told(), self.engine.connect() as connection:
            return trespasses(connection)


def show_session(db: Session, digest: bytes) -> None:
    """Let the views of the figures role show, in this transaction, the session with this digest: it
    is known to whoever has its cookie. Everybody else sees all sessions anyway.
    """
    if db.connection().info.get(FIGURES):
        db.execute(SHOWS, {"digest": digest.hex()})
