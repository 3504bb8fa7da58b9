# SPDX-License-Identifier: Apache-2.0
"""A diagnosis is made, confirmed or ended; a problem is named or solved. One verb, one transaction each."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.people.rules import Patient, Who
from handrail.ground.program import queries as programs
from handrail.ground.record import actions as record
from handrail.journey.diagnoses import codes, queries, rules
from handrail.journey.diagnoses.models import Diagnosis, Problem
from handrail.journey.intake.actions import signing


class Doubted(Refused):
    """It does not fit the signs, and nobody has said why it stands all the same. `doubts`: each of them."""

    def __init__(self, doubts: list[rules.Doubt]) -> None:
        super().__init__(_("This does not fit what was counted: say why it stands all the same."))
        self.doubts = doubts


@transaction.atomic
def diagnose(
    *, by: Who, patient: Patient, said: rules.Said, standing: str, at: datetime, is_main: bool = False,
    because: str = "",
) -> rules.Diagnosis:  # fmt: skip
    """She concludes it. Where it does not fit the signs, `because` tells why. An intern's is provisional."""
    code = codes.every().get(said.code)
    if code is None or not code.is_billable:
        raise Refused(_("Choose a code from the list: %(code)s is none that can be used.") % {"code": said.code[:10]})
    known = (rules.STANDINGS, rules.SEVERITIES, rules.REMISSIONS)
    if any(word not in words for word, words in zip((standing, said.severity, said.remission), known, strict=True)):
        raise Refused(_("Choose how sure it is, how severe, and whether it is in remission, from the lists."))
    found = _must_stand(by, patient, at)
    if standing == "confirmed" and not found.alone:
        raise Refused(_("Write it as provisional: someone who signs alone confirms it."))
    doubts = queries.doubts(patient.id, said)
    if doubts and not because.strip():
        raise Doubted(doubts)
    if is_main:
        _of(by, patient).filter(is_main=True).update(is_main=False)
    assert by.staff_id  # she stands, so she is of the staff
    made = Diagnosis.objects.create(
        provider_id=by.provider_id, patient_id=patient.id, code=code.code, words=code.words, severity=said.severity,
        remission=said.remission, is_controlled=said.is_controlled, on_medication=said.on_medication,
        standing=standing, is_main=is_main, because=because.strip(), staff_id=by.staff_id, letters=found.letters, at=at,
    )  # fmt: skip
    Problem.objects.create(
        provider_id=by.provider_id, patient_id=patient.id, words=code.words, diagnosis=made, at=at,
        staff_id=by.staff_id,
    )  # fmt: skip
    record.note(by=by, did="diagnosis.made", about=made.id, patient=patient.id, because=standing)
    return made.as_fact()


@transaction.atomic
def confirm(*, by: Who, patient: Patient, diagnosis_id: UUID, at: datetime) -> bool:
    """A provisional one stands from now on, under the name of who confirms it."""
    row = _of(by, patient).select_for_update().filter(pk=diagnosis_id).first()
    if row is None or row.standing == "confirmed":
        return False
    found = _must_stand(by, patient, at)
    if not found.alone:
        raise Refused(_("Someone who signs alone confirms it."))
    row.standing, row.staff_id, row.letters, row.at = "confirmed", by.staff_id, found.letters, at  # type: ignore[assignment]
    row.save(update_fields=["standing", "staff", "letters", "at"])
    record.note(by=by, did="diagnosis.confirmed", about=row.id, patient=patient.id)
    return True


@transaction.atomic
def end(*, by: Who, patient: Patient, diagnosis_id: UUID, at: datetime) -> bool:
    """It stands no more; that it stood stays known. Its problem is solved with it."""
    row = _of(by, patient).select_for_update().filter(pk=diagnosis_id).first()
    if row is None:
        return False
    _must_stand(by, patient, at)
    row.ended_at, row.ended_by_id = at, by.staff_id
    row.save(update_fields=["ended_at", "ended_by"])
    Problem.objects.filter(diagnosis=row, solved_at=None).update(solved_at=at)
    record.note(by=by, did="diagnosis.ended", about=row.id, patient=patient.id)
    return True


@transaction.atomic
def name_problem(*, by: Who, patient: Patient, words: str, at: datetime) -> rules.Problem:
    words = " ".join(words.split())
    if not words or len(words) > 300:
        raise Refused(_("Name the problem in a few words, 300 characters at most."))
    if by.staff_id is None:
        raise Refused(_("A member of staff names problems."))
    made = Problem.objects.create(
        provider_id=by.provider_id, patient_id=patient.id, words=words, at=at, staff_id=by.staff_id
    )
    record.note(by=by, did="problem.named", about=made.id, patient=patient.id)
    return made.as_fact()


@transaction.atomic
def solve(*, by: Who, patient: Patient, problem_id: UUID, at: datetime) -> bool:
    """It is no problem any more. One that is diagnosed goes with its diagnosis."""
    rows = Problem.objects.filter(provider=by.provider_id, patient=patient.id, pk=problem_id, diagnosis=None)
    if not rows.filter(solved_at=None).update(solved_at=at):
        return False
    record.note(by=by, did="problem.solved", about=problem_id, patient=patient.id)
    return True


def _of(by: Who, patient: Patient) -> QuerySet[Diagnosis]:
    return Diagnosis.objects.filter(provider=by.provider_id, patient=patient.id, ended_at=None)


def _must_stand(by: Who, patient: Patient, at: datetime) -> signing.Standing:
    found = signing.standing_of(by, at=at, zone=programs.of_key(patient.program_id).time_zone)
    if not found.may:
        raise Refused(str(signing.WHY[found.because]))
    return found


@transaction.atomic
def take_over(*, kept: UUID, merged: UUID) -> None:
    """Two entries were one person: diagnoses and problems of both are hers; her main one is that of the kept. Told by
    the merge."""
    standing = Diagnosis.objects.filter(ended_at=None, is_main=True)
    if standing.filter(patient=kept).exists():
        standing.filter(patient=merged).update(is_main=False)
    Diagnosis.objects.filter(patient=merged).update(patient=kept)
    Problem.objects.filter(patient=merged).update(patient=kept)
