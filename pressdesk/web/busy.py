"""The page for whoever comes while too many do. It is made before, so that to send it costs next to
nothing: only what she wrote is put in, and it is filled up to the length of every page.
"""

import base64
import os
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote

from flask import Flask, g, render_template
from markupsafe import escape

from pressdesk.languages import Language
from pressdesk.web import edge, i18n, site
from pressdesk.web.edge import PAGE_BYTES, Headers
from pressdesk.web.kept import MOST_FIELDS, NEVER_KEPT

STATUS = "503 Service Unavailable"
WAIT_SECONDS = 60
TEXTS = frozenset({"text", "answer", "note", "question"})  # shown, and open to change
SECRET = NEVER_KEPT - {"csrf_token"}  # the form's own token goes back where it came from
OPENING, CLOSING = edge.COMMENT["text/html"]
# Signs that nobody can type into a template, for what is put in later.
MARKS = {"path": "\ue000p", "fields": "\ue000f", "name": "\ue000n", "text": "\ue000t"}
Fields = list[tuple[str, str]]


class Forms(NamedTuple):
    """A page with a form, in pieces: around its fields, and around the name and the text of one."""

    head: str
    field: str
    tail: str


class Busy:
    """The pages of a site, in every language."""

    def __init__(self, app: Flask) -> None:
        self._is_https = app.extensions[site.KEY].settings.is_https
        self._filling = base64.b64encode(os.urandom(PAGE_BYTES))[:PAGE_BYTES]
        self._pages: dict[tuple[str, str], str] = {}
        self._forms: dict[str, Forms] = {}
        for language in app.extensions[i18n.SPOKEN]:
            self._make(app, language)

    def answer(
        self, language: Language, path: str, fields: Fields | None, *, is_read: bool, is_staff: bool
    ) -> tuple[Headers, bytes]:
        """Headers and body.

        Args:
            path: asked for, past its language.
            fields: of the form that was sent; None when it cannot be given back.
            is_read: nothing was sent.
        """
        if fields and not is_read:
            page = self._with_form(self._forms[language.prefix], path, fields)
        else:
            page = _put(self._pages[language.prefix, "read" if is_read else "lost"], path=path)
        body = self._filled(page.encode())
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Retry-After", str(WAIT_SECONDS)),
        ]
        return edge.with_headers(headers, is_staff, self._is_https), body

    def _with_form(self, form: Forms, path: str, fields: Fields) -> str:
        shown = [
            _put(_put(form.field, name=name), text=value)
            if name in TEXTS
            else f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
            for name, value in fields
        ]
        return "".join([_put(form.head, path=path), *shown, form.tail])

    def _filled(self, page: bytes) -> bytes:
        space = -len(page + OPENING + CLOSING) % PAGE_BYTES
        return b"".join([page, OPENING, self._filling[:space], CLOSING])

    def _make(self, app: Flask, language: Language) -> None:
        place: dict[str, Any] = {i18n.LANGUAGE: language, "SCRIPT_NAME": language.prefix}
        with app.test_request_context("/", environ_overrides=place):
            g.staff = None
            for way in ("read", "lost", "kept"):
                page = render_template("errors/busy.html", way=way, marks=MARKS)
                self._pages[language.prefix, way] = page
        self._forms[language.prefix] = Forms(*page.split(MARKS["fields"]))


def _put(page: str, **given: str) -> str:
    for name, words in given.items():
        page = page.replace(MARKS[name], escape(words))
    return page


def fields_of(body: bytes) -> Fields | None:
    """What a form held, without secrets; None for more than a form of ours has."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="replace",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        return None
    return [(name, value) for name, value in pairs if name not in SECRET]


def address(path: str, query: str) -> str:
    """A path of ours, as a link has it, from what waitress has unquoted."""
    plain = quote("/" + path.lstrip("/"), safe="/", encoding="latin-1")
    return f"{plain}?{quote(query, safe='=&+%', encoding='latin-1')}" if query else plain
