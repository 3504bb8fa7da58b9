# SPDX-License-Identifier: Apache-2.0
"""The page of messages, and by which ways a patient may be reached."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from handrail.flow.reminding import remind
from handrail.ground.kit.days import monday_of
from handrail.ground.people import actions as people
from handrail.ground.people import queries as everyone
from handrail.ground.people.actions.patients import edit_patient, say_reach
from handrail.ground.people.rules import Role
from handrail.ground.program import queries as programs
from handrail.journey.timetable.tests.make import a_problem, a_week
from handrail.journey.timetable.tests.stored import PASSWORD, a_clinic, as_account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    made = a_clinic(a_problem())
    made.publish(a_week(), first_day=monday_of(timezone.localdate()))
    jo = made.keys["Jo"]
    edit_patient(by=made.by, patient_id=jo, values={"email": "jo@x.example", "phone": "214-555-0199"})
    say_reach(by=made.by, patient_id=jo, ways=["mail", "text"])
    for days in range(7):
        remind(made.program, at=timezone.now() + timedelta(days=days))
    return made


def page(client, path="/messages/"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_in_the_demo_staff_see_what_would_leave_and_for_whom(clinic, settings):
    settings.MODE = "demo"

    shown = page(signed_in(Client(), clinic, Role.COUNSELOR))

    assert "You have an appointment" in shown
    assert "Jo Reyes" in shown
    assert "jo@x.example" not in shown


def test_elsewhere_only_administrators_see_them_and_nobody_is_named(clinic):
    shown = page(signed_in(Client(), clinic, Role.ADMINISTRATOR, everywhere=True))

    assert "a patient" in shown
    assert "Reyes" not in shown
    assert signed_in(Client(), clinic, Role.COUNSELOR).get("/messages/").status_code == 404


def test_a_patient_says_by_which_ways_she_may_be_reached(clinic):
    jo = clinic.keys["Jo"]
    account = people.open_account(by=clinic.by, email="jo2@x.example", password=PASSWORD, patient_id=jo)
    client = as_account(Client(), account)

    client.post("/me/reach/", {"ways": ["voicemail", "mail"]})

    assert everyone.reach_of(jo, None, None).ways == ("mail", "voicemail")
    client.post("/me/reach/", {})
    assert everyone.reach_of(jo, None, None).ways == ()
    assert client.post("/me/reach/", {"ways": ["pigeon"]}).status_code == 422


def test_a_letterhead_is_written_by_whoever_sets_up_everything(clinic):
    one = signed_in(Client(), clinic, Role.ADMINISTRATOR, everywhere=True)

    one.post("/letterhead/", {"lines": "Oak House\n\n 12 Elm Street "})

    assert programs.letterhead(clinic.by.provider_id) == ["Oak House", "12 Elm Street"]
    assert one.post("/letterhead/", {"lines": "a | b"}).status_code == 422
