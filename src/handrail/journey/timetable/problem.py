# SPDX-License-Identifier: Apache-2.0
"""The file format `handrail/week-problem@1`: a program's rooms, clinicians, services and people.

Reading only: every fault of a file is told at once, each with its place. Times are minutes after midnight
inside, `HH:MM` in files. Nothing here knows a solver or a database.
"""

import difflib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeVar

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

from handrail.journey.timetable.week import Day, Week

FORMAT = "handrail/week-problem@1"
Mode = Literal["in_person", "online"]


class BadFile(ValueError):
    """A file that cannot be read; `faults` says what and where, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def minutes_of(text: object) -> int:
    """Minutes after midnight of `HH:MM`, 00:00 to 24:00."""
    if isinstance(text, str) and len(text) == 5 and text[2] == ":" and text[:2].isdigit() and text[3:].isdigit():
        hours, minutes = int(text[:2]), int(text[3:])
        if minutes < 60 and hours * 60 + minutes <= 1440:
            return hours * 60 + minutes
    raise PydanticCustomError("clock", "{shown} is not a time of day; write HH:MM from 00:00 to 24:00", _shown(text))


def clock(minutes: int) -> str:
    """`HH:MM` of minutes after midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _shown(value: object) -> dict[str, Any]:
    return {"shown": json.dumps(value, ensure_ascii=False, default=str)[:60]}


Clock = Annotated[int, BeforeValidator(minutes_of), PlainSerializer(clock)]


class Entry(BaseModel):
    """One object of the file. Keys it does not know are passed over, unless they look like a slip of the pen."""

    model_config = ConfigDict(frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def no_misspelt_keys(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            for key in value.keys() - cls.model_fields.keys():
                near = difflib.get_close_matches(str(key), cls.model_fields, n=1, cutoff=0.85)
                if near and near[0] not in value:
                    raise PydanticCustomError("key", "no key {key}; is it {near}?", {"key": key, "near": near[0]})
        return value


class Span(Entry):
    """From `start` up to but not including `end`, in minutes after midnight; in files `[from, to]` or with a why."""

    start: Clock
    end: Clock
    why: str = ""

    @model_validator(mode="before")
    @classmethod
    def from_list(cls, value: Any) -> Any:
        if isinstance(value, list | tuple):
            if len(value) not in (2, 3):
                raise PydanticCustomError("span", "write [from, to] or [from, to, why]")
            return dict(zip(("start", "end", "why"), value, strict=False))
        return value

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.end <= self.start:
            raise PydanticCustomError("order", "ends before it starts" if self.end < self.start else "has no length")
        return self

    @model_serializer
    def as_list(self) -> list[str]:
        return [clock(self.start), clock(self.end), *([self.why] if self.why else [])]


Spans = Annotated[dict[Day, Annotated[tuple[Span, ...], Field(strict=False)]], Field(default_factory=dict)]
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
        missing = [key for key in ("times_per_week", "min", "max", "skill") if key not in self.model_fields_set]
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
    busy: Spans
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

    def to_json(self) -> str:
        return self.model_dump_json(exclude_defaults=False)


def cross_faults(problem: Problem) -> Iterator[str]:
    """What is wrong between entries that are each well-formed: ids used twice, or named but not there."""
    for kind in ("rooms", "clinicians", "services", "patients"):
        seen = Counter(entry.id for entry in getattr(problem, kind))
        for index, entry in enumerate(getattr(problem, kind)):
            if seen[entry.id] > 1:
                yield f"{kind}[{index}].id: {entry.id} is used {seen[entry.id]} times"
    for index, patient in enumerate(problem.patients):
        yield from patient_faults(problem, patient, f"patients[{index}].")


def patient_faults(problem: Problem, patient: Patient, place: str = "") -> Iterator[str]:
    """What one person's entry names that the problem does not have, or orders in a way that has no meaning."""
    with_whom: dict[str, str | None] = {}
    for index, order in enumerate(patient.orders):
        where = f"{place}orders[{index}]"
        service = problem.service_of.get(order.service)
        if service is None:
            yield f"{where}.service: there is no service {order.service}"
            continue
        if service.is_group:
            continue
        if order.clinician is None:
            yield f"{where}.clinician: missing; an individual session is with one clinician"
        elif order.clinician not in problem.clinician_of:
            yield f"{where}.clinician: there is no clinician {order.clinician}"
        if with_whom.setdefault(service.id, order.clinician) != order.clinician:
            yield f"{where}.clinician: {service.id} is already ordered with {with_whom[service.id]}"
    for index, other in enumerate(patient.apart_from):
        if other == patient.id:
            yield f"{place}apart_from[{index}]: she cannot be kept apart from herself"


def place_of(location: tuple[int | str, ...]) -> str:
    """`patients[12].busy.mon[0]` of pydantic's ('patients', 12, 'busy', 'mon', 0)."""
    text = ""
    for part in location:
        if part == "[key]":
            continue
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "file"


def _told(error: Any) -> str:
    """One of pydantic's errors, in plain words."""
    words = {
        "missing": "missing",
        "int_type": "must be a whole number",
        "string_type": "must be text",
        "tuple_type": "must be a list",
        "dict_type": "must be an object",
        "model_type": "must be an object",
        "model_attributes_type": "must be an object",
        "string_too_short": "must not be empty",
    }.get(error["type"])
    if error["type"] == "literal_error":
        words = f"must be {error['ctx']['expected'].replace(chr(39), '')}, not {_shown(error['input'])['shown']}"
    elif error["type"] in ("greater_than_equal", "less_than_equal"):
        words = error["msg"].replace("Input should be", "must be")
    return f"{place_of(error['loc'])}: {words or error['msg']}"


Kind = TypeVar("Kind", bound=BaseModel)


def parsed(kind: type[Kind], data: object) -> Kind:
    """`data` as `kind`, or BadFile with every fault and its place."""
    try:
        return kind.model_validate(data)
    except ValidationError as bad:
        raise BadFile(sorted({_told(error) for error in bad.errors()}, key=_natural)) from None


def _natural(text: str) -> list[tuple[bool, int, str]]:
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in text.replace("]", "[").split("[")]


def json_of(text: str | bytes) -> object:
    """The JSON in `text`, or BadFile with line and column."""
    try:
        return json.loads(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except UnicodeDecodeError as bad:
        raise BadFile([f"file: not UTF-8 text (byte {bad.start})"]) from None
    except json.JSONDecodeError as bad:
        raise BadFile([f"file: line {bad.lineno}, column {bad.colno}: not JSON ({bad.msg})"]) from None
    except RecursionError:
        raise BadFile(["file: nested too deeply to be a problem or a week"]) from None


def read_problem(text: str | bytes) -> Problem:
    """The problem in this text (JSON). Raises BadFile with every fault."""
    problem = parsed(Problem, json_of(text))
    if faults := list(cross_faults(problem)):
        raise BadFile(faults)
    return problem


def read_week(text: str | bytes) -> Week:
    """The week in this text (JSON). Raises BadFile; whether it keeps the rules is for `rules.faults` to say."""
    return parsed(Week, json_of(text))


def read_patient(text: str | bytes, problem: Problem) -> Patient:
    """One `patients[]` entry that is to join `problem`. Raises BadFile."""
    patient = parsed(Patient, json_of(text))
    if faults := list(patient_faults(problem, patient)):
        raise BadFile(faults)
    return patient
