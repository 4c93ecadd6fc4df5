"""Processes that mix a database over and over, made to be killed: `python -m tests.promises.mixer
FOLDER`. For each line that it is sent it forks one, and says its process id once it is at work.
"""

import os
import sys
from pathlib import Path

from pressdesk import clock, mixing, storage
from pressdesk.storage import FileStore, Store


def main() -> None:
    path = Path(sys.argv[1]) / storage.DATABASE
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            _mix_for_ever(FileStore(path))
        os.waitpid(child, 0)


def _mix_for_ever(store: Store) -> None:
    print(os.getpid(), 0, flush=True)  # no port
    while True:
        mixing.mix(store, clock.today())


if __name__ == "__main__":
    main()
