# SPDX-License-Identifier: Apache-2.0
"""Tiny random clinics, small enough that every week of theirs can be counted out."""

from typing import Any

from hypothesis import strategies as st

from handrail.journey.timetable.engine.tests.make import as_json
from handrail.journey.timetable.problem import Problem, clock, read_problem

DAYS = ("mon", "tue", "wed", "sat")
CLINICIANS, PEOPLE = ("Ana", "Ben", "Cleo"), ("Jo", "Mia", "Eve", "Kim", "Lou", "Ida")
SKILLS, COHORTS = ("edu", "proc"), ("women", "parents")
LENGTHS = (15, 30, 40, 45, 50, 60)


@st.composite
def small_problems(draw: st.DrawFn) -> Problem:
    """1-2 rooms, 1-3 clinicians, 2-4 services, 2-6 people; lawful as a file, whether or not anyone can be served."""
    days = DAYS[: draw(st.integers(2, 4))]
    clinicians = [_clinician(draw, name, days) for name in CLINICIANS[: draw(st.integers(1, 3))]]
    services = [_service(draw, number) for number in range(draw(st.integers(2, 4)))]
    people = PEOPLE[: draw(st.integers(2, 6))]
    problem = {
        "format": "handrail/week-problem@1",
        "name": "small",
        "grid_minutes": draw(st.sampled_from([5, 10, 15, 30])),
        "open": {day: _spans(draw, 9 * 60) for day in days},
        "rooms": [{"id": f"r{n}", "seats": draw(st.integers(1, 4))} for n in range(draw(st.integers(1, 2)))],
        "clinicians": clinicians,
        "services": services,
        "patients": [_patient(draw, name, days, services, clinicians) for name in people],
        "running": None,
    }
    return read_problem(as_json(problem))


def small_patients(problem: Problem, name: str = "Zoe") -> st.SearchStrategy[Any]:
    """Someone who could call this clinic: a plain `patients[]` entry."""
    services = [{"id": s.id, "kind": s.kind, "mode": s.mode, "cohort": s.cohort} for s in problem.services]
    clinicians = [{"id": c.id} for c in problem.clinicians]
    return st.composite(lambda draw: _patient(draw, name, tuple(problem.open), services, clinicians))()


def _spans(draw: st.DrawFn, begin: int) -> list[list[str]]:
    """One stretch of two to four hours, sometimes with a pause in it."""
    start = begin + draw(st.sampled_from([0, 0, 15, 20]))
    end = start + draw(st.integers(8, 20)) * 15
    if draw(st.integers(0, 4)):
        return [[clock(start), clock(end)]]
    middle = start + (end - start) // 10 * 5
    return [[clock(start), clock(middle)], [clock(middle + 15), clock(end)]]


def _clinician(draw: st.DrawFn, name: str, days: tuple[str, ...]) -> dict[str, Any]:
    present = [day for day in days if draw(st.integers(0, 5))]
    skills = [*draw(st.lists(st.sampled_from(SKILLS), unique=True)), *(SKILLS if name == "Ana" else ())]
    available = {day: _spans(draw, 9 * 60) for day in present}
    return {"id": name, "skills": skills, "available": available, "max_minutes": draw(st.sampled_from([400, 100, 900]))}


def _service(draw: st.DrawFn, number: int) -> dict[str, Any]:
    mode = "online" if draw(st.integers(0, 5)) == 5 else "in_person"
    service = {"id": f"s{number}", "mode": mode, "minutes": draw(st.sampled_from(LENGTHS))}
    if draw(st.integers(0, 2)) == 2:
        return service | {"kind": "individual"}
    return service | {
        "kind": "group",
        "times_per_week": draw(st.sampled_from([1, 1, 2])),
        "min": draw(st.sampled_from([1, 1, 2])),
        "max": draw(st.integers(2, 4)),
        "skill": draw(st.sampled_from(SKILLS)),
        "leaders": draw(st.sampled_from([1, 1, 1, 1, 1, 2])),
        "cohort": draw(st.sampled_from([None, None, None, None, None, *COHORTS])),
    }


def _patient(
    draw: st.DrawFn,
    name: str,
    days: tuple[str, ...],
    services: list[dict[str, Any]],
    clinicians: list[dict[str, Any]],
) -> dict[str, Any]:
    online = draw(st.integers(0, 5)) == 5
    orders = [
        _order(draw, service, clinicians)
        for service in draw(st.lists(st.sampled_from(services), unique_by=str, min_size=1))
    ]
    return {
        "id": name,
        "cohorts": draw(st.lists(st.sampled_from(COHORTS), unique=True)),
        "mode": "online" if online else "in_person",
        "travel_minutes": 0 if online else draw(st.sampled_from([0, 7, 15, 30])),
        "orders": orders,
        "full_days": {"count": draw(st.integers(0, 3)), "minutes": draw(st.sampled_from([0, 45, 90]))},
        "busy": {day: [_busy(draw)] for day in days if draw(st.integers(0, 3)) == 3},
        "prefers": {
            "part_of_day": draw(st.sampled_from([None, "morning", "afternoon"])),
            "avoid_days": draw(st.lists(st.sampled_from(days), unique=True, max_size=1)),
        },
        "apart_from": [other for other in PEOPLE[:3] if other != name and draw(st.integers(0, 5)) == 5],
    }


def _order(draw: st.DrawFn, service: dict[str, Any], clinicians: list[dict[str, Any]]) -> dict[str, Any]:
    order = {"service": service["id"], "count": draw(st.sampled_from([1, 1, 2]))}
    if service["kind"] == "individual":
        order["clinician"] = draw(st.sampled_from(clinicians))["id"]
    return order


def _busy(draw: st.DrawFn) -> list[str]:
    """A commitment, often off the grid."""
    start = 8 * 60 + draw(st.integers(0, 50)) * 7
    return [clock(start), clock(start + draw(st.sampled_from([11, 30, 60, 125]))), draw(st.sampled_from(["work", ""]))]
