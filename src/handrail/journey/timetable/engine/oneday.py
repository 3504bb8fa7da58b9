# SPDX-License-Identifier: Apache-2.0
"""One person's days: the cheapest day for every choice of what to have on it, all days swept at once.

A dynamic program over the clock, exact: waiting is priced by whole quarter-hours of the day's total, so the
minutes beyond the last whole quarter are part of the state.
"""

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable.rules import WEIGHTS

Costs = NDArray[np.int32]
Place = tuple[slice | int, ...]
NEVER = 200_000_000  # dearer than any week; seven of them still fit into 32 bits
POSSIBLE = NEVER // 2  # what costs less can be had; a price below nothing may have been taken off NEVER
QUARTER = 15


@dataclass(frozen=True)
class Kind:
    """One service she may have on a day, at most `most` times; `starts[day]` holds each start and its price."""

    minutes: int
    most: int
    starts: dict[int, dict[int, int]]


@dataclass(frozen=True)
class Row:
    """A day, and the meetings already fixed on it: (start, end) in order, not overlapping.

    `closed`: (kind, start) that may not be; `only`: (kind, start), and no other start of that kind; `barred`: (kind,
    from, until): the counts of that kind that may not be, up to but not with `until`.
    """

    day: int
    fixed: tuple[tuple[int, int], ...] = ()
    closed: tuple[tuple[int, int], ...] = ()
    only: tuple[tuple[int, int], ...] = ()
    barred: tuple[tuple[int, int, int], ...] = ()

    def is_fixed_after(self, end: int, start: int) -> bool:
        """Whether a fixed meeting begins in end..start."""
        return any(end <= begin < start for begin, _ in self.fixed)


class Days:
    """`table[row, n1, n2, ...]`: the least waiting and preference cost of that day with n1 of the first kind, ..."""

    def __init__(self, kinds: list[Kind], rows: list[Row]) -> None:
        self.kinds, self.rows = kinds, rows
        self.shape = (len(rows), *(kind.most + 1 for kind in kinds))
        self._lay_times()
        self._lay_prices()
        self._steps = self._stepped()
        self._arrived: dict[int, Costs] = {}
        self._waiting: list[Costs] = []
        self._not_begun: list[Costs] = []
        self.table = self._swept()
        for r, row in enumerate(rows):
            for k, first, until in row.barred:
                counts: Any = (r, *(slice(None),) * k, slice(first, until))
                self.table[counts] = NEVER

    def _lay_times(self) -> None:
        """Every start of the week, and the unit in which waiting beyond whole quarters is counted."""
        starts = {start for kind in self.kinds for day in kind.starts.values() for start in day}
        starts |= {begin for row in self.rows for begin, _ in row.fixed}
        ends = {kind.minutes for kind in self.kinds} | {end - begin for row in self.rows for begin, end in row.fixed}
        self.times = sorted(starts)
        self.unit = math.gcd(QUARTER, *starts, *ends)
        self.rests = QUARTER // self.unit

    def _lay_prices(self) -> None:
        """prices[kind][time, row]: what a start costs, NEVER where there is none or a fixed meeting is in the way."""
        at = {start: i for i, start in enumerate(self.times)}
        day_of = np.array([row.day for row in self.rows], np.int32)
        self.prices: list[Costs] = []
        for kind in self.kinds:
            by_day = np.full((len(self.times), 7), NEVER, np.int32)
            for day, starts in kind.starts.items():
                by_day[[at[start] for start in starts], day] = list(starts.values())
            prices = by_day[:, day_of]
            for r, row in enumerate(self.rows):
                for begin, end in row.fixed:
                    first = bisect_right(self.times, begin - kind.minutes)
                    prices[first : bisect_left(self.times, end), r] = NEVER
            self.prices.append(prices)
        for r, row in enumerate(self.rows):
            for k, start in row.closed:
                self.prices[k][at[start], r] = NEVER
            for k, start in row.only:
                price = self.prices[k][at[start], r]
                self.prices[k][:, r] = NEVER
                self.prices[k][at[start], r] = price

    # ---- the sweep --------------------------------------------------------------------------------------------

    def _swept(self) -> Costs:
        best = np.full(self.shape, NEVER, np.int32)
        waiting = np.full((*self.shape, self.rests), NEVER, np.int32)
        not_begun = np.zeros(len(self.rows), np.int32)
        fixed = self._fixed()
        possible = [np.asarray((prices < POSSIBLE).any(axis=1)) for prices in self.prices]
        due: list[int] = []
        before = 0
        for i, start in enumerate(self.times):
            waiting = self._waited(waiting, start - before)
            for end in [end for end in due if end <= start]:
                due.remove(end)
                best = self._settle(best, end)
                waiting = np.minimum(waiting, self._waited(self._arrived[end], start - end))
            before = start
            self._waiting.append(waiting)
            self._not_begun.append(not_begun)
            for end, rows in fixed.get(start, {}).items():
                self._attend_fixed(rows, end, waiting, not_begun, due)
            if start in fixed:
                rows = [r for held in fixed[start].values() for r in held]
                waiting, not_begun = waiting.copy(), not_begun.copy()
                waiting[rows], not_begun[rows], best[rows] = NEVER, NEVER, NEVER
            for k, kind in enumerate(self.kinds):
                if possible[k][i]:
                    self._attend(k, self.prices[k][i], start + kind.minutes, waiting, not_begun, due)
        for end in due:
            best = self._settle(best, end)
        away: Any = ([r for r, row in enumerate(self.rows) if not row.fixed], *(0,) * len(self.kinds))
        best[away] = 0
        return best

    def _fixed(self) -> dict[int, dict[int, list[int]]]:
        """Start -> end -> rows with a meeting fixed there."""
        found: dict[int, dict[int, list[int]]] = {}
        for r, row in enumerate(self.rows):
            for begin, end in row.fixed:
                found.setdefault(begin, {}).setdefault(end, []).append(r)
        return found

    def _settle(self, best: Costs, end: int) -> Costs:
        """The day may end here."""
        return np.minimum(best, self._arrived[end].min(axis=-1))

    def _attend(self, k: int, price: Costs, end: int, waiting: Costs, not_begun: Costs, due: list[int]) -> None:
        """One more of kind k from here to `end`, for whoever waits and for whoever has not begun her day."""
        arrived = self._arriving(end, due)
        fewer, more, first = self._steps[k]
        price = price.reshape(-1, *(1,) * (len(self.kinds) + 1))
        np.minimum(arrived[more], waiting[fewer] + price, out=arrived[more])
        np.minimum(arrived[first], not_begun + price.ravel(), out=arrived[first])

    def _attend_fixed(self, rows: list[int], end: int, waiting: Costs, not_begun: Costs, due: list[int]) -> None:
        arrived = self._arriving(end, due)
        arrived[rows] = np.minimum(arrived[rows], waiting[rows])
        first: Any = (rows, *(0,) * (len(self.kinds) + 1))
        arrived[first] = np.minimum(arrived[first], not_begun[rows])

    def _arriving(self, end: int, due: list[int]) -> Costs:
        if end not in self._arrived:
            self._arrived[end] = np.full((*self.shape, self.rests), NEVER, np.int32)
            due.append(end)
        return self._arrived[end]

    def _stepped(self) -> list[tuple[Place, Place, Place]]:
        """For each kind: all counts with one to spare, the same with one more, and only one of it."""
        whole = slice(None)
        found: list[tuple[Place, Place, Place]] = []
        for k in range(len(self.kinds)):
            ahead = (whole,) * (k + 1)
            only = tuple(int(other == k) for other in range(len(self.kinds)))
            found.append(((*ahead, slice(None, -1)), (*ahead, slice(1, None)), (whole, *only, 0)))
        return found

    def _waited(self, costs: Costs, minutes: int) -> Costs:
        """The same so many minutes later."""
        quarters, units = divmod(minutes // self.unit, self.rests)
        price = WEIGHTS["idle_quarter"]
        if not units:
            return costs + price * quarters if quarters else costs
        later = np.concatenate([costs[..., -units:] + price, costs[..., :-units]], axis=-1)
        later += price * quarters
        return later

    # ---- back to the day --------------------------------------------------------------------------------------

    def meetings(self, r: int, counts: tuple[int, ...]) -> list[tuple[int, int]]:
        """The (kind, start) of a cheapest day with these counts on this row; fixed meetings are not among them."""
        if not any(counts):
            return []
        value, found = int(self.table[(r, *counts)]), []
        end, rest = self._last(r, counts, value)
        while True:
            fixed = next((begin for begin, until in self.rows[r].fixed if until == end), None)
            if fixed is not None:
                k, start = -1, fixed
            else:
                k, start = self._attended(r, counts, end, rest, value)
                found.append((k, start))
                value -= int(self.prices[k][self._index(start), r])
                counts = tuple(n - (other == k) for other, n in enumerate(counts))
            i = self._index(start)
            if not any(counts) and not rest and not value and not self._not_begun[i][r]:
                return found[::-1]
            end, rest, value = self._came_from(r, counts, i, rest, value)

    def _index(self, start: int) -> int:
        return bisect_left(self.times, start)

    def _last(self, r: int, counts: tuple[int, ...], value: int) -> tuple[int, int]:
        begins = max((begin for begin, _ in self.rows[r].fixed), default=-1)
        for end in sorted(self._arrived):
            if end > begins:
                for rest in range(self.rests):
                    if self._arrived[end][(r, *counts, rest)] == value:
                        return end, rest
        raise AssertionError("a day of this cost was swept")

    def _attended(self, r: int, counts: tuple[int, ...], end: int, rest: int, value: int) -> tuple[int, int]:
        """Which kind ended here, and when it began."""
        for k, kind in enumerate(self.kinds):
            start = end - kind.minutes
            i = self._index(start)
            if not counts[k] or i == len(self.times) or self.times[i] != start:
                continue
            price = int(self.prices[k][i, r])
            fewer = tuple(n - (other == k) for other, n in enumerate(counts))
            begun = self._waiting[i][(r, *fewer, rest)] + price == value
            begins = not any(fewer) and not rest and self._not_begun[i][r] + price == value
            if price < POSSIBLE and (begun or begins):
                return k, start
        raise AssertionError("what ended here began somewhere")

    def _came_from(self, r: int, counts: tuple[int, ...], i: int, rest: int, value: int) -> tuple[int, int, int]:
        """When she began to wait for what begins at time i, with which minutes over and at what cost."""
        start = self.times[i]
        for end in sorted((end for end in self._arrived if end <= start), reverse=True):
            if self.rows[r].is_fixed_after(end, start):
                break
            later = self._waited(self._arrived[end][(r, *counts)], start - end)
            if later[rest] == value:
                before = (rest - (start - end) // self.unit) % self.rests
                return end, before, int(self._arrived[end][(r, *counts, before)])
        raise AssertionError("whoever waits has come from somewhere")
