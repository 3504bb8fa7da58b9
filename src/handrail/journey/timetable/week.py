# SPDX-License-Identifier: Apache-2.0
"""The file format `handrail/week@1`: groups with their members, individual appointments, and what is unmet.

Plain data; whether a week keeps the rules is judged in `rules`.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT: Literal["handrail/week@1"] = "handrail/week@1"
DAYS: tuple["Day", ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Texts = Annotated[tuple[str, ...], Field(strict=False)]


class Line(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class Group(Line):
    """One group: on each of `days` at `start`, in `rooms[day]` (empty when online)."""

    id: str
    service: str
    days: Annotated[tuple[Day, ...], Field(strict=False, min_length=1)]
    start: TimeOfDay
    rooms: dict[Day, str] = {}
    leaders: Texts
    members: Texts


class Appointment(Line):
    """One individual session, held in the clinician's office."""

    patient: str
    service: str
    clinician: str
    day: Day
    start: TimeOfDay


class Unmet(Line):
    """`count` of `service` ordered for `patient` and not given, with the reason in a sentence."""

    patient: str
    service: str
    count: int
    because: str = ""


class Week(Line):
    """Everyone's week. `made` says by which engine, with which seed and score; no rule reads it."""

    format: Literal["handrail/week@1"] = FORMAT
    groups: Annotated[tuple[Group, ...], Field(strict=False)]
    appointments: Annotated[tuple[Appointment, ...], Field(strict=False)]
    unmet: Annotated[tuple[Unmet, ...], Field(strict=False)] = ()
    made: dict[str, Any] = {}

    def to_json(self) -> str:
        return self.model_dump_json(indent=1) + "\n"
