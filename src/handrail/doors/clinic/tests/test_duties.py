# SPDX-License-Identifier: Apache-2.0
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handrail.doors.clinic import duties
from handrail.ground.people.actions import invite, staff
from handrail.ground.people.rules import Credential, Post, Role, Who
from handrail.journey.admission import actions as admission
from handrail.journey.placement import queries as placement
from handrail.journey.placement.tests.make import a_counselor, a_signed_one
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


def test_papers_that_are_late_wait_for_intake_and_soon_ones_are_told_apart():
    clinic, now = a_clinic(), timezone.now()
    for who, then in (("Jo", now - timedelta(days=9)), ("Eve", now)):
        admission.open_packet(by=clinic.by, patient_id=clinic.keys[who], admitted_at=then, at=now)

    found = duties.of(someone(clinic, Role.INTAKE), clinic.program, TODAY)

    assert [(one.words, one.url) for one in found] == [
        ("Papers of 1 admission are late", reverse("admission:worklist")),
        ("Papers of 1 admission are due soon", reverse("admission:worklist")),
    ]
    assert duties.of(someone(clinic, Role.COUNSELOR), clinic.program, TODAY) == []


def test_a_chart_opened_with_a_reason_waits_for_the_privacy_officer_on_the_first_page(client):
    clinic = a_clinic()
    signed_in(client, clinic, Role.COUNSELOR)
    client.post(f"/patients/{clinic.keys['Jo']}/open/", {"reason": "emergency"})

    page = signed_in(client, clinic, Role.PRIVACY, everywhere=True).get("/").content.decode()

    assert "1 chart was opened with a reason" in page
    assert "Jo" not in page


def test_a_level_of_care_to_be_judged_again_waits_for_her_clinicians_and_leads_to_the_first():
    clinic = a_clinic()
    jo, mia = clinic.keys["Jo"], clinic.keys["Mia"]
    ana = a_counselor(clinic, jo)
    a_signed_one(ana, jo)
    a_signed_one(a_counselor(clinic, mia, "Ben Okafor"), mia)
    due = placement.reviews_due(clinic.program.id, until=date.max)[0][1]

    def told(who, on):
        return [(one.words, one.tone, one.url) for one in duties.levels_to_review(who, clinic.program, on)]

    page = reverse("placement:level", args=[jo])
    assert told(ana, due - timedelta(days=8)) == []
    assert told(ana, due - timedelta(days=7)) == [("1 level-of-care review is due within a week", "soon", page)]
    assert told(ana, due) == [("1 level-of-care review is due within a week", "soon", page)]
    assert told(ana, due + timedelta(days=1)) == [("1 level-of-care review is late", "danger", page)]
    everyones = told(someone(clinic, Role.DIRECTOR), due + timedelta(days=1))
    assert [words for words, _, _ in everyones] == ["2 level-of-care reviews are late"]
    assert told(someone(clinic, Role.BILLING), due) == []


def test_a_level_judged_again_is_due_once():
    clinic = a_clinic()
    ana = a_counselor(clinic, clinic.keys["Jo"])
    a_signed_one(ana, clinic.keys["Jo"])
    a_signed_one(ana, clinic.keys["Jo"])

    assert len(placement.reviews_due(clinic.program.id, until=date.max)) == 1


def test_what_an_intern_signed_waits_for_a_counselor_on_that_team_and_for_the_director():
    clinic = a_clinic()
    jo = clinic.keys["Jo"]
    made = a_signed_one(a_counselor(clinic, jo, "Ines Intern", Role.INTERN), jo)
    ana, ben = a_counselor(clinic, jo), a_counselor(clinic, clinic.keys["Mia"], "Ben Okafor")

    found = list(duties.to_sign_too(ana, clinic.program, TODAY))

    expected = ("1 level of care waits for your signature", reverse("placement:show", args=[jo, made]))
    assert [(one.words, one.url) for one in found] == [expected]
    assert len(list(duties.to_sign_too(someone(clinic, Role.DIRECTOR), clinic.program, TODAY))) == 1
    assert list(duties.to_sign_too(ben, clinic.program, TODAY)) == []
    assert placement.reviews_due(clinic.program.id, until=date.max) == [], "before that it is not in force"


def test_what_waits_is_found_with_as_many_questions_for_three_as_for_one(django_assert_num_queries):
    clinic = a_clinic()
    director = someone(clinic, Role.DIRECTOR)
    a_signed_one(a_counselor(clinic, clinic.keys["Jo"]), clinic.keys["Jo"])
    with CaptureQueriesContext(connection) as asked:
        duties.of(director, clinic.program, TODAY)
    for name in ("Mia", "Eve"):
        a_signed_one(a_counselor(clinic, clinic.keys[name], f"One for {name}"), clinic.keys[name])

    with django_assert_num_queries(len(asked)):
        duties.of(director, clinic.program, TODAY)


def test_an_invitation_nobody_took_up_waits_for_whoever_keeps_the_staff():
    clinic = a_clinic()
    director = someone(clinic, Role.DIRECTOR)
    invite(by=director, email="ben@x.example", staff_id=clinic.keys["Ben"], at=timezone.now())

    assert "1 invitation has not been taken up yet" in [one.words for one in duties.of(director, clinic.program, TODAY)]


@pytest.mark.parametrize(
    ("role", "places"),
    [(Role.BILLING, ["Charts", "Staff"]), (Role.ADMINISTRATOR, ["Staff", "Rules", "Set-up", "Messages"])],
)
def test_who_has_no_week_to_see_is_told_where_her_work_is(client, role, places):
    clinic = a_clinic()

    page = signed_in(client, clinic, role, everywhere=True).get("/").content.decode()

    assert [name for name in places if f"<strong>{name}</strong>" not in page] == []


def test_before_there_is_a_program_there_is_one_thing_to_do():
    clinic = a_clinic()

    (found,) = duties.of(someone(clinic, Role.DIRECTOR), None, TODAY)

    assert found.words == "Set up your first program"
