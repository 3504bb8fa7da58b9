# SPDX-License-Identifier: Apache-2.0
"""Reading patients, their families and their charts, as facts, in the order in which they were added."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from handrail.ground.people import lines, rules, sheets
from handrail.ground.people.models import (
    Account,
    FamilyMember,
    GlassBroken,
    KeptApart,
    NamePart,
    Patient,
    Photo,
    TeamMember,
)
from handrail.ground.people.queries.staff import reach_of_staff

FOUND_AT_MOST = 20

FOUND_BY_WORDS = 6

FEW = 500  # parts of names that are sorted rather than walked for; benchmarks.find judges

UNLISTED = ("phone", "email", "address", "emergency_name", "emergency_phone", "emergency_relation")  # sealed


def patients(program_id: UUID, *, only: UUID | None = None) -> list[rules.Patient]:
    """Everyone in the program, or only this one, with whom she is kept apart from."""
    apart: dict[UUID, list[UUID]] = defaultdict(list)
    for one, other in KeptApart.objects.filter(one__program=program_id).values_list("one", "other"):
        apart[one].append(other)
        apart[other].append(one)
    found = Patient.objects.filter(Q(pk=only) if only else Q(), program=program_id, left_at=None).order_by("id")
    return [patient.as_fact(tuple(apart[patient.id])) for patient in found]


def found_by(
    typed: str, *, provider_id: UUID, program_ids: Iterable[UUID] | None, born: date | None = None, left: bool = False
) -> list[rules.Patient]:
    """At most twenty patients whose name has a part for every typed word; of these programs only, if named.

    First those whose name begins with a typed word, then the others, each by name. Whoever fits several words is taken
    from the index of names and sorted; who fits one that many do is found by walking down the list until twenty fit.
    """
    words = _telling(typed)
    if not words and born is None:
        return []
    found = Patient.objects.defer(*UNLISTED).filter(provider=provider_id, left_at__isnull=not left, merged_into=None)
    found = found.order_by("plain_name", "id")
    if program_ids is not None:
        found = found.filter(program__in=list(program_ids))
    if born is not None:
        return _in_order(_with_parts(found.filter(birth_date=born), provider_id, words), words)
    fit = _parts(provider_id, words[0])
    for word in words[1:]:
        fit = fit.filter(patient__in=_parts(provider_id, word).values("patient"))
    if left or len(words) > 1 or fit[: FEW + 1].count() <= FEW:
        return _in_order(found.filter(pk__in=fit.values("patient")), words)
    first = list(found.filter(plain_name__gte=words[0], plain_name__lt=_after(words[0]))[:FOUND_AT_MOST])
    if len(first) < FOUND_AT_MOST:
        rest = _with_parts(found, provider_id, words).exclude(pk__in=[one.pk for one in first])
        first += rest[: FOUND_AT_MOST - len(first)]
    return [patient.as_fact() for patient in first]


def _parts(provider_id: UUID, word: str) -> QuerySet[NamePart]:
    return NamePart.objects.filter(provider=provider_id, part__gte=word, part__lt=_after(word))


def _with_parts(found: QuerySet[Patient], provider_id: UUID, words: Iterable[str]) -> QuerySet[Patient]:
    for word in words:
        # A subquery of its own for each row: as EXISTS, PostgreSQL would join and sort everyone who fits.
        one = _parts(provider_id, word).filter(patient=OuterRef("pk")).values(one=Value(1))[:1]
        found = found.alias(fits=Subquery(one)).filter(fits=1)
    return found


def _in_order(found: QuerySet[Patient], words: list[str]) -> list[rules.Patient]:
    begins = Case(*(When(plain_name__startswith=word, then=0) for word in words), default=1)
    return [patient.as_fact() for patient in found.order_by(begins, "plain_name", "id")[:FOUND_AT_MOST]]


def _telling(typed: str) -> list[str]:
    """The typed words that tell more than another does: whoever has a part for `maria` has one for `m`."""
    words = set(rules.plain(typed).split())
    told = [word for word in words if not any(other != word and other.startswith(word) for other in words)]
    return sorted(told, key=len, reverse=True)[:FOUND_BY_WORDS]


def _after(word: str) -> str:
    """The first text after all that begin with this word, by code point."""
    return word[:-1] + chr(ord(word[-1]) + 1)


def chart(patient: Patient, *, at: datetime) -> rules.Chart:
    """What the rights need to know of a patient."""
    team = TeamMember.objects.filter(patient=patient, until=None).values_list("staff", flat=True)
    opened = GlassBroken.objects.filter(patient=patient, at__lte=at, until__gt=at).values_list("staff", flat=True)
    return rules.Chart(patient.provider_id, patient.program_id, patient.id, frozenset(team), frozenset(opened))


def family_of(patient_id: UUID) -> list[FamilyMember]:
    return list(FamilyMember.objects.filter(patient=patient_id, left_at=None).order_by("id"))


def patients_page(
    program_id: UUID, *, left: bool = False, after: UUID | None = None, before: UUID | None = None, size: int = 50
) -> sheets.Page:
    """A page of the program's patients by name, after or before one of them."""
    rows = Patient.objects.defer(*UNLISTED).filter(program=program_id, left_at__isnull=not left, merged_into=None)
    edge = Patient.objects.filter(program=program_id, pk=after or before or program_id)
    mark = edge.values_list("plain_name", "id").first()
    if mark is None:
        found = list(rows.order_by("plain_name", "id")[: size + 1])
        return sheets.Page(_facts(found[:size]), later=found[size - 1].id if len(found) > size else None)
    if before:
        rows = rows.filter(plain_name__lte=mark[0]).filter(Q(plain_name__lt=mark[0]) | Q(pk__lt=mark[1]))
        found = list(rows.order_by("-plain_name", "-id")[: size + 1])
        shown = found[:size][::-1]
        return sheets.Page(_facts(shown), shown[0].id if len(found) > size else None, shown[-1].id if shown else None)
    rows = rows.filter(plain_name__gte=mark[0]).filter(Q(plain_name__gt=mark[0]) | Q(pk__gt=mark[1]))
    found = list(rows.order_by("plain_name", "id")[: size + 1])
    shown = found[:size]
    return sheets.Page(_facts(shown), shown[0].id if shown else None, shown[-1].id if len(found) > size else None)


def patients_count(program_id: UUID, *, left: bool = False) -> int:
    return Patient.objects.filter(program=program_id, left_at__isnull=not left, merged_into=None).count()


def _facts(rows: Iterable[Patient]) -> tuple[rules.Patient, ...]:
    return tuple(row.as_fact() for row in rows)


def alike(
    names: Iterable[str], born: date, *, provider_id: UUID, program_ids: Iterable[UUID] | None
) -> list[rules.Patient]:
    """Who may be the same person: born the same day with a part of a name in common, or of the same name."""
    told = [name for name in names if name]
    parts = NamePart.objects.filter(part__in=rules.name_parts(*told), patient=OuterRef("pk"))
    same_name = Q(plain_name__in=[rules.plain(name) for name in told])
    found = Patient.objects.filter(provider=provider_id, merged_into=None)
    if program_ids is not None:
        found = found.filter(program__in=list(program_ids))
    either = found.filter(Q(birth_date=born) & Exists(parts)) | found.filter(same_name)
    return [patient.as_fact() for patient in either.order_by("plain_name", "id")[:FOUND_AT_MOST]]


def namesakes(program_id: UUID, told: Iterable[tuple[str, date]]) -> dict[tuple[str, date], UUID]:
    """Of these plain names with birth dates, those that the program has, each with its key."""
    wanted = set(told)
    found = dict[tuple[str, date], UUID]()
    days = sorted({born for _, born in wanted})
    for some in (days[at : at + 500] for at in range(0, len(days), 500)):
        rows = Patient.objects.filter(program=program_id, birth_date__in=some, merged_into=None)
        found |= {(name, born): key for name, born, key in rows.values_list("plain_name", "birth_date", "id")}
    return {mark: key for mark, key in found.items() if mark in wanted}


def values_by_key(program_id: UUID, keys: Iterable[UUID] | None = None) -> Iterator[tuple[UUID, dict[str, Any]]]:
    """Each one's columns as a file holds them, by name; of these keys only, if named."""
    rows = Patient.objects.filter(program=program_id, merged_into=None).order_by("plain_name", "id")
    wanted = None if keys is None else set(keys)
    for row in rows.iterator(chunk_size=2000):
        if wanted is None or row.id in wanted:
            yield row.id, row.values()


def twins(program_id: UUID, *, at_most: int = 50) -> list[tuple[rules.Patient, rules.Patient]]:
    """Pairs who may be one person, those who were added first first."""
    ours = NamePart.objects.filter(patient__program=program_id, patient__merged_into=None)
    same_day = NamePart.objects.filter(
        part=OuterRef("part"), patient__birth_date=OuterRef("patient__birth_date"), patient__lt=OuterRef("patient"),
        patient__program=program_id, patient__merged_into=None,
    )  # fmt: skip
    here = Patient.objects.filter(program=program_id, merged_into=None)
    same_name = here.filter(plain_name=OuterRef("plain_name"), pk__lt=OuterRef("pk"))
    later = set(ours.filter(Exists(same_day)).values_list("patient", flat=True).distinct()[:at_most])
    later |= set(here.filter(Exists(same_name)).values_list("pk", flat=True)[:at_most])
    rows = list(here.filter(pk__in=later))
    near = here.filter(Q(birth_date__in=[r.birth_date for r in rows]) | Q(plain_name__in=[r.plain_name for r in rows]))
    pairs = [(one, two) for two in rows for one in near if one.id < two.id and _are_alike(one, two)]
    return [(one.as_fact(), two.as_fact()) for one, two in sorted(pairs, key=lambda p: (p[0].id, p[1].id))[:at_most]]


def _are_alike(one: Patient, two: Patient) -> bool:
    shared = rules.name_parts(one.name, one.legal_name) & rules.name_parts(two.name, two.legal_name)
    return one.plain_name == two.plain_name or (one.birth_date == two.birth_date and bool(shared))


def sheet(patient: Patient, *, staff_id: UUID | None, at: datetime) -> sheets.Sheet:
    """All that her page shows, in a few questions however much there is."""
    family = FamilyMember.objects.filter(patient=patient).order_by("id")
    opened = GlassBroken.objects.filter(patient=patient, staff=staff_id, at__lte=at, until__gt=at)
    return sheets.Sheet(
        patient.as_fact(), patient.contact(), patient.values(), patient.changed_at.isoformat(), patient.left_at,
        has_photo=Photo.objects.filter(patient=patient).exists(),
        family=tuple(one.as_fact() for one in family),
        team=tuple(carers(patient.id)),
        opening=next((one.as_fact() for one in opened.select_related("patient", "staff").order_by("-at")), None),
    )  # fmt: skip


def cared_for_by(staff_id: UUID) -> set[UUID]:
    """The patients on whose team she is now."""
    return set(TeamMember.objects.filter(staff=staff_id, until=None).values_list("patient", flat=True))


def carers(patient_id: UUID) -> list[sheets.Carer]:
    """Who cares for her and who did, her counselor first."""
    rows = TeamMember.objects.filter(patient=patient_id).select_related("staff")
    return [one.as_fact() for one in rows.order_by("-is_counselor", "since", "id")]


def photo(patient_id: UUID) -> bytes | None:
    found = Photo.objects.filter(patient=patient_id).first()
    return bytes(found.sealed) if found else None


def openings(provider_id: UUID, *, reviewed: bool, after: UUID | None = None, size: int = 50) -> list[sheets.Opening]:
    """Charts that were opened from outside the care team; the newest first."""
    found = GlassBroken.objects.filter(provider=provider_id, reviewed_at__isnull=not reviewed).order_by("-id")
    found = found.filter(pk__lt=after) if after else found
    return [one.as_fact() for one in found.select_related("patient", "staff")[:size]]


def names_of_accounts(provider_id: UUID, keys: set[UUID]) -> dict[UUID, str]:
    found = Account.objects.filter(provider=provider_id, pk__in=keys).select_related("staff", "patient", "family")
    return {one.id: person.name for one in found if (person := one.staff or one.patient or one.family)}


def names_of_patients(provider_id: UUID, keys: set[UUID]) -> dict[UUID, str]:
    return dict(Patient.objects.filter(provider=provider_id, pk__in=keys).values_list("pk", "name"))


def faults_against(program_id: UUID, told: Iterable[lines.Line]) -> list[lines.Fault]:
    """What is wrong with the lines of a file as the program's patients are now."""
    every = list(told)
    known = set(Patient.objects.filter(program=program_id, merged_into=None).values_list("id", flat=True))
    new = {(rules.plain(line.values["name"]), line.values["birth_date"]): line for line in every if line.id is None}
    here = namesakes(program_id, new)
    faults = [lines.Fault(line.number, "id", "unknown_id") for line in every if line.id and line.id not in known]
    faults += [lines.Fault(line.number, "name", "known") for mark, line in new.items() if mark in here]
    return sorted(faults, key=lambda fault: fault.line)


def reach_of(patient_id: UUID | None, family_id: UUID | None, staff_id: UUID | None) -> rules.Reach | None:
    """Where one person is reached. Staff by mail at the address they sign in with; family as the patient named it;
    nobody who has left."""
    if patient_id:
        return reach_of_patients([patient_id]).get(patient_id)
    if family_id:
        one = FamilyMember.objects.filter(pk=family_id, left_at=None, patient__left_at=None).first()
        return rules.Reach(("mail", "text"), one.phone, one.email) if one else None
    return reach_of_staff([staff_id]).get(staff_id) if staff_id else None


def reach_of_patients(keys: Iterable[UUID]) -> dict[UUID, rules.Reach]:
    """Of those still here; who said nothing has no ways."""
    found = Patient.objects.filter(pk__in=list(keys), left_at=None).only("reach", "phone", "email")
    return {one.id: rules.Reach(tuple(one.reach), one.phone, one.email) for one in found}


def program_of_patient(pk: UUID) -> UUID | None:
    """The program a patient who is still here is in."""
    return Patient.objects.filter(pk=pk, left_at=None).values_list("program", flat=True).first()
