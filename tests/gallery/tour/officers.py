"""The queue, tickets in each state, and public records."""

from flask.testing import FlaskClient

from pressdesk import clock, desk
from tests.conftest import lodged, ref_of
from tests.gallery.tour.album import ASKS, Album
from tests.pages import Page, act, attributes, fetch, pairs, send, sent, submit


def officers_pages(album: Album, site, ofelia: FlaskClient, employee: FlaskClient) -> None:
    album.add("queue empty", fetch(ofelia, "/desk/"), 200)
    sent(employee, "Den här läser vi.", kinds=["company"], topic="it", media="web")
    ref = ref_of(site, "Den här läser vi.")
    for number in range(27):
        lodged(site, f"Fråga nummer {number}, med några ord till för att fylla en rad helt.")
    album.add("queue", fetch(ofelia, "/desk/"), 200)
    album.add("queue answered", fetch(ofelia, "/desk/?visa=besvarade"), 200)
    album.add("queue closed", fetch(ofelia, "/desk/?visa=avslutade"), 200)
    album.add("rules", fetch(ofelia, "/desk/regler"), 200)
    album.add("standing", fetch(ofelia, "/desk/laget"), 200)
    path = f"/desk/arende/{ref}"
    page = album.add("ticket new", fetch(ofelia, path), 200)
    album.add("answer empty", act(ofelia, ref, "svara", text=""), 422)
    album.add("answer that asks", act(ofelia, ref, "svara", text=ASKS), 422)
    album.add("note that asks", act(ofelia, ref, "anteckna", text=ASKS), 422)
    album.add("note empty", act(ofelia, ref, "anteckna", text=""), 422)
    album.add("note too long", act(ofelia, ref, "anteckna", text="x" * 2_001), 422)
    album.add("close without outcome", act(ofelia, ref, "avsluta"), 422)
    album.add("close unknown outcome", act(ofelia, ref, "avsluta", outcome="?"), 422)
    album.add("answer without version", act(ofelia, ref, "svara", text="Hej", version="x"), 422)
    act(ofelia, ref, "ta")
    act(ofelia, ref, "anteckna", text="En anteckning.")
    act(ofelia, ref, "svara", text="Ett utkast.", action="draft")
    album.add("ticket taken", fetch(ofelia, path), 200)
    album.add("stale answer", submit(ofelia, page, f"{path}/svara", text="Hej"), 409)
    album.add("taken twice", submit(ofelia, page, f"{path}/ta"), 409)
    album.add("old token", act(ofelia, ref, "svara", text="Hej", csrf_token="x"), 400)
    act(ofelia, ref, "svara", text="Ett svar.")
    album.add("ticket answered", fetch(ofelia, path), 200)
    closing = {"outcome": "answered", "switch": "sv"}
    album.add("language changed", act(ofelia, ref, "avsluta", **closing), 200)
    act(ofelia, ref, "avsluta", outcome="answered")
    album.add("ticket closed", fetch(ofelia, path), 200)
    album.add(
        "stale answer to a closed one", submit(ofelia, page, f"{path}/svara", text="Hej"), 409
    )
    album.add("no such ticket", fetch(ofelia, "/desk/arende/x"), 404)


def records_pages(album: Album, site, ofelia: FlaskClient) -> None:
    """Public records: nothing is over in November, so the month before is asked for."""
    home = album.add("duties", fetch(ofelia, "/desk/handlingar/"), 200)
    path = "/desk/handlingar/lista"
    token = [pair for pair in pairs(home.form("/desk/handlingar/arende")) if pair[0] != "number"]
    album.add("list refused", send(ofelia, path, [*token, ("month", "2026-11")]), 422)
    album.add("list", send(ofelia, path, [*token, ("month", "2026-10")]), 200)
    album.add("number empty", submit(ofelia, home, "/desk/handlingar/arende"), 422)
    lodged(site, "Rektorn Karin Holm ringde.", kinds=("company",), topic="it", media="web")
    with site.store.reading() as db:
        rows = desk.queue(db, site.holder(), clock.today(), after=None).rows
    ticket_page = fetch(ofelia, f"/desk/arende/{rows[0].ref}")
    link = next(a for a in attributes(ticket_page.text, "href") if "/handlingar/arende/" in a)
    page = album.add("disclose", fetch(ofelia, link), 200)
    preview, last = f"{link}/granska", f"{link}/lamna-ut"
    album.add("disclose wrong marks", submit(ofelia, page, preview, message="[[x"), 422)
    album.add("disclose stale", submit(ofelia, page, preview, version="0"), 409)
    whole = {"whole": ["week"], "message": pairs_named(page, preview, "message")}
    shown = album.add("preview", submit(ofelia, page, preview, **whole), 200)
    album.add("preview without section", submit(ofelia, shown, last, action="print"), 422)
    sections = ["OSL 21 kap. 7 §"] * shown.text.count('name="spot"')
    done = submit(ofelia, shown, last, action="print", section=sections)
    album.add("disclosed", done, 200)
    stops = "/desk/gallringsstopp/"
    page = album.add("holds none", fetch(ofelia, stops), 200)
    album.add("hold refused", submit(ofelia, page, stops, reference="Anna Ek"), 422)
    submit(ofelia, page, stops, from_week="2026-W40", to_week="2026-W50")
    page = album.add("holds", fetch(ofelia, stops), 200)
    album.add("review refused", submit(ofelia, page, f"{stops}omprova", review="x"), 422)
    album.add("hold lift", submit(ofelia, page, f"{stops}ta-bort"), 200)


def pairs_named(page: Page, form: str, name: str) -> list[str]:
    """What stands in a form's fields of one name."""
    return [value for key, value in pairs(page.form(form)) if key == name]
