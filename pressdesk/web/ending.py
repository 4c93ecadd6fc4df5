"""Serving until somebody says stop, and then ending so that no answer is lost on the way.

Waitress by itself drops what waits in its queue and what is not sent yet. Here the door is shut
first, what has come is answered to its last byte, and only then the server goes. It takes no longer
than `PATIENCE_SECONDS`, whatever a request hangs on.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app

from pressdesk import clock

ENDING = "pressdesk.ending"
PATIENCE_SECONDS = 20  # for what is under way; the database gives up sooner
LULL_SECONDS = 2  # a line on which nothing has come for so long is a browser that keeps it open
TURN_SECONDS = 0.1


def is_near() -> bool:
    """Whether the process that answers was told to stop."""
    return ENDING in current_app.extensions


class Serving:
    """Waitress's server, with one socket or several, turned by hand."""

    def __init__(self, listening: Any, app: Flask) -> None:
        """
        Args:
            listening: what `server.listen` gave.
        """
        self._app = app
        self._listening = listening
        several = getattr(listening, "map", None)  # a name with two addresses has two doors
        self._sockets = listening._map if several is None else several
        self._doors = [one for one in self._sockets.values() if getattr(one, "accepting", False)]
        self._is_stopped = False

    def stop(self) -> None:
        """Have `run` end; a signal may call it at any moment."""
        self._is_stopped = True
        self._doors[0].trigger.pull_trigger()  # it looks up from its waiting

    def run(self, drain_seconds: float = 0) -> int:
        """Answer until `stop`, then end.

        Args:
            drain_seconds: how long the door stays open while `/halsa` says already that the process
                goes, so that whoever stands in front sends nothing new.

        Returns:
            how many requests were cut off, since they took too long.
        """
        while not self._is_stopped:
            self._turn(self._listening.adj.asyncore_loop_timeout)
        self._app.extensions[ENDING] = True
        for door in self._doors:
            door.is_ending = True  # from now on every answer is the last of its line
        self._turn_for(drain_seconds, lambda: False)
        self._shut()
        self._turn_for(PATIENCE_SECONDS, self._is_done)
        return self._hang_up()

    def _turn(self, seconds: float) -> None:
        asyncore = self._listening.asyncore
        asyncore.loop(timeout=seconds, use_poll=True, map=self._sockets, count=1)

    def _turn_for(self, seconds: float, is_done: Callable[[], bool]) -> None:
        """Go on until it is done, and no longer than so many seconds."""
        end = clock.running() + seconds
        while clock.running() < end and not is_done():
            self._turn(TURN_SECONDS)

    def _shut(self) -> None:
        """Let in whoever stands before the door already, and nobody more."""
        for door in self._doors:
            while self._lets_in(door):
                pass
            door.del_channel()
            door.socket.close()

    def _lets_in(self, door: Any) -> bool:
        before = len(self._sockets)
        door.handle_accept()
        return len(self._sockets) > before

    def _is_done(self) -> bool:
        """Whether nobody is left; whoever has said nothing for a while is asked to go."""
        now = clock.now().timestamp()
        for line in self._lines():
            is_at_work = line.requests or line.total_outbufs_len
            if not is_at_work and now - line.last_activity >= LULL_SECONDS:
                line.will_close = True
        return not self._lines()

    def _hang_up(self) -> int:
        """End what is left; how many requests were on it."""
        left = sum(len(line.requests) for line in self._lines())
        self._listening.task_dispatcher.shutdown(timeout=1)
        for door in self._doors:
            door.trigger.close()
        self._listening.asyncore.close_all(self._sockets)
        return left

    def _lines(self) -> list[Any]:
        return [line for door in self._doors for line in list(door.active_channels.values())]
