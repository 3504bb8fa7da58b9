# SPDX-License-Identifier: Apache-2.0
"""One person's days: the cheapest day for every choice of what to have on it, all days swept at once.

A dynamic program over the clock, exact. Waiting is priced by whole quarter-hours of the day's total, so the minutes
beyond the last whole quarter are part of the state. What grows by itself while she waits is left out of it: a state
holds her waiting less the time of day, whole quarters as a cost and what is over, the rest, as a place. So a state is
the same however long she waits, and only a meeting changes it.
"""

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Any, NamedTuple

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


class Row(NamedTuple):
    """A day, and the meetings already fixed on it: (start, end) in order, not overlapping.

    `closed`: (kind, start) that may not be; `only`: (kind, start), and no other start of that kind; `barred`: (kind,
    from, until): the counts of that kind that may not be, up to but not with `until`.
    """

    day: int
    fixed: tuple[tuple[int, int], ...] = ()
    closed: tuple[tuple[int, int], ...] = ()
    only: tuple[tuple[int, int], ...] = ()
    barred: tuple[tuple[int, int, int], ...] = ()

    def is_fixed_in(self, first: int, until: int) -> bool:
        """Whether a fixed meeting begins from `first` on and before `until`."""
        return any(first <= begin < until for begin, _ in self.fixed)


class Came(NamedTuple):
    """Where she is when a meeting ends: what she had by then, the rest and the cost of it."""

    end: int
    counts: tuple[int, ...]
    rest: int
    value: int


class Days:
    """`table[row, n1, n2, ...]`: the least waiting and preference cost of that day with n1 of the first kind, ...

    While it is swept, places are [n1, n2, ..., rest, row], the rows by day: what happens at one time lies together.
    """

    def __init__(self, kinds: list[Kind], rows: list[Row]) -> None:
        self.kinds = kinds
        order = sorted(range(len(rows)), key=lambda r: rows[r].day)
        self.rows, self.place = [rows[r] for r in order], {r: at for at, r in enumerate(order)}
        self._lay_times()
        self._lay_prices()
        self.shape = (*(kind.most + 1 for kind in kinds), self.rests, len(rows))
        self._steps = self._stepped()
        self._arrived: dict[int, Costs] = {}
        self._due: list[int] = []
        best = self._swept()
        self.table = np.ascontiguousarray(np.moveaxis(best[..., np.argsort(order)], -1, 0))
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
        best = np.full((*self.shape[:-2], self.shape[-1]), NEVER, np.int32)
        waiting = np.full(self.shape, NEVER, np.int32)
        not_begun = np.zeros(len(self.rows), np.int32)
        fixed = self._fixed()
        spread = [self._spread(prices) for prices in self.prices]
        for i, start in enumerate(self.times):
            for end in [end for end in self._due if end <= start]:
                self._settle(best, end)
                np.minimum(waiting, self._arrived[end], out=waiting)
            for end, rows in fixed.get(start, {}).items():
                self._attend_fixed(rows, start, end, waiting, not_begun)
            for rows in fixed.get(start, {}).values():
                waiting[..., rows], not_begun[rows], best[..., rows] = NEVER, NEVER, NEVER
            for k in range(len(self.kinds)):
                first, until = spread[k][i]
                if first < until:
                    self._attend(k, i, slice(first, until), waiting, not_begun)
        for end in list(self._due):
            self._settle(best, end)
        away: Any = (*(0,) * len(self.kinds), [r for r, row in enumerate(self.rows) if not row.fixed])
        best[away] = 0
        return best

    def _fixed(self) -> dict[int, dict[int, list[int]]]:
        """Start -> end -> rows with a meeting fixed there."""
        found: dict[int, dict[int, list[int]]] = {}
        for r, row in enumerate(self.rows):
            for begin, end in row.fixed:
                found.setdefault(begin, {}).setdefault(end, []).append(r)
        return found

    def _spread(self, prices: Costs) -> list[tuple[int, int]]:
        """For each time the first of the rows on which it is a start, and the one behind the last."""
        possible = prices < POSSIBLE
        first, until = possible.argmax(axis=1), possible.shape[1] - possible[:, ::-1].argmax(axis=1)
        until = np.where(possible.any(axis=1), until, first)
        return list(zip(first.tolist(), until.tolist(), strict=True))

    def _settle(self, best: Costs, end: int) -> None:
        """The day may end here."""
        self._due.remove(end)
        arrived = self._arrived[end]
        for rest in range(self.rests):
            np.minimum(best, arrived[..., rest, :] + self._waited(rest, end), out=best)

    def _waited(self, rest: int, time: int) -> int:
        """What her waiting comes to beyond what the state says, at this time of day."""
        return WEIGHTS["idle_quarter"] * ((rest + time // self.unit) // self.rests)

    def _after(self, rest: int, minutes: int) -> tuple[int, int]:
        """The rest and the cost of a meeting so long: time goes on and her waiting does not."""
        quarters, rest = divmod(rest - minutes // self.unit, self.rests)
        return rest, WEIGHTS["idle_quarter"] * quarters

    def _attend(self, k: int, i: int, rows: slice, waiting: Costs, not_begun: Costs) -> None:
        """One more of kind k at time i, for whoever waits and for whoever has not begun her day."""
        minutes, price = self.kinds[k].minutes, self.prices[k][i, rows]
        end = self.times[i] + minutes
        arrived = self._arriving(end)
        fewer, more, only = self._steps[k]
        for rest in range(self.rests):
            later, cost = self._after(rest, minutes)
            there = arrived[(*more, later, rows)]
            np.minimum(there, waiting[(*fewer, rest, rows)] + (price + cost), out=there)
        rest, cost = self._after(0, end)
        there = arrived[(*only, rest, rows)]
        np.minimum(there, not_begun[rows] + (price + cost), out=there)

    def _attend_fixed(self, rows: list[int], start: int, end: int, waiting: Costs, not_begun: Costs) -> None:
        arrived = self._arriving(end)
        for rest in range(self.rests):
            later, cost = self._after(rest, end - start)
            arrived[..., later, rows] = np.minimum(arrived[..., later, rows], waiting[..., rest, rows] + cost)
        rest, cost = self._after(0, end)
        none: Any = (*(0,) * len(self.kinds), rest, rows)
        arrived[none] = np.minimum(arrived[none], not_begun[rows] + cost)

    def _arriving(self, end: int) -> Costs:
        if end not in self._arrived:
            self._arrived[end] = np.full(self.shape, NEVER, np.int32)
            self._due.append(end)
        return self._arrived[end]

    def _stepped(self) -> list[tuple[Place, Place, Place]]:
        """For each kind: all counts with one to spare, the same with one more, and only one of it."""
        whole, found = slice(None), list[tuple[Place, Place, Place]]()
        for k in range(len(self.kinds)):
            ahead, behind = (whole,) * k, (whole,) * (len(self.kinds) - k - 1)
            only = tuple(int(other == k) for other in range(len(self.kinds)))
            found.append(((*ahead, slice(None, -1), *behind), (*ahead, slice(1, None), *behind), only))
        return found

    # ---- back to the day --------------------------------------------------------------------------------------

    def meetings(self, r: int, counts: tuple[int, ...]) -> list[tuple[int, int]]:
        """The (kind, start) of a cheapest day with these counts on this row; fixed meetings are not among them."""
        if not any(counts):
            return []
        value, at, found = int(self.table[(r, *counts)]), self.place[r], []
        came: Came | None = self._last(at, counts, value)
        while came is not None:
            begin = next((begin for begin, until in self.rows[at].fixed if until == came.end), None)
            if begin is not None:
                _found, came = self._before(at, came, begin, came.counts, 0)
            else:
                meeting, came = self._attended(at, came)
                found.append(meeting)
        return found[::-1]

    def _last(self, at: int, counts: tuple[int, ...], value: int) -> Came:
        """Where her day ends."""
        begins = max((begin for begin, _ in self.rows[at].fixed), default=-1)
        for end, arrived in self._arrived.items():
            for rest in range(self.rests if end > begins else 0):
                held = int(arrived[(*counts, rest, at)])
                if held + self._waited(rest, end) == value:
                    return Came(end, counts, rest, held)
        raise AssertionError("a day of this cost was swept")

    def _attended(self, at: int, came: Came) -> tuple[tuple[int, int], Came | None]:
        """Which kind she came from and when that began, and where she came from before it."""
        for k, kind in enumerate(self.kinds):
            start = came.end - kind.minutes
            i = bisect_left(self.times, start)
            if not came.counts[k] or i == len(self.times) or self.times[i] != start:
                continue
            price = int(self.prices[k][i, at])
            fewer = tuple(n - (other == k) for other, n in enumerate(came.counts))
            is_so, before = self._before(at, came, start, fewer, price)
            if is_so and price < POSSIBLE:
                return (k, start), before
        raise AssertionError("what ended here began somewhere")

    def _before(self, at: int, came: Came, start: int, counts: tuple[int, ...], price: int) -> tuple[bool, Came | None]:
        """Whether she can have come from a meeting at `start`, and from where to that; nowhere if her day began so."""
        minutes, row = came.end - start, self.rows[at]
        begun = self._after(0, came.end)
        if not any(counts) and not row.is_fixed_in(0, start) and (came.rest, came.value - price) == begun:
            return True, None
        rest = (came.rest + minutes // self.unit) % self.rests
        value = came.value - price - self._after(rest, minutes)[1]
        for end, arrived in self._arrived.items():
            if end <= start and not row.is_fixed_in(end, start) and arrived[(*counts, rest, at)] == value:
                return True, Came(end, counts, rest, value)
        return False, None
