"""A register of any size, of invented inquiries. The newest are the same ones in every size: what
waits for an answer, and what was answered last.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from pressdesk import clock
from pressdesk.inquiries import standings
from pressdesk.inquiries.asking import SERIALS
from pressdesk.register import indexing, search
from pressdesk.register.words import Channel, Due, Kind, Outcome, Status
from pressdesk.registertables import Inquiry, Outlet, Topic, Unit
from tests.searching import ROWS

OPEN = 200
A_YEAR = 10_000
BATCH = 2_000
OUTLETS = [f"Tidningen {number}" for number in range(60)]
UNITS = [f"Enhet {number}" for number in range(45)]
TOPICS = [f"Ämne {number}" for number in range(14)]
SENTENCES = [part for row in ROWS for part in (row.title + ".", *row.body.split(". "))]
WAITING = (Status.NEW, Status.TAKEN, Status.WAITING, Status.FOR_SIGN_OFF)


def fill(db: Session, size: int, now: datetime) -> None:
    """Write `size` inquiries into an empty register, and make them searchable.

    Args:
        now: when the newest one came; the older come before it.
    """
    for table, names in ((Outlet, OUTLETS), (Unit, UNITS), (Topic, TOPICS)):
        db.add_all(table(name=name) for name in names if db.get(table, name) is None)
    db.flush()
    every = inquiries(size, now)
    while rows := list(islice(every, BATCH)):
        db.exec(sa.insert(Inquiry), params=[row.model_dump() for row in rows])
        search.index(db, [indexing.text_of_answer(row) for row in rows if row.answer])


def inquiries(size: int, now: datetime) -> Iterator[Inquiry]:
    """From the oldest to the newest; a few outlets and units ask and get most, as everywhere."""
    newest = now.astimezone(clock.SWEDEN).year * SERIALS + A_YEAR
    for age in reversed(range(size)):
        draw = random.Random(age)  # noqa: S311 - the same ones in every size
        row = Inquiry(
            number=newest - (age // A_YEAR) * SERIALS - age % A_YEAR,
            received_at=now - timedelta(minutes=20 * age),
            channel=draw.choice(list(Channel)),
            outlet=_mostly(OUTLETS, draw),
            unit=_mostly(UNITS, draw),
            topic=_mostly(TOPICS, draw),
            kind=draw.choice([kind for kind in Kind if kind is not Kind.RECORDS_REQUEST]),
            question=_text(draw, 2),
            **(_waiting(draw, now) if age < OPEN else _answered(draw, now, age)),
        )
        standings.put_in_order(row)
        yield row


def _waiting(draw: random.Random, now: datetime) -> dict[str, Any]:
    status = draw.choice(WAITING)
    return {
        "status": status,
        "due": Due.TIME,
        "due_until": now + timedelta(minutes=draw.randrange(-300, 3_000)),
        "waiting_with": draw.choice(UNITS) if status is Status.WAITING else None,
        "proposed": _text(draw, 4) if status is Status.FOR_SIGN_OFF else None,
    }


def _answered(draw: random.Random, now: datetime, age: int) -> dict[str, Any]:
    then = now - timedelta(minutes=20 * age - 15)
    return {
        "status": Status.CLOSED,
        "answer": _text(draw, 6),
        "released_at": then,
        "closed_at": then,
        "outcome": draw.choice(list(Outcome)),
    }


def _mostly(names: list[str], draw: random.Random) -> str:
    """The first of them often, the last seldom."""
    return names[int(len(names) * draw.random() ** 2)]


def _text(draw: random.Random, sentences: int) -> str:
    return " ".join(draw.choice(SENTENCES) for _ in range(sentences))
