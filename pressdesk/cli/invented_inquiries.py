"""Press inquiries of the demo's last months, all invented: no name or number is anybody's."""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from pressdesk import clock
from pressdesk.cli import invented_figures
from pressdesk.cli.invented_figures import Month
from pressdesk.figures import inquiries as figures
from pressdesk.register.words import Correction, Due, Kind, Outcome, Status
from pressdesk.registertables import Inquiry

RECENT = 2  # months before this one whose inquiries are in the register still
SERIALS = 1_000_000
A_WEEKEND = timedelta(days=4)  # all of them are answered
OUTLETS = {
    "Exempelbladet": "daily",
    "Nya Exempelposten": "daily",
    "Riksnytt TV": "national-broadcast",
    "Radio Exempel": "local-broadcast",
    "Kvällskollen": "web",
    "Tidningen Omsorgsarbete": "trade",
    "Nordnytt nyhetsbyrå": "agency",
    "Podden Kommunplan": "podcast",
    "The Northern Herald": "foreign",
    "Kårbladet": "student",
    "Grannbladet": "other",
}
# By topic, as figures name it: what is asked, and what is answered. The numbers are invented too.
TEXTS: dict[str, tuple[tuple[str, str], ...]] = {
    "school": (
        (
            "Hur många obehöriga lärare undervisar på högstadiet i höst?",
            "84 procent av lärarna på högstadiet är behöriga, mot 81 procent förra hösten. "
            "Vi annonserar efter tolv lärare just nu.",
        ),
        (
            "Stämmer det att skolan vid Storgatan ska läggas ner?",
            "Nej. Inget beslut är fattat och inget förslag finns. Skolan har 312 elever och "
            "renoveras nästa sommar.",
        ),
        (
            "Varför har köerna till förskolan vuxit?",
            "Alla barn som har väntat fyra månader har fått plats. Kön har vuxit för att fler "
            "familjer har flyttat in: 140 barn fler än i fjol.",
        ),
    ),
    "elderly-care": (
        (
            "Hur är bemanningen på äldreboendena i helgen?",
            "Alla pass är bemannade. Två sjuksköterskor är i tjänst dygnet runt för de sex "
            "boendena, som planerat.",
        ),
        (
            "Vad kostar hyrpersonalen i äldreomsorgen?",
            "Under årets första nio månader 4,1 miljoner kronor, mot 6,3 miljoner förra året.",
        ),
    ),
    "social-services": (
        (
            "Hur många orosanmälningar har kommit in i år?",
            "Till och med förra månaden 612, vilket är 4 procent fler än samma tid i fjol.",
        ),
    ),
    "support": (
        (
            "Varför har väntetiden för boende enligt LSS blivit längre?",
            "Väntetiden är i snitt fem månader. Ett boende med sex lägenheter öppnar i mars.",
        ),
    ),
    "planning": (
        (
            "När fattas beslut om detaljplanen för hamnområdet?",
            "Samrådet pågår till den 15 i nästa månad. Beslut kan fattas tidigast i vår.",
        ),
        (
            "Varför tar byggloven så lång tid?",
            "Mediantiden är sju veckor från komplett ansökan. Lagen ger oss tio.",
        ),
    ),
    "traffic": (
        (
            "Varför är gångbanorna vid Stationsvägen inte plogade?",
            "Gångbanorna plogas när det har fallit tre centimeter. Stationsvägen plogades "
            "klockan sex i morse.",
        ),
        (
            "Hur länge är bron avstängd för biltrafik?",
            "Till och med fredag. Gående och cyklister kan passera hela tiden.",
        ),
    ),
    "environment": (
        (
            "Är badvattnet vid Norra stranden tjänligt?",
            "Ja. Provet från i måndags var utan anmärkning. Nya prover tas varannan vecka.",
        ),
    ),
    "culture": (
        (
            "Blir det färre öppettimmar på biblioteken nästa år?",
            "Budgeten är inte beslutad. Förslaget innebär samma öppettider som i år.",
        ),
    ),
    "housing": (
        (
            "Hur många väntar på en lägenhet hos det kommunala bostadsbolaget?",
            "3 870 personer söker aktivt. Den som fick en lägenhet i år hade väntat 26 månader.",
        ),
    ),
    "staff": (
        (
            "Hur hög är sjukfrånvaron bland kommunens anställda?",
            "6,4 procent hittills i år, mot 6,9 procent förra året.",
        ),
    ),
    "economy": (
        (
            "Går kommunen med underskott i år?",
            "Prognosen i augusti var ett överskott på 11 miljoner kronor.",
        ),
        (
            "Vem vann upphandlingen av skolmat, och vad kostar avtalet?",
            "Avtalet är värt 38 miljoner kronor om året. Tilldelningsbeslutet är en allmän "
            "handling; vi mejlar det.",
        ),
    ),
    "safety": (
        (
            "Sätter ni upp fler kameror vid resecentrum?",
            "Ansökan om fyra kameror ligger hos tillsynsmyndigheten. Inga är uppsatta.",
        ),
    ),
    "it": (
        (
            "Har uppgifter om elever kommit ut vid driftstörningen?",
            "Nej. Störningen gällde inloggningen. Inga uppgifter har lämnat systemet.",
        ),
    ),
    "other": (
        (
            "Vad kostade kommunens julkort förra året?",
            "Ingenting. Hälsningen skickades med e-post.",
        ),
    ),
}
NOT_KNOWN = (("Har kommunen någon kommentar till regeringens förslag i dag?", "Vi läser det nu."),)
BY_NAME = {invented_figures.NAMED[topic]: texts for topic, texts in TEXTS.items()}


class Day(NamedTuple):
    """When a row's inquiry came."""

    day: date
    number: int


def rows(today: date) -> list[Inquiry]:
    """The inquiries of the last months, answered and closed as the demo's figures have them, and of
    this month until a few days ago.
    """
    story = invented_figures.months(today)
    made: list[Inquiry] = []
    for month in story[-RECENT:]:
        made += _of_month(month, _before(story, month), today)
    this = Month(clock.month_of(today), 0)
    return made + _of_month(this, _before(story, this), today)


def _before(story: list[Month], month: Month) -> int:
    """How many inquiries came earlier in the year."""
    earlier = [m for m in story if m.name < month.name and m.name[:4] == month.name[:4]]
    return sum(len(m.inquiries()) for m in earlier)


def _of_month(month: Month, before: int, today: date) -> list[Inquiry]:
    year = int(month.name[:4])
    asked = [inquiry for inquiry in month.inquiries() if inquiry.received < today - A_WEEKEND]
    return [
        _row(inquiry, Day(inquiry.received, year * SERIALS + before + place))
        for place, inquiry in enumerate(asked, start=1)
    ]


def _row(asked: figures.Inquiry, when: Day) -> Inquiry:
    received = _instant(when.day, time(20, 10) if asked.out_of_hours else _in_office(when.number))
    common: dict[str, Any] = {
        "number": when.number,
        "received_at": received,
        "channel": asked.channel,
        "unit": asked.unit,
        "kind": asked.kind,
        "outcome": asked.outcome,
        "correction": Correction.MADE if asked.is_correction else None,
        "status": Status.CLOSED,
    }
    taken = received + timedelta(minutes=25 if asked.acknowledged_in_time else 24 * 60)
    answered = taken + timedelta(hours=float(asked.working_hours or 1))
    if asked.kind is Kind.RECORDS_REQUEST:
        common |= {"question": "", "is_records_request": True, "closed_at": received}
        common |= {"outcome": Outcome.REGISTRAR, "correction": None}
        return Inquiry(**common)
    texts = BY_NAME.get(asked.topic or "", NOT_KNOWN)
    question, answer = texts[when.number % len(texts)]
    outlets = [name for name, media in OUTLETS.items() if media == asked.media]
    common |= {
        "outlet": outlets[when.number % len(outlets)],
        "topic": asked.topic,
        "question": question,
        "taken_at": taken,
        "closed_at": answered,
    }
    if asked.answered_in_time is not None:
        late = timedelta(hours=2 if asked.answered_in_time else -1)
        common |= {"due": Due.TIME, "due_until": answered + late}
    if asked.outcome is Outcome.REGISTRAR:  # what is not asked for as a record goes elsewhere
        common["outcome"] = Outcome.OTHER_UNIT
    if asked.outcome in {Outcome.FACTS, Outcome.STATEMENT, Outcome.INTERVIEW}:
        common |= {"answer": answer, "released_at": answered, "signed_at": answered}
    return Inquiry(**common)


def _in_office(number: int) -> time:
    """Some time of the working day."""
    return time(8 + number % 8, (7 * number) % 60)


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=clock.SWEDEN)
