"""Settings: `pressdesk.toml` in the data folder, then `PRESSDESK_...` variables. Unknown keys are
an error.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from pressdesk.errors import ConfigError

FILE = "pressdesk.toml"
PREFIX = "PRESSDESK_"
FROM_FILE = "_FILE"
ELSEWHERE = {"PRESSDESK_DATA"}  # read by the shell, not a setting
PEPPER_BYTES = 32
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Settings(BaseModel):
    """What a site decides. Days are calendar days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisation: str = Field("Myndigheten", min_length=1, max_length=80)
    organisation_short: str = Field("myndigheten", min_length=1, max_length=40)
    public_url: str = "http://127.0.0.1:8080"
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
    pepper: bytes = Field(b"", repr=False, exclude=True)

    @field_validator("public_url", "whistleblowing_url")
    @classmethod
    def _is_web_address(cls, address: str) -> str:
        parts = urlsplit(address)
        if address and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("write a web address such as https://press.example.se")
        return address.rstrip("/")

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
        return self

    @property
    def is_https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def hosts(self) -> frozenset[str]:
        """Host names that the site answers to; a site on loopback answers to all loopback names."""
        host = urlsplit(self.public_url).hostname or ""
        return frozenset(LOOPBACK if host in LOOPBACK else {host})


def load(folder: Path, environ: Mapping[str, str]) -> Settings:
    """Read a site's settings.

    Args:
        folder: the data folder; a missing file means defaults.
        environ: variables; `PRESSDESK_X_FILE` names a file that holds X.

    Raises:
        ConfigError: a line of text per fault, each naming its setting.
    """
    values = {**_from_toml(folder / FILE), **_from_environ(environ)}
    if "pepper" not in values and (folder / "pepper").exists():
        values["pepper"] = _text_of(folder / "pepper")
    return parse(values)


def parse(values: Mapping[str, Any]) -> Settings:
    """Settings from a plain mapping. Raises ConfigError as `load`."""
    try:
        settings = Settings(**values)
    except (ValidationError, ValueError) as error:
        raise ConfigError(_told(error)) from None
    if settings.pepper and len(settings.pepper) != PEPPER_BYTES:
        raise ConfigError(f"pepper: must be {PEPPER_BYTES} bytes in hexadecimal")
    return settings


def _from_toml(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(_text_of(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path.name}: {error}. Mend the line, or remove it.") from None


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for name, value in environ.items():
        if not name.startswith(PREFIX) or name in ELSEWHERE:
            continue
        key = name.removeprefix(PREFIX)
        if key.endswith(FROM_FILE):
            found[key.removesuffix(FROM_FILE).lower()] = _text_of(Path(value)).strip()
        else:
            found[key.lower()] = value
    return found


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name}: cannot be read ({type(error).__name__})") from None


def _told(error: ValidationError | ValueError) -> str:
    """Which settings are wrong and how; never a value, which may be a secret."""
    if not isinstance(error, ValidationError):
        return str(error)
    lines = []
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        name = ".".join(str(part) for part in fault["loc"]) or "settings"
        known = fault["type"] != "extra_forbidden"
        lines.append(f"{name}: {fault['msg'] if known else 'unknown setting; see docs/operate.md'}")
    return "\n".join(lines)
