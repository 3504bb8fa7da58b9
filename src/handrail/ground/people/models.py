# SPDX-License-Identifier: Apache-2.0
"""Tables of clinicians and patients. They decide nothing."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from handrail.ground.kit.days import DAY_MINUTES, Span
from handrail.ground.kit.keys import uuid7
from handrail.ground.people import rules


def _key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


class Clinician(models.Model):
    id = _key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey("program.Program", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    credentials = models.CharField(max_length=40, blank=True)
    skills = models.JSONField(default=list)
    max_minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [CheckConstraint(condition=Q(max_minutes__lte=7 * DAY_MINUTES), name="clinician_max_minutes")]

    def __str__(self) -> str:
        return str(self.id)

    def as_fact(self, available: tuple[Span, ...] = ()) -> rules.Clinician:
        return rules.Clinician(self.id, self.name, self.credentials, tuple(self.skills), self.max_minutes, available)


class Availability(models.Model):
    """One span of one weekday (0 is Monday) in which a clinician can hold sessions."""

    id = _key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="availability")
    weekday = models.PositiveSmallIntegerField()
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(weekday__lte=6, start__lt=F("end"), end__lte=DAY_MINUTES), name="availability_span"
            ),
            UniqueConstraint(fields=["clinician", "weekday", "start"], name="availability_once"),
        ]


class Patient(models.Model):
    """`name` is the name she uses. It never leaves this table except onto a page."""

    class PartOfDay(models.TextChoices):
        ANY = ""
        MORNING = "morning"
        AFTERNOON = "afternoon"
        EVENING = "evening"

    id = _key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey("program.Program", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    birth_date = models.DateField()
    cohorts = models.JSONField(default=list)
    mode = models.CharField(max_length=12, default="in_person")
    travel_minutes = models.PositiveSmallIntegerField(default=0)
    full_days = models.PositiveSmallIntegerField(default=3)
    full_day_minutes = models.PositiveSmallIntegerField(default=180)
    part_of_day = models.CharField(max_length=12, choices=PartOfDay, default=PartOfDay.ANY, blank=True)
    avoid_days = models.JSONField(default=list)

    class Meta:
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
        )  # fmt: skip


class KeptApart(models.Model):
    """Two patients who must not share a group. Told once for the pair, the older key first."""

    id = _key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    one = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(one__lt=F("other")), name="kept_apart_in_order"),
            UniqueConstraint(fields=["one", "other"], name="kept_apart_once"),
        ]
