# SPDX-License-Identifier: Apache-2.0
"""Tables of who waits for a week and of the talks we had meanwhile. What she needs and what was said is sealed."""

from django.db import models
from django.db.models import CASCADE, PROTECT, CheckConstraint, ForeignKey, Index, Q, UniqueConstraint

from handrail.ground.kit.keys import uuid7
from handrail.ground.vault.fields import EncryptedTextField
from handrail.journey.waiting import rules

OPEN = Q(ended_at=None)


class Wait(models.Model):
    """One person's place on the list: somebody who asked for help, or a patient.

    `asked`: orders and hours as they were told, empty if the tables say them; `found`: what became of the last try, as
    JSON; `tried_with`: the mark of the week it was tried with. `due_at`: our next contact, of a patient only.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    program = ForeignKey("program.Program", on_delete=PROTECT, related_name="+")
    inquiry = ForeignKey("frontdoor.Inquiry", on_delete=PROTECT, related_name="+", null=True)
    patient = ForeignKey("people.Patient", on_delete=CASCADE, related_name="+", null=True)
    asked = EncryptedTextField(blank=True, default="")
    since = models.DateTimeField()
    begun_by = models.UUIDField(null=True)  # an account
    support = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    tried_with = models.CharField(max_length=64, blank=True, default="")
    fits_since = models.DateTimeField(null=True)
    found = EncryptedTextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        indexes = [Index(fields=["program", "since"], condition=OPEN, name="wait_open")]
        constraints = [
            CheckConstraint(condition=Q(inquiry__isnull=False) | Q(patient__isnull=False), name="wait_whose"),
            CheckConstraint(
                condition=Q(ended_at=None, ended_because="")
                | Q(ended_at__isnull=False, ended_because__in=sorted({*rules.ENDS, *rules.BY_ITSELF})),
                name="wait_ends_because",
            ),
            UniqueConstraint(fields=["inquiry"], condition=OPEN, name="wait_one_of_inquiry"),
            UniqueConstraint(fields=["program", "patient"], condition=OPEN, name="wait_one_of_patient"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Talk(models.Model):
    """We called a patient who waits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    wait = ForeignKey(Wait, on_delete=CASCADE, related_name="talks")
    staff = ForeignKey("people.Staff", on_delete=PROTECT, related_name="+")
    at = models.DateTimeField()
    came_of = models.CharField(max_length=16)
    words = EncryptedTextField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [CheckConstraint(condition=Q(came_of__in=rules.CAME_OF), name="talk_came_of")]

    def __str__(self) -> str:
        return str(self.id)
