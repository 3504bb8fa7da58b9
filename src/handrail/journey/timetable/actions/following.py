# SPDX-License-Identifier: Apache-2.0
"""A new standing week is put in force: what was changed on single dates of the old one speaks of the new one now."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from handrail.ground.program.rules import Program
from handrail.journey.timetable import dated, queries
from handrail.journey.timetable.models import Group, OneOff, SeatOnce, Timetable
from handrail.journey.timetable.models.dated import STANDS


def follow(*, program: Program, first_day: date, at: datetime) -> int:
    """One-off changes and guests from this day on go over to the same meetings of the week in force from it.

    A meeting is the same if it is of the same service at the same hour of the same weekday; of several, that with most
    of its people. What has no such meeting any more is undone; answers how many. Told by the publishing.
    """
    (week,) = queries.standing(program, first_day, first_day)
    ours, until = Timetable.objects.filter(program=program.id, replaced_at=None), Q(on__gte=first_day)
    later = ours.filter(first_day__gt=first_day).order_by("first_day").values_list("first_day", flat=True).first()
    until &= Q(on__lt=later) if later else Q()
    new = {slot.key for slot in week.slots}
    undone = 0
    changes = OneOff.objects.filter(STANDS, until, program=program.id, service=None).order_by("id")
    for change in changes.select_related("group", "appointment"):
        if (change.group_id or change.appointment_id) not in new:
            undone += _change(change, week.slots, at)
    for seat in SeatOnce.objects.filter(STANDS, until, program=program.id, one_off=None).select_related("group"):
        if seat.group_id not in new:
            undone += _seat(seat, week.slots, at)
    return undone


def _change(change: OneOff, slots: Iterable[dated.Slot], at: datetime) -> bool:
    session = change.appointment
    if session is not None:
        same = [
            slot for slot in _alike(slots, session.service_id, session.start, change.on)
            if not slot.is_group and session.patient_id in slot.members
        ]  # fmt: skip
        change.appointment_id = same[0].key if same else change.appointment_id
    else:
        assert change.group is not None
        taken = set(OneOff.objects.filter(STANDS, on=change.on).values_list("group", flat=True))
        same = [slot for slot in _groups(change.group, slots, change.on) if slot.key not in taken]
        change.group_id = same[0].key if same else change.group_id
    change.undone_at = None if same else at
    change.save(update_fields=["appointment", "group", "undone_at"])
    return not same


def _seat(seat: SeatOnce, slots: Iterable[dated.Slot], at: datetime) -> bool:
    """What the new week gives her anyway needs no exception."""
    assert seat.group is not None
    same = _groups(seat.group, slots, seat.on)
    stands = [slot for slot in same if (seat.patient_id in slot.members) != seat.comes]
    seat.group_id = stands[0].key if stands else seat.group_id
    seat.undone_at = None if stands else at
    seat.save(update_fields=["group", "undone_at"])
    return not same


def _groups(group: Group, slots: Iterable[dated.Slot], on: date) -> list[dated.Slot]:
    people = {seat.patient_id for seat in group.seats.all()} | {one.clinician_id for one in group.leaders.all()}
    alike = [slot for slot in _alike(slots, group.service_id, group.start, on) if slot.is_group]
    return sorted(alike, key=lambda slot: -len(people & {*slot.members, *slot.leaders}))


def _alike(slots: Iterable[dated.Slot], service: UUID, start: int, on: date) -> list[dated.Slot]:
    return [s for s in slots if (s.service, s.start, s.weekday) == (service, start, on.weekday())]
