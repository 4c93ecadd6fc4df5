"""How an inquiry's row says how it stands, and what is kept of a step so that it can be undone."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pressdesk.register.standing import UNANSWERED, SignOff, Standing
from pressdesk.register.words import Outcome, Status
from pressdesk.registertables import Inquiry

NO_DEADLINE = "9999"  # after every deadline, as text


class Officer(NamedTuple):
    """Who does something: her account, and the name she signs in with."""

    id: UUID
    name: str


def read(row: Inquiry) -> Standing:
    """How it stands."""
    is_signed = row.signed_at is not None
    return Standing(
        unit=row.unit,
        status=row.status,
        owner=row.owner_id,
        taken_at=row.taken_at,
        waiting_with=row.waiting_with,
        waiting_since=row.waiting_since,
        parked_until=row.parked_until,
        passed_to=row.passed_to,
        proposed=row.proposed,
        signed_off=SignOff(row.signed_at, row.signed_by) if is_signed and row.signed_at else None,
        answer=row.answer,
        released_at=row.released_at,
        outcome=row.outcome,
        closed_at=row.closed_at,
        is_records_request=row.is_records_request,
    )


def write(row: Inquiry, standing: Standing) -> None:
    """Have the row say so."""
    signed = standing.signed_off
    row.unit, row.status, row.owner_id = standing.unit, standing.status, standing.owner
    row.taken_at, row.waiting_with = standing.taken_at, standing.waiting_with
    row.waiting_since = standing.waiting_since
    row.parked_until, row.passed_to = standing.parked_until, standing.passed_to
    row.proposed, row.answer = standing.proposed, standing.answer
    row.signed_at, row.signed_by = (signed.at, signed.by) if signed else (None, None)
    row.released_at, row.outcome = standing.released_at, standing.outcome
    row.closed_at, row.is_records_request = standing.closed_at, standing.is_records_request
    put_in_order(row)


def put_in_order(row: Inquiry) -> None:
    """Where it stands among those that wait for an answer; nowhere when none is waited for."""
    until = f"{row.due_until:%Y-%m-%dT%H:%MZ}" if row.due_until else NO_DEADLINE
    row.open_order = until if row.status in UNANSWERED else None


def kept(standing: Standing) -> str:
    """A standing as JSON."""
    values = standing._asdict()
    signed = standing.signed_off
    values["signed_off"] = [signed.at.isoformat(), signed.by] if signed else None
    return json.dumps(values, default=_plain, ensure_ascii=False)


def restored(text: str) -> Standing:
    """What `kept` was given."""
    values: dict[str, Any] = json.loads(text)
    readers: dict[str, Callable[[Any], Any]] = {
        "status": Status,
        "outcome": Outcome,
        "owner": UUID,
        "parked_until": date.fromisoformat,
        "signed_off": lambda pair: SignOff(datetime.fromisoformat(pair[0]), pair[1]),
        **dict.fromkeys(
            ("taken_at", "waiting_since", "released_at", "closed_at"), datetime.fromisoformat
        ),
    }
    return Standing(
        **{
            name: readers[name](value) if name in readers and value is not None else value
            for name, value in values.items()
        }
    )


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
