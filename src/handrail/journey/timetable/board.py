# SPDX-License-Identifier: Apache-2.0
"""A week laid out for the eye: cards, the rows they stand in, and what is left to say about each person.

Pure: a problem, a week and names in; the facts a page shows out. It judges nothing (`rules` does) and knows
no colour and no sentence.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from handrail.ground.kit.days import DAY_MINUTES, WEEKDAYS
from handrail.ground.program.rules import Program
from handrail.journey.timetable import rules
from handrail.journey.timetable.problem import Patient, Problem, Service, Span, minutes_of
from handrail.journey.timetable.week import Appointment, Day, Group, Week

HOUR, DAY_START, DAY_END = 60, 6 * 60, 22 * 60
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
    """A week in force with everything a page needs to show it. `monday`: first day of the week being shown."""

    program: Program
    monday: date
    problem: Problem
    week: Week
    names: Mapping[str, str]
    with_family: frozenset[str]

    @cached_property
    def sittings(self) -> rules.Sittings:
        return rules.Sittings(self.problem, self.week)

    @cached_property
    def ledgers(self) -> dict[str, rules.Ledger]:
        return {patient.id: rules.ledger(self.sittings, patient) for patient in self.problem.patients}

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


@dataclass(frozen=True)
class Column:
    """One column or tab: a day of the shown week with its cards."""

    code: str
    date: date
    cards: tuple[Card, ...]
    is_today: bool = False

    @property
    def sessions(self) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if card.is_session)

    @property
    def minutes(self) -> int:
        return sum(card.minutes for card in self.sessions)

    @property
    def groups(self) -> int:
        return sum(card.patient is None for card in self.sessions)

    @property
    def individuals(self) -> int:
        return sum(card.patient is not None for card in self.sessions)


@dataclass(frozen=True)
class Row:
    """One line of a day's board: a room or a clinician (`head`), or what has no room (`kind` says which)."""

    kind: str
    head: Named
    cards: tuple[Card, ...]
    seats: int = 0
    minutes: int = 0
    max_minutes: int = 0

    @property
    def lanes(self) -> int:
        return max((card.lanes for card in self.cards), default=1)


@dataclass(frozen=True)
class Hours:
    """The hours a grid shows, whole hours from `start` to `end`."""

    start: int
    end: int

    @property
    def marks(self) -> list[int]:
        return list(range(self.start, self.end + 1, HOUR))

    @property
    def count(self) -> int:
        return (self.end - self.start) // HOUR


def in_order(cards: Iterable[Card]) -> list[Card]:
    return sorted(cards, key=lambda c: (WEEKDAYS.index(c.day), c.start, c.end, c.title, c.key))


def in_lanes(cards: Iterable[Card]) -> tuple[Card, ...]:
    """Cards of one day, those that overlap side by side; each run of overlapping cards shares its lanes."""
    done: list[Card] = []
    run: list[Card] = []
    ends: list[int] = []
    for card in sorted(cards, key=lambda c: (c.start, -c.end)):
        if ends and card.start >= max(ends):
            done += [replace(one, lanes=len(ends)) for one in run]
            run, ends = [], []
        lane = next((i for i, end in enumerate(ends) if end <= card.start), len(ends))
        ends[lane : lane + 1] = [card.end]
        run.append(replace(card, lane=lane))
    return (*done, *(replace(one, lanes=len(ends)) for one in run))


def life_cards(patient: Patient) -> list[Card]:
    """What a person is busy with. A night's work counts from midnight to midnight, as two spans."""
    return [
        Card(day=day, start=span.start, end=span.end, tone="life", title=span.why)
        for day, spans in patient.busy.items()
        for span in spans
    ]


def clashes_marked(shown: InForce, patient: Patient, lives: Iterable[Card]) -> list[Card]:
    """Her sessions, each with what of her own life it is in the way of, the way there and back included."""
    held, marked = list(lives), []
    for card in shown.cards:
        travel = rules.travel_for(patient, shown.problem.service_of[card.service])
        titles = (
            life.title
            for life in held
            if life.day == card.day and card.start - travel < life.end and life.start < card.end + travel
        )
        marked.append(replace(card, clashes_with=tuple(dict.fromkeys(titles))))
    return marked


def away_cards(available: Mapping[Day, Iterable[Span]], hours: Hours, days: Iterable[Day]) -> list[Card]:
    """When a clinician is not there, within the hours shown."""
    made = []
    for day in days:
        edge = hours.start
        for span in sorted(available.get(day, ()), key=lambda s: s.start):
            made.append(Card(day=day, start=edge, end=span.start, tone="away", title=""))
            edge = span.end
        made.append(Card(day=day, start=edge, end=hours.end, tone="away", title=""))
    return [card for card in made if card.end > card.start]


def hours_shown(cards: Iterable[Card], *, least: tuple[int, int] | None = None) -> Hours:
    """Whole hours that hold every session, and of life what lies between early morning and late evening."""
    starts, ends = [], []
    for card in cards:
        start, end = (card.start, card.end) if card.is_session else (max(card.start, DAY_START), min(card.end, DAY_END))
        if start < end:
            starts.append(start)
            ends.append(end)
    first, last = least or (9 * 60, 17 * 60)
    start, end = min([*starts, first]), max([*ends, last])
    return Hours(start // HOUR * HOUR, -(-end // HOUR) * HOUR)


def within(cards: Iterable[Card], hours: Hours) -> list[Card]:
    """The cards, cut to the hours shown but telling their whole span; what lies outside is left out."""
    cut = (replace(c, start=max(c.start, hours.start), end=min(c.end, hours.end), cut_from=c.told) for c in cards)
    return [card for card in cut if card.end > card.start]


def days_of(monday: date, cards: Iterable[Card], *, today: date, always: Iterable[str]) -> list[Column]:
    """The days a page shows: those `always` shown and every other that has a card."""
    held = list(cards)
    shown = {*always, *(card.day for card in held)}
    days = []
    for number, code in enumerate(WEEKDAYS):
        if code in shown:
            on = monday + timedelta(days=number)
            of_day = [c for c in held if c.day == code]
            # Life and sessions are laid out apart: a session that clashes stands before what it is in the way of.
            laid = (*in_lanes(c for c in of_day if not c.is_session), *in_lanes(c for c in of_day if c.is_session))
            days.append(Column(code, on, tuple(sorted(laid, key=lambda c: c.start)), is_today=on == today))
    return days


def rows_by_room(shown: InForce, cards: Iterable[Card]) -> list[Row]:
    """A day's cards room by room, then online groups, then individual sessions in the clinicians' offices."""
    held = list(cards)
    rows = [
        Row(
            "room",
            shown.named(room.id),
            in_lanes(c for c in held if c.room and c.room.key == room.id),
            seats=room.seats,
        )
        for room in shown.problem.rooms
    ]
    online = [c for c in held if c.patient is None and c.room is None]
    offices = [c for c in held if c.patient is not None]
    others = (("online", online), ("offices", offices))
    return rows + [Row(kind, Named("", ""), in_lanes(found)) for kind, found in others if found]


def rows_by_clinician(shown: InForce, cards: Iterable[Card]) -> list[Row]:
    held = list(cards)
    return [
        Row(
            "clinician",
            shown.named(clinician.id),
            in_lanes(c for c in held if any(leader.key == clinician.id for leader in c.leaders)),
            minutes=sum(m.end - m.start for m in shown.sittings.of_clinician.get(clinician.id, ())),
            max_minutes=clinician.max_minutes,
        )
        for clinician in shown.problem.clinicians
    ]
