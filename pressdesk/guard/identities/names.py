"""People's names: her own when she gives it (sure), anybody else's (likely)."""

import re
from collections.abc import Iterator

from pressdesk.guard.identities.finds import Find
from pressdesk.guard.identities.firstnames import AMBIGUOUS
from pressdesk.guard.identities.naming import (
    LETTERS,
    TOKEN,
    Test,
    end_of_name,
    is_any,
    is_clear,
    is_known_or_large,
    is_no_participle,
    is_written_large,
)

ADVERBS = r"(?:(?:ju|faktiskt|förresten|alltså|då|egentligen|iaf|som sagt) )?"
START = r"(?:^|(?<=[\n.!?,;:(]) ?|(?<=[\n.!?,;:(] ))"

# An introduction, and what the word after it must be for the name to be her own.
OWN: tuple[tuple[re.Pattern[str], Test], ...] = tuple(
    (re.compile(intro, re.IGNORECASE), test)
    for intro, test in (
        (
            rf"(?<!vad )(?<!hur )\b(?:jag|ja|jak) (?:som skriver )?"
            rf"(?:hete?r|hette?r?|hete) {ADVERBS}",
            is_any,
        ),
        (rf"{START}(?:hej[,!.]? )?heter {ADVERBS}", is_known_or_large),
        (r"\b(?:mitt|mit) (?:för|efter|hela )?namn (?:är|e|ä|:) ", is_no_participle),
        (r"\b(?:för-? och efter|för|efter)?namn ?: ?", is_known_or_large),
        (r"\b(?:jag|man) kallas (?:för )?", is_known_or_large),
        (r"\bkallar? mig (?:för )?", is_known_or_large),
        (r"\bjag som (?:skriver|ringde|mejlar|frågar) (?:är|heter) ", is_known_or_large),
        (r"\bundertecknad[,:]? ", is_known_or_large),
        (r"\bmy name(?: is|'s) ", is_any),
        (r"\b(?:i am|i'm) called |\bthey call me ", is_known_or_large),
        (r"\b(?:jag|ja) (?:är|e|ä|som är) (?:alltså |då )?", is_clear),
        (r"\b(?:det|de) (?:är|e|ä) jag som (?:är|heter) ", is_known_or_large),
        (r"\b(?:det|de) här (?:är|e|ä) |\bdetta är |\bthis is |\bi am |\bi'm ", is_clear),
        (r"\b(?:här|hej) (?:skriver|är|kommer) ", is_clear),
        (r"\bjag, |\bcall me ", is_clear),
    )
)
PAIR_INTRO = re.compile(r"\b(?:jag är|här skriver|det här är|i am|i'm) ", re.IGNORECASE)
IT_IS = re.compile(
    rf"\b(?:det|de) (?:är|e|ä) (?P<name>{LETTERS}(?: {LETTERS})?) (?:här|igen|som skrev"
    rf"|som skriver|som ringde)\b",
    re.IGNORECASE,
)
HERE = re.compile(rf"{START}(?P<name>{LETTERS}(?: {LETTERS})?) här\b(?=[!.,]| igen)", re.IGNORECASE)
POSTPOSED = re.compile(
    rf"\b(?P<name>{LETTERS}(?: {LETTERS}){{0,2}}) (?P<verb>heter|är|kallas) jag\b", re.IGNORECASE
)
SIGNED = re.compile(
    r"\b(?:m\.?v\.?h|v\.?h|h\.?ä\.?l\.?s|(?:med )?(?:vänlig|bästa|varma?|hjärtlig"
    r"|många)[a-z]{0,3} hälsning(?:ar|en)?"
    r"|hälsning(?:ar|en)?|hälsar|vänligen|kram(?:ar)?|hilsen|(?:kind |best )?regards|best wishes"
    r"|sincerely|yours|cheers)"
    r"\b[.,!:/ \n-]{0,6}(?:från |ifrån |önskar )?(?P<initial>(?-i:[A-ZÅÄÖ])\. ?)?(?=[^\W\d_])",
    re.IGNORECASE,
)
SLASHED = re.compile(
    r"(?:(?<=[\s.!?,])|^)(?:/{1,3}|-{1,3}|~) ?(?P<initial>[A-ZÅÄÖ]\. ?)?(?=[^\W\d_])", re.MULTILINE
)
# After the short farewells whatever word ends the text is hers, capital or not.
LAST_WORD = re.compile(
    rf"\b(?:m\.?v\.?h|v\.?h|hälsn)\b[.,!:/ \n-]{{1,6}}(?P<name>{LETTERS})[.!]?\s*\Z", re.IGNORECASE
)
ALONE = re.compile(rf"{START}(?P<name>{LETTERS}(?: {LETTERS}){{0,2}})[.!]?[ )]*(?=\n|$)")
AFTER_SIGNATURE = re.compile(
    r"(?: [^\W\d_]\b)?[.!,)]?\s*(?:$|\n|[,(/+@\d\x00]|(?:tel|mob)\b)", re.IGNORECASE
)

# A first name may be followed by a few words more: "Mvh Linnéa på natten".
SHORT_LINE = re.compile(rf"(?: [^\W\d_]+){{0,4}}(?:{AFTER_SIGNATURE.pattern})", re.IGNORECASE)

ROLE = re.compile(
    r"\b(?:(?:min|vår|en|biträdande|tf\.?|hennes|hans|deras|din) )?(?:[^\W\d_]{0,20}(?:chef"
    r"|ledare|rektor|mentor"
    r"|kollega|kamrat|kompis|reporter|journalist|fotograf|redaktör|läkare|doktor|kurator|lärare"
    r"|fröken|sköterska"
    r"|syster|samordnare|handläggare|sekreterare|ombud|förare|brukare|boende|elev|patient|kund"
    r"|klient|pensionär"
    r"|anhörig|dotter|son|mamma|pappa|fru|man|sambo|direktör|strateg|planerare|vikarie"
    r"|vaktmästare|rådet|råd)"
    r"(?:en|n|t|s|na|a|ens|ns)?),? (?:som )?(?:heter |hette )?(?=[^\W\d_])",
    re.IGNORECASE,
)
CALLED = re.compile(
    r"\b(?:heter|hette|vid namn|döpt till|named|called) (?=[^\W\d_])", re.IGNORECASE
)
INITIAL = re.compile(r" [^\W\d_]\b(?!\.\w)")


def find_names(text: str) -> Iterator[Find]:
    """Sure finds of a writer who names herself, likely ones of anybody else's name."""
    yield from _own_names(text)
    yield from _signatures(text)
    yield from _by_role(text)
    yield from _known_names(text)


def _own_names(text: str) -> Iterator[Find]:
    for intro, test in OWN:
        for match in intro.finditer(text):
            yield from _name_at(text, match.end(), test, "says-own-name", is_sure=True)
    for match in PAIR_INTRO.finditer(text):
        yield from _pair_at(text, match.end())
    for intro in (IT_IS, HERE):
        for match in intro.finditer(text):
            yield from _name_at(text, match.start("name"), is_clear, "says-own-name", is_sure=True)
    for match in POSTPOSED.finditer(text):
        test = is_clear if match["verb"] == "är" else is_known_or_large
        yield from _last_name_in(text, *match.span("name"), test)


def _name_at(text: str, start: int, test: Test, kind: str, *, is_sure: bool) -> Iterator[Find]:
    token = TOKEN.match(text, start)
    if token and test(token.group()):
        end = _with_initial(text, end_of_name(text, token.end(), token.group()))
        yield Find(start, end, kind, is_sure)


def _with_initial(text: str, end: int) -> int:
    initial = INITIAL.match(text, end)
    return initial.end() if initial and initial.group().strip().isupper() else end


def _pair_at(text: str, start: int) -> Iterator[Find]:
    """ "Jag är Xhemile Krasniqi": two capitals in a row, though neither is on a list."""
    token = TOKEN.match(text, start)
    if not token or not is_written_large(token.group()) or token.group().isupper():
        return
    end = end_of_name(text, token.end(), token.group())
    if end > token.end():
        yield Find(start, end, "says-own-name", is_sure=True)


def _last_name_in(text: str, start: int, end: int, test: Test) -> Iterator[Find]:
    """The longest name that ends where "heter jag" begins."""
    for token in TOKEN.finditer(text, start, end):
        if is_clear(token.group()) or (token.end() == end and test(token.group())):
            yield Find(token.start(), end, "says-own-name", is_sure=True)
            return


def _signatures(text: str) -> Iterator[Find]:
    for intro in (SIGNED, SLASHED):
        for match in intro.finditer(text):
            is_told = intro is SIGNED or bool(match["initial"])
            for found in _signed_at(text, match.end(), is_farewell=is_told):
                start = match.start("initial") if match["initial"] else found.start
                yield found._replace(start=start)
    for match in LAST_WORD.finditer(text):
        yield from _name_at(text, match.start("name"), is_any, "says-own-name", is_sure=True)
    for match in ALONE.finditer(text):
        tokens = match["name"].split()
        if is_clear(tokens[0]) and all(is_known_or_large(token) for token in tokens):
            yield Find(match.start("name"), match.end("name"), "says-own-name", is_sure=True)


def _signed_at(text: str, start: int, *, is_farewell: bool) -> Iterator[Find]:
    """A name at the end of a line: any capital after a farewell, a first name after a stroke."""
    token = TOKEN.match(text, start)
    if token is None:
        return
    is_place = text.endswith(("från ", "från:"), 0, start)
    test = is_known_or_large if is_farewell and not is_place else is_clear
    end = end_of_name(text, token.end(), token.group())
    ending = SHORT_LINE if is_clear(token.group()) else AFTER_SIGNATURE
    if not is_farewell and token.group().istitle() and text[end:] == "":
        test = is_known_or_large
    if test(token.group()) and ending.match(text, end):
        yield Find(start, _with_initial(text, end), "says-own-name", is_sure=True)


def _by_role(text: str) -> Iterator[Find]:
    for match in ROLE.finditer(text):
        yield from _name_at(text, match.end(), _is_named, "name", is_sure=False)
    for match in CALLED.finditer(text):
        yield from _name_at(text, match.end(), is_clear, "name", is_sure=False)


def _is_named(token: str) -> bool:
    return is_clear(token) or (
        is_written_large(token) and not token.isupper() and token[1:].islower()
    )


def _known_names(text: str) -> Iterator[Find]:
    """First names anywhere; those that are also words only with a surname after them."""
    for token in TOKEN.finditer(text):
        if not _looks_named(token.group()) or text[: token.start()].endswith(
            ("S:t ", "Sankt ", "#", "@")
        ):
            continue
        end = end_of_name(text, token.end(), token.group())
        is_ambiguous = token.group().casefold() in AMBIGUOUS
        if end > token.end() or not is_ambiguous:
            yield Find(token.start(), end, "name", is_sure=False)


def _looks_named(token: str) -> bool:
    return is_clear(token) or (token.endswith("s") and token[0].isupper() and is_clear(token[:-1]))
