# SPDX-License-Identifier: Apache-2.0
"""What is done to patients: one verb, one transaction, one line in the record each.

Nobody is deleted: who goes has left, who was there twice is merged. A change that changes nothing leaves no line.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.people import lines, photos, queries, rules
from handrail.ground.people.actions import team
from handrail.ground.people.models import KeptApart, NamePart, Patient, Photo
from handrail.ground.record import actions as record


class Stale(Refused):
    """Someone else has changed her page since it was read."""


@transaction.atomic
def admit(
    *,
    by: By,
    program_id: UUID,
    name: str,
    birth_date: date,
    full_days: tuple[int, int] = (3, 180),
    cohorts: Iterable[str] = (),
    avoid_days: Iterable[int] = (),
    **how: object,
) -> rules.Patient:
    """A patient joins the program. `full_days`: how many days of at least how many minutes; `how`: other columns."""
    made = Patient(
        provider_id=by.provider_id, program_id=program_id, name=name, birth_date=birth_date,
        full_days=full_days[0], full_day_minutes=full_days[1], cohorts=list(cohorts), avoid_days=list(avoid_days),
        **how,
    )  # fmt: skip
    return _admit(by, made)


@transaction.atomic
def receive(*, by: rules.Who, program_id: UUID, values: Mapping[str, Any], at: datetime) -> rules.Patient:
    """Somebody adds her. A clinician who does so is of her care team: her own patient's chart is not closed to her."""
    made = admit_as_written(by=by, program_id=program_id, values=values)
    if by.staff_id and by.is_any(*rules.CLINICIANS, program_id=program_id):
        team.join_team(by=by, patient_id=made.id, staff_id=by.staff_id, at=at)
    return made


@transaction.atomic
def admit_as_written(*, by: By, program_id: UUID, values: Mapping[str, Any]) -> rules.Patient:
    """The same from a form or a file: what it does not hold is as usual."""
    return _admit(by, Patient(provider_id=by.provider_id, program_id=program_id, **values))


def _admit(by: By, made: Patient) -> rules.Patient:
    made.plain_name = rules.plain(made.name)
    made.save(force_insert=True)
    _index_name(made)
    record.note(by=by, did="patient.admitted", about=made.id, patient=made.id)
    return made.as_fact()


def _index_name(patient: Patient) -> None:
    NamePart.objects.filter(patient=patient).delete()
    NamePart.objects.bulk_create(
        NamePart(provider_id=patient.provider_id, patient=patient, part=part)
        for part in rules.name_parts(patient.name, patient.legal_name)
    )


@transaction.atomic
def edit_patient(*, by: By, patient_id: UUID, values: Mapping[str, Any], version: str | None = None) -> bool:
    """Whichever of her columns are named; `version` is that of the page they were changed on."""
    if not values.keys() <= lines.COLUMNS.keys():
        raise TypeError(f"not to be changed here: {values.keys() - lines.COLUMNS.keys()}")
    patient = _held(by, patient_id)
    if version is not None and version != patient.changed_at.isoformat():
        raise Stale(_("Someone else has changed this page since you opened it."))
    changed = [name for name, value in values.items() if getattr(patient, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(patient, name, values[name])
    patient.plain_name = rules.plain(patient.name)
    patient.save(update_fields=[*changed, "plain_name", "changed_at"])
    if {"name", "legal_name"} & set(changed):
        _index_name(patient)
    record.note(by=by, did="patient.changed", about=patient.id, patient=patient.id)
    return True


@transaction.atomic
def leave_program(*, by: By, patient_id: UUID, at: datetime) -> bool:
    """She has left, or her treatment has ended. Her chart stays, and she can come back."""
    patient = _held(by, patient_id)
    if at > timezone.now():
        raise Refused(_("That day is still to come: say so when it is there."))
    if patient.left_at is not None:
        return False
    patient.left_at = at
    patient.save(update_fields=["left_at", "changed_at"])
    record.note(by=by, did="patient.left", about=patient.id, patient=patient.id)
    return True


@transaction.atomic
def come_back_to_program(*, by: By, patient_id: UUID) -> bool:
    patient = _held(by, patient_id)
    if patient.left_at is None:
        return False
    patient.left_at = None
    patient.save(update_fields=["left_at", "changed_at"])
    record.note(by=by, did="patient.came_back", about=patient.id, patient=patient.id)
    return True


def _held(by: By, pk: UUID) -> Patient:
    patient = Patient.objects.select_for_update().get(pk=pk, provider=by.provider_id)
    if patient.merged_into_id is not None:
        raise Refused(_("This entry was merged with another, which is the one to change."))
    return patient


@transaction.atomic
def keep_photo(*, by: By, patient_id: UUID, picture: bytes) -> None:
    """A picture as a camera made it; what is kept is small, and says neither where nor when it was taken."""
    patient = _held(by, patient_id)
    sealed = photos.as_kept(picture)
    Photo.objects.update_or_create(patient=patient, defaults={"provider_id": by.provider_id, "sealed": sealed})
    record.note(by=by, did="photo.kept", about=patient.id, patient=patient.id)


@transaction.atomic
def remove_photo(*, by: By, patient_id: UUID) -> bool:
    gone, _tables = Photo.objects.filter(patient=_held(by, patient_id)).delete()
    if gone:
        record.note(by=by, did="photo.removed", about=patient_id, patient=patient_id)
    return bool(gone)


@transaction.atomic
def keep_apart(*, by: By, one: UUID, other: UUID) -> None:
    """These two must not share a group. Saying it twice, or the other way round, changes nothing."""
    first, second = sorted((one, other))
    _row, is_new = KeptApart.objects.get_or_create(
        one_id=first, other_id=second, defaults={"provider_id": by.provider_id}
    )
    if is_new:
        record.note(by=by, did="patients.kept_apart", about=second, patient=first)


@transaction.atomic
def import_patients(*, by: By, program_id: UUID, told: Iterable[lines.Line]) -> tuple[int, int]:
    """All lines or none: how many were admitted, and how many changed. `judged` without fault beforehand."""
    every = list(told)
    if queries.faults_against(program_id, every):
        raise Refused(_("The list of patients has changed meanwhile: try the file once more."))
    admitted = changed = 0
    for line in every:
        if line.id is None:
            admit_as_written(by=by, program_id=program_id, values=line.values)
            admitted += 1
        else:
            changed += edit_patient(by=by, patient_id=line.id, values=line.values)
    return admitted, changed


@transaction.atomic
def export_patients(*, by: By, program_id: UUID) -> str:
    """Everyone of the program as a file, which is told once in the record."""
    text = lines.write({"id": key, **values} for key, values in queries.values_by_key(program_id))
    record.note(by=by, did="patients.exported", about=program_id)
    return text


@transaction.atomic
def say_reach(*, by: By, patient_id: UUID, ways: Iterable[str]) -> bool:
    """By which ways she may be reached from now on, as she said herself; none: not at all."""
    patient = _held(by, patient_id)
    told = [way for way in rules.WAYS if way in set(ways)]
    if patient.reach == told:
        return False
    patient.reach = told
    patient.save(update_fields=["reach", "changed_at"])
    record.note(by=by, did="patient.reach_said", about=patient.id, patient=patient.id)
    return True
