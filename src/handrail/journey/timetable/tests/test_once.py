# SPDX-License-Identifier: Apache-2.0
"""One meeting on one date changed by hand: what it breaks is said first, what stops it is refused, and it is undone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import DAY_MINUTES, Span, monday_of
from handrail.journey.timetable import actions, mending, once, queries
from handrail.journey.timetable.once import Wanted
from handrail.journey.timetable.tests.make import a_problem, a_week
from handrail.journey.timetable.tests.stored import MONDAY, NOON, a_clinic, signed_in
from handrail.journey.timetable.tests.test_pages import words

pytestmark = pytest.mark.django_db
BOTH = {"clinicians.1.skills": ["proc", "edu"]}
TUESDAY, NINE, TEN = MONDAY + timedelta(days=1), 9 * 60, 10 * 60


@pytest.fixture
def clinic(db):  # noqa: ARG001 - everything here is stored
    made = a_clinic(a_problem(BOTH))
    made.publish(a_week())
    return made


def held(clinic, title="Process", day=MONDAY):
    return next(m for m in queries.meetings(clinic.program, day, day) if m.title == title)


def ground(clinic):
    return queries.mending_ground(clinic.program, MONDAY, at=NOON)


def wanted(clinic, one, **but):
    leaders = but.pop("leaders", None)
    room = clinic.keys[but.pop("room")] if "room" in but else one.room
    told = {"day": one.date, "start": one.start, "room": room, "leaders": one.leaders} | but
    return Wanted(**told | ({"leaders": tuple(clinic.keys[name] for name in leaders)} if leaders is not None else {}))


def kinds(clinic, one, **but):
    return {found.kind for found in once.breaches(ground(clinic), one, wanted(clinic, one, **but))}


def change(clinic, one, **but):
    at = but.pop("at", NOON)
    return actions.change_by_hand(
        by=clinic.by, program=clinic.program, on=one.on, key=one.key, wanted=wanted(clinic, one, **but), cause="other",
        at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("but", "found"),
    [
        ({}, set()),
        ({"day": TUESDAY}, set()),
        ({"start": 8 * 60}, {"not_there"}),
        ({"start": 7 * 60 + 45}, {"not_open", "not_there"}),
        ({"start": 19 * 60}, {"not_there"}),
        ({"start": 19 * 60 + 1}, {"not_open", "not_there"}),
        ({"room": "large", "start": 11 * 60}, {"room"}),
        ({"room": "large", "start": 12 * 60 + 29}, {"room"}),
        ({"room": "large", "start": 12 * 60 + 30}, set()),
        ({"leaders": ["Ana"], "start": 11 * 60}, {"leader"}),
        ({"leaders": []}, {"few", "skill"}),
        ({"day": MONDAY + timedelta(days=7)}, {"other_week"}),
        ({"day": MONDAY - timedelta(days=7)}, {"begun", "other_week"}),
    ],
)  # fmt: skip
def test_what_a_change_breaks_is_found_at_both_edges(clinic, but, found):
    assert kinds(clinic, held(clinic), **but) == found


def test_a_closed_day_somebody_away_and_a_room_too_small_stop_it(clinic):
    one, by = held(clinic), clinic.by
    actions.close(by=by, program=clinic.program, first_day=TUESDAY, last_day=TUESDAY, words="Holiday")
    small = one.room
    assert "closed" in kinds(clinic, one, day=TUESDAY)
    assert "no_room" in {b.kind for b in once.breaches(ground(clinic), one, Wanted(one.date, TEN, one.leaders))}
    full = once.replace(one, members=tuple(clinic.keys[name] for name in ("Jo", "Mia", "Eve", "Kim")))
    found = once.breaches(ground(clinic), full, wanted(clinic, full))
    assert [(b.kind, b.key) for b in found] == [("seats", small)]


def test_a_group_is_moved_led_by_another_and_is_as_every_week_again(clinic):
    one = held(clinic)

    assert change(clinic, one, start=14 * 60, room="large", leaders=["Ana"]) == ()
    after = held(clinic)
    assert (after.start, after.room, after.leaders) == (14 * 60, clinic.keys["large"], (clinic.keys["Ana"],))
    assert held(clinic, day=MONDAY + timedelta(days=7)).start == one.start
    assert actions.undo_once(by=clinic.by, program=clinic.program, on=one.on, key=one.key, at=NOON)

    assert held(clinic) == one


def test_who_cannot_come_at_the_new_time_is_excused_until_it_is_undone_and_can_make_up_for_it(clinic):
    one, jo = held(clinic, "Lecture"), clinic.keys["Jo"]
    whole_day = [(Span(1, 0, DAY_MINUTES), "court")]
    actions.say_other_day(by=clinic.by, patient=jo, on=TUESDAY, busy=whole_day)

    assert change(clinic, one, day=TUESDAY) == (jo,)
    assert held(clinic, "Lecture", TUESDAY).members == (clinic.keys["Mia"],)
    assert [loss.patient for loss in mending.losses(ground(clinic))] == [jo]
    actions.undo_once(by=clinic.by, program=clinic.program, on=one.on, key=one.key, at=NOON)

    assert held(clinic, "Lecture").members == one.members


@pytest.mark.parametrize("but", [{"day": MONDAY + timedelta(days=7)}, {"leaders": []}, {"at": None}])
def test_what_stops_it_is_refused_and_nothing_is_changed(clinic, but):
    one = held(clinic)
    if "at" in but:
        but = {"at": one.starts_at, "start": 12 * 60}

    with pytest.raises(Refused):
        change(clinic, one, **but)

    assert held(clinic) == one


def test_what_has_begun_is_neither_cancelled_nor_excused_nor_undone(clinic):
    one = held(clinic)
    how = {"by": clinic.by, "program": clinic.program, "on": one.on, "key": one.key}
    change(clinic, one, leaders=["Ana"])
    for deed in (
        lambda at: actions.undo_once(**how, at=at),
        lambda at: actions.change_once(**how, at=at, cause="other", is_cancelled=True),
        lambda at: actions.seat_once(**how, at=at, patient=one.members[0], comes=False, cause="patient_away"),
    ):
        with pytest.raises(Refused, match="it has begun"):
            deed(one.starts_at)
    assert actions.undo_once(**how, at=one.starts_at - timedelta(minutes=1))


def test_a_group_is_added_on_one_date_and_too_many_for_it_are_refused(clinic):
    how = {"by": clinic.by, "program": clinic.program, "service": clinic.keys["lecture"], "at": NOON}
    there = Wanted(TUESDAY, NINE, (clinic.keys["Ana"],), clinic.keys["large"])
    every = [clinic.keys[name] for name in ("Jo", "Mia", "Eve", "Kim")]

    key = actions.add_by_hand(**how, wanted=there, members=every)
    assert held(clinic, "Lecture", TUESDAY).key == key
    for members in ([], [clinic.keys["Ana"]]):
        with pytest.raises(Refused):
            actions.add_by_hand(**how, wanted=there, members=members)
    with pytest.raises(Refused, match="taken by Lecture"):
        actions.add_by_hand(**how, wanted=there, members=every[:2])


@pytest.fixture
def coming(client):
    """The same clinic, with its week from next Monday on, and its director signed in."""
    made = a_clinic(a_problem(BOTH))
    made.publish(a_week(), first_day=next_monday())
    signed_in(client, made)
    return made


def next_monday():
    return monday_of(timezone.localdate()) + timedelta(days=7)


def page_of(_clinic, one, name="meeting"):
    return reverse(f"timetable:{name}", args=[one.on.isoformat(), one.key])


def typed(one, **but):
    told = {
        "day": one.date.isoformat(), "start": f"{one.start // 60}:{one.start % 60:02}", "room": one.room or "",
        "leaders": list(one.leaders), "cause": "other", "words": "",
    }  # fmt: skip
    return told | but


def test_a_director_sees_what_breaks_then_changes_it_and_undoes_it(coming, client):
    one = held(coming, "Lecture", next_monday())
    where = page_of(coming, one)

    stopped = client.post(where, typed(one, start="10:00", room=coming.keys["small"]))
    assert "Small is taken by Process then" in words(stopped)
    checked = client.post(where, typed(one, start="14:00"))
    assert "It breaks nothing" in words(checked)
    assert held(coming, "Lecture", next_monday()).start == one.start
    done = client.post(where, typed(one, start="14:00", sure="yes"), follow=True)
    assert "Changed on this date" in words(done)
    undone = client.post(page_of(coming, one, "meeting-undo"), follow=True)

    assert "as every week" in words(undone)
    assert held(coming, "Lecture", next_monday()) == one


def test_a_director_cancels_excuses_and_gives_a_seat_back(coming, client):
    one, jo = held(coming, "Lecture", next_monday()), coming.keys["Jo"]
    seat = page_of(coming, one, "meeting-seat")

    excused = words(client.post(seat, {"patient": jo, "comes": "no"}, follow=True))
    assert "She is excused on this date" in excused
    assert "1 excused" in words(client.get(f"/week/?week={next_monday()}&day=mon"))
    client.post(seat, {"patient": jo, "comes": "yes"})
    assert jo in held(coming, "Lecture", next_monday()).members

    cancelled = client.post(page_of(coming, one, "meeting-cancel"), {"cause": "too_few", "words": ""}, follow=True)
    assert "2 people lost hours" in words(cancelled)
    assert client.post(page_of(coming, one, "meeting-cancel"), {"cause": "x"}).status_code == 302


def test_a_session_she_cannot_come_to_is_offered_at_other_times(coming, client):
    one = held(coming, "Talk", next_monday() + timedelta(days=2))
    busy = [(Span(2, TEN, 12 * 60), "court")]
    actions.say_other_day(by=coming.by, patient=coming.keys["Jo"], on=one.date, busy=busy)

    page = client.get(page_of(coming, one)).content.decode()

    assert "She could come:" in page
    to = page.split('href="?to=')[1].split('"')[0]
    day, start = to.split("#")[0].split("&amp;start=")
    moved = typed(one, day=day, start=f"{int(start) // 60}:{int(start) % 60:02}", sure="yes")
    assert "Changed on this date" in words(client.post(page_of(coming, one), moved, follow=True))
    left = queries.conflicts(coming.program, next_monday(), next_monday() + timedelta(days=6))
    assert one.key not in {found.meeting.key for found in left}


def test_a_meeting_is_added_by_a_page_and_taken_back(coming, client):
    zone = ZoneInfo(coming.program.time_zone)
    day: date = next_monday() + timedelta(days=1)
    told = {
        "service": coming.keys["talk"], "day": day.isoformat(), "start": "9:00", "room": "",
        "leaders": [coming.keys["Ana"]], "members": [coming.keys["Eve"]], "words": "",
    }  # fmt: skip
    where = reverse("timetable:add-once")

    assert client.get(where).content.count(b'type="checkbox" name="members"') == 4
    assert "It breaks nothing" in words(client.post(where, told))
    assert (
        "choose whom it is for"
        in words(client.post(where, told | {"members": list(coming.keys.values())[-4:]})).lower()
    )
    page = client.post(where, told | {"sure": "yes"}, follow=True)
    assert "Eve Novak" in words(page)
    (one,) = queries.meetings(coming.program, day, day)
    assert one.starts_at == datetime(day.year, day.month, day.day, 9, tzinfo=zone)
    client.post(page_of(coming, one, "meeting-undo"))

    assert queries.meetings(coming.program, day, day) == []


def test_whom_there_is_not_and_a_day_that_is_none_are_not_there(coming, client):
    one = held(coming, "Lecture", next_monday())

    assert client.get(f"/week/on/nonsense/{one.key}/").status_code == 404
    assert client.get(f"/week/on/{one.on}/{coming.keys['Jo']}/").status_code == 404
    seat = page_of(coming, one, "meeting-seat")
    assert client.post(seat, {"patient": "x"}).status_code == 404
    assert client.post(seat, {"patient": coming.keys["Ana"]}).status_code == 404
