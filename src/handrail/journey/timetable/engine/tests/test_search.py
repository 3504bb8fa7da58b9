# SPDX-License-Identifier: Apache-2.0
"""The search: each part put back is lawful, nothing worse is accepted, and what changed meanwhile is noticed."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.journey.timetable.engine import neighbourhoods as near
from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.itineraries import Breadth
from handrail.journey.timetable.engine.model import Effort, Part, Solved, solve
from handrail.journey.timetable.engine.parts import part_of
from handrail.journey.timetable.engine.plan import Itinerary, Plan, cost_of, plan_of
from handrail.journey.timetable.engine.search import Search, applied, is_lawful, lack
from handrail.journey.timetable.engine.start import first_plan
from handrail.journey.timetable.engine.tests.make import (
    TALK,
    a_clinician,
    a_group,
    a_patient,
    a_problem,
    a_service,
    a_week,
)
from handrail.journey.timetable.engine.tests.small import small_problems
from handrail.journey.timetable.rules import faults, score

CHOICES = {
    "person": lambda here: near.around_person(here, 0),
    "group": near.around_group,
    "service": near.around_service,
    "window": near.around_window,
    "wish": lambda here: near.towards_wish(here, 0),
    "people": lambda here: near.dearest_people(here, np.zeros(len(here.clinic.patients), np.int32)),
}


@given(small_problems(), st.sampled_from(sorted(CHOICES)), st.integers(0, 99))
@settings(max_examples=50, deadline=None)
def test_any_part_can_be_put_back_and_no_worse(problem, kind, seed):
    clinic = Clinic(problem)
    plan = first_plan(clinic, seed)
    here = near.Neighbourhood(clinic, plan, 20, np.random.default_rng(seed))
    CHOICES[kind](here)

    part = part_of(here, Breadth(beam=30, keep=15))
    solved = solve(clinic, plan, part, Effort(1, deterministic=True))
    again = applied(plan, part, solved)

    assert again is not None
    assert all(one.cost == cost_of(clinic, p, one.groups, one.sessions) for p, one in enumerate(again.itineraries))
    if is_lawful(again):
        assert faults(problem, again.week()) == []
        assert score(problem, again.week()).total == again.cost


@given(small_problems())
@settings(max_examples=15, deadline=None)
def test_the_best_plan_is_lawful_and_never_dearer_than_the_first(problem):
    clinic = Clinic(problem)
    search = Search(clinic, 1, deterministic=True)
    first = first_plan(clinic, 1)
    search.begin(first)

    search.run(np.random.default_rng(1), lambda: search.rounds >= 6)

    assert search.best.cost == search.best_cost <= first.cost
    assert faults(problem, search.best.week()) == []


def test_a_part_whose_group_has_closed_meanwhile_is_given_up():
    plan = first_plan(Clinic(a_problem()), 1)
    k, (leaders, *_) = next(iter(plan.leaders.items()))
    part = Part({}, closed=((k, leaders),))
    gone = plan.copy()
    for p in sorted(gone.members[k]):
        gone.place(p, Itinerary())
    gone.close(k, leaders)

    assert applied(gone, part, Solved({}, (), optimal=True, time=0.0)) is None


def test_who_sits_in_two_places_or_beyond_a_clinicians_minutes_makes_a_plan_unlawful():
    clinic = Clinic(a_problem())
    plan = Plan(clinic)
    talk = clinic.wishes[0][-1]
    times = clinic.session_times(0, talk)
    for p in (0, 1):
        plan.place(p, plan.priced(p, (), [(talk.s, int(times[0]))]))

    assert not is_lawful(plan)
    plan.place(1, plan.priced(1, (), [(talk.s, int(times[-1]))]))
    assert is_lawful(plan)
    clinic.max_minutes[talk.c] = 60
    assert not is_lawful(plan)


def test_only_unmet_orders_and_short_days_count_as_lacking():
    assert [lack(Itinerary(cost=cost)) for cost in (2999, 3000, 20_040)] == [0, 3000, 20_000]


def test_someone_dear_is_found_though_her_week_is_cheaper_than_any_seen_before():
    clinic = Clinic(a_problem())
    here = near.Neighbourhood(clinic, first_plan(clinic, 1), 20, np.random.default_rng(1))
    dearer_than_now = np.array([one.cost + 100 for one in here.plan.itineraries], np.int32)

    assert near.someone_dear(here, dearer_than_now) in range(len(clinic.patients))
    near.dearest_people(here, dearer_than_now)
    assert here.people


def test_a_group_someone_alone_lacks_is_held_where_others_can_come_instead_of_to_theirs():
    lecture = a_service(min=2)
    orders = {"orders": [{"service": "lecture", "count": 1}], "full_days": {"count": 1, "minutes": 90}}
    mondays = {"busy": {"mon": [["08:00", "20:00"]]}}
    people = [a_patient(**orders, **mondays), *(a_patient(id=name, **orders) for name in ("Mia", "Eve"))]
    one_lecture = a_clinician(max_minutes=90)
    clinic = Clinic(a_problem(patients=people, clinicians=[one_lecture], services=[lecture]))
    plan = plan_of(clinic, a_week(a_group(members=["Mia", "Eve"])))
    here = near.Neighbourhood(clinic, plan, 20, np.random.default_rng(1))

    assert near.towards_wish(here, 0)
    solved = solve(clinic, plan, part_of(here, Breadth()), Effort(5.0))

    assert here.people == {0, 1, 2}
    assert [lack(one) for one in solved.itineraries.values()] == [0, 0, 0]


def test_a_group_taken_apart_that_might_have_had_another_leader_gives_its_minutes_back_once():
    talk = [{"service": "talk", "count": 1, "clinician": "Ana"}]
    people = [a_patient(orders=[{"service": "lecture", "count": 1}, *talk]), a_patient(id="Mia", orders=talk)]
    just_enough = a_clinician(max_minutes=30 + 45)
    clinic = Clinic(a_problem(patients=people, clinicians=[just_enough], services=[a_service(minutes=30), TALK]))
    plan = plan_of(clinic, a_week(a_group(members=["Jo"])))
    talk_at = clinic.session_times(1, clinic.wishes[1][0])[-1]
    plan.place(1, plan.priced(1, (), [(clinic.wishes[1][0].s, int(talk_at))]))
    here = near.Neighbourhood(clinic, plan, 20, np.random.default_rng(1))
    (k,) = plan.leaders
    here.relead.add(k)
    here.take_group(k, core=True)

    assert not any(one.sessions for one in part_of(here, Breadth()).columns[0])


def test_what_two_people_lack_in_turn_goes_round_and_the_best_week_stays_the_best():
    talk = [{"service": "talk", "count": 1, "clinician": "Ana"}]
    people = [a_patient(id=n, orders=talk, full_days={"count": 0, "minutes": 0}) for n in ("Jo", "Mia")]
    one_hour = a_clinician(available={"mon": [["09:00", "09:45"]]})
    clinic = Clinic(a_problem(patients=people, clinicians=[one_hour], services=[TALK]))
    first = first_plan(clinic, 1)
    search, seen = Search(clinic, 1), set()
    search.begin(first)

    def ends():
        seen.add(tuple(bool(one.sessions) for one in search.plan.itineraries))
        return search.rounds >= 40

    search.run(np.random.default_rng(1), ends)

    assert seen == {(True, False), (False, True)}
    assert search.best.cost == first.cost
