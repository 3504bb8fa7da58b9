# SPDX-License-Identifier: Apache-2.0
"""The clinics that are measured: the eight known ones, as in `60-1`, and harder ones of our own, as in `made-60-1`."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.clinics import a_clinic
from handrail.journey.timetable.problem import Order, Patient, Problem, Service
from handrail.journey.timetable.rules import Sittings
from handrail.journey.timetable.week import Week

# The week each of the known problems was made round leaves everyone whole and scores this (week/README.md).
PERFECT = {
    "20-1": 941,
    "20-2": 1008,
    "60-1": 2292,
    "60-2": 2915,
    "120-1": 5162,
    "120-2": 5640,
    "250-1": 11604,
    "500-1": 21448,
}
CALLERS, CANDIDATES = 60, 3


@dataclass(frozen=True)
class Subject:
    """One clinic by its name."""

    name: str

    @property
    def is_made(self) -> bool:
        return self.name.startswith("made-")

    @property
    def people(self) -> int:
        return int(self.name.split("-")[-2])

    @property
    def seed(self) -> int:
        return int(self.name.split("-")[-1])

    def made(self) -> tuple[Problem, Week]:
        return a_clinic(self.people, self.seed)

    @property
    def neighbour(self) -> "Subject":
        """Another clinic of the same kind, from which people call who know nothing of this one."""
        if self.is_made:
            return Subject(f"made-120-{self.seed + 90}")
        names = list(PERFECT)
        return Subject(names[(names.index(self.name) + 1) % len(names)])


def is_subject(name: str) -> bool:
    parts = name.removeprefix("made-").split("-")
    return name in PERFECT or (name.startswith("made-") and len(parts) == 2 and all(part.isdecimal() for part in parts))


# ---- callers --------------------------------------------------------------------------------------------------


def callers(here: Problem, week: Week, there: Problem) -> Iterator[list[Patient]]:
    """People of another clinic as they would be ordered here: each once for every clinician she could be given to."""
    with_room = _with_room(here, week)
    everyone = random.Random("callers").sample(there.patients, len(there.patients))
    for patient in everyone[:CALLERS]:
        asked = [_as_ordered_here(here, there, patient, clinician) for clinician in with_room]
        if asked and all(one.orders for one in asked):
            yield asked


def _with_room(problem: Problem, week: Week) -> list[str]:
    """The clinicians who see people one by one and have most minutes left."""
    held = Sittings(problem, week).of_clinician
    left = {
        c: problem.clinician_of[c].max_minutes - sum(m.end - m.start for m in held.get(c, ()))
        for c in {a.clinician for a in week.appointments}
    }
    return sorted(left, key=lambda c: (-left[c], c))[:CANDIDATES]


def _as_ordered_here(here: Problem, there: Problem, patient: Patient, clinician: str) -> Patient:
    counts: dict[str, Order] = {}
    for order in patient.orders:
        service = _like(here, there.service_of[order.service], patient)
        if service is None:
            continue
        count = order.count + (counts[service.id].count if service.id in counts else 0)
        with_whom = None if service.is_group else clinician
        counts[service.id] = Order(service=service.id, count=count, clinician=with_whom)
    changes = {"id": f"caller-{patient.id}", "orders": tuple(counts.values()), "apart_from": ()}
    return patient.model_copy(update=changes)


def _like(here: Problem, wanted: Service, patient: Patient) -> Service | None:
    """The service of that name, else the one most like it that is open to her."""
    alike = [
        one
        for one in here.services
        if (one.kind, one.mode) == (wanted.kind, wanted.mode) and (not one.cohort or one.cohort in patient.cohorts)
    ]
    return min(
        alike,
        key=lambda one: (
            one.id != wanted.id,
            one.times_per_week != wanted.times_per_week,
            one.skill != wanted.skill,
            abs(one.minutes - wanted.minutes),
        ),
        default=None,
    )
