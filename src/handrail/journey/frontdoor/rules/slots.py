# SPDX-License-Identifier: Apache-2.0
"""Open times for an assessment: the hours of those who may assess, less what they are busy with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from handrail.ground.kit.days import Span
from handrail.ground.people.rules import Member, Post, Role

CELL = 15  # minutes; two bookings of one clinician share no cell
LENGTHS = (30, 60, 90)


@dataclass(frozen=True)
class Offering:
    """Who may assess and how it is offered. The numbers stand in data/frontdoor."""

    credentials: frozenset[str]
    within_hours: int
    lead_minutes: int
    days_ahead: int
    grid_minutes: int


@dataclass(frozen=True, order=True)
class Busy:
    """From `start` up to `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, order=True)
class Slot:
    start: datetime
    end: datetime
    staff_id: UUID

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds() // 60)


def may_assess(member: Member, program_id: UUID, offering: Offering, *, on: date) -> bool:
    """A counselor of the program, here on that day, with one of the credentials and it not run out."""
    if member.has_left or any(first <= on <= last for first, last in member.time_off):
        return False
    posts = {Post(Role.COUNSELOR, program_id), Post(Role.COUNSELOR)}
    held = (c for c in member.credentials if c.expires_on is None or c.expires_on >= on)
    return not posts.isdisjoint(member.posts) and any(c.name in offering.credentials for c in held)


def open_slots(
    members: Sequence[Member],
    busy: dict[UUID, list[Busy]],
    *,
    program_id: UUID,
    offering: Offering,
    minutes: int,
    at: datetime,
    zone: ZoneInfo,
) -> list[Slot]:
    """Every time at which one of them could begin, soonest first. `busy` may hold more than is needed."""
    first = at + timedelta(minutes=offering.lead_minutes)
    today = at.astimezone(zone).date()
    found: list[Slot] = []
    for day in (today + timedelta(days=n) for n in range(offering.days_ahead + 1)):
        for member in members:
            if may_assess(member, program_id, offering, on=day):
                taken = busy.get(member.id, [])
                found += _free_on(day, member, taken, offering, timedelta(minutes=minutes), first, zone)
    return sorted(found)


def _free_on(
    day: date, member: Member, taken: list[Busy], offering: Offering, long: timedelta, first: datetime, zone: ZoneInfo
) -> Iterable[Slot]:
    for span in (span for span in member.available if span.weekday == day.weekday()):
        opens = moment_of(day, span.start, zone)
        closes = moment_of(day, span.end, zone)
        start = opens + timedelta(minutes=-span.start % offering.grid_minutes)
        while start + long <= closes:
            if start >= first and not any(start < one.end and one.start < start + long for one in taken):
                yield Slot(start, start + long, member.id)
            start += timedelta(minutes=offering.grid_minutes)


def moment_of(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """That many minutes into the day by the clock on the wall, as a moment in UTC."""
    whole, rest = divmod(minutes, 24 * 60)
    wall = datetime.combine(day + timedelta(days=whole), time(rest // 60, rest % 60), zone)
    return wall.astimezone(ZoneInfo("UTC"))


def busy_of(day: date, span: Span, zone: ZoneInfo) -> Busy:
    return Busy(moment_of(day, span.start, zone), moment_of(day, span.end, zone))


def cells_of(start: datetime, minutes: int) -> list[datetime]:
    """What a booking takes up, quarter by quarter; what begins within a quarter takes all of it."""
    first = start - timedelta(minutes=start.minute % CELL, seconds=start.second, microseconds=start.microsecond)
    end = start + timedelta(minutes=minutes)
    count = -((first - end) // timedelta(minutes=CELL))
    return [first + timedelta(minutes=CELL * n) for n in range(count)]


def is_within(slots: Sequence[Slot], first_contact: datetime, offering: Offering) -> bool:
    """Whether the first of these is soon enough after she first asked."""
    return bool(slots) and slots[0].start <= first_contact + timedelta(hours=offering.within_hours)
