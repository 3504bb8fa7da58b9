# SPDX-License-Identifier: Apache-2.0
"""Somebody is out on a date: what can be done about each meeting, what it costs whom, and how hours are made up for."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from handrail.ground.kit.answer import Refused
from handrail.ground.people import queries as everyone
from handrail.journey.timetable import actions, mending, queries
from handrail.journey.timetable.mending import Out
from handrail.journey.timetable.tests.make import a_problem, a_week
from handrail.journey.timetable.tests.stored import MONDAY, NOON, a_clinic, signed_in
from handrail.journey.timetable.tests.test_pages import words

pytestmark = pytest.mark.django_db
FRIDAY = MONDAY + timedelta(days=4)
SECOND_GROUP = {
    "groups+": {
        "id": "g3", "service": "lecture", "days": ["thu"], "start": "11:00", "rooms": {"thu": "large"},
        "leaders": ["Ana"], "members": ["Eve", "Kim"],
    }
}  # fmt: skip
BOTH_LECTURE = {"clinicians.1.skills": ["proc", "edu"]}


def a_dated_clinic(problem=None, week=None):
    clinic = a_clinic(a_problem(problem))
    clinic.publish(a_week(week))
    return clinic


def out(clinic, who="Ana", first=MONDAY, last=None):
    return Out(clinic.keys[who], first, last or first)


def ground(clinic, *outs, day=MONDAY):
    return queries.mending_ground(clinic.program, day, at=NOON, out=outs)


def hits(clinic, *outs):
    return mending.proposals(ground(clinic, *(outs or (out(clinic),))))


def mend(clinic, ways, whose):
    return actions.mend(by=clinic.by, program=clinic.program, ways=ways, out=whose, cause="staff_away", at=NOON)


def held(clinic, day=MONDAY):
    return queries.meetings(clinic.program, day, day)


def test_a_substitute_with_the_skill_is_proposed_and_leads_on_that_date_only():
    clinic = a_dated_clinic(BOTH_LECTURE)

    (hit,) = hits(clinic)
    mend(clinic, [hit.proposed], out(clinic))

    assert (hit.proposed.kind, hit.proposed.losing) == ("substitute", ())
    lecture = next(m for m in held(clinic) if m.title == "Lecture")
    assert lecture.leaders == (clinic.keys["Ben"],)
    assert next(m for m in held(clinic, MONDAY + timedelta(days=7)) if m.title == "Lecture").leaders == (
        clinic.keys["Ana"],
    )
    assert everyone.member(clinic.by.provider_id, clinic.keys["Ana"]).time_off == ((MONDAY, MONDAY),)


def test_without_a_substitute_it_is_moved_to_when_she_is_there_and_everyone_can_come():
    clinic = a_dated_clinic()

    (hit,) = hits(clinic)

    assert {way.kind for way in hit.ways} == {"move", "cancel"}
    assert (hit.proposed.kind, hit.proposed.losing) == ("move", ())
    mend(clinic, [hit.proposed], out(clinic))
    moved = next(m for m in held(clinic, hit.proposed.day) if m.title == "Lecture")
    assert (moved.state, moved.on) == ("moved", MONDAY)


@pytest.mark.parametrize(
    "but",
    [
        {"clinicians.1.available.mon": [["09:00", "12:29"]]},
        {"clinicians.1.skills": ["proc"]},
    ],
)
def test_who_is_not_there_or_has_not_the_skill_does_not_stand_in(but):
    clinic = a_dated_clinic(BOTH_LECTURE | but)

    (hit,) = hits(clinic)

    assert "substitute" not in {way.kind for way in hit.ways}


@pytest.mark.parametrize(
    ("but", "stands_in"),
    [({"clinicians.1.max_minutes": 3 * 60 + 90}, True), ({"clinicians.1.max_minutes": 269}, False)],
)
def test_the_minutes_a_substitute_has_left_are_counted_to_the_last(but, stands_in):
    clinic = a_dated_clinic(BOTH_LECTURE | but)

    (hit,) = hits(clinic)

    assert ("substitute" in {way.kind for way in hit.ways}) == stands_in


def test_individual_sessions_are_moved_with_their_clinician_or_lost():
    clinic = a_dated_clinic()

    (hit,) = hits(clinic, out(clinic, first=FRIDAY))

    assert not hit.meeting.slot.is_group
    assert (hit.proposed.kind, hit.proposed.losing) == ("move", ())
    assert hit.proposed.day < FRIDAY


def test_nothing_is_moved_to_before_now():
    clinic = a_dated_clinic()
    late = NOON.replace(day=FRIDAY.day, hour=18)

    found = mending.proposals(queries.mending_ground(clinic.program, FRIDAY, at=late, out=[out(clinic, first=FRIDAY)]))

    assert found
    assert all((way.day, way.start) >= (FRIDAY, 12 * 60) for hit in found for way in hit.ways if way.kind == "move")


def test_a_room_that_cannot_be_used_is_exchanged():
    clinic = a_dated_clinic()

    found = hits(clinic, out(clinic, "small"))

    assert [(hit.meeting.title, hit.proposed.kind) for hit in found] == [("Process", "room")]
    mend(clinic, [found[0].proposed], out(clinic, "small"))
    assert next(m for m in held(clinic) if m.title == "Process").where == "Large"


def test_ways_that_do_not_go_together_are_not_proposed_together():
    week = {"groups.0.leaders": ["Ben"], "groups.1.start": "10:00", "groups.1.members": ["Eve", "Kim"]}
    third = {"id": "Cy", "skills": ["proc", "edu"], "max_minutes": 2400, "available": {"mon": [["09:00", "12:00"]]}}
    clinic = a_dated_clinic({"clinicians+": third}, week)

    found = hits(clinic, out(clinic, "Ana"), out(clinic, "Ben"))

    stand_ins = [hit for hit in found if hit.proposed.kind == "substitute"]
    assert len(found) == 2
    assert len(stand_ins) == 1  # Cy cannot be in both


def test_what_clashes_by_now_is_refused_and_nothing_of_it_is_done():
    clinic = a_dated_clinic(BOTH_LECTURE)
    (hit,) = hits(clinic)
    actions.hold_once(
        by=clinic.by, program=clinic.program, on=MONDAY, service=clinic.keys["lecture"], start=660,
        leaders=[clinic.keys["Ben"]], members=[clinic.keys["Eve"]], cause="other", at=NOON,
    )  # fmt: skip

    with pytest.raises(Refused, match="who would lead it"):
        mend(clinic, [hit.proposed], out(clinic))

    assert everyone.member(clinic.by.provider_id, clinic.keys["Ana"]).time_off == ()


def test_who_loses_a_group_is_offered_another_of_its_service_with_a_free_seat():
    clinic = a_dated_clinic(week=SECOND_GROUP)
    (hit,) = hits(clinic)
    mend(clinic, [hit.ways[-1]], out(clinic))

    found = mending.losses(ground(clinic))

    assert {loss.patient for loss in found} == {clinic.keys["Jo"], clinic.keys["Mia"]}
    assert all([one.title for one in loss.offers] == ["Lecture"] for loss in found)
    offer = found[0].offers[0]
    actions.seat_once(
        by=clinic.by, program=clinic.program, on=offer.on, key=offer.key, patient=found[0].patient, comes=True,
        cause="make_up", at=NOON,
    )  # fmt: skip
    assert [loss.patient for loss in mending.losses(ground(clinic))] == [found[1].patient]


@pytest.mark.parametrize(
    "but",
    [
        {"patients.0.busy": {"thu": [["10:00", "10:31"]]}},  # the way there takes her half an hour
        {"patients.3.apart_from": ["Jo"]},
        {"services.1.max": 2},
    ],
)
def test_no_seat_is_offered_that_does_not_fit_her(but):
    clinic = a_dated_clinic(but, SECOND_GROUP)
    (hit,) = hits(clinic)
    mend(clinic, [hit.ways[-1]], out(clinic))

    hers = next(loss for loss in mending.losses(ground(clinic)) if loss.patient == clinic.keys["Jo"])

    assert hers.offers == ()


def test_the_page_proposes_accepts_and_leads_to_the_make_ups(client):
    clinic = a_dated_clinic(week=SECOND_GROUP)
    signed_in(client, clinic)
    monday = MONDAY if timezone.localdate() < MONDAY else timezone.localdate() + timedelta(days=7)
    monday -= timedelta(days=monday.weekday())
    asked = {"who": str(clinic.keys["Ana"]), "first": monday.isoformat()}

    page = client.get(reverse("timetable:mend"), asked)
    (hit,) = mending.proposals(
        queries.mending_ground(clinic.program, monday, at=timezone.now(), out=[out(clinic, first=monday)])
    )
    sent = client.post(
        reverse("timetable:mend"), asked | {f"way-{hit.meeting.key.hex}-{monday}": hit.ways[-1].key}, follow=True
    )

    assert "Ana Beltrán is out: one meeting is hit" in words(page)
    assert "2 people lose 1½ h each: Jo R., Mia R." in words(page)
    assert "2 lost meetings to make up for" in words(sent)
    offer = sent.context["lines"][0]["offers"][0][2]
    after = client.post(f"{reverse('timetable:make-ups')}?week={monday}", {"offer": offer}, follow=True)
    assert "One lost meeting to make up for" in words(after)
    assert "This is not free for her any more" in words(
        client.post(f"{reverse('timetable:make-ups')}?week={monday}", {"offer": offer}, follow=True)
    )


@pytest.mark.parametrize(
    ("but", "because"),
    [
        ({"who": "nobody"}, "Select a valid choice"),
        ({"last": "2026-11-01"}, "This is before the first day."),
        ({"last": "2027-11-01"}, "Two weeks at most at once."),
    ],
)
def test_a_question_that_cannot_be_answered_is_told_why(client, but, because):
    clinic = a_dated_clinic()
    signed_in(client, clinic)

    answer = client.get(reverse("timetable:mend"), {"who": str(clinic.keys["Ana"]), "first": MONDAY.isoformat()} | but)

    assert answer.status_code == 422
    assert because in words(answer)


def test_a_lost_individual_session_is_offered_at_another_time_of_that_week():
    clinic = a_dated_clinic()
    (hit,) = hits(clinic, out(clinic, first=MONDAY + timedelta(days=2)))
    mend(clinic, [hit.ways[-1]], out(clinic, first=MONDAY + timedelta(days=2)))

    (loss,) = mending.losses(ground(clinic))
    actions.mend(by=clinic.by, program=clinic.program, ways=[loss.ways[0]], cause="make_up", at=NOON)

    assert loss.patient == clinic.keys["Jo"]
    assert mending.losses(ground(clinic)) == []
    assert next(m for m in held(clinic, loss.ways[0].day) if m.key == loss.meeting.key).state == "moved"
