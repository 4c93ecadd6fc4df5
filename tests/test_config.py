"""Settings come from a file, from variables and from files named by variables; no error tells a
secret.
"""

import re
from datetime import time

import pytest

from pressdesk import config
from pressdesk.config import Settings
from pressdesk.errors import ConfigError

PEPPER = "0f" * 32
GIVEN = {
    "organisation": "Exempelstads kommun",
    "organisation_short": "kommunen",
    "organisation_short_in": "en=the City, fi=kaupunki",
    "colour_top": "#5c1a3c",
    "colour_line": "#e0b25a",
    "colour_accent": "#7a1f4d",
    "colour_accent_dark": "#f0a6c8",
    "logo": "logga.svg",
    "public_url": "https://press.example.se",
    "database_url": "postgresql://desk:secret@db.example.se/desk",
    "duty_phone": "08-465 004 00",
    "whistleblowing_url": "https://visselblasa.example.se/start",
    "disposal_decision": "EX 2026/1",
    "writer_may_delete": "now",
    "answer_within_days": 2,
    "ticket_floor_days": 8,
    "ticket_days_after_closing": 20,
    "ticket_closes_after_days": 10,
    "ticket_longest_days": 60,
    "audit_days": 90,
    "backup_days": 10,
    "backup_data": "/var/backups/data",
    "backup_keys": "/var/backups/keys",
    "snapshots_excluded": True,
    "records_contact": "registrator@example.se",
    "registrar_contact": "diariet@example.se",
    "reporter_days": 20,
    "inquiry_days": 365,
    "undo_minutes": 5,
    "acknowledge_hours": 4,
    "office_opens": "07:30",
    "office_closes": "16:15",
    "rota_change": "fri 09:05",
    "controller": "Kommunstyrelsen",
    "data_protection_officer": "dataskydd@example.se",
    "recovery_holders": "säkerhetschefen och stadsjuristen",
    "accessibility_assessed": "2026-10-01",
    "accessibility_method": "other",
    "accessibility_level": "partly",
    "accessibility_known": "Diagram saknar text. Det mäts, av brist på tid | Kartan är svår",
    "accessibility_burden": "Filmerna från före 2020 textas inte.",
    "accessibility_contact": "tillganglighet@example.se",
    "accessibility_published": "2026-09-01",
    "accessibility_updated": "2026-11-02",
    "open_figures": True,
    "translations": "/srv/translations",
    "notice_language": "en",
    "smtp_host": "mail.example.se",
    "smtp_port": 465,
    "smtp_tls": "tls",
    "smtp_user": "pressdesk",
    "smtp_password": "hemligt ord",
    "notice_from": "pressdesk@example.se",
    "notice_to": "ofelia@example.se, olle@example.se",
    "notice_hours": "7, 13",
    "web_server_files": "/etc/nginx/nginx.conf, /etc/nginx/press.conf",
    "unit_files": "/etc/systemd/system/pressdesk.service",
    "pepper": PEPPER,
}
READ = {
    "pepper": bytes.fromhex(PEPPER),
    "organisation_short_in": {"en": "the City", "fi": "kaupunki"},
    "notice_to": ("ofelia@example.se", "olle@example.se"),
    "notice_hours": (7, 13),
    "web_server_files": ("/etc/nginx/nginx.conf", "/etc/nginx/press.conf"),
    "unit_files": ("/etc/systemd/system/pressdesk.service",),
    "accessibility_known": ("Diagram saknar text. Det mäts, av brist på tid", "Kartan är svår"),
}
TOGETHER = [
    ("backup_data", "backup_keys"),
    ("smtp_host", "notice_from", "notice_to"),
    ("accessibility_assessed", "accessibility_known"),
]
KNOWN = list(Settings.model_fields)  # a new setting asks for a value above


def value_of(name: str) -> object:
    return READ.get(name, GIVEN[name])


def companions(name: str) -> list[str]:
    """A setting, and those that must be set with it."""
    return [name, *(other for group in TOGETHER if name in group for other in group)]


def written(folder, name: str) -> None:
    values = {other: GIVEN[other] for other in companions(name)}
    lines = [
        f"{n} = {str(v).lower() if isinstance(v, int) else repr(v)}" for n, v in values.items()
    ]
    (folder / config.FILE).write_text("\n".join(lines))


@pytest.mark.parametrize("name", KNOWN)
def test_a_setting_is_read_from_the_file(tmp_path, name):
    written(tmp_path, name)

    assert getattr(config.load(tmp_path, {}), name) == value_of(name)


@pytest.mark.parametrize("name", KNOWN)
def test_a_setting_is_read_from_a_variable(tmp_path, name):
    environ = {f"PRESSDESK_{n.upper()}": str(GIVEN[n]) for n in companions(name)}

    assert getattr(config.load(tmp_path, environ), name) == value_of(name)


@pytest.mark.parametrize("name", KNOWN)
def test_a_setting_is_read_from_a_file_that_a_variable_names(tmp_path, name):
    environ = {"PATH": "/bin"}
    for number, other in enumerate(companions(name)):
        (tmp_path / f"secret{number}").write_text(f"{GIVEN[other]}\n")
        environ[f"PRESSDESK_{other.upper()}_FILE"] = str(tmp_path / f"secret{number}")

    assert getattr(config.load(tmp_path, environ), name) == value_of(name)


def test_a_variable_stands_over_the_file(tmp_path):
    written(tmp_path, "duty_phone")

    read = config.load(tmp_path, {"PRESSDESK_DUTY_PHONE": "08-123 456 78"})

    assert read.duty_phone == "08-123 456 78"


def test_nothing_written_means_defaults(tmp_path):
    assert config.load(tmp_path, {}) == Settings()


def test_the_pepper_stands_in_a_file_of_its_own(tmp_path):
    (tmp_path / "pepper").write_text(PEPPER + "\n")

    assert config.load(tmp_path, {}).pepper == bytes.fromhex(PEPPER)


@pytest.mark.parametrize(
    ("toml", "environ"),
    [('colour = "red"', {}), ("", {"PRESSDESK_COLOUR": "red"})],
)
def test_an_unknown_setting_is_an_error_that_names_it(tmp_path, toml, environ):
    (tmp_path / config.FILE).write_text(toml)

    with pytest.raises(ConfigError, match=r"^colour: unknown setting"):
        config.load(tmp_path, environ)


def test_the_folder_itself_may_come_from_a_variable(tmp_path):
    assert config.load(tmp_path, {"PRESSDESK_DATA": str(tmp_path)}) == Settings()


@pytest.mark.parametrize("text", ['organisation = "half', "=", 'a = 1\na = 2\n"', "[x", "\x00"])
def test_a_damaged_file_is_an_error_that_names_it_and_the_place(tmp_path, text):
    (tmp_path / config.FILE).write_text(text)

    with pytest.raises(ConfigError, match=r"^pressdesk\.toml: .*(line|end of document)"):
        config.load(tmp_path, {})


def test_a_file_that_is_no_text_is_an_error_that_names_it(tmp_path):
    (tmp_path / config.FILE).write_bytes(b'organisation = "\xff\xfe"')

    with pytest.raises(ConfigError, match=r"pressdesk\.toml: cannot be read"):
        config.load(tmp_path, {})


def test_a_missing_secret_file_is_an_error_that_names_it(tmp_path):
    with pytest.raises(ConfigError, match=r"^nowhere: cannot be read"):
        config.load(tmp_path, {"PRESSDESK_PEPPER_FILE": str(tmp_path / "nowhere")})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("organisation", ""),
        ("organisation", "x" * 81),
        ("database_url", "mysql://desk@db.example.se/desk"),
        ("database_url", "postgresql://db.example.se"),
        ("database_url", "postgresql://db.example.se/desk?options=-c%20fsync%3Doff"),
        ("public_url", "press.example.se"),
        ("public_url", "ftp://press.example.se"),
        ("public_url", "http://"),
        ("public_url", "http://[::1"),
        ("public_url", "https://press.åmål.se"),
        ("public_url", "https://anna:hemligt@press.example.se"),
        ("public_url", "https://press.example.se:99999"),
        ("public_url", "https://press\0.example.se"),
        ("public_url", ""),
        ("whistleblowing_url", "javascript:alert(1)"),
        ("writer_may_delete", "soon"),
        ("ticket_floor_days", 6),
        ("ticket_floor_days", "seven"),
        ("ticket_longest_days", 181),
        ("answer_within_days", 0),
        ("reporter_days", 0),
        ("reporter_days", 366),
        ("inquiry_days", 29),
        ("inquiry_days", 3_651),
        ("undo_minutes", 0),
        ("undo_minutes", 61),
        ("acknowledge_hours", 0),
        ("registrar_contact", "x" * 201),
        *(("office_opens", wrong) for wrong in ("8:00", "24:00", "08.00", "", "08:00\n", "٠٨:٠٠")),
        *(("office_closes", wrong) for wrong in ("17", "17:60", "17:00:00")),
        *(("rota_change", wrong) for wrong in ("mån 12:00", "Mon 12:00", "mon", "mon  12:00", "")),
        ("pepper", "00"),
        ("pepper", "zz" * 32),
        ("pepper", PEPPER + "00"),
        ("pepper", "hemligt lösenord"),
    ],
)
def test_a_wrong_setting_is_named(name, value):
    with pytest.raises(ConfigError, match=rf"^{name}: \S"):
        config.parse({name: value})


SECRET = "beef" * 15 + "zz"


@pytest.mark.parametrize(
    "pepper", [SECRET, SECRET[:20], SECRET + "00", [SECRET], {"x": SECRET}, SECRET.encode()]
)
def test_an_error_never_tells_the_pepper(pepper):
    with pytest.raises(ConfigError) as caught:
        config.parse({"pepper": pepper, "colour": SECRET, "ticket_floor_days": SECRET})

    assert "beef" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_an_error_of_a_damaged_file_never_tells_the_pepper(tmp_path):
    (tmp_path / config.FILE).write_text(f'pepper = "{SECRET}\nduty_phone = "{SECRET}" x')

    with pytest.raises(ConfigError) as caught:
        config.load(tmp_path, {})

    assert "beef" not in str(caught.value)


def test_settings_show_no_pepper_when_they_are_printed_or_dumped():
    settings = config.parse({"pepper": PEPPER})

    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"

    assert not re.search("0f0f|x0f", shown)


def test_several_faults_are_told_at_once():
    with pytest.raises(ConfigError) as caught:
        config.parse({"colour": "red", "answer_within_days": 0, "organisation": ""})

    assert [line.partition(":")[0] for line in sorted(str(caught.value).splitlines())] == [
        "answer_within_days",
        "colour",
        "organisation",
    ]


def test_a_cap_shorter_than_answer_and_floor_together_is_refused():
    fits = {"ticket_longest_days": 60, "ticket_closes_after_days": 30, "ticket_floor_days": 30}

    with pytest.raises(ConfigError, match="ticket_longest_days must be at least"):
        config.parse(fits | {"ticket_longest_days": 59})
    assert config.parse(fits).ticket_longest_days == 60


@pytest.mark.parametrize("closes", ["08:00", "07:59"])
def test_an_office_that_closes_before_it_opens_is_refused(closes):
    with pytest.raises(ConfigError, match="office_closes must be later than office_opens"):
        config.parse({"office_closes": closes})


def test_hours_and_the_change_of_the_rota_are_told_as_times():
    settings = config.parse({"office_opens": "07:30", "rota_change": "sun 23:59"})

    assert settings.office_times == (time(7, 30), time(17))
    assert settings.rota_changes == (6, time(23, 59))
    assert config.parse({}).rota_changes == (0, time(12))


@pytest.mark.parametrize(
    ("address", "is_https", "hosts"),
    [
        ("https://press.example.se", True, {"press.example.se"}),
        ("https://press.example.se:8443/", True, {"press.example.se"}),
        ("HTTPS://Press.Example.SE", True, {"press.example.se"}),
        ("http://press.example.se", False, {"press.example.se"}),
        ("http://127.0.0.1:8080", False, config.LOOPBACK),
        ("http://localhost", False, config.LOOPBACK),
        ("http://[::1]:8080", False, config.LOOPBACK),
    ],
)
def test_the_address_decides_about_cookies_and_hosts(address, is_https, hosts):
    settings = config.parse({"public_url": address})

    assert (settings.is_https, settings.hosts) == (is_https, hosts)


def test_settings_do_not_change_while_a_site_runs():
    settings = config.parse({})

    with pytest.raises(ValueError, match="frozen"):
        settings.organisation = "En annan"
