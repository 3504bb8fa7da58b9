# SPDX-License-Identifier: Apache-2.0
"""The door to a week: the program's, a person's, a clinician's. Until accounts exist, everyone may look."""

from datetime import date
from uuid import UUID

from handrail.ground.people import access as people
from handrail.ground.people.rules import Clinician, Patient
from handrail.ground.program.rules import Program
from handrail.journey.timetable import queries
from handrail.journey.timetable.cards import InForce


def week_of_patient(program: Program, pk: UUID, *, on: date) -> tuple[Patient, InForce | None]:
    patient = people.patient_for(program.id, pk)
    return patient, queries.in_force(program, on=on, patient=pk)


def week_of_clinician(program: Program, pk: UUID, *, on: date) -> tuple[Clinician, InForce | None]:
    clinician = people.clinician_for(program.id, pk)
    return clinician, queries.in_force(program, on=on, clinician=pk)
