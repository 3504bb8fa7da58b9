# SPDX-License-Identifier: Apache-2.0
"""The door to a hand-over: of a patient whose chart she may write in, or 404."""

from uuid import UUID

from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient, Who
from handrail.ground.record import actions as record


def patient_for(who: Who, pk: UUID) -> Patient:
    """What would come in is shown beside what is there: one line in the record."""
    patient = people.patient_for(who, pk, "patient.edit")
    record.looked(by=who, what="assessment.looked", about=patient.id, patient=patient.id)
    return patient
