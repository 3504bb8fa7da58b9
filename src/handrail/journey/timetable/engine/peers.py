# SPDX-License-Identifier: Apache-2.0
"""Two honest peers of the solver: the clerk's first fit, and fixed tracks as most programs run them.

Each is as good as its method can be, and neither searches: what is decided stays, save for groups too small.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable.engine.clinic import PARTS, Bools, Clinic, Ints, Wish
from handrail.journey.timetable.engine.desk import Desk, Held, Rows
from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.rules import WEEKDAYS, part_of_day, score
from handrail.journey.timetable.week import Week

# ---- the clerk ------------------------------------------------------------------------------------------------


def clerk(problem: Problem, clinic: Clinic | None = None) -> Week:
    """What a careful clerk does by hand: one person after another, first group with a seat that fits.

    Where none fits she opens one at the first time that works for enough people still waiting. Groups under
    their minimum at the end are closed and their people put in elsewhere.
    """
    desk = Desk(clinic or Clinic(problem))
    for p in np.argsort(desk.able.sum(axis=1), kind="stable"):
        for wish in _longest_first(desk.clinic, desk.clinic.wishes[p]):
            _serve(desk, int(p), wish)
    _close_small(desk)
    for p, wishes in enumerate(desk.clinic.wishes):
        for wish in wishes:
            _seat_left_over(desk, p, wish)
    return desk.week()


def _longest_first(clinic: Clinic, wishes: Iterable[Wish]) -> list[Wish]:
    """Groups that meet often first, as they are hardest to fit; individual sessions last."""
    return sorted(wishes, key=lambda w: (not clinic.services[w.s].is_group, -clinic.services[w.s].times_per_week))


def _serve(desk: Desk, p: int, wish: Wish) -> None:
    """All of one order, as far as it goes."""
    for _ in range(wish.count):
        if not desk.clinic.services[wish.s].is_group:
            served = desk.session(p, wish)
        else:
            group = _first_seat(desk, p, wish.s) or _opened(desk, p, wish.s)
            if served := group is not None:
                desk.join(p, group)
        if not served:
            return


def _first_seat(desk: Desk, p: int, s: int) -> Held | None:
    """The first group with a seat that fits her, those that lie best for her before others."""
    fits = desk.fitting(p, desk.groups[s])
    if len(fits) < 2:
        return fits[0] if fits else None
    return fits[int(_trouble(desk, p, np.array([group.k for group in fits])).argmin())]


def _trouble(desk: Desk, p: int, ks: Rows) -> NDArray[np.int64]:
    """How badly placements lie for her, what she dislikes included."""
    return desk.trouble(p, desk.clinic.options, ks) + desk.clinic.price_of[p, ks]


def _opened(desk: Desk, p: int, s: int) -> Held | None:
    """A new group at the first time that suits her and enough people still waiting, where it can be held."""
    ks = desk.clinic.of_service[s]
    ks = ks[desk.able[p, ks]]
    waiting = desk.able[np.ix_(desk.left[s] > 0, ks)].sum(axis=0)
    enough = waiting >= desk.clinic.services[s].min
    ks, waiting = ks[enough], waiting[enough]
    for i in np.argsort(_trouble(desk, p, ks), kind="stable"):
        if group := desk.open(int(ks[i]), int(waiting[i])):
            return group
    return None


def _close_small(desk: Desk) -> None:
    """Close the smallest group under its minimum, put its people in elsewhere, and so on until none is under."""
    clinic = desk.clinic
    while True:
        small = [
            group
            for s, groups in desk.groups.items()
            for group in groups
            if len(group.members) < clinic.services[s].min
        ]
        if not small:
            return
        group = min(small, key=lambda group: len(group.members))
        s = int(clinic.service_of[group.k])
        members = list(group.members)
        desk.close(group)
        for p in members:
            if other := _first_seat(desk, p, s):
                desk.join(p, other)


def _seat_left_over(desk: Desk, p: int, wish: Wish) -> None:
    """Once the small groups are closed: any seat or hour this has freed."""
    for _ in range(int(desk.left[wish.s, p])):
        if not desk.clinic.services[wish.s].is_group:
            desk.session(p, wish)
        elif group := _first_seat(desk, p, wish.s):
            desk.join(p, group)


# ---- fixed tracks ---------------------------------------------------------------------------------------------


LENGTHS = (180, 240)  # minutes of a track's daily block: three hours is the day payers count, four the long one


@dataclass(frozen=True)
class Block:
    """The same hours on every weekday, and how many minutes of them each person could come to in a week."""

    start: int
    end: int
    free: Ints


@dataclass(frozen=True)
class Track:
    """Who is on the track of a block, and which placements lie in it."""

    people: Bools
    within: Bools


def tracks(problem: Problem, clinic: Clinic | None = None) -> Week:
    """Morning, afternoon and evening tracks as most programs run them: everyone of a track has the same blocks.

    Each person is put on the track that suits her best and misses what she cannot come to. A program may run
    one track, two or all three, of three hours a day or four: the choice with the best week counts.
    """
    clinic = clinic or Clinic(problem)
    weeks = [
        _week_of(clinic, chosen)
        for blocks in (_blocks(clinic, length) for length in LENGTHS)
        for count in range(1, len(blocks) + 1)
        for chosen in combinations(blocks, count)
    ]
    return min(weeks or [Desk(clinic).week()], key=lambda week: score(problem, week).total)


def _blocks(clinic: Clinic, length: int) -> list[Block]:
    """For each part of the day the block that most people have free on most days."""
    starts = [int(start) for start in np.unique(clinic.start_of)]
    blocks = []
    for part in PARTS:
        there = [Block(m, m + length, _free(clinic, m, m + length)) for m in starts if part_of_day(m) == part]
        blocks += sorted(there, key=lambda block: (-int(block.free.sum()), block.start))[:1]
    return [block for block in blocks if block.free.any()]


def _free(clinic: Clinic, start: int, end: int) -> Ints:
    """Open minutes of the weekdays on which each person is clear from start to end, travel included."""
    days = [day for day in clinic.days if day in WEEKDAYS]
    opened = {
        day: sum(max(0, min(end, span.end) - max(start, span.start)) for span in clinic.problem.open[day])
        for day in days
    }
    free = np.zeros(len(clinic.patients), np.int32)
    for p, patient in enumerate(clinic.patients):
        travel = patient.travel_minutes if patient.mode == "in_person" else 0
        for day in days:
            if all(end + travel <= span.start or span.end <= start - travel for span in patient.busy.get(day, ())):
                free[p] += opened[day]
    return free


def _week_of(clinic: Clinic, blocks: Sequence[Block]) -> Week:
    """The week of a program that runs these tracks: groups in their blocks, individual sessions by arrangement."""
    desk = Desk(clinic)
    running = _tracks(clinic, blocks)
    groups = [s for s, service in enumerate(clinic.services) if service.is_group]
    for s in sorted(groups, key=lambda s: (-clinic.services[s].times_per_week, -int(desk.left[s].sum()))):
        for count in range(1, int(desk.ordered[s].max(initial=0)) + 1):
            for track in running:
                _hold(desk, s, track.within, track.people & (desk.ordered[s] >= count))
    for p, wishes in enumerate(clinic.wishes):
        for wish in wishes:
            if not clinic.services[wish.s].is_group:
                _serve(desk, p, wish)
    return desk.week()


def _tracks(clinic: Clinic, blocks: Sequence[Block]) -> list[Track]:
    """Each person on the track that gives her most of the days she needs, then by preference, then by hours."""
    days = np.array([patient.full_days.count or 7 for patient in clinic.patients], np.int32)
    suits = [
        100 * np.minimum(block.free // (block.end - block.start), days)
        + 10 * np.array([patient.prefers.part_of_day == part_of_day(block.start) for patient in clinic.patients])
        + block.free / 1440
        for block in blocks
    ]
    best = np.argmax(suits, axis=0)
    return [Track(best == i, _within(clinic, block)) for i, block in enumerate(blocks)]


def _within(clinic: Clinic, block: Block) -> Bools:
    """The placements that lie in a block and keep to its slots: counted from its start or back from its end."""
    minutes = np.array([service.minutes for service in clinic.services], np.int32)[clinic.service_of]
    after, before = clinic.start_minute - block.start, block.end - clinic.start_minute - minutes
    weekend = np.array([day not in WEEKDAYS for day in clinic.days], bool)
    at_weekend = (clinic.options.minutes[:, weekend] > 0).any(axis=1)
    within: Bools = (after >= 0) & (before >= 0) & ((after % minutes == 0) | (before % minutes == 0)) & ~at_weekend
    return within


def _hold(desk: Desk, s: int, within: Bools, wanting: Bools) -> None:
    """One block of a service for a track, in as many groups as its people need, where most of them can come."""
    clinic, service = desk.clinic, desk.clinic.services[s]
    ks = clinic.of_service[s][within[clinic.of_service[s]]]
    people = np.flatnonzero(wanting & (desk.left[s] > 0))
    if not len(people) or not len(ks):
        return
    able = desk.able[np.ix_(people, ks)]
    need = np.array([clinic.patients[p].full_days.minutes for p in people], np.int32)[:, None]
    short = (desk.minutes[people] > 0) & (desk.minutes[people] < need)
    lengthens = able & (short.astype(np.int32) @ (clinic.options.minutes[ks] > 0).T > 0)
    worth = able.sum(axis=0) + lengthens.sum(axis=0)
    for i in np.argsort(-worth, kind="stable"):
        if able[:, i].sum() >= service.min and _filled(desk, int(ks[i]), people[able[:, i]]):
            return


def _filled(desk: Desk, k: int, people: Rows) -> bool:
    """Groups at this placement for these people, evenly filled; whether any could be held."""
    least, groups = desk.clinic.services[desk.clinic.service_of[k]].min, list[Held]()
    while sum(group.seats for group in groups) < len(people) and (len(groups) + 1) * least <= len(people):
        group = desk.open(k, len(people) // (len(groups) + 1))
        if group is None:
            break
        groups.append(group)
    for p in people:
        fits = desk.fitting(int(p), groups)
        if fits:
            desk.join(int(p), min(fits, key=lambda group: len(group.members)))
    held = [group for group in groups if len(group.members) >= least]
    for group in groups:
        if group not in held:
            desk.close(group)
    return bool(held)
