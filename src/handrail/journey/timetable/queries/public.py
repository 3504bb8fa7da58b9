# SPDX-License-Identifier: Apache-2.0
"""What of the week now running everyone may know: which groups meet when, and how many seats are open. No names."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from handrail.ground.kit.days import WEEKDAYS
from handrail.ground.program.rules import Program, Service
from handrail.journey.timetable.models import Group, GroupDay, Seat, Timetable
from handrail.journey.timetable.problem import minutes_of
from handrail.journey.timetable.queries.running import holds


@dataclass(frozen=True)
class GroupHeld:
    """A group of the standing week; 0 is Monday. `open_seats` as service, program and rooms allow."""

    service: Service
    start: int
    weekdays: tuple[int, ...]
    open_seats: int

    @property
    def end(self) -> int:
        return self.start + self.service.minutes


def groups_held(program: Program, services: Iterable[Service], *, on: date, at: datetime) -> list[GroupHeld]:
    """The groups of the standing week in force on this day, by service and time; none before the first is published.

    Seats that are held for somebody at this moment are not open.
    """
    found = Timetable.objects.filter(program=program.id, first_day__lte=on, replaced_at=None)
    timetable = found.order_by("-first_day").first()
    if timetable is None:
        return []
    known = {service.id: service for service in services}
    taken = Count("seats", filter=Q(seats__patient__left_at=None))
    groups = Group.objects.filter(timetable=timetable, service__in=known).annotate(taken=taken)
    days: dict[UUID, list[tuple[int, int | None]]] = defaultdict(list)
    rows = GroupDay.objects.filter(group__timetable=timetable).order_by("weekday")
    for group, weekday, seats in rows.values_list("group", "weekday", "room__seats"):
        days[group].append((weekday, seats))
    held = [
        GroupHeld(
            service=known[group.service_id], start=group.start, weekdays=tuple(day for day, _ in days[group.id]),
            open_seats=_open(program, known[group.service_id], [seats for _, seats in days[group.id]], group.taken),
        )
        for group in groups
    ]  # fmt: skip
    held = _less_held(held, _places_held(program, timetable, at))
    return sorted(held, key=lambda one: (one.service.name, one.start, one.weekdays))


Place = tuple[str, tuple[int, ...], int]  # service, weekdays, start


def _places_held(program: Program, timetable: Timetable, at: datetime) -> Counter[Place]:
    """How many seats are held at each place; one that a patient has already takes no second."""
    held = holds(program, at=at)
    if not held:
        return Counter()
    whose = Seat.objects.filter(group__timetable=timetable, patient__in=[one.patient for one in held if one.patient])
    has = set(whose.values_list("patient", "group__service", "group__start"))
    return Counter(
        (place.service, tuple(WEEKDAYS.index(day) for day in place.days), minutes_of(place.start))
        for one in held
        for place in one.places.groups
        if (one.patient, UUID(place.service), minutes_of(place.start)) not in has
    )


def _less_held(groups: list[GroupHeld], taken: Counter[Place]) -> list[GroupHeld]:
    """Of twin groups at one time the one with most free seats gives the next."""
    for place, count in taken.items():
        for _ in range(count):
            twins = [g for g in groups if (str(g.service.id), g.weekdays, g.start) == place and g.open_seats]
            if twins:
                most = max(twins, key=lambda one: one.open_seats)
                groups[groups.index(most)] = replace(most, open_seats=most.open_seats - 1)
    return groups


def _open(program: Program, service: Service, rooms: Iterable[int | None], taken: int) -> int:
    caps = [program.group_cap, *(seats or 0 for seats in rooms)]
    most = min([service.largest, *(cap for cap in caps if cap)])
    return max(0, most - taken)
