"""Columns of the register of press inquiries. It is a public record; only what is sealed in it is
not read by whoever reads the database.
"""

from pressdesk.inventory.words import ONE_SIZE, RANDOM, TEXT_SIZE, Column, Opens

TEXT = "text"
NAME = "ett namn på listan"
MINUTE = "minut"
DAY = "dag"
YES_NO = "ja eller nej"
SERIAL = "år och löpnummer"
COUNTED = "1, 2, 3 …"

_INQUIRIES = {
    "inquiry": {
        "number": Column("förfrågans nummer", SERIAL),
        "received_at": Column("när förfrågan kom", MINUTE),
        "channel": Column("hur den kom", "fem val"),
        "outlet": Column("vilken redaktion som frågar, aldrig vem", NAME),
        "unit": Column("vilken enhet som svarar", NAME),
        "question": Column("vad redaktionen frågar om", TEXT),
        "kind": Column("vad som önskas, till exempel en intervju", "sex val"),
        "topic": Column("vilket ämne det gäller", NAME),
        "due": Column("hur hålltiden är sagd", "fyra val"),
        "due_until": Column("när svaret behövs", MINUTE),
        "open_order": Column("sorterar öppna förfrågningar efter hålltid", MINUTE),
        "spokesperson": Column("vilken roll som uttalar sig", "en roll, inget namn"),
        "is_live": Column("om det sänds direkt", YES_NO),
        "embargo_until": Column("när svaret får publiceras", MINUTE),
        "call_back_at": Column("när vi har lovat att ringa", MINUTE),
        "follows": Column("vilken förfrågan den följer på", SERIAL),
        "issue_id": Column("vilken samlad fråga den hör till", COUNTED),
        "facts_from": Column("vilken enhet som har kontrollerat fakta", NAME),
        "correction": Column("om en rättelse är begärd eller gjord", "två val"),
        "line_id": Column("vilka budskap och fakta svaret bygger på", COUNTED),
        "line_version": Column("vilken version av dem", COUNTED),
        "status": Column("hur långt vi har kommit", "sex lägen"),
        "owner_id": Column(
            "vem som har den, till avslutet eller en vecka efter svar", "vem i personalen"
        ),
        "taken_at": Column("när någon tog den", MINUTE),
        "waiting_with": Column("vilken enhet eller roll vi väntar på", TEXT),
        "waiting_since": Column("sedan när vi väntar", MINUTE),
        "parked_until": Column("när förfrågan ska fram igen", DAY),
        "passed_to": Column("vilken enhet som är ombedd att ta över", NAME),
        "proposed": Column("text för godkännande, tills den är lämnad", TEXT),
        "signed_at": Column("när texten godkändes", MINUTE),
        "signed_by": Column(
            "vem som godkände texten, till avslutet eller en vecka efter svar", "användarnamn"
        ),
        "answer": Column("svaret som är lämnat", TEXT),
        "released_at": Column("när svaret lämnades", MINUTE),
        "outcome": Column("hur förfrågan slutade", "tolv utfall"),
        "closed_at": Column("när den avslutades", MINUTE),
        "is_records_request": Column("begäran om allmän handling: inget mer sparas", YES_NO),
        "registry_number": Column("numret i diariet", "myndighetens beteckning"),
        "exported_on": Column("när den lämnades till diariet", DAY),
        "version": Column("märker om två skriver samtidigt", "antal ändringar"),
    },
    "inquiry_unit": {
        "number": Column("vilken förfrågan", SERIAL),
        "unit": Column("en enhet som också är berörd", NAME),
    },
    "inquiry_undo": {
        "number": Column("vilken förfrågan", SERIAL),
        "step": Column("vilket steg som kan ångras", "en lista"),
        "at": Column("hur länge det kan ångras", "sekund"),
        "before": Column("hur det var före steget, några minuter", TEXT),
        "after": Column("märker om någon har ändrat sedan dess", "antal ändringar"),
    },
    "mask": {
        "id": Column("skiljer övertäckningar åt", RANDOM),
        "number": Column("vilken förfrågan", SERIAL),
        "field": Column("vilken uppgift", "en lista"),
        "first": Column("var övertäckningen börjar", "tecken"),
        "after": Column("var övertäckningen slutar", "tecken"),
        "section": Column("paragrafen, eller dagen då någon såg igenom allt", "text, eller dag"),
        "digest": Column("märker om texten har ändrats", "räknas fram ur texten"),
    },
}

_LINES = {
    "line": {
        "id": Column("skiljer budskap åt", COUNTED),
        "unit": Column("enheten som svarar för dem", NAME),
        "version": Column("den senaste versionen", COUNTED),
        "is_withdrawn": Column("om de har tagits ur bruk", YES_NO),
    },
    "line_text": {
        "line_id": Column("vilka budskap och fakta", COUNTED),
        "version": Column("vilken version", COUNTED),
        "at": Column("när versionen skrevs", MINUTE),
        "title": Column("rubriken", TEXT),
        "facts": Column("kontrollerade fakta", TEXT),
        "quote": Column("ett citat som får användas", TEXT),
        "quoted": Column("vilken roll som citeras", "en roll, inget namn"),
        "checked_on": Column("när fakta kontrollerades", DAY),
        "valid_until": Column("giltigt till", DAY),
    },
    "issue": {
        "id": Column("skiljer samlade frågor åt", COUNTED),
        "title": Column("vad flera redaktioner frågar om", TEXT),
        "line_id": Column("vilka budskap och fakta som gäller", COUNTED),
        "created_on": Column("när frågorna samlades", DAY),
        "is_closed": Column("om den är avslutad", YES_NO),
        "version": Column("märker om två skriver samtidigt", "antal ändringar"),
    },
    "search_text": {
        "number": Column("sökningens egen ordning", COUNTED),
        "id": Column("vilket svar eller budskap som hittas", "nummer"),
        "kind": Column("svar eller budskap", "två val"),
        "title": Column("frågan eller rubriken", TEXT),
        "body": Column("svaret eller fakta", TEXT),
    },
}

_LISTS = {
    "outlet": {
        "name": Column("redaktionens namn, aldrig en persons", TEXT),
        "media": Column("vilket slags medium det är", "en lista"),
        "is_current": Column("om redaktionen går att välja", YES_NO),
    },
    "unit": {
        "name": Column("enhetens namn", TEXT),
        "area": Column("vad enheten hör till", TEXT),
        "is_current": Column("om enheten går att välja", YES_NO),
    },
    "topic": {
        "name": Column("ämnets namn", TEXT),
        "is_current": Column("om ämnet går att välja", YES_NO),
    },
}

_DUTY = {
    "duty_week": {
        "monday": Column("vilken vecka pressjouren gäller", "vecka"),
        "account_id": Column("vem som har pressjouren", "vem i personalen"),
        "backup_id": Column("vem som är reserv", "vem i personalen"),
    },
    "crisis": {
        "name": Column("krislägets enda rad", "alltid ”crisis”"),
        "since": Column("när krisläget började", MINUTE),
        "ended_at": Column("när det upphörde", MINUTE),
        "unit": Column("vilken enhet som svarar under krisläget", NAME),
        "issue_id": Column("vilken samlad fråga det gäller", COUNTED),
        "wording": Column("vad den som svarar i telefon säger", TEXT),
        "meeting_at": Column("nästa presskonferens", MINUTE),
        "meeting_place": Column("var den hålls", TEXT),
        "version": Column("märker om två skriver samtidigt", "antal ändringar"),
    },
}

_SEALED = {
    "register_key": {
        "id": Column("skiljer nycklar åt", RANDOM),
        "year": Column("från vilket år nyckeln används", "årtal"),
        "public": Column("låser det som är hemligt i registret", "öppen nyckel"),
        "voucher": Column("intyg att en pressekreterare gjorde nyckeln", "underskrift"),
        "for_recovery": Column("nyckeln, låst för lapparna", ONE_SIZE, Opens.RECOVERY),
        "is_spent": Column("säger att en ny nyckel behövs", YES_NO),
    },
    "register_grant": {
        "key_id": Column("vilken nyckel", RANDOM),
        "account_id": Column("vem på pressenheten som har den", "vem i personalen"),
        "sealed": Column("nyckeln, låst för den personen", ONE_SIZE, Opens.OFFICER),
    },
    "reporter": {
        "number": Column("vilken förfrågan", SERIAL),
        "key_id": Column("vilken nyckel", RANDOM),
        "sealed": Column("reporterns namn och hur vi når henne", TEXT_SIZE, Opens.REGISTER),
    },
    "inquiry_note": {
        "id": Column("skiljer anteckningar åt", RANDOM),
        "number": Column("vilken förfrågan", SERIAL),
        "key_id": Column("vilken nyckel", RANDOM),
        "day": Column("visar hur gammal anteckningen är", DAY),
        "sealed": Column("anteckning till kollegor", TEXT_SIZE, Opens.REGISTER),
    },
    "register_draft": {
        "id": Column("hittas bara av den som skrev", RANDOM),
        "day": Column("så att texten raderas en vecka senare", DAY),
        "sealed": Column("text som inte är sparad än", TEXT_SIZE, Opens.AUTHOR),
    },
}

REGISTER: dict[str, dict[str, Column]] = _INQUIRIES | _LINES | _LISTS | _DUTY | _SEALED
