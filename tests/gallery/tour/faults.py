"""What people see when the database fails, or something in it is damaged."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlmodel import Session

from pressdesk import create_app
from pressdesk.errors import StoreUnavailable, Unconfirmed
from pressdesk.storage import Store
from pressdesk.tables import Wanted
from pressdesk.vault import receipts
from pressdesk.web.access import SESSION
from tests.both import by_hand
from tests.conftest import Desk, lodged, ref_of
from tests.gallery.tour.album import Album
from tests.pages import checked, fetch, opened, submit

QUESTIONS = "Går den här att läsa?", "Går den här att öppna?"


def failing(store: Store, error: StoreUnavailable) -> Store:
    """The same database, in a file or on a server, failing each time that it should keep
    something.
    """

    @contextmanager
    def writing() -> Iterator[Session]:
        with store.writing() as db:
            yield db
            raise error

    worse = copy.copy(store)
    worse.writing = writing
    return worse


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
        app = create_app(site.settings, failing(site.store, error))
        hers, theirs = app.test_client(), app.test_client()
        theirs.set_cookie(SESSION, ofelia.get_cookie(SESSION).value)
        album.add(f"{name} hers", submit(hers, checked(hers), "/skicka"), 503)
        ticket = fetch(theirs, path)
        album.add(f"{name} ticket", submit(theirs, ticket, f"{path}/svara", text="Hej."), 503)
        new = fetch(theirs, "/register/ny")
        asked = {"outlet": "Ekot", "question": "Hur då?", "action": "log"}
        album.add(f"{name} register", submit(theirs, new, "/register/ny", **asked), 503)
    _rows(album, site, ofelia, code, path)


def _rows(album: Album, site: Desk, ofelia: FlaskClient, code: str, path: str) -> None:
    other = lodged(site, QUESTIONS[1], wanted=Wanted.NOW)
    of_ticket = "ticket_id = (SELECT id FROM ticket WHERE handle = :handle)"
    for statement, whose in (
        (f"UPDATE message SET sealed = :spoiled WHERE {of_ticket}", code),
        ("UPDATE ticket SET particulars = :spoiled WHERE handle = :handle", code),
        ("UPDATE ticket_key SET for_epoch = :spoiled WHERE handle = :handle", other),
    ):
        handle = receipts.derive(whose, site.settings.pepper).handle
        assert by_hand(site.store, statement, handle=handle, spoiled=b"\x02") == 1
    album.add("queue with damaged rows", fetch(ofelia, "/desk/"), 200)
    album.add("ticket damaged", fetch(ofelia, path), 200)
    album.add("thread damaged", opened(site.app().test_client(), code), 200)
    link = path.replace("/desk/arende/", "/desk/handlingar/arende/")
    album.add("disclose damaged", fetch(ofelia, link), 200)
