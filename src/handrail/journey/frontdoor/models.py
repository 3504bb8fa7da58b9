# SPDX-License-Identifier: Apache-2.0
"""Tables of inquiries, of what was tried, booked and handed over. Names, contact and words are sealed."""

import json
import uuid
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from handrail.ground.kit.keys import uuid7
from handrail.ground.vault.fields import EncryptedBinaryField, EncryptedTextField
from handrail.journey.frontdoor.rules import facts
from handrail.journey.frontdoor.rules.steps import CLOSED_BECAUSE, Next, State, Step, Wish


def key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


def provider() -> Any:
    return models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")


def sealed(column: str) -> Any:
    return EncryptedTextField(max_length=facts.TEXTS[column], blank=True, default="")


def staff(**how: Any) -> Any:
    return models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", **how)


OVER = Q(next="", due_at=None, step__in=("admitted", "referred", "closed"))
HELD = ~Q(next="") & Q(due_at__isnull=False, owner__isnull=False) & ~Q(step__in=("admitted", "closed"))
TIMES = ("reached", "screened", "booked", "assessed", "ended")


class Inquiry(models.Model):
    """One person's asking for help. `first_slot_at`: the first assessment that could be offered when it was booked.

    `form_key` makes a form that is sent twice one inquiry. `danger` is JSON: each question with its answer.
    """

    id = key()
    provider = provider()
    program = models.ForeignKey("program.Program", on_delete=models.PROTECT, related_name="+")
    form_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - several have none
    way = models.CharField(max_length=12, choices=[(way, way) for way in facts.WAYS])
    caller = models.CharField(max_length=12, choices=[(one, one) for one in facts.CALLERS])
    wish = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Wish])
    step = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Step])
    next = models.CharField(max_length=16, blank=True, choices=[(one.value, one.value) for one in Next])
    due_at = models.DateTimeField(null=True, blank=True)
    owner = staff(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    is_waiting = models.BooleanField(default=False)

    name = sealed("name")
    born = sealed("born")
    phone = sealed("phone")
    email = sealed("email")
    reach_when = sealed("reach_when")
    reach_by = models.CharField(max_length=8, default="phone")
    may_leave_message = models.BooleanField(default=False)
    may_say_who = models.BooleanField(default=False)
    caller_name = sealed("caller_name")
    caller_relation = sealed("caller_relation")
    caller_place = sealed("caller_place")
    caller_phone = sealed("caller_phone")
    caller_email = sealed("caller_email")
    insurance = sealed("insurance")
    words = sealed("words")
    life = sealed("life")
    selfcheck = sealed("selfcheck")
    danger = EncryptedTextField(max_length=600, blank=True, default="")
    heard = models.CharField(max_length=16, blank=True)

    first_contact_at = models.DateTimeField()
    reached_at = models.DateTimeField(null=True, blank=True)
    screened_at = models.DateTimeField(null=True, blank=True)
    booked_at = models.DateTimeField(null=True, blank=True)
    assessed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    first_slot_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.CharField(max_length=16, blank=True)
    may_answer = models.CharField(max_length=4, blank=True)
    may_answer_at = models.DateTimeField(null=True, blank=True)
    patient = models.ForeignKey("people.Patient", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [
            Index(fields=["provider", "step", "due_at"], name="inquiry_board"),
            Index(fields=["provider", "first_contact_at"], name="inquiry_measured"),
        ]
        constraints = [
            CheckConstraint(condition=HELD | OVER, name="inquiry_held"),
            CheckConstraint(condition=~Q(caller="herself") | Q(wish="yes"), name="inquiry_wish_of_herself"),
            CheckConstraint(condition=~Q(step="booked") | Q(wish="yes"), name="inquiry_booked_wished"),
            CheckConstraint(condition=~Q(step="admitted") | Q(patient__isnull=False), name="inquiry_admitted_whom"),
            CheckConstraint(
                condition=Q(step="closed", closed_because__in=CLOSED_BECAUSE) | ~Q(step="closed"), name="inquiry_why"
            ),
            CheckConstraint(condition=Q(may_answer__in=("", "yes", "no")), name="inquiry_may_answer"),
            UniqueConstraint(fields=["provider", "form_key"], name="inquiry_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def state(self) -> State:
        return State(
            Step(self.step), Wish(self.wish), Next(self.next), self.due_at, self.owner_id, self.attempts,
            is_waiting=self.is_waiting,
        )  # fmt: skip

    def take(self, state: State) -> list[str]:
        """Be in this state from now on; the columns that hold it."""
        self.step, self.wish, self.next = state.step.value, state.wish.value, state.next.value
        self.due_at, self.owner_id, self.attempts = state.due, state.owner, state.attempts
        self.is_waiting = state.is_waiting
        return ["step", "wish", "next", "due_at", "owner", "attempts", "is_waiting"]

    def as_fact(self) -> facts.Inquiry:
        """Reads the owner too: ask for her with select_related."""
        times = [(name, getattr(self, f"{name}_at")) for name in TIMES]
        return facts.Inquiry(
            id=self.id, provider_id=self.provider_id, program_id=self.program_id, way=self.way, caller=self.caller,
            state=self.state, texts={name: getattr(self, name) for name in facts.TEXTS},
            ticks={name: getattr(self, name) for name in facts.TICKS}, heard=self.heard, reach_by=self.reach_by,
            answers=json.loads(self.danger or "{}"), first_contact_at=self.first_contact_at,
            owner_name=self.owner.name if self.owner else "",
            owner_left=bool(self.owner and self.owner.left_at), times=tuple((n, at) for n, at in times if at),
            closed_because=self.closed_because, may_answer=self.may_answer, patient_id=self.patient_id,
            version=self.changed_at.isoformat(), changed_by=self.changed_by,
        )  # fmt: skip


class Mark(models.Model):
    """By what the same person is found: a keyed digest of a part of a name, a whole name, a birth date or a phone."""

    id = key()
    provider = provider()
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=8)
    digest = models.CharField(max_length=32)

    class Meta:
        indexes = [Index(fields=["provider", "digest", "inquiry"], name="mark_found")]
        constraints = [UniqueConstraint(fields=["inquiry", "kind", "digest"], name="mark_once")]


class Attempt(models.Model):
    """One try to reach her, or whoever called for her."""

    id = key()
    provider = provider()
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="tries")
    staff = staff()
    at = models.DateTimeField()
    tried_by = models.CharField(max_length=8)
    came_of = models.CharField(max_length=16)
    words = EncryptedTextField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(tried_by__in=facts.TRIED_BY, came_of__in=(*facts.CAME_OF, "sent")), name="attempt_words"
            )
        ]

    def as_fact(self) -> facts.Attempt:
        return facts.Attempt(self.at, self.staff.name, self.tried_by, self.came_of, self.words)


class Booking(models.Model):
    """The time of an assessment. `outcome` empty: it stands."""

    id = key()
    provider = provider()
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="bookings")
    staff = staff()
    start = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=12, default="in_person")
    outcome = models.CharField(max_length=12, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [Index(fields=["staff", "start"], name="booking_of_staff")]
        constraints = [
            UniqueConstraint(fields=["inquiry"], condition=Q(outcome=""), name="booking_one_stands"),
            CheckConstraint(condition=Q(minutes__in=(30, 60, 90)), name="booking_minutes"),
            CheckConstraint(condition=Q(mode__in=("in_person", "online", "phone")), name="booking_mode"),
            CheckConstraint(condition=Q(outcome__in=("", "came", "missed", "cancelled")), name="booking_outcome"),
        ]

    def as_fact(self) -> facts.Booking:
        """Reads the member of staff too: ask for her with select_related."""
        return facts.Booking(
            self.id, self.inquiry_id, self.staff_id, self.staff.name, self.start, self.minutes, self.mode, self.outcome
        )


class Taken(models.Model):
    """A quarter of an hour of one clinician, taken by a booking: so no two of hers overlap, on any database."""

    id = key()
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="cells")
    staff = staff()
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["staff", "at"], name="taken_once")]


class HandOver(models.Model):
    """A referral to another place, and whether she arrived there."""

    id = key()
    provider = provider()
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="handed")
    at = models.DateTimeField()
    place = EncryptedTextField(max_length=200)
    phone = EncryptedTextField(max_length=40, blank=True, default="")
    because = models.CharField(max_length=20)
    together = models.BooleanField(default=False)
    arrived = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [CheckConstraint(condition=Q(arrived__in=("", "yes", "no", "unknown")), name="handover_arrived")]

    def as_fact(self) -> facts.HandOver:
        return facts.HandOver(self.at, self.place, self.phone, self.because, self.together, self.arrived)


class Paper(models.Model):
    """A file that came with a referral. Sealed, its name too."""

    id = key()
    provider = provider()
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="papers")
    name = EncryptedTextField(max_length=160)
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()
    sealed = EncryptedBinaryField(max_length=5_000_000)

    def as_fact(self) -> facts.Paper:
        return facts.Paper(self.id, self.name, self.kind, self.size, self.at)
