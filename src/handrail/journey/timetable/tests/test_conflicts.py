# SPDX-License-Identifier: Apache-2.0
"""Single dates on which somebody's hours are others than every week: what they hit, and who reads it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from handrail.ground.kit.days import Span, monday_of
from handrail.ground.people import actions as people
from handrail.journey.timetable import actions, mending, queries
from handrail.journey.timetable.conflicts import OtherDay, conflicts, with_also
from handrail.journey.timetable.mending import Out
from handrail.journey.timetable.tests.make import a_week
from handrail.journey.timetable.tests.stored import MONDAY, NOON, PASSWORD, a_clinic, as_account, signed_in
from handrail.journey.timetable.tests.test_dated import EVE, on_thursday
from handrail.journey.timetable.tests.test_pages import words

WEEK = timedelta(days=7)


def a_meeting():
    (found,) = on_thursday()
    return found


def busy(meeting, start, end, *, travel=0):
    return OtherDay(meeting.members[0], meeting.date, ((Span(3, start, end), "doctor"),), travel)


@pytest.mark.parametrize(
    ("before_start", "travel", "hit"), [(0, 0, False), (-1, 0, True), (29, 30, True), (30, 30, False)]
)
def test_a_date_hits_a_meeting_it_reaches_into_with_the_way_there(before_start, travel, hit):
    meeting = a_meeting()

    found = conflicts([meeting], [busy(meeting, 0, meeting.start - before_start, travel=travel)])

    assert bool(found) == hit


@pytest.mark.parametrize(("after_end", "hit"), [(0, False), (-1, True)])
def test_what_begins_when_a_meeting_ends_is_in_nobodys_way(after_end, hit):
    meeting = a_meeting()

    assert bool(conflicts([meeting], [busy(meeting, meeting.end + after_end, 1440)])) == hit


def test_what_is_cancelled_online_without_travel_or_of_others_is_not_hit():
    meeting = a_meeting()
    early = busy(meeting, 0, meeting.start - 5, travel=30)
    online = replace(meeting, slot=replace(meeting.slot, is_online=True))

    assert conflicts([meeting], [early])
    assert not conflicts([online], [early])
    assert not conflicts([replace(meeting, state="cancelled")], [early])
    assert not conflicts([meeting], [replace(early, patient=EVE)])
    assert not conflicts([meeting], [replace(early, busy=())])


spans = st.tuples(st.integers(0, 1440), st.integers(0, 1440)).filter(lambda t: t[0] < t[1])


@given(st.lists(spans, max_size=4), spans)
def test_one_span_more_takes_the_place_of_what_it_lies_over_and_nothing_else(life, more):
    after = with_also([(Span(0, *one), "work") for one in life], Span(0, *more), "court")

    def is_busy(held, minute):
        return any(span.start <= minute < span.end for span, _why in held)

    for minute in range(0, 1440, 7):
        usual = any(start <= minute < end for start, end in life)
        assert is_busy(after, minute) == (usual or more[0] <= minute < more[1])
    assert [span for span, why in after if why == "court"] == [Span(0, *more)]


@pytest.fixture
def clinic(db):  # noqa: ARG001 - everything here is stored
    made = a_clinic()
    made.publish(a_week(), first_day=monday_of(timezone.localdate()) + WEEK)
    return made


def a_patient(clinic, client, name="Jo"):
    account = people.open_account(
        by=clinic.by, email=f"{name}@x.example", password=PASSWORD, patient_id=clinic.keys[name]
    )
    return as_account(client, account)


def next_monday():
    return monday_of(timezone.localdate()) + WEEK


def keep(client, where, **but):
    told = {"on": next_monday().isoformat(), "how": "also", "start": "10:30", "end": "11:30", "reason": "court"} | but
    return client.post(where, told, follow=True)


def test_a_patient_tells_a_date_and_reads_what_it_hits_until_it_is_as_every_week_again(clinic, client):
    her, where = a_patient(clinic, client), reverse("timetable:own-dates")

    page = words(keep(her, where))
    assert "Court, 10:30" in page
    assert "Planned then: Process" in page

    week = words(her.get(f"{reverse('timetable:own')}?week={next_monday()}"))
    assert "You cannot come to all of it" in week
    assert "clashes with Court" in week

    after = words(her.post(where, {"usual": next_monday().isoformat()}, follow=True))
    assert "No date is different" in after
    assert "You cannot come" not in words(her.get(f"{reverse('timetable:own')}?week={next_monday()}"))


def test_a_date_she_is_free_hits_nothing_and_a_whole_day_hits_all_of_it(clinic, client):
    her, where = a_patient(clinic, client), reverse("timetable:own-dates")

    assert "Free all day" in words(keep(her, where, how="free"))
    assert len(queries.conflicts(clinic.program, next_monday(), next_monday())) == 0
    keep(her, where, how="all_day")
    assert len(queries.conflicts(clinic.program, next_monday(), next_monday())) == 2


@pytest.mark.parametrize(
    ("but", "because"),
    [
        ({"on": "2020-01-01"}, "This day is over"), ({"on": "2999-01-01"}, "more than half a year away"),
        ({"start": ""}, "From when?"), ({"end": ""}, "Until when?"), ({"end": "10:30"}, "not after the beginning"),
        ({"reason": "a dragon"}, "dragon"),
    ],
)  # fmt: skip
def test_a_date_that_says_too_little_is_told_what_is_missing(clinic, client, but, because):
    her = a_patient(clinic, client)

    answer = keep(her, reverse("timetable:own-dates"), **but)

    assert answer.status_code == 422
    assert because in words(answer)
    assert queries.other_days(clinic.keys["Jo"], MONDAY, MONDAY + 60 * WEEK) == {}


def test_staff_tell_a_date_for_her_and_see_it_on_the_board(clinic, client):
    director = signed_in(client, clinic)
    keep(director, reverse("timetable:dates", args=[clinic.keys["Jo"]]))

    board = words(director.get(f"/week/?week={next_monday()}&day=mon"))
    assert "1 cannot come" in board
    assert "Jo Reyes" in board
    changes = words(director.get(reverse("timetable:changes")))
    assert "2 meetings somebody cannot come to" in changes
    assert "Jo Reyes : Process" in changes


@pytest.mark.django_db
def test_a_mend_moves_nothing_to_where_somebody_cannot_come_on_that_date():
    clinic = a_clinic()
    clinic.publish(a_week())
    out = Out(clinic.keys["Ana"], MONDAY, MONDAY)

    def proposed():
        (hit,) = mending.proposals(queries.mending_ground(clinic.program, MONDAY, at=NOON, out=[out]))
        return hit.proposed

    first = proposed()
    whole_day = [(Span(first.day.weekday(), 0, 1440), "court")]
    actions.say_other_day(by=clinic.by, patient=clinic.keys["Jo"], on=first.day, busy=whole_day)

    assert (first.kind, proposed().kind) == ("move", "move")
    assert proposed().day != first.day
