# SPDX-License-Identifier: Apache-2.0
"""The lines of the record, and where each provider's chain of them ends. Triggers refuse to change a line.

No foreign keys: a line stays, whatever becomes of what it is about. On SQLite, a migration that alters one of these
tables makes it anew and loses its triggers: such a migration makes them again (0002 shows how; a test looks).
"""

from django.db import models

from handrail.ground.kit.keys import uuid7
from handrail.ground.record import rules


class Line(models.Model):
    """Written by `actions` alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider_id = models.UUIDField()
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    account_id = models.UUIDField(null=True)
    session_id = models.UUIDField(null=True)
    did = models.CharField(max_length=rules.DID_LENGTH)
    about_id = models.UUIDField(null=True)
    patient_id = models.UUIDField(null=True)
    because = models.CharField(max_length=rules.BECAUSE_LENGTH, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider_id", "number"], name="record_line_number")]
        indexes = [
            models.Index(fields=["provider_id", "at"], name="record_line_at"),
            models.Index(fields=["provider_id", "account_id", "number"], name="record_line_account"),
            models.Index(fields=["provider_id", "did", "number"], name="record_line_did"),
            models.Index(
                fields=["provider_id", "patient_id", "number"],
                condition=models.Q(patient_id__isnull=False),
                name="record_line_patient",
            ),
        ]

    def as_fact(self) -> rules.Line:
        return rules.Line(
            id=self.id, provider_id=self.provider_id, number=self.number, at=self.at, account_id=self.account_id,
            session_id=self.session_id, did=self.did, about_id=self.about_id, patient_id=self.patient_id,
            because=self.because, previous=self.previous, hash=self.hash,
        )  # fmt: skip


class Head(models.Model):
    """Held while a line is appended, so that a provider's lines have one order."""

    provider_id = models.UUIDField(primary_key=True)
    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    def as_fact(self) -> rules.Head:
        return rules.Head(self.provider_id, self.number, self.hash)
