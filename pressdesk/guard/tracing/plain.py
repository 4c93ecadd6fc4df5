"""Swedish ways of asking in the word order of a question or an order: kind to patterns."""

from pressdesk.guard.tracing.words import (
    BETRAY,
    FACTS,
    GIVE,
    HER_WORLD,
    OUTLET,
    OUTLETS,
    PRESS,
    REPORTER,
    SOMEBODY,
    TELL,
    TITLE,
    UNIT,
    UNITS,
    WHICH,
    WORK,
    YOUR,
)

PLAIN_SURE: dict[str, tuple[str, ...]] = {
    "who": (
        r"\bberätta (?:[^\W\d_]+ ){0,4}om dig(?: själv)?\b|\bvem (?:är|e|va|var) (?:den|det) som "
        r"(?:skriver|skrivit)\b",
        r"\bvad (?:ska|får|kan) (?:jag|vi) kalla dig\b|\bvad kallar (?:du|ni) (?:dig|er)\b",
        r"\b(?:vem|vilka) (?:är|e|ä|va) (?:du|ni)\b",
        r"\b(?:vad|va|hur) (?:heter|hete|hetter|hette|kallas) (?:du|ni)\b",
        r"\bvem (?:pratar|talar|skriver|chattar) (?:jag|vi) med\b|\bmed vem (?:har|pratar"
        r"|talar) (?:jag|vi)\b",
        r"\bvem (?:har|talar) (?:jag|vi) (?:äran|nöjet|kontakt|att göra)\b"
        r"|\bvem är det som (?:skriver|frågar|hör av sig)\b",
        rf"\b(?:vad|{WHICH}|va) (?:är|e|har|va) (?:du för )?(?:{YOUR} )?(?:namn|efternamn"
        rf"|förnamn|personnummer"
        r"|anställningsnummer|användarnamn|titel|yrke|befattning|ålder|mobilnummer|telefonnummer"
        r"|nummer|mejl\w{0,8})\b",
        r"\bhur gammal (?:är|e) (?:du|ni)\b|\b(?:kan|vill|skulle) du (?:kunna )?(?:legitimera"
        r"|identifiera|presentera) dig\b",
        r"\blogga in med (?:din|ditt)\b",
        r"\b(?:är|va|var) (?:du|ni) (?:väl |inte )?(?:den|han|hon|hen|samma person) som\b"
        r"|\bdu är (?:väl|nog) (?:den|han|hon|hen) som\b",
    ),
    "where": (
        rf"\bvad är det för {UNIT}\b",
        rf"\b(?:var|vart|va) (?:i staden |i stan |någonstans "
        rf"|nånstans )?{WORK.replace('är ', '')} (?:du|ni)\b",
        r"\b(?:var|vart) (?:finns|är|e) (?:du|ni)(?: (?:någonstans|nånstans|anställd|placerad"
        r"|stationerad)\b|(?= ?(?:\?|$)))",
    ),
    "unit": (
        r"\b(?:vilken|vilka) del av (?:staden|stan|förvaltningen|organisationen)\b",
        rf"\b{WHICH} {UNIT} (?:(?:är|e|va) det (?:du|ni|som)|(?:är|e|jobbar|arbetar|tillhör"
        rf"|kommer|skriver|sitter|har"
        r"|avser|menar|representerar|talar|pratar|ringer) (?:du|ni|på)|(?:gäller|rör|handlar"
        r"|avser|är|e) (?:det|detta|frågan))\b",
        rf"\bvad (?:heter|kallas) (?:{YOUR} (?:{UNIT}|arbetsplats)|arbetsplatsen|enheten"
        rf"|avdelningen)\b",
        rf"\bvar (?:någonstans|nånstans) ligger\b|\b(?:var )?(?:ligger|finns) {YOUR} {UNIT}\b",
        rf"\b{WHICH} (?:[^\W\d_]+ )?ligger {YOUR} {UNIT}\b",
    ),
    "title": (
        r"\bvad gör (?:du|ni) (?:på jobbet|på arbetet|till vardags|i staden|för (?:jobb|arbete)"
        r"|hos)\b",
        r"\b(?:vad|va) (?:jobbar|arbetar) (?:du|ni) (?:som|med)\b",
        r"\b(?:vad|va) har (?:du|ni) för (?:titel|roll|tjänst|yrke|befattning|jobb|uppdrag)\b",
        rf"\bvad är {YOUR} (?:roll|titel|tjänst|befattning|yrkesroll)\b",
        rf"\b{WHICH} (?:yrkesgrupp|yrkesroll|yrke|befattning|titel|roll|tjänst) (?:tillhör|har"
        rf"|är) (?:du"
        rf"|ni|din)\b",
        r"\bhur länge har (?:du|ni) (?:jobbat|arbetat|varit anställd)\b",
    ),
    "tell-manager": (r"\bbe (?:din|er) chef (?:att )?(?:ringa|kontakta|mejla|höra)\b",),
    "manager": (
        r"\bvem (?:är|e) (?:din|er|närmaste|närmsta) (?:närmaste |närmsta )?chef\b"
        r"|\bvad heter (?:din|er) (?:närmaste )?chef\b",
        r"\bvilken chef har (?:du|ni)\b",
    ),
    "which-reporter": (
        rf"\bvad är det för {OUTLET}\b",
        r"\bvad (?:hon|han|hen|den) som (?:ringde|ringt|skrev) heter\b",
        rf"\b(?:vad|va) (?:heter|hette) (?:{REPORTER}|tidningen|redaktionen)\b",
        rf"\bvem (?:på|från|hos|vid) {OUTLETS}\b|\b(?:är|var|va) det {OUTLETS} som\b",
        r"\bvem (?:är|e|va|var) det som (?:har )?(?:ringt|ringde|hört|hörde|kontaktat|sökt|sökte)\b"
        r"|\bvem (?:ringde|sökte|kontaktade)\b(?! upp\b)",
        rf"\bhar (?:du|ni) (?:något |nåt )?namn(?:et)? på {REPORTER}\b",
    ),
    "who-told": (
        r"\b(?:vem|vilka) (?:fler|mer|andra|annars) (?:än (?:du|ni)|vet|visste|känner|har)\b",
        r"\bvarför (?:vände|vänder|pratade|ringde|kontaktade|gick|talade|berättade|tipsade|har"
        rf"|valde) (?:du|ni) (?:[^\W\d_]+ ){{0,4}}(?:med |till |för )?{PRESS}\b",
        rf"\b(?:från|av|via|genom) (?:vem|vilka|vilken) [^.?!]{{1,60}}\b(?:fått|fick|hört|hörde"
        rf"|{FACTS})\b",
        rf"\b{SOMEBODY} var det som (?:har )?(?:{BETRAY}|{TELL}|{GIVE}|sagt|sa)\b",
        rf"\b(?:vem|vilka) (?:har )?(?:sagt|sa|avslöjat|avslöjade) (?:[^\W\d_]+ ){{0,3}}(?:till"
        rf"|för) {PRESS}\b",
        r"\bvilka har haft (?:tillgång|åtkomst)\b|\b(?:vem|vilka) (?:hade|har haft) tillgång\b",
        rf"\bvem tror du (?:att )?(?:som )?(?:har )?(?:{BETRAY}|{TELL}|{GIVE})\b",
        rf"\b{SOMEBODY} (?:är det som |har |kan ha |hade )?{BETRAY}\b",
        rf"\b(?:är|var) det (?:du|ni|någon av er) som (?:har )?(?:{BETRAY}|{TELL}|{GIVE})\b",
        rf"\b{SOMEBODY} (?:är det som )?(?:(?!som\b)[^\W\d_]+ ){{0,5}}(?:{TELL}) "
        rf"(?:sig )?(?:med|till|för|i|åt) {PRESS}\b",
        rf"\b(?:vem|vilka) (?:har |kan ha |hade )?(?:{GIVE}) (?:[^\W\d_]+ ){{0,3}}(?:till "
        rf"|åt )?{PRESS}\b",
        r"\b(?:vem|vilka) (?:kan ha |har )?(?:gett|gav|skickat|skickade|lämnat|lämnade) (?:er"
        r"|dig)\b",
        r"\b(?:vem|vilka) (?:är|var) (?:deras|er|din|tidningens|hennes|hans|reporterns"
        r"|journalistens|redaktionens) källa\b",
        r"\bvilka? (?:jobbade|var i tjänst|hade passet)\b|\bvem (?:jobbade|var i tjänst"
        r"|hade passet)\b",
        rf"\b(?:vem|vilka) har (?:du|ni) {TELL} med hos oss\b|\bvem (?:mer|annars"
        rf"|fler) (?:[^\W\d_]+ ){{0,3}}(?:vet|visste|känner till)\b",
        r"\bvilk(?:en|a) av (?:våra|dina|era) (?:anställda|medarbetare|kollegor|kolleger) (?:har"
        r"|som|är)\b",
        r"\bvem i (?:personalen|gruppen|arbetslaget) (?:är det som|har|som)\b",
    ),
    "how-did-they-know": (
        rf"\bhur kan (?:de|dom|hon|han|hen|{REPORTER}|{OUTLETS}) (?:ha|veta|känna)\b",
        rf"\b(?:hur|varifrån|varför) (?:har )?(?:visste|vet|vette|känner|kände|fick|fått|kom"
        rf"|kunde|fick) (?:de|dom|hon|han|hen"
        rf"|{REPORTER}|{OUTLETS}) (?:det|detta|om|till|veta|att|vem|var|när|vilka|över|reda|tag"
        rf"|tillgång|höra|ditt"
        rf"|kännedom|uppgift\w*|den|de)\b",
        rf"\b(?:hur|varifrån) har (?:de|dom|hon|han|hen|{REPORTER}|{OUTLETS}) (?:fått|hört"
        rf"|kommit)\b",
        rf"\bhur kommer det sig att (?:de|dom|hon|han|{REPORTER}|{OUTLETS}) (?:vet|visste|kände"
        rf"|känner|hade|fick)\b",
        r"\bhur fick (?:du|ni) (?:veta|reda på|höra|tag i|tag på)\b",
    ),
    "why-records": (
        r"\bvarför (?:begär|vill|behöver|begärde) (?:du|ni) (?:ut|ha ut|ha|se"
        r"|läsa) (?:[^\W\d_]+ ){0,2}(?:handling\w{0,4}|allmän\w{0,4})\b",
        r"\b(?:vem är det som|vem) (?:begär|begärde|har begärt) (?:ut )?(?:handling\w{0,4}|den)\b",
    ),
    "contact-you-back": (
        r"\b(?:du|ni) (?:får|kan) (?:gärna |alltid )?(?:ringa|mejla|maila|smsa|nå) mig\b",
        r"\b(?:vi|jag) (?:vill|skulle vilja|behöver) (?:gärna )?(?:träffa|möta|ringa) dig\b",
        r"\bhör av dig till mig\b",
        r"\b(?:hur|när|var) (?:når|får) (?:jag|vi) (?:tag på )?dig\b|\bvilket nummer (?:når|nås"
        r"|har|kan|får) \b",
        r"\b(?:så|då) (?:ringer|mejlar|kontaktar|smsar) (?:jag|vi)\b|\b(?:jag|vi) (?:ringer"
        r"|mejlar) (?:upp )?dig\b",
        r"\b(?:kan|vill|skulle) (?:du|ni) (?:kunna )?(?:komma|titta|svänga) (?:förbi|upp|ner|in"
        r"|hit)\b",
        r"\bkom (?:gärna )?(?:förbi|upp|ner|in) (?:till |på |hos )?(?:mig|oss|mitt|vårt"
        r"|pressenheten)\b",
        r"\b(?:slå|ge) (?:mig|oss) en signal\b|\bslå mig en pling\b|\bmejla mig\b|\bmaila mig\b"
        r"|\bsms:?a mig\b|\bring (?:till )?mig\b",
        r"\b(?:skriv|mejla|maila|svara) (?:[^\W\d_]+ ){0,2}(?:till|på) min (?:mejl|mail"
        r"|e-post)\w{0,6}\b",
        r"\bhar (?:du|ni) (?:en |ett |någon |något )?(?:mejl\w{0,7}|mail\w{0,7}|e-post\w{0,7}"
        r"|(?:telefon|mobil)?nummer)\b",
    ),
}
MARKED_SURE: dict[str, tuple[str, ...]] = {
    "where": (rf"\bär det (?:på |i |inom |vid |en |ett )[^.?!]{{1,60}} (?:du|ni) {WORK}\b",),
    "unit": (
        r"\b(?:är|e|jobbar|arbetar|tillhör|hör|sitter|kommer|skriver|ringer) (?:du|ni) (?:ifrån "
        r"|från |till |på |vid |inom "
        rf"|hos |i )*(?:(?-i:[A-ZÅÄÖ])[^\W\d_]+|{UNITS}|någon av dem)\b",
        rf"(?:^|[:,] ?)(?:och )?{WHICH} {UNIT}(?= ?\?)",
        r"(?:^|[:,] ?)vilken adress(?= ?\?)",
        rf"\bvilken av {UNITS}\b[^.?!]{{0,40}}\b(?:du|ni|din|er|det)\b",
        rf"\b{UNITS} (?:som |där )?(?:du|ni) {WORK}\b",
    ),
    "title": (rf"\b(?:är|e) (?:du|ni) (?:en |ett )?(?:{TITLE}|chef|man|kvinna)\b",),
    "who-told": (
        rf"\bhar (?:någon|nån|några) (?:[^\W\d_]+ ){{0,4}}(?:{TELL}|{BETRAY}) (?:sig )?(?:med"
        rf"|till|för) {PRESS}\b",
        rf"\b(?:är|var) det (?:någon|nån|några|en|flera)\b[^.?!]{{0,40}} som (?:har )?(?:sagt"
        rf"|{TELL}|{GIVE}|{BETRAY}) [^.?!]{{0,30}}\b(?:till|för|med) (?:er|dig|{PRESS})\b",
    ),
    "who": (
        r"\b(?:känner|kände) (?:[^\W\d_]+ ){1,2}igen (?:formulering|stil|språk|skribent|person"
        r"|sätt|röst|text)\w{0,4}\b",
        rf"\b{YOUR} (?:namn|enhet|arbetsplats|titel|nummer|mejl\w{{0,7}}|telefon\w{{0,7}})(?= ?\?)",
    ),
}
PLAIN_LIKELY: dict[str, tuple[str, ...]] = {
    "title": (
        r"\bhar (?:du|ni) (?:jobbat|arbetat|varit anställd)\b"
        r"|\b(?:när|vilka dagar|vilka tider|hur ofta) (?:jobbar|jobbade|arbetar|arbetade)"
        r" (?:du|ni)\b",
        r"\b(?:jobbar|arbetar) (?:du|ni) [^.?!]{1,40}\?|\bhar (?:du|ni) (?:en )?chef\b",
    ),
    "who": (
        r"\b(?:jag|vi) (?:[^\W\d_]+ ){0,3}vet (?:nog |redan )?vem du är\b|\bsamma person som\b"
        r"|\b(?:är|var) det du som\b",
        r"\bdu måste vara (?:på|från|den)\b|\bdet låter som (?:att |om )?du (?:jobbar|arbetar"
        r"|är på)\b",
        r"\bär du (?:man|kvinna|kille|tjej|fackligt|chef|anställd|ny)\b",
    ),
    "unit": (
        r"\b(?:någon|nån) (?:på|från|i|inom) [^.?!]{1,40} som (?:skriver|skrivit|har skrivit"
        r"|frågar)\b",
        rf"\b(?:på|i|vid|inom|från) {WHICH} {UNIT}\b[^.?!]{{0,40}}\?|\b(?:på|i|vid|hos"
        rf"|inom) {YOUR} {UNIT}\b[^.?!]{{0,40}}\?",
        r"\b(?:låter som|gissar på|tippar på) (?-i:[A-ZÅÄÖ])",
        r"\blåter som (?:(?:att )?det är )?(?:hon|han|hen|någon|nån|något|nåt|en|den|de)"
        r" (?:på|från|i|vid|hos)\b",
        r"\bär det (?:på )?(?-i:[A-ZÅÄÖ])[^\W\d_]+ (?:[^\W\d_]+ ){0,3}(?:det (?:handlar|gäller"
        r"|rör)|som|gäller)\b",
        r"\bvar ligger (?:skolan|boendet|förskolan|enheten)\b|\bvilket pass (?:gick|jobbade"
        r"|hade) du\b",
        r"\b(?:verkar|lär|borde|tycks) (?:komma|vara) (?:från|på) (?-i:[A-ZÅÄÖ])",
    ),
    "which-reporter": (
        rf"\b(?:gissar|tror) (?:på )?(?:att )?(?:det (?:är|var) )?{OUTLETS}\b|\bvad (?:heter"
        rf"|hette) (?:hon|han|hen)\b",
    ),
    "who-told": (
        rf"\b(?:någon|nån) (?:[^\W\d_]+ ){{1,3}}(?:har|måste ha|kan ha) (?:{BETRAY}|{TELL})\b",
        rf"\bhar (?:du|ni) (?:själv |redan )?(?:{TELL}) med {PRESS}\b|\bvad sa (?:du"
        rf"|ni) till {PRESS}\b",
    ),
    "contact-you-back": (
        r"\b(?:kan|vill|skulle) (?:du|ni) (?:kunna )?(?:ringa|mejla|maila|kontakta|smsa|skriva "
        r"till) (?:mig|oss)\b",
        r"\b(?:kan|ska|skulle) vi (?:kunna )?(?:ses|träffas|höras)\b|\böga mot öga\b|\b(?:vi"
        r"|jag) kan ringa dig\b",
    ),
    "tell-manager": (
        r"\bhar (?:du|ni) (?:berättat|sagt|pratat) (?:[^\W\d_]+ ){0,2}(?:för|till|med) (?:din"
        r"|er) chef\b",
        r"\b(?:förankra|stäm av|ta upp|prata igenom) (?:[^\W\d_]+ ){0,3}(?:med|hos) (?:din"
        r"|er) chef\b",
        r"\b(?:berätta|säg|meddela|informera) (?:[^\W\d_]+ ){0,2}(?:för |till )?(?:din|er) chef\b",
    ),
}
# A question to her in which her work, her colleagues or her reporter occur at all.
MARKED_LIKELY: dict[str, tuple[str, ...]] = {
    "who": (
        r"(?:^|(?<=[.!?,:] ))(?:och |men |så )?(?:har|är|e|var|vad|vem|vilken|vilket|vilka|när|hur"
        r"|varför|blev|från|på|i|hos|stämmer)\b(?=[^.?!]{0,60}\b(?:du|ni|din|ditt|dina|era?)\b)"
        rf"[^.?!]{{0,80}}\b{HER_WORLD}\b",
    ),
}
FORM_FIELDS = (
    rf"^(?:{YOUR} )?(?:namn|enhet|arbetsplats|titel|avdelning|telefon(?:nummer)?|mejl(?:adress)?"
    rf"|förvaltning|skola|yrke|kontaktuppgifter)"
    r"(?:(?:,| och|, och) (?:namn|enhet|arbetsplats|titel|avdelning|telefon(?:nummer)?"
    r"|mejl(?:adress)?)){0,3}(?:,? tack)?(?=[?:]| ?$|\.)"
)
