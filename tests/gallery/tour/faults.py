"""What people see when the database fails, or something in it is damaged."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlmodel import Session

from pressdesk import create_app
from pressdesk.errors import StoreUnavailable, Unconfirmed
from pressdesk.storage import FileStore
from pressdesk.tables import Wanted
from pressdesk.web.access import SESSION
from tests.conftest import Desk, lodged, ref_of
from tests.gallery.tour.album import Album
from tests.pages import checked, fetch, opened, submit
from tests.promises.visits import change

QUESTIONS = "Går den här att läsa?", "Går den här att öppna?"


class Failing(FileStore):
    """Fails each time that it should keep something."""

    error: StoreUnavailable

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self._session(writes=True) as db:
            yield db
            raise self.error


def faults_pages(album: Album, site: Desk, ofelia: FlaskClient) -> None:
    """Not known whether it was kept, full, damaged; and single damaged rows. The last of a tour."""
    code = lodged(site, QUESTIONS[0], wanted=Wanted.NOW)
    path = f"/desk/arende/{ref_of(site, QUESTIONS[0])}"
    errors = {
        "unconfirmed": Unconfirmed(),
        "full": StoreUnavailable(is_full=True),
        "damaged": StoreUnavailable(is_damaged=True),
    }
    for name, error in errors.items():
        store = Failing(site.home / "desk.db", busy_milliseconds=500)
        store.error = error
        app = create_app(site.settings, store)
        hers, theirs = app.test_client(), app.test_client()
        theirs.set_cookie(SESSION, ofelia.get_cookie(SESSION).value)
        album.add(f"{name} hers", submit(hers, checked(hers), "/skicka"), 503)
        ticket = fetch(theirs, path)
        album.add(f"{name} ticket", submit(theirs, ticket, f"{path}/svara", text="Hej."), 503)
        new = fetch(theirs, "/register/ny")
        asked = {"outlet": "Ekot", "question": "Hur då?", "action": "log"}
        album.add(f"{name} register", submit(theirs, new, "/register/ny", **asked), 503)
        store.close()
    _rows(album, site, ofelia, code, path)


def _rows(album: Album, site: Desk, ofelia: FlaskClient, code: str, path: str) -> None:
    other = lodged(site, QUESTIONS[1], wanted=Wanted.NOW)
    change(site, "UPDATE message SET sealed = x'02' WHERE ticket_id = ?", code)
    change(site, "UPDATE ticket SET particulars = x'02' WHERE id = ?", code)
    of_ticket = "handle = (SELECT handle FROM ticket WHERE id = ?)"
    change(site, f"UPDATE ticket_key SET for_epoch = x'02' WHERE {of_ticket}", other)
    album.add("queue with damaged rows", fetch(ofelia, "/desk/"), 200)
    album.add("ticket damaged", fetch(ofelia, path), 200)
    album.add("thread damaged", opened(site.app().test_client(), code), 200)
    link = path.replace("/desk/arende/", "/desk/handlingar/arende/")
    album.add("disclose damaged", fetch(ofelia, link), 200)
