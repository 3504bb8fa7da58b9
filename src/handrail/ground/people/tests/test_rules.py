# SPDX-License-Identifier: Apache-2.0
from datetime import date
from uuid import UUID

import pytest

from handrail.ground.people.rules import Patient


def a_patient(**but):
    ordinary = {
        "id": UUID(int=1), "name": "Jo Reyes", "birth_date": date(1990, 5, 17), "cohorts": (), "mode": "in_person",
        "travel_minutes": 20, "full_days": 3, "full_day_minutes": 180, "part_of_day": "", "avoid_days": (),
    }  # fmt: skip
    return Patient(**(ordinary | but))


@pytest.mark.parametrize(("on", "age"), [((2026, 5, 16), 35), ((2026, 5, 17), 36), ((2026, 12, 31), 36)])
def test_she_is_a_year_older_on_her_birthday(on, age):
    assert a_patient().age(date(*on)) == age


@pytest.mark.parametrize(
    ("name", "typed", "answers"),
    [
        ("Ana Beltrán", "beltran", True),
        ("Ana Beltrán", "ANA BELT", True),
        ("Ana Beltrán", "belt ana", True),
        ("Ana Beltrán", "eltran", False),
        ("Mary Smith-Jones", "jones", True),
        ("Mary Smith-Jones", "smith-jones", True),
        ("Megan O’Leary", "O’Leary", True),
        ("Megan O’Leary", "o'lea", True),
        ("Megan O’Leary", "oleary", True),
        ("Jo Reyes", "", True),
        ("Jo Reyes", "jo x", False),
    ],
)
def test_she_answers_to_the_beginning_of_any_part_of_her_name(name, typed, answers):
    assert a_patient(name=name).answers_to(typed) == answers


@pytest.mark.parametrize(("name", "short"), [("Maya Reyes", "Maya R."), ("Cher", "Cher")])
def test_where_others_can_read_it_her_name_is_short(name, short):
    assert (a_patient(name=name).short_name, a_patient(name=name).first_name) == (short, name.split()[0])
