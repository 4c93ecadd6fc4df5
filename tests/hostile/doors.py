"""Twists of what comes before a form is read: path, method, headers, cookies, bytes."""

import random
from urllib.parse import quote, quote_from_bytes, unquote

from tests.hostile import values
from tests.hostile.drafts import Draft, Twist
from tests.hostile.fields import add_a_query, change_language, change_who
from tests.hostile.known import FORM, Known

METHODS = (
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND",
    "get", "pOST", "X", "A" * 300, "GET\x01", "*",
)  # fmt: skip
KINDS = (
    "", FORM + "; charset=utf-16", FORM + "; charset=utf-7", FORM + ";;;=", "application/json",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
    "text/plain", "a" * 9_000, "\x01", FORM.upper(),
    "APPLICATION/x-www-form-urlencoded;boundary=x", ",,", "; ;",
)  # fmt: skip
HOSTS = (
    "", "evil.example", "localhost:99999", "localhost:0", "localhost.", "LOCALHOST", "[::1]",
    "[::1", "localhost, evil", "localhost@evil", "\xe5", "a" * 9_000, "localhost:80:80",
    "127.0.0.1", "local host", "xn--a",
)  # fmt: skip
SITES = (
    "cross-site", "same-site", "none", "same-origin", "x", "", "SAME-ORIGIN",
    "same-origin, cross-site",
)  # fmt: skip
LENGTHS = (
    "", "-1", "0", "1", "9" * 30, "x", "65536", "65537", "262145", " 5", "5 ", "+5", "٣", "1e3",
)  # fmt: skip
SESSIONS = (
    *("", "pressdesk", "pressdesk=", "pressdesk=\xff", 'pressdesk="\\303\\', "pressdesk=A"),
    *(f"pressdesk={symbol}" for symbol in ("A" * 43, "=" * 43, "A" * 9_000)),
    *("device=x", "device=" + "A" * 43, ";" * 500, '"', "a=b; " * 900),
)
SIGNED = ("e30.x.y", "." * 50, ".eJy.x.y", "", "\xff", "A" * 9_000)
REFERERS = (
    "http://evil.example/", "http://localhost/", "", "//", "javascript:1", "\xff", "a" * 9_000,
)  # fmt: skip
HEADERS = {
    "HTTP_ACCEPT_LANGUAGE": ("en", "*;q=x", "a" * 9_000, "sv;q=9" * 50),
    "HTTP_ACCEPT": ("application/json", "*/*;q=x", "\xff", ""),
    "HTTP_EXPECT": ("100-continue", "x"),
    "HTTP_RANGE": ("bytes=0-1", "bytes=99-1", "bytes=-", "lines=1-" + "9" * 99),
    "HTTP_IF_NONE_MATCH": ("*", '"x"', "W/"),
    "HTTP_IF_MODIFIED_SINCE": ("x", "Thu, 01 Jan 0000 00:00:00 GMT", "9" * 99),
    "HTTP_X_FORWARDED_FOR": ("' OR 1=1", "1.2.3.4, 5"),
    "HTTP_X_FORWARDED_HOST": ("evil.example",),
    "HTTP_X_FORWARDED_PROTO": ("gopher",),
    "HTTP_X_FORWARDED_PREFIX": ("//evil.example",),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE", "POST"),
    "HTTP_X_REQUESTED_WITH": ("XMLHttpRequest",),
    "HTTP_AUTHORIZATION": ("Basic x", "Bearer \xff", "Digest " + "a=b," * 500),
    "HTTP_ORIGIN": ("null", "http://evil.example", "\xff"),
    "HTTP_TRANSFER_ENCODING": ("chunked", "gzip, chunked", "x"),
    "HTTP_CONTENT_ENCODING": ("gzip", "br"),
    "HTTP_X_CSRFTOKEN": ("x", "\xff"),
    "SERVER_PROTOCOL": ("HTTP/0.9", "HTTP/1.0", "x"),
}  # fmt: skip


def send_bytes(rng: random.Random, known: Known, draft: Draft) -> None:
    draft.body = rng.randbytes(rng.choice((0, 1, 5, 200, 3_000)))


def send_parts(rng: random.Random, known: Known, draft: Draft) -> None:
    """As parts, whole or broken, or as JSON."""
    names = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}'
    inner = "\r\n".join(f"--x\r\n{names.format(*pair)}" for pair in draft.pairs)
    ends = rng.choice(("\r\n--x--\r\n", "", "\r\n--x", "--"))
    draft.body = rng.choice((inner + ends, "{}", '{"text":"x"}', "[", "\0")).encode()
    draft.headers["CONTENT_TYPE"] = rng.choice(KINDS)


def change_the_path(rng: random.Random, known: Known, draft: Draft) -> None:
    parts = draft.path.split("/") if "/" in draft.path else ["", draft.path]
    at = rng.randrange(1, len(parts))
    elsewhere = rng.choice([*known.parts.values(), ["x"]])
    parts[at] = rng.choice((values.part(rng), values.part(rng), quote(rng.choice(elsewhere))))
    draft.path = "/".join(parts)[:8_192]


def bend_the_path(rng: random.Random, known: Known, draft: Draft) -> None:
    path = draft.path
    ends = (
        "/",
        "//",
        "%00",
        "%0d%0aX:%20y",
        ";x",
        ".",
        "%20",
        "/..",
        "%3Fx=1",
        "%23",
        "/a" * 3_000,
    )
    starts = ("/", "/.", "/x/..", "/en", "/en/lattlast", "/%5c", "/" + "a" * 8_000)
    others = (
        path.rstrip("/"),
        path.upper(),
        path.replace("/", "//"),
        path.replace("/", "%2f"),
        path.replace("/", "/%2e%2e/"),
        unquote(path).replace("e", "%65"),
        "/" + quote_from_bytes(path.encode("utf-16")),
    )
    chosen = (path + rng.choice(ends), rng.choice(starts) + path, rng.choice(others))
    draft.path = rng.choice(chosen) or "/"


def change_the_method(rng: random.Random, known: Known, draft: Draft) -> None:
    draft.method = rng.choice(METHODS)


def change_a_header(rng: random.Random, known: Known, draft: Draft) -> None:
    name = rng.choice([*HEADERS])
    draft.headers[name] = rng.choice(HEADERS[name])


def change_the_kind(rng: random.Random, known: Known, draft: Draft) -> None:
    draft.is_odd = True
    draft.headers["CONTENT_TYPE"] = rng.choice(KINDS)


def change_the_length(rng: random.Random, known: Known, draft: Draft) -> None:
    draft.is_odd = True
    draft.headers["CONTENT_LENGTH"] = rng.choice(LENGTHS)


def change_the_host(rng: random.Random, known: Known, draft: Draft) -> None:
    draft.is_odd = True
    draft.headers["HTTP_HOST"] = rng.choice(HOSTS)


def change_the_site(rng: random.Random, known: Known, draft: Draft) -> None:
    draft.is_odd = True
    draft.headers["HTTP_SEC_FETCH_SITE"] = rng.choice(SITES)
    draft.headers["HTTP_REFERER"] = rng.choice(REFERERS)


def change_the_cookie(rng: random.Random, known: Known, draft: Draft) -> None:
    """Tampered with, somebody else's, huge, or none."""
    mine, other = known.cookies[draft.who], rng.choice([*known.cookies.values()])
    at = rng.randrange(len(mine) + 1)
    session, _, form = mine.partition("; ")
    bent = mine[:at] + "x" + mine[at + 1 :]
    broken = (*SESSIONS, f"{session}; form={rng.choice(SIGNED)}", f"{mine}; {rng.choice(SESSIONS)}")
    draft.cookie = rng.choice(
        (other, bent, mine[:at], session, form, f"{session}; {other}", *broken)
    )


def change_the_token(rng: random.Random, known: Known, draft: Draft) -> None:
    token = known.tokens[rng.choice([*known.tokens])]
    other = rng.choice((token, token[:-1], token + "x", "", "a.b.c", values.text(rng)))
    draft.pairs = [(n, other if n == "csrf_token" else v) for n, v in draft.pairs]


def leave_session(rng: random.Random, known: Known, draft: Draft) -> None:
    draft.who = "nobody"


# How often each is drawn beside the others.
DOORS: dict[Twist, int] = {
    change_the_path: 8,
    bend_the_path: 6,
    add_a_query: 3,
    send_bytes: 3,
    send_parts: 3,
    change_the_method: 4,
    change_a_header: 3,
    change_the_kind: 3,
    change_the_length: 3,
    change_the_host: 4,
    change_the_site: 4,
    change_the_cookie: 5,
    change_the_token: 3,
    change_who: 2,
    change_language: 2,
}
