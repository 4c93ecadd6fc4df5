"""Press duty: who is on duty, what is handed over, and a crisis."""

from pressdesk.rota.calls import Call, read_call
from pressdesk.rota.crisis import Counts, Said, begin, change, counts, current, end, last, resume
from pressdesk.rota.handover import Sheet, sheet
from pressdesk.rota.weeks import (
    AHEAD_WEEKS,
    Change,
    OnDuty,
    Plan,
    Week,
    begins,
    fill,
    monday_at,
    officers,
    on_duty,
    place,
    swap,
    take_over,
    weeks,
)

__all__ = [
    "AHEAD_WEEKS",
    "Call",
    "Change",
    "Counts",
    "OnDuty",
    "Plan",
    "Said",
    "Sheet",
    "Week",
    "begin",
    "begins",
    "change",
    "counts",
    "current",
    "end",
    "fill",
    "last",
    "monday_at",
    "officers",
    "on_duty",
    "place",
    "read_call",
    "resume",
    "sheet",
    "swap",
    "take_over",
    "weeks",
]
