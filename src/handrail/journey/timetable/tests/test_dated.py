# SPDX-License-Identifier: Apache-2.0
"""Dated weeks, pure: which standing week, which exceptions, and what the clocks show."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.journey.timetable import dated
from handrail.journey.timetable.dated import Away, Closure, Exceptions, OneOff, SeatOnce, Slot, Standing

CHICAGO = ZoneInfo("America/Chicago")
ANA, BEN, JO, MIA, EVE = (UUID(int=n) for n in range(1, 6))
ROOM, OTHER_ROOM, PROCESS = UUID(int=20), UUID(int=21), UUID(int=30)
GROUP, SESSION = UUID(int=40), UUID(int=41)
MONDAY = date(2026, 11, 23)
THURSDAY = MONDAY + timedelta(days=3)


def a_slot(**but):
    told = {
        "key": GROUP, "is_group": True, "weekday": 3, "start": 1050, "minutes": 90, "service": PROCESS,
        "leaders": (ANA,), "members": (JO, MIA), "room": ROOM, "title": "Process", "where": "Oak",
    }  # fmt: skip
    return Slot(**(told | but))


def a_session(**but):
    return a_slot(**({"key": SESSION, "is_group": False, "members": (JO,), "room": None, "where": ""} | but))


def on_thursday(*slots, first=THURSDAY, last=THURSDAY, zone=CHICAGO, **exceptions):
    week = Standing(date(2026, 1, 5), slots or (a_slot(),))
    return dated.meetings([week], Exceptions(**exceptions), first, last, zone)


def a_change(**but):
    return OneOff(**({"id": UUID(int=50), "on": THURSDAY, "cause": "staff_away", "key": GROUP} | but))


def test_a_standing_week_holds_from_its_first_day_until_the_next_begins():
    earlier, later = a_slot(start=600), a_slot(start=660)
    weeks = [Standing(MONDAY, (later,)), Standing(MONDAY - timedelta(days=14), (earlier,))]

    found = dated.meetings(weeks, Exceptions(), MONDAY - timedelta(days=21), MONDAY + timedelta(days=6), CHICAGO)

    assert [(one.date, one.start) for one in found] == [
        (THURSDAY - timedelta(days=14), 600), (THURSDAY - timedelta(days=7), 600), (THURSDAY, 660),
    ]  # fmt: skip


@pytest.mark.parametrize(("first", "last", "n"), [(0, 0, 1), (1, 6, 0), (-6, -1, 0), (-7, 0, 2)])
def test_the_first_and_the_last_date_are_both_told(first, last, n):
    found = on_thursday(first=THURSDAY + timedelta(days=first), last=THURSDAY + timedelta(days=last))

    assert len(found) == n


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        (date(2026, 3, 5), 23), (date(2026, 3, 12), 22),  # clocks go forward on 8 March
        (date(2026, 10, 29), 22), (date(2026, 11, 5), 23),  # and back on 1 November
    ],
)  # fmt: skip
def test_half_past_five_is_half_past_five_before_and_after_the_clocks_change(day, utc_hour):
    (found,) = on_thursday(first=day, last=day)

    assert found.starts_at.astimezone(UTC) == datetime(day.year, day.month, day.day, utc_hour, 30, tzinfo=UTC)
    assert (found.starts_at.hour, found.starts_at.minute) == (17, 30)
    assert found.ends_at - found.starts_at == timedelta(minutes=90)


@pytest.mark.parametrize(
    ("day", "start", "begins", "ends"),
    [
        (date(2026, 3, 8), 90, "01:30-06:00", "04:00-05:00"),  # an hour and a half over the hour that is skipped
        (date(2026, 3, 8), 150, "03:30-05:00", "05:00-05:00"),  # 2:30 is not there: an hour later
        (date(2026, 11, 1), 60, "01:00-05:00", "01:30-06:00"),  # the first of the two
    ],
)
def test_in_the_night_the_clocks_change_a_meeting_keeps_its_length(day, start, begins, ends):
    slot = a_slot(weekday=6, start=start)

    (found,) = on_thursday(slot, first=day, last=day)

    assert found.starts_at.isoformat()[11:].replace(":00-", "-", 1) == begins
    assert found.ends_at.isoformat()[11:].replace(":00-", "-", 1) == ends


@given(day=st.dates(date(2026, 1, 5), date(2027, 12, 31)), start=st.integers(0, 1439), minutes=st.integers(1, 240))
@pytest.mark.parametrize("zone", ["America/Chicago", "America/Phoenix", "Europe/Vienna", "Australia/Lord_Howe"])
def test_every_meeting_lasts_as_long_as_its_service(zone, day, start, minutes):
    slot = a_slot(weekday=day.weekday(), start=start, minutes=minutes)

    (found,) = on_thursday(slot, first=day, last=day, zone=ZoneInfo(zone))

    lasted = found.ends_at.astimezone(UTC) - found.starts_at.astimezone(UTC)
    assert lasted == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("but", "is_held"),
    [
        ({}, False),
        ({"first_day": THURSDAY + timedelta(days=1), "last_day": THURSDAY + timedelta(days=1)}, True),
        ({"first_day": THURSDAY - timedelta(days=1), "last_day": THURSDAY - timedelta(days=1)}, True),
        ({"first_day": THURSDAY - timedelta(days=1)}, False),
        ({"end": 1050}, True),  # closed until the minute it begins
        ({"end": 1051}, False),
        ({"start": 1140}, True),  # closed from the minute it ends
        ({"start": 1139}, False),
    ],
)
def test_what_is_closed_is_not_held_and_both_edges_count(but, is_held):
    closure = Closure(**({"id": UUID(int=60), "first_day": THURSDAY, "last_day": THURSDAY, "words": "Holiday"} | but))

    (found,) = on_thursday(closures=(closure,))

    assert found.is_held == is_held
    assert (found.cause, found.words) == (("", "") if is_held else ("closed", "Holiday"))


def test_a_meeting_moved_out_of_closed_hours_is_held():
    closure = Closure(UUID(int=60), THURSDAY, THURSDAY, 1020, 1440, "Water")

    (found,) = on_thursday(closures=(closure,), one_offs=(a_change(start=900),))

    assert (found.state, found.start, found.end) == ("moved", 900, 990)


@pytest.mark.parametrize(("shift", "is_away"), [(-1, False), (0, True), (1, False)])
def test_a_group_whose_leader_is_away_waits_for_somebody(shift, is_away):
    off = THURSDAY + timedelta(days=shift)

    (found,) = on_thursday(away=(Away(ANA, off, off),))

    assert (found.is_held, found.is_unled) == (True, is_away)


def test_an_individual_session_is_not_held_while_its_clinician_is_away():
    (found,) = on_thursday(a_session(), away=(Away(ANA, THURSDAY, THURSDAY),))

    assert (found.state, found.cause) == ("cancelled", "staff_away")


def test_a_substitute_leads_on_that_date_only():
    change = a_change(instead=((ANA, BEN),))

    this, next_ = on_thursday(
        last=THURSDAY + timedelta(days=7), one_offs=(change,), away=(Away(ANA, MONDAY, THURSDAY),)
    )

    assert (this.leaders, this.stands_in, this.is_unled, this.state) == ((BEN,), {BEN}, False, "planned")
    assert (next_.leaders, next_.stands_in) == ((ANA,), frozenset())


def test_a_meeting_moved_to_another_day_is_told_on_that_day_under_its_own_name():
    change = a_change(day=THURSDAY + timedelta(days=8), start=600, room=OTHER_ROOM, where="Elm")

    here = on_thursday(one_offs=(change,))
    (there,) = on_thursday(first=THURSDAY + timedelta(days=8), last=THURSDAY + timedelta(days=8), one_offs=(change,))

    assert here == []
    assert (there.on, there.state, there.start, there.where) == (THURSDAY, "moved", 600, "Elm")


def test_a_cancelled_meeting_says_why_and_is_in_nobodys_way():
    (found,) = on_thursday(one_offs=(a_change(is_cancelled=True, words="flu"),))

    assert (found.state, found.cause, found.words) == ("cancelled", "staff_away", "flu")
    assert dated.clashes(found, [found]) == []


def test_a_guest_comes_and_an_excused_member_does_not():
    seats = (
        SeatOnce(UUID(int=70), THURSDAY, GROUP, EVE, True, "make_up"),
        SeatOnce(UUID(int=71), THURSDAY, GROUP, JO, False, "patient_away"),
    )

    this, next_ = on_thursday(last=THURSDAY + timedelta(days=7), seats=seats)

    assert (this.members, this.guests, this.excused) == ((MIA, EVE), {EVE}, {JO})
    assert next_.members == (JO, MIA)


def test_a_meeting_held_once_stands_beside_those_of_the_week():
    once = a_slot(key=UUID(int=51), start=600, members=())
    extra = OneOff(UUID(int=51), THURSDAY, "make_up", once=once)
    guest = SeatOnce(UUID(int=70), THURSDAY, UUID(int=51), EVE, True, "make_up")

    one, two = on_thursday(one_offs=(extra,), seats=(guest,))

    assert (one.is_extra, one.members, one.cause, one.group) == (True, (EVE,), "make_up", None)
    assert two.key == GROUP


@pytest.mark.parametrize(
    ("but", "kinds"),
    [
        ({"room": ROOM, "leaders": (BEN,), "members": (EVE,)}, ["room"]),
        ({"leaders": (ANA,), "members": (EVE,)}, ["leader"]),
        ({"leaders": (BEN,), "members": (JO,)}, ["member"]),
        ({"leaders": (ANA,), "members": (JO,), "start": 1140}, []),  # begins when the other ends
        ({"leaders": (ANA,), "members": (JO,), "start": 1139}, ["leader", "member"]),
        ({"leaders": (ANA,), "members": (JO,), "start": 960}, []),  # ends when the other begins
        ({"leaders": (ANA,), "members": (JO,), "start": 961}, ["leader", "member"]),
        ({"leaders": (ANA,), "members": (JO,), "weekday": 2}, []),
    ],
)
def test_two_meetings_clash_over_a_room_a_leader_or_a_member(but, kinds):
    found = on_thursday(a_slot(), a_session(**but), first=MONDAY)
    one = next(meeting for meeting in found if meeting.key == GROUP)

    assert [clash.kind for clash in dated.clashes(one, found)] == kinds
