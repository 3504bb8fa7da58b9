# SPDX-License-Identifier: Apache-2.0
"""A week in indices: costs what the rules say, and goes to the file format and back without loss."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.peers import clerk
from handrail.journey.timetable.engine.plan import Plan, plan_of, with_made
from handrail.journey.timetable.engine.search import is_lawful
from handrail.journey.timetable.engine.seating import seated, sizes_of
from handrail.journey.timetable.engine.start import first_plan
from handrail.journey.timetable.engine.tests.make import (
    LECTURE,
    TALK,
    a_group,
    a_patient,
    a_problem,
    a_service,
    a_week,
)
from handrail.journey.timetable.engine.tests.small import small_problems
from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.rules import faults, meetings_by_patient, score
from handrail.journey.timetable.week import Week

OFTEN = settings(max_examples=60, deadline=None)


@st.composite
def lawful_weeks(draw: st.DrawFn) -> tuple[Problem, Week]:
    """A small clinic, perhaps with a week running, and another lawful week of it."""
    problem = draw(small_problems())
    if draw(st.booleans()):
        problem = problem.model_copy(update={"running": first_plan(Clinic(problem), 9).week()})
    first = first_plan(Clinic(problem), 2).week()
    week = draw(st.sampled_from([clerk(problem), *([first] if first else [])]))
    assume(not faults(problem, week))
    return problem, week


@given(lawful_weeks())
@OFTEN
def test_a_plan_costs_what_the_rules_count(case):
    problem, week = case

    assert plan_of(Clinic(problem), week).cost == score(problem, week).total


@given(lawful_weeks())
@OFTEN
def test_a_week_read_as_a_plan_and_written_again_is_the_same_for_everyone(case):
    problem, week = case
    plan = plan_of(Clinic(problem), week)

    again = plan.week()

    assert is_lawful(plan)
    assert meetings_by_patient(again) == meetings_by_patient(week)
    assert sorted((g.service, g.days, g.start, g.leaders) for g in again.groups) == sorted(
        (g.service, g.days, g.start, g.leaders) for g in week.groups
    )
    assert plan_of(plan.clinic, again).itineraries == plan.itineraries


@given(lawful_weeks(), small_problems())
@OFTEN
def test_of_a_week_for_another_clinic_only_what_is_lawful_here_is_kept(case, other):
    _, week = case

    kept = plan_of(Clinic(other), week).week()

    assert kept is None or faults(other, kept) == []


@given(lawful_weeks(), st.data())
@OFTEN
def test_who_has_left_is_missed_by_no_rule(case, data):
    problem, week = case
    leaving = data.draw(st.sampled_from(problem.patients))
    rest = problem.model_copy(update={"patients": tuple(p for p in problem.patients if p != leaving)})

    kept = plan_of(Clinic(rest), week).week()

    assert faults(rest, kept) == []
    assert leaving.id not in meetings_by_patient(kept)


@given(lawful_weeks())
@settings(max_examples=20, deadline=None)
def test_a_copy_is_changed_without_the_original(case):
    problem, week = case
    plan = plan_of(Clinic(problem), week)
    twin, cost = plan.copy(), plan.cost

    for p in range(len(problem.patients)):
        twin.place(p, twin.priced(p, (), ()))

    assert plan.cost == cost
    assert meetings_by_patient(plan.week()) == meetings_by_patient(week)


@given(lawful_weeks())
@OFTEN
def test_all_that_is_missing_is_listed_as_unmet(case):
    problem, week = case
    written = plan_of(Clinic(problem), week).week({("Jo", "s0"): "Because."})

    meetings = sum(one.count * problem.service_of[one.service].times_per_week for one in written.unmet)

    assert meetings == score(problem, week).terms["unmet"]
    assert all(one.because == "Because." for one in written.unmet if (one.patient, one.service) == ("Jo", "s0"))


def test_a_group_below_its_minimum_is_closed_when_someone_has_left():
    patients = [a_patient(id=name, orders=[{"service": "lecture", "count": 1}]) for name in ("Jo", "Mia")]
    problem = a_problem(patients=patients, services=[LECTURE | {"min": 2}, TALK])

    plan = plan_of(Clinic(problem), a_week(a_group(members=["Jo", "Zoe"])))

    assert plan.leaders == {}
    assert [one.groups for one in plan.itineraries] == [(), ()]


def test_people_of_one_time_are_shared_out_with_as_few_large_rooms_as_can_be():
    clinic = Clinic(a_problem(rooms=[{"id": "small", "seats": 2}, {"id": "large", "seats": 4}]))
    s = clinic.service_at["lecture"]

    assert sizes_of(clinic, s, 4, 2) == [2, 2]
    assert sizes_of(clinic, s, 5, 2) == [3, 2]
    assert sizes_of(clinic, s, 7, 2) is None
    assert sizes_of(clinic, s, 1, 2) is None


def test_one_kept_apart_from_two_sits_alone_though_the_smaller_group_is_hers():
    patients = [a_patient(id="Jo"), a_patient(id="Mia", apart_from=["Jo", "Eve"]), a_patient(id="Eve")]
    rooms = [{"id": "small", "seats": 1}, {"id": "large", "seats": 2}]
    clinic = Clinic(a_problem(patients=patients, rooms=rooms))
    k = int(clinic.of_service[0][0])

    assert sorted(seated(clinic, k, [0, 1, 2], 2)) == [[0, 2], [1]]


def test_seating_many_who_are_kept_apart_is_given_up_and_not_tried_for_ever():
    orders = [{"service": "lecture", "count": 1}]
    circle = [[f"p{(n + step) % 40}" for step in (1, 3, 5)] for n in range(40)]
    each_other = [[f"p{m}" for m in range(40, 44) if m != n] for n in range(40, 44)]
    patients = [a_patient(id=f"p{n}", orders=orders, apart_from=of) for n, of in enumerate([*circle, *each_other])]
    clinic = Clinic(a_problem(patients=patients, services=[a_service(max=20)], rooms=[{"id": "hall", "seats": 20}]))
    k = int(clinic.of_service[0][0])

    assert seated(clinic, k, list(range(44)), 3) is None
    assert seated(clinic, k, list(range(40, 44)), 4) == [[40], [41], [42], [43]]


def test_people_kept_apart_are_seated_in_different_groups_or_not_at_all():
    patients = [a_patient(id="Jo"), a_patient(id="Mia", apart_from=["Jo"]), a_patient(id="Eve")]
    clinic = Clinic(a_problem(patients=patients))
    k = int(clinic.of_service[clinic.service_at["lecture"]][0])

    one, other = seated(clinic, k, [0, 1, 2], 2)

    assert not {0, 1} <= set(one)
    assert not {0, 1} <= set(other)
    assert seated(clinic, k, [0, 1], 1) is None


def test_a_week_can_be_signed_without_being_changed():
    week = a_week(a_group())

    signed = with_made(week, engine="by hand", seed=1)

    assert signed.made == {"engine": "by hand", "seed": 1}
    assert signed.groups == week.groups


def test_an_empty_plan_costs_every_meeting_ordered():
    problem = a_problem()

    assert Plan(Clinic(problem)).cost == score(problem, a_week()).total
