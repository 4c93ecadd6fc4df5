"""Pages that are the same for everybody are made once, and hold nothing of whoever asked first."""

import pytest
from flask import template_rendered

from tests.conftest import fields

PAGES = ("/", "/rad", "/fraga", "/svar")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_is_the_same_for_everybody_is_made_once_in_each_language(desk_site, path):
    client, made = desk_site.app().test_client(), []

    def note(_app, template, **_more) -> None:
        made.append(template.name)

    with template_rendered.connected_to(note):
        pages = [client.get(prefix + path).text for prefix in ("", "/en", "", "/en", "/lattlast")]

    assert len([name for name in made if "base" not in name]) == 3
    assert len(set(pages)) == 5  # only the padding is drawn anew


def test_what_a_form_brought_is_in_nobody_elses_page(desk_site):
    client = desk_site.app().test_client()
    chosen = {"kinds": "threats", "action": "edit"}

    ticked = [client.post("/fraga", data=chosen).text for _ in range(2)]

    assert all('value="threats" checked' in page or "checked" in page for page in ticked)
    assert 'value="threats" checked' not in client.get("/fraga").text
    assert fields(client.get("/fraga").text, "/fraga").get("kinds") is None


def test_a_form_that_closes_is_not_shown_open(desk_site, monkeypatch):
    app = desk_site.app()
    client = app.test_client()
    assert "<textarea" in client.get("/fraga").text

    from pressdesk.web import site

    site.close_form(desk_site.site, ["pragmas"])

    assert "<textarea" not in client.get("/fraga").text
