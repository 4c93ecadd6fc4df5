"""Lines to take and inquiries that tests begin with, made by the tasks' own doors."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from pressdesk import clock, inquiries, lines
from pressdesk.inquiries import Asked, Officer
from pressdesk.register.deadlines import Deadline
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel, Due
from pressdesk.registertables import Crisis, Inquiry, Line, Outlet, Unit

UNDO_MINUTES = 10
OFELIA = Officer(UUID(int=1), "ofelia")
FACTS = "Alla barn får en plats inom tre månader.\n\nKön är kortast i Farsta."
GIVEN = lines.Given("Kö till förskola", "Farsta", FACTS, "Ingen ska vänta", "förskoledirektören")


def at(**later: float) -> datetime:
    return clock.now() + timedelta(**later)


def line(db: Session, title: str = GIVEN.title, **given: Any) -> Line:
    """Lines to take; their unit is on the list."""
    unit = given.setdefault("unit", GIVEN.unit)
    if db.get(Unit, unit) is None:
        db.add(Unit(name=unit))
        db.flush()
    chosen = GIVEN._replace(title=title, **given)
    return lines.write(db, chosen, clock.now(), clock.today())


def inquiry(
    db: Session, outlet: str = "Radio Ex", question: str = "Hur lång är kön?", **asked: Any
) -> Inquiry:
    """An inquiry of an outlet; what it needs is on the lists."""
    if db.get(Outlet, outlet) is None:
        db.add(Outlet(name=outlet))
    unit = asked.setdefault("unit", GIVEN.unit)
    if db.get(Unit, unit) is None:
        db.add(Unit(name=unit))
    db.flush()
    if "hours" in asked:
        asked["deadline"] = Deadline(Due.TIME, at(hours=asked.pop("hours")))
    return inquiries.log(db, Asked(Channel.PHONE, outlet, question=question, **asked), clock.now())


def stepped(db: Session, row: Inquiry, step: Step, **given: Any) -> Inquiry:
    """A step as an officer takes it."""
    more = {"undo_minutes": UNDO_MINUTES, **given}
    return inquiries.step(db, row.number, row.version, step, OFELIA, clock.now(), **more)


def answered(db: Session, row: Inquiry, text: str, of: Line | None = None) -> Inquiry:
    """An answer that was given out, perhaps copied from lines to take."""
    stepped(db, row, Step.TAKE)
    more = {"line": (of.id, of.version)} if of else {}
    stepped(db, row, Step.PROPOSE, text=text, **more)
    return stepped(db, row, Step.RELEASE, by_mandate=True)


def columns(db: Session, number: int) -> dict[str, Any]:
    """An inquiry's row, whole."""
    db.expire_all()
    row = db.exec(select(Inquiry).where(Inquiry.number == number)).one()
    return row.model_dump()


def day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def crisis(db: Session) -> None:
    """A crisis is on."""
    db.add(Crisis(since=clock.now(), unit=GIVEN.unit))
    db.flush()
