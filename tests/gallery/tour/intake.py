"""The register: taking in, its lists, and the names that it chooses from."""

from flask.testing import FlaskClient

from pressdesk import clock
from tests.bench import bulk
from tests.gallery.tour.album import Album
from tests.pages import fetch, submit


def register_intake_pages(album: Album, ofelia: FlaskClient) -> None:
    """Taking in, correcting, and a request for public records."""
    new, records = "/register/ny", "/register/begaran"
    page = album.add("intake", fetch(ofelia, new), 200)
    album.add("intake empty", submit(ofelia, page, new), 422)
    asked = {"outlet": "Dagbladet", "unit": "Farsta", "question": "Ring 070-174 06 05."}
    album.add("intake stopped", submit(ofelia, page, new, **asked), 422)
    asked["question"] = "Enligt rektorn Karin Holm."
    album.add("intake warned", submit(ofelia, page, new, **asked, name="Anna Ek"), 422)
    album.add("request typed", submit(ofelia, page, new, **asked, action="records"), 200)
    submit(ofelia, page, new, **asked, action="draft")
    album.add("intake with draft", fetch(ofelia, new), 200)
    page = album.add("request", fetch(ofelia, records), 200)
    album.add("request empty", submit(ofelia, page, records), 422)
    submit(ofelia, fetch(ofelia, new), new, action="anyway", kind="facts")
    path = "/register/2026-1/redaktion"
    page = album.add("outlet media", fetch(ofelia, path), 200)
    album.add("outlet media wrong", submit(ofelia, page, path, media="?"), 422)
    path = "/register/2026-1/uppgifter"
    page = album.add("particulars", fetch(ofelia, path), 200)
    album.add("particulars empty", submit(ofelia, page, path, question=""), 422)
    submit(ofelia, page, path, action="draft", question="Ett utkast")
    album.add("particulars with draft", fetch(ofelia, path), 200)
    submit(ofelia, page, path, question="Hennes fråga", kind="interview")
    album.add("particulars stale", submit(ofelia, page, path, question="Min fråga"), 409)


def register_names_pages(album: Album, ofelia: FlaskClient) -> None:
    """The site's own lists."""
    home = "/register/listor"
    for name in ("redaktioner", "enheter", "amnen"):
        page = album.add(f"names {name}", fetch(ofelia, f"{home}/{name}"), 200)
        album.add(f"names {name} empty", submit(ofelia, page, f"{home}/{name}/ny"), 422)
    album.add("names found", fetch(ofelia, f"{home}/enheter?q=sk"), 200)
    album.add("names near", fetch(ofelia, f"{home}/enheter?q=fasrta"), 200)
    album.add("names not found", fetch(ofelia, f"{home}/amnen?q=%3F%3F"), 200)
    for path in ("enheter/andra?namn=Bromma", "amnen/andra?namn=Milj%C3%B6"):
        album.add(f"name {path}", fetch(ofelia, f"{home}/{path}"), 200)
    path = f"{home}/redaktioner"
    page = album.add("name", fetch(ofelia, f"{path}/andra?namn=Dagbladet"), 200)
    album.add("rename refused", submit(ofelia, page, f"{path}/byt-namn", new=""), 422)
    album.add("media refused", submit(ofelia, page, f"{path}/uppgift", media="?"), 422)
    taken = submit(ofelia, page, f"{path}/byt-namn", to=f"{path}/ta-bort")
    album.add("remove refused", taken, 409)
    submit(ofelia, page, f"{path}/ur-bruk")
    album.add("name retired", fetch(ofelia, f"{path}/andra?namn=Dagbladet"), 200)


def register_list_pages(album: Album, site, ofelia: FlaskClient) -> None:
    shown = ("att-gora", "mina", "godkannande", "parkerade", "lamnade", "avslutade", "alla")
    for tab in shown:
        album.add(f"register {tab}", fetch(ofelia, f"/register/?visa={tab}"), 200)
        path = f"/register/?visa={tab}&redaktion=Ekot&enhet=Farsta"
        album.add(f"register {tab} filtered", fetch(ofelia, path), 200)
    with site.store.writing() as db:
        bulk.fill(db, 230, clock.now())
    for tab in shown:
        album.add(f"register {tab} of many", fetch(ofelia, f"/register/?visa={tab}"), 200)
    album.add("register gathering", fetch(ofelia, "/register/?samla=1"), 200)
    page = album.add("keys on", fetch(ofelia, "/register/tangenter"), 200)
    submit(ofelia, page, "/register/tangenter")
    page = album.add("keys off", fetch(ofelia, "/register/tangenter"), 200)
    album.add("register without keys", fetch(ofelia, "/register/"), 200)
    submit(ofelia, page, "/register/tangenter")
