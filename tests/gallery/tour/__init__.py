"""A walk over the whole site: every page in every state, for the house rules of test_web_pages.py
and for the gallery, which looks at each in a browser and in every language.

A new page joins the module of its area with a line `album.add(name, page, status)`.
"""

from flask import template_rendered

from pressdesk import create_app
from pressdesk.vault import totp
from pressdesk.web.site import SignIn
from tests.conftest import Desk, invited, sign_in
from tests.gallery.tour.accounts import accounts_pages, carried_on
from tests.gallery.tour.album import Album
from tests.gallery.tour.duty import duty_pages
from tests.gallery.tour.employees import employees_pages
from tests.gallery.tour.faults import faults_pages
from tests.gallery.tour.figures import figures_pages, publishing_pages
from tests.gallery.tour.handing_out import handing_pages
from tests.gallery.tour.inquiries import inquiry_pages
from tests.gallery.tour.intake import (
    register_intake_pages,
    register_list_pages,
    register_names_pages,
)
from tests.gallery.tour.lines import lines_pages
from tests.gallery.tour.officers import officers_pages, records_pages
from tests.pages import fetch


def photographed(site: Desk) -> Album:
    """All pages of a site, which the walk fills on its way."""
    album = Album()

    def note(_app, template, **_more) -> None:
        album.used.add(template.name.rpartition(":")[2])

    with template_rendered.connected_to(note):
        employee = site.app().test_client()
        employees_pages(album, site, employee)
        olle = invited(site.store, "olle")
        clients = [site.app().test_client() for _ in range(3)]
        for client, person in zip(clients, (site.ofelia, site.clara, olle), strict=True):
            sign_in(client, person)
        officers_pages(album, site, clients[0], employee)
        records_pages(album, site, clients[0])
        register_intake_pages(album, clients[0])
        register_names_pages(album, clients[0])
        handing_pages(album, site, clients[0])
        inquiry_pages(album, site, clients[0])
        register_list_pages(album, site, clients[0])
        lines_pages(album, site, clients[0])
        duty_pages(album, clients[0])
        figures_pages(album, site, clients[1])
        publishing_pages(album, clients[0])
        open_site = site.with_settings(open_figures=True).app().test_client()
        album.add("open figures", fetch(open_site, "/oppna-siffror/"), 200)
        album.add("records with open figures", fetch(open_site, "/handlingar"), 200)
        album.add("account of the chief", fetch(clients[1], "/konto/"), 200)
        album.add("no keys", fetch(clients[2], "/desk/"), 403)
        album.add("account without keys", fetch(clients[2], "/konto/"), 200)
        faults_pages(album, site, clients[0])
        accounts_pages(album, site, clients[0])
        album.add("carried on", carried_on(site, olle), 200)
        people = [SignIn("ofelia", "press_officer", "en fras", totp.new_secret())]
        demo = create_app(site.settings, site.store, people).test_client()
        album.add("demo", fetch(demo, "/demo"), 200)
    return album
