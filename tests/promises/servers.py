"""Sites in folders as the shell makes them, and servers in processes of their own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from pressdesk import config, storage
from pressdesk.storage import FileStore
from tests.conftest import PEPPER, SETTINGS, Desk, found


def as_the_shell_has_it(home: Path) -> Desk:
    """A site in a folder of its own, with its settings, its pepper and its owner's rights."""
    home.mkdir(mode=0o700)
    lines = [f'{name} = "{value}"' for name, value in SETTINGS.items() if name != "pepper"]
    (home / config.FILE).write_text("\n".join(lines))
    (home / "pepper").write_text(PEPPER.hex())
    store = FileStore(home / storage.DATABASE)
    storage.upgrade(store)
    made = found(store, config.load(home, {}), home)
    for path in home.iterdir():
        path.chmod(0o600)
    return made


class Servers:
    """Servers, each in a process of its own, one after the other.

    Args:
        module: one that forks a server for each line it is sent, and says its process id and port.
    """

    def __init__(self, module: str, home: Path, *flags: str) -> None:
        self.command = [sys.executable, "-m", module, str(home), *flags]
        self.alive: int | None = None

    def __enter__(self) -> "Servers":
        pipes: dict[str, int] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.parent = subprocess.Popen(self.command, text=True, bufsize=1, **pipes)
        return self

    def __exit__(self, *_: object) -> None:
        if self.alive:
            self.kill()
        self.parent.communicate()

    def start(self) -> int:
        """A fresh server; its port."""
        print("one more", file=self.parent.stdin, flush=True)
        pid, port = self.parent.stdout.readline().split()
        self.alive = int(pid)
        return int(port)

    def kill(self) -> None:
        """No farewell: SIGKILL."""
        os.kill(self.alive, signal.SIGKILL)
        self.alive = None
