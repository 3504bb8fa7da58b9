# SPDX-License-Identifier: Apache-2.0
import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from handrail.ground.program import actions as programs
from handrail.ground.program import queries as program_queries
from handrail.journey.timetable import access, actions, queries
from handrail.journey.timetable.tests.make import a_week
from handrail.journey.timetable.tests.stored import a_clinic

ASKED = {
    "busy-exact-TOTAL_FORMS": "0", "busy-exact-INITIAL_FORMS": "0", "busy-reason": "work", "mode": "in_person",
    "travel_minutes": "20",
}  # fmt: skip


@pytest.fixture
def clinic():
    made = a_clinic()
    programs.change_program(by=made.by, program_id=made.program.id, is_public=True)
    for service in program_queries.services(made.program.id):
        if service.mode == "in_person":
            programs.change_service(by=made.by, service_id=service.id, usual_count=1)
    made.publish(a_week(), first_day=queries.next_first_day(access.today_at(made.program)) - timedelta(days=7))
    return made


def asked(clinic, **more):
    return ASKED | {"program": str(clinic.program.id)} | more


@pytest.mark.django_db
def test_a_visitor_sees_a_real_week_of_open_seats(client, clinic):
    answer = client.post(reverse("public:fit"), asked(clinic, busy=["1-540", "3-540"]))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "It fits" in page
    assert "Process" in page
    assert "Talk" in page


def rows() -> dict[str, int]:
    """How many rows each table has."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - our own names
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.django_db
def test_a_visitor_leaves_no_trace(client, clinic, caplog):
    before = rows()

    with caplog.at_level(logging.DEBUG):
        answer = client.post(reverse("public:fit"), asked(clinic, busy=["1-540"], travel_minutes="37"))

    assert not answer.cookies
    assert rows() == before
    assert "1-540" not in caplog.text
    assert "37" not in [word for record in caplog.records for word in record.getMessage().split()]
    page = answer.content.decode()
    assert not any(name in page for name in ("Jo Reyes", "Mia", "Eve", "Kim"))


@pytest.mark.django_db
def test_a_week_without_room_says_what_would_help(client, clinic):
    every = [f"{day}-{minute}" for day in range(7) for minute in range(0, 1440, 30)]
    page = client.post(reverse("public:fit"), asked(clinic, busy=every)).content.decode()

    assert "Not yet" in page
    assert "What would make it fit" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"mode": "by boat"}, {"travel_minutes": "x" * 1000}, {"busy": "9-9"}, {"program": "1"}]
)
def test_what_cannot_be_read_is_asked_again(client, clinic, wrong):
    assert client.post(reverse("public:fit"), asked(clinic, **wrong)).status_code == 422


@pytest.mark.django_db
def test_before_there_is_a_program_the_page_says_so(client):
    assert "No program is open here yet" in client.get(reverse("public:fit")).content.decode()


@pytest.mark.django_db
def test_a_seat_that_is_held_is_shown_to_no_visitor(client, clinic):
    assert "It fits" in client.post(reverse("public:fit"), asked(clinic)).content.decode()
    at, first_day = timezone.now(), queries.next_first_day(access.today_at(clinic.program))
    for name in ("Eve", "Kim"):
        running = queries.running(clinic.program, first_day=first_day, at=at)
        entry = queries.entry_of(running, clinic.keys[name])
        if found := queries.weeks(running, entry, count=1):
            actions.hold(by=clinic.by, program=clinic.program, subject=clinic.keys[name], entry=entry,
                         places=found[0].places, first_day=first_day, at=at)  # fmt: skip

    page = client.post(reverse("public:fit"), asked(clinic)).content.decode()

    assert "It fits" not in page


@pytest.mark.django_db
def test_a_program_that_is_not_public_is_offered_to_no_visitor(client, clinic):
    programs.change_program(by=clinic.by, program_id=clinic.program.id, is_public=False)

    assert clinic.program.name not in client.get(reverse("public:ask")).content.decode()
    assert "It fits" not in client.post(reverse("public:fit"), asked(clinic)).content.decode()
