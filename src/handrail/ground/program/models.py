# SPDX-License-Identifier: Apache-2.0
"""Tables of a provider: sites with their rooms, programs with their hours and services. They decide nothing."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from handrail.ground.kit.days import DAY_MINUTES
from handrail.ground.kit.keys import uuid7
from handrail.ground.program import rules


def _key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


class Provider(models.Model):
    """The organisation. Every row of every table belongs to one, and nothing crosses between two.

    `letterhead`: what stands on letters to employers and schools, lines with `|` between; it should not tell what is
    treated here.
    """

    id = _key()
    name = models.CharField(max_length=120)
    letterhead = models.CharField(max_length=240, blank=True)

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place people come to. Its programs share its rooms and live in its time zone."""

    id = _key()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=240, blank=True)
    state = models.CharField(max_length=2, blank=True)
    time_zone = models.CharField(max_length=60)

    class Meta:
        constraints = [UniqueConstraint(fields=["provider", "name"], name="site_named_once")]

    def __str__(self) -> str:
        return self.name

    def as_fact(self) -> rules.Site:
        return rules.Site(self.id, self.provider_id, self.name, self.address, self.time_zone, self.state)


class Program(models.Model):
    """`group_cap`: no group of it may be larger, whatever its services say; 0: they say it all.

    `packs`: the rule packs that apply; none: those of the nation and the state. `rest_minutes`: between the last
    session of a clinician's day and her first the next day; 0: nothing is said.
    """

    id = _key()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="programs")
    name = models.CharField(max_length=120)
    for_whom = models.CharField(max_length=240, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    level_of_care = models.CharField(max_length=24, choices=rules.LEVELS_OF_CARE, default="intensive_outpatient")
    cohorts = models.JSONField(default=list, blank=True)
    group_cap = models.PositiveSmallIntegerField(default=0)
    least_minutes = models.PositiveSmallIntegerField(default=rules.LEAST_MINUTES)
    most_minutes = models.PositiveSmallIntegerField(default=rules.MOST_MINUTES)
    grid_minutes = models.PositiveSmallIntegerField(default=15)
    packs = models.JSONField(default=list, blank=True)
    rest_minutes = models.PositiveSmallIntegerField(default=0)
    is_public = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(grid_minutes__in=(5, 10, 15, 30)), name="program_grid"),
            CheckConstraint(condition=Q(least_minutes__lte=F("most_minutes")), name="program_typical_hours"),
            CheckConstraint(condition=Q(level_of_care__in=rules.LEVELS_OF_CARE), name="program_level_of_care"),
            UniqueConstraint(fields=["provider", "name"], name="program_named_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def as_fact(self) -> rules.Program:
        """Reads the site too: ask for it with select_related."""
        return rules.Program(
            id=self.id, provider_id=self.provider_id, name=self.name, for_whom=self.for_whom, phone=self.phone,
            time_zone=self.site.time_zone, grid_minutes=self.grid_minutes, site_id=self.site_id,
            level_of_care=self.level_of_care, cohorts=tuple(self.cohorts), group_cap=self.group_cap,
            least_minutes=self.least_minutes, most_minutes=self.most_minutes, is_open=self.closed_at is None,
            packs=tuple(self.packs), rest_minutes=self.rest_minutes, state=self.site.state, is_public=self.is_public,
        )  # fmt: skip


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
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=60)
    seats = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(seats__gte=1), name="room_seats"),
            UniqueConstraint(fields=["site", "name"], name="room_named_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def as_fact(self) -> rules.Room:
        return rules.Room(self.id, self.name, self.seats, self.closed_at is None)


class Service(models.Model):
    """What can be ordered for a patient: a group, or an individual session.

    `minutes` are on the clock, `break_minutes` of them breaks; `usual_count`: how many a week most people are ordered.
    `is_education`: a class, not a counseling group; rules allow it more people.
    """

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
    curriculum = models.CharField(max_length=120, blank=True)
    break_minutes = models.PositiveSmallIntegerField(default=0)
    usual_count = models.PositiveSmallIntegerField(default=0)
    is_education = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(kind__in=("group", "individual")), name="service_kind"),
            CheckConstraint(condition=Q(mode__in=("in_person", "online")), name="service_mode"),
            CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=DAY_MINUTES), name="service_minutes"),
            CheckConstraint(condition=Q(smallest__gte=1, smallest__lte=F("largest")), name="service_sizes"),
            CheckConstraint(condition=Q(times_per_week__gte=1, times_per_week__lte=7), name="service_times"),
            CheckConstraint(condition=Q(kind="individual") | ~Q(skill=""), name="service_group_skill"),
            CheckConstraint(condition=Q(break_minutes__lt=F("minutes")), name="service_breaks"),
            UniqueConstraint(fields=["program", "name"], name="service_named_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def as_fact(self) -> rules.Service:
        return rules.Service(
            id=self.id, name=self.name, kind=self.kind, mode=self.mode, with_family=self.with_family,
            minutes=self.minutes, times_per_week=self.times_per_week, smallest=self.smallest, largest=self.largest,
            leaders=self.leaders, skill=self.skill, cohort=self.cohort, curriculum=self.curriculum,
            break_minutes=self.break_minutes, usual_count=self.usual_count, is_open=self.closed_at is None,
            is_education=self.is_education,
        )  # fmt: skip
