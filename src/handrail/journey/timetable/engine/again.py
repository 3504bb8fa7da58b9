# SPDX-License-Identifier: Apache-2.0
"""Every week in which one person keeps what was not hit, and has again, elsewhere, or loses what was.

Counted out in plain numbers: of the few things that one change hits in one person's week, arrays would be slower.
"""

import math
from collections.abc import Set
from dataclasses import dataclass
from typing import NamedTuple

from handrail.journey.timetable.engine.clinic import NEVER_STARTED, Clinic, Wish
from handrail.journey.timetable.engine.plan import Itinerary, session_price
from handrail.journey.timetable.rules import WEIGHTS

# In the order of what matters: no number of lesser harms outweighs one greater. Waiting and preferences, a few
# hundred at most for all the people one absence touches, decide between mends that are otherwise alike.
LOST, SHORT, MOVED, STILL_SHORT = 300_000_000, 10_000_000, 100_000, 100

Spans = tuple[tuple[int, int, int], ...]  # day, start, end


@dataclass(frozen=True)
class Again:
    """Where one order that was hit could be had again: placements or times, each with its price."""

    wish: Wish
    ids: list[int]
    prices: list[int]

    @property
    def many(self) -> int:
        """At most so many choices, none among them."""
        return sum(math.comb(len(self.ids), n) for n in range(self.wish.count + 1))


class Choice(NamedTuple):
    """Some of what was hit, had again: the bits it takes, and what it costs and moves."""

    mask: int = 0
    groups: tuple[int, ...] = ()
    sessions: tuple[tuple[int, int], ...] = ()
    spans: Spans = ()
    price: int = 0
    moved: int = 0
    missing: int = 0

    def plus(self, other: "Choice") -> "Choice":
        return Choice(
            self.mask | other.mask,
            self.groups + other.groups,
            self.sessions + other.sessions,
            self.spans + other.spans,
            self.price + other.price,
            self.moved + other.moved,
            self.missing + other.missing,
        )


class Hers:
    """One person's week without what was hit: `base`; `had`: the (service, time) of all she had before."""

    def __init__(self, clinic: Clinic, p: int, base: Itinerary, had: Set[tuple[int, int]], short_before: int) -> None:
        self.clinic, self.p, self.base, self.had, self.short_before = clinic, p, base, had, short_before
        self.need = clinic.patients[p].full_days
        days = len(clinic.days)
        self.days = [0] * days, [NEVER_STARTED] * days, [-1] * days
        self.mask, self.price = 0, 0
        for k in base.groups:
            self.price += int(clinic.price_of[p, k])
            self._keep(int(clinic.service_of[k]), k)
        for s, t in base.sessions:
            self.price += session_price(clinic, p, s, t)
            self._keep(s, t)

    def _keep(self, s: int, place: int) -> None:
        mask, spans = self.clinic.laid(s, place)
        self.mask |= mask
        _lay(self.days, spans)

    def weeks(self, lost: list[Again]) -> tuple[list[Itinerary], list[int]]:
        """Every such week, and the harm it does beyond its cost."""
        found = [Choice(self.mask, price=self.price)]
        for one in lost:
            choices = self._choices(one)
            found = [week.plus(choice) for week in found for choice in choices if not week.mask & choice.mask]
        columns, harms = [], []
        for week in found:
            trips, short, idle = self._judged(week.spans)
            rest = week.price + WEIGHTS["idle_quarter"] * idle
            rest += WEIGHTS["extra_trip"] * max(0, trips - self.need.count)
            cost = rest + WEIGHTS["unmet"] * week.missing + WEIGHTS["short_day"] * short
            newly = max(0, short - self.short_before)
            harm = week.missing * LOST + newly * SHORT + week.moved * MOVED + short * STILL_SHORT + rest
            groups, sessions = sorted(self.base.groups + week.groups), sorted(self.base.sessions + week.sessions)
            columns.append(Itinerary(tuple(groups), tuple(sessions), cost))
            harms.append(harm - cost)
        return columns, harms

    def _choices(self, one: Again) -> list[Choice]:
        """Each way to have as many of this order as can be had, or fewer, that fits what she keeps."""
        s, per_week = one.wish.s, self.clinic.services[one.wish.s].times_per_week
        options = []
        for place, price in zip(one.ids, one.prices, strict=True):
            mask, spans = self.clinic.laid(s, place)
            if mask & self.mask:
                continue
            if one.wish.c < 0:
                moved = sum((s, time) not in self.had for time in self.clinic.times_of[place])
                options.append(Choice(mask, (place,), (), spans, price, moved, -per_week))
            else:
                moved = (s, place) not in self.had
                options.append(Choice(mask, (), ((s, place),), spans, price, moved, -per_week))
        level = [(Choice(missing=per_week * one.wish.count), -1)]
        found = [choice for choice, _ in level]
        for _ in range(one.wish.count):
            level = [
                (choice.plus(option), i)
                for choice, last in level
                for i, option in enumerate(options[last + 1 :], last + 1)
                if not choice.mask & option.mask
            ]
            found += [choice for choice, _ in level]
        return found

    def _judged(self, spans: Spans) -> tuple[int, int, int]:
        """Days she comes, days that fall short, quarters of waiting."""
        minutes, first, last = (numbers.copy() for numbers in self.days)
        _lay((minutes, first, last), spans)
        trips = full = idle = 0
        for d, length in enumerate(minutes):
            if length:
                trips += 1
                full += length >= self.need.minutes
                idle += (last[d] - first[d] - length) // 15
        return trips, max(0, self.need.count - full), idle


def _lay(days: tuple[list[int], list[int], list[int]], spans: Spans) -> None:
    minutes, first, last = days
    for d, start, end in spans:
        minutes[d] += end - start
        if start < first[d]:
            first[d] = start
        if end > last[d]:
            last[d] = end
