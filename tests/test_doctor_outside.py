"""Doctor looks at a site as a browser does, through a real server with TLS in front."""

import gzip
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pressdesk import clock, config
from pressdesk.cli.doctor import outside
from pressdesk.cli.doctor.findings import Finding
from pressdesk.cli.doctor.watch import Watch
from pressdesk.cli.doctor.wire import Line
from pressdesk.web import site as sites
from pressdesk.web.site import Site
from tests.conftest import SETTINGS, Served, serving
from tests.front import HOST, Answer, Front, certificate, fronting

URL = f"https://{HOST}"
DO_NOT_LOOK_AT_FILES = {"web_server_files": (), "unit_files": ()}


@pytest.fixture
def running(store, tmp_path) -> Iterator[Served]:
    with serving(store, tmp_path, public_url=URL, **DO_NOT_LOOK_AT_FILES) as served:
        yield served


@pytest.fixture
def pem(tmp_path_factory) -> Path:
    starts = clock.now() - timedelta(days=1)
    return certificate(tmp_path_factory.mktemp("tls"), HOST, starts, 91)


def looked(running: Served, front: Front) -> list[Finding]:
    line = Line(URL, front.trust, front.via)
    return list(outside.told(running.desk.settings, clock.now(), line))


def bad(findings: list[Finding]) -> dict[str, tuple[str, bool]]:
    return {f.check: (f.level, f.closes) for f in findings if f.level != "fine"}


def with_header(name: str, value: str) -> Callable[[Answer], Answer]:
    return lambda answer: answer._replace(headers=[*answer.headers, (name, value)])


def without(name: str) -> Callable[[Answer], Answer]:
    return lambda answer: answer._replace(
        headers=[(n, v) for n, v in answer.headers if n.lower() != name.lower()]
    )


def compressed(answer: Answer) -> Answer:
    body = gzip.compress(answer.body)
    kept = [(n, v) for n, v in answer.headers if n.lower() != "content-length"]
    added = [("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))]
    return answer._replace(headers=kept + added, body=body)


def in_pieces(answer: Answer) -> Answer:
    kept = [(n, v) for n, v in answer.headers if n.lower() != "content-length"]
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(answer.body), answer.body)
    return answer._replace(headers=[*kept, ("Transfer-Encoding", "chunked")], body=body)


def injected(answer: Answer) -> Answer:
    body = answer.body + b"<script></script>"
    kept = [(n, v) for n, v in answer.headers if n.lower() != "content-length"]
    return answer._replace(headers=[*kept, ("Content-Length", str(len(body)))], body=body)


def test_a_good_front_is_found_good(running, pem):
    with fronting(running.port, pem) as front:
        found = looked(running, front)

    assert bad(found) == {}
    assert {"certificate", "outside-length", "outside-redirect"} <= {f.check for f in found}


@pytest.mark.parametrize(
    ("spoil", "check", "level", "closes"),
    [
        (compressed, "outside-compression", "grave", False),
        (in_pieces, "outside-length", "grave", False),
        (injected, "outside-length", "grave", False),
        (with_header("Set-Cookie", "front=1"), "outside-cookie", "grave", True),
        (with_header("NEL", "{}"), "outside-reports", "grave", True),
        (with_header("Age", "20"), "outside-cache", "grave", True),
        (with_header("X-Cache", "HIT from a"), "outside-cache", "grave", True),
        (with_header("X-Cache", "MISS"), "outside-between", "heed", False),
        (with_header("Via", "1.1 proxy"), "outside-between", "heed", False),
        (with_header("CF-Ray", "1"), "outside-between", "heed", False),
        (with_header("Server", "nginx"), "outside-server", "heed", False),
        (with_header("Cache-Control", "public"), "outside-cache", "grave", False),
        (without("Content-Security-Policy"), "outside-policy", "grave", False),
        (without("Strict-Transport-Security"), "outside-hsts", "grave", False),
        (lambda answer: answer._replace(status=401), "outside", "grave", False),
    ],
)
def test_what_a_front_does_to_the_pages_is_seen(running, pem, spoil, check, level, closes):
    with fronting(running.port, pem, spoil=spoil) as front:
        found = bad(looked(running, front))

    assert found == {check: (level, closes)}


def test_a_host_that_is_not_passed_on_is_seen(running, pem):
    with fronting(running.port, pem, host="127.0.0.1:8080") as front:
        found = bad(looked(running, front))

    assert found == {"outside-host": ("grave", False)}


def test_a_site_that_answers_without_tls_is_seen(running, pem):
    with fronting(running.port, pem, redirects=False) as front:
        found = bad(looked(running, front))

    assert found == {"outside-redirect": ("grave", False)}


@pytest.mark.parametrize(
    ("host", "began_days_ago", "days", "level", "said"),
    [
        (HOST, 100, 90, "grave", "expired"),
        ("www.example.se", 1, 90, "grave", "mismatch"),
        (HOST, 80, 90, "heed", "good for 9 days"),
    ],
)
def test_a_certificate_that_is_not_good_is_seen(
    running, tmp_path, host, began_days_ago, days, level, said
):
    starts = clock.now() - timedelta(days=began_days_ago)
    with fronting(running.port, certificate(tmp_path, host, starts, days)) as front:
        found = looked(running, front)

    (finding,) = [f for f in found if f.check == "certificate"]
    assert (finding.level, finding.closes) == (level, False)
    assert said in finding.says


def test_a_certificate_that_nobody_vouches_for_is_seen(running, pem):
    with fronting(running.port, pem) as front:
        line = Line(URL, None, front.via)
        found = list(outside.told(running.desk.settings, clock.now(), line))

    assert bad(found) == {"certificate": ("grave", False)}


@pytest.mark.parametrize("url", ["http://press.example.se", "https://localhost", "http://[::1]"])
def test_a_site_without_an_outside_is_not_looked_at(url):
    settings = config.parse(SETTINGS | {"public_url": url})

    (finding,) = outside.told(settings, clock.now())

    assert (finding.level, finding.check) == ("fine", "outside")


def test_a_network_that_fails_is_no_fault_of_the_site():
    settings = config.parse(SETTINGS | {"public_url": URL})
    nowhere = Line(URL, None, {443: ("127.0.0.1", 1)})

    (finding,) = outside.told(settings, clock.now(), nowhere)

    assert (finding.level, finding.closes) == ("heed", False)


# what the site does about it by itself


def checks_after(front: Front | None, watch: Watch, site: Site) -> list[str]:
    """What closes the form after the next look."""
    via = front.via if front else {443: ("127.0.0.1", 1)}
    watch._line = Line(URL, front.trust if front else None, via)
    watch.look(site)
    return sites.closed_by(site)


def test_a_cookie_from_the_front_closes_the_form_until_it_is_gone(running, pem):
    site, watch = running.desk.site, Watch()

    with fronting(running.port, pem, spoil=with_header("Set-Cookie", "a=b")) as front:
        assert checks_after(front, watch, site) == ["outside-cookie"]
    assert checks_after(None, watch, site) == ["outside-cookie"]  # not seen mended yet
    with fronting(running.port, pem) as front:
        assert checks_after(front, watch, site) == []


def test_a_certificate_that_runs_out_opens_no_form_that_a_cookie_closed(running, pem, tmp_path):
    site, watch = running.desk.site, Watch()
    with fronting(running.port, pem, spoil=with_header("Set-Cookie", "a=b")) as front:
        checks_after(front, watch, site)

    over = certificate(tmp_path, HOST, clock.now() - timedelta(days=90), 30)
    with fronting(running.port, over) as front:
        assert checks_after(front, watch, site) == ["outside-cookie"]


def test_a_fault_of_our_own_on_the_way_out_is_not_hidden(running):
    watch = Watch(line=object())  # type: ignore[arg-type]

    with pytest.raises(AttributeError):
        watch.look(
            running.desk.site._replace(settings=config.parse(SETTINGS | {"public_url": URL}))
        )


def test_a_network_that_fails_closes_nothing(running):
    assert checks_after(None, Watch(), running.desk.site) == []


def test_a_front_that_only_compresses_closes_nothing(running, pem):
    with fronting(running.port, pem, spoil=compressed) as front:
        assert checks_after(front, Watch(), running.desk.site) == []
