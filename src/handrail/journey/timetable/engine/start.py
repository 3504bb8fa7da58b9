# SPDX-License-Identifier: Apache-2.0
"""A first week, made section by section: where would a group serve most people, and who leads it?

Scarce services first; a clinician's hours for individual sessions are set aside before groups are given out.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable.engine.clinic import NEVER_STARTED, Clinic, Wish
from handrail.journey.timetable.engine.itineraries import Breadth, Offer, itineraries
from handrail.journey.timetable.engine.plan import Plan

# What makes a place good for a person, against 10 for each meeting it gives her: next to what she has that day,
# on a day that becomes full by it, and not against her wishes. Found by trial on generated clinics.
MEETING, ADJACENT, SAME_DAY, FILLS_DAY, NEW_DAY, PRICE = 10.0, 5.0, 1.0, 4.0, -4.0, -0.8

MOST_FIRST, PEOPLE_FIRST = 5, 400  # so many first plans are tried, and so many for people altogether


class Opening:
    """The state of one greedy run: what people, clinicians and rooms have taken so far."""

    def __init__(self, clinic: Clinic, rng: np.random.Generator, urgency: NDArray[np.float64]) -> None:
        self.urgency = urgency
        self.clinic, self.rng, self.plan = clinic, rng, Plan(clinic)
        people, days = len(clinic.patients), len(clinic.days)
        self.mask = np.zeros((people, clinic.words), np.uint64)
        self.minutes = np.zeros((people, days), np.int32)
        self.first = np.full((people, days), NEVER_STARTED, np.int32)
        self.last = np.full((people, days), -1, np.int32)
        self.taken = np.zeros((len(clinic.clinicians), clinic.words), np.uint64)
        self.left = clinic.max_minutes.copy()
        for wish in (wish for wishes in clinic.wishes for wish in wishes if wish.c >= 0):
            self.left[wish.c] -= wish.count * clinic.services[wish.s].minutes
        self.rooms_used = {n: np.zeros(clinic.time_bits, np.int32) for n in set(clinic.seats)}
        self.groups: list[list[int]] = [[] for _ in clinic.patients]

    # ---- groups -----------------------------------------------------------------------------------------------

    def give(self, s: int) -> None:
        """Open groups of this service until those who still wait are too few for one."""
        clinic, service = self.clinic, self.clinic.services[s]
        ks = clinic.of_service[s]
        waiting = np.array([p for p, wishes in enumerate(clinic.wishes) if any(w.s == s for w in wishes)])
        if not len(ks) or not len(waiting):
            return
        left = np.array([next(w.count for w in clinic.wishes[p] if w.s == s) for p in waiting])
        value = np.stack([self._value(p, ks) for p in waiting])
        chance = 1.0 + 0.15 * self.rng.random(len(ks))
        while True:
            comes = value > 0
            number = comes.sum(axis=0)
            worth = value.clip(min=0).sum(axis=0) * np.minimum(1.0, service.max / np.maximum(1, number)) * chance
            worth[number < service.min] = 0
            place = next(self._open_to(s, ks, worth), None)
            if place is None:
                return
            at, leaders = place
            size = self._largest(s, int(ks[at]))
            scarce = 8.0 / np.maximum(1, comes.sum(axis=1))
            rows = [r for r in np.argsort(-(value[:, at] + scarce)) if comes[r, at]]
            rows = self._together(waiting, rows, size)
            if len(rows) < service.min:
                value[:, at] = 0
                continue
            self._seat(int(ks[at]), leaders, [int(waiting[r]) for r in rows])
            for r in rows:
                left[r] -= 1
                value[r] = self._value(int(waiting[r]), ks) if left[r] else 0

    def _value(self, p: int, ks: NDArray[np.intp]) -> NDArray[np.float64]:
        """How good each placement is for this person now; 0 where she cannot come."""
        clinic, options = self.clinic, self.clinic.options
        can = clinic.can_come[p, ks] & ~(options.mask[ks] & self.mask[p]).any(axis=1)
        rows = ks[can]
        minutes = options.minutes[rows]
        meets, has = minutes > 0, self.minutes[p] > 0
        need = clinic.patients[p].full_days
        touches = meets & has & ((options.first[rows] == self.last[p]) | (options.last[rows] == self.first[p]))
        fills = meets & (self.minutes[p] < need.minutes) & (self.minutes[p] + minutes >= need.minutes)
        fresh = meets & ~has
        worth = MEETING * meets.sum(axis=1) + ADJACENT * touches.sum(axis=1) + SAME_DAY * (meets & has).sum(axis=1)
        worth = worth + FILLS_DAY * fills.sum(axis=1) + PRICE * clinic.price_of[p, rows]
        worth += NEW_DAY * np.maximum(0, has.sum() + fresh.sum(axis=1) - need.count)
        value = np.zeros(len(ks))
        value[can] = np.maximum(worth, 0.5) * (1.0 + self.urgency[p])
        return value

    def _open_to(
        self, s: int, ks: NDArray[np.intp], worth: NDArray[np.float64]
    ) -> Iterator[tuple[int, tuple[int, ...]]]:
        for at in np.argsort(-worth)[:200]:
            if worth[at] <= 0:
                return
            k = int(ks[at])
            if self._largest(s, k) < self.clinic.services[s].min:
                continue
            leaders = self._leaders(s, k)
            if leaders is not None:
                yield int(at), leaders

    def _largest(self, s: int, k: int) -> int:
        """How many people a group at k can seat with the rooms that are left then."""
        service = self.clinic.services[s]
        if service.mode == "online":
            return service.max
        cells = self.clinic.bits_of(self.clinic.options.mask[k])
        free = [n for n in set(self.clinic.seats) if (self.rooms_used[n][cells] < self.clinic.rooms_for(n)).all()]
        return min(service.max, max(free, default=0))

    def _leaders(self, s: int, k: int) -> tuple[int, ...] | None:
        clinic, service = self.clinic, self.clinic.services[s]
        length = service.minutes * service.times_per_week
        mask = clinic.options.mask[k] & clinic.time_mask
        able = clinic.can_lead[k] & (self.left >= length) & ~(self.taken & mask).any(axis=1)
        if not (able & clinic.skilled[s]).any() or able.sum() < service.leaders:
            return None
        # Those with many skills and few minutes left are kept for where nobody else can go.
        spare = self.left - 60.0 * clinic.skilled.sum(axis=0) + 120.0 * self.rng.random(len(able))
        inorder = sorted(np.flatnonzero(able), key=lambda c: -spare[c])
        lead = next(c for c in inorder if clinic.skilled[s, c])
        return tuple(sorted([int(lead), *(int(c) for c in inorder if c != lead)][: service.leaders]))

    def _together(self, waiting: NDArray[np.intp], rows: list[int], size: int) -> list[int]:
        chosen: list[int] = []
        for r in rows:
            if len(chosen) < size and not self.clinic.apart[waiting[r]] & {int(waiting[q]) for q in chosen}:
                chosen.append(r)
        return chosen

    def _seat(self, k: int, leaders: tuple[int, ...], people: list[int]) -> None:
        clinic, options = self.clinic, self.clinic.options
        service = clinic.services[clinic.service_of[k]]
        self.plan.open(k, leaders)
        for c in leaders:
            self.taken[c] |= options.mask[k] & clinic.time_mask
            self.left[c] -= service.minutes * service.times_per_week
        if service.mode == "in_person":
            cells = clinic.bits_of(options.mask[k])
            need = min(n for n in clinic.seats if n >= len(people))
            for n, used in self.rooms_used.items():
                if n <= need:
                    used[cells] += 1
        for p in people:
            self.groups[p].append(k)
            self.mask[p] |= options.mask[k]
            self.minutes[p] += options.minutes[k]
            np.minimum(self.first[p], options.first[k], out=self.first[p])
            np.maximum(self.last[p], options.last[k], out=self.last[p])

    # ---- individual sessions ----------------------------------------------------------------------------------

    def sessions(self) -> None:
        """Individual sessions where they cost least; people with the fewest possible times first."""
        clinic = self.clinic
        self.left = clinic.max_minutes - self.plan.clinician_taken()[1]
        single = Breadth(beam=30, keep=1, variants=1)
        order = self.rng.permutation(len(clinic.patients))
        tight = {
            p: min((len(clinic.session_times(p, w)) for w in clinic.wishes[p] if w.c >= 0), default=0) for p in order
        }
        for p in sorted((int(p) for p in order), key=lambda p: tight[p]):
            offers = [self._own(p, k) for k in self.groups[p]]
            offers += [self._times(p, wish) for wish in self._affordable(p)]
            found = itineraries(clinic, p, offers, single, self.rng)
            keeps = [one for one in found if len(one.groups) == len(self.groups[p])]
            best = min(keeps, key=lambda one: one.cost)
            self.plan.place(p, self.plan.priced(p, best.groups, best.sessions))
            for s, t in best.sessions:
                c = clinic.clinician_of(p, s)
                self.taken[c] |= clinic.session_options[s].mask[t] & clinic.time_mask
                self.left[c] -= clinic.services[s].minutes

    def _own(self, p: int, k: int) -> Offer:
        rows = self.clinic.options.rows(np.array([k]))
        return Offer(Wish(int(self.clinic.service_of[k]), 1, -1), rows, self.clinic.price_of[p, [k]])

    def _affordable(self, p: int) -> Iterator[Wish]:
        """Her individual sessions, as many of each as fit into its clinician's minutes together."""
        left = self.left.copy()
        for wish in (wish for wish in self.clinic.wishes[p] if wish.c >= 0):
            minutes = self.clinic.services[wish.s].minutes
            count = min(wish.count, max(0, int(left[wish.c])) // minutes)
            left[wish.c] -= count * minutes
            if count:
                yield replace(wish, count=count)

    def _times(self, p: int, wish: Wish) -> Offer:
        clinic = self.clinic
        times = clinic.session_times(p, wish)
        options = clinic.session_options[wish.s].rows(times)
        free = ~(options.mask & self.taken[wish.c]).any(axis=1)
        return Offer(wish, options.rows(free), clinic.price(p, wish.s, times[free][:, None]))


def first_plan(clinic: Clinic, seed: int, urgency: NDArray[np.float64] | None = None) -> Plan:
    """A lawful plan, quickly: most people served, not yet well. `urgency` above 0 makes a person count for more."""
    rng = np.random.default_rng(seed)
    opening = Opening(clinic, rng, np.zeros(len(clinic.patients)) if urgency is None else urgency)
    for s in _scarcest_first(clinic, rng):
        opening.give(s)
    opening.sessions()
    return opening.plan


def best_first_plan(clinic: Clinic, seed: int, urgency: NDArray[np.float64] | None = None) -> Plan:
    """The best of several first plans, the fewer the more people there are, whose plans take longer to make.

    They differ by half, and what comes of them in a minute differs still more where little is to spare.
    """
    several = max(1, min(MOST_FIRST, PEOPLE_FIRST // max(1, len(clinic.patients))))
    return min((first_plan(clinic, seed * MOST_FIRST + n, urgency) for n in range(several)), key=lambda plan: plan.cost)


def _scarcest_first(clinic: Clinic, rng: np.random.Generator) -> list[int]:
    """Services that meet several times, then long ones, then those that few could lead."""
    groups = [s for s, service in enumerate(clinic.services) if service.is_group]
    noise = rng.random(len(clinic.services))

    def scarcity(s: int) -> tuple[float, ...]:
        service = clinic.services[s]
        able = int(clinic.skilled[s].sum())
        return (-service.times_per_week, able + 2.0 * noise[s] - service.minutes / 30)

    return sorted(groups, key=scarcity)
