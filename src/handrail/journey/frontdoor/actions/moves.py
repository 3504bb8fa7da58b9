# SPDX-License-Identifier: Apache-2.0
"""Each step of the way of an inquiry, as somebody takes it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.people.rules import Who
from handrail.ground.record import actions as record
from handrail.journey.frontdoor.actions.bookings import free
from handrail.journey.frontdoor.actions.holding import held, move
from handrail.journey.frontdoor.models import Attempt, HandOver, Inquiry
from handrail.journey.frontdoor.rules import danger
from handrail.journey.frontdoor.rules.facts import CAME_OF, TRIED_BY
from handrail.journey.frontdoor.rules.steps import CLOSED_BECAUSE, Deed
from handrail.journey.frontdoor.words import REFERRED


@transaction.atomic
def attempt(*, by: Who, inquiry_id: UUID, tried_by: str, came_of: str, at: datetime, words: str = "") -> None:
    """She, or whoever called for her, was tried. `came_of` reached: she herself is on the line."""
    if tried_by not in TRIED_BY or came_of not in CAME_OF:
        raise Refused(_("One of these answers is none of those offered."))
    inquiry = held(by, inquiry_id)
    if came_of == "left_message" and not inquiry.may_leave_message:
        raise Refused(_("They have not said that a message may be left."))
    move(by, inquiry, Deed.REACHED if came_of == "reached" else Deed.TRIED, at)
    _tried(by, inquiry, tried_by, came_of, at, words)
    record.note(by=by, did="inquiry.reached" if came_of == "reached" else "inquiry.attempted", about=inquiry.id)


def _tried(by: Who, inquiry: Inquiry, tried_by: str, came_of: str, at: datetime, words: str = "") -> None:
    if by.staff_id is None:
        raise Refused(_("Only a member of staff calls."))
    Attempt.objects.create(
        provider_id=by.provider_id, inquiry=inquiry, staff_id=by.staff_id, at=at, tried_by=tried_by, came_of=came_of,
        words=words[:500],
    )  # fmt: skip


@transaction.atomic
def know_wish(*, by: By, inquiry_id: UUID, wants: bool, at: datetime) -> None:
    """Whoever called for her said whether she herself wants to be contacted."""
    inquiry = held(by, inquiry_id)
    if inquiry.caller == "herself":
        raise Refused(_("They asked for help themselves: close it with a reason if they do not want it any more."))
    move(by, inquiry, Deed.WISHED if wants else Deed.REFUSED_WISH, at)
    record.note(by=by, did="inquiry.wish_known", about=inquiry.id, because="yes" if wants else "no")


@transaction.atomic
def screen(*, by: By, inquiry_id: UUID, at: datetime) -> danger.Level:
    """Every danger question has its answer."""
    inquiry = held(by, inquiry_id)
    answers = inquiry.as_fact().answers
    move(by, inquiry, Deed.SCREENED, at, screened=danger.is_asked(answers))
    level = danger.level_of(answers)
    record.note(by=by, did="inquiry.screened", about=inquiry.id, because=level.value)
    return level


@transaction.atomic
def wait(*, by: By, inquiry_id: UUID, at: datetime) -> None:
    """No week fits yet: she is on the waiting list, and is contacted each week."""
    inquiry = held(by, inquiry_id)
    move(by, inquiry, Deed.WAITED, at)
    record.note(by=by, did="inquiry.waits", about=inquiry.id)


@transaction.atomic
def contact(*, by: Who, inquiry_id: UUID, at: datetime, words: str = "") -> None:
    """The weekly contact of someone who waits."""
    inquiry = held(by, inquiry_id)
    move(by, inquiry, Deed.CONTACTED, at)
    _tried(by, inquiry, "call", "reached", at, words)
    record.note(by=by, did="inquiry.contacted", about=inquiry.id)


@transaction.atomic
def place(*, by: By, inquiry_id: UUID, at: datetime) -> None:
    """A week fits now: she waits no more."""
    inquiry = held(by, inquiry_id)
    move(by, inquiry, Deed.PLACED, at)
    record.note(by=by, did="inquiry.placed", about=inquiry.id)


@transaction.atomic
def open_seat(*, by: By, inquiry_id: UUID, at: datetime) -> None:
    """A seat opened that fits whoever waits: she is to hear of it now. Told by whoever found it."""
    move(by, held(by, inquiry_id), Deed.OPENED, at)


@transaction.atomic
def lose_seat(*, by: By, inquiry_id: UUID, at: datetime) -> None:
    """What fitted was given to somebody else. Told by whoever found it."""
    move(by, held(by, inquiry_id), Deed.GONE, at)


@transaction.atomic
def refer(
    *, by: By, inquiry_id: UUID, place: str, because: str, at: datetime, phone: str = "", together: bool = False
) -> None:
    """She is handed over to another place. `together`: we called there with her on the line."""
    if not place.strip():
        raise Refused(_("Say where they are referred to."))
    if because not in REFERRED:
        raise Refused(_("Say why they are referred on."))
    inquiry = held(by, inquiry_id)
    free(by, inquiry, "cancelled")
    move(by, inquiry, Deed.REFERRED, at)
    HandOver.objects.create(
        provider_id=by.provider_id, inquiry=inquiry, at=at, place=place.strip()[:200], phone=phone.strip()[:40],
        because=because, together=together,
    )  # fmt: skip
    record.note(by=by, did="inquiry.referred", about=inquiry.id, because=because)


@transaction.atomic
def arrive(*, by: By, inquiry_id: UUID, arrived: str, at: datetime) -> None:
    """What is known of whether she arrived where she was referred to."""
    if arrived not in ("yes", "no", "unknown"):
        raise Refused(_("Say whether they arrived."))
    inquiry = held(by, inquiry_id)
    move(by, inquiry, Deed.ARRIVED, at)
    HandOver.objects.filter(inquiry=inquiry, arrived="").update(arrived=arrived)
    record.note(by=by, did="inquiry.arrived", about=inquiry.id, because=arrived)


@transaction.atomic
def write(*, by: Who, inquiry_id: UUID, at: datetime) -> None:
    """The kind closing letter was sent; the door stays open."""
    inquiry = held(by, inquiry_id)
    move(by, inquiry, Deed.WROTE, at, closed_because="not_reached")
    _tried(by, inquiry, "letter", "no_answer", at)
    record.note(by=by, did="inquiry.written", about=inquiry.id)


@transaction.atomic
def close(*, by: By, inquiry_id: UUID, because: str, at: datetime) -> None:
    """It ends here, with a reason. A standing booking is given back."""
    if because not in CLOSED_BECAUSE:
        raise Refused(_("Say why it is closed."))
    inquiry = held(by, inquiry_id)
    free(by, inquiry, "cancelled")
    move(by, inquiry, Deed.CLOSED, at, closed_because=because)
    record.note(by=by, did="inquiry.closed", about=inquiry.id, because=because)


@transaction.atomic
def reopen(*, by: By, inquiry_id: UUID, at: datetime) -> None:
    """She is back."""
    inquiry = held(by, inquiry_id)
    move(by, inquiry, Deed.REOPENED, at)
    record.note(by=by, did="inquiry.reopened", about=inquiry.id)


def freeze(*, by: By, inquiry_id: UUID) -> bool:
    """Until the transaction ends nobody else changes it. For a deed that spans steps: every deed takes the inquiry
    before it writes in the record, else two could wait for each other for ever. Answers whether there is such a one."""
    rows = Inquiry.objects.select_for_update().filter(pk=inquiry_id, provider=by.provider_id)
    return rows.values_list("pk", flat=True).first() is not None


@transaction.atomic
def admitted(*, by: By, inquiry_id: UUID, patient_id: UUID, at: datetime) -> None:
    """She is a patient now. Called by the deed that admits her, in its transaction."""
    inquiry = held(by, inquiry_id)
    move(by, inquiry, Deed.ADMITTED, at, patient_id=patient_id)
    record.note(by=by, did="inquiry.admitted", about=inquiry.id, patient=patient_id)


def take_over(*, kept: UUID, merged: UUID) -> None:
    """Two entries were one patient: inquiries that led to the one lead to the other. Told by the merge."""
    Inquiry.objects.filter(patient=merged).update(patient=kept)
