# SPDX-License-Identifier: Apache-2.0
"""The one chart page: what every step knows of her, in one look, with one line in the record."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handrail.ground.kit.days import monday_of
from handrail.ground.kit.keys import uuid7
from handrail.ground.look.templatetags.look import full_day
from handrail.ground.people.rules import Role
from handrail.ground.people.tests.make import NOON, a_patient, a_place, as_role, noted, signed_in, words
from handrail.journey.intake import actions as intake
from handrail.journey.placement import actions
from handrail.journey.placement.actions import Weighed
from handrail.journey.placement.tests.make import AGREED, a_counselor, a_draft, a_signed_one, ratings
from handrail.journey.timetable import queries as timetables
from handrail.journey.timetable.tests.make import a_week
from handrail.journey.timetable.tests.stored import a_clinic
from handrail.journey.timetable.tests.stored import signed_in as signed_in_there

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

    for said in (
        "Open the admission papers",
        "Begin the assessment",
        "Decide the level of care",
        "Ask who should be called in an emergency",
    ):
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


def test_the_gap_between_leaving_residential_care_and_the_first_session_is_counted():
    clinic = a_clinic()
    jo, today = clinic.keys["Jo"], timezone.localdate(timezone=ZoneInfo(clinic.program.time_zone))
    left = today - timedelta(days=5)
    begun = intake.begin(by=clinic.by, patient_id=jo, kind="first", at=NOON)
    typed = {("coming.comes_from", ""): ["residential"], ("coming.discharged_on", ""): [left.isoformat()]}
    intake.save(by=clinic.by, assessment_id=begun.id, section="coming", typed=typed, mark=uuid7(), at=NOON)
    client = signed_in_there(Client(), clinic)

    before = [words(client.get(page)) for page in (f"/patients/{jo}/", f"/patients/{jo}/handover/")]
    clinic.publish(a_week(), first_day=monday_of(today) - timedelta(days=14))
    after = words(client.get(f"/patients/{jo}/"))

    assert all("5 days without care so far" in shown for shown in before)
    assert all("no first session is planned yet" in shown for shown in before)
    assert "no first session is planned yet" not in after
    first = timetables.first_session(clinic.program, jo, since=left, today=today)
    assert first
    assert full_day(first) in after
