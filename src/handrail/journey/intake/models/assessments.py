# SPDX-License-Identifier: Apache-2.0
"""Tables of an assessment: what was answered, version by version, who signed it, what was added later."""

import uuid

from django.db import models
from django.db.models import CASCADE, PROTECT, CheckConstraint, ForeignKey, Index, Q, UniqueConstraint

from handrail.ground.kit.keys import uuid7
from handrail.ground.vault.fields import EncryptedTextField
from handrail.journey.intake import sheets, signing


def key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


class Assessment(models.Model):
    """One history of one patient, by several people over several visits. `catalogue`: the version of what was asked."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    patient = ForeignKey("people.Patient", on_delete=PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in sheets.KINDS])
    state = models.CharField(max_length=8, default="open", choices=[(state, state) for state in sheets.STATES])
    started_at = models.DateTimeField()
    started_by = ForeignKey("people.Staff", null=True, on_delete=PROTECT, related_name="+")
    catalogue = models.CharField(max_length=20)
    follows = ForeignKey("self", null=True, on_delete=PROTECT, related_name="+")
    merged_from = models.UUIDField(null=True)

    class Meta:
        indexes = [Index(fields=["patient", "started_at"], name="assessment_of_patient")]
        constraints = [
            CheckConstraint(condition=Q(kind__in=sheets.KINDS), name="assessment_kind"),
            CheckConstraint(condition=Q(state__in=sheets.STATES), name="assessment_state"),
            UniqueConstraint(fields=["patient"], condition=~Q(state="signed"), name="assessment_one_unsigned"),
        ]

    def as_fact(self) -> sheets.Assessment:
        return sheets.Assessment(
            self.id, self.patient_id, self.kind, self.state, self.started_at, self.catalogue, self.merged_from
        )


class Saved(models.Model):
    """A section as it stood after one save: all its answers, sealed. The highest number counts; none is overwritten.

    `mark` was made in the browser: the same save sent twice is kept once.
    """

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    assessment = ForeignKey(Assessment, on_delete=CASCADE, related_name="saves")
    section = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    answers = EncryptedTextField()
    at = models.DateTimeField()
    staff = ForeignKey("people.Staff", null=True, on_delete=PROTECT, related_name="+")
    mark = models.UUIDField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["assessment", "section", "number"], name="saved_in_order"),
            UniqueConstraint(fields=["assessment", "mark"], name="saved_once"),
        ]


class Signature(models.Model):
    """Who signed, with which letters, and the hash of what was signed. `returned_at`: a supervisor sent it back."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    assessment = ForeignKey(Assessment, on_delete=CASCADE, related_name="signatures")
    staff = ForeignKey("people.Staff", on_delete=PROTECT, related_name="+")
    letters = models.CharField(max_length=40)
    part = models.CharField(max_length=8, choices=[(part, part) for part in signing.PARTS])
    at = models.DateTimeField()
    hash = models.CharField(max_length=64)
    returned_at = models.DateTimeField(null=True)
    returned_by = ForeignKey("people.Staff", null=True, on_delete=PROTECT, related_name="+")
    returned_because = EncryptedTextField(blank=True, default="")

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(part__in=signing.PARTS), name="signature_part"),
            UniqueConstraint(
                fields=["assessment", "part"], condition=Q(returned_at=None), name="signature_one_standing"
            ),
        ]

    def as_fact(self) -> sheets.Signature:
        """Reads the staff too: ask for it with select_related."""
        return sheets.Signature(
            self.staff_id, self.staff.name, self.letters, self.part, self.at, self.hash, self.returned_at,
            self.returned_because,
        )  # fmt: skip


class Addendum(models.Model):
    """What was added to a signed assessment. Itself never changed."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    assessment = ForeignKey(Assessment, on_delete=CASCADE, related_name="addenda")
    staff = ForeignKey("people.Staff", on_delete=PROTECT, related_name="+")
    letters = models.CharField(max_length=40)
    at = models.DateTimeField()
    words = EncryptedTextField(max_length=8000)

    def as_fact(self) -> sheets.Addendum:
        return sheets.Addendum(self.staff.name, self.letters, self.at, self.words)
