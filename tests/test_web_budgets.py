"""Lanes: who waits for whom, who is turned away, and what she is told."""

import ast
import inspect
from io import BytesIO
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from pressdesk import clock
from pressdesk.vault import receipts
from pressdesk.web import budgets, busy, channels, ending, failures, health, passes, porter
from pressdesk.web.budgets import BUDGETS, STRANGERS, Lane, Waiting
from pressdesk.web.edge import PAGE_BYTES
from pressdesk.web.porter import TOLD, Porter
from pressdesk.web.server import THREADS
from tests.conftest import PEPPER, fields, sign_in
from tests.pages import FORM, Page

DUE = 1_000_000.0


class Turn(SimpleNamespace):
    """A request that waits."""


def waiting(*lanes: Lane, threads: int = THREADS) -> Waiting:
    line = Waiting(threads)
    for number, lane in enumerate(lanes):
        line.append(Turn(lane=lane, number=number))
    return line


def taken(line: Waiting) -> list[Lane]:
    """All that may run at once."""
    found = []
    while line:
        found.append(line.popleft().lane)
    return found


def request(method: str, path: str, form=None, **headers: str) -> SimpleNamespace:
    """As waitress has it."""
    body = b"" if form is None else urlencode(form).encode()
    heard = {"HOST": "localhost", "CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(body))}
    return SimpleNamespace(
        command=method, path=path, query="", headers=heard | headers,
        get_body_stream=lambda: BytesIO(body),
    )  # fmt: skip


@pytest.fixture
def door(desk_site):
    return Porter(desk_site.app())


def told(door, method: str, path: str, form=None, **headers: str) -> Page:
    _status, heard, body = door.turned_away(request(method, path, form, **headers))
    return Page.of(503, body.decode(), path, dict(heard)["Content-Security-Policy"])


@pytest.mark.parametrize("threads", [2, 4, 8, 16])
def test_an_officer_has_a_thread_whatever_else_floods(threads):
    line = waiting(*(lane for lane in STRANGERS for _ in range(100)), threads=threads)

    running = taken(line)
    line.append(Turn(lane=Lane.STAFF))

    assert len(running) < threads
    assert taken(line) == [Lane.STAFF]


def test_an_officer_who_comes_last_is_taken_next():
    line = waiting(*[Lane.PAGE] * 60, *[Lane.OPEN] * 60, Lane.STAFF)

    assert line.popleft().lane == Lane.STAFF


def test_a_careless_line_would_let_her_wait_for_all_of_them():
    line = [Turn(lane=lane) for lane in [*[Lane.PAGE] * 60, *[Lane.OPEN] * 60, Lane.STAFF]]

    assert [turn.lane for turn in line].index(Lane.STAFF) == 120


def test_whoever_sends_is_not_kept_waiting_by_pages_and_codes():
    line = waiting(*[Lane.PAGE] * 60, *[Lane.OPEN] * 60, Lane.SEND)

    assert Lane.SEND in taken(line)


def test_each_lane_has_its_share_of_the_processor_and_sends_have_four():
    lanes = (Lane.SEND, Lane.PAGE, Lane.OPEN, Lane.DOOR)
    line, served = Waiting(1), dict.fromkeys(lanes, 0)
    for _ in range(1_400):
        for lane in lanes:
            if not line.is_full(lane):
                line.append(Turn(lane=lane))
        lane = line.popleft().lane
        served[lane] += 1
        line.done(lane, 0.01 if lane == Lane.OPEN else 0.005)

    assert served[Lane.PAGE] == pytest.approx(served[Lane.OPEN] * 2, abs=2)
    assert served[Lane.SEND] == pytest.approx(served[Lane.PAGE] * 4, abs=8)
    assert served[Lane.DOOR] == pytest.approx(served[Lane.PAGE], abs=2)


def test_a_lane_that_was_quiet_has_saved_nothing_up():
    line = waiting(Lane.PAGE)
    for _ in range(500):
        line.done(line.popleft().lane, 1.0)
        line.append(Turn(lane=Lane.PAGE))
    for _ in range(60):
        line.append(Turn(lane=Lane.OPEN))
    order = []
    for _ in range(4):
        order.append(line.popleft().lane)
        line.done(order[-1], 1.0)
        line.append(Turn(lane=Lane.PAGE))

    assert order.count(Lane.PAGE) == 2


def test_one_passphrase_is_stretched_for_strangers_at_a_time():
    line = waiting(*[Lane.SIGN_IN] * 16, Lane.STAFF, Lane.KNOWN)

    assert sorted(taken(line)) == sorted([Lane.STAFF, Lane.KNOWN, Lane.SIGN_IN])


def test_what_waits_is_bounded_in_every_lane():
    line = Waiting(THREADS)
    for lane in Lane:
        while not line.is_full(lane):
            line.append(Turn(lane=lane))

    assert len(line) == sum(budget.waiting for budget in BUDGETS.values()) <= 700


def test_what_waits_in_one_lane_takes_no_room_from_another():
    line = waiting(*[Lane.PAGE] * 1_000)

    assert line.is_full(Lane.PAGE)
    assert not any(line.is_full(lane) for lane in Lane if lane != Lane.PAGE)


def test_nothing_is_taken_from_an_empty_line_and_all_goes_when_the_server_does():
    line = waiting(*[Lane.PAGE] * 9)

    assert len(line.drain()) == 9
    with pytest.raises(IndexError):
        line.popleft()


@pytest.mark.parametrize(
    ("method", "path", "lane"),
    [
        ("GET", "/", Lane.PAGE),
        ("HEAD", "/svar", Lane.PAGE),
        ("GET", "/en/fraga", Lane.PAGE),
        ("GET", "/static/pressdesk.css", Lane.LOOK),
        ("POST", "/fraga", Lane.ASK),
        ("POST", "/lattlast/fraga", Lane.ASK),
        ("POST", "/skicka", Lane.SEND),
        ("POST", "//skicka/", Lane.SEND),
        ("POST", "/en/svar/skriv", Lane.SEND),
        ("POST", "/svar", Lane.OPEN),
        ("PUT", "/", Lane.ASK),
        ("GET", "/konto/logga-in", Lane.DOOR),
        ("POST", "/en/konto/logga-in", Lane.SIGN_IN),
        ("POST", "/konto/logga-in/passnyckel", Lane.SIGN_IN),
        ("POST", "/konto/anslut", Lane.SIGN_IN),
        ("POST", "/desk/", Lane.DOOR),
        ("GET", "/register/", Lane.DOOR),
        ("GET", "/halsa", Lane.HEALTH),
        ("GET", "/halsa/lever", Lane.HEALTH),
    ],
)
def test_a_strangers_lane_is_what_is_asked_for(door, method, path, lane):
    assert door.lane(request(method, path)) == lane


def test_what_is_no_request_has_a_lane_too(door):
    assert door.lane(SimpleNamespace(error="no address")) == Lane.PAGE


def test_an_officers_cookies_lead_to_her_lanes_and_on_employees_pages_to_none(desk_site, door):
    client = desk_site.app().test_client()
    sign_in(client, desk_site.ofelia)
    both = {name: client.get_cookie(name).value for name in (passes.SESSION, passes.DEVICE)}
    cookie = "; ".join(f"{name}={value}" for name, value in both.items())
    known = f"{passes.DEVICE}={both[passes.DEVICE]}"

    assert door.lane(request("GET", "/desk/", COOKIE=cookie)) == Lane.STAFF
    assert door.lane(request("POST", "/konto/logga-in", COOKIE=known)) == Lane.KNOWN
    assert door.lane(request("GET", "/", COOKIE=cookie)) == Lane.PAGE


def test_a_known_browsers_cookie_is_no_session_by_another_name(desk_site, door):
    """It lasts for half a year, and whoever has worked here has one."""
    client = desk_site.app().test_client()
    sign_in(client, desk_site.ofelia)
    renamed = f"{passes.SESSION}={client.get_cookie(passes.DEVICE).value}"

    assert door.lane(request("GET", "/desk/", COOKIE=renamed)) == Lane.DOOR


@pytest.mark.parametrize(
    "cookie", ["", "x", "a;b=;;=", *(f"pressdesk={x}" for x in ("abc", "abc.ffffffff.00", "é.é.é"))]
)
def test_a_cookie_of_ones_own_making_is_a_strangers(door, cookie):
    assert door.lane(request("GET", "/desk/", COOKIE=cookie)) == Lane.DOOR


def test_a_mark_ends_with_its_cookie_and_is_its_own():
    key = passes.key_of(PEPPER)
    kind = passes.SESSION
    cookie = passes.marked(kind, "token", DUE, key)

    assert passes.bare(cookie) == passes.bare("token") == "token"
    assert passes.is_ours(kind, cookie, DUE - 1, key)
    assert not passes.is_ours(kind, cookie, DUE, key)
    assert not passes.is_ours(kind, cookie.replace("token", "other"), DUE - 1, key)
    assert not passes.is_ours(kind, cookie, DUE - 1, passes.key_of(bytes(32)))


def test_a_mark_opens_nothing(desk_site):
    client = desk_site.app().test_client()
    forged = passes.marked(
        passes.SESSION, "AAAA", clock.now().timestamp() + 60, passes.key_of(PEPPER)
    )
    client.set_cookie(passes.SESSION, forged)

    assert client.get("/konto/").status_code == 401


@pytest.mark.parametrize("path", ["/", "/en/rad", "/lattlast/fraga"])
def test_who_asks_for_a_page_is_told_to_come_back_to_it(door, path):
    page = told(door, "GET", path)

    assert len(page.text) <= PAGE_BYTES
    assert f'href="{path}"' in page.text
    assert "08-465 004 00" in page.text


@pytest.mark.parametrize("path", ["/fraga", "/skicka", "/svar", "/svar/skriv", "/en/skicka"])
def test_what_she_wrote_is_given_back_and_leads_to_where_it_went(door, path):
    form = {"text": 'Får jag <svara>?\r\n "Ja" & nej', "receipt": "X1JC", "wanted": "today"}

    page = told(door, "POST", path, form)

    assert fields(page.text, path) == {"receipt": "X1JC", "wanted": "today"}
    assert "Får jag &lt;svara&gt;?\r\n &#34;Ja&#34; &amp; nej</textarea>" in page.text
    assert f'action="{path}"' in page.text


def test_pressing_again_sends_what_was_turned_away(desk_site, door):
    client = desk_site.app().test_client()
    asked = {"text": "Vad får jag säga?", "wanted": "today"}
    check = fields(client.post("/fraga", data=asked).text, "/skicka") | asked
    page = told(door, "POST", "/skicka", check)

    sent = client.post("/skicka", data=fields(page.text, "/skicka") | {"text": asked["text"]})

    assert sent.status_code == 200
    assert check["receipt"] in sent.text


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("code", ["right", "unknown", "wrong"])
def test_every_refusal_of_hers_has_one_length_no_cookie_and_no_script(door, method, code):
    code = {"right": receipts.mint(), "unknown": "X1JC-YR6T-T9G3-26GY-JSRK"}.get(code, code)

    status, heard, body = door.turned_away(request(method, "/svar", {"receipt": code}))

    assert status == busy.STATUS
    assert len(body) == PAGE_BYTES == int(dict(heard)["Content-Length"])
    assert {"Set-Cookie", "Vary", "Server"}.isdisjoint(dict(heard))
    assert (dict(heard)["Cache-Control"], dict(heard)["Retry-After"]) == (
        "no-store, no-transform", "60",
    )  # fmt: skip
    assert b"<script" not in body


def test_passphrases_and_one_time_codes_are_not_given_back(door):
    form = {"name": "ofelia", "passphrase": "björken tratt", "code": "123456", "csrf_token": "t"}

    page = told(door, "POST", "/konto/logga-in", form)

    assert fields(page.text, "/konto/logga-in") == {"name": "ofelia", "csrf_token": "t"}
    assert not {"björken", "123456"} & set(page.text.split('"'))


@pytest.mark.parametrize(
    "refused",
    [
        {"SEC_FETCH_SITE": "cross-site"},
        {"HOST": "evil.example"},
        {"CONTENT_LENGTH": "65537"},
        {"CONTENT_TYPE": "text/plain"},
    ],
)
def test_what_the_edge_would_refuse_is_not_shown_on_our_page(door, refused):
    page = told(door, "POST", "/fraga", {"text": "From elsewhere"}, **refused)

    assert "From elsewhere" not in page.text
    assert "Inget har sparats" in page.text


@pytest.mark.parametrize(
    "path", ['/"><script>', "//evil.example/", "/a b/å", "/\ue000p", "/javascript:x", "/%0d%0aX: y"]
)
def test_an_address_breaks_out_of_nothing(door, path):
    page = told(door, "GET", path.encode().decode("latin-1"))
    (link,) = [part for part in page.text.split('class="button" href="')[1:]]

    assert link.startswith("/")
    assert not link.startswith("//")
    assert "<script" not in page.text


def test_signs_of_ours_in_a_text_stay_as_they_were_written(door):
    text = "".join(busy.MARKS.values())

    page = told(door, "POST", "/fraga", {"text": text, text: text})

    assert page.text.count(text) == 3


def test_a_form_of_thousands_of_fields_is_not_given_back(door):
    page = told(door, "POST", "/fraga", [("a", "")] * 601)

    assert "gå tillbaka i webbläsaren" in page.text


def test_a_page_of_her_language_tells_her(door):
    pages = {path: told(door, "GET", path).text for path in ("/", "/en/", "/lattlast/")}

    assert [">Försök igen<" in text for text in pages.values()] == [True, False, True]
    assert 'lang="en"' in pages["/en/"]
    assert 'class="easy"' in pages["/lattlast/"]


def test_that_somebody_was_turned_away_is_counted_and_nothing_else(door, caplog):
    failures.counted.clear()
    for path in ("/", "/svar", "/konto/logga-in"):
        told(door, "POST", path, {"text": "x"})

    assert dict(failures.counted) == {TOLD: 3}
    assert caplog.text == ""
    failures.counted.clear()


def test_whoever_asks_how_the_process_is_hears_what_was_seen_last(desk_site, monkeypatch):
    app = desk_site.app()
    client, door = app.test_client(), Porter(app)
    unknown = door.turned_away(request("GET", "/halsa"))
    usual = {path: client.get(path) for path in ("/halsa", "/halsa/lever")}
    failures.counted.clear()

    for path, answer in usual.items():
        status, heard, body = door.turned_away(request("GET", path))
        assert (status, dict(heard), body) == (answer.status, dict(answer.headers), answer.data)

    assert failures.counted == {}
    app.extensions[ending.ENDING] = True
    assert door.turned_away(request("GET", "/halsa"))[2] == client.get("/halsa").data
    del app.extensions[ending.ENDING]
    strange = door.turned_away(request("GET", "/halsa", HOST="evil.example"))
    posted = door.turned_away(request("POST", "/halsa", {}))
    monkeypatch.setattr(health, "FRESH_SECONDS", 0)
    stale = door.turned_away(request("GET", "/halsa"))
    assert {one[0] for one in (unknown, strange, posted, stale)} == {busy.STATUS}
    assert all(b"<html" in one[2] for one in (unknown, strange, posted, stale))


def test_no_budget_looks_at_who_somebody_is():
    """Addresses, agents and referrers are named nowhere; cookies for staff's pages alone."""
    named = set()
    for module in (budgets, busy, channels, passes, porter):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            named.add(getattr(node, "attr", getattr(node, "id", getattr(node, "value", None))))
    words = {str(name).lower().replace("-", "_") for name in named}

    assert {"addr", "remote_addr", "user_agent", "referer", "getpeername"}.isdisjoint(words)
    assert inspect.getsource(porter).count('"COOKIE"') == 1


def test_the_porter_keeps_nothing_of_a_request(door):
    before = kept_by(door)
    for number in range(50):
        heard = request("POST", f"/svar/{number}", {"text": "x" * number}, COOKIE=f"a={number}")
        door.lane(heard)
        door.turned_away(heard)

    assert kept_by(door) == before


def kept_by(door) -> str:
    return repr(vars(door) | vars(door._busy))
