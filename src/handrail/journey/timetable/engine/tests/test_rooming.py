# SPDX-License-Identifier: Apache-2.0
"""Rooms are found whenever there are rooms: compared with trying every choice."""

from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from handrail.journey.timetable.engine.rooming import Want, rooms_of_day

WANTS = st.builds(lambda start, length, people: Want(start, start + length, people), *[st.integers(1, 6)] * 3)


def fits(seats, wants, rooms):
    return all(seats[room] >= want.people for room, want in zip(rooms, wants, strict=True)) and all(
        one != two or a.end <= b.start or b.end <= a.start
        for (one, a), (two, b) in combinations(zip(rooms, wants, strict=True), 2)
    )


@given(st.lists(st.integers(1, 6), min_size=1, max_size=3).map(sorted), st.lists(WANTS, max_size=6))
def test_rooms_are_found_exactly_when_there_are_any(seats, wants):
    found = rooms_of_day(seats, wants)

    exists = any(fits(seats, wants, rooms) for rooms in product(range(len(seats)), repeat=len(wants)))
    assert (found is not None) == exists
    assert found is None or fits(seats, wants, found)


def test_a_large_group_that_starts_late_finds_its_room_behind_small_ones():
    seats, long, short = [4, 8], Want(0, 3, 4), Want(0, 1, 4)

    assert rooms_of_day(seats, [short, long, Want(1, 3, 8)]) == [1, 0, 1]


def test_where_nobody_wants_a_room_none_is_needed():
    assert rooms_of_day([], []) == []
    assert rooms_of_day([], [Want(0, 1, 1)]) is None
