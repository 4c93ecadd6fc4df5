"""The edge alone: what passes, what is refused, and one length for every answer to an employee."""

import io
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressdesk.config import parse
from pressdesk.languages import SWEDISH, Language
from pressdesk.web import edge
from pressdesk.web.edge import EMPLOYEE_BODY_BYTES, PAGE_BYTES, REFUSED, STAFF_BODY_BYTES, Edge
from pressdesk.web.i18n import LANGUAGE
from tests.conftest import SETTINGS

MARK = "canary"
TELLING = {
    "REMOTE_ADDR": "192.0.2.7",
    "REMOTE_HOST": MARK,
    "REMOTE_PORT": "50000",
    "REMOTE_USER": MARK,
    "REQUEST_URI": f"/{MARK}",
    "SCRIPT_NAME": f"/{MARK}",
    "SERVER_SOFTWARE": MARK,
    "AUTH_TYPE": MARK,
    "HTTP_USER_AGENT": MARK,
    "HTTP_ACCEPT": MARK,
    "HTTP_ACCEPT_LANGUAGE": MARK,
    "HTTP_ACCEPT_ENCODING": MARK,
    "HTTP_X_FORWARDED_FOR": MARK,
    "HTTP_X_FORWARDED_HOST": MARK,
    "HTTP_FORWARDED": MARK,
    "HTTP_VIA": MARK,
    "HTTP_FROM": MARK,
    "HTTP_ORIGIN": MARK,
    "HTTP_AUTHORIZATION": MARK,
    "HTTP_IF_NONE_MATCH": MARK,
    "HTTP_RANGE": MARK,
    "HTTP_SEC_CH_UA": MARK,
    "HTTP_DNT": MARK,
    "pressdesk.refused": MARK,
    "pressdesk.language": MARK,
    "werkzeug.request": MARK,
}
STAFFS_OWN = {"QUERY_STRING": f"a={MARK}", "HTTP_COOKIE": MARK, "HTTP_REFERER": MARK}
EMPLOYEES = [
    "/",
    "/fraga",
    "/oppna-siffror/",
    "/svar/skriv",
    "/static/x.css",
    "/deskx",
    "/Desk/",
    "/no/desk",
    "",
]
STAFFS = ["/desk/", "/konto/logga-in", "/siffror", "//desk/", "/halsa", "/register/x", "/demo"]
FAR = Language("/xx", "en", "xx", "Låtsasspråket")


class Inside:
    """An app that keeps what reached it, and answers with what it was given."""

    def __init__(self, body: bytes = b"<p>svar</p>", *headers: tuple[str, str]) -> None:
        self.body = body
        self.headers = [("Content-Type", "text/html; charset=utf-8"), *headers]
        self.seen: dict = {}
        self.is_closed = False

    def __call__(self, environ, start_response):
        self.seen = environ
        start_response("200 OK", self.headers)
        return self

    def __iter__(self):
        yield from (self.body[:5], self.body[5:])

    def close(self) -> None:
        self.is_closed = True


def ask(app: Inside, path: str = "/", **environ: object) -> tuple[str, dict[str, str], bytes]:
    """A request through the edge: status, headers, body."""
    settings = parse(SETTINGS | {"public_url": environ.pop("url", "http://localhost")})
    given = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "HTTP_HOST": settings.public_url.partition("//")[2],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
    found: list = []
    body = Edge(app, settings, (SWEDISH, FAR))(given | environ, lambda *start: found.append(start))
    status, headers = found[-1]
    return status, dict(headers), b"".join(body)


def refusal(**environ: object) -> str | None:
    """Why the edge turns a request away."""
    app = Inside()
    ask(app, **environ)
    return app.seen.get(REFUSED)


def marked(seen: dict) -> list[str]:
    return [name for name, value in seen.items() if MARK in str(value)]


@pytest.mark.parametrize("path", EMPLOYEES)
def test_nothing_that_tells_who_she_is_reaches_an_employees_page(path):
    app = Inside()

    ask(app, path, **TELLING, **STAFFS_OWN)

    assert marked(app.seen) == []
    assert not {"REMOTE_ADDR", "REMOTE_PORT", *STAFFS_OWN} & set(app.seen) - {"QUERY_STRING"}


@pytest.mark.parametrize("path", STAFFS)
def test_only_cookie_referrer_and_query_reach_a_staff_page(path):
    app = Inside()

    ask(app, path, **TELLING, **STAFFS_OWN)

    assert sorted(marked(app.seen)) == sorted(STAFFS_OWN)


def test_a_careless_edge_would_let_the_marks_through(monkeypatch):
    monkeypatch.setattr(edge, "KEPT", edge.KEPT | set(TELLING))
    app = Inside()

    ask(app, **TELLING)

    assert len(marked(app.seen)) > 15


@given(st.text(string.ascii_uppercase + "_.", min_size=1, max_size=30))
def test_no_variable_passes_but_those_of_the_short_list(name):
    app = Inside()
    expected = edge.KEPT | {"HTTP_HOST", "QUERY_STRING"}

    ask(app, **{name: MARK} if name not in expected else {})

    assert name in expected or marked(app.seen) == []


@pytest.mark.parametrize(
    ("url", "host", "passes"),
    [
        ("http://localhost", "localhost", True),
        ("http://localhost", "LOCALHOST:5000", True),
        ("http://localhost", "127.0.0.1:8080", True),
        ("http://localhost", "[::1]:8080", True),
        ("http://[::1]:8080", "[::1]:8080", True),
        ("http://localhost", "press.example.se", False),
        ("https://press.example.se", "press.example.se", True),
        ("https://press.example.se", "press.example.se:443", True),
        ("https://press.example.se", "localhost", False),
        ("https://press.example.se", "press.example.se.evil.example", False),
        ("https://press.example.se", "evil-press.example.se", False),
        ("http://localhost", "", False),
        ("http://localhost", "canary@localhost", False),
        ("http://localhost", "localhost/canary", False),
        ("http://localhost", "localhost?canary", False),
        ("http://localhost", "localhost#canary", False),
        ("http://localhost", "localhost canary", False),
        ("http://localhost", "localhost:canary", False),
        ("http://localhost", "localhost:", False),
        ("http://localhost", "localhost:123456", False),
        ("http://localhost", "[::1", False),
        ("http://localhost", "::1]", False),
        ("http://localhost", "[canary]", False),
        ("http://localhost", "localhost,canary", False),
        ("http://localhost", "\xe5\xe4\xf6", False),
        ("http://localhost", "localhost\n", False),
    ],
)
def test_a_site_answers_to_its_own_hosts_and_to_no_other(url, host, passes):
    app = Inside()

    ask(app, url=url, HTTP_HOST=host)

    assert app.seen.get(REFUSED) == (None if passes else "host")
    assert app.seen["HTTP_HOST"] in (
        {host.lower()} if passes else {"localhost", "press.example.se"}
    )


@given(st.text(max_size=40).map(lambda text: text.encode().decode("latin-1")))
def test_no_host_makes_the_edge_stumble(host):
    assert refusal(HTTP_HOST=host) in {None, "host"}


def test_the_scheme_and_port_are_those_of_the_settings():
    app = Inside()

    ask(app, url="https://press.example.se", **{"wsgi.url_scheme": "http", "SERVER_PORT": "8080"})

    assert (app.seen["wsgi.url_scheme"], app.seen["SERVER_PORT"]) == ("https", "443")


@pytest.mark.parametrize(
    ("site", "reason"),
    [
        ("same-origin", None),
        ("cross-site", "cross-site"),
        ("same-site", "cross-site"),
        ("none", "cross-site"),
        ("", "cross-site"),
        ("SAME-ORIGIN", "cross-site"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/fraga", "/desk/"])
def test_another_sites_form_goes_no_further(site, reason, method, path):
    given = {"PATH_INFO": path, "REQUEST_METHOD": method, "HTTP_SEC_FETCH_SITE": site}

    assert refusal(**given) == reason


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_link_from_another_site_opens(method):
    assert refusal(REQUEST_METHOD=method, HTTP_SEC_FETCH_SITE="cross-site") is None


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/fraga", EMPLOYEE_BODY_BYTES), ("/svar", EMPLOYEE_BODY_BYTES), ("/desk/", STAFF_BODY_BYTES)],
)
@pytest.mark.parametrize("over", [0, 1])
def test_a_body_may_be_as_long_as_its_limit(path, limit, over):
    given = {"PATH_INFO": path, "REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(limit + over)}

    assert refusal(**given) == ("too-long" if over else None)


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "0x10", " 5", "9" * 5_000, "1,1", "²", "+5"])
def test_a_length_that_is_no_number_is_too_long(length):
    assert refusal(REQUEST_METHOD="POST", CONTENT_LENGTH=length) == "too-long"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("application/x-www-form-urlencoded", None),
        ("Application/X-WWW-Form-Urlencoded; charset=utf-8", None),
        ("", None),
        ("application/json", "not-a-form"),
        ("multipart/form-data; boundary=x", "not-a-form"),
        ("text/plain", "not-a-form"),
        ("application/x-www-form-urlencodedx", "not-a-form"),
        ("\xe5;", "not-a-form"),
    ],
)
def test_only_a_form_is_read(kind, reason):
    assert refusal(REQUEST_METHOD="POST", CONTENT_TYPE=kind) == reason


def test_what_is_refused_reaches_nothing_but_the_page_that_says_so():
    app = Inside()

    ask(app, REQUEST_METHOD="POST", CONTENT_LENGTH="70000", CONTENT_TYPE=edge.FORM)

    assert (app.seen["REQUEST_METHOD"], app.seen["CONTENT_LENGTH"]) == ("GET", "0")


@pytest.mark.parametrize("length", [0, 1, 1_000, 65_000, 65_523, 65_524, 65_525, 65_536, 130_000])
def test_every_answer_to_an_employee_has_the_next_multiple_of_one_length(length):
    _status, headers, body = ask(Inside(b"x" * length))

    assert len(body) % PAGE_BYTES == 0
    assert length < len(body) <= length + PAGE_BYTES + 12
    assert headers["Content-Length"] == str(len(body))


def test_the_padding_is_never_the_same_and_hides_in_a_comment():
    first, second = (ask(Inside())[2] for _ in range(2))

    assert first != second
    assert first.startswith(b"<p>svar</p><!-- ")
    assert first.endswith(b" -->\n")
    assert first.count(b"--") == 2


def test_a_style_sheet_is_padded_as_a_style_sheet():
    app = Inside(b"p { color: red }")
    app.headers = [("Content-Type", "text/css; charset=utf-8")]

    _status, headers, body = ask(app, "/static/x.css")

    assert (len(body), headers["Content-Type"]) == (PAGE_BYTES, "text/css; charset=utf-8")
    assert body.startswith(b"p { color: red }/* ")
    assert body.endswith(b" */\n")
    assert body.count(b"*/") == 1


@pytest.mark.parametrize(
    ("path", "kind", "as_it_is"),
    [
        ("/oppna-siffror/alla.csv", "text/csv; charset=utf-8", True),
        ("/oppna-siffror/2026/topic.svg", "image/svg+xml", True),
        ("/oppna-siffror/", "text/html; charset=utf-8", False),
        ("/oppna-siffror/x", "application/json", False),
        ("/oppna-siffrorx", "text/csv", False),
        ("/fraga", "text/csv", False),
        ("/static/x.svg", "image/svg+xml", False),
    ],
)
def test_only_a_file_of_open_data_is_sent_as_it_is(path, kind, as_it_is):
    app = Inside(b"a,b", ("Content-Disposition", "attachment"), ("Set-Cookie", "a=b"))
    app.headers[0] = ("Content-Type", kind)

    _status, headers, body = ask(app, path, **TELLING, **STAFFS_OWN)

    assert (body == b"a,b", len(body) == PAGE_BYTES) == (as_it_is, not as_it_is)
    assert ("Set-Cookie" in headers, marked(app.seen)) == (False, [])
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_head_request_gets_the_headers_of_the_page_and_no_body():
    app = Inside()

    whole, head = ask(app), ask(app, REQUEST_METHOD="HEAD")

    assert app.seen["REQUEST_METHOD"] == "GET"
    assert (head[0], head[1], head[2]) == (whole[0], whole[1], b"")


@pytest.mark.parametrize(
    "header",
    ["Set-Cookie", "ETag", "Last-Modified", "Vary", "Expires", "Allow", "Accept-Ranges",
     "Content-Disposition"],
)  # fmt: skip
def test_no_header_that_could_know_her_again_leaves_an_employees_page(header):
    _status, headers, _body = ask(Inside(b"", (header, MARK)))

    assert MARK not in str(headers)


@pytest.mark.parametrize(("path", "kept"), [("/konto/", True), ("/fraga", False)])
def test_only_a_staff_page_may_set_a_cookie(path, kept):
    _status, headers, _body = ask(Inside(b"", ("Set-Cookie", "a=b")), path)

    assert ("Set-Cookie" in headers) == kept


@pytest.mark.parametrize(("path", "policy"), [("/konto/", "same-origin"), ("/", "no-referrer")])
def test_the_policies_are_on_every_answer(path, policy):
    _status, headers, _body = ask(Inside(b"", ("Cache-Control", "public")), path)

    assert headers["Cache-Control"] == "no-store, no-transform"
    assert headers["Referrer-Policy"] == policy
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("url", "is_told"), [("https://press.example.se", True), ("http://localhost", False)]
)
def test_a_browser_is_told_to_stay_on_https(url, is_told):
    _status, headers, _body = ask(Inside(), url=url)

    assert ("Strict-Transport-Security" in headers) == is_told


def test_what_the_app_opened_is_closed():
    app = Inside()

    ask(app)

    assert app.is_closed


@pytest.mark.parametrize(
    ("path", "inside"), [("/xx", "/"), ("/xx/", "/"), ("/xx/fraga", "/fraga"), ("/xx/xx", "/xx")]
)
def test_a_language_is_read_off_the_path(path, inside):
    app = Inside()

    ask(app, path)

    assert (app.seen["SCRIPT_NAME"], app.seen["PATH_INFO"]) == ("/xx", inside)
    assert app.seen[LANGUAGE] == FAR


@pytest.mark.parametrize("path", ["/", "/xxl", "/xxl/fraga", "/fraga/xx", "//xx"])
def test_what_only_looks_like_a_language_is_the_first_one(path):
    app = Inside()

    ask(app, path)

    assert (app.seen["SCRIPT_NAME"], app.seen["PATH_INFO"]) == ("", path)
    assert app.seen.get(LANGUAGE, SWEDISH) == SWEDISH


@pytest.mark.parametrize(("path", "is_staff"), [("/xx/konto/", True), ("/xx/fraga", False)])
def test_a_staff_page_is_one_in_every_language(path, is_staff):
    app = Inside(b"", ("Set-Cookie", "a=b"))

    _status, headers, _body = ask(app, path, **STAFFS_OWN)

    assert ("HTTP_COOKIE" in app.seen) == ("Set-Cookie" in headers) == is_staff


def test_links_of_a_page_keep_its_language(desk_site):
    client = desk_site.app().test_client()

    page = client.get("/en/fraga")

    assert page.status_code == 200
    assert 'action="/en/fraga"' in page.text
    assert '<html lang="en">' in page.text
    assert 'href="/fraga"' not in page.text


def test_staff_can_sign_in_from_a_page_in_another_language(desk_site):
    from tests.conftest import fields

    client = desk_site.app().test_client()
    person = desk_site.ofelia
    form = fields(client.get("/en/konto/logga-in").text)
    given = {"name": person.name, "passphrase": person.phrase, "code": person.code()}

    found = client.post("/en/konto/logga-in", data=form | given)

    assert found.status_code == 303
    assert client.get("/konto/").status_code == 200


def test_a_query_of_bytes_that_are_no_text_arrives_as_a_browser_would_write_it():
    app = Inside()

    ask(app, "/desk/", QUERY_STRING="after=\xff\xe5&visa=%E5+x")

    assert app.seen["QUERY_STRING"] == "after=%FF%E5&visa=%E5+x"


@pytest.mark.parametrize("query", ["after=\xff\xfe\xfd", "visa=\xc3", "\x80&\xed\xa0\x80=1"])
def test_a_query_of_bytes_that_are_no_text_gets_a_page(ofelia, query):
    for path in ("/desk/", "/en/register/", "/siffror/metod", "/register/listor/enheter"):
        found = ofelia.get(path, environ_overrides={"QUERY_STRING": query})

        assert found.status_code in {200, 302, 404}, path


def test_a_method_in_small_letters_is_held_to_the_same_rules(desk_site):
    client = desk_site.app().test_client()

    found = client.open("/fraga", method="post", data="{}", content_type="application/json")

    assert found.status_code == 415


@pytest.mark.parametrize(
    "host", ["localhost:0", "localhost:00080", "localhost:999999", "localhost:"]
)
def test_a_port_that_is_none_leads_nowhere(employee, host):
    found = employee.get("/register//fragor", headers={"Host": host})

    assert (found.status_code, found.location) == (400, None)


@pytest.mark.parametrize("host", ["localhost", "evil.example"])
@pytest.mark.parametrize("path", ["/", "/fraga", "/desk/", "/no"])
def test_asking_for_the_head_gets_no_body_even_when_it_is_refused(path, host):
    _status, headers, body = ask(Inside(), path, REQUEST_METHOD="HEAD", HTTP_HOST=host)

    assert body == b""
    assert "Content-Type" in headers
