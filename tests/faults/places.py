"""Sites for faults, in a file or on a server, and the questions that follow each fault."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from pressdesk import config, storage
from pressdesk.keytables import TicketKey
from pressdesk.storage import ServerStore
from pressdesk.tables import Message, Ticket
from pressdesk.vault import epochs, tickets, vouchers
from pressdesk.web import server as waitress
from tests import postgres
from tests.conftest import PEPPER, SETTINGS, Desk, found
from tests.promises.servers import as_the_shell_has_it
from tests.promises.test_11_nothing_confirmed_is_lost import HALF


@contextmanager
def in_file(home: Path) -> Iterator[Desk]:
    """A site in a folder as the shell wants it."""
    made = as_the_shell_has_it(home)
    try:
        yield made
    finally:
        made.store.close()


@contextmanager
def on_server(home: Path, server: Path, url: str = "", tablespace: str = "") -> Iterator[Desk]:
    """A site whose database is one of a server's; `url` leads there by another way."""
    with postgres.database(server) as store:
        name = str(store.engine.url.database)
        if tablespace:
            store.close()
            with postgres.asking(server, "postgres") as ask:
                ask(f"ALTER DATABASE {name} SET TABLESPACE {tablespace}")
        shown = url.replace("NAME", name) if url else postgres.url_of(server, name)
        made = found(store, config.parse(SETTINGS), home)
        in_folder(home, shown)
        yield made._replace(home=home)


def in_folder(home: Path, url: str) -> None:
    """The folder of a site on a server, for another process."""
    home.mkdir(mode=0o700)
    given = SETTINGS | {"database_url": url}
    lines = [f'{name} = "{value}"' for name, value in given.items() if name != "pepper"]
    (home / config.FILE).write_text("\n".join(lines))
    (home / "pepper").write_text(PEPPER.hex())
    for path in home.iterdir():
        path.chmod(0o600)


@contextmanager
def opened(site: Desk, url: str, **patience: int) -> Iterator[Desk]:
    """The same site by another way to its server."""
    store = ServerStore(url, site.home, **patience)
    try:
        yield site._replace(site=site.site._replace(store=store))
    finally:
        store.close()


@contextmanager
def served(site: Desk) -> Iterator[int]:
    """The site behind a real server in this process; its port."""
    listening = waitress.listen(site.app(), "127.0.0.1", 0)
    thread = threading.Thread(target=_run, args=[listening], daemon=True)
    thread.start()
    try:
        yield int(listening.effective_port)
    finally:
        listening.trigger.pull_trigger(listening.close)  # wakes it, and ends it there
        thread.join(10)


def _run(listening: Any) -> None:
    with suppress(OSError):  # closed under it, at the end
        listening.run()


def stored(site: Desk) -> Counter[str]:
    """Every text that an officer can read, and how often it is there."""
    holder = site.holder()
    with site.store.reading() as db:
        halves = {
            link.id: vouchers.opening_half(epochs.seed_of(db, holder, link.id))
            for link in epochs.chain(db)
        }
        found: Counter[str] = Counter()
        query = select(Ticket, TicketKey, Message).where(
            col(TicketKey.handle) == col(Ticket.handle), col(Message.ticket_id) == col(Ticket.id)
        )
        for ticket, row, message in db.exec(query):
            key = tickets.key_for_epoch(halves[ticket.epoch_id], row)
            found[tickets.read_message(key, message)] += 1
    return found


def halves(site: Desk) -> dict[str, int]:
    """Tickets, keys and questions of which something is missing."""
    with site.store.reading() as db:
        return {name: db.execute(sa.text(query)).scalar_one() for name, query in HALF.items()}


def check_whole(site: Desk) -> None:
    storage.check_whole(site.store)
