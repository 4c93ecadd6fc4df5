"""Words between the processes of a site: PostgreSQL hands them on to whoever listens at that
moment, and they stand in no table. A file has one process, and nobody to call.
"""

import select
import threading
from collections.abc import Callable
from typing import Any

from pressdesk.storage.stores import Store, driver, told

LISTEN_SECONDS = 5  # how long a process that stops may go on listening


def call(store: Store, channel: str, words: str) -> None:
    """Say something to every process of the site, this one too.

    Args:
        words: fewer than 8,000 bytes; whoever may connect to the database can hear them.

    Raises:
        StoreUnavailable
    """
    if store.is_server:
        with told(), store.engine.connect() as connection:
            driver(connection).execute("SELECT pg_notify(%s, %s)", [channel, words])


def listen(
    store: Store, channel: str, heard: Callable[[str], None], stopping: threading.Event
) -> None:
    """Hear what is said until the process stops; on a connection of its own.

    Raises:
        StoreUnavailable: the server went away. What is said meanwhile is lost.
    """
    if not store.is_server:
        return
    with told():
        raw = store.engine.raw_connection()
        raw.detach()  # the others are for requests
        try:
            line: Any = raw.dbapi_connection
            line.execute(f"LISTEN {channel}")
            ears = select.poll()
            ears.register(line.fileno(), select.POLLIN)
            while not stopping.is_set():
                if ears.poll(LISTEN_SECONDS * 1_000):
                    for word in line.notifies(timeout=0):
                        heard(word.payload)
        finally:
            raw.close()
