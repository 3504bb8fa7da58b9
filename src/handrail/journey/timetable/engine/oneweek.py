# SPDX-License-Identifier: Apache-2.0
"""One person's week from the tables of her days: how much of each order on which day, at the least cost.

Exact: for each choice of the groups that meet on several days a dynamic program over the days, its state what
she has so far, on how many days she came, and how many of them were full.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable.engine.oneday import NEVER, POSSIBLE, Costs
from handrail.journey.timetable.problem import FullDays
from handrail.journey.timetable.rules import WEIGHTS

Indices = NDArray[np.intp]
STAYS, COMES, FILLS = range(3)  # away that day, there for less than a full day, there for a full day


@dataclass(frozen=True)
class Wanted:
    """What is ordered of each kind, its minutes, and for each clinician (kinds with her, minutes she has left)."""

    counts: tuple[int, ...]
    minutes: tuple[int, ...]
    shared: tuple[tuple[tuple[int, ...], int], ...]
    full_days: FullDays


@dataclass(frozen=True)
class Frame:
    """A choice of groups that meet on several days: for each day its row of the tables, and what it costs in itself."""

    rows: tuple[int, ...]
    price: int


@dataclass(frozen=True)
class Best:
    """The least cost, the frame it is reached in, and for each day what she has of each kind."""

    cost: int
    frame: int
    counts: tuple[tuple[int, ...], ...]


class Weeks:
    """All weeks of one person. `table` is that of her days; `fixed` the minutes already fixed on each of its rows."""

    def __init__(self, wanted: Wanted, table: Costs, fixed: list[int], frames: list[Frame]) -> None:
        self.wanted, self.frames = wanted, frames
        possible = (table < POSSIBLE).any(axis=0)
        self.picks = np.argwhere(possible)
        self.table = table.reshape(len(table), -1)[:, np.flatnonzero(possible)]
        self._lay_totals()
        self._lay_days()
        self._type_picks(fixed)

    def _lay_totals(self) -> None:
        """Every total she can have, what is then unmet, and which total each pick of a day leads to."""
        wanted = self.wanted
        every = list(product(*(range(n + 1) for n in wanted.counts)))
        totals = np.array(every, np.intp).reshape(len(every), len(wanted.counts))
        stride = np.ones(len(wanted.counts), np.intp)
        for i in range(len(wanted.counts) - 2, -1, -1):
            stride[i] = stride[i + 1] * (wanted.counts[i + 1] + 1)
        most = np.array(wanted.counts, np.intp)
        after = totals[None] + self.picks[:, None]
        self.after = np.where((after <= most).all(axis=2), after @ stride, len(totals))
        unmet = WEIGHTS["unmet"] * (most - totals).sum(axis=1)
        minutes = np.array(wanted.minutes, np.intp)
        for kinds, left in wanted.shared:
            given = (totals * minutes)[:, kinds].sum(axis=1)
            unmet[given > max(0, left)] = NEVER
        self.unmet = np.append(unmet, NEVER).astype(np.int32)

    def _lay_days(self) -> None:
        """The states of (days she came, full days), both up to the number needed, and where a day leads from each."""
        need = self.wanted.full_days.count
        states = [(came, full) for came in range(need + 1) for full in range(came + 1)]
        at = {state: i for i, state in enumerate(states)}
        self.leads = np.array(
            [
                list(range(len(states))),
                [at[min(need, came + 1), full] for came, full in states],
                [at[min(need, came + 1), min(need, full + 1)] for came, full in states],
            ],
            np.intp,
        )
        trip = [WEIGHTS["extra_trip"] * (came == need) for came, _ in states]
        self.trips = np.array([[0] * len(states), trip, trip], np.int32)
        self.short = np.array([WEIGHTS["short_day"] * (need - full) for _, full in states], np.int32)

    def _type_picks(self, fixed: list[int]) -> None:
        """Row x pick: whether she stays away, comes, or has a full day."""
        minutes = self.picks @ np.array(self.wanted.minutes, np.intp) + np.array(fixed, np.intp)[:, None]
        self.type = np.where(minutes >= self.wanted.full_days.minutes, FILLS, COMES)
        self.type[minutes == 0] = STAYS

    # ---- search -----------------------------------------------------------------------------------------------

    def best(self) -> Best | None:
        """The cheapest week; of equal ones always the same. None when what is fixed leaves no week at all."""
        bounds = self._bounds()
        found: Best | None = None
        for f in np.argsort(bounds, kind="stable"):
            if bounds[f] >= min(POSSIBLE, POSSIBLE if found is None else found.cost):
                break
            one = self._best_in(int(f))
            if one.cost < POSSIBLE and (found is None or one.cost < found.cost):
                found = one
        return found

    def _bounds(self) -> Costs:
        """For each frame the least a week can cost in it, days beyond the needed and short days left aside."""
        rows = np.array([frame.rows for frame in self.frames], np.intp)
        cost = np.repeat(self.unmet[None], len(self.frames), axis=0)
        for day in reversed(range(rows.shape[1])):
            sums = self.table[rows[:, day]][:, :, None] + cost[:, self.after]
            cost[:, :-1] = np.minimum(sums.min(axis=1), NEVER)
        return cost[:, 0] + np.array([frame.price for frame in self.frames], np.int32)

    def _best_in(self, f: int) -> Best:
        frame = self.frames[f]
        cost = self.unmet[:, None] + self.short
        cost[-1] = NEVER
        steps = []
        for row in reversed(frame.rows):
            picks = np.flatnonzero(self.table[row] < POSSIBLE)
            leads, trips = self.leads[self.type[row, picks]], self.trips[self.type[row, picks]]
            where = self.after[picks][:, :, None] * cost.shape[1] + leads[:, None, :]
            sums = cost.ravel()[where] + (self.table[row, picks][:, None] + trips)[:, None, :]
            cost = np.full_like(cost, NEVER)
            if len(picks):
                cost[:-1] = np.minimum(sums.min(axis=0), NEVER)
            steps.append((picks, leads, sums))
        return Best(int(cost[0, 0]) + frame.price, f, tuple(self._walked(steps[::-1])))

    def _walked(self, steps: list[tuple[Indices, Indices, Costs]]) -> Iterator[tuple[int, ...]]:
        """What is picked on each day along the cheapest way."""
        total = state = 0
        for picks, leads, sums in steps:
            if not len(picks) or total == len(self.unmet) - 1:
                return
            chosen = int(sums[:, total, state].argmin())
            yield tuple(int(n) for n in self.picks[picks[chosen]])
            total, state = int(self.after[picks[chosen], total]), int(leads[chosen, state])
