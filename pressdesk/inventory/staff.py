"""Columns of staff: accounts, sign-ins, what they did."""

from pressdesk.inventory.words import ONE_SIZE, RANDOM, Column, Opens

STAFF: dict[str, dict[str, Column]] = {
    "account": {
        "id": Column("håller ihop kontots rader", RANDOM),
        "name": Column("pressenhetens personal loggar in med det", "användarnamn"),
        "role": Column("vad kontot får göra", "två roller"),
        "state": Column("inbjudet, öppet eller stängt", "tre lägen"),
        "enrol_digest": Column("känner igen engångskoden", "räknas fram ur koden"),
        "enrol_until": Column("när inbjudan går ut", "dag"),
        "founding_locked": Column("första nyckeln", ONE_SIZE, Opens.ENROLMENT),
        "recipe": Column("hur lösenfrasen blir nyckel", "slumptal och metod"),
        "public": Column("kontots öppna nyckel", "öppen nyckel"),
        "private_locked": Column("kontots hemliga nyckel", ONE_SIZE, Opens.PASSPHRASE),
        "totp_locked": Column("hemligheten i telefonens app", ONE_SIZE, Opens.PASSPHRASE),
        "pin": Column("märker om någon har bytt ut nycklarna", ONE_SIZE, Opens.OFFICER),
        "totp_step": Column("gör att en engångskod gäller en gång", "30 sekunder, om personalen"),
        "shortcuts": Column(
            "om bokstäver är genvägar på tangentbordet", "ja eller nej, om personalen"
        ),
        "language": Column("vilket språk sidorna visas på", "en lista, om personalen"),
    },
    "staff_session": {
        "digest": Column("känner igen en inloggad webbläsare", "räknas fram ur kakan"),
        "account_id": Column("vems inloggning det är", "vem i personalen"),
        "private_locked": Column("kontots hemliga nyckel", ONE_SIZE, Opens.SESSION),
        "idle_until": Column("loggar ut den som har gått", "minut, om personalen"),
        "ends": Column("loggar ut efter tio timmar", "sekund, om personalen"),
    },
    "sign_in_tries": {
        "key": Column("räknar misslyckade inloggningar", "räknas fram ur användarnamnet"),
        "tries": Column("hur många de är", "högst åtta"),
        "ends": Column("när de glöms", "sekund, om personalen"),
    },
    "device": {
        "digest": Column("känner igen personalens webbläsare", "räknas fram ur kakan"),
        "account_id": Column("vems webbläsare det är", "vem i personalen"),
        "until": Column("när den glöms", "sekund, om personalen"),
    },
    "passkey": {
        "credential_id": Column("känner igen en passnyckel", RANDOM),
        "account_id": Column("vems passnyckel det är", "vem i personalen"),
        "public_key": Column("kontrollerar vad passnyckeln svarar", "öppen nyckel"),
        "sign_count": Column(
            "märker om passnyckeln är kopierad", "antal inloggningar, om personalen"
        ),
        "label": Column("vad ägaren kallar passnyckeln", "högst 40 tecken, om personalen"),
        "private_locked": Column("kontots hemliga nyckel", ONE_SIZE, Opens.PASSKEY),
    },
    "used_challenge": {
        "digest": Column("gör att ett svar med passnyckel gäller en gång", RANDOM),
        "until": Column("när det glöms", "sekund, om personalen"),
    },
    "audit_entry": {
        "id": Column("skiljer rader åt", RANDOM),
        "at": Column("när personalen gjorde något", "minut; dag för ärenden, om personalen"),
        "act": Column("vad som gjordes", "en lista"),
        "who": Column("vem i personalen", "användarnamn"),
        "about": Column("vilket konto det gällde", "användarnamn"),
    },
}
