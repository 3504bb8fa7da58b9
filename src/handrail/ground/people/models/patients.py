# SPDX-License-Identifier: Apache-2.0
"""Patients, the people close to them, and the staff who care for them."""

import uuid
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from handrail.ground.kit.days import DAY_MINUTES
from handrail.ground.people import lines, rules, sheets
from handrail.ground.people.models.staff import Staff, key
from handrail.ground.vault.fields import EncryptedBinaryField, EncryptedTextField

HERE = Q(left_at=None)
LEFT = Q(left_at__isnull=False, merged_into=None)


class Patient(models.Model):
    """`name` is the name she uses; `legal_name` is kept only where it differs. Neither leaves except onto a page.

    `plain_name` is what lists are sorted by; `changed_at` tells whether someone else has edited her meanwhile.
    `reach`: by which ways she lets herself be reached; none until she has said so.
    """

    class PartOfDay(models.TextChoices):
        ANY = ""
        MORNING = "morning"
        AFTERNOON = "afternoon"
        EVENING = "evening"

    id = key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey("program.Program", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    plain_name = models.CharField(max_length=400, editable=False)
    legal_name = models.CharField(max_length=120, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    birth_date = models.DateField()
    language = models.CharField(max_length=40, default="English")
    phone = EncryptedTextField(max_length=40, blank=True, default="")
    email = EncryptedTextField(max_length=254, blank=True, default="")
    address = EncryptedTextField(max_length=240, blank=True, default="")
    reach = models.JSONField(default=list, blank=True)
    emergency_name = EncryptedTextField(max_length=120, blank=True, default="")
    emergency_phone = EncryptedTextField(max_length=40, blank=True, default="")
    emergency_relation = EncryptedTextField(max_length=60, blank=True, default="")
    cohorts = models.JSONField(default=list, blank=True)
    mode = models.CharField(max_length=12, default="in_person")
    travel_minutes = models.PositiveSmallIntegerField(default=0)
    full_days = models.PositiveSmallIntegerField(default=3)
    full_day_minutes = models.PositiveSmallIntegerField(default=180)
    part_of_day = models.CharField(max_length=12, choices=PartOfDay, default=PartOfDay.ANY, blank=True)
    avoid_days = models.JSONField(default=list, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            Index(fields=["provider", "birth_date"], name="patient_by_birth_date"),
            Index(fields=["program", "plain_name", "id"], condition=HERE, name="patient_here"),
            Index(fields=["provider", "plain_name", "id"], condition=HERE, name="patient_here_in_any"),
            Index(fields=["program", "plain_name", "id"], condition=LEFT, name="patient_left"),
        ]
        constraints = [
            CheckConstraint(condition=Q(mode__in=("in_person", "online")), name="patient_mode"),
            CheckConstraint(condition=Q(full_days__lte=7, full_day_minutes__lte=DAY_MINUTES), name="patient_full_days"),
            CheckConstraint(condition=Q(travel_minutes__lte=720), name="patient_travel"),
            CheckConstraint(
                condition=Q(part_of_day__in=("", "morning", "afternoon", "evening")), name="patient_part_of_day"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def as_fact(self, apart_from: tuple[uuid.UUID, ...] = ()) -> rules.Patient:
        return rules.Patient(
            id=self.id, name=self.name, birth_date=self.birth_date, cohorts=tuple(self.cohorts), mode=self.mode,
            travel_minutes=self.travel_minutes, full_days=self.full_days, full_day_minutes=self.full_day_minutes,
            part_of_day=self.part_of_day, avoid_days=tuple(self.avoid_days), apart_from=apart_from,
            program_id=self.program_id, pronouns=self.pronouns, has_left=self.left_at is not None,
        )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What a form or a file holds of her."""
        return {name: getattr(self, name) for name in lines.COLUMNS}

    def contact(self) -> rules.Contact:
        return rules.Contact(
            legal_name=self.legal_name, language=self.language, phone=self.phone, email=self.email,
            address=self.address, emergency_name=self.emergency_name, emergency_phone=self.emergency_phone,
            emergency_relation=self.emergency_relation, reach=tuple(self.reach),
        )  # fmt: skip


class KeptApart(models.Model):
    """Two patients who must not share a group. Told once for the pair, the older key first."""

    id = key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    one = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(one__lt=F("other")), name="kept_apart_in_order"),
            UniqueConstraint(fields=["one", "other"], name="kept_apart_once"),
        ]


class NamePart(models.Model):
    """One part of a patient's name or legal name, plainly written, so that she is found while her name is typed."""

    id = key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="name_parts")
    part = models.CharField(max_length=120)

    class Meta:
        indexes = [Index(fields=["provider", "part", "patient"], name="name_part_found")]
        constraints = [UniqueConstraint(fields=["patient", "part"], name="name_part_once")]


class Photo(models.Model):
    """So that a new colleague knows whom she greets. Sealed; never larger than 200 kB."""

    patient = models.OneToOneField(Patient, primary_key=True, on_delete=models.CASCADE, related_name="photo")
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    sealed = EncryptedBinaryField(max_length=200_000)


class FamilyMember(models.Model):
    """Someone close to a patient. What she may see is the patient's to say."""

    id = key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="family")
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=60, blank=True)
    phone = EncryptedTextField(max_length=40, blank=True, default="")
    email = EncryptedTextField(max_length=254, blank=True, default="")
    left_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)

    def as_fact(self) -> sheets.Close:
        return sheets.Close(self.id, self.name, self.relation, self.phone, self.email, self.left_at is not None)


class TeamMember(models.Model):
    """Who cares for a patient, from when until when; at most one of them is her counselor at a time."""

    id = key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="team")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    is_counselor = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["patient", "staff"], condition=Q(until=None), name="team_member_once"),
            UniqueConstraint(fields=["patient"], condition=Q(until=None, is_counselor=True), name="team_one_counselor"),
        ]

    def as_fact(self) -> sheets.Carer:
        """Reads the member of staff too: ask for her with select_related."""
        staff = self.staff
        return sheets.Carer(staff.id, staff.name, staff.credentials, self.is_counselor, self.since, self.until)


class GlassBroken(models.Model):
    """A clinician outside the care team opened a chart, and why. The privacy officer reads each one."""

    id = key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=24)
    words = EncryptedTextField(max_length=1000, blank=True, default="")
    at = models.DateTimeField()
    until = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [Index(fields=["provider", "reviewed_at"], name="glass_to_review")]
        constraints = [CheckConstraint(condition=Q(reason__in=rules.GLASS_REASONS), name="glass_reason")]

    def as_fact(self) -> sheets.Opening:
        """Reads patient and member of staff too: ask for them with select_related."""
        return sheets.Opening(
            self.id, self.patient_id, self.patient.name, self.staff.name, self.reason, self.words, self.at, self.until,
            self.reviewed_at,
        )  # fmt: skip
