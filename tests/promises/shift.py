"""A working day of the staff: every page of theirs, with every method, right and wrong."""

import base64
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import quote
from xml.etree.ElementTree import Element

from sqlmodel import select

from pressdesk import clock, disclosure, inquiries
from pressdesk.keytables import Role
from pressdesk.staff import accounts
from pressdesk.tables import State, Ticket
from pressdesk.vault import totp
from pressdesk.web.edge import STAFF
from tests import figuring, lining, pages
from tests.authenticator import Asked, Authenticator, read, written
from tests.conftest import PHRASE, Desk, Person, Served, fields, lodged, unescaped
from tests.promises.visits import METHODS
from tests.promises.wire import Answer
from tests.promises.worlds import REF, Browser

SIGN_IN, ENROL, TAPPED = "/konto/logga-in", "/konto/anslut", "/konto/logga-in/passnyckel"
LIST, NEW = "/konto/passnycklar", "/konto/passnycklar/ny"
OTHER_PHRASE = "granris plog sommarnatt kavaj"
SECRET = re.compile(r'class="secret"[^>]*>([^<]+)<')
LATER_SECONDS = 60  # the app shows another code
NIGHT_SECONDS = 11 * 3_600
MONTH_SECONDS = 33 * 24 * 3_600


class Day(NamedTuple):
    """Where it is spent, from which machines, and how time goes on."""

    running: Served
    browser: Callable[[], Browser]
    shift: Callable[[int], None]


def spend(day: Day, words: str) -> list[Browser]:
    """Everything that staff can do; `words` are typed where they do not belong."""
    stranger, ofelia, clara, olle = (day.browser() for _ in range(4))
    site = day.running.desk
    for number in range(3):
        lodged(site, f"Fråga {number}: vad får jag säga?")
    _everywhere(site, stranger)
    wrong = {"name": words, "passphrase": words, "code": "000000"}
    stranger.submit(stranger.get(SIGN_IN), SIGN_IN, **wrong)
    person = _enrol(day, olle, words)
    enter(day, ofelia, site.ofelia)
    _everywhere(site, ofelia)
    for browser, who in ((clara, site.clara), (olle, person)):
        enter(day, browser, who)
    _everywhere(site, clara, ("GET", "POST"))
    _figures(site, clara)
    _hand_over(ofelia)
    _work(ofelia, words)
    _records(site, ofelia, words)
    _register_list(ofelia, words)
    _take_in(ofelia, words)
    _lists(ofelia, words)
    _duty(ofelia, words)
    _lines(site, ofelia, words)
    _issues(site, ofelia, words)
    _inquiry(site, ofelia, words)
    _hand_out_register(ofelia, words)
    _to_the_registrar(ofelia, words)
    _own(day, ofelia, site.ofelia, words)
    _passkeys(day, olle, person, stranger)
    day.shift(NIGHT_SECONDS)
    ticket = f"/desk/arende/{_refs(olle)[0]}" if _refs(olle) else "/desk/"
    olle.get(ticket)
    olle.post(f"{ticket}/svara", {"text": "Det här skrev jag medan tiden gick."})
    _publish(day, olle, person)
    return [stranger, ofelia, clara, olle]


def enter(day: Day, browser: Browser, person: Person) -> Answer:
    """A passphrase that is wrong, and then all three right."""
    day.shift(LATER_SECONDS)
    page = browser.get(SIGN_IN)
    given = {"name": person.name, "passphrase": person.phrase, "code": person.code()}
    browser.submit(page, SIGN_IN, **given | {"passphrase": "fel lösenfras helt och hållet"})
    answer = browser.submit(page, SIGN_IN, **given)
    assert answer.status in {200, 303}
    return answer


def endpoints(site: Desk, browsers: list[Browser], *, went_well: bool) -> set[str]:
    """Staff's views that answered somebody well, or refused somebody."""
    rules = site.app().url_map.bind("localhost")
    found = set()
    for method, path, answer in (each for browser in browsers for each in browser.answers):
        is_known = rules.test(path.partition("?")[0], method=method)
        if is_known and (answer.status < 400) is went_well:
            found.add(str(rules.match(path.partition("?")[0], method=method)[0]))
    return found & staff_views(site)


def staff_views(site: Desk) -> set[str]:
    rules = site.app().url_map.iter_rules()
    return {rule.endpoint for rule in rules if rule.rule.split("/")[1] in STAFF}


def _everywhere(site: Desk, browser: Browser, methods: tuple[str, ...] = METHODS) -> None:
    """Every staff page, empty-handed."""
    rules = site.app().url_map.iter_rules()
    paths = {re.sub("<.*?>", "nothing", r.rule) for r in rules if r.rule.split("/")[1] in STAFF}
    for path in sorted(paths):
        for method in methods:
            browser.send(method, path, {} if method == "POST" else None)


def _enrol(day: Day, browser: Browser, words: str) -> Person:
    """Olle, through the two pages, with a slip in each."""
    with day.running.desk.store.writing() as db:
        code = accounts.invite(db, "olle", Role.PRESS_OFFICER, clock.today())
    page = browser.get(ENROL)
    browser.submit(page, ENROL, name=words, code=words)
    page = browser.submit(page, ENROL, name="olle", code=code)
    found = SECRET.search(page.text)
    assert found is not None
    shown = "".join(found[1].split())
    secret = base64.b32decode(shown + "=" * (-len(shown) % 8))
    person = Person("olle", PHRASE, secret)
    typed = {"passphrase": PHRASE, "passphrase_again": PHRASE, "code": person.code()}
    browser.submit(page, ENROL, **typed | {"passphrase_again": words})
    assert browser.submit(page, ENROL, **typed).status == 303
    return person


def _hand_over(browser: Browser) -> None:
    assert browser.submit(browser.get("/konto/nycklar"), "/konto/nycklar").status == 303


def _refs(browser: Browser, shown: str = "vantar") -> list[str]:
    path, browser.query = browser.query, ""
    page = browser.get(f"/desk/?visa={shown}")
    browser.query = path
    return list(dict.fromkeys(REF.findall(page.text)))


def _work(browser: Browser, words: str) -> None:
    """All that is done with a ticket, and all that is refused."""
    ticket = f"/desk/arende/{_refs(browser)[0]}"
    asks = "Vem är du, och på vilken enhet arbetar du?"
    acts: list[tuple[str, dict[str, str]]] = [
        ("ta", {}),
        ("lamna-tillbaka", {}),
        ("ta", {}),
        ("anteckna", {"text": asks}),
        ("anteckna", {"text": "Ring tidningen i morgon."}),
        ("svara", {"text": "Ett utkast.", "action": "draft"}),
        ("svara", {"text": asks, "action": "send"}),
        ("svara", {"text": "För sent.", "action": "send", "version": "1"}),
        ("svara", {"text": "Du får säga det du vet.", "action": "send"}),
        ("avsluta", {"outcome": words}),
        ("avsluta", {"outcome": "answered"}),
        ("oppna-igen", {}),
    ]
    for act, typed in acts:
        page = browser.get(ticket)
        token = fields(page.text, f"{ticket}/anteckna") if "/anteckna" in page.text else {}
        forms = f'action="{ticket}/{act}"' in page.text
        known = fields(page.text, f"{ticket}/{act}") if forms else token
        assert browser.post(f"{ticket}/{act}", known | typed).status < 500
    for shown in ("vantar", "besvarade", "avslutade", words):
        browser.get(f"/desk/?visa={shown}&x=")
    browser.post(f"{ticket}/svara", {"text": "Utan formulärets kod."})


def _records(site: Desk, browser: Browser, words: str) -> None:
    """The list of a month, a ticket handed out, a hold; each first wrong."""
    home, stops = "/desk/handlingar/", "/desk/gallringsstopp/"
    with site.store.reading() as db:
        waiting = select(Ticket.id).where(Ticket.state == State.NEW)
        number = disclosure.number(db.exec(waiting).first())
    given = fields(browser.get(home).text, f"{home}arende")
    for month in (words, clock.month_of(clock.today()), "2020-01"):
        browser.post(f"{home}lista", given | {"month": month})
    browser.post(f"{home}arende", given | {"number": words})
    found = browser.post(f"{home}arende", given | {"number": number})
    link = found.all("location")[0].partition("?")[0]
    page = browser.get(link)
    message = pages.parsed(page.text).find(".//textarea").text.removeprefix("\n")
    browser.submit(page, f"{link}/granska", message=words)
    shown = browser.submit(page, f"{link}/granska", message=f"[[{message}]]", whole="week")
    browser.submit(shown, f"{link}/lamna-ut", section=words, other=words)
    shown = browser.submit(page, f"{link}/granska", message=f"[[{message}]]")
    browser.submit(shown, f"{link}/lamna-ut", section="OSL 21 kap. 7 §", other="")
    page = browser.get(stops)
    weeks = {"from_week": "2026-W40", "to_week": "2026-W41"}
    browser.submit(page, stops, reference=words)
    assert browser.submit(page, stops, reference="STOPP-1", **weeks).status == 303
    page = browser.get(stops)
    browser.submit(page, f"{stops}omprova", review=words)
    soon = (clock.today() + timedelta(days=9)).isoformat()
    assert browser.submit(page, f"{stops}omprova", review=soon).status == 303
    asked = browser.submit(page, f"{stops}ta-bort")
    assert browser.submit(asked, f"{stops}ta-bort").status == 303


def _register_list(browser: Browser, words: str) -> None:
    """Each tab of the list, filtered and not, and the keys off and on."""
    for shown in ("att-gora", "mina", "godkannande", "parkerade", "lamnade", "avslutade", words):
        assert browser.get(f"/register/?visa={shown}&enhet=Farsta&slag=x").status == 200
    browser.get("/register/?visa=alla&efter=x")
    page = browser.get("/register/tangenter")
    for _ in range(2):
        assert browser.submit(page, "/register/tangenter").status == 303
        page = browser.get("/register/tangenter")


def _take_in(browser: Browser, words: str) -> None:
    """An inquiry taken in and corrected, and a request for public records; each first wrong."""
    new, records = "/register/ny", "/register/begaran"
    asked = {"outlet": "Kvällsbladet", "unit": "Farsta", "question": "Varför slutade Anna Berg?"}
    asked |= {"action": "anyway"}
    page = browser.get(new)
    browser.submit(page, new, **asked | {"unit": words})
    drafted = {"outlet": words, "question": words, "name": words, "action": "draft"}
    assert browser.submit(page, new, **asked | drafted).status == 303
    made = browser.submit(page, new, **asked)
    assert made.status == 303
    ref = made.all("location")[0].split("/")[2]
    path = f"/register/{ref}/redaktion"
    page = browser.get(path)
    browser.submit(page, path, media=words)
    assert browser.submit(page, path, media="web").status == 303
    path = f"/register/{ref}/uppgifter"
    page = browser.get(path)
    browser.submit(page, path, **asked, deadline=words)
    changed = asked | {"question": "När slutade Anna Berg?"}
    assert browser.submit(page, path, **changed).status == 303
    assert browser.submit(page, path, **asked).status == 409
    asked = browser.submit(browser.get(new), new, question=words, action="records")
    assert browser.submit(asked, new).status == 200
    browser.submit(browser.get(records), records, unit=words)
    assert browser.submit(browser.get(records), records, unit="Farsta").status == 303


def _lists(browser: Browser, words: str) -> None:
    """A unit added, called otherwise, described, retired, restored, and taken away."""
    home, query = "/register/listor/enheter", browser.query
    browser.query = ""
    assert browser.get("/register/listor/").status == 303
    page = browser.get(f"{home}?q={words[:9]}")
    browser.submit(page, f"{home}/ny", name="Farsta")
    assert browser.submit(page, f"{home}/ny", name="Gatukontoret").status == 303
    page = browser.get(f"{home}/andra?namn=Gatukontoret")
    browser.submit(page, f"{home}/byt-namn", new="Farsta")
    assert browser.submit(page, f"{home}/byt-namn", new="Vägkontoret").status == 303
    page = browser.get(f"{home}/andra?namn=V%C3%A4gkontoret")
    browser.submit(page, f"{home}/uppgift", area="x" * 81)
    assert browser.submit(page, f"{home}/uppgift", area="Bolag").status == 303
    assert browser.submit(page, f"{home}/ur-bruk").status == 303
    retired = browser.get(f"{home}/andra?namn=V%C3%A4gkontoret")
    assert browser.submit(retired, f"{home}/i-bruk").status == 303
    assert browser.submit(page, f"{home}/ta-bort").status == 303
    browser.query = query


def _duty(browser: Browser, words: str) -> None:
    """The rota, the sheet that is handed over, and a crisis; each first wrong."""
    rota, crisis = "/register/jour/", "/register/kris/"
    page = browser.get(rota)
    assert browser.submit(page, f"{rota}ta-over").status == 303
    browser.submit(page, f"{rota}fyll", first=words)
    week, other = list(_links(page, f"{rota}vecka/"))[:2]
    both = {"first": week.rpartition("/")[2], "last": other.rpartition("/")[2]}
    assert browser.submit(page, f"{rota}fyll", turn="ofelia", **both).status == 303
    page = browser.get(week)
    browser.submit(page, week, officer=words)
    browser.submit(page, f"{week}/byt", other=words)
    assert browser.submit(page, week, officer="ofelia", backup="").status == 303
    assert browser.submit(page, f"{week}/byt", other=both["last"]).status == 303
    assert browser.get("/register/overlamning").status == 200
    page = browser.get(crisis)
    browser.submit(page, f"{crisis}pa", unit=words)
    assert browser.submit(page, f"{crisis}pa", unit="Farsta", title="Branden").status == 303
    page = browser.get(crisis)
    browser.submit(page, f"{crisis}ta-emot", line="")
    assert browser.submit(page, f"{crisis}ta-emot", line="Vad har hänt?").status == 303
    assert browser.submit(page, f"{crisis}andra", unit="Farsta", meeting="nu").status == 303
    asked = browser.submit(page, f"{crisis}av")
    assert browser.submit(asked, f"{crisis}av").status == 303
    page = browser.get(crisis)
    assert browser.submit(page, f"{crisis}pa-igen").status == 303
    asked = browser.submit(browser.get(crisis), f"{crisis}av")
    assert browser.submit(asked, f"{crisis}av").status == 303


def _lines(site: Desk, browser: Browser, words: str) -> None:
    """Lines to take: written, changed, gone back to, withdrawn, copied, looked for."""
    home = "/register/budskap/"
    page = browser.get(f"{home}nytt")
    typed = {"title": "Badvatten", "facts": "Proverna är rena.", "unit": "Farsta"}
    browser.submit(page, f"{home}nytt", title=words)
    line = browser.submit(page, f"{home}nytt", **typed).all("location")[0].partition("?")[0]
    page, edit = browser.get(line), browser.get(f"{line}/andra")
    browser.submit(page, f"{line}/kopiera", ref=words)
    assert browser.submit(page, f"{line}/kopiera", ref=_logged(site)).status == 303
    known = fields(page.text, f"{line}/dra-tillbaka")
    assert browser.post(f"{line}/kontrollerat", known).status == 303
    assert browser.submit(edit, f"{line}/andra", **typed | {"facts": "Rent."}).status == 303
    history = browser.get(f"{line}/historik")
    assert browser.submit(history, f"{line}/ga-tillbaka").status == 303
    assert browser.submit(browser.get(line), f"{line}/dra-tillbaka").status == 303
    assert browser.submit(browser.get(line), f"{line}/aterstall").status == 303
    for shown in ("giltiga", "utgangna", "tillbakadragna", words):
        browser.get(f"{home}?visa={shown}&x=")
    assert browser.get("/register/sok?q=badvatten").status == 200


def _inquiry(site: Desk, browser: Browser, words: str) -> None:
    """All that is done with an inquiry, and much that is refused; a draft, and being there."""
    ref = _logged(site)
    home = f"/register/{ref}"
    asks = "Vem är er källa, och på vilken enhet arbetar hen?"
    acts: list[tuple[str, dict[str, str]]] = [
        ("ta", {}),
        ("anteckna", {"note": asks}),
        ("anteckna", {"note": "Ring redaktionen i morgon."}),
        ("vanta", {"whom": words * 9}),
        ("vanta", {"whom": "Bromma"}),
        ("vanta", {"whom": "Bromma", "version": "1"}),
        ("parkera", {"until": words}),
        ("skicka-vidare", {"unit": "Bromma"}),
        ("behall", {}),
        ("lamna-till", {"officer": words}),
        ("svar", {"answer": words, "action": "draft"}),
        ("svar", {"answer": asks, "action": "save"}),
        ("svar", {"answer": "Tolv lindar.", "action": "save"}),
        ("for-godkannande", {}),
        ("godkann", {}),
        ("lamna", {"outcome": "facts"}),
        ("oppna-igen", {}),
    ]
    for act, typed in acts:
        browser.submit(browser.get(home), f"{home}/{act}", **typed)
    page = browser.get(home)
    undo = next(a for a in pages.attributes(page.text, "action") if "/angra" in a)
    assert browser.submit(page, undo).status == 303
    assert browser.submit(page, undo).status == 409
    token = fields(browser.get("/register/ny").text, "/register/ny")
    for path in (f"utkast/{ref} note", f"utkast/{words}", f"narvaro/{ref}", f"narvaro/{words}"):
        browser.post(f"/register/{quote(path)}", token | {"note": words})
    assert browser.post(f"{home}/glom-kontakten", token).status == 303
    other = f"/register/{_logged(site)}"
    asked = browser.submit(browser.get(other), f"{other}/registrator")
    assert browser.submit(asked, f"{other}/registrator").status == 303


def _issues(site: Desk, browser: Browser, words: str) -> None:
    """The same question from two outlets: grouped, called one by one, and taken apart."""
    home = "/register/fragor/"
    first, second = _logged(site), _logged(site)
    page = browser.get(f"{home}samla")
    browser.submit(page, f"{home}samla", more=words)
    made = browser.submit(page, f"{home}samla", more=first, title="Kön", line="1")
    issue = made.all("location")[0]
    page = browser.get(issue)
    browser.submit(page, f"{issue}/lagg-till", more=words)
    assert browser.submit(page, f"{issue}/lagg-till", more=second).status == 303
    assert _undone(browser, issue) == 303
    changed = {"title": "Köerna", "line": "1"}
    assert browser.submit(page, f"{issue}/andra", **changed).status == 303
    one = re.findall(r'name="one" value="([^"]+)"', browser.get(issue).text)[0]
    assert browser.submit(browser.get(issue), f"{issue}/lamna", one=one).status == 303
    assert _undone(browser, issue) == 303
    token = fields(page.text, f"{issue}/lagg-till")
    known = fields(browser.get(issue).text, f"{issue}/lamna") | {"turn": "sign-off"}
    assert browser.post(f"{issue}/alla", known).status == 303
    assert browser.post(f"{issue}/ta-bort", token | {"number": first}).status == 303
    assert browser.submit(browser.get(issue), f"{issue}/avsluta").status == 303
    assert browser.submit(browser.get(issue), f"{issue}/oppna").status == 303
    assert browser.get(home).status == browser.get(f"{home}?visa=avslutade").status == 200


def _undone(browser: Browser, path: str) -> int:
    """The press of the undo bar of the next page; its address is whole already."""
    page, query = browser.get(path), browser.query
    (bar,) = re.findall(r'action="([^"]+\?[^"]+)"', page.text)
    browser.query = ""
    answer = browser.post(unescaped(bar), fields(page.text, bar))
    browser.query = query
    return answer.status


def _logged(site: Desk) -> str:
    """The reference of a new inquiry."""
    with site.store.writing() as db:
        return inquiries.reference(lining.inquiry(db).number)


def _hand_out_register(browser: Browser, words: str) -> None:
    """The register of a day looked through, masked, printed and taken as a file; first wrong."""
    home, today = "/register/lamna-ut/", clock.today().isoformat()
    shown = f"{home}?fran={today}&till={today}&x="
    browser.get(f"{home}?fran={words[:9]}&till={today}&x=")
    page = browser.get(shown)
    browser.submit(page, f"{home}resten", till=words)
    assert browser.submit(page, f"{home}resten").status == 303
    browser.post(f"{home}handling", fields(page.text, f"{home}resten") | {"kind": "csv"})
    while links := [link for link in _links(browser.get(shown), "/register/") if "/maska" in link]:
        path = links[0].partition("?")[0]
        page = browser.get(path)
        browser.submit(page, path, message="[[")
        asked = browser.submit(page, path, whole="row")
        right = {"section": "OSL 21 kap. 7 §", "other": ""}
        browser.submit(asked, f"{path}/spara", **right | {"section": words})
        assert browser.submit(asked, f"{path}/spara", **right).status == 303
    page = browser.get(shown)
    for kind in ("print", "csv", "excel"):
        assert browser.submit(page, f"{home}handling", kind=kind).status == 200


def _to_the_registrar(browser: Browser, words: str) -> None:
    """A registry number, the file of one inquiry and of all that wait; each first wrong."""
    closed = browser.get("/register/?visa=avslutade&x=").text
    refs = re.findall(r'href="/register/(\d+-\d+)"', closed)
    path, batch = f"/register/{refs[0]}/diariefor", "/register/diariefor/"
    page = browser.get(path)
    browser.submit(page, path, number=words)
    browser.post(f"{path}/fil", fields(page.text, path))
    assert browser.submit(page, path, number="KS 2024/112").status == 303
    page = browser.get(path)
    assert browser.submit(page, f"{path}/fil").status == 200
    assert browser.submit(page, path, number="KS 2024/113").status == 303
    assert browser.submit(browser.get(batch), batch).status == 200


def _figures(site: Desk, browser: Browser) -> None:
    """What was published of a month, as a page and as files."""
    figuring.publish(site.store, [figuring.total("2026-10", 31)])
    for path in ("", "/total.csv", "/total-excel.csv", "/total.svg"):
        assert browser.get(f"/siffror/2026-10{path}").status == 200


def _publish(day: Day, browser: Browser, person: Person) -> None:
    """The month is over, and its days of grace."""
    day.shift(MONTH_SECONDS)
    enter(day, browser, person)
    (period,) = re.findall(r'href="/desk/siffror/([^"]+)"', browser.get("/desk/siffror/").text)
    path = f"/desk/siffror/{period}"
    assert browser.submit(browser.get(path), path).status == 303


def _own(day: Day, browser: Browser, person: Person, words: str) -> None:
    """Another passphrase, new slips, another phone, the log, all sessions; each first wrong."""
    for path, typed in (
        ("/konto/losenfras", {"passphrase": OTHER_PHRASE, "passphrase_again": OTHER_PHRASE}),
        ("/konto/lappar", {"is_sure": "y"}),
        ("/konto/telefon", {}),
    ):
        page = browser.get(path)
        day.shift(LATER_SECONDS)
        given = {"current": person.phrase, "code": person.code(), **typed}
        if found := SECRET.search(page.text):
            shown = "".join(found[1].split())
            moved = base64.b32decode(shown + "=" * (-len(shown) % 8))
            given["new_code"] = totp.code_at(moved, clock.now().timestamp())
        assert browser.submit(page, path, **given | {"current": words}).status == 422
        assert browser.submit(page, path, **given).status in {200, 303}
        person = person._replace(phrase=typed.get("passphrase", person.phrase))
    browser.get("/konto/logg")
    home = browser.get("/konto/")
    browser.submit(home, "/konto/avsluta-alla")
    browser.submit(home, "/konto/logga-ut")


def _passkeys(day: Day, browser: Browser, person: Person, elsewhere: Browser) -> None:
    """Make one, sign in with it elsewhere, take it away; each first wrong."""
    key, page = Authenticator(), browser.get(LIST)
    day.shift(LATER_SECONDS)
    typed = {"label": "olles mobil", "current": person.phrase, "code": person.code()}
    browser.submit(page, LIST, **typed | {"code": "000000"})
    page = browser.submit(page, LIST, **typed)
    form = _form(page, NEW)
    said = key.make(_asked(form), read(form.get("data-account", "")))
    prf = written(key.prf(read(form.get("data-prf-input", ""))))
    browser.submit(page, NEW, credential="{}", prf="")
    assert browser.submit(page, NEW, credential=said, prf=prf).status == 303
    page = elsewhere.get(SIGN_IN)
    answer = key.use(_asked(_form(page, TAPPED)))
    assert elsewhere.submit(page, TAPPED, credential=answer, prf=prf).status == 303
    gone = next(iter(_links(browser.get(LIST), f"{LIST}/ta-bort/")))
    browser.submit(browser.get(gone), gone)
    elsewhere.submit(page, TAPPED, credential=answer, prf=prf)


def _asked(form: Element) -> Asked:
    return Asked(read(form.get("data-challenge", "")))


def _form(page: Answer, action: str) -> Element:
    forms = pages.parsed(page.text).iter("form")
    return next(form for form in forms if form.get("action") == action)


def _links(page: Answer, begin: str) -> Iterator[str]:
    found = pages.attributes(page.text, "href")
    return (link for link in found if link.startswith(begin))
