"""Asking a newsroom who told it, or how it knows: what an answer to a reporter must never do."""

from pressdesk.guard.tracing.words import BETRAY, PRESS, TITLE, UNIT, WHICH

NI = r"(?:ni|du|tidningen|redaktionen)"
TO_THEM = rf"(?:er|dig|{PRESS})"
PERSON = (
    rf"(?:medarbetar|anställd|kolleg|person|chef|tjänsteman|{TITLE}|uppgiftslämnar|visselblåsar)\w*"
)
WHO = (
    rf"(?:vem|vilka|vilken (?:av (?:våra|era|de) )?{PERSON}|vilka (?:av (?:våra|era|de) )?{PERSON})"
)
# "hos oss", "på skolan", "av våra chefer": of which group.
GROUP = r"(?:(?:hos|på|i|inom|av|bland|från) [^.?!,]{1,40}? )?"
TOLD = (
    r"(?:berätta|bekräfta|avslöja|påstå|lämna|skicka|visa|läck|vidarebefordra|mejla)(?:t|tt|de|dde|te)"
    r"|sagt|sa|sade|uppgett|uppgivit|uppgav|påstod|gett|gav|givit|fört vidare"
)
SPOKEN = (
    r"(?:prata|tala|snacka|intervjua|citera|träffa)(?:t|de)|varit i kontakt|haft kontakt"
    r"|haft att göra"
)
REACHED = r"gått|gick|vänt sig|vände sig|hört av sig|kontaktat|kontaktade|försett|sökt|mejlat"
GOT = r"(?:fått|hört|fick|hörde|hämtat|fångat upp)"
WORD = r"(?:[^\W\d_]{0,14}(?:uppgift|information|påstående|tips|mejl|dokument)[^\W\d_]{0,5})"
THAT_ONE = (
    r"(?:personen|vederbörande|den anonyma?e? [^\W\d_]+"
    rf"|(?:den|de|{PERSON}) (?:som )?(?:ni|du) (?:har )?(?:{SPOKEN}))"
)
FROM = r"(?:från|ifrån|av|via|genom)"

NEWSROOM_PLAIN: dict[str, tuple[str, ...]] = {
    "who-told": (
        rf"\b{WHO} {GROUP}(?:har |kan ha |(?:är|var) det som (?:har )?)?(?:{TOLD})\b"
        rf"[^.?!]{{0,40}}\b(?:för|till|åt|med) {TO_THEM}\b",
        rf"\b{WHO} {GROUP}(?:har {NI}|(?:är|var) det (?:som )?{NI} har) "
        rf"(?:[^\W\d_]+ ){{0,2}}(?:{SPOKEN})\b",
        rf"\b{WHO} {GROUP}(?:har |(?:är|var) det som (?:har )?)?(?:{REACHED}) "
        rf"(?:upp |till |med )?{TO_THEM}\b",
        rf"\b(?:vem|vilka) (?:är|var) {PERSON} (?:som )?(?:ni|du) har (?:{SPOKEN})\b",
        rf"\b{WHO} {GROUP}(?:(?:prata|tala|snacka|intervjua|citera)de) {NI}\b",
        rf"\b{WHO} {GROUP}(?:har|fick|hörde) {NI} [^.?!]{{0,40}}\b{FROM}(?= ?[?.!]|$)",
        rf"\b(?:vem|vilka|{WHICH} {UNIT}) (?:kommer|kom|ligger|låg|står|stod) (?:bakom |era |er "
        rf"|den |det |de |här ){{0,2}}{WORD}(?: (?:från|ifrån|bakom))?(?= ?\?)",
        r"\b(?:vem|vilka|vilken) (?:är|var) (?:er|era|din|dina) (?:[^\W\d_]+ )?käll(?:a|or)\b",
        r"\bvem (?:är|var) (?:den |er |din )anonyma?e? ",
        rf"\bvad heter (?:den|personen|medarbetaren|{PERSON})[^.?!]{{0,40}}\b(?:ni|du) (?:har )?"
        rf"(?:{SPOKEN})\b",
        r"\bwho (?:told|gave|sent|showed|tipped|informed) (?:you|this)\b",
        r"\bwho (?:have you|did you|are you|has been) (?:\w+ )?(?:spok\w+|talk\w*|speak\w*"
        r"|in touch)\b"
        r"|\bwho (?:is|are|was) your (?:\w+ )?sources?\b",
    ),
    "how-did-they-know": (
        r"\bhow (?:do|did|could) you (?:know|find out|learn|hear|get)\b"
        r"|\bwhere did you (?:get|hear|learn)\b",
        rf"\bvarifrån (?:har|fick|hörde) {NI}\b|\bvar (?:har|fick|hörde) {NI} [^.?!]{{0,40}}"
        r"\b(?:från|ifrån)\b",
        rf"\bvarifrån (?:kommer|kom) (?:(?:era|dina|er|din) [^\W\d_]+|(?:den |det |de |här |dessa )"
        rf"{{0,2}}{WORD})\b",
        rf"\bhur (?:vet|visste|känner|kände) {NI} (?:om |till )?(?:det|detta|den|dem)"
        r"(?: här)?(?= ?[?.!,]|$)",
        rf"\bhur (?:känner|kände) {NI} till\b",
        rf"\bhur har {NI} (?:fått (?:reda|veta|tag|del|höra|tillgång|det|detta|{WORD})"
        r"|kommit (?:över|åt)|kunnat (?:få|ta del|se|läsa)|hört)\b",
        rf"\bhur kommer det sig att {NI} (?:vet|visste|känner|kände|har fått|fick|hade)\b",
        rf"\bhur kan {NI} (?:veta|känna till|ha fått)\b",
    ),
    "where": (rf"\b(?:var|{WHICH} [^\W\d_]+) (?:jobbar|arbetar|tjänstgör|är|har) {THAT_ONE}",),
}
# Only as a question.
NEWSROOM_MARKED: dict[str, tuple[str, ...]] = {
    "who-told": (
        rf"\b{WHO} {GROUP}(?:har )?(?:sagt|sa|sade|berättat|berättade|påstått|påstod|uppgett"
        r"|uppgav) (?:det|detta|så)(?: här)?(?= ?\?)",
        r"\b(?:vem|vilka) (?:(?:är|var) det som )?(?:uppger|påstår|hävdar) (?:det|detta|så)\b",
        rf"\b(?:är|var) det (?:en |ett |någon |nån |några |flera |våra? |av )+{PERSON}\b"
        rf"[^.?!]{{0,40}}\bsom (?:har )?(?:{TOLD}|{BETRAY}|kontaktat|kontaktade|hört av sig)\b",
        rf"\b(?:är|var) det (?:en |ett |någon |nån |några |flera |våra? |av )+(?:[^\W\d_]+ ){{0,3}}"
        rf"(?:som )?(?:ni|du) har (?:{SPOKEN})\b",
        rf"\b(?:är|var) det [^.?!]{{1,40}} som (?:har )?(?:{SPOKEN}|{TOLD}|{BETRAY})\b"
        r"[^.?!]{0,30}\b(?:med|till|för) (?:er|dig)\b",
        rf"\bhar {NI} {GOT} [^.?!]{{0,30}}\b{FROM} (?:en |någon |nån |några |våra? |av |egna )*"
        rf"{PERSON}",
        r"\b(?:vilken|vilka) (?:käll(?:a|or)|sagesm[aä]n|sagespersoner?)\b",
    ),
    "where": (
        rf"\b(?:jobbar|arbetar|är) {THAT_ONE} [^.?!]{{0,40}}\b(?:på|hos|i|inom|vid|anställd)\b",
    ),
}
NEWSROOM_LIKELY: dict[str, tuple[str, ...]] = {
    "how-did-they-know": (
        rf"\bhur (?:vet|visste) {NI} (?:att|om|vem|vilka|när|vad)\b",
        rf"\bvar har {NI} (?:hittat|läst|sett)\b",
    ),
}
NEWSROOM_GOVERNED: dict[str, tuple[str, ...]] = {
    "who-told": (
        rf"\b{WHO} {GROUP}(?:det är )?(?:som )?{NI} (?:har |hade )?(?:{SPOKEN})\b",
        rf"\b{WHO} {GROUP}(?:det är )?(?:som )?{NI} (?:har |hade )?{GOT} [^.?!]{{0,40}}\b{FROM}\b",
        rf"\b{WHO} {GROUP}som (?:har |kan ha |hade )?(?:kontaktat|ringt|mejlat|tipsat|hört av sig"
        rf"|vänt sig) (?:till )?{TO_THEM}\b",
        rf"\b{WHO} {GROUP}som (?:har |kan ha |hade )?(?:{TOLD})\b[^.?!]{{0,40}}"
        rf"\b(?:för|till|åt|med) {TO_THEM}\b",
        rf"\bnamn(?:et|en)? på (?:den|de|dem|personen|{PERSON})[^.?!]{{0,30}}\b(?:som (?:har )?"
        rf"(?:{TOLD}|{BETRAY}|kontaktat|uttalat sig|pratat|talat)|(?:ni|du) (?:har )?"
        rf"(?:{SPOKEN}))\b",
        r"\b(?:avslöja|uppge|ange|namnge|nämna|nämn|berätta om) (?:gärna )?(?:er|era|din|dina) "
        r"(?:[^\W\d_]+ )?käll(?:a|or)\b",
    ),
    "how-did-they-know": (
        r"\b(?:hur|varifrån|var) (?:ni|tidningen|redaktionen) (?:har |kan |kunde )?(?:fått|fick"
        r"|vet|veta|visste|känner till|kände till|hört|kommit över|kom över|kom åt)\b",
        rf"\b(?:hur|varifrån|var) {NI} har {WORD}",
    ),
    "who": (rf"\bvilk(?:en|a) {PERSON} {NI} (?:syftar|menar|avser|hänvisar|åsyftar|citerar)\b",),
}
