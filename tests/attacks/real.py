"""The same once through everything: slips that are cast, published and downloaded at real sites.

A site has its slips and no release yet. Every draw is a copy of it, with or without one ticket
more, that an officer publishes and a chief reads.
"""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from pressdesk import storage
from pressdesk.figures import ballots, due, releases
from pressdesk.figures.declared import Size
from pressdesk.figures.shapes import shape_of
from pressdesk.storage import FileStore
from tests.attacks import world
from tests.attacks.insider import Scene
from tests.attacks.world import Ticket
from tests.conftest import Desk, holder_of, sign_in
from tests.publishing import NO_INQUIRIES

YEAR = 2026
OPENS = date(2027, 1, 4)
MINE = Ticket(
    "2026-12",
    "2026-12",
    {
        "total": "taken",
        "kind": "storm",
        "topic": "culture",
        "in-time": "no",
        "media": "student",
        "wanted": "later",
        "ended": "withdrawn",
    },
)


def scene(known: Sequence[Ticket]) -> Scene:
    shapes = [shape_of(YEAR, Size.NORMAL)]
    without, with_it = (world.counted(each, shapes) for each in (known, [*known, MINE]))
    return Scene(MINE, shapes, without, with_it)


def cast(desk_site: Desk, tickets: Sequence[Ticket]) -> None:
    """Every slip that these tickets cast, on the days on which they were taken and closed."""
    with desk_site.store.writing() as db:
        holder = holder_of(db, desk_site.ofelia)
        for ticket in tickets:
            for month, names in ((ticket.taken, TAKEN), (ticket.closed, CLOSED)):
                cells = {name: ticket.values[name] for name in names}
                day = date.fromisoformat(f"{month}-20")
                assert ballots.cast(db, cells, day, holder)


TAKEN = ("total", "kind", "topic", "media", "wanted")
CLOSED = ("in-time", "ended")


def copied(desk_site: Desk, home: Path) -> Desk:
    """The same site, in another folder."""
    home.mkdir()
    with desk_site.store.reading():
        old = sqlite3.connect(desk_site.home / storage.DATABASE)
        new = sqlite3.connect(home / storage.DATABASE)
        old.backup(new)
        old.close()
        new.close()
    site = desk_site.site._replace(store=FileStore(home / storage.DATABASE))
    return desk_site._replace(site=site, home=home)


def publish(desk_site: Desk, until: str = "") -> None:
    """All that is due on the fourth of January, in the order in which it must be; or only until a
    period.
    """
    with desk_site.store.reading() as db:
        holder = holder_of(db, desk_site.ofelia)
        periods = [each.period for each in due.due(db, OPENS)]
    for period in periods:
        with desk_site.store.reading() as db:
            counted = releases.tally(db, holder, period, OPENS)
        with desk_site.store.writing() as db:
            releases.publish(db, counted, OPENS, NO_INQUIRIES)
        if period == until:
            break


def fetcher(desk_site: Desk) -> Callable[[], str]:
    """What gives the file of all figures, as clara downloads it."""
    client = desk_site.app().test_client()
    assert sign_in(client, desk_site.clara).status_code == 303
    return lambda: client.get("/siffror/alla.csv").get_data(as_text=True)


def drawn(desk_site: Desk, home: Path) -> str:
    """One publication of a copy, as it is downloaded. The site itself stays unpublished."""
    copy = copied(desk_site, home)
    try:
        publish(copy)
        return fetcher(copy)()
    finally:
        copy.store.close()


def tickets(each: int) -> list[Ticket]:
    """So many a month in November and December, when the site was new."""
    made = [ticket for ticket in world.made(60) if ticket.taken >= f"{world.SECOND}-11"]
    found = []
    for month in ("2026-11", "2026-12"):
        some = [ticket for ticket in made if ticket.taken[-2:] == month[-2:]][:each]
        found += [Ticket(month, month, ticket.values) for ticket in some]
    return found
