"""What is wrong with an answer, in words; nothing when it is as promised."""

import re
from urllib.parse import unquote_to_bytes

from pressdesk.web.edge import OPEN_DATA, PAGE_BYTES, STAFF
from tests.hostile.stage import PREFIXES, Reply, Wish

TRACE = re.compile(
    rb"Traceback|File &#34;/|File \"/|sqlalchemy\.|sqlite3\.|psycopg|werkzeug\.|jinja2\."
    rb"|Internal Server Error|[a-z]\.py\b|object at 0x|&lt;class |<class '|Error\("
)
OURS = re.compile(r"(http://(localhost|127\.0\.0\.1|\[::1\]))?/(?![/\\])")
GIVEN_BACK = {400, 401, 409, 422, 429}
# Written by a request that is refused: who tried at the doors, and a draft of what was typed.
COUNTED = {"sign_in_tries", "audit_entry", "register_draft"}
KINDS = (
    "text/html", "text/css", "application/json", "text/csv", "image/", "text/javascript",
    "text/plain", "application/zip",
)  # fmt: skip


def faults(wish: Wish, reply: Reply) -> list[str]:
    """Of an answer by itself."""
    found = []
    kind = reply.header("content-type")
    if reply.status >= 500:
        found.append(f"status {reply.status}")
    seen = without_padding(reply.body)
    if TRACE.search(seen):
        found.append(f"a trace: {TRACE.search(seen)}")
    if reply.status >= 400 and wish.method != "HEAD" and b"<h1" not in seen:
        found.append("no page")
    if kind.startswith("text/html") and reply.body and not is_page(wish, reply, seen):
        found.append("no heading")
    if not kind.startswith(KINDS):
        found.append(f"kind {kind}")
    if wish.mark and reply.status in GIVEN_BACK and wish.mark.encode() not in seen:
        found.append("the text is not given back")
    if reply.header("cache-control") != "no-store, no-transform":
        found.append("may be kept")
    if any("\r" in value or "\n" in value for _, value in reply.headers):
        found.append("a header of its own")
    where = reply.header("location")
    if where and not OURS.match(where):
        found.append(f"leads to {where}")
    return found + (employees(wish, reply) if is_employees(wish) else [])


def employees(wish: Wish, reply: Reply) -> list[str]:
    """Of an answer to an employee: one size, no cookie."""
    found = []
    if reply.header("set-cookie"):
        found.append("a cookie")
    if reply.header("content-length") != str(PAGE_BYTES):
        found.append(f"size {reply.header('content-length')}")
    if len(reply.body) != (0 if wish.method == "HEAD" else PAGE_BYTES):
        found.append(f"sent {len(reply.body)}")
    return found


def is_refused(wish: Wish, reply: Reply) -> bool:
    """Whether a request must leave nothing behind: it only reads, or was turned away."""
    return wish.method.upper() != "POST" or reply.status >= 400


def left_by(wish: Wish) -> set[str]:
    """The tables that a refused request may have written to: to change language is one thing, what
    the form was for is another.
    """
    return COUNTED | ({"account"} if b"switch=" in wish.body else set())


def is_page(wish: Wish, reply: Reply, seen: bytes) -> bool:
    """A whole page with a heading; a redirect has a line instead, and what is allowed nothing."""
    return (
        wish.method == "OPTIONS"
        or 300 <= reply.status < 400
        or (b"<h1" in seen and b"</html>" in seen)
    )


def is_employees(wish: Wish) -> bool:
    """Whether the edge must take the address for an employee's."""
    path = unquote_to_bytes(wish.prefix + wish.path).decode("latin-1")
    prefix = next((p for p in PREFIXES if p and f"{path}/".startswith(f"{p}/")), "")
    return path[len(prefix) :].lstrip("/").partition("/")[0] not in {*STAFF, OPEN_DATA}


def without_padding(body: bytes) -> bytes:
    """A page without the noise at its end."""
    at = max(body.rfind(b"<!-- ", -PAGE_BYTES), body.rfind(b"/* ", -PAGE_BYTES))
    return body[:at] if at >= 0 else body
