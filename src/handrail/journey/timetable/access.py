# SPDX-License-Identifier: Apache-2.0
"""The door to a week: the program's, a person's, a clinician's. Until accounts exist, everyone may look."""

from datetime import date
from uuid import UUID

from django.http import Http404

from handrail.ground.people import queries as people
from handrail.ground.people.rules import Clinician, Patient
from handrail.ground.program.rules import Program
from handrail.journey.timetable import queries
from handrail.journey.timetable.cards import InForce


def week_of_patient(program: Program, pk: UUID, *, on: date) -> tuple[Patient, InForce | None]:
    found = people.patients(program.id, only=pk)
    if not found:
        raise Http404("No such patient")
    return found[0], queries.in_force(program, on=on, patient=pk)


def week_of_clinician(program: Program, pk: UUID, *, on: date) -> tuple[Clinician, InForce | None]:
    found = [clinician for clinician in people.clinicians(program.id, also_left=True) if clinician.id == pk]
    if not found:
        raise Http404("No such clinician")
    return found[0], queries.in_force(program, on=on, clinician=pk)
