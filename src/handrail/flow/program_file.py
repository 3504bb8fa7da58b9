# SPDX-License-Identifier: Apache-2.0
"""The file format `handrail/program@1`: one program in TOML, as docs/how-to/setup.md tells.

Reading only: every fault is told at once, with its line, its place and what to write instead.
"""

import difflib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from handrail.flow.hours import commitments, spans
from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import WEEKDAYS, Span
from handrail.ground.people.rules import Role
from handrail.ground.program import rules

FORMAT = "handrail/program@1"
TABLES = ("services", "staff", "people")


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


def _zone(name: object) -> object:
    try:
        ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("zone", "there is no such time zone; write one such as America/Chicago") from None
    return name


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
        raise PydanticCustomError(
            "life", "write days, from, to and what it is, as in mon-fri 08:30-16:30 work: Bank"
        ) from None
    return line


def _order(text: object) -> object:
    if not re.fullmatch(r".+?( x[1-9])?", str(text)):
        raise PydanticCustomError(
            "order", "write a service, and for more than one of it a number, as in Process group x2"
        )
    return text


def _text(most: int, least: int = 0) -> Any:
    return Annotated[str, Field(min_length=least, max_length=most)]


Lines = tuple[Annotated[str, BeforeValidator(_hours)], ...]
Texts = Annotated[tuple[_text(60, 1), ...], Field(strict=False)]  # type: ignore[valid-type]
Name = _text(120, 1)
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Count = Annotated[int, Field(ge=0, le=50)]
Pair = Annotated[tuple[Annotated[int, Field(ge=1, le=500)], Annotated[int, Field(ge=1, le=500)]], Field(strict=False)]


class Site(Entry):
    name: Name
    time_zone: Annotated[str, BeforeValidator(_zone)]
    address: _text(240) = ""
    rooms: dict[_text(60, 1), Annotated[int, Field(ge=1, le=500)]] = {}


class Program(Entry):
    name: Name
    for_whom: _text(240) = ""
    phone: _text(40) = ""
    level_of_care: Literal[tuple(rules.LEVELS_OF_CARE)] = "intensive_outpatient"  # type: ignore[valid-type]
    cohorts: Texts = ()
    group_cap: Count = 0
    typical_hours: Pair = (rules.LEAST_MINUTES // 60, rules.MOST_MINUTES // 60)
    grid_minutes: Literal[5, 10, 15, 30] = 15
    hours: Annotated[Lines, Field(strict=False)] = ()

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.typical_hours[0] > self.typical_hours[1]:
            raise PydanticCustomError("typical", "typical_hours: the least is above the most")
        if fault := overlap(opening for line in self.hours for opening in spans(line)):
            raise PydanticCustomError("overlap", "hours: {day} has two spans that overlap", {"day": fault})
        return self


class Service(Entry):
    name: _text(80, 1)
    kind: Literal["group", "individual"]
    minutes: Annotated[int, Field(ge=5, le=720)]
    mode: Literal["in_person", "online"] = "in_person"
    with_family: bool = False
    breaks: Annotated[int, Field(ge=0, le=720)] = 0
    times_per_week: Annotated[int, Field(ge=1, le=7)] = 1
    sizes: Pair = (1, 1)
    leaders: Annotated[int, Field(ge=1, le=9)] = 1
    skill: _text(60) = ""
    cohort: _text(60) = ""
    curriculum: _text(120) = ""
    usual_count: Annotated[int, Field(ge=0, le=9)] = 0

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
    name: _text(60, 1)
    number: _text(60) = ""
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
    letters: _text(40) = ""
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
    pronouns: _text(40) = ""
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
    pairs = zip(known, known[1:], strict=False)
    return next((WEEKDAYS[a.weekday] for a, b in pairs if a.weekday == b.weekday and b.start < a.end), "")


def read(text: str) -> ProgramFile:
    """The program in this text. Raises Refused with every fault."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as bad:
        raise Refused(f"the file is not TOML: {bad}") from None
    return checked(data, text)


def checked(data: dict[str, Any], text: str = "") -> ProgramFile:
    """The program in what was read already; `text` to name lines by. Raises Refused with every fault."""
    told: list[tuple[int, str]] = []
    made = None
    try:
        made = ProgramFile.model_validate(data)
    except ValidationError as bad:
        told = [_told(error, data, text) for error in bad.errors()]
    told += [(_line(text, place), f"{_called(place, data)}: {words}") for place, words in _across(data)]
    if told or made is None:
        raise Refused(*(f"line {line}, {words}" if line else words for line, words in sorted(set(told))))
    return made


WORDS = {
    "missing": "missing",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "string_type": "must be text, in quotes",
    "bool_type": "must be true or false",
    "date_type": "must be a date, as in 2027-05-31 without quotes",
    "tuple_type": "must be a list, in square brackets",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "string_too_short": "must not be empty",
    "string_too_long": "may have at most {max_length} characters",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
}


def _told(error: Any, data: dict[str, Any], text: str) -> tuple[int, str]:
    place, kind = error["loc"], error["type"]
    words = WORDS[kind].format_map(error.get("ctx", {})) if kind in WORDS else error["msg"]
    if kind == "literal_error":
        words = (
            f"write {error['ctx']['expected'].replace(chr(39), '')}, not {json.dumps(error['input'], default=str)[:60]}"
        )
    elif kind == "extra_forbidden":
        words = "there is no such key" + _near(place)
    return _line(text, place), f"{_called(place, data)}: {words}"


KEYS: dict[str, type[Entry]] = {"site": Site, "program": Program, "services": Service, "staff": Staff, "people": Person}


def _near(place: tuple[int | str, ...]) -> str:
    kind = KEYS.get(str(place[0]), ProgramFile) if len(place) > 1 else ProgramFile
    near = difflib.get_close_matches(str(place[-1]), kind.model_fields, n=1, cutoff=0.6)
    return f"; is it {near[0]}?" if near else f"; it may be one of {', '.join(kind.model_fields)}"


def _called(place: tuple[int | str, ...], data: Any) -> str:
    """`services, Parenting, sizes`: an entry goes by its name where it has one, by its number elsewhere."""
    said: list[str] = []
    for part in place:
        data = (
            data[part]
            if isinstance(data, dict) and part in data
            else (data[part] if isinstance(data, list) and isinstance(part, int) and part < len(data) else None)
        )
        if part == "[key]":
            continue
        named = data.get("name") if isinstance(data, dict) and isinstance(part, int) else None
        said.append(str(named) if named else f"number {part + 1}" if isinstance(part, int) else str(part))
    return ", ".join(said) or "the file"


def _line(text: str, place: tuple[int | str, ...]) -> int:
    """The line a place begins on, as far as it can be told; 0 where it cannot."""
    lines, first, last = text.splitlines(), 0, len(text.splitlines())
    headers = [(n, line.strip()) for n, line in enumerate(lines) if re.match(r"\s*\[", line) and "=" not in line]
    if place and place[0] in TABLES and len(place) > 1:
        starts = [n for n, header in headers if re.match(rf"\[\[\s*{place[0]}\s*\]\]", header)]
        if not isinstance(place[1], int) or place[1] >= len(starts):
            return 0
        first, rest = starts[place[1]], place[2:]
    elif place and place[0] in ("site", "program"):
        first = next((n for n, header in headers if re.match(rf"\[\s*{place[0]}\s*\]", header)), -1)
        rest = place[1:]
    else:
        rest, first = place, -1
    last = next((n for n, _ in headers if n > first), last)
    keys = [
        n for n in range(max(first, 0), last) if rest and re.match(rf"\s*\"?{re.escape(str(rest[0]))}\"?\s*=", lines[n])
    ]
    return (keys[0] if keys else first) + 1


def _across(data: dict[str, Any]) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """What is wrong between entries: names given twice, or meant but not there. Ill-formed entries are passed over."""
    services, staff, people = (
        _whole(data, table, kind) for table, kind in zip(TABLES, (Service, Staff, Person), strict=True)
    )
    for table, entries in zip(TABLES, (services, staff, people), strict=True):
        times = Counter(entry.name for entry in entries.values())
        yield from (((table, at), "this name is given twice") for at, one in entries.items() if times[one.name] > 1)
    program = data.get("program")
    cohorts = program.get("cohorts", []) if isinstance(program, dict) else []
    cap = program.get("group_cap", 0) if isinstance(program, dict) else 0
    for at, service in services.items():
        if service.cohort and service.cohort not in cohorts:
            yield ("services", at, "cohort"), f"{service.cohort} is not among the cohorts of the program"
        if isinstance(cap, int) and 0 < cap < service.sizes[1]:
            yield ("services", at, "sizes"), f"{service.sizes[1]} is above the program's group_cap of {cap}"
    yield from _of_people(
        people, {one.name for one in services.values()}, {one.name for one in staff.values()}, cohorts
    )


def _of_people(
    people: dict[int, Any], services: set[str], staff: set[str], cohorts: list[str]
) -> Iterator[tuple[tuple[int | str, ...], str]]:
    names = {person.name for person in people.values()}
    for at, person in people.items():
        if person.counselor not in staff:
            yield ("people", at, "counselor"), f"there is nobody called {person.counselor} among the staff"
        for name in person.counts():
            if name not in services:
                near = difflib.get_close_matches(name, services, n=1)
                yield ("people", at, "orders"), f"there is no service {name}" + (f"; is it {near[0]}?" if near else "")
        yield from (
            (("people", at, "apart_from"), f"there is no {name} among the people")
            for name in person.apart_from
            if name not in names
        )
        yield from (
            (("people", at, "cohorts"), f"{name} is not among the cohorts of the program")
            for name in person.cohorts
            if name not in cohorts
        )


def _whole(data: dict[str, Any], table: str, kind: type[Any]) -> dict[int, Any]:
    """The entries of a table that are well formed, by their number."""
    listed = data.get(table)
    found = {}
    for at, entry in enumerate(listed if isinstance(listed, list) else []):
        try:
            found[at] = kind.model_validate(entry)
        except ValidationError:
            continue
    return found
