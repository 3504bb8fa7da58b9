# SPDX-License-Identifier: Apache-2.0
"""A score below which no lawful week of a problem can lie, proven.

Every seat gets a price and every person her best week at those prices, found exactly and as if she were alone;
what she pays for seats is taken off what the groups cost that rooms and hours allow (Lagrange relaxation of the
seats). Any prices give a true bound; a subgradient search looks for good ones.
"""

import math
import time
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from handrail.journey.timetable.engine.clinic import Clinic, Wish
from handrail.journey.timetable.engine.model import cliques_at
from handrail.journey.timetable.engine.oneday import Days, Kind, Row
from handrail.journey.timetable.engine.oneweek import Frame, Wanted, Weeks
from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.rules import WEIGHTS

DAY_PARTS = (0, 11 * 60, 12 * 60 + 30, 14 * 60, 16 * 60, 17 * 60 + 30, 24 * 60)  # spans that people are bound to
MOST_SECONDS = 8.0  # for the groups of one round; its bound holds also when time runs out
TARGET = 0.2  # how far above the best bound so far the search first hopes to come
Prices = NDArray[np.float64]


@dataclass(frozen=True)
class Bound:
    """`value`: no lawful week scores less. `alone`: the part that is each person's best week without the others."""

    value: int
    alone: int
    rounds: int
    seconds: float


@dataclass(frozen=True)
class Choice:
    """One person's best week at some prices: what it costs with them, and the placements it sits in."""

    cost: int
    groups: tuple[int, ...]


def bound(problem: Problem, *, seconds: float = 60.0) -> Bound:
    """The best bound found within about so many seconds; the first one, which must be had, may take longer."""
    began = time.monotonic()
    clinic = Clinic(problem)
    prices = np.zeros(clinic.placements)
    alone = sum(one.cost for one in _choices(clinic, prices))
    best, rounds, target = float(alone + _fewest_groups(clinic)), 0, TARGET
    while rounds == 0 or time.monotonic() - began < seconds:
        asked = np.round(prices)
        chosen = _choices(clinic, asked)
        groups, opened = _groups(clinic, asked)
        value = sum(one.cost for one in chosen) + groups
        target = target if value > best else max(0.01, target * 0.93)
        best = max(best, value)
        rounds += 1
        prices = _stepped(clinic, prices, chosen, opened, best * (1 + target) - value)
    return Bound(min(math.ceil(best), _ceiling(clinic, alone)), alone, rounds, round(time.monotonic() - began, 1))


def _stepped(clinic: Clinic, prices: Prices, chosen: list[Choice], opened: Prices, hoped: float) -> Prices:
    """Dearer where more people want to sit than groups could hold, cheaper where groups would stand empty.

    The length of the step is Polyak's: what is hoped for, over the square of how far demand and seats are apart.
    """
    caps = np.array([clinic.caps[s][-1] for s in clinic.service_of], float)
    excess = np.bincount([k for one in chosen for k in one.groups], minlength=clinic.placements) - caps * opened
    excess[(prices <= 0) & (excess < 0)] = 0
    apart = float(excess @ excess)
    return np.maximum(0.0, prices + hoped / apart * excess) if apart else prices


# ---- groups -----------------------------------------------------------------------------------------------------


def _groups(clinic: Clinic, prices: Prices) -> tuple[float, Prices]:
    """The least the groups can cost when seats sell at these prices, if everyone who can be whole is."""
    model = cp_model.CpModel()
    opens = [
        model.new_int_var(0, min(int(clinic.can_lead[k].sum()), int(clinic.can_come[:, k].sum())), f"open_{k}")
        for k in range(clinic.placements)
    ]
    for s, ks in clinic.of_service.items():
        if len(ks):
            _serve(clinic, model, opens, s, ks)
    _share_rooms(clinic, model, opens)
    _share_hours(clinic, model, opens)
    model.minimize(sum(round(worth) * opens[k] for k, worth in enumerate(_net_cost(clinic, prices))))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = MOST_SECONDS
    solver.parameters.catch_sigint_signal = False
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    opened = np.array([solver.value(one) for one in opens] if found else [0] * clinic.placements, float)
    return solver.best_objective_bound, opened


def _net_cost(clinic: Clinic, prices: Prices) -> Prices:
    """What a group at each placement costs beyond what its seats bring in."""
    leaders = np.array([service.leaders * clinic.staff_cost(s) for s, service in enumerate(clinic.services)], float)
    seats = np.array([caps[-1] if caps else 0 for caps in clinic.caps], float)
    return leaders[clinic.service_of] - seats[clinic.service_of] * prices


def _serve(clinic: Clinic, model: cp_model.CpModel, opens: list[cp_model.IntVar], s: int, ks: NDArray[np.intp]) -> None:
    """Seats enough for all, where each can come; and seats enough in each part of the day for those who must then."""
    seats = clinic.caps[s][-1]
    wants = {p: next((w.count for w in clinic.wishes[p] if w.s == s), 0) for p in _hopeful(clinic)}
    people = [p for p, count in wants.items() if count]
    if not people:
        return
    come = clinic.can_come[np.ix_(np.array(people, np.intp), ks)]
    for rows in {tuple(np.flatnonzero(row).tolist()): wants[p] for p, row in zip(people, come, strict=True)}.items():
        model.add(sum(opens[int(ks[row])] for row in rows[0]) >= rows[1])
    counts = np.array([wants[p] for p in people])
    starts = clinic.start_minute[ks]
    for low, high in combinations(DAY_PARTS, 2):
        inside = (starts >= low) & (starts < high)
        bound_to_it = ~come[:, ~inside].any(axis=1)
        need = -(-int(counts[bound_to_it].sum()) // seats)
        if need:
            model.add(sum(opens[int(k)] for k in ks[inside]) >= need)


def _hopeful(clinic: Clinic) -> list[int]:
    """People who can be whole when they are alone; of the others nothing is presumed."""
    found: list[int] | None = clinic.__dict__.get("_hopeful_people")
    if found is None:
        alone = _choices(clinic, np.zeros(clinic.placements))
        found = [p for p, one in enumerate(alone) if one.cost < WEIGHTS["short_day"]]
        clinic.__dict__["_hopeful_people"] = found
    return found


def _ceiling(clinic: Clinic, alone: int) -> int:
    """What any week costs at least that leaves someone unmet who could be whole: beyond it no bound is claimed.

    One unmet meeting costs her 10,000 where alone she would pay less than 3,000, and saves at most one group.
    """
    dearest = max((service.leaders * clinic.staff_cost(s) for s, service in enumerate(clinic.services)), default=0)
    return alone + _fewest_groups(clinic) + WEIGHTS["unmet"] - WEIGHTS["short_day"] - dearest


def _fewest_groups(clinic: Clinic) -> int:
    """What the groups cost if every one of them were full."""
    total = 0
    for s, service in enumerate(clinic.services):
        demand = sum(w.count for p in _hopeful(clinic) for w in clinic.wishes[p] if w.s == s)
        if service.is_group and clinic.caps[s]:
            total += -(-demand // clinic.caps[s][-1]) * service.leaders * clinic.staff_cost(s)
    return total


def _share_rooms(clinic: Clinic, model: cp_model.CpModel, opens: list[cp_model.IntVar]) -> None:
    ks = [k for k in range(clinic.placements) if clinic.services[clinic.service_of[k]].mode == "in_person"]
    if ks:
        for _, rows in cliques_at(clinic.bits_of(clinic.options.mask[ks])):
            model.add(sum(opens[ks[row]] for row in rows) <= len(clinic.seats))


def _share_hours(clinic: Clinic, model: cp_model.CpModel, opens: list[cp_model.IntVar]) -> None:
    """All leaders together give no more minutes than they have beside the individual sessions of those sure of them."""
    minutes = int(clinic.max_minutes.sum())
    for p in _hopeful(clinic):
        minutes -= sum(w.count * clinic.services[w.s].minutes for w in clinic.wishes[p] if w.c >= 0)
    lengths = clinic.options.minutes.sum(axis=1)
    leaders = [clinic.services[s].leaders for s in clinic.service_of]
    model.add(sum(int(lengths[k]) * leaders[k] * variable for k, variable in enumerate(opens)) <= max(0, minutes))


# ---- people -----------------------------------------------------------------------------------------------------


def _choices(clinic: Clinic, prices: Prices) -> list[Choice]:
    """Everyone's best week at these prices."""
    return [_best_week(clinic, p, prices) for p in range(len(clinic.patients))]


@dataclass(frozen=True)
class Several:
    """A placement of a group that meets on several days, as one person sees it."""

    k: int
    days: tuple[int, ...]
    start: int
    end: int
    price: int


def _best_week(clinic: Clinic, p: int, prices: Prices) -> Choice:
    """Her best week at these prices, by the exact method of `fit`, as if every placement had a group with a seat."""
    once: list[tuple[Wish, dict[int, dict[int, int]]]] = []
    single: dict[int, dict[tuple[int, int], int]] = {}
    several: list[tuple[Wish, list[Several]]] = []
    for wish in clinic.wishes[p]:
        ks = clinic.of_service[wish.s]
        if wish.c >= 0:
            once.append((wish, _session_starts(clinic, p, wish)))
        elif clinic.services[wish.s].times_per_week > 1:
            several.append((wish, _several(clinic, p, ks, prices)))
        else:
            starts, single[len(once)] = _group_starts(clinic, p, ks, prices)
            once.append((wish, starts))
    framed = _frames(several)
    rows: dict[Row, int] = {}
    frames = [_frame(clinic, several, chosen, rows) for chosen in framed]
    table = Days([Kind(clinic.services[w.s].minutes, w.count if w.c >= 0 else 1, at) for w, at in once], list(rows))
    fixed = [sum(end - begin for begin, end in row.fixed) for row in table.rows]
    best = Weeks(_wanted(clinic, p, [w for w, _ in once]), table.table, fixed, frames).best()
    assert best is not None, "a week with nothing in it is always there"
    groups = [one.k for one in framed[best.frame]]
    for d, row, counts in zip(range(len(clinic.days)), frames[best.frame].rows, best.counts, strict=True):
        groups += [single[kind][d, start] for kind, start in table.meetings(row, counts) if kind in single]
    return Choice(best.cost, tuple(groups))


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


def _group_starts(
    clinic: Clinic, p: int, ks: NDArray[np.intp], prices: Prices
) -> tuple[dict[int, dict[int, int]], dict[tuple[int, int], int]]:
    starts: dict[int, dict[int, int]] = defaultdict(dict)
    at = {}
    for k in ks[clinic.can_come[p, ks]]:
        t = clinic.times_of[k][0]
        d, start = int(clinic.day_of[t]), int(clinic.start_of[t])
        starts[d][start] = int(clinic.price_of[p, k]) + int(prices[k])
        at[d, start] = int(k)
    return dict(starts), at


def _several(clinic: Clinic, p: int, ks: NDArray[np.intp], prices: Prices) -> list[Several]:
    found = []
    for k in ks[clinic.can_come[p, ks]]:
        times = clinic.times_of[k]
        start = int(clinic.start_of[times[0]])
        end = start + clinic.services[clinic.service_of[k]].minutes
        days = tuple(int(clinic.day_of[t]) for t in times)
        found.append(Several(int(k), days, start, end, int(clinic.price_of[p, k]) + int(prices[k])))
    return found


def _frames(several: list[tuple[Wish, list[Several]]]) -> list[tuple[Several, ...]]:
    choices = [[c for n in range(wish.count + 1) for c in combinations(found, n)] for wish, found in several]
    frames = [tuple(one for chosen in choice for one in chosen) for choice in product(*choices)]
    return [frame for frame in frames if not any(_clash(a, b) for a, b in combinations(frame, 2))]


def _clash(one: Several, other: Several) -> bool:
    return bool(set(one.days) & set(other.days)) and one.start < other.end and other.start < one.end
