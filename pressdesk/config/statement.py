"""What a site says of itself to everybody: who holds the recovery slips, and how accessible it is
(lag 2018:1937, and the regulator's model statement).
"""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, Field, field_validator, model_validator

MOST_SAID = 400
MOST_POINTS = 30


class Statement(BaseModel):
    """Settings that are shown on `/genomskinlighet` and `/tillganglighet`, as they are written."""

    recovery_holders: str = Field("", max_length=200)
    accessibility_assessed: str = ""
    accessibility_method: Literal["own", "other"] = "own"
    accessibility_level: Literal["full", "partly"] = "partly"
    accessibility_known: tuple[str, ...] = Field((), max_length=MOST_POINTS)
    accessibility_burden: str = Field("", max_length=MOST_SAID)
    accessibility_contact: str = Field("", max_length=200)
    accessibility_published: str = ""
    accessibility_updated: str = ""

    @field_validator("accessibility_known", mode="before")
    @classmethod
    def _are_points(cls, given: object) -> object:
        """A variable of the environment has bars: "This falls short | That does too"."""
        if not isinstance(given, str):
            return given
        return tuple(part.strip() for part in given.split("|") if part.strip())

    @field_validator("accessibility_known")
    @classmethod
    def _are_sentences(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        if not all(0 < len(point.strip()) <= MOST_SAID for point in given):
            raise ValueError(f"write what falls short and why, 1-{MOST_SAID} characters each")
        return given

    @field_validator("accessibility_assessed", "accessibility_published", "accessibility_updated")
    @classmethod
    def _is_day(cls, given: str) -> str:
        try:
            return date.fromisoformat(given).isoformat() if given else ""
        except ValueError:
            raise ValueError("write a day such as 2026-11-18") from None

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        is_partly = self.accessibility_level == "partly"
        if not is_partly and (self.accessibility_known or self.accessibility_burden):
            raise ValueError("accessibility_level: full leaves nothing for accessibility_known")
        if is_partly and self.accessibility_assessed and not self.accessibility_known:
            raise ValueError(
                "accessibility_known: say what falls short and why, or set accessibility_level"
                ' = "full"'
            )
        if self.accessibility_updated and self.statement_day < self.accessibility_assessed:
            raise ValueError("accessibility_updated is before accessibility_assessed")
        return self

    @property
    def statement_day(self) -> str:
        """When the statement was last looked over; "" when nobody has."""
        return self.accessibility_updated or self.accessibility_assessed
