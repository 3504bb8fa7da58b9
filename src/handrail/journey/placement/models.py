# SPDX-License-Identifier: Apache-2.0
"""Tables of determinations: ratings, what was recommended and decided, signatures, and the rules of their day."""

import json
import uuid
from typing import Any

from django.db import models
from django.db.models import CASCADE, PROTECT, CheckConstraint, ForeignKey, Q, UniqueConstraint

from handrail.ground.kit.keys import uuid7
from handrail.ground.vault.fields import EncryptedTextField
from handrail.journey.placement import papers
from handrail.journey.placement.rules import WORST


def key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


class KeptPack(models.Model):
    """The text of a pack of rules that a determination was made by, kept for as long as the determination is."""

    id = key()
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()


class Determination(models.Model):
    """One judgement of the level of care. Until it is signed it may be changed; from then on it never is.

    `gates`, `supports`, `facts`: codes of the pack. `answers`: those of the assessment as they were, sealed.
    `dismissed`: why a gate that the answers propose was not taken over, by code, sealed.
    """

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    patient = ForeignKey("people.Patient", on_delete=PROTECT, related_name="+")
    occasion = models.CharField(max_length=12, choices=[(one, one) for one in papers.OCCASIONS])
    judged_on = models.DateField()
    pack = ForeignKey(KeptPack, on_delete=PROTECT, related_name="+")
    gates = models.JSONField(default=list)
    supports = models.JSONField(default=list)
    facts = models.JSONField(default=list)
    answers = EncryptedTextField(blank=True)
    dismissed = EncryptedTextField(blank=True)
    recommended = models.CharField(max_length=40, blank=True)
    decided = models.CharField(max_length=40, blank=True)
    override_reason = EncryptedTextField(blank=True, max_length=2000)
    agreed = models.CharField(max_length=10, blank=True, choices=[(one, one) for one in papers.AGREED])
    agreed_words = EncryptedTextField(blank=True, max_length=2000)
    available = models.BooleanField(default=True)
    alternatives = EncryptedTextField(blank=True, max_length=2000)
    interim_plan = EncryptedTextField(blank=True, max_length=2000)
    tool_name = models.CharField(max_length=60, blank=True)
    tool_version = models.CharField(max_length=20, blank=True)
    tool_on = models.DateField(null=True, blank=True)
    tool_level = models.CharField(max_length=60, blank=True)
    summary = EncryptedTextField(blank=True, max_length=4000)
    author = ForeignKey("people.Staff", null=True, on_delete=PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_hash = models.CharField(max_length=64, blank=True)
    needs_cosign = models.BooleanField(default=False)
    cosigner = ForeignKey("people.Staff", null=True, blank=True, on_delete=PROTECT, related_name="+")
    cosigned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "signed_at"], name="determination_of_patient")]
        constraints = [
            UniqueConstraint(fields=["patient"], condition=Q(signed_at=None), name="determination_one_draft"),
            CheckConstraint(condition=Q(signed_at=None) | ~Q(decided=""), name="determination_signed_is_decided"),
            CheckConstraint(condition=Q(cosigned_at=None) | Q(needs_cosign=True), name="determination_cosigned"),
        ]

    def as_fact(self) -> papers.Determination:
        rows = {row.area: row for row in self.ratings.all()}
        told: dict[str, Any] = {
            name: getattr(self, name)
            for name in (
                "id", "occasion", "judged_on", "recommended", "decided", "override_reason", "agreed", "agreed_words",
                "available", "alternatives", "interim_plan", "tool_name", "tool_version", "tool_on", "tool_level",
                "summary", "begun_at", "signed_at", "signed_hash", "needs_cosign", "cosigned_at",
            )
        }  # fmt: skip
        return papers.Determination(
            **told, patient_id=self.patient_id, version=self.pack.version, pack_digest=self.pack.digest,
            gates=tuple(self.gates), supports=tuple(self.supports), facts=tuple(self.facts),
            answers=json.loads(self.answers or "{}"), dismissed=json.loads(self.dismissed or "{}"),
            ratings=tuple(rows[area].as_fact() for area in sorted(rows, key=lambda area: rows[area].place)),
            author_id=self.author_id, author=self.author.name if self.author else "",
            author_letters=self.author.credentials if self.author else "",
            cosigner=self.cosigner.name if self.cosigner else "",
            cosigner_letters=self.cosigner.credentials if self.cosigner else "",
        )  # fmt: skip


class Rating(models.Model):
    """One area of one determination: what the answers proposed, what was given, and why it differs."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    determination = ForeignKey(Determination, on_delete=CASCADE, related_name="ratings")
    place = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=40)
    proposed = models.PositiveSmallIntegerField(null=True)
    given = models.PositiveSmallIntegerField(null=True)
    reason = EncryptedTextField(blank=True, max_length=1000)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["determination", "area"], name="rating_once"),
            CheckConstraint(condition=Q(given=None) | Q(given__lte=WORST), name="rating_given"),
            CheckConstraint(condition=Q(proposed=None) | Q(proposed__lte=WORST), name="rating_proposed"),
        ]

    def as_fact(self) -> papers.Rated:
        return papers.Rated(self.area, self.proposed, self.given, self.reason)
