# SPDX-License-Identifier: Apache-2.0
"""Patients as lines of a CSV file: reading what spreadsheets write, and writing what they may safely open. Pure.

A line is a mapping from column to value that holds only the columns its file has; a faulty one is told by its
number in the spreadsheet, its column and a code, which the page says in words.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from io import StringIO
from typing import Any
from uuid import UUID

from handrail.ground.kit.days import DAY_MINUTES, WEEKDAYS
from handrail.ground.people.rules import name_parts, plain

AT_MOST = 2_000  # lines in one file
OLDEST = 120  # years
Values = dict[str, Any]
FORMULA = re.compile(r"'*[=+\-@\t\r]")  # what a spreadsheet would calculate instead of showing
EXCEL_BEGAN = date(1899, 12, 30)  # day 0 of a spreadsheet's calendar, as far as days after February 1900 go
SEPARATORS = ",;\t"
SAME = {"dob": "birth_date", "date_of_birth": "birth_date", "born": "birth_date", "full_name": "name"}


class Faulty(Exception):
    """A cell, or a whole file, that cannot be read: a code the page has words for, and what would be right."""

    def __init__(self, code: str, meant: str = "") -> None:
        super().__init__(code)
        self.code, self.meant = code, meant


@dataclass(frozen=True)
class Fault:
    line: int
    column: str
    code: str
    given: str = ""
    meant: str = ""


@dataclass(frozen=True)
class Line:
    """`number`: its row in the spreadsheet, the headings being 1. `id`: whom it changes; None: somebody new."""

    number: int
    id: UUID | None
    values: Values


@dataclass
class Sheet:
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


# ---- cells ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """What a file leaves open: what day it is, and whether 4/5 is the fourth of May."""

    today: date
    day_first: bool = False


Kind = Callable[[str, Reading], Any]


def _text(longest: int) -> Kind:
    def read(cell: str, _reading: Reading) -> str:
        if len(cell) > longest:
            raise Faulty("too_long", str(longest))
        return cell

    return read


def _name(cell: str, reading: Reading) -> str:
    text: str = _text(120)(cell, reading)
    if not name_parts(text):
        raise Faulty("no_letter")
    return text


def _mail(cell: str, reading: Reading) -> str:
    text: str = _text(254)(cell, reading)
    if text and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise Faulty("no_mail")
    return text


def _number(least: int, most: int) -> Kind:
    def read(cell: str, _reading: Reading) -> int:
        if not re.fullmatch(r"[0-9]{1,5}(\.0+)?", cell) or not least <= int(float(cell)) <= most:
            raise Faulty("no_number", f"{least} – {most}")
        return int(float(cell))

    return read


def _one_of(*options: str) -> Kind:
    def read(cell: str, _reading: Reading) -> str:
        code = _code(cell)
        if code not in options:
            raise Faulty("not_one_of", ", ".join(filter(None, options)))
        return code

    return read


def _names(cell: str, _reading: Reading) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def _weekdays(cell: str, _reading: Reading) -> list[int]:
    codes = [plain(word)[:3] for word in re.split(r"[;,\s]+", cell) if word]
    if not set(codes) <= set(WEEKDAYS):
        raise Faulty("not_one_of", ", ".join(WEEKDAYS))
    return sorted({WEEKDAYS.index(code) for code in codes})


def _born(cell: str, reading: Reading) -> date:
    told = day(cell, day_first=reading.day_first)
    if told is None:
        raise Faulty("no_day")
    if told > reading.today:
        raise Faulty("ahead")
    if told.year < reading.today.year - OLDEST:
        raise Faulty("too_old")
    return told


def day(text: str, *, day_first: bool = False) -> date | None:
    """1990-05-17, 5/17/1990 (or 17/5/1990), 17.5.1990, or the number 33010 a spreadsheet keeps for it."""
    told = text.strip().removesuffix(" 00:00:00").removesuffix(" 0:00")
    try:
        if found := re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", told, re.ASCII):
            return date(*map(int, found.groups()))
        if found := re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", told, re.ASCII):
            first, mark, second, year = found.groups()
            days, months = (first, second) if day_first or mark == "." else (second, first)
            return date(int(year), int(months), int(days))
        if re.fullmatch(r"\d{3,5}(\.0+)?", told, re.ASCII) and int(float(told)) > 60:  # before: its leap year 1900
            return EXCEL_BEGAN + timedelta(days=int(float(told)))
    except ValueError:
        pass
    return None


@dataclass(frozen=True)
class Column:
    """`must`: each new line needs it. `keeps`: an empty cell says nothing, and what stands stays."""

    name: str
    read: Kind
    must: bool = False
    keeps: bool = False


COLUMNS = {
    column.name: column
    for column in (
        Column("name", _name, must=True),
        Column("legal_name", _text(120)),
        Column("pronouns", _text(40)),
        Column("birth_date", _born, must=True),
        Column("language", _text(40), keeps=True),
        Column("phone", _text(40)),
        Column("email", _mail),
        Column("address", _text(240)),
        Column("emergency_name", _text(120)),
        Column("emergency_phone", _text(40)),
        Column("emergency_relation", _text(60)),
        Column("cohorts", _names),
        Column("mode", _one_of("in_person", "online"), keeps=True),
        Column("travel_minutes", _number(0, 720), keeps=True),
        Column("full_days", _number(0, 7), keeps=True),
        Column("full_day_minutes", _number(0, DAY_MINUTES), keeps=True),
        Column("part_of_day", _one_of("", "morning", "afternoon", "evening")),
        Column("avoid_days", _weekdays),
    )
}
HEADINGS = ("id", *COLUMNS)


# ---- files ------------------------------------------------------------------------------------------------------


def decoded(data: bytes) -> str:
    """The text of a file as spreadsheets save it: UTF-8 with or without its mark, UTF-16, or Windows-1252."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise Faulty("no_text") from None


def parse(text: str, reading: Reading) -> Sheet:
    """Its lines, and whatever is wrong with them; those that are faulty are not among the lines."""
    sheet = Sheet()
    rows = _rows(text, sheet)
    headings = [_heading(cell) for cell in rows[0]] if rows else []
    sheet.faults += _faults_of_headings(rows[0], headings) if rows else [Fault(1, "", "empty")]
    if len(rows) > AT_MOST + 1:
        sheet.faults.append(Fault(AT_MOST + 2, "", "too_many", meant=str(AT_MOST)))
    if any(fault.line == 1 or fault.code == "too_many" for fault in sheet.faults):
        return sheet
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            _read_line(sheet, number, headings, row, reading)
    sheet.faults += _faults_of_twins(sheet.lines)
    sheet.faults.sort(key=lambda fault: fault.line)
    if not sheet.lines and not sheet.faults:
        sheet.faults.append(Fault(2, "", "empty"))
    return sheet


def _rows(text: str, sheet: Sheet) -> list[list[str]]:
    text = text.removeprefix("\ufeff")
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r"sep=(.)", first.strip("\r "), re.IGNORECASE)  # Excel's own way to name it
    text = rest if told else text
    separator = told[1] if told else max(SEPARATORS, key=text.partition("\n")[0].count)
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        sheet.faults.append(Fault(len(rows) + 1, "", "quotes"))
    return rows


def _heading(cell: str) -> str:
    code = _code(cell)
    return SAME.get(code, code)


def _code(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", cell.strip().casefold())


def _faults_of_headings(told: list[str], headings: list[str]) -> list[Fault]:
    faults = []
    for cell, heading in zip(told, headings, strict=True):
        if heading and heading not in HEADINGS:
            near = get_close_matches(heading, HEADINGS, n=1)
            faults.append(Fault(1, cell.strip(), "unknown_column", meant=near[0] if near else ""))
        elif heading and headings.count(heading) > 1:
            faults.append(Fault(1, cell.strip(), "column_twice"))
    missing = [name for name, column in COLUMNS.items() if column.must and name not in headings]
    return faults + [Fault(1, name, "no_column") for name in missing if "id" not in headings or name == "name"]


def _read_line(sheet: Sheet, number: int, headings: list[str], row: list[str], reading: Reading) -> None:
    faults, values, key = [], Values(), None
    if any(cell.strip() for cell in row[len(headings) :]):
        faults.append(Fault(number, "", "too_many_cells"))
    cells = dict(zip(headings, row + [""] * len(headings), strict=False))
    for name, cell in ((name, _plainly(cell)) for name, cell in cells.items() if name):
        try:
            if name == "id":
                key = _key(cell)
            elif cell or not COLUMNS[name].keeps:
                values[name] = _value(name, cell, reading)
        except Faulty as fault:
            faults.append(Fault(number, name, fault.code, cell, fault.meant))
    if not faults and key is None:
        faults += [Fault(number, n, "missing") for n, column in COLUMNS.items() if column.must and n not in values]
    sheet.faults += faults
    if not faults:
        sheet.lines.append(Line(number, key, values))


def _key(cell: str) -> UUID | None:
    try:
        return UUID(cell) if cell else None
    except ValueError:
        raise Faulty("no_id") from None


def _value(name: str, cell: str, reading: Reading) -> Any:
    if not cell and COLUMNS[name].must:
        raise Faulty("missing")
    if any(ord(c) < 32 for c in cell):
        raise Faulty("unprintable")
    return COLUMNS[name].read(cell, reading)


def _plainly(cell: str) -> str:
    """As it was typed: no line ends inside, and without the mark that kept a spreadsheet from calculating it."""
    text = " ".join(cell.split())
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def _faults_of_twins(lines: Iterable[Line]) -> list[Fault]:
    """Lines that are about the same person as one above them."""
    faults, seen = [], dict[object, int]()
    for line in lines:
        whole = "name" in line.values and "birth_date" in line.values
        same = (plain(line.values["name"]), line.values["birth_date"]) if whole else None
        for mark in filter(None, (line.id, same)):
            if mark in seen:
                faults.append(Fault(line.number, "id" if line.id else "name", "twice", meant=str(seen[mark])))
                break
        seen.update((mark, line.number) for mark in (line.id, same) if mark and mark not in seen)
    return faults


def write(rows: Iterable[Mapping[str, Any]]) -> str:
    """A file that any spreadsheet opens as text, and `parse` reads back as it was."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in HEADINGS])
    return out.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        value = "; ".join(WEEKDAYS[one] if isinstance(one, int) else one for one in value)
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) else text
