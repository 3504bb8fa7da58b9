# SPDX-License-Identifier: Apache-2.0
"""Files as spreadsheets write them: what is read, what is refused and with which words, and the way there and back."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handrail.ground.people import lines
from handrail.ground.people.lines import Fault, Reading

TODAY = Reading(date(2026, 11, 24))
JO = UUID(int=7)


def read(text, *, day_first=False):
    return lines.parse(text, Reading(TODAY.today, day_first))


def faults(text):
    return [(fault.line, fault.column, fault.code) for fault in read(text).faults]


def values(text, **how):
    sheet = read(text, **how)
    assert sheet.faults == []
    return [line.values for line in sheet.lines]


WORDS = some.text(some.characters(exclude_categories=("C", "Z"), exclude_characters=";"), min_size=1, max_size=9)
SPOKEN = some.lists(WORDS, max_size=3).map(" ".join)
NAMES = some.builds("{}{}".format, some.sampled_from(["Jo", "'=Jo", "Zoë", "李"]), SPOKEN)
DAYS = some.dates(date(1930, 1, 1), TODAY.today)
ROWS = some.fixed_dictionaries(
    {
        "name": NAMES, "legal_name": SPOKEN, "pronouns": SPOKEN, "birth_date": DAYS, "phone": SPOKEN, "address": SPOKEN,
        "language": some.sampled_from(["English", "Español"]), "email": some.sampled_from(["", "jo@example.org"]),
        "emergency_name": SPOKEN, "emergency_phone": some.sampled_from(["", "+1 214 555 0100"]),
        "emergency_relation": SPOKEN, "cohorts": some.lists(SPOKEN.filter(bool), max_size=2, unique=True),
        "mode": some.sampled_from(["in_person", "online"]), "travel_minutes": some.integers(0, 720),
        "full_days": some.integers(0, 7), "full_day_minutes": some.integers(0, 1440),
        "part_of_day": some.sampled_from(["", "morning", "evening"]),
        "avoid_days": some.lists(some.integers(0, 6), unique=True).map(sorted),
    }
)  # fmt: skip


@given(ROWS, some.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_is_written_is_read_back_as_it_was(row, encoding):
    text = lines.decoded(lines.write([{"id": JO, **row}]).encode(encoding))

    (line,) = read(text).lines

    assert (line.id, line.values) == (JO, row)


@given(SPOKEN)
def test_no_cell_begins_as_a_formula_does(text):
    cell = lines.write([{"name": text}]).splitlines()[1].split(",")[1].lstrip('"')

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(some.text())
def test_whatever_is_in_a_file_is_told_and_never_breaks(text):
    sheet = read(text)

    assert sheet.lines or sheet.faults


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1990-05-17", True), ("1990-05-17 00:00:00", True), ("5/17/1990", True), ("05/17/1990", True),
        ("17.05.1990", True), ("33010", True), ("33010.0", True), ("17/5/1990", False), ("1990", True),
        ("5/17/90", False), ("yesterday", False), ("2/30/1990", False), ("", False),
    ],
)  # fmt: skip
def test_a_day_is_read_as_spreadsheets_write_it(text, told):
    found = lines.day(text)

    assert (found is not None) == told
    assert text in ("1990", "") or not told or found == date(1990, 5, 17)


def test_a_file_may_write_the_day_before_the_month():
    assert values("name,birth_date\nJo Reyes,4/5/1990", day_first=True)[0]["birth_date"] == date(1990, 5, 4)
    assert values("name,birth_date\nJo Reyes,4/5/1990")[0]["birth_date"] == date(1990, 4, 5)


@pytest.mark.parametrize(
    "data",
    [
        "name,birth_date\nZoë Reyes,1990-05-17\n".encode("utf-8-sig"),
        "Name;Date of birth\r\nZoë Reyes;17.05.1990\r\n".encode("cp1252"),
        'sep=;\n"Full name";DOB\n"Zoë Reyes";"5/17/1990"\n'.encode(),
        "name\tbirth-date\nZoë   Reyes \t33010\n\n".encode("utf-16"),
    ],
)
def test_a_file_is_read_whichever_program_saved_it(data):
    assert values(lines.decoded(data)) == [{"name": "Zoë Reyes", "birth_date": date(1990, 5, 17)}]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", (1, "", "empty")),
        ("name,birth_date\n", (2, "", "empty")),
        ("name\nJo", (1, "birth_date", "no_column")),
        ("name,birth_date,nam\nJo,1990-05-17,x", (1, "nam", "unknown_column")),
        ("name,birth_date,name\nJo,1990-05-17,x", (1, "name", "column_twice")),
        ("name,birth_date\nJo,17 May", (2, "birth_date", "no_day")),
        ("name,birth_date\nJo,2027-01-01", (2, "birth_date", "ahead")),
        ("name,birth_date\nJo,1890-01-01", (2, "birth_date", "too_old")),
        ("name,birth_date\nJo,", (2, "birth_date", "missing")),
        ("name,birth_date\n...,1990-05-17", (2, "name", "no_letter")),
        ("name,birth_date\nJo,1990-05-17,extra", (2, "", "too_many_cells")),
        ('name,birth_date\n"Jo,1990-05-17', (2, "", "quotes")),
        ("name,birth_date,email\nJo,1990-05-17,jo at home", (2, "email", "no_mail")),
        ("name,birth_date,mode\nJo,1990-05-17,by post", (2, "mode", "not_one_of")),
        ("name,birth_date,full_days\nJo,1990-05-17,9", (2, "full_days", "no_number")),
        ("name,birth_date,avoid_days\nJo,1990-05-17,someday", (2, "avoid_days", "not_one_of")),
        ("name,birth_date,phone\nJo,1990-05-17," + "1" * 41, (2, "phone", "too_long")),
        ("id,name,birth_date\nx,Jo,1990-05-17", (2, "id", "no_id")),
        ("name,birth_date\nJo Reyes,1990-05-17\nJÓ REYES,5/17/1990", (3, "name", "twice")),
        ("name,birth_date\nJo,1990-05-17\n" + "\n" * 2000 + "Mia,1990-05-17", (2002, "", "too_many")),
    ],
    ids=lambda told: told[2] if isinstance(told, tuple) else "",
)
def test_each_fault_is_told_with_its_line_and_its_column(text, told):
    assert told in faults(text)


def test_every_faulty_line_is_told_at_once_and_the_others_are_kept():
    sheet = read("name,birth_date\nJo,never\nMia,1992-02-02\n,1990-05-17")

    assert [line.number for line in sheet.lines] == [3]
    assert sheet.faults == [Fault(2, "birth_date", "no_day", "never"), Fault(4, "name", "missing")]


def test_a_near_miss_of_a_heading_is_told_what_it_may_mean():
    (fault,) = read("name,birth_dat\nJo,1990-05-17").faults[:1]

    assert (fault.code, fault.meant) == ("unknown_column", "birth_date")


def test_an_empty_cell_keeps_what_has_an_ordinary_value():
    (row,) = values("name,birth_date,mode,full_days,phone\nJo,1990-05-17,,,")

    assert row == {"name": "Jo", "birth_date": date(1990, 5, 17), "phone": ""}


def test_what_is_neither_utf_8_nor_windows_is_refused():
    with pytest.raises(lines.Faulty) as told:
        lines.decoded(b"name\x81\xff")

    assert told.value.code == "no_text"
