"""Signing in, joining, and what is one's own."""

from flask.testing import FlaskClient

from pressdesk import clock
from pressdesk.staff import accounts
from pressdesk.vault import totp
from tests.conftest import PHRASE
from tests.gallery.tour.album import Album
from tests.pages import Page, fetch, send, submit


def accounts_pages(album: Album, site, ofelia: FlaskClient) -> None:
    client = site.app().test_client()
    page = album.add("sign in", fetch(client, "/konto/logga-in"), 200)
    album.add("sign in asked for", fetch(client, "/desk/"), 401)
    kept = send(client, "/desk/arende/x/svara", [("text", "Min text")])
    album.add("sign in with text", kept, 401)
    given = {"name": "ofelia", "passphrase": PHRASE, "code": "000000"}
    album.add("sign in empty", submit(client, page, "/konto/logga-in"), 422)
    album.add("sign in wrong", submit(client, page, "/konto/logga-in", **given), 403)
    album.add("sign in old token", submit(client, page, "/konto/logga-in", csrf_token="x"), 400)
    with site.store.writing() as db:
        code = accounts.invite(db, "lisa", accounts.Role.PRESS_OFFICER, clock.today())
    first = album.add("enrol", fetch(client, "/konto/anslut"), 200)
    album.add("enrol empty", submit(client, first, "/konto/anslut"), 422)
    wrong = submit(client, first, "/konto/anslut", name="lisa", code="x")
    album.add("enrol wrong", wrong, 403)
    second = submit(client, first, "/konto/anslut", name="lisa", code=code)
    album.add("enrol secret", second, 200)
    album.add("enrol secret empty", submit(client, second, "/konto/anslut"), 422)
    for name in ("losenfras", "telefon", "lappar"):
        page = album.add(name, fetch(ofelia, f"/konto/{name}"), 200)
        album.add(f"{name} empty", submit(ofelia, page, f"/konto/{name}"), 422)
    passkeys = album.add("passkeys", fetch(ofelia, "/konto/passnycklar"), 200)
    album.add("passkeys empty", submit(ofelia, passkeys, "/konto/passnycklar"), 422)
    soon = totp.code_at(site.ofelia.secret, clock.now().timestamp() + totp.STEP_SECONDS)
    given = {"label": "Telefonen", "current": PHRASE, "code": soon}
    album.add("passkey new", submit(ofelia, passkeys, "/konto/passnycklar", **given), 200)
    album.add("log", fetch(ofelia, "/konto/logg"), 200)
    album.add("hand over", fetch(ofelia, "/konto/nycklar"), 200)
    album.add("account", fetch(ofelia, "/konto/"), 200)
    album.add("hand over to nobody", submit(ofelia, fetch(ofelia, "/konto/nycklar"),
              "/konto/nycklar", name="x"), 404)  # fmt: skip


def carried_on(site, person) -> Page:
    """The page after a sign-in that carries a text; by a code of the next half minute."""
    client = site.app().test_client()
    kept = send(client, "/desk/arende/x/svara", [("text", "Min text")])
    code = totp.code_at(person.secret, clock.now().timestamp() + totp.STEP_SECONDS)
    given = {"name": person.name, "passphrase": person.phrase, "code": code}
    return submit(client, kept, "/konto/logga-in", **given)
