# SPDX-License-Identifier: Apache-2.0
"""The harder clinics prove themselves: the week each was made round is lawful and leaves everyone whole."""

import json
from dataclasses import asdict

import pytest

from benchmarks.clinics import STYLES, a_clinic, main, next_week
from benchmarks.next_week import a_next_week
from handrail.journey.timetable.engine.bound import bound
from handrail.journey.timetable.problem import read_problem, read_week
from handrail.journey.timetable.rules import WEIGHTS, faults, score

CLINICS = pytest.mark.parametrize(("people", "seed"), [(20, 1), (20, 2), (40, 3), (60, 4), (120, 5), (250, 1)])


@CLINICS
def test_the_planted_week_is_lawful_and_leaves_everyone_whole(people, seed):
    problem, week = a_clinic(people, seed)

    assert faults(problem, week) == []
    assert score(problem, week).whole == people == len(problem.patients)


@CLINICS
def test_what_is_ordered_is_a_program_of_intensive_treatment(people, seed):
    problem, _ = a_clinic(people, seed)

    for patient in problem.patients:
        services = [(order, problem.service_of[order.service]) for order in patient.orders]
        hours = sum(order.count * s.times_per_week * s.minutes for order, s in services) / 60
        assert 7 <= hours <= 21
        assert patient.full_days.count >= 2


def test_nobody_pays_less_in_the_planted_week_than_the_bound_says_she_must():
    problem, week = a_clinic(20, 2)

    found, planted = bound(problem), score(problem, week)

    assert found.alone <= planted.total - WEIGHTS["staff_quarter"] * planted.terms["staff_quarter"]
    assert found.value <= planted.total


@pytest.mark.parametrize("style", STYLES, ids=lambda style: f"grid {style.grid}")
def test_every_style_can_be_asked_for(style):
    problem, week = a_clinic(30, 1, **asdict(style))

    assert problem.grid_minutes == style.grid
    assert faults(problem, week) == []


def test_the_same_seed_makes_the_same_clinic_and_another_another():
    assert a_clinic(40, 7) == a_clinic(40, 7)
    assert a_clinic(40, 7)[0].patients != a_clinic(40, 11)[0].patients


def test_together_they_have_what_the_known_problems_leave_out():
    problems = [a_clinic(120, seed)[0] for seed in range(1, 5)]

    services = [service for problem in problems for service in problem.services]
    assert {problem.grid_minutes for problem in problems} == {5, 10, 15}
    assert {service.leaders for service in services if service.is_group} == {1, 2}
    assert {service.times_per_week for service in services} == {1, 2, 3}
    assert {service.mode for service in services} == {"in_person", "online"}
    assert any(
        span.start % 5 for p in problems for patient in p.patients for day in patient.busy.values() for span in day
    )
    assert any(len(spans) > 1 for problem in problems for spans in problem.open.values())
    assert all(len({room.seats for room in problem.rooms}) > 3 for problem in problems)


@pytest.mark.parametrize(("people", "seed"), [(20, 1), (60, 2), (120, 3)])
def test_the_week_after_has_a_week_for_everyone_too(people, seed):
    problem, week = a_clinic(people, seed)

    after, planted = a_next_week(problem, week, seed)

    assert faults(after, planted) == []
    assert score(after, planted).whole == people == len(after.patients)
    assert after.running == week


def test_in_the_week_after_some_have_left_as_many_have_come_and_some_hours_have_changed():
    problem, week = a_clinic(60, 2)

    after = next_week(problem, week, 1)

    stayed = [patient for patient in after.patients if patient.id in problem.patient_of]
    assert len(stayed) == 54
    assert sum(patient.busy != problem.patient_of[patient.id].busy for patient in stayed) == 3
    assert faults(after, week) != []
    assert after == next_week(problem, week, 1)


def test_a_clinic_is_written_to_a_file(tmp_path):
    problem, week = tmp_path / "problem.json", tmp_path / "week.json"

    assert main(["--people", "20", "--seed", "3", "-o", str(problem), "--planted", str(week)]) == 0

    assert faults(read_problem(problem.read_bytes()), read_week(week.read_bytes())) == []
    assert json.loads(problem.read_text())["format"] == "handrail/week-problem@1"
