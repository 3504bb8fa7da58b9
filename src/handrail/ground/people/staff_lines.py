# SPDX-License-Identifier: Apache-2.0
"""Staff as lines of a CSV file: reading what spreadsheets write, and writing what they may safely open. Pure.

A line with an id changes that person, one without is somebody new. Columns a file leaves out say nothing.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from itertools import pairwise
from typing import Any
from uuid import UUID

from handrail.ground.kit import hours
from handrail.ground.people.lines import FORMULA, Fault, Faulty
from handrail.ground.people.rules import Member, Role, name_parts, plain

COLUMNS = ("id", "name", "letters", "roles", "skills", "most_hours", "hours")
LONGEST = {"name": 120, "letters": 40}
AT_MOST = 1_000


@dataclass(frozen=True)
class StaffLine:
    """`values` holds only the columns its file has: name, letters, roles, skills, max_minutes, available."""

    number: int
    id: UUID | None
    values: dict[str, Any]


@dataclass
class StaffSheet:
    lines: list[StaffLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def parse(text: str, known: Iterable[Member]) -> StaffSheet:
    """Its lines, and all that is wrong with them, seen beside who is there already."""
    sheet = StaffSheet()
    rows = _rows(text, sheet)
    headings = ["_".join(cell.strip().casefold().split()) for cell in rows[0]] if rows else []
    sheet.faults += _faults_of_headings(headings)
    if len(rows) > AT_MOST + 1:
        sheet.faults.append(Fault(AT_MOST + 2, "", "too_many", meant=str(AT_MOST)))
    if sheet.faults:
        return sheet
    keys, names = {one.id for one in known}, {plain(one.name): one.id for one in known}
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            _read(sheet, number, dict(zip(headings, row + [""] * len(headings), strict=False)), keys, names)
    if not sheet.lines and not sheet.faults:
        sheet.faults.append(Fault(2, "", "empty"))
    return sheet


def _rows(text: str, sheet: StaffSheet) -> list[list[str]]:
    text = text.removeprefix("\ufeff")
    separator = max(",;\t", key=text.partition("\n")[0].count)
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        sheet.faults.append(Fault(1, "", "quotes"))
        return []


def _faults_of_headings(headings: list[str]) -> list[Fault]:
    if not headings:
        return [Fault(1, "", "empty")]
    faults = [
        Fault(1, heading, "unknown_column", meant=next(iter(get_close_matches(heading, COLUMNS, n=1)), ""))
        for heading in headings
        if heading and heading not in COLUMNS
    ]
    faults += [Fault(1, one, "column_twice") for one in sorted(set(headings)) if one and headings.count(one) > 1]
    return faults + ([] if "name" in headings else [Fault(1, "name", "no_column")])


def _read(sheet: StaffSheet, number: int, cells: dict[str, str], keys: set[UUID], names: dict[str, UUID]) -> None:
    faults, values, key = [], {}, None
    for column, cell in ((column, _plainly(cell)) for column, cell in cells.items() if column):
        try:
            if column == "id":
                key = _key(cell, keys)
            else:
                name, value = _value(column, cell)
                values[name] = value
        except Faulty as fault:
            faults.append(Fault(number, column, fault.code, cell, fault.meant))
    if key is None and not values.get("roles") and not any(fault.column == "roles" for fault in faults):
        faults.append(Fault(number, "roles", "missing"))
    same = names.get(plain(values.get("name", "")))
    if same and same != key:
        faults.append(Fault(number, "name", "known", values["name"]))
    names[plain(values.get("name", ""))] = key or UUID(int=number)
    sheet.faults += faults
    if not faults:
        sheet.lines.append(StaffLine(number, key, values))


def _key(cell: str, keys: set[UUID]) -> UUID | None:
    if not cell:
        return None
    try:
        key = UUID(cell)
    except ValueError:
        raise Faulty("no_id") from None
    if key not in keys:
        raise Faulty("unknown_id")
    return key


def _value(column: str, cell: str) -> tuple[str, Any]:
    if any(ord(c) < 32 for c in cell):
        raise Faulty("unprintable")
    if column in LONGEST:
        if len(cell) > LONGEST[column]:
            raise Faulty("too_long", str(LONGEST[column]))
        if column == "name" and not name_parts(cell):
            raise Faulty("missing" if not cell else "no_letter")
        return column, cell
    if column == "roles":
        return column, [_role(word) for word in _words(cell)]
    if column == "skills":
        return column, _words(cell)
    if column == "most_hours":
        return "max_minutes", _minutes(cell)
    return "available", _spans(cell)


def _words(cell: str) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in cell.split(";") if word.strip()))


def _role(word: str) -> Role:
    if word.casefold() not in list(Role):
        raise Faulty("not_one_of", ", ".join(Role))
    return Role(word.casefold())


def _minutes(cell: str) -> int:
    try:
        minutes = round(float(cell or 0) * 60)
    except (ValueError, OverflowError):
        minutes = -1
    if not 0 <= minutes <= 80 * 60:
        raise Faulty("no_number", "0 – 80")
    return minutes


def _spans(cell: str) -> list[Any]:
    try:
        held = sorted(span for line in _words(cell.casefold()) for span in hours.spans(line))
    except ValueError:
        raise Faulty("no_hours") from None
    if any(a.weekday == b.weekday and b.start < a.end for a, b in pairwise(held)):
        raise Faulty("overlap")
    return held


def _plainly(cell: str) -> str:
    text = " ".join(cell.split())
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def write(members: Iterable[Member], program_id: UUID | None = None) -> str:
    """A file that any spreadsheet opens as text, and `parse` reads back. `roles`: those in this program."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in members:
        roles = sorted(post.role.value for post in one.posts if post.program_id == program_id)
        told = (
            str(one.id), one.name, one.letters, "; ".join(roles), "; ".join(one.skills),
            f"{one.max_minutes / 60:g}", "; ".join(hours.lines(one.available)),
        )  # fmt: skip
        writer.writerow([f"'{cell}" if FORMULA.match(cell) else cell for cell in told])
    return out.getvalue()
