# SPDX-License-Identifier: Apache-2.0
"""Where one group more of a service could be held in the week that runs: leader, room, and enough who lack it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from handrail.journey.timetable.engine.blocks import hers
from handrail.journey.timetable.engine.running import RunningGroup, RunningWeek, Starts, between
from handrail.journey.timetable.problem import Patient, Service, clock
from handrail.journey.timetable.rules import WEEKDAYS
from handrail.journey.timetable.week import DAYS, Day, Group

NEW = "new"  # the id of a group that is only proposed


@dataclass(frozen=True)
class Opening:
    """A place for one group more. `takers`: the others who lack it and can come; she is not among them."""

    service: Service
    days: tuple[int, ...]
    start: int
    leaders: tuple[str, ...]
    rooms: dict[Day, str]
    seats: int
    takers: tuple[str, ...]

    @property
    def running(self) -> RunningGroup:
        """As it looks to her: the others are in it, and one seat is hers."""
        return RunningGroup(NEW, self.service, self.days, self.start, self.seats, frozenset(self.takers))

    @property
    def group(self) -> Group:
        return Group(
            id=NEW,
            service=self.service.id,
            days=tuple(DAYS[day] for day in self.days),
            start=clock(self.start),
            rooms=self.rooms,
            leaders=self.leaders,
            members=self.takers,
        )


def openings(running: RunningWeek, patient: Patient, service: Service, short: list[str]) -> list[Opening]:
    """Places for one group more that she could come to, those that serve most people first."""
    others = [running.problem.patient_of[name] for name in short if name != patient.id]
    others = [other for other in others if _may_join(other, service)]
    if len(others) + 1 < service.min or not _may_join(patient, service):
        return []
    able = {other.id: _free_life(running, other, service) for other in others}
    hers_too = running.clear(patient, service)
    leads = dict(_leaders(running, service))
    found = []
    for days in _days(service):
        bits = -1
        for day in days:
            bits &= running.open(service.minutes)[day] & hers_too[day]
        for start in (i for i in range(bits.bit_length()) if bits >> i & 1):
            takers = [name for name, free in able.items() if _all(free, days, start)]
            leaders = [name for name, free in leads.items() if _all(free, days, start)]
            if len(takers) + 1 >= service.min and _can_lead(running, service, leaders):
                found.append((len(takers), days, start, takers, leaders))
    found.sort(key=lambda one: (-one[0], one[1], one[2]))
    return [opening for one in found[:8] for opening in _roomed(running, service, *one[1:])]


def _may_join(patient: Patient, service: Service) -> bool:
    return patient.mode == service.mode and (not service.cohort or service.cohort in patient.cohorts)


def _free_life(running: RunningWeek, patient: Patient, service: Service) -> Starts:
    """Starts clear of her life and of what she has in the running week."""
    free = list(running.clear(patient, service))
    for m in hers(running, patient):
        free[m.day] &= ~between(running.problem.grid_minutes, m.start - service.minutes, m.end)
    return tuple(free)


def _leaders(running: RunningWeek, service: Service) -> Iterator[tuple[str, Starts]]:
    for clinician in running.problem.clinicians:
        if running.minutes_left(clinician.id, "") >= service.minutes * service.times_per_week:
            yield clinician.id, running.free(clinician.id, service.minutes, "")


def _can_lead(running: RunningWeek, service: Service, names: list[str]) -> bool:
    skilled = any(service.skill in running.problem.clinician_of[name].skills for name in names)
    return skilled and len(names) >= service.leaders


def _days(service: Service) -> Iterator[tuple[int, ...]]:
    week = range(len(DAYS)) if service.times_per_week == 1 else [DAYS.index(day) for day in WEEKDAYS]
    return combinations(week, service.times_per_week)


def _all(free: Starts, days: tuple[int, ...], start: int) -> bool:
    return all(free[day] >> start & 1 for day in days)


def _roomed(
    running: RunningWeek, service: Service, days: tuple[int, ...], at: int, takers: list[str], leaders: list[str]
) -> Iterator[Opening]:
    """With rooms and leaders, the one with the skill first; nothing when no room is free."""
    start, rooms, seats = at * running.problem.grid_minutes, dict[Day, str](), service.max
    for day in (DAYS[day] for day in days) if service.mode == "in_person" else ():
        end = start + service.minutes
        wanted = min(service.max, len(takers) + 1)
        room = running.free_room(day, start, end, wanted) or running.free_room(day, start, end, service.min)
        if room is None:
            return
        rooms[day], seats = room.id, min(seats, room.seats)
    first = next(c for c in leaders if service.skill in running.problem.clinician_of[c].skills)
    led = (first, *[c for c in leaders if c != first][: service.leaders - 1])
    yield Opening(service, days, start, led, rooms, seats, tuple(takers[: seats - 1]))
