# SPDX-License-Identifier: Apache-2.0
"""What lies on the desk of someone who makes a week by hand: who is where, and what is still free.

Nothing that would break a rule can be written down here; which of the lawful things to do is for `peers`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable.engine.clinic import NEVER_STARTED, Bools, Clinic, Masks, Options, Wish
from handrail.journey.timetable.engine.plan import Leaders, Sitting, as_group
from handrail.journey.timetable.week import Appointment, Unmet, Week

Rows = NDArray[np.intp]


@dataclass(eq=False)
class Held:
    """One group: its placement, leaders, the room of each day, its seats and who has them."""

    k: int
    leaders: Leaders
    rooms: dict[str, str]
    seats: int
    members: list[int] = field(default_factory=list)


class Desk:
    """A week being written by hand. Clinicians' hours for the individual sessions ordered with them are kept free."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        people = len(clinic.patients)
        self.groups: dict[int, list[Held]] = {s: [] for s in range(len(clinic.services))}
        self.sessions: list[list[tuple[int, int]]] = [[] for _ in range(people)]
        self.able = clinic.can_come.copy()  # person x placement: she lacks it and could still come
        self.lead = clinic.can_lead.copy()  # placement x clinician: she could still lead
        self.taken = np.zeros((people, clinic.words), np.uint64)
        self.given = np.zeros((len(clinic.clinicians), clinic.words), np.uint64)
        self.minutes = np.zeros((people, len(clinic.days)), np.int32)
        self.first = np.full((people, len(clinic.days)), NEVER_STARTED, np.int32)
        self.last = np.full((people, len(clinic.days)), -1, np.int32)
        self.spare = clinic.max_minutes.copy()  # for groups: what is ordered with her is kept free
        self.rest = clinic.max_minutes.copy()  # of all her minutes
        self.left = np.zeros((len(clinic.services), people), np.int32)
        self.rooms = sorted(clinic.problem.rooms, key=lambda room: room.seats)
        self._used = {room.id: 0 for room in self.rooms}
        for p, wishes in enumerate(clinic.wishes):
            for wish in wishes:
                self.left[wish.s, p] = wish.count
                if wish.c >= 0:
                    self.spare[wish.c] -= wish.count * clinic.services[wish.s].minutes
        self.ordered = self.left.copy()

    # ---- groups -----------------------------------------------------------------------------------------------

    def fitting(self, p: int, groups: Iterable[Held]) -> list[Held]:
        """Those groups she could be put in, all rules kept."""
        able, apart = self.able[p], self.clinic.apart[p]
        free = [group for group in groups if len(group.members) < group.seats and able[group.k]]
        return [group for group in free if not apart.intersection(group.members)] if apart else free

    def join(self, p: int, group: Held) -> None:
        s = int(self.clinic.service_of[group.k])
        group.members.append(p)
        self.left[s, p] -= 1
        if not self.left[s, p]:
            self.able[p, self.clinic.of_service[s]] = False
        self._take(p, self.clinic.options, group.k)

    def leave(self, p: int, group: Held) -> None:
        options, k = self.clinic.options, group.k
        group.members.remove(p)
        self.left[self.clinic.service_of[k], p] += 1
        self.taken[p] &= ~options.mask[k]
        self.minutes[p] -= options.minutes[k]
        for day in np.flatnonzero(options.minutes[k]):
            self.first[p, day], self.last[p, day] = self._hours_of(p, int(day))
        self.able[p] = self.clinic.can_come[p] & ~self._clash(options.mask, self.taken[p])

    def _hours_of(self, p: int, day: int) -> tuple[int, int]:
        """When she comes and when she leaves on this day."""
        clinic = self.clinic
        held = np.flatnonzero(clinic.bits_of(self.taken[p])[day * clinic.cells_a_day : (day + 1) * clinic.cells_a_day])
        if not len(held):
            return NEVER_STARTED, -1
        return clinic.opening + int(held[0]) * clinic.cell, clinic.opening + (int(held[-1]) + 1) * clinic.cell

    def trouble(self, p: int, options: Options, rows: Rows) -> NDArray[np.int64]:
        """How badly each of these rows lies for her: days beyond those she needs, days already full, waiting."""
        need, begun = self.clinic.patients[p].full_days, self.minutes[p] > 0
        meets = options.minutes[rows] > 0
        again = meets & begun
        new = meets.sum(axis=1) - again.sum(axis=1)
        beyond = np.maximum(0, new - max(0, need.count - int(begun.sum())))
        full = (again & (self.minutes[p] >= need.minutes)).sum(axis=1)
        wait = np.maximum(0, np.maximum(options.first[rows] - self.last[p], self.first[p] - options.last[rows]))
        return np.asarray(20 * new + 80 * beyond + 40 * full + (wait * again).sum(axis=1) // 15)

    def waiting(self, s: int) -> Rows:
        """Everyone who still lacks a group of this service, in order of the list."""
        return np.flatnonzero(self.left[s] > 0)

    def open(self, k: int, people: int) -> Held | None:
        """A group for about so many people, or None when no leader or no room is free."""
        service = self.clinic.services[self.clinic.service_of[k]]
        leaders = self._leaders_for(k)
        rooms = self._rooms_for(k, min(people, service.max)) if leaders else None
        if rooms is None:
            return None
        seats = min([service.max, *(self.clinic.problem.room_of[room].seats for room in rooms.values())])
        group = Held(k, leaders, rooms, seats)
        for c in leaders:
            self.spare[c] -= service.minutes * service.times_per_week
            self.rest[c] -= service.minutes * service.times_per_week
            self._give(c, self.clinic.options.mask[k] & self.clinic.time_mask)
        self._occupy(group)
        self.groups[int(self.clinic.service_of[k])].append(group)
        return group

    def close(self, group: Held) -> None:
        """Send everyone away and give back the leaders' hours and the rooms."""
        for p in list(group.members):
            self.leave(p, group)
        self.groups[int(self.clinic.service_of[group.k])].remove(group)
        self._occupy(group)
        service = self.clinic.services[self.clinic.service_of[group.k]]
        for c in group.leaders:
            self.spare[c] += service.minutes * service.times_per_week
            self.rest[c] += service.minutes * service.times_per_week
            self.given[c] &= ~(self.clinic.options.mask[group.k] & self.clinic.time_mask)
            self.lead[:, c] = self.clinic.can_lead[:, c] & ~self._clash(self.clinic.options.mask, self.given[c])

    def _leaders_for(self, k: int) -> Leaders:
        """Free leaders, one of them with the skill, those with most hours left first; none when too few are free."""
        s = int(self.clinic.service_of[k])
        service = self.clinic.services[s]
        long = service.minutes * service.times_per_week
        free = [int(c) for c in np.flatnonzero(self.lead[k] & (self.spare >= long))]
        free.sort(key=lambda c: (-int(self.spare[c]), c))
        first = next((c for c in free if self.clinic.skilled[s, c]), None)
        if first is None or len(free) < service.leaders:
            return ()
        return (first, *[c for c in free if c != first][: service.leaders - 1])

    def _rooms_for(self, k: int, people: int) -> dict[str, str] | None:
        """For each day the smallest free room for so many, else the largest free; None when a day has none."""
        service = self.clinic.services[self.clinic.service_of[k]]
        rooms: dict[str, str] = {}
        for t in self.clinic.times_of[k] if service.mode == "in_person" else ():
            cells = self._cells(t, service.minutes)
            free = [room for room in self.rooms if room.seats >= service.min and not self._used[room.id] & cells]
            if not free:
                return None
            fit = next((room for room in free if room.seats >= people), free[-1])
            rooms[self.clinic.days[self.clinic.day_of[t]]] = fit.id
        return rooms

    def _occupy(self, group: Held) -> None:
        """Take up the group's rooms, or give them back when they were taken up by it."""
        minutes = self.clinic.services[self.clinic.service_of[group.k]].minutes
        for t in self.clinic.times_of[group.k] if group.rooms else ():
            self._used[group.rooms[self.clinic.days[self.clinic.day_of[t]]]] ^= self._cells(t, minutes)

    def _cells(self, t: int, minutes: int) -> int:
        start = (int(self.clinic.start_of[t]) - self.clinic.opening) // self.clinic.cell
        return ((1 << minutes // self.clinic.cell) - 1) << int(self.clinic.day_of[t]) * self.clinic.cells_a_day + start

    def _take(self, p: int, options: Options, row: int) -> None:
        mask = options.mask[row]
        self.taken[p] |= mask
        self.minutes[p] += options.minutes[row]
        np.minimum(self.first[p], options.first[row], out=self.first[p])
        np.maximum(self.last[p], options.last[row], out=self.last[p])
        (open_to,) = self.able[p].nonzero()
        self.able[p, open_to[self._clash(self.clinic.options.mask, mask, open_to)]] = False

    def _give(self, c: int, mask: Masks) -> None:
        self.given[c] |= mask
        (leads,) = self.lead[:, c].nonzero()
        self.lead[leads[self._clash(self.clinic.options.mask, mask, leads)], c] = False

    @staticmethod
    def _clash(masks: Masks, mask: Masks, rows: Rows | slice = slice(None)) -> Bools:
        """Which of these rows of `masks` share a moment with `mask`; only words that hold any are looked at."""
        (words,) = mask.nonzero()
        if not len(words):
            return np.zeros(len(masks[rows]), bool)
        shared = masks[rows, words[0]] & mask[words[0]]
        for word in words[1:]:
            shared |= masks[rows, word] & mask[word]
        return shared != 0

    # ---- individual sessions ----------------------------------------------------------------------------------

    def session(self, p: int, wish: Wish) -> bool:
        """One session at the free slot of her clinician that lies best for her, the first of equals."""
        clinic = self.clinic
        times, options = clinic.session_times(p, wish), clinic.session_options[wish.s]
        times = times[~self._clash(options.mask, self.taken[p] | self.given[wish.c], times)]
        minutes = clinic.services[wish.s].minutes
        if not len(times) or self.rest[wish.c] < minutes:
            return False
        t = int(times[self.trouble(p, options, times).argmin()])
        self.sessions[p].append((wish.s, t))
        self.left[wish.s, p] -= 1
        self._take(p, options, t)
        self._give(wish.c, options.mask[t])
        self.rest[wish.c] -= minutes
        return True

    # ---- the week ---------------------------------------------------------------------------------------------

    def week(self) -> Week:
        held = sorted((g for groups in self.groups.values() for g in groups), key=lambda g: self.clinic.times_of[g.k])
        return Week(
            groups=tuple(
                as_group(self.clinic, number, Sitting(g.k, g.leaders, sorted(g.members), g.rooms))
                for number, g in enumerate(held, 1)
            ),
            appointments=tuple(self._appointments()),
            unmet=tuple(self._unmet()),
        )

    def _appointments(self) -> Iterator[Appointment]:
        for p, sessions in enumerate(self.sessions):
            for s, t in sorted(sessions, key=lambda one: one[1]):
                yield self.clinic.appointment(p, s, t)

    def _unmet(self) -> Iterator[Unmet]:
        for p, wishes in enumerate(self.clinic.wishes):
            for wish in wishes:
                if missing := int(self.left[wish.s, p]):
                    service = self.clinic.services[wish.s]
                    because = (
                        "No group with a free seat fits her hours, and no other could be opened."
                        if service.is_group
                        else f"{self.clinic.clinicians[wish.c].id} has no free time that suits her."
                    )
                    patient = self.clinic.patients[p].id
                    yield Unmet(patient=patient, service=service.id, count=missing, because=because)
