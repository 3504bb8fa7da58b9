# SPDX-License-Identifier: Apache-2.0
"""Staff read which rules apply, with their sources; what is not verified is marked."""

import re
from html import unescape

import pytest

from handrail.ground.program import actions as programs
from handrail.journey.timetable.tests.stored import a_clinic, signed_in

pytestmark = pytest.mark.django_db


def words(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_staff_read_the_rules_that_apply_with_their_sources(client):
    clinic = a_clinic()
    programs.change_site(by=clinic.by, site_id=clinic.program.site_id, state="TX")
    signed_in(client, clinic)

    page = words(client.get("/rules/"))

    assert "at least 9 hours a week, for adults" in page
    assert "at most 16 people" in page
    assert "26 TAC 564.901(b)" in page
    assert "Texas Medicaid" not in page


def test_what_was_not_read_in_its_source_is_marked(client):
    clinic = a_clinic()
    programs.change_program(by=clinic.by, program_id=clinic.program.id, packs=["us-tx"], rest_minutes=660)
    signed_in(client, clinic)

    page = words(client.get("/rules/"))

    assert re.search(r"within 5 days of service of admission.{0,300}to be verified", page)
    assert "11 hours of rest for staff between two days" in page
    assert "United States" not in page
