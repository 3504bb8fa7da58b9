# SPDX-License-Identifier: Apache-2.0
"""Whoever waits and becomes a patient, or turns out to be one already, keeps her place and the seats held for her."""

from datetime import timedelta

import pytest

from handrail.flow import arrivals, merge
from handrail.journey.frontdoor import actions as frontdoor
from handrail.journey.frontdoor.rules.slots import Slot
from handrail.journey.timetable import actions as timetable
from handrail.journey.timetable import queries as weeks
from handrail.journey.timetable.tests.stored import MONDAY, NOON
from handrail.journey.waiting.tests.make import BEFORE, Desk

pytestmark = pytest.mark.django_db


def test_an_inquiry_that_waits_and_is_admitted_keeps_her_place_and_her_seats():
    desk = Desk()
    desk.inquiry_waits()
    (lou,) = desk.listed()
    _assessed(desk, lou.inquiry_id)
    frontdoor.wait(by=desk.ana, inquiry_id=lou.inquiry_id, at=NOON)
    _hold_for_inquiry(desk, lou.inquiry_id)

    made = arrivals.admit(
        by=desk.ana, inquiry_id=lou.inquiry_id, program_id=desk.program.id, at=NOON,
        values={"name": "Lou Marsh", "birth_date": NOON.date().replace(year=1990), "mode": "in_person"},
    )  # fmt: skip

    (lou,) = desk.listed()
    assert (lou.patient_id, lou.since, lou.due) == (made.id, BEFORE, NOON + timedelta(days=7))
    (held,) = weeks.holds(desk.program, at=NOON)
    assert (held.subject, held.patient) == (made.id, made.id)


def _assessed(desk: Desk, inquiry) -> None:
    soon = NOON + timedelta(hours=2)
    slot = Slot(soon, soon + timedelta(hours=1), desk.ana.staff_id)
    frontdoor.book(by=desk.ana, inquiry_id=inquiry, slot=slot, offered=[slot], mode="phone", at=NOON)
    frontdoor.hold(by=desk.ana, inquiry_id=inquiry, at=soon)


def _hold_for_inquiry(desk: Desk, inquiry) -> None:
    running = weeks.running(desk.program, first_day=MONDAY, at=NOON)
    entry = weeks.entry_for(running, desk.asked())
    best = weeks.weeks(running, entry)[0]
    timetable.hold(by=desk.ana, program=desk.program, subject=inquiry, entry=entry, places=best.places,
                   first_day=MONDAY, at=NOON)  # fmt: skip


def test_two_entries_of_one_person_are_one_wait_with_the_longer_time():
    desk = Desk()
    desk.patient_waits("Eve", at=NOON)
    desk.patient_waits("Kim", at=BEFORE)
    desk.hold("Kim")

    merge.merge_patients(by=desk.ana, kept=desk.keys["Eve"], merged=desk.keys["Kim"], at=NOON)

    (eve,) = desk.listed()
    assert (eve.name, eve.since) == ("Eve Novak", BEFORE)
    (held,) = weeks.holds(desk.program, at=NOON)
    assert (held.subject, held.patient) == (desk.keys["Eve"], desk.keys["Eve"])
