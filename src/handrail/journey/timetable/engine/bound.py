# SPDX-License-Identifier: Apache-2.0
"""A score below which no lawful week of a problem can lie, proven.

Two parts: everyone's best week, found exactly and as if she were alone in the clinic; and what the groups cost that
all of them need together, if every one of these were full.
"""

import time
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable.engine.clinic import Clinic, Wish
from handrail.journey.timetable.engine.oneday import Days, Kind, Row
from handrail.journey.timetable.engine.oneweek import Frame, Wanted, Weeks
from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.rules import WEIGHTS


@dataclass(frozen=True)
class Bound:
    """`value`: no lawful week scores less. `alone`: the part that is each person's best week without the others."""

    value: int
    alone: int
    seconds: float


def bound(problem: Problem) -> Bound:
    """The bound of this problem: about 7 ms a person."""
    began = time.monotonic()
    value, alone = bound_of(Clinic(problem))
    return Bound(value, alone, round(time.monotonic() - began, 2))


def bound_of(clinic: Clinic) -> tuple[int, int]:
    """The bound, and the part of it that people pay alone.

    Nothing is presumed of groups for people who lack something even alone. A week that leaves another one unmet
    costs at least the second sum: one unmet meeting costs her 10,000 where alone she would pay less than 3,000, and
    saves at most one group.
    """
    costs = [_cost_alone(clinic, p) for p in range(len(clinic.patients))]
    hopeful = [p for p, cost in enumerate(costs) if cost < WEIGHTS["short_day"]]
    dearest = max((service.leaders * clinic.staff_cost(s) for s, service in enumerate(clinic.services)), default=0)
    all_served = sum(costs) + _fewest_groups(clinic, hopeful)
    return min(all_served, all_served + WEIGHTS["unmet"] - WEIGHTS["short_day"] - dearest), sum(costs)


def _fewest_groups(clinic: Clinic, people: list[int]) -> int:
    """What the groups cost that seat these people if every one of them were full."""
    total = 0
    for s, service in enumerate(clinic.services):
        demand = sum(wish.count for p in people for wish in clinic.wishes[p] if wish.s == s)
        if service.is_group and clinic.caps[s]:
            total += -(-demand // clinic.caps[s][-1]) * service.leaders * clinic.staff_cost(s)
    return total


# ---- one person -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Several:
    """A placement of a group that meets on several days, as one person sees it."""

    k: int
    days: tuple[int, ...]
    start: int
    end: int
    price: int


def _cost_alone(clinic: Clinic, p: int) -> int:
    """What her best week costs, by the exact method of `fit`, as if every placement had a group with a seat for her."""
    once: list[tuple[Wish, dict[int, dict[int, int]]]] = []
    several: list[tuple[Wish, list[Several]]] = []
    for wish in clinic.wishes[p]:
        ks = clinic.of_service[wish.s]
        if wish.c >= 0:
            once.append((wish, _session_starts(clinic, p, wish)))
        elif clinic.services[wish.s].times_per_week > 1:
            several.append((wish, _several(clinic, p, ks)))
        else:
            once.append((wish, _group_starts(clinic, p, ks)))
    rows: dict[Row, int] = {}
    frames = [_frame(clinic, several, chosen, rows) for chosen in _frames(several)]
    table = Days([Kind(clinic.services[w.s].minutes, w.count if w.c >= 0 else 1, at) for w, at in once], list(rows))
    fixed = [sum(end - begin for begin, end in row.fixed) for row in rows]
    best = Weeks(_wanted(clinic, p, [w for w, _ in once]), table.table, fixed, len(clinic.days)).best(frames)
    assert best is not None, "a week with nothing in it is always there"
    return best.cost


def _frame(
    clinic: Clinic, several: list[tuple[Wish, list[Several]]], chosen: tuple[Several, ...], rows: dict[Row, int]
) -> Frame:
    """A choice of groups that meet on several days, with the row of each day (made when it is new)."""
    unmet = sum(
        (wish.count - sum(int(clinic.service_of[one.k]) == wish.s for one in chosen))
        * clinic.services[wish.s].times_per_week
        for wish, _ in several
    )
    at_day = tuple(
        rows.setdefault(Row(d, tuple(sorted((one.start, one.end) for one in chosen if d in one.days))), len(rows))
        for d in range(len(clinic.days))
    )
    return Frame(at_day, WEIGHTS["unmet"] * unmet + sum(one.price for one in chosen))


def _wanted(clinic: Clinic, p: int, wishes: list[Wish]) -> Wanted:
    with_her: dict[int, list[int]] = defaultdict(list)
    for kind, wish in enumerate(wishes):
        if wish.c >= 0:
            with_her[wish.c].append(kind)
    return Wanted(
        counts=tuple(wish.count for wish in wishes),
        minutes=tuple(clinic.services[wish.s].minutes for wish in wishes),
        shared=tuple((tuple(kinds), int(clinic.max_minutes[c])) for c, kinds in with_her.items()),
        full_days=clinic.patients[p].full_days,
    )


def _session_starts(clinic: Clinic, p: int, wish: Wish) -> dict[int, dict[int, int]]:
    times = clinic.session_times(p, wish)
    starts: dict[int, dict[int, int]] = defaultdict(dict)
    for t, price in zip(times, clinic.price(p, wish.s, times[:, None]), strict=True):
        starts[int(clinic.day_of[t])][int(clinic.start_of[t])] = int(price)
    return dict(starts)


def _group_starts(clinic: Clinic, p: int, ks: NDArray[np.intp]) -> dict[int, dict[int, int]]:
    starts: dict[int, dict[int, int]] = defaultdict(dict)
    for k in ks[clinic.can_come[p, ks]]:
        t = clinic.times_of[k][0]
        starts[int(clinic.day_of[t])][int(clinic.start_of[t])] = int(clinic.price_of[p, k])
    return dict(starts)


def _several(clinic: Clinic, p: int, ks: NDArray[np.intp]) -> list[Several]:
    found = []
    for k in ks[clinic.can_come[p, ks]]:
        times = clinic.times_of[k]
        start = int(clinic.start_of[times[0]])
        end = start + clinic.services[clinic.service_of[k]].minutes
        found.append(
            Several(int(k), tuple(int(clinic.day_of[t]) for t in times), start, end, int(clinic.price_of[p, k]))
        )
    return found


def _frames(several: list[tuple[Wish, list[Several]]]) -> list[tuple[Several, ...]]:
    choices = [[c for n in range(wish.count + 1) for c in combinations(found, n)] for wish, found in several]
    frames = [tuple(one for chosen in choice for one in chosen) for choice in product(*choices)]
    return [frame for frame in frames if not any(_clash(a, b) for a, b in combinations(frame, 2))]


def _clash(one: Several, other: Several) -> bool:
    return bool(set(one.days) & set(other.days)) and one.start < other.end and other.start < one.end
