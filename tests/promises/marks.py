"""What a visitor carries that could tell who she is, each piece marked; and every spelling in which
a program could have kept it.
"""

import base64
import hashlib
import hmac
import re
import socket
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from tests.conftest import PEPPER

WORD = "Kvittrafagel"  # nothing else is called so
ADDRESS = "127.66.77.88"  # a loopback address that nothing else uses
MARKED = (
    "User-Agent",
    "Referer",
    "Cookie",
    "Authorization",
    "Proxy-Authorization",
    "From",
    "Via",
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-User",
    "X-Real-IP",
    "X-Request-Id",
    "X-Remote-User",
    "Remote-User",
    "X-Client-Cert",
    "X-Device-Id",
    "Accept",
    "Accept-Language",
    "Sec-CH-UA",
    "Sec-CH-UA-Platform",
    "DNT",
    "If-None-Match",
    "If-Modified-Since",
    "Traceparent",
    "Cf-Connecting-Ip",
    "True-Client-Ip",
    "X-Own",
)
HEADERS = {name: f'{WORD}={name}-&<å"{WORD}"' for name in MARKED}
QUERY = f"vem={WORD}-i-adressen"
FIELD = {"vem": f"{WORD} i ett eget fält"}
AGENT = HEADERS["User-Agent"]
TOLD = [*HEADERS.values(), ADDRESS, QUERY, FIELD["vem"], WORD]
# What is hashed together where visitors are told apart "anonymously".
JOINED = [f"{ADDRESS}{between}{AGENT}" for between in ("", " ", "|", ":", "-")]
KINDS = ("md5", "sha1", "sha256", "sha512", "blake2b")
# As much of a hash as is looked for; a shortened one, or one made into an id, begins with it.
HASH_BYTES = 6
TOKEN = re.compile(rb"[0-9a-z]+")
DATABASE = b"SQLite format 3\0"
SHORT_BYTES = 64


class Left(NamedTuple):
    """What a site leaves: all bytes of all files, and what can be read without a key."""

    files: bytes
    clear: bytes


def left_in(home: Path, *said: str) -> Left:
    """Everything under a folder, and what was logged or printed."""
    paths = [path for path in sorted(home.rglob("*")) if path.is_file()]
    whole = {path: path.read_bytes() for path in paths}
    clear = [str(path.relative_to(home)).encode() for path in paths]
    for path, content in whole.items():
        if content.startswith(DATABASE):
            clear += _clear_values(path)
        elif not path.name.endswith(("-wal", "-shm")):
            clear.append(content)
    return Left(b"\n".join(whole.values()), b"\n".join([*clear, *(s.encode() for s in said)]))


def marks_in(left: Left) -> list[bytes]:
    """Marks that stand in what is left: in any case, turned round, encoded, hashed."""
    whole = left.files + b"\n" + left.clear
    alone = NUMBERS.intersection(TOKEN.findall(left.clear.lower()))
    packed = {form for form in PACKED if form in left.clear}
    return sorted(_standing(EXACT, whole) | _standing(FOLDED, whole.lower()) | alone | packed)


def _standing(forms: set[bytes], whole: bytes) -> set[bytes]:
    """Which forms stand in the bytes; read once, whatever their number."""
    begun = {form[:HASH_BYTES] for form in forms}
    seen = begun.intersection(whole[at : at + HASH_BYTES] for at in range(len(whole)))
    return {form for form in forms if form[:HASH_BYTES] in seen and form in whole}


def _clear_values(path: Path) -> Iterator[bytes]:
    """What stands in a database's columns, numbers as digits; what is longer is sealed."""
    # Of a damaged one there are the bytes.
    with closing(sqlite3.connect(path)) as db, suppress(sqlite3.DatabaseError):
        for name, made in db.execute("SELECT name, sql FROM sqlite_master").fetchall():
            yield f"{name} {made}".encode()
            is_table = (made or "").upper().startswith("CREATE TABLE")
            for row in db.execute(f"SELECT * FROM {name}").fetchall() if is_table else []:
                yield from (_plain(value) for value in row)


def _plain(value: object) -> bytes:
    if not isinstance(value, bytes):
        return str(value).encode()
    number = str(int.from_bytes(value, "big")).encode() if len(value) == 4 else b""
    return number + value if len(value) <= SHORT_BYTES else b""


def _folded() -> Iterator[bytes]:
    """Spellings that are compared without regard to case."""
    for word in (WORD.lower(), ADDRESS, QUERY.lower()):
        for text in (word, word[::-1]):
            yield from (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"))
            yield quote(text).lower().encode()
        for cased in (word, word.upper(), word.title()):
            yield "".join(f"%{byte:02x}" for byte in cased.encode()).encode()
            yield from (cased.encode().hex().encode(), cased[::-1].encode().hex().encode())


def _numbers() -> Iterator[bytes]:
    """What is so short that it only counts when it stands alone: an address packed, checksums."""
    checksums = [zlib.crc32(value).to_bytes(4, "big") for value in _wordings()]
    for four in [socket.inet_aton(ADDRESS), *checksums]:
        for order in ("big", "little"):
            number = int.from_bytes(four, order)
            yield from (f"{number:08x}".encode(), str(number).encode())


def _exact() -> Iterator[bytes]:
    """Spellings in which each letter's case tells."""
    for word in (WORD, WORD.lower(), WORD.upper(), ADDRESS):
        for skip in range(3):
            value = b"\0" * skip + word.encode()
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                yield encode(value)[4 * bool(skip) : len(value) // 3 * 4]


def _hashes() -> Iterator[bytes]:
    for value in _wordings():
        for kind in KINDS:
            yield hashlib.new(kind, value, usedforsecurity=False).digest()
            yield hmac.digest(PEPPER, value, kind)


def _wordings() -> Iterator[bytes]:
    """What could be hashed: as it was sent and as a program reads it, in any case."""
    for told in [*TOLD, *JOINED]:
        for cased in {told, told.lower(), told.upper()}:
            yield from {cased.encode(), cased.encode().decode("latin-1").encode()}
    yield socket.inet_aton(ADDRESS)


HASHED = {digest[:HASH_BYTES] for digest in _hashes()}
EXACT = set(_exact()) | HASHED | {base64.b64encode(begun) for begun in HASHED}
EXACT |= {base64.urlsafe_b64encode(begun) for begun in HASHED}
FOLDED = set(_folded()) | {begun.hex().encode() for begun in HASHED}
NUMBERS = set(_numbers())
PACKED = {socket.inet_aton(ADDRESS), socket.inet_aton(ADDRESS)[::-1]}
