# SPDX-License-Identifier: Apache-2.0
"""The door to one patient or clinician: her, or 404. Until accounts exist, everyone in the demo may look."""

from uuid import UUID

from django.http import Http404

from handrail.ground.people import rules
from handrail.ground.people.models import Clinician, Patient


def patient_for(program_id: UUID, pk: UUID) -> rules.Patient:
    found = Patient.objects.filter(program=program_id, pk=pk).first()
    if found is None:
        raise Http404("No such patient")
    return found.as_fact()


def clinician_for(program_id: UUID, pk: UUID) -> rules.Clinician:
    found = Clinician.objects.filter(program=program_id, pk=pk).first()
    if found is None:
        raise Http404("No such clinician")
    return found.as_fact()
