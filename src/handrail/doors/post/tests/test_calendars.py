# SPDX-License-Identifier: Apache-2.0
"""A calendar at a secret address: what a calendar program reads there, and who cannot."""

import re
from datetime import date, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from handrail.doors.post import calendars
from handrail.doors.post.ics import calendar
from handrail.ground.kit.days import monday_of
from handrail.ground.people import actions as people
from handrail.ground.people.actions.patients import leave_program
from handrail.ground.record.queries import Search, lines
from handrail.journey.timetable import actions as timetable
from handrail.journey.timetable import queries as timetables
from handrail.journey.timetable.tests.make import a_problem, a_week
from handrail.journey.timetable.tests.stored import PASSWORD, a_clinic, as_account

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def clinic():
    cache.clear()
    made = a_clinic(a_problem())
    made.publish(a_week(), first_day=monday_of(timezone.localdate()))
    return made


@pytest.fixture
def jo(clinic):
    key = people.open_account(by=clinic.by, email="jo@x.example", password=PASSWORD, patient_id=clinic.keys["Jo"])
    return as_account(Client(), key)


def address(client):
    page = client.post("/me/calendar/", {"do": "renew"}).content.decode()
    return re.search(r'value="http://[^/"]*(/calendar/[^"]+)"', unescape(page))[1]


def read(path):
    answer = Client().get(path)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content)


def starts(told):
    return {event.decoded("dtstart") for event in told.walk("VEVENT")}


def meetings(clinic, who, **key):
    first = timezone.localdate(timezone=CHICAGO) - calendars.BACK
    held = timetables.meetings(clinic.program, first, first + calendars.BACK + calendars.AHEAD, **{who: key["of"]})
    return {one.starts_at for one in held if one.is_held}


def test_a_phone_reads_every_meeting_of_hers_and_nothing_that_tells(clinic, jo):
    path = address(jo)

    told = read(path)

    assert starts(told) == meetings(clinic, "patient", of=clinic.keys["Jo"]) != set()
    assert {str(event["summary"]) for event in told.walk("VEVENT")} == {"Appointment"}
    text = Client().get(path).content.decode()
    assert not any(word in text for word in ("Process", "Talk", "House", "Program", "Jo", "Reyes", "Handrail"))


def test_she_may_choose_to_read_what_each_session_is(jo):
    path = address(jo)
    jo.post("/me/calendar/", {"do": "name", "names": "services"})

    assert {str(event["summary"]) for event in read(path).walk("VEVENT")} == {"Process", "Lecture", "Talk"}


def test_what_is_cancelled_or_moved_is_so_in_the_calendar(clinic, jo):
    path, soon = address(jo), timezone.localdate(timezone=CHICAGO) + timedelta(days=7)
    held = timetables.meetings(clinic.program, soon, soon + timedelta(days=6), patient=clinic.keys["Jo"])
    lecture = next(one for one in held if one.title == "Lecture")
    talk = next(one for one in held if one.title == "Talk")
    how = {"by": clinic.by, "program": clinic.program, "cause": "other", "at": timezone.now()}
    timetable.change_once(**how, on=lecture.on, key=lecture.key, is_cancelled=True)
    timetable.change_once(**how, on=talk.on, key=talk.key, start=14 * 60)

    told = starts(read(path))

    assert lecture.starts_at not in told
    assert talk.starts_at not in told
    assert talk.starts_at + timedelta(hours=3) in told


def test_the_hour_stays_the_hour_of_the_clocks_over_the_nights_they_change(clinic):
    """In 2027 the clocks in Chicago go forward on March 14."""
    held = timetables.meetings(clinic.program, date(2027, 3, 8), date(2027, 3, 19), patient=clinic.keys["Jo"])

    told = Calendar.from_ical(calendar(held, at=timezone.now(), names_services=True))

    process = [e.decoded("dtstart") for e in told.walk("VEVENT") if e["summary"] == "Process"]
    assert {start.astimezone(CHICAGO).hour for start in process} == {10}
    assert {start.utcoffset() for start in process} == {timedelta(hours=-6), timedelta(hours=-5)}
    assert [str(zone["tzid"]) for zone in told.walk("VTIMEZONE")] == ["America/Chicago"]


def test_a_renewed_address_ends_the_old_one(jo):
    old, new = address(jo), address(jo)

    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_an_address_taken_away_shows_nothing(jo):
    path = address(jo)
    jo.post("/me/calendar/", {"do": "revoke"})

    assert Client().get(path).status_code == 404


def test_the_address_is_shown_once_and_kept_nowhere(jo):
    token = address(jo).removeprefix("/calendar/").removesuffix(".ics")

    assert token not in jo.get("/me/calendar/").content.decode()
    assert len(token) >= 43


def test_a_patient_who_has_left_has_an_empty_calendar(clinic, jo):
    path = address(jo)
    leave_program(by=clinic.by, patient_id=clinic.keys["Jo"], at=timezone.now() - timedelta(days=1))

    assert starts(read(path)) == set()


def test_each_reading_is_a_look_in_the_record(clinic, jo):
    path = address(jo)
    before = len(lines(clinic.by.provider_id, Search(did="calendar.looked")))

    read(path)

    (line, *_rest) = lines(clinic.by.provider_id, Search(did="calendar.looked"))
    assert len(lines(clinic.by.provider_id, Search(did="calendar.looked"))) == before + 1
    assert line.patient_id == clinic.keys["Jo"]


def test_nobody_reads_too_often_nor_guesses(jo, monkeypatch):
    path = address(jo)
    monkeypatch.setattr(calendars, "FETCHES", 2)
    monkeypatch.setattr(calendars, "MISSES", 2)

    assert [Client().get(path).status_code for _ in range(3)] == [200, 200, 429]
    assert [Client().get(f"/calendar/guess{n}.ics").status_code for n in range(3)] == [404, 404, 429]


def test_a_clinician_has_her_own_and_no_patient_is_named_in_it(clinic):
    key = people.open_account(by=clinic.by, email="ana@x.example", password=PASSWORD, staff_id=clinic.keys["Ana"])
    ana = as_account(Client(), key)
    path = address(ana)
    ana.post("/me/calendar/", {"do": "name", "names": "services"})

    told = read(path)

    assert starts(told) == meetings(clinic, "clinician", of=clinic.keys["Ana"]) != set()
    assert not any(name in told.to_ical().decode() for name in ("Jo", "Mia", "Reyes"))


def test_one_session_is_a_file_for_her_and_for_nobody_else(clinic, jo):
    today = timezone.localdate(timezone=CHICAGO)
    held = timetables.meetings(clinic.program, today, today + timedelta(days=7), patient=clinic.keys["Jo"])
    path = f"/me/calendar/{held[0].date}/{held[0].key}.ics"
    eve = people.open_account(by=clinic.by, email="eve@x.example", password=PASSWORD, patient_id=clinic.keys["Eve"])

    (event,) = Calendar.from_ical(jo.get(path).content).walk("VEVENT")

    assert event.decoded("dtstart") == held[0].starts_at
    assert as_account(Client(), eve).get(path).status_code == 404
    assert jo.get(f"/me/calendar/never/{held[0].key}.ics").status_code == 404


def test_a_feed_of_fourteen_weeks_asks_the_database_a_fixed_number_of_times(jo, django_assert_max_num_queries):
    path = address(jo)

    with django_assert_max_num_queries(30):  # a third of them count how often it is read
        assert len(starts(read(path))) > 30
