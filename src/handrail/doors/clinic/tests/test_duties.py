# SPDX-License-Identifier: Apache-2.0
from datetime import date, timedelta

import pytest

from handrail.doors.clinic import duties
from handrail.ground.people.actions import staff
from handrail.ground.people.rules import Credential, Post, Role, Who
from handrail.journey.timetable.tests.stored import a_clinic, signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


def someone(clinic, role: Role) -> Who:
    return Who(provider_id=clinic.by.provider_id, posts=frozenset({Post(role)}), staff_id=clinic.keys["Ana"])


def test_a_licence_that_has_run_out_waits_for_whoever_keeps_the_staff_and_for_nobody_else():
    clinic = a_clinic()
    ends = [Credential("LPC", "1", TODAY - timedelta(days=1)), Credential("RN", "2", TODAY + timedelta(days=9))]
    staff.set_credentials(by=clinic.by, staff_id=clinic.keys["Ana"], credentials=ends)

    found = duties.of(someone(clinic, Role.DIRECTOR), clinic.program, TODAY)

    assert [(one.words, one.tone) for one in found] == [
        ("1 licence has run out", "danger"), ("1 licence runs out soon", "soon"),
    ]  # fmt: skip
    assert duties.of(someone(clinic, Role.COUNSELOR), clinic.program, TODAY) == []


def test_a_chart_opened_with_a_reason_waits_for_the_privacy_officer_on_the_first_page(client):
    clinic = a_clinic()
    signed_in(client, clinic, Role.COUNSELOR)
    client.post(f"/patients/{clinic.keys['Jo']}/open/", {"reason": "emergency"})

    page = signed_in(client, clinic, Role.PRIVACY, everywhere=True).get("/").content.decode()

    assert "1 chart was opened with a reason" in page
    assert "Jo" not in page


def test_before_there_is_a_program_there_is_one_thing_to_do():
    clinic = a_clinic()

    (found,) = duties.of(someone(clinic, Role.DIRECTOR), None, TODAY)

    assert found.words == "Set up your first program"
