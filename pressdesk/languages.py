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

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import read_mo

from pressdesk.errors import ConfigError

OURS = Path(__file__).parent / "translations"
DOMAIN = "messages"
PATH = re.compile(r"/[a-z]{2,12}")
PLACE = re.compile(r"%\(\w+\)[sd]")
BARE = "%"  # one that nothing is filled in for


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
            if folder != OURS:
                _check_words(path, language.locale)
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
    _check_locale(locale)
    try:
        with path.open("rb") as file:
            header = gettext.GNUTranslations(file).info()
    except (OSError, ValueError, struct.error) as error:
        raise _unreadable(locale, error) from None
    prefix, name = header.get("x-path", ""), header.get("x-name", "")
    if not PATH.fullmatch(prefix) or not name:
        raise ConfigError(f"{locale}: the catalogue's header needs X-Path such as /fi, and X-Name")
    return Language(prefix, locale, header.get("x-html-lang", locale), name)


def _unreadable(locale: str, error: Exception) -> ConfigError:
    return ConfigError(f"{locale}: the catalogue cannot be read ({type(error).__name__})")


def _check_locale(locale: str) -> None:
    if locale == SWEDISH.locale:
        raise ConfigError("sv: plain Swedish is in the program, and has no catalogue")
    try:
        Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        raise ConfigError(f"{locale}: name the folder by a language, as fi or pt_BR") from None


def _check_words(path: Path, locale: str) -> None:
    """Of a site's own words: a page is made with them, whatever is filled in. Ours are tested."""
    try:
        with path.open("rb") as file:
            found = [message for message in read_mo(file) if message.id]
    except ValueError as error:  # no UTF-8, say
        raise _unreadable(locale, error) from None
    for message in found:
        asked = _filled_in(" ".join(_forms(message.id)))
        for words in _forms(message.string or ""):
            if {"<", ">"} & set(words):
                raise ConfigError(f"{locale}: no < and > in {words!r}")
            if not (BARE in asked or _filled_in(words) <= asked):
                raise ConfigError(f"{locale}: {words!r} has a % that {message.id!r} has not")


def _forms(words: str | Sequence[str]) -> Sequence[str]:
    return [words] if isinstance(words, str) else words


def _filled_in(words: str) -> set[str]:
    """What a text says `%` of: places by name and kind, or a bare one."""
    single = words.replace("%%", "")
    return set(PLACE.findall(single)) | ({BARE} if BARE in PLACE.sub("", single) else set())
