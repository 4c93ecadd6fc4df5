"""The WSGI edge: what identifies is gone before Flask sees it, and every answer to an employee has
one length.

Only a short list of variables passes. Cookies, referrers and query strings pass on staff pages
alone; addresses and agents pass nowhere.
"""

import base64
import os
import re
from collections.abc import Callable, Collection, Iterable
from typing import Any
from urllib.parse import quote, urlsplit

from pressdesk.config import Settings
from pressdesk.languages import SWEDISH, Language
from pressdesk.web.i18n import LANGUAGE, LAST_WORDS

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
App = Callable[[Environ, Any], Iterable[bytes]]

PAGE_BYTES = 65_536  # the length of every answer to an employee
DRAWN_BYTES = PAGE_BYTES // 4 * 3  # as many as fill it in base64
EMPLOYEE_BODY_BYTES = 65_536
STAFF_BODY_BYTES = 262_144
ASCII = "".join(map(chr, range(1, 128)))  # other bytes of a query make Werkzeug fail, undecoded
NUL, UNKNOWN = "%00", "%EF%BF%BD"  # in a query: PostgreSQL takes no NUL, and would fail
LENGTH_DIGITS = 12  # Python refuses to read a number of thousands
STAFF = ("konto", "desk", "register", "siffror", "demo", "halsa")
OPEN_DATA = "oppna-siffror"  # of which the files are sent as they are: no CSV can carry padding
FILES = ("text/csv", "image/svg+xml")
FORM = "application/x-www-form-urlencoded"
# A name or an address, perhaps a port; nothing else that somebody could be known by.
HOST = re.compile(r"(?:\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[a-z0-9.-]+))(?::[1-9][0-9]{0,4})?")
REFUSED = "pressdesk.refused"  # why, for the page that says so
KEPT = {
    "REQUEST_METHOD",
    "PATH_INFO",
    "CONTENT_LENGTH",
    "CONTENT_TYPE",
    "SERVER_PROTOCOL",
    "wsgi.version",
    "wsgi.input",
    "wsgi.errors",
    "wsgi.multithread",
    "wsgi.multiprocess",
    "wsgi.run_once",
    "wsgi.input_terminated",
}
KEPT_FOR_STAFF = {"QUERY_STRING", "HTTP_COOKIE", "HTTP_REFERER"}
STAR = (b"/* ", b" */\n")
COMMENT = {
    "text/html": (b"<!-- ", b" -->\n"),
    "text/css": STAR,
    "text/javascript": STAR,
    "application/javascript": STAR,
    "image/svg+xml": (b"<!-- ", b" -->\n"),
    "image/png": (b"", b""),  # what stands behind its last chunk is nobody's
}
NO_STORE = "no-store, no-transform"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# Passkeys and drafts need a script, and drafts are kept by it; nothing of hers does.
STAFF_POLICY = f"{POLICY}; script-src 'self'; connect-src 'self'"


class Edge:
    """Wraps the app. Nothing is kept from one request to the next."""

    def __init__(
        self, app: App, settings: Settings, languages: tuple[Language, ...] = (SWEDISH,)
    ) -> None:
        self.app = app
        self.settings = settings
        self.languages = languages

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        # Flask takes "post" for POST: so must everything here.
        environ = environ | {"REQUEST_METHOD": str(environ["REQUEST_METHOD"]).upper()}
        language = language_of(environ, self.languages)
        part = first_part(environ, language)
        is_staff = part in STAFF
        clean = self._cleaned(environ, is_staff, language)
        is_head = environ["REQUEST_METHOD"] == "HEAD"  # of a refused one too
        if is_head:
            clean["REQUEST_METHOD"] = (
                "GET"  # the same page, the same length; only the body stays here
            )
        status, headers, body = _run(self.app, clean)
        headers = with_headers(headers, is_staff, self.settings.is_https)
        if part == OPEN_DATA and _kind(headers) in FILES:
            headers = _without(headers, "set-cookie", "accept-ranges")
        elif not is_staff:
            headers, body = _padded(headers, body)
        start_response(status, headers)
        return [b"" if is_head else body]

    def _cleaned(self, environ: Environ, is_staff: bool, language: Language) -> Environ:
        keep = KEPT | (KEPT_FOR_STAFF if is_staff else set())
        clean = {name: value for name, value in environ.items() if name in keep}
        public = urlsplit(self.settings.public_url)
        host, port = public.hostname or "localhost", public.port
        default = 443 if self.settings.is_https else 80
        shown = _host(environ) if _knows(environ, self.settings.hosts) else host
        clean |= {
            "wsgi.url_scheme": public.scheme,
            "SERVER_NAME": host,
            "SERVER_PORT": str(port or default),
            "HTTP_HOST": shown,
            "QUERY_STRING": _readable(clean.get("QUERY_STRING", "")),
        }
        _take_language(clean, language)
        limit = STAFF_BODY_BYTES if is_staff else EMPLOYEE_BODY_BYTES
        reason = refusal(environ, self.settings.hosts, limit)
        if reason:
            clean |= {REFUSED: reason, "REQUEST_METHOD": "GET", "CONTENT_LENGTH": "0"}
        return clean


def refusal(environ: Environ, hosts: Collection[str], limit: int) -> str | None:
    """Why a request goes no further: wrong host, another site's form, too long, not a form.

    Args:
        hosts: names that the site answers to.
        limit: bytes of a body.
    """
    if not _knows(environ, hosts):
        return "host"
    if environ.get("REQUEST_METHOD") in {"GET", "HEAD"}:
        return None
    if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin":
        return "cross-site"
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > LENGTH_DIGITS or int(length) > limit:
        return "too-long"
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if environ.get("REQUEST_METHOD") == "POST" and kind not in {FORM, ""}:
        return "not-a-form"
    return None


def _readable(query: str) -> str:
    return quote(query, safe=ASCII, encoding="latin-1").replace(NUL, UNKNOWN)


def _knows(environ: Environ, hosts: Collection[str]) -> bool:
    found = HOST.fullmatch(_host(environ))
    return found is not None and (found["address"] or found["name"]) in hosts


def _host(environ: Environ) -> str:
    return str(environ.get("HTTP_HOST", "")).lower()


def first_part(environ: Environ, language: Language) -> str:
    """What a path begins with, past its language: `/en/konto/` is a staff page too."""
    path = str(environ.get("PATH_INFO", ""))
    return path[len(language.prefix) :].lstrip("/").partition("/")[0]


def language_of(environ: Environ, languages: tuple[Language, ...]) -> Language:
    """The language that a path names."""
    path = f"{environ.get('PATH_INFO', '')}/"
    named = [one for one in languages if one.prefix and path.startswith(f"{one.prefix}/")]
    return named[0] if named else languages[0]


def _take_language(environ: Environ, language: Language) -> None:
    """`/en/fraga` is `/fraga` in English: links keep the prefix, since it is the script's name."""
    environ["PATH_INFO"] = environ.get("PATH_INFO", "")[len(language.prefix) :] or "/"
    environ |= {"SCRIPT_NAME": language.prefix, LANGUAGE: language}


def _run(app: App, environ: Environ) -> tuple[str, Headers, bytes]:
    found: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], None]:
        found.append((status, headers))
        return lambda _body: None

    try:
        parts = app(environ, start)
    except Exception:  # noted by the app; the server would answer in its own words, or never
        kind = ("Content-Type", "text/html; charset=utf-8")
        return "500 Internal Server Error", [kind], LAST_WORDS.encode()
    try:
        body = b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close:
            close()
    status, headers = found[-1]
    return status, headers, body


def with_headers(headers: Headers, is_staff: bool, is_https: bool) -> Headers:
    """Headers, with those that every answer has and without those that none has."""
    ours = {
        "Cache-Control": NO_STORE,
        "Content-Security-Policy": STAFF_POLICY if is_staff else POLICY,
        "Referrer-Policy": "same-origin" if is_staff else "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-DNS-Prefetch-Control": "off",
    }
    if is_https:
        ours["Strict-Transport-Security"] = "max-age=31536000"
    dropped = {name.lower() for name in ours} | {
        "vary",
        "etag",
        "last-modified",
        "expires",
        "allow",
    }
    return [(n, v) for n, v in headers if n.lower() not in dropped] + list(ours.items())


def _padded(headers: Headers, body: bytes) -> tuple[Headers, bytes]:
    kind = next((v for n, v in headers if n.lower() == "content-type"), "text/html; charset=utf-8")
    opening, closing = COMMENT.get(_kind(headers), COMMENT["text/html"])
    space = -len(body + opening + closing) % PAGE_BYTES
    # As much is drawn for every page, so that a long one takes no shorter time.
    filling = base64.b64encode(os.urandom(DRAWN_BYTES))[:space]
    whole = body + opening + filling + closing
    gone = ("content-length", "content-type", "set-cookie", "accept-ranges", "content-disposition")
    rest = _without(headers, *gone)
    return [*rest, ("Content-Type", kind), ("Content-Length", str(len(whole)))], whole


def _kind(headers: Headers) -> str:
    """ "text/html", say: the content type without its charset."""
    kind = next((v for n, v in headers if n.lower() == "content-type"), "")
    return kind.partition(";")[0].strip().lower()


def _without(headers: Headers, *gone: str) -> Headers:
    return [(name, value) for name, value in headers if name.lower() not in gone]
