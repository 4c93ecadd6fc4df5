"""Every page and state of an employee's, and the public pages."""

from types import SimpleNamespace

from flask.testing import FlaskClient

from pressdesk.vault import receipts
from pressdesk.web.porter import Porter
from tests.gallery.tour.album import MINE, Album
from tests.pages import FORM, Page, checked, fetch, opened, send, submit

TELLING = ("register", "personal", "siffror", "drift")


def employees_pages(album: Album, site, client: FlaskClient) -> str:
    """Every page and state of hers; the code of a question."""
    album.add("rights", fetch(client, "/"), 200)
    advice = album.add("advice", fetch(client, "/rad"), 200)
    album.add("ask with kind", submit(client, advice, "/fraga", kinds=["threats"]), 200)
    ask = album.add("ask", fetch(client, "/fraga"), 200)
    album.add("ask empty", submit(client, ask, "/fraga", action="check"), 422)
    chosen = {"kinds": "?", "wanted": "?", "topic": "?", "media": "?"}
    album.add(
        "ask all wrong", send(client, "/fraga", [*chosen.items(), ("text", "x" * 4_001)]), 422
    )
    album.add("ask with finds", checked(client, MINE), 422)
    album.add("check with finds", checked(client, "Rektorn Karin Holm ringde."), 200)
    check = album.add("check", checked(client, kinds=["company"], topic="it", media="web"), 200)
    many = ["company", "threats", "storm"]
    album.add("check many kinds", checked(client, kinds=many), 200)
    album.add("check new code", submit(client, check, "/skicka", proof="x"), 200)
    edit = submit(client, check, "/skicka", to="/fraga", action="edit")
    album.add("ask again", edit, 200)
    code = album.add("sent", submit(client, check, "/skicka"), 200).code
    album.add("enter", fetch(client, "/svar"), 200)
    album.add("unknown", opened(client, receipts.mint()), 200)
    thread = album.add("thread new", opened(client, code), 200)
    album.add("write on empty", submit(client, thread, "/svar/skriv"), 422)
    album.add("write on with finds", submit(client, thread, "/svar/skriv", text=MINE), 422)
    album.add("written", submit(client, thread, "/svar/skriv", text="Mer."), 200)
    album.add("thread of two", opened(client, code), 200)
    lost = submit(client, thread, "/svar/skriv", receipt=receipts.mint(), text="Mer.")
    album.add("follow-up lost", lost, 200)
    asked = album.add("delete", submit(client, thread, "/svar/radera"), 200)
    refused_pages(album, client)
    busy_pages(album, site)
    closed = site.with_settings(disposal_decision="").app().test_client()
    album.add("closed", fetch(closed, "/fraga"), 200)
    album.add("closed meanwhile", send(closed, "/skicka", [("text", "Hej")]), 503)
    later = site.with_settings(writer_may_delete="after-floor", duty_phone="").app().test_client()
    album.add("delete later", submit(later, opened(later, code), "/svar/radera"), 200)
    album.add("rights without phone", fetch(later, "/"), 200)
    album.add("advice without phone", fetch(later, "/rad"), 200)
    album.add("records", fetch(client, "/handlingar"), 200)
    album.add("records undecided", fetch(closed, "/handlingar"), 200)
    album.add("personal-data", fetch(client, "/personuppgifter"), 200)
    album.add("personal-data without phone", fetch(later, "/personuppgifter"), 200)
    telling_pages(album, site, client)
    album.add("deleted", submit(client, asked, "/svar/radera", confirm="yes"), 200)
    album.add("was deleted", submit(client, check, "/skicka"), 409)
    return code


def refused_pages(album: Album, client: FlaskClient) -> None:
    """What is turned away before any view of hers."""
    album.add("not found", fetch(client, "/no"), 404)
    album.add("wrong method", Page(client.get("/skicka")), 405)
    album.add("too long", Page(client.post("/fraga", data=b"x" * 70_000, content_type=FORM)), 413)
    album.add("no form", Page(client.post("/fraga", data=b"{}", content_type="text/json")), 415)
    album.add("host", Page(client.get("/", headers={"Host": "x"})), 400)
    cross = {"headers": {"Sec-Fetch-Site": "cross-site"}}
    album.add("cross-site", send(client, "/fraga", [("text", "x")], **cross), 403)


def busy_pages(album: Album, site) -> None:
    """What is told while too many come, with and without a form."""
    app = site.app()
    app.wsgi_app = Full(Porter(app))
    client = app.test_client()
    album.add("busy", fetch(client, "/svar"), 503)
    album.add("busy, text kept", send(client, "/skicka", [("text", MINE), ("receipt", "x")]), 503)
    album.add("busy, text lost", send(client, "/fraga", [("a", "")] * 700), 503)


class Full:
    """A server that has no room for anybody."""

    def __init__(self, porter: Porter) -> None:
        self.porter = porter

    def __call__(self, environ, start):
        asked = SimpleNamespace(
            command=environ["REQUEST_METHOD"],
            path=environ["PATH_INFO"],
            query=environ["QUERY_STRING"],
            headers={"HOST": environ["HTTP_HOST"], "CONTENT_TYPE": environ.get("CONTENT_TYPE", "")},
            get_body_stream=lambda: environ["wsgi.input"],
        )
        status, headers, body = self.porter.turned_away(asked)
        start(status, headers)
        return [body]


def telling_pages(album: Album, site, client: FlaskClient) -> None:
    """What the site tells of itself, before and after somebody has filled in what only it knows."""
    names = {"promises": "loften", "transparency": "genomskinlighet", "statement": "tillganglighet"}
    parts = {f"transparency {part}": f"genomskinlighet/{part}" for part in TELLING}
    for name, path in (names | parts).items():
        album.add(name, fetch(client, f"/{path}"), 200)
    assessed = {"accessibility_assessed": "2026-10-01", "accessibility_published": "2026-09-01"}
    known = {"accessibility_known": ["Kartan saknar text. Den byts ut i vår."]}
    for level, more in {"partly": known, "full": {"accessibility_level": "full"}}.items():
        told = site.with_settings(recovery_holders="stadsjuristen", **assessed, **more)
        album.add(f"statement {level}", fetch(told.app().test_client(), "/tillganglighet"), 200)
    told_client = told.app().test_client()
    album.add("transparency with holders", fetch(told_client, "/genomskinlighet"), 200)
