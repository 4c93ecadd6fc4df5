"""What a restore says when it is done, and what one that was killed at its end has left."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from pressdesk import clock, storage
from pressdesk.cli import arriving
from pressdesk.copies import Copy, Joined, places, rule
from pressdesk.errors import ShellError, StoreUnavailable
from pressdesk.retention import Tidied
from pressdesk.storage import FileStore, Store

UNFINISHED = "unfinished"
REPORT = f"{UNFINISHED}.txt"
KILLED = (
    "The site is on the server already: a restore was killed at its end. Every row there is as it "
    "was put together. It had to say:"
)
HERE = (
    "This site is on the server already: a restore has put it there, or it is the one that was "
    "copied; it may have been served since. Nothing was changed. Run doctor, and serve it if it is "
    "the right one. To put the copies back once more, name another, empty database."
)


class Ordered(NamedTuple):
    """What was done before the site can be served."""

    hidden: int  # tickets whose writers had taken them back
    tidied: Tidied
    burnt: list[str]  # periods that may have been published since: they never will be here


class Pair(NamedTuple):
    """A daily copy, the keys that fit it, and why newer daily copies were passed over."""

    data: Copy
    keys: Copy
    passed_over: list[str]


def report(site: Path, pair: Pair, joined: Joined, ordered: Ordered, where: str) -> str:
    """What came back and what did not, in counts, and what to do."""
    return "\n".join(_lines(site, pair, joined, ordered, where))


def keep(site: Path, text: str) -> None:
    """A report that nobody has read yet, beside the unfinished database that it is of."""
    places.new_file(site / REPORT, text.encode())


def late(site: Path, server: Store, keys: Copy) -> str:
    """The report of a restore that was killed when a server had kept all.

    Raises:
        ShellError: the server has something else, or has changed since; the text says which.
        StoreUnavailable: the server does not answer.
    """
    if not (storage.is_founded(server) and arriving.mark(server) == _mark(keys)):
        raise ShellError(arriving.NOT_EMPTY)
    left = site / f"{UNFINISHED}.db"
    if not (left.exists() and (site / REPORT).exists() and _is_on(server, left)):
        raise ShellError(HERE)
    return f"{KILLED}\n{(site / REPORT).read_text(encoding='utf-8')}"


def clean(site: Path) -> None:
    """Remove what is unfinished, or not needed any more."""
    (site / REPORT).unlink(missing_ok=True)
    for name in (UNFINISHED, *(f"{UNFINISHED}-{holds}" for holds in (rule.DATA, rule.KEYS))):
        for path in site.glob(f"{name}.db*"):
            path.unlink()


def _mark(keys: Copy) -> tuple[str, bytes]:
    """Of the site that a copy is of, as `arriving.mark`."""
    with closing(rule.opened(keys.path)) as raw:
        founded, public = raw.execute("SELECT founded, recovery_public FROM site").fetchone()
    return founded, public


def _is_on(server: Store, left: Path) -> bool:
    """Whether a server has the rows of an unfinished database, which may be half of one."""
    file = FileStore(left)
    try:
        return arriving.is_same(file, server)
    except StoreUnavailable:
        return False
    finally:
        file.close()


def _lines(site: Path, pair: Pair, joined: Joined, ordered: Ordered, where: str) -> Iterator[str]:
    day, done = pair.data.mark.day, ordered.tidied
    for reason in pair.passed_over:
        yield f"Passed over: {reason}"
    yield f"The site of {day} is back {where}, with the keys of {pair.keys.mark.day}."
    yield f"{joined.tickets - done.purged} tickets came back."
    if joined.dropped:
        yield f"{joined.dropped} had no key any more and were dropped: they were destroyed."
    if done.purged:
        yield f"{done.purged} were over their time and were purged."
    if done.undecided:
        yield (
            f"{done.undecided} are over their time and were not purged: disposal_decision is not "
            "set. Are this site's settings variables? Set them, and run tidy before you serve it."
        )
    if joined.inquiries:
        back = joined.inquiries - done.inquiries
        yield "1 inquiry came back." if back == 1 else f"{back} inquiries came back."
    if ordered.hidden:
        yield f"{ordered.hidden} had been taken back by their writers and are hidden again."
    if joined.lost:
        yield (
            f"{joined.lost} came after that daily copy was made and are lost: their codes open "
            "nothing. Tell the press office."
        )
    if ordered.burnt:
        yield (
            f"Figures of {', '.join(ordered.burnt)} cannot be published any more: they may have "
            f"been by {clock.today()}, after the copy was made. Tell the press office."
        )
    yield "Sessions are not restored: everybody signs in again."
    yield f"Next: pressdesk --data {site} doctor"
