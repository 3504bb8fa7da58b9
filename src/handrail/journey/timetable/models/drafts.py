# SPDX-License-Identifier: Apache-2.0
"""Tables of weeks that are proposed and not in force."""

from django.db import models
from django.db.models import CASCADE, PROTECT, CheckConstraint, ForeignKey, Q, UniqueConstraint

from handrail.journey.timetable.models.keys import key
from handrail.journey.timetable.models.weeks import Timetable


class Draft(models.Model):
    """A week for the program from `first_day`, asked for, built by a worker, changed by hand, published or put away.

    `week` is the best that was built, `edits[:done]` what was done to it since; `version` rises with each change.
    `made_from` is the problem it was built from, and `beside` the week in force then. Ids only, no names.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        BUILDING = "building"
        READY = "ready"
        FAILED = "failed"
        PUBLISHED = "published"
        AWAY = "put away"

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    program = ForeignKey("program.Program", on_delete=CASCADE, related_name="+")
    first_day = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)  # an account; None: a command
    may_take = models.PositiveIntegerField()  # seconds
    pins = models.JSONField(default=list)
    begins_with = models.TextField(blank=True)  # the week the search starts from
    beside = ForeignKey(Timetable, on_delete=PROTECT, related_name="+", null=True)
    made_from = models.TextField(blank=True)
    week = models.TextField(blank=True)
    edits = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    took = models.FloatField(default=0)  # seconds
    score = models.IntegerField(null=True)
    whole = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=12, blank=True)  # it failed: the pins, or the engine
    lost_pins = models.JSONField(default=list)
    stop_asked = models.BooleanField(default=False)
    worker = models.UUIDField(null=True)
    held_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    published = ForeignKey(Timetable, on_delete=PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(whole__lte=models.F("people")), name="draft_whole"),
            UniqueConstraint(
                fields=["program"], condition=Q(state__in=["asked", "building"]), name="draft_one_in_the_making"
            ),
        ]
