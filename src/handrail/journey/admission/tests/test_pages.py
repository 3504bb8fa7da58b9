# SPDX-License-Identifier: Apache-2.0
"""The pages of admission papers: what they say, what is typed there, and for whom they open."""

import pytest
from django.urls import reverse

from handrail.ground.people.rules import Role
from handrail.ground.people.tests.make import a_patient, a_place, as_role, words
from handrail.journey.admission import actions, queries
from handrail.journey.admission.tests.make import CARD, FRIDAY, opened, pilar, signed

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def place():
    return a_place()


@pytest.fixture
def intake(place):
    return as_role(place, Role.INTAKE)


def test_papers_are_opened_signed_and_insured_on_the_pages(place, intake):
    by = pilar(place)
    patient, packet = opened(place, by)
    papers, card = reverse("admission:papers", args=[patient]), reverse("admission:insurance", args=[patient, 1])
    form = reverse("admission:sign", args=[patient, "privacy"])
    digest = queries.wording("privacy", place.program).digest
    told = {"digest": digest, "way": "here", "role": "patient", "name": "Jo Reyes"}

    unread = intake.post(form, told)
    intake.post(form, told | {"read": "on"})
    intake.post(card, {"kind": "commercial", "payer": "Bluebonnet", "member_id": "B1", "relation": "self",
                       "starts_on": "2026-01-01", "holder": "left over"})  # fmt: skip

    assert "Please read it first" in words(unread)
    assert [one.wording.form for one in queries.signatures(packet)] == ["privacy"]
    assert queries.insurances(patient)[0].policy.holder == ""
    shown = words(intake.get(papers))
    assert "Missing: a phone number or an e-mail address, an address" in shown
    assert "Our own suggestion" in shown
    assert "B1" in shown
    assert "left over" not in shown


def test_a_signed_form_is_read_word_for_word_and_struck_with_a_reason(place, intake):
    by = pilar(place)
    patient, packet = opened(place, by)
    page = reverse("admission:signed", args=[patient, signed(place, by, packet)])

    read = words(intake.get(page))
    silent = intake.post(page, {"because": ""}, follow=True)
    intake.post(page, {"because": "Wrong person."})

    assert "I agree to be treated at Lakeside." in read
    assert "Pilar Donahue, LPC" in read
    assert "Say what is wrong with it." in words(silent)
    assert "Wrong person." in words(intake.get(page))


def test_a_day_of_admission_opens_the_papers_of_somebody_who_has_none(place, intake):
    patient = a_patient(place).id
    page = reverse("admission:papers", args=[patient])

    assert "No papers were opened yet" in words(intake.get(page))
    intake.post(page, {"admitted_on": "2026-11-20"})

    assert queries.packet(patient).admitted_at == FRIDAY


@pytest.mark.parametrize("day", ["", "yesterday", "2026-13-01"])
def test_a_day_of_admission_that_is_none_opens_nothing_and_is_asked_for_again(place, intake, day):
    patient = a_patient(place).id

    answer = intake.post(reverse("admission:papers", args=[patient]), {"admitted_on": day}, follow=True)

    assert answer.status_code == 200
    assert "Write the day of admission." in answer.content.decode()
    assert queries.packet(patient) is None


def test_the_list_says_who_is_late_first(place, intake):
    by = pilar(place)
    opened(place, by, name="Jo Reyes")

    shown = words(intake.get(reverse("admission:worklist")))

    assert "Papers of 1 person are late" in shown  # by the clock of the page, days after that Friday
    assert "Jo Reyes" in shown


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.NURSE, Role.BILLING, Role.ADMINISTRATOR])
def test_who_neither_does_intake_nor_is_on_the_team_finds_no_papers(place, role):
    by = pilar(place)
    patient, packet = opened(place, by)
    actions.insure(by=by, patient_id=patient, place=1, policy=CARD, at=FRIDAY)
    client, made = as_role(place, role), signed(place, by, packet)
    pages = [("papers", []), ("insurance", [1]), ("sign", ["privacy"]), ("signed", [made])]

    for name, more in pages:
        url = reverse(f"admission:{name}", args=[patient, *more])
        assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)
