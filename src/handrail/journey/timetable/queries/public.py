# SPDX-License-Identifier: Apache-2.0
"""What of the week now running everyone may know: which groups meet when, and how many seats are open. No names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from handrail.ground.program.rules import Program, Service
from handrail.journey.timetable.models import Group, GroupDay, Timetable


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


def groups_held(program: Program, services: Iterable[Service], *, on: date) -> list[GroupHeld]:
    """The groups of the standing week in force on this day, by service and time; none before the first is published."""
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
    return sorted(held, key=lambda one: (one.service.name, one.start, one.weekdays))


def _open(program: Program, service: Service, rooms: Iterable[int | None], taken: int) -> int:
    caps = [program.group_cap, *(seats or 0 for seats in rooms)]
    most = min([service.largest, *(cap for cap in caps if cap)])
    return max(0, most - taken)
