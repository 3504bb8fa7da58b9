# SPDX-License-Identifier: Apache-2.0
"""Reading diagnoses and problems, as facts."""

from uuid import UUID

from handrail.journey.diagnoses import rules
from handrail.journey.diagnoses.models import Diagnosis, Problem
from handrail.journey.intake import queries as intake
from handrail.journey.intake.rules import Disorder, disorders


def diagnoses(patient_id: UUID, *, also_ended: bool = False) -> list[rules.Diagnosis]:
    """Those that stand, the main one first, then the oldest."""
    found = Diagnosis.objects.filter(patient=patient_id).select_related("staff").order_by("-is_main", "at", "id")
    return [row.as_fact() for row in (found if also_ended else found.filter(ended_at=None))]


def problems(patient_id: UUID, *, also_solved: bool = False) -> list[rules.Problem]:
    """The problem list, the oldest first."""
    found = Problem.objects.filter(patient=patient_id).select_related("staff").order_by("at", "id")
    return [row.as_fact() for row in (found if also_solved else found.filter(solved_at=None))]


def counted(patient_id: UUID) -> list[Disorder]:
    """What the signs of her latest assessment say, by substance."""
    return disorders(intake.catalogue(), intake.answers_of(patient_id))


def doubts(patient_id: UUID, said: rules.Said) -> list[rules.Doubt]:
    """What of this diagnosis would not fit, as things are now."""
    return rules.doubts(said, counted(patient_id), [one.said for one in diagnoses(patient_id)])
