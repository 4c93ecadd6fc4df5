"""Every page an employee can come to, in every state it can be in."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from pressdesk import clock, config, desk, mailbox, retention, storage
from pressdesk.storage import FileStore
from pressdesk.tables import Outcome
from pressdesk.vault import receipts
from pressdesk.web import server
from pressdesk.web.edge import STAFF
from tests.both import by_hand
from tests.conftest import SETTINGS, Desk, Person, Served, fields, found, invited, lodged, ref_of
from tests.promises import wire
from tests.promises.wire import Answer, Form

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
STATES = ("new", "taken", "answered", "closed", "deleted", "expired", "altered")
NEVER_SENT = "X1JC-YR6T-T9G3-26GY-JSRK"
MALFORMED = ("", "hej", "X1JC-YR6T-T9G3-26GY-JSRX", "å" * 200, '"' * 20_000)
ASKED = {"text": "Vad får jag säga om våra öppettider?", "wanted": "today", "kinds": "off-record"}
Send = Callable[..., Answer]
Careless = Callable[[Any], Any]


@contextmanager
def in_folder(home: Path, careless: Careless | None = None, **changed: Any) -> Iterator[Served]:
    """A site in a folder, behind a real server; `careless` makes the app worse than it is."""
    store = FileStore(home / storage.DATABASE, busy_milliseconds=500)
    storage.upgrade(store)
    site = found(store, config.parse(SETTINGS | changed), home)
    app = site.app()
    app.wsgi_app = careless(app.wsgi_app) if careless else app.wsgi_app
    listening = server.listen(app, "127.0.0.1", 0)
    thread = threading.Thread(target=_run, args=[listening], daemon=True)
    thread.start()
    port = int(listening.effective_port)
    yield Served(site, f"http://127.0.0.1:{port}", port)
    listening.close()
    thread.join(10)
    store.close()


def colleague(site: Desk, hers: FlaskClient, name: str = "omar") -> Person:
    """Another officer, whom the one at this browser hands the keys."""
    person = invited(site.store, name)
    forms = hers.get("/konto/nycklar").text.split("<form")
    hers_for_him = next(form for form in forms if f'value="{name}"' in form)
    handing = fields(f"<form{hers_for_him}", "/konto/nycklar")
    assert hers.post("/konto/nycklar", data=handing).status_code == 303
    return person


def mailboxes(site: Desk) -> dict[str, str]:
    """A receipt code for each state that a ticket can be in; the last is damaged."""
    texts = {state: f"Frågan som är {state}. Vad får jag säga?" for state in STATES}
    codes = {state: lodged(site, text) for state, text in texts.items()}
    refs = {state: ref_of(site, text) for state, text in texts.items()}
    holder, today = site.holder(), clock.today()
    with site.store.writing() as db:
        desk.take(db, holder, refs["taken"], clock.today())
        for state in ("answered", "closed"):
            desk.answer(db, holder, refs[state], 1, f"Svaret på {state}.", today)
        desk.close(db, holder, refs["closed"], 2, Outcome.ANSWERED, site.settings, today)
        mailbox.delete_thread(db, site.settings, codes["deleted"], today)
    expire(site, codes["expired"])
    change(site, "UPDATE message SET sealed = x'02' WHERE ticket_id = ?", codes["altered"])
    return codes


def expire(site: Desk, code: str) -> None:
    """Let a ticket's time run out, and purge it."""
    handle = receipts.derive(code, site.settings.pepper).handle
    past = "UPDATE ticket SET purge_week = '2020-W01' WHERE handle = :handle"
    assert by_hand(site.store, past, handle=handle) == 1
    with site.store.writing() as db:
        retention.purge(db, site.settings, clock.today(), draws=False)


def change(site: Desk, statement: str, code: str) -> None:
    """Change rows of a code's ticket behind the program's back."""
    handle = receipts.derive(code, site.settings.pepper).handle
    with closing(sqlite3.connect(site.store.path)) as raw, raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        (ticket,) = raw.execute("SELECT id FROM ticket WHERE handle = ?", [handle]).fetchone()
        raw.execute(statement, [ticket])


def sender(
    running: Served, headers: dict[str, str] | None = None, prefix: str = "", **more: str
) -> Send:
    """A browser without memory, that sends these headers with everything, in one language."""

    def send(method: str, path: str, form: Form | None = None, **own: str) -> Answer:
        sent = wire.request(method, prefix + path, form, **(headers or {}) | own)
        return wire.exchange(running.port, sent, **more)

    return send


def trips(running: Served, send: Send) -> Iterator[tuple[str, Answer]]:
    """Every page and state, named; asks, reads, writes on, deletes, and does all of it wrong."""
    yield from _routes(running, send)
    yield from _asking(running, send)
    yield from _reading(send, mailboxes(running.desk))
    yield from _failing(running, send)
    code = lodged(running.desk, "Frågan som är trasig?")
    change(running.desk, "UPDATE ticket SET state = 'lost' WHERE id = ?", code)
    yield "500 damaged", send("POST", "/svar", {"receipt": code})
    yield from _closed(running, send)


def _routes(running: Served, send: Send) -> Iterator[tuple[str, Answer]]:
    """Every address of an employee's, whatever the next issue adds, with every method."""
    rules = {rule.rule for rule in running.desk.app().url_map.iter_rules()}
    ours = {rule for rule in rules if rule.split("/")[1] not in STAFF}
    paths = {rule.replace("<path:filename>", "pressdesk.css") for rule in ours}
    known = {"/", "/fraga", "/skicka", "/svar", "/handlingar", "/personuppgifter"}
    known |= {"/loften", "/genomskinlighet", "/genomskinlighet/drift", "/tillganglighet"}
    assert known | {"/static/pressdesk.css"} <= paths
    for path in sorted(paths | {"/finns/inte", "/static/none.css", "/favicon.ico"}):
        for method in METHODS:
            form: Form | None = {} if method == "POST" else None
            yield f"{method} {path}", send(method, path, form)


def _asking(running: Served, send: Send) -> Iterator[tuple[str, Answer]]:
    yield "empty", send("POST", "/fraga", {"text": " "})
    yield "sure find", send("POST", "/fraga", {"text": "Skriv till anna@exempel.se"})
    yield "likely find", send("POST", "/fraga", {"text": "Chefen Anna Andersson vet. Vad nu?"})
    yield "unknown choices", send("POST", "/fraga", ASKED | {"kinds": "x", "media": "x"})
    check = send("POST", "/fraga", ASKED)
    yield "check", check
    form = ASKED | fields(check.text, "/skicka")
    yield "edit", send("POST", "/fraga", form | {"action": "edit"})
    turned = {"switch": "sv"}
    yield "ask in another language", send("POST", "/fraga", ASKED | turned)
    yield "check in another language", send("POST", "/skicka", form | turned)
    yield "foreign code", send("POST", "/skicka", form | {"receipt": NEVER_SENT})
    yield "sent", send("POST", "/skicka", form)
    yield "sent again", send("POST", "/skicka", form)
    receipt = {"receipt": form["receipt"]}
    yield "own question", send("POST", "/svar", receipt)
    yield "enter in another language", send("POST", "/svar", receipt | turned)
    for page in ("sent", "written", "write-on", "was-deleted"):
        form_of_page = receipt | turned | {"page": page, "text": "Mer"}
        for path in ("/skicka", "/svar/skriv"):
            yield f"{page} in another language {path}", send("POST", path, form_of_page)
    yield "delete? in another language", send("POST", "/svar/radera", receipt | turned)
    yield "delete?", send("POST", "/svar/radera", receipt)
    yield "delete", send("POST", "/svar/radera", receipt | {"confirm": "yes"})
    yield "sent after deletion", send("POST", "/skicka", form)


def _reading(send: Send, codes: dict[str, str]) -> Iterator[tuple[str, Answer]]:
    known = {**codes, "unknown": NEVER_SENT, **{f"malformed {c[:4]}": c for c in MALFORMED}}
    for state, code in known.items():
        page = send("POST", "/svar", {"receipt": code})
        yield f"read {state}", page
        text = {"receipt": code, "token": "0" * 32, "text": "En sak till."}
        yield f"write on {state}", send("POST", "/svar/skriv", text)
        yield f"write nothing {state}", send("POST", "/svar/skriv", text | {"text": ""})
        yield f"page 1 {state}", send("POST", "/svar", {"receipt": code, "position": "1"})
        deleting = {"receipt": code, "confirm": "yes"}
        yield f"delete {state}", send("POST", "/svar/radera", deleting)


def _failing(running: Served, send: Send) -> Iterator[tuple[str, Answer]]:
    yield "400 host", send("GET", "/", Host="evil.example")
    yield "403 cross-site", send("POST", "/svar", {}, **{"Sec-Fetch-Site": "cross-site"})
    yield "413 long", send("POST", "/fraga", {"text": "a" * 70_000})
    yield "415 json", send("POST", "/fraga", {}, **{"Content-Type": "application/json"})
    form = ASKED | fields(send("POST", "/fraga", ASKED).text, "/skicka")
    with closing(sqlite3.connect(running.desk.store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield "503 locked", send("POST", "/skicka", form)


def _closed(running: Served, send: Send) -> Iterator[tuple[str, Answer]]:
    """Nobody holds keys any more."""
    with closing(sqlite3.connect(running.desk.store.path)) as other, other:
        other.execute("DELETE FROM epoch_grant")
    yield "503 closed", send("POST", "/fraga", ASKED)
    yield "closed", send("GET", "/fraga")


def _run(listening: Any) -> None:
    with suppress(OSError):  # closed under it, at the end
        listening.run()
