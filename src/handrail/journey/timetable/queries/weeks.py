# SPDX-License-Identifier: Apache-2.0
"""Published weeks, read back as the engine's week and as the eye sees them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from handrail.ground.kit.days import WEEKDAYS, monday_of
from handrail.ground.people import queries as people
from handrail.ground.people.rules import Patient
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program, Service
from handrail.journey.timetable import cautions
from handrail.journey.timetable.cards import InForce
from handrail.journey.timetable.models import (
    Appointment,
    Group,
    GroupDay,
    Leader,
    Seat,
    Timetable,
    Unmet,
)
from handrail.journey.timetable.models.keys import read_often
from handrail.journey.timetable.problem import Problem, clock
from handrail.journey.timetable.queries.problems import Ground, Rows, problem_of
from handrail.journey.timetable.sittings import Sittings
from handrail.journey.timetable.week import Week


def in_force(
    program: Program, *, on: date, patient: UUID | None = None, clinician: UUID | None = None
) -> InForce | None:
    """The week in force on this day, or the part of it that concerns one person; None before the first is published."""
    found = Timetable.objects.filter(program=program.id, first_day__lte=on, replaced_at=None)
    timetable = found.order_by("-first_day").first()
    if timetable is None:
        return None
    ground = Ground(program, patient, also_closed=True)
    return InForce(
        program=program,
        monday=monday_of(on),
        problem=problem_of(program, ground, patient, on=on),
        week=week_of(timetable, patient, clinician),
        names=ground.names,
        with_family=frozenset(str(service.id) for service in ground.services if service.with_family),
        **_asked(program, ground.services, ground.patients, on),
    )


def _asked(program: Program, services: list[Service], patients: list[Patient], on: date) -> dict[str, Any]:
    packs = programs.packs_of(program)
    return {
        "services": {str(service.id): service for service in services},
        "asked": {whom: cautions.asked(program, packs, on=on, whom=whom) for whom in cautions.WHOM},
        "whom": {str(patient.id): cautions.whom(patient.age(on)) for patient in patients},
    }


def cautions_about(program: Program, week: Week, *, on: date, problem: Problem | None = None) -> list[cautions.Caution]:
    """Where this week, published or not, does not keep to what program and packs ask from that day on."""
    told = _asked(program, programs.services(program.id), people.patients(program.id), on)
    sittings = Sittings(problem or problem_of(program, Ground(program, None), None), week)
    return cautions.of_week(sittings, told["services"], told["asked"], told["whom"])


def published(program: Program) -> int:
    """How many weeks have been published so far, those that were replaced too."""
    return Timetable.objects.filter(program=program.id).count()


def scores(program: Program) -> list[dict[str, int]]:
    """What the judge said of each published week on the day it was published, oldest first."""
    return list(Timetable.objects.filter(program=program.id).order_by("id").values_list("score", flat=True))


def week_of(timetable: Timetable, patient: UUID | None, clinician: UUID | None) -> Week:
    groups = Group.objects.filter(timetable=timetable)
    appointments = Appointment.objects.filter(timetable=timetable)
    unmet = Unmet.objects.filter(timetable=timetable)
    if patient:
        groups = groups.filter(seats__patient=patient)
        appointments, unmet = appointments.filter(patient=patient), unmet.filter(patient=patient)
    if clinician:
        groups = groups.filter(leaders__clinician=clinician)
        appointments, unmet = appointments.filter(clinician=clinician), unmet.none()
    seats = Seat.objects.filter(group__in=groups)
    seats = seats.filter(patient=patient) if patient else seats
    days = _by_group(
        GroupDay.objects.filter(group__in=groups)
        .order_by("weekday")
        .values_list(read_often("group"), "weekday", read_often("room"))
    )
    led = Leader.objects.filter(group__in=groups).order_by("id")
    leaders = _by_group(led.values_list(*map(read_often, ("group", "clinician"))))
    members = _by_group(seats.order_by("id").values_list(*map(read_often, ("group", "patient"))))
    return Week.model_validate(
        {
            "groups": [
                {
                    "id": str(group),
                    "service": str(service),
                    "start": clock(start),
                    "days": [WEEKDAYS[weekday] for weekday, _ in days[group]],
                    "rooms": {WEEKDAYS[weekday]: str(room) for weekday, room in days[group] if room},
                    "leaders": [str(leader) for (leader,) in leaders[group]],
                    "members": [str(member) for (member,) in members[group]],
                }
                for group, service, start in groups.order_by("id").values_list(
                    *map(read_often, ("id", "service")), "start"
                )
            ],
            "appointments": [
                {"patient": str(p), "service": str(s), "clinician": str(c), "day": WEEKDAYS[d], "start": clock(start)}
                for p, s, c, d, start in appointments.order_by("id").values_list(
                    *map(read_often, ("patient", "service", "clinician")), "weekday", "start"
                )
            ],
            "unmet": [
                {"patient": str(p), "service": str(s), "count": count, "because": because}
                for p, s, count, because in unmet.order_by("id").values_list("patient", "service", "count", "because")
            ],
            "made": timetable.made,
        }
    )


def _by_group(rows: Iterable[tuple[Any, ...]]) -> Rows:
    found: Rows = defaultdict(list)
    for group, *rest in rows:
        found[group].append(rest)
    return found
