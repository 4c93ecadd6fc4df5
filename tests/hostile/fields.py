"""Twists of what a form or a query holds."""

import random
import re
from urllib.parse import quote

from tests.hostile import values
from tests.hostile.drafts import Draft, Twist, encoded
from tests.hostile.known import Known
from tests.hostile.stage import PREFIXES

NUMBER = re.compile("[0-9]+")
UNKNOWN = (
    *("text[]", "__proto__", "id", "state", "", "\0", "å" * 900, "_method", "action", "page"),
    *("kept-0-name", "kept-0-value", "kept-action", "kept--1-name", "confirm", "switch"),
)


def _fields_of(draft: Draft) -> list[tuple[str, str]]:
    """The fields that a request has: in its body, or in its address."""
    return draft.pairs if draft.method != "GET" else draft.query


def change_a_value(rng: random.Random, known: Known, draft: Draft) -> None:
    given = _fields_of(draft)
    if given:
        at = rng.randrange(len(given))
        given[at] = (given[at][0], values.text(rng))


def add_to_a_value(rng: random.Random, known: Known, draft: Draft) -> None:
    given = _fields_of(draft)
    if given:
        at = rng.randrange(len(given))
        name, value = given[at]
        cut = rng.randrange(len(value) + 1)
        given[at] = (name, value[:cut] + values.text(rng)[:200] + value[cut:])


def nudge_a_number(rng: random.Random, known: Known, draft: Draft) -> None:
    """A stale version, the next number, another day."""
    given = _fields_of(draft)
    places = [at for at, (_, value) in enumerate(given) if NUMBER.search(value)]
    if places:
        at = rng.choice(places)
        name, value = given[at]
        number = rng.choice([*NUMBER.finditer(value)])
        plain = int(number[0][:30])
        other = rng.choice((plain + 1, plain - 1, "0", rng.choice(values.NUMBERS)))
        given[at] = (name, f"{value[: number.start()]}{other}{value[number.end() :]}")


def borrow_a_value(rng: random.Random, known: Known, draft: Draft) -> None:
    """What a field of this name holds in another form: another's ref, an older token."""
    given = _fields_of(draft)
    if given:
        at = rng.randrange(len(given))
        elsewhere = known.values.get(given[at][0]) or [""]
        given[at] = (given[at][0], rng.choice(elsewhere))


def swap_two_values(rng: random.Random, known: Known, draft: Draft) -> None:
    given = _fields_of(draft)
    if len(given) > 1:
        a, b = rng.sample(range(len(given)), 2)
        given[a], given[b] = (given[a][0], given[b][1]), (given[b][0], given[a][1])


def leave_out(rng: random.Random, known: Known, draft: Draft) -> None:
    given = _fields_of(draft)
    for _ in range(rng.choice((1, 1, 2, len(given)))):
        if given:
            del given[rng.randrange(len(given))]


def repeat(rng: random.Random, known: Known, draft: Draft) -> None:
    given = _fields_of(draft)
    if given:
        name, value = rng.choice(given)
        times = rng.choice((1, 1, 2, 30))
        given += [(name, rng.choice((value, values.text(rng)[:500]))) for _ in range(times)]


def add_unknown(rng: random.Random, known: Known, draft: Draft) -> None:
    chosen = [rng.choice((*known.values, *UNKNOWN)) for _ in range(rng.choice((1, 2, 5)))]
    _fields_of(draft).extend((name, values.text(rng)) for name in chosen)


def rename(rng: random.Random, known: Known, draft: Draft) -> None:
    given = _fields_of(draft)
    if given:
        at = rng.randrange(len(given))
        other = rng.choice([*known.values, given[at][0].upper(), given[at][0] + "\0"])
        given[at] = (other, given[at][1])


def empty_all(rng: random.Random, known: Known, draft: Draft) -> None:
    given = _fields_of(draft)
    given[:] = [(name, value if name == "csrf_token" else "") for name, value in given]


def thousands(rng: random.Random, known: Known, draft: Draft) -> None:
    """Fields without end; rare, since it takes its time."""
    if draft.method == "POST" and rng.random() < 0.1:
        name = rng.choice([*(name for name, _ in draft.pairs), "x"])
        draft.pairs += [(name, "1")] * rng.choice((601, 1_001, 5_000))


def switch_language(rng: random.Random, known: Known, draft: Draft) -> None:
    _fields_of(draft).append(("switch", rng.choice(values.SWITCHES)))


def fill_to_the_limit(rng: random.Random, known: Known, draft: Draft) -> None:
    given = _fields_of(draft)
    if given:
        at = rng.randrange(len(given))
        given[at] = (given[at][0], values.huge(rng))


def break_the_encoding(rng: random.Random, known: Known, draft: Draft) -> None:
    given = _fields_of(draft)
    broken = rng.choice(values.BROKEN)
    if given and draft.body is None:
        name, value = given.pop(rng.randrange(len(given)))
        sent = encoded([*given]) + b"&" + quote(name).encode() + b"=" + broken
        if draft.method == "GET":
            draft.query, draft.raw_query = [], sent.decode("latin-1")
        else:
            draft.body = sent


def cut_the_body(rng: random.Random, known: Known, draft: Draft) -> None:
    whole = draft.body if draft.body is not None else encoded(draft.pairs)
    draft.body = whole[: rng.randrange(len(whole) + 1)]
    if rng.random() < 0.5:
        draft.headers["CONTENT_LENGTH"] = str(len(whole))


def add_a_query(rng: random.Random, known: Known, draft: Draft) -> None:
    name = rng.choice([*known.values, "x", ""])
    draft.query.append((name or "x", values.text(rng)))
    if rng.random() < 0.3:
        broken = rng.choice(values.BROKEN).decode("latin-1")
        draft.raw_query = rng.choice(("%", "%ff", "&&&", "=", f"{name}={broken}", "a=1&" * 900))


def change_who(rng: random.Random, known: Known, draft: Draft) -> None:
    draft.who = rng.choice([*known.cookies])


def change_language(rng: random.Random, known: Known, draft: Draft) -> None:
    draft.prefix = rng.choice((*PREFIXES, "/sv", "/en/en", "/lattlast/", "/EN"))


def send_again(rng: random.Random, known: Known, draft: Draft) -> None:
    draft.times = 2


# How often each is drawn beside the others.
DEEP: dict[Twist, int] = {
    change_a_value: 12,
    add_to_a_value: 5,
    nudge_a_number: 6,
    borrow_a_value: 5,
    swap_two_values: 3,
    leave_out: 5,
    repeat: 4,
    add_unknown: 3,
    rename: 3,
    empty_all: 1,
    thousands: 1,
    switch_language: 3,
    fill_to_the_limit: 3,
    break_the_encoding: 3,
    cut_the_body: 2,
    add_a_query: 3,
    change_who: 2,
    change_language: 2,
    send_again: 2,
}
