# SPDX-License-Identifier: Apache-2.0
"""Reading clinicians and patients, as facts, in the order in which they were added."""

from collections import defaultdict
from uuid import UUID

from handrail.ground.kit.days import Span
from handrail.ground.people import rules
from handrail.ground.people.models import Availability, Clinician, KeptApart, Patient


def clinicians(program_id: UUID) -> list[rules.Clinician]:
    available: dict[UUID, list[Span]] = defaultdict(list)
    rows = Availability.objects.filter(clinician__program=program_id).order_by("weekday", "start")
    for clinician_id, weekday, start, end in rows.values_list("clinician", "weekday", "start", "end"):
        available[clinician_id].append(Span(weekday, start, end))
    found = Clinician.objects.filter(program=program_id).order_by("id")
    return [clinician.as_fact(tuple(available[clinician.id])) for clinician in found]


def patients(program_id: UUID, *, only: UUID | None = None) -> list[rules.Patient]:
    """Everyone in the program, or only this one, with whom she is kept apart from."""
    apart: dict[UUID, list[UUID]] = defaultdict(list)
    for one, other in KeptApart.objects.filter(one__program=program_id).values_list("one", "other"):
        apart[one].append(other)
        apart[other].append(one)
    found = Patient.objects.filter(program=program_id).order_by("id")
    found = found.filter(pk=only) if only else found
    return [patient.as_fact(tuple(apart[patient.id])) for patient in found]
