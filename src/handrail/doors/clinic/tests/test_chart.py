# SPDX-License-Identifier: Apache-2.0
"""The one chart page: what every step knows of her, in one look, with one line in the record."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.ground.people.rules import Role
from handrail.ground.people.tests.make import NOON, a_patient, a_place, as_role, noted, signed_in, words
from handrail.journey.placement import actions
from handrail.journey.placement.actions import Weighed
from handrail.journey.placement.tests.make import AGREED, a_counselor, a_draft, a_signed_one, ratings

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return a_place()


@pytest.fixture
def jo(place):
    return a_patient(place).id


def test_a_new_chart_says_what_is_next(place, jo):
    ana = a_counselor(place, jo)

    shown = words(signed_in(place, ana.staff_id).get(f"/patients/{jo}/"))

    for said in ("Begin the assessment", "Decide the level of care", "Ask who should be called in an emergency"):
        assert said in shown
    assert "Care team" in shown


def test_level_ratings_and_the_next_look_at_them_stand_on_the_chart(place, jo):
    ana = a_counselor(place, jo)
    a_signed_one(ana, jo, ratings(risk=3, mind=2), decided="partial_hospital")

    shown = words(signed_in(place, ana.staff_id).get(f"/patients/{jo}/"))

    assert "Partial hospitalization, since November 20, 2026" in shown
    assert "Judge the level of care again" in shown
    assert "Risk that comes with use 3 · Mind and behavior 2" in shown


def test_a_danger_stands_on_top(place, jo):
    ana = a_counselor(place, jo)
    key = a_draft(ana, jo)
    told = Weighed(ratings(), gates=frozenset({"self_harm"}), facts=frozenset({"pregnant"}))
    actions.weigh(by=ana, determination_id=key, told=told)
    actions.decide(by=ana, determination_id=key, values=AGREED | {"decided": "inpatient"})
    actions.sign(by=ana, determination_id=key, at=NOON)

    shown = words(signed_in(place, ana.staff_id).get(f"/patients/{jo}/"))

    assert "Keep in mind Plan or intent to die, or a recent attempt . Stay with the person." in shown
    assert "Pregnant" in shown


def test_one_look_is_one_line_and_its_questions_do_not_grow(place, jo):
    ana = a_counselor(place, jo)
    client = signed_in(place, ana.staff_id)
    a_signed_one(ana, jo)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/patients/{jo}/")
        return len(queries)

    asked()
    before = len(noted(place))
    few = asked()
    assert noted(place)[before:] == ["chart.looked"]
    for _ in range(3):
        a_signed_one(ana, jo)
    assert asked() == few


def test_whoever_is_not_of_the_team_says_why_first(place, jo):
    answer = as_role(place, Role.NURSE).get(f"/patients/{jo}/")

    assert answer.url == f"/patients/{jo}/open/"
