"""Doctor judges the block that really answers the host, as real nginx, Apache and Caddy choose it:
a neighbour that logs closes no good site's form, and a stray visit that is logged is not missed.
"""

import os
from pathlib import Path

import pytest

from pressdesk.cli.doctor.findings import Finding
from pressdesk.cli.doctor.front import files, nginx_choosing, reading, units
from pressdesk.cli.doctor.front.files import Files

DEPLOY = Path(__file__).parent.parent / "deploy"
HOST = "press.example.se"
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
BUFFERED = NGINX.replace("proxy_max_temp_file_size 0;", "")
CADDY = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
APACHE = (DEPLOY / "apache.conf").read_text(encoding="utf-8")
LOGS = "front-access-log"
ERRORS = "front-error-log"
ON_DISK = "front-temporary-files"


def judged(kind: str, text: str) -> list[Finding]:
    return reading.judged(kind, text, "x", lambda *_: [], HOST)


def closing(findings: list[Finding]) -> set[str]:
    assert "front-host" not in {finding.check for finding in findings}
    return {finding.check for finding in findings if finding.closes}


def debian(servers: str) -> str:
    """Server blocks in an `http` that logs and compresses, as Debian has it."""
    around = "error_log /var/log/nginx/error.log;\nhttp {\naccess_log /var/log/a;\ngzip on;\n"
    return f"{around}{servers}\n}}\n"


def within(place: str) -> str:
    return NGINX.replace("location / {", f"{place}\nlocation / {{")


TLS_ONLY, _, PLAIN = NGINX.rpartition("server {")
PLAIN = f"server {{{PLAIN}"
DEFAULT_80 = "server { listen 80 default_server; listen [::]:80 default_server; server_name _; }\n"
SILENT_80 = "server { listen 80; server_name _; access_log off; return 301 https://$host; }\n"
DEFAULT_443 = "server { listen 443 ssl default_server; location / { proxy_pass http://a; } }\n"
WILDCARD = "server { listen 443 ssl; listen 80; server_name *.example.se .example.se; }\n"
REGEX = "server { listen 443 ssl; server_name ~^(?<unit>.+)\\.EXAMPLE\\.se$; }\n"
SECOND = f"server {{ listen 443 ssl; server_name {HOST}; }}\n"
STATUS = "server { listen 127.0.0.1:80; location /stub_status { stub_status; } }\n"
LUA = "init_by_lua_block { -- don't mind }\n local x = {'a'} }\n"


@pytest.mark.parametrize(
    ("text", "checks"),
    [
        (debian(NGINX), set()),
        (debian(DEFAULT_80 + DEFAULT_443 + NGINX), set()),
        (debian(WILDCARD + NGINX), set()),
        (debian(REGEX + NGINX), set()),
        (debian(REGEX), {LOGS, ERRORS}),
        (debian(NGINX + SECOND), set()),
        (debian(SECOND + NGINX), {LOGS, ERRORS}),
        (debian(DEFAULT_80 + TLS_ONLY), {LOGS}),
        (debian(SILENT_80 + TLS_ONLY), set()),
        (debian(STATUS + TLS_ONLY), set()),
        (debian(DEFAULT_443 + PLAIN), {LOGS, ERRORS, ON_DISK}),
        (f"stream {{ access_log /s; server {{ listen 5432; }} }}\n{NGINX}", set()),
        (
            f"error_log /e;\nstream {{ access_log /s; server {{ listen 443; }} }}\n{NGINX}",
            {LOGS, ERRORS},
        ),
        (within("location ^~ /.well-known/acme-challenge/ { access_log /a; }"), set()),
        (within("location = /nginx_status { auth_basic x; stub_status; }"), set()),
        (within("location = /favicon.ico { access_log /a; }"), {LOGS}),
        (within("location /desk/ { client_body_buffer_size 8k; proxy_pass http://a; }"), {ON_DISK}),
        (debian(LUA + NGINX.replace("access_log off;", "", 1)), {LOGS}),
        (debian(LUA + NGINX), set()),
        (BUFFERED.replace("16 8k", "32 16k"), set()),
        (BUFFERED.replace("16 8k", "8 16k"), {ON_DISK}),
        (NGINX.replace("gzip off;", 'more_set_headers "Set-Cookie: a=b";'), {"front-cookie"}),
        (NGINX.replace("\n", "\r\n"), set()),
    ],
)
def test_of_nginxs_blocks_the_one_that_answers_is_judged(text, checks):
    assert closing(judged("nginx", text)) == checks


def test_compression_counts_where_pages_pass():
    off = NGINX.replace("gzip off;", "").replace("proxy_pass", "gzip off;\nproxy_pass")

    assert judged("nginx", debian(off)) == []
    assert judged("nginx", debian(off.replace("gzip off;", ""))) != []


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("expires 30d;", {"grave"}),
        ("expires -1;", {"grave"}),
        ("expires off;", set()),
        ("more_clear_headers Cache-Control Server;", {"grave"}),
        ('more_set_headers "Referrer-Policy: x";', {"heed"}),
        ('more_set_headers "Server: x";', set()),
    ],
)
def test_what_writes_over_our_headers_is_named(line, level):
    found = judged("nginx", NGINX.replace("gzip off;", f"gzip off; {line}"))

    assert {finding.level for finding in found} == level


@pytest.mark.parametrize(
    ("listen", "address", "port"),
    [
        ("80", "*", "80"),
        ("0.0.0.0:80", "*", "80"),
        ("[::]:443", "[::]", "443"),
        ("[::1]", "[::1]", "80"),
        ("10.0.0.1", "10.0.0.1", "80"),
        ("unix:/run/x.sock", "unix:/run/x.sock", ""),
    ],
)
def test_a_listen_line_is_a_door(listen, address, port):
    assert nginx_choosing._door(listen) == (address, port)


# Apache

OTHER_VHOSTS = "CustomLog ${APACHE_LOG_DIR}/other_vhosts_access.log vhost_combined\n"
FIRST_80 = "<VirtualHost *:80>\nServerName localhost\nCustomLog a combined\n</VirtualHost>\n"
ALIAS = (
    "<VirtualHost *:443>\nServerName x.se\nServerAlias *.example.se\nCustomLog a b\n"
    "ErrorLog c\n</VirtualHost>\n"
)
MACRO = (
    "<Macro VHost $host $port>\n<VirtualHost *:443>\nServerName $host\nCustomLog $host b\n"
    "ErrorLog c\nProxyPass / http://127.0.0.1:$port/\n</VirtualHost>\n</Macro>\n"
    f"Use VHost {HOST} 8080\nUse VHost www.example.se 81\n"
)
AUTH = "AuthType Basic\n</Location>\n    ProxyPass "


@pytest.mark.parametrize(
    ("text", "checks"),
    [
        (OTHER_VHOSTS + FIRST_80 + APACHE, set()),
        (FIRST_80 + APACHE.rpartition("<VirtualHost")[0], {LOGS}),
        (APACHE + ALIAS, set()),
        (ALIAS + APACHE, {LOGS, ERRORS}),
        (MACRO, {LOGS, ERRORS}),
        ("<Macro A>\nUse A\n</Macro>\nUse A\n" + APACHE, set()),
        (f"Define PRESS {HOST}\n" + APACHE.replace(f"{HOST}\n", "${PRESS}\n"), set()),
        (f"<IfModule mod_ssl.c>\n{APACHE}</IfModule>\n", set()),
        (APACHE.replace("ProxyPass ", f'<Location "/server-status">\n{AUTH}', 1), set()),
        (APACHE.replace("ProxyPass ", f"<Location /desk/>\n{AUTH}", 1), set()),
        (APACHE.replace("ProxyPass ", f"<Location />\n{AUTH}", 1), {"front-keeps"}),
    ],
)
def test_of_apaches_hosts_the_one_that_answers_is_judged(text, checks):
    assert closing(judged("apache", text)) == checks


@pytest.mark.parametrize(("flags", "passes"), [("[L,P]", True), ("[P]", True), ("[PT,L]", False)])
def test_a_rewriting_rule_may_pass_pages_on(flags, passes):
    text = APACHE.replace("ProxyPass        /", "RewriteRule ^(.*)$").replace(
        ":8080/", f":8080$1 {flags}"
    )
    found = judged("apache", text.replace("ProxyPreserveHost On", ""))

    assert [finding.check for finding in found] == (["front-host-header"] if passes else [])


def test_apache_compresses_nothing_for_whom_it_believes_to_want_nothing():
    for_all = "AddOutputFilterByType DEFLATE text/html\n"
    spared = APACHE.replace("SetEnv no-gzip 1", "RequestHeader unset Accept-Encoding")

    assert judged("apache", for_all + spared) == []


# Caddy

WWW_LOG = "{\n\tlog www {\n\t\toutput file /x\n\t\tinclude http.log.access.www\n\t}\n"
STAFF = (
    "@staff path /desk/* /konto/*\n\tbasic_auth @staff {\n\t\ta b\n\t}\n"
    "\tforward_auth /register/* a:1 {\n\t\turi /x\n\t}\n\treverse_proxy"
)
HERS = "@x path /desk/* /fraga\n\tbasic_auth @x {\n\t\ta b\n\t}\n\treverse_proxy"
NOT_STAFF = "@x {\n\t\tnot path /desk/*\n\t}\n\tbasic_auth @x {\n\t\ta b\n\t}\n\treverse_proxy"
SNIPPET = "(site) {\n\t{args[0]} {\n\t\tlog\n\t\treverse_proxy {args.1}\n\t}\n}\n"


@pytest.mark.parametrize(
    ("text", "checks"),
    [
        (f"{CADDY}*.example.se {{\n\tlog\n}}\n", set()),
        (f"{CADDY}:443 {{\n\tlog\n}}\n", set()),
        (f"{CADDY}:80 {{\n\tlog\n}}\n", {LOGS}),
        (f"{CADDY}http://{HOST} {{\n\tredir https://{HOST}\n}}\n:80 {{\n\tlog\n}}\n", set()),
        (CADDY.replace("{\n", WWW_LOG, 1), set()),
        (CADDY.replace("{\n", WWW_LOG.replace(".access.www", ""), 1), {ERRORS}),
        (CADDY.replace("reverse_proxy", STAFF), set()),
        (CADDY.replace("reverse_proxy", HERS), {"front-keeps"}),
        (CADDY.replace("reverse_proxy", NOT_STAFF), {"front-keeps"}),
        (
            f"{CADDY.partition(HOST)[0]}{SNIPPET}import site {HOST} a:1\n",
            {LOGS},
        ),
    ],
)
def test_of_caddys_sites_the_one_that_answers_is_judged(text, checks):
    assert closing(judged("caddy", text)) == checks


# systemd

GUNICORN = "ExecStart=/opt/bin/gunicorn --access-logfile - x"
OURS = "ExecStart=/opt/pressdesk/bin/pressdesk serve"


@pytest.mark.parametrize(
    ("lines", "closes"),
    [
        (f"{GUNICORN}\n", True),
        (f"{GUNICORN}\nExecStart=\n{OURS}\n", False),
        (f'{OURS}\nEnvironment="GUNICORN_CMD_ARGS=--access-logfile -"\n', True),
        (f"{OURS}\nEnvironment=GUNICORN_CMD_ARGS=--access-logfile=-\nEnvironment=\n", False),
        (f"{OURS}\nStandardOutput=append:/var/log/pressdesk.log\n", False),
        (f"EnvironmentFile=-/etc/default/pressdesk\n{OURS}\n", False),
    ],
)
def test_what_a_drop_in_takes_back_counts_no_more(lines, closes):
    found = units.judge(units.parse(f"[Service]\n{lines}", "u"))

    assert {finding.check for finding in found if finding.closes} == (
        {"unit-access-log"} if closes else set()
    )


# files


def read(path: Path) -> list[Finding]:
    reader = Files("front-read")
    kind = files.kind_of(path, path.read_text())
    found = reading.judged(kind, path.read_text(), str(path), reader.opened, HOST)
    return [*found, *reader.findings]


def written(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_apache_of_red_hat_includes_from_the_folder_above(tmp_path):
    logging = APACHE.replace("CustomLog /dev/null", "CustomLog logs/a", 1)
    written(
        tmp_path / "httpd",
        conf__httpd_conf="IncludeOptional sites/*.conf\n",
        sites__press_conf=logging,
    )

    assert closing(read(tmp_path / "httpd" / "conf" / "httpd.conf")) == {LOGS}


def test_one_file_of_sites_enabled_finds_its_snippets(tmp_path):
    site = NGINX.replace("access_log off;", "include snippets/silent;")
    written(tmp_path / "nginx", sites__press=site, snippets__silent="access_log off;\n")

    assert read(tmp_path / "nginx" / "sites" / "press") == []


def test_what_an_editor_leaves_behind_is_not_included(tmp_path):
    bad = NGINX.replace("access_log off;", "access_log /a;")
    written(tmp_path, nginx_conf=f"http {{ include {tmp_path}/sites/*; }}\n", sites__press=NGINX)
    (tmp_path / "sites" / ".press.swp").write_text(bad)

    assert read(tmp_path / "nginx.conf") == []


def test_a_folder_that_does_not_open_is_told(tmp_path, monkeypatch):
    written(tmp_path, nginx_conf="include shut/*.conf;\n" + NGINX)
    (tmp_path / "shut").mkdir(mode=0o000)
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path).name != "shut")

    (finding,) = read(tmp_path / "nginx.conf")

    assert finding.check == "front-read"
    assert f"{tmp_path}/shut cannot be looked into" in finding.says


@pytest.mark.parametrize(
    ("path", "kind", "is_it"),
    [
        ("/etc/nginx/sites-enabled/apache-behind.conf", NGINX, "nginx"),
        ("/etc/apache2/sites-enabled/from-nginx.conf", APACHE, "apache"),
        ("/etc/nginx/nginx.conf", "events {\n}\nhttp {\n}\n", "nginx"),
    ],
)
def test_a_path_that_names_two_servers_is_told_by_its_words(path, kind, is_it):
    assert files.kind_of(Path(path), kind) == is_it


def test_a_mark_before_the_first_word_is_no_word(tmp_path):
    (tmp_path / "x").write_text(f"\ufeff{NGINX}")

    assert Files("front-read").text(tmp_path / "x") == NGINX


def test_a_pipe_in_place_of_a_file_keeps_nobody_waiting(tmp_path):
    os.mkfifo(tmp_path / "nginx.conf")
    reader = Files("front-read")

    assert reader.text(tmp_path / "nginx.conf") is None
    assert "nginx.conf cannot be read (it is no file)" in reader.findings[0].says
