# SPDX-License-Identifier: Apache-2.0
"""Reading assessments, as facts. A few questions however much was saved."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from django.db.models import Max, OuterRef, QuerySet, Subquery, UUIDField

from handrail.ground.tables.queries import Blank, Blanks, Worded
from handrail.journey.intake import catalogue as catalogues
from handrail.journey.intake import rules, sheets, signing
from handrail.journey.intake.catalogue import Catalogue
from handrail.journey.intake.models import Addendum, Assessment, Saved, Signature
from handrail.journey.intake.rules import Answers, Given, Newer, Place, Value

SITTING = timedelta(minutes=10)  # saves so close after each other are told as one


def catalogue() -> Catalogue:
    """What is asked: for later steps, which show the words of a question beside its answer."""
    return catalogues.current()


def answers_of(patient_id: UUID, *, signed_only: bool = False) -> Answers:
    """The answers of her latest assessment that count; none yet: none. docs/assessment.md tells the keys."""
    found = latest(patient_id, signed_only=signed_only)
    return answers_in(found.id) if found else Answers()


def latest(patient_id: UUID, *, signed_only: bool = False) -> sheets.Assessment | None:
    rows = Assessment.objects.filter(patient=patient_id).order_by("-started_at", "-id")
    found = (rows.filter(state="signed") if signed_only else rows).first()
    return found.as_fact() if found else None


def of_patient(patient_id: UUID) -> list[sheets.Assessment]:
    """All of hers, the newest first."""
    rows = Assessment.objects.filter(patient=patient_id).order_by("-started_at", "-id")
    return [row.as_fact() for row in rows]


def answers_in(assessment_id: UUID) -> Answers:
    """Those that count."""
    return rules.in_force(catalogues.current(), all_answers(assessment_id))


def all_answers(assessment_id: UUID) -> Answers:
    """Also to questions that are not asked any more."""
    given: dict[Place, Given] = {}
    for row in _last_saves(assessment_id):
        given |= rules.from_kept(catalogues.current(), json.loads(row.answers))
    return Answers(given)


def section_rows(assessment_id: UUID, section: str) -> tuple[int, list[dict[str, object]]]:
    """The number of the last save of a section, and its rows as they are kept; 0 and none before the first."""
    row = Saved.objects.filter(assessment=assessment_id, section=section).order_by("-number").first()
    return (row.number, json.loads(row.answers)) if row else (0, [])


def newer(
    assessment_id: UUID, section: str, *, seen: int | None, sent: Mapping[Place, Value | None]
) -> dict[Place, Newer]:
    """What others answered after the version that a page has `seen`, and what is `sent` from it does not say too.

    Of a page that has seen none that is known, nothing is newer."""
    if seen is None:
        return {}
    rows = Saved.objects.filter(assessment=assessment_id, section=section, number__gte=seen)
    told = [
        (Answers(rules.from_kept(catalogues.current(), json.loads(row.answers))),
         row.staff.name if row.staff else "", row.at)
        for row in rows.select_related("staff").order_by("number")
    ]  # fmt: skip
    if seen == 0 and told:
        told.insert(0, (Answers(), "", told[0][2]))
    return rules.newer(told, sent)


def versions(assessment_id: UUID, section: str) -> list[sheets.Version]:
    """Every save of a section with what it changed, the newest first. A text being typed is saved often: saves of one
    person within a few minutes are told as one, with what they changed together."""
    rows = Saved.objects.filter(assessment=assessment_id, section=section).select_related("staff").order_by("number")
    found: list[sheets.Version] = []
    before, since = Answers(), Answers()
    for row in rows:
        after = Answers(rules.from_kept(catalogues.current(), json.loads(row.answers)))
        name, last = row.staff.name if row.staff else "", found[-1] if found else None
        if last and last.name == name and row.at - last.at <= SITTING:
            found.pop()
        else:
            since = before
        found.append(sheets.Version(row.number, row.at, name, tuple(rules.changes(since, after))))
        before = after
    return [one for one in reversed(found) if one.changes]


def _last_saves(assessment_id: UUID) -> Iterable[Saved]:
    latest = Saved.objects.filter(assessment=assessment_id, section=OuterRef("section")).order_by("-number")
    return Saved.objects.filter(assessment=assessment_id, pk=Subquery(latest.values("pk")[:1])).select_related("staff")


def sheet(assessment: sheets.Assessment) -> sheets.Sheet:
    """An assessment, whole, and whether it is still what was signed."""
    given: dict[Place, Given] = {}
    saves = []
    for row in _last_saves(assessment.id):
        given |= rules.from_kept(catalogues.current(), json.loads(row.answers))
        name = row.staff.name if row.staff else ""
        saves.append(sheets.LastSave(row.section, row.at, name, row.number))
    answers = rules.in_force(catalogues.current(), Answers(given))
    signed = Signature.objects.filter(assessment=assessment.id).select_related("staff").order_by("at", "id")
    signatures = tuple(row.as_fact() for row in signed)
    own = content_hash(assessment, answers)
    addenda = Addendum.objects.filter(assessment=assessment.id).select_related("staff").order_by("at", "id")
    return sheets.Sheet(
        assessment, answers, tuple(saves), signatures, tuple(row.as_fact() for row in addenda),
        is_intact=assessment.is_open or all(one.hash == own for one in signatures if one.returned_at is None),
    )  # fmt: skip


def content_hash(assessment: sheets.Assessment, answers: Answers) -> str:
    return signing.hash_of(
        assessment=assessment.id, patient=assessment.hashed_of, catalogue=assessment.catalogue, answers=answers
    )


def waiting(program_id: UUID) -> list[sheets.Waiting]:
    """What interns signed and a supervisor has not, the longest waiting first."""
    rows = _waiting(program_id)
    return [
        sheets.Waiting(row.assessment_id, row.assessment.patient_id, row.assessment.patient.name, row.staff.name,
                       row.letters, row.at)
        for row in rows.select_related("staff", "assessment__patient").order_by("at", "id")
    ]  # fmt: skip


def patients_waiting(program_id: UUID) -> list[UUID]:
    """Whose assessments these are: of each signature one, in no order."""
    return [patient for (patient,) in _patients_waiting(program=program_id)]


@Worded
def _patients_waiting() -> QuerySet[Signature, tuple[UUID]]:
    return _waiting(Blank("program", UUIDField)).values_list("assessment__patient")


def _waiting(program_id: UUID | Blank) -> QuerySet[Signature]:
    here = {"assessment__state": "waiting", "assessment__patient__program": program_id}
    return Signature.objects.filter(part="author", returned_at=None, **here)


def signed_at(patient_ids: Iterable[UUID]) -> dict[UUID, object]:
    """When the latest signed assessment of each was signed, by whoever signs alone."""
    return dict(_signed_at(patients=list(patient_ids)))


@Worded
def _signed_at() -> QuerySet[Signature, tuple[UUID, object]]:
    theirs = Signature.objects.filter(assessment__patient__in=Blanks("patients", UUIDField))
    rows = theirs.filter(assessment__state="signed", returned_at=None).values_list("assessment__patient")
    return rows.annotate(at=Max("at")).order_by()
