"""What helps when somebody else steps in, and how words may be used."""

from pressdesk.web.advice.parts import Advice, _

ALONG = {
    "company": Advice(
        right=_("Du får ha någon med dig, och du får prata med journalisten ensam. Du väljer."),
        steps=[
            _("Säg till journalisten i förväg att ni blir två."),
            _("Den som är med lyssnar, håller reda på tiden och stöttar dig. Svaren är dina."),
        ],
        by_phone=_(
            "Ska någon från oss vara med får den veta vem du är. Därför går det bara att ordna "
            "per telefon."
        ),
        for_organisation=[
            _(
                "Någon från pressenheten kan vara med och stötta dig, men stoppar inte en "
                "intervju som du vill ge."
            ),
        ],
        for_yourself=[
            _(
                "Ta med någon du litar på: en vän, en kollega eller någon från facket. Vi på "
                "pressenheten arbetar för %(org)s, och vi får inte styra vad du säger."
            ),
        ],
    ),
    "spokesperson": Advice(
        right=_(
            "Du får säga nej till att svara för %(org)s. Du får ändå prata med medier själv, både "
            "nu och senare."
        ),
        say=[
            _("Jag svarar inte för %(org)s. Ring pressjouren, så får du veta vem som gör det."),
        ],
        steps=[
            _(
                "Ge journalisten numret till pressjouren. Då behöver du inte göra mer, och inte "
                "höra av dig till oss."
            ),
        ],
        by_phone=_(
            "Vill du att vi tar över ett samtal som redan är i gång? Då kan vi förstå vem du är. "
            "Därför går det bara att ordna per telefon."
        ),
        for_organisation=[
            _(
                "Berätta för talespersonen vad journalisten har frågat, vad du har svarat och när "
                "svaret behövs."
            ),
        ],
        for_yourself=[
            _(
                "Att någon svarar för %(org)s tar inte ifrån dig rätten att prata med medier. Det "
                "behöver ingen få veta."
            ),
        ],
    ),
    "off-record": Advice(
        right=_(
            "Du får vara anonym. Tidningar, radio, tv och andra medier med ansvarig utgivare får "
            "inte avslöja vem du är om du inte går med på det. Undantagen är mycket få."
        ),
        say=[
            _("Innan jag svarar: jag vill inte att mitt namn är med. Går du med på det?"),
        ],
        steps=[
            _("Kom överens före, inte efter, och se till att ni båda menar samma sak."),
            _(
                "Utan namn, eller anonym: det du säger får publiceras, men inte vem du är. Kom "
                "överens om vad du ska kallas."
            ),
            _(
                "Bakgrund: journalisten får använda det du säger för att förstå, men inte citera "
                "dig. Fråga vad som får publiceras."
            ),
            _(
                "Off the record: oftast att inget av det ska publiceras. Men orden betyder olika "
                "för olika journalister, så fråga."
            ),
            _("Embargo: det får inte publiceras före en viss tid. Skriv upp vilken."),
            _(
                "Rätten att vara anonym är lag. Bakgrund, off the record och embargo är "
                "överenskommelser och håller så länge ni båda håller dem."
            ),
        ],
        for_organisation=[
            _(
                "Räkna med att allt du säger kan publiceras, med ditt namn. Ett embargo ska vara "
                "skriftligt."
            ),
        ],
        for_yourself=[
            _(
                "Använd gärna egen telefon och egen e-post. Tänk på att detaljer, platser och "
                "ditt sätt att tala kan avslöja dig."
            ),
        ],
    ),
    "on-site": Advice(
        right=_(
            "Du får prata med journalisten och du får säga nej, också framför en kamera. Du "
            "behöver inte förklara varför."
        ),
        say=[
            _("Jag svarar inte på frågor nu. Hej då."),
        ],
        steps=[
            _("Fråga efter namn och redaktion. Var lugn och vänlig."),
            _(
                "På gator, torg och andra platser som är öppna för alla får journalister i regel "
                "filma. Inne på en arbetsplats kan den som ansvarar där säga nej."
            ),
            _(
                "Be dem att inte visa patienter, elever, klienter eller besökare så att de känns "
                "igen."
            ),
            _("Ta inte i kameran och håll inte handen för den. Då blir det den bilden som visas."),
            _(
                "Ger journalisten sig inte? Säg samma mening en gång till och gå därifrån. Är det "
                "fara: ring 112."
            ),
        ],
        for_organisation=[
            _("Visa var de kan vänta, och ring pressjouren. Vi kan prata med dem."),
        ],
        for_yourself=[
            _(
                "Du bestämmer var och när du pratar med dem. Vill du inte synas? Föreslå att ni "
                "hörs på telefon."
            ),
        ],
    ),
}
