# SPDX-License-Identifier: Apache-2.0
"""The door to somebody's papers: for whoever may write in her chart, or 404. Each look is on record."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404

from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient, Who
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record
from handrail.journey.admission import facts, queries


@dataclass(frozen=True)
class Papers:
    """All that the page of somebody's papers shows; `sheet` None: no packet was opened yet."""

    patient: Patient
    program: Program
    sheet: queries.Sheet | None
    insurances: list[facts.Insurance]
    signatures: list[facts.Signature]


def patient_for(who: Who, pk: UUID) -> tuple[Patient, Program]:
    """Not noted: nothing of her papers is shown."""
    patient = people.patient_for(who, pk, "patient.edit")
    return patient, programs.of_key(patient.program_id)


def papers_for(who: Who, pk: UUID, *, at: datetime) -> Papers:
    patient, program = patient_for(who, pk)
    record.looked(by=who, what="papers.looked", about=patient.id, patient=patient.id)
    packet = queries.packet(patient.id)
    sheet = queries.sheet(program, packet.id, at=at) if packet else None
    signed = queries.signatures(packet.id) if packet else []
    return Papers(patient, program, sheet, queries.insurances(patient.id), signed)


def signature_for(who: Who, pk: UUID, signed_id: UUID) -> tuple[Patient, Program, facts.Signature]:
    patient, program = patient_for(who, pk)
    found = queries.signature(patient.id, signed_id)
    if found is None:
        raise Http404("No such form")
    record.looked(by=who, what="papers.looked", about=found.id, patient=patient.id)
    return patient, program, found


def worklist_for(who: Who, program: Program, *, at: datetime) -> list[queries.Sheet]:
    """Whose papers are not whole, in one program; one line for the whole list."""
    found = queries.sheets(program, at=at)
    record.looked(by=who, what="papers.looked", about=program.id)
    return found


def part_of(patient: Patient, program: Program, *, at: datetime) -> queries.Sheet | None:
    """What the chart page shows of her papers; that page has noted the look."""
    packet = queries.packet(patient.id)
    return queries.sheet(program, packet.id, at=at) if packet else None
