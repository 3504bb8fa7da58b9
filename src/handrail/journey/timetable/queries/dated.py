# SPDX-License-Identifier: Apache-2.0
"""Dated weeks, read: the standing weeks in force on some dates, what is different on them, and the meetings that makes.

Keys only, no person's name; where one patient is asked for, no other's key. The number of questions is constant.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, OuterRef, Q, QuerySet, SmallIntegerField, Subquery, UUIDField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from handrail.ground.kit.days import WEEKDAYS
from handrail.ground.kit.facts import at_once
from handrail.ground.people import queries as people
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.ground.tables.queries import Blank, Blanks, Worded
from handrail.journey.timetable import dated
from handrail.journey.timetable.models import (
    Appointment,
    Closure,
    Group,
    GroupDay,
    OneOff,
    Seat,
    SeatOnce,
    Timetable,
)
from handrail.journey.timetable.models.dated import STANDS
from handrail.journey.timetable.models.keys import read_often

NOWHERE = UUID(int=0)
WEEKS, ON = Blanks("weeks", UUIDField), Blanks("weekdays", SmallIntegerField)
HERE, FIRST, LAST = Blank("program", UUIDField), Blank("first", DateField), Blank("last", DateField)
ONE_OFF = (
    "id", "on", "group", "appointment", "service", "service__name", "service__minutes", "service__mode",
    "service__kind", "service__with_family", "service__largest", "service__cohort", "is_cancelled", "day", "start",
    "room", "room__name", "cause", "words", "substitutes__instead_of", "substitutes__clinician",
)  # fmt: skip
GROUP: tuple[str | Combinable, ...] = (
    *map(read_often, ("leaders__clinician", "id", "timetable", "service")),
    "start", "service__name", "service__minutes", "service__mode", "service__with_family", "service__largest",
    "service__cohort",
)  # fmt: skip
GROUP_DAY: tuple[str | Combinable, ...] = (read_often("group"), "weekday", read_often("room"), "room__name")
CLOSURE = ("id", "first_day", "last_day", "start", "end", "words", "program")
SEAT_ONCE = ("id", "on", "group", "one_off", "patient", "comes", "cause")
TIMETABLE = ("id", "first_day", "people", "whole", "made", "cautions", "why")
APPOINTMENT: tuple[str | Combinable, ...] = (
    *map(read_often, ("timetable", "id", "service", "patient", "clinician")),
    "weekday", "start", "service__name", "service__minutes", "service__mode", "service__with_family",
)  # fmt: skip


def meetings(
    program: Program, first: date, last: date, *, patient: UUID | None = None, clinician: UUID | None = None
) -> list[dated.Meeting]:
    """Every meeting of the program from the first to the last date, cancelled ones too, by date and hour.

    With a patient: hers, of whose members only she is told; those she is excused from are told with her in
    `excused`. With a clinician: those she leads on that date.
    """
    held = read(program, first, last, patients=(patient,) if patient else None).meetings
    if patient:
        held = [one for one in held if patient in one.members or patient in one.excused]
    if clinician:
        held = [one for one in held if clinician in one.leaders]
    return held


def served(program: Program, patients: Collection[UUID], first: date, last: date) -> dict[UUID, list[date]]:
    """On which of these dates each of these patients has a session that is held; a date with two is told twice."""
    found: dict[UUID, list[date]] = {patient: [] for patient in patients}
    for one in read(program, first, last, patients=patients).meetings if patients else ():
        for who in one.members if one.is_held else ():
            if who in found:
                found[who].append(one.date)
    return found


def first_session(program: Program, patient: UUID, *, since: date, today: date) -> date | None:
    """The date of her first session on or after this day, held or planned within the next weeks; None: there is none.

    Of what is longer ago than half a year the week is not read.
    """
    first = max(since, today - timedelta(days=183))
    held = meetings(program, first, today + timedelta(days=42), patient=patient)
    return next((one.date for one in held if one.is_held and patient in one.members), None)


@dataclass(frozen=True)
class Read:
    """What a span of dates was made of, and what it holds."""

    exceptions: dated.Exceptions
    standing: list[dated.Standing]
    meetings: list[dated.Meeting]


def read(
    program: Program, first: date, last: date, *, patients: Collection[UUID] | None = None, named: bool = False,
    known: Iterable[UUID] = (),
) -> Read:  # fmt: skip
    """`patients`: of theirs only. `known`: whose seats are told even where of groups only how many are in them is asked
    for."""
    found = exceptions(program, first, last, patients=patients)
    days = {first + timedelta(days=n) for n in range(min((last - first).days + 1, len(WEEKDAYS)))}
    days |= {last, *(change.on for change in found.one_offs)}
    guest_in = {one.key for one in found.seats if one.comes}
    weeks = standing(
        program, min(days), max(days), weekdays={day.weekday() for day in days}, patients=patients, guest_in=guest_in,
        named=named, known=known,
    )  # fmt: skip
    return Read(found, weeks, dated.meetings(weeks, found, first, last, ZoneInfo(program.time_zone)))


def closures(program: Program, first: date, last: date) -> list[dated.Closure]:
    """Of the program or all of its site, that touch any of these dates; the earliest first."""
    rows = _closures(program=program.id, site=program.site_id, first=first, last=last)
    return [
        dated.Closure(pk, since, until, start, end, words, whose is None)
        for pk, since, until, start, end, words, whose in rows
    ]


def cost_of_closing(
    program: Program, *, first_day: date, last_day: date, start: int, end: int, words: str, whole_site: bool
) -> dated.Cost:
    """What would not be held any more, in the program or in all of its site."""
    closure = dated.Closure(NOWHERE, first_day, last_day, start, end, words, whole_site)
    here = [one for one in programs.programs(program.provider_id) if one.site_id == program.site_id]
    lost = [
        one
        for each in (here if whole_site else [program])
        for one in meetings(each, first_day, last_day)
        if one.is_held and closure.hits(one.date, one.start, one.end)
    ]
    return dated.cost_of(lost)


def exceptions(
    program: Program, first: date, last: date, *, patients: Collection[UUID] | None = None
) -> dated.Exceptions:
    """All that is different on these dates; of seats for one date only these patients', if any are named."""
    changes: dict[UUID, Mapping[str, Any]] = {}
    instead: dict[UUID, list[tuple[UUID | None, UUID]]] = defaultdict(list)
    for values in _one_offs(program=program.id, first=first, last=last):
        row = dict(zip(ONE_OFF, values, strict=True))
        changes.setdefault(row["id"], row)
        if row["substitutes__clinician"]:
            instead[row["id"]].append((row["substitutes__instead_of"], row["substitutes__clinician"]))
    days = {first, last} | {one["on"] for one in changes.values()}
    since, until = min(days), max(days)
    if patients is None:
        seats: Iterable[Any] = _seats_once(program=program.id, first=since, last=until)
    else:
        seats = _seats_of(program.id, since, until).filter(patient__in=patients)
    away = people.time_off(program.provider_id, first, last)
    return dated.Exceptions(
        closures=tuple(closures(program, first, last)),
        away=tuple(dated.Away(*row) for row in away),
        one_offs=tuple(_one_off(one, tuple(instead[key])) for key, one in changes.items()),
        seats=tuple(
            dated.SeatOnce(pk, on, group or one_off, who, comes, cause)
            for pk, on, group, one_off, who, comes, cause in seats
        ),
    )


def _one_off(row: Mapping[str, Any], instead: tuple[tuple[UUID | None, UUID], ...]) -> dated.OneOff:
    once = None
    if row["service"]:
        once = dated.Slot(
            key=row["id"], is_group=row["service__kind"] == "group", weekday=row["on"].weekday(), start=row["start"],
            minutes=row["service__minutes"], service=row["service"], leaders=tuple(who for _, who in instead),
            members=(), room=row["room"], title=row["service__name"], where=row["room__name"] or "",
            is_online=row["service__mode"] == "online", with_family=row["service__with_family"],
            seats=row["service__largest"], cohort=row["service__cohort"],
        )  # fmt: skip
    return dated.OneOff(
        id=row["id"], on=row["on"], cause=row["cause"], key=row["group"] or row["appointment"], once=once,
        is_cancelled=row["is_cancelled"], day=row["day"], start=row["start"], room=row["room"],
        where=row["room__name"] or "", instead=instead, words=row["words"],
    )  # fmt: skip


def standing(
    program: Program, first: date, last: date, *, weekdays: Collection[int] = range(len(WEEKDAYS)),
    patients: Collection[UUID] | None = None, guest_in: Iterable[UUID] = (), named: bool = False,
    known: Iterable[UUID] = (),
) -> list[dated.Standing]:  # fmt: skip
    """The standing weeks in force on any of these dates, with what they hold on these weekdays; with patients, only
    what is theirs and the groups they are guests in.

    `named`: with the names of those who are seen one to one, and of groups only how many and who of `known`.
    """
    told = _timetables(program=program.id, first=first, last=last)
    weeks = {row[0]: dict(zip(TIMETABLE, row, strict=True)) for row in told}
    slots: dict[UUID, list[dated.Slot]] = defaultdict(list)
    here = {"group__timetable__in": list(weeks), "weekday__in": weekdays}
    for week, slot in _group_slots(here, patients, guest_in, counted=named, known=set(known)):
        slots[week].append(slot)
    theirs = {"weeks": list(weeks), "weekdays": weekdays}
    if patients is None:
        seen: Iterable[Any] = (_named if named else _unnamed)(**theirs)
    else:
        seen = _appointments(named=named, **theirs).filter(patient__in=patients)
    for week, slot in _appointment_slots(seen):
        slots[week].append(slot)
    return [
        dated.Standing(
            row["first_day"],
            tuple(slots[week]),
            id=week,
            people=row["people"],
            whole=row["whole"],
            made=row["made"],
            cautions=tuple(row["cautions"]),
            why=row["why"],
        )
        for week, row in weeks.items()
    ]


def _group_slots(
    here: Mapping[str, Any], patients: Collection[UUID] | None, guest_in: Iterable[UUID], *, counted: bool,
    known: set[UUID],
) -> Iterable[tuple[UUID, dated.Slot]]:  # fmt: skip
    members: dict[UUID, list[Any]] = {}
    if known or not counted:
        seats = Seat.objects.filter(group__in=GroupDay.objects.filter(**here).values("group"))
        seats = seats if patients is None else seats.filter(patient__in=patients)
        told = seats.filter(patient__in=known) if counted else seats
        members = _by(told.order_by("id").values_list("group", "patient"))
    days = _group_days(weeks=here["group__timetable__in"], weekdays=here["weekday__in"])
    wanted = None if patients is None else {*members, *guest_in}
    on = _by(row for row in days if wanted is None or row[0] in wanted)
    for _, rows in groupby((_counted if counted else _uncounted)(groups=list(on)), key=itemgetter(1)):
        every = list(rows)
        leaders = tuple(leader for leader, *_ in every if leader)
        _, group, week, service, start, title, minutes, mode, family, most, cohort, n = every[0]
        seated = tuple(who for (who,) in members.get(group, ()))
        for weekday, room, where in on.get(group, ()):
            yield week, at_once(
                dated.Slot, key=group, is_group=True, weekday=weekday, start=start, minutes=minutes, service=service,
                leaders=leaders, members=seated, room=room, title=title, where=where or "",
                is_online=mode == "online", with_family=family, seats=most, cohort=cohort,
                size=(n or 0) if counted else None,
            )  # fmt: skip


def _appointment_slots(found: Iterable[Any]) -> Iterable[tuple[UUID, dated.Slot]]:
    for name, week, pk, service, who, clinician, weekday, start, title, minutes, mode, family in found:
        yield week, at_once(
            dated.Slot, key=pk, is_group=False, weekday=weekday, start=start, minutes=minutes, service=service,
            leaders=(clinician,), members=(who,), title=title, is_online=mode == "online", with_family=family, who=name,
        )  # fmt: skip


@Worded
def _closures() -> QuerySet[Closure, Any]:
    here = Q(program=HERE) | Q(program=None, site=Blank("site", UUIDField))
    found = Closure.objects.filter(STANDS, here, first_day__lte=LAST, last_day__gte=FIRST)
    return found.order_by("first_day", "start", "id").values_list(*CLOSURE)


@Worded
def _seats_once() -> QuerySet[SeatOnce, Any]:
    return _seats_of(HERE, FIRST, LAST)


def _seats_of(program: UUID | Blank, first: date | Blank, last: date | Blank) -> QuerySet[SeatOnce, Any]:
    found = SeatOnce.objects.filter(STANDS, program=program, on__range=(first, last))
    return found.order_by("id").values_list(*SEAT_ONCE)


@Worded
def _one_offs() -> QuerySet[OneOff, Any]:
    touched = Q(on__range=(FIRST, LAST)) | Q(day__range=(FIRST, LAST))
    found = OneOff.objects.filter(STANDS, touched, program=HERE)
    return found.order_by("id", "substitutes__id").values_list(*ONE_OFF)


@Worded
def _timetables() -> QuerySet[Timetable, Any]:
    """The one in force on the first date, and those that begin after it."""
    ours = Timetable.objects.filter(program=HERE, replaced_at=None)
    begun = ours.filter(first_day__lte=FIRST).order_by("-first_day").values("first_day")[:1]
    since = Coalesce(Subquery(begun), FIRST)
    return ours.filter(first_day__lte=LAST, first_day__gte=since).order_by("first_day").values_list(*TIMETABLE)


@Worded
def _group_days() -> QuerySet[GroupDay, Any]:
    found = GroupDay.objects.filter(group__timetable__in=WEEKS, weekday__in=ON)
    return found.order_by("group", "weekday").values_list(*GROUP_DAY)


@Worded
def _counted() -> QuerySet[Group, Any]:
    taken = Seat.objects.filter(group=OuterRef("pk")).order_by().values("group").values(n=Count("*"))
    return _groups(Subquery(taken))


@Worded
def _uncounted() -> QuerySet[Group, Any]:
    return _groups(Value(0))


def _groups(size: Any) -> QuerySet[Group, Any]:
    found = Group.objects.filter(pk__in=Blanks("groups", UUIDField))
    return found.order_by("id", "leaders__id").values_list(*GROUP, size)


@Worded
def _named() -> QuerySet[Appointment, Any]:
    return _appointments(named=True, weeks=WEEKS, weekdays=ON)


@Worded
def _unnamed() -> QuerySet[Appointment, Any]:
    return _appointments(named=False, weeks=WEEKS, weekdays=ON)


def _appointments(*, named: bool, weeks: Any, weekdays: Any) -> QuerySet[Appointment, Any]:
    columns = ("patient__name", *APPOINTMENT) if named else (Value(""), *APPOINTMENT)
    return Appointment.objects.filter(timetable__in=weeks, weekday__in=weekdays).order_by("id").values_list(*columns)


def _by(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for key, *rest in rows:
        found[key].append(tuple(rest))
    return found
