# SPDX-License-Identifier: Apache-2.0
"""What a mend of some dates stands on: the meetings of their week, who is out, and who and what is free when. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from handrail.journey.timetable import rules
from handrail.journey.timetable.conflicts import OtherDay
from handrail.journey.timetable.dated import Exceptions, Meeting
from handrail.journey.timetable.problem import Clinician, Patient, Problem, Room, Service, Span
from handrail.journey.timetable.week import DAYS, Day


@dataclass(frozen=True)
class Taken:
    """Where a clinician or a room is held by another program."""

    key: UUID
    date: date
    start: int
    end: int


@dataclass(frozen=True)
class Out:
    """Who is out, or which room cannot be used, from the first to the last date."""

    key: UUID
    first: date
    last: date

    def hits(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Ground:
    """All that a mend keeps to. `since`: date and minute before which nothing can be moved to any more.

    `others`: by patient and date, her own hours where they are not those of every week.
    """

    problem: Problem
    meetings: tuple[Meeting, ...]
    exceptions: Exceptions
    since: tuple[date, int]
    elsewhere: tuple[Taken, ...] = ()
    out: tuple[Out, ...] = ()
    others: Mapping[tuple[UUID, date], OtherDay] = field(default_factory=dict)

    @cached_property
    def held(self) -> tuple[Meeting, ...]:
        return tuple(one for one in self.meetings if one.is_held)

    @cached_property
    def of_leader(self) -> Mapping[UUID, list[Meeting]]:
        return _by(self.held, lambda one: one.leaders)

    @cached_property
    def of_member(self) -> Mapping[UUID, list[Meeting]]:
        return _by(self.held, lambda one: one.members)

    @cached_property
    def of_room(self) -> Mapping[UUID, list[Meeting]]:
        return _by(self.held, lambda one: (one.room,) if one.room else ())

    @cached_property
    def hit(self) -> tuple[Meeting, ...]:
        """What cannot go on as it is, also what was cancelled only because its clinician is out."""
        undecided = (m for m in self.meetings if m.is_held or (m.cause == "staff_away" and m.one_off is None))
        return tuple(replace(one, state="planned", cause="") for one in undecided if self.lacking(one))

    def lacking(self, one: Meeting) -> set[UUID]:
        """Its leaders who are out on its date, and its room if that is."""
        uses = {*one.leaders, *((one.room,) if one.room else ())}
        asked = {out.key for out in self.out if out.hits(one.date)}
        return uses & (asked | self.away_on(one.date)) if uses & asked else set()

    def away_on(self, day: date) -> set[UUID]:
        away = {one.clinician for one in self.exceptions.away if one.first_day <= day <= one.last_day}
        return away | {one.key for one in self.out if one.hits(day)}

    def service(self, one: Meeting) -> Service | None:
        return self.problem.service_of.get(str(one.service))

    def leads(self, clinician: Clinician, one: Meeting, day: date, start: int) -> bool:
        """Whether she is there then, free, and has so many minutes left in this week."""
        key, end = UUID(clinician.id), start + one.minutes
        if key in self.away_on(day) or not rules.is_within(_of_day(clinician.available, day), start, end):
            return False
        others = [m for m in self.of_leader[key] if not same(m, one)]
        if overlap(others, day, start, end) or overlap(self.taken(key), day, start, end):
            return False
        return sum(m.minutes for m in others) + one.minutes <= clinician.max_minutes

    def is_free(self, room: Room, one: Meeting, day: date, start: int, people: int) -> bool:
        key, end = UUID(room.id), start + one.minutes
        if room.seats < people or key in self.away_on(day):
            return False
        others = [m for m in self.of_room[key] if not same(m, one)]
        return not overlap(others, day, start, end) and not overlap(self.taken(key), day, start, end)

    def comes(self, who: UUID, one: Meeting, day: date, start: int) -> bool:
        """Whether her life, the way there and back, and her other meetings leave her free for it then."""
        patient, service, end = self.problem.patient_of.get(str(who)), self.service(one), start + one.minutes
        if patient is None or service is None:
            return False
        if not is_clear(patient, service, day, start, end, other=self.others.get((who, day))):
            return False
        others = [m for m in self.of_member[who] if not same(m, one)]
        twice = one.slot.is_group and any(m.service == one.service and m.date == day for m in others)
        return not twice and not overlap(others, day, start, end)

    def is_open(self, day: date, start: int, end: int) -> bool:
        closed = any(closure.hits(day, start, end) for closure in self.exceptions.closures)
        return (
            not closed and (day, start) >= self.since and rules.is_within(_of_day(self.problem.open, day), start, end)
        )

    def open_on(self, day: date) -> tuple[Span, ...]:
        return _of_day(self.problem.open, day)

    def there_on(self, clinician: Clinician, day: date) -> tuple[Span, ...]:
        return _of_day(clinician.available, day)

    def meeting(self, on: date, key: UUID) -> Meeting | None:
        return next((one for one in self.meetings if (one.key, one.on) == (key, on)), None)

    def taken(self, key: UUID) -> list[Taken]:
        """When she, or the room, is held by another program."""
        return [one for one in self.elsewhere if one.key == key]


def is_clear(
    patient: Patient, service: Service, day: date, start: int, end: int, *, other: OtherDay | None = None
) -> bool:
    """Whether what she is busy with leaves room for it, travel on both sides included. `other`: her hours that day."""
    travel = rules.travel_for(patient, service)
    busy = _of_day(patient.busy, day) if other is None else [span for span, _why in other.busy]
    return not any(start - travel < span.end and span.start < end + travel for span in busy)


def _of_day(spans: Mapping[Day, tuple[Span, ...]], day: date) -> tuple[Span, ...]:
    return spans.get(DAYS[day.weekday()], ())


def overlap(held: Iterable[Meeting | Taken], day: date, start: int, end: int) -> bool:
    return any(one.date == day and one.start < end and start < one.end for one in held)


def same(one: Meeting, other: Meeting) -> bool:
    return (one.key, one.on) == (other.key, other.on)


def _by(held: Iterable[Meeting], keys: Callable[[Meeting], Iterable[UUID]]) -> Mapping[UUID, list[Meeting]]:
    found: dict[UUID, list[Meeting]] = defaultdict(list)
    for one in held:
        for key in keys(one):
            found[key].append(one)
    return found
