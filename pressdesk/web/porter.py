"""Looks at a request before any thread does: in which lane it waits, and what it is told when there
is no room. It remembers nothing and nobody.
"""

from typing import Any

from flask import Flask

from pressdesk import clock
from pressdesk.languages import Language
from pressdesk.web import busy, edge, failures, health, i18n, passes, site
from pressdesk.web.budgets import Caller, Lane, lane_of
from pressdesk.web.edge import Environ, Headers

TOLD = "too many at once"
# What the edge looks at, for the same reasons; of whom a request is, none says a thing.
LOOKED_AT = {
    "HOST": "HTTP_HOST",
    "SEC_FETCH_SITE": "HTTP_SEC_FETCH_SITE",
    "CONTENT_LENGTH": "CONTENT_LENGTH",
    "CONTENT_TYPE": "CONTENT_TYPE",
}


class Porter:
    """One site's."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._settings = app.extensions[site.KEY].settings
        self._languages: tuple[Language, ...] = app.extensions[i18n.SPOKEN]
        self._key = passes.key_of(app.extensions[site.KEY].outer_pepper)
        self._busy = busy.Busy(app)

    def lane(self, request: Any) -> Lane:
        """Where a request of waitress's waits."""
        environ = _environ(request)
        language = edge.language_of(environ, self._languages)
        path = _past(language, environ).strip("/")
        is_staff = edge.first_part(environ, language) in edge.STAFF
        caller = Caller(environ["REQUEST_METHOD"], path, is_staff)
        if is_staff:
            caller = self._recognised(caller, request.headers.get("COOKIE", ""))
        return lane_of(caller)

    def turned_away(self, request: Any) -> tuple[str, Headers, bytes]:
        """What is told, in the language of the path, with what was written: status, headers, body.
        That somebody was turned away is counted, and nothing else. Whoever asks how the process is
        must not take a full lane for an ill one.
        """
        environ = _environ(request)
        language = edge.language_of(environ, self._languages)
        is_staff = edge.first_part(environ, language) in edge.STAFF
        is_read = environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        limit = edge.STAFF_BODY_BYTES if is_staff else edge.EMPLOYEE_BODY_BYTES
        is_refused = edge.refusal(environ, self._settings.hosts, limit) is not None
        if is_read and not is_refused and (known := self._health(language, environ)):
            return known
        failures.counted[TOLD] += 1
        query = request.query if is_staff else ""
        headers, body = self._busy.answer(
            language,
            busy.address(_past(language, environ), query),
            None if is_read or is_refused else busy.fields_of(request.get_body_stream().read()),
            is_read=is_read,
            is_staff=is_staff,
        )
        return busy.STATUS, headers, body

    def _health(self, language: Language, environ: Environ) -> tuple[str, Headers, bytes] | None:
        known = health.at_once(self._app, _past(language, environ))
        if known is None:
            return None
        status, headers, body = known
        return status, edge.with_headers(headers, True, self._settings.is_https), body

    def _recognised(self, caller: Caller, cookies: str) -> Caller:
        """Staff who have signed in before go before strangers."""
        now = clock.now().timestamp()
        given = dict(one.strip().partition("=")[::2] for one in cookies.split(";"))

        def has(kind: str) -> bool:
            name = passes.cookie_name(kind, is_https=self._settings.is_https)
            return name in given and passes.is_ours(kind, given[name], now, self._key)

        return caller._replace(has_session=has(passes.SESSION), is_known=has(passes.DEVICE))


def _environ(request: Any) -> Environ:
    """What the edge would be asked with; of what cannot be parsed there may be nothing."""
    heard = getattr(request, "headers", {})
    environ = {name: heard[said] for said, name in LOOKED_AT.items() if said in heard}
    path = "/" + str(getattr(request, "path", "/")).lstrip("/")
    method = str(getattr(request, "command", "GET")).upper()
    return {**environ, "PATH_INFO": path, "REQUEST_METHOD": method}


def _past(language: Language, environ: Environ) -> str:
    return str(environ["PATH_INFO"])[len(language.prefix) :] or "/"
