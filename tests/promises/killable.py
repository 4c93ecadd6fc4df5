"""A site that is served by a process made to be killed: `python -m tests.promises.killable DIR`.

It has read everything before it forks, so that a fresh server listens within milliseconds. For
each line that it is sent it forks one, and says its process id and its port.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlmodel import Session

from pressdesk import create_app
from pressdesk.cli import folder
from pressdesk.storage import FileStore, ServerStore
from pressdesk.web import server

BEHIND_SECONDS = 0.03
BRISK = 500  # milliseconds until a silent server is given up


class Hasty(FileStore):
    """Broken on purpose: answers first, and commits a little later."""

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with ExitStack() as ending:
            db = ending.enter_context(self._session(writes=True))
            yield db
            opened = ending.pop_all()  # all went well: it stays open
        threading.Thread(target=_commit, args=(opened, db)).start()


def _commit(opened: ExitStack, db: Session) -> None:
    time.sleep(BEHIND_SECONDS)
    db.commit()
    opened.close()


def main() -> None:
    home, is_hasty = Path(sys.argv[1]), "--hasty" in sys.argv
    site = folder.open_site(home)
    if is_hasty:
        site = site._replace(store=Hasty(site.store.path))
    if "--brisk" in sys.argv:
        store = ServerStore(site.settings.database_url, home, silent_milliseconds=BRISK)
        site = site._replace(store=store)
    app = create_app(site.settings, site.store)
    for path in ("/", "/fraga", "/svar"):
        app.test_client().get(path)
    site.store.close()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            _serve(app)
        os.waitpid(child, 0)


def _serve(app: Any) -> None:
    listening = server.listen(app, "127.0.0.1", 0)
    print(os.getpid(), listening.effective_port, flush=True)
    listening.run()


if __name__ == "__main__":
    main()
