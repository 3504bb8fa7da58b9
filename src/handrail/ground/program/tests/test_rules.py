# SPDX-License-Identifier: Apache-2.0
"""What a program still lacks before its first week, each lack by itself."""

from dataclasses import replace

import pytest

from handrail.ground.kit.days import Span
from handrail.ground.kit.keys import uuid7
from handrail.ground.program.rules import Hand, Program, Room, Service, lacks

PROGRAM = Program(
    id=uuid7(),
    provider_id=uuid7(),
    name="Days",
    for_whom="",
    phone="",
    time_zone="UTC",
    grid_minutes=15,
    site_id=uuid7(),
)
OPEN = [Span(day, 540, 1020) for day in range(5)]
GROUP = Service(
    id=uuid7(), name="Process", kind="group", mode="in_person", with_family=False, minutes=180, times_per_week=3,
    smallest=3, largest=12, leaders=1, skill="process", cohort="", usual_count=1,
)  # fmt: skip
TALK = replace(GROUP, id=uuid7(), name="Talk", kind="individual", minutes=60, skill="", leaders=1)
ROOM = Room(uuid7(), "Blue", 12)
ANA = Hand(frozenset({"process"}), tuple(OPEN), 1200)


def codes(program=PROGRAM, hours=OPEN, rooms=(ROOM,), services=(GROUP, TALK), hands=(ANA,), people=1):
    return [lack.code for lack in lacks(program, hours, rooms, services, hands, people)]


def test_a_program_with_everything_lacks_nothing():
    assert codes() == []


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"rooms": ()}, "no_room"),
        ({"hours": []}, "no_hours"),
        ({"services": ()}, "no_service"),
        ({"rooms": (replace(ROOM, seats=2),)}, "no_seats"),
        ({"services": (replace(GROUP, usual_count=0), TALK)}, "usual_below"),
        ({"services": (replace(GROUP, usual_count=3), TALK)}, "usual_above"),
        ({"hands": ()}, "nobody"),
        ({"hands": (replace(ANA, max_minutes=0),)}, "nobody"),
        ({"hands": (replace(ANA, skills=frozenset()),)}, "no_skill"),
        ({"services": (replace(GROUP, leaders=2), TALK)}, "no_skill"),
        ({"people": 0}, "no_people"),
    ],
)
def test_each_thing_that_is_missing_is_named_alone(but, code):
    assert codes(**but) == [code]


def test_a_clinician_who_is_there_too_short_or_on_too_few_days_cannot_hold_it():
    two_days = replace(ANA, available=tuple(OPEN[:2]))
    short = replace(ANA, available=tuple(Span(day, 540, 700) for day in range(5)))
    tired = replace(ANA, max_minutes=539)

    assert codes(hands=(two_days,)) == ["no_hour"]
    assert codes(hands=(short,)) == ["no_hour"]
    assert codes(hands=(tired,)) == ["no_hour"]


def test_three_days_at_different_hours_are_not_three_days_at_the_same_time():
    shifting = [Span(0, 540, 720), Span(1, 720, 900), Span(2, 840, 1020)]

    assert codes(hands=(replace(ANA, available=tuple(shifting)),)) == ["no_hour"]


def test_two_leaders_must_be_there_at_the_same_time():
    early = replace(ANA, available=tuple(Span(day, 540, 780) for day in range(5)))
    late = replace(ANA, available=tuple(Span(day, 780, 1020) for day in range(5)))
    pair = (replace(GROUP, leaders=2), TALK)

    assert codes(services=pair, hands=(early, late)) == ["no_hour"]
    assert codes(services=pair, hands=(early, late, ANA)) == []


def test_a_group_that_meets_online_needs_no_room():
    assert codes(rooms=(), services=(replace(GROUP, mode="online"), TALK)) == []
