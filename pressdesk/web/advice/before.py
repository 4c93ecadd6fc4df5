"""What helps before an answer is given."""

from pressdesk.web.advice.parts import Advice, _

BEFORE = {
    "my-rights": Advice(
        right=_(
            "Du får prata med medier, och du får låta bli. Du behöver inte fråga din chef först "
            "och inte berätta om det efteråt. Du får vara anonym."
        ),
        steps=[
            _(
                "Frågar någon på jobbet om du har pratat med medier? Du behöver inte svara. Ingen "
                "i %(org)s får fråga."
            ),
            _(
                "Blir du sämre behandlad efteråt är det förbjudet. Skriv ner vad som hände och "
                "när. Facket kan hjälpa dig, och JO och JK kan granska det som har hänt."
            ),
            _(
                "Det finns gränser. Du får aldrig lämna ut hemliga handlingar, och vissa "
                "uppgifter får du inte heller berätta. Läs mer under ”Dina rättigheter”."
            ),
        ],
        for_organisation=[
            _(
                "Det du säger är ett svar från %(org)s, och arbetsgivaren får bestämma vem som "
                "ger det."
            ),
        ],
        for_yourself=[
            _(
                "Du bestämmer om du vill prata, när och om vad. Säg gärna att du talar för dig "
                "själv, så att ingen missförstår."
            ),
        ],
    ),
    "buy-time": Advice(
        right=_(
            "Du får prata och du får säga nej. Du behöver inte svara på en gång, även om "
            "journalisten har bråttom."
        ),
        say=[
            _(
                "Hej! Jag kan inte prata just nu. Vad heter du, och vilken redaktion ringer du "
                "från?"
            ),
            _("Vad vill du veta? Säg alla frågor, så skriver jag upp dem."),
            _("Vill du ha ett svar från %(org)s, eller vill du höra vad jag själv har att säga?"),
            _("När behöver du svar, och när ska det publiceras?"),
            _("Hur når jag dig? Jag lovar inget, men jag ska tänka på saken."),
            _("Tack. Nu lägger jag på."),
        ],
        steps=[
            _("Du får lägga på. Det är inte oartigt, och journalister är vana vid det."),
            _(
                "Räkna med att samtalet kan spelas in och att allt du säger kan användas, småprat "
                "också."
            ),
            _("Ta en stund för dig själv. Vill du svara? Vad vill du i så fall säga?"),
        ],
        for_organisation=[
            _(
                "Ge journalisten numret till pressjouren, så tar vi hand om resten. Ditt namn "
                "behöver inte nämnas."
            ),
        ],
        for_yourself=[
            _(
                "Du avgör själv om du ringer tillbaka. Du behöver inte säga det till någon, inte "
                "heller till oss. Ring gärna från en egen telefon."
            ),
        ],
    ),
    "prepare": Advice(
        right=_(
            "Du får tacka ja till en intervju, och du får tacka nej. Du får också avbryta mitt i."
        ),
        steps=[
            _(
                "Fråga vad intervjun ska handla om, hur lång den är, var den publiceras och om "
                "den sänds direkt."
            ),
            _(
                "Skriv ner en till tre saker som du vill ha sagda. Säg dem högt tills de låter "
                "som du."
            ),
            _("Skriv också ner de svåraste frågorna du kan få. Öva på dem med någon du litar på."),
            _("Svara kort. Tystnaden efteråt är journalistens att fylla, inte din."),
            _("Du får säga ”det vet jag inte”, tänka efter och börja om på en mening."),
            _(
                "Mycket om enskilda personer i vården och socialtjänsten är hemligt. Bestäm i "
                "förväg vad du svarar på en sådan fråga."
            ),
        ],
        for_organisation=[
            _(
                "Ta reda på vad som är beslutat och vad som gäller just nu. Säg vad %(org)s gör "
                "och varför. Vill du säga vad du själv tycker: tala om att du byter roll."
            ),
        ],
        for_yourself=[
            _(
                "Berätta med egna ord om det du har sett och hört, och vad du tycker. Vill du "
                "vara anonym är det bäst att säga det innan du börjar."
            ),
        ],
    ),
    "check-facts": Advice(
        right=_(
            "Du får lämna uppgifter i vilket ämne som helst, också om sådant som ligger utanför "
            "ditt eget arbete. Du behöver inte kunna allt."
        ),
        steps=[
            _("Skilj på vad du vet, vad du tror och vad du har hört. Säg vilket det är."),
            _("Skriv upp var en siffra kommer från och vilken tid den gäller."),
            _(
                "Är du osäker? Säg det. ”Det vet jag inte” är ett bra svar, en gissning är det "
                "inte."
            ),
            _(
                "Vem som helst får begära ut allmänna handlingar. Som regel får ingen fråga vem "
                "du är eller varför du vill ha dem."
            ),
            _("Tänk på att sökningar i jobbets datorer och system kan synas i loggar."),
        ],
        for_organisation=[
            _(
                "Använd den senaste siffran som %(org)s står för, och säg vilken tid den gäller. "
                "Återkom hellre än att gissa. Blev det fel: rätta snabbt."
            ),
        ],
        for_yourself=[
            _(
                "Du får berätta om det du själv har sett och hört. Du behöver inte ha siffror "
                "från %(org)s. Lämna aldrig ut en handling som är hemlig."
            ),
        ],
    ),
    "check-quotes": Advice(
        right=_(
            "Du får be att få läsa dina citat innan de publiceras, och du får tacka nej till "
            "intervjun annars. Men ingen lag säger att journalisten måste låta dig läsa."
        ),
        say=[
            _("Jag vill läsa mina citat innan de publiceras. Går du med på det?"),
        ],
        steps=[
            _("Be om det före intervjun. Bestäm hur ni ska göra, och när du senast ska svara."),
            _("Räkna med att få läsa dina egna citat, inte hela texten."),
            _("Rätta det som är fel eller lätt att missförstå. Skriv hur det ska vara i stället."),
            _("Svara i tid. Efter det kan det publiceras som det är."),
        ],
        for_organisation=[
            _("Låt någon som kan sakfrågan läsa också. Vi på pressenheten läser gärna."),
        ],
        for_yourself=[
            _(
                "Du behöver inte visa citaten för någon på jobbet. Är du anonym: se efter att "
                "inget uttryck och ingen detalj avslöjar dig."
            ),
        ],
    ),
}
