# SPDX-License-Identifier: Apache-2.0
"""An assessment is begun, and answered section by section. Every save is kept beside those before it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.kit.keys import uuid7
from handrail.ground.people.rules import Who
from handrail.ground.record import actions as record
from handrail.journey.intake import queries, rules, sheets
from handrail.journey.intake.models import Assessment, Saved
from handrail.journey.intake.rules import Answers, Given, Place


class Unread(Refused):
    """Answers that cannot be read, each with why; nothing was saved."""

    def __init__(self, faults: Mapping[Place, rules.Unreadable]) -> None:
        super().__init__(*map(str, faults.values()))
        self.faults = faults


class Locked(Refused):
    """It is signed, or waits for a second signature: it can only be added to."""


@transaction.atomic
def begin(*, by: By, patient_id: UUID, kind: str, at: datetime) -> sheets.Assessment:
    """Her assessment. One that is not signed yet is gone on with; on return, what was told before is carried along."""
    if kind not in sheets.KINDS:
        raise Refused(_("An assessment is a first one, one on return, or an update."))
    rows = Assessment.objects.select_for_update().filter(provider=by.provider_id, patient=patient_id)
    going_on = rows.exclude(state="signed").first()
    if going_on is not None:
        return going_on.as_fact()
    before = rows.order_by("-started_at", "-id").first()
    made = Assessment.objects.create(
        provider_id=by.provider_id, patient_id=patient_id, kind=kind if before or kind == "first" else "first",
        started_at=at, started_by_id=staff_of(by), catalogue=queries.catalogue().version, follows=before,
    )  # fmt: skip
    if before is not None:
        _carry(by, made, rules.carry_forward(queries.answers_in(before.id)), at)
    record.note(by=by, did="assessment.begun", about=made.id, patient=patient_id, because=made.kind)
    return made.as_fact()


def _carry(by: By, made: Assessment, answers: Answers, at: datetime) -> None:
    sections = dict.fromkeys(key.partition(".")[0] for key, _substance in answers.given)
    for section in sections:
        _keep(by, made, section, rules.as_kept(answers, section), at=at, mark=uuid7(), number=1)


@transaction.atomic
def save(
    *,
    by: By,
    assessment_id: UUID,
    section: str,
    typed: Mapping[Place, Sequence[str]],
    mark: UUID,
    at: datetime,
    source: str = "patient",
    of: str = "",
    confirmed: Sequence[Place] = (),
    seen: int | None = None,
) -> bool:
    """Answers as they were typed, whichever they are; those of the section that are not named stay.

    `mark`: the browser's own key of this save; one that has arrived before changes nothing, and is no error.
    `confirmed`: what was told earlier and is still so. What is the same as before keeps its source.
    `seen`: the version of the section that was read before these were typed. What somebody has answered since stays as
    it is; `queries.newer` tells which. Without it, whatever is typed counts.
    Raises Unread with every answer that cannot be read.
    """
    row = held(by, assessment_id)
    if Saved.objects.filter(assessment=row, mark=mark).exists():
        return False
    must_be_open(row)
    new = _read(section, typed, Given("", source, of))
    sent = {place: given.value if given else None for place, given in new.items()}
    newer = queries.newer(row.id, section, seen=seen, sent=sent)
    number, kept = queries.section_rows(row.id, section)
    after = {(each["key"], each["substance"]): each for each in kept}
    for place, given in new.items():
        if place in newer:
            continue
        before = after.pop(place, None)
        if given is not None:
            made = rules.as_kept(Answers({place: given}), section)[0]
            after[place] = before if before and before["value"] == made["value"] else made
    for place in confirmed:
        if place in after:
            after[place] = after[place] | {"carried": False}
    rows = [after[place] for place in sorted(after)]
    if rows == kept:
        return False
    saved = _keep(by, row, section, rows, at=at, mark=mark, number=number + 1)
    record.note(by=by, did="assessment.saved", about=saved.id, patient=row.patient_id)
    return True


def _read(section: str, typed: Mapping[Place, Sequence[str]], how: Given) -> dict[Place, Given | None]:
    catalogue = queries.catalogue()
    if catalogue.section(section) is None or how.source not in rules.SOURCES:
        raise Refused(_("There is no such section."))
    found: dict[Place, Given | None] = {}
    faults: dict[Place, rules.Unreadable] = {}
    for (key, substance), words in typed.items():
        question = catalogue.question(key)
        if question is None or question.section != section or not _fits(question.per_substance, substance):
            faults[key, substance] = rules.Unreadable(key, "unknown", "is not asked here")
            continue
        try:
            value = rules.read_value(question, words)
        except rules.Unreadable as no:
            faults[key, substance] = no
            continue
        found[key, substance] = None if value is None else Given(value, how.source, how.of)
    if faults:
        raise Unread(faults)
    return found


def _fits(per_substance: bool, substance: str) -> bool:
    return queries.catalogue().substance(substance) is not None if per_substance else not substance


def _keep(
    by: By, row: Assessment, section: str, rows: Sequence[Mapping[str, Any]], *, at: datetime, mark: UUID, number: int
) -> Saved:
    return Saved.objects.create(
        provider_id=by.provider_id, assessment=row, section=section, number=number, at=at, mark=mark,
        staff_id=staff_of(by), answers=json.dumps(rows, ensure_ascii=False),
    )  # fmt: skip


@transaction.atomic
def take_over(*, kept: UUID, merged: UUID) -> None:
    """Two entries were one person: assessments of both are hers, each with the signatures it has. Told by the merge."""
    unsigned = Assessment.objects.exclude(state="signed")
    if unsigned.filter(patient=kept).exists() and unsigned.filter(patient=merged).exists():
        raise Refused(_("Both entries have an assessment that is not signed. Sign one of them first, then merge."))
    Assessment.objects.filter(patient=merged, merged_from=None).update(merged_from=merged)
    Assessment.objects.filter(patient=merged).update(patient=kept)


def staff_of(by: By) -> UUID | None:
    return by.staff_id if isinstance(by, Who) else None


def held(by: By, pk: UUID) -> Assessment:
    """The row, held until the transaction ends: two who save at once wait for each other."""
    return Assessment.objects.select_for_update().get(pk=pk, provider=by.provider_id)


def must_be_open(row: Assessment) -> None:
    if row.state != "open":
        raise Locked(_("This assessment is signed: what is new is written as an addendum."))
