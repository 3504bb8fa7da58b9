# SPDX-License-Identifier: Apache-2.0
"""The assessment is booked, moved, held or missed. Two bookings of one clinician cannot overlap."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.post import actions as post
from handrail.ground.post import queries as messages
from handrail.ground.post.rules import To
from handrail.ground.program import queries as programs
from handrail.ground.record import actions as record
from handrail.journey.frontdoor.actions.holding import held, move
from handrail.journey.frontdoor.desk import desk
from handrail.journey.frontdoor.models import Booking, Inquiry, Taken
from handrail.journey.frontdoor.rules.facts import reminded_by
from handrail.journey.frontdoor.rules.slots import Slot, cells_of
from handrail.journey.frontdoor.rules.steps import Deed

REMINDER = "reminder"
MODES = ("in_person", "online", "phone")


class Gone(Refused):
    """Somebody else has booked this time meanwhile."""


@transaction.atomic
def book(*, by: By, inquiry_id: UUID, slot: Slot, offered: Sequence[Slot], mode: str, at: datetime) -> UUID:
    """One of the offered times. Booked before, it is moved. Which was the first that could be offered is kept."""
    if mode not in MODES:
        raise Refused(_("Say whether they come in person, online or by phone."))
    if slot not in offered:
        raise Gone(_("This time is no longer free. Choose another."))
    inquiry = held(by, inquiry_id)
    move(by, inquiry, Deed.BOOKED, at, until=slot.start)
    free(by, inquiry, "cancelled")
    made = Booking(
        provider_id=by.provider_id, inquiry=inquiry, staff_id=slot.staff_id, start=slot.start, minutes=slot.minutes,
        mode=mode, made_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            Taken.objects.bulk_create(
                Taken(booking=made, staff_id=slot.staff_id, at=cell) for cell in cells_of(slot.start, slot.minutes)
            )
    except IntegrityError:
        raise Gone(_("This time has just been booked by a colleague. Choose another.")) from None
    _remind(by, inquiry, slot, at)
    if inquiry.first_slot_at is None:
        Inquiry.objects.filter(pk=inquiry.pk).update(first_slot_at=offered[0].start)
    record.note(by=by, did="assessment.booked", about=made.id)
    return made.id


@transaction.atomic
def cancel(*, by: By, inquiry_id: UUID, at: datetime) -> None:
    """The time is given back; another is to be found."""
    inquiry = held(by, inquiry_id)
    move(by, inquiry, Deed.UNBOOKED, at)
    free(by, inquiry, "cancelled")
    record.note(by=by, did="assessment.cancelled", about=inquiry.id)


@transaction.atomic
def miss(*, by: By, inquiry_id: UUID, at: datetime) -> None:
    """They did not come. No blame: she is called, and another time is found."""
    inquiry = held(by, inquiry_id)
    move(by, inquiry, Deed.MISSED, at)
    free(by, inquiry, "missed")
    record.note(by=by, did="assessment.missed", about=inquiry.id)


@transaction.atomic
def hold(*, by: By, inquiry_id: UUID, at: datetime) -> None:
    """She came, and was assessed."""
    inquiry = held(by, inquiry_id)
    move(by, inquiry, Deed.ASSESSED, at)
    free(by, inquiry, "came", keep_cells=True)
    record.note(by=by, did="assessment.held", about=inquiry.id)


def free(by: By, inquiry: Inquiry, outcome: str, *, keep_cells: bool = False) -> None:
    """The standing booking stands no more; its time is free again, unless it was used, and nobody is reminded of it."""
    standing = Booking.objects.filter(inquiry=inquiry, outcome="")
    if not keep_cells:
        Taken.objects.filter(booking__in=standing).delete()
    if standing.update(outcome=outcome):
        for message in messages.waiting(inquiry.program_id, REMINDER):
            if message.key == _key(inquiry):
                post.withdraw(by=by, message_id=message.id, because=outcome)


def _remind(by: By, inquiry: Inquiry, slot: Slot, at: datetime) -> None:
    """The day before, by the way she chose, if a message may be left there. It says no more than that there is one."""
    way = reminded_by(inquiry.as_fact())
    if way is None:
        return
    due = max(slot.start - timedelta(hours=desk().remind_hours), at)
    post.queue(
        by=by, program=programs.of_key(inquiry.program_id), to=To(address=way[1]), kind=REMINDER, channel=way[0],
        key=_key(inquiry), due_at=due, at=at, facts={"at": [slot.start.isoformat()]},
    )  # fmt: skip


def _key(inquiry: Inquiry) -> str:
    return f"assessment:{inquiry.pk}"
