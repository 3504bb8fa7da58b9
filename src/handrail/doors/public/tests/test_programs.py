# SPDX-License-Identifier: Apache-2.0
"""The page of a program: shown only if it is meant to be, with nobody's name who did not agree."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from handrail.doors.public.programs import address_of, openings, times
from handrail.ground.people import actions as people
from handrail.ground.people.rules import Post, Role
from handrail.ground.program import actions as programs
from handrail.ground.program import queries
from handrail.journey.timetable import queries as weeks
from handrail.journey.timetable.actions import holds as actions
from handrail.journey.timetable.queries.public import groups_held
from handrail.journey.timetable.tests.make import a_week
from handrail.journey.timetable.tests.stored import MONDAY, NOON, Clinic, a_clinic

pytestmark = pytest.mark.django_db


def a_public_clinic(**how: object) -> Clinic:
    clinic = a_clinic()
    programs.change_program(by=clinic.by, program_id=clinic.program.id, is_public=True, **how)
    return clinic


def page_of(clinic: Clinic) -> str:
    return f"/programs/{address_of(clinic.program)}/"


def test_a_program_is_shown_only_when_everyone_may_read_about_it(client: Client):
    clinic = a_clinic()

    assert client.get(page_of(clinic)).status_code == 404
    assert page_of(clinic) not in client.get("/programs/").content.decode()
    programs.change_program(by=clinic.by, program_id=clinic.program.id, is_public=True)
    assert client.get(page_of(clinic)).status_code == 200
    assert page_of(clinic) in client.get("/programs/").content.decode()
    programs.close_program(by=clinic.by, program_id=clinic.program.id)
    assert client.get(page_of(clinic)).status_code == 404


@pytest.mark.parametrize("slug", ["program", "program-000000", "x" * 5000, "program-"])
def test_an_address_that_is_none_is_not_found(client: Client, slug):
    a_public_clinic()

    assert client.get(f"/programs/{slug}/").status_code == 404


def test_only_staff_who_agreed_are_named(client: Client):
    clinic = a_public_clinic()
    post = [Post(Role.COUNSELOR, clinic.program.id)]
    people.engage(by=clinic.by, name="Yes Indeed", posts=post, credentials="LCSW", is_public=True)
    people.engage(by=clinic.by, name="Rather Not", posts=post, credentials="LPC")

    page = client.get(page_of(clinic)).content.decode()

    assert "Yes Indeed" in page
    assert "LCSW" in page
    assert "Rather Not" not in page


def test_times_and_open_seats_come_from_the_week_in_force_and_name_nobody(client: Client):
    clinic = a_public_clinic()
    clinic.publish(a_week())
    services = queries.services(clinic.program.id)

    held = groups_held(clinic.program, services, on=MONDAY, at=NOON)

    assert held
    assert all(one.open_seats >= 0 and one.weekdays for one in held)
    assert {service.name for service, _hours in times(held)} == {one.service.name for one in held}
    assert sum(opening.seats for opening in openings(held)) == sum(one.open_seats for one in held)
    page = client.get(page_of(clinic)).content.decode()
    assert not re.search(r"\b(Jo|Mia|Eve|Kim|Reyes|Novak)\b", page)


def test_before_the_first_week_there_are_no_times_and_the_page_says_so(client: Client):
    clinic = a_public_clinic()

    assert groups_held(clinic.program, queries.services(clinic.program.id), on=MONDAY, at=NOON) == []
    assert "The week is being made" in client.get(page_of(clinic)).content.decode()


def test_a_seat_is_free_up_to_the_smallest_of_service_program_and_room():
    clinic = a_public_clinic()
    clinic.publish(a_week())
    services = queries.services(clinic.program.id)
    one = next(held for held in groups_held(clinic.program, services, on=MONDAY, at=NOON) if held.open_seats)
    rooms = [room.seats for room in queries.rooms(clinic.program.id)]
    assert one.open_seats < min(one.service.largest, max(rooms))

    for cap, free in ((1, 0), (one.service.largest + 1, one.open_seats)):
        programs.change_program(by=clinic.by, program_id=clinic.program.id, group_cap=cap)
        now = groups_held(queries.public()[0], services, on=MONDAY, at=NOON)
        assert next(held for held in now if held.service == one.service).open_seats == free


def test_a_seat_that_is_held_is_not_open_until_the_hold_ends():
    clinic = a_public_clinic()
    clinic.publish(a_week())
    services = queries.services(clinic.program.id)
    running = weeks.running(clinic.program, first_day=MONDAY, at=NOON)
    entry = weeks.entry_of(running, clinic.keys["Eve"])
    places = weeks.weeks(running, entry, count=1)[0].places
    actions.hold(by=clinic.by, program=clinic.program, subject=clinic.keys["Eve"], patient=clinic.keys["Eve"],
                 entry=entry, places=places, first_day=MONDAY, at=NOON)  # fmt: skip

    def open_at(at):
        return sum(one.open_seats for one in groups_held(clinic.program, services, on=MONDAY, at=at))

    assert open_at(NOON) == open_at(NOON + actions.HELD_FOR) - len(places.groups)


def test_search_engines_read_it_and_no_name_can_break_out_of_it(client: Client):
    clinic = a_public_clinic(for_whom="Women </script><script>alert(1)</script> & others")

    page = client.get(page_of(clinic)).content.decode()
    told = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])

    assert told["@type"] == "MedicalClinic"
    assert told["description"].endswith("& others")
    assert told["openingHoursSpecification"]
    assert "<script>alert" not in page


def test_the_number_of_questions_to_the_database_does_not_grow_with_groups_or_staff(client: Client):
    clinic = a_public_clinic()
    with CaptureQueriesContext(connection) as few:
        client.get(page_of(clinic))
    clinic.publish(a_week())
    for number in range(5):
        post = [Post(Role.COUNSELOR, clinic.program.id)]
        people.engage(by=clinic.by, name=f"Staff {number}", posts=post, is_public=True)
    with CaptureQueriesContext(connection) as many:
        client.get(page_of(clinic))

    assert len(many) <= len(few) + 3  # the groups, their days and what is held are asked for only if there is a week
    assert all(query["sql"].startswith("SELECT") for query in many)
