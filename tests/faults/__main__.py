"""Count what faults cost: `python -m tests.faults [--rounds N]` prints a table.

A round is a kill -9 or a cut of each kind; a hundred take some twenty minutes on two cores. Exit
status 1 when anything was lost, doubled or half stored, or somebody met a page without words.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pressdesk.vault import passphrase
from tests import postgres
from tests.faults import filling, killing, places, troubles
from tests.faults.filling import Pages
from tests.faults.proxy import Proxy
from tests.faults.tolls import ROWS, Toll

QUICK_KIB = 64  # Argon2id's work is not what is tried here


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--rounds", type=int, default=5, help="how often each fault strikes")
    rounds = parser.parse_args().rounds
    passphrase.MEMORY_KIB = QUICK_KIB
    found = []
    print(f"{'fault':<44}" + "".join(f"{row:>10}" for row in ROWS), flush=True)
    with tempfile.TemporaryDirectory() as home, postgres.running() as server:
        for toll in counted(Path(home), server, rounds):
            print(f"{toll.fault:<44}" + "".join(f"{cell:>10}" for cell in toll.cells()), flush=True)
            found.append(toll)
    print(f"{'all':<44}" + "".join(f"{total:>10}" for total in totals(found)))
    for toll in found:
        if toll.bad:
            print(f"{toll.fault}: {toll.bad}")
    sys.exit(any(toll.bad for toll in found))


def counted(home: Path, server: Path, rounds: int) -> Iterator[Toll]:
    """Every fault in turn, on a site of its own."""
    with places.in_file(home / "file") as site:
        yield killing.site_process(site, rounds)
    with places.on_server(home / "site", server) as site:
        yield killing.site_process(site, rounds)
    with places.on_server(home / "backend", server) as site:
        yield killing.backend(site, rounds)
    with places.on_server(home / "killed", server) as site:
        yield killing.database(site, server, rounds)
    for number, fault in enumerate(troubles.NETWORK):
        with (
            Proxy(server) as proxy,
            places.on_server(home / f"net{number}", server, proxy.url("NAME")) as site,
        ):
            yield troubles.network(site, proxy, [fault], rounds)
    with places.in_file(home / "pages") as site:
        yield troubles.full(site, Pages(site.store), rounds)
    with filling.full_server(home / "disk", server) as (site, room):
        yield troubles.full(site, room, rounds)


def totals(found: list[Toll]) -> list[int]:
    """The sum of each column."""
    return [sum(map(int, column)) for column in zip(*(toll.cells() for toll in found), strict=True)]


if __name__ == "__main__":
    main()
