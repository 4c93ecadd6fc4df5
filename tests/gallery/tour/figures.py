"""The chief's figures, and their publishing."""

from flask.testing import FlaskClient

from tests import figuring
from tests.gallery.tour.album import Album
from tests.pages import fetch


def figures_pages(album: Album, site, clara: FlaskClient) -> None:
    """Before anything is published, and with one whole year and one month that was lost."""
    album.add("figures empty", fetch(clara, "/siffror/"), 200)
    album.add("trends empty", fetch(clara, "/siffror/utveckling"), 200)
    made = [*figuring.whole_year(2025), *figuring.asked(2025)]
    figuring.publish(site.store, made, founded="2025-01")
    figuring.lose(site.store, "total", "2026-01")
    paths = {"method": "metod", "trends": "utveckling", "year": "2025", "quarter": "2025-Q4"}
    paths |= {"figures": "", "month": "2025-01", "lost": "2026-01"}
    for name, path in paths.items():
        album.add(name, fetch(clara, f"/siffror/{path}"), 200)
    for name, path in {"coming": "2026", "before": "2024", "no period": "x"}.items():
        album.add(name, fetch(clara, f"/siffror/{path}"), 404)
    album.add("wrong role", fetch(clara, "/desk/"), 403)


def publishing_pages(album: Album, ofelia: FlaskClient) -> None:
    """Months wait, since those of the year before are published."""
    album.add("queue with late figures", fetch(ofelia, "/desk/"), 200)
    album.add("standing with late figures", fetch(ofelia, "/desk/laget"), 200)
    album.add("publish", fetch(ofelia, "/desk/siffror/"), 200)
    album.add("publish ask", fetch(ofelia, "/desk/siffror/2026-02"), 200)
    for period, status in {"2026-12": 409, "2026-Q1": 409, "2026-01": 409, "x": 404}.items():
        album.add(f"publish {period} refused", fetch(ofelia, f"/desk/siffror/{period}"), status)
