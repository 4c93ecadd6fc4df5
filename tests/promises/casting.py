"""A press officer at work, made to be killed: `python -m tests.promises.casting DIR`.

It has read everything before it forks. For each line, a piece of work, it forks one who does it and
is killed (SIGKILL) at a call of hers that is drawn, or at a moment that is. Then it says how many
calls she made, when she came to the end, and how she ended.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import UUID

from sqlmodel import Session

from pressdesk import desk
from pressdesk.cli import folder
from pressdesk.config import Settings
from pressdesk.figures import ballots, releases
from pressdesk.tables import Outcome, State, Ticket
from pressdesk.vault import links
from pressdesk.vault.epochs import Holder
from pressdesk.web.site import Site
from tests.publishing import NO_INQUIRIES


def main() -> None:
    site = folder.open_site(Path(sys.argv[1]))
    if "--torn" in sys.argv:
        _tear()
    site.store.close()
    for line in sys.stdin:
        ours, hers = os.pipe()
        child = os.fork()
        if child == 0:
            _live(site, json.loads(line), hers)
        os.close(hers)
        ended = os.WTERMSIG(os.waitpid(child, 0)[1])
        with open(ours) as told:
            print(told.read() or 0, ended, flush=True)


def _live(site: Site, given: dict[str, Any], told: int) -> None:
    holder = Holder(UUID(given["id"]), bytes.fromhex(given["private"]))
    today = date.fromisoformat(given["today"])
    made = _doomed(given.get("call"), given.get("after"))
    for ticket in given.get("tickets", []):
        with site.store.writing() as db:
            work(db, site.settings, holder, UUID(ticket), today)
    if period := given.get("period"):
        with site.store.reading() as db:
            counted = releases.tally(db, holder, period, today)
        with site.store.writing() as db:
            releases.publish(db, counted, today, NO_INQUIRIES)
    sys.setprofile(None)
    os.write(told, str(max(1, made())).encode())
    os._exit(0)


def work(db: Session, settings: Settings, holder: Holder, ticket_id: UUID, today: date) -> None:
    """The next thing that is done with a ticket."""
    ticket, ref = db.get(Ticket, ticket_id), links.link(holder, ticket_id)
    assert ticket is not None
    if ticket.state is State.NEW:
        desk.take(db, holder, ref, today)
    elif ticket.state is State.TAKEN:
        desk.answer(db, holder, ref, ticket.version, "Säg som det är.", today)
    elif ticket.state is State.ANSWERED:
        desk.close(db, holder, ref, ticket.version, Outcome.ARRANGED, settings, today)


def _doomed(call: int | None, after: float | None) -> Callable[[], int]:
    """Be killed at a call, or after so many seconds; how many calls there were."""
    made = 0

    def count(_frame: FrameType, _event: str, _arg: object) -> None:
        nonlocal made
        made += 1
        if made == call:
            os.kill(os.getpid(), signal.SIGKILL)

    if after is None:
        sys.setprofile(count)
    else:
        signal.setitimer(signal.ITIMER_REAL, after)  # its signal ends a process that expects none
    return lambda: made


def _tear() -> None:
    """Broken on purpose: slips are kept at once, and that they were cast a little later."""
    real = ballots.cast

    def torn(db: Session, *given: Any) -> bool:
        done = real(db, *given)
        db.commit()
        return done

    ballots.cast = torn


if __name__ == "__main__":
    main()
