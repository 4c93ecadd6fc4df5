"""A working day of the staff: every page of theirs, with every method, right and wrong."""

import base64
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple
from xml.etree.ElementTree import Element

from sqlmodel import select

from pressdesk import clock, disclosure
from pressdesk.keytables import Role
from pressdesk.staff import accounts
from pressdesk.tables import State, Ticket
from pressdesk.vault import totp
from pressdesk.web.edge import STAFF
from tests import figuring, pages
from tests.authenticator import Asked, Authenticator, read, written
from tests.conftest import PHRASE, Desk, Person, Served, fields, lodged
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
