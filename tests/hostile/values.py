"""Values that nobody should send, by what they are wrong about."""

import random

NUMBERS = (
    "0", "-1", "1", "2", "99", "2147483648", "-2147483649", "9223372036854775808",
    "1" + "0" * 400, "9" * 5_000, "NaN", "nan", "1e999", "inf", "-inf", "1_000", "٣", "1.5",
    "1,5", "+1", " 1 ", "0x10", "²",
)  # fmt: skip
DAYS = (
    "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-13-01",
    "2026-2-3", "2026-W54", "2026-W00", "2026-W53", "9999-W53", "0000-W01", "2026-Q5", "2026-Q0",
    "0000-Q1", "0000", "9999", "2026-00", "99999-01", "2026-W47-9", "20261118", "fre", "idag",
    "30/2", "31/12", "24/12 2099", "25:61", "24:00", "0000-01-01 00:00", "9999-12-31 23:59",
    "idag 25", "om 999999999 dagar", "-1-01-01",
)  # fmt: skip
IDS = (
    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "g" * 36,
    "0" * 32, "{00000000-0000-0000-0000-000000000000}", "urn:uuid:1", "A" * 22, "A" * 43,
    "A" * 44, "=" * 43, "-_" * 16, "2026-0", "2026-1", "2026-99999999999999999999", "0000-1",
    "9999-9", "X1JC-YR6T-T9G3-26GY-JSRK",
)  # fmt: skip
TEXTS = (
    "", " ", "\0", "a\0b", "\x1b[31m\x07\x7f", "\u202eabc\u2066", "\u061c\u200f", "\ufeff\u200b",
    "\u3164", "\U000e0041", "\u0301" * 300, "Z" + "\u0336" * 500, "👩‍👩‍👧‍👦🏽" * 40, "\ufdfa" * 300,
    "ß" * 81, "ŉ" * 90, "İ" * 90, "\u2028\u2029\x85", "<script>alert(1)</script>",
    '"><img src=x onerror=a>', "--> <!-- </textarea>", "{{ 7*7 }}{% raw %}", "%s%n%(a)s%",
    "{0.__class__}", "' OR 1=1 --", '"; DROP TABLE ticket; --', "\\", "\\x00", "$(id)`id`",
    "../../etc/passwd", "http://evil.example/", "//evil.example", "/\\evil.example",
    "javascript:alert(1)", "data:text/html,x", "=1+1", "a=b&c=d;e", "[[x", "[[ett]] [[", "]]",
    "[[[[x]]]]", "[[]]", "\r\nSet-Cookie: a=b", "null", "undefined", "true", "[]", "{}",
    "__proto__", "constructor", "anna.ek@example.se", "800101-0019", "070-174 06 05",
    "Vem är du, och var arbetar du?",
)  # fmt: skip
LENGTHS = (80, 81, 100, 256, 257, 2_001, 4_000, 4_001, 8_001, 16_000, 61_000)
SYMBOLS = ("a", "å", '"', "😀", "\u202e", " ", "\n", "<", "9", "a ", "\u0301")
SWITCHES = ("", "sv", "en", "sv@easy", "xx", "\0", "../../", "sv\r\nX: y", "a" * 5_000)
# What a path is made of between its slashes, as it stands on the wire.
PARTS = (
    "", ".", "..", "%2e%2e", "%2E%2E%2F", "%00", "a%00b", "%0d%0aSet-Cookie:a=b", "%0a", "x;y=1",
    ";", "x.", "x...", "%", "%zz", "%ff", "%c0%af", "%ed%a0%80", "%f4%90%80%80", "%E2%80%AE",
    "%u0041", "+", "%20", "%2f", "%5c", "\\", "*", "~", "nul", "con", "__init__", ".git",
    "%7b%7b7*7%7d%7d", "<b>", "%25%30%30", "%C3%A5" * 40,
)  # fmt: skip
BROKEN = (
    b"%ED%A0%80abcde", b"%ED%A0%BD%ED%B8%80abc", b"%FF%FEabcde", b"abcde%C3", b"%C0%AFabcde",
    b"%F4%90%80%80abcde", b"abcde%", b"%zzabcde%u1234", b"\xff\xfe\xfd", b"\x80",
    b"+ADw-script+AD4-", b"%00", b"\0",
)  # fmt: skip


def text(rng: random.Random) -> str:
    """A value of any kind."""
    family = rng.choice((NUMBERS, DAYS, IDS, TEXTS, TEXTS, None, ()))
    if family:
        return rng.choice(family)
    if family is None:
        return huge(rng) if rng.random() < 0.3 else drawn(rng)
    return drawn(rng)


def huge(rng: random.Random) -> str:
    """One symbol over and over, up to a limit of ours and past it."""
    symbol = rng.choice(SYMBOLS)
    return (symbol * rng.choice(LENGTHS))[: 61_000 // len(symbol.encode()) // 3]


def drawn(rng: random.Random) -> str:
    """Symbols from all over, but for halves of pairs, which no browser can send."""
    most = rng.choice((0x7F, 0x2FF, 0xFFFF, 0x10FFFF))
    drawn = (chr(rng.randrange(most + 1)) for _ in range(rng.randrange(1, 40)))
    return "".join(symbol for symbol in drawn if not "\ud800" <= symbol <= "\udfff")


def part(rng: random.Random) -> str:
    """What stands between two slashes of a path, as on the wire."""
    from urllib.parse import quote

    family = rng.choice((PARTS, PARTS, NUMBERS, DAYS, IDS, TEXTS))
    chosen = rng.choice(family)
    return chosen if family is PARTS else quote(chosen[:3_000], safe="")
