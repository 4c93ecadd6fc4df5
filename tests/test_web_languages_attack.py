"""Nothing is done by changing language: whatever a form could do, the same fields with the name of
a language do not.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine

from pressdesk import clock, config, storage
from pressdesk.storage import FileStore
from pressdesk.web import failures, switching
from tests.conftest import SETTINGS, Desk, found
from tests.promises import shift, visits, worlds
from tests.promises.wire import Answer, Form
from tests.promises.worlds import Browser, Client
from tests.speaking import stored

TUESDAY = datetime(2026, 11, 17, 15, 47, tzinfo=clock.SWEDEN)


class Acted(Exception):
    """A change of language did something."""


class Switching(Browser):
    """Sends each form first with the name of a language, and looks what that did."""

    def send(self, method: str, path: str, form: Form | None = None) -> Answer:
        if method == "POST" and form:
            self._try(path, form)
        return super().send(method, path, form)

    def _try(self, path: str, form: Form) -> None:
        before = stored(self.running.desk)
        answer = super().send("POST", path, {**form, "switch": "sv"})
        self.answers.pop()
        after = stored(self.running.desk)
        if changed := [table for table in after if after[table] != before[table]]:
            raise Acted(f"{path} changed {changed}")
        if answer.status not in {200, 303, 400, 401, 403, 404, 409}:
            raise Acted(f"{answer.status} {path}")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Desk]:
    home = tmp_path / "before"
    home.mkdir()
    with time_machine.travel(TUESDAY, tick=False):
        store = FileStore(home / storage.DATABASE)
        storage.upgrade(store)
        made = found(store, config.parse(SETTINGS), home)
        store.settle()
    yield made
    store.close()
    failures.counted.clear()


def spent(site: Desk, home: Path) -> list[Browser]:
    """A day of the staff, every form of which only changes language first."""
    mine = worlds.copied(site, home)
    with time_machine.travel(TUESDAY, tick=False) as hands, worlds.serving(mine) as running:
        day = shift.Day(running, lambda: Switching(running, Client()), hands.shift)
        return shift.spend(day, "Frammandeord")


def test_no_form_of_staff_does_anything_when_it_only_changes_language(site, tmp_path):
    browsers = spent(site, tmp_path / "copy")

    every = shift.staff_views(site)
    assert shift.endpoints(site, browsers, went_well=True) == every


def test_forms_that_did_not_know_of_it_would_be_caught(site, tmp_path, monkeypatch):
    monkeypatch.setattr(switching, "is_on", lambda: False)

    with pytest.raises(Acted):
        spent(site, tmp_path / "copy")


def test_no_form_of_an_employee_does_anything_when_it_only_changes_language(tmp_path):
    with visits.in_folder(tmp_path) as running:
        plain = visits.sender(running)

        def send(method: str, path: str, form: Form | None = None, **own: str) -> Answer:
            if form and not own:
                before = stored(running.desk)
                turned = plain(method, path, {**form, "switch": "sv"})
                assert stored(running.desk) == before, path
                assert turned.status in {200, 405, 413, 500, 503}, f"{turned.status} {path}"
            return plain(method, path, form, **own)

        answers = dict(visits.trips(running, send))

    assert answers["sent"].status == answers["write on new"].status == 200
