# SPDX-License-Identifier: Apache-2.0
"""Dated weeks: what the standing weeks and their exceptions make of a span of dates.

Pure: standing weeks, closures, time off and one-off changes in, meetings out, each on its date with its moment in the
zone of the site. A standing week is in force from its first day, a Monday, until a later one is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from handrail.ground.kit.days import DAY_MINUTES, monday_of
from handrail.ground.kit.facts import at_once

# Why a meeting is not as it stands. Said to patients in words of their own; what staff wrote is for staff.
CAUSES = ("closed", "staff_away", "room_lost", "too_few", "patient_away", "make_up", "other")


@dataclass(frozen=True)
class Slot:
    """A meeting of a standing week: held every week on this weekday. `key`: of its group or appointment."""

    key: UUID
    is_group: bool
    weekday: int
    start: int
    minutes: int
    service: UUID
    leaders: tuple[UUID, ...]
    members: tuple[UUID, ...]
    room: UUID | None = None
    title: str = ""  # the name of its service
    where: str = ""  # the name of its room
    is_online: bool = False
    with_family: bool = False
    seats: int = 1  # the most that may come
    cohort: str = ""
    who: str = ""  # the name of her who is seen one to one, where a board asked for it
    size: int | None = None  # how many are in a group, where a board asked for no more than that

    @property
    def tone(self) -> str:
        """What kind of session it is to the eye."""
        return "family" if self.with_family else "group" if self.is_group else "individual"


@dataclass(frozen=True)
class Standing:
    """A published week, from its first day until that of the next."""

    first_day: date
    slots: tuple[Slot, ...]
    id: UUID | None = None
    people: int = 0  # as they were counted on the day it was published
    whole: int = 0
    made: Mapping[str, Any] = field(default_factory=dict)
    cautions: tuple[Mapping[str, Any], ...] = ()  # as they were summed up on that day
    why: str = ""  # it was published all the same

    @cached_property
    def on_weekday(self) -> dict[int, list[Slot]]:
        found: dict[int, list[Slot]] = defaultdict(list)
        for slot in self.slots:
            found[slot.weekday].append(slot)
        return found


@dataclass(frozen=True)
class Closure:
    """From the first to the last day, on each from `start` to `end`, nothing is held."""

    id: UUID
    first_day: date
    last_day: date
    start: int = 0
    end: int = DAY_MINUTES
    words: str = ""
    is_of_site: bool = False

    @property
    def is_whole_day(self) -> bool:
        return (self.start, self.end) == (0, DAY_MINUTES)

    def hits(self, day: date, start: int, end: int) -> bool:
        return self.first_day <= day <= self.last_day and start < self.end and self.start < end


@dataclass(frozen=True)
class Away:
    """A clinician is not there, the first and the last day included."""

    clinician: UUID
    first_day: date
    last_day: date


@dataclass(frozen=True)
class OneOff:
    """A change of the meeting `key` on the date `on` that it stands on; `once`: no change, but a meeting held once."""

    id: UUID
    on: date
    cause: str
    key: UUID | None = None
    once: Slot | None = None
    is_cancelled: bool = False
    day: date | None = None
    start: int | None = None
    room: UUID | None = None
    where: str = ""
    instead: tuple[tuple[UUID | None, UUID], ...] = ()  # (instead of whom, who)
    words: str = ""


@dataclass(frozen=True)
class SeatOnce:
    """She comes to this meeting of a group, or of a meeting held once, on its date as a guest; or is excused."""

    id: UUID
    on: date
    key: UUID
    patient: UUID
    comes: bool
    cause: str


@dataclass(frozen=True)
class Exceptions:
    """All that makes dated weeks differ from the standing week."""

    closures: tuple[Closure, ...] = ()
    away: tuple[Away, ...] = ()
    one_offs: tuple[OneOff, ...] = ()
    seats: tuple[SeatOnce, ...] = ()


@dataclass(frozen=True)
class Meeting:
    """One meeting on one date. `state`: planned, moved (other time, day or room) or cancelled; `cause` says why.

    `starts_at` and `ends_at` are moments; `start` and `end` minutes on the clocks of the site. `on` with `key` names
    it for good, wherever it is moved. `away`: leaders who are not there and whom nobody stands in for.
    """

    on: date
    date: date
    start: int
    end: int
    starts_at: datetime
    ends_at: datetime
    slot: Slot
    leaders: tuple[UUID, ...]
    members: tuple[UUID, ...]
    room: UUID | None
    where: str
    state: str = "planned"
    cause: str = ""
    words: str = ""
    closure: Closure | None = None
    one_off: UUID | None = None
    guests: frozenset[UUID] = frozenset()
    excused: frozenset[UUID] = frozenset()
    away: frozenset[UUID] = frozenset()
    is_extra: bool = False

    @property
    def key(self) -> UUID:
        return self.slot.key

    @property
    def group(self) -> UUID | None:
        return self.slot.key if self.slot.is_group and not self.is_extra else None

    @property
    def appointment(self) -> UUID | None:
        return self.slot.key if not self.slot.is_group and not self.is_extra else None

    @property
    def service(self) -> UUID:
        return self.slot.service

    @property
    def title(self) -> str:
        return self.slot.title

    @property
    def minutes(self) -> int:
        return self.slot.minutes

    @property
    def size(self) -> int:
        """How many come."""
        if self.slot.size is None or self.is_extra:
            return len(self.members)
        return self.slot.size + len(self.guests) - len(self.excused)

    @property
    def is_held(self) -> bool:
        return self.state != "cancelled"

    @property
    def is_unled(self) -> bool:
        """Nobody who leads it is there, and nothing was decided about it yet."""
        return (not self.leaders or (bool(self.away) and self.away.issuperset(self.leaders))) and self.is_held

    @property
    def stands_in(self) -> frozenset[UUID]:
        return frozenset(self.leaders) - frozenset(self.slot.leaders)


@lru_cache(maxsize=4096)
def moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """When the clocks of the zone show this; what they skip in spring is an hour later, of what they show twice in
    autumn it is the first."""
    there = datetime.combine(day, time(), tzinfo=zone) + timedelta(minutes=minutes)
    return there.astimezone(UTC).astimezone(zone)


def meetings(
    standing: Iterable[Standing], exceptions: Exceptions, first: date, last: date, zone: ZoneInfo
) -> list[Meeting]:
    """Every meeting from the first to the last of these dates, cancelled ones too, by date and hour."""
    weeks = sorted(standing, key=lambda week: week.first_day)
    days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
    days |= {change.on for change in exceptions.one_offs}  # of which some are moved into the span
    book = _Book(exceptions, zone)
    found = [one for day in sorted(days) for one in book.on(day, slots_on(weeks, day))]
    found += [book.held_once(change) for change in exceptions.one_offs if change.once]
    inside = (one for one in found if first <= one.date <= last)
    return sorted(inside, key=lambda one: (one.date, one.start, one.end, one.slot.title, one.slot.key.int))


def slots_on(weeks: Iterable[Standing], day: date) -> Iterable[Slot]:
    """What the week in force on this day holds on it; `weeks` by first day."""
    begun = [week for week in weeks if week.first_day <= day]
    return begun[-1].on_weekday.get(day.weekday(), ()) if begun else ()


@dataclass
class _Book:
    """The exceptions, by the meeting they speak of."""

    exceptions: Exceptions
    zone: ZoneInfo
    changes: dict[date, dict[UUID, OneOff]] = field(init=False)
    seats: dict[date, dict[UUID, list[SeatOnce]]] = field(init=False)
    days: dict[date, tuple[list[Closure], frozenset[UUID]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.changes, self.seats = defaultdict(dict), defaultdict(dict)
        for one in self.exceptions.one_offs:
            if one.key:
                self.changes[one.on][one.key] = one
        for seat in self.exceptions.seats:
            self.seats[seat.on].setdefault(seat.key, []).append(seat)

    def on(self, day: date, slots: Iterable[Slot]) -> Iterator[Meeting]:
        """What the standing week holds on this day, as it is on it."""
        changes, seats = self.changes.get(day), self.seats.get(day)
        for slot in slots:
            made = self._plain(day, slot)
            if changes and (change := changes.get(slot.key)):
                made = self._changed(made, change)
            yield self._hit(self._seated(made) if seats else made)

    def held_once(self, change: OneOff) -> Meeting:
        assert change.once is not None
        made = self._plain(change.on, change.once)
        made = replace(made, is_extra=True, one_off=change.id, cause=change.cause, words=change.words)
        if change.is_cancelled:
            made = replace(made, state="cancelled")
        return self._hit(self._seated(made))

    def _plain(self, on: date, slot: Slot) -> Meeting:
        starts_at = moment(on, slot.start, self.zone)
        return at_once(
            Meeting, on=on, date=on, start=slot.start, end=slot.start + slot.minutes, starts_at=starts_at,
            ends_at=_later(starts_at, slot.minutes), slot=slot, leaders=slot.leaders, members=slot.members,
            room=slot.room, where=slot.where,
        )  # fmt: skip

    def _changed(self, was: Meeting, change: OneOff) -> Meeting:
        was = replace(was, one_off=change.id, cause=change.cause, words=change.words)
        if change.is_cancelled:
            return replace(was, state="cancelled")
        day, start = change.day or was.date, was.start if change.start is None else change.start
        room, where = (change.room, change.where) if change.room else (was.room, was.where)
        moved = (day, start, room) != (was.date, was.start, was.room)
        instead = dict(change.instead)
        starts_at = moment(day, start, self.zone)
        return replace(
            was, date=day, start=start, end=start + was.minutes, starts_at=starts_at,
            ends_at=_later(starts_at, was.minutes), room=room, where=where, state="moved" if moved else "planned",
            leaders=tuple(dict.fromkeys(instead.get(one, one) for one in was.leaders)),
        )  # fmt: skip

    def _seated(self, was: Meeting) -> Meeting:
        hers = self.seats[was.on].get(was.key)
        if not hers:
            return was
        guests = frozenset(one.patient for one in hers if one.comes) - set(was.members)
        excused = frozenset(one.patient for one in hers if not one.comes)
        excused = excused if was.slot.size is not None else excused & set(was.members)
        members = (*(one for one in was.members if one not in excused), *sorted(guests))
        return replace(was, members=members, guests=guests, excused=excused)

    def _hit(self, was: Meeting) -> Meeting:
        """What is closed is not held. An individual session is not held without its clinician; a group may find one."""
        closed, off = self._on(was.date)
        if not (closed or off) or not was.is_held:
            return was
        for closure in closed:
            if closure.hits(was.date, was.start, was.end):
                return replace(was, state="cancelled", cause="closed", words=closure.words, closure=closure)
        away = off.intersection(was.leaders) if off else off
        if away and not was.slot.is_group and away == set(was.leaders):
            return replace(was, state="cancelled", cause="staff_away", away=away)
        return replace(was, away=away) if away else was

    def _on(self, day: date) -> tuple[list[Closure], frozenset[UUID]]:
        """What is closed on this day and who is away."""
        known = self.days.get(day)
        if known is None:
            closed = [one for one in self.exceptions.closures if one.first_day <= day <= one.last_day]
            off = (one for one in self.exceptions.away if one.first_day <= day <= one.last_day)
            known = self.days[day] = closed, frozenset(one.clinician for one in off)
        return known


@lru_cache(maxsize=4096)
def _later(starts_at: datetime, minutes: int) -> datetime:
    """So many minutes of real time later, also across the night in which the clocks change."""
    return (starts_at.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(starts_at.tzinfo)


@dataclass(frozen=True)
class Clash:
    """Two meetings want one room, one leader or one member at the same time. `kind`: room, leader or member."""

    kind: str
    key: UUID
    other: Meeting


def clashes(meeting: Meeting, others: Iterable[Meeting]) -> list[Clash]:
    """What this meeting has in its way among the others held at that time; what is cancelled is in nobody's way."""
    found: list[Clash] = []
    if not meeting.is_held:
        return found
    for other in others:
        if (other.key, other.on) == (meeting.key, meeting.on) or not other.is_held or other.date != meeting.date:
            continue
        if other.start >= meeting.end or meeting.start >= other.end:
            continue
        if meeting.room and meeting.room == other.room:
            found.append(Clash("room", meeting.room, other))
        found += [Clash("leader", who, other) for who in meeting.leaders if who in other.leaders]
        found += [Clash("member", who, other) for who in meeting.members if who in other.members]
    return found


@dataclass(frozen=True)
class Cost:
    """What is lost when these meetings are not held; `most`: what whoever loses most loses in one week, in minutes."""

    meetings: int
    groups: int
    people: int
    minutes: int
    most: int

    @property
    def individuals(self) -> int:
        return self.meetings - self.groups


def cost_of(lost: Iterable[Meeting]) -> Cost:
    every = list(lost)
    hers: Counter[tuple[UUID, date]] = Counter()
    for one in every:
        for who in one.members:
            hers[who, monday_of(one.date)] += one.minutes
    return Cost(
        meetings=len(every),
        groups=sum(one.slot.is_group for one in every),
        people=len({who for who, _ in hers}),
        minutes=hers.total(),
        most=max(hers.values(), default=0),
    )
