# SPDX-License-Identifier: Apache-2.0
"""Tables of what is ordered, of people's own lives, and of the weeks that were published. They decide nothing."""

import uuid

from django.db import models
from django.db.models import CASCADE, PROTECT, CheckConstraint, F, ForeignKey, Q, UniqueConstraint

from handrail.ground.kit.days import DAY_MINUTES
from handrail.ground.kit.keys import uuid7


def _key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


class Order(models.Model):
    """`count` groups of a service, or `count` individual sessions with one clinician, every week."""

    id = _key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    patient = ForeignKey("people.Patient", on_delete=CASCADE, related_name="+")
    service = ForeignKey("program.Service", on_delete=PROTECT, related_name="+")
    clinician = ForeignKey("people.Staff", on_delete=PROTECT, related_name="+", null=True)
    count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(count__gte=1), name="order_count"),
            UniqueConstraint(fields=["patient", "service"], name="order_once"),
        ]


class Commitment(models.Model):
    """A recurring hour of a person's own life, which treatment goes round. `words`: what she calls it."""

    class Reason(models.TextChoices):
        WORK = "work"
        CLASS = "class"
        SCHOOL_RUN = "school run"
        CHILDREN = "children"
        CARE = "care of a relative"
        COURT = "court"
        PROBATION = "probation"
        DOCTOR = "doctor"
        WORSHIP = "worship"
        MEETING = "mutual-help meeting"
        SLEEP = "sleep"
        OTHER = "other"

    id = _key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    patient = ForeignKey("people.Patient", on_delete=CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=24, choices=Reason)
    words = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(weekday__lte=6, start__lt=F("end"), end__lte=DAY_MINUTES), name="commitment_span"
            )
        ]


class Timetable(models.Model):
    """A published week: in force from its first day, a Monday, until a later one is."""

    id = _key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    program = ForeignKey("program.Program", on_delete=PROTECT, related_name="+")
    first_day = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)  # an account; None: a command
    replaced_at = models.DateTimeField(null=True)
    made = models.JSONField(default=dict)  # by which engine, with which seed
    score = models.JSONField(default=dict)  # the judge's terms on the day it was published
    people = models.PositiveIntegerField()
    whole = models.PositiveIntegerField()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(whole__lte=F("people")), name="timetable_whole"),
            UniqueConstraint(
                fields=["program", "first_day"], condition=Q(replaced_at=None), name="timetable_one_in_force"
            ),
        ]


class Group(models.Model):
    """A group of one timetable: on each of its days it starts at the same minute."""

    id = _key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    timetable = ForeignKey(Timetable, on_delete=CASCADE, related_name="groups")
    service = ForeignKey("program.Service", on_delete=PROTECT, related_name="+")
    start = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [CheckConstraint(condition=Q(start__lt=DAY_MINUTES), name="group_start")]


class GroupDay(models.Model):
    """A day on which a group meets, and where; no room when it meets online."""

    id = _key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    group = ForeignKey(Group, on_delete=CASCADE, related_name="days")
    weekday = models.PositiveSmallIntegerField()
    room = ForeignKey("program.Room", on_delete=PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(weekday__lte=6), name="group_day_weekday"),
            UniqueConstraint(fields=["group", "weekday"], name="group_day_once"),
        ]


class Leader(models.Model):
    id = _key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    group = ForeignKey(Group, on_delete=CASCADE, related_name="leaders")
    clinician = ForeignKey("people.Staff", on_delete=PROTECT, related_name="+")

    class Meta:
        constraints = [UniqueConstraint(fields=["group", "clinician"], name="leader_once")]


class Seat(models.Model):
    """A patient's place in a group."""

    id = _key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    group = ForeignKey(Group, on_delete=CASCADE, related_name="seats")
    patient = ForeignKey("people.Patient", on_delete=PROTECT, related_name="+")

    class Meta:
        constraints = [UniqueConstraint(fields=["group", "patient"], name="seat_once")]


class Appointment(models.Model):
    """An individual session, held in the clinician's office."""

    id = _key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    timetable = ForeignKey(Timetable, on_delete=CASCADE, related_name="appointments")
    patient = ForeignKey("people.Patient", on_delete=PROTECT, related_name="+")
    service = ForeignKey("program.Service", on_delete=PROTECT, related_name="+")
    clinician = ForeignKey("people.Staff", on_delete=PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    start = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(weekday__lte=6, start__lt=DAY_MINUTES), name="appointment_start"),
            UniqueConstraint(fields=["timetable", "clinician", "weekday", "start"], name="appointment_clinician_once"),
            UniqueConstraint(fields=["timetable", "patient", "weekday", "start"], name="appointment_patient_once"),
        ]


class Unmet(models.Model):
    """What was ordered and has no place in this timetable, and why, in a sentence without names."""

    id = _key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    timetable = ForeignKey(Timetable, on_delete=CASCADE, related_name="unmet")
    patient = ForeignKey("people.Patient", on_delete=PROTECT, related_name="+")
    service = ForeignKey("program.Service", on_delete=PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField()
    because = models.TextField(blank=True)
