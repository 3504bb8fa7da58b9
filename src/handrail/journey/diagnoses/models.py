# SPDX-License-Identifier: Apache-2.0
"""Tables of diagnoses and of problems. Nothing is changed in them but that it ends."""

import uuid

from django.db import models
from django.db.models import PROTECT, CheckConstraint, ForeignKey, Index, Q, UniqueConstraint

from handrail.ground.kit.keys import uuid7
from handrail.ground.vault.fields import EncryptedTextField
from handrail.journey.diagnoses import rules


def key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


class Diagnosis(models.Model):
    """`code` and its words as they were in the code set of that day; `because`: why, where it does not fit the signs.

    The code is sealed with its words: it tells as much as they do.
    """

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    patient = ForeignKey("people.Patient", on_delete=PROTECT, related_name="+")
    code = EncryptedTextField(max_length=10)
    words = EncryptedTextField(max_length=300)
    severity = models.CharField(max_length=8, blank=True)
    remission = models.CharField(max_length=10, blank=True)
    is_controlled = models.BooleanField(default=False)
    on_medication = models.BooleanField(default=False)
    standing = models.CharField(max_length=12, choices=[(one, one) for one in rules.STANDINGS])
    is_main = models.BooleanField(default=False)
    because = EncryptedTextField(max_length=2000, blank=True, default="")
    staff = ForeignKey("people.Staff", on_delete=PROTECT, related_name="+")
    letters = models.CharField(max_length=40)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = ForeignKey("people.Staff", null=True, on_delete=PROTECT, related_name="+")

    class Meta:
        indexes = [Index(fields=["patient", "ended_at"], name="diagnosis_of_patient")]
        constraints = [
            CheckConstraint(condition=Q(standing__in=rules.STANDINGS), name="diagnosis_standing"),
            CheckConstraint(condition=Q(severity__in=rules.SEVERITIES), name="diagnosis_severity"),
            CheckConstraint(condition=Q(remission__in=rules.REMISSIONS), name="diagnosis_remission"),
            UniqueConstraint(fields=["patient"], condition=Q(is_main=True, ended_at=None), name="diagnosis_one_main"),
        ]

    def as_fact(self) -> rules.Diagnosis:
        """Reads the staff too: ask for it with select_related."""
        said = rules.Said(self.code, self.severity, self.remission, self.is_controlled, self.on_medication)
        return rules.Diagnosis(
            self.id, said, self.words, self.standing, self.is_main, self.staff.name, self.letters, self.at,
            self.because, self.ended_at,
        )  # fmt: skip


class Problem(models.Model):
    """What is to be worked on, in a few words: a diagnosis or anything else, such as housing."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    patient = ForeignKey("people.Patient", on_delete=PROTECT, related_name="+")
    words = EncryptedTextField(max_length=300)
    diagnosis = ForeignKey(Diagnosis, null=True, on_delete=PROTECT, related_name="+")
    at = models.DateTimeField()
    staff = ForeignKey("people.Staff", on_delete=PROTECT, related_name="+")
    solved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["patient", "solved_at"], name="problem_of_patient")]

    def as_fact(self) -> rules.Problem:
        return rules.Problem(self.id, self.words, self.at, self.staff.name, self.diagnosis_id, self.solved_at)
