# SPDX-License-Identifier: Apache-2.0
"""The assessment is booked, moved, held or missed. Two bookings of one clinician cannot overlap."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.record import actions as record
from handrail.journey.frontdoor.actions.holding import held, move
from handrail.journey.frontdoor.models import Booking, Inquiry, Taken
from handrail.journey.frontdoor.rules.slots import Slot, cells_of
from handrail.journey.frontdoor.rules.steps import Deed

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
    free(inquiry, "cancelled")
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
    if inquiry.first_slot_at is None:
        Inquiry.objects.filter(pk=inquiry.pk).update(first_slot_at=offered[0].start)
    record.note(by=by, did="assessment.booked", about=made.id)
    return made.id


@transaction.atomic
def cancel(*, by: By, inquiry_id: UUID, at: datetime) -> None:
    """The time is given back; another is to be found."""
    inquiry = held(by, inquiry_id)
    move(by, inquiry, Deed.UNBOOKED, at)
    free(inquiry, "cancelled")
    record.note(by=by, did="assessment.cancelled", about=inquiry.id)


@transaction.atomic
def miss(*, by: By, inquiry_id: UUID, at: datetime) -> None:
    """They did not come. No blame: she is called, and another time is found."""
    inquiry = held(by, inquiry_id)
    move(by, inquiry, Deed.MISSED, at)
    free(inquiry, "missed")
    record.note(by=by, did="assessment.missed", about=inquiry.id)


@transaction.atomic
def hold(*, by: By, inquiry_id: UUID, at: datetime) -> None:
    """She came, and was assessed."""
    inquiry = held(by, inquiry_id)
    move(by, inquiry, Deed.ASSESSED, at)
    free(inquiry, "came", keep_cells=True)
    record.note(by=by, did="assessment.held", about=inquiry.id)


def free(inquiry: Inquiry, outcome: str, *, keep_cells: bool = False) -> None:
    """The standing booking stands no more; its time is free again, unless it was used."""
    standing = Booking.objects.filter(inquiry=inquiry, outcome="")
    if not keep_cells:
        Taken.objects.filter(booking__in=standing).delete()
    standing.update(outcome=outcome)
