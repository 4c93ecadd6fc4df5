"""What waits in the demo's register when it opens, and lines to take. All invented."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from pressdesk import clock, lines
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel, Kind, Outcome

ANSWER = "Alla pass i helgen är bemannade. Två sjuksköterskor är i tjänst dygnet runt."


class Waiting(NamedTuple):
    """An inquiry that somebody is at work on."""

    outlet: str
    unit: str
    question: str
    minutes_ago: int
    due_in: int | None = None  # minutes from now; below zero: overdue
    kind: Kind = Kind.FACTS
    topic: str = "elderly-care"
    channel: Channel = Channel.PHONE
    reporter: tuple[str, str] | None = None
    note: str = ""
    spokesperson: str = ""
    steps: tuple[tuple[Step, dict[str, Any]], ...] = ()


class Lines(NamedTuple):
    """Lines to take, as old as somebody last looked at them."""

    title: str
    unit: str
    facts: str
    quote: str = ""
    quoted: str = ""
    days_old: int = 0
    valid_days: int | None = None  # from today; below zero: no longer

    def given(self) -> lines.Given:
        valid = None if self.valid_days is None else clock.today() + timedelta(self.valid_days)
        told = (self.title, self.unit, self.facts, self.quote, self.quoted)
        return lines.Given(*told, checked_on=self.day(), valid_until=valid)

    def age(self) -> timedelta:
        return timedelta(days=self.days_old)

    def day(self) -> date:
        return clock.today() - self.age()


WEEKS = 8  # of the rota that are planned
STAFFING = "Bemanningen på äldreboendena i helgen"
STAFFED = "Äldreomsorg"
LINES = (
    Lines(
        STAFFING,
        STAFFED,
        "Alla pass i helgen är bemannade. Två sjuksköterskor är i tjänst dygnet runt för de sex "
        "boendena. Elva av 64 pass har vikarier, mot nio en vanlig helg.",
        "Ingen ska behöva oroa sig för sin mamma eller pappa. Vi har folk på plats.",
        "äldreomsorgschefen",
        valid_days=2,
    ),
    Lines(
        "Skolan vid Storgatan",
        "Förskola och skola",
        "Inget beslut är fattat om skolan vid Storgatan, och inget förslag finns. Den har 312 "
        "elever och renoveras nästa sommar.",
        days_old=20,
        valid_days=40,
    ),
    Lines(
        "Snöröjning",
        "Gator och trafik",
        "Gångbanor plogas när det har fallit tre centimeter, före körbanorna. Alla är klara inom "
        "åtta timmar efter att det har slutat snöa.",
        days_old=12,
    ),
    Lines(
        "Badvattnet vid Norra stranden",
        "Miljö och hälsa",
        "Vattnet är tjänligt. Prover tas varannan vecka, och alla i sommar har varit bra.",
        days_old=95,
        valid_days=-60,
    ),
)
TAKEN: tuple[Step, dict[str, Any]] = (Step.TAKE, {})
WRITTEN = (TAKEN, (Step.PROPOSE, {"text": ANSWER}))
WAITING = (
    Waiting(
        "Radio Exempel",
        "Äldreomsorg",
        "Hur är bemanningen på äldreboendena i helgen? De har hört att pass är obemannade.",
        95,
        -20,
        reporter=("Rut Reporter", "08-465 004 11"),
        note="Enhetschefen räknar passen och ringer tillbaka före lunch.",
        steps=WRITTEN,
    ),
    Waiting(
        "Exempelbladet",
        "Äldreomsorg",
        "Hur många vikarier arbetar på äldreboendena i helgen?",
        60,
        75,
        reporter=("Nils Nyhet", "nils@exempelbladet.example"),
        steps=(*WRITTEN, (Step.SUBMIT, {})),
    ),
    Waiting(
        "Riksnytt TV",
        "Äldreomsorg",
        "Kan någon ansvarig medverka i kvällens sändning om bemanningen?",
        35,
        200,
        Kind.INTERVIEW,
        spokesperson="äldreomsorgschefen",
    ),
    Waiting(
        "Nya Exempelposten",
        "Gator och trafik",
        "Varför är gångbanorna vid Stationsvägen inte plogade?",
        180,
        240,
        topic="traffic",
        steps=(TAKEN, (Step.WAIT, {"whom": "Gator och trafik"})),
    ),
    Waiting(
        "Kvällskollen",
        "Förskola och skola",
        "Stämmer det att skolan vid Storgatan ska läggas ner?",
        50,
        topic="school",
        channel=Channel.MAIL,
    ),
    Waiting(
        "Tidningen Omsorgsarbete",
        "Socialtjänst",
        "Får vi följa med på ett hembesök i nästa vecka?",
        1_500,
        5_000,
        Kind.VISIT,
        "social-services",
        Channel.MAIL,
        steps=(TAKEN, (Step.ROUTE, {"unit": "Äldreomsorg"})),
    ),
    Waiting(
        "The Northern Herald",
        "Kommunledning",
        "How many people have moved to the town since the new railway opened?",
        2_900,
        8_000,
        topic="other",
        channel=Channel.MAIL,
        steps=(TAKEN, (Step.PARK, {})),
    ),
    Waiting(
        "Grannbladet",
        "Gator och trafik",
        "Hur länge är bron avstängd?",
        240,
        topic="traffic",
        steps=(
            TAKEN,
            (Step.PROPOSE, {"text": "Till och med fredag. Gående och cyklister kan passera."}),
            (Step.RELEASE, {"by_mandate": True}),
        ),
    ),
    Waiting(
        "Nordnytt nyhetsbyrå",
        "Miljö och hälsa",
        "I vår förra artikel stod 140 prov. Var det 104? Vi rättar i så fall.",
        300,
        kind=Kind.CORRECTION,
        topic="environment",
        steps=(
            TAKEN,
            (Step.PROPOSE, {"text": "Det rätta antalet är 104 prov. Tack för att ni rättar."}),
            (Step.RELEASE, {"by_mandate": True, "outcome": Outcome.FACTS}),
        ),
    ),
)
