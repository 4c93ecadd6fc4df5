"""The whole tour in each language, walked once for all workers of a test run."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pressdesk import config, languages, storage
from pressdesk.storage import FileStore
from tests.conftest import NOON, SETTINGS, found
from tests.gallery import pseudo
from tests.gallery.tour import photographed
from tests.gallery.tour.album import Album, Kept

LANGUAGES = {"sv": "", "sv@easy": "/lattlast", "en": "/en"}


class Albums:
    """`albums["en"]`: every page in English; made when it is first asked for."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.known: dict[str, Album] = {}

    def __getitem__(self, locale: str) -> Album:
        if locale not in self.known:
            self.known[locale] = self._read_or_walk(locale)
        return self.known[locale]

    def _read_or_walk(self, locale: str) -> Album:
        path = self.home / f"gallery-{locale}.json"
        with locked(path.with_suffix(".lock")):
            if not path.exists():
                album = walked(self.home / f"gallery-{locale}", locale)
                written = {"used": sorted(album.used), "pages": album.kept()}
                path.write_text(json.dumps(written), encoding="utf-8")
                return album
        read = json.loads(path.read_text(encoding="utf-8"))
        return Album.of([Kept(*row) for row in read["pages"]], set(read["used"]))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One worker at a time."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def walked(home: Path, locale: str) -> Album:
    """A tour in one language, on a site of its own, on a Wednesday at noon."""
    home.mkdir()
    more: dict[str, Any] = {}
    prefix = LANGUAGES.get(locale, pseudo.PREFIX)
    if locale == pseudo.LOCALE:
        more["translations"] = str(pseudo.catalogue(home / "translations"))
    store = FileStore(home / storage.DATABASE, busy_milliseconds=500)
    storage.upgrade(store)
    try:
        with time_machine.travel(NOON, tick=False), speaking(prefix):
            return photographed(found(store, config.parse(SETTINGS | more), home))
    finally:
        store.close()


@contextmanager
def speaking(prefix: str) -> Iterator[None]:
    """Every browser without a screen that is opened meanwhile stays in one language."""

    class Speaking(FlaskClient):
        def open(self, *args: Any, **kwargs: Any) -> TestResponse:
            if args and isinstance(args[0], str):
                args = (in_language(args[0], prefix), *args[1:])
            return super().open(*args, **kwargs)

    Flask.test_client_class = Speaking
    try:
        yield
    finally:
        Flask.test_client_class = None


def in_language(address: str, prefix: str) -> str:
    """An address in a language, whether it was already or not."""
    return address if address.startswith(f"{prefix}/") else prefix + address


def known() -> list[str]:
    """The locales that pressdesk comes with."""
    return [language.locale for language in languages.found()]
