# SPDX-License-Identifier: Apache-2.0
"""The same patient twice: her entries become one, in every step at once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from handrail.ground.kit.by import By
from handrail.ground.people.actions import merging
from handrail.journey.admission import actions as admission
from handrail.journey.diagnoses import actions as diagnoses
from handrail.journey.frontdoor import actions as frontdoor
from handrail.journey.intake import actions as intake
from handrail.journey.placement import actions as placement
from handrail.journey.timetable import actions as timetable
from handrail.journey.waiting import actions as waiting


@transaction.atomic
def merge_patients(*, by: By, kept: UUID, merged: UUID, at: datetime) -> None:
    """All of it or nothing. The people's own merge is told in the record, last: it holds the record until the end."""
    frontdoor.take_over(kept=kept, merged=merged)
    timetable.take_over(kept=kept, merged=merged, at=at)
    intake.take_over(kept=kept, merged=merged)
    diagnoses.take_over(kept=kept, merged=merged)
    placement.take_over(kept=kept, merged=merged)
    admission.take_over(kept=kept, merged=merged, at=at)
    waiting.take_over(by=by, kept=kept, merged=merged, at=at)
    merging.merge_patients(by=by, kept=kept, merged=merged, at=at)
