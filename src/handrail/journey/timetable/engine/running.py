# SPDX-License-Identifier: Apache-2.0
"""The week in force, laid out for fitting one person in: free seats, clinicians' free starts, who is where.

Made once from a problem and a lawful week, then only read; the `with_` methods give a changed copy to try.
Starts of a day are bits of one integer: bit i stands for i times the grid after midnight.
"""

import copy
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from handrail.journey.timetable.problem import Clinician, Patient, Problem, Room, Service, Span
from handrail.journey.timetable.rules import meetings_by_patient, travel_for
from handrail.journey.timetable.week import DAYS, Appointment, Day, Group, Week

Starts = tuple[int, ...]  # for each of DAYS the starts, as bits


@dataclass(frozen=True)
class RunningGroup:
    """One group of the week; `seats` are all it has: what the service allows and the rooms it has hold."""

    id: str
    service: Service
    days: tuple[int, ...]
    start: int
    seats: int
    members: frozenset[str]

    def free(self, patient: str) -> int:
        """Seats free for her; her own counts as free."""
        return self.seats - len(self.members - {patient})

    def needs(self, patient: str) -> bool:
        """Whether it has its minimum only with her."""
        return len(self.members - {patient}) == self.service.min - 1


@dataclass(frozen=True)
class Taken:
    """A time of a clinician that is given away: `patient` for an individual session, empty for a group."""

    day: int
    start: int
    end: int
    patient: str = ""


class RunningWeek:
    """Who and what could take one person more. Ask `fit` which week that gives her."""

    def __init__(self, problem: Problem, week: Week) -> None:
        self.problem, self.week = problem, week
        self.groups_of: dict[str, list[RunningGroup]] = defaultdict(list)
        self.taken: dict[str, list[Taken]] = defaultdict(list)
        self.sessions_of: dict[str, list[Appointment]] = defaultdict(list)
        self.held_in: dict[tuple[str, Day], list[tuple[int, int]]] = defaultdict(list)
        self.groups_with: dict[str, set[str]] = defaultdict(set)
        self.shunned_by: dict[str, set[str]] = defaultdict(set)
        for group in week.groups:
            self._take_in(group)
        for a in week.appointments:
            start, minutes = minutes_of(a.start), problem.service_of[a.service].minutes
            self.taken[a.clinician].append(Taken(DAYS.index(a.day), start, start + minutes, a.patient))
            self.sessions_of[a.patient].append(a)
        for patient in problem.patients:
            for other in patient.apart_from:
                self.shunned_by[other].add(patient.id)
        self.ran = meetings_by_patient(problem.running) if problem.running else {}
        self.meetings = meetings_by_patient(week)
        self.groups = {group.id: group for group in week.groups}
        self._open: dict[int, Starts] = {}
        self._free: dict[tuple[str, int], Starts] = {}

    def _take_in(self, group: Group) -> None:
        service, start = self.problem.service_of[group.service], minutes_of(group.start)
        days = tuple(DAYS.index(day) for day in group.days)
        one = RunningGroup(group.id, service, days, start, self.seats_of(group), frozenset(group.members))
        self.groups_of[service.id].append(one)
        for member in group.members:
            self.groups_with[member].add(group.id)
        for day, room in group.rooms.items():
            self.held_in[room, day].append((start, start + service.minutes))
        for leader in group.leaders:
            self.taken[leader] += [Taken(day, start, start + service.minutes) for day in days]

    def seats_of(self, group: Group) -> int:
        """What the service allows, and no more than the smallest of its rooms holds."""
        service = self.problem.service_of[group.service]
        rooms = group.rooms.values() if service.mode == "in_person" else ()
        return min([service.max, *(self.problem.room_of[room].seats for room in rooms)])

    # ---- starts -----------------------------------------------------------------------------------------------

    def open(self, minutes: int) -> Starts:
        """Starts from which a session so long lies inside opening hours."""
        if minutes not in self._open:
            self._open[minutes] = self._inside(self.problem.open, minutes)
        return self._open[minutes]

    def clear(self, patient: Patient, service: Service) -> Starts:
        """Starts that keep clear of what she is busy with, travel on both sides included."""
        travel, grid = travel_for(patient, service), self.problem.grid_minutes
        clear = [-1] * len(DAYS)
        for day, spans in patient.busy.items():
            for span in spans:
                hit = between(grid, span.start - travel - service.minutes, span.end + travel)
                clear[DAYS.index(day)] &= ~hit
        return tuple(clear)

    def free(self, clinician: str, minutes: int, patient: str) -> Starts:
        """Starts at which this clinician could see her: there, clinic open, nothing else given; hers counts as free."""
        if any(a.clinician == clinician for a in self.sessions_of.get(patient, ())):
            return self._free_of(clinician, minutes, patient)
        if (clinician, minutes) not in self._free:
            self._free[clinician, minutes] = self._free_of(clinician, minutes)
        return self._free[clinician, minutes]

    def there(self, clinician: str, minutes: int) -> Starts:
        """Starts of sessions so long while this clinician is there and the clinic open."""
        inside = self._inside(self.problem.clinician_of[clinician].available, minutes)
        return tuple(a & b for a, b in zip(inside, self.open(minutes), strict=True))

    def _free_of(self, clinician: str, minutes: int, patient: str | None = None) -> Starts:
        free = list(self.there(clinician, minutes))
        for one in self.taken.get(clinician, ()):
            if one.patient != patient:
                free[one.day] &= ~between(self.problem.grid_minutes, one.start - minutes, one.end)
        return tuple(free)

    def minutes_left(self, clinician: str, patient: str) -> int:
        """What is left of this clinician's week, not counting what she now has of it."""
        given = sum(one.end - one.start for one in self.taken.get(clinician, ()) if one.patient != patient)
        return self.problem.clinician_of[clinician].max_minutes - given

    def _inside(self, spans: "dict[str, tuple[Span, ...]] | object", minutes: int) -> Starts:
        assert isinstance(spans, dict)
        return tuple(
            _any(within(self.problem.grid_minutes, span, minutes) for span in spans.get(day, ())) for day in DAYS
        )

    def forget(self) -> None:
        """Look at clinicians' hours anew."""
        self._free = {}

    # ---- people -----------------------------------------------------------------------------------------------

    def kept_apart(self, patient: Patient) -> set[str]:
        """The groups in which someone sits whom she must not meet, whichever of the two was named."""
        others = {*patient.apart_from, *self.shunned_by.get(patient.id, ())} - {patient.id}
        return set().union(*(self.groups_with[other] for other in others if other in self.groups_with))

    def keeping(self, patient: str) -> "RunningWeek":
        """The same week, in which any change of what she has now counts as a change."""
        twin = copy.copy(self)
        twin.ran = {patient: self.meetings.get(patient, set())}
        return twin

    # ---- rooms ------------------------------------------------------------------------------------------------

    def free_room(self, day: Day, start: int, end: int, seats: int) -> Room | None:
        """The smallest room with so many seats in which nothing is held then."""
        fits = [
            room
            for room in self.problem.rooms
            if room.seats >= seats and all(e <= start or end <= b for b, e in self.held_in.get((room.id, day), ()))
        ]
        return min(fits, key=lambda room: (room.seats, room.id), default=None)

    # ---- changes to try ---------------------------------------------------------------------------------------

    def with_seats(self, group: RunningGroup, seats: int) -> "RunningWeek":
        return self.with_group(replace(group, seats=seats))

    def with_group(self, group: RunningGroup) -> "RunningWeek":
        """The same week with this group instead of the one of its name, or as one more."""
        twin = copy.copy(self)
        others = [one for one in self.groups_of.get(group.service.id, ()) if one.id != group.id]
        twin.groups_of = {**self.groups_of, group.service.id: [*others, group]}
        return twin

    def with_clinician(self, clinician: Clinician) -> "RunningWeek":
        """The same week with this clinician's hours as given here."""
        twin = copy.copy(self)
        clinicians = tuple(clinician if one.id == clinician.id else one for one in self.problem.clinicians)
        twin.problem = self.problem.model_copy(update={"clinicians": clinicians})
        twin.forget()
        return twin


def minutes_of(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def between(grid: int, after: int, before: int) -> int:
    """The starts later than `after` and earlier than `before`."""
    return _bits(max(0, after // grid + 1), -(-before // grid) - 1)


def within(grid: int, span: Span, minutes: int) -> int:
    """The starts of sessions so long that lie inside the span."""
    return _bits(-(-span.start // grid), (span.end - minutes) // grid)


def _bits(first: int, last: int) -> int:
    return ((1 << last + 1) - 1) >> first << first if first <= last else 0


def _any(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
