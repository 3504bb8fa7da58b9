# SPDX-License-Identifier: Apache-2.0
"""Staff's first page, and the record as the privacy officer reads it."""

import pytest
from django.utils import timezone

from handrail.ground.kit.days import monday_of
from handrail.ground.people.rules import Role
from handrail.journey.timetable import access, actions
from handrail.journey.timetable.tests.make import a_week
from handrail.journey.timetable.tests.stored import a_clinic, signed_in

pytestmark = pytest.mark.django_db


def test_a_counselor_begins_with_the_groups_of_the_day(client):
    clinic = a_clinic()
    clinic.publish(a_week(), first_day=monday_of(timezone.localdate()))

    page = signed_in(client, clinic, Role.COUNSELOR).get("/").content.decode()

    assert "No session of yours today" in page


def test_the_first_page_shows_the_groups_of_the_date_and_none_on_a_closed_one(client, monkeypatch):
    clinic = a_clinic()
    monday = monday_of(timezone.localdate())
    clinic.publish(a_week(), first_day=monday)
    monkeypatch.setattr(access, "today_at", lambda _program: monday)
    signed_in(client, clinic, Role.DIRECTOR)

    as_it_stands = client.get("/").content.decode()
    actions.close(by=clinic.by, program=clinic.program, first_day=monday, last_day=monday, words="Holiday")
    closed = client.get("/").content.decode()

    assert "Groups today" in as_it_stands
    assert "Lecture" in as_it_stands
    assert "No group meets today" not in as_it_stands
    assert "No group meets today" in closed


def test_before_there_is_a_week_the_first_page_says_so(client):
    page = signed_in(client, a_clinic(), Role.COUNSELOR).get("/").content.decode()

    assert "No week is in force yet" in page


def test_the_privacy_officer_reads_who_did_what_and_saves_it(client):
    clinic = a_clinic()
    signed_in(client, clinic, Role.PRIVACY, everywhere=True)

    page = client.get(f"/record/?patient={clinic.keys['Jo']}").content.decode()
    saved = b"".join(client.get("/record/export/").streaming_content).decode()

    assert "patient.admitted" in page
    assert "Who looked at this chart" in page
    assert "Jo Reyes" not in saved
    assert "patient.admitted" in saved


def test_a_search_that_makes_no_sense_finds_nothing_and_says_why(client):
    signed_in(client, a_clinic(), Role.PRIVACY, everywhere=True)

    page = client.get("/record/?patient=nobody").content.decode()

    assert "No line fits" in page
    assert "UUID" in page


def test_looking_at_the_record_is_on_record(client):
    signed_in(client, a_clinic(), Role.PRIVACY, everywhere=True)
    client.get("/record/")

    assert "record.looked" in client.get("/record/").content.decode()
