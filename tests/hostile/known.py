"""What somebody knows of a site before the first bad request: sessions, codes, forms and links."""

import base64
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from sqlmodel import select

from pressdesk import clock, desk, intake
from pressdesk.keytables import Account, Passkey
from pressdesk.staff import accounts, sessions
from pressdesk.tables import Ticket
from pressdesk.vault import keys, links, receipts, totp
from pressdesk.vault.epochs import Holder
from tests.conftest import PEPPER, PHRASE
from tests.gallery.tour.album import Album
from tests.hostile import sheets
from tests.hostile.sheets import Field, Sheet
from tests.hostile.stage import Reply, Stage, Wish, plain

STAFF = {"ofelia": "ofelia", "clara": "clara", "keyless": "olle"}
QUESTIONS = ("Första frågan, vad får jag säga?", "Andra frågan?", "Tredje frågan?")
PAGES = 3  # of each rule, that are opened for their forms
SHEETS = 24  # of each route, that are kept
FORM = "application/x-www-form-urlencoded"
SET = re.compile(r"form=([^;]*)")


class Known(NamedTuple):
    """By person: cookies, form token, and the code of her telephone. By route: forms and links."""

    cookies: dict[str, str]
    tokens: dict[str, str]
    telephones: dict[str, str]
    receipts: list[str]
    forms: dict[str, list[Sheet]]
    links: dict[str, list[str]]
    parts: dict[str, list[str]]  # what stands in the places of addresses, by the places' names
    values: dict[str, list[str]]  # what fields of a name hold elsewhere

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(self._asdict()), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Known":
        found = json.loads(path.read_text(encoding="utf-8"))
        for route, forms in found["forms"].items():
            found["forms"][route] = [_sheet(*one) for one in forms]
        return cls(**found)


def _sheet(action: str, method: str, fields: Any, buttons: Any) -> Sheet:
    read = [
        tuple(Field(name, kind, value, tuple(choices)) for name, kind, value, choices in some)
        for some in (fields, buttons)
    ]
    return Sheet(action, method, *read)


def read(stage: Stage, album: Album) -> Known:
    """Open the pages of a site as its staff and as an employee; the album's forms come along."""
    finder = Finder(stage)
    finder.people()
    finder.employee()
    for page in album.pages.values():
        finder.page(page.text, page.address)
    finder.crawl()
    for route, forms in finder.known.forms.items():
        finder.known.forms[route] = forms[:: len(forms) // SHEETS + 1]
    return finder.known


class Finder:
    """Reads pages and keeps what they offer."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.opened: dict[str, int] = defaultdict(int)  # addresses, by route
        self.waiting: list[str] = []
        self.known = Known({"nobody": ""}, {}, {}, [], {}, {}, {}, {})

    def people(self) -> None:
        """A session for each, begun behind the page that signs in, with a form token."""
        now = clock.now().timestamp()
        for who, name in STAFF.items():
            with self.stage.store.writing() as db:
                account = accounts.find(db, name)
                assert account is not None
                unlocked = keys.unlock(account, name, PHRASE, PEPPER)
                assert unlocked is not None
                token = sessions.start(db, account, unlocked.private, clock.today(), now)
            cookie = base64.urlsafe_b64encode(token).decode().rstrip("=")
            self.known.cookies[who] = f"pressdesk={cookie}"
            self.known.telephones[who] = totp.code_at(unlocked.totp_secret, now)
            if who == "ofelia":
                self._questions(Holder(account.id, unlocked.private))
                self._passkey(account)
        for who in ("nobody", *STAFF):
            self._token(who)

    def employee(self) -> None:
        """Pages of hers that only a form leads to."""
        asked = {"text": QUESTIONS[0], "wanted": "today", "action": "check"}
        self.page(self._post("/fraga", asked), "/fraga")
        for receipt in self.known.receipts:
            self.page(self._post("/svar", {"receipt": receipt}), "/svar")
            self.page(self._post("/svar/radera", {"receipt": receipt}), "/svar/radera")

    def crawl(self) -> None:
        """Open what is linked, a few pages of each kind, as an officer, who may open all."""
        starts = [rule.rule for rule in self.stage.app.url_map.iter_rules() if not rule.arguments]
        self.waiting = starts + self.waiting
        while self.waiting:
            address = self.waiting.pop(0)
            found = self.stage.route_of(address, "GET")
            if found is None or self.opened[found[0]] >= PAGES:
                continue
            self.opened[found[0]] += 1
            url = urlsplit(address)
            reply = self._get("ofelia", plain(address), url.query)
            if reply.status < 300 and reply.header("content-type").startswith("text/html"):
                self.page(reply.body.decode(), address)

    def page(self, text: str, address: str) -> None:
        """Keep what a page offers."""
        forms, links = sheets.read(text, address)
        for link in [address, *links]:
            found = self._note(link, "GET")
            kept = self.known.links.setdefault(found, [])
            if found and link not in kept:
                kept.append(link)
                self.waiting.append(link)
        for sheet in forms:
            kept_forms = self.known.forms.setdefault(self._note(sheet.action, sheet.method), [])
            if sheet not in kept_forms:
                kept_forms.append(sheet)
            for field in (*sheet.fields, *sheet.buttons):
                self._value(field)

    def _note(self, address: str, method: str) -> str:
        """The route that an address leads to; what stands in its places is kept."""
        found = self.stage.route_of(address, method)
        if found is None:
            return ""
        for name, part in found[1].items():
            parts = self.known.parts.setdefault(name, [])
            if str(part) not in parts:
                parts.append(str(part))
        return found[0]

    def _value(self, field: Field) -> None:
        kept = self.known.values.setdefault(field.name, [])
        for value in (field.value, *field.choices):
            if value not in kept:
                kept.append(value)

    def _questions(self, ofelia: Holder) -> None:
        """Three questions, one of them answered."""
        today, settings = clock.today(), self.stage.settings
        for text in QUESTIONS:
            with self.stage.store.writing() as db:
                minted = intake.mint(db, settings, today)
                intake.lodge(db, settings, minted, intake.Request(text), today)
            self.known.receipts.append(minted.code)
        handle = receipts.derive(self.known.receipts[0], PEPPER).handle
        with self.stage.store.writing() as db:
            ticket = db.exec(select(Ticket).where(Ticket.handle == handle)).one()
            ref = links.link(ofelia, ticket.id)
            desk.take(db, ofelia, ref, today)
            desk.answer(db, ofelia, ref, ticket.version, "Du får säga hur det är.", today)

    def _passkey(self, account: Account) -> None:
        """One that opens nothing, to be taken away."""
        made = {"public_key": b"x", "sign_count": 0, "label": "Telefonen"}
        with self.stage.store.writing() as db:
            db.add(Passkey(credential_id=b"x" * 16, account_id=account.id, **made))

    def _token(self, who: str) -> None:
        path = "/konto/" if who in STAFF else "/konto/logga-in"
        reply = self._get(who, path)
        cookie = SET.search(reply.header("set-cookie"))
        assert cookie is not None, (who, reply.status)
        mine = f"form={cookie[1]}"
        self.known.cookies[who] = "; ".join(one for one in (self.known.cookies[who], mine) if one)
        forms, _ = sheets.read(reply.body.decode(), path)
        given = [f.value for sheet in forms for f in sheet.fields if f.name == "csrf_token"]
        self.known.tokens[who] = given[0]

    def _get(self, who: str, path: str, query: str = "") -> Reply:
        cookie = self.known.cookies[who]
        return self.stage.send(Wish("GET", path, query, headers=(("HTTP_COOKIE", cookie),)))

    def _post(self, path: str, given: dict[str, str]) -> str:
        body, kind = urlencode(given).encode(), ("CONTENT_TYPE", FORM)
        reply = self.stage.send(Wish("POST", path, body=body, headers=(kind,)))
        assert reply.status == 200, (path, reply.status)
        return reply.body.decode()
