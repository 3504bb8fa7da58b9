# SPDX-License-Identifier: Apache-2.0
"""What is done to patients: one verb, one transaction, one line in the record each."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from handrail.ground.kit.by import By
from handrail.ground.people import rules
from handrail.ground.people.models import KeptApart, NamePart, Patient
from handrail.ground.record import actions as record


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
def keep_apart(*, by: By, one: UUID, other: UUID) -> None:
    """These two must not share a group. Saying it twice, or the other way round, changes nothing."""
    first, second = sorted((one, other))
    _, is_new = KeptApart.objects.get_or_create(one_id=first, other_id=second, defaults={"provider_id": by.provider_id})
    if is_new:
        record.note(by=by, did="patients.kept_apart", about=second, patient=first)
