# SPDX-License-Identifier: Apache-2.0
"""One person into the running week: what she joins, what is refused, and that no better week was missed."""

import math

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handrail.journey.timetable.engine.fit import best_weeks, fit, with_person
from handrail.journey.timetable.engine.peers import clerk
from handrail.journey.timetable.engine.running import RunningWeek
from handrail.journey.timetable.engine.tests.busy import busy_weeks
from handrail.journey.timetable.engine.tests.count_out import cost, every_choice, every_week, without
from handrail.journey.timetable.engine.tests.make import (
    LECTURE,
    TALK,
    a_clinician,
    a_group,
    a_patient,
    a_problem,
    a_week,
    as_json,
)
from handrail.journey.timetable.engine.tests.small import small_patients, small_problems
from handrail.journey.timetable.problem import Patient, Problem
from handrail.journey.timetable.rules import WEIGHTS, faults, score
from handrail.journey.timetable.week import Group, Week

SOMETIMES = settings(max_examples=25, deadline=None)


def a_lawful_week(problem: Problem) -> Week:
    """The clerk's, less the sessions that go beyond her clinicians' hours."""
    week = clerk(problem)
    while any("minutes" in fault for fault in faults(problem, week)):
        week = week.model_copy(update={"appointments": week.appointments[:-1]})
    return week


@st.composite
def running_weeks(draw: st.DrawFn) -> tuple[Problem, Week, Patient]:
    """A small clinic, its week, and someone who calls or who is in it, perhaps with her life changed."""
    problem = draw(small_problems())
    week = a_lawful_week(problem)
    if draw(st.booleans()):
        problem = problem.model_copy(update={"running": week})
    caller = Patient.model_validate_json(as_json(draw(small_patients(problem))))
    if draw(st.booleans()):
        return problem, week, caller
    known = draw(st.sampled_from(problem.patients))
    return problem, week, draw(st.sampled_from([known, caller.model_copy(update={"id": known.id})]))


@given(running_weeks() | busy_weeks())
@settings(SOMETIMES, max_examples=80)
def test_no_week_counted_out_by_hand_is_better(case):
    problem, week, patient = case
    assume(math.prod(len(choices) for choices in every_choice(problem, week, patient)) < 3000)

    found = fit(RunningWeek(problem, week), patient)

    best = min(cost(problem, week, patient, places) for places in every_week(problem, week, patient))
    assert (_needed(problem, week, patient, found), found.score) == best


def _needed(problem, week, patient, found):
    """How many groups would have their minimum with her and are not joined."""
    lacking = [g for g in without(week, patient.id).groups if g.id not in found.joined]
    return sum(len(g.members) == problem.service_of[g.service].min - 1 for g in lacking)


@given(running_weeks())
@SOMETIMES
def test_a_fitted_week_breaks_no_rule_and_moves_nobody(case):
    problem, week, patient = case
    running = RunningWeek(problem, week)

    found = fit(running, patient)
    fitted = with_person(week, found, patient)

    known = problem.with_patient(patient)
    short = [f"group {name}: " for name in found.left_short]
    assert [fault for fault in faults(known, fitted) if not fault.startswith(tuple(short) or "\0")] == []
    assert without(fitted, patient.id) == without(week, patient.id)
    only_her = problem.model_copy(update={"patients": (patient,)})
    terms = score(only_her, fitted).terms
    assert {term: n for term, n in terms.items() if term != "staff_quarter"} == found.terms
    assert sum(one.count for one in fitted.unmet if one.patient == patient.id) == sum(one.count for one in found.unmet)


@given(running_weeks())
@SOMETIMES
def test_refitting_someone_gives_her_a_week_at_least_as_good(case):
    problem, week, _ = case
    running = RunningWeek(problem, week)

    for patient in problem.patients:
        before = score(problem.model_copy(update={"patients": (patient,)}), week)
        staff = 5 * before.terms["staff_quarter"]

        assert fit(running, patient).score <= before.total - staff


@given(running_weeks() | busy_weeks())
@SOMETIMES
def test_the_best_weeks_are_the_best_of_those_that_differ(case):
    problem, week, patient = case
    assume(math.prod(len(choices) for choices in every_choice(problem, week, patient)) < 800)
    running = RunningWeek(problem, week)

    found = best_weeks(running, patient, count=4)

    cheapest: dict[object, tuple[int, int]] = {}
    for places in every_week(problem, week, patient):
        key, price = _kind_of_week(places), cost(problem, week, patient, places)
        cheapest[key] = min(price, cheapest.get(key, price))
    best_first = sorted(cheapest.values())[:4]
    assert [one.score for one in found] == [price for _, price in best_first]


def _kind_of_week(places):
    """What makes it another week: the times of its groups, the days of its sessions."""
    return tuple(sorted((p.what.service, *_when(p)) for p in places))


def _when(place):
    return [t[:2] if isinstance(place.what, Group) else t[0] for t in place.times]


# ---- one rule at a time -------------------------------------------------------------------------------------------


def the_fit(*groups, problem=None, **but):
    """Jo's fit into the ordinary clinic with these groups running."""
    patient = a_patient(**{"full_days": {"count": 0, "minutes": 0}, "orders": [LECTURES], **but})
    return fit(RunningWeek(problem or a_problem(), a_week(*groups)), patient)


LECTURES = {"service": "lecture", "count": 1}
TALKS = {"service": "talk", "count": 1, "clinician": "Ana"}


def test_a_free_seat_is_taken():
    found = the_fit(a_group())

    assert found.joined == ("g1",)
    assert found.whole
    assert found.score == WEIGHTS["extra_trip"]


def test_a_full_group_is_not_joined_and_its_order_stays_unmet():
    found = the_fit(a_group(members=["Mia", "Eve"], rooms={"mon": "small"}))

    assert found.joined == ()
    assert [(one.service, one.count) for one in found.unmet] == [("lecture", 1)]
    assert found.score == 10_000
    assert not found.whole


def test_her_own_seat_counts_as_free():
    found = the_fit(a_group(members=["Jo", "Eve"], rooms={"mon": "small"}))

    assert found.joined == ("g1",)


def test_travel_is_kept_clear_on_both_sides():
    inside = the_fit(a_group(), busy={"mon": [["08:00", "08:41", "work"]]})
    at_the_edge = the_fit(a_group(), busy={"mon": [["08:00", "08:40", "work"]]})
    after = the_fit(a_group(), busy={"mon": [["10:49", "12:00", "work"]]})

    assert (inside.joined, at_the_edge.joined, after.joined) == ((), ("g1",), ())


def test_whoever_is_kept_apart_from_her_closes_the_group_whichever_of_them_was_named():
    named_by_her = the_fit(a_group(), apart_from=["Mia"])
    named_by_the_other = the_fit(a_group(), problem=a_problem(patients=[a_patient(id="Mia", apart_from=["Jo"])]))

    assert (named_by_her.joined, named_by_the_other.joined) == ((), ())


def test_someone_online_joins_no_group_in_person():
    assert the_fit(a_group(), mode="online").joined == ()


def test_of_two_groups_the_one_she_prefers_is_joined():
    found = the_fit(a_group(), a_group(id="g2", start="17:00"), prefers={"part_of_day": "evening"})

    assert found.joined == ("g2",)


def test_a_group_that_would_be_too_small_without_her_is_kept():
    evening = a_group(id="g2", start="17:00")

    found = the_fit(a_group(members=["Jo"]), evening, prefers={"part_of_day": "evening"})

    assert found.joined == ("g1",)


def test_a_group_she_must_leave_too_small_is_told():
    found = the_fit(a_group(members=["Jo"]), busy={"mon": [["09:00", "10:00", "court"]]})

    assert found.left_short == ("g1",)


def test_a_session_is_held_next_to_her_group_in_an_hour_the_clinician_has_free():
    eve = {"patient": "Eve", "service": "talk", "clinician": "Ana", "day": "mon", "start": "10:30"}
    running = RunningWeek(a_problem(), a_week(a_group(leaders=["Ben"]), appointments=[eve]))

    found = fit(running, a_patient(orders=[LECTURES, TALKS]))

    assert [(a.day, a.start) for a in found.sessions] == [("mon", "08:15")]
    assert found.terms["idle_quarter"] == 0


def test_a_clinicians_minutes_are_shared_by_two_services_with_her():
    services = [TALK, TALK | {"id": "family"}]
    problem = a_problem(services=services, clinicians=[a_clinician(max_minutes=100)], patients=[])
    both = [TALKS, TALKS | {"service": "family", "count": 2}]

    found = the_fit(problem=problem, orders=both)

    assert len(found.sessions) == 2
    assert found.terms["unmet"] == 1


def test_minutes_that_are_no_quarter_hours_are_waited_out_to_the_minute():
    services = [LECTURE | {"minutes": 50}, LECTURE | {"id": "film", "minutes": 40}]
    problem = a_problem(services=services, grid_minutes=5, patients=[a_patient(id="Mia", orders=[])])
    film = a_group(id="g2", service="film", start="10:15", leaders=["Ben"])

    found = the_fit(a_group(), film, problem=problem, orders=[LECTURES, {"service": "film", "count": 1}])

    assert found.terms["idle_quarter"] == 1, "25 minutes are one whole quarter-hour"


def test_best_weeks_differ_in_more_than_the_minute_of_a_session():
    running = RunningWeek(a_problem(), a_week(a_group(), a_group(id="g2", days=["tue"])))

    found = best_weeks(running, a_patient(orders=[LECTURES, TALKS]))

    kinds = {(one.joined, *(a.day for a in one.sessions)) for one in found}
    assert len(found) == len(kinds) == 5
    assert [one.score for one in found] == sorted(one.score for one in found)


def test_fitting_her_in_leaves_what_is_unmet_told():
    week = a_week(unmet=[{"patient": "Jo", "service": "talk", "count": 1, "because": "old"}])
    patient = a_patient(orders=[LECTURES])

    fitted = with_person(week, fit(RunningWeek(a_problem(), week), patient), patient)

    assert [(one.patient, one.service) for one in fitted.unmet] == [("Jo", "lecture")]
    assert fitted.unmet[0].because
