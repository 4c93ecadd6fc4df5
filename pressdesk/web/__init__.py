"""HTTP in, words out: blueprints, errors, languages."""

from typing import Any

from flask import Flask, g, request
from flask_wtf import CSRFProtect

from pressdesk import languages
from pressdesk.vault import sealing
from pressdesk.web import (
    access,
    account,
    chief,
    demo,
    disclosing,
    duty,
    edge,
    employee,
    failures,
    figure_files,
    health,
    holding,
    i18n,
    look,
    narrow,
    notices,
    officer,
    open_figures,
    own,
    passkeys,
    public,
    publishing,
    records,
    shared,
    site,
    swedish,
    switching,
    telling,
)
from pressdesk.web.register import weeks
from pressdesk.web.register.pages import pages as of_register
from pressdesk.web.site import Site

PAGES = (
    employee.pages,
    look.pages,
    public.pages,
    telling.pages,
    account.pages,
    own.pages,
    passkeys.pages,
    officer.pages,
    records.pages,
    disclosing.pages,
    holding.pages,
    duty.pages,
    of_register,
    publishing.pages,
    chief.pages,
    figure_files.pages,
    health.pages,
    switching.pages,
)


def register(app: Flask, served: Site) -> None:
    """Make a bare Flask app serve a site."""
    settings = served.settings
    app.extensions[site.KEY] = served
    app.config.update(
        SECRET_KEY=sealing.derive(served.outer_pepper, "form tokens"),
        SESSION_COOKIE_NAME="__Host-form" if settings.is_https else "form",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=edge.STAFF_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=edge.STAFF_BODY_BYTES,
        WTF_CSRF_TIME_LIMIT=None,  # a slow writer loses nothing
        WTF_CSRF_SSL_STRICT=True,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.session_interface = access.FormSessions()
    failures.register(app)
    if served.store.for_figures:
        app.before_request(narrow.refuse)
    app.before_request(access.guard)
    notices.register(app)
    csrf = CSRFProtect(app)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    if settings.open_figures:
        app.register_blueprint(open_figures.pages)
    if served.demo:
        app.register_blueprint(demo.pages)
    health.register(app, served.store)
    switching.register(app)
    shared.register(app)
    look.register(app, settings, served.store.home)
    languages.check("notice_language", settings.notice_language)
    spoken = languages.found(settings.catalogues, _first_parts(app))
    i18n.register(app, spoken, [str(folder) for folder in settings.catalogues])
    for open_to_all in (employee.pages, health.pages):
        csrf.exempt(open_to_all)
    access.public(app.view_functions["static"])
    app.context_processor(_common)
    app.wsgi_app = edge.Edge(app.wsgi_app, settings, spoken)  # type: ignore[method-assign]


def _first_parts(app: Flask) -> set[str]:
    """What addresses begin with; a language's path must not."""
    return {str(rule).split("/")[1] for rule in app.url_map.iter_rules()} - {""}


def _common() -> dict[str, Any]:
    """What every page is given; a notice on staff pages only, since it needs a cookie."""
    staff = g.get("staff")
    is_ours = request.blueprint in access.STAFF_PAGES
    # What a notice tells of can be undone at the address that it was flashed with.
    told = notices.waiting()
    undo, notice = told[-1] if told else ("", None)
    return {
        "site": site.settings(),
        "staff": staff,
        "language": i18n.language(),
        "organisation_short": site.settings().short_name(i18n.locale()),
        "languages": i18n.spoken(),
        "then": i18n.then(),
        "page_address": switching.page_address(),
        "notice": notice,
        "undo": {"action": undo, "fields": []} if undo.startswith("/") else None,
        "is_staff_page": is_ours,
        "ask_passkey": passkeys.asked,  # called by pages that show the button
        "in_swedish": swedish.part,  # around what is a record, of whatever page
        "on_duty": weeks.bar,  # called by every page of an officer
    }
