# SPDX-License-Identifier: Apache-2.0
"""Staff: what they may do (posts), what they can (credentials, skills), and when they are there."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from handrail.ground.kit.days import DAY_MINUTES, Span
from handrail.ground.kit.keys import uuid7
from handrail.ground.people import rules


def key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


class Staff(models.Model):
    """`credentials` are the letters shown after her name; `max_minutes`: the most she may lead in a week.

    `is_public`: she has agreed that her name and letters stand on the page that everyone may read.
    """

    id = key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    credentials = models.CharField(max_length=40, blank=True)
    skills = models.JSONField(default=list, blank=True)
    max_minutes = models.PositiveSmallIntegerField(default=0)
    is_public = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [CheckConstraint(condition=Q(max_minutes__lte=7 * DAY_MINUTES), name="staff_max_minutes")]

    def __str__(self) -> str:
        return str(self.id)

    def as_fact(self, available: tuple[Span, ...] = ()) -> rules.Clinician:
        return rules.Clinician(self.id, self.name, self.credentials, tuple(self.skills), self.max_minutes, available)


class Post(models.Model):
    """A role in one program, or, with no program, in all of the provider's."""

    id = key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="posts")
    program = models.ForeignKey("program.Program", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in rules.Role])

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(role__in=[role.value for role in rules.Role]), name="post_role"),
            UniqueConstraint(fields=["staff", "program", "role"], name="post_once"),
            UniqueConstraint(fields=["staff", "role"], condition=Q(program=None), name="post_everywhere_once"),
        ]

    def as_fact(self) -> rules.Post:
        return rules.Post(rules.Role(self.role), self.program_id)


class Credential(models.Model):
    """A licence or certificate, such as LCDC; `expires_on` is its last day."""

    id = key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="credential_rows")
    name = models.CharField(max_length=60)
    number = models.CharField(max_length=60, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["staff", "name", "number"], name="credential_once")]


class Availability(models.Model):
    """One span of one weekday (0 is Monday) in which a clinician can hold sessions."""

    id = key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="availability")
    weekday = models.PositiveSmallIntegerField()
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(weekday__lte=6, start__lt=F("end"), end__lte=DAY_MINUTES), name="availability_span"
            ),
            UniqueConstraint(fields=["staff", "weekday", "start"], name="availability_once"),
        ]


class TimeOff(models.Model):
    """Days on which she is not there, the first and the last included."""

    id = key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="time_off")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = [CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="time_off_in_order")]
