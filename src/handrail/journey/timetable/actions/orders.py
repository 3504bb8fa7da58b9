# SPDX-License-Identifier: Apache-2.0
"""What is ordered for a patient, the hours of her own life, and two entries of her that become one."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from handrail.ground.kit.by import By
from handrail.ground.kit.days import Span
from handrail.ground.record import actions as record
from handrail.journey.timetable.models import (
    Appointment,
    Change,
    Commitment,
    Hold,
    Order,
    OtherDay,
    Seat,
    Unmet,
)
from handrail.journey.timetable.models.fits import OPEN as STANDS


@transaction.atomic
def order(*, by: By, patient: UUID, service: UUID, count: int = 1, clinician: UUID | None = None) -> None:
    """A service for a patient, every week from now on. Ordering the same service again changes the count."""
    Order.objects.update_or_create(
        patient_id=patient,
        service_id=service,
        defaults={"provider_id": by.provider_id, "count": count, "clinician_id": clinician},
    )
    record.note(by=by, did="service.ordered", about=service, patient=patient)


@transaction.atomic
def keep_free(*, by: By, patient: UUID, commitments: Iterable[tuple[Span, str]], since: date | None = None) -> None:
    """The hours of her own life, all of them, each a span with its reason; what she calls it is the span's why.

    They hold from the day `since` on, up to which those told before hold; without a day, from the first.
    """
    told = Commitment.objects.filter(patient=patient)
    if since is None:
        told.delete()
    else:
        told.filter(since__gte=since).delete()
        told.filter(Q(until=None) | Q(until__gt=since)).update(until=since)
    Commitment.objects.bulk_create(
        Commitment(
            provider_id=by.provider_id, patient_id=patient, weekday=span.weekday, start=span.start, end=span.end,
            reason=reason, words=span.why, since=since,
        )
        for span, reason in commitments
    )  # fmt: skip
    record.note(by=by, did="hours.kept_free", about=patient, patient=patient)


@transaction.atomic
def take_over(*, kept: UUID, merged: UUID, at: datetime) -> None:
    """Two entries were one person: what is ordered, kept free and held for the one is the other's. Told by the merge.

    A service ordered for both stays as it was ordered for the one that is kept, and so does a week she has places in.
    """
    here = Order.objects.filter(patient=kept).values("service")
    Order.objects.filter(patient=merged).exclude(service__in=here).update(patient_id=kept)
    spans = set(Commitment.objects.filter(patient=kept).values_list("weekday", "start", "end"))
    for commitment in Commitment.objects.filter(patient=merged):
        if (commitment.weekday, commitment.start, commitment.end) not in spans:
            Commitment.objects.filter(pk=commitment.pk).update(patient_id=kept)
    weeks = set(Seat.objects.filter(patient=kept).values_list("group__timetable", flat=True))
    weeks |= set(Appointment.objects.filter(patient=kept).values_list("timetable", flat=True))
    Seat.objects.filter(patient=merged).exclude(group__timetable__in=weeks).update(patient_id=kept)
    Appointment.objects.filter(patient=merged).exclude(timetable__in=weeks).update(patient_id=kept)
    Unmet.objects.filter(patient=merged).exclude(timetable__in=weeks).update(patient_id=kept)
    _take_over_fits(kept, merged, at)


def _take_over_fits(kept: UUID, merged: UUID, at: datetime) -> None:
    """Seats that are held, dates with other hours, changes that were sent: of two that stand, that of who is kept."""
    held = set(Hold.objects.filter(STANDS, patient=kept).values_list("program", flat=True))
    Hold.objects.filter(STANDS, patient=merged, program__in=held).update(released_at=at)
    Hold.objects.filter(patient=merged).update(patient_id=kept)
    Hold.objects.filter(subject=merged).update(subject=kept)
    days = set(OtherDay.objects.filter(patient=kept).values_list("on", flat=True))
    OtherDay.objects.filter(patient=merged).exclude(on__in=days).update(patient_id=kept)
    if Change.objects.filter(patient=kept, state="sent").exists():
        Change.objects.filter(patient=merged, state="sent").update(state="withdrawn", answered_at=at)
    Change.objects.filter(patient=merged).update(patient_id=kept)


@transaction.atomic
def follow_person(*, subject: UUID, patient: UUID) -> None:
    """Seats held for somebody who is a patient now are held for the patient. Told by the deed that admits her."""
    Hold.objects.filter(STANDS, subject=subject).update(subject=patient, patient_id=patient)
