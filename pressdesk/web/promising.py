"""What pressdesk promises, in the words of the page `/loften`: each promise in one sentence, what
it does not cover, and how it is tested. The numbers are those of tests/promises.
"""

from typing import NamedTuple


class Promise(NamedTuple):
    """One promise. All three texts are translated where they are shown."""

    number: int
    sentence: str
    not_covered: str
    tested: str


def N_(words: str) -> str:  # noqa: N802
    """Marks words for the catalogues, which know a text by this name."""
    return words


PROMISES = (
    Promise(
        1,
        N_("Programmet antecknar ingenting om dig, din dator eller klockslaget."),
        N_(
            "Dina egna ord kan avslöja dig, och en pressekreterare kan känna igen dig. Nätet som "
            "du använder kan se att du var här."
        ),
        N_(
            "Vi gör samma besök från två olika datorer och jämför allt som sparas, till sista "
            "tecknet."
        ),
    ),
    Promise(
        2,
        N_("Dina sidor har inga kakor och inga skript, och alla svar till dig är lika stora."),
        N_(
            "Den som sköter nätet kan se när du är här, hur många sidor du öppnar och hur mycket "
            "du skickar. En arbetsgivare kan ha ställt in jobbdatorn så att den läser allt. Filer "
            "med öppna siffror har sin egen storlek."
        ),
        N_("Vi hämtar alla sidor på alla sätt och mäter vad som kommer tillbaka."),
    ),
    Promise(
        3,
        N_("Bara människors egna nycklar öppnar det du skriver."),
        N_(
            "Pressekreterare som har fått nycklarna läser det, och så gör den som har din "
            "kvittokod. Två återställningslappar tillsammans öppnar alla ärenden som finns. Den "
            "som har serverns filer och en pressekreterares lösenfras läser det som hon kan läsa. "
            "Den som byter ut programmet kan läsa det som öppnas efter det. Den som byter ut "
            "nycklarna kan läsa det som skickas efter det."
        ),
        N_(
            "Vi tar alla filer och inställningar, och försöker öppna texten utan lösenfras, kod "
            "och lappar."
        ),
    ),
    Promise(
        4,
        N_("Din kvittokod sparas ingenstans, och ingen adress, kaka eller utskrift har den."),
        N_(
            "Den som ser koden på din skärm eller lapp kan läsa, skriva och radera som du. En "
            "webbläsare som står öppen kan visa den igen. Vi begränsar inte hur många koder någon "
            "prövar, för då måste vi veta vem det är."
        ),
        N_(
            "Vi letar efter koden i alla filer och svar, och mäter om rätt och fel kod går att "
            "skilja åt."
        ),
    ),
    Promise(
        5,
        N_(
            "Ingen kan söka i ärendena, och de har inget fält för vem du är, var du arbetar eller "
            "vilken reporter det gäller."
        ),
        N_(
            "En pressekreterare läser ärendena ett i taget, och kan skriva av dem eller berätta. "
            "Ett ärende kan bli en allmän handling och lämnas ut, när det som är hemligt är "
            "övertäckt."
        ),
        N_(
            "Vi jämför databasen med en granskad lista. En ny uppgift som inte står där stoppar "
            "programmet innan det lämnar oss."
        ),
    ),
    Promise(
        6,
        N_("Ingenting i programmet kopplar ditt ärende till en fråga från en redaktion."),
        N_(
            "Samma pressekreterare kan läsa båda och se att de liknar varandra. Frågorna från "
            "redaktioner är offentliga."
        ),
        N_("Vi letar efter något som står på båda sidor: i databasen, på sidorna och i loggen."),
    ),
    Promise(
        7,
        N_("Vi sparar vilken vecka du skrev, men ingen dag och inget klockslag."),
        N_(
            "En pressekreterare som tittar på kön ser när en fråga kommer. Den som kopierar "
            "databasen medan den används kan se mer, tills ordningen blandas om nästa natt. Kopior "
            "från olika dagar visar vilken dag ett ärende kom."
        ),
        N_(
            "Vi skriver samma ärenden i olika ordning, och prövar om databasen avslöjar ordningen "
            "efter natten."
        ),
    ),
    Promise(
        8,
        N_(
            "Det som är raderat finns inte kvar, och ingen äldre säkerhetskopia av texten "
            "öppnar det."
        ),
        N_(
            "Har någon gjort en kopia av hela maskinen, en spegling av databasen eller ett arkiv "
            "av dess logg finns den förstörda nyckeln kvar där. I vår egen kopia av nycklarna "
            "finns den tills nästa kopia tas. Har någon begärt att få läsa ärendet väntar "
            "raderingen. Vissa diskar kan behålla gamla rester."
        ),
        N_(
            "Vi raderar, letar efter spår i varje fil, och försöker öppna det med äldre "
            "säkerhetskopior."
        ),
    ),
    Promise(
        9,
        N_("Ingen kan avgöra av siffrorna om just ditt ärende är med."),
        N_(
            "Den som känner till alla andra ärenden gissar ändå rätt 60 gånger av 100, i stället "
            "för 50. Har du skrivit tre gånger är det 78. En kopia av hela maskinen från tiden "
            "före räkningen kan avslöja mer. Siffrorna om frågor från redaktioner är exakta, för "
            "de är offentliga."
        ),
        N_(
            "Vi angriper siffrorna som den som vet allt om alla andra, och räknar hur ofta det "
            "lyckas."
        ),
    ),
    Promise(
        10,
        N_(
            "Programmet stoppar en pressekreterare som i ett svar frågar vem du är, var du arbetar "
            "eller vilken reporter det gäller."
        ),
        N_(
            "Det känner inte igen alla sätt att fråga: i vårt prov ungefär sju av tio. Det hör "
            "inte vad någon säger i telefon eller i korridoren. Att fråga är förbjudet ändå."
        ),
        N_(
            "Vi skickar hundratals sådana frågor genom programmet. Många är skrivna av någon som "
            "inte kände till reglerna."
        ),
    ),
    Promise(
        11,
        N_("När sidan säger att din fråga är skickad är den sparad."),
        N_(
            "Såg du aldrig sidan kan du skicka igen: frågan sparas bara en gång. En text som är så "
            "lång att den inte tas emot kan vi inte ge tillbaka. Går servern sönder kan det som "
            "kom efter den senaste säkerhetskopian vara borta."
        ),
        N_(
            "Vi stänger av programmet mitt i arbetet hundra gånger, och letar efter det som "
            "bekräftades."
        ),
    ),
    Promise(
        12,
        N_(
            "Mejlen till pressenheten är lika många och ser likadana ut, vare sig någon har "
            "frågat eller inte."
        ),
        N_(
            "De går på fasta tider och säger inte att det är bråttom. Behöver du hjälp nu är det "
            "bäst att ringa."
        ),
        N_("Vi jämför mejlen från en dag med frågor och en dag utan, tecken för tecken."),
    ),
    Promise(
        13,
        N_(
            "En sida visar varje uppgift i databasen, vad den är till för, vem som kan läsa den "
            "och vem som har återställningslapparna."
        ),
        N_(
            "Sidan gäller programmet som det är gjort. Den som ändrar programmet kan ändra sidan "
            "också. Loggar i annan utrustning, till exempel nätet, står inte där."
        ),
        N_("Vi jämför sidan med databasen, på varje språk."),
    ),
)
