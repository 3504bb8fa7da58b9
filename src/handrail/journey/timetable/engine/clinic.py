# SPDX-License-Identifier: Apache-2.0
"""A problem in arrays: every place a group could be held, who could lead it, who could come, at what cost.

Read-only once made. Indices: p person, c clinician, s service, k placement, t time (a day and a start).
A placement is one service on given days at one start; several groups may share one.
"""

import math
from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable.engine.pinned import Pinned
from handrail.journey.timetable.problem import Clinician, Patient, Problem, Service, clock
from handrail.journey.timetable.rules import WEEKDAYS, WEIGHTS, meetings_by_patient, part_of_day, travel_for
from handrail.journey.timetable.week import DAYS, Appointment

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]
Masks = NDArray[np.uint64]
PARTS = ("morning", "afternoon", "evening")
NEVER_STARTED = 4000  # later than any minute of a day: the first start of a day without sessions


@dataclass(frozen=True)
class Options:
    """Rows of things that may go into a person's week, each with where it lies.

    mask: bits taken; minutes, first, last: per day; id: placement k for groups, time t for sessions.
    """

    id: Ints
    mask: Masks
    minutes: Ints
    first: Ints
    last: Ints

    def rows(self, chosen: NDArray[np.intp] | Bools) -> "Options":
        return Options(self.id[chosen], self.mask[chosen], self.minutes[chosen], self.first[chosen], self.last[chosen])


@dataclass(frozen=True)
class Wish:
    """One order of one person: `s` the service, `c` the clinician of individual sessions (-1 for groups)."""

    s: int
    count: int
    c: int


class Clinic:
    """The arrays of one problem. Making one takes about half a second at 500 people.

    `held`: (service, times) of placements to be known whether or not enough people could still come.
    """

    def __init__(self, problem: Problem, held: Collection[tuple[int, tuple[int, ...]]] = ()) -> None:
        self.problem, self.held = problem, held
        self.pinned = Pinned()
        self.services: tuple[Service, ...] = problem.services
        self.patients: tuple[Patient, ...] = problem.patients
        self.clinicians: tuple[Clinician, ...] = problem.clinicians
        self.patient_at = {patient.id: p for p, patient in enumerate(self.patients)}
        self.clinician_at = {clinician.id: c for c, clinician in enumerate(self.clinicians)}
        self.service_at = {service.id: s for s, service in enumerate(self.services)}
        self.days = [day for day in DAYS if problem.open.get(day)]
        self._clear: dict[tuple[int, int, int], Bools] = {}  # by person, minutes and travel
        self._lay_times()
        self._lay_bits()
        self.wishes = [self._wishes_of(patient) for patient in self.patients]
        self.apart = self._apart()
        self.max_minutes = np.array([c.max_minutes for c in self.clinicians], np.int32)
        self.skilled = np.array([[s.skill in c.skills for c in self.clinicians] for s in self.services], bool)
        self.session_options = {
            s: self._options(service, np.arange(self.times)[:, None])
            for s, service in enumerate(self.services)
            if not service.is_group
        }
        self.clinician_free = {m: self._free_of_clinicians(m) for m in {s.minutes for s in self.services}}
        self._ran = meetings_by_patient(problem.running) if problem.running else {}
        self._lay_placements()
        self._seat_classes()

    # ---- time -------------------------------------------------------------------------------------------------

    def _lay_times(self) -> None:
        """Times t: every start on the grid, day by day, from the first opening to the last closing."""
        spans = [span for day in self.days for span in self.problem.open[day]]
        grid = self.problem.grid_minutes
        first = min((span.start for span in spans), default=0)
        self.opening = -(-first // grid) * grid
        self.closing = max(self.opening, *(span.end for span in spans), 0)
        self.starts_a_day = max(1, -(-(self.closing - self.opening) // grid))
        self.times = self.starts_a_day * len(self.days)
        self.day_of = np.repeat(np.arange(len(self.days), dtype=np.int32), self.starts_a_day)
        self.start_of = np.tile(np.arange(self.starts_a_day, dtype=np.int32) * grid + self.opening, len(self.days))
        self.part_of = np.array([PARTS.index(part_of_day(int(m))) for m in self.start_of], np.int8)

    def time_at(self, day: str, start: int) -> int | None:
        """The t of a day and a start, or None when the clinic is never open then."""
        offset, rest = divmod(start - self.opening, self.problem.grid_minutes)
        if day not in self.days or rest or not 0 <= offset < self.starts_a_day:
            return None
        return self.days.index(day) * self.starts_a_day + offset

    def _lay_bits(self) -> None:
        """Bits of a mask: one a cell of time, then one a group service and day (at most once a day)."""
        self.cell = math.gcd(self.problem.grid_minutes, *(s.minutes for s in self.services))
        longest = max((s.minutes for s in self.services), default=0)
        self.cells_a_day = -(-(self.closing + longest - self.opening) // self.cell)
        self.time_bits = self.cells_a_day * len(self.days)
        self.words = -(-(self.time_bits + len(self.services) * len(self.days)) // 64)

    @cached_property
    def time_mask(self) -> Masks:
        """Only the bits of time: what clinicians take up, who may lead one service twice a day."""
        return self.mask_of(np.ones((1, self.time_bits), bool))[0]

    def mask_of(self, bits: Bools) -> Masks:
        """Rows of booleans packed to masks."""
        padded = np.zeros((len(bits), self.words * 64), bool)
        padded[:, : bits.shape[1]] = bits
        return np.packbits(padded, axis=1, bitorder="little").view(np.uint64)

    def bits_of(self, masks: Masks) -> Bools:
        """The time cells of masks, as rows of booleans."""
        return np.unpackbits(masks.view(np.uint8), axis=-1, bitorder="little")[..., : self.time_bits].astype(bool)

    def _options(self, service: Service, times: NDArray[np.integer]) -> Options:
        """Options of a service held at each row of times (one column a meeting)."""
        count, days = len(times), len(self.days)
        bits = np.zeros((count, self.time_bits + len(self.services) * days), bool)
        minutes = np.zeros((count, days), np.int32)
        first = np.full((count, days), NEVER_STARTED, np.int32)
        last = np.full((count, days), -1, np.int32)
        rows = np.arange(count)
        for t in times.T:
            day, start = self.day_of[t], self.start_of[t]
            cell = day * self.cells_a_day + (start - self.opening) // self.cell
            for step in range(service.minutes // self.cell):
                bits[rows, cell + step] = True
            if service.is_group:
                bits[rows, self.time_bits + self.service_at[service.id] * days + day] = True
            minutes[rows, day] += service.minutes
            first[rows, day] = start
            last[rows, day] = start + service.minutes
        return Options(rows.astype(np.int32), self.mask_of(bits), minutes, first, last)

    # ---- who can when -----------------------------------------------------------------------------------------

    def is_open(self, minutes: int) -> Bools:
        """For each time, whether a session so long fits into the opening hours."""
        fits = np.zeros(self.times, bool)
        for d, day in enumerate(self.days):
            for span in self.problem.open[day]:
                fits |= (self.day_of == d) & (self.start_of >= span.start) & (self.start_of + minutes <= span.end)
        return fits

    def _free_of_clinicians(self, minutes: int) -> Bools:
        free = np.zeros((len(self.clinicians), self.times), bool)
        for c, clinician in enumerate(self.clinicians):
            for d, day in enumerate(self.days):
                for span in clinician.available.get(day, ()):
                    free[c] |= (
                        (self.day_of == d) & (self.start_of >= span.start) & (self.start_of + minutes <= span.end)
                    )
        return free & self.is_open(minutes)

    def is_clear(self, p: int, service: Service) -> Bools:
        """For each time, whether her life leaves room for this service, travel on both sides included."""
        key = p, service.minutes, travel_for(self.patients[p], service)
        if key not in self._clear:
            self._clear[key] = self._clear_of(*key)
        return self._clear[key]

    def _clear_of(self, p: int, minutes: int, travel: int) -> Bools:
        busy = self.patients[p].busy
        spans = [(d, span.start, span.end) for d, day in enumerate(self.days) for span in busy.get(day, ())]
        if not spans:
            return self._open[minutes]
        day, start, end = (np.array(column, np.int32)[:, None] for column in zip(*spans, strict=True))
        hit = (self.day_of == day) & (self.start_of - travel < end) & (start < self.start_of + minutes + travel)
        clear: Bools = ~hit.any(axis=0)
        return self._open[minutes] & clear

    @cached_property
    def _open(self) -> dict[int, Bools]:
        return {minutes: self.is_open(minutes) for minutes in {s.minutes for s in self.services}}

    def _wishes_of(self, patient: Patient) -> list[Wish]:
        wishes: dict[int, Wish] = {}
        for order in patient.orders:
            s = self.service_at[order.service]
            c = -1 if order.clinician is None or self.services[s].is_group else self.clinician_at[order.clinician]
            wishes[s] = Wish(s, order.count + (wishes[s].count if s in wishes else 0), c)
        return list(wishes.values())

    def _apart(self) -> list[set[int]]:
        apart: list[set[int]] = [set() for _ in self.patients]
        for p, patient in enumerate(self.patients):
            for other in patient.apart_from:
                if other in self.patient_at:
                    apart[p].add(self.patient_at[other])
                    apart[self.patient_at[other]].add(p)
        return apart

    # ---- placements -------------------------------------------------------------------------------------------

    def _lay_placements(self) -> None:
        """Every place a group could be held with a leader and enough people who could come."""
        parts: list[tuple[int, Options, NDArray[np.integer], Bools, Bools, Ints]] = []
        wishing: dict[int, list[int]] = {s: [] for s in range(len(self.services))}
        for p, wishes in enumerate(self.wishes):
            for wish in wishes:
                wishing[wish.s].append(p)
        for s, service in enumerate(self.services):
            if not service.is_group:
                continue
            times = self._meeting_times(service)
            free: Bools = np.asarray(self.clinician_free[service.minutes][:, times].all(axis=2)).T
            takers = [p for p in wishing[s] if self._may_join(self.patients[p], service)]
            come = np.zeros((len(self.patients), len(times)), bool)
            cost = np.zeros((len(self.patients), len(times)), np.int32)
            for p in takers:
                come[p] = self.is_clear(p, service)[times].all(axis=1)
                cost[p] = self.price(p, s, times)
            worth: Bools = np.asarray(come.sum(axis=0) >= service.min) & (free.sum(axis=1) >= service.leaders)
            worth &= (free & self.skilled[s]).any(axis=1) & self._has_room_for(service)
            worth |= self._is_held(s, times)
            if worth.any():
                options = self._options(service, times[worth])
                parts.append((s, options, times[worth], come[:, worth], free[worth], cost[:, worth]))
        self._stack(parts)

    def _is_held(self, s: int, times: NDArray[np.integer]) -> Bools:
        if not self.held:
            return np.zeros(len(times), bool)
        return np.fromiter(((s, tuple(row)) in self.held for row in times.tolist()), bool, len(times))

    def _stack(self, parts: list[tuple[int, Options, NDArray[np.integer], Bools, Bools, Ints]]) -> None:
        days, people = len(self.days), len(self.patients)
        total = sum(len(options.id) for _, options, *_ in parts)
        self.placements = total
        self.service_of = np.zeros(total, np.int32)
        self.times_of: list[tuple[int, ...]] = []
        self.can_come = np.zeros((people, total), bool)
        self.can_lead = np.zeros((total, len(self.clinicians)), bool)
        self.price_of = np.zeros((people, total), np.int32)
        self.of_service: dict[int, NDArray[np.intp]] = {s: np.arange(0) for s in range(len(self.services))}
        columns: list[Options] = []
        at = 0
        for s, options, times, come, free, cost in parts:
            here = slice(at, at + len(options.id))
            self.service_of[here] = s
            self.times_of += [tuple(int(t) for t in row) for row in times]
            self.can_come[:, here], self.can_lead[here], self.price_of[:, here] = come, free, cost
            self.of_service[s] = np.arange(at, at + len(options.id))
            columns.append(options)
            at += len(options.id)
        empty = (np.zeros((0, self.words), np.uint64), *(np.zeros((0, days), np.int32) for _ in range(3)))
        self.options = Options(
            np.arange(total, dtype=np.int32),
            *(
                np.concatenate([empty[i], *(getattr(one, name) for one in columns)])
                for i, name in enumerate(("mask", "minutes", "first", "last"))
            ),
        )
        self.at_times = {(int(self.service_of[k]), times): k for k, times in enumerate(self.times_of)}
        self.start_minute = np.array([self.start_of[times[0]] for times in self.times_of], np.int32)

    def _meeting_times(self, service: Service) -> NDArray[np.intp]:
        """Rows of times, one column a meeting: same start, different weekdays when there are several."""
        fits = self._open[service.minutes]
        if service.times_per_week == 1:
            return np.flatnonzero(fits)[:, None]
        week = [d for d, day in enumerate(self.days) if day in WEEKDAYS]
        rows = [
            [d * self.starts_a_day + start for d in chosen]
            for chosen in combinations(week, service.times_per_week)
            for start in range(self.starts_a_day)
        ]
        times = np.array(rows, np.intp).reshape(-1, service.times_per_week)
        return times[fits[times].all(axis=1)]

    def _may_join(self, patient: Patient, service: Service) -> bool:
        return patient.mode == service.mode and (not service.cohort or service.cohort in patient.cohorts)

    def _has_room_for(self, service: Service) -> bool:
        return service.mode == "online" or any(room.seats >= service.min for room in self.problem.rooms)

    def price(self, p: int, s: int, times: NDArray[np.integer]) -> Ints:
        """What each row of times costs this person by preference and change; waiting and trips come on top."""
        patient, count = self.patients[p], times.shape[1]
        cost = np.zeros(len(times), np.int32)
        if patient.prefers.part_of_day:
            wrong = self.part_of[times] != PARTS.index(patient.prefers.part_of_day)
            cost += WEIGHTS["part_of_day"] * wrong.sum(axis=1, dtype=np.int32)
        if patient.prefers.avoid_days:
            avoided = np.array([day in patient.prefers.avoid_days for day in self.days])
            cost += WEIGHTS["avoided_day"] * avoided[self.day_of[times]].sum(axis=1, dtype=np.int32)
        if patient.id in self._ran:
            same = np.zeros(self.times, bool)
            for service, day, start in self._ran[patient.id]:
                t = self.time_at(day, int(start[:2]) * 60 + int(start[3:]))
                if service == self.services[s].id and t is not None:
                    same[t] = True
            cost += WEIGHTS["change"] * (count - same[times].sum(axis=1, dtype=np.int32))
        return cost

    def session_times(self, p: int, wish: Wish) -> NDArray[np.intp]:
        """The times at which this person could have an individual session with its clinician."""
        key = (p, wish.s)
        if key not in self._sessions:
            service = self.services[wish.s]
            free = self.clinician_free[service.minutes][wish.c]
            self._sessions[key] = np.flatnonzero(free & self.is_clear(p, service))
        return self._sessions[key]

    @cached_property
    def _sessions(self) -> dict[tuple[int, int], NDArray[np.intp]]:
        return {}

    def without(self, absent: dict[int, set[int]]) -> "Clinic":
        """The same clinic while clinicians are away on some days (indices both); shares all other arrays."""
        twin = copy(self)
        twin.can_lead = self.can_lead.copy()
        twin.clinician_free = {minutes: free.copy() for minutes, free in self.clinician_free.items()}
        twin.__dict__.pop("_sessions", None)
        for c, days in absent.items():
            for d in days:
                twin.can_lead[self.options.minutes[:, d] > 0, c] = False
                for free in twin.clinician_free.values():
                    free[c, self.day_of == d] = False
        return twin

    def _seat_classes(self) -> None:
        """Rooms by size: for each service the sizes a group can have, and how many rooms hold at least that."""
        self.seats = sorted(room.seats for room in self.problem.rooms)
        self.caps: list[list[int]] = []
        for service in self.services:
            if service.mode == "online" or not service.is_group:
                self.caps.append([service.max])
            else:
                self.caps.append(sorted({min(service.max, n) for n in self.seats if n >= service.min}))

    def appointment(self, p: int, s: int, t: int) -> Appointment:
        """This individual session of hers as a line of the week file."""
        return Appointment(
            patient=self.patients[p].id,
            service=self.services[s].id,
            clinician=self.clinicians[self.clinician_of(p, s)].id,
            day=self.days[self.day_of[t]],
            start=clock(int(self.start_of[t])),
        )

    def clinician_of(self, p: int, s: int) -> int:
        """With whom this person has her individual sessions of this service."""
        return self._with_whom[p, s]

    @cached_property
    def _with_whom(self) -> dict[tuple[int, int], int]:
        return {(p, wish.s): wish.c for p, wishes in enumerate(self.wishes) for wish in wishes}

    def laid(self, s: int, place: int) -> tuple[int, tuple[tuple[int, int, int], ...]]:
        """The bits a placement of a group, or a time of a session, takes, and the (day, start, end) of each meeting."""
        if (s, place) not in self._laid:
            service = self.services[s]
            row, times = (
                (self.options.mask[place], self.times_of[place])
                if service.is_group
                else (self.session_options[s].mask[place], (place,))
            )
            starts = [(int(self.day_of[t]), int(self.start_of[t])) for t in times]
            spans = tuple((d, start, start + service.minutes) for d, start in starts)
            self._laid[s, place] = int.from_bytes(row.tobytes(), "little"), spans
        return self._laid[s, place]

    @cached_property
    def _laid(self) -> dict[tuple[int, int], tuple[int, tuple[tuple[int, int, int], ...]]]:
        return {}

    @cached_property
    def session_cells(self) -> dict[int, list[int]]:
        """For each individual service the cells of time each of its options takes, as the bits of one number."""
        masks = {s: options.mask & self.time_mask for s, options in self.session_options.items()}
        return {s: [int.from_bytes(row.tobytes(), "little") for row in rows] for s, rows in masks.items()}

    def rooms_for(self, size: int) -> int:
        """How many rooms hold at least so many people."""
        return sum(n >= size for n in self.seats)

    def staff_cost(self, s: int) -> int:
        """What one leader of one group of this service costs a week, without the rounding of groups with several."""
        service = self.services[s]
        return WEIGHTS["staff_quarter"] * (service.times_per_week * service.minutes // 15)
