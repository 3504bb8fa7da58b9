# SPDX-License-Identifier: Apache-2.0
"""The door to determinations: staff who may open the chart, those who may decide, and the patient herself."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils import timezone

from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient, Who
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record
from handrail.journey.placement import papers, queries, telling


def today_at(program: Program) -> date:
    return timezone.localdate(timezone=ZoneInfo(program.time_zone))


@dataclass(frozen=True)
class Levels:
    """All that is known of one person's level of care; the newest determination first."""

    patient: Patient
    history: list[papers.Explained]
    draft: papers.Explained | None

    @property
    def in_force(self) -> papers.Explained | None:
        return next((told for told in self.history if told.paper.is_in_force), None)


def levels_for(who: Who, pk: UUID) -> Levels:
    patient = people.patient_for(who, pk, "chart.open")
    record.looked(by=who, what="level.looked", about=patient.id, patient=patient.id)
    return levels_of(patient)


def levels_of(patient: Patient) -> Levels:
    """The same for a page that has opened her chart already."""
    return Levels(patient, queries.history(patient.id), queries.draft(patient.id))


def part_of(patient: Patient) -> telling.Part:
    """What the chart page shows of her level of care; that page has noted the look."""
    levels = levels_of(patient)
    return telling.part(levels.history, levels.draft)


def determination_for(
    who: Who, pk: UUID, determination_id: UUID, right: str = "chart.open"
) -> tuple[Patient, papers.Explained]:
    patient = people.patient_for(who, pk, right)
    found = queries.one(patient.id, determination_id)
    if found is None:
        raise Http404("No such determination")
    if right == "chart.open":
        record.looked(by=who, what="level.looked", about=found.paper.id, patient=patient.id)
    return patient, found


def draft_for(who: Who, pk: UUID, determination_id: UUID, *, again: bool = False) -> tuple[Patient, papers.Explained]:
    """One that may still be changed, for whoever may decide. The look is noted, unless the same page asks `again`."""
    patient, found = determination_for(who, pk, determination_id, "level.decide")
    if found.paper.is_signed:
        raise Http404("What is signed is not changed")
    if not again:
        record.looked(by=who, what="level.looked", about=found.paper.id, patient=patient.id)
    return patient, found


def own_levels(who: Who) -> tuple[Patient, list[papers.Explained]]:
    """She, and her own determinations as far as they are signed and in force; the newest first."""
    if who.patient_id is None:
        raise Http404("Nothing here for this account")
    patient = people.patient_for(who, who.patient_id, "level.own")
    record.looked(by=who, what="own_level.looked", about=patient.id, patient=patient.id)
    return patient, [told for told in queries.history(patient.id) if told.paper.is_in_force]
