# SPDX-License-Identifier: Apache-2.0
"""Rooms for the groups of one day: found when they exist, within a bound on the tries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

TRIES = 20_000
Busy = tuple[tuple[int, int], ...]  # (until, seats) of rooms still taken, in order


class Want(NamedTuple):
    """A room for so many people, from start to end."""

    start: int
    end: int
    people: int


def rooms_of_day(
    seats: Sequence[int], wants: Sequence[Want], fixed: Mapping[int, int] | None = None
) -> list[int] | None:
    """For each want a room (its place in `seats`, which rise); None when the rooms do not suffice.

    `fixed`: wants that must have just that room.
    """
    if fixed:
        return _largest_first(seats, wants, fixed) or _tried_each(seats, wants, fixed)
    return _largest_first(seats, wants, {}) or _tried(seats, wants)


def _largest_first(seats: Sequence[int], wants: Sequence[Want], fixed: Mapping[int, int]) -> list[int] | None:
    """The largest groups first, each in the smallest room that fits: quick, and mostly enough."""
    fits = [next((room for room, held in enumerate(seats) if held >= want.people), len(seats)) for want in wants]
    held: list[list[Want]] = [[] for _ in seats]
    found = [0] * len(wants)
    for i in sorted(range(len(wants)), key=lambda i: (i not in fixed, -fits[i], wants[i].start)):
        for room in (fixed[i],) if i in fixed else range(fits[i], len(seats)):
            if fits[i] <= room < len(seats) and is_free(held[room], wants[i]):
                held[room].append(wants[i])
                found[i] = room
                break
        else:
            return None
    return found


def is_free(held: Sequence[Want], want: Want) -> bool:
    return all(one.end <= want.start or want.end <= one.start for one in held)


def _tried_each(seats: Sequence[int], wants: Sequence[Want], fixed: Mapping[int, int]) -> list[int] | None:
    """Every room for every want, those with one room first: for the few days on which rooms are pinned."""
    order = sorted(range(len(wants)), key=lambda i: (i not in fixed, wants[i].start))
    held: list[list[Want]] = [[] for _ in seats]
    found, left = [0] * len(wants), TRIES

    def place(at: int) -> bool:
        nonlocal left
        if at == len(order):
            return True
        i = order[at]
        for room in (fixed[i],) if i in fixed else range(len(seats)):
            left -= 1
            if left > 0 and room < len(seats) and seats[room] >= wants[i].people and is_free(held[room], wants[i]):
                found[i] = room
                held[room].append(wants[i])
                if place(at + 1):
                    return True
                held[room].pop()
        return False

    return found if place(0) else None


def _tried(seats: Sequence[int], wants: Sequence[Want]) -> list[int] | None:
    """In order of start, the smallest room first, then larger ones; what has failed once is not tried again.

    Rooms with as many seats that are free at a start are alike from then on: only sizes are tried.
    """
    order = sorted(range(len(wants)), key=lambda i: (wants[i].start, -wants[i].people))
    there, failed, chosen, left = Counter(seats), set[tuple[int, Busy]](), list[int](), TRIES

    def place(at: int, busy: Busy) -> bool:
        nonlocal left
        if at == len(order):
            return True
        want = wants[order[at]]
        busy = tuple(one for one in busy if one[0] > want.start)
        if (at, busy) in failed or left <= 0:
            return False
        left -= 1
        taken = Counter(size for _, size in busy)
        for size in sorted(there):
            if size >= want.people and taken[size] < there[size]:
                chosen.append(size)
                if place(at + 1, tuple(sorted((*busy, (want.end, size))))):
                    return True
                chosen.pop()
        failed.add((at, busy))
        return False

    return _named(seats, wants, order, chosen) if place(0, ()) else None


def _named(seats: Sequence[int], wants: Sequence[Want], order: list[int], sizes: list[int]) -> list[int]:
    """The room of each want, when the size of its room is known."""
    until = [0] * len(seats)
    found = [0] * len(wants)
    for i, size in zip(order, sizes, strict=True):
        room = next(r for r, held in enumerate(seats) if held == size and until[r] <= wants[i].start)
        until[room], found[i] = wants[i].end, room
    return found
