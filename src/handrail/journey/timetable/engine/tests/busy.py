# SPDX-License-Identifier: Apache-2.0
"""Weeks crowded with groups, and someone who wants several of each: where fitting in is a real choice.

The groups are strewn at random, so others may be in two places; only what concerns her is of interest here.
"""

from typing import Any

from hypothesis import strategies as st

from handrail.journey.timetable.engine.tests.make import TALK, a_clinician, a_group, a_patient, a_problem, a_week
from handrail.journey.timetable.problem import Patient, Problem, clock
from handrail.journey.timetable.week import Week

DAYS = ("mon", "tue", "wed")
OTHERS = ("Mia", "Eve", "Kim")


@st.composite
def busy_weeks(draw: st.DrawFn) -> tuple[Problem, Week, Patient]:
    grid = draw(st.sampled_from([10, 15, 30]))
    services = [_service(draw, name, times) for name, times in (("film", 1), ("yoga", 1), ("dbt", 2), ("art", 2))]
    services += [TALK | {"id": name, "minutes": draw(LENGTHS)} for name in ("talk", "plan")]
    groups = [_group(draw, number, services, grid) for number in range(draw(st.integers(3, 9)))]
    patient = _patient(draw, services)
    problem = a_problem(
        grid_minutes=grid,
        open={day: [["09:00", "13:00"]] for day in DAYS},
        clinicians=[_clinician(draw, "Ana"), _clinician(draw, "Ben"), a_clinician(id="Lea")],
        services=services,
        rooms=[{"id": "large", "seats": 3}],
        patients=[a_patient(id=name, orders=[], apart_from=draw(APART)) for name in OTHERS] + [patient],
    )
    week = a_week(*groups)
    ran = [one.model_copy(update={"members": ("Jo",)}) for one in groups[::2]] if draw(st.booleans()) else []
    return problem.model_copy(update={"running": a_week(*ran) if ran else None}), week, patient


LENGTHS = st.sampled_from([30, 40, 50, 60])
APART = st.sampled_from([[], [], [], ["Jo"]])


def _service(draw: st.DrawFn, name: str, times: int) -> dict[str, Any]:
    sizes = {"min": draw(st.integers(1, 2)), "max": draw(st.integers(3, 4))}
    group = {"id": name, "kind": "group", "mode": "in_person", "minutes": draw(LENGTHS), "times_per_week": times}
    return group | sizes | {"skill": "edu"}


def _group(draw: st.DrawFn, number: int, services: list[dict[str, Any]], grid: int) -> Any:
    service = draw(st.sampled_from(services[:4]))
    days = sorted(draw(st.permutations(DAYS))[: service["times_per_week"]], key=DAYS.index)
    start = 540 + draw(st.integers(0, 150 // grid)) * grid
    members = draw(st.lists(st.sampled_from(OTHERS), unique=True, min_size=service["min"] - 1, max_size=3))
    if len(members) < 3 and draw(st.booleans()):
        members.append("Jo")
    return a_group(
        id=f"g{number}", service=service["id"], days=days, start=clock(start), leaders=["Lea"], members=members
    )


def _clinician(draw: st.DrawFn, name: str) -> dict[str, Any]:
    starts = [540 + 30 * draw(st.integers(0, 5)) for _ in DAYS]
    there = {day: [[clock(start), clock(start + 75)]] for day, start in zip(DAYS, starts, strict=True)}
    return a_clinician(id=name, available=there, max_minutes=draw(st.sampled_from([60, 100, 400])))


def _patient(draw: st.DrawFn, services: list[dict[str, Any]]) -> Patient:
    wanted = draw(st.lists(st.sampled_from(services), min_size=2, max_size=4, unique_by=lambda one: one["id"]))
    orders = [{"service": one["id"], "count": draw(st.integers(1, 2))} for one in wanted]
    for order, one in zip(orders, wanted, strict=True):
        if one["kind"] == "individual":
            order |= {"clinician": draw(st.sampled_from(["Ana", "Ana", "Ben"])), "count": 1}
    return a_patient(
        travel_minutes=draw(st.sampled_from([0, 20])),
        orders=orders,
        full_days={"count": draw(st.integers(0, 3)), "minutes": draw(st.sampled_from([60, 100, 130]))},
        busy={"mon": [["08:00", "09:20", "work"]]} if draw(st.booleans()) else {},
        prefers={"avoid_days": draw(st.lists(st.sampled_from(DAYS), max_size=1))},
        apart_from=draw(st.sampled_from([[], [], ["Mia"]])),
    )
