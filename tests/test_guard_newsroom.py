"""Asking a newsroom who told it is the offence (TF 3:5); an ordinary answer to one must pass."""

import pytest

from pressdesk.guard import tracing
from pressdesk.guard.tracing import phrases

ASKS = """\
Vem har berättat det för er?
Hur vet ni det?
Vilken medarbetare har ni pratat med?
Vem har ni fått uppgifterna från?
Vem har ni pratat med?
Vem hos oss har ni varit i kontakt med?
Vem på skolan har sagt det?
Vem har bekräftat det för er?
Vem har skickat dokumentet till er?
Vem är det som har gått till er med det här?
Vem kommer uppgiften från?
Vilken enhet kommer uppgifterna från?
Vem ligger bakom uppgifterna?
Vem är det ni har citerat?
Vilka medarbetare är det ni har intervjuat?
Vem är den anonyma medarbetaren?
Vad heter personen ni intervjuade?
Är det en sjuksköterska ni har pratat med?
Är det någon anställd som har berättat det?
Är det Anna på förskolan som har pratat med er?
Har ni fått det av en anställd?
Vilka är era källor?
Kan ni avslöja er källa?
Var har ni fått uppgifterna ifrån?
Varifrån har ni fått det?
Varifrån kommer era uppgifter?
Hur har ni fått reda på det?
Hur har ni kommit över mejlet?
Hur känner ni till det?
Hur kommer det sig att ni vet det?
Jobbar personen hos oss?
Var jobbar den anonyma personen?
Vi skulle vilja veta vem ni har pratat med.
Vi undrar hur ni har fått reda på detta.
Berätta gärna vem som har kontaktat er.
Skicka gärna namnet på den som har lämnat uppgifterna.
För att kunna svara behöver vi veta vilken medarbetare ni syftar på.
Who told you that?
How do you know this?
Where did you get the document?
""".splitlines()
ANSWERS = """\
Vem som helst kan begära ut handlingen hos registrator.
Vi vet inte hur ni har fått uppgiften, och vi frågar inte.
Vem ni har pratat med frågar vi inte om.
Vi får inte fråga vem ni har pratat med.
Vi efterforskar inte vem som har lämnat uppgifter till er.
Varifrån uppgifterna kommer efterforskar vi inte.
Ni kan prata med vem ni vill av våra anställda.
Den som har lämnat uppgifter till er har rätt att vara anonym.
Enligt er artikel har en anställd sagt att larmet inte fungerade. Det stämmer inte.
Ni skriver att ni har pratat med anställda. Vi kommenterar inte det.
Uppgifterna ni har fått är från 2024. De senaste finns på vår webbplats.
Uppgifterna kommer från socialförvaltningens årsredovisning.
Varifrån kommer vattnet? Det kommer från Mälaren.
Hur vet ni att skolan är säker? Den besiktigas varje år.
Hur vet staden att vattnet är rent? Vi tar prover varje vecka.
Vem ansvarar för snöröjningen? Det gör trafikkontoret.
Vem ligger bakom rapporten? Det gör ett konsultbolag på vårt uppdrag.
Vem har fattat beslutet? Det gjorde nämnden den 4 mars.
Har ni fått siffrorna? Annars skickar vi dem igen.
Har ni fått vårt pressmeddelande?
Vilka siffror har ni utgått från i artikeln?
Var har ni hittat siffran 412? Vi hittar den inte i årsredovisningen.
Hur har ni räknat? Vi får 412 platser.
Vilken uppgift vill ni ha rättad?
Vilket dokument syftar ni på?
Kan ni skicka dokumentet så att vi kan kommentera det?
Vem ska vi skicka svaret till?
Vem hos er ska vi kontakta om rättelsen?
Vem vill ni intervjua?
Vilken chef vill ni prata med?
Vem i personalen vill ni träffa?
När publicerar ni, och när behöver ni svar?
Direktören har berättat det för er redan i går.
Enhetschefen har pratat med personalen om det som har hänt.
Vi återkommer till er när vi har pratat med enheten.
Namnet på den som fattade beslutet står i protokollet.
Den som har frågor om sin anställning vänder sig till sin chef.
Vi har fått uppgiften av polisen. Mer vet vi inte.
Är det någon som har skadats? Nej, ingen.
Hur många har ni anställt? Tolv under året.
""".splitlines()


def stops(text: str) -> bool:
    return any(ask.is_sure for ask in tracing.find(text))


@pytest.mark.parametrize("text", ASKS)
def test_asking_a_newsroom_who_told_it_or_how_it_knows_stops(text):
    assert stops(text)


@pytest.mark.parametrize("text", ANSWERS)
def test_an_ordinary_answer_to_a_newsroom_passes(text):
    assert not stops(text)


def test_the_guard_for_employees_alone_would_let_most_pass(monkeypatch):
    tables = (phrases.NEWSROOM_PLAIN, phrases.NEWSROOM_MARKED, phrases.NEWSROOM_GOVERNED)
    new = {one for table in tables for patterns in table.values() for one in patterns}
    older = [phrase for phrase in tracing.PHRASES if phrase.pattern.pattern not in new]
    monkeypatch.setattr(tracing, "PHRASES", older)

    assert sum(map(stops, ASKS)) < len(ASKS) / 3
