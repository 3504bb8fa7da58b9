# SPDX-License-Identifier: Apache-2.0
"""Whoever waits is looked for whenever the week changes; what is said, and what is kept of it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import connection

from handrail.ground.kit.answer import Refused
from handrail.ground.record import queries as record
from handrail.journey.frontdoor import actions as frontdoor
from handrail.journey.frontdoor import queries as inquiries
from handrail.journey.timetable import actions as timetable
from handrail.journey.timetable.tests.make import a_week
from handrail.journey.timetable.tests.stored import NOON
from handrail.journey.waiting import actions, queries
from handrail.journey.waiting.tests.make import ALL_NO, BEFORE, Desk

pytestmark = pytest.mark.django_db
HALF_AN_HOUR = timedelta(minutes=30)


def told(desk: Desk, word: str) -> int:
    lines = record.page(desk.by.provider_id, record.Search(did=word)).lines
    return len(lines)


def test_a_seat_that_is_open_is_found_and_said_once():
    desk = Desk()
    desk.patient_waits("Eve")

    assert desk.look()
    assert not desk.look(), "nothing has changed: nobody is looked for"

    (eve,) = desk.listed()
    assert eve.fits
    assert eve.fits_since == eve.tried_at == NOON
    assert told(desk, "waiting.fits") == 1
    assert queries.pressing(desk.program.id, at=NOON) == (1, 0)


def test_while_the_last_seat_is_held_for_another_the_list_says_why_nothing_fits():
    desk = Desk()
    desk.hold("Kim")
    desk.patient_waits("Eve")

    desk.look()

    (eve,) = desk.listed()
    assert not eve.fits
    assert [why.service for why in eve.why] == ["Process"]
    assert eve.why[0].because
    assert dict(eve.needs) == {"Process": 1, "Lecture": 1, "Talk": 1}


def test_when_the_hold_lapses_she_is_at_the_top_although_another_has_waited_longer():
    desk = Desk()
    desk.patient_waits("Eve")
    longer = desk.inquiry(values={"name": "Long Waiting"})
    busy = desk.asked()
    actions.begin(by=desk.ana, program=desk.program, inquiry=longer, at=BEFORE - timedelta(days=9),
                  asked=type(busy)("online", 0, busy.orders, ()))  # fmt: skip
    desk.hold("Kim")
    desk.look()
    assert desk.fitting() == []

    desk.look(at=NOON + HALF_AN_HOUR)

    assert [one.name for one in desk.listed()] == ["Eve Novak", "Long Waiting"]
    assert desk.fitting() == ["Eve Novak"]


def test_a_seat_that_is_given_away_fits_nobody_any_more():
    desk = Desk()
    desk.patient_waits("Eve")
    desk.look()
    held = desk.hold("Kim")
    timetable.take(by=desk.ana, program=desk.program, hold_id=held, patient=desk.keys["Kim"], at=NOON)

    desk.look()

    assert desk.fitting() == []
    assert told(desk, "waiting.fits_no_more") == 1


def test_a_seat_opens_when_someone_leaves_the_group():
    desk = Desk()
    held = desk.hold("Kim")
    timetable.take(by=desk.ana, program=desk.program, hold_id=held, patient=desk.keys["Kim"], at=NOON)
    desk.patient_waits("Eve")
    desk.look()
    assert desk.fitting() == []

    desk.clinic.publish(a_week())

    assert desk.look()
    assert desk.fitting() == ["Eve Novak"]


def test_her_own_hold_does_not_stand_in_her_way():
    desk = Desk()
    desk.patient_waits("Eve")
    desk.hold("Eve")

    desk.look()

    assert desk.fitting() == ["Eve Novak"]


def test_whoever_has_her_week_leaves_the_list_by_herself():
    desk = Desk()
    desk.patient_waits("Eve")
    held = desk.hold("Eve")
    timetable.take(by=desk.ana, program=desk.program, hold_id=held, patient=desk.keys["Eve"], at=NOON)

    desk.look()

    assert desk.listed() == []
    assert told(desk, "waiting.ended") == 1


def test_everyone_is_looked_for_once_a_day_although_nothing_changes():
    desk = Desk()
    desk.patient_waits("Eve")
    desk.look()

    assert desk.look(at=NOON + timedelta(days=1))
    assert told(desk, "waiting.fits") == 1, "said once, not each day"


def test_an_inquiry_that_a_week_fits_is_to_be_called_now():
    desk = Desk()
    desk.inquiry_waits()
    (lou,) = desk.listed()
    assert lou.due >= BEFORE + timedelta(days=7)

    desk.look()

    (lou,) = desk.listed()
    inquiry = inquiries.inquiry(lou.inquiry_id)
    assert lou.fits
    assert inquiry.state.next == "offer_week"
    assert lou.due == inquiry.state.due <= NOON + timedelta(days=3), "in the next opening hours"


def test_what_fitted_an_inquiry_and_is_gone_leaves_the_weekly_call():
    desk = Desk()
    desk.inquiry_waits()
    desk.look()
    desk.hold("Kim")

    desk.look()

    (lou,) = desk.listed()
    assert not lou.fits
    assert inquiries.inquiry(lou.inquiry_id).state.next == "weekly_contact"


def test_whoever_waits_and_does_not_want_to_be_contacted_is_not_called_for_a_seat():
    desk = Desk()
    desk.inquiry_waits(caller="close")
    (lou,) = desk.listed()
    frontdoor.know_wish(by=desk.ana, inquiry_id=lou.inquiry_id, wants=False, at=NOON)

    desk.look()

    assert inquiries.inquiry(lou.inquiry_id).state.next == "close_kindly"


def test_talks_are_kept_and_the_next_one_is_due():
    desk = Desk()
    wait = desk.patient_waits("Eve")

    actions.talk(by=desk.ana, wait_id=wait, came_of="no_answer", at=NOON)
    assert desk.listed()[0].due == NOON + timedelta(days=1)
    actions.talk(by=desk.ana, wait_id=wait, came_of="reached", at=NOON, words="Better this week.")

    (eve,) = desk.listed()
    assert (eve.due, eve.spoke_at) == (NOON + timedelta(days=7), NOON)
    assert queries.pressing(desk.program.id, at=eve.due) == (0, 0)
    assert queries.pressing(desk.program.id, at=eve.due + timedelta(seconds=1)) == (0, 1)


def test_a_talk_with_an_inquiry_is_one_of_its_attempts():
    desk = Desk()
    wait = desk.inquiry_waits()

    actions.talk(by=desk.ana, wait_id=wait, came_of="reached", at=NOON, words="Still wants to come.")

    (lou,) = desk.listed()
    assert lou.spoke_at == NOON
    assert [one.words for one in inquiries.attempts(lou.inquiry_id)] == ["Still wants to come."]


def test_put_on_the_list_twice_she_keeps_her_place_and_needs_what_is_told_now():
    desk = Desk()
    first = desk.patient_waits("Eve")

    assert desk.patient_waits("Eve", at=NOON) == first
    assert desk.listed()[0].since == BEFORE


def test_taken_off_with_a_reason_and_her_inquiry_goes_on():
    desk = Desk()
    wait = desk.inquiry_waits()
    (lou,) = desk.listed()

    with pytest.raises(Refused, match="Say why"):
        actions.end(by=desk.ana, wait_id=wait, because="", at=NOON)
    actions.end(by=desk.ana, wait_id=wait, because="another_way", at=NOON)

    assert desk.listed() == []
    assert inquiries.inquiry(lou.inquiry_id).state.next == "book"
    with pytest.raises(Refused, match="not on the waiting list"):
        actions.end(by=desk.ana, wait_id=wait, because="another_way", at=NOON)


def test_whose_inquiry_is_closed_waits_no_more():
    desk = Desk()
    desk.inquiry_waits()
    (lou,) = desk.listed()
    frontdoor.close(by=desk.ana, inquiry_id=lou.inquiry_id, because="elsewhere", at=NOON)

    desk.look()

    assert desk.listed() == []
    assert told(desk, "waiting.ended") == 1


def test_what_was_offered_meanwhile_is_kept_as_it_is_told():
    desk = Desk()
    wait = desk.patient_waits("Eve")

    assert actions.support(by=desk.ana, wait_id=wait, offered=["naloxone", "calls", "nonsense"])
    assert not actions.support(by=desk.ana, wait_id=wait, offered=["calls", "naloxone"])

    assert desk.listed()[0].support == ("calls", "naloxone")


def test_a_worker_that_is_to_leave_leaves():
    desk = Desk()
    desk.patient_waits("Eve")
    stop = Event()
    stop.set()

    assert not actions.try_again(at=NOON, stop=stop)
    assert desk.listed()[0].tried_at is None


def test_danger_named_goes_first_on_the_list():
    desk = Desk()
    desk.patient_waits("Eve", at=BEFORE - timedelta(days=3))
    desk.inquiry_waits(answers=ALL_NO | {"pregnant": "yes"})

    desk.look()

    assert [one.name for one in desk.listed()] == ["Lou Marsh", "Eve Novak"]


def test_two_workers_at_once_say_once_that_a_week_fits(shared):
    desk = Desk()
    desk.patient_waits("Eve")
    shared()
    both = Barrier(2)

    def works(_nth):
        with closing(connection):
            both.wait()
            return actions.try_program(desk.program, at=NOON)

    def said(_=None):
        with closing(connection):
            return told(desk, "waiting.fits"), [one.fits for one in desk.listed()]

    with ThreadPoolExecutor(2) as pool:
        tried = list(pool.map(works, range(2)))
        lines, fits = pool.submit(said).result()

    assert sum(tried) == 1, "what one of them kept the other leaves alone"
    assert (lines, fits) == (1, [True])
