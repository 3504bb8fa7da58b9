# SPDX-License-Identifier: Apache-2.0
"""The files: every fault told at once with its place, in plain words; and what is read is written back the same."""

import json

import pytest

from handrail.journey.timetable.engine.peers import clerk
from handrail.journey.timetable.problem import (
    BadFile,
    Patient,
    clock,
    minutes_of,
    read_patient,
    read_problem,
    read_week,
)
from handrail.journey.timetable.tests.make import PROBLEM, WEEK, a_problem, a_week, changed
from tests.weeks.judge import SIZES, a_clinic, problem_file

CLOCK = "is not a time of day; write HH:MM from 00:00 to 24:00"
DAYS = "must be mon, tue, wed, thu, fri, sat or sun"


def faults_of(changes):
    with pytest.raises(BadFile) as bad:
        a_problem(changes)
    return bad.value.faults


@pytest.mark.parametrize(
    ("place", "value", "fault"),
    [
        ("patients.0.busy.mon", [["10:00", "09:00"]], "patients[0].busy.mon[0]: ends before it starts"),
        ("patients.0.busy.mon", [["10:00", "10:00"]], "patients[0].busy.mon[0]: has no length"),
        ("patients.0.busy.mon", [["9:00", "10:00"]], f'patients[0].busy.mon[0][0]: "9:00" {CLOCK}'),
        ("patients.0.busy.mon", [["09:00", "24:01"]], f'patients[0].busy.mon[0][1]: "24:01" {CLOCK}'),
        ("patients.0.busy.mon", [["09:00", "10:60"]], f'patients[0].busy.mon[0][1]: "10:60" {CLOCK}'),
        ("patients.0.busy.mon", [["²²:00", "23:00"]], f'patients[0].busy.mon[0][0]: "²²:00" {CLOCK}'),
        ("patients.0.busy.mon", [["٠٩:٠٠", "23:00"]], f'patients[0].busy.mon[0][0]: "٠٩:٠٠" {CLOCK}'),
        ("patients.0.busy.mon", [[540, "10:00"]], f"patients[0].busy.mon[0][0]: 540 {CLOCK}"),
        ("patients.0.busy.mon", [["09:00"]], "patients[0].busy.mon[0]: write [from, to] or [from, to, why]"),
        ("patients.0.busy.mon", ["09:00", "10:00"], "patients[0].busy.mon[1]: write [from, to] or [from, to, why]"),
        ("patients.0.busy.mon", [["09:00", "10:00", 7]], "patients[0].busy.mon[0][2]: must be text"),
        ("patients.0.busy.mon", None, "patients[0].busy.mon: must be a list"),
        ("patients.0.busy.monday", [], f'patients[0].busy.monday: {DAYS}, not "monday"'),
        ("patients.0.busy", [], "patients[0].busy: must be an object"),
        ("patients.0.travel_minutes", -1, "patients[0].travel_minutes: must be 0 or more"),
        ("patients.0.travel_minutes", 10**30, "patients[0].travel_minutes: must be 720 or less"),
        ("patients.0.mode", "tele", 'patients[0].mode: must be in_person or online, not "tele"'),
        ("patients.0.full_days.count", 8, "patients[0].full_days.count: must be 7 or less"),
        ("patients.0.full_days", None, "patients[0].full_days: must be an object"),
        ("patients.0.prefers.avoid_days", ["Mo"], f'patients[0].prefers.avoid_days[0]: {DAYS}, not "Mo"'),
        ("patients.0.apart_from", ["Jo"], "patients[0].apart_from[0]: nobody can be kept apart from herself"),
        ("patients.0.orders.0.count", 0, "patients[0].orders[0].count: must be 1 or more"),
        ("patients.0.orders.0.service", "yoga", "patients[0].orders[0].service: there is no service yoga"),
        ("patients.0.orders.2.clinician", "Zoe", "patients[0].orders[2].clinician: there is no clinician Zoe"),
        ("patients.0.orders.2", {"service": "talk", "count": 1},
         "patients[0].orders[2].clinician: missing; an individual session is with one clinician"),
        ("patients.0.orders+", {"service": "talk", "count": 1, "clinician": "Ben"},
         "patients[0].orders[3].clinician: talk is already ordered with Ana"),
        ("patients.1.id", "Jo", "patients[1].id: Jo is used 2 times"),
        ("rooms.1.id", "small", "rooms[0].id: small is used 2 times"),
        ("rooms.0.id", "", "rooms[0].id: must not be empty"),
        ("rooms.0.id", 7, "rooms[0].id: must be text"),
        ("rooms.0.id", "\ud800", "rooms[0].id: must be text; this is half a character"),
        ("rooms.0.seats", 0, "rooms[0].seats: must be 1 or more"),
        ("rooms.0.seats", "3", "rooms[0].seats: must be a whole number"),
        ("rooms.0.seats", 3.0, "rooms[0].seats: must be a whole number"),
        ("rooms.0.seats", True, "rooms[0].seats: must be a whole number"),
        ("rooms.0.seats", None, "rooms[0].seats: must be a whole number"),
        ("rooms.0.seats", float("nan"), "rooms[0].seats: must be a whole number"),
        ("rooms.0.seats", float("inf"), "rooms[0].seats: must be a whole number"),
        ("rooms.0", 3, "rooms[0]: must be an object"),
        ("rooms", {}, "rooms: must be a list"),
        ("rooms", None, "rooms: must be a list"),
        ("clinicians.0.available.mon", [["10:00", "09:00"]],
         "clinicians[0].available.mon[0]: ends before it starts"),
        ("services.0.kind", "class", 'services[0].kind: must be group or individual, not "class"'),
        ("services.0.min", 9, "services[0]: min 9 is above max 3"),
        ("services.0.skill", None, "services[0]: a group needs skill"),
        ("services.0", {"id": "process", "kind": "group", "minutes": 60, "mode": "online"},
         "services[0]: a group needs times_per_week, min, max, skill"),
        ("grid_minutes", 7, "grid_minutes: must be 5, 10, 15 or 30, not 7"),
        ("grid_minutes", "15", 'grid_minutes: must be 5, 10, 15 or 30, not "15"'),
        ("format", "handrail/week@1", 'format: must be handrail/week-problem@1, not "handrail/week@1"'),
        ("patients.0.prefers", {"avoid_day": ["mon"]},
         "patients[0].prefers: there is no key avoid_day; is it avoid_days?"),
        ("patients.0.orders.0", {"service": "process", "counts": 1},
         "patients[0].orders[0]: there is no key counts; is it count?"),
        ("running", {"groups": []}, "running.appointments: missing"),
        ("running", 3, "running: must be an object"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(place, value, fault):
    assert fault in faults_of({place: value})


def test_a_key_of_another_version_is_passed_over():
    assert a_problem({"patients.0.sites": ["north"]}) == a_problem()


def test_every_fault_is_told_at_once_in_order_of_the_file():
    told = faults_of(
        {
            "patients.0.busy.mon": [["10:00", "09:00"]],
            "patients.1.orders.0.service": "yoga",
            "patients.2.id": "Kim",
            "rooms.0.seats": 0,
            "services.0.mode": "tele",
            "open.mon": "08:00",
        }
    )

    assert told == [
        "open.mon: must be a list",
        "patients[0].busy.mon[0]: ends before it starts",
        "patients[1].orders[0].service: there is no service yoga",
        "patients[2].id: Kim is used 2 times",
        "patients[3].id: Kim is used 2 times",
        "rooms[0].seats: must be 1 or more",
        'services[0].mode: must be in_person or online, not "tele"',
    ]


def test_the_tenth_entry_is_told_after_the_second():
    people = [{**PROBLEM["patients"][0], "id": f"p{number}"} for number in range(12)]
    for number in (10, 2):
        people[number] = {**people[number], "mode": "tele"}

    assert [fault.split(".")[0] for fault in faults_of({"patients": people})] == ["patients[2]", "patients[10]"]


def test_a_misspelt_key_is_told_beside_the_one_it_leaves_missing():
    data = {("grid_minute" if key == "grid_minutes" else key): value for key, value in PROBLEM.items()}

    with pytest.raises(BadFile) as bad:
        read_problem(json.dumps(data))

    assert bad.value.faults == ["file: there is no key grid_minute; is it grid_minutes?", "grid_minutes: missing"]


@pytest.mark.parametrize("key", ["format", "grid_minutes", "open", "rooms", "clinicians", "services", "patients"])
def test_a_missing_key_is_told(key):
    data = {other: value for other, value in PROBLEM.items() if other != key}

    with pytest.raises(BadFile) as bad:
        read_problem(json.dumps(data))

    assert f"{key}: missing" in bad.value.faults


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"", "file: empty"),
        (b" \n", "file: empty"),
        (b"[]", "file: must be an object"),
        (b"null", "file: must be an object"),
        (b"7", "file: must be an object"),
        (b"{", "file: line 1, column 2: not JSON (Expecting property name enclosed in double quotes)"),
        (b'{"name":\n "x",,}', "file: line 2, column 6: not JSON (Expecting property name enclosed in double quotes)"),
        (b'{"name": "x"} {}', "file: line 1, column 15: not JSON (Extra data)"),
        (b'{"name": "\xff"}', "file: not UTF-8 text (byte 10)"),
        ("{}".encode("utf-16"), "file: not UTF-8 text (byte 0)"),
        (b"[" * 200_000, "file: nested too deeply to be a problem or a week"),
        (b'{"rooms": ' + b"[" * 900 + b"]" * 900 + b"}", "rooms[0]: must be an object"),
        (b'{"format": ' + b"[" * 900 + b"]" * 900 + b"}", "rooms: missing"),
        (b'{"grid_minutes": ' + b"9" * 5000 + b"}", "file: holds a number that is far too large"),
        (b'{"grid_minutes": NaN}', "grid_minutes: must be 5, 10, 15 or 30, not NaN"),
        (b'{"open": {"mon": [], "mon": []}}', "file: the key mon is given twice in one object"),
        (b'[{"id": "Jo", "busy": 1, "busy": 2}]', "file: the key busy is given twice in one object (that of Jo)"),
    ],
)
def test_what_is_no_problem_file_is_told_as_such(text, fault):
    with pytest.raises(BadFile) as bad:
        read_problem(text)

    assert fault in bad.value.faults


def test_a_byte_order_mark_does_no_harm():
    assert read_problem(b"\xef\xbb\xbf" + json.dumps(PROBLEM).encode()) == a_problem()


@pytest.mark.parametrize(
    ("place", "value", "fault"),
    [
        ("groups.0.start", "9:00", "groups[0].start: must be a time of day from 00:00 to 23:59, as in 09:30"),
        ("groups.0.start", "24:00", "groups[0].start: must be a time of day from 00:00 to 23:59, as in 09:30"),
        ("groups.0.start", "0٩:00", "groups[0].start: must be a time of day from 00:00 to 23:59, as in 09:30"),
        ("groups.0.days", [], "groups[0].days: must not be empty"),
        ("groups.0.days", ["day"], f'groups[0].days[0]: {DAYS}, not "day"'),
        ("groups.0.rooms", {"day": "small"}, f'groups[0].rooms.day: {DAYS}, not "day"'),
        ("groups.0.members", "Jo", "groups[0].members: must be a list"),
        ("appointments.0.day", 1, f"appointments[0].day: {DAYS}, not 1"),
        ("appointments.0", {"patients": "Jo"}, "appointments[0]: there is no key patients; is it patient?"),
        ("unmet+", {"patient": "Jo"}, "unmet[0].count: missing"),
        ("format", "x", 'format: must be handrail/week@1, not "x"'),
    ],
)
def test_a_fault_of_a_week_is_told_with_its_place(place, value, fault):
    with pytest.raises(BadFile) as bad:
        a_week({place: value})

    assert fault in bad.value.faults


def test_one_persons_entry_is_read_against_the_problem():
    entry = changed(PROBLEM["patients"][0], {"id": "Lou", "orders.0.service": "yoga", "orders.2.clinician": "Zoe"})

    with pytest.raises(BadFile) as bad:
        read_patient(json.dumps(entry), a_problem())

    assert bad.value.faults == [
        "orders[0].service: there is no service yoga",
        "orders[2].clinician: there is no clinician Zoe",
    ]


def test_a_person_added_is_found_by_her_id():
    problem = a_problem()
    assert "Lou" not in problem.patient_of
    lou = Patient.model_validate({**PROBLEM["patients"][0], "id": "Lou"})

    added = problem.with_patient(lou)

    assert (added.patient_of["Lou"], len(added.patients)) == (lou, 5)
    assert "Lou" not in problem.patient_of


def test_a_person_put_in_again_takes_her_own_place():
    problem = a_problem()
    assert problem.patient_of["Jo"].travel_minutes == 30

    moved = problem.with_patient(problem.patient_of["Jo"].model_copy(update={"travel_minutes": 5}))

    assert (moved.patient_of["Jo"].travel_minutes, len(moved.patients)) == (5, 4)


@pytest.mark.parametrize("size", SIZES)
def test_every_known_problem_is_written_back_as_it_was_read(size):
    problem = a_clinic(size)

    again = read_problem(problem.to_json())

    assert again == problem
    told = json.loads(problem.to_json())
    said = json.loads(problem_file(size).read_text())
    assert [p["busy"] for p in told["patients"]] == [p["busy"] for p in said["patients"]]


def test_a_week_is_written_back_as_it_was_read():
    problem = a_clinic("20-1")
    week = clerk(problem)

    assert read_week(week.to_json()) == week
    assert read_problem(problem.model_copy(update={"running": week}).to_json()).running == week
    assert json.loads(a_week().to_json()) == {**WEEK, "made": {}}


@pytest.mark.parametrize(("text", "minutes"), [("00:00", 0), ("09:05", 545), ("24:00", 1440)])
def test_a_time_of_day_is_minutes_after_midnight(text, minutes):
    assert (minutes_of(text), clock(minutes)) == (minutes, text)
