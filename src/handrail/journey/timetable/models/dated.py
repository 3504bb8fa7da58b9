# SPDX-License-Identifier: Apache-2.0
"""Tables of what makes a dated week differ from the standing week: closures, and changes of one meeting on one date."""

from django.db import models
from django.db.models import CASCADE, PROTECT, CheckConstraint, F, ForeignKey, Index, Q, UniqueConstraint

from handrail.ground.kit.days import DAY_MINUTES
from handrail.ground.vault.fields import EncryptedTextField
from handrail.journey.timetable import dated
from handrail.journey.timetable.models.keys import key

STANDS = Q(undone_at=None)


class Closure(models.Model):
    """Days, or hours of them, on which a program or all programs of a site hold nothing. `words`: why, for everyone."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    site = ForeignKey("program.Site", on_delete=PROTECT, related_name="+")
    program = ForeignKey("program.Program", on_delete=PROTECT, related_name="+", null=True)  # None: all of the site's
    first_day = models.DateField()
    last_day = models.DateField()
    start = models.PositiveSmallIntegerField(default=0)
    end = models.PositiveSmallIntegerField(default=DAY_MINUTES)
    words = models.CharField(max_length=60)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["site", "last_day"], condition=STANDS, name="closure_ahead")]
        constraints = [
            CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="closure_in_order"),
            CheckConstraint(condition=Q(start__lt=F("end"), end__lte=DAY_MINUTES), name="closure_span"),
        ]

    def as_fact(self) -> dated.Closure:
        return dated.Closure(
            self.id, self.first_day, self.last_day, self.start, self.end, self.words, is_of_site=self.program_id is None
        )


class OneOff(models.Model):
    """What is different about one meeting on one date; with neither group nor appointment, a meeting held once.

    `on` is the date the standing week gives it; `day`, `start` and `room` are where it is held, None: as it stands.
    """

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    program = ForeignKey("program.Program", on_delete=PROTECT, related_name="+")
    on = models.DateField()
    group = ForeignKey("timetable.Group", on_delete=CASCADE, related_name="+", null=True)
    appointment = ForeignKey("timetable.Appointment", on_delete=CASCADE, related_name="+", null=True)
    service = ForeignKey("program.Service", on_delete=PROTECT, related_name="+", null=True)
    is_cancelled = models.BooleanField(default=False)
    day = models.DateField(null=True)
    start = models.PositiveSmallIntegerField(null=True)
    room = ForeignKey("program.Room", on_delete=PROTECT, related_name="+", null=True)
    cause = models.CharField(max_length=24, choices=[(cause, cause) for cause in dated.CAUSES])
    words = EncryptedTextField(max_length=200, blank=True, default="")  # for staff only
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            Index(fields=["program", "on"], condition=STANDS, name="one_off_on"),
            Index(fields=["program", "day"], condition=STANDS, name="one_off_day"),
        ]
        constraints = [
            CheckConstraint(condition=Q(cause__in=dated.CAUSES), name="one_off_cause"),
            CheckConstraint(condition=Q(start=None) | Q(start__lt=DAY_MINUTES), name="one_off_start"),
            CheckConstraint(
                condition=Q(group__isnull=False, appointment=None, service=None)
                | Q(group=None, appointment__isnull=False, service=None)
                | Q(group=None, appointment=None, service__isnull=False, start__isnull=False),
                name="one_off_of_one",
            ),
            UniqueConstraint(fields=["group", "on"], condition=STANDS, name="one_off_of_group_once"),
            UniqueConstraint(fields=["appointment", "on"], condition=STANDS, name="one_off_of_appointment_once"),
        ]


class Substitute(models.Model):
    """Who leads a meeting on that date, and instead of whom; of a meeting held once, instead of nobody."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    one_off = ForeignKey(OneOff, on_delete=CASCADE, related_name="substitutes")
    instead_of = ForeignKey("people.Staff", on_delete=PROTECT, related_name="+", null=True)
    clinician = ForeignKey("people.Staff", on_delete=PROTECT, related_name="+")

    class Meta:
        constraints = [UniqueConstraint(fields=["one_off", "clinician"], name="substitute_once")]


class SeatOnce(models.Model):
    """One person in one meeting on one date: she comes to it as a guest, or is excused from it.

    `on` is the date the standing week gives the meeting.
    """

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    program = ForeignKey("program.Program", on_delete=PROTECT, related_name="+")
    on = models.DateField()
    group = ForeignKey("timetable.Group", on_delete=CASCADE, related_name="+", null=True)
    one_off = ForeignKey(OneOff, on_delete=CASCADE, related_name="seats", null=True)
    patient = ForeignKey("people.Patient", on_delete=PROTECT, related_name="+")
    comes = models.BooleanField()
    cause = models.CharField(max_length=24, choices=[(cause, cause) for cause in dated.CAUSES])
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["program", "on"], condition=STANDS, name="seat_once_on")]
        constraints = [
            CheckConstraint(condition=Q(cause__in=dated.CAUSES), name="seat_once_cause"),
            CheckConstraint(
                condition=Q(group__isnull=False, one_off=None) | Q(group=None, one_off__isnull=False),
                name="seat_once_in_one",
            ),
            UniqueConstraint(fields=["patient", "group", "on"], condition=STANDS, name="seat_once_in_group"),
            UniqueConstraint(fields=["patient", "one_off"], condition=STANDS, name="seat_once_in_one_off"),
        ]
