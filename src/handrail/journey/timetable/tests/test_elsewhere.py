# SPDX-License-Identifier: Apache-2.0
"""A clinician and rooms that serve two programs: what one holds, the other builds round and does not publish over."""

import threading
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import Span
from handrail.ground.people import actions as people
from handrail.ground.people.actions import staff
from handrail.ground.people.rules import Post, Role
from handrail.ground.program import actions as programs
from handrail.journey.timetable import actions, elsewhere, queries, rules
from handrail.journey.timetable.actions import drafts
from handrail.journey.timetable.elsewhere import Held
from handrail.journey.timetable.tests.make import a_problem, a_week
from handrail.journey.timetable.tests.stored import MONDAY, NOON, Clinic, a_clinic
from handrail.journey.timetable.week import Group, Week

EVENING = "Evening Program"


def ana(start=600, end=660, day="mon", key="Ana"):
    return Held(key, day, start, end, EVENING)


def hours(problem, day="mon"):
    (one,) = (one for one in problem.clinicians if one.id == "Ana")
    return [(span.start, span.end) for span in one.available[day]], one.max_minutes


@pytest.mark.parametrize(
    ("start", "end", "left"),
    [
        (600, 660, [(540, 600), (660, 1140)]),
        (540, 660, [(660, 1140)]),
        (500, 540, [(540, 1140)]),
        (1080, 1140, [(540, 1080)]),
        (1140, 1200, [(540, 1140)]),
        (500, 1200, []),
    ],
)
def test_a_clinician_is_there_when_no_other_program_has_her(start, end, left):
    there, minutes = hours(elsewhere.without(a_problem(), [ana(start, end)]))

    assert there == left
    assert minutes == 2400 - (end - start)
    assert hours(elsewhere.without(a_problem(), [ana(start, end)]), "tue")[0] == [(540, 1140)]


@given(st.lists(st.tuples(st.integers(500, 1180), st.integers(1, 200)), max_size=5))
def test_what_is_left_and_what_is_held_are_all_her_hours(spans):
    held = [ana(start, start + long) for start, long in spans]

    left, _minutes = hours(elsewhere.without(a_problem(), held))

    for minute in range(540, 1140, 7):
        is_held = any(one.start <= minute < one.end for one in held)
        assert any(start <= minute < end for start, end in left) != is_held


@pytest.mark.parametrize(("start", "end", "n"), [(660, 750, 1), (600, 660, 0), (749, 800, 1), (750, 800, 0)])
def test_an_hour_taken_from_another_program_is_a_fault_at_both_edges(start, end, n):
    found = elsewhere.faults(a_problem(), a_week(), [ana(start, end)])

    assert len(found) == n
    assert all(EVENING in fault and "group g2" in fault for fault in found)


def test_a_room_and_too_many_minutes_in_both_programs_are_faults():
    room = Held("small", "mon", 630, 700, EVENING)
    assert elsewhere.faults(a_problem(), a_week(), [room]) == [
        f"room small: held by the program {EVENING} on mon 10:30-11:40, needed for group g1"
    ]

    hers = 90 + 45 + 45
    tight = a_problem({"clinicians.0.max_minutes": hers + 60})
    assert elsewhere.faults(tight, a_week(), [ana(540, 600, "tue")]) == []
    assert elsewhere.faults(tight, a_week(), [ana(540, 601, "tue")]) == [
        f"clinician Ana: with other programs, more than {hers + 60} minutes"
    ]


def test_a_group_is_put_into_a_room_that_is_free_if_one_is():
    held = [Held("small", "mon", 630, 700, EVENING)]

    (first, *_others) = elsewhere.housed(a_problem(), a_week(), held).groups
    assert first.rooms == {"mon": "large", "wed": "small", "fri": "large"}
    both = [*held, replace(held[0], key="large")]
    assert elsewhere.housed(a_problem(), a_week(), both) == a_week()


@dataclass(frozen=True)
class Two:
    """A clinic whose Ana and rooms also serve an evening program, in which Liv is."""

    day: Clinic
    evening: Clinic


@pytest.fixture
def two(db):  # noqa: ARG001 - everything here is stored
    day = a_clinic(a_problem({"clinicians.1.skills": ["proc", "edu"]}))
    by = day.by
    program = programs.open_program(
        by=by, site_id=day.program.site_id, name=EVENING, for_whom="Women", phone="", grid_minutes=15,
        hours=[Span(weekday, 8 * 60, 20 * 60) for weekday in range(5)],
    )  # fmt: skip
    how = {"mode": "in_person", "times_per_week": 1, "smallest": 1, "largest": 3, "leaders": 1, "skill": "edu"}
    keys = dict(day.keys)
    keys["evening"] = programs.offer(by=by, program_id=program.id, name="Evening", kind="group", minutes=60, **how).id
    posts = [Post(Role.COUNSELOR, day.program.id), Post(Role.COUNSELOR, program.id)]
    staff.give_posts(by=by, staff_id=keys["Ana"], posts=posts)
    liv = people.admit(by=by, program_id=program.id, name="Liv Berg", birth_date=MONDAY.replace(year=1990))
    keys["Liv"] = liv.id
    actions.order(by=by, patient=liv.id, service=keys["evening"])
    return Two(day, Clinic(by, program, keys))


def an_evening(start="11:00", room="large", day="mon"):
    one = Group(
        id="e1", service="evening", days=(day,), start=start, rooms={day: room}, leaders=("Ana",), members=("Liv",)
    )
    return Week(groups=(one,), appointments=())


def test_a_week_that_takes_an_hour_the_other_program_took_meanwhile_is_refused_and_says_so(two):
    draft = drafts.draw(by=two.day.by, program=two.day.program, first_day=MONDAY, at=NOON)
    two.evening.publish(an_evening())

    with pytest.raises(Refused) as refused:
        two.day.publish(a_week())

    said = " ".join(refused.value.because)
    assert f"held by the program {EVENING} on mon 11:00-12:00" in said
    assert str(two.day.keys["Ana"]) in said
    assert str(two.day.keys["large"]) in said
    assert queries.published(two.day.program) == 0
    facing = queries.facing(two.day.program, queries.draft(two.day.program, draft))
    assert facing.held


@pytest.mark.parametrize(("later", "refused"), [(0, True), (1, True), (-1, True)])
def test_the_week_in_force_then_and_those_published_for_later_count(two, later, refused):
    two.evening.publish(an_evening(), first_day=MONDAY + timedelta(weeks=later))

    assert bool(queries.held_elsewhere(two.day.program, MONDAY)) == refused


def test_a_week_that_another_replaced_before_holds_nothing(two):
    two.evening.publish(an_evening(), first_day=MONDAY - timedelta(weeks=1))
    two.evening.publish(an_evening("18:00"), first_day=MONDAY)

    held = queries.held_elsewhere(two.day.program, MONDAY)

    assert {(one.start, one.end) for one in held} == {(18 * 60, 19 * 60)}
    assert {one.key for one in held} == {str(two.day.keys["Ana"]), str(two.day.keys["large"])}
    two.day.publish(a_week())


def test_a_week_is_built_round_what_the_other_program_holds(two):
    two.evening.publish(an_evening())
    program, by = two.day.program, two.day.by
    # Rooms are given when a week is made, the held one to nobody: as large a one has to be free at that hour.
    programs.add_room(by=by, site_id=program.site_id, name="Spare", seats=5)
    key = drafts.ask(by=by, program=program, first_day=MONDAY, seconds=5, at=NOON)

    assert actions.build_next(at=NOON, stop=threading.Event())

    draft = queries.draft(program, key)
    facing = queries.facing(program, draft)
    assert facing.faults == []
    assert rules.score(facing.problem, facing.week).whole >= 2
    drafts.publish_draft(by=by, program=program, draft=key, version=draft.version, at=NOON)
