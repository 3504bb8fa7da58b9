# SPDX-License-Identifier: Apache-2.0
"""A first week: lawful at once, the same for the same seed, and most people served."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.search import is_lawful
from handrail.journey.timetable.engine.start import MOST_FIRST, best_first_plan, first_plan
from handrail.journey.timetable.engine.tests.make import LECTURE, TALK, a_clinician, a_patient, a_problem
from handrail.journey.timetable.engine.tests.small import small_problems
from handrail.journey.timetable.rules import faults, score
from tests.weeks.judge import a_clinic


@given(small_problems(), st.integers(0, 5))
@settings(max_examples=100, deadline=None)
def test_a_first_plan_breaks_no_rule_and_costs_what_the_rules_count(problem, seed):
    plan = first_plan(Clinic(problem), seed)

    assert is_lawful(plan)
    assert faults(problem, plan.week()) == []
    assert score(problem, plan.week()).total == plan.cost


@pytest.mark.parametrize("size", ["20-2", "60-2"])
def test_the_same_seed_gives_the_same_first_plan(size):
    clinic = Clinic(a_clinic(size))

    once, again = first_plan(clinic, 3), first_plan(clinic, 3)

    assert is_lawful(once)
    assert once.itineraries == again.itineraries
    assert once.leaders == again.leaders


def test_two_kinds_of_session_together_keep_to_their_clinicians_minutes():
    orders = [{"service": name, "count": 1, "clinician": "Ana"} for name in ("talk", "plan")]
    people = [a_patient(orders=orders)]
    problem = a_problem(
        patients=people, clinicians=[a_clinician(max_minutes=60)], services=[TALK, TALK | {"id": "plan"}]
    )

    week = first_plan(Clinic(problem), 1).week()

    assert faults(problem, week) == []
    assert len(week.appointments) == 1


def test_who_is_more_urgent_is_served_first():
    people = [a_patient(id=name, orders=[{"service": "lecture", "count": 1}]) for name in ("Jo", "Mia")]
    teacher = a_clinician(available={"mon": [["09:00", "10:30"]]})
    problem = a_problem(patients=people, clinicians=[teacher], services=[LECTURE | {"max": 1}])

    for p, name in enumerate(("Jo", "Mia")):
        urgency = np.zeros(2)
        urgency[p] = 5
        (group,) = first_plan(Clinic(problem), 1, urgency).week().groups
        assert group.members == (name,)


def test_the_best_of_several_first_plans_is_no_dearer_than_those_it_is_chosen_from():
    clinic = Clinic(a_clinic("20-2"))
    several = [first_plan(clinic, 3 * MOST_FIRST + n).cost for n in range(MOST_FIRST)]

    assert best_first_plan(clinic, 3).cost == min(several) < max(several)
