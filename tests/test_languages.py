"""The catalogues: whole, true to what they translate, and easy Swedish that is easy."""

import importlib.machinery
import importlib.util
import io
import re
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from pressdesk import languages
from pressdesk.errors import ConfigError
from pressdesk.languages import OURS, SWEDISH

ROOT = Path(__file__).parent.parent
LOCALES = sorted(path.name for path in OURS.iterdir())
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\$(\w+)")
# Easy Swedish. Limits are the desk's own, near those of the Swedish agency for accessible media.
SENTENCE_WORDS = 14
LINE_CHARACTERS = 48
LONG_WORD = 16
# Names of offices and laws that people must be able to look up; each is explained where it stands.
LONG_BUT_NEEDED = {
    "arbetsanteckning",
    "arbetsanteckningar",
    "brottsofferjouren",
    "granskningsnämnden",
    "integritetsskyddsmyndigheten",
    "justitiekanslern",
    "justitieombudsmannen",
    "kommunikationschef",
    "kommunikationschefen",
    "medieombudsmannen",
    "normalfördelning",
    "samordningsnummer",
    "standardavvikelse",
    "standardavvikelser",
    "tillgänglighetsredogörelse",
    "tryckfrihetsförordningen",
    "visselblåsarfunktion",
    "visselblåsarfunktionen",
}
STIFF = re.compile(
    r"[();]|\b(samt|dock|avseende|erhålla|erhåller|föreligger|vederbörande|ej|beträffande|gällande|"
    r"härmed|såvida|respektive|dylikt|i enlighet med|bland annat|och/eller|t\.ex\.|m\.m\.|ca)\b",
    re.IGNORECASE,
)
# lists.md, "Words on screen". To report wrongdoing is what the whistleblowing function is for.
AVOIDED = re.compile(
    r"\b(anmäl\w*|rapporter\w*|käll(?:a|an|or|orna)|läck(?:a|an|or|t|er)|ärendeägare"
    r"|godkänd att uttala sig|leak\w*|suspect\w*)\b",
    re.IGNORECASE,
)
# law.md B3: limits that do not exist, and promises that nobody can keep (finding 2).
UNTRUE = re.compile(
    r"\b(bara fakta|endast fakta|enbart fakta|facts only|only facts|eget område|ditt område"
    r"|own field|utanför arbetstid|inte på arbetstid|outside working hours|via din chef"
    r"|genom din chef|through your manager|via your manager|be din chef om lov"
    r"|garanterat anonym|guaranteed anonym|helt anonym|completely anonymous)\b",
    re.IGNORECASE,
)


def tool() -> object:
    """tools/catalogues, which has no suffix, as a module."""
    loader = importlib.machinery.SourceFileLoader("catalogues", str(ROOT / "tools/catalogues"))
    spec = importlib.util.spec_from_loader("catalogues", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def catalogues():
    return tool()


def catalogue(locale: str) -> Catalog:
    return read_po(io.BytesIO((OURS / locale / "LC_MESSAGES/messages.po").read_bytes()))


def messages(locale: str) -> list[Message]:
    return [message for message in catalogue(locale) if message.id]


def forms(text: object) -> list[str]:
    """A message's words: one form, or one for each number."""
    return [text] if isinstance(text, str) else list(text)


def said(locale: str) -> list[str]:
    """Everything that a language says."""
    if locale == "sv":
        return [one for message in messages("en") for one in forms(message.id)]
    return [one for message in messages(locale) for one in forms(message.string)]


def places(text: str) -> set[str]:
    return {name or other for name, other in PLACEHOLDER.findall(text)}


def not_easy(text: str) -> list[str]:
    """What makes a text hard; empty when nothing does."""
    bare = PLACEHOLDER.sub("xxxxxxxx", text).replace("%%", "%")
    found = [f"stiff: {match.group()}" for match in STIFF.finditer(bare)]
    lines = bare.split("\n")
    if len(lines) > 1:
        found += [f"long line: {line}" for line in lines if len(line) > LINE_CHARACTERS]
    for sentence in re.split(r"(?<=[.!?:])\s", bare.replace("\n", " ")):
        if len(sentence.split()) > SENTENCE_WORDS:
            found.append(f"long sentence: {sentence}")
    for word in re.findall(r"[^\W\d_]+", bare):
        if len(word) > LONG_WORD and word.lower() not in LONG_BUT_NEEDED:
            found.append(f"long word: {word}")
    return found


@pytest.mark.parametrize("locale", LOCALES)
def test_a_catalogue_has_words_for_everything_and_is_compiled(catalogues, locale):
    path = OURS / locale / "LC_MESSAGES/messages.po"
    new = catalogues.renewed(path, catalogues.words())

    assert catalogues.missing(new) == []
    assert path.read_bytes() == catalogues.as_po(new)
    assert path.with_suffix(".mo").read_bytes() == catalogues.as_mo(new)


def test_a_string_without_words_is_missed(catalogues):
    path = OURS / "en/LC_MESSAGES/messages.po"
    template = catalogues.words()
    template.add("Den här är ny")

    assert "Den här är ny" in catalogues.missing(catalogues.renewed(path, template))


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_filled_in_is_filled_in_in_every_language(locale):
    wrong = []
    for message in messages(locale):
        wanted = places(" ".join(forms(message.id)))
        last = forms(message.string)[-1]  # one dag may say its number in a word
        extra = places(" ".join(forms(message.string))) - wanted
        if extra or (places(last) != wanted):
            wrong.append(message.id)

    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_translation_brings_markup(locale):
    assert [text for text in said(locale) if re.search(r"[<>]|&(?!amp;)", text)] == []


def test_easy_swedish_is_easy():
    hard = {text: not_easy(text) for text in said("sv@easy")}

    assert {text: why for text, why in hard.items() if why} == {}


@pytest.mark.parametrize(
    "text",
    [
        "Du får en kod; spara den.",
        "Du får berätta (nästan) allt.",
        "Du kan skriva till oss när du vill och vi svarar dig så fort som vi någonsin hinner.",
        "Det här är en rad som är alldeles för lång att läsa\ni ett andetag.",
        "Verksamhetsområdesansvarig",
        "Koden samt svaret.",
    ],
)
def test_hard_swedish_would_be_seen(text):
    assert not_easy(text)


def test_long_easy_texts_of_pages_are_broken_into_lines():
    """Those of templates: a text in the code may stand where no line can be broken."""
    unbroken = []
    for message in messages("sv@easy"):
        in_page = all(name.endswith(".html") for name, _line in message.locations)
        texts = [text for text in forms(message.string) if len(text) > 2 * LINE_CHARACTERS]
        unbroken += [text for text in texts if in_page and "\n" not in text]

    assert unbroken == []


@pytest.mark.parametrize("locale", ["sv", *LOCALES])
def test_words_that_frighten_are_not_said(locale):
    found = {text for text in said(locale) if AVOIDED.search(text)}

    assert {text for text in found if not re.search("visselblås|whistleblow", text, re.I)} == set()


@pytest.mark.parametrize("locale", ["sv", *LOCALES])
def test_no_limit_is_invented_and_nothing_promised_that_nobody_can_keep(locale):
    assert [text for text in said(locale) if UNTRUE.search(text)] == []


@pytest.mark.parametrize(
    "text", ["Prata bara fakta.", "Gå via din chef.", "Talk about facts only.", "Källan är anonym"]
)
def test_what_must_not_be_said_would_be_seen(text):
    assert UNTRUE.search(text) or AVOIDED.search(text)


def test_swedish_comes_first_then_its_easy_form_then_english():
    assert [one.prefix for one in languages.found()] == ["", "/lattlast", "/en"]
    assert languages.found()[0] == SWEDISH


def put(folder: Path, locale: str, header: str) -> Path:
    """A catalogue of a site's own with this header."""
    catalogues = tool()
    new = catalogues.Renewed("fi", header)
    place = folder / locale / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "messages.mo").write_bytes(catalogues.as_mo(new))
    return folder


def filled(folder: Path, asked: str | tuple[str, str], said: str | tuple[str, str]) -> Path:
    """A catalogue of a site's own with one message."""
    put(folder, "fi", header("/fi", "Suomi"))
    new = tool().Renewed("fi", header("/fi", "Suomi"))
    new.add(asked, said)
    (folder / "fi/LC_MESSAGES/messages.mo").write_bytes(tool().as_mo(new))
    return folder


def header(path: str, name: str) -> str:
    return f'"X-Path: {path}\\n"\n"X-Name: {name}\\n"\n"X-Html-Lang: fi\\n"\n'


def test_a_catalogue_is_all_that_a_language_takes(tmp_path):
    folder = put(tmp_path, "fi", header("/fi", "Suomi"))

    assert languages.found([folder])[-1] == languages.Language("/fi", "fi", "fi", "Suomi")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (header("", "Suomi"), "needs X-Path"),
        (header("/fi", ""), "X-Name"),
        (header("fi/../", "Suomi"), "needs X-Path"),
        (header("/konto", "Suomi"), "is a page's"),
        (header("/en", "Suomi"), "the same X-Path"),
    ],
)
def test_a_catalogue_that_cannot_be_one_says_why(tmp_path, given, told):
    folder = put(tmp_path, "fi", given)

    with pytest.raises(ConfigError, match=told):
        languages.found([folder], {"konto"})


def test_a_folder_that_is_not_there_says_so(tmp_path):
    with pytest.raises(ConfigError, match="no folder"):
        languages.found([tmp_path / "gone"])


def test_a_torn_catalogue_says_so(tmp_path):
    folder = put(tmp_path, "fi", header("/fi", "Suomi"))
    path = folder / "fi/LC_MESSAGES/messages.mo"
    path.write_bytes(path.read_bytes()[:40])

    with pytest.raises(ConfigError, match="fi: the catalogue cannot be read"):
        languages.found([folder])


def test_a_catalogue_with_an_odd_date_says_so(tmp_path):
    path = put(tmp_path, "fi", header("/fi", "Suomi")) / "fi/LC_MESSAGES/messages.mo"
    kept, odd = b"Content-Transfer-Encoding: 8bit", b"POT-Creation-Date: never"
    path.write_bytes(path.read_bytes().replace(kept, odd.ljust(len(kept))))

    with pytest.raises(ConfigError, match="fi: the catalogue cannot be read"):
        languages.found([tmp_path])


@pytest.mark.parametrize(
    ("locale", "told"), [("klingon", "by a language"), ("fi-FI", "as fi or"), ("sv", "in the prog")]
)
def test_a_folder_that_no_language_has_says_so(tmp_path, locale, told):
    folder = put(tmp_path, locale, header("/fi", "Suomi"))

    with pytest.raises(ConfigError, match=told):
        languages.found([folder])


@pytest.mark.parametrize(
    ("asked", "said", "told"),
    [
        ("Ingen i %(org)s", "%(orgg)s", "has a %"),
        ("Ingen i %(org)s", "%(org)s 100 % oma", "has a %"),
        ("Ingen i %(org)s", "%(org)d", "has a %"),
        (("%(num)s dag", "%(num)s dagar"), ("päivä", "%(n)s päivää"), "has a %"),
        ("Meny", '"><script>', "no < and >"),
    ],
)
def test_words_that_no_page_can_be_made_with_are_refused(tmp_path, asked, said, told):
    folder = filled(tmp_path, asked, said)

    with pytest.raises(ConfigError, match=told):
        languages.found([folder])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Ingen i %(org)s", "Kukaan"),
        ("Ja, 100 %%", "Kyllä, 100 %%"),
        ("Minst 5 % av alla", "Vähintään 5 % kaikista"),
        (("%(num)s dag", "%(num)s dagar"), ("päivä", "%(num)s päivää")),
        ("Högst %(max)d tecken", "Enintään %(max)d merkkiä"),
    ],
)
def test_words_that_pages_can_be_made_with_are_taken(tmp_path, asked, said):
    folder = filled(tmp_path, asked, said)

    assert languages.found([folder])[-1].name == "Suomi"
