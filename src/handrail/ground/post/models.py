# SPDX-License-Identifier: Apache-2.0
"""Messages, what somebody was last told of, calendar addresses, and letters that were given. They decide nothing."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from handrail.ground.kit.keys import uuid7
from handrail.ground.post import rules
from handrail.ground.vault.fields import EncryptedBinaryField, EncryptedTextField

ONE = (
    Q(patient__isnull=False, family=None, staff=None, address=None)
    | Q(patient=None, family__isnull=False, staff=None, address=None)
    | Q(patient=None, family=None, staff__isnull=False, address=None)
    | Q(patient=None, family=None, staff=None, address__isnull=False)
)


def _key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


class Message(models.Model):
    """`key`: queued a second time it is the same message. `next_at`: not to be tried, or taken by another, before."""

    id = _key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey("program.Program", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey("people.Patient", null=True, on_delete=models.CASCADE, related_name="+")
    family = models.ForeignKey("people.FamilyMember", null=True, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey("people.Staff", null=True, on_delete=models.CASCADE, related_name="+")
    address = EncryptedTextField(max_length=254, null=True)
    kind = models.CharField(max_length=24)
    channel = models.CharField(max_length=8)
    key = models.CharField(max_length=160)
    facts = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    next_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="queued")
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            Index(fields=["next_at"], condition=Q(state="queued"), name="message_due"),
            Index(fields=["provider", "-id"], name="message_newest"),
            Index(fields=["program", "kind", "due_at"], name="message_of_program"),
        ]
        constraints = [
            CheckConstraint(condition=ONE, name="message_to_one"),
            CheckConstraint(condition=Q(kind__in=rules.KINDS), name="message_kind"),
            CheckConstraint(condition=Q(channel__in=rules.CHANNELS), name="message_channel"),
            CheckConstraint(condition=Q(state__in=rules.STATES), name="message_state"),
            UniqueConstraint(fields=["provider", "key", "channel"], name="message_once"),
        ]

    def as_fact(self) -> rules.Message:
        to = rules.To(self.patient_id, self.family_id, self.staff_id, self.address or "")
        return rules.Message(
            id=self.id, provider_id=self.provider_id, program_id=self.program_id, to=to, kind=self.kind,
            channel=self.channel, key=self.key, due_at=self.due_at, state=self.state, tries=self.tries,
            facts=self.facts, sent_at=self.sent_at, because=self.because,
        )  # fmt: skip


class Known(models.Model):
    """What somebody was last told of, as keys and moments: of a patient or a member of staff, one of each subject."""

    id = _key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey("program.Program", on_delete=models.CASCADE, related_name="+")
    patient = models.ForeignKey("people.Patient", null=True, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey("people.Staff", null=True, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=24)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(patient=None) ^ Q(staff=None), name="known_to_one"),
            UniqueConstraint(
                fields=["program", "patient", "subject"], condition=Q(staff=None), name="known_to_patient"
            ),
            UniqueConstraint(fields=["program", "staff", "subject"], condition=Q(patient=None), name="known_to_staff"),
        ]


class CalendarAddress(models.Model):
    """A secret address from which a phone reads someone's calendar. Only a digest of its token is kept.

    `names_services`: she chose to have the names of services in it; otherwise all it says is "Appointment".
    """

    id = _key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey("people.Patient", null=True, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey("people.Staff", null=True, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    names_services = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(patient=None) ^ Q(staff=None), name="calendar_of_one"),
            UniqueConstraint(fields=["patient"], condition=Q(revoked_at=None), name="calendar_once_of_patient"),
            UniqueConstraint(fields=["staff"], condition=Q(revoked_at=None), name="calendar_once_of_staff"),
        ]

    def as_fact(self) -> rules.CalendarAddress:
        return rules.CalendarAddress(
            self.id, self.provider_id, self.patient_id, self.staff_id, self.names_services, self.made_at
        )


class Letter(models.Model):
    """A letter that was given. `to` is whom it is for, in the patient's words; `paper` is the PDF as it was given."""

    id = _key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey("program.Program", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    to = EncryptedTextField(max_length=240)
    facts = models.JSONField(default=dict)
    paper = EncryptedBinaryField(max_length=500_000)
    digest = models.CharField(max_length=64)
    signed_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        indexes = [Index(fields=["patient", "-given_at"], name="letter_of_patient")]
        constraints = [CheckConstraint(condition=Q(kind__in=rules.LETTERS), name="letter_kind")]

    def as_fact(self) -> rules.Letter:
        """Reads who signed too: ask for her with select_related."""
        return rules.Letter(
            id=self.id, kind=self.kind, to=self.to, days=len(self.facts.get("days", ())), digest=self.digest,
            signed_by=self.signed_by.name, given_at=self.given_at,
        )  # fmt: skip
