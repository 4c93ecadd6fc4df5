"""Words that the ways of asking are built from, as parts of regular expressions."""

YOU = r"(?:du|ni|skribenten|personen|den anställde|den som skriver|hen som skriver|medarbetaren)"
YOUR = r"(?:ditt|din|dina|ert|er|era|personens|skribentens|medarbetarens)"
WHICH = r"(?:vilken|vilket|vilkn|vilkt|viken|vicken|vad för)"
WORK = (
    r"(?:jobbar|jobba|arbetar|jobbade|arbetade|tjänstgör|sitter|hör hemma"
    r"|håller till|är anställd|är placerad|är stationerad)"
)
UNIT = (
    r"(?:[^\W\d_]{0,14}(?:enhet|avdelning|förvaltning|stadsdel|skola|boende|hemtjänst"
    r"|arbetsplats|arbetsgivare|bolag"
    r"|kontor|depå|bibliotek|fritidsgård|verksamhet|gruppbostad|gymnasium|bostad|simhall|sektion"
    r"|arbetslag|team|mottagning|klinik|vårdcentral|distrikt|station|kök|garage|förråd)"
    r"|(?:kommun|stads)del|avd|ort|tätort|by|linje|rutt|klass|skift|kommun|grupp|område|ställe|plats|nämnd)"
)
UNITS = rf"(?:{UNIT}(?:en|n|et|t|arna|erna|na|er|ar|or)?|förskolan|skolan)"
OUTLET = (
    r"(?:tidning|tidnig|tidningen|redaktion|journalist|reporter|repporter|medium|media|kanal"
    r"|tv[ -]?kanal|radiokanal"
    r"|mediehus|nyhetsbyrå|tv-program|podd)"
)
OUTLETS = (
    r"(?:dn|dagens nyheter|svd|svenska dagbladet|aftonbladet|expressen|svt|sveriges radio|p4"
    r"|ekot|tv4|radion|tv"
    r"|tidningen|mitt i|metro|tt|etc|rapport|aktuellt|redaktionen|uppdrag granskning)"
)
REPORTER = r"(?:reporter|journalist|redaktör|fotograf|skribent)(?:n|en)"
PRESS = (
    rf"(?:medi(?:a|er|erna)|press(?:en)?|tidning(?:en|ar|arna)?|{REPORTER}|(?:en )?(?:reporter"
    rf"|journalist)(?:er|erna)?"
    rf"|redaktion(?:en)?|{OUTLETS}|dem|dom)"
)
TELL = (
    r"(?:pratat|pratade|talat|talade|snackat|snackade|uttalat sig|uttalar sig"
    r"|skvallrat|skvallrade|kontaktat|ringt|mejlat)"
)
GIVE = (
    r"(?:lämnat(?: ut)?|lämnade(?: ut)?|gett|gav|givit|skickat|skickade|berättat|berättade|visat"
    r"|delat|delade"
    r"|spridit|spred)"
)
BETRAY = r"(?:läckt|läckte|läcker|läckan|tipsat|tipsade|tjallat|skvallrat|skvallrade|golat)"
# "vem", "vilka på natten", "vem av kollegorna": who, of which group, that ...
WHO_THAT = (
    r"(?:vem|vilka|vilken)"
    r"(?: (?:av|på|i|hos|bland|från|inom|vid) (?:[^\W\d_]+ ){0,2}[^\W\d_]+)? som"
)
TELLER = r"(?:uppgiftslämnar|tipsar|uppgivar)(?:e|en|ens|na|nas)"
FACTS = (
    r"(?:[^\W\d_]{0,14}(?:uppgift|siffr|information|handling|dokument|rapport|bild|film|mejl|tips|papper)"
    r"[^\W\d_]{0,5})"
)
SEEK = (
    r"(?:räkna ut|lista ut|klura ut|komma på|ta reda på|få reda på|få fram|gå till botten med"
    r"|utred\w?|undersök\w?|spåra|ringa in|gissa)"
)
IDENTITY = (
    r"(?:(?:för-? och efter|för|efter|hela )?namn(?:et)?|telefon[^\W\d_]{0,8}|mobil[^\W\d_]{0,8}"
    r"|nummer|nr|mejl[^\W\d_]{0,8}"
    r"|mail[^\W\d_]{0,8}|e-post[^\W\d_]{0,8}|kontaktuppgifter|arbetsplats|enhet|avdelning"
    r"|förvaltning|skola|titel"
    r"|befattning|yrke|yrkesroll|roll|användarnamn|personnummer|anställningsnummer|adress"
    r"|jobbadress|identitet"
    r"|legitimation|tjänst|chef)"
)
GAP = r"(?:(?!inte\b|aldrig\b|ej\b|utan\b)[^\W\d_]+ ){0,4}"
TITLE = (
    r"(?:[^\W\d_]{0,16}(?:sköterska|lärare|biträde|assistent|handläggare|sekreterare|rektor"
    r"|planerare|skötare|chaufför"
    r"|förare|pedagog|vakt|arkitekt|ingenjör|läkare|kurator|vikarie|samordnare|ledare)"
    r"|timanställd|fastanställd)"
)
SOMEBODY = (
    r"(?:vem|vilka|någon|nån|vilken (?:medarbetare|anställd|kollega|person|chef"
    r"|av (?:er|dem|dina|våra)))"
)
# What a question to her is about when it is about her, her work or her reporter.
HER_WORLD = (
    r"(?:(?:jobb|arbet|anställ|tjänst|chef|kolleg|reporter|journalist|tidning|redaktion)[^\W\d_]*"
    rf"|{UNITS}|medi(?:a|er|erna)|namn|nummer|mejl|titel|befattning|skift|schema|pass|egen|eget)"
)
