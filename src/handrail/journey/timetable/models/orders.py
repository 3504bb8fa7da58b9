# SPDX-License-Identifier: Apache-2.0
"""Tables of what is ordered for a patient, and of her own life."""

from django.db import models
from django.db.models import CASCADE, PROTECT, CheckConstraint, F, ForeignKey, Q, UniqueConstraint

from handrail.ground.kit.days import DAY_MINUTES
from handrail.journey.timetable.models.keys import key


class Order(models.Model):
    """`count` groups of a service, or `count` individual sessions with one clinician, every week."""

    id = key()
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
    """A recurring hour of a person's own life, which treatment goes round. `words`: what she calls it.

    It holds from `since` on and up to `until`, which is its first day without; None: always, and for ever.
    """

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

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    patient = ForeignKey("people.Patient", on_delete=CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=24, choices=Reason)
    words = models.CharField(max_length=60, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(weekday__lte=6, start__lt=F("end"), end__lte=DAY_MINUTES), name="commitment_span"
            ),
            CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(since__lt=F("until")), name="commitment_dates_in_order"
            ),
        ]
