"""Promise 2: employee pages set no cookie, need no script, and are all of one length.

Everything is read off a socket of the real server, as the network sees it.
"""

import re
from collections.abc import Iterator
from typing import Any

import html5lib
import pytest

from pressdesk import clock, desk
from pressdesk.web import edge, i18n
from pressdesk.web.edge import PAGE_BYTES
from tests.conftest import Served, lodged, ref_of, unescaped
from tests.promises import visits, wire
from tests.promises.wire import Answer

# What a browser sends that could change the form of an answer.
WISHES = {
    "Accept-Encoding": "gzip, br, zstd, deflate",
    "Range": "bytes=0-99",
    "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT",
    "If-None-Match": "*",
    "Cookie": "session=x; pressdesk=y",
}
WORST = ["&", '"', "'", "<", "\U0001f600", "é", "\n"]
KINDS = [("kinds", kind) for kind in i18n.KINDS]
FULL = [("wanted", "after-publication"), ("topic", "planning"), ("media", "national-broadcast")]
LOADING = {"link", "image", "use"}  # tags whose href is fetched
FOUND = " anna@exempel.se"
PREFIXES = ["", "/en", "/lattlast"]
TALKATIVE = {
    "organisation": "&" * 80,
    "organisation_short": "&" * 40,
    "whistleblowing_url": "https://exempel.se/" + "a" * 200,
}
# Where a text comes along while a code is tried, and what else is sent.
TURNED = {"/svar": {}, "/svar/skriv": {"switch": "sv"}}
HOST = b"Host: localhost\r\n"
CHUNK = b"10000\r\n" + b"a" * 65_536 + b"\r\n"
# What the server below the app turns away by itself.
MALFORMED = {
    "no request line": b"GARBAGE\r\n\r\n",
    "half an address": b"GET http://[ HTTP/1.1\r\n" + HOST + b"\r\n",
    "odd bytes": b"GET /\xff%zz HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n",
    "no length": b"POST /fraga HTTP/1.1\r\nContent-Length: x\r\n" + HOST + b"\r\n",
    "odd coding": b"POST /fraga HTTP/1.1\r\nTransfer-Encoding: gzip\r\n" + HOST + b"\r\n",
    "headers too long": b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
    "17 MiB": b"POST /fraga HTTP/1.1\r\nContent-Length: 17825792\r\n" + HOST + b"\r\n",
    "chunks over 64 KiB": b"POST /fraga HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
    b"Connection: close\r\n" + HOST + b"\r\n" + 2 * CHUNK + b"0\r\n\r\n",
    "chunks over 16 MiB": b"POST /fraga HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
    + HOST
    + b"\r\n"
    + 257 * CHUNK,
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Answer]]:
    """Every page and state, fetched once by a browser that asks for shorter answers."""
    home = tmp_path_factory.mktemp("pages")
    with visits.in_folder(home, open_figures=True) as running:
        yield dict(visits.trips(running, visits.sender(running, WISHES)))


@pytest.fixture(scope="module", params=["/en", "/lattlast"])
def abroad(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Answer]]:
    """The same in another language."""
    home = tmp_path_factory.mktemp("abroad")
    with visits.in_folder(home, open_figures=True) as running:
        yield dict(visits.trips(running, visits.sender(running, prefix=request.param)))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site that the whole file asks."""
    with visits.in_folder(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """A site with much to say of itself, and the code of a question with the longest answer."""
    with visits.in_folder(tmp_path_factory.mktemp("answered"), **TALKATIVE) as running:
        code = lodged(running.desk)
        with running.desk.store.writing() as db:
            holder, ref = running.desk.holder(), ref_of(running.desk)
            desk.answer(db, holder, ref, 1, "a" + "&" * 7_998 + "a", clock.today())
        yield running, code


def test_the_trip_meets_every_kind_of_answer(pages):
    statuses = {page.status for page in pages.values()}

    assert statuses == {200, 400, 403, 404, 405, 409, 413, 415, 422, 500, 503}


def is_file(name: str) -> bool:
    """The one exception: a file of open data is nobody's page, and a CSV cannot carry padding."""
    return name.startswith(("GET /oppna-siffror/", "HEAD /oppna-siffror/")) and ".csv" in name


def test_every_answer_to_an_employee_has_one_length(pages):
    pages = {name: page for name, page in pages.items() if not is_file(name)}
    bodies = {name: len(page.body) for name, page in pages.items() if "HEAD" not in name}
    said = {name: page.all("Content-Length") for name, page in pages.items()}

    assert not {name: length for name, length in bodies.items() if length != PAGE_BYTES}
    assert not {name: length for name, length in said.items() if length != [str(PAGE_BYTES)]}


def test_every_language_keeps_the_promise(abroad, pages):
    hers = {name: page for name, page in abroad.items() if not is_file(name)}
    told = [page for page in hers.values() if page.all("Set-Cookie") or "<script" in page.text]

    assert set(abroad) == set(pages)
    assert {page.all("Content-Length")[0] for page in hers.values()} == {str(PAGE_BYTES)}
    assert told == []


def test_only_files_of_open_data_are_sent_as_they_are(pages):
    files = {name: page for name, page in pages.items() if is_file(name)}
    kinds = {page.all("Content-Type")[0] for page in files.values()}

    assert sorted(files) == [
        f"{method} /oppna-siffror/alla{ending}"
        for method in ("GET", "HEAD")
        for ending in ("-excel.csv", ".csv")
    ]
    assert kinds == {"text/csv; charset=utf-8"}
    assert all(len(page.body) < 1_000 for page in files.values())


def test_no_page_of_hers_leads_to_open_data(pages):
    leading = {name for name, page in pages.items() if b"oppna-siffror" in page.body}
    paths = {name.partition(" ")[2] for name in leading}

    assert "GET /handlingar" in leading
    assert {path for path in paths if not path.startswith("/oppna-siffror/")} == {"/handlingar"}


def test_head_says_what_get_says_and_sends_no_body(pages):
    for name, page in pages.items():
        if name.startswith("HEAD "):
            full = pages["GET " + name.removeprefix("HEAD ")]
            assert (page.status, page.body) == (full.status, b""), name
            assert _lasting(page) == _lasting(full), name


def test_no_answer_sets_a_cookie_or_is_packed_or_told_apart(pages):
    never = ("Set-Cookie", "Content-Encoding", "Transfer-Encoding", "ETag", "Last-Modified")

    for name, page in pages.items():
        assert [page.all(header) for header in never] == [[]] * len(never), name
        assert page.all("Cache-Control") == ["no-store, no-transform"], name
        assert page.all("Content-Security-Policy") == [edge.POLICY], name
        assert page.all("Referrer-Policy") == ["no-referrer"], name


def test_no_page_has_a_script_an_inline_style_or_anything_of_somebody_elses(pages):
    for name, page in pages.items():
        if page.body and page.all("Content-Type")[0].startswith("text/html"):
            assert _active(page.text) == [], name


def test_the_style_sheet_loads_nothing(pages):
    sheet = pages["GET /static/pressdesk.css"].text

    assert not re.search(r"@import|url\((?!#)|https?:", sheet)


def test_two_fetches_of_a_page_differ_in_their_filling_only(site):
    first, second = (wire.ask(site.port, "GET", "/") for _ in range(2))

    assert first.text == second.text
    assert first.body != second.body


@pytest.mark.parametrize("symbol", WORST)
def test_the_longest_question_fits_one_page(site, symbol):
    text = "a" + symbol * 3_998 + "a"

    check = wire.ask(site.port, "POST", "/fraga", [("text", text), *KINDS, *FULL])
    edit = wire.ask(
        site.port, "POST", "/fraga", [("text", text), *KINDS, *FULL, ("action", "edit")]
    )

    assert (check.status, len(check.body)) == (200, PAGE_BYTES)
    assert (edit.status, len(edit.body)) == (200, PAGE_BYTES)


@pytest.mark.parametrize("symbol", WORST)
@pytest.mark.parametrize("path", ["/fraga", "/svar/skriv"])
def test_the_longest_text_fits_one_page_with_all_that_is_wrong_with_it(site, symbol, path):
    text = symbol * (4_000 - len(FOUND)) + FOUND
    wrong = [("wanted", "x"), ("topic", "x"), ("media", "x"), ("kinds", "x")]

    page = wire.ask(site.port, "POST", path, [("text", text), *KINDS, *wrong])

    assert (page.status, len(page.body)) == (422, PAGE_BYTES)


@pytest.mark.parametrize("path", ["/fraga", "/svar/skriv"])
def test_a_text_full_of_what_must_go_fits_one_page(site, path):
    page = wire.ask(site.port, "POST", path, {"text": "&a@b.se " * 500})

    assert (page.status, len(page.body)) == (422, PAGE_BYTES)


@pytest.mark.parametrize("symbol", WORST)
def test_the_longest_answer_fits_one_page(site, symbol):
    code = lodged(site.desk)
    answer = "a" + symbol * 7_998 + "a"
    with site.desk.store.writing() as db:
        holder, ref = site.desk.holder(), ref_of(site.desk)
        desk.answer(db, holder, ref, 1, answer, clock.today())

    page = wire.ask(site.port, "POST", "/svar", {"receipt": code})

    assert (page.status, len(page.body)) == (200, PAGE_BYTES)
    assert "Besvarad" in page.text


@pytest.mark.parametrize("text", [4_000 * '"', 4_000 * "\U0001f600", 9_000 * "å", 58_000 * "a"])
@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_text_that_comes_along_tells_no_code_from_another(answered, prefix, text):
    site, right = answered
    for path, more in TURNED.items():
        codes = {"receipt": right}, {"receipt": visits.NEVER_SENT}
        forms = [code | more | {"text": text} for code in codes]

        found = [wire.ask(site.port, "POST", prefix + path, form) for form in forms]

        kept = {(page.status, len(page.body), unescaped(page.text).count(text)) for page in found}
        assert kept == {(200, PAGE_BYTES, 1)}


@pytest.mark.parametrize("field", ["receipt", "proof", "token", "position", "kinds", "action"])
@pytest.mark.parametrize("path", ["/fraga", "/skicka", "/svar", "/svar/skriv", "/svar/radera"])
def test_a_form_of_own_making_makes_no_longer_page(site, path, field):
    stuffed = [(field, "other")] * 3_000 + [(field, '"' * 5_000)]

    page = wire.ask(site.port, "POST", path, [("text", "Vad får jag säga?"), *stuffed])

    assert len(page.body) == PAGE_BYTES


def test_a_text_that_fits_no_page_comes_back_whole_on_whole_pages(site):
    """Her own sending was as long; the answer tells nothing that it did not."""
    text = "a" * 60_000

    page = wire.ask(site.port, "POST", "/fraga", {"text": text})

    assert text in page.text
    assert len(page.body) == 2 * PAGE_BYTES


@pytest.mark.parametrize("name", MALFORMED)
def test_what_the_server_itself_refuses_gets_the_same_kind_of_page(site, name):
    page = wire.exchange(site.port, MALFORMED[name])

    assert page.status in {400, 404, 413}
    assert len(page.body) == PAGE_BYTES
    assert page.all("Content-Length") == [str(PAGE_BYTES)]
    assert page.all("Cache-Control") == ["no-store, no-transform"]
    assert not page.all("Server")
    assert 'href="/"' in page.text


def test_a_server_that_refuses_goes_on_serving(site):
    for _ in range(20):  # more than it has threads
        wire.exchange(site.port, MALFORMED["no request line"])

    assert wire.ask(site.port, "GET", "/").status == 200


def _without_edge(edge: Any) -> Any:
    return edge.app


def _with_cookie(edge: Any) -> Any:
    def careless(environ, start_response):
        def start(status, headers, *rest):
            return start_response(status, [*headers, ("Set-Cookie", "visits=1")], *rest)

        return edge(environ, start)

    return careless


def _with_script(edge: Any) -> Any:
    def careless(environ, start_response):
        return [b"".join(edge(environ, start_response)).replace(b"</head>", b"<script></script>")]

    return careless


@pytest.mark.parametrize(
    ("careless", "is_caught"),
    [
        (_without_edge, test_every_answer_to_an_employee_has_one_length),
        (_with_cookie, test_no_answer_sets_a_cookie_or_is_packed_or_told_apart),
        (_with_script, test_no_page_has_a_script_an_inline_style_or_anything_of_somebody_elses),
    ],
)
def test_a_careless_site_is_caught(tmp_path, careless, is_caught):
    with visits.in_folder(tmp_path, careless) as running:
        page = wire.ask(running.port, "GET", "/")

    with pytest.raises(AssertionError):
        is_caught({"GET /": page})


def _lasting(page: Answer) -> list[tuple[str, str]]:
    return [pair for pair in page.headers if pair[0] != "date"]


def _active(html: str) -> list[str]:
    """Scripts, styles and loads of a page, as a browser would parse it."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    found = []
    for element in tree.iter():
        tag, pairs = str(element.tag), dict(element.attrib)
        loads = pairs.get("src") or pairs.get("srcset") or (tag in LOADING and pairs.get("href"))
        if tag in {"script", "style", "iframe", "object", "embed", "base"} or "style" in pairs:
            found.append(tag)
        if any(name.startswith("on") for name in pairs):
            found.append(f"{tag} {pairs}")
        if loads and not str(loads).startswith(("/static/", "data:")):
            found.append(str(loads))
        if tag == "form" and not pairs.get("action", "").startswith("/"):
            found.append(f"form to {pairs.get('action')}")
    return found
