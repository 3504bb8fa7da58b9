# SPDX-License-Identifier: Apache-2.0
"""A week in force as facts a page can show: cards with names, what is missing, everything in numbers.

Pure: a problem, a week and names in. It judges nothing (`rules` does) and knows no colour and no sentence.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from handrail.ground.kit.days import DAY_MINUTES, WEEKDAYS
from handrail.ground.packs.rules import Limit
from handrail.ground.program.rules import Program
from handrail.ground.program.rules import Service as Offered
from handrail.journey.timetable import cautions, rules
from handrail.journey.timetable.problem import Problem, Service, minutes_of
from handrail.journey.timetable.week import Appointment, Group, Week

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


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

    @property
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
        """A sentence of the engine, which speaks in keys, with the names the clinic knows."""
        return UUID.sub(lambda found: self.names.get(found[0], found[0]), sentence)

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


def in_order(cards: Iterable[Card]) -> list[Card]:
    return sorted(cards, key=lambda c: (WEEKDAYS.index(c.day), c.start, c.end, c.title, c.key))
