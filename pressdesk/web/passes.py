"""The mark on a cookie of ours by which a flooded server knows it without asking the database.

It opens nothing: it only says in which lane a request waits. What the cookie is worth is asked of
the database, as always.
"""

import hmac

from pressdesk.vault import sealing

PURPOSE = "cookies that are ours"
SPLIT = "."
SESSION = "pressdesk"
DEVICE = "device"


def cookie_name(kind: str, *, is_https: bool) -> str:
    """`__Host-` needs HTTPS; only a site on loopback goes without."""
    return f"__Host-{kind}" if is_https else kind


def key_of(pepper: bytes) -> bytes:
    """The key that marks are made with."""
    return sealing.derive(pepper, PURPOSE)


def marked(kind: str, value: str, ends_seconds: float, key: bytes) -> str:
    """A cookie's value with its mark, which ends when the cookie does."""
    ends = f"{int(ends_seconds):x}"
    return SPLIT.join([value, ends, _mark(kind, value, ends, key)])


def bare(cookie: str) -> str:
    """A cookie's value without its mark, if it has one."""
    return cookie.partition(SPLIT)[0]


def is_ours(kind: str, cookie: str, now_seconds: float, key: bytes) -> bool:
    """Whether this site gave out the cookie as one of this kind, and it has not ended."""
    value, _, rest = cookie.partition(SPLIT)
    ends, _, mark = rest.partition(SPLIT)
    if not hmac.compare_digest(_mark(kind, value, ends, key).encode(), mark.encode()):
        return False
    return int(ends, 16) > now_seconds  # we wrote it, so it is a number


def _mark(kind: str, value: str, ends: str, key: bytes) -> str:
    return hmac.new(key, SPLIT.join([kind, value, ends]).encode(), "sha256").hexdigest()[:32]
