# SPDX-License-Identifier: Apache-2.0
"""Reading orders, commitments and published weeks; the tables turned into the engine's problem and week."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from handrail.ground.kit.days import WEEKDAYS, Span, monday_of
from handrail.ground.people import queries as people
from handrail.ground.people.rules import Clinician, Patient
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program, Room, Service
from handrail.journey.timetable.cards import InForce
from handrail.journey.timetable.models import (
    Appointment,
    Commitment,
    Group,
    GroupDay,
    Leader,
    Order,
    Seat,
    Timetable,
    Unmet,
)
from handrail.journey.timetable.problem import FORMAT, Problem, clock
from handrail.journey.timetable.week import Week

Rows = dict[UUID, list[Any]]


def problem(program: Program, *, patient: UUID | None = None) -> Problem:
    """Everything a week is made from, as the tables have it now; of the patients only this one, if one is named."""
    return _problem(program, _Ground(program, patient), patient)


def in_force(
    program: Program, *, on: date, patient: UUID | None = None, clinician: UUID | None = None
) -> InForce | None:
    """The week in force on this day, or the part of it that concerns one person; None before the first is published."""
    found = Timetable.objects.filter(program=program.id, first_day__lte=on, replaced_at=None)
    timetable = found.order_by("-first_day").first()
    if timetable is None:
        return None
    ground = _Ground(program, patient, also_closed=True)
    return InForce(
        program=program,
        monday=monday_of(on),
        problem=_problem(program, ground, patient),
        week=_week(timetable, patient, clinician),
        names=ground.names,
        with_family=frozenset(str(service.id) for service in ground.services if service.with_family),
    )


def published(program: Program) -> int:
    """How many weeks have been published so far, those that were replaced too."""
    return Timetable.objects.filter(program=program.id).count()


def scores(program: Program) -> list[dict[str, int]]:
    """What the judge said of each published week on the day it was published, oldest first."""
    return list(Timetable.objects.filter(program=program.id).order_by("id").values_list("score", flat=True))


def reasons(program: Program) -> dict[UUID, set[str]]:
    """What keeps each patient busy, by the words of the house."""
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = Commitment.objects.filter(patient__program=program.id).values_list("patient", "reason")
    for patient, reason in rows:
        found[patient].add(reason)
    return found


class _Ground:
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


def _problem(program: Program, ground: _Ground, only: UUID | None) -> Problem:
    who = {"patient": only} if only else {"patient__program": program.id}
    orders, busy = _orders(who), _busy(who)
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
    rows = Order.objects.filter(**who).order_by("id").values_list("patient", "service", "count", "clinician")
    for patient, service, count, clinician in rows:
        told = {"service": str(service), "count": count}
        found[patient].append(told | ({"clinician": str(clinician)} if clinician else {}))
    return found


def _busy(who: Mapping[str, UUID]) -> Rows:
    found: Rows = defaultdict(list)
    rows = Commitment.objects.filter(**who).order_by("weekday", "start")
    for patient, weekday, start, end, reason, words in rows.values_list(
        "patient", "weekday", "start", "end", "reason", "words"
    ):
        found[patient].append(Span(weekday, start, end, words or reason))
    return found


def _week(timetable: Timetable, patient: UUID | None, clinician: UUID | None) -> Week:
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
        GroupDay.objects.filter(group__in=groups).order_by("weekday").values_list("group", "weekday", "room")
    )
    leaders = _by_group(Leader.objects.filter(group__in=groups).order_by("id").values_list("group", "clinician"))
    members = _by_group(seats.order_by("id").values_list("group", "patient"))
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
                for group, service, start in groups.order_by("id").values_list("id", "service", "start")
            ],
            "appointments": [
                {"patient": str(p), "service": str(s), "clinician": str(c), "day": WEEKDAYS[d], "start": clock(start)}
                for p, s, c, d, start in appointments.order_by("id").values_list(
                    "patient", "service", "clinician", "weekday", "start"
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
