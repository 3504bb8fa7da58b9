# SPDX-License-Identifier: Apache-2.0
"""A search in a process of its own tells what it finds, and ends with the one who started it."""

import time

import pytest

from handrail.journey.timetable.engine.build import build
from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.island import Island, packed, unpacked
from handrail.journey.timetable.engine.plan import Plan, plan_of
from handrail.journey.timetable.engine.search import lack
from handrail.journey.timetable.engine.start import first_plan
from handrail.journey.timetable.engine.tests.make import a_group, a_patient, a_problem, a_week
from handrail.journey.timetable.pins import Pin, broken


def told_by(island: Island, *, whole: bool = False) -> Plan | None:
    for _ in range(200):
        best = island.best
        if best is not None and not (whole and any(map(lack, best.itineraries))):
            return best
        time.sleep(0.1)
    return None


def test_a_plan_packed_and_unpacked_is_the_same_plan() -> None:
    clinic = Clinic(a_problem())
    plan = first_plan(clinic, 1)

    again = unpacked(clinic, packed(plan))

    assert (again.itineraries, again.leaders, again.members) == (plan.itineraries, plan.leaders, plan.members)


def test_an_island_tells_of_a_lawful_plan() -> None:
    island = Island(Clinic(a_problem()), 1, None)
    try:
        best = told_by(island)
    finally:
        island.close()

    assert best is not None
    assert best.week() is not None


def test_an_island_ends_when_its_parent_lets_go_of_it() -> None:
    island = Island(Clinic(a_problem()), 1, None)
    told_by(island)

    assert island.process.stdin is not None
    island.process.stdin.close()

    assert island.process.wait(timeout=20) == 0
    island.close()


def test_what_is_told_to_an_island_that_has_ended_is_not_an_error() -> None:
    clinic = Clinic(a_problem())
    island = Island(clinic, 1, None)
    island.close()

    island.tell(first_plan(clinic, 1))

    assert island.process.returncode is not None


def test_a_build_does_not_go_on_as_if_nothing_were_when_a_search_beside_it_fails(monkeypatch) -> None:
    def fails(clinic: Clinic, seed: int, _running: Plan | None, _pins: object) -> Island:
        nowhere = Plan(clinic)
        nowhere.leaders[clinic.placements] = [(0,)]  # a placement that is not there
        return Island(clinic, seed, nowhere)

    monkeypatch.setattr("handrail.journey.timetable.engine.build.Island", fails)
    one = a_problem()
    monkeypatch.setattr("handrail.journey.timetable.engine.build.Building.is_proven", False)

    with pytest.raises(RuntimeError, match="ended with an error"):
        build(one, seconds=30, workers=2)


def test_what_is_pinned_stays_in_the_other_process_too() -> None:
    orders = [{"service": "lecture", "count": 1}]
    none = {"count": 0, "minutes": 0}
    problem = a_problem(patients=[a_patient(id=name, orders=orders, full_days=none) for name in ("Jo", "Mia")])
    clinic, pin = Clinic(problem), Pin(service="lecture", days=("mon",), start="09:00")
    island = Island(clinic, 1, plan_of(clinic, a_week(a_group(members=["Jo"]))), [pin])
    try:
        found = told_by(island, whole=True)
    finally:
        island.close()

    assert found is not None
    assert broken([pin], found.week()) == []
