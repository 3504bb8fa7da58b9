# SPDX-License-Identifier: Apache-2.0
"""Tables of seats that are held, of who waits, of dates with other hours, and of what a patient says has changed."""

from django.db import models
from django.db.models import CASCADE, PROTECT, CheckConstraint, F, ForeignKey, Index, Q, UniqueConstraint

from handrail.ground.vault.fields import EncryptedTextField
from handrail.journey.timetable.models.keys import key

OPEN = Q(taken_at=None, released_at=None)


class Hold(models.Model):
    """Seats and times kept for one person until a moment. `subject`: whoever it is for, patient or not yet one.

    `entry`: her entry of a problem, with orders and hours; `places`: which seats, told so that they outlive a week.
    """

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    program = ForeignKey("program.Program", on_delete=PROTECT, related_name="+")
    subject = models.UUIDField()
    patient = ForeignKey("people.Patient", on_delete=CASCADE, related_name="+", null=True)
    entry = EncryptedTextField()
    places = models.JSONField()
    words = EncryptedTextField(max_length=120, blank=True, default="")  # what for, in the holder's words
    first_day = models.DateField()
    held_by = models.UUIDField(null=True)  # an account
    held_at = models.DateTimeField()
    until = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["program", "until"], condition=OPEN, name="hold_open")]
        constraints = [
            CheckConstraint(condition=Q(held_at__lt=F("until")), name="hold_lasts"),
            CheckConstraint(condition=Q(taken_at=None) | Q(released_at=None), name="hold_ends_once"),
            UniqueConstraint(fields=["program", "subject"], condition=OPEN, name="hold_one_open"),
        ]


class OtherDay(models.Model):
    """A date on which a patient's own hours are not those of every week: `busy` is all she has then, maybe nothing."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    patient = ForeignKey("people.Patient", on_delete=CASCADE, related_name="+")
    on = models.DateField()
    busy = models.JSONField(default=list)  # [start, end, reason]

    class Meta:
        constraints = [UniqueConstraint(fields=["patient", "on"], name="other_day_once")]


class Change(models.Model):
    """What a patient says has changed in her own week, what she chose of what it would do, and what became of it.

    Kept whatever becomes of it. `life`: her hours from then on; `places`: the week she chose, None if there was none.
    """

    class State(models.TextChoices):
        SENT = "sent"
        ACCEPTED = "accepted"
        ANSWERED = "answered"
        WITHDRAWN = "withdrawn"

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    program = ForeignKey("program.Program", on_delete=PROTECT, related_name="+")
    patient = ForeignKey("people.Patient", on_delete=CASCADE, related_name="+")
    from_day = models.DateField()
    life = EncryptedTextField()
    travel_minutes = models.PositiveSmallIntegerField()
    places = models.JSONField(null=True)
    words = EncryptedTextField(max_length=500, blank=True, default="")  # hers, to whoever reads it
    state = models.CharField(max_length=12, choices=State, default=State.SENT)
    answer = EncryptedTextField(max_length=500, blank=True, default="")
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        indexes = [Index(fields=["program", "sent_at"], condition=Q(state="sent"), name="change_to_read")]
        constraints = [
            CheckConstraint(condition=Q(travel_minutes__lte=720), name="change_travel"),
            UniqueConstraint(fields=["patient"], condition=Q(state="sent"), name="change_one_sent"),
        ]
