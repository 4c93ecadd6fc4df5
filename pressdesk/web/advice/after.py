"""What helps when it is hard, and when it is published."""

from pressdesk.web.advice.parts import Advice, _

AFTER = {
    "threats": Advice(
        right=_(
            "Du ska inte behöva tåla hot, och hot kan vara brott. Ingen på jobbet får straffa dig "
            "för att du har pratat med medier."
        ),
        steps=[
            _("Är det fara nu? Ring 112. Annars når du polisen på 114 14."),
            _("Svara inte. Spara allt: meddelanden, skärmbilder, kuvert. Skriv upp dag och tid."),
            _("Se över vem som kan se din adress och dina konton på nätet."),
            _("Facket och skyddsombudet kan stötta dig. Brottsofferjouren har telefon 116 006."),
            _(
                "Arbetsgivaren ska göra något åt hot i arbetet. Du kan be om hjälp med hotet utan "
                "att säga om du har pratat med medier."
            ),
        ],
        by_phone=_(
            "Vi kan stötta dig och hjälpa dig vidare, men då kan vi förstå vem du är. Därför går "
            "det bara att ordna per telefon."
        ),
    ),
    "storm": Advice(
        right=_(
            "Du har yttrandefrihet, också på nätet, och du får låta bli att svara. Lagen som "
            "skyddar den som lämnar uppgifter till medier gäller däremot inte alltid det du själv "
            "skriver i sociala medier."
        ),
        steps=[
            _("Vänta med att svara. Det du skriver när du är arg eller rädd sprids lätt vidare."),
            _(
                "Ta skärmbilder av hot och hat, med dag och tid. Be sedan plattformen att ta bort "
                "dem."
            ),
            _("Läs inte allt. Be någon du litar på att läsa åt dig, och stäng av aviseringar."),
            _("Blir det hot? Polisen når du på 114 14. Är det fara: ring 112."),
        ],
        for_organisation=[
            _(
                "Svara en gång, kort och vänligt, och diskutera inte vidare. Skriv till oss vad "
                "som är fel och vad som är rätt, så kan vi svara i de egna kanalerna."
            ),
        ],
        for_yourself=[
            _(
                "Du får svara i eget namn från dina egna konton. Du får också blockera och tysta "
                "den som är otrevlig mot dig där."
            ),
        ],
    ),
    "error": Advice(
        right=_(
            "Du får själv höra av dig till redaktionen och be om en rättelse. Du behöver inte "
            "fråga någon på jobbet först."
        ),
        steps=[
            _("Skilj på fel och vinkel. Ett fel går att rätta: en siffra, ett namn, ett citat."),
            _("Skriv kort till redaktionen: vad som stod, vad som är rätt och hur det går att se."),
            _("Var snabb. En rättelse samma dag betyder mest."),
            _(
                "Hjälper det inte? Vänd dig till ansvarig utgivare. Sedan kan Medieombudsmannen "
                "(MO) pröva saken, och för radio och tv Granskningsnämnden."
            ),
        ],
        by_phone=_(
            "Är det du som syns eller citeras, och vill du att vi hör av oss till redaktionen? Då "
            "får vi veta vem du är. Därför går det bara att ordna per telefon."
        ),
        for_organisation=[
            _(
                "Skriv till oss vilken uppgift som är fel och vad som är rätt. Vi kan be om en "
                "rättelse. Du behöver inte säga hur du vet det."
            ),
        ],
        for_yourself=[
            _(
                "Ett fel om dig kan du be dem rätta eller svara på i eget namn. Vill du inte "
                "synas? Be om en rättelse utan ditt namn."
            ),
        ],
    ),
    "published": Advice(
        right=_(
            "Ingen i %(org)s får fråga om du har pratat med medier eller leta efter den som "
            "gjorde det. Ingen får straffa dig. Undantagen är få."
        ),
        say=[
            _("Det svarar jag inte på. Det får ingen fråga om."),
        ],
        steps=[
            _(
                "Var det du? Du behöver inte berätta det för någon. Var det inte du? Gissa inte "
                "vem det var."
            ),
            _(
                "Frågar någon ändå, eller behandlas du sämre? Skriv upp vad som hände, när och "
                "vem som sa det. Spara det hemma."
            ),
            _(
                "Facket kan hjälpa dig. JO granskar myndigheter. JK kan åtala den som letar eller "
                "straffar."
            ),
            _("Känns det tungt? Läs inte alla kommentarer, och prata med någon du litar på."),
        ],
        for_organisation=[
            _(
                "Räkna med följdfrågor, och skriv ner vad du svarade så att nästa svar blir "
                "likadant. Sakfrågan får gärna utredas. Vem som har berättat får aldrig utredas."
            ),
        ],
        for_yourself=[
            _(
                "Du får säga nej till nästa intervju fast du sa ja till den första. Du får också "
                "prata igen."
            ),
        ],
    ),
    "other": Advice(
        right=_(
            "Det är frivilligt att fråga oss. Du kan alltid prata med medier utan att höra av dig "
            "hit."
        ),
        steps=[
            _(
                "Ställ frågan allmänt, utan namn, arbetsplats och annat som avslöjar dig eller "
                "någon annan."
            ),
            _(
                "Är något allvarligt fel på jobbet? Visselblåsarfunktionen tar emot det. Där "
                "gäller andra regler än här."
            ),
            _(
                "Handlar det om lön, schema eller hur du behandlas? Facket eller skyddsombudet "
                "kan hjälpa dig."
            ),
            _(
                "Vi skickar aldrig din fråga vidare, varken till en chef eller till någon annan. "
                "Men den kan bli en allmän handling som andra kan begära att få läsa."
            ),
        ],
    ),
}
