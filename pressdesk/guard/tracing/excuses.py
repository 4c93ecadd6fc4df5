"""When words that could ask do not: they forbid, free her from answering, or advise her to ask.

Works on one sentence: what stands before the phrase, back to the last "men", and what stands after.
Swedish word order carries most of the meaning: "vem är du" asks, "vem du är" obeys its main clause.
"""

import re

from pressdesk.guard.tracing.words import REPORTER

TURN = re.compile(r"\b(?:men|däremot|fast|dock|but|however)\b|;", re.IGNORECASE)
# "Kan du inte säga ..." is a request, however negative; so is "om vi inte vet vem du är".
NEGATIVE_REQUEST = re.compile(
    r"\b(?:kan|vill|skulle|ska|får|kunde) (?:du|ni) (?:inte|ej)\b|\b(?:om|så länge|innan|förrän"
    r"|utan att) (?:vi|jag) "
    r"(?:inte |ej )?(?:vet|får|känner)\b",
    re.IGNORECASE,
)
FREED = re.compile(
    r"\b(?:inte|varken|aldrig|ej|icke|ingen|inga|inget|utan att|slipp\w{0,4}|undvik\w{0,3}"
    r"|avstå\w{0,2}"
    r"|förbju\w{0,6}|olaglig\w{0,2}"
    r"|brottslig\w{0,2}|otillåt\w{0,4}|straffbar\w{0,2}|brott|låta? bli|oavsett|oberoende"
    r"|spelar ingen roll|rätt att|röj\w{0,2}"
    r"|tystnadsplikt|källskydd\w{0,3}|källskyddet|skydda\w{0,2}|kritiser\w{0,4}|kritik|bryter"
    r"|dömas|döms"
    r"|åtala\w{0,2}|bestämmer själv|avgör själv"
    r"|väljer själv|du som (?:bestämmer|avgör|väljer)|om du (?:själv )?vill|även om|detsamma"
    r"|samma sak"
    r"|not|never|nobody|no one|don't|cannot|must not|may not|forbid\w{0,3}|forbidden|without"
    r"|illegal|regardless|does not matter"
    r"|decide yourself|whether to)\b",
    re.IGNORECASE,
)
THIRD_PERSON_ASKS = re.compile(
    rf"\b(?:låt|ber|bad) {REPORTER} |\b{REPORTER} (?:ska|bör|måste|brukar|får) (?:[^\W\d_]+ "
    rf")?(?:säga|uppge|berätta)\b|"
    rf"\b(?:{REPORTER}|journalister|redaktionen|tidningen|chef\w{{0,5}}|någon|nån|han|hon|hen|de"
    rf"|dom|man|the reporter|your manager"
    r"|someone|they|anyone) (?:(?!och\b|and\b)[^\W\d_]+ ){0,3}(?:fråga|frågar|frågade|frågat"
    r"|undrar|undrade|veta|vet|ask|asks"
    r"|asked|försöker|tar reda|wants)\b",
    re.IGNORECASE,
)
FIRST_PERSON_ASKS = re.compile(
    r"\b(?:(?:vi|jag) (?:[^\W\d_]+ ){0,2}(?:veta|fråga|undrar)|(?:får|kan|måste|behöver) (?:vi"
    r"|jag) (?:[^\W\d_]+ )?(?:fråga|veta))\b",
    re.IGNORECASE,
)
ADVICE = re.compile(
    r"\b(?:be|fråga|notera|kontrollera|anteckna|skriv upp|ta reda på|ask|note|find out)\b"
    r"|\bdu (?:kan|får|bör|ska) (?:[^\W\d_]+ )?"
    r"(?:fråga|be|kontrollera|notera|ta reda)\b|\bkom ihåg att (?:fråga|be)\b"
    r"|\binnan du (?:svarar|börjar)\b",
    re.IGNORECASE,
)
ABOUT_HERSELF = re.compile(
    r"^ (?:tag på |fatt på )?(?:ditt|dina)\b", re.IGNORECASE
)  # "hur de fick ditt nummer"
FREED_AFTER = re.compile(
    r"^[^.?!]{0,60}\b(?:spelar ingen roll|är förbjud\w{0,3}|är brottslig\w{0,2}"
    r"|är olaglig\w{0,2}|bryter mot|behöver du inte|får ingen"
    r"|(?:frågar|efterforskar|undrar|söker|utreder) (?:vi|jag) (?:inte|aldrig)"
    r"|bestämmer du|är din ensak|om du (?:själv )?vill|should tell|is forbidden|does not matter)\b",
    re.IGNORECASE,
)
REFUSED_AFTER = re.compile(r" (?:inte|aldrig|ej|not)\b", re.IGNORECASE)
QUOTING = re.compile(
    r"\b(?:fråga\w{0,4}|undra\w{0,2}|säg\w{0,2}|sade|sa|ordet|orden|skriv\w{0,2}|asks?"
    r"|says?)\b[^\"']{0,30}[\"':] ?$",
    re.IGNORECASE,
)
ANY_AT_ALL = re.compile(r"^ (?:som helst|än|man)\b", re.IGNORECASE)
# What makes a governed phrase an ask: an order, a wish, a question put to the reader.
GOVERNOR = re.compile(
    r"\b(?:berätta\w?|säg\w?|skriv\w?|uppge|ange|nämn\w?|hjälp\w?|skicka|ge|lämna|återkom\w{0,2}"
    r"|precisera"
    r"|underlätta\w{0,2}|lättare|bra att|undersök\w?|utred\w?|kontrollera|se|räkna ut|stämmer"
    r"|fråga|kolla|hör|sök\w?|leta|ta reda|tar reda|försök\w?|tacksam\w?|gärna|behöver|vill|vore"
    r"|måste|skulle"
    r"|veta|visste|undrar|vet (?:du|ni)|minns (?:du|ni)|ihåg|lust|lista ut|spåra|identifiera|få "
    r"fram|be|kan (?:du|ni)"
    r"|tell|say|know|ask|find out|give|send|please|could you|can you)\b",
    re.IGNORECASE,
)
NEVER_ASK = re.compile(
    r"\b(?:fråga|frågar|never ask|ask) (?:inte|aldrig|ej|vi inte)\b|\bnever ask\b", re.IGNORECASE
)


def is_excused(kind: str, before: str, after: str, *, is_embedded: bool) -> bool:
    """Whether a phrase that stands between `before` and `after` does not ask the reader."""
    before = TURN.split(before)[-1]
    if kind == "contact-you-back" and REFUSED_AFTER.match(after) or ANY_AT_ALL.match(after):
        return True
    return _is_freed(kind, before, after) if is_embedded else _is_quoted(before)


def is_governed(before: str, phrase: str, *, is_question: bool) -> bool:
    """Whether an embedded phrase is plainly asked for; one that merely stands there is likely."""
    clause = TURN.split(before)[-1]
    return is_question or not clause.strip() or bool(GOVERNOR.search(clause + phrase))


def _is_quoted(before: str) -> bool:
    is_reported = QUOTING.search(before) or NEVER_ASK.search(before)
    return bool(is_reported) and not FIRST_PERSON_ASKS.search(before)


def _is_freed(kind: str, before: str, after: str) -> bool:
    """What governs the phrase denies it, frees her from it, or lets somebody else ask."""
    if NEGATIVE_REQUEST.search(before):
        return False
    if FREED.search(before) or FREED_AFTER.search(after):
        return True
    if FIRST_PERSON_ASKS.search(before):
        return False
    is_advisable = kind == "which-reporter" or ABOUT_HERSELF.search(after)
    is_advice = is_advisable and ADVICE.search(before)
    return bool(is_advice or THIRD_PERSON_ASKS.search(before))
