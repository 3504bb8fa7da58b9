# SPDX-License-Identifier: Apache-2.0
"""Records come in: lines fill the assessment, under the sender's name. One transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.kit.keys import uuid7
from handrail.ground.record import actions as record
from handrail.journey.handover import rules
from handrail.journey.intake import actions as intake
from handrail.journey.intake import queries
from handrail.journey.intake.rules import Place, typed


@transaction.atomic
def bring_in(*, by: By, patient_id: UUID, records: rules.Records, at: datetime) -> tuple[UUID, int]:
    """All lines that are new, or newer from the same sender; what anybody else said stays. How many came in.

    Her assessment is begun if none is open. Twice the same changes nothing.
    """
    if not records.sender.strip():
        raise Refused(_("Say which program the records come from."))
    if records.faults:
        raise Refused(*[f"{fault.where}: {fault.what}" for fault in records.faults])
    kind = "return" if queries.latest(patient_id) else "first"
    assessment = intake.begin(by=by, patient_id=patient_id, kind=kind, at=at)
    coming = [
        one.line for one in rules.outcomes(records, queries.all_answers(assessment.id)) if one.what in ("new", "newer")
    ]
    for section in dict.fromkeys(line.place[0].partition(".")[0] for line in coming):
        told: dict[Place, Sequence[str]] = {
            line.place: typed(line.value) for line in coming if line.place[0].startswith(f"{section}.")
        }
        intake.save(
            by=by, assessment_id=assessment.id, section=section, typed=told, mark=uuid7(), at=at, source="records",
            of=records.sender.strip()[:120],
        )  # fmt: skip
    if coming:
        record.note(by=by, did="records.brought_in", about=assessment.id, patient=patient_id)
    return assessment.id, len(coming)
