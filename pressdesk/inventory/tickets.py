"""Columns of tickets, of their keys, and of what the authority must show."""

from pressdesk.inventory.words import ONE_SIZE, RANDOM, TEXT_SIZE, WEEK, Column, Opens

TICKETS: dict[str, dict[str, Column]] = {
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
        "register_since": Column("säger från när förfrågningar räknas", "månad"),
        "recovery_public": Column("öppen halva av återställningsnyckeln", "öppen nyckel"),
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
        "account_id": Column("vem på pressenheten som har den", "vem i personalen"),
        "sealed": Column("nyckeln, låst för den personen", ONE_SIZE, Opens.OFFICER),
        "voucher": Column("intyg att en kollega lämnade över den", "underskrift"),
    },
    "ticket_key": {
        "handle": Column("hittar nyckeln med kvittokoden", "räknas fram ur koden"),
        "epoch_id": Column("vilken månads nyckel som gäller", "månad"),
        "for_epoch": Column("ärendets nyckel, för pressenheten", ONE_SIZE, Opens.EPOCH),
        "for_receipt": Column("ärendets nyckel, för kvittokoden", ONE_SIZE, Opens.RECEIPT),
        "counted": Column("gör att ärendet räknas en gång i statistiken", "fyra lägen"),
    },
    "lease": {
        "name": Column("vilket arbete eller larm det gäller", "en lista"),
        "holder": Column("vilken process som städar, eller ett märke för hemligheten", RANDOM),
        "until": Column("när en annan får ta över", "sekund, inget om personer"),
        "done": Column(
            "när arbetet senast gjordes, eller dagen för ett larm", "dag, inget om personer"
        ),
    },
    "hold": {
        "id": Column("skiljer stopp åt", RANDOM),
        "reference": Column("stoppets egen beteckning", "högst 40 tecken, om personalen"),
        "ticket_id": Column("ett ärende som inte får raderas än", RANDOM),
        "from_week": Column("första veckan som inte får raderas än", WEEK),
        "to_week": Column("sista veckan som inte får raderas än", WEEK),
        "review": Column("när stoppet ska omprövas", "dag, om personalen"),
    },
    "purge_record": {
        "day": Column("dagen då städningen gick", "dag, inget om personer"),
        "decision": Column("gallringsbeslutets nummer", "myndighetens beteckning"),
        "tickets": Column("hur många ärenden som raderades", "antal"),
        "held": Column("hur många ärenden som ett stopp behöll", "antal"),
        "epochs": Column("hur många nycklar som förstördes", "antal"),
        "tombstones": Column("hur många ärenden nycklarna hade öppnat", "antal"),
        "audit": Column("hur många rader i personalens logg som raderades", "antal"),
        "inquiries": Column("hur många förfrågningar som raderades", "antal"),
        "reporters": Column("hur många reportrars uppgifter som raderades", "antal"),
    },
    "notice": {
        "slot": Column("klockslag då ett mejl går till personalen", "timme, samma varje dag"),
        "tries": Column("hur många försök det tog", "antal"),
        "next_try": Column("när nästa försök görs", "sekund, inget om personer"),
        "state": Column("vad som hände med mejlet", "fyra lägen"),
        "refused": Column("hur många mottagare e-postservern sade nej till", "antal"),
        "fault": Column("vid vilket steg mejlet fastnade", "en lista"),
    },
}
