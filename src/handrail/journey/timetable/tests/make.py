# SPDX-License-Identifier: Apache-2.0
"""A small clinic and a week in it that breaks no rule: ordinary unless told otherwise.

`a_problem({"patients.0.busy.mon": [["08:00", "09:00"]]})` is the ordinary one with that place changed;
a place that ends in `+` adds to the list there.
"""

import copy
import json
from typing import Any

from handrail.journey.timetable.problem import Problem, read_problem, read_week
from handrail.journey.timetable.week import Week

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
JO, MIA, EVE, KIM = range(4)  # places in patients[]
PROCESS, LECTURE, FAMILY, TALK = range(4)  # places in services[]
ANA, BEN = range(2)
Changes = dict[str, Any]

SERVICES = [
    {"id": "process", "kind": "group", "minutes": 60, "mode": "in_person", "times_per_week": 3}
    | {"min": 2, "max": 3, "skill": "proc", "leaders": 1, "cohort": None},
    {"id": "lecture", "kind": "group", "minutes": 90, "mode": "in_person", "times_per_week": 1}
    | {"min": 2, "max": 4, "skill": "edu", "leaders": 1, "cohort": None},
    {"id": "family", "kind": "group", "minutes": 60, "mode": "online", "times_per_week": 1}
    | {"min": 1, "max": 4, "skill": "edu", "leaders": 2, "cohort": "parents"},
    {"id": "talk", "kind": "individual", "minutes": 45, "mode": "in_person"},
]
CLINICIANS = [
    {"id": name, "skills": skills, "available": {day: [["09:00", "19:00"]] for day in WORKDAYS}, "max_minutes": 2400}
    for name, skills in (("Ana", ["proc", "edu"]), ("Ben", ["proc"]))
]
ORDERS = [
    {"service": "process", "count": 1},
    {"service": "lecture", "count": 1},
    {"service": "talk", "count": 1, "clinician": "Ana"},
]


def _patient(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "cohorts": [],
        "mode": "in_person",
        "travel_minutes": 30,
        "orders": ORDERS,
        "full_days": {"count": 1, "minutes": 150},
        "busy": {},
        "prefers": {"part_of_day": None, "avoid_days": []},
        "apart_from": [],
    }


PROBLEM: dict[str, Any] = {
    "format": "handrail/week-problem@1",
    "name": "small",
    "grid_minutes": 15,
    "open": {day: [["08:00", "20:00"]] for day in (*WORKDAYS, "sat")},
    "rooms": [{"id": "small", "seats": 3}, {"id": "large", "seats": 5}],
    "clinicians": CLINICIANS,
    "services": SERVICES,
    "patients": [_patient(name) for name in ("Jo", "Mia", "Eve", "Kim")],
    "running": None,
}

# Jo and Mia have everything ordered; Eve and Kim are not in it.
WEEK: dict[str, Any] = {
    "format": "handrail/week@1",
    "groups": [
        {"id": "g1", "service": "process", "days": ["mon", "wed", "fri"], "start": "10:00"}
        | {"rooms": {"mon": "small", "wed": "small", "fri": "large"}, "leaders": ["Ben"], "members": ["Jo", "Mia"]},
        {"id": "g2", "service": "lecture", "days": ["mon"], "start": "11:00"}
        | {"rooms": {"mon": "large"}, "leaders": ["Ana"], "members": ["Jo", "Mia"]},
    ],
    "appointments": [
        {"patient": "Jo", "service": "talk", "clinician": "Ana", "day": "wed", "start": "11:00"},
        {"patient": "Mia", "service": "talk", "clinician": "Ana", "day": "fri", "start": "11:00"},
    ],
    "unmet": [],
}


def changed(data: dict[str, Any], changes: Changes | None = None) -> dict[str, Any]:
    """A copy with the value at each place replaced, or added to when the place ends in `+`."""
    made = json.loads(json.dumps(data))  # no part shared with another
    for place, value in (changes or {}).items():
        *path, last = place.rstrip("+").split(".")
        at: Any = made
        for step in path:
            at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
        key: Any = int(last) if isinstance(at, list) else last
        if place.endswith("+"):
            at[key].append(copy.deepcopy(value))
        else:
            at[key] = copy.deepcopy(value)
    return made  # type: ignore[no-any-return]


def a_problem(changes: Changes | None = None) -> Problem:
    return read_problem(json.dumps(changed(PROBLEM, changes)))


def a_week(changes: Changes | None = None) -> Week:
    return read_week(json.dumps(changed(WEEK, changes)))
