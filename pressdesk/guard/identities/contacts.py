"""Ways to reach somebody: phone numbers, e-mail addresses, names on social media."""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType

from pressdesk.guard.identities.finds import Find, groups

SEPARATORS = r"[ ./_-]{0,3}"
# Mobiles, told by their first digits: the library passes over those that stand close to something.
MOBILE = re.compile(
    rf"(?<!\d)(?:(?:\+|00){SEPARATORS}46{SEPARATORS}(?:\({SEPARATORS}0\){SEPARATORS})?"
    rf"|\(?0{SEPARATORS})7{SEPARATORS}[02369]\)?(?:{SEPARATORS}\d){{7}}(?!\d)"
)
SPELLED_PHONE = re.compile(
    r"\bnolla?(?:[ ,.-]{1,3}(?:noll|nolla|ett|etta|en|två|tvåa|tre|trea|fyra|fem|femma|sex|sexa"
    r"|sju|sjua"
    r"|åtta|nio|nia|tio|\d{1,3})\b){6,16}",
    re.IGNORECASE,
)
LABELLED_PHONE = re.compile(
    r"\b(?:ankn(?:ytning)?|tel(?:efon(?:nummer|nr)?)?|mob(?:il(?:nummer|nr)?)?|mitt n(?:ummer|r)"
    r"|tfn"
    r"|(?:ring|sms:?a|nås|når ni|sök) (?:mig )?på)[ .:]{0,3}(?:är "
    r"|e )?(?P<value>\d(?:[ -]?\d){3,10}+)",
    re.IGNORECASE,
)
NOT_A_PHONE = re.compile(
    r"\b(?:dnr|diarie(?:nr|nummer)|ärende|mål(?: nr)?|faktura|ocr|bankgiro|bg|plusgiro|pg"
    r"|org\.?(?:nr|nummer)"
    r"|organisationsnummer|kvitto|serienummer|serienr|version(?:en)?|isbn|kod"
    r"|blankett)\w{0,10}[ .:#]{0,3}$",
    re.IGNORECASE,
)
HOURS = re.compile(r"([01]?\d|2[0-4])[.:]?([0-5]\d)? ?- ?([01]?\d|2[0-4])[.:]?([0-5]\d)?")
NOBODYS = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.UAN,
    }
)
LABEL_WINDOW = 32

MAILHOST = r"(?:gmail|hotmail|outlook|yahoo|live|icloud|msn|telia|proton(?:mail)?)"
TLD = (
    r"(?:se|com|nu|org|net|eu|info|io|no|dk|fi|de|fr|uk|us|edu|me|mil|gov|biz|ai|app|dev"
    r"|example|test)"
)
WORD = r"[^\W_][\w-]{0,62}"
AT = r"(?: ?[(\[{<] ?(?:at|a|@|snabel[ -]?a) ?[)\]}>] ?| snabel[ -]?a )"
DOT = r"(?: ?[(\[{] ?(?:dot|punkt|\.) ?[)\]}] ?| (?:dot|punkt) |\.)"
DOT_WORD = r"(?: ?[(\[{] ?(?:dot|punkt) ?[)\]}] ?| (?:dot|punkt) )"
EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]++@(?:[\w-]{1,63}+\.){1,6}[^\W\d_]{2,24}")
BARE_HOST = re.compile(rf"(?<![\w.+%'-])[\w.+%'-]++ ?@ ?{MAILHOST}\b", re.IGNORECASE)
SPACED_EMAIL = re.compile(
    rf"(?<![\w.+%'-])[\w.+%'-]++ {{0,2}}@ {{0,2}}(?:{WORD} ?\. ?){{1,4}}{TLD}\b", re.IGNORECASE
)
SPELLED_EMAIL = re.compile(
    rf"(?<![\w.+%'-])(?:{WORD}{DOT_WORD}){{0,3}}[\w.+%'-]++{AT}(?:{WORD}{DOT}){{1,4}}{TLD}\b",
    re.IGNORECASE,
)
SPOKEN_EMAIL = re.compile(
    rf"(?<![\w.+%'-])(?:{WORD}{DOT_WORD}){{0,3}}[\w.+%'-]++ at "
    rf"(?:(?:{WORD}{DOT_WORD}){{1,4}}{TLD}|{MAILHOST}{DOT}{TLD})\b",
    re.IGNORECASE,
)
EMAILS = (EMAIL, BARE_HOST, SPACED_EMAIL, SPELLED_EMAIL, SPOKEN_EMAIL)

SITE = (
    r"(?:ig|insta(?:gram)?|snap(?:chat)?|tik ?tok|twitter|telegram|signal|fb|facebook|face"
    r"|messenger|linkedin"
    r"|discord|threads|bluesky|youtube|reddit|flashback|x)(?:-?konto(?:t)?|-?namn(?:et)?)?"
)
MARKED = (
    # A digit, dot, underscore or @ somewhere, or four digits behind a hash.
    r"(?=[\w.@#-]{0,29}[\d_.@])@?[^\W\d_][\w.-]{1,28}\w(?:#\d{4}\b)?"
)
HANDLES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{SITE} ?(?::|=|är|e|heter|som) ?(?P<value>{MARKED})",
        rf"\b{SITE} (?P<value>(?=\w{{0,20}}[\d_])[^\W\d_][\w.]{{2,29}})",
        rf"\b{SITE} heter (?:jag|vi) (?P<value>@?[^\W_][\w.-]{{1,28}}\w)",
        rf"\b(?:jag )?heter (?P<value>@?[^\W_][\w.-]{{1,28}}\w) på {SITE}\b",
        rf"\b(?:min|mitt) (?:{SITE}|konto|profil|kanal|blogg) ?(?:är|e|heter"
        rf"|:)? ?(?P<value>@[\w.]{{2,30}})",
        rf"\bjag (?:finns|är|skriver|heter) på {SITE} som (?P<value>@?[\w.]{{2,30}})",
    )
)
ELSEWHERE = re.compile(r"\bdär (?:heter|kallas) jag (?P<value>[^\W_][\w.-]{1,28}\w)", re.IGNORECASE)
MENTION = re.compile(r"(?<![\w.@/])@[^\W_][\w.]{0,28}\w")


def find_contacts(text: str, allowed_phones: frozenset[str]) -> Iterator[Find]:
    """Sure phones, addresses and own handles; likely extensions and other people's handles."""
    yield from _find_phones(text, _nationals(allowed_phones))
    for pattern in EMAILS:
        yield from groups(pattern, text, "email", is_sure=True)
    for pattern in HANDLES:
        yield from groups(pattern, text, "handle", is_sure=True, group="value")
    for pattern, group in ((MENTION, 0), (ELSEWHERE, "value")):
        yield from groups(pattern, text, "handle", is_sure=False, group=group)


def _find_phones(text: str, allowed: frozenset[str]) -> Iterator[Find]:
    for match in PhoneNumberMatcher(text, "SE", Leniency.VALID):
        if not _is_nobodys(match.number, allowed) and not _is_other(text, match.start, match.end):
            yield Find(match.start, match.end, "phone", is_sure=True)
    for found in MOBILE.finditer(text):
        if _digits(found.group())[-9:] not in allowed:
            yield Find(found.start(), found.end(), "phone", is_sure=True)
    yield from groups(SPELLED_PHONE, text, "phone", is_sure=True)
    for found in LABELLED_PHONE.finditer(text):
        if _digits(found["value"]).removeprefix("0") not in allowed:
            yield Find(found.start("value"), found.end("value"), "phone", is_sure=False)


@lru_cache
def _nationals(phones: frozenset[str]) -> frozenset[str]:
    """The desk's numbers as digits without the leading zero; unreadable ones are dropped."""
    nationals = set()
    for phone in phones:
        try:
            nationals.add(str(phonenumbers.parse(phone, "SE").national_number))
        except phonenumbers.NumberParseException:
            continue
    return frozenset(nationals)


def _is_nobodys(number: phonenumbers.PhoneNumber, allowed: frozenset[str]) -> bool:
    is_home = number.country_code == phonenumbers.country_code_for_region("SE")
    if is_home and str(number.national_number) in allowed:
        return True
    return phonenumbers.number_type(number) in NOBODYS


def _is_other(text: str, start: int, end: int) -> bool:
    """Opening hours, or digits that a label calls something else."""
    if HOURS.fullmatch(text, start, end):
        return True
    return bool(NOT_A_PHONE.search(text[max(0, start - LABEL_WINDOW) : start]))


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
