# SPDX-License-Identifier: Apache-2.0
"""What is pinned never moves, however the week is built anew."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.journey.timetable.engine.build import CannotKeep, build
from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.rooming import Want, rooms_of_day
from handrail.journey.timetable.engine.start import first_plan
from handrail.journey.timetable.engine.tests.small import small_problems
from handrail.journey.timetable.pins import Pin, broken, pin_of
from handrail.journey.timetable.rules import faults
from handrail.journey.timetable.tests.make import a_problem, a_week

PINNED = Pin(service="process", days=("mon", "wed", "fri"), start="10:00")


@given(small_problems(), st.integers(0, 9), st.data())
@settings(max_examples=30, deadline=None)
def test_a_pinned_group_never_moves(problem, seed, data):
    running = first_plan(Clinic(problem), seed + 1).week()
    problem = problem.model_copy(update={"running": running})
    chosen = data.draw(st.lists(st.sampled_from(running.groups), unique_by=id)) if running.groups else []
    pins = [pin_of(group, leader=data.draw(st.booleans()), room=data.draw(st.booleans())) for group in chosen]

    week = build(problem, seconds=0.3, seed=seed, deterministic=True, pins=pins)

    assert broken(pins, week) == []
    assert faults(problem, week) == []


def test_without_its_pin_the_group_would_have_moved():
    problem = a_problem({f"patients.{n}.prefers.part_of_day": "evening" for n in range(4)})
    problem = problem.model_copy(update={"running": None})

    free = build(problem, seconds=1, deterministic=True, begin=a_week())
    held = build(problem, seconds=1, deterministic=True, begin=a_week(), pins=[PINNED])

    assert broken([PINNED], free) == [PINNED]
    assert broken([PINNED], held) == []


def test_a_pin_on_a_group_whose_leader_has_left_cannot_be_kept():
    problem = a_problem({"clinicians.1.available": {}})

    with pytest.raises(CannotKeep) as cannot:
        build(problem, seconds=1, deterministic=True, begin=a_week(), pins=[PINNED])

    assert list(cannot.value.pins) == [PINNED]


def test_a_pin_at_an_hour_that_is_never_open_cannot_be_kept():
    with pytest.raises(CannotKeep):
        build(a_problem(), seconds=1, begin=a_week(), pins=[PINNED.model_copy(update={"start": "23:00"})])


def test_two_pins_alike_want_two_groups():
    assert broken([PINNED], a_week()) == []
    assert len(broken([PINNED, PINNED], a_week())) == 1


@pytest.mark.parametrize(
    ("changes", "kept"),
    [({}, True), ({"leaders": ("Ben",)}, True), ({"leaders": ("Ana",)}, False),
     ({"rooms": {"mon": "small"}}, True), ({"rooms": {"mon": "large"}}, False), ({"start": "10:15"}, False)],
)  # fmt: skip
def test_a_pin_is_kept_by_a_group_that_stays_as_it_says(changes, kept):
    assert (broken([PINNED.model_copy(update=changes)], a_week()) == []) is kept


@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=4).map(sorted),
    st.lists(st.tuples(st.integers(0, 6), st.integers(1, 4), st.integers(1, 6)), min_size=1, max_size=5),
    st.data(),
)
def test_a_room_that_is_given_stays_given(seats, told, data):
    wants = [Want(start, start + length, people) for start, length, people in told]
    fixed = {i: data.draw(st.integers(0, len(seats) - 1)) for i in range(len(wants)) if data.draw(st.booleans())}

    found = rooms_of_day(seats, wants, fixed)

    lawful = [rooms for rooms in _all(len(seats), len(wants)) if _is_lawful(seats, wants, fixed, rooms)]
    assert (found is None) == (lawful == [])
    assert found is None or _is_lawful(seats, wants, fixed, found)


def _all(rooms, wants):
    if not wants:
        return [[]]
    return [[room, *rest] for room in range(rooms) for rest in _all(rooms, wants - 1)]


def _is_lawful(seats, wants, fixed, rooms):
    fits = all(seats[room] >= want.people for room, want in zip(rooms, wants, strict=True))
    apart = all(
        rooms[i] != rooms[j] or wants[i].end <= wants[j].start or wants[j].end <= wants[i].start
        for i in range(len(wants))
        for j in range(i)
    )
    return fits and apart and all(rooms[i] == room for i, room in fixed.items())
