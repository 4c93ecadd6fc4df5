"""The forms of language that a site speaks: Swedish, in which everything is written, and one for
each catalogue that is found. A catalogue is all that a new one takes.
"""

import gettext
import re
import struct
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pressdesk.errors import ConfigError

OURS = Path(__file__).parent / "translations"
DOMAIN = "messages"
PATH = re.compile(r"/[a-z]{2,12}")


class Language(NamedTuple):
    """A form of language. All but the first come from the header of a catalogue."""

    prefix: str  # of the path; "" for the first
    locale: str  # of the catalogue
    html_lang: str
    name: str  # in itself, as people look for it


SWEDISH = Language("", "sv", "sv", "Svenska")


def found(folders: Sequence[Path] = (), taken: Collection[str] = ()) -> tuple[Language, ...]:
    """Swedish first, then other forms of Swedish, then the rest by their names.

    Args:
        folders: with catalogues of a site's own, beside those that come with pressdesk; each as
            LOCALE/LC_MESSAGES/messages.mo.
        taken: first parts of addresses that no language may have.

    Raises:
        ConfigError: a header that is missing or clashes, said by the locale's name.
    """
    others: dict[str, Language] = {}
    gone = [folder for folder in folders if not folder.is_dir()]
    if gone:
        raise ConfigError(f"translations: there is no folder {gone[0]}")
    for folder in (OURS, *folders):
        for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")):
            language = _read(path)
            if language.prefix.strip("/") in taken:
                raise ConfigError(f"{language.locale}: X-Path {language.prefix} is a page's")
            others[language.locale] = language
    prefixes = [language.prefix for language in others.values()]
    if len(set(prefixes)) < len(prefixes):
        raise ConfigError(f"translations: two catalogues have the same X-Path ({prefixes})")
    rest = sorted(others.values(), key=lambda one: (one.html_lang != "sv", one.name))
    return (SWEDISH, *rest)


def check(setting: str, locale: str) -> None:
    """That a setting names a language of ours, which letters can be written in.

    Raises:
        ConfigError
    """
    known = [language.locale for language in found()]
    if locale not in known:
        raise ConfigError(f"{setting}: {locale} is no language here. Write one of {known}")


@cache
def words(locale: str) -> gettext.NullTranslations:
    """A locale's catalogue, for what is written outside a request; a missing one is Swedish."""
    return gettext.translation(DOMAIN, OURS, [locale], fallback=True)


def _read(path: Path) -> Language:
    locale = path.parent.parent.name
    try:
        with path.open("rb") as file:
            header = gettext.GNUTranslations(file).info()
    except (OSError, ValueError, struct.error) as error:
        raise ConfigError(
            f"{locale}: the catalogue cannot be read ({type(error).__name__})"
        ) from None
    prefix, name = header.get("x-path", ""), header.get("x-name", "")
    if not PATH.fullmatch(prefix) or not name:
        raise ConfigError(f"{locale}: the catalogue's header needs X-Path such as /fi, and X-Name")
    return Language(prefix, locale, header.get("x-html-lang", locale), name)
