"""Bad requests: a valid one of a page's own forms and links, twisted once or more.

`Grammar(known).wish(route, number)` is the same request every time.
"""

import random
import re
from urllib.parse import quote, urlsplit

from tests.conftest import PHRASE
from tests.hostile.doors import DOORS, leave_session
from tests.hostile.drafts import Draft, Twist
from tests.hostile.fields import DEEP
from tests.hostile.known import Known
from tests.hostile.sheets import Field, Sheet
from tests.hostile.stage import PREFIXES, Wish, plain

SEED = "pressdesk"
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
STAFF_PARTS = ("/konto", "/desk", "/register", "/siffror")
WORDS = (
    "Farsta", "fre 15", "2026-12-01", "Vad kostar det?", "Ekot", "Rotundan", "KS 2026/1",
    "idag 15", "9",
)  # fmt: skip
RECORD = "message"  # a text that can be masked, and not changed
DEEP_EACH = 10  # one request of so many goes deep
OUTSIDE = 0.9  # of the others come from whoever is not signed in


class Grammar:
    """Makes requests of what is known of a site."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.texts = [name for name in known.values if name]

    def wish(self, route: str, number: int) -> Wish:
        """A request for a route, by its number."""
        rng = random.Random(f"{SEED} {route} {number}")
        draft = self._valid(rng, route, f"kvarnsten{number}x")
        for twist in _chosen(rng, number):
            twist(rng, self.known, draft)
        return draft.wish(self.known)

    def _valid(self, rng: random.Random, route: str, mark: str) -> Draft:
        """What a browser would send, by whoever may."""
        method, _, rule = route.partition(" ")
        sheets = self.known.forms.get(route, [])
        links = self.known.links.get(route, [])
        path = self._filled(rng, rule)
        if method == "POST":
            sheet = rng.choice(sheets) if sheets else self._sheet(rng, path)
            path = plain(sheet.action)
        elif links:
            path = plain(rng.choice(links))
        draft = Draft(method, path, self._who(rng, rule))
        draft.prefix = rng.choice(PREFIXES) if rng.random() < 0.3 else ""
        if method == "POST":
            draft.pairs, draft.marked = self._typed(rng, sheet, draft.who, mark)
            draft.mark = mark if draft.marked else ""
        else:
            self._asked(rng, sheets + self.known.forms.get(route, []), links, draft)
        return draft

    def _asked(
        self, rng: random.Random, sheets: list[Sheet], links: list[str], draft: Draft
    ) -> None:
        """The query of a link, or what a form for searching sends."""
        if sheets and rng.random() < 0.6:
            draft.query, _ = self._typed(rng, rng.choice(sheets), draft.who, "")
        elif links:
            chosen = urlsplit(rng.choice(links))
            if plain(chosen.path) == draft.path:
                draft.raw_query = chosen.query

    def _typed(
        self, rng: random.Random, sheet: Sheet, who: str, mark: str
    ) -> tuple[list[tuple[str, str]], str]:
        """A form filled in, and one button pressed; and the field that the mark was typed in."""
        pairs, marked = [], ""
        for field in sheet.fields:
            value = self._entry(rng, field, who)
            if mark and not marked and field.kind == "textarea" and field.name != RECORD:
                value, marked = f"{value} {mark}".strip(), field.name
            if value is not None:
                pairs.append((field.name, value))
        if sheet.buttons and rng.random() < 0.9:
            button = rng.choice(sheet.buttons)
            pairs.append((button.name, button.value))
        return pairs, marked

    def _entry(self, rng: random.Random, field: Field, who: str) -> str | None:
        """What is chosen or typed in a field; None when a browser would send nothing."""
        if field.name == "csrf_token":
            return self.known.tokens[who]
        if field.kind in {"radio", "checkbox"}:
            is_chosen = bool(field.value) == (rng.random() < 0.7)
            return field.choices[0] if is_chosen else None
        if field.kind == "select":
            return rng.choice(field.choices) if field.choices else None
        if field.kind == "hidden" or (field.value and rng.random() < 0.7):
            return field.value
        typed = {"name": "ofelia", "passphrase": PHRASE, "current": PHRASE, "receipt": "",
                 "code": self.known.telephones.get(who, "000000")}  # fmt: skip
        if field.name == "receipt":
            return rng.choice(self.known.receipts)
        return typed.get(field.name) or rng.choice(WORDS)

    def _filled(self, rng: random.Random, rule: str) -> str:
        """An address of a rule, with what stands in its places elsewhere."""

        def put(place: re.Match[str]) -> str:
            known = self.known.parts.get(place[1], ["pressdesk.css"])
            return quote(rng.choice(known))

        return PLACE.sub(put, rule)

    def _sheet(self, rng: random.Random, path: str) -> Sheet:
        """A form for an address that no page shows: what scripts send, or of another state."""
        names = ["csrf_token", "version", *rng.sample(self.texts, 3)]
        return Sheet(path, "POST", tuple(Field(name, "text", "1") for name in names), ())

    def _who(self, rng: random.Random, rule: str) -> str:
        if not rule.startswith(STAFF_PARTS):
            return "nobody"
        if rule.startswith("/siffror") and rng.random() < 0.5:
            return "clara"
        return "ofelia"


def _chosen(rng: random.Random, number: int) -> list[Twist]:
    """What is done to a request; nothing at all to some."""
    if number % DEEP_EACH == 0:
        return rng.choices([*DEEP], [*DEEP.values()], k=rng.choice((0, 1, 1, 1, 2, 2, 3)))
    outside: list[Twist] = [leave_session] if rng.random() < OUTSIDE else []
    outside += rng.choices([*DOORS], [*DOORS.values()], k=rng.choice((1, 1, 2)))
    return outside + rng.choices([*DEEP], [*DEEP.values()], k=rng.choice((0, 1)))
