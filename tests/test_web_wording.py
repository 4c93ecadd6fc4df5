"""Words that a template gives are translated when it is compiled: each language has its own."""

from pathlib import Path

import pytest
from flask import Flask, render_template
from jinja2 import DictLoader

from pressdesk.web.edge import Edge
from pressdesk.web.i18n import LANGUAGE
from pressdesk.web.wording import RECORDS, Wording

ROOT = Path(__file__).parent.parent / "templates"

TEMPLATES = {
    "plain.html": '<p title="{{ _("Meny") }}">{{ _("Hoppa till innehållet") }}</p>',
    "inner.html": '{{ _("Meny") }}{{ given }}',
    "outer.html": '{% include "inner.html" %}{{ _("100 %%") }}{{ _(given) }}',
    "macro.html": '{% macro said() %}{{ _("Meny") }}{% endmacro %}{{ said() }}',
    "officer/list.html": '{% from "macro.html" import said %}{{ _("Meny") }}{{ said() }}'
    '{% call in_swedish() %}{{ _("Meny") }}{{ said() }}{% endcall %}',
}


@pytest.fixture
def app(desk_site) -> Flask:
    """A site's app, with templates of this file alone."""
    made = desk_site.app()
    wording = made.jinja_env
    assert isinstance(wording, Wording)
    wording.bytecode_cache = None
    wording.cache.clear()
    wording.loader.loader = DictLoader(TEMPLATES)
    return made


def shown(app: Flask, name: str, locale: str = "sv", **given: str) -> str:
    assert isinstance(app.wsgi_app, Edge)
    spoken = next(one for one in app.wsgi_app.languages if one.locale == locale)
    with app.test_request_context("/", environ_overrides={LANGUAGE: spoken}):
        return render_template(name, **given)


def compiled(app: Flask, name: str) -> str:
    """The Python that a template becomes in Swedish."""
    shown(app, name, given="")
    wording = app.jinja_env
    with app.test_request_context("/"):
        known = wording.get_template(name).name
        return str(wording.compile(TEMPLATES[name], known, raw=True))


def test_each_language_has_its_own_template_whichever_was_asked_for_first(app):
    for locale in ("en", "sv", "sv@easy", "en"):
        menu = {"en": "Menu"}.get(locale, "Meny")
        assert shown(app, "plain.html", locale).startswith(f'<p title="{menu}">')
    assert shown(app, "plain.html") == '<p title="Meny">Hoppa till innehållet</p>'


def test_what_is_included_speaks_as_the_page_that_includes_it(app):
    assert shown(app, "outer.html", "en", given="<b>").startswith("Menu&lt;b&gt;100 %")


def test_a_record_stays_in_swedish_within_a_page_in_english(app):
    assert shown(app, "officer/list.html", "en") == "MenuMenuMenyMeny"
    assert shown(app, "macro.html", "en") == "Menu"


def test_every_page_with_a_part_in_swedish_is_known():
    files = ROOT.rglob("*.html")
    held = {str(p.relative_to(ROOT)) for p in files if "in_swedish()" in p.read_text()}

    assert held == RECORDS


def test_nothing_is_looked_up_at_a_request_but_on_a_page_that_holds_a_record(app):
    assert "'_'" not in compiled(app, "plain.html") + compiled(app, "macro.html")
    assert "'_'" in compiled(app, "officer/list.html")


def test_what_is_no_constant_is_looked_up_at_the_request(app):
    assert shown(app, "outer.html", "en", given="Meny").endswith("Menu")
