"""The rota, the sheet, and a crisis."""

from flask.testing import FlaskClient

from tests.gallery.tour.album import Album
from tests.pages import fetch, submit


def duty_pages(album: Album, ofelia: FlaskClient) -> None:
    """The rota, the sheet, and a crisis from on to off."""
    rota, week, crisis = "/register/jour/", "/register/jour/vecka/2026-W47", "/register/kris/"
    page = album.add("rota empty", fetch(ofelia, rota), 200)
    album.add("rota wrong", submit(ofelia, page, f"{rota}fyll", first="x"), 422)
    album.add("week empty", fetch(ofelia, week), 200)
    submit(ofelia, page, f"{rota}fyll")
    album.add("rota filled", fetch(ofelia, rota), 200)
    page = album.add("week", fetch(ofelia, week), 200)
    album.add("week wrong", submit(ofelia, page, week, backup="ofelia"), 422)
    album.add("week stale", submit(ofelia, page, week, seen="olle/"), 409)
    album.add("swap wrong", submit(ofelia, page, f"{week}/byt", other="x"), 422)
    submit(ofelia, page, week, officer="ofelia", backup="")
    album.add("rota changed", fetch(ofelia, rota), 200)
    album.add("sheet", fetch(ofelia, "/register/overlamning"), 200)
    page = album.add("crisis off", fetch(ofelia, crisis), 200)
    album.add("crisis refused", submit(ofelia, page, f"{crisis}pa", unit="?", meeting="?"), 422)
    given = {"unit": "Farsta", "title": "Branden", "meeting": "idag 15", "place": "Rotundan"}
    submit(ofelia, page, f"{crisis}pa", **given)
    page = album.add("crisis", fetch(ofelia, crisis), 200)
    album.add("call empty", submit(ofelia, page, f"{crisis}ta-emot"), 422)
    album.add("call named", submit(ofelia, page, f"{crisis}ta-emot", line="Karin Holm?"), 422)
    album.add("crisis changed wrong", submit(ofelia, page, f"{crisis}andra", unit="?"), 422)
    album.add("crisis stale", submit(ofelia, page, f"{crisis}andra", version="99"), 409)
    album.add("sheet in a crisis", fetch(ofelia, "/register/overlamning"), 200)
    album.add("crisis ends", submit(ofelia, page, f"{crisis}av"), 200)
    submit(ofelia, page, f"{crisis}av", confirm="yes")
    album.add("crisis changed after", submit(ofelia, page, f"{crisis}andra"), 409)
    late = submit(ofelia, page, f"{crisis}ta-emot", line="DN 19811218-9876?")
    album.add("call after a crisis", late, 422)
