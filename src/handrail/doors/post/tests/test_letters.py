# SPDX-License-Identifier: Apache-2.0
"""Letters say days and times and nothing else; they are kept as they were given."""

import io
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from handrail.ground.kit.days import monday_of
from handrail.ground.people import actions as people
from handrail.ground.people.actions.patients import edit_patient
from handrail.ground.people.rules import Role
from handrail.ground.post import queries
from handrail.ground.post.rules import days_told
from handrail.ground.program.actions import set_letterhead
from handrail.ground.record.queries import Search, lines
from handrail.journey.timetable.tests.make import a_problem, a_week
from handrail.journey.timetable.tests.stored import PASSWORD, a_clinic, as_account, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LAST_WEEK = monday_of(timezone.localdate()) - timedelta(days=7)
TELLING = ("recover", "treat", "addict", "counsel", "therap", "process", "lecture", "talk", "group", "LPC", "clinic")


@pytest.fixture
def clinic():
    """Ana, a licensed counselor, is on Jo's team."""
    made = a_clinic(a_problem())
    made.publish(a_week(), first_day=LAST_WEEK)
    people.join_team(
        by=made.by, patient_id=made.keys["Jo"], staff_id=made.keys["Ana"], at=timezone.now(), is_counselor=True
    )
    set_letterhead(by=made.by, lines=["Oak House", "12 Elm Street, Dallas"])
    return made


@pytest.fixture
def ana(clinic):
    key = people.open_account(by=clinic.by, email="ana@x.example", password=PASSWORD, staff_id=clinic.keys["Ana"])
    return as_account(Client(), key)


def path(clinic, kind="", who="Jo"):
    return f"/patients/{clinic.keys[who]}/letters/{f'{kind}/' if kind else ''}"


def sign(client, clinic, kind="attendance", days=None, to="HR, Bakery"):
    span = f"?first={LAST_WEEK}&last={LAST_WEEK + timedelta(days=6)}" if kind == "attendance" else ""
    days = [LAST_WEEK.isoformat()] if days is None else days
    return client.post(path(clinic, kind) + span, {"to": to, "days": days})


def text(client, clinic):
    (letter, *_older) = queries.letters(clinic.keys["Jo"])
    answer = client.get(f"{path(clinic)}{letter.id}/")
    assert sha256(answer.content).hexdigest() == letter.digest
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def test_an_attendance_letter_says_when_she_was_there_and_nothing_that_tells(clinic, ana):
    assert sign(ana, clinic).status_code == 302

    said = text(ana, clinic)

    assert "Oak House" in said
    assert "HR, Bakery" in said
    assert "Jo Reyes was here for appointments" in said
    assert f"{LAST_WEEK:%A, %B} {LAST_WEEK.day}, {LAST_WEEK.year}" in said
    assert "10:00 AM – 12:30 PM" in said
    assert "Ana Beltrán, for Oak House" in said
    assert not any(word.lower() in said.lower() for word in TELLING)


def test_only_the_days_that_were_ticked_are_told(clinic, ana):
    wednesday = LAST_WEEK + timedelta(days=2)
    sign(ana, clinic, days=[wednesday.isoformat()])

    said = text(ana, clinic)

    assert f"{wednesday:%A}" in said
    assert f"{LAST_WEEK:%A}, " not in said.replace(f"{timezone.localdate():%A}", "")


def test_the_schedule_says_the_coming_times(clinic, ana):
    page = ana.get(path(clinic, "schedule")).content.decode()
    coming = monday_of(timezone.localdate()) + timedelta(days=7)
    assert f"{coming:%A, %B} {coming.day}" in page

    sign(ana, clinic, "schedule", days=[coming.isoformat()])

    said = text(ana, clinic)
    assert "has appointments here at these times" in said
    assert not any(word.lower() in said.lower() for word in TELLING)


def test_the_legal_name_stands_on_a_letter(clinic, ana):
    edit_patient(by=clinic.by, patient_id=clinic.keys["Jo"], values={"legal_name": "Joséphine Reyes"})
    sign(ana, clinic)

    assert "Joséphine Reyes was here" in text(ana, clinic)


def test_days_that_were_not_hers_or_are_still_to_come_cannot_be_confirmed(clinic, ana):
    tuesday, ahead = LAST_WEEK + timedelta(days=1), monday_of(timezone.localdate()) + timedelta(days=14)

    for day in (tuesday, ahead):
        assert sign(ana, clinic, days=[day.isoformat()]).status_code == 422
    assert queries.letters(clinic.keys["Jo"]) == []


def test_a_letter_says_to_whom_and_at_least_one_day(clinic, ana):
    assert sign(ana, clinic, days=[]).status_code == 422
    assert sign(ana, clinic, to="").status_code == 422


def test_before_there_is_a_letterhead_no_letter_is_given(clinic, ana):
    set_letterhead(by=clinic.by, lines=[])

    assert sign(ana, clinic).status_code == 422
    assert "First your organization needs a letterhead" in ana.get(path(clinic)).content.decode()


def test_whoever_is_not_on_her_team_signs_nothing(clinic):
    stranger = signed_in(Client(), clinic, Role.COUNSELOR)

    assert stranger.get(path(clinic)).status_code == 404
    assert sign(stranger, clinic).status_code == 404


def test_a_letter_and_each_look_at_it_are_on_record(clinic, ana):
    sign(ana, clinic)
    text(ana, clinic)

    for did in ("letter.given", "letter.looked"):
        (line,) = lines(clinic.by.provider_id, Search(did=did))
        assert line.patient_id == clinic.keys["Jo"]


def test_the_list_of_letters_asks_no_more_often_with_more_of_them(clinic, ana):
    sign(ana, clinic)
    ana.get(path(clinic))
    before = len(_queries(ana, clinic))
    sign(ana, clinic)
    sign(ana, clinic)

    assert len(_queries(ana, clinic)) == before


def _queries(client, clinic):
    with CaptureQueriesContext(connection) as held:
        client.get(path(clinic))
    return held.captured_queries


def test_two_meetings_with_a_short_pause_are_one_stretch_of_a_day():
    at = timezone.now().replace(hour=10, minute=0)

    def told(pause):
        second = at + timedelta(minutes=60 + pause)
        return [day.times for day in days_told([(at, at + timedelta(hours=1)), (second, second + timedelta(hours=1))])]

    assert told(30) == [((at, at + timedelta(minutes=150)),)]
    assert len(told(31)[0]) == 2
