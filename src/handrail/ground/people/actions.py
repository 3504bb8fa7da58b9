# SPDX-License-Identifier: Apache-2.0
"""Adding the people of a program: one verb, one transaction each."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from handrail.ground.kit.days import Span
from handrail.ground.people import rules
from handrail.ground.people.models import Availability, Clinician, KeptApart, Patient


@transaction.atomic
def engage(
    *,
    provider_id: UUID,
    program_id: UUID,
    name: str,
    credentials: str,
    skills: Iterable[str],
    max_minutes: int,
    available: Iterable[Span],
) -> rules.Clinician:
    """A clinician joins the program."""
    spans = tuple(available)
    made = Clinician.objects.create(
        provider_id=provider_id, program_id=program_id, name=name, credentials=credentials,
        skills=list(skills), max_minutes=max_minutes,
    )  # fmt: skip
    Availability.objects.bulk_create(
        Availability(provider_id=provider_id, clinician=made, weekday=s.weekday, start=s.start, end=s.end)
        for s in spans
    )
    return made.as_fact(spans)


def admit(
    *,
    provider_id: UUID,
    program_id: UUID,
    name: str,
    birth_date: date,
    cohorts: Iterable[str] = (),
    mode: str = "in_person",
    travel_minutes: int = 0,
    full_days: tuple[int, int] = (3, 180),
    part_of_day: str = "",
    avoid_days: Iterable[int] = (),
) -> rules.Patient:
    """A patient joins the program. `full_days`: how many days of at least how many minutes."""
    return Patient.objects.create(
        provider_id=provider_id, program_id=program_id, name=name, birth_date=birth_date, cohorts=list(cohorts),
        mode=mode, travel_minutes=travel_minutes, full_days=full_days[0], full_day_minutes=full_days[1],
        part_of_day=part_of_day, avoid_days=list(avoid_days),
    ).as_fact()  # fmt: skip


def keep_apart(*, provider_id: UUID, one: UUID, other: UUID) -> None:
    """These two must not share a group. Saying it twice, or the other way round, changes nothing."""
    first, second = sorted((one, other))
    KeptApart.objects.get_or_create(one_id=first, other_id=second, defaults={"provider_id": provider_id})
