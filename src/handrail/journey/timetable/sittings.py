# SPDX-License-Identifier: Apache-2.0
"""A week turned round: what it gives each person and takes of each clinician and room. It judges nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property

from handrail.journey.timetable.problem import Problem, Service
from handrail.journey.timetable.week import Appointment, Day, Group, Week


@dataclass(frozen=True, order=True)
class Meeting:
    """One session of one person, clinician or room: `what` names it in words for the clinic."""

    day: str
    start: int
    end: int
    what: str
    service: str = field(compare=False, default="")


@dataclass(frozen=True)
class Sittings:
    """A week turned round: for each person, clinician and room the meetings it gives her or takes up.

    `only`: these people and no others, when it is not everybody's meetings that are asked for.
    """

    problem: Problem
    week: Week
    only: frozenset[str] | None = None

    @cached_property
    def of_patient(self) -> dict[str, list[Meeting]]:
        found: dict[str, list[Meeting]] = defaultdict(list)
        for group, service, start in self.groups:
            for member in self._asked(group.members):
                found[member] += [_meeting(day, start, service, service.id) for day in group.days]
        for a, service, start in self.appointments:
            found[a.patient].append(_meeting(a.day, start, service, service.id))
        return found

    @cached_property
    def of_clinician(self) -> dict[str, list[Meeting]]:
        found: dict[str, list[Meeting]] = defaultdict(list)
        for group, service, start in self.groups:
            for leader in group.leaders:
                found[leader] += [_meeting(day, start, service, f"group {group.id}") for day in group.days]
        for a, service, start in self.appointments:
            found[a.clinician].append(_meeting(a.day, start, service, f"{a.service} of {a.patient}"))
        return found

    @cached_property
    def of_room(self) -> dict[str, list[Meeting]]:
        found: dict[str, list[Meeting]] = defaultdict(list)
        for group, service, start in self.groups:
            for day in group.days:
                room = group.rooms.get(day)
                if service.mode == "in_person" and room in self.problem.room_of:
                    found[room].append(_meeting(day, start, service, f"group {group.id}"))
        return found

    @cached_property
    def received(self) -> dict[str, Counter[str]]:
        """Person -> service -> how many of it she has."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for group, service, _ in self.groups:
            for member in self._asked(group.members):
                found[member][service.id] += 1
        for a, service, _ in self.appointments:
            found[a.patient][service.id] += 1
        return found

    def _asked(self, names: Iterable[str]) -> Iterable[str]:
        return names if self.only is None else [name for name in names if name in self.only]

    @property
    def groups(self) -> Iterator[tuple[Group, Service, int]]:
        for group in self.week.groups:
            if group.service in self.problem.service_of:
                yield group, self.problem.service_of[group.service], minutes_of_start(group.start)

    @property
    def appointments(self) -> Iterator[tuple[Appointment, Service, int]]:
        for a in self.week.appointments:
            if a.service in self.problem.service_of:
                yield a, self.problem.service_of[a.service], minutes_of_start(a.start)


def minutes_of_start(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _meeting(day: str, start: int, service: Service, what: str) -> Meeting:
    return Meeting(day, start, start + service.minutes, what, service.id)


def by_day(meetings: Iterable[Meeting]) -> dict[str, list[Meeting]]:
    days: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        days[meeting.day].append(meeting)
    return days


def near(week: Week, people: Set[str], clinicians: Set[str], rooms: Set[tuple[Day, str]]) -> Week:
    """What of the week these people, clinicians and rooms have to do with."""
    concerned = people | clinicians
    far = (concerned.isdisjoint((*g.members, *g.leaders)) and rooms.isdisjoint(g.rooms.items()) for g in week.groups)
    groups = (g for g, is_far in zip(week.groups, far, strict=True) if not is_far)
    talks = (a for a in week.appointments if a.patient in people or a.clinician in clinicians)
    return week.model_copy(update={"groups": tuple(groups), "appointments": tuple(talks)})
