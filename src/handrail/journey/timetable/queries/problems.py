# SPDX-License-Identifier: Apache-2.0
"""What a week is made from: orders, lives, rooms, staff and services, turned into the engine's problem."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from handrail.ground.kit.days import WEEKDAYS, Span
from handrail.ground.people import queries as people
from handrail.ground.people.rules import Clinician, Patient
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program, Room, Service
from handrail.journey.timetable.models import (
    Commitment,
    Order,
)
from handrail.journey.timetable.models.keys import read_often
from handrail.journey.timetable.problem import FORMAT, Problem, clock

Rows = dict[UUID, list[Any]]


def problem(program: Program, *, patient: UUID | None = None, on: date | None = None) -> Problem:
    """Everything a week is made from, as the tables have it now; of the patients only this one, if one is named.

    People's own hours are those of the day `on`; without a day, those that were told last.
    """
    return problem_of(program, Ground(program, patient), patient, on=on)


def reasons(program: Program) -> dict[UUID, set[str]]:
    """What keeps each patient busy, by the words of the house."""
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = Commitment.objects.filter(holding(None), patient__program=program.id).values_list("patient", "reason")
    for patient, reason in rows:
        found[patient].add(reason)
    return found


class Ground:
    """The program's own facts, each read once. Where one patient is asked for, no other's name is read."""

    def __init__(self, program: Program, only: UUID | None, *, also_closed: bool = False) -> None:
        self.hours = programs.opening_hours(program.id)
        self.rooms: list[Room] = programs.rooms(program.id, also_closed=also_closed)
        self.services: list[Service] = programs.services(program.id, also_closed=also_closed)
        self.clinicians: list[Clinician] = people.clinicians(program.id, also_left=also_closed)
        self.patients: list[Patient] = people.patients(program.id, only=only)

    @property
    def names(self) -> dict[str, str]:
        named: tuple[Room | Service | Clinician | Patient, ...] = (
            *self.rooms,
            *self.services,
            *self.clinicians,
            *self.patients,
        )
        return {str(one.id): one.name for one in named}


def problem_of(program: Program, ground: Ground, only: UUID | None, *, on: date | None = None) -> Problem:
    who = {"patient": only} if only else {"patient__program": program.id}
    orders, busy = _orders(who), _busy(who, on)
    return Problem.model_validate(
        {
            "format": FORMAT,
            "grid_minutes": program.grid_minutes,
            "open": _spans(ground.hours),
            "rooms": [{"id": str(room.id), "seats": room.seats} for room in ground.rooms],
            "clinicians": [
                {
                    "id": str(clinician.id),
                    "skills": clinician.skills,
                    "available": _spans(clinician.available),
                    "max_minutes": clinician.max_minutes,
                }
                for clinician in ground.clinicians
            ],
            "services": [_service(service) for service in ground.services],
            "patients": [_patient(patient, orders[patient.id], busy[patient.id]) for patient in ground.patients],
        }
    )


def _service(service: Service) -> dict[str, object]:
    told: dict[str, object] = {
        "id": str(service.id), "kind": service.kind, "minutes": service.minutes, "mode": service.mode,
    }  # fmt: skip
    if service.is_group:
        told |= {
            "times_per_week": service.times_per_week, "min": service.smallest, "max": service.largest,
            "skill": service.skill, "leaders": service.leaders, "cohort": service.cohort or None,
        }  # fmt: skip
    return told


def _patient(patient: Patient, orders: list[object], busy: list[Span]) -> dict[str, object]:
    return {
        "id": str(patient.id),
        "cohorts": patient.cohorts,
        "mode": patient.mode,
        "travel_minutes": patient.travel_minutes,
        "orders": orders,
        "full_days": {"count": patient.full_days, "minutes": patient.full_day_minutes},
        "busy": _spans(busy),
        "prefers": {
            "part_of_day": patient.part_of_day or None,
            "avoid_days": [WEEKDAYS[day] for day in patient.avoid_days],
        },
        "apart_from": [str(other) for other in patient.apart_from],
    }


def _spans(spans: Iterable[Span]) -> dict[str, list[list[str]]]:
    told: dict[str, list[list[str]]] = {}
    for span in spans:
        why = [span.why] if span.why else []
        told.setdefault(WEEKDAYS[span.weekday], []).append([clock(span.start), clock(span.end), *why])
    return told


def _orders(who: Mapping[str, UUID]) -> Rows:
    found: Rows = defaultdict(list)
    rows = Order.objects.filter(**who).order_by("id")
    keys = map(read_often, ("patient", "service", "clinician"))
    for patient, service, clinician, count in rows.values_list(*keys, "count"):
        told = {"service": str(service), "count": count}
        found[patient].append(told | ({"clinician": str(clinician)} if clinician else {}))
    return found


def holding(on: date | None) -> Q:
    """The hours of someone's own life on this day; without a day, those that were told last."""
    if on is None:
        return Q(until=None)
    return (Q(since=None) | Q(since__lte=on)) & (Q(until=None) | Q(until__gt=on))


def _busy(who: Mapping[str, UUID], on: date | None) -> Rows:
    found: Rows = defaultdict(list)
    rows = Commitment.objects.filter(holding(on), **who).order_by("weekday", "start")
    for patient, weekday, start, end, reason, words in rows.values_list(
        read_often("patient"), "weekday", "start", "end", "reason", "words"
    ):
        found[patient].append(Span(weekday, start, end, words or reason))
    return found
