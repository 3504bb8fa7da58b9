# SPDX-License-Identifier: Apache-2.0
"""The solver's model, rule by rule: what is trivial is feasible, what breaks it is refused, what it allows is kept."""

import pytest
from hypothesis import assume, given, settings

from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.itineraries import Breadth
from handrail.journey.timetable.engine.model import Effort, Part, solve
from handrail.journey.timetable.engine.plan import Plan
from handrail.journey.timetable.engine.search import applied, is_lawful
from handrail.journey.timetable.engine.tests.exact import optimum
from handrail.journey.timetable.engine.tests.make import LECTURE, PROCESS, TALK, a_clinician, a_problem
from handrail.journey.timetable.engine.tests.small import small_problems
from handrail.journey.timetable.engine.tests.tiny import best_score, tiny_problems
from handrail.journey.timetable.rules import faults, score

TWO_TEACH = {"clinicians": [a_clinician(), a_clinician(id="Ben")]}
ONE_TEACHES = {"clinicians": [a_clinician(), a_clinician(id="Ben", skills=["proc"])]}
TWO_LEAD = {"services": [PROCESS, LECTURE | {"leaders": 2}, TALK]}
LECTURE_AT_9, LECTURE_AT_10, PROCESS_AT_10 = "lecture mon 09:00", "lecture mon 10:00", "process mon+tue 10:00"
PROCESS_AT_9, PROCESS_LATER = "process mon+tue 09:00", "process mon+tue 10:30"
EVE_BESIDE = {"Eve": [PROCESS_AT_9]}
TALK_AT_9, TALK_AT_NINE_THIRTY, TALK_LATER = "talk mon 09:00", "talk mon 09:30", "talk mon 09:45"


def rooms(*seats):
    return {"rooms": [{"id": f"r{n}", "seats": held} for n, held in enumerate(seats)]}


def lectured(*names):
    return {name: [LECTURE_AT_9] for name in names}


def services(**but):
    return {"services": [PROCESS, LECTURE | but, TALK]}


def minutes(most):
    return {"clinicians": [a_clinician(max_minutes=most), a_clinician(id="Ben", skills=["proc"])]}


def apart(problem):
    patients = [p.model_copy(update={"apart_from": ("Jo",)}) if p.id == "Mia" else p for p in problem.patients]
    return problem.model_copy(update={"patients": tuple(patients)})


# rule, problem, who has which week, whether that may be
CASES = [
    ("at least its minimum", services(min=2), {"Jo": []}, True),
    ("at least its minimum", services(min=2), {"Jo": [LECTURE_AT_9]}, False),
    ("at least its minimum", services(min=2), {"Jo": [LECTURE_AT_9], "Mia": [LECTURE_AT_9]}, True),
    ("at most its maximum", services(max=2), {"Jo": [LECTURE_AT_9]}, True),
    ("at most its maximum", services(max=2), lectured("Jo", "Mia", "Eve"), False),
    ("at most its maximum", services(max=3), lectured("Jo", "Mia", "Eve"), True),
    ("no more than the room seats", rooms(4), {"Jo": [LECTURE_AT_9]}, True),
    ("no more than the room seats", rooms(2), lectured("Jo", "Mia", "Eve"), False),
    ("no more than the room seats", rooms(2), lectured("Jo", "Mia"), True),
    ("a leader has the skill", ONE_TEACHES, {"Jo": [LECTURE_AT_9]}, True),
    ("a leader has the skill", ONE_TEACHES, {"Jo": [TALK_AT_9], "Mia": [LECTURE_AT_9]}, False),
    ("a leader has the skill", TWO_TEACH, {"Jo": [TALK_AT_9], "Mia": [LECTURE_AT_9]}, True),
    ("a clinician is in one place", {}, {"Jo": [TALK_AT_9]}, True),
    ("a clinician is in one place", {}, {"Jo": [TALK_AT_9], "Mia": [TALK_AT_NINE_THIRTY]}, False),
    ("a clinician is in one place", {}, {"Jo": [TALK_AT_9], "Mia": [TALK_LATER]}, True),
    ("a leader is in one place", ONE_TEACHES, {"Jo": [LECTURE_AT_9], "Mia": [LECTURE_AT_10]}, False),
    ("a leader is in one place", TWO_TEACH, {"Jo": [LECTURE_AT_9], "Mia": [LECTURE_AT_10]}, True),
    ("a clinician keeps her minutes", minutes(90), {"Jo": [LECTURE_AT_9]}, True),
    ("a clinician keeps her minutes", minutes(134), {"Jo": [LECTURE_AT_9], "Mia": ["talk tue 09:00"]}, False),
    ("a clinician keeps her minutes", minutes(135), {"Jo": [LECTURE_AT_9], "Mia": ["talk tue 09:00"]}, True),
    ("a room holds one group", rooms(4), {"Jo": [PROCESS_AT_10]}, True),
    ("a room holds one group", rooms(4), {"Jo": [LECTURE_AT_9], "Mia": [PROCESS_AT_10]}, False),
    ("a room holds one group", rooms(4), {"Jo": [LECTURE_AT_9], "Mia": [PROCESS_LATER]}, True),
    ("large rooms are few", rooms(2, 3) | services(min=2), lectured("Jo", "Mia") | EVE_BESIDE, True),
    ("large rooms are few", rooms(1, 1), lectured("Jo", "Mia") | EVE_BESIDE, False),
    ("large rooms are few", rooms(1, 2), lectured("Jo", "Mia") | EVE_BESIDE, True),
    ("two lead where two must", TWO_LEAD, {"Jo": [LECTURE_AT_9]}, True),
    ("two lead where two must", TWO_LEAD, {"Jo": [LECTURE_AT_9], "Mia": [PROCESS_AT_10]}, False),
    ("two lead where two must", TWO_LEAD, {"Jo": [LECTURE_AT_9], "Mia": [PROCESS_LATER]}, True),
]  # fmt: skip


def placement(clinic, service, days, start):
    minute = int(start[:2]) * 60 + int(start[3:])
    times = tuple(clinic.time_at(day, minute) for day in days.split("+"))
    return clinic.at_times[clinic.service_at[service], times]


def itinerary(plan, p, meetings):
    clinic, groups, sessions = plan.clinic, [], []
    for service, days, start in map(str.split, meetings):
        if service == "talk":
            sessions.append((clinic.service_at["talk"], clinic.time_at(days, int(start[:2]) * 60 + int(start[3:]))))
        else:
            groups.append(placement(clinic, service, days, start))
    return plan.priced(p, groups, sessions)


def tried(problem, weeks, **but):
    """What the solver makes of it when each of these people has this one week, and any group may open."""
    plan = Plan(Clinic(problem))
    columns = {}
    for name, meetings in weeks.items():
        p = plan.clinic.patient_at[name]
        columns[p] = [itinerary(plan, p, meetings)]
    openable = frozenset(k for found in columns.values() for k in found[0].groups)
    part = Part(columns, openable=openable, **but)
    solved = solve(plan.clinic, plan, part, Effort(5))
    return plan, part, solved


@pytest.mark.parametrize(("rule", "but", "weeks", "may_be"), CASES, ids=[f"{n}-{c[0]}" for n, c in enumerate(CASES)])
def test_what_a_rule_allows_is_kept_and_what_it_forbids_refused(rule, but, weeks, may_be):
    problem = a_problem(**but)

    plan, part, solved = tried(problem, weeks)

    assert (solved is not None) == may_be, rule
    if solved:
        made = applied(plan, part, solved)
        assert is_lawful(made)
        assert faults(problem, made.week()) == []


@pytest.mark.parametrize(
    ("but", "together", "may_be"), [({}, False, True), (ONE_TEACHES, True, False), (TWO_TEACH, True, True)]
)
def test_people_kept_apart_share_a_time_only_in_two_groups(but, together, may_be):
    problem = apart(a_problem(**but))

    plan, part, solved = tried(problem, {"Jo": [LECTURE_AT_9], "Mia": [LECTURE_AT_9] if together else []})

    assert (solved is not None) == may_be
    if solved and together:
        groups = applied(plan, part, solved).week().groups
        assert sorted(group.members for group in groups) == [("Jo",), ("Mia",)]


@pytest.mark.parametrize(
    ("lost", "may_be"), [((), True), (((4, 0),), False), (((4, 1),), True)], ids=["none", "that day", "another day"]
)
def test_a_lost_room_is_missed_on_its_day(lost, may_be):
    _, _, solved = tried(a_problem(**rooms(4)), {"Jo": [LECTURE_AT_9]}, rooms_lost=lost)

    assert (solved is not None) == may_be


@pytest.mark.parametrize(("most", "may_be"), [(2, True), (1, False), (None, True)])
def test_no_more_people_get_another_week_than_may(most, may_be):
    weeks = {"Jo": [LECTURE_AT_9], "Mia": [LECTURE_AT_9]}

    _, _, solved = tried(a_problem(), weeks, most_moved=most, counted=frozenset({0, 1, 2}))

    assert (solved is not None) == may_be


def test_a_person_who_may_stay_is_not_counted_as_moved():
    _, _, solved = tried(a_problem(), {"Jo": []}, most_moved=0, counted=frozenset({0}))

    assert solved is not None


@given(tiny_problems())
@settings(max_examples=30, deadline=None)
def test_the_whole_clinic_in_one_model_is_as_good_as_the_best_week_counted_out(problem):
    plan = optimum(problem)

    assert plan is not None
    assert plan.cost == best_score(problem)


@given(small_problems())
@settings(max_examples=20, deadline=None)
def test_what_the_model_calls_a_week_breaks_no_rule(problem):
    plan = optimum(problem, Breadth(beam=60, keep=30))
    assume(plan is not None)

    week = plan.week()
    assume(week is not None)  # rooms are promised by count; the search passes over what cannot be roomed

    assert faults(problem, week) == []
    assert score(problem, week).total == plan.cost
