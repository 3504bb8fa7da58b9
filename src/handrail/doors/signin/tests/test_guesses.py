# SPDX-License-Identifier: Apache-2.0
import pytest
from django.test import Client

from handrail.doors.signin import guesses
from handrail.doors.signin.tests.make import a_house, an_account, sign_in


@pytest.fixture
def jo():
    house = a_house()
    return an_account(house, "jo@x.example", patient_id=house.jo)


def test_the_right_password_is_not_counted_as_a_failed_one_and_takes_none_back(client, jo):
    for _ in range(4):
        sign_in(client, jo.email, "not her password")
    sign_in(client, jo.email)
    assert "_auth_user_id" in client.session

    sign_in(Client(), jo.email, "not her password")
    assert "Too many tries" in sign_in(Client(), jo.email).content.decode()


def test_from_one_place_sixty_guesses_a_minute_are_taken_right_ones_too(rf):
    for _ in range(60):
        guesses.take_back(guesses.count(rf.post("/account/login/"), key="jo@x.example"))

    assert guesses.count(rf.post("/account/login/"), key="jo@x.example") is None
    assert guesses.count(rf.post("/account/login/", REMOTE_ADDR="192.0.2.7"), key="jo@x.example")
