# SPDX-License-Identifier: Apache-2.0
"""A changed plan written down: groups that stay keep their names, rooms and people."""

from hypothesis import given, settings

from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.keeping import RoomsLost, kept_week
from handrail.journey.timetable.engine.plan import plan_of
from handrail.journey.timetable.engine.tests.make import (
    LECTURE,
    TALK,
    a_clinician,
    a_group,
    a_patient,
    a_problem,
    a_week,
)
from handrail.journey.timetable.engine.tests.test_plan import lawful_weeks
from handrail.journey.timetable.rules import faults

NONE_LOST: RoomsLost = frozenset()


def lectured(*names, **but):
    patients = [a_patient(id=name, orders=[{"service": "lecture", "count": 1}]) for name in names]
    teachers = [a_clinician(), a_clinician(id="Ben")]
    return a_problem(**({"patients": patients, "services": [LECTURE, TALK], "clinicians": teachers} | but))


@given(lawful_weeks())
@settings(max_examples=60, deadline=None)
def test_a_plan_that_has_not_changed_gives_back_the_same_groups(case):
    problem, week = case

    kept = kept_week(plan_of(Clinic(problem), week), week, NONE_LOST, {})

    assert faults(problem, kept) == []
    assert [_plain(group) for group in kept.groups] == [_plain(group) for group in week.groups]


def _plain(group):
    return group.id, group.service, set(group.days), group.start, dict(group.rooms), group.leaders, set(group.members)


def test_two_groups_of_one_time_keep_their_own_people_and_rooms():
    problem = lectured("Jo", "Mia", "Eve")
    groups = (
        a_group(id="b", members=["Eve"]),
        a_group(id="a", members=["Jo", "Mia"], leaders=["Ben"], rooms={"mon": "small"}),
    )
    week = a_week(*groups)

    kept = kept_week(plan_of(Clinic(problem), week), week, NONE_LOST, {})

    assert kept.groups == groups


def test_a_newcomer_joins_the_smaller_of_two_groups():
    problem = lectured("Jo", "Mia", "Eve", "Kim")
    week = a_week(
        a_group(members=["Jo", "Mia"]), a_group(id="g2", members=["Eve"], leaders=["Ben"], rooms={"mon": "small"})
    )
    plan = plan_of(Clinic(problem), week)
    plan.place(3, plan.priced(3, plan.itineraries[0].groups, ()))

    kept = kept_week(plan, week, NONE_LOST, {})

    assert [group.members for group in kept.groups] == [("Jo", "Mia"), ("Eve", "Kim")]


def test_a_new_group_gets_a_name_nobody_has():
    problem = lectured("Jo", "Mia")
    week = a_week(a_group(id="g007", members=["Jo"]))
    plan = plan_of(Clinic(problem), week)
    k = next(k for k in range(plan.clinic.placements) if k not in plan.leaders and plan.clinic.can_come[1, k])
    plan.open(k, (1,))
    plan.place(1, plan.priced(1, [k], ()))

    kept = kept_week(plan, week, NONE_LOST, {})

    assert [group.id for group in kept.groups] == ["g007", "g008"]


def test_only_on_the_day_a_room_is_lost_is_another_used():
    problem = a_problem(patients=[a_patient(orders=[{"service": "process", "count": 1}])])
    group = a_group(service="process", days=["mon", "tue"], members=["Jo"])
    week = a_week(group)

    kept = kept_week(plan_of(Clinic(problem), week), week, frozenset({("large", "mon")}), {})

    assert kept.groups[0].rooms == {"mon": "small", "tue": "large"}


def test_without_rooms_enough_there_is_no_week():
    problem = lectured("Jo")
    week = a_week(a_group(members=["Jo"]))
    lost = frozenset({("large", "mon"), ("small", "mon")})

    assert kept_week(plan_of(Clinic(problem), week), week, lost, {}) is None
