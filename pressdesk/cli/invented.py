"""The demo's people and questions. All invented; no name, number or place is anybody's."""

from typing import NamedTuple

from pressdesk.intake import Request
from pressdesk.tables import Outcome, State, Wanted

# Name, role, passphrase, and what the shell says of them.
PEOPLE = (
    ("ofelia", "press_officer", "björken tratt månsken linjal", "press officer, holds the keys"),
    ("clara", "comms_chief", "sanden oboe kärra himmelsblå", "communications chief"),
    ("olle", "press_officer", "korgen sirap vinter knapphål", "press officer, waits for the keys"),
)


class Question(NamedTuple):
    """A request and how far the desk has come with it."""

    request: Request
    days_ago: int = 0
    answered_days_ago: int | None = None  # None: on the day it came
    state: State = State.NEW
    note: str = ""
    answer: str = ""
    follow_up: str = ""
    outcome: Outcome | None = None


QUESTIONS = (
    Question(
        Request(
            "En reporter vill veta vad vi tyckte om förra årets sammanslagning. Måste jag säga "
            "till min chef innan jag svarar?",
            Wanted.LATER,
            ("my-rights",),
        ),
        days_ago=45,
        answered_days_ago=10,
        state=State.ANSWERED,
        answer="Nej. Du får svara utan att säga till någon, och ingen får fråga dig om det "
        "efteråt.",
    ),
    Question(
        Request(
            "En reporter står utanför entrén och filmar in genom fönstren. Får hen det? "
            "Vad säger jag om hen vill komma in?",
            Wanted.NOW,
            ("on-site", "buy-time"),
            "elderly-care",
            "local-broadcast",
        )
    ),
    Question(
        Request(
            "Jag har blivit uppringd om bemanningen på helgerna. Jag vill gärna svara, men vet "
            "inte vilka siffror som är offentliga.\n\nKan ni hjälpa mig att förbereda mig till "
            "i eftermiddag?",
            Wanted.TODAY,
            ("prepare", "check-facts"),
            "elderly-care",
            "daily",
        ),
        state=State.TAKEN,
        note="Siffrorna för helgerna är beställda. De finns hos oss före lunch.",
    ),
    Question(
        Request(
            "Får min chef kräva att jag berättar vad jag sa till tidningen?",
            Wanted.THIS_WEEK,
            ("my-rights",),
            "school",
        ),
        days_ago=1,
        state=State.ANSWERED,
        answer="Nej. Ingen chef får fråga vem som har pratat med medier, eller vad som sades. Det "
        "följer av efterforskningsförbudet i grundlagen. Du behöver inte svara, och du får inte "
        "straffas för att du låter bli.\n\nVill du prata med någon utanför kommunen kan du "
        "vända dig till ditt fackförbund.",
    ),
    Question(
        Request(
            "Rubriken på nätet stämmer inte med det jag sa. Kan man begära en rättelse?",
            Wanted.AFTER_PUBLICATION,
            ("error", "published"),
            "traffic",
            "web",
        ),
        days_ago=4,
        state=State.ANSWERED,
        answer="Ja. Hör av dig till redaktionens ansvariga utgivare och säg exakt vad som är fel "
        "och hur det borde stå. Vi hjälper gärna till med orden.",
        follow_up="Tack! Kan ni titta på min text innan jag skickar den?",
    ),
    Question(
        Request(
            "Vi har fått hot i kommentarer efter en artikel. Vad gör vi med dem, och ska vi svara?",
            Wanted.TODAY,
            ("threats", "storm"),
            "social-services",
            "podcast",
        ),
        days_ago=2,
    ),
    Question(
        Request(
            "Vad betyder det att prata ”off the record”? Gäller det även om jag inte sa det först?",
            Wanted.LATER,
            ("off-record",),
        ),
        days_ago=9,
        state=State.ANSWERED,
        answer="Det är en överenskommelse, och den gäller bara om reportern sa ja innan du "
        "berättade. Fråga alltid först: ”Kan vi prata utan att du citerar mig?”",
        outcome=Outcome.ANSWERED,
    ),
    Question(
        Request(
            "Någon behöver vara med på intervjun på torsdag. Kan ni det?",
            Wanted.THIS_WEEK,
            ("company", "spokesperson"),
            "planning",
            "trade",
        ),
    ),
)
