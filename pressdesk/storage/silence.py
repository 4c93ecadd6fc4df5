"""A connection to a server that waits no longer than is sensible for an answer.

A server that was halted, or a network that swallows what it is given, says nothing: neither the
driver nor the kernel (which hears the machine between) would ever end the wait. What was asked is
then given up, and the connection with it.
"""

from collections.abc import Generator
from typing import Any

import psycopg

BEATS_A_SECOND = 10


class Silent(psycopg.OperationalError):
    """The server did not answer in time."""


class Line(psycopg.Connection[Any]):
    """A connection. `seconds` is how long one answer may take; a part of it begins anew."""

    seconds: float = 10

    def wait(self, gen: Any, interval: float = 0, timeout: float | None = None) -> Any:
        """As the driver's own, but for the end. Raises Silent; the connection is closed then."""
        del interval
        beats = int(self.seconds * BEATS_A_SECOND)
        try:
            return super().wait(_counted(gen, beats), 1 / BEATS_A_SECOND, timeout)
        except Silent:
            self.pgconn.finish()
            raise


def _counted(gen: Generator[Any, Any, Any], beats: int) -> Generator[Any, Any, Any]:
    """What a wait asks for, and an end after so many beats on which nothing came."""
    silent = 0
    try:
        awaited = next(gen)
        while True:
            ready = yield awaited
            silent = 0 if ready else silent + 1
            if silent >= beats:
                raise Silent
            awaited = gen.send(ready)
    except StopIteration as end:
        return end.value
