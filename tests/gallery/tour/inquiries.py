"""An inquiry in each of its states."""

from flask.testing import FlaskClient

from pressdesk import clock, inquiries
from pressdesk.inquiries import sealed
from tests import inquiring
from tests.gallery.tour.album import ASKS, Album
from tests.pages import Page, fetch, pairs, send, submit


def inquiry_pages(album: Album, site, ofelia: FlaskClient) -> None:
    """An inquiry in each of its states, and what is refused on the way."""
    ref = inquiring.logged(site, call_back_at=clock.now(), units=("Bromma",))
    path = f"/register/{ref}"
    with site.store.writing() as db:
        given = ("Rut Ek", "070-174 06 05 eller rut.ek@example.se")
        number = inquiries.number_of(ref)
        sealed.keep_reporter(db, site.holder(), number, *given, clock.today())
    acts = {
        "new": ("ta", {"version": "9"}, 409),
        "taken": ("svar", {"answer": ""}, 422),
        "asked": ("svar", {"answer": ASKS, "action": "save"}, 422),
        "waiting": ("vanta", {"whom": ""}, 422),
        "parked": ("parkera", {"until": "x"}, 422),
        "passed": ("skicka-vidare", {"unit": "x"}, 422),
        "noted": ("anteckna", {"note": "Karin Holm ringde."}, 422),
        "written": ("lamna-till", {"officer": "x"}, 422),
        "for sign-off": ("lamna", {"outcome": "x"}, 422),
        "signed": ("avsluta", {"outcome": ""}, 422),
        "released": ("avsluta", {"outcome": "x"}, 422),
    }
    goes = [
        ("ta", {}),
        ("svar", {"answer": "Ett utkast.", "action": "draft"}),
        ("vanta", {"whom": "stadsarkivet"}),
        ("parkera", {"until": "fre"}),
        ("skicka-vidare", {"unit": "Bromma"}),
        ("behall", {}),
        ("svar", {"answer": "Tolv lindar.", "action": "save"}),
        ("for-godkannande", {}),
        ("godkann", {}),
        ("lamna", {"outcome": ""}),
        ("avsluta", {"outcome": "facts"}),
    ]
    for (name, (wrong, typed, status)), (step, given) in zip(acts.items(), goes, strict=True):
        page = album.add(f"inquiry {name}", fetch(ofelia, path), 200)
        refused = submit(ofelia, page, f"{path}/{wrong}", **typed)
        album.add(f"inquiry {name} refused", refused, status)
        assert submit(ofelia, page, f"{path}/{step}", **given).status == 303
    album.add("inquiry closed", fetch(ofelia, path), 200)
    old = [*inquiry_token(page), ("answer", "Tretton."), ("version", "1")]
    album.add("inquiry stale", send(ofelia, f"{path}/svar", old), 409)
    other = f"/register/{inquiring.logged(site)}"
    asked = submit(ofelia, fetch(ofelia, other), f"{other}/registrator")
    album.add("inquiry to the registrar", asked, 200)
    submit(ofelia, asked, f"{other}/registrator")
    album.add("inquiry at the registrar", fetch(ofelia, other), 200)


def inquiry_token(page: Page) -> list[tuple[str, str]]:
    form = next(page.root.iter("form"))
    return [pair for pair in pairs(form) if pair[0] == "csrf_token"]
