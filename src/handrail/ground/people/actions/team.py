# SPDX-License-Identifier: Apache-2.0
"""Who cares for a patient: joining and leaving her team, and opening a chart from outside it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.people.models import Patient, Staff, TeamMember
from handrail.ground.record import actions as record


@transaction.atomic
def join_team(*, by: By, patient_id: UUID, staff_id: UUID, at: datetime, is_counselor: bool = False) -> None:
    """A member of staff cares for this patient from now on. A new counselor takes the place of the one before."""
    patient = Patient.objects.select_for_update().get(pk=patient_id, provider=by.provider_id)
    staff = Staff.objects.get(pk=staff_id, provider=by.provider_id)
    if staff.left_at is not None:
        raise Refused("this member of staff has left")
    standing = TeamMember.objects.filter(patient=patient, until=None)
    if standing.filter(staff=staff, is_counselor=is_counselor).exists():
        return
    if is_counselor:
        standing.filter(is_counselor=True).update(is_counselor=False)
    standing.filter(staff=staff).update(until=at)
    TeamMember.objects.create(
        provider_id=by.provider_id, patient=patient, staff=staff, since=at, is_counselor=is_counselor
    )
    record.note(by=by, did="team.joined", about=staff.id, patient=patient.id)
