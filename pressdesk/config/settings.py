"""What a site decides, and what may be written there."""

import re
from datetime import time
from pathlib import Path
from typing import Literal, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import ConfigDict, Field, field_validator, model_validator

from pressdesk.config.statement import Statement

PEPPER_BYTES = 32
LAST_HOUR = 23
MOST_NAME = 40
MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OF_A_DAY = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
PICTURE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*\.(?:svg|png)")
NAME = re.compile(r"[a-z0-9.-]+|[0-9a-f:.]+")  # a host's, or an address


class Settings(Statement):
    """What a site decides. Days are calendar days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisation: str = Field("Myndigheten", min_length=1, max_length=80)
    organisation_short: str = Field("myndigheten", min_length=1, max_length=40)
    organisation_short_in: dict[str, str] = {}  # locale -> the name inside its sentences
    colour_top: str = ""
    colour_line: str = ""
    colour_accent: str = ""
    colour_accent_dark: str = ""
    logo: str = ""
    public_url: str = "http://127.0.0.1:8080"
    database_url: str = Field("", repr=False, exclude=True)  # may hold a password
    duty_phone: str = Field("", max_length=40)
    whistleblowing_url: str = ""
    disposal_decision: str = Field("", max_length=80)
    writer_may_delete: Literal["now", "after-floor"] = "after-floor"
    answer_within_days: int = Field(1, ge=1, le=10)
    ticket_floor_days: int = Field(7, ge=7, le=30)
    ticket_days_after_closing: int = Field(30, ge=7, le=60)
    ticket_closes_after_days: int = Field(14, ge=7, le=30)
    ticket_longest_days: int = Field(90, ge=30, le=180)
    audit_days: int = Field(180, ge=30, le=730)
    backup_days: int = Field(14, ge=1, le=30)
    backup_data: str = ""
    backup_keys: str = ""
    snapshots_excluded: bool = False
    records_contact: str = Field("", max_length=200)
    registrar_contact: str = Field("", max_length=200)
    reporter_days: int = Field(30, ge=1, le=365)
    inquiry_days: int = Field(730, ge=30, le=3_650)
    undo_minutes: int = Field(10, ge=1, le=60)
    acknowledge_hours: int = Field(2, ge=1, le=40)
    office_opens: str = "08:00"
    office_closes: str = "17:00"
    rota_change: str = "mon 12:00"
    controller: str = Field("", max_length=120)
    data_protection_officer: str = Field("", max_length=200)
    open_figures: bool = False
    translations: str = ""
    notice_language: str = Field("sv", max_length=20)
    smtp_host: str = ""
    smtp_port: int = Field(587, ge=1, le=65_535)
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: str = Field("", repr=False, exclude=True)
    notice_from: str = ""
    notice_to: tuple[str, ...] = ()
    notice_hours: tuple[int, ...] = (8, 12, 16)
    web_server_files: tuple[str, ...] = ()
    unit_files: tuple[str, ...] = ()
    pepper: bytes = Field(b"", repr=False, exclude=True)

    @field_validator("organisation_short_in", mode="before")
    @classmethod
    def _is_table(cls, given: object) -> object:
        """A variable of the environment has pairs: "en=the City, fi=kaupunki"."""
        if not isinstance(given, str):
            return given
        pairs = [part.partition("=") for part in given.split(",") if part.strip()]
        return {locale.strip(): name.strip() for locale, _equals, name in pairs}

    @field_validator("organisation_short_in")
    @classmethod
    def _are_names(cls, names: dict[str, str]) -> dict[str, str]:
        if not all(locale and 0 < len(name) <= MOST_NAME for locale, name in names.items()):
            raise ValueError('write a locale and a name of 1-40 characters: { en = "the City" }')
        return names

    @field_validator("colour_top", "colour_line", "colour_accent", "colour_accent_dark")
    @classmethod
    def _is_colour(cls, given: str) -> str:
        if given and not COLOUR.fullmatch(given):
            raise ValueError("write a colour as six hexadecimal digits: #12545f")
        return given.lower()

    @field_validator("logo")
    @classmethod
    def _is_picture_in_data_folder(cls, name: str) -> str:
        if name and not PICTURE.fullmatch(name):
            raise ValueError("write the name of a file in the data folder, as logga.svg or .png")
        return name

    @field_validator("notice_to", "notice_hours", "web_server_files", "unit_files", mode="before")
    @classmethod
    def _is_list(cls, given: object) -> object:
        """A variable of the environment has commas: "8, 12, 16"."""
        if not isinstance(given, str):
            return given
        return tuple(part.strip() for part in given.split(",") if part.strip())

    @field_validator("notice_hours")
    @classmethod
    def _are_hours(cls, hours: tuple[int, ...]) -> tuple[int, ...]:
        if sorted(set(hours)) != list(hours) or not all(0 <= hour <= LAST_HOUR for hour in hours):
            raise ValueError("write hours from 0 to 23, rising, each once: [8, 12, 16]")
        return hours

    @field_validator("notice_from", "notice_to")
    @classmethod
    def _are_mail_addresses(cls, given: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for address in (given,) if isinstance(given, str) else given:
            if address and not MAIL_ADDRESS.fullmatch(address):
                raise ValueError("write a mail address such as pressjour@example.se")
        return given

    @field_validator("office_opens", "office_closes")
    @classmethod
    def _is_time_of_day(cls, given: str) -> str:
        if not OF_A_DAY.fullmatch(given):
            raise ValueError("write a time of day such as 08:00")
        return given

    @field_validator("rota_change")
    @classmethod
    def _is_day_and_time(cls, given: str) -> str:
        day, _, at = given.partition(" ")
        if day not in WEEKDAYS or not OF_A_DAY.fullmatch(at):
            raise ValueError(f"write a day ({', '.join(WEEKDAYS)}) and a time, as in mon 12:00")
        return given

    @field_validator("backup_data", "backup_keys", "translations")
    @classmethod
    def _is_whole_path(cls, path: str) -> str:
        if path and not Path(path).is_absolute():
            raise ValueError("write the whole path, from /")
        return path

    @field_validator("database_url")
    @classmethod
    def _is_server(cls, address: str) -> str:
        parts = urlsplit(address)
        if address and (
            parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/")
        ):
            raise ValueError("write postgresql://user@host/database, or leave it out for a file")
        if "options" in parse_qs(parts.query):
            raise ValueError("leave options out of the address: pressdesk sets its own")
        return address.replace("postgres://", "postgresql://", 1)

    @field_validator("public_url", "whistleblowing_url")
    @classmethod
    def _is_web_address(cls, address: str) -> str:
        parts = urlsplit(address)
        if address and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("write a web address such as https://press.example.se")
        return address.rstrip("/")

    @field_validator("public_url")
    @classmethod
    def _is_as_browsers_send_it(cls, address: str) -> str:
        """Else no request would be for this site."""
        parts = urlsplit(address)
        if not NAME.fullmatch(parts.hostname or "") or "@" in parts.netloc or parts.port == 0:
            raise ValueError(
                "write the name as browsers send it, without a user: å, ä and ö as xn--…"
            )
        return address

    @field_validator("pepper", mode="before")
    @classmethod
    def _is_hexadecimal(cls, pepper: object) -> object:
        return bytes.fromhex(pepper.strip()) if isinstance(pepper, str) else pepper

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.ticket_longest_days < self.ticket_closes_after_days + self.ticket_floor_days:
            raise ValueError(
                "ticket_longest_days must be at least ticket_closes_after_days + ticket_floor_days"
            )
        if self.office_closes <= self.office_opens:
            raise ValueError("office_closes must be later than office_opens")
        if bool(self.backup_data) != bool(self.backup_keys):
            raise ValueError("set both backup_data and backup_keys, or neither")
        mails = (self.smtp_host, self.notice_from, self.notice_to)
        if any(mails) and not all(mails):
            raise ValueError("set smtp_host, notice_from and notice_to together, or none of them")
        if self.smtp_tls == "none" and self.smtp_host and self.smtp_host not in LOOPBACK:
            raise ValueError("smtp_tls: none is for a mail server on this machine alone")
        return self

    def short_name(self, locale: str) -> str:
        """The organisation inside a sentence of that language."""
        return self.organisation_short_in.get(locale, self.organisation_short)

    @property
    def catalogues(self) -> tuple[Path, ...]:
        """Folders with catalogues of the site's own, beside those that come with pressdesk."""
        return (Path(self.translations),) if self.translations else ()

    @property
    def is_https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def office_times(self) -> tuple[time, time]:
        """When the office opens and closes on working days, in Sweden."""
        return time.fromisoformat(self.office_opens), time.fromisoformat(self.office_closes)

    @property
    def rota_changes(self) -> tuple[int, time]:
        """Weekday (0: Monday) and time at which the duty week changes, in Sweden."""
        day, _, at = self.rota_change.partition(" ")
        return WEEKDAYS.index(day), time.fromisoformat(at)

    @property
    def hosts(self) -> frozenset[str]:
        """Host names that the site answers to; a site on loopback answers to all loopback names."""
        host = urlsplit(self.public_url).hostname or ""
        return frozenset(LOOPBACK if host in LOOPBACK else {host})
