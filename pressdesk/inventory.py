"""Every column of every table: what it is for, how exact it is, and who can open it.

The page `/genomskinlighet` is made from this, and a test holds the database against it: a column
that is not here, or here and not there, fails the build. Sentences are Swedish, for the page.
"""

from enum import StrEnum
from typing import NamedTuple


class Opens(StrEnum):
    """Which key opens a column. Clear ones are read by whoever reads the database."""

    CLEAR = "clear"
    TICKET = "ticket"  # the ticket key: officers with the epoch, and the receipt
    EPOCH = "epoch"  # officers who were handed the epoch, and both recovery slips
    RECEIPT = "receipt"  # the receipt code alone
    OFFICER = "officer"  # the officer whose key it is sealed to
    AUTHOR = "author"  # the officer who wrote it
    PASSPHRASE = "passphrase"  # noqa: S105 # nosec B105
    PASSKEY = "passkey"  # the authenticator of a member of staff, unlocked by her
    SESSION = "session"  # the cookie of a signed-in browser
    ENROLMENT = "enrolment"  # the first officer's one-time code
    RECOVERY = "recovery"  # both recovery slips


class Column(NamedTuple):
    """Purpose, precision, and who opens it."""

    purpose: str
    precision: str
    opens: Opens = Opens.CLEAR


RANDOM = "slumptal"
WEEK = "vecka"
TEXT_SIZE = "fyra storlekar: 1, 4, 16 eller 64 KiB"
ONE_SIZE = "en storlek"

# What each table is called on the page `/handlingar`, in the order that it has there.
TABLES = {
    "ticket": "Ärenden",
    "message": "Frågor, svar och följdfrågor",
    "working_note": "Arbetsanteckningar",
    "draft": "Utkast till svar",
    "hold": "Gallringsstopp",
    "purge_record": "Gallringsprotokoll",
    "audit_entry": "Personalens logg",
    "account": "Personalens konton",
    "passkey": "Personalens passnycklar",
    "staff_session": "Personalens inloggningar",
    "device": "Webbläsare som personalen har loggat in med",
    "sign_in_tries": "Misslyckade inloggningar",
    "used_challenge": "Passnycklars svar som är förbrukade",
    "notice": "Påminnelser till personalen",
    "site": "Webbplatsen",
    "epoch": "Månadernas nycklar",
    "epoch_grant": "Vilka på pressenheten som har nycklar",
    "ticket_key": "Ärendenas nycklar",
    "lease": "Vilken process som gör nattens arbete",
}

COLUMNS: dict[str, dict[str, Column]] = {
    "ticket": {
        "id": Column("håller ihop ärendets rader", RANDOM),
        "handle": Column("hittar ärendet med kvittokoden", "räknas fram ur koden"),
        "epoch_id": Column("säger vilken månads nyckel som gäller", "månad"),
        "week": Column("räknar fram när ärendet ska raderas", WEEK),
        "wanted": Column("sorterar kön efter när hjälpen behövs", "sex lägen"),
        "state": Column("visar hur långt vi har kommit", "fyra lägen"),
        "last_reply_week": Column("avslutar ärenden som är besvarade", WEEK),
        "closed_week": Column("räknar fram när ärendet ska raderas", WEEK),
        "purge_week": Column("veckan då ärendet raderas", "vecka, delvis lottad"),
        "version": Column("märker om två skriver samtidigt", "antal ändringar"),
        "particulars": Column("valen i formuläret", ONE_SIZE, Opens.TICKET),
        "outcome": Column("hur ärendet slutade", ONE_SIZE, Opens.TICKET),
    },
    "message": {
        "id": Column("skiljer meddelanden åt", RANDOM),
        "ticket_id": Column("hör till ett ärende", RANDOM),
        "position": Column("ordningen i ärendet", "1, 2, 3 …"),
        "author": Column("medarbetaren eller pressenheten", "två lägen"),
        "week": Column("visar hur gammalt meddelandet är", WEEK),
        "sealed": Column("det som skrevs", TEXT_SIZE, Opens.TICKET),
    },
    "working_note": {
        "id": Column("skiljer anteckningar åt", RANDOM),
        "ticket_id": Column("hör till ett ärende", RANDOM),
        "week": Column("visar hur gammal anteckningen är", WEEK),
        "sealed": Column("anteckning till nästa pass", TEXT_SIZE, Opens.EPOCH),
    },
    "draft": {
        "id": Column("hittas bara av den som skrev", RANDOM),
        "ticket_id": Column("hör till ett ärende", RANDOM),
        "sealed": Column("svar som inte är skickat", TEXT_SIZE, Opens.AUTHOR),
    },
    "site": {
        "name": Column("webbplatsens enda rad", "alltid ”site”"),
        "founded": Column("säger när siffrorna börjar", "månad"),
        "recovery_public": Column("öppen halva av återställningsnyckeln", "öppen nyckel"),
    },
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
        "totp_step": Column("gör att en engångskod gäller en gång", "30 sekunder, personal"),
    },
    "staff_session": {
        "digest": Column("känner igen en inloggad webbläsare", "räknas fram ur kakan"),
        "account_id": Column("vems inloggning det är", "personal"),
        "private_locked": Column("kontots hemliga nyckel", ONE_SIZE, Opens.SESSION),
        "idle_until": Column("loggar ut den som har gått", "minut, personal"),
        "ends": Column("loggar ut efter tio timmar", "sekund, personal"),
    },
    "epoch": {
        "id": Column("skiljer nycklar åt", RANDOM),
        "number": Column("nycklarnas ordning", "1, 2, 3 …"),
        "month": Column("från när nyckeln används", "månad"),
        "public": Column("låser nya ärenden", "öppen nyckel"),
        "verify": Column("kontrollerar vem som har fått nyckeln", "öppen nyckel"),
        "voucher": Column("intyg av nyckeln före", "underskrift"),
        "for_recovery": Column("nyckeln, låst för lapparna", ONE_SIZE, Opens.RECOVERY),
        "recovery_mac": Column("märker om lapparna har bytts ut", "räknas fram ur nyckeln"),
        "is_spent": Column("säger att en ny nyckel behövs", "ja eller nej"),
    },
    "epoch_grant": {
        "epoch_id": Column("vilken nyckel", RANDOM),
        "account_id": Column("vem på pressenheten som har den", "personal"),
        "sealed": Column("nyckeln, låst för den personen", ONE_SIZE, Opens.OFFICER),
        "voucher": Column("intyg att en kollega lämnade över den", "underskrift"),
    },
    "ticket_key": {
        "handle": Column("hittar nyckeln med kvittokoden", "räknas fram ur koden"),
        "epoch_id": Column("vilken månads nyckel som gäller", "månad"),
        "for_epoch": Column("ärendets nyckel, för pressenheten", ONE_SIZE, Opens.EPOCH),
        "for_receipt": Column("ärendets nyckel, för kvittokoden", ONE_SIZE, Opens.RECEIPT),
    },
    "lease": {
        "name": Column("vilket arbete det gäller", "en lista"),
        "holder": Column("vilken process som städar", RANDOM),
        "until": Column("när en annan får ta över", "sekund, inget om personer"),
        "done": Column("så att nattens arbete görs en gång", "dag, inget om personer"),
    },
    "hold": {
        "id": Column("skiljer stopp åt", RANDOM),
        "reference": Column("stoppets egen beteckning", "högst 40 tecken, personal"),
        "ticket_id": Column("ett ärende som inte får raderas än", RANDOM),
        "from_week": Column("första veckan som inte får raderas än", WEEK),
        "to_week": Column("sista veckan som inte får raderas än", WEEK),
        "review": Column("när stoppet ska omprövas", "dag, personal"),
    },
    "purge_record": {
        "day": Column("dagen då städningen gick", "dag, inget om personer"),
        "decision": Column("gallringsbeslutets nummer", "myndighetens beteckning"),
        "tickets": Column("hur många ärenden som raderades", "antal"),
        "held": Column("hur många ärenden som ett stopp behöll", "antal"),
        "epochs": Column("hur många nycklar som förstördes", "antal"),
        "tombstones": Column("hur många ärenden nycklarna hade haft", "antal"),
        "audit": Column("hur många rader i personalens logg som raderades", "antal"),
    },
    "notice": {
        "slot": Column("klockslag då ett brev går till personalen", "timme, samma varje dag"),
        "tries": Column("hur många försök det tog", "antal"),
        "next_try": Column("när nästa försök görs", "sekund, inget om personer"),
        "state": Column("vad som hände med brevet", "fyra lägen"),
        "refused": Column("hur många mottagare e-postservern sade nej till", "antal"),
        "fault": Column("vid vilket steg brevet fastnade", "en lista"),
    },
    "sign_in_tries": {
        "key": Column("räknar misslyckade inloggningar", "räknas fram ur användarnamnet"),
        "tries": Column("hur många de är", "högst åtta"),
        "ends": Column("när de glöms", "sekund, personal"),
    },
    "device": {
        "digest": Column("känner igen personalens webbläsare", "räknas fram ur kakan"),
        "account_id": Column("vems webbläsare det är", "personal"),
        "until": Column("när den glöms", "sekund, personal"),
    },
    "passkey": {
        "credential_id": Column("känner igen en passnyckel", RANDOM),
        "account_id": Column("vems passnyckel det är", "personal"),
        "public_key": Column("kontrollerar vad passnyckeln svarar", "öppen nyckel"),
        "sign_count": Column("märker om passnyckeln är kopierad", "antal inloggningar, personal"),
        "label": Column("vad ägaren kallar passnyckeln", "högst 40 tecken, personal"),
        "private_locked": Column("kontots hemliga nyckel", ONE_SIZE, Opens.PASSKEY),
    },
    "used_challenge": {
        "digest": Column("gör att ett svar med passnyckel gäller en gång", RANDOM),
        "until": Column("när det glöms", "sekund, personal"),
    },
    "audit_entry": {
        "id": Column("skiljer rader åt", RANDOM),
        "at": Column("när personalen gjorde något", "minut; dag för ärenden, personal"),
        "act": Column("vad som gjordes", "en lista"),
        "who": Column("vem i personalen", "användarnamn"),
        "about": Column("vilket konto det gällde", "användarnamn"),
    },
}
