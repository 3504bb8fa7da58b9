# SPDX-License-Identifier: Apache-2.0
"""The door to assessments: an assessment of a patient whose chart she may open, or 404. Each look is on record."""

from dataclasses import replace
from uuid import UUID

from django.http import Http404

from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient, Who
from handrail.ground.record import actions as record
from handrail.journey.intake import queries, sheets
from handrail.journey.intake.models import Assessment


def assessment_for(who: Who, pk: UUID, right: str = "patient.edit") -> tuple[Patient, sheets.Assessment]:
    """For whoever has this right over the patient. Not noted: nothing of it is shown."""
    found = Assessment.objects.filter(provider=who.provider_id, pk=pk).first()
    if found is None:
        raise Http404("No such assessment")
    return people.patient_for(who, found.patient_id, right), found.as_fact()


def sheet_for(who: Who, pk: UUID) -> tuple[Patient, sheets.Sheet]:
    """An assessment as its pages show it, and a line in the record that it was read."""
    patient, assessment = assessment_for(who, pk, "chart.open")
    shown = queries.sheet(assessment)
    record.looked(by=who, what="assessment.looked", about=assessment.id, patient=patient.id)
    return patient, replace(shown, rights=_rights(who, patient))


def patient_for(who: Who, pk: UUID) -> tuple[Patient, frozenset[str]]:
    """Whose assessments are listed, and whether she who asks may begin one."""
    patient = people.patient_for(who, pk, "chart.open")
    record.looked(by=who, what="assessment.looked", about=patient.id, patient=patient.id)
    return patient, _rights(who, patient)


def _rights(who: Who, patient: Patient) -> frozenset[str]:
    return frozenset({"write"} if people.may_over(who, patient.id, "patient.edit") else ())
