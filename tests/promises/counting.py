"""A press officer who publishes a month in a process of its own, and says how much it grew:
`python -m tests.promises.counting DIR ID PRIVATE PERIOD DAY`.
"""

import sys
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlmodel import select

from pressdesk.cli import folder
from pressdesk.figures import releases
from pressdesk.keytables import BallotKey
from pressdesk.vault import ballot_keys
from pressdesk.vault.epochs import Holder
from tests.conftest import Desk
from tests.publishing import NO_INQUIRIES

AT_ONCE = 10_000_000


def main() -> None:
    home, id_, private, period, day = sys.argv[1:6]
    holder, today = Holder(UUID(id_), bytes.fromhex(private)), date.fromisoformat(day)
    if "--at-once" in sys.argv:
        releases.ROWS = AT_ONCE  # broken on purpose
    store, seen = folder.open_site(Path(home)).store, []
    with store.reading() as db:
        assert releases.steps(db, period) == releases.PARTS
    before = _peak()
    with store.reading() as db:
        counted = releases.tally(db, holder, period, today, seen.append)
    with store.writing() as db:
        releases.publish(db, counted, today, NO_INQUIRIES)
    print(_peak() - before, sum(counted.counts["total"]), sum(seen))


def fill(site: Desk, period: str, number: int) -> None:
    """Cast further slips into a month's total."""
    with site.store.writing() as db:
        key = db.exec(select(BallotKey).where(BallotKey.period == period)).one()
        for _ in range(number):
            db.add(ballot_keys.seal_cell(key, 0))


def _peak() -> int:
    """The most that this process has held, in bytes; what `getrusage` says is its parent's too."""
    told = Path("/proc/self/status").read_text().split("VmHWM:")[1]
    return 1024 * int(told.split()[0])


if __name__ == "__main__":
    main()
