"""Servers that are killed, and sites on them. Each worker has a server of its own for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.conftest import Desk
from tests.faults import places


@pytest.fixture(scope="session")
def frail() -> Iterator[Path]:
    """A server that tests may kill."""
    with postgres.running() as home:
        yield home


@pytest.fixture(params=["file", "server"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A site on either, in real time."""
    if request.param == "file":
        with places.in_file(tmp_path / "site") as made:
            yield made
        return
    server = request.getfixturevalue("frail")
    with places.on_server(tmp_path / "site", server) as made:
        yield made


@pytest.fixture
def far(tmp_path: Path, frail: Path) -> Iterator[Desk]:
    """A site on a server."""
    with places.on_server(tmp_path / "site", frail) as made:
        yield made
