"""Settings: `pressdesk.toml` in the data folder, then `PRESSDESK_...` variables. Unknown keys are
an error.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pressdesk.config.settings import LOOPBACK, MAIL_ADDRESS, PEPPER_BYTES, Settings
from pressdesk.errors import ConfigError

__all__ = ["LOOPBACK", "MAIL_ADDRESS", "PEPPER_BYTES", "Settings", "load", "parse"]

FILE = "pressdesk.toml"
PREFIX = "PRESSDESK_"
FROM_FILE = "_FILE"
ELSEWHERE = {"PRESSDESK_DATA"}  # read by the shell, not a setting


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
