# SPDX-License-Identifier: Apache-2.0
"""Dated weeks, read: the standing weeks in force on some dates, what is different on them, and the meetings that makes.

Keys only, no person's name; where one patient is asked for, no other's key. The number of questions is constant.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from handrail.ground.people import queries as people
from handrail.ground.program.rules import Program
from handrail.journey.timetable import dated
from handrail.journey.timetable.models import (
    Appointment,
    Closure,
    GroupDay,
    Leader,
    OneOff,
    Seat,
    SeatOnce,
    Substitute,
    Timetable,
)
from handrail.journey.timetable.models.dated import STANDS


def meetings(
    program: Program, first: date, last: date, *, patient: UUID | None = None, clinician: UUID | None = None
) -> list[dated.Meeting]:
    """Every meeting of the program from the first to the last date, cancelled ones too, by date and hour.

    With a patient: hers, of whose members only she is told; those she is excused from are told with her in
    `excused`. With a clinician: those she leads on that date.
    """
    found = exceptions(program, first, last, patient=patient)
    ends = [first, last, *(change.on for change in found.one_offs)]
    guest_in = {one.key for one in found.seats if one.comes}
    weeks = standing(program, min(ends), max(ends), patient=patient, guest_in=guest_in)
    held = dated.meetings(weeks, found, first, last, ZoneInfo(program.time_zone))
    if patient:
        held = [one for one in held if patient in one.members or patient in one.excused]
    if clinician:
        held = [one for one in held if clinician in one.leaders]
    return held


def closures(program: Program, first: date, last: date) -> list[dated.Closure]:
    """Of the program or all of its site, that touch any of these dates; the earliest first."""
    here = Q(program=program.id) | Q(program=None, site=program.site_id)
    found = Closure.objects.filter(STANDS, here, first_day__lte=last, last_day__gte=first)
    return [closure.as_fact() for closure in found.order_by("first_day", "start", "id")]


def exceptions(program: Program, first: date, last: date, *, patient: UUID | None = None) -> dated.Exceptions:
    """All that is different on these dates; of seats for one date only this patient's, if one is named."""
    touched = Q(on__range=(first, last)) | Q(day__range=(first, last))
    changes = list(
        OneOff.objects.filter(STANDS, touched, program=program.id)
        .order_by("id")
        .values(
            "id", "on", "group", "appointment", "service", "service__name", "service__minutes", "service__mode",
            "service__kind", "is_cancelled", "day", "start", "room", "room__name", "cause", "words",
        )
    )  # fmt: skip
    instead = _by(
        Substitute.objects.filter(one_off__in=[one["id"] for one in changes])
        .order_by("id")
        .values_list("one_off", "instead_of", "clinician")
    )
    days = {first, last} | {one["on"] for one in changes}
    seats = SeatOnce.objects.filter(STANDS, program=program.id, on__range=(min(days), max(days))).order_by("id")
    seats = seats.filter(patient=patient) if patient else seats
    away = people.time_off(program.provider_id, first, last)
    return dated.Exceptions(
        closures=tuple(closures(program, first, last)),
        away=tuple(dated.Away(*row) for row in away),
        one_offs=tuple(_one_off(one, tuple(instead[one["id"]])) for one in changes),
        seats=tuple(
            dated.SeatOnce(pk, on, group or one_off, who, comes, cause)
            for pk, on, group, one_off, who, comes, cause in seats.values_list(
                "id", "on", "group", "one_off", "patient", "comes", "cause"
            )
        ),
    )


def _one_off(row: Mapping[str, Any], instead: tuple[tuple[UUID | None, UUID], ...]) -> dated.OneOff:
    once = None
    if row["service"]:
        once = dated.Slot(
            key=row["id"], is_group=row["service__kind"] == "group", weekday=row["on"].weekday(), start=row["start"],
            minutes=row["service__minutes"], service=row["service"], leaders=tuple(who for _, who in instead),
            members=(), room=row["room"], title=row["service__name"], where=row["room__name"] or "",
            is_online=row["service__mode"] == "online",
        )  # fmt: skip
    return dated.OneOff(
        id=row["id"], on=row["on"], cause=row["cause"], key=row["group"] or row["appointment"], once=once,
        is_cancelled=row["is_cancelled"], day=row["day"], start=row["start"], room=row["room"],
        where=row["room__name"] or "", instead=instead, words=row["words"],
    )  # fmt: skip


def standing(
    program: Program, first: date, last: date, *, patient: UUID | None = None, guest_in: Iterable[UUID] = ()
) -> list[dated.Standing]:
    """The standing weeks in force on any of these dates; of a patient, only hers and the groups she is a guest in."""
    ours = Timetable.objects.filter(program=program.id, replaced_at=None)
    before = ours.filter(first_day__lte=first).order_by("-first_day").values_list("first_day", flat=True).first()
    weeks = dict(
        ours.filter(first_day__gte=before or first, first_day__lte=last)
        .order_by("first_day")
        .values_list("id", "first_day")
    )
    slots: dict[UUID, list[dated.Slot]] = defaultdict(list)
    for week, slot in _group_slots(list(weeks), patient, guest_in):
        slots[week].append(slot)
    for week, slot in _appointment_slots(list(weeks), patient):
        slots[week].append(slot)
    return [dated.Standing(day, tuple(slots[week])) for week, day in weeks.items()]


def _group_slots(
    weeks: list[UUID], patient: UUID | None, guest_in: Iterable[UUID]
) -> Iterable[tuple[UUID, dated.Slot]]:
    seats = Seat.objects.filter(group__timetable__in=weeks)
    seats = seats.filter(patient=patient) if patient else seats
    members = _by(seats.order_by("id").values_list("group", "patient"))
    days = GroupDay.objects.filter(group__timetable__in=weeks)
    if patient:
        days = days.filter(group__in=[*members, *guest_in])
    rows = list(
        days.order_by("group", "weekday").values_list(
            "group__timetable", "group", "weekday", "group__start", "group__service", "group__service__name",
            "group__service__minutes", "group__service__mode", "room", "room__name",
        )
    )  # fmt: skip
    led = Leader.objects.filter(group__timetable__in=weeks)
    led = led.filter(group__in={row[1] for row in rows}) if patient else led
    leaders = _by(led.order_by("id").values_list("group", "clinician"))
    for week, group, weekday, start, service, title, minutes, mode, room, where in rows:
        yield week, dated.Slot(
            key=group, is_group=True, weekday=weekday, start=start, minutes=minutes, service=service,
            leaders=tuple(who for (who,) in leaders[group]), members=tuple(who for (who,) in members[group]),
            room=room, title=title, where=where or "", is_online=mode == "online",
        )  # fmt: skip


def _appointment_slots(weeks: list[UUID], patient: UUID | None) -> Iterable[tuple[UUID, dated.Slot]]:
    found = Appointment.objects.filter(timetable__in=weeks)
    found = found.filter(patient=patient) if patient else found
    for week, pk, weekday, start, service, title, minutes, mode, who, clinician in found.order_by("id").values_list(
        "timetable", "id", "weekday", "start", "service", "service__name", "service__minutes", "service__mode",
        "patient", "clinician",
    ):  # fmt: skip
        yield week, dated.Slot(
            key=pk, is_group=False, weekday=weekday, start=start, minutes=minutes, service=service,
            leaders=(clinician,), members=(who,), title=title, is_online=mode == "online",
        )  # fmt: skip


def _by(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for key, *rest in rows:
        found[key].append(tuple(rest))
    return found
