"""Looks at the site as a browser does: what stands in front, and makes of pressdesk's answers."""

import ssl
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from pressdesk.cli.doctor.findings import Finding, fine, grave, heed
from pressdesk.cli.doctor.wire import Answer, BadCertificate, Line, Unreachable
from pressdesk.config import LOOPBACK, Settings
from pressdesk.web.edge import NO_STORE, PAGE_BYTES, POLICY

LEAST_DAYS = 21  # a certificate that ends sooner was not renewed in time
OK, BAD_REQUEST, REDIRECT = 200, 400, range(301, 309)
DAY_SECONDS = 86_400
# What only something between the browser and pressdesk writes.
BETWEEN = ("via", "x-cache", "x-served-by", "x-varnish", "cf-ray", "cf-cache-status", "age")
TELLS = ("server", "x-powered-by")
REPORTS = ("nel", "report-to", "reporting-endpoints")
# As long as the longest question, and it stores nothing: it asks for the form once more.
LONG_POST = urlencode({"action": "edit", "text": "å" * 4_000}).encode()
ASK_THE_OPERATOR = "Ask whoever runs what stands in front to leave this host as it is."


def is_possible(settings: Settings) -> bool:
    """Whether there is an outside: not of a site on this machine alone, or without TLS."""
    return settings.is_https and not settings.hosts & LOOPBACK


def look(settings: Settings, now: datetime, line: Line | None = None) -> Iterator[Finding]:
    """Everything to see from outside.

    Raises:
        Unreachable: nothing answers.
    """
    line = line or Line(settings.public_url)
    try:
        page = line.ask("GET", "/")
    except BadCertificate as error:
        says = f"The certificate of {line.host} is not valid: {error.reason}."
        yield grave("certificate", says, "Renew it, or install the right one with its chain.")
        return
    yield _certificate(page, now)
    yield from _page(page, "the first page")
    yield from _headers(page)
    yield from _post(line)
    yield from _plain(line)


def told(settings: Settings, now: datetime, line: Line | None = None) -> Iterator[Finding]:
    """The same for the reader of the findings, also where there is nothing to look at."""
    if not is_possible(settings):
        yield fine("outside", "There is nothing to look at from outside: no https, or loopback.")
        return
    try:
        yield from look(settings, now, line)
    except Unreachable as error:
        says = f"{settings.public_url} cannot be reached from this machine ({error})."
        do = "Look from another one: pressdesk says in docs/operate.md what must be seen."
        yield heed("outside", says, do)


def _certificate(page: Answer, now: datetime) -> Finding:
    ends = ssl.cert_time_to_seconds(page.expires) if page.expires else now.timestamp()
    days = int((ends - now.timestamp()) // DAY_SECONDS)
    says = f"The certificate is good for {days} days."
    if days < LEAST_DAYS:
        return heed("certificate", says, "Renew it; see why it was not renewed by itself.")
    return fine("certificate", says)


def _page(page: Answer, what: str) -> Iterator[Finding]:
    """One length, whole, as it was made."""
    if page.status == BAD_REQUEST:
        says = f"From outside {what} says that the address is wrong: Host is not passed on."
        yield grave("outside-host", says, "See docs/operate.md, The web server in front.")
        return
    if page.status != OK:
        says = f"From outside {what} answers with status {page.status}."
        yield grave("outside", says, "Is the site running? Does the web server ask for something?")
        return
    coded = page.one("Content-Encoding")
    if coded:
        says = f"From outside {what} is compressed ({coded}): its size tells one from another."
        yield grave("outside-compression", says, "Turn compression off for this host.")
    elif page.one("Content-Length") != str(PAGE_BYTES) or len(page.body) != PAGE_BYTES:
        says = f"From outside {what} has not {PAGE_BYTES} bytes, or does not say so."
        do = "Turn off whatever rewrites pages or sends them in pieces."
        yield grave("outside-length", says, do)
    else:
        yield fine("outside-length", f"From outside {what} has its one length.")


def _headers(page: Answer) -> Iterator[Finding]:
    if page.all("Set-Cookie"):
        says = "From outside an employee's page sets a cookie, which marks every visitor."
        yield grave("outside-cookie", says, ASK_THE_OPERATOR, closes=True)
    for name in REPORTS:
        if page.all(name):
            says = f"From outside pages carry {name}: browsers report visits elsewhere."
            yield grave("outside-reports", says, ASK_THE_OPERATOR, closes=True)
    if page.one("Cache-Control") != NO_STORE:
        says = "From outside Cache-Control is not as pressdesk sends it: pages may be kept."
        yield grave("outside-cache", says, ASK_THE_OPERATOR)
    if POLICY not in page.all("Content-Security-Policy"):
        says = "From outside Content-Security-Policy is not as pressdesk sends it."
        yield grave("outside-policy", says, ASK_THE_OPERATOR)
    if not page.all("Strict-Transport-Security"):
        says = "From outside Strict-Transport-Security is missing."
        yield grave("outside-hsts", says, ASK_THE_OPERATOR)
    yield from _between(page)


def _between(page: Answer) -> Iterator[Finding]:
    """Headers that show who stands between, and whether it keeps pages."""
    kept = page.one("Age") not in {"", "0"} or "hit" in page.one("X-Cache").lower()
    if kept:
        says = "From outside pages come out of a cache: something keeps them."
        yield grave("outside-cache", says, ASK_THE_OPERATOR, closes=True)
    for name in BETWEEN:
        if page.all(name) and not kept:
            says = f"From outside pages carry {name}: something stands between and may keep visits."
            do = "Does it log? Leave this host out of it, or tell the press office what remains."
            yield heed("outside-between", says, do)
    for name in TELLS:
        if page.all(name):
            says = f"From outside pages carry {name}, which tells strangers what runs here."
            yield heed("outside-server", says, "Take the header away, if the web server can.")


def _post(line: Line) -> Iterator[Finding]:
    answer = line.ask("POST", "/fraga", LONG_POST)
    yield from _page(answer, "a form that is sent")
    if answer.all("Set-Cookie"):
        says = "From outside the form sets a cookie, which marks who sends it."
        yield grave("outside-cookie", says, ASK_THE_OPERATOR, closes=True)


def _plain(line: Line) -> Iterator[Finding]:
    """Who types the name alone comes to port 80, and must be sent on."""
    plain = line.plain()
    try:
        answer = plain.ask("GET", "/")
    except Unreachable:
        yield fine("outside-redirect", "Nothing answers without TLS.")
        return
    goal = answer.one("Location").lower()
    if answer.status in REDIRECT and goal.startswith(f"https://{line.host}"):
        yield fine("outside-redirect", "Who comes without TLS is sent to https.")
    else:
        says = "Who comes without TLS is not sent to https."
        do = f"Answer on port 80 with a redirection to https://{line.host}/ and nothing else."
        yield grave("outside-redirect", says, do)
