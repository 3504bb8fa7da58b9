# SPDX-License-Identifier: Apache-2.0
"""What is done to family members: one verb, one transaction, one line in the record each."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.people import sheets
from handrail.ground.people.models import Account, FamilyMember, Patient
from handrail.ground.record import actions as record

COLUMNS = {"name", "relation", "phone", "email"}


@transaction.atomic
def add_family(*, by: By, patient_id: UUID, name: str, **how: str) -> sheets.Close:
    """Someone close to her. What this person may see is the patient's to say."""
    _must_be(how.keys())
    patient = Patient.objects.select_for_update().get(pk=patient_id, provider=by.provider_id)
    if patient.merged_into_id is not None:
        raise Refused(_("This entry was merged with another, which is the one to change."))
    made = FamilyMember.objects.create(provider_id=by.provider_id, patient=patient, name=name, **how)
    record.note(by=by, did="family.added", about=made.id, patient=patient.id)
    return made.as_fact()


@transaction.atomic
def edit_family(*, by: By, family_id: UUID, **how: str) -> bool:
    """Whichever of these are named."""
    _must_be(how.keys())
    one = _held(by, family_id)
    changed = [column for column, value in how.items() if getattr(one, column) != value]
    if not changed:
        return False
    for column in changed:
        setattr(one, column, how[column])
    one.save(update_fields=changed)
    record.note(by=by, did="family.changed", about=one.id, patient=one.patient_id)
    return True


@transaction.atomic
def family_leaves(*, by: By, family_id: UUID, at: datetime) -> bool:
    """She is no longer told anything, and cannot sign in."""
    one = _held(by, family_id)
    if one.left_at is not None:
        return False
    one.left_at = at
    one.save(update_fields=["left_at"])
    Account.objects.filter(family=one).update(is_active=False)
    record.note(by=by, did="family.left", about=one.id, patient=one.patient_id)
    return True


@transaction.atomic
def family_comes_back(*, by: By, family_id: UUID) -> bool:
    one = _held(by, family_id)
    if one.left_at is None:
        return False
    one.left_at = None
    one.save(update_fields=["left_at"])
    Account.objects.filter(family=one).update(is_active=True)
    record.note(by=by, did="family.came_back", about=one.id, patient=one.patient_id)
    return True


def _held(by: By, pk: UUID) -> FamilyMember:
    return FamilyMember.objects.select_for_update().get(pk=pk, provider=by.provider_id)


def _must_be(columns: object) -> None:
    if not set(columns) <= COLUMNS:  # type: ignore[call-overload]
        raise TypeError(f"not to be changed here: {set(columns) - COLUMNS}")  # type: ignore[call-overload]
