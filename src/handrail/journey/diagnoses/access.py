# SPDX-License-Identifier: Apache-2.0
"""The door to diagnoses: those of a patient whose chart she may open, or 404. Each look is on record."""

from uuid import UUID

from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient, Who
from handrail.ground.record import actions as record


def patient_for(who: Who, pk: UUID) -> tuple[Patient, bool]:
    """Whose diagnoses are shown, and whether she who reads may write here too."""
    patient = people.patient_for(who, pk, "chart.open")
    record.looked(by=who, what="diagnoses.looked", about=patient.id, patient=patient.id)
    return patient, people.may_over(who, patient.id, "patient.edit")
