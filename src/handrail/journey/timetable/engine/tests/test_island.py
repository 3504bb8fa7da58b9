# SPDX-License-Identifier: Apache-2.0
"""A search in a process of its own tells what it finds, and ends with the one who started it."""

import time

import pytest

from handrail.journey.timetable.engine.build import build
from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.island import Island, packed, unpacked
from handrail.journey.timetable.engine.plan import Plan
from handrail.journey.timetable.engine.start import first_plan
from handrail.journey.timetable.engine.tests.make import a_problem


def told_by(island: Island) -> Plan | None:
    for _ in range(200):
        if island.best is not None:
            return island.best
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
    def broken(clinic: Clinic, seed: int, _running: Plan | None) -> Island:
        nowhere = Plan(clinic)
        nowhere.leaders[clinic.placements] = [(0,)]  # a placement that is not there
        return Island(clinic, seed, nowhere)

    monkeypatch.setattr("handrail.journey.timetable.engine.build.Island", broken)
    one = a_problem()
    monkeypatch.setattr("handrail.journey.timetable.engine.build.Building.is_proven", False)

    with pytest.raises(RuntimeError, match="ended with an error"):
        build(one, seconds=30, workers=2)
