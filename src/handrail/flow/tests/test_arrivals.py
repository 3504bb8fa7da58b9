# SPDX-License-Identifier: Apache-2.0
"""From an inquiry to a patient: open times go round the week, booking and admitting are all or nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handrail.flow import arrivals, merge
from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import Span
from handrail.ground.people import queries as people
from handrail.ground.people.actions import staff
from handrail.ground.people.rules import Credential, Post, Role, Who
from handrail.ground.people.tests.make import NOON as FRIDAY
from handrail.ground.people.tests.make import a_colleague, a_patient, signed_in, words
from handrail.journey.admission import queries as admission
from handrail.journey.frontdoor import actions, queries
from handrail.journey.frontdoor.rules import danger
from handrail.journey.timetable import queries as timetable
from handrail.journey.timetable.tests.make import a_week
from handrail.journey.timetable.tests.stored import a_clinic

pytestmark = pytest.mark.django_db
NO = {one.key: "no" for one in danger.QUESTIONS}
MONDAY = datetime(2026, 11, 23, 14, tzinfo=UTC)  # 8:00 in Chicago


@pytest.fixture
def clinic():
    return a_clinic()


def intake(clinic, name: str = "Pia Intake") -> Who:
    key = a_colleague(clinic, name, Role.INTAKE)
    return Who(provider_id=clinic.by.provider_id, posts=frozenset({Post(Role.INTAKE, clinic.program.id)}), staff_id=key)


def licensed(clinic, name: str = "Ana", *spans: Span) -> Any:
    key = clinic.keys[name]
    staff.set_credentials(by=clinic.by, staff_id=key, credentials=[Credential("LPC")])
    if spans:
        staff.set_availability(by=clinic.by, staff_id=key, available=spans)
    return key


def screened(clinic, who, at=MONDAY, **values):
    made = actions.begin(
        by=who, program_id=clinic.program.id, way="web", caller="herself", at=at, answers=NO,
        values={"name": "Kim Novak", "phone": "214-555-0142"} | values,
    )  # fmt: skip
    actions.screen(by=who, inquiry_id=made, at=at)
    return made


def test_only_who_is_licensed_is_offered_and_only_in_her_hours(clinic):
    assert arrivals.openings(clinic.program, minutes=60, at=MONDAY) == []

    ana = licensed(clinic, "Ana", Span(0, 9 * 60, 12 * 60))
    found = arrivals.openings(clinic.program, minutes=60, at=MONDAY)

    assert {slot.staff_id for slot in found} == {ana}
    assert [slot.start.hour for slot in found[:2]] == [15, 15]
    assert len(found) == 5 * 3  # from nine to eleven in half hours, on three Mondays


def test_the_dated_week_and_what_is_booked_are_gone_round(clinic):
    ana = licensed(clinic)
    free = arrivals.openings(clinic.program, minutes=30, at=MONDAY)
    clinic.publish(a_week())
    round_it = arrivals.openings(clinic.program, minutes=30, at=MONDAY)
    held = timetable.meetings(clinic.program, date(2026, 11, 23), date(2026, 12, 7), clinician=ana)

    assert held
    assert len(round_it) < len(free)
    for slot in round_it:
        assert not any(slot.start < one.ends_at and one.starts_at < slot.end for one in held if slot.staff_id == ana)

    who = intake(clinic)
    slot = round_it[0]
    arrivals.book(by=who, program=clinic.program, inquiry_id=screened(clinic, who), slot=slot, mode="phone", at=MONDAY)
    again = arrivals.openings(clinic.program, minutes=30, at=MONDAY)
    assert not any(slot.start < one.end and one.start < slot.end for one in again if one.staff_id == slot.staff_id)


def test_the_questions_asked_for_open_times_do_not_grow_with_what_is_booked(clinic):
    who = intake(clinic)
    licensed(clinic)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            arrivals.openings(clinic.program, minutes=30, at=MONDAY)
        return len(caught)

    few = asked()
    for n in range(4):
        slot = arrivals.openings(clinic.program, minutes=30, at=MONDAY)[0]
        made = screened(clinic, who, name=f"Kim {n}")
        arrivals.book(by=who, program=clinic.program, inquiry_id=made, slot=slot, mode="phone", at=MONDAY)
    assert asked() == few


def test_whether_48_hours_could_be_offered_is_kept_from_the_first_booking(clinic):
    who, _ana = intake(clinic), licensed(clinic, "Ana", Span(4, 9 * 60, 12 * 60))
    made = screened(clinic, who)
    first, *_rest, last = arrivals.openings(clinic.program, minutes=30, at=MONDAY)
    for slot in (last, first):
        arrivals.book(by=who, program=clinic.program, inquiry_id=made, slot=slot, mode="phone", at=MONDAY)

    (line,) = queries.lines([clinic.program.id], since=MONDAY, until=MONDAY + timedelta(days=1))

    assert line.first_slot_at == first.start  # Friday: more than 48 hours


def test_admitting_makes_a_patient_with_her_phone_and_the_hours_she_painted(clinic):
    who, _ana = intake(clinic), licensed(clinic)
    made = screened(clinic, who, life="mon-fri 08:30-16:30 work\ntue 17:00-18:00 school run")
    slot = arrivals.openings(clinic.program, minutes=30, at=MONDAY)[0]
    arrivals.book(by=who, program=clinic.program, inquiry_id=made, slot=slot, mode="phone", at=MONDAY)
    actions.hold(by=who, inquiry_id=made, at=slot.start)
    values = {"name": "Kim Novak", "birth_date": date(1990, 5, 17), "phone": "214-555-0142"}

    patient = arrivals.admit(by=who, inquiry_id=made, program_id=clinic.program.id, values=values, at=slot.start)

    found = queries.inquiry(made)
    assert found
    assert (found.state.step, found.patient_id) == ("admitted", patient.id)
    assert set(timetable.reasons(clinic.program)[patient.id]) == {"work", "school run"}
    packet = admission.packet(patient.id)
    assert packet
    assert packet.admitted_at == slot.start


def test_who_was_not_assessed_is_not_admitted_and_leaves_no_patient(clinic):
    who = intake(clinic)
    made = screened(clinic, who)
    before = len(people.patients(clinic.program.id))

    with pytest.raises(Refused):
        arrivals.admit(
            by=who, inquiry_id=made, program_id=clinic.program.id, at=MONDAY,
            values={"name": "Kim Novak", "birth_date": date(1990, 5, 17)},
        )  # fmt: skip

    assert len(people.patients(clinic.program.id)) == before


def test_the_inquiry_follows_a_patient_who_was_there_twice(clinic):
    who, _ana = intake(clinic), licensed(clinic)
    made = screened(clinic, who)
    slot = arrivals.openings(clinic.program, minutes=30, at=MONDAY)[0]
    arrivals.book(by=who, program=clinic.program, inquiry_id=made, slot=slot, mode="phone", at=MONDAY)
    actions.hold(by=who, inquiry_id=made, at=slot.start)
    values = {"name": "Kim Novak", "birth_date": date(1990, 5, 17)}
    twice = arrivals.admit(by=who, inquiry_id=made, program_id=clinic.program.id, values=values, at=slot.start)
    kept = a_patient(clinic, "Kim Novak")

    merge.merge_patients(by=clinic.by, kept=kept.id, merged=twice.id, at=FRIDAY)

    found = queries.inquiry(made)
    assert found
    assert found.patient_id == kept.id


def test_the_pages_book_move_and_admit(clinic):
    who, _ana = intake(clinic), licensed(clinic)
    ana = signed_in(clinic, who.staff_id)
    made = screened(clinic, who, at=timezone.now())
    page = ana.get(reverse("inquiry-book", args=[made]))
    key = page.context["days"][0].choices[0].key

    nothing = ana.post(reverse("inquiry-book", args=[made]), {"slot": "soon", "mode": "phone"})
    booked = ana.post(reverse("inquiry-book", args=[made]), {"slot": key, "mode": "phone", "minutes": "60"})
    gone = ana.post(reverse("inquiry-book", args=[screened(clinic, who, at=timezone.now(), name="Eve")]), {
        "slot": key, "mode": "phone", "minutes": "60",
    })  # fmt: skip
    missed = ana.post(reverse("inquiry-assessment", args=[made]), {"became": "missed"}, follow=True)

    assert (nothing.status_code, booked.status_code, gone.status_code) == (422, 302, 422)
    assert "Choose a time first" in words(nothing)
    assert "no longer free" in words(gone)
    assert "Book the assessment" in words(missed)


def test_without_anyone_licensed_the_page_says_what_to_do(clinic):
    who = intake(clinic)
    made = screened(clinic, who, at=timezone.now())

    page = signed_in(clinic, who.staff_id).get(reverse("inquiry-book", args=[made]))

    assert "No time is open" in words(page)
