# SPDX-License-Identifier: Apache-2.0
"""The same patient twice: one entry is kept, the other leads to it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.people import lines, rules
from handrail.ground.people.models import (
    Account,
    FamilyMember,
    GlassBroken,
    Invitation,
    KeptApart,
    NamePart,
    Patient,
    Photo,
    TeamMember,
)
from handrail.ground.record import actions as record


@transaction.atomic
def merge_patients(*, by: By, kept: UUID, merged: UUID, at: datetime) -> None:
    """What `kept` lacks is filled from `merged`, whatever belongs to `merged` belongs to `kept`."""
    if kept == merged:
        raise Refused(_("This is one entry, not two."))
    pair = Patient.objects.select_for_update().filter(pk__in=(kept, merged), provider=by.provider_id).order_by("id")
    both = {patient.id: patient for patient in pair}
    stays, goes = both[kept], both[merged]
    if stays.merged_into_id or goes.merged_into_id:
        raise Refused(_("One of these was merged already."))
    if stays.program_id != goes.program_id:
        raise Refused(_("These two are in different programs."))
    _fill(stays, goes)
    _hand_over(goes, stays, at)
    Patient.objects.filter(merged_into=goes).update(merged_into=stays)
    Patient.objects.filter(pk=goes.pk).update(merged_into=stays, left_at=goes.left_at or at)
    record.note(by=by, did="patient.merged", about=goes.id, patient=stays.id)


def _fill(stays: Patient, goes: Patient) -> None:
    """Only what is empty; and who is here in either entry is here."""
    for name in lines.COLUMNS:
        if getattr(stays, name) in ("", []):
            setattr(stays, name, getattr(goes, name))
    if goes.left_at is None:
        stays.left_at = None
    if not stays.legal_name and rules.plain(goes.name) != stays.plain_name:
        stays.legal_name = goes.name
    stays.save()
    have = set(NamePart.objects.filter(patient=stays).values_list("part", flat=True))
    lacking = rules.name_parts(stays.name, stays.legal_name, goes.name, goes.legal_name) - have
    NamePart.objects.bulk_create(
        NamePart(provider_id=stays.provider_id, patient=stays, part=part) for part in sorted(lacking)
    )


def _hand_over(goes: Patient, stays: Patient, at: datetime) -> None:
    if not Photo.objects.filter(patient=stays).exists():
        Photo.objects.filter(patient=goes).update(patient=stays)
    FamilyMember.objects.filter(patient=goes).update(patient=stays)
    GlassBroken.objects.filter(patient=goes).update(patient=stays)
    _hand_over_team(goes, stays, at)
    _hand_over_apart(goes, stays)
    Invitation.objects.filter(patient=goes).update(patient=stays)
    if Account.objects.filter(patient=stays).exists():
        Account.objects.filter(patient=goes).update(is_active=False)
    else:
        Account.objects.filter(patient=goes).update(patient=stays)


def _hand_over_team(goes: Patient, stays: Patient, at: datetime) -> None:
    """Who cares for either cares for her. Of two counselors the one of the kept entry remains it."""
    standing = TeamMember.objects.filter(until=None)
    hers = standing.filter(patient=stays)
    standing.filter(patient=goes, staff__in=hers.values("staff")).update(until=at)
    if hers.filter(is_counselor=True).exists():
        standing.filter(patient=goes).update(is_counselor=False)
    TeamMember.objects.filter(patient=goes).update(patient=stays)


def _hand_over_apart(goes: Patient, stays: Patient) -> None:
    """Whom the one is kept apart from, the other is too."""
    pairs = KeptApart.objects.filter(one=goes) | KeptApart.objects.filter(other=goes)
    others = {one if other == goes.id else other for one, other in pairs.values_list("one", "other")} - {stays.id}
    pairs.delete()
    KeptApart.objects.bulk_create(
        (
            KeptApart(provider_id=stays.provider_id, one_id=min(stays.id, other), other_id=max(stays.id, other))
            for other in sorted(others)
        ),
        ignore_conflicts=True,
    )
