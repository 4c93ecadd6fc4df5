"""A site on a server whose owner, web and figures processes sign in as three roles."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask import Flask

from pressdesk import create_app
from pressdesk.storage import FiguresStore, ServerStore, Store, roles
from pressdesk.vault import pepper
from tests.conftest import Desk
from tests.postgres import database

OWNER, WEB, FIGURES = "press_owner", "press_web", "press_figures"
STORES: dict[str, ServerStore] = {}  # those that are open, by their addresses
KINDS = {OWNER: ServerStore, WEB: ServerStore, FIGURES: FiguresStore}


def grant(store: Store) -> None:
    """Make the roles, as the administrator does."""
    with psycopg.connect(address(store)) as connection:
        connection.execute(roles.body(OWNER, WEB, FIGURES))


def address(store: Store, role: str = "desk") -> str:
    """The store's database, as the driver reads it."""
    url = store.engine.url.set(drivername="postgresql", username=role)
    return str(url.render_as_string(hide_password=False))


def opened(store: Store, role: str) -> ServerStore:
    """The same database, as a role opens it."""
    return KINDS[role](address(store, role), store.home, busy_milliseconds=2_000)


@contextmanager
def as_role(store: Store, role: str) -> Iterator[psycopg.Connection]:
    """A connection of the role's, for statements of any kind, each by itself."""
    with psycopg.connect(address(store, role), autocommit=True) as connection:
        if role != FIGURES:
            connection.execute("SET search_path = content, keys")
        yield connection


@contextmanager
def granted(server: Path, home: Path) -> Iterator[ServerStore]:
    """A database with all tables and the three roles, as its owner opens it."""
    with database(server, home) as store:
        grant(store)
        stores = {address(store, role): opened(store, role) for role in KINDS}
        STORES.update(stores)
        try:
            yield stores[address(store, OWNER)]
        finally:
            for name, each in stores.items():
                each.close()
                del STORES[name]


class Apart(Desk):
    """A site whose pages are the web role's; what tests do to its tables, the owner does."""

    def app(self) -> Flask:
        return create_app(self.settings, STORES[address(self.store, WEB)])

    def reader(self) -> Flask:
        """The process for the figures."""
        given = {"pepper": pepper.outer(self.settings.pepper)}
        settings = self.settings.model_copy(update=given)
        return create_app(settings, STORES[address(self.store, FIGURES)])
