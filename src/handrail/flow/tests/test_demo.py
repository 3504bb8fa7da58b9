# SPDX-License-Identifier: Apache-2.0
"""The demo is loaded once and whole, and its people are as varied as those of a real program."""

from collections import Counter
from datetime import date

import pytest

from handrail.flow import demo
from handrail.ground.kit.days import Span
from handrail.ground.people import queries as people
from handrail.ground.program import queries as programs
from handrail.journey.timetable import queries, rules
from handrail.journey.timetable.engine.peers import clerk
from handrail.journey.timetable.problem import Problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def problem() -> Problem:
    demo.load(make=clerk, say=lambda _: None)
    program = programs.first()
    assert program
    return queries.problem(program)


def test_the_demo_is_a_program_with_people_rooms_and_a_week_in_force(problem):
    program = programs.first()

    shown = queries.in_force(program, on=date(2100, 1, 1))
    assert (len(problem.patients), len(problem.clinicians), len(problem.rooms)) == (60, 10, 5)
    assert rules.faults(problem, shown.week) == []


@pytest.mark.usefixtures("problem")
def test_loading_twice_changes_nothing():
    demo.load(make=lambda _: pytest.fail("built again"), say=lambda _: None)

    program = programs.first()
    assert len(people.patients(program.id)) == 60
    assert queries.published(program) == 1


def test_a_load_that_is_stopped_leaves_nothing():
    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.load(make=stop, say=lambda _: None)

    assert programs.first() is None


def test_everyone_is_ordered_nine_to_nineteen_hours_and_most_ten_to_twelve(problem):
    minutes = [
        sum(
            o.count * problem.service_of[o.service].times_per_week * problem.service_of[o.service].minutes
            for o in p.orders
        )
        for p in problem.patients
    ]

    assert min(minutes) >= 9 * 60
    assert max(minutes) <= 19 * 60
    assert sum(600 <= m <= 720 for m in minutes) >= 50


@pytest.mark.usefixtures("problem")
def test_lives_are_as_mixed_as_those_of_a_real_program():
    program = programs.first()
    rows = Counter(reason for reasons in queries.reasons(program).values() for reason in reasons)

    assert 30 <= rows["work"] <= 45  # 54 % of people in outpatient care work, students and others beside it
    assert 20 <= rows["school run"] + rows["children"] <= 45
    assert rows["court"] + rows["probation"] >= 8
    assert rows["class"] >= 4


@pytest.mark.parametrize(
    ("line", "spans"),
    [
        ("mon-wed 08:00-09:30", [(0, 480, 570), (1, 480, 570), (2, 480, 570)]),
        ("mon sat 19:00-24:00", [(0, 1140, 1440), (5, 1140, 1440)]),
    ],
)
def test_a_line_of_hours_is_read_day_by_day(line, spans):
    assert [(s.weekday, s.start, s.end) for s in demo.spans(line)] == spans


def test_a_line_of_life_has_a_reason_and_what_she_calls_it():
    assert list(demo.commitments("tue 09:00-10:00 school run")) == [(Span(1, 540, 600, ""), "school run")]
    assert list(demo.commitments("tue 09:00-10:00 work: Bank")) == [(Span(1, 540, 600, "Bank"), "work")]
