"""The register handed out, masked, and sent to the registrar."""

from flask.testing import FlaskClient

from pressdesk import clock, inquiries
from tests import handing
from tests.gallery.tour.album import Album
from tests.pages import Page, fetch, pairs, submit


def handing_pages(album: Album, site, ofelia: FlaskClient) -> None:
    """The register handed out, and an inquiry to the registrar: each as it stands, and refused."""
    home = handing.HOME
    album.add("handing", fetch(ofelia, home), 200)
    album.add("handing refused", fetch(ofelia, f"{home}?fran=x&till="), 422)
    album.add("handing nothing", fetch(ofelia, f"{home}?fran=2020-01-01&till=2020-01-31"), 200)
    ref, other = handing.month(site, f"{handing.NAMED} Eller Karin Holm?", handing.PLAIN)
    page = album.add("handing a month", fetch(ofelia, handing.MONTH), 200)
    gone = submit(ofelia, page, handing.REST, digest="x")
    album.add("handing stale", gone, 409)
    submit(ofelia, page, handing.REST)
    path = f"/register/{ref}/maska"
    page = album.add("mask", fetch(ofelia, path), 200)
    album.add("mask wrong marks", submit(ofelia, page, path, message="[[x"), 422)
    album.add("mask stale", submit(ofelia, page, path, digest="x"), 409)
    page = album.add("mask sections", submit(ofelia, page, path), 200)
    album.add("mask section refused", submit(ofelia, page, f"{path}/spara", action="keep"), 422)
    handing.masked(ofelia, ref)
    album.add("handing done", fetch(ofelia, handing.MONTH), 200)
    album.add("handing print", Page(handing.handed(ofelia)), 200)
    registry_pages(album, site, ofelia, other)


def registry_pages(album: Album, site, ofelia: FlaskClient, ref: str) -> None:
    batch, path = "/register/diariefor/", f"/register/{ref}/diariefor"
    album.add("batch empty", fetch(ofelia, batch), 200)
    page = album.add("registry", fetch(ofelia, path), 200)
    album.add("registry refused", submit(ofelia, page, path, number="Anna"), 422)
    album.add("registry stale", submit(ofelia, page, path, number="KS 2026/1", version="0"), 409)
    with site.store.writing() as db:
        number = inquiries.number_of(ref)
        contact = (number, "Rut", "rut@ekot.example", clock.today())
        inquiries.sealed.keep_reporter(db, site.holder(), *contact)
        handing.answered(db, inquiries.found(db, number), handing.ANSWER, clock.now())
    submit(ofelia, fetch(ofelia, path), path, number="KS 2026/1")
    page = album.add("registry file", fetch(ofelia, path), 200)
    album.add("batch", fetch(ofelia, batch), 200)
    ofelia.post(f"{path}/fil", data=dict(pairs(page.form(f"{path}/fil"))))
    album.add("registry exported", fetch(ofelia, path), 200)
