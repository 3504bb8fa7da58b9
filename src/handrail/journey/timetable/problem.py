# SPDX-License-Identifier: Apache-2.0
"""The file format `handrail/week-problem@1`: a program's rooms, clinicians, services and people.

Reading only: every fault of a file is told at once, each with its place. Times are minutes after midnight
inside, `HH:MM` in files. Nothing here knows a solver or a database.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from handrail.journey.timetable.files import SPAN, json_of, natural, parsed, shown
from handrail.journey.timetable.files import BadFile as BadFile
from handrail.journey.timetable.week import Appointment, Day, Group, Unmet, Week

FORMAT = "handrail/week-problem@1"
Mode = Literal["in_person", "online"]


def minutes_of(text: object) -> int:
    """Minutes after midnight of `HH:MM`, 00:00 to 24:00."""
    if isinstance(text, str) and re.fullmatch("[0-9]{2}:[0-9]{2}", text):
        hours, minutes = int(text[:2]), int(text[3:])
        if minutes < 60 and hours * 60 + minutes <= 1440:
            return hours * 60 + minutes
    raise PydanticCustomError("clock", "{shown} is not a time of day; write HH:MM from 00:00 to 24:00", shown(text))


def clock(minutes: int) -> str:
    """`HH:MM` of minutes after midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


Clock = Annotated[int, BeforeValidator(minutes_of), PlainSerializer(clock)]


class Entry(BaseModel):
    """One object of the file. Keys it does not know are passed over, unless they look like a slip of the pen."""

    model_config = ConfigDict(frozen=True, strict=True)


class Span(Entry):
    """From `start` up to but not including `end`, in minutes after midnight; in files `[from, to]` or with a why."""

    start: Clock
    end: Clock
    why: str = ""

    @model_validator(mode="before")
    @classmethod
    def from_list(cls, value: Any) -> Any:
        if isinstance(value, Mapping | Span):
            return value
        if not isinstance(value, list | tuple) or len(value) not in (2, 3):
            raise PydanticCustomError("span", "write [from, to] or [from, to, why]")
        return dict(zip(SPAN, value, strict=False))

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.end <= self.start:
            raise PydanticCustomError("order", "ends before it starts" if self.end < self.start else "has no length")
        return self

    @model_serializer
    def as_list(self) -> list[str]:
        return [clock(self.start), clock(self.end), *([self.why] if self.why else [])]


Spans = dict[Day, Annotated[tuple[Span, ...], Field(strict=False)]]
Texts = Annotated[tuple[str, ...], Field(strict=False)]
Id = Annotated[str, Field(min_length=1)]


class Room(Entry):
    id: Id
    seats: Annotated[int, Field(ge=1)]


class Clinician(Entry):
    """`max_minutes`: the most she may spend in sessions in a week."""

    id: Id
    skills: Texts = ()
    available: Spans
    max_minutes: Annotated[int, Field(ge=0)]


class Service(Entry):
    """What can be ordered. `min`, `max`, `skill`, `leaders`, `times_per_week` and `cohort` are for groups."""

    id: Id
    kind: Literal["group", "individual"]
    minutes: Annotated[int, Field(ge=1, le=1440)]
    mode: Mode
    times_per_week: Annotated[int, Field(ge=1, le=7)] = 1
    min: Annotated[int, Field(ge=1)] = 1
    max: Annotated[int, Field(ge=1)] = 1
    skill: str | None = None
    leaders: Annotated[int, Field(ge=1)] = 1
    cohort: str | None = None

    @model_validator(mode="after")
    def group_is_told(self) -> Self:
        if self.kind == "individual":
            return self
        told = {key for key in self.model_fields_set if getattr(self, key) is not None}
        missing = [key for key in ("times_per_week", "min", "max", "skill") if key not in told]
        if missing:
            raise PydanticCustomError("group", "a group needs {missing}", {"missing": ", ".join(missing)})
        if self.min > self.max:
            raise PydanticCustomError("size", "min {min} is above max {max}", {"min": self.min, "max": self.max})
        return self

    @property
    def is_group(self) -> bool:
        return self.kind == "group"


class Order(Entry):
    """`count` groups of this kind, or `count` individual sessions with `clinician`."""

    service: Id
    count: Annotated[int, Field(ge=1)]
    clinician: Id | None = None


class FullDays(Entry):
    """On how many days at least so many minutes are needed (payers count days of three hours)."""

    count: Annotated[int, Field(ge=0, le=7)] = 0
    minutes: Annotated[int, Field(ge=0)] = 0


class Prefers(Entry):
    part_of_day: Literal["morning", "afternoon", "evening"] | None = None
    avoid_days: Annotated[tuple[Day, ...], Field(strict=False)] = ()


class Patient(Entry):
    id: Id
    cohorts: Texts = ()
    mode: Mode
    travel_minutes: Annotated[int, Field(ge=0, le=720)]
    orders: Annotated[tuple[Order, ...], Field(strict=False)]
    full_days: FullDays = FullDays()
    busy: Spans = {}
    prefers: Prefers = Prefers()
    apart_from: Texts = ()


class Problem(Entry):
    """Everything a week is made from. Look things up by id with `service_of`, `clinician_of`, `patient_of`."""

    format: Literal["handrail/week-problem@1"]
    name: str = ""
    grid_minutes: Literal[5, 10, 15, 30]
    open: Spans
    rooms: Annotated[tuple[Room, ...], Field(strict=False)]
    clinicians: Annotated[tuple[Clinician, ...], Field(strict=False)]
    services: Annotated[tuple[Service, ...], Field(strict=False)]
    patients: Annotated[tuple[Patient, ...], Field(strict=False)]
    running: Week | None = None

    @cached_property
    def service_of(self) -> dict[str, Service]:
        return {service.id: service for service in self.services}

    @cached_property
    def clinician_of(self) -> dict[str, Clinician]:
        return {clinician.id: clinician for clinician in self.clinicians}

    @cached_property
    def patient_of(self) -> dict[str, Patient]:
        return {patient.id: patient for patient in self.patients}

    @cached_property
    def room_of(self) -> dict[str, Room]:
        return {room.id: room for room in self.rooms}

    def with_patient(self, patient: Patient) -> "Problem":
        """This problem with one person more, or with hers replaced by this entry."""
        others = tuple(p for p in self.patients if p.id != patient.id)
        return self.model_copy(update={"patients": (*others, patient)})

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        copied = super().model_copy(update=update, deep=deep)
        for looked_up in ("service_of", "clinician_of", "patient_of", "room_of"):
            copied.__dict__.pop(looked_up, None)  # or the copy would look things up in the original
        return copied

    def to_json(self) -> str:
        return self.model_dump_json()


@dataclass(frozen=True)
class Names:
    """What orders may name: each service with whether it is a group, and the clinicians."""

    is_group: Mapping[str, bool]
    clinicians: Collection[str]


def names_of(problem: Problem) -> Names:
    return Names({service.id: service.is_group for service in problem.services}, problem.clinician_of)


def _names_in(data: Mapping[str, Any]) -> Names:
    """What can be named, of a file that may have faults anywhere."""
    services = _entries(data, "services")
    return Names(
        {str(entry.get("id")): entry.get("kind") == "group" for _, entry in services},
        {str(entry.get("id")) for _, entry in _entries(data, "clinicians")},
    )


def _entries(data: Mapping[str, Any], kind: str) -> list[tuple[int, dict[str, Any]]]:
    listed = data.get(kind)
    entries = listed if isinstance(listed, list) else []
    return [(index, entry) for index, entry in enumerate(entries) if isinstance(entry, dict)]


def cross_faults(data: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong between entries: ids used twice, or named but not there. Ill-formed entries are passed over."""
    for kind in ("rooms", "clinicians", "services", "patients"):
        seen = Counter(str(entry.get("id")) for _, entry in _entries(data, kind) if "id" in entry)
        for index, entry in _entries(data, kind):
            if seen[str(entry.get("id"))] > 1:
                yield f"{kind}[{index}].id: {entry['id']} is used {seen[str(entry['id'])]} times"
    names = _names_in(data)
    for index, entry in _entries(data, "patients"):
        try:
            patient = Patient.model_validate(entry)
        except ValidationError:
            continue
        yield from patient_faults(names, patient, f"patients[{index}].")


def patient_faults(names: Names, patient: Patient, place: str = "") -> Iterator[str]:
    """What one person's entry names that the problem does not have, or orders in a way that has no meaning."""
    with_whom: dict[str, str | None] = {}
    for index, order in enumerate(patient.orders):
        where = f"{place}orders[{index}]"
        if order.service not in names.is_group:
            yield f"{where}.service: there is no service {order.service}"
        elif names.is_group[order.service]:
            continue
        elif order.clinician is None:
            yield f"{where}.clinician: missing; an individual session is with one clinician"
        elif order.clinician not in names.clinicians:
            yield f"{where}.clinician: there is no clinician {order.clinician}"
        elif with_whom.setdefault(order.service, order.clinician) != order.clinician:
            yield f"{where}.clinician: {order.service} is already ordered with {with_whom[order.service]}"
    for index, other in enumerate(patient.apart_from):
        if other == patient.id:
            yield f"{place}apart_from[{index}]: nobody can be kept apart from herself"


INSIDE: dict[str, type[Entry]] = {
    "rooms": Room,
    "clinicians": Clinician,
    "services": Service,
    "patients": Patient,
    "orders": Order,
    "full_days": FullDays,
    "prefers": Prefers,
}


def read_problem(text: str | bytes) -> Problem:
    """The problem in this text (JSON). Raises BadFile with every fault."""
    data = json_of(text)
    told: list[str] = []
    try:
        problem = parsed(Problem, data, INSIDE)
    except BadFile as bad:
        told = bad.faults
    told += [fault for fault in cross_faults(data) if fault not in told] if isinstance(data, dict) else []
    if told:
        raise BadFile(sorted(told, key=natural))
    return problem


def read_week(text: str | bytes) -> Week:
    """The week in this text (JSON). Raises BadFile; whether it keeps the rules is for `rules.faults` to say."""
    return parsed(Week, json_of(text), {"groups": Group, "appointments": Appointment, "unmet": Unmet})


def read_patient(text: str | bytes, problem: Problem) -> Patient:
    """One `patients[]` entry that is to join `problem`. Raises BadFile."""
    patient = parsed(Patient, json_of(text), INSIDE)
    if faults := list(patient_faults(names_of(problem), patient)):
        raise BadFile(faults)
    return patient
