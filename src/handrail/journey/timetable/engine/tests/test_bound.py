# SPDX-License-Identifier: Apache-2.0
"""The bound is one: no lawful week scores less."""

import pytest
from hypothesis import given, settings

from handrail.journey.timetable.engine.bound import bound
from handrail.journey.timetable.engine.build import build
from handrail.journey.timetable.engine.tests.exact import optimum
from handrail.journey.timetable.engine.tests.make import a_patient, a_problem
from handrail.journey.timetable.engine.tests.tiny import tiny_problems
from handrail.journey.timetable.problem import Problem


@given(problem=tiny_problems())
@settings(max_examples=25, deadline=None)
def test_the_best_week_of_a_tiny_clinic_never_scores_below_the_bound(problem: Problem) -> None:
    best = optimum(problem)

    if best is not None:
        assert bound(problem).value <= best.cost


def test_a_built_week_never_scores_below_the_bound() -> None:
    problem = a_problem()

    week = build(problem, seconds=1, deterministic=True)

    assert bound(problem).value <= week.made["score"]


def test_the_bound_counts_the_groups_that_everyone_needs_together() -> None:
    problem = a_problem()

    found = bound(problem)

    # Three people, one group of two hours a week and one lecture of an hour and a half: 8 and 6 quarters at 5.
    assert found.value >= found.alone + 5 * (8 + 6)


@pytest.mark.parametrize("minutes", [60, 100])
def test_who_can_never_be_whole_pays_for_it_in_the_bound(minutes: int) -> None:
    busy = {day: [["08:00", "20:00", "work"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    problem = a_problem(patients=[a_patient(busy=busy, full_days={"count": 1, "minutes": minutes})])

    assert bound(problem).value == 4 * 10_000 + 3_000


def test_a_clinic_without_people_is_bound_by_nothing() -> None:
    assert bound(a_problem(patients=[])).value == 0
