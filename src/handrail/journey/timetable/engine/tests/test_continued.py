# SPDX-License-Identifier: Apache-2.0
"""The week after: those who come are seated before anything moves, and nothing closes that they make whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.continued import continued
from handrail.journey.timetable.engine.plan import plan_of
from handrail.journey.timetable.engine.search import is_lawful
from handrail.journey.timetable.engine.start import first_plan
from handrail.journey.timetable.engine.tests.make import a_group, a_patient, a_problem, a_service, a_week
from handrail.journey.timetable.engine.tests.small import small_problems
from handrail.journey.timetable.rules import faults, score

ONE_LECTURE = [{"service": "lecture", "count": 1}]
THREE = a_service(min=3, max=4)


def a_clinic_of(*names, **but):
    people = [a_patient(id=n, orders=ONE_LECTURE, full_days={"count": 0, "minutes": 0}) for n in names]
    return a_problem(patients=people, services=[THREE], **but)


def test_who_comes_takes_the_seat_of_who_left_and_the_group_that_was_too_small_stays():
    running = a_week(a_group(members=["Jo", "Mia", "Eve"]))
    problem = a_clinic_of("Jo", "Mia", "Zoe", running=running)

    plan = continued(Clinic(problem), running, 1)

    (group,) = plan.week().groups
    assert (group.days, group.start, set(group.members)) == (("mon",), "09:00", {"Jo", "Mia", "Zoe"})


def test_a_group_that_nobody_can_make_whole_closes_and_its_people_sit_where_there_is_a_seat():
    early = a_group(members=["Jo", "Mia", "Eve"])
    late = a_group(id="g2", members=["Ida", "Kim", "Lea"], start="14:00")
    problem = a_clinic_of("Jo", "Ida", "Kim", "Lea", running=a_week(early, late))

    plan = continued(Clinic(problem), problem.running, 1)

    (group,) = plan.week().groups
    assert (group.start, set(group.members)) == ("14:00", {"Jo", "Ida", "Kim", "Lea"})


@pytest.mark.parametrize("seed", [1, 2])
def test_with_nobody_gone_and_nobody_come_nothing_moves(seed):
    running = a_week(a_group(members=["Jo", "Mia", "Eve"]))
    problem = a_clinic_of("Jo", "Mia", "Eve", running=running)

    week = continued(Clinic(problem), running, seed).week()

    assert score(problem, week).terms["change"] == 0
    assert set(week.groups[0].members) == {"Jo", "Mia", "Eve"}


@given(small_problems(), st.integers(0, 9), st.data())
@settings(max_examples=60, deadline=None)
def test_when_some_have_left_the_week_is_lawful_and_no_worse_than_with_their_groups_closed(problem, seed, data):
    running = first_plan(Clinic(problem), 9).week()
    if running is None:
        return
    names = [one.id for one in problem.patients]
    staying = data.draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
    people = tuple(one for one in problem.patients if one.id in staying)
    clinic = Clinic(problem.model_copy(update={"patients": people, "running": running}))

    plan = continued(clinic, running, seed)

    left = plan_of(clinic, running)
    assert is_lawful(plan) or not is_lawful(left)
    if is_lawful(plan):
        assert faults(clinic.problem, plan.week()) == []
    if is_lawful(left):
        assert plan.cost <= left.cost
