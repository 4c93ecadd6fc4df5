"""Every column of every table: what it is for, how exact it is, and who can open it.

The page `/genomskinlighet` is made from this, and a test holds the database against it: a column
that is not here, or here and not there, fails the build. Sentences are Swedish, for the page.
"""

from pressdesk.inventory.figures import FIGURES
from pressdesk.inventory.register import REGISTER
from pressdesk.inventory.staff import STAFF
from pressdesk.inventory.tickets import TICKETS
from pressdesk.inventory.words import Column, Opens

__all__ = ["COLUMNS", "FIGURES", "REGISTER", "STAFF", "TABLES", "Column", "Opens"]

# What each table is called on the page `/handlingar`, in the order that it has there.
TABLES = {
    "ticket": "Medarbetares ärenden",
    "message": "Frågor, svar och följdfrågor",
    "working_note": "Arbetsanteckningar",
    "draft": "Utkast till svar",
    "inquiry": "Förfrågningar från medier",
    "inquiry_unit": "Enheter som en förfrågan också rör",
    "inquiry_undo": "Steg som kan ångras",
    "reporter": "Reportrars namn och hur vi når dem",
    "inquiry_note": "Arbetsanteckningar till förfrågningar",
    "register_draft": "Påbörjade texter i registret",
    "issue": "Samlade frågor",
    "line": "Budskap och fakta",
    "line_text": "Budskapens versioner",
    "search_text": "Det som sökningen hittar: lämnade svar och budskap",
    "mask": "Övertäckningar när registret lämnas ut",
    "outlet": "Redaktioner",
    "unit": "Enheter",
    "topic": "Ämnen",
    "duty_week": "Pressjourens veckor",
    "crisis": "Krisläget",
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
    "register_key": "Registrets nycklar, en för varje år",
    "register_grant": "Vilka på pressenheten som har registrets nycklar",
    "slip": "Räknesedlar som väntar på att räknas",
    "ballot_key": "Räknesedlarnas nycklar",
    "ballot_grant": "Vilka på pressenheten som har räknesedlarnas nycklar",
    "figure_year": "Vilka tabeller som publiceras",
    "figure_release": "Siffror som är publicerade",
    "ledger_entry": "Bok över vad som är publicerat",
    "lease": "Nattens arbete, larm om utbytta nycklar och vilken hemlighet processerna delar",
}

COLUMNS: dict[str, dict[str, Column]] = TICKETS | REGISTER | STAFF | FIGURES


def sentences() -> list[str]:
    """Every word of the page once, in the order of the tables: for the catalogues."""
    found = dict.fromkeys(TABLES.values())
    for columns in COLUMNS.values():
        found |= dict.fromkeys(part for column in columns.values() for part in column[:2])
    return list(found)
