# SPDX-License-Identifier: Apache-2.0
"""Small clinics made by hand: ordinary unless told otherwise.

Ana and Ben lead; Jo, Mia and Eve attend. Everyone may be told otherwise: `a_patient(mode="online")`.
"""

import json
from typing import Any

from pydantic import BaseModel

from handrail.journey.timetable.problem import Patient, Problem, read_problem
from handrail.journey.timetable.week import Group, Week

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
PROCESS = {"id": "process", "kind": "group", "minutes": 60, "mode": "in_person", "times_per_week": 2} | {
    "min": 1, "max": 3, "skill": "proc", "leaders": 1,
}  # fmt: skip
LECTURE = {"id": "lecture", "kind": "group", "minutes": 90, "mode": "in_person", "times_per_week": 1} | {
    "min": 1, "max": 3, "skill": "edu", "leaders": 1,
}  # fmt: skip
TALK = {"id": "talk", "kind": "individual", "minutes": 45, "mode": "in_person"}
ORDERS = [
    {"service": "process", "count": 1},
    {"service": "lecture", "count": 1},
    {"service": "talk", "count": 1, "clinician": "Ana"},
]


def a_service(**but: Any) -> dict[str, Any]:
    """A group service in person, once a week."""
    return LECTURE | but


def a_clinician(**but: Any) -> dict[str, Any]:
    ordinary = {"id": "Ana", "skills": ["proc", "edu"], "max_minutes": 2400}
    return ordinary | {"available": {day: [["08:00", "20:00"]] for day in WORKDAYS}} | but


def a_patient(**but: Any) -> Patient:
    """Jo, twenty minutes away, with a group of two, a lecture and a talk with Ana ordered."""
    ordinary: dict[str, Any] = {"id": "Jo", "mode": "in_person", "travel_minutes": 20, "orders": ORDERS}
    ordinary |= {"full_days": {"count": 1, "minutes": 150}}
    return Patient.model_validate_json(as_json(ordinary | but))


def a_problem(**but: Any) -> Problem:
    """Ana and Ben, two rooms, and Jo, Mia and Eve with the same orders. Entries may be models or plain data."""
    ordinary = {
        "format": "handrail/week-problem@1",
        "name": "by hand",
        "grid_minutes": 15,
        "open": {day: [["08:00", "20:00"]] for day in WORKDAYS},
        "rooms": [{"id": "small", "seats": 2}, {"id": "large", "seats": 4}],
        "clinicians": [a_clinician(), a_clinician(id="Ben", skills=["proc"])],
        "services": [PROCESS, LECTURE, TALK],
        "patients": [a_patient(), a_patient(id="Mia"), a_patient(id="Eve")],
        "running": None,
    }
    return read_problem(as_json(ordinary | but))


def a_group(**but: Any) -> Group:
    """A lecture of Ana's on Monday at nine in the large room, with Mia in it."""
    ordinary: dict[str, Any] = {"id": "g1", "service": "lecture", "days": ["mon"], "start": "09:00"}
    ordinary |= {"rooms": dict.fromkeys(but.get("days", ["mon"]), "large"), "leaders": ["Ana"], "members": ["Mia"]}
    return Group.model_validate_json(as_json(ordinary | but))


def a_week(*groups: Group, **but: Any) -> Week:
    ordinary = {"groups": groups, "appointments": [], "unmet": []}
    return Week.model_validate_json(as_json(ordinary | but))


def as_json(data: Any) -> str:
    return json.dumps(data, default=_plain)


def _plain(one: BaseModel) -> Any:
    return json.loads(one.model_dump_json())
