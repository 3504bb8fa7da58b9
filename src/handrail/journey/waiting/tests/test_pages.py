# SPDX-License-Identifier: Apache-2.0
"""The waiting list in the browser: from a caller nothing fits, onto the list, to the top of it."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handrail.ground.people.rules import Role
from handrail.journey.frontdoor import queries as inquiries
from handrail.journey.timetable import queries as weeks
from handrail.journey.timetable.tests.make import a_week
from handrail.journey.timetable.tests.stored import signed_in
from handrail.journey.waiting import actions, queries
from handrail.journey.waiting.tests.make import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    made = Desk()
    made.clinic.publish(a_week(), first_day=this_monday())
    return made


@pytest.fixture
def intake(client, desk):
    return signed_in(client, desk.clinic, Role.INTAKE)


def this_monday() -> date:
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def look(desk: Desk, at: datetime | None = None) -> None:
    actions.try_program(desk.program, at=at or timezone.now())


def fit_form(desk: Desk, inquiry, **but):
    told = {f"order-{desk.keys[name]}": "1" for name in ("process", "lecture", "talk")}
    told |= {"inquiry": str(inquiry), "mode": "in_person", "travel_minutes": "20", "busy-reason": "work"}
    return told | {"busy-exact-TOTAL_FORMS": "0", "busy-exact-INITIAL_FORMS": "0"} | but


def sent_on(page, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page.content.decode())
    assert found, f"no {name} on this page"
    return found[1]


def test_a_caller_whom_nothing_fits_goes_onto_the_list_and_to_its_top_when_a_seat_opens(desk, intake):
    inquiry = desk.inquiry(values={"name": "Lou Marsh", "life": "mon-fri 08:00-12:00 work: Bank"})
    begun = intake.get(reverse("inquiry-fit", args=[inquiry]), follow=True)
    assert "What week could Lou Marsh have?" in words(begun)
    busy = [f"{day}-{start}-work" for day in range(5) for start in range(480, 720, 30)]

    answer = intake.post(reverse("timetable:fit"), fit_form(desk, inquiry, busy=busy))
    assert "Most of it fits, not all" in words(answer)
    listed = intake.post(
        reverse("wait"), {"inquiry": str(inquiry), "asked": sent_on(answer, "asked")}, follow=True
    )  # fmt: skip

    assert "Some of it fits, not all" in words(listed)
    assert "Mon – Fri 8:00 am – 12:00 pm" in words(listed)
    assert inquiries.inquiry(inquiry).texts["life"] == "mon-fri 08:00-12:00 work: Bank", "what she calls it stays"
    actions.begin(by=desk.ana, program=desk.program, inquiry=inquiry, asked=desk.asked(), at=timezone.now())
    look(desk)
    assert "A week fits 1 person now" in words(intake.get(reverse("waiting:list")))
    assert "A week fits 1 person who waits" in words(intake.get("/"))
    assert "Offer the week that fits now" in words(intake.get(reverse("frontdoor:board")))


def test_from_the_list_the_seats_are_held_for_whoever_waits(desk, intake):
    desk.inquiry_waits()
    look(desk)
    listed = intake.get(reverse("waiting:list"))

    weeks_page = intake.post(
        reverse("timetable:fit"), {"inquiry": sent_on(listed, "inquiry"), "asked": sent_on(listed, "asked")}
    )
    intake.post(reverse("timetable:hold"), {"offer": sent_on(weeks_page, "offer")})

    (held,) = weeks.holds(desk.program, at=timezone.now())
    (lou,) = queries.waiting([desk.program], at=timezone.now())
    assert held.subject == lou.inquiry_id
    assert held.words == "Lou Marsh"


def test_a_patient_is_put_on_the_list_from_the_page_of_her_weeks(desk, intake):
    intake.get(reverse("timetable:fit-person", args=[desk.keys["Eve"]]))

    listed = intake.post(reverse("wait"), {"patient": str(desk.keys["Eve"])}, follow=True)

    assert "Eve Novak" in words(listed)
    assert "Their whole week is open now" in words(listed)


def test_what_is_done_on_the_list_is_seen_on_it(desk, intake):
    wait = desk.patient_waits("Eve", at=timezone.now() - timedelta(days=9))
    assert "call late by" in words(intake.get(reverse("waiting:list")))
    assert "1 patient on the waiting list is owed a call" in words(intake.get("/"))

    talked = intake.post(reverse("waiting:talk", args=[wait]), {"came_of": "reached", "words": ""}, follow=True)
    offered = intake.post(reverse("waiting:support", args=[wait]), {"offered": ["naloxone"]}, follow=True)
    unsaid = intake.post(reverse("waiting:end", args=[wait]), {"because": ""}, follow=True)

    assert "call late by" not in words(talked)
    assert "Offered naloxone" in words(offered)
    assert "Eve Novak" in words(unsaid), "nobody leaves without a reason"
    gone = intake.post(reverse("waiting:end", args=[wait]), {"because": "not_now"}, follow=True)
    assert "Nobody waits for a week" in words(gone)
    assert intake.post(reverse("waiting:talk", args=[wait]), {"came_of": "reached"}).status_code == 404


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"inquiry": "nonsense", "asked": "x"},
        {"patient": "nonsense"},
        {"inquiry": "01a214cb-9235-7550-9a0d-bd66619e00d7", "asked": "x"},
    ],
)
def test_what_names_nobody_puts_nobody_on_the_list(desk, intake, told):
    assert intake.post(reverse("wait"), told).status_code == 404
    assert queries.waiting([desk.program], at=timezone.now()) == []


def test_an_old_or_changed_page_is_asked_for_anew(desk, intake):
    inquiry = desk.inquiry()

    answer = intake.post(reverse("wait"), {"inquiry": str(inquiry), "asked": "made-up:1"}, follow=True)

    assert "This page is too old" in words(answer)
    assert queries.waiting([desk.program], at=timezone.now()) == []


def test_the_list_asks_as_many_questions_for_many_as_for_one(desk, intake):
    desk.inquiry_waits()
    desk.patient_waits("Eve")
    look(desk)
    intake.get(reverse("waiting:list"))
    with CaptureQueriesContext(connection) as few:
        intake.get(reverse("waiting:list"))
    for n in range(4):
        desk.inquiry_waits(values={"name": f"Lou {n}"})
    desk.patient_waits("Kim")
    look(desk)
    with CaptureQueriesContext(connection) as many:
        intake.get(reverse("waiting:list"))

    assert len(many) <= len(few)


def test_no_one_of_another_house_sees_or_changes_a_wait(desk, client):
    wait = desk.patient_waits("Eve")
    other = Desk()
    stranger = signed_in(client, other.clinic, Role.INTAKE)

    assert "Eve Novak" not in words(stranger.get(reverse("waiting:list"))).replace("patients", "")
    assert stranger.post(reverse("waiting:end", args=[wait]), {"because": "not_now"}).status_code == 404
