# SPDX-License-Identifier: Apache-2.0
"""One person's week from the tables of her days: how much of each order on which day, at the least cost.

Exact. A week is put together day by day, in each choice of the groups that meet on several days. What she has so far,
on how many days she came and how many of them were full is all that counts; of equal such states the cheapest is kept.
From the last day back each total has a bound: what the days that follow cost at the least, waiting and trips of full
days left aside. Only states are followed that can still end below a limit. It lies close to the bound at first and is
raised until there is a week below it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable.engine.oneday import NEVER, POSSIBLE, Costs
from handrail.journey.timetable.problem import FullDays
from handrail.journey.timetable.rules import WEIGHTS

Indices = NDArray[np.intp]
STAYS, COMES, FILLS = range(3)  # away that day, there for less than a full day, there for a full day
NEAR = 24  # how far above the bound the first limit lies
AT_ONCE = 2_000_000  # sums that are formed at once


@dataclass(frozen=True)
class Wanted:
    """What is ordered of each kind, its minutes, and for each clinician (kinds with her, minutes she has left)."""

    counts: tuple[int, ...]
    minutes: tuple[int, ...]
    shared: tuple[tuple[tuple[int, ...], int], ...]
    full_days: FullDays


class Frame(NamedTuple):
    """A choice of groups that meet on several days: for each day its row of the tables, and what it costs in itself."""

    rows: tuple[int, ...]
    price: int


@dataclass(frozen=True)
class Best:
    """The least cost, the frame it is reached in, and for each day what she has of each kind."""

    cost: int
    frame: int
    counts: tuple[tuple[int, ...], ...]


class Ahead(NamedTuple):
    """Where a day leads: picks and the totals after them, in order of the total before; each of `totals` begins at
    one of `heads`."""

    totals: Indices
    heads: Indices
    picks: Indices
    leads: Indices


class Weeks:
    """All weeks of one person over so many days. `table` is that of her days; `fixed` the minutes already fixed on
    each of its rows.

    Rows can be added (`grow`) that allow no more than the first did: what the days after a day cost at the least is
    kept, so that frames which end with the same rows share it.
    """

    def __init__(self, wanted: Wanted, table: Costs, fixed: list[int], days: int) -> None:
        self.wanted, self.days = wanted, days
        possible = (table < POSSIBLE).any(axis=0)
        self.picks, self._columns = np.argwhere(possible), np.flatnonzero(possible)
        self._minutes = self.picks @ np.array(wanted.minutes, np.intp)
        self.table = np.empty((0, len(self._columns)), np.int32)
        self.type = np.empty((0, len(self._columns)), np.intp)
        self.fixed = np.empty(0, np.intp)
        self._lay_totals()
        self._lay_days()
        self._lay_ahead()
        self._tails: list[dict[tuple[int, int], int]] = [{} for _ in range(days + 1)]
        self.least = [np.empty((0, len(self.unmet)), np.int32) for _ in range(days + 1)]
        self.grow(table, fixed)

    def grow(self, table: Costs, fixed: list[int]) -> None:
        """More rows, after those there are."""
        self.table = np.concatenate([self.table, table.reshape(len(table), -1)[:, self._columns]])
        minutes = self._minutes + np.array(fixed, np.intp)[:, None]
        types = np.where(minutes >= self.wanted.full_days.minutes, FILLS, COMES)
        types[minutes == 0] = STAYS
        self.type = np.concatenate([self.type, types])
        self.fixed = np.concatenate([self.fixed, np.array(fixed, np.intp)])

    def _lay_totals(self) -> None:
        """Every total she can have, what is then unmet, and which total each pick of a day leads to."""
        wanted = self.wanted
        every = list(product(*(range(n + 1) for n in wanted.counts)))
        totals = np.array(every, np.intp).reshape(len(every), len(wanted.counts))
        stride = np.ones(len(wanted.counts), np.intp)
        for i in range(len(wanted.counts) - 2, -1, -1):
            stride[i] = stride[i + 1] * (wanted.counts[i + 1] + 1)
        fits = np.ones((len(totals), len(self.picks)), bool)
        for k, most in enumerate(wanted.counts):
            fits &= totals[:, k, None] + self.picks[:, k] <= most
        self.after = np.where(fits, (totals @ stride)[:, None] + self.picks @ stride, len(totals))
        minutes = np.array(wanted.minutes, np.intp)
        unmet = WEIGHTS["unmet"] * (np.array(wanted.counts, np.intp) - totals).sum(axis=1)
        for kinds, left in wanted.shared:
            given = (totals * minutes)[:, kinds].sum(axis=1)
            unmet[given > max(0, left)] = NEVER
        self.unmet = np.append(unmet, NEVER).astype(np.int32)
        self.given = np.append(totals @ minutes, 0)

    def _lay_days(self) -> None:
        """The states of (days she came, full days), both up to the number needed, and where a day leads from each."""
        need = self.wanted.full_days.count
        states = [(came, full) for came in range(need + 1) for full in range(came + 1)]
        at = {state: i for i, state in enumerate(states)}
        self.states = np.array(
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

    def _lay_ahead(self) -> None:
        """Where each day leads from the totals that those before it can come to."""
        self.ahead: list[Ahead] = []
        reached = np.zeros(1, np.intp)
        for _ in range(self.days):
            after = self.after[reached]
            before, picks = np.nonzero(after < len(self.after))
            leads = after[before, picks]
            heads = np.flatnonzero(np.diff(before, prepend=-1))
            self.ahead.append(Ahead(reached[before[heads]], heads, picks, leads))
            reached = np.unique(leads)

    # ---- bounds -----------------------------------------------------------------------------------------------

    def tails(self, rows: Indices) -> Indices:
        """For the rows of each frame, and for each day, where in `least` stands what it and the days after it cost at
        the least; behind the last day, what is unmet and short."""
        found = np.empty((len(rows), self.days + 1), np.intp)
        found[:, -1] = self._places(self.days, zip([0] * len(rows), self.fixed[rows].sum(axis=1).tolist(), strict=True))
        for day in reversed(range(self.days)):
            found[:, day] = self._places(day, zip(rows[:, day].tolist(), found[:, day + 1].tolist(), strict=True))
        return found

    def _places(self, day: int, keys: Iterable[tuple[int, int]]) -> list[int]:
        at = self._tails[day]
        known = len(at)
        found = [at.setdefault(key, len(at)) for key in keys]
        if len(at) > known:
            new = np.array(list(at)[known:], np.intp)
            least = self._ended(new[:, 1]) if day == self.days else self._begun(day, new[:, 0], new[:, 1])
            self.least[day] = np.concatenate([self.least[day], least])
        return found

    def _ended(self, fixed: Indices) -> Costs:
        """What each total leaves unmet, and how many days must be short because it has too few minutes for them."""
        need = self.wanted.full_days
        full = (self.given + fixed[:, None]) // max(1, need.minutes)
        least: Costs = (self.unmet + WEIGHTS["short_day"] * np.maximum(0, need.count - full)).astype(np.int32)
        return least

    def _begun(self, day: int, rows: Indices, then: Indices) -> Costs:
        """For each total this day can begin with, what its row and the days behind it come to at the least."""
        ahead, least = self.ahead[day], np.full((len(rows), len(self.unmet)), NEVER, np.int32)
        for some in _some(len(rows), len(ahead.picks)):
            sums = self.table[rows[some]][:, ahead.picks]
            sums += self.least[day + 1][then[some]][:, ahead.leads]
            least[some][:, ahead.totals] = np.minimum(np.minimum.reduceat(sums, ahead.heads, axis=1), NEVER)
        return least

    # ---- search -----------------------------------------------------------------------------------------------

    def best(self, frames: Sequence[Frame]) -> Best | None:
        """The cheapest week; of equal ones always the same. None when what is fixed leaves no week."""
        (found,) = self.cheapest([frames], 1)
        return found

    def cheapest(self, asked: Sequence[Sequence[Frame]], wanted: int, costs: Sequence[int] = ()) -> list[Best | None]:
        """The cheapest week of each; None where there is none, or it is not among the so many cheapest of these and
        of others that have these costs."""
        search = Search(self, [frame for frames in asked for frame in frames])
        found, first = list[Within](), 0
        for frames in asked:
            until = first + len(frames)
            found.append(Within(first, until, int(search.bounds[first:until].min(initial=POSSIBLE))))
            first = until
        while True:
            known = sorted([*costs, *(one.best.cost for one in found if one.best)])
            below = known[wanted - 1] if len(known) >= wanted else POSSIBLE
            unknown = [one for one in found if one.best is None and one.least < below]
            if not unknown:
                return [one.best for one in found]
            near = sorted([*known, *(one.least for one in unknown)])[:wanted][-1]
            search.look_in([one for one in unknown if one.least <= near], below)


@dataclass
class Within:
    """Some of the frames, and what is known of the cheapest week in them: the week, or what it costs at the least."""

    first: int
    until: int
    least: int
    slack: int = NEAR
    best: Best | None = None

    def rise(self, limit: int) -> None:
        """Nothing was found below the limit."""
        self.least, self.slack = limit, max(2 * self.slack, WEIGHTS["short_day"] + 4 * NEAR)


class Front(NamedTuple):
    """States after a day, by frame: total and state of days, what they cost, from which before and by which pick."""

    frame: Indices
    total: Indices
    state: Indices
    cost: Costs
    before: Indices
    pick: Indices


class Search:
    """The weeks of some frames, put together day by day."""

    def __init__(self, weeks: Weeks, frames: list[Frame]) -> None:
        self.weeks = weeks
        self.rows = np.array([frame.rows for frame in frames], np.intp).reshape(len(frames), weeks.days)
        self.tails = weeks.tails(self.rows)
        self.prices = np.array([frame.price for frame in frames], np.int32)
        self.bounds = weeks.least[0][self.tails[:, 0], 0] + self.prices

    def look_in(self, found: Sequence[Within], below: int) -> None:
        """Find the cheapest week of each if it costs less than a limit, or else raise what it costs at the least."""
        limits = np.full(len(self.bounds), -NEVER, np.int32)
        for one in found:
            limits[one.first : one.until] = min(one.least + one.slack, below)
        fronts = self._fronts(limits)
        last = fronts[-1]
        costs = last.cost + self.weeks.unmet[last.total] + self.weeks.short[last.state]
        for one in found:
            limit = int(limits[one.first])
            first, until = np.searchsorted(last.frame, (one.first, one.until))
            end = int(first + costs[first:until].argmin()) if first < until else -1
            if end >= 0 and costs[end] < limit:
                one.best = Best(int(costs[end]), int(last.frame[end]) - one.first, self._walked(fronts[1:], end))
            else:
                one.rise(limit)

    def _fronts(self, limits: Costs) -> list[Front]:
        """Before the first day and after each: what can still end below the limit of its frame."""
        frame = np.flatnonzero(self.bounds < limits)
        none = np.zeros(len(frame), np.intp)
        fronts = [Front(frame, none, none, self.prices[frame], none, none)]
        for day in range(self.weeks.days):
            parts = [
                self._next(day, fronts[-1], some, limits)
                for some in _some(len(fronts[-1].frame), len(self.weeks.picks))
            ]
            fronts.append(self._cheapest(parts))
        return fronts

    def _next(self, day: int, front: Front, some: slice, limits: Costs) -> Front:
        """Where some of these states can go on this day."""
        weeks, frame, state = self.weeks, front.frame[some], front.state[some]
        row, after = self.rows[frame, day], weeks.after[front.total[some]]
        types = weeks.type[row]
        costs = front.cost[some][:, None] + weeks.table[row] + weeks.trips[types, state[:, None]]
        rest = weeks.least[day + 1][self.tails[frame, day + 1][:, None], after]
        before, pick = np.nonzero(costs + rest < limits[frame][:, None])
        states = weeks.states[types[before, pick], state[before]]
        return Front(frame[before], after[before, pick], states, costs[before, pick], before + some.start, pick)

    def _cheapest(self, parts: list[Front]) -> Front:
        """Of states that are equal the cheapest, of equally cheap ones the first."""
        all_ = Front(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
        keys = (all_.frame * len(self.weeks.unmet) + all_.total) * self.weeks.states.shape[1] + all_.state
        order = np.lexsort((all_.cost, keys))
        kept = order[np.diff(keys[order], prepend=-1) > 0]
        return Front(*(column[kept] for column in all_))

    def _walked(self, fronts: list[Front], end: int) -> tuple[tuple[int, ...], ...]:
        """What is picked on each day on the way to a state after the last."""
        counts = []
        for front in reversed(fronts):
            counts.append(tuple(self.weeks.picks[front.pick[end]].tolist()))
            end = int(front.before[end])
        return tuple(counts[::-1])


def _some(count: int, each: int) -> Iterator[slice]:
    """All of them, so many at a time that not too many sums are formed at once; once if there are none."""
    step = max(1, AT_ONCE // max(1, each))
    for first in range(0, max(1, count), step):
        yield slice(first, first + step)
