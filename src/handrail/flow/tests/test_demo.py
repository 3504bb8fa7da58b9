# SPDX-License-Identifier: Apache-2.0
"""The demo is loaded once and whole, and its people are as varied as those of a real program."""

from collections import Counter
from datetime import date

import pytest
from django.apps import apps
from django.contrib.auth import authenticate

from handrail.flow import demo
from handrail.ground.kit.answer import Refused
from handrail.ground.people import queries as people
from handrail.ground.people.rules import Role
from handrail.ground.program import queries as programs
from handrail.journey.timetable import queries, rules
from handrail.journey.timetable.engine.peers import clerk
from handrail.journey.timetable.problem import Problem

pytestmark = pytest.mark.django_db
NAME = "Live Oak Women’s Program"


def test_a_load_that_is_stopped_leaves_nothing():
    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.load(make=stop, say=lambda _: None)

    assert programs.named(NAME) is None


@pytest.fixture(scope="module")
def problem(module_db) -> Problem:  # noqa: ARG001 - loaded once
    demo.load(make=clerk, say=lambda _: None)
    program = programs.named(NAME)
    assert program
    return queries.problem(program)


def test_the_demo_is_a_program_with_people_rooms_and_a_week_in_force(problem):
    program = programs.named(NAME)

    shown = queries.in_force(program, on=date(2100, 1, 1))
    assert (len(problem.patients), len(problem.clinicians), len(problem.rooms)) == (60, 10, 5)
    assert rules.faults(problem, shown.week) == []


@pytest.mark.usefixtures("problem")
def test_loading_twice_changes_nothing():
    demo.load(make=lambda _: pytest.fail("built again"), say=lambda _: None)

    program = programs.named(NAME)
    assert len(people.patients(program.id)) == 60
    assert queries.published(program) == 1


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
    program = programs.named(NAME)
    rows = Counter(reason for reasons in queries.reasons(program).values() for reason in reasons)

    assert 30 <= rows["work"] <= 45  # 54 % of people in outpatient care work, students and others beside it
    assert 20 <= rows["school run"] + rows["children"] <= 45
    assert rows["court"] + rows["probation"] >= 8
    assert rows["class"] >= 4


@pytest.mark.usefixtures("problem")
def test_every_role_has_an_account_whose_password_opens_it():
    for account in demo.ACCOUNTS:
        assert authenticate(None, email=account.email, password=demo.PASSWORD), account.email
    assert {account.role for account in demo.ACCOUNTS} == {*Role, "patient", "family"}


@pytest.mark.usefixtures("problem")
def test_every_patient_has_a_counselor_on_her_team():
    program = programs.named(NAME)
    teams = apps.get_model("people.TeamMember").objects.filter(is_counselor=True, until=None)

    assert {team.patient_id for team in teams} == {one.id for one in people.patients(program.id)}


def test_the_demo_is_never_loaded_where_real_people_are(settings):
    settings.PRODUCTION = True

    with pytest.raises(Refused, match="no place in a clinic"):
        demo.load(make=clerk, say=lambda _: None)
