# SPDX-License-Identifier: Apache-2.0
"""The file format `handrail/program@1`: what one program is, in TOML. docs/how-to/setup.md tells each key."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from handrail.ground.kit.days import WEEKDAYS, Span
from handrail.ground.kit.hours import commitments, spans
from handrail.ground.people.rules import Role
from handrail.ground.program import rules

FORMAT = "handrail/program@1"


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


def _zone(name: object) -> object:
    try:
        ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("zone", "there is no such time zone; write one such as America/Chicago") from None
    return name


def _state(text: object) -> object:
    if text and not re.fullmatch("[A-Z]{2}", str(text)):
        raise PydanticCustomError("state", "write the two letters of a state, as in TX")
    return text


def _hours(line: object) -> object:
    try:
        list(spans(str(line)))
    except ValueError:
        raise PydanticCustomError("hours", "write days, from and to, as in mon-fri 08:00-21:00") from None
    return line


def _life(line: object) -> object:
    try:
        list(commitments(str(line)))
    except ValueError:
        raise PydanticCustomError("life", "write days, hours and what it is: mon-fri 08:30-16:30 work: Bank") from None
    return line


def _order(text: object) -> object:
    if not re.fullmatch(r".+?( x[1-9])?", str(text)):
        raise PydanticCustomError("order", "write a service, and for more of it a number, as in Process group x2")
    return text


Lines = tuple[Annotated[str, BeforeValidator(_hours)], ...]
Short = Annotated[str, Field(min_length=1, max_length=60)]
Texts = Annotated[tuple[Short, ...], Field(strict=False)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Count = Annotated[int, Field(ge=0, le=50)]
Hours = Annotated[
    tuple[Annotated[float, Field(ge=0, le=168, strict=False)], Annotated[float, Field(ge=0, le=168, strict=False)]],
    Field(strict=False),
]
Pair = Annotated[tuple[Annotated[int, Field(ge=1, le=500)], Annotated[int, Field(ge=1, le=500)]], Field(strict=False)]


class Site(Entry):
    name: Name
    time_zone: Annotated[str, BeforeValidator(_zone)]
    address: Annotated[str, Field(max_length=240)] = ""
    state: Annotated[str, BeforeValidator(_state)] = ""
    rooms: dict[Annotated[str, Field(min_length=1, max_length=60)], Annotated[int, Field(ge=1, le=500)]] = {}


class Program(Entry):
    name: Name
    for_whom: Annotated[str, Field(max_length=240)] = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    level_of_care: Literal[tuple(rules.LEVELS_OF_CARE)] = "intensive_outpatient"  # type: ignore[valid-type]
    cohorts: Texts = ()
    group_cap: Count = 0
    typical_hours: Hours = (rules.LEAST_MINUTES // 60, rules.MOST_MINUTES // 60)
    grid_minutes: Literal[5, 10, 15, 30] = 15
    packs: Texts = ()
    public: bool = False
    staff_rest: Annotated[float, Field(ge=0, le=24, strict=False)] = 0
    hours: Annotated[Lines, Field(strict=False)] = ()

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.typical_hours[0] > self.typical_hours[1]:
            raise PydanticCustomError("typical", "typical_hours: the least is above the most")
        if fault := overlap(opening for line in self.hours for opening in spans(line)):
            raise PydanticCustomError("overlap", "hours: {day} has two spans that overlap", {"day": fault})
        return self


class Service(Entry):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    kind: Literal["group", "individual"]
    minutes: Annotated[int, Field(ge=5, le=720)]
    mode: Literal["in_person", "online"] = "in_person"
    with_family: bool = False
    breaks: Annotated[int, Field(ge=0, le=720)] = 0
    times_per_week: Annotated[int, Field(ge=1, le=7)] = 1
    sizes: Pair = (1, 1)
    leaders: Annotated[int, Field(ge=1, le=9)] = 1
    skill: Annotated[str, Field(max_length=60)] = ""
    cohort: Annotated[str, Field(max_length=60)] = ""
    curriculum: Annotated[str, Field(max_length=120)] = ""
    usual_count: Annotated[int, Field(ge=0, le=9)] = 0
    education: bool = False

    @model_validator(mode="after")
    def makes_sense(self) -> Self:
        if self.breaks >= self.minutes:
            raise PydanticCustomError("breaks", "breaks: they leave no time for the service itself")
        if self.sizes[0] > self.sizes[1]:
            raise PydanticCustomError("sizes", "sizes: write the smallest first, as in [3, 12]")
        missing = [key for key in ("sizes", "skill") if key not in self.model_fields_set or not getattr(self, key)]
        if self.kind == "group" and missing:
            raise PydanticCustomError("group", "a group also needs {missing}", {"missing": " and ".join(missing)})
        return self


class Credential(Entry):
    name: Annotated[str, Field(min_length=1, max_length=60)]
    number: Annotated[str, Field(max_length=60)] = ""
    expires: date | None = None


class TimeOff(Entry):
    first: date
    last: date

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.last < self.first:
            raise PydanticCustomError("days", "last: it is before the first")
        return self


def _role(word: object) -> object:
    if word not in list(Role):
        raise PydanticCustomError("role", "write one of {roles}", {"roles": ", ".join(Role)})
    return Role(str(word))


Roles = Annotated[tuple[Annotated[Role, BeforeValidator(_role)], ...], Field(strict=False)]


class Staff(Entry):
    """`roles` are held in this program, `everywhere` in all of the provider's; `hours`: the most in sessions a week."""

    name: Name
    roles: Roles = ()
    everywhere: Roles = ()
    letters: Annotated[str, Field(max_length=40)] = ""
    public: bool = False
    credentials: Annotated[tuple[Credential, ...], Field(strict=False)] = ()
    skills: Texts = ()
    hours: Annotated[float, Field(ge=0, le=168, strict=False)] = 0
    available: Annotated[Lines, Field(strict=False)] = ()
    time_off: Annotated[tuple[TimeOff, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def has_a_post(self) -> Self:
        if not (self.roles or self.everywhere):
            raise PydanticCustomError("post", 'roles: missing; write what she does here, as in ["counselor"]')
        if fault := overlap(span for line in self.available for span in spans(line)):
            raise PydanticCustomError("overlap", "available: {day} has two spans that overlap", {"day": fault})
        return self


class Person(Entry):
    """An invented patient of a demo, or one of those a program begins with. `who` is for the reader of the file."""

    name: Name
    born: date
    counselor: str
    orders: Annotated[tuple[Annotated[str, BeforeValidator(_order)], ...], Field(strict=False)]
    life: Annotated[tuple[Annotated[str, BeforeValidator(_life)], ...], Field(strict=False)] = ()
    who: str = ""
    pronouns: Annotated[str, Field(max_length=40)] = ""
    cohorts: Texts = ()
    mode: Literal["in_person", "online"] = "in_person"
    travel: Annotated[int, Field(ge=0, le=720)] = 0
    full_days: Annotated[tuple[Annotated[int, Field(ge=0, le=7)], Count | int], Field(strict=False)] = (3, 180)
    part_of_day: Literal["", "morning", "afternoon", "evening"] = ""
    avoid_days: Annotated[tuple[Weekday, ...], Field(strict=False)] = ()
    apart_from: Texts = ()

    def counts(self) -> dict[str, int]:
        return {name: int(times or 1) for name, _, times in (parted(text) for text in self.orders)}


class ProgramFile(Entry):
    format: Literal["handrail/program@1"]
    provider: Name
    site: Site
    program: Program
    services: Annotated[tuple[Service, ...], Field(strict=False)] = ()
    staff: Annotated[tuple[Staff, ...], Field(strict=False)] = ()
    people: Annotated[tuple[Person, ...], Field(strict=False)] = ()


def parted(order: str) -> tuple[str, str, str]:
    """`Process group x2` as its service and its number."""
    found = re.fullmatch(r"(.+?)(?:( x)([1-9]))?", order)
    assert found
    return found[1], found[2] or "", found[3] or ""


def overlap(held: Iterable[Span]) -> str:
    """The first weekday on which two of these overlap; empty if none do."""
    known = sorted(held)
    return next((WEEKDAYS[a.weekday] for a, b in pairwise(known) if a.weekday == b.weekday and b.start < a.end), "")
