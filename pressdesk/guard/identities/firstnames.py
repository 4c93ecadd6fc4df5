"""Words for telling names from other words: first names common in Sweden, surnames, no names.

Compiled by the authors from general knowledge: no register, census or database was copied. Lists
for recognising that somebody was named, not for saying anything about anybody.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FIRST_NAMES = _words(
    """
    fatuma kicki ewa josé kurre abdi abdirahman abdullahi adnan ilir xhemile arben besnik
    oksana olena iryna bogdan
    mircea ioana goran dragan zoran nikos yannis maryan deqa sahra asha ifrah hani rawan nour laith
    adam agneta ahmad ahmed aicha aida aisha albin aleksandra alexander alexandra alfred ali
    alice alicia alma alva amal amanda amina amir amira anders andrea andreas andrzej angelica
    anita anja anna anneli annelie annette annica annika anton antonia arvid asta astrid
    august axel ayan ayse aziz barbro beata beatrice bengt benjamin berit bernt bertil birgit
    birgitta birgitte bodil boel bosse britt britt-marie britta börje calle camilla carin
    carina carl carl-johan carlos carolina caroline catharina cecilia charlotta charlotte
    christer christian christin christina christine christoffer claes clara conny dagmar dan
    daniel daniela danuta david dennis diana ebba eddie edit edith edvin elena eleonora elham
    elias elif elin elina elisabet elisabeth ella ellen ellinor elsa elsie elvira emanuel
    emelie emil emilia emily emma emmanuel emre erik erika ester eva eva-lena evelina fadi
    fadumo farah farid fatemeh fatima fatma felicia felix filip filippa folke fredrik fredrika
    frej frida gabriel gabriella georg gerd goran grace greta gun gunborg gunilla gunnar
    gustaf gustav göran görel gösta haidar halima hamid hamza hanna hannah hanne hans
    hans-erik harald harriet hasan hassan hedda hedvig helen helena helene helga helén henrik
    henry hiba hilda hodan huda hugo hussein håkan ibrahim ida idris ines inga ingegerd ingela
    inger ingmar ingrid ingvar irena irene iris isa isabel isabella isabelle isak ivan ivar
    jacob jakob jamal jan jan-erik jan-olof jana jane janne jasmin jasmine jenny jens jerker
    jesper jessica joakim joanna johan johanna johannes john jon jonas jonathan jonna jorge
    josef josefin josefine josephine juan julia julian julius jussi jörgen kaisa kaj kajsa
    kalle karim karin karl karl-erik karolina katarina katarzyna kate katja katrin kenneth
    kenny kent kerstin kevin khadija khadra khaled kim kjell klara klas krister kristian
    kristin kristina kristoffer krzysztof lars lars-erik lars-göran lasse layla leif leila
    lena lennart lennox leo leon lilian lillemor lina linda lindita linn linnea linnéa linus
    lisa lisbeth lise-lotte liselott liselotte lollo lotta louise lovisa lucas lucia ludvig
    ludwig lukas lukasz madeleine magdalena magnus mahmoud maja majken malena malgorzata malik
    malin malte marcus maria mariam marianne marie marie-louise marika marina mario marita
    marko markus marta martin martina mary maryam matilda mats matteo mattias mattis
    maximilian mehdi mehmet melissa melker melvin mia michael michaela michal michelle mikael
    mikaela mike mikko milan milena milla milo miriam mirjam mirza moa moh mohamad mohamed
    mohammad mohammed mohamud mona monica monika morgan mostafa muhammad muna murat mustafa
    märta måns nadia nadja nahid naima najib nasrin natalia natalie nathalie nellie nicklas
    niclas nicole niklas nikola nils nina noa noah noor nora noura ola olga olivia olle olof
    omar oscar oskar osman otto ove patricia patrick patrik paul paulina peder pelle per
    per-olof pernilla peter petra petter pia pierre pontus ragnar rahel rakel ralf rami rania
    rasmus rebecca rebecka reza ricardo richard rickard rita robert robin roger roland rolf
    ronja ronny rose-marie roya ruben rune saad sabina saga said salam saleh salma sam samir
    samira samuel samuli sandra sanna sara sarah sebastian selim selma semir serkan shirin
    siavash signe sigrid simon siri siv sofia sofie solveig soraya stefan steffen stellan
    stephan stina sture susan susann susanna susanne suzanne svante sven svetlana sylvia sören
    tareq tatjana teresa terese teresia therese theresia thomas tilda tilde tim timo tina
    tobias tom tomas tomasz tommy tora torbjörn tord tore torgny torsten tove tuva tyra ulf
    ulla ulla-britt ulrica ulrika urban valdemar valentina vanja vera veronica veronika victor
    victoria vidar viggo viktor viktoria vilgot vilhelm vilma vincent viola viveca vivianne
    wael wiktor wilhelm william wilma yasin yasmin yasmine ylva yngve yonas yosef youssef
    yusuf yvonne zahra zainab zara zeinab zeynep zlatan åke åsa åsa-lena åse örjan östen
    öyvind
    """
)

# Also Swedish words, months, places or shouts: names only with a capital, never by themselves.
AMBIGUOUS = _words(
    """
    alma alva ann asta astrid august axel björn bo bror carl dag dan eddie edit ella ellen
    elsa emma ester eva fred frej georg greta gun hans hedda hilda ida inga iris isa jan john
    jon karl kim klara leo li lilja lina linda linn lisa liv lo love maj marina mark mary may
    mia mike milan mina moa moh mona moses my noor nora ola otto ove paul per pia rita robin
    roger ros rose rune rut saga said salam sam siri siv siw sten stig storm sven tage tim
    tina tom tor tora tore tove ulf ulla urban vera vincent viola vår åke åsa åse
    """
)

# Surnames without a telling end.
SURNAMES = _words(
    """
    abdi abdullah abdullahi ahlin ahmadi ahmed akbari al-khalil ali amini arslan ask aslan
    berg bergman björk blom bodin brandt bäck dahl dahlin demir ek ekman fahlén falk farah
    forsman frisk garcia gonzalez granath hadad haddad hansen hassan hedberg hedlund hedman
    holm hosseini hussein ibrahim ismail jansson jensen jonsson kaya khalil khan kovacs
    kowalska kowalski larsen lind lindh lopez lund lundin mahmoud malm mensah mohamed mohammed
    molin månsson nguyen nilsson nordin norén nyman olsen omar osman palm papadopoulos persson
    petrovic popovic rask rezai rodriguez rosén sahin said saleh sandell sandin sjödin strand
    sundin svensson söderlund tran wallin warsame wikman yildiz yilmaz yusuf åberg åkesson
    öberg öhman östlund
    """
)

PARTICLES = _words(
    """
    af al ben bin da de del der di dos el la thi van von
    """
)

# What stands where a name could, in what people write to a press office.
NOT_NAMES = _words(
    """
    nog visst väl absolut tydligen tyvärr liksom typ fint tokigt rätt hjälp
    a afraid alla allmänheten allt alltså an and ang angående anonym anonyma anonymous
    anställd anställda april augusti av avdelning avdelningen avslöjad bara barn borta
    borttaget bästa både chefen dagens de december dem den denna dess det detsamma detta din
    direkt ditt dom du där då efter eftersom egentligen eller en enda enhet er ett februari
    fel felaktigt felstavat fortfarande fredag from fru fråga från fröken få får för före
    ganska glad gott gäller göteborg ha han har hej hela helt hemlig hemligt hen hennes herr
    hjälp hon hos hur hälsning hälsningar här i iband idag igen igår in inga ingen ingenting
    inget inte it ja jag januari jobbar ju juli juni jätte kan kanske kollega kollegor kommer
    kontoret kort känt könt lagom ledig ledningen likadant lärare lördag maj malmö mamma man
    mars med medan medarbetare medborgare media men mer mig min mina mitt mot mvh my mycket
    måndag många nb new not november nu nurse ny nytt nämnt när nästan någon någonting något
    några nåt obs och också offentligt oktober okänt olika om on onsdag orolig orolige
    oviktigt oxå personal personalen personalgruppen planet press pressenheten ps publicerat
    på radio redan region reportern ring rädd råd röda samma scared sedan sen september
    sjuksköterska skickades skickat skyddad skyddat snart so som stad staden stockholm
    stockholms struket sure svar svara svenska sverige sveriges säkert så söndag tack tacksam
    teacher the tidningen till tills tisdag to torsdag trött tv tänkt under undersköterska
    undrar uppsala utan ute utlagt vad var vara varför varken vem verkligen vi via vid viktigt
    vilken vän vänlig vänliga vänligen vårdas we worried your än är även åt över överens
    övrigt
    """
)
