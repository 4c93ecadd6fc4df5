"""Doctor reads the web server's files, and names the line that would record an employee's visit."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from pressdesk.cli.doctor import server
from pressdesk.cli.doctor.findings import Finding
from pressdesk.cli.doctor.front import apache, caddy, files, nginx, reading, units
from pressdesk.cli.doctor.front.files import Files

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
SAMPLES = ROOT / "tests" / "deploy"
HOST = "press.example.se"
GOOD = {"nginx": "nginx.conf", "caddy": "Caddyfile", "apache": "apache.conf"}
FOR_MANY = [("nginx", "nginx-many.conf"), ("caddy", "Caddyfile.many")]
OFFERED = re.compile(r"^(\s*)#(?=[@a-z}\t]|  )", re.MULTILINE)  # lines to take the marks from


def good(kind: str) -> str:
    return (DEPLOY / GOOD[kind]).read_text(encoding="utf-8")


def judged(kind: str, text: str, host: str = HOST) -> list[Finding]:
    return reading.judged(kind, text, "x", lambda *_: [], host)


def of_files(kind: str, path: Path) -> list[Finding]:
    reader = Files("front-read")
    return reading.judged(kind, path.read_text(), str(path), reader.opened, HOST)


def places(findings: list[Finding]) -> set[tuple[str, int, str]]:
    """File, line and check of each finding that names a line."""
    found = set()
    for finding in findings:
        at = re.match(r"(\S+) line (\d+)", finding.says)
        assert at, finding
        found.add((Path(at[1]).name, int(at[2]), finding.check))
    return found


# what is good


@pytest.mark.parametrize("kind", GOOD)
def test_the_files_in_deploy_are_as_doctor_wants_them(kind):
    assert judged(kind, good(kind)) == []


@pytest.mark.parametrize(("kind", "name"), FOR_MANY)
def test_the_files_for_many_processes_are_as_doctor_wants_them(kind, name):
    text = (DEPLOY / name).read_text(encoding="utf-8")
    with_figures = OFFERED.sub(r"\1", text)

    assert with_figures.count("127.0.0.1:8090") == 1
    assert (judged(kind, text), judged(kind, with_figures)) == ([], [])


@pytest.mark.parametrize(("kind", "name"), FOR_MANY)
def test_another_machine_that_is_reached_in_clear_is_named(kind, name):
    text = (DEPLOY / name).read_text(encoding="utf-8").replace("127.0.0.1:8082", "10.0.0.12:8081")
    rows = enumerate(text.splitlines(), 1)
    line = next(n for n, row in rows if "10.0.0.12" in row and row.strip()[0] != "#")

    assert places(judged(kind, text)) == {("x", line, "front-tls")}


@pytest.mark.parametrize(
    ("kind", "address", "is_told"),
    [
        ("nginx", "http://10.0.0.12:8080", True),
        ("nginx", "https://10.0.0.12", False),
        ("nginx", "http://unix:/run/press.sock", False),
        ("nginx", "http://$backend", False),
        ("nginx", "http://[::1]:8080", False),
        ("nginx", "http://[broken", False),
        ("caddy", "press-2.example.se:8080", True),
        ("caddy", "https://10.0.0.12", False),
        ("caddy", "unix//run/press.sock", False),
        ("caddy", "localhost:8080", False),
        ("apache", "http://10.0.0.12:8080/", True),
        ("apache", "https://10.0.0.12/", False),
    ],
)
def test_plain_text_to_another_machine_is_told(kind, address, is_told):
    here = {"nginx": "http://127.0.0.1:8080", "caddy": "127.0.0.1:8080"}
    text = good(kind).replace(here.get(kind, "http://127.0.0.1:8080/"), address)

    assert [finding.check for finding in judged(kind, text)] == ["front-tls"] * is_told


def test_a_tunnel_of_caddys_own_is_no_plain_text():
    tunnel = "reverse_proxy 10.0.0.12:8443 {\n\t\ttransport http {\n\t\t\ttls\n\t\t}\n\t}"

    assert judged("caddy", good("caddy").replace("reverse_proxy 127.0.0.1:8080", tunnel)) == []


@pytest.mark.parametrize("path", sorted(DEPLOY.glob("*.service")), ids=lambda path: path.name)
def test_the_units_in_deploy_are_as_doctor_wants_them(path):
    assert units.judge(units.parse(path.read_text(), path.name)) == []


@pytest.mark.parametrize("kind", GOOD)
def test_what_is_wrong_for_another_host_is_none_of_this_sites_business(kind):
    spoilt = {
        "nginx": "server { server_name www.example.se; access_log /var/log/a; gzip on; }\n",
        "caddy": "www.example.se {\n\tlog\n\tencode gzip\n}\n",
        "apache": "<VirtualHost *:443>\nServerName w.example.se\nCustomLog a b\n</VirtualHost>\n",
    }[kind]

    assert judged(kind, good(kind) + spoilt) == []


@pytest.mark.parametrize(
    "path", ["/desk/", "/konto/", "/register/x", "/siffror/", "= /halsa", "^~ /desk/"]
)
def test_what_staff_do_may_be_logged(path):
    staff = f"location {path} {{ access_log /var/log/staff; proxy_set_header Host $host; }}"

    assert judged("nginx", good("nginx").replace("location / {", f"{staff}\nlocation / {{")) == []


@pytest.mark.parametrize("path", ["/", "/desk", "~ ^/desk/", "/fraga", "= /desk2/"])
def test_a_place_that_an_employee_may_reach_is_not_for_staff(path):
    other = f"location {path} {{ access_log /var/log/staff; }}"

    found = judged("nginx", good("nginx").replace("location / {", f"{other}\nlocation / {{"))

    assert [finding.check for finding in found] == ["front-access-log"]


# what is bad: the good file with one line changed, and the line that doctor must name

BUFFER = "client_body_buffer_size 1m;"
TEMP_FILES = "proxy_max_temp_file_size 0;"
PASS_HOST = "proxy_set_header Host $host;"
NGINX = [
    ("access_log off;", "access_log /var/log/nginx/a.log;", "front-access-log", "closes"),
    ("access_log off;", "access_log syslog:server=10.0.0.1 main;", "front-access-log", "closes"),
    ("access_log off;", "access_log /a.log main if=$loggable;", "front-access-log", "closes"),
    ("error_log /dev/null emerg;", "error_log /a.log;", "front-error-log", "closes"),
    ("error_log /dev/null emerg;", "error_log /a.log crit;", "front-error-log", "closes"),
    ("error_log /dev/null emerg;", "error_log off;", "front-error-log", "closes"),
    ("gzip off;", "gzip on;", "front-compression", "grave"),
    ("gzip off;", "brotli on;", "front-compression", "grave"),
    ("gzip off;", "proxy_cache pages;", "front-keeps", "closes"),
    ("gzip off;", "proxy_store on;", "front-keeps", "closes"),
    ("gzip off;", "client_body_in_file_only clean;", "front-keeps", "closes"),
    ("gzip off;", "mirror /copy;", "front-keeps", "closes"),
    ("gzip off;", "userid on;", "front-keeps", "closes"),
    ("gzip off;", "auth_request /auth;", "front-keeps", "closes"),
    ("gzip off;", 'auth_basic "Staff";', "front-keeps", "closes"),
    ("gzip off;", "ssl_verify_client optional;", "front-keeps", "closes"),
    ("gzip off;", "sub_filter </body> x;", "front-rewriting", "grave"),
    ("gzip off;", "ssi on;", "front-rewriting", "grave"),
    ("gzip off;", "log_by_lua_file /a.lua;", "front-program", "heed"),
    ("gzip off;", "modsecurity on;", "front-program", "heed"),
    ("gzip off;", "add_header Set-Cookie a=b;", "front-cookie", "closes"),
    ("gzip off;", "add_header NEL '{}';", "front-keeps", "closes"),
    ("gzip off;", "add_header Cache-Control private;", "front-headers", "heed"),
    ("gzip off;", "proxy_hide_header Content-Security-Policy;", "front-headers", "grave"),
    (BUFFER, "client_body_buffer_size 16k;", "front-temporary-files", "closes"),
    (BUFFER, "client_body_buffer_size 256k;", "front-temporary-files", "heed"),
    (TEMP_FILES, "proxy_max_temp_file_size 1m;", "front-temporary-files", "closes"),
    (PASS_HOST, "proxy_set_header Host $proxy_host;", "front-host-header", "grave"),
]
GONE = [
    ("access_log off;", "front-access-log", "closes"),
    ("error_log /dev/null emerg;", "front-error-log", "closes"),
    (BUFFER, "front-temporary-files", "closes"),
    (TEMP_FILES, "front-temporary-files", "closes"),
    (PASS_HOST, "front-host-header", "grave"),
]
CADDY = [
    ("reverse_proxy", "log\n\treverse_proxy", "front-access-log", "closes"),
    ("reverse_proxy", "encode gzip\n\treverse_proxy", "front-compression", "grave"),
    ("reverse_proxy", "forward_auth a:1\n\treverse_proxy", "front-keeps", "closes"),
    ("reverse_proxy", "basic_auth {\n\t}\n\treverse_proxy", "front-keeps", "closes"),
    ("reverse_proxy", "tracing {\n\t}\n\treverse_proxy", "front-keeps", "closes"),
    ("reverse_proxy", "templates\n\treverse_proxy", "front-rewriting", "grave"),
    ("reverse_proxy", "header +Set-Cookie a=b\n\treverse_proxy", "front-cookie", "closes"),
    ("reverse_proxy", "header -Content-Security-Policy\n\treverse_proxy", "front-headers", "grave"),
    ("reverse_proxy", "header Cache-Control x\n\treverse_proxy", "front-headers", "heed"),
    ("reverse_proxy", "tls internal\n\treverse_proxy", "front-tls", "heed"),
    ("reverse_proxy", "rate_limit a\n\treverse_proxy", "front-address", "heed"),
    ("press.example.se {", "http://press.example.se {", "front-tls", "grave"),
]
APACHE = [
    ("CustomLog /dev/null common", "CustomLog logs/a common", "front-access-log", "closes"),
    ("CustomLog /dev/null common", "TransferLog |/bin/x", "front-access-log", "closes"),
    ("CustomLog /dev/null common", "CustomLog logs/a common env=!x", "front-access-log", "closes"),
    ("ErrorLog /dev/null", "ErrorLog syslog:local7", "front-error-log", "closes"),
    ("LimitRequestBody 1048576", "GlobalLog a b", "front-access-log", "closes"),
    ("LimitRequestBody 1048576", "ForensicLog a", "front-keeps", "closes"),
    ("LimitRequestBody 1048576", "CacheEnable disk /", "front-keeps", "closes"),
    ("LimitRequestBody 1048576", "CookieTracking on", "front-keeps", "closes"),
    ("LimitRequestBody 1048576", "SSLVerifyClient require", "front-keeps", "closes"),
    ("LimitRequestBody 1048576", "SecAuditEngine RelevantOnly", "front-keeps", "closes"),
    ("LimitRequestBody 1048576", "SecRuleEngine On", "front-program", "heed"),
    ("LimitRequestBody 1048576", "ExtendedStatus On", "front-address", "heed"),
    ("LimitRequestBody 1048576", "LimitRequestBody 4096", "front-body", "grave"),
    ("LimitRequestBody 1048576", "SetEnv proxy-sendcl 1", "front-temporary-files", "closes"),
    ("LimitRequestBody 1048576", "Header set Set-Cookie a=b", "front-cookie", "closes"),
    ("LimitRequestBody 1048576", "Header always add NEL {}", "front-keeps", "closes"),
    ("LimitRequestBody 1048576", "Header unset Content-Security-Policy", "front-headers", "grave"),
    ("LimitRequestBody 1048576", "SetOutputFilter SUBSTITUTE", "front-rewriting", "grave"),
    ("ProxyPreserveHost On", "ProxyPreserveHost Off", "front-host-header", "grave"),
]


@pytest.mark.parametrize(
    ("kind", "old", "new", "check", "level"),
    [
        *(("nginx", *case) for case in NGINX),
        *(("caddy", *case) for case in CADDY),
        *(("apache", *case) for case in APACHE),
    ],
)
def test_a_line_that_must_not_be_there_is_named(kind, old, new, check, level):
    spoilt = good(kind).replace(old, new, 1)
    line = good(kind).partition(old)[0].count("\n") + 1

    found = judged(kind, spoilt)

    wanted = [f for f in found if f.check == check and f.says.startswith(f"x line {line}: ")]
    assert wanted, found
    assert (wanted[0].level, wanted[0].closes) == (
        ("grave", True) if level == "closes" else (level, False)
    )
    assert wanted[0].do or level == "heed"


@pytest.mark.parametrize(("gone", "check", "level"), GONE)
def test_a_line_that_must_be_there_is_missed(gone, check, level):
    found = judged("nginx", good("nginx").replace(gone, "", 1))

    assert {(f.check, f.closes) for f in found} == {(check, level == "closes")}


@pytest.mark.parametrize(
    ("kind", "old", "check"),
    [
        ("nginx", " ssl;", "front-tls"),
        ("apache", "    SSLEngine on\n", "front-tls"),
        ("apache", "    ProxyPreserveHost On\n", "front-host-header"),
    ],
)
def test_what_is_left_out_shows(kind, old, check):
    found = judged(kind, good(kind).replace(old, ";" if old == " ssl;" else ""))

    assert [finding.check for finding in found] == [check]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("exclude http", "exclude http.log.access", 6),
        ("log default", "log other", 4),
        ("output stderr", "level INFO", 0),
        ("exclude http", "level PANIC", 0),
        ("output stderr", "output discard", 0),
    ],
)
def test_caddys_own_log_must_leave_visitors_out(old, new, line):
    found = judged("caddy", good("caddy").replace(old, new))

    assert places(found) == ({("x", line, "front-error-log")} if line else set())
    assert all(finding.closes for finding in found)


def test_apache_without_logs_of_the_host_writes_into_those_of_the_server():
    bare = good("apache").replace("    CustomLog /dev/null common\n", "")

    assert judged("apache", bare) == []
    found = judged("apache", f"CustomLog logs/all combined\n{bare}")
    assert places(found) == {("x", 1, "front-access-log")}


def test_apache_compresses_for_all_hosts_unless_this_one_is_spared():
    for_all = "<IfModule mod_deflate.c>\nAddOutputFilterByType DEFLATE text/html\n</IfModule>\n"
    spared = good("apache")

    assert judged("apache", for_all + spared) == []
    found = judged("apache", for_all + spared.replace("    SetEnv no-gzip 1\n", ""))
    assert places(found) == {("x", 2, "front-compression")}


# whole sets of files, as Debian lays them out


def test_nginx_as_debian_has_it_is_read_with_all_that_it_includes():
    found = of_files("nginx", SAMPLES / "debian-nginx" / "nginx.conf")

    assert places(found) == {
        ("nginx.conf", 4, "front-error-log"),
        ("nginx.conf", 18, "front-access-log"),
        ("nginx.conf", 19, "front-compression"),
        ("press", 8, "front-address"),
        ("proxy.conf", 2, "front-address"),
        ("proxy.conf", 3, "front-temporary-files"),
        ("press", 23, "front-access-log"),
    }


def test_apache_as_debian_has_it_is_read_with_all_that_it_includes():
    found = of_files("apache", SAMPLES / "debian-apache" / "apache2.conf")

    assert places(found) == {
        ("apache2.conf", 3, "front-error-log"),
        ("other-vhosts-access-log.conf", 2, "front-access-log"),
        ("deflate.conf", 3, "front-compression"),
        ("press.conf", 1, "front-host-header"),
    }


def test_a_caddyfile_is_read_with_its_snippets_and_texts():
    found = of_files("caddy", SAMPLES / "logging.Caddyfile")

    assert places(found) == {
        ("logging.Caddyfile", 1, "front-error-log"),
        ("logging.Caddyfile", 2, "front-compression"),
        ("logging.Caddyfile", 3, "front-access-log"),
        ("logging.Caddyfile", 17, "front-host-header"),
        ("logging.Caddyfile", 22, "front-tls"),
    }


def test_a_caddyfile_of_one_site_may_leave_its_braces_out():
    found = judged("caddy", f"{HOST}\n\nencode gzip\nreverse_proxy :1\n")

    assert places(found) == {("x", 3, "front-compression"), ("x", 1, "front-error-log")}


def test_a_line_that_goes_on_is_one_line():
    found = judged(
        "caddy", good("caddy").replace("reverse_proxy", "encode\\\n gzip\n\treverse_proxy")
    )

    (finding,) = found
    assert "encode gzip would compress" in finding.says


@pytest.mark.parametrize(
    ("address", "checks"),
    [
        ("postgresql://pressdesk_web:hemligt@db.example.se/pressdesk", ["unit-secrets"]),
        ("postgresql://pressdesk_web@/pressdesk?host=/run/postgresql", []),
    ],
)
def test_a_units_address_of_the_database_must_have_no_password(address, checks):
    text = (DEPLOY / "pressdesk@.service").read_text()
    line = f"[Service]\nEnvironment=PRESSDESK_DATABASE_URL={address}\n"

    found = units.judge(units.parse(text.replace("[Service]\n", line, 1), "u"))

    assert [finding.check for finding in found] == checks


def test_an_address_that_systemd_hands_over_is_not_taken_for_open(tmp_path):
    given = tmp_path / "database_url"
    given.touch()
    given.chmod(0o440)  # how a list of who may read it looks
    named = {"PRESSDESK_DATABASE_URL_FILE": str(given)}

    by_systemd = list(server.address_file(named | {"CREDENTIALS_DIRECTORY": str(tmp_path)}))

    assert by_systemd == []
    assert [finding.level for finding in server.address_file(named)] == ["grave"]


def test_a_unit_that_logs_visits_and_shows_secrets_is_named_line_by_line():
    text = (SAMPLES / "gunicorn.service").read_text()

    found = units.judge(units.parse(text, "u"))

    assert places(found) == {
        ("u", 5, "unit-user"),
        ("u", 5, "unit-hardening"),
        ("u", 6, "unit-secrets"),
        ("u", 7, "unit-access-log"),
        ("u", 10, "unit-hardening"),
    }
    assert {finding.check for finding in found if finding.closes} == {"unit-access-log"}


@pytest.mark.parametrize(
    ("start", "checks"),
    [
        ("uwsgi --http :1", {"unit-access-log"}),
        ("uwsgi --http :1 --disable-logging", {"unit-server"}),
        ("waitress-serve pressdesk:x", {"unit-server"}),
        ("pressdesk serve", set()),
    ],
)
def test_another_server_than_our_own_is_seen(start, checks):
    text = (DEPLOY / "pressdesk.service").read_text()
    spoilt = re.sub(r"^ExecStart=.*", f"ExecStart=/opt/bin/{start}", text, flags=re.MULTILINE)

    assert {f.check for f in units.judge(units.parse(spoilt, "u"))} == checks


def test_a_drop_in_counts_more_than_its_unit(tmp_path):
    unit = tmp_path / "pressdesk.service"
    unit.write_text((DEPLOY / "pressdesk.service").read_text())
    (tmp_path / "pressdesk.service.d").mkdir()
    (tmp_path / "pressdesk.service.d" / "mine.conf").write_text("[Service]\nUser=root\n")

    lines = [
        x for p in files.unit_files((str(unit),))[0] for x in units.parse(p.read_text(), p.name)
    ]

    assert places(units.judge(lines)) == {("mine.conf", 2, "unit-user")}


# finding out what a file is, and what cannot be read


@pytest.mark.parametrize("kind", GOOD)
def test_what_a_file_is_for_is_told_from_its_words(kind):
    assert files.kind_of(Path("/srv/press"), good(kind)) == kind


@pytest.mark.parametrize("text", ["", "hello", "\x00\xff" * 50])
def test_a_file_of_nothing_known_is_none(text):
    assert files.kind_of(Path("/srv/press"), text) == ""


def test_files_that_include_each_other_end(tmp_path):
    for name, other in (("a.conf", "b.conf"), ("b.conf", "a.conf")):
        (tmp_path / name).write_text(f"include {other};\ninclude *.conf;\ngzip on;\n")

    found = of_files("nginx", tmp_path / "a.conf")

    assert any("includes a file that includes this one" in finding.says for finding in found)


def test_an_include_of_nothing_is_fine_and_of_a_missing_file_is_told(tmp_path):
    (tmp_path / "a.conf").write_text("include nowhere/*.conf;\ninclude nowhere;\ninclude ~x**y;\n")

    found = of_files("nginx", tmp_path / "a.conf")

    assert [f.check for f in found] == ["front-read", "front-host"]
    assert "a.conf line 2: includes a file that doctor does not find" in found[0].says


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("nginx", "http {\nserver {\n", "opens a block that is never closed"),
        ("nginx", "}\n", "closes a block that was never opened"),
        ("nginx", 'a "b;\n', "a quotation mark is never closed"),
        ("nginx", "a {" * 1_000, "opens too many blocks"),
        ("caddy", "a {\n", "opens a block that is never closed"),
        ("caddy", "}\n", "closes a block that was never opened"),
        ("caddy", "a `b\n", "a quotation mark is never closed"),
        ("caddy", "a {\n" * 1_000, "opens too many blocks"),
        ("apache", "<VirtualHost *>\n", "opens a block that is never closed"),
        ("apache", "</VirtualHost>\n", "closes a block that was never opened"),
        ("apache", "<If x>\n" * 1_000, "opens too many blocks"),
        ("apache", "<A>\n</B>\n", "closes another section"),
    ],
)
def test_what_cannot_be_understood_is_said_and_never_a_trace(kind, text, says):
    found = judged(kind, text)

    assert any(says in finding.says and finding.check == "front-read" for finding in found)


PIECES = {
    "nginx": "server { } ; \" ' # \\ ${ $ \n include a listen ssl access_log off gzip on location",
    "caddy": '{ } ` " # \\ \n << <<X X import (a) log encode a.se , press.example.se http://',
    "apache": "< > </ <If </If> \" ' \\ \n # CustomLog Include <VirtualHost </VirtualHost>",
}


@pytest.mark.parametrize("kind", GOOD)
@trying(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_nothing_that_stands_in_a_file_breaks_a_reader(kind, data):
    words = st.sampled_from([*PIECES[kind].split(" "), press := HOST, f"server_name {press};"])
    parts = data.draw(st.lists(words | st.text(max_size=8), max_size=40))

    found = judged(kind, data.draw(st.sampled_from([" ", "\n", ""])).join(parts))

    assert all(finding.level in {"fine", "heed", "grave"} for finding in found)


@trying(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_nothing_that_stands_in_a_unit_breaks_its_reader(text):
    found = units.judge(units.parse(f"[Service]\n{text}", "u"))

    assert all(finding.level in {"fine", "heed", "grave"} for finding in found)


LONG = {
    "braces": "{" * 1_000_000,
    "quotes": '"' * 999_999,
    "escapes": '"' + '\\"' * 500_000,
    "dollars": "${" * 500_000,
    "one word": "a" * 1_000_000,
    "lines": "gzip on;\n" * 111_111,
    "joined": "a\\\n" * 300_000,
    "heredocs": "x <<A\n" * 150_000,
    "binary": "\x00\x01\ufffd" * 333_333,
}


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_megabyte_of_anything_is_read_to_its_end(kind, text):
    parse = {"nginx": nginx.parse, "caddy": caddy.parse, "apache": apache.parse}[kind]

    assert parse(text, "x").faults is not None
