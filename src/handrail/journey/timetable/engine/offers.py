# SPDX-License-Identifier: Apache-2.0
"""What each order of one person could be given from in the week that runs, and what it would cost her."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from handrail.journey.timetable.engine.running import RunningGroup, RunningWeek
from handrail.journey.timetable.problem import Patient, Service, clock
from handrail.journey.timetable.rules import WEIGHTS, ordered_of, part_of_day
from handrail.journey.timetable.week import DAYS

# A group that has its minimum only with her comes before everything: without her the week would break a rule.
NEEDED = -2_000_000


class Meeting(NamedTuple):
    """One session of hers, days as places in DAYS."""

    day: int
    start: int
    service: str
    minutes: int


@dataclass(frozen=True)
class Seat:
    """A group that meets on several days and has a place for her."""

    group: str
    service: Service
    days: tuple[int, ...]
    start: int
    price: int

    def clashes(self, other: "Seat") -> bool:
        """Whether nobody can be in both: they overlap, or are one service on one day."""
        if not set(self.days) & set(other.days):
            return False
        apart = self.start + self.service.minutes <= other.start or other.start + other.service.minutes <= self.start
        return self.service == other.service or not apart


@dataclass
class Offer:
    """What one order could be given from: starts on each day with their price, or seats in groups of several days."""

    service: Service
    count: int
    clinician: str | None
    starts: dict[int, dict[int, int]] = field(default_factory=dict)
    group_at: dict[tuple[int, int], str] = field(default_factory=dict)
    seats: list[Seat] = field(default_factory=list)


class Offers:
    """One person before the running week: what every order of hers could be given from."""

    def __init__(self, running: RunningWeek, patient: Patient) -> None:
        self.running, self.patient = running, patient
        self.ran = running.ran.get(patient.id)
        self.apart = running.kept_apart(patient)
        self.needing = tuple(
            sorted(
                one.id
                for groups in running.groups_of.values()
                for one in groups
                if patient.id in one.members and one.needs(patient.id)
            )
        )
        with_whom = {order.service: order.clinician for order in patient.orders}
        self.each = [
            self._offer(running.problem.service_of[service], ordered, with_whom[service])
            for service, ordered in ordered_of(patient).items()
        ]

    def _offer(self, service: Service, ordered: int, clinician: str | None) -> Offer:
        offer = Offer(service, ordered, None if service.is_group else clinician)
        if service.is_group:
            self._add_groups(offer)
        elif clinician is not None:
            self._add_sessions(offer, clinician)
        return offer

    def _add_groups(self, offer: Offer) -> None:
        service = offer.service
        if service.mode != self.patient.mode or (service.cohort and service.cohort not in self.patient.cohorts):
            return
        clear, grid = self.running.clear(self.patient, service), self.running.problem.grid_minutes
        seen: set[tuple[tuple[int, ...], int]] = set()
        for one in sorted(self.running.groups_of.get(service.id, ()), key=self._rank):
            can_come = all(clear[day] >> one.start // grid & 1 for day in one.days)
            if not can_come or (one.days, one.start) in seen or one.free(self.patient.id) < 1 or one.id in self.apart:
                continue
            seen.add((one.days, one.start))
            price = sum(self.price(service, day, one.start) for day in one.days)
            price += NEEDED * one.needs(self.patient.id)
            if service.times_per_week > 1:
                offer.seats.append(Seat(one.id, service, one.days, one.start, price))
            else:
                offer.starts.setdefault(one.days[0], {})[one.start] = price
                offer.group_at[one.days[0], one.start] = one.id

    def _rank(self, one: RunningGroup) -> tuple[bool, bool, int, str]:
        """Of groups at the same time: one that needs her, then her own, then that with most free seats."""
        her = self.patient.id
        return not one.needs(her), her not in one.members, -one.free(her), one.id

    def _add_sessions(self, offer: Offer, clinician: str) -> None:
        service, grid = offer.service, self.running.problem.grid_minutes
        free = self.running.free(clinician, service.minutes, self.patient.id)
        clear = self.running.clear(self.patient, service)
        for day in range(len(DAYS)):
            bits = free[day] & clear[day]
            starts = [i * grid for i in range(bits.bit_length()) if bits >> i & 1]
            if starts:
                offer.starts[day] = {start: self.price(service, day, start) for start in starts}

    def price(self, service: Service, day: int, start: int) -> int:
        """What a session then costs her by preference and change."""
        prefers, price = self.patient.prefers, 0
        if prefers.part_of_day not in (None, part_of_day(start)):
            price += WEIGHTS["part_of_day"]
        if DAYS[day] in prefers.avoid_days:
            price += WEIGHTS["avoided_day"]
        if self.ran is not None and (service.id, DAYS[day], clock(start)) not in self.ran:
            price += WEIGHTS["change"]
        return price

    def terms(self, meetings: Iterable[Meeting]) -> dict[str, int]:
        """Her part of the score; what leaders cost is not hers."""
        held: dict[int, list[Meeting]] = {}
        for m in sorted(meetings):
            held.setdefault(m.day, []).append(m)
        need, got = self.patient.full_days, Counter(m.service for ms in held.values() for m in ms)
        minutes = {day: sum(m.minutes for m in ms) for day, ms in held.items()}
        full = sum(n >= need.minutes for n in minutes.values())
        prefers, all_of_them = self.patient.prefers, [m for ms in held.values() for m in ms]
        return {
            "unmet": sum(o.count * o.service.times_per_week - got[o.service.id] for o in self.each),
            "short_day": max(0, need.count - full),
            "change": sum(
                self.ran is not None and (m.service, DAYS[m.day], clock(m.start)) not in self.ran for m in all_of_them
            ),
            "extra_trip": max(0, len(held) - need.count),
            "part_of_day": sum(prefers.part_of_day not in (None, part_of_day(m.start)) for m in all_of_them),
            "avoided_day": sum(DAYS[m.day] in prefers.avoid_days for m in all_of_them),
            "idle_quarter": sum(
                (ms[-1].start + ms[-1].minutes - ms[0].start - minutes[day]) // 15 for day, ms in held.items()
            ),
        }
