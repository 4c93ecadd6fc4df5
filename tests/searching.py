"""Sixty invented answers to be found by searching."""

from pressdesk.register.search import SearchText

ANSWERS = """\
Kö till förskola|Alla barn får en plats inom tre månader. Kön till förskolan är kortast i Farsta.
Förskolans öppettider|Varje förskola har öppet när vårdnadshavarna arbetar, mellan 6.30 och 18.30.
Forskola i äldre handlingar|I protokollet från 1942 skrevs forskola utan prickar.
Maten på förskolan|Maten lagas på plats i 80 procent av köken. Nötter serveras aldrig.
Får betar i Hagaparken|Tolv får betar i parken till september. De håller gräset kort.
Så far du fram i Slussen|Du far säkrast med buss. Gångvägen är skyltad.
Bad i sjöarna|Vattnet är tjänligt vid alla bad utom ett. Prover tas varje vecka.
Båd och Bad|Festivalen Båd och Bad får stöd med 40 000 kronor.
Snöröjning på gångbanor|Snöröjning börjar vid tre centimeter. Gångbanor röjs före körbanor.
Sandning av trappor|Trappor sandas före klockan sju. Felanmäl i appen.
Halka vid skolor|Skolvägar sandas först. Staden har 30 bilar ute.
Sopor som inte hämtas|Hämtningen är två dagar sen i Bromma. Ingen betalar för utebliven hämtning.
Matavfall i papperspåse|Påsarna är gratis och finns i matbutiker.
Råttor på Medborgarplatsen|Bekämpningen pågår. Inga gifter läggs ut där barn leker.
Buller från Bromma flygplats|Mätningen visar 54 decibel. Gränsen är 55 decibel.
Träd som fälls på Valhallavägen|Nio lindar är sjuka och fälls i mars. Tjugo nya planteras.
Nya cykelbanor|Fyra kilometer cykelbana byggs på Södermalm. Arbetet är klart i oktober.
Parkering för rörelsehindrade|Tillståndet gäller i fem år. Beslut tas inom fyra veckor.
Elsparkcyklar på trottoaren|Felparkerade elsparkcyklar flyttas. Avgiften betalas av bolaget.
Trängselskatt och elbilar|Staten beslutar om trängselskatt, inte staden.
Bostadskön|Väntetiden är i snitt nio år. Ungdomsbostäder går fortare.
Hyror i nya hus|Hyran förhandlas med Hyresgästföreningen.
Stambyte i Svenska Bostäder|Stambytet tar tolv veckor. Ersättningsbostad erbjuds.
Vattenläcka på Ringvägen|Vattnet är tillbaka. Skadan lagades klockan 04.15.
Kokning av dricksvatten|Vattnet behöver inte kokas längre. Proverna är rena.
E-post om bygglov|Ärendet avgörs inom tio veckor. Svar ges med e-post.
Bygglov för Atlas|Bygglov 2024/112 vann laga kraft. Ingen har överklagat.
Rivning av gamla posten|Rivningen prövas av länsstyrelsen.
S:t Eriks ögonsjukhus|Tomten ägs av staden. S:t Erik Markutveckling bygger.
Upphandling av skolmat|Fem anbud kom in. Avtalet gäller från januari.
Budget för skolan|Budgeten växer med 3,5 procent. Grundskolan får mest.
Lärare utan behörighet|Åtta av tio lärare är behöriga. Målet är nio.
Skolskjuts|Skolskjuts ges efter avstånd och trafik. Beslutet kan överklagas.
Mobiltelefoner i skolan|Telefoner samlas in i grundskolan från hösten.
Nedlagd skola i Skärholmen|Skolan läggs inte ned. Elevantalet har ökat.
Simundervisning|Alla elever i årskurs sex får simma. Hela staden har samma mål.
Äldreboende i Järva|Boendet öppnar i maj med 72 lägenheter. Hela personalen är anställd.
Hemtjänstens tider|Besöken följs upp varje månad. Tre av fyra är nöjda.
Värme på äldreboenden|Svala rum finns på alla boenden. Extra vätska ges.
Besöksförbud|Inget besöksförbud gäller. Stanna hemma vid förkylning.
Färdtjänst|Regionen svarar för färdtjänst.
God man|Väntetiden hos överförmyndaren är sju månader.
Försörjningsstöd|Antalet hushåll minskar för tredje året.
Härbärge i vinter|Platserna räcker. Ingen nekas tak över huvudet vid minus sju.
Fritidsgård i Rågsved|Gården har öppet till 22. Två ledare är alltid på plats.
Kulturnatten|Sjuttio scener är öppna till midnatt. Allt är gratis.
Bibliotek stänger i sommar|Biblioteket i Hägersten har öppet hela sommaren.
Konst på Sergels torg|Verket återställs. Konstnären är tillfrågad.
Café i stadshuset|Caféet har öppet för alla. Priserna sätts av arrendatorn.
Fyrverkerier|Tillstånd ges av polisen. Staden skjuter inga egna fyrverkerier.
Valet och röstmottagare|Röstmottagarna är 5 400. Utbildningen är klar.
Förtidsröstning|Förtidsröstning pågår på 40 platser. Ta med legitimation.
It-avbrott i skolplattformen|Avbrottet varade i 50 minuter. Inga uppgifter har röjts.
Personuppgifter på vift|Ingen obehörig har läst uppgifterna. IMY är underrättad.
Sjukfrånvaro|Sjukfrånvaron är 6,8 procent, lägre än i fjol.
Avtal med bemanningsbolag|Avtalet sägs upp till sommaren. Hela beloppet är 4 miljoner.
Trygghetskameror|Kamerorna sitter på sju platser. Polisen ser bilderna.
Skjutning i Farsta|Polisen svarar på frågor om händelsen. Skolan har öppet.
Evakuering efter brand|Samlingsplats är sporthallen. Krisstödet nås dygnet runt.
Stadens egna får|Stadens får är friska. Veterinären kommer i maj. Får får vila."""
ROWS = [
    SearchText("line" if number % 3 else "answer", f"r{number}", *line.split("|"))
    for number, line in enumerate(ANSWERS.splitlines())
]
