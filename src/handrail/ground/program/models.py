# SPDX-License-Identifier: Apache-2.0
"""Tables of a provider and its programs: opening hours, rooms, services. They decide nothing."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from handrail.ground.kit.days import DAY_MINUTES
from handrail.ground.kit.keys import uuid7
from handrail.ground.program import rules


def _key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


class Provider(models.Model):
    """The organisation. Every row of every table belongs to one, and nothing crosses between two."""

    id = _key()
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Program(models.Model):
    id = _key()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    for_whom = models.CharField(max_length=240, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(max_length=60)
    grid_minutes = models.PositiveSmallIntegerField(default=15)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(grid_minutes__in=(5, 10, 15, 30)), name="program_grid"),
            UniqueConstraint(fields=["provider", "name"], name="program_named_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def as_fact(self) -> rules.Program:
        return rules.Program(
            self.id, self.provider_id, self.name, self.for_whom, self.phone, self.time_zone, self.grid_minutes
        )


class OpeningHours(models.Model):
    """One span of one weekday (0 is Monday) during which sessions may be held."""

    id = _key()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField()
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(weekday__lte=6, start__lt=F("end"), end__lte=DAY_MINUTES), name="opening_hours_span"
            ),
            UniqueConstraint(fields=["program", "weekday", "start"], name="opening_hours_once"),
        ]


class Room(models.Model):
    id = _key()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=60)
    seats = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(seats__gte=1), name="room_seats"),
            UniqueConstraint(fields=["program", "name"], name="room_named_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def as_fact(self) -> rules.Room:
        return rules.Room(self.id, self.name, self.seats)


class Service(models.Model):
    """What can be ordered for a patient: a group, or an individual session."""

    class Kind(models.TextChoices):
        GROUP = "group"
        INDIVIDUAL = "individual"

    class Mode(models.TextChoices):
        IN_PERSON = "in_person"
        ONLINE = "online"

    id = _key()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="services")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.IN_PERSON)
    with_family = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField()
    times_per_week = models.PositiveSmallIntegerField(default=1)
    smallest = models.PositiveSmallIntegerField(default=1)
    largest = models.PositiveSmallIntegerField(default=1)
    leaders = models.PositiveSmallIntegerField(default=1)
    skill = models.CharField(max_length=60, blank=True)
    cohort = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(kind__in=("group", "individual")), name="service_kind"),
            CheckConstraint(condition=Q(mode__in=("in_person", "online")), name="service_mode"),
            CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=DAY_MINUTES), name="service_minutes"),
            CheckConstraint(condition=Q(smallest__gte=1, smallest__lte=F("largest")), name="service_sizes"),
            CheckConstraint(condition=Q(times_per_week__gte=1, times_per_week__lte=7), name="service_times"),
            CheckConstraint(condition=Q(kind="individual") | ~Q(skill=""), name="service_group_skill"),
            UniqueConstraint(fields=["program", "name"], name="service_named_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def as_fact(self) -> rules.Service:
        return rules.Service(
            id=self.id, name=self.name, kind=self.kind, mode=self.mode, with_family=self.with_family,
            minutes=self.minutes, times_per_week=self.times_per_week, smallest=self.smallest, largest=self.largest,
            leaders=self.leaders, skill=self.skill, cohort=self.cohort,
        )  # fmt: skip
