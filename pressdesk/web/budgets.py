"""Who waits for whom. Requests wait in lanes, by what they ask for; a lane that is full turns away.

Nobody is known here: a lane is chosen by path and method, on staff pages also by whether the
browser has signed in before. A flood fills its own lanes. Others have room, threads and their share
of the processor left.
"""

from collections import deque
from enum import StrEnum
from typing import Generic, NamedTuple, Protocol, TypeVar


class Lane(StrEnum):
    """What a request is about."""

    HEALTH = "health"
    STAFF = "staff"  # with a session of ours, perhaps over
    SEND = "send"  # a text that she has written and checked
    KNOWN = "known"  # sign-in from a browser that has signed in before
    SIGN_IN = "sign in"  # from any other
    DOOR = "door"  # staff pages without a session
    OPEN = "open"  # by receipt code
    ASK = "ask"  # the question's form, sent to be checked
    LOOK = "look"  # style sheets, logo
    PAGE = "page"


class Budget(NamedTuple):
    """How many of a lane run at a time, as a part of all threads; how many wait, at most; and the
    lane's share of the processor while others wait too.
    """

    threads: float
    waiting: int
    share: int = 1


# Few run at a time: they share one processor anyway, and an officer's request shares it with them.
# What waits is short: even the dearest, a passphrase at 0.2 s, is answered within seconds. Whoever
# would wait longer is told at once to come back.
BUDGETS = {
    Lane.HEALTH: Budget(1 / 8, 8),
    Lane.STAFF: Budget(1, 128),
    Lane.SEND: Budget(1 / 4, 128, share=4),
    Lane.KNOWN: Budget(1 / 8, 16, share=4),
    Lane.SIGN_IN: Budget(1 / 8, 16),
    Lane.DOOR: Budget(1 / 4, 32),
    Lane.OPEN: Budget(1 / 4, 64),
    Lane.ASK: Budget(1 / 4, 64, share=2),
    Lane.LOOK: Budget(1 / 4, 64),
    Lane.PAGE: Budget(1 / 4, 64),
}
FIRST = (Lane.HEALTH, Lane.STAFF)  # before everybody, with threads that nobody else may take
KEPT_FREE = 1 / 4  # of all threads
STRANGERS = tuple(lane for lane in Lane if lane not in FIRST)
SENDS = frozenset({"skicka", "svar/skriv", "svar/radera"})
SIGN_INS = frozenset({"logga-in", "anslut"})  # what stretches a passphrase without a session
LOOKS = frozenset({"static", "utseende.css", "logga"})


class Caller(NamedTuple):
    """What is asked of a request. `has_session` and `is_known` are staff's own; of an employee's
    request they are never looked for.
    """

    method: str
    path: str  # past its language, without slashes around it
    is_staff_page: bool
    has_session: bool = False
    is_known: bool = False


def lane_of(caller: Caller) -> Lane:
    """The lane of a request."""
    first, _, rest = caller.path.partition("/")
    is_read = caller.method in {"GET", "HEAD"}
    if first == "halsa":
        return Lane.HEALTH
    if caller.is_staff_page:
        return _staff_lane(caller, rest, is_read=is_read)
    if first in LOOKS:
        return Lane.LOOK
    if is_read:
        return Lane.PAGE
    if caller.path in SENDS:
        return Lane.SEND
    return Lane.OPEN if first == "svar" else Lane.ASK


def _staff_lane(caller: Caller, rest: str, *, is_read: bool) -> Lane:
    if caller.has_session:
        return Lane.STAFF
    if caller.is_known:
        return Lane.KNOWN
    return Lane.DOOR if is_read or rest.partition("/")[0] not in SIGN_INS else Lane.SIGN_IN


class Waits(Protocol):
    """What can wait: it knows its lane."""

    lane: Lane


Turn = TypeVar("Turn", bound=Waits)


class Waiting(Generic[Turn]):
    """Requests that wait for a thread, in the order in which they are to be taken.

    Truth value: whether one may be taken now. Not safe for threads: the caller has a lock.

    Args:
        threads: how many take from it.
    """

    def __init__(self, threads: int) -> None:
        self._lanes: dict[Lane, deque[Turn]] = {lane: deque() for lane in Lane}
        self._waiting = 0
        self._running = dict.fromkeys(Lane, 0)
        self._spent = dict.fromkeys(Lane, 0.0)  # seconds of the processor, by share
        self._most = {lane: max(1, int(threads * BUDGETS[lane].threads)) for lane in Lane}
        self._most_strangers = max(1, threads - max(1, int(threads * KEPT_FREE)))

    def __len__(self) -> int:
        return self._waiting

    def __bool__(self) -> bool:
        return self._next() is not None

    def is_full(self, lane: Lane) -> bool:
        """Whether one more in this lane is to be turned away."""
        return len(self._lanes[lane]) >= BUDGETS[lane].waiting

    def append(self, turn: Turn) -> None:
        """One more waits. A lane that was empty has saved nothing up for itself."""
        busy = [self._spent[lane] for lane in STRANGERS if self._is_busy(lane)]
        if busy and not self._is_busy(turn.lane):
            self._spent[turn.lane] = max(self._spent[turn.lane], min(busy))
        self._lanes[turn.lane].append(turn)
        self._waiting += 1

    def popleft(self) -> Turn:
        """The next, which runs from now on. Raises IndexError when none may be taken."""
        lane = self._next()
        if lane is None:
            raise IndexError("none may be taken now")
        self._running[lane] += 1
        self._waiting -= 1
        return self._lanes[lane].popleft()

    def done(self, lane: Lane, seconds: float) -> None:
        """One that was taken has run, and took so many seconds of the processor."""
        self._running[lane] -= 1
        self._spent[lane] += seconds / BUDGETS[lane].share

    def drain(self) -> list[Turn]:
        """All that wait; afterwards none does."""
        left = [turn for lane in self._lanes.values() for turn in lane]
        for lane in self._lanes.values():
            lane.clear()
        self._waiting = 0
        return left

    def _is_busy(self, lane: Lane) -> bool:
        return bool(self._lanes[lane] or self._running[lane])

    def _next(self) -> Lane | None:
        if not self._waiting:  # as nearly always
            return None
        ready = [
            lane for lane in Lane if self._lanes[lane] and self._running[lane] < self._most[lane]
        ]
        for lane in FIRST:
            if lane in ready:
                return lane
        if sum(self._running[lane] for lane in STRANGERS) >= self._most_strangers:
            return None
        return min(ready, key=self._spent.__getitem__, default=None)
