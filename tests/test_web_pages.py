"""House rules about every page that the suite can fetch, and about the templates."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import template_rendered
from flask.testing import FlaskClient

from pressdesk import clock, create_app, desk, inquiries
from pressdesk.inquiries import sealed
from pressdesk.staff import accounts
from pressdesk.vault import receipts, totp
from pressdesk.web.site import SignIn
from tests import figuring, handing, inquiring, lining
from tests.bench import bulk
from tests.conftest import PHRASE, invited, lodged, ref_of, sign_in
from tests.pages import (
    FORM,
    Page,
    act,
    attributes,
    checked,
    encoded,
    fetch,
    opened,
    pairs,
    parsed,
    send,
    sent,
    submit,
    words,
)

TEMPLATES = Path(__file__).parent.parent / "templates"
MINE = "Jag heter Anna Ek, anna.ek@example.se. Vad får jag säga?"
ASKS = "Vem är du, och var arbetar du?"
ENGLISH = re.compile(
    r"\b(error|submit|invalid|not a valid|required|this field|must be|please|choice|missing|"
    r"bad request|not found|forbidden|method not allowed|sign in|log ?in|log ?out|unknown|untitled|"
    r"next|previous|close|open|save|cancel|delete|true|false|none|null|undefined)\b",
    re.IGNORECASE,
)
# Extended and never rendered by itself; and what takes a passkey that a browser has made, which
# the journeys have.
UNUSED = {"base.html", "account/passkey_passphrase.html", "account/passkey_remove.html"}
# Folders of staff's templates; base.html has the register's keys, for officers.
WITH_SCRIPT = {"account", "officer", "register", "templates"}
SCRIPT = re.compile(r'<script src="/static/[a-z]+\.js" defer></script>')


class Album:
    """Fetches pages and keeps them by name."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}

    def add(self, name: str, page: Page, status: int) -> Page:
        assert page.status == status, f"{name}: {page.status}"
        self.pages[name] = page
        return page


def employees_pages(album: Album, site, client: FlaskClient) -> str:
    """Every page and state of hers; the code of a question."""
    album.add("rights", fetch(client, "/"), 200)
    ask = album.add("ask", fetch(client, "/fraga"), 200)
    album.add("ask empty", submit(client, ask, "/fraga", action="check"), 422)
    chosen = {"kinds": "?", "wanted": "?", "topic": "?", "media": "?"}
    album.add(
        "ask all wrong", send(client, "/fraga", [*chosen.items(), ("text", "x" * 4_001)]), 422
    )
    album.add("ask with finds", checked(client, MINE), 422)
    album.add("check with finds", checked(client, "Rektorn Karin Holm ringde."), 200)
    check = album.add("check", checked(client, kinds=["company"], topic="it", media="web"), 200)
    album.add("check new code", submit(client, check, "/skicka", proof="x"), 200)
    edit = submit(client, check, "/skicka", to="/fraga", action="edit")
    album.add("ask again", edit, 200)
    code = album.add("sent", submit(client, check, "/skicka"), 200).code
    album.add("enter", fetch(client, "/svar"), 200)
    album.add("unknown", opened(client, receipts.mint()), 200)
    thread = album.add("thread new", opened(client, code), 200)
    album.add("write on empty", submit(client, thread, "/svar/skriv"), 422)
    album.add("write on with finds", submit(client, thread, "/svar/skriv", text=MINE), 422)
    album.add("written", submit(client, thread, "/svar/skriv", text="Mer."), 200)
    album.add("thread of two", opened(client, code), 200)
    lost = submit(client, thread, "/svar/skriv", receipt=receipts.mint(), text="Mer.")
    album.add("follow-up lost", lost, 200)
    asked = album.add("delete", submit(client, thread, "/svar/radera"), 200)
    album.add("not found", fetch(client, "/no"), 404)
    album.add("wrong method", Page(client.get("/skicka")), 405)
    album.add("too long", Page(client.post("/fraga", data=b"x" * 70_000, content_type=FORM)), 413)
    album.add("no form", Page(client.post("/fraga", data=b"{}", content_type="text/json")), 415)
    album.add("host", Page(client.get("/", headers={"Host": "x"})), 400)
    cross = {"headers": {"Sec-Fetch-Site": "cross-site"}}
    album.add("cross-site", send(client, "/fraga", [("text", "x")], **cross), 403)
    closed = site.with_settings(disposal_decision="").app().test_client()
    album.add("closed", fetch(closed, "/fraga"), 200)
    album.add("closed meanwhile", send(closed, "/skicka", [("text", "Hej")]), 503)
    later = site.with_settings(writer_may_delete="after-floor", duty_phone="").app().test_client()
    album.add("delete later", submit(later, opened(later, code), "/svar/radera"), 200)
    album.add("rights without phone", fetch(later, "/"), 200)
    album.add("records", fetch(client, "/handlingar"), 200)
    album.add("records undecided", fetch(closed, "/handlingar"), 200)
    album.add("personal-data", fetch(client, "/personuppgifter"), 200)
    album.add("personal-data without phone", fetch(later, "/personuppgifter"), 200)
    album.add("deleted", submit(client, asked, "/svar/radera", confirm="yes"), 200)
    album.add("was deleted", submit(client, check, "/skicka"), 409)
    return code


def officers_pages(album: Album, site, ofelia: FlaskClient, employee: FlaskClient) -> None:
    album.add("queue empty", fetch(ofelia, "/desk/"), 200)
    sent(employee, "Den här läser vi.", kinds=["company"], topic="it", media="web")
    ref = ref_of(site, "Den här läser vi.")
    for number in range(27):
        lodged(site, f"Fråga nummer {number}, med några ord till för att fylla en rad helt.")
    album.add("queue", fetch(ofelia, "/desk/"), 200)
    album.add("queue answered", fetch(ofelia, "/desk/?visa=besvarade"), 200)
    album.add("queue closed", fetch(ofelia, "/desk/?visa=avslutade"), 200)
    album.add("rules", fetch(ofelia, "/desk/regler"), 200)
    album.add("standing", fetch(ofelia, "/desk/laget"), 200)
    path = f"/desk/arende/{ref}"
    page = album.add("ticket new", fetch(ofelia, path), 200)
    album.add("answer empty", act(ofelia, ref, "svara", text=""), 422)
    album.add("answer that asks", act(ofelia, ref, "svara", text=ASKS), 422)
    album.add("note that asks", act(ofelia, ref, "anteckna", text=ASKS), 422)
    album.add("note empty", act(ofelia, ref, "anteckna", text=""), 422)
    album.add("note too long", act(ofelia, ref, "anteckna", text="x" * 2_001), 422)
    album.add("close without outcome", act(ofelia, ref, "avsluta"), 422)
    album.add("close unknown outcome", act(ofelia, ref, "avsluta", outcome="?"), 422)
    album.add("answer without version", act(ofelia, ref, "svara", text="Hej", version="x"), 422)
    act(ofelia, ref, "ta")
    act(ofelia, ref, "anteckna", text="En anteckning.")
    act(ofelia, ref, "svara", text="Ett utkast.", action="draft")
    album.add("ticket taken", fetch(ofelia, path), 200)
    album.add("stale answer", submit(ofelia, page, f"{path}/svara", text="Hej"), 409)
    album.add("taken twice", submit(ofelia, page, f"{path}/ta"), 409)
    album.add("old token", act(ofelia, ref, "svara", text="Hej", csrf_token="x"), 400)
    act(ofelia, ref, "svara", text="Ett svar.")
    album.add("ticket answered", fetch(ofelia, path), 200)
    act(ofelia, ref, "avsluta", outcome="answered")
    album.add("ticket closed", fetch(ofelia, path), 200)
    album.add(
        "stale answer to a closed one", submit(ofelia, page, f"{path}/svara", text="Hej"), 409
    )
    album.add("no such ticket", fetch(ofelia, "/desk/arende/x"), 404)


def figures_pages(album: Album, site, clara: FlaskClient) -> None:
    """Before anything is published, and with one whole year and one month that was lost."""
    album.add("figures empty", fetch(clara, "/siffror/"), 200)
    album.add("trends empty", fetch(clara, "/siffror/utveckling"), 200)
    made = [*figuring.whole_year(2025), *figuring.asked(2025)]
    figuring.publish(site.store, made, founded="2025-01")
    figuring.lose(site.store, "total", "2026-01")
    paths = {"method": "metod", "trends": "utveckling", "year": "2025", "quarter": "2025-Q4"}
    paths |= {"figures": "", "month": "2025-01", "lost": "2026-01"}
    for name, path in paths.items():
        album.add(name, fetch(clara, f"/siffror/{path}"), 200)
    for name, path in {"coming": "2026", "before": "2024", "no period": "x"}.items():
        album.add(name, fetch(clara, f"/siffror/{path}"), 404)
    album.add("wrong role", fetch(clara, "/desk/"), 403)


def publishing_pages(album: Album, ofelia: FlaskClient) -> None:
    """Months wait, since those of the year before are published."""
    album.add("queue with late figures", fetch(ofelia, "/desk/"), 200)
    album.add("standing with late figures", fetch(ofelia, "/desk/laget"), 200)
    album.add("publish", fetch(ofelia, "/desk/siffror/"), 200)
    album.add("publish ask", fetch(ofelia, "/desk/siffror/2026-02"), 200)
    for period, status in {"2026-12": 409, "2026-Q1": 409, "2026-01": 409, "x": 404}.items():
        album.add(f"publish {period} refused", fetch(ofelia, f"/desk/siffror/{period}"), status)


def register_intake_pages(album: Album, ofelia: FlaskClient) -> None:
    """Taking in, correcting, and a request for public records."""
    new, records = "/register/ny", "/register/begaran"
    page = album.add("intake", fetch(ofelia, new), 200)
    album.add("intake empty", submit(ofelia, page, new), 422)
    asked = {"outlet": "Dagbladet", "unit": "Farsta", "question": "Ring 070-174 06 05."}
    album.add("intake stopped", submit(ofelia, page, new, **asked), 422)
    asked["question"] = "Enligt rektorn Karin Holm."
    album.add("intake warned", submit(ofelia, page, new, **asked, name="Anna Ek"), 422)
    album.add("request typed", submit(ofelia, page, new, **asked, action="records"), 200)
    submit(ofelia, page, new, **asked, action="draft")
    album.add("intake with draft", fetch(ofelia, new), 200)
    page = album.add("request", fetch(ofelia, records), 200)
    album.add("request empty", submit(ofelia, page, records), 422)
    submit(ofelia, fetch(ofelia, new), new, action="anyway", kind="facts")
    path = "/register/2026-1/redaktion"
    page = album.add("outlet media", fetch(ofelia, path), 200)
    album.add("outlet media wrong", submit(ofelia, page, path, media="?"), 422)
    path = "/register/2026-1/uppgifter"
    page = album.add("particulars", fetch(ofelia, path), 200)
    album.add("particulars empty", submit(ofelia, page, path, question=""), 422)
    submit(ofelia, page, path, action="draft", question="Ett utkast")
    album.add("particulars with draft", fetch(ofelia, path), 200)
    submit(ofelia, page, path, question="Hennes fråga", kind="interview")
    album.add("particulars stale", submit(ofelia, page, path, question="Min fråga"), 409)


def duty_pages(album: Album, ofelia: FlaskClient) -> None:
    """The rota, the sheet, and a crisis from on to off."""
    rota, week, crisis = "/register/jour/", "/register/jour/vecka/2026-W47", "/register/kris/"
    page = album.add("rota empty", fetch(ofelia, rota), 200)
    album.add("rota wrong", submit(ofelia, page, f"{rota}fyll", first="x"), 422)
    album.add("week empty", fetch(ofelia, week), 200)
    submit(ofelia, page, f"{rota}fyll")
    album.add("rota filled", fetch(ofelia, rota), 200)
    page = album.add("week", fetch(ofelia, week), 200)
    album.add("week wrong", submit(ofelia, page, week, backup="ofelia"), 422)
    album.add("week stale", submit(ofelia, page, week, seen="olle/"), 409)
    album.add("swap wrong", submit(ofelia, page, f"{week}/byt", other="x"), 422)
    submit(ofelia, page, week, officer="ofelia", backup="")
    album.add("rota changed", fetch(ofelia, rota), 200)
    album.add("sheet", fetch(ofelia, "/register/overlamning"), 200)
    page = album.add("crisis off", fetch(ofelia, crisis), 200)
    album.add("crisis refused", submit(ofelia, page, f"{crisis}pa", unit="?", meeting="?"), 422)
    given = {"unit": "Farsta", "title": "Branden", "meeting": "idag 15", "place": "Rotundan"}
    submit(ofelia, page, f"{crisis}pa", **given)
    page = album.add("crisis", fetch(ofelia, crisis), 200)
    album.add("call empty", submit(ofelia, page, f"{crisis}ta-emot"), 422)
    album.add("call named", submit(ofelia, page, f"{crisis}ta-emot", line="Karin Holm?"), 422)
    album.add("crisis changed wrong", submit(ofelia, page, f"{crisis}andra", unit="?"), 422)
    album.add("crisis stale", submit(ofelia, page, f"{crisis}andra", version="99"), 409)
    album.add("sheet in a crisis", fetch(ofelia, "/register/overlamning"), 200)
    album.add("crisis ends", submit(ofelia, page, f"{crisis}av"), 200)
    submit(ofelia, page, f"{crisis}av", confirm="yes")
    album.add("crisis changed after", submit(ofelia, page, f"{crisis}andra"), 409)


def register_names_pages(album: Album, ofelia: FlaskClient) -> None:
    """The site's own lists."""
    home = "/register/listor"
    for name in ("redaktioner", "enheter", "amnen"):
        page = album.add(f"names {name}", fetch(ofelia, f"{home}/{name}"), 200)
        album.add(f"names {name} empty", submit(ofelia, page, f"{home}/{name}/ny"), 422)
    album.add("names found", fetch(ofelia, f"{home}/enheter?q=sk"), 200)
    album.add("names near", fetch(ofelia, f"{home}/enheter?q=fasrta"), 200)
    album.add("names not found", fetch(ofelia, f"{home}/amnen?q=%3F%3F"), 200)
    for path in ("enheter/andra?namn=Bromma", "amnen/andra?namn=Milj%C3%B6"):
        album.add(f"name {path}", fetch(ofelia, f"{home}/{path}"), 200)
    path = f"{home}/redaktioner"
    page = album.add("name", fetch(ofelia, f"{path}/andra?namn=Dagbladet"), 200)
    album.add("rename refused", submit(ofelia, page, f"{path}/byt-namn", new=""), 422)
    album.add("media refused", submit(ofelia, page, f"{path}/uppgift", media="?"), 422)
    taken = submit(ofelia, page, f"{path}/byt-namn", to=f"{path}/ta-bort")
    album.add("remove refused", taken, 409)
    submit(ofelia, page, f"{path}/ur-bruk")
    album.add("name retired", fetch(ofelia, f"{path}/andra?namn=Dagbladet"), 200)


def handing_pages(album: Album, site, ofelia: FlaskClient) -> None:
    """The register handed out, and an inquiry to the registrar: each as it stands, and refused."""
    home = handing.HOME
    album.add("handing", fetch(ofelia, home), 200)
    album.add("handing refused", fetch(ofelia, f"{home}?fran=x&till="), 422)
    album.add("handing nothing", fetch(ofelia, f"{home}?fran=2020-01-01&till=2020-01-31"), 200)
    ref, other = handing.month(site, f"{handing.NAMED} Eller Karin Holm?", handing.PLAIN)
    page = album.add("handing a month", fetch(ofelia, handing.MONTH), 200)
    gone = submit(ofelia, page, handing.REST, digest="x")
    album.add("handing stale", gone, 409)
    submit(ofelia, page, handing.REST)
    path = f"/register/{ref}/maska"
    page = album.add("mask", fetch(ofelia, path), 200)
    album.add("mask wrong marks", submit(ofelia, page, path, message="[[x"), 422)
    album.add("mask stale", submit(ofelia, page, path, digest="x"), 409)
    page = album.add("mask sections", submit(ofelia, page, path), 200)
    album.add("mask section refused", submit(ofelia, page, f"{path}/spara", action="keep"), 422)
    handing.masked(ofelia, ref)
    album.add("handing done", fetch(ofelia, handing.MONTH), 200)
    album.add("handing print", Page(handing.handed(ofelia)), 200)
    registry_pages(album, site, ofelia, other)


def registry_pages(album: Album, site, ofelia: FlaskClient, ref: str) -> None:
    batch, path = "/register/diariefor/", f"/register/{ref}/diariefor"
    album.add("batch empty", fetch(ofelia, batch), 200)
    page = album.add("registry", fetch(ofelia, path), 200)
    album.add("registry refused", submit(ofelia, page, path, number="Anna"), 422)
    album.add("registry stale", submit(ofelia, page, path, number="KS 2026/1", version="0"), 409)
    with site.store.writing() as db:
        number = inquiries.number_of(ref)
        contact = (number, "Rut", "rut@ekot.example", clock.today())
        inquiries.sealed.keep_reporter(db, site.holder(), *contact)
        handing.answered(db, inquiries.found(db, number), handing.ANSWER, clock.now())
    submit(ofelia, fetch(ofelia, path), path, number="KS 2026/1")
    page = album.add("registry file", fetch(ofelia, path), 200)
    album.add("batch", fetch(ofelia, batch), 200)
    ofelia.post(f"{path}/fil", data=dict(pairs(page.form(f"{path}/fil"))))
    album.add("registry exported", fetch(ofelia, path), 200)


def register_list_pages(album: Album, site, ofelia: FlaskClient) -> None:
    shown = ("att-gora", "mina", "godkannande", "parkerade", "lamnade", "avslutade", "alla")
    for tab in shown:
        album.add(f"register {tab}", fetch(ofelia, f"/register/?visa={tab}"), 200)
        path = f"/register/?visa={tab}&redaktion=Ekot&enhet=Farsta"
        album.add(f"register {tab} filtered", fetch(ofelia, path), 200)
    with site.store.writing() as db:
        bulk.fill(db, 230, clock.now())
    for tab in shown:
        album.add(f"register {tab} of many", fetch(ofelia, f"/register/?visa={tab}"), 200)
    album.add("register gathering", fetch(ofelia, "/register/?samla=1"), 200)
    page = album.add("keys on", fetch(ofelia, "/register/tangenter"), 200)
    submit(ofelia, page, "/register/tangenter")
    page = album.add("keys off", fetch(ofelia, "/register/tangenter"), 200)
    album.add("register without keys", fetch(ofelia, "/register/"), 200)
    submit(ofelia, page, "/register/tangenter")


def lines_pages(album: Album, site, ofelia: FlaskClient) -> None:
    """Lines to take, what searching finds, and issues: each as it stands, and refused."""
    home, sought = "/register/budskap/", "/register/sok?q="
    for tab in ("giltiga", "utgangna", "tillbakadragna"):
        path = f"{home}?visa={tab}"
        album.add(f"lines no {tab}", fetch(ofelia, path), 200)
        album.add(f"lines no {tab} of a unit", fetch(ofelia, f"{path}&enhet=Farsta"), 200)
    album.add("search nothing", fetch(ofelia, sought), 200)
    album.add("search in vain", fetch(ofelia, f"{sought}xyz"), 200)
    with site.store.writing() as db:
        made = lining.line(db, valid_until=clock.today())
        line, numbers = f"{home}{made.id}", [lining.inquiry(db).number for _ in range(2)]
        said = lining.answered(db, lining.inquiry(db), "Om förskolan: nej.", made)
    first, second = (inquiries.reference(number) for number in numbers)
    album.add("search förskola", fetch(ofelia, f"{sought}förskola"), 200)
    album.add("lines valid", fetch(ofelia, f"{home}?till={first}"), 200)
    new = album.add("line new", fetch(ofelia, f"{home}nytt"), 200)
    album.add("line refused", submit(ofelia, new, f"{home}nytt", quote="Nej."), 422)
    named = {"title": "A", "facts": "Rektorn Karin Holm.", "unit": "Farsta"}
    album.add("line named", submit(ofelia, new, f"{home}nytt", **named), 422)
    page = album.add("line", fetch(ofelia, line), 200)
    album.add("line for an answer", fetch(ofelia, f"{line}?till={first}"), 200)
    album.add("line no inquiry", submit(ofelia, page, f"{line}/kopiera", ref="x"), 422)
    given_out = inquiries.reference(said.number)
    album.add("line answered", submit(ofelia, page, f"{line}/kopiera", ref=given_out), 422)
    submit(ofelia, page, f"{line}/kopiera", ref=first)
    edit = album.add("line edit", fetch(ofelia, f"{line}/andra"), 200)
    submit(ofelia, edit, f"{line}/andra", facts="Nytt.")
    album.add("line history", fetch(ofelia, f"{line}/historik"), 200)
    album.add("line copy", submit(ofelia, page, f"{line}/kopiera", ref=first), 409)
    album.add("line stale", submit(ofelia, edit, f"{line}/andra", facts="Mitt."), 409)
    album.add("line draft", fetch(ofelia, f"{line}/andra"), 200)
    album.add("line old press", submit(ofelia, page, f"{line}/dra-tillbaka"), 409)
    issues_pages(album, site, ofelia, [first, second], line)


def issues_pages(album: Album, site, ofelia: FlaskClient, refs: list[str], line: str) -> None:
    home = "/register/fragor/"
    album.add("issues none", fetch(ofelia, home), 200)
    album.add("issues closed none", fetch(ofelia, f"{home}?visa=avslutade"), 200)
    page = fetch(ofelia, f"{home}samla?" + "&".join(f"number={ref}" for ref in refs))
    album.add("gather", page, 200)
    album.add("gather refused", submit(ofelia, page, f"{home}samla", title=""), 422)
    chosen = {"title": "Kön", "line": line.rpartition("/")[2]}
    submit(ofelia, page, f"{home}samla", **chosen)
    issue = f"{home}1"
    page = album.add("issue", fetch(ofelia, issue), 200)
    album.add("issue refused", submit(ofelia, page, f"{issue}/andra", title=""), 422)
    album.add("issue no inquiry", submit(ofelia, page, f"{issue}/lagg-till", more="x"), 422)
    one = [b.get("value") for b in page.root.iter("button") if b.get("name") == "one"][0]
    old = fetch(ofelia, line)
    submit(ofelia, old, f"{line}/dra-tillbaka")
    album.add("line withdrawn", fetch(ofelia, line), 200)
    album.add("line old", submit(ofelia, old, f"{line}/kopiera", ref=refs[1]), 409)
    page = fetch(ofelia, issue)
    album.add("issue old lines", submit(ofelia, page, f"{issue}/lamna", one=one), 409)
    submit(ofelia, page, f"{issue}/lamna", one=one, action="anyway")
    album.add("issue called", fetch(ofelia, issue), 200)
    album.add("issue late", submit(ofelia, page, f"{issue}/lamna", one=one), 409)
    album.add("issues", fetch(ofelia, home), 200)


def inquiry_pages(album: Album, site, ofelia: FlaskClient) -> None:
    """An inquiry in each of its states, and what is refused on the way."""
    ref = inquiring.logged(site, call_back_at=clock.now(), units=("Bromma",))
    path = f"/register/{ref}"
    with site.store.writing() as db:
        given = ("Rut Ek", "070-174 06 05 eller rut.ek@example.se")
        number = inquiries.number_of(ref)
        sealed.keep_reporter(db, site.holder(), number, *given, clock.today())
    acts = {
        "new": ("ta", {"version": "9"}, 409),
        "taken": ("svar", {"answer": ""}, 422),
        "asked": ("svar", {"answer": ASKS, "action": "save"}, 422),
        "waiting": ("vanta", {"whom": ""}, 422),
        "parked": ("parkera", {"until": "x"}, 422),
        "passed": ("skicka-vidare", {"unit": "x"}, 422),
        "noted": ("anteckna", {"note": "Karin Holm ringde."}, 422),
        "written": ("lamna-till", {"officer": "x"}, 422),
        "for sign-off": ("lamna", {"outcome": "x"}, 422),
        "signed": ("avsluta", {"outcome": ""}, 422),
        "released": ("avsluta", {"outcome": "x"}, 422),
    }
    goes = [
        ("ta", {}),
        ("svar", {"answer": "Ett utkast.", "action": "draft"}),
        ("vanta", {"whom": "stadsarkivet"}),
        ("parkera", {"until": "fre"}),
        ("skicka-vidare", {"unit": "Bromma"}),
        ("behall", {}),
        ("svar", {"answer": "Tolv lindar.", "action": "save"}),
        ("for-godkannande", {}),
        ("godkann", {}),
        ("lamna", {"outcome": ""}),
        ("avsluta", {"outcome": "facts"}),
    ]
    for (name, (wrong, typed, status)), (step, given) in zip(acts.items(), goes, strict=True):
        page = album.add(f"inquiry {name}", fetch(ofelia, path), 200)
        refused = submit(ofelia, page, f"{path}/{wrong}", **typed)
        album.add(f"inquiry {name} refused", refused, status)
        assert submit(ofelia, page, f"{path}/{step}", **given).status == 303
    album.add("inquiry closed", fetch(ofelia, path), 200)
    old = [*inquiry_token(page), ("answer", "Tretton."), ("version", "1")]
    album.add("inquiry stale", send(ofelia, f"{path}/svar", old), 409)
    other = f"/register/{inquiring.logged(site)}"
    asked = submit(ofelia, fetch(ofelia, other), f"{other}/registrator")
    album.add("inquiry to the registrar", asked, 200)
    submit(ofelia, asked, f"{other}/registrator")
    album.add("inquiry at the registrar", fetch(ofelia, other), 200)


def inquiry_token(page: Page) -> list[tuple[str, str]]:
    form = next(page.root.iter("form"))
    return [pair for pair in pairs(form) if pair[0] == "csrf_token"]


def records_pages(album: Album, site, ofelia: FlaskClient) -> None:
    """Public records: nothing is over in November, so the month before is asked for."""
    home = album.add("duties", fetch(ofelia, "/desk/handlingar/"), 200)
    path = "/desk/handlingar/lista"
    token = [pair for pair in pairs(home.form("/desk/handlingar/arende")) if pair[0] != "number"]
    album.add("list refused", send(ofelia, path, [*token, ("month", "2026-11")]), 422)
    album.add("list", send(ofelia, path, [*token, ("month", "2026-10")]), 200)
    album.add("number empty", submit(ofelia, home, "/desk/handlingar/arende"), 422)
    lodged(site, "Rektorn Karin Holm ringde.", kinds=("company",), topic="it", media="web")
    with site.store.reading() as db:
        rows = desk.queue(db, site.holder(), clock.today(), after=None).rows
    ticket_page = fetch(ofelia, f"/desk/arende/{rows[0].ref}")
    link = next(a for a in attributes(ticket_page.text, "href") if "/handlingar/arende/" in a)
    page = album.add("disclose", fetch(ofelia, link), 200)
    preview, last = f"{link}/granska", f"{link}/lamna-ut"
    album.add("disclose wrong marks", submit(ofelia, page, preview, message="[[x"), 422)
    album.add("disclose stale", submit(ofelia, page, preview, version="0"), 409)
    whole = {"whole": ["week"], "message": pairs_named(page, preview, "message")}
    shown = album.add("preview", submit(ofelia, page, preview, **whole), 200)
    album.add("preview without section", submit(ofelia, shown, last, action="print"), 422)
    sections = ["OSL 21 kap. 7 §"] * shown.text.count('name="spot"')
    done = submit(ofelia, shown, last, action="print", section=sections)
    album.add("disclosed", done, 200)
    stops = "/desk/gallringsstopp/"
    page = album.add("holds none", fetch(ofelia, stops), 200)
    album.add("hold refused", submit(ofelia, page, stops, reference="Anna Ek"), 422)
    submit(ofelia, page, stops, from_week="2026-W40", to_week="2026-W50")
    page = album.add("holds", fetch(ofelia, stops), 200)
    album.add("review refused", submit(ofelia, page, f"{stops}omprova", review="x"), 422)
    album.add("hold lift", submit(ofelia, page, f"{stops}ta-bort"), 200)


def pairs_named(page: Page, form: str, name: str) -> list[str]:
    """What stands in a form's fields of one name."""
    return [value for key, value in pairs(page.form(form)) if key == name]


def accounts_pages(album: Album, site, ofelia: FlaskClient) -> None:
    client = site.app().test_client()
    page = album.add("sign in", fetch(client, "/konto/logga-in"), 200)
    album.add("sign in asked for", fetch(client, "/desk/"), 401)
    kept = send(client, "/desk/arende/x/svara", [("text", "Min text")])
    album.add("sign in with text", kept, 401)
    given = {"name": "ofelia", "passphrase": PHRASE, "code": "000000"}
    album.add("sign in empty", submit(client, page, "/konto/logga-in"), 422)
    album.add("sign in wrong", submit(client, page, "/konto/logga-in", **given), 403)
    album.add("sign in old token", submit(client, page, "/konto/logga-in", csrf_token="x"), 400)
    with site.store.writing() as db:
        code = accounts.invite(db, "lisa", accounts.Role.PRESS_OFFICER, clock.today())
    first = album.add("enrol", fetch(client, "/konto/anslut"), 200)
    album.add("enrol empty", submit(client, first, "/konto/anslut"), 422)
    wrong = submit(client, first, "/konto/anslut", name="lisa", code="x")
    album.add("enrol wrong", wrong, 403)
    second = submit(client, first, "/konto/anslut", name="lisa", code=code)
    album.add("enrol secret", second, 200)
    album.add("enrol secret empty", submit(client, second, "/konto/anslut"), 422)
    for name in ("losenfras", "telefon", "lappar"):
        page = album.add(name, fetch(ofelia, f"/konto/{name}"), 200)
        album.add(f"{name} empty", submit(ofelia, page, f"/konto/{name}"), 422)
    passkeys = album.add("passkeys", fetch(ofelia, "/konto/passnycklar"), 200)
    album.add("passkeys empty", submit(ofelia, passkeys, "/konto/passnycklar"), 422)
    soon = totp.code_at(site.ofelia.secret, clock.now().timestamp() + totp.STEP_SECONDS)
    given = {"label": "Telefonen", "current": PHRASE, "code": soon}
    album.add("passkey new", submit(ofelia, passkeys, "/konto/passnycklar", **given), 200)
    album.add("log", fetch(ofelia, "/konto/logg"), 200)
    album.add("hand over", fetch(ofelia, "/konto/nycklar"), 200)
    album.add("account", fetch(ofelia, "/konto/"), 200)
    album.add("hand over to nobody", submit(ofelia, fetch(ofelia, "/konto/nycklar"),
              "/konto/nycklar", name="x"), 404)  # fmt: skip


@pytest.fixture(scope="module")
def album(tmp_path_factory) -> Iterator[Album]:
    """Every page, once."""
    import time_machine

    from pressdesk import config, storage
    from pressdesk.storage import Store
    from tests.conftest import NOON, SETTINGS, found

    home = tmp_path_factory.mktemp("album")
    store = Store(home / storage.DATABASE, busy_milliseconds=500)
    storage.upgrade(store)
    with time_machine.travel(NOON, tick=False):
        site = found(store, config.parse(SETTINGS), home)
        yield photographed(site)
    store.close()


def photographed(site) -> Album:
    album, used = Album(), set()

    def note(_app, template, **_more) -> None:
        used.add(template.name)

    with template_rendered.connected_to(note):
        employee = site.app().test_client()
        employees_pages(album, site, employee)
        olle = invited(site.store, "olle")
        clients = [site.app().test_client() for _ in range(3)]
        for client, person in zip(clients, (site.ofelia, site.clara, olle), strict=True):
            sign_in(client, person)
        officers_pages(album, site, clients[0], employee)
        records_pages(album, site, clients[0])
        register_intake_pages(album, clients[0])
        register_names_pages(album, clients[0])
        handing_pages(album, site, clients[0])
        inquiry_pages(album, site, clients[0])
        register_list_pages(album, site, clients[0])
        lines_pages(album, site, clients[0])
        duty_pages(album, clients[0])
        figures_pages(album, site, clients[1])
        publishing_pages(album, clients[0])
        open_site = site.with_settings(open_figures=True).app().test_client()
        album.add("open figures", fetch(open_site, "/oppna-siffror/"), 200)
        album.add("records with open figures", fetch(open_site, "/handlingar"), 200)
        album.add("account of the chief", fetch(clients[1], "/konto/"), 200)
        album.add("no keys", fetch(clients[2], "/desk/"), 403)
        album.add("account without keys", fetch(clients[2], "/konto/"), 200)
        accounts_pages(album, site, clients[0])
        album.add("carried on", carried_on(site, olle), 200)
        people = [SignIn("ofelia", "press_officer", "en fras", totp.new_secret())]
        demo = create_app(site.settings, site.store, people).test_client()
        album.add("demo", fetch(demo, "/demo"), 200)
    album.used = used
    return album


def carried_on(site, person) -> Page:
    """The page after a sign-in that carries a text; by a code of the next half minute."""
    client = site.app().test_client()
    kept = send(client, "/desk/arende/x/svara", [("text", "Min text")])
    code = totp.code_at(person.secret, clock.now().timestamp() + totp.STEP_SECONDS)
    given = {"name": person.name, "passphrase": person.phrase, "code": code}
    return submit(client, kept, "/konto/logga-in", **given)


def is_staffs(page: Page) -> bool:
    """Whether a page is of the staff's: its forms have tokens."""
    return 'name="csrf_token"' in page.text


def asks_register(form: Element) -> bool:
    """Whether a form only asks for a page of the register."""
    return form.get("method") == "get" and form.get("action", "").startswith("/register/")


def elements(page: Page, *tags: str) -> list[Element]:
    return [e for e in page.root.iter() if not tags or e.tag in tags]


def each(album: Album, check) -> dict[str, object]:
    """What a check finds on each page; nothing is best."""
    found = {name: check(page) for name, page in album.pages.items()}
    return {name: faults for name, faults in found.items() if faults}


def test_every_page_is_html_without_an_error(album):
    def faults(page: Page) -> list[str]:
        parser = html5lib.HTMLParser()
        parser.parse(page.text)
        return [f"{where} {what}" for where, what, _ in parser.errors]

    assert each(album, faults) == {}


def test_a_padded_page_is_html_without_an_error_too(desk_site, employee):
    parser = html5lib.HTMLParser()
    parser.parse(employee.get("/fraga").text)

    assert parser.errors == []


def test_every_page_has_one_heading_of_the_first_rank_and_one_title(album):
    def faults(page: Page) -> list[str]:
        count = {tag: len(elements(page, tag)) for tag in ("h1", "title", "main")}
        return [tag for tag, times in count.items() if times != 1]

    assert each(album, faults) == {}


def test_headings_skip_no_rank(album):
    def faults(page: Page) -> list[str]:
        ranks = [int(e.tag[1]) for e in elements(page, "h1", "h2", "h3", "h4")]
        before = [0, *ranks]
        steps = zip(before, ranks, strict=False)
        main = [rank for was, rank in steps if rank > was + 1]
        # The error summary stands before the heading of the page.
        return [f"h{rank}" for rank in main if not (rank == 2 and ranks[0] == 2)]

    assert each(album, faults) == {}


def test_pages_made_of_different_words_have_different_titles(album):
    plain = [name for name, page in album.pages.items() if page.status == 200]
    same = {"check", "thread", "queue", "account", "ticket", "ask", "rights", "sign", "follow-up",
            "delete", "unknown", "records", "personal-data", "holds",
            "figures", "trends", "standing", "register", "keys", "lines", "line", "issue", "issues",
            "inquiry", "intake", "particulars", "request", "names", "name",
            "rota", "week", "sheet",
                "handing", "registry", "batch"}  # fmt: skip

    titles: dict[str, set[str]] = {}
    for name in plain:
        kind = name.split()[0]
        titles.setdefault(album.pages[name].title, set()).add(kind if kind in same else name)

    many = {title: names for title, names in titles.items() if len(names) > 1}
    assert {t: n for t, n in many.items() if n != {"unknown", "follow-up"}} == {}


def test_a_title_names_the_page_and_the_authority(album):
    def faults(page: Page) -> str:
        is_right = page.title.endswith("– Pressenheten, Exempelstads kommun")
        return "" if is_right and page.title[0] not in " –" else page.title

    assert each(album, faults) == {}


def test_the_title_of_what_went_wrong_begins_with_it(album):
    calm = {"sign in asked for", "sign in with text", "no keys"}  # nobody did anything wrong
    calm |= {"coming", "before"}

    def faults(page: Page) -> str:
        return "" if page.title.startswith("Fel: ") == (page.status >= 400) else page.title

    odd = set(each(album, faults))
    assert odd - calm == {"unknown", "follow-up lost"}  # said as wrong, with status 200


def test_every_field_has_a_label_and_the_label_has_words(album):
    def faults(page: Page) -> list[str]:
        labels = {e.get("for"): words(e) for e in elements(page, "label")}
        fields = [e for e in elements(page, "input", "select", "textarea")]
        shown = [e for e in fields if e.get("type") not in {"hidden", "submit"}]
        return [str(e.attrib) for e in shown if not labels.get(e.get("id"))]

    assert each(album, faults) == {}


def test_ids_are_given_once_and_what_points_to_them_finds_them(album):
    def faults(page: Page) -> list[str]:
        ids = [e.get("id") for e in elements(page) if e.get("id")]
        pointing = [
            target
            for e in elements(page)
            for name in ("aria-describedby", "aria-labelledby", "for", "form")
            for target in (e.get(name) or "").split()
        ]
        links = [e.get("href", "")[1:] for e in elements(page, "a") if e.get("href", "")[:1] == "#"]
        doubled = [one for one in set(ids) if ids.count(one) > 1]
        return doubled + [one for one in {*pointing, *links} if one not in ids]

    assert each(album, faults) == {}


def test_a_wrong_field_says_so_and_points_to_its_words(album):
    def faults(page: Page) -> list[str]:
        wrong = [e for e in elements(page) if e.get("aria-invalid") == "true"]
        wrong = [e for e in wrong if e.get("type") != "checkbox"]
        return [str(e.attrib) for e in wrong if "-error" not in (e.get("aria-describedby") or "")]

    assert each(album, faults) == {}
    assert 'aria-invalid="true"' in album.pages["ask empty"].text


def test_a_refused_form_begins_with_a_summary_in_focus(album):
    def faults(page: Page) -> str:
        if page.status not in {422} and "Fel:" not in words(page.root.find(".//main")):
            return ""
        first = next(iter(page.root.find(".//main")))
        wanted = {"role": "alert", "tabindex": "-1", "autofocus": ""}
        return "" if wanted.items() <= first.attrib.items() and words(first) else page.title

    assert each(album, faults) == {}


def test_at_most_one_thing_takes_the_focus(album):
    def faults(page: Page) -> int:
        count = sum(e.get("autofocus") is not None for e in elements(page))
        return count if count > 1 else 0

    assert each(album, faults) == {}


def test_groups_of_choices_have_a_frame_and_a_caption(album):
    def faults(page: Page) -> list[str]:
        framed = {
            choice
            for frame in elements(page, "fieldset")
            if words(frame.find("legend"))
            for choice in frame.iter("input")
        }
        choices = [e for e in elements(page, "input") if e.get("type") in {"radio", "checkbox"}]
        names = [e.get("name") for e in choices]
        grouped = [e for e in choices if names.count(e.get("name")) > 1]
        return [str(e.attrib) for e in grouped if e not in framed]

    assert each(album, faults) == {}


def test_no_page_has_a_script_a_style_or_a_handler_of_its_own(album):
    def faults(page: Page) -> list[str]:
        # Staff have a file of script for passkeys, and work without it.
        scripts = page.text.count("<script") - len(SCRIPT.findall(page.text)) * is_staffs(page)
        found = ["script"] * scripts
        found += [e.tag for e in elements(page, "style", "iframe", "object", "base")]
        found += [n for e in elements(page) for n in e.attrib if n == "style" or n.startswith("on")]
        return found

    assert each(album, faults) == {}


def test_every_address_is_ours_or_one_that_people_may_follow(album):
    known = {"https://www.jo.se/", "https://www.jk.se/", "tel:112", "tel:0846500400", "data:,"}
    known |= {"https://www.imy.se/"}
    known |= {"tel:0701740605", "mailto:rut.ek@example.se"}  # a reporter's, on officers' pages

    def faults(page: Page) -> list[str]:
        names = ("href", "src", "action", "formaction", "poster", "srcset")
        found = [e.get(name, "") for e in elements(page) for name in names if e.get(name)]
        return [a for a in found if a not in known and not re.match(r"/(?!/)|#", a)]

    assert each(album, faults) == {}


def test_no_browser_fills_in_remembers_or_spell_checks_what_is_written(album):
    staffs = {"username", "current-password", "new-password", "one-time-code"}

    def faults(page: Page) -> list[str]:
        found = []
        for field in elements(page, "textarea", "input"):
            if field.get("type") in {None, "text", "password"}:
                how = field.get("autocomplete")
                is_quiet = how == "off" or (how in staffs and "/konto/" in page.text)
                if not is_quiet or (field.get("spellcheck") != "false"):
                    found.append(str(field.attrib))
        return found

    assert each(album, faults) == {}


def test_no_field_cuts_a_text_short_without_a_word(album):
    def faults(page: Page) -> list[str]:
        return [str(e.attrib) for e in elements(page) if e.get("maxlength")]

    assert each(album, faults) == {}


def test_forms_post_and_never_get(album):
    def faults(page: Page) -> list[str]:
        forms = [f for f in elements(page, "form") if f.get("method") != "post"]
        # Officers search and filter the register, a public record, by its address.
        return [str(f.attrib) for f in forms if not asks_register(f) or not is_staffs(page)]

    assert each(album, faults) == {}


def test_employees_forms_have_no_token_and_staffs_all_have_one(album):
    def faults(page: Page) -> list[str]:
        found = []
        for form in elements(page, "form"):
            action = form.get("action", "")
            has_token = any(e.get("name") == "csrf_token" for e in form.iter("input"))
            is_staffs_own = action.startswith(("/konto/", "/desk/", "/siffror/", "/register/"))
            if has_token != (is_staffs_own and not asks_register(form)):
                found.append(action)
        return found

    assert each(album, faults) == {}


def test_every_button_and_link_has_words(album):
    def faults(page: Page) -> list[str]:
        return [str(e.attrib) for e in elements(page, "a", "button", "th", "dt") if not words(e)]

    assert each(album, faults) == {}


def test_no_english_is_left_on_a_page(album):
    def faults(page: Page) -> list[str]:
        shown = [e for e in elements(page) if e.tag not in {"script", "style"}]
        texts = " ".join(words(e) for e in shown if e.tag in {"title", "main", "header", "footer"})
        labels = " ".join(e.get(n) or "" for e in shown for n in ("aria-label", "title", "alt"))
        return sorted({m.group() for m in ENGLISH.finditer(f"{texts} {labels}")})

    assert each(album, faults) == {}


@pytest.mark.parametrize("left", ["Not a valid choice.", "This field is required.", "Error: x"])
def test_english_that_is_left_would_be_seen(left):
    assert ENGLISH.search(left)


def test_every_page_says_which_language_it_is_in(album):
    assert each(album, lambda page: page.root.get("lang") != "sv") == {}


def test_every_template_is_used_by_some_view(album):
    every = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    partial = {name for name in every if name.rpartition("/")[2].startswith("_")}

    assert every - partial - UNUSED - album.used == set()


def test_every_part_of_a_template_is_used_by_some_template():
    sources = [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")]
    partial = [path.relative_to(TEMPLATES) for path in TEMPLATES.rglob("_*.html")]

    assert [str(p) for p in partial if not any(f'"{p}"' in source for source in sources)] == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_lets_text_through_unescaped_or_carries_a_script(path):
    source = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    ours = r"<script src=\"\{\{ url_for\('static', filename='[a-z]+\.js'\) \}\}\" defer></script>"
    source = re.sub(ours, "", source) if path.parent.name in WITH_SCRIPT else source

    banned = r"\|\s*safe|autoescape|Markup|<script|<style|\sstyle=|\son\w+=|javascript:|\|\s*e\b"
    assert re.findall(banned, source) == []


def test_text_of_a_template_is_in_the_source_of_its_catalogue():
    """Words outside `_()` could not be translated."""
    outside = {}
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        plain = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", source, flags=re.DOTALL)
        left = re.findall(r"(?<!-)\b[A-Za-zÅÄÖåäö]{3,}", plain)
        if left:
            outside[path.name] = left

    assert outside == {}


def test_a_page_with_a_fault_would_be_seen():
    broken = parsed("<!doctype html><title>x</title><form method=get><input name=a></form>")

    page = Page.__new__(Page)
    page.root, page.text, page.status = broken, "", 200

    assert len(elements(page, "h1")) == 0
    assert [f.get("method") for f in elements(page, "form")] == ["get"]
    assert encoded([("a", "å")]) == b"a=%C3%A5"
