# SPDX-License-Identifier: Apache-2.0
"""Who cares for a patient: joining and leaving her team, and opening a chart from outside it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.people import rules
from handrail.ground.people.models import GlassBroken, Patient, Staff, TeamMember
from handrail.ground.record import actions as record


@transaction.atomic
def join_team(*, by: By, patient_id: UUID, staff_id: UUID, at: datetime, is_counselor: bool = False) -> None:
    """A member of staff cares for this patient from now on. A new counselor takes the place of the one before."""
    patient = Patient.objects.select_for_update().get(pk=patient_id, provider=by.provider_id)
    staff = Staff.objects.get(pk=staff_id, provider=by.provider_id)
    if staff.left_at is not None:
        raise Refused(_("This member of staff has left."))
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


@transaction.atomic
def leave_team(*, by: By, patient_id: UUID, staff_id: UUID, at: datetime) -> bool:
    """She cares for this patient no more; that she did stays known."""
    patient = Patient.objects.select_for_update().get(pk=patient_id, provider=by.provider_id)
    if not TeamMember.objects.filter(patient=patient, staff=staff_id, until=None).update(until=at):
        return False
    record.note(by=by, did="team.left", about=staff_id, patient=patient.id)
    return True


@transaction.atomic
def break_glass(*, by: rules.Who, patient_id: UUID, reason: str, at: datetime, words: str = "") -> None:
    """A clinician outside the team opens this chart for a shift, and says why; the privacy officer reads it."""
    if reason not in rules.GLASS_REASONS or by.staff_id is None:
        raise Refused(_("Say why you open this chart."))
    patient = Patient.objects.get(pk=patient_id, provider=by.provider_id)
    made = GlassBroken.objects.create(
        provider_id=by.provider_id, patient=patient, staff_id=by.staff_id, reason=reason, words=words, at=at,
        until=at + timedelta(hours=rules.GLASS_HOURS),
    )  # fmt: skip
    record.note(by=by, did="glass.broken", about=made.id, patient=patient.id, because=reason)


@transaction.atomic
def review_glass(*, by: rules.Who, opening_id: UUID, at: datetime) -> bool:
    """The privacy officer has read why."""
    opening = GlassBroken.objects.select_for_update().get(pk=opening_id, provider=by.provider_id)
    if opening.reviewed_at is not None:
        return False
    opening.reviewed_at, opening.reviewed_by_id = at, by.staff_id
    opening.save(update_fields=["reviewed_at", "reviewed_by"])
    record.note(by=by, did="glass.reviewed", about=opening.id, patient=opening.patient_id)
    return True
