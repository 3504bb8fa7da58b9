# SPDX-License-Identifier: Apache-2.0
"""Tables of the weeks that were published."""

from django.db import models
from django.db.models import CASCADE, PROTECT, CheckConstraint, F, ForeignKey, Q, UniqueConstraint

from handrail.ground.kit.days import DAY_MINUTES
from handrail.ground.vault.fields import EncryptedTextField
from handrail.journey.timetable.models.keys import key


class Timetable(models.Model):
    """A published week: in force from its first day, a Monday, until a later one is."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    program = ForeignKey("program.Program", on_delete=PROTECT, related_name="+")
    first_day = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)  # an account; None: a command
    replaced_at = models.DateTimeField(null=True)
    made = models.JSONField(default=dict)  # by which engine, with which seed
    score = models.JSONField(default=dict)  # the judge's terms on the day it was published
    cautions = models.JSONField(default=list)  # to what of program and packs it did not keep that day, in numbers
    why = EncryptedTextField(max_length=300, blank=True, default="")  # it was published all the same
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

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    timetable = ForeignKey(Timetable, on_delete=CASCADE, related_name="groups")
    service = ForeignKey("program.Service", on_delete=PROTECT, related_name="+")
    start = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [CheckConstraint(condition=Q(start__lt=DAY_MINUTES), name="group_start")]


class GroupDay(models.Model):
    """A day on which a group meets, and where; no room when it meets online."""

    id = key()
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
    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    group = ForeignKey(Group, on_delete=CASCADE, related_name="leaders")
    clinician = ForeignKey("people.Staff", on_delete=PROTECT, related_name="+")

    class Meta:
        constraints = [UniqueConstraint(fields=["group", "clinician"], name="leader_once")]


class Seat(models.Model):
    """A patient's place in a group."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    group = ForeignKey(Group, on_delete=CASCADE, related_name="seats")
    patient = ForeignKey("people.Patient", on_delete=PROTECT, related_name="+")

    class Meta:
        constraints = [UniqueConstraint(fields=["group", "patient"], name="seat_once")]


class Appointment(models.Model):
    """An individual session, held in the clinician's office."""

    id = key()
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

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    timetable = ForeignKey(Timetable, on_delete=CASCADE, related_name="unmet")
    patient = ForeignKey("people.Patient", on_delete=PROTECT, related_name="+")
    service = ForeignKey("program.Service", on_delete=PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField()
    because = models.TextField(blank=True)
