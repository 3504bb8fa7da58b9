# SPDX-License-Identifier: Apache-2.0
"""What the provider's other programs hold every week, of clinicians and rooms, from a day on."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from handrail.ground.kit.days import WEEKDAYS
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.timetable.elsewhere import Held
from handrail.journey.timetable.models import Appointment, GroupDay, Timetable


def held_elsewhere(program: Program, on: date) -> list[Held]:
    """By the weeks of other programs that are in force on that day, and by those published for later.

    Four questions however many there are; one where the provider has no other program.
    """
    others = {one.id: one.name for one in programs.programs(program.provider_id) if one.id != program.id}
    if not others:
        return []
    rows = Timetable.objects.filter(program__in=others, replaced_at=None).order_by("first_day")
    weeks: dict[UUID, str] = {}
    begun: dict[UUID, UUID] = {}
    for key, whose, first_day in rows.values_list("id", "program", "first_day"):
        if first_day <= on:
            weeks.pop(begun.get(whose, key), None)
            begun[whose] = key
        weeks[key] = others[whose]
    return sorted({*_of_groups(weeks), *_of_sessions(weeks)}, key=lambda one: (one.key, one.day, one.start, one.end))


def _of_groups(weeks: dict[UUID, str]) -> Iterable[Held]:
    rows = GroupDay.objects.filter(group__timetable__in=list(weeks)).values_list(
        "group__timetable", "weekday", "group__start", "group__service__minutes", "room", "group__leaders__clinician"
    )
    for week, weekday, start, minutes, *keys in rows:
        yield from (
            Held(str(key), WEEKDAYS[weekday], start, start + minutes, weeks[week]) for key in keys if key is not None
        )


def _of_sessions(weeks: dict[UUID, str]) -> Iterable[Held]:
    rows = Appointment.objects.filter(timetable__in=list(weeks)).values_list(
        "timetable", "weekday", "start", "service__minutes", "clinician"
    )
    for week, weekday, start, minutes, clinician in rows:
        yield Held(str(clinician), WEEKDAYS[weekday], start, start + minutes, weeks[week])
