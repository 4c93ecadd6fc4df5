"""Swedish ways of asking that obey a main clause ("säg vem du är"): kind to patterns."""

from pressdesk.guard.tracing.words import (
    BETRAY,
    FACTS,
    GAP,
    GIVE,
    IDENTITY,
    OUTLET,
    OUTLETS,
    PRESS,
    REPORTER,
    SEEK,
    TELL,
    TELLER,
    UNIT,
    WHICH,
    WHO_THAT,
    WORK,
    YOU,
    YOUR,
)

GOVERNED_SURE: dict[str, tuple[str, ...]] = {
    "who": (
        rf"\b(?:vem|vilka) {YOU} (?:är|e)\b|\bvad {YOU} heter\b|\bvem som (?:skriver|har skrivit"
        rf"|skrev|skickade|har skickat)\b",
        rf"\b(?:skriv|uppge|ange|lämna|skicka|ge|säg|nämn|bifoga|delge|fyll i|berätta"
        rf"|komplettera med|återkom med|lägg till"
        rf"|skriva|uppge|ange|lämna|skicka|ge oss|få veta|visa) {GAP}{YOUR} {IDENTITY}\b",
        rf"\b(?:uppge|ange|lämna|skriv|fyll i) (?:gärna |alltid |ditt )?{IDENTITY}\b",
        rf"\b(?:vill|behöver|måste) (?:vi|jag) (?:ha|få|veta|känna till) {GAP}{YOUR} {IDENTITY}\b",
        rf"\b(?:(?:kan|får|skulle) (?:jag|vi) (?:kunna )?(?:få|be om)|(?:vi|jag) (?:behöver"
        rf"|vill ha|måste ha|ber om)|behöver jag"
        rf"|behöver vi|tacksam för) {GAP}(?:{YOUR}|namnet på (?:din|er)) {IDENTITY}\b",
        r"\bbe (?:den anställd[ea]|medarbetaren|personen) (?:att )?(?:kliva|träda|stiga|höra"
        r"|ringa|kontakta)\b",
    ),
    "who-signs": (
        r"\b(?:skriv|skriva) under med (?:ditt |era? )?namn|\b(?:signera|underteckna) med\b",
    ),
    "where": (rf"\b(?:var|vart) (?:i staden )?{YOU} {WORK}\b",),
    "unit": (
        rf"\b(?:med |lämna )?uppgift(?:er)? om (?:{YOUR} |vilken )?(?:{UNIT}|{IDENTITY})\b",
        rf"\b(?:vem|vilken|vilket [^\W\d_]+) {YOU} (?:jobbar|arbetar) (?:för|åt|på)\b",
        rf"\b{WHICH} {UNIT} (?:som )?(?:det )?(?:{YOU}|det|detta"
        rf"|frågan) ?(?:än\b)?(?<!än)(?: (?:är|e|{WORK}|gäller|rör|handlar"
        r"|tillhör|avser|syftar|menar|kommer|talar|kan vara|representerar|hör|skriver))\b",
        rf"\b{WHICH} {UNIT} (?:du|ni) [^\W\d_]+",
        rf"\b(?:säg|berätta|skriv|ange|uppge|nämn) (?:bara |gärna |bara gärna )?{WHICH} {UNIT}\b",
        rf"\b(?:vilken|vilka) (?:yrkesgrupp|yrke|titel|befattning|roll) {YOU} (?:tillhör|har"
        rf"|är)\b|\bvad {YOU} har för (?:titel|roll|yrke)\b",
    ),
    "which-reporter": (
        rf"\b(?:vilken|vilket|vilkn|viken) {OUTLET}\b|\bvad {REPORTER} (?:heter|hette)\b",
        r"\b(?:reporterns|journalistens|redaktörens) (?:namn|nummer|mejl\w{0,7}|telefon\w{0,7}"
        r"|kontaktuppgifter)\b",
        rf"\bnamn(?:et)? på (?:{REPORTER}|tidningen|redaktionen)\b",
    ),
    "who-told": (
        r"\b(?:vem|vilka) som (?:har )?(?:sagt|sa|avslöjat) (?:detta|det|något|så)\b",
        rf"\bvem som (?:har |kan ha |hade )?{BETRAY}\b|\bvem som (?:är|var) (?:deras "
        rf"|tidningens |hennes |hans )?källa(?:n)?\b",
        rf"\b(?:vem|vilka) som (?:har |kan ha |hade )?(?:{TELL}) (?:sig )?(?:med|till|för"
        rf"|i) {PRESS}\b",
        rf"\b(?:vem|vilka) som (?:har |kan ha )?(?:{GIVE})\b|\bvem som (?:har )?(?:kontaktat"
        rf"|ringt|mejlat) {PRESS}\b",
        rf"\b{WHO_THAT} (?:var i tjänst|jobbade|arbetade|hade passet|var på plats)\b",
        rf"\b{WHO_THAT} (?:har |kan ha )?{BETRAY}\b",
        rf"\b{WHO_THAT} (?:har |kan ha )?(?:{TELL}|{GIVE}|sagt) [^.?!]{{0,40}}\b{PRESS}\b",
        rf"\b(?:vem|vilka) (?:hon|han|hen|de|dom|{REPORTER}|{OUTLETS}) (?:har )?{TELL} med\b",
        rf"\b(?:anställd|medarbetare|kollega|chef|vikarie|person|någon|nån)\b[^.?!,]{{0,30}} som "
        rf"(?:har )?(?:{GIVE}) (?:[^\W\d_]+ ){{0,2}}{FACTS}\b",
        rf"\bom (?:någon|nån) (?:har |på [^\W\d_]+ )?(?:{TELL}|{BETRAY}) (?:med|till) {PRESS}\b",
        rf"\bden som (?:har )?(?:{TELL}|{GIVE}|{BETRAY}) (?:[^\W\d_]+ ){{0,4}}(?:måste|ska|bör"
        rf"|får) (?!inte|aldrig)(?:[^\W\d_]+ )?"
        r"(?:höra|anmäla|träda|kontakta|kliva|ge sig|berätta|säga)\b",
        r"\b(?:fråga|hör|kolla) (?:runt|med) (?:[^\W\d_]+ ){0,3}vem (?:det|som)\b",
        r"\b(?:fråga|hör|kolla|ta reda|tror|få fram|lista ut|spåra|klura ut|se) (?:du |på |med "
        r"|[^\W\d_]+ ){0,4}vem det (?:är|var|kan vara)\b",
        r"\bvem tror du (?:att )?det (?:är|var)\b",
    ),
    "how-did-they-know": (
        rf"\b(?:varifrån|var) (?:[^\W\d_]+ ){{0,3}}{FACTS} (?:kommer|kom|är tagen|har kommit)\b",
        rf"\b(?:hur|varifrån) (?:de|dom|hon|han|hen|{REPORTER}|{OUTLETS}) (?:visste|vet|fick"
        rf"|fått|har fått|kände|kom|kunde)\b",
    ),
    "search": (
        r"\b(?:kolla|sök|söka|leta|titta|gå igenom"
        r"|kontrollera) (?:[^\W\d_]+ )?i (?:[^\W\d_]+)?(?:logg\w{0,6}|mejl\w{0,6}|mail\w{0,6}"
        r"|historik\w{0,3})\b",
        rf"\b{WHO_THAT} (?:har |hade )?(?:var inne|varit inne|öppnade?|öppnat|läst|läste|loggat"
        r"|loggade|laddat|kopierat|skrivit ut|haft tillgång)\b",
        rf"\b{SEEK} (?:(?!inte|aldrig|ej)[^\W\d_]+ ){{0,2}}vem (?:det|som (?:pratar|talar|skriver"
        r"|ringer|läcker|tipsar))\b",
        r"\b(?:identifiera|spåra|lista ut|få fram|ringa in) (?:vem|personen|den som|skribenten"
        r"|vilken|avsändaren|vilka)\b",
        r"\bkolla upp(?= ?(?:[.!?]|$))",
    ),
    "tell-manager": (
        rf"\b(?:berätta|säg|meddela|informera|tala om) (?:[^\W\d_]+ ){{0,2}}(?:för "
        rf"|till )?(?:din|er) chef (?:om )?att (?:du|ni) "
        rf"(?:har )?(?:[^\W\d_]+ )?(?:{TELL}|kontaktat|kontaktad|intervjuad|uppringd)",
    ),
}
# Who told, named by what she did: worth a warning wherever nothing denies it.
GOVERNED_LIKELY: dict[str, tuple[str, ...]] = {
    "who-told": (rf"\b{TELLER}\b",),
}
