# SPDX-License-Identifier: Apache-2.0
"""A week in force as facts a page can show: cards with names, what is missing, everything in numbers.

Pure: a problem, a week and names in. It judges nothing (`rules` does) and knows no colour and no sentence.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from handrail.ground.kit.days import DAY_MINUTES, WEEKDAYS
from handrail.ground.kit.facts import at_once
from handrail.ground.packs.rules import Limit
from handrail.ground.people.rules import Clinician
from handrail.ground.program.rules import Program, Room
from handrail.ground.program.rules import Service as Offered
from handrail.journey.timetable import cautions, rules
from handrail.journey.timetable.conflicts import Conflict
from handrail.journey.timetable.dated import Exceptions, Meeting, Standing
from handrail.journey.timetable.load import Load, load_of
from handrail.journey.timetable.problem import Problem, Service, minutes_of
from handrail.journey.timetable.week import Appointment, Group, Week

SLOT = 5  # minutes; look/clock.css has a class for each
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Named:
    """Someone or something a card names: `key` finds her page."""

    key: str
    name: str

    @property
    def first(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def short(self) -> str:
        """Maya R. of Maya Reyes."""
        first, _, last = self.name.rpartition(" ")
        return f"{first.partition(' ')[0]} {last[0]}." if first else last


@dataclass(frozen=True)
class Missing:
    """What was ordered and has no place, and why."""

    patient: Named
    service: str
    count: int
    because: str


@dataclass(frozen=True)
class Short:
    patient: Named
    days: int
    of_days: int
    minutes: int


@dataclass(frozen=True)
class Totals:
    """A program's week in numbers; `fill` in percent of the seats of its groups, `trips` and `waiting` a person."""

    people: int
    whole: int
    minutes: int
    groups: int
    fill: int
    individuals: int
    trips: float
    waiting: int
    conflicts: int


@dataclass(frozen=True)
class Card:
    """One session, or one span of someone's own life, on one day. `tone`: group, individual, family, life or away."""

    day: str
    start: int
    end: int
    tone: str
    title: str
    room: Named | None = None
    is_online: bool = False
    leaders: tuple[Named, ...] = ()
    patient: Named | None = None
    filled: int = 0
    seats: int = 0
    cohort: str = ""
    key: str = ""
    service: str = ""
    clashes_with: tuple[str, ...] = ()
    lane: int = 0
    lanes: int = 1
    cut_from: tuple[int, int] | None = None  # from when to when, where only a part of it is shown
    on: date | None = None  # of a dated meeting: the date it stands on, which names it together with its key
    state: str = "planned"
    cause: str = ""
    words: str = ""
    was: tuple[date, int] | None = None  # of a moved one: when it stands
    guests: int = 0
    excused: int = 0
    instead_of: tuple[Named, ...] = ()
    is_unled: bool = False
    is_extra: bool = False
    cannot: tuple[Named, ...] = ()  # who is in it and has said that she cannot come on that date

    @property
    def told(self) -> tuple[int, int]:
        return self.cut_from or (self.start, self.end)

    @property
    def goes_on(self) -> bool:
        """Into the next day: a night shift."""
        return self.told[1] == DAY_MINUTES

    @property
    def came_over(self) -> bool:
        """From the day before."""
        return self.told[0] == 0

    @property
    def minutes(self) -> int:
        return self.end - self.start

    @property
    def is_session(self) -> bool:
        return self.tone not in ("life", "away")

    @property
    def place(self) -> str:
        """Where it stands in a grid of hours, as look/clock.css names it."""
        return f"at-{self.start // SLOT} for-{self.end // SLOT - self.start // SLOT} lane-{self.lane}"

    @property
    def dated_key(self) -> str:
        """Names a dated meeting for good, wherever it is moved."""
        return f"{self.on}/{self.key}"

    @property
    def is_held(self) -> bool:
        return self.state != "cancelled"

    @property
    def is_as_it_stands(self) -> bool:
        marks = (self.instead_of, self.is_unled, self.is_extra, self.guests, self.excused, self.cannot)
        return self.state == "planned" and not any(marks)


@dataclass(frozen=True)
class InForce:
    """A week in force with everything a page needs to show it. `monday`: first day of the week being shown.

    `asked`: by whom it speaks of, what is asked of a week; `whom`: which of these each patient is.
    """

    program: Program
    monday: date
    problem: Problem
    week: Week
    names: Mapping[str, str]
    with_family: frozenset[str]
    services: Mapping[str, Offered] = field(default_factory=dict)
    asked: Mapping[str, Mapping[str, Limit]] = field(default_factory=dict)
    whom: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def sittings(self) -> rules.Sittings:
        return rules.Sittings(self.problem, self.week)

    @cached_property
    def ledgers(self) -> dict[str, rules.Ledger]:
        return {patient.id: rules.ledger(self.sittings, patient) for patient in self.problem.patients}

    @cached_property
    def to_look_at(self) -> list[cautions.Caution]:
        """Where it does not keep to what program and rule packs ask; no fault."""
        return cautions.of_week(self.sittings, self.services, self.asked, self.whom)

    def minutes(self, patient: str) -> cautions.Minutes:
        return cautions.minutes_of(self.sittings.of_patient.get(patient, ()), self.services)

    @cached_property
    def cards(self) -> list[Card]:
        """Every session, by day and hour."""
        made = [card for group in self.week.groups for card in self._group_cards(group)]
        made += [self._appointment_card(a) for a in self.week.appointments]
        return in_order(made)

    @property
    def missing(self) -> list[Missing]:
        return [
            Missing(self.named(u.patient), self.names[u.service], u.count, self.said(u.because))
            for u in self.week.unmet
        ]

    @property
    def short_of_days(self) -> list[Short]:
        """People who have every hour, but on too few days that are long enough to count."""
        ledgers = self.ledgers
        return [
            Short(self.named(p.id), ledgers[p.id].short_days, p.full_days.count, p.full_days.minutes)
            for p in self.problem.patients
            if ledgers[p.id].short_days and not ledgers[p.id].unmet
        ]

    @cached_property
    def totals(self) -> Totals:
        ledgers, groups = self.ledgers.values(), self.week.groups
        people, seats = len(ledgers), sum(self.problem.service_of[g.service].max for g in groups)
        return Totals(
            people=people,
            whole=sum(one.is_whole for one in ledgers),
            minutes=sum(one.scheduled_minutes for one in ledgers),
            groups=len(groups),
            fill=round(100 * sum(len(g.members) for g in groups) / max(1, seats)),
            individuals=len(self.week.appointments),
            trips=sum(one.trips for one in ledgers) / max(1, people),
            waiting=round(sum(one.waiting_minutes for one in ledgers) / max(1, people)),
            conflicts=sum(one.conflicts for one in ledgers),
        )

    def named(self, key: str) -> Named:
        return Named(key, self.names.get(key, ""))

    def said(self, sentence: str) -> str:
        return with_names(sentence, self.names)

    def _tone(self, service: Service) -> str:
        return "family" if service.id in self.with_family else service.kind

    def _group_cards(self, group: Group) -> Iterable[Card]:
        service, start = self.problem.service_of[group.service], minutes_of(group.start)
        for day in group.days:
            yield Card(
                day=day, start=start, end=start + service.minutes, tone=self._tone(service), key=group.id,
                title=self.names[service.id], service=service.id, is_online=service.mode == "online",
                room=self.named(group.rooms[day]) if day in group.rooms else None,
                leaders=tuple(map(self.named, group.leaders)), filled=len(group.members), seats=service.max,
                cohort=service.cohort or "",
            )  # fmt: skip

    def _appointment_card(self, a: Appointment) -> Card:
        service, start = self.problem.service_of[a.service], minutes_of(a.start)
        return Card(
            day=a.day, start=start, end=start + service.minutes, tone=self._tone(service), key=a.patient,
            title=self.names[service.id], service=service.id, is_online=service.mode == "online",
            leaders=(self.named(a.clinician),), patient=self.named(a.patient),
        )  # fmt: skip


@dataclass(frozen=True)
class Lack:
    """What was ordered and has no place in the standing week, as it was said when that was published."""

    patient: UUID
    name: str
    service: str
    count: int
    because: str


@dataclass(frozen=True)
class DatedWeek:
    """Seven days from a Monday with every name a board shows; `standing`: the week in force on its last day."""

    program: Program
    monday: date
    meetings: tuple[Meeting, ...]  # by date and hour
    exceptions: Exceptions
    standing: Standing | None
    rooms: tuple[Room, ...]
    clinicians: tuple[Clinician, ...]
    patients: Mapping[UUID, str]  # of those seen one to one, and of those who lack something
    lacks: tuple[Lack, ...]
    conflicts: tuple[Conflict, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)  # names that are known besides

    @cached_property
    def _names(self) -> dict[UUID, str]:
        held: tuple[Room | Clinician, ...] = (*self.rooms, *self.clinicians)
        return {**self.titles, **{one.id: one.name for one in held}, **self.patients}

    @cached_property
    def titles(self) -> dict[UUID, str]:
        """What each service is called that is held in it."""
        return {m.slot.service: m.slot.title for m in self.meetings}

    @cached_property
    def cohorts(self) -> list[str]:
        return sorted({m.slot.cohort for m in self.meetings if m.slot.cohort})

    @cached_property
    def cards(self) -> list[Card]:
        """Every meeting, by day and hour."""
        return [self.card(one) for one in self.meetings]

    @property
    def missing(self) -> list[Missing]:
        names = {str(pk): name for pk, name in self._names.items()} if self.lacks else {}
        return [
            Missing(self.named(one.patient), one.service, one.count, with_names(one.because, names))
            for one in self.lacks
        ]

    @cached_property
    def load(self) -> Load:
        return load_of(self.meetings, cannot=len(self.conflicts))

    def minutes_of(self, clinician: UUID) -> int:
        """What she leads in this week."""
        return self._led[clinician]

    @cached_property
    def _led(self) -> Counter[UUID]:
        led: Counter[UUID] = Counter()
        for one in self.meetings:
            for who in one.leaders if one.is_held else ():
                led[who] += one.minutes
        return led

    def away_on(self, day: date) -> frozenset[UUID]:
        return frozenset(one.clinician for one in self.exceptions.away if one.first_day <= day <= one.last_day)

    @cached_property
    def _cannot(self) -> dict[tuple[UUID, date], list[UUID]]:
        found: dict[tuple[UUID, date], list[UUID]] = {}
        for one in self.conflicts:
            found.setdefault((one.meeting.key, one.meeting.on), []).append(one.patient)
        return found

    def named(self, key: UUID) -> Named:
        known = self._named.get(key)
        if known is None:
            text = str(key)
            known = self._named[key] = Named(text, self._names.get(key) or self.called.get(text, ""))
        return known

    @cached_property
    def _named(self) -> dict[UUID, Named]:
        return {}

    def _place(self, room: UUID, where: str) -> Named:
        """A room as its meeting names it: a week of one person has no list of rooms."""
        known = self._named.get(room)
        if known is None:
            known = self._named[room] = Named(str(room), where)
        return known

    def card(self, m: Meeting) -> Card:
        """One of its meetings, with names."""
        slot = m.slot
        patient = None if slot.is_group else next(iter(m.members or slot.members), None)
        return at_once(
            Card, day=WEEKDAYS[m.date.weekday()], start=m.start, end=min(m.end, DAY_MINUTES),
            tone=slot.tone, title=slot.title, key=str(slot.key),
            room=self._place(m.room, m.where) if m.room else None, is_online=m.slot.is_online,
            leaders=tuple(map(self.named, m.leaders)),
            patient=self.named(patient) if patient else None,
            filled=m.size, seats=slot.seats, cohort=slot.cohort, service=self.named(slot.service).key, on=m.on,
            state=m.state, cause=m.cause, words=m.words, guests=len(m.guests), excused=len(m.excused),
            was=(m.on, m.slot.start) if m.state == "moved" else None, is_unled=m.is_unled, is_extra=m.is_extra,
            instead_of=tuple(self.named(one) for one in slot.leaders if one not in m.leaders) if m.one_off else (),
            cannot=tuple(map(self.named, self._cannot.get((slot.key, m.on), ()))) if self.conflicts else (),
        )  # fmt: skip


def with_names(sentence: str, names: Mapping[str, str]) -> str:
    """A sentence of the engine, which speaks in keys, with the names the clinic knows."""
    return KEY.sub(lambda found: names.get(found[0], found[0]), sentence)


def in_order(cards: Iterable[Card]) -> list[Card]:
    return sorted(cards, key=lambda c: (WEEKDAYS.index(c.day), c.start, c.end, c.title, c.key))
