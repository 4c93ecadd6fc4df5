"""Connections that hold nothing for ever: neither a thread, nor memory, nor a place.

Waitress reads and writes without threads, but waits for ever for whoever sends or reads a byte now
and then, runs all requests that were sent at once, and takes no more connections when its places
are taken. Here a request and its answer have a minute each, and whoever waits longest for nothing
gives way.
"""

from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, Task, ThreadedTaskDispatcher, WSGITask

from pressdesk import clock
from pressdesk.web.budgets import Lane, Waiting
from pressdesk.web.edge import PAGE_BYTES

PATIENCE_SECONDS = 60  # for a request to come, for a page's length to be read, for the next
MOST_CONNECTIONS = 256  # then those that have been silent longest are closed for new ones
GRACE_SECONDS = 2  # that everybody has to say something
MOST_AT_THE_DOOR = 64  # let in at a time
MOST_IN_LINE = 2  # requests that are sent at once on one connection


class Turn:
    """A connection's next request, in its lane."""

    def __init__(self, channel: "Channel", lane: Lane, dispatcher: "Dispatcher") -> None:
        self.channel = channel
        self.lane = lane
        self.dispatcher = dispatcher

    def service(self) -> None:
        began = clock.worked()
        try:
            self.channel.service()
        finally:
            self.dispatcher.done(self.lane, clock.worked() - began)

    def cancel(self) -> None:
        self.channel.cancel()


class Dispatcher(ThreadedTaskDispatcher):
    """Threads that take requests from lanes. Ten lines of waitress's are all that it leans on: it
    takes from `queue` under `lock` while that is true.
    """

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.queue: Waiting[Turn] = Waiting(threads)
        self.set_thread_count(threads)

    def add_task(self, channel: "Channel") -> None:
        """Let a connection's request wait; or turn it away, when its lane is full."""
        lane = channel.server.porter.lane(channel.requests[0])
        with self.lock:
            is_full = self.queue.is_full(lane)
        if is_full:
            channel.is_turned_away = True
        else:
            super().add_task(Turn(channel, lane, self))

    def done(self, lane: Lane, seconds: float) -> None:
        """A thread is about to take the next."""
        with self.lock:
            self.queue.done(lane, seconds)
            self.queue_cv.notify()  # it may take another, and leave room in this lane

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        is_over = bool(super().shutdown(cancel_pending, timeout))
        with self.lock:
            left = self.queue.drain() if cancel_pending else []
        for turn in left:
            turn.cancel()
        return is_over


class TurnedAway(Task):
    """There is no room: a page that was made before, with what was written."""

    complete = True

    def build_response_header(self) -> bytes:
        # After what could not be read nobody knows where the next request begins: what is left of
        # this one would be answered on the line, and perhaps to the next who is served on it.
        if self.request.error or getattr(self.channel.server, "is_ending", False):
            self.set_close_on_finish()
        return bytes(super().build_response_header())

    def execute(self) -> None:
        self.status, headers, body = self.channel.server.porter.turned_away(self.request)
        self.response_headers.extend(headers)
        self.content_length = len(body)
        if not self.request.is_head:
            self.write(body)


class Channel(HTTPChannel):
    """One connection."""

    answer_class: type[Task] = WSGITask
    refusal_class: type[Task] = ErrorTask  # of what cannot be parsed
    is_turned_away = False  # the first of its requests; set by the dispatcher, under requests_lock

    def __init__(self, *given: Any, **named: Any) -> None:
        self._went_on()
        super().__init__(*given, **named)

    def readable(self) -> bool:
        """Asked in every turn, so that it is also the place to see that time is up."""
        if not self.requests and clock.running() - self.since > PATIENCE_SECONDS:
            self.will_close = True
        return bool(super().readable())

    def handle_read(self) -> None:
        if self.request is None:  # what comes now is new; the rest of a request is waited for
            self._went_on()
        super().handle_read()

    def received(self, data: bytes) -> bool:
        """Bytes have come: perhaps a whole request, perhaps more than one."""
        heard = bool(super().received(data))
        with self.requests_lock:
            if len(self.requests) > MOST_IN_LINE:
                del self.requests[MOST_IN_LINE:]
                self.requests[-1].headers["CONNECTION"] = "close"
                self.request = None
        self._turn_away()
        return heard

    def service(self) -> None:
        """One request, by a thread. The next may have no room."""
        self._serve()
        self._turn_away()

    def _serve(self) -> None:
        super().service()
        self._went_on()

    @property
    def task_class(self) -> type[Task]:
        """What waitress answers the first of its requests with."""
        return TurnedAway if self._is_first_turned_away() else self.answer_class

    @property
    def error_task_class(self) -> type[Task]:
        return TurnedAway if self._is_first_turned_away() else self.refusal_class

    def _is_first_turned_away(self) -> bool:
        return getattr(self.requests[0], "is_turned_away", False)

    def _turn_away(self) -> None:
        while self._takes():
            self._serve()

    def _flush_some(self, do_close: bool = True) -> bool:
        """Waitress sends what it can. A long answer has its minute for every page's length."""
        has_sent = bool(super()._flush_some(do_close))
        if self.total_outbufs_len <= max(0, self._left_bytes - PAGE_BYTES):
            self._went_on()
        return has_sent

    def _went_on(self) -> None:
        """A request begins, or an answer, or a wait for the next."""
        self.since, self._left_bytes = clock.running(), self.total_outbufs_len

    def _takes(self) -> bool:
        """Whoever asks first turns away: the thread that reads, or one that has just served."""
        with self.requests_lock:
            taken, self.is_turned_away = self.is_turned_away, False
            if taken:
                self.requests[0].is_turned_away = True
        return taken


def let_in(door: TcpWSGIServer) -> None:
    """All who stand before the door, and not one in every turn, as waitress does: a flooder's
    requests would be answered between an officer and the next.
    """
    for _ in range(MOST_AT_THE_DOOR):
        before = len(door.active_channels)
        door.__class__.handle_accept(door)
        if len(door.active_channels) == before or len(door._map) >= door.adj.connection_limit:
            return


def make_room(door: TcpWSGIServer) -> bool:
    """Asked in every turn: whether more may come in. When many are in, those who have been silent
    longest give way, and last of all who is being answered.
    """
    staying = [one for one in door.active_channels.values() if not one.will_close]
    if len(staying) > MOST_CONNECTIONS:
        since = clock.running() - GRACE_SECONDS
        silent = [one for one in staying if not one.requests and one.since < since]
        silent.sort(key=lambda one: (one.total_outbufs_len > 0, one.since))
        for one in silent[: len(staying) - MOST_CONNECTIONS]:
            one.will_close = True
    return bool(door.__class__.readable(door))
