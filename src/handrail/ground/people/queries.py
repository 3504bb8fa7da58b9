# SPDX-License-Identifier: Apache-2.0
"""Reading staff and patients, as facts, in the order in which they were added. Who left is left out."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from handrail.ground.kit.days import Span
from handrail.ground.people import rules
from handrail.ground.people.models import (
    Account,
    Availability,
    FamilyMember,
    GlassBroken,
    KeptApart,
    NamePart,
    Patient,
    Post,
    Staff,
    TeamMember,
)

FOUND_AT_MOST = 20


def clinicians(program_id: UUID, *, also_left: bool = False) -> list[rules.Clinician]:
    """Staff with a post in the program, or in all of the provider's, who hold sessions at some hour."""
    in_it = Q(program=program_id) | Q(program=None, provider__in=_provider_of(program_id))
    posts = Post.objects.filter(in_it, staff=OuterRef("pk"))
    found = Staff.objects.filter(Exists(posts), max_minutes__gt=0).order_by("id")
    found = found if also_left else found.filter(left_at=None)
    available: dict[UUID, list[Span]] = defaultdict(list)
    rows = Availability.objects.filter(staff__in=found).order_by("weekday", "start")
    for staff_id, weekday, start, end in rows.values_list("staff", "weekday", "start", "end"):
        available[staff_id].append(Span(weekday, start, end))
    return [staff.as_fact(tuple(available[staff.id])) for staff in found]


def patients(program_id: UUID, *, only: UUID | None = None) -> list[rules.Patient]:
    """Everyone in the program, or only this one, with whom she is kept apart from."""
    apart: dict[UUID, list[UUID]] = defaultdict(list)
    for one, other in KeptApart.objects.filter(one__program=program_id).values_list("one", "other"):
        apart[one].append(other)
        apart[other].append(one)
    found = Patient.objects.filter(program=program_id, left_at=None).order_by("id")
    found = found.filter(pk=only) if only else found
    return [patient.as_fact(tuple(apart[patient.id])) for patient in found]


def found_by(
    typed: str, *, provider_id: UUID, program_ids: Iterable[UUID] | None, born: date | None = None
) -> list[rules.Patient]:
    """At most twenty patients whose name has a part for every typed word, by name; of these programs only, if named.

    The longest word is sought in the index, since it fits the fewest; each other one is asked of those found.
    """
    words = sorted(rules.plain(typed).split(), key=len, reverse=True)
    if not words and born is None:
        return []
    found = Patient.objects.filter(provider=provider_id, left_at=None)
    if program_ids is not None:
        found = found.filter(program__in=list(program_ids))
    if born is not None:
        found = found.filter(birth_date=born)
    for place, word in enumerate(words):
        parts = NamePart.objects.filter(provider=provider_id, part__gte=word, part__lt=_after(word))
        fits = Exists(parts.filter(patient=OuterRef("pk"))) if place else Q(pk__in=parts.values("patient"))
        found = found.filter(fits)
    return [patient.as_fact() for patient in found.order_by("name", "id")[:FOUND_AT_MOST]]


def _provider_of(program_id: UUID) -> QuerySet[Any, UUID]:
    programs = apps.get_model("program.Program")  # by its name: another slice's table
    return programs.objects.filter(pk=program_id).values_list("provider", flat=True)  # type: ignore[no-any-return]


def _after(word: str) -> str:
    """The first text after all that begin with this word, by code point."""
    return word[:-1] + chr(ord(word[-1]) + 1)


def who(account: Account, *, session_id: UUID | None) -> rules.Who:
    """The person behind an account, as the rights see her."""
    one = account.staff or account.patient or account.family
    posts = Post.objects.filter(staff=account.staff_id) if account.staff_id else Post.objects.none()
    return rules.Who(
        provider_id=account.provider_id,
        account_id=account.id,
        session_id=session_id,
        posts=frozenset(post.as_fact() for post in posts),
        staff_id=account.staff_id,
        patient_id=account.patient_id,
        family_id=account.family_id,
        family_of=account.family.patient_id if account.family else None,
        name=one.name if one else "",
    )


def chart(patient: Patient, *, at: datetime) -> rules.Chart:
    """What the rights need to know of a patient."""
    team = TeamMember.objects.filter(patient=patient, until=None).values_list("staff", flat=True)
    opened = GlassBroken.objects.filter(patient=patient, at__lte=at, until__gt=at).values_list("staff", flat=True)
    return rules.Chart(patient.provider_id, patient.program_id, patient.id, frozenset(team), frozenset(opened))


def family_of(patient_id: UUID) -> list[FamilyMember]:
    return list(FamilyMember.objects.filter(patient=patient_id, left_at=None).order_by("id"))
