"""Columns of figures: slips, their keys, and what was published."""

from pressdesk.inventory.words import ONE_SIZE, RANDOM, Column, Opens

FIGURES: dict[str, dict[str, Column]] = {
    "figure_year": {
        "year": Column("året som tabellerna gäller", "årtal"),
        "size": Column("hur stort antalet ärenden var året före", "tre lägen"),
        "tables": Column("årets tabeller, med brus och kategorier", "samma för alla"),
    },
    "ballot_key": {
        "id": Column("skiljer nycklar åt", RANDOM),
        "table_name": Column("vilken tabell", "en lista"),
        "period": Column("vilken period", "månad, kvartal eller år"),
        "public": Column("låser räknesedlar", "öppen nyckel"),
        "epoch_id": Column("vilken månads nyckel som intygar den", "månad"),
        "voucher": Column("intyg att en pressekreterare gjorde nyckeln", "underskrift"),
        "for_recovery": Column("nyckeln, låst för lapparna", ONE_SIZE, Opens.RECOVERY),
        "is_spent": Column("säger att en ny nyckel behövs", "ja eller nej"),
    },
    "ballot_grant": {
        "key_id": Column("vilken nyckel", RANDOM),
        "account_id": Column("vem på pressenheten som har den", "vem i personalen"),
        "sealed": Column("nyckeln, låst för den personen", ONE_SIZE, Opens.OFFICER),
    },
    "slip": {
        "id": Column("skiljer räknesedlar åt", RANDOM),
        "key_id": Column("vilken tabell och period", RANDOM),
        "sealed": Column("en ruta i en tabell, utan koppling till ärendet", ONE_SIZE, Opens.BALLOT),
    },
    "figure_release": {
        "table_name": Column("vilken tabell", "en lista"),
        "period": Column("vilken period", "månad, kvartal eller år"),
        "body": Column("talen som är publicerade", "antal med brus; förfrågningar exakt"),
    },
    "ledger_entry": {
        "table_name": Column("vilken tabell", "en lista"),
        "period": Column("vilken period", "månad, kvartal eller år"),
        "sigma": Column("hur mycket talen ändras", "antal"),
        "rho": Column("hur mycket av skyddet tabellen använder", "bråktal"),
        "digest": Column("visar att talen inte har ändrats", "räknas fram ur talen"),
    },
}
