# SPDX-License-Identifier: Apache-2.0
"""Reading a file of `handrail/program@1`: every fault at once, each with its line, its place and what to write."""

import difflib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from handrail.flow.program_file import Entry, Person, Program, ProgramFile, Service, Site, Staff
from handrail.ground.kit.answer import Refused

TABLES = ("services", "staff", "people")
Place = tuple[int | str, ...]


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


def _near(place: Place) -> str:
    kind = KEYS.get(str(place[0]), ProgramFile) if len(place) > 1 else ProgramFile
    near = difflib.get_close_matches(str(place[-1]), kind.model_fields, n=1, cutoff=0.6)
    return f"; is it {near[0]}?" if near else f"; it may be one of {', '.join(kind.model_fields)}"


def _called(place: Place, data: Any) -> str:
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


def _line(text: str, place: Place) -> int:
    """The line a place begins on, as far as it can be told; 0 where it cannot."""
    lines = text.splitlines()
    headers = [(n, re.sub(r"\s|#.*", "", line)) for n, line in enumerate(lines) if re.match(r"\s*\[[^=]*$", line)]
    first, rest = -1, place
    if len(place) > 1 and isinstance(place[1], int):
        starts = [n for n, header in headers if header == f"[[{place[0]}]]"]
        if place[1] >= len(starts):
            return 0
        first, rest = starts[place[1]], place[2:]
    else:
        for depth in (1, 2):
            table = f"[{'.'.join(map(str, place[:depth]))}]"
            found = next((n for n, header in headers if header == table), None)
            first, rest = (first, rest) if found is None else (found, place[depth:])
    last = next((n for n, _ in headers if n > first), len(lines))
    key = re.compile(rf'\s*"?{re.escape(str(rest[0]))}"?\s*=') if rest else None
    return next((n for n in range(max(first, 0), last) if key and key.match(lines[n])), first) + 1


def _across(data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
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
) -> Iterator[tuple[Place, str]]:
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
