# SPDX-License-Identifier: Apache-2.0
"""Dated weeks in the tables: closures, one-off changes, guests, and that reading them asks the same few questions."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.ground.kit.answer import Refused
from handrail.ground.people.actions import staff as people
from handrail.ground.record import queries as lines
from handrail.journey.timetable import actions, board, queries
from handrail.journey.timetable.tests.make import a_week
from handrail.journey.timetable.tests.stored import MONDAY, NOON, a_clinic

pytestmark = pytest.mark.django_db
SUNDAY = MONDAY + timedelta(days=6)


def a_dated_clinic():
    clinic = a_clinic()
    clinic.publish(a_week())
    return clinic


def held(clinic, first=MONDAY, last=SUNDAY, **whose):
    return queries.meetings(clinic.program, first, last, **whose)


def done(clinic):
    return [line.did for line in lines.page(clinic.by.provider_id, lines.Search()).lines]


def close(clinic, **but):
    how = {"first_day": MONDAY, "last_day": MONDAY, "words": "Holiday"} | but
    return actions.close(by=clinic.by, program=clinic.program, **how)


def test_a_week_of_dates_holds_what_the_standing_week_holds():
    clinic = a_dated_clinic()

    found = held(clinic)

    week = a_week()
    assert len(found) == sum(len(group.days) for group in week.groups) + len(week.appointments)
    assert all(one.state == "planned" and one.starts_at.tzinfo is not None for one in found)
    assert held(clinic, MONDAY - timedelta(days=7), MONDAY - timedelta(days=1)) == []


@pytest.mark.parametrize("only", [None, MONDAY], ids=["a week", "a day of it"])
def test_a_fact_made_at_once_is_the_one_that_is_made_field_by_field(only):
    clinic = a_dated_clinic()

    shown = queries.dated_week(clinic.program, MONDAY, only=only)

    rows = board.rows_by_room(shown, shown.cards)
    facts = [*shown.meetings, *(one.slot for one in shown.meetings), *shown.cards, *(c for r in rows for c in r.cards)]
    assert len(facts) > 2 * len(shown.meetings) > 0
    assert [type(one)(**vars(one)) for one in facts] == facts


def test_a_patient_is_told_of_nobody_but_herself():
    clinic = a_dated_clinic()
    jo = clinic.keys["Jo"]

    found = held(clinic, patient=jo)

    assert found
    assert {member for one in found for member in one.members} == {jo}
    everyone = [(one.key, one.date) for one in held(clinic) if jo in one.members]
    assert [(one.key, one.date) for one in found] == everyone


def test_a_clinician_is_told_what_she_leads():
    clinic = a_dated_clinic()

    found = held(clinic, clinician=clinic.keys["Ana"])

    assert found
    assert all(clinic.keys["Ana"] in one.leaders for one in found)


def test_a_closed_day_can_be_opened_again():
    clinic = a_dated_clinic()

    closure = close(clinic)
    assert {one.state for one in held(clinic, MONDAY, MONDAY)} == {"cancelled"}
    assert actions.open_again(by=clinic.by, program=clinic.program, closure_id=closure, at=NOON)

    assert {one.state for one in held(clinic, MONDAY, MONDAY)} == {"planned"}
    assert not actions.open_again(by=clinic.by, program=clinic.program, closure_id=closure, at=NOON)
    assert done(clinic)[:2] == ["program.days_opened", "program.days_closed"]


@pytest.mark.parametrize(
    ("but", "because"),
    [
        ({"words": "  "}, "say in a word why"),
        ({"last_day": MONDAY - timedelta(days=1)}, "before the first"),
        ({"start": 600, "end": 600}, "end before they begin"),
    ],
)
def test_a_closure_that_says_too_little_is_refused(but, because):
    clinic = a_dated_clinic()

    with pytest.raises(Refused, match=because):
        close(clinic, **but)


def test_the_same_closure_twice_is_refused():
    clinic = a_dated_clinic()
    close(clinic)

    with pytest.raises(Refused, match="already"):
        close(clinic)


def test_a_meeting_is_cancelled_on_one_date_and_taken_back():
    clinic = a_dated_clinic()
    one = next(m for m in held(clinic) if m.group)
    how = {"by": clinic.by, "program": clinic.program, "on": one.on, "key": one.key, "at": NOON}

    actions.change_once(**how, cause="staff_away", is_cancelled=True, words="flu")

    after = {m.date: m.state for m in held(clinic, MONDAY, SUNDAY + timedelta(days=7)) if m.key == one.key}
    assert after == {d: "cancelled" if d == one.on else "planned" for d in after}
    assert actions.undo_once(**how)
    assert not actions.undo_once(**how)
    assert {m.state for m in held(clinic) if m.key == one.key} == {"planned"}


def test_a_change_that_clashes_is_refused_whole():
    clinic = a_dated_clinic()
    before = held(clinic)
    one, other = [m for m in held(clinic, MONDAY, MONDAY) if m.leaders][:2]

    with pytest.raises(Refused, match="then"):
        actions.change_once(
            by=clinic.by, program=clinic.program, on=one.on, key=one.key, cause="other", at=NOON,
            start=other.start, room=other.room, instead={one.leaders[0]: other.leaders[0]},
        )  # fmt: skip

    assert held(clinic) == before


def test_a_meeting_that_does_not_stand_on_that_date_cannot_be_changed():
    clinic = a_dated_clinic()
    one = held(clinic)[0]

    with pytest.raises(Refused, match="no such meeting"):
        actions.change_once(
            by=clinic.by, program=clinic.program, on=one.on + timedelta(days=1), key=one.key, cause="other", at=NOON,
            is_cancelled=True,
        )  # fmt: skip


def test_a_guest_comes_once_and_a_member_is_excused_once():
    clinic = a_dated_clinic()
    one = next(m for m in held(clinic) if m.group and m.members)
    jo = one.members[0]
    how = {"by": clinic.by, "program": clinic.program, "on": one.on, "key": one.key, "at": NOON}

    actions.seat_once(**how, patient=jo, comes=False, cause="patient_away")
    actions.seat_once(**how, patient=jo, comes=False, cause="patient_away")

    assert jo not in next(m for m in held(clinic) if m.key == one.key and m.on == one.on).members
    hers = next(m for m in held(clinic, patient=jo) if m.key == one.key and m.on == one.on)
    assert hers.excused == {jo}
    assert done(clinic).count("seat.excused") == 1
    actions.seat_once(**how, patient=jo, comes=True, cause="other")
    assert jo in next(m for m in held(clinic) if m.key == one.key and m.on == one.on).members


def test_time_off_is_read_from_the_staffs_own_page():
    clinic = a_dated_clinic()
    one = next(m for m in held(clinic, clinician=clinic.keys["Ana"]) if m.group)
    people.set_time_off(by=clinic.by, staff_id=clinic.keys["Ana"], days=[(one.date, one.date)])

    again = next(m for m in held(clinic) if (m.key, m.on) == (one.key, one.on))

    assert again.is_unled


def test_the_questions_do_not_grow_with_the_weeks_asked_for():
    clinic = a_dated_clinic()
    counts = []
    for days in (6, 60):
        with CaptureQueriesContext(connection) as asked:
            held(clinic, MONDAY, MONDAY + timedelta(days=days))
        counts.append(len(asked))
        close(clinic, first_day=date(2026, 12, 24), words=f"Holiday {days}", last_day=date(2026, 12, 25))

    assert counts[0] == counts[1] <= 12


def test_a_change_of_a_date_goes_over_to_the_week_that_is_published_after_it():
    clinic = a_dated_clinic()
    one = next(m for m in held(clinic) if m.group and m.start == 600)
    how = {"by": clinic.by, "program": clinic.program, "on": one.on, "key": one.key, "at": NOON}
    actions.change_once(**how, cause="other", is_cancelled=True)
    session = next(m for m in held(clinic) if m.appointment)
    actions.change_once(
        by=clinic.by, program=clinic.program, on=session.on, key=session.key, at=NOON, cause="other", is_cancelled=True
    )

    clinic.publish(a_week())

    again = [m for m in held(clinic) if not m.is_held]
    assert {(m.on, m.start, m.title) for m in again} == {(m.on, m.start, m.title) for m in (one, session)}
    assert {m.key for m in again}.isdisjoint({one.key, session.key})


def test_a_change_of_a_meeting_that_is_no_more_is_undone():
    clinic = a_dated_clinic()
    one = next(m for m in held(clinic) if m.group and m.start == 600)
    actions.change_once(
        by=clinic.by, program=clinic.program, on=one.on, key=one.key, at=NOON, cause="other", is_cancelled=True
    )

    clinic.publish(a_week({"groups.0.start": "13:00"}))

    assert all(m.is_held for m in held(clinic))


def test_a_guest_stays_a_guest_in_the_new_week_unless_it_gives_her_the_seat():
    clinic = a_dated_clinic()
    one = next(m for m in held(clinic) if m.title == "Lecture")
    how = {"by": clinic.by, "program": clinic.program, "on": one.on, "key": one.key, "at": NOON, "cause": "make_up"}
    actions.seat_once(**how, patient=clinic.keys["Eve"], comes=True)

    clinic.publish(a_week())
    still = next(m for m in held(clinic) if m.title == "Lecture")
    clinic.publish(a_week({"groups.1.members": ["Jo", "Eve"]}))
    member = next(m for m in held(clinic) if m.title == "Lecture")

    assert still.guests == {clinic.keys["Eve"]}
    assert (member.guests, clinic.keys["Eve"] in member.members) == (frozenset(), True)
