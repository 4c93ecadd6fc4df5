"""Titles, workplaces, addresses, car plates, staff numbers: what points at somebody unnamed."""

import re
from collections.abc import Iterator

from pressdesk.guard.identities.finds import Find, groups

TITLE = (
    r"[^\W\d_]{0,24}(?:chef|sköterska|sköterskor|lärare|vårdbiträde|biträde|assistent"
    r"|handläggare|sekreterare|rektor"
    r"|planerare|arkitekt|ingenjör|chaufför|chaffis|förare|vakt|värd|värdinna|mästare"
    r"|bibliotekarie|kurator|psykolog"
    r"|terapeut|läkare|skötare|pedagog|kock|kokerska|städare|städerska|lokalvårdare|snickare"
    r"|tekniker|ledare|vikarie"
    r"|jurist|ekonom|controller|samordnare|koordinator|inspektör|strateg|utredare|registrator"
    r"|kommunikatör"
    r"|administratör|hämtare|arbetare|mätare|kontrollant|receptionist|coach|logoped|barnmorska"
    r"|dagbarnvårdare"
    r"|badvakt|brandman|rörläggare|fastighetsskötare|vaktis|fritidsledare|behandlare"
    r"|boendestödjare|stödperson"
    r"|ombud|arborist|mekaniker|montör|elektriker|operatör|konsulent|rådgivare|gymnast|hygienist"
    r"|dietist|tandläkare|trädgårdsmästare|tolk"
    r"|nurse|teacher|driver|assistant|librarian|cleaner)(?:n|en|na|er)?"
)
LOOSE = r"(?:(?!och\b|men\b|inte\b|är\b)[^\W\d_]+ ){0,3}?"  # "den enda", "nyanställd personlig"
TITLES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:jag|ja|vi|och jag) (?:\w+ )?(?:är|e|va|blev) {LOOSE}(?P<value>(?:biträdande "
        rf"|personlig )?{TITLE})\b",
        rf"\b(?:jobbar|jobba|jobbade|arbetar|anställd|anställda|utbildad|egenskap av"
        rf"|vikarierar) (?:som |av )?"
        rf"(?:en |ett )?(?:legitimerad |ny )?(?P<value>(?:biträdande |personlig )?{TITLE})\b",
        rf"(?:^|(?<=[\n.!?,(] )|(?<=och )|(?<=men ))(?:som|är) (?:legitimerad "
        rf"|ny )?(?P<value>{TITLE})\b",
        rf"(?:^|(?<=[\n.!?] ))(?P<value>{TITLE})(?= (?:är jag|här\b)|,)",
        rf"(?P<value>\b{TITLE}) (?:på|vid|i|inom) (?:[^\W\d_]+[ ,]{{1,2}}){{1,4}}(?:det är jag"
        rf"|som skriver)",
        rf"(?:^|(?<=[\n.!?] ))(?P<value>{TITLE})(?= (?:sedan|sen|i \w+ år|natt|dagtid)\b)",
        rf"\b(?:alltså|dvs|det vill säga|närmare bestämt) (?:en )?(?P<value>{TITLE})\b",
        rf"\bI(?:'m| am) (?:a |an |the )?(?P<value>{TITLE})\b",
    )
)

CAPITAL = r"(?-i:[A-ZÅÄÖ])[^\W\d_]+"
PLACE = (
    r"(?:förskola|skola|gymnasium|gymnasieskola|grundskola|hemtjänst|äldreboende"
    r"|vård- och omsorgsboende|boende"
    r"|omsorgsboende|servicehus|gruppbostad|gruppboende|fritidsgård|fritidshem|fritids|bibliotek"
    r"|simhall|ishall"
    r"|idrottsplats|idrottshall|sporthall|badhus|bad|depå|bussdepå|stadsdelsförvaltning"
    r"|vårdcentral|äldrecenter"
    r"|korttidsboende|korttidshem|dagverksamhet|parklek|ungdomsgård|kulturskola|kulturhus"
    r"|behandlingshem|stödboende"
    r"|återvinningscentral|socialkontor|medborgarkontor|avdelning|enhet)"
)
PLACE_THE = (
    r"(?:[^\W\d_]{0,12}(?:skolan|boendet|hemtjänsten|depån|bostaden|biblioteket|servicehuset"
    r"|gården|hallen|badet"
    r"|kontoret|centralen|centret|gymnasiet|hemmet|parkleken|kvarteret|verksamheten|avdelningen"
    r"|enheten|mottagningen|kliniken|köket|garaget|stationen|förrådet))"
)
GENERIC = (
    r"(?!(?:En|Ett|Flera|Hela|Alla|Vår|Vårt|Min|Mitt|Den|Det|De|Denna|Stadens|Stockholms|Varje"
    r"|Ingen|Någon|Vilken"
    r"|Vilket|På|Vi|Er|Ert|Deras|Annan|Samma|Ny|Nya|Och|Är|Får|Kan|Har|Som|Om|I|Kommunal|Privat"
    r"|När|Vid|Från)\b)"
)
UNITS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:avdelning|avd|enhet|team|lag|grupp|arbetslag|plan|våning|hus|modul|paviljong"
        r"|klass|sektion|distrikt"
        r"|(?!mål|ålders|risk|patient|yrkes)[^\W\d_]{2,14}(?:avdelning|enhet|team|grupp|distrikt))"
        r"\.? (?:\d{1,3} ?(?-i:[A-ZÅÄÖ])?\b|(?-i:[A-ZÅÄÖ])[^\W\d_]*(?: \d{1,2}\b)?)",
        rf"\b(?-i:Norra|Södra|Östra|Västra|Övre|Nedre|Mellersta) (?:{CAPITAL} )?{PLACE_THE}\b",
        r"\b(?:på|i|vid|från|hos) (?!(?:grund|gymnasie|för|hög|folkhög|fri|sär|låg|mellan"
        r"|musik|kultur|sim|bil|resurs|dans|kör|natur|söndags|special|kommun)\w{0,6}skolan\b)"
        r"[^\W\d_]{3,20}skolan\b",
        r"\b(?:jag|vi) (?:tillhör|hör till) (?!(?:de[mnt]?|dom|en|ett|inte|er|ju|väl|nog|facket"
        r"|dem som|samma|vi|också|staden|kommunen|regionen)\b)(?P<value>[^\W\d_][\w-]{3,30})",
        rf"\b{GENERIC}{CAPITAL}(?:[ -]{CAPITAL}){{0,2}} {PLACE}\b",
        rf"\b(?:LSS-)?{PLACE_THE} (?:(?:i|på|vid) )?{GENERIC}(?![^\W\d_]+ \d){CAPITAL}",
        r"\b(?-i:(?!Grund|Gymnasie|Förskol|Hög|Äldre|För|Folkhög|Kultur|Mus|Sär|Fri|Ungdoms"
        r"|Fritids|Vård|Barn|Sim)"
        r"[A-ZÅÄÖ][^\W\d_]{2,24}(?:skolan|gymnasiet|gården|hemmet|boendet|badet|depån))\b",
        r"\b[^\W\d_]{3,30}(?:kontorets|förvaltningens|stadsdelens) (?:[^\W\d_]+ )?"
        r"(?:enhet|avdelning|driftcentral|kansli|grupp|sektion|stab|kundtjänst|växel)\b",
        r"\b(?:jobbar|jobba|jobbade|arbetar|anställd|sitter|arbetsplats (?:är|heter)"
        r"|chef) (?:natt |dag |kväll )?"
        rf"(?:på |inom |vid |i |hos |för )?(?!(?:Stockholm|Stockholms|Sverige|Staden)\b){CAPITAL}"
        rf"(?:[ -](?:{CAPITAL}|{PLACE})){{0,3}}",
    )
)

STREET = (
    r"(?:gatan|vägen|stigen|gränd|gränden|torget|backen|allén|allé|leden|slingan"
    r"|ringen|höjden|kajen|stranden|gången)"
)
DOOR = (
    r" \d{1,3}(?!\d)(?: ?[A-Za-z]\b)?(?:,? lgh \d{4}|,? \d tr\b)?(?:, ?\d{3} ?\d\d(?: [^\W\d_]+)?)?"
)
ADDRESSES = (
    re.compile(
        rf"\b(?:(?-i:[A-ZÅÄÖ])[^\W\d_]+ ){{0,2}}[^\W\d_]{{2,25}}{STREET}{DOOR}", re.IGNORECASE
    ),
    re.compile(rf"\b(?!Detalj|Handlings|Tids|Översikts)[A-ZÅÄÖ][^\W\d_]{{2,25}}plan{DOOR}"),
)

PLATE_LETTERS = r"[A-HJ-PR-UW-Z]{3}"
PLATE = re.compile(rf"(?<![\w-])(?P<letters>{PLATE_LETTERS}) ?\d\d[0-9A-HJ-NPR-UW-Z](?![\w/:-])")
LABELLED_PLATE = re.compile(
    r"\b(?:reg(?:istrerings)?\.?(?:nr|nummer|skylt\w*)|skylten|bil|bilen|[^\W\d_]{2,12}bilen"
    r"|regskylten)[ :.(]{1,3}"
    r"(?:är )?(?P<value>[a-z]{3} ?\d\d[0-9a-z])\b",
    re.IGNORECASE,
)
LAW_LETTERS = "SOU SFS AFS OSL HFD LSS LAS SLF PDF DNR SCB EKO KOD RUM SOL HSL SKR"
NOT_PLATES = frozenset(LAW_LETTERS.split())

STAFF_LABEL = (
    r"(?:anst(?:ällnings?)?\.? ?(?:nr|nummer|id)|(?:personal|tjänste|tjänstgörings|medarbetar"
    r"|förar|legitimations|behörighets|passer)-?(?:id|nummer|nr|kod)"
    r"|användar-?(?:namn|id)|user ?-?(?:name|id)|employee (?:number|id|no)|(?:in)?logg?in(?:g"
    r"|gning|namn)?|loginnamn"
    r"|loggar in (?:som|med)|hsa-?id|ad-?konto|kort(?:nummer|nr)|brick(?:a|an|nummer|nr)|signatur)"
)
STAFF_NUMBER = re.compile(
    rf"\b{STAFF_LABEL}(?:et|en)?[ .:=#]{{0,3}}(?:är |e |is "
    rf"|: ?)?(?P<value>\d{{1,8}}(?: \d{{2,4}}){{1,3}}\b"
    rf"|(?=(?:[\w-]{{0,17}}?\d){{2}})[^\W_][\w-]{{2,24}})",
    re.IGNORECASE,
)


def find_workplaces(text: str) -> Iterator[Find]:
    """Sure staff numbers; likely titles, units, addresses and car plates."""
    yield from groups(STAFF_NUMBER, text, "employee-number", is_sure=True, group="value")
    for pattern in TITLES:
        yield from groups(pattern, text, "title", is_sure=False, group="value")
    for pattern in UNITS:
        group = "value" if "value" in pattern.groupindex else 0
        yield from groups(pattern, text, "unit", is_sure=False, group=group)
    for pattern in ADDRESSES:
        yield from groups(pattern, text, "address", is_sure=False)
    yield from groups(LABELLED_PLATE, text, "car-plate", is_sure=False, group="value")
    for match in PLATE.finditer(text):
        if match["letters"] not in NOT_PLATES:
            yield Find(match.start(), match.end(), "car-plate", is_sure=False)
