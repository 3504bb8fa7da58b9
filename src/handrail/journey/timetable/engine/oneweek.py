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
Step = tuple[Indices, Indices, Costs]  # the picks of a day, where each leads, what each comes to
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
    """All weeks of one person. `table` is that of her days; `fixed` the minutes already fixed on each of its rows.

    Rows can be added (`grow`) that allow no more than the first did: what the days after a day come to is kept, so
    that frames which end with the same rows share it.
    """

    def __init__(self, wanted: Wanted, table: Costs, fixed: list[int]) -> None:
        self.wanted = wanted
        possible = (table < POSSIBLE).any(axis=0)
        self.picks, self._columns = np.argwhere(possible), np.flatnonzero(possible)
        self._minutes = self.picks @ np.array(wanted.minutes, np.intp)
        self.table = np.empty((0, len(self._columns)), np.int32)
        self.type = np.empty((0, len(self._columns)), np.intp)
        self._kept: dict[tuple[int, ...], tuple[Costs, Step]] = {}
        self._least: dict[tuple[int, ...], Costs] = {}
        self._lay_totals()
        self._lay_days()
        self.grow(table, fixed)

    def grow(self, table: Costs, fixed: list[int]) -> None:
        """More rows, after those there are."""
        self.table = np.concatenate([self.table, table.reshape(len(table), -1)[:, self._columns]])
        minutes = self._minutes + np.array(fixed, np.intp)[:, None]
        types = np.where(minutes >= self.wanted.full_days.minutes, FILLS, COMES)
        types[minutes == 0] = STAYS
        self.type = np.concatenate([self.type, types])

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
        short = np.array([WEIGHTS["short_day"] * (need - full) for _, full in states], np.int32)
        self._end = self.unmet[:, None] + short
        self._end[-1] = NEVER

    # ---- search -----------------------------------------------------------------------------------------------

    def best(self, frames: list[Frame], below: int = POSSIBLE) -> Best | None:
        """The cheapest week; of equal ones always the same. None when what is fixed leaves no week that costs less
        than `below`."""
        bounds = self._bounds(frames)
        found: Best | None = None
        for f in np.argsort(bounds, kind="stable"):
            if bounds[f] >= min(below, below if found is None else found.cost):
                break
            one = self._best_in(frames, int(f))
            if one.cost < below and (found is None or one.cost < found.cost):
                found = one
        return found

    def _bounds(self, frames: list[Frame]) -> Costs:
        """For each frame the least a week can cost in it, days beyond the needed and short days left aside."""
        return np.array([self._bound(frame.rows)[0] + frame.price for frame in frames], np.int32)

    def _bound(self, rows: tuple[int, ...]) -> Costs:
        """The same of these days alone, for each total she has before them."""
        if not rows:
            return self.unmet
        if rows not in self._least:
            after = self._bound(rows[1:])
            picks = np.flatnonzero(self.table[rows[0]] < POSSIBLE)
            least = np.full_like(after, NEVER)
            if len(picks):
                sums = self.table[rows[0], picks][:, None] + after[self.after[picks]]
                least[:-1] = np.minimum(sums.min(axis=0), NEVER)
            self._least[rows] = least
        return self._least[rows]

    def _best_in(self, frames: list[Frame], f: int) -> Best:
        rows, cost, steps = frames[f].rows, self._end, []
        for day in reversed(range(len(rows))):
            if rows[day:] not in self._kept:
                self._kept[rows[day:]] = self._day(rows[day], cost)
            cost, step = self._kept[rows[day:]]
            steps.append(step)
        return Best(int(cost[0, 0]) + frames[f].price, f, tuple(self._walked(steps[::-1])))

    def _day(self, row: int, cost: Costs) -> tuple[Costs, Step]:
        """What the days from this one on come to, from what those after it do."""
        picks = np.flatnonzero(self.table[row] < POSSIBLE)
        leads, trips = self.leads[self.type[row, picks]], self.trips[self.type[row, picks]]
        where = self.after[picks][:, :, None] * cost.shape[1] + leads[:, None, :]
        sums = cost.ravel()[where] + (self.table[row, picks][:, None] + trips)[:, None, :]
        before = np.full_like(cost, NEVER)
        if len(picks):
            before[:-1] = np.minimum(sums.min(axis=0), NEVER)
        return before, (picks, leads, sums)

    def _walked(self, steps: list[Step]) -> Iterator[tuple[int, ...]]:
        """What is picked on each day along the cheapest way."""
        total = state = 0
        for picks, leads, sums in steps:
            if not len(picks) or total == len(self.unmet) - 1:
                return
            chosen = int(sums[:, total, state].argmin())
            yield tuple(int(n) for n in self.picks[picks[chosen]])
            total, state = int(self.after[picks[chosen], total]), int(leads[chosen, state])
