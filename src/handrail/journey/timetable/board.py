# SPDX-License-Identifier: Apache-2.0
"""Cards laid out for the eye: lanes, columns of days, rows of rooms and clinicians, the hours a grid shows. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from handrail.ground.kit.days import DAY_MINUTES, WEEKDAYS, Span
from handrail.ground.kit.facts import at_once
from handrail.journey.timetable.cards import SLOT, Card, DatedWeek, Named
from handrail.journey.timetable.dated import Meeting
from handrail.journey.timetable.problem import Patient
from handrail.journey.timetable.problem import Span as Spell

HOUR, DAY_START, DAY_END = 60, 6 * 60, 22 * 60
LEAST = (9 * 60, 17 * 60)
Laid = TypeVar("Laid", Card, Meeting)


@dataclass(frozen=True)
class Column:
    """One column: a day of the shown week with its cards."""

    code: str
    date: date
    cards: tuple[Card, ...]
    is_today: bool = False

    @cached_property
    def sessions(self) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if card.is_session)

    @property
    def minutes(self) -> int:
        return sum(card.minutes for card in self.sessions if card.is_held)


@dataclass(frozen=True)
class Tab:
    """A day of a dated week drawn small, and how much it holds. No cards: six days of seven are looked at no closer."""

    code: str
    date: date
    meetings: tuple[Meeting, ...]
    is_today: bool

    @cached_property
    def held(self) -> tuple[Meeting, ...]:
        return tuple(one for one in self.meetings if one.is_held)

    @cached_property
    def groups(self) -> int:
        return sum([one.slot.is_group for one in self.held])

    @property
    def individuals(self) -> int:
        return len(self.held) - self.groups

    @property
    def cancelled(self) -> int:
        return len(self.meetings) - len(self.held)

    @cached_property
    def unled(self) -> int:
        return sum([one.is_unled for one in self.held])

    @cached_property
    def in_lane(self) -> list[tuple[Meeting, int, int]]:
        return sorted(lanes_of(self.meetings), key=lambda one: one[0].start)

    @property
    def shapes(self) -> list[tuple[str, str]]:
        """For each tone the outlines of its sessions, a slot wide and a lane high."""
        drawn: dict[str, list[str]] = {}
        for one, lane, _ in self.in_lane:
            if one.is_held:
                start = one.start // SLOT
                width = min(one.end, DAY_MINUTES) // SLOT - start
                drawn.setdefault(one.slot.tone, []).append(f"M{start} {lane}h{width}v.8h-{width}z")
        return [(tone, "".join(outlines)) for tone, outlines in drawn.items()]

    @cached_property
    def depth(self) -> int:
        return max((lane for _, lane, _ in self.in_lane), default=0) + 1


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


def in_lanes(cards: Iterable[Card]) -> tuple[Card, ...]:
    """Cards of one day, those that overlap side by side; each run of overlapping cards shares its lanes."""
    return tuple(_in_lane(*laid) for laid in lanes_of(cards))


def lanes_of(cards: Iterable[Laid]) -> list[tuple[Laid, int, int]]:
    """Each card with its lane and of how many."""
    done: list[tuple[Laid, int, int]] = []
    run: list[tuple[Laid, int]] = []
    ends: list[int] = []
    until = 0  # the last of these
    for card in sorted(cards, key=lambda c: (c.start, -c.end)):
        if card.start >= until:
            done += [(one, lane, len(ends)) for one, lane in run]
            run, ends = [], []
        free = [i for i, end in enumerate(ends) if end <= card.start]
        lane = free[0] if free else len(ends)
        ends[lane : lane + 1] = [card.end]
        run.append((card, lane))
        until = max(until, card.end)
    return done + [(one, lane, len(ends)) for one, lane in run]


def _in_lane(card: Card, lane: int, lanes: int) -> Card:
    if (card.lane, card.lanes) == (lane, lanes):
        return card
    return at_once(Card, **{**vars(card), "lane": lane, "lanes": lanes})


def life_cards(patient: Patient) -> list[Card]:
    """What a person is busy with. A night's work counts from midnight to midnight, as two spans."""
    return [
        Card(day=day, start=span.start, end=span.end, tone="life", title=span.why)
        for day, spans in patient.busy.items()
        for span in spans
    ]


def with_other_days(
    lives: Iterable[Card], monday: date, others: Mapping[date, Iterable[tuple[Span, str]]]
) -> list[Card]:
    """Hours of her own life as they are on these dates: where they are not those of every week, these take their place.

    The words of each span are its second part.
    """
    days = {WEEKDAYS[on.weekday()]: spans for on, spans in others.items() if 0 <= (on - monday).days < len(WEEKDAYS)}
    kept = [card for card in lives if card.day not in days]
    return kept + [
        Card(day=day, start=span.start, end=span.end, tone="life", title=words)
        for day, spans in days.items()
        for span, words in spans
    ]


def clashes_marked(cards: Iterable[Card], patient: Patient, lives: Iterable[Card]) -> list[Card]:
    """Her sessions, each with what of her own life it is in the way of, the way there and back included.

    That it clashes says already that she cannot come.
    """
    held, marked = list(lives), []
    for card in cards:
        travel = 0 if card.is_online or patient.mode == "online" else patient.travel_minutes
        titles = (
            life.title
            for life in held
            if card.is_held
            and life.day == card.day
            and card.start - travel < life.end
            and life.start < card.end + travel
        )
        marked.append(replace(card, clashes_with=tuple(dict.fromkeys(titles)), cannot=()))
    return marked


def away_cards(available: Mapping[str, Iterable[Span | Spell]], hours: Hours, days: Iterable[str]) -> list[Card]:
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
    return hours_of(starts, ends, least or LEAST)


def hours_of(starts: Iterable[int], ends: Iterable[int], least: tuple[int, int] = LEAST) -> Hours:
    """Whole hours from the first of these to the last before midnight, and the least that is shown."""
    start, end = min([*starts, least[0]]), min(max([*ends, least[1]]), DAY_MINUTES)
    return Hours(start // HOUR * HOUR, -(-end // HOUR) * HOUR)


def within(cards: Iterable[Card], hours: Hours) -> list[Card]:
    """The cards, cut to the hours shown but telling their whole span; what lies outside is left out."""
    cut = (replace(c, start=max(c.start, hours.start), end=min(c.end, hours.end), cut_from=c.told) for c in cards)
    return [card for card in cut if card.end > card.start]


def tabs_of(monday: date, meetings: Iterable[Meeting], *, today: date, always: Iterable[str]) -> list[Tab]:
    """The days a board can be asked for: those `always` shown and every other that has a meeting."""
    on: dict[date, list[Meeting]] = {}
    for one in meetings:
        on.setdefault(one.date, []).append(one)
    days = [(code, monday + timedelta(days=number)) for number, code in enumerate(WEEKDAYS)]
    return [Tab(code, day, tuple(on.get(day, ())), day == today) for code, day in days if code in always or day in on]


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
            laid = [*lanes_of(c for c in of_day if not c.is_session), *lanes_of(c for c in of_day if c.is_session)]
            laid.sort(key=lambda one: one[0].start)
            days.append(Column(code, on, tuple(_in_lane(*one) for one in laid), is_today=on == today))
    return days


def rows_by_room(shown: DatedWeek, cards: Iterable[Card]) -> list[Row]:
    """A day's cards room by room, then online groups, then individual sessions in the clinicians' offices."""
    held = list(cards)
    inside: dict[str, list[Card]] = {}
    for card in held:
        if card.room:
            inside.setdefault(card.room.key, []).append(card)
    heads = [(room, shown.named(room.id)) for room in shown.rooms]
    rows = [
        Row("room", head, in_lanes(inside.get(head.key, ())), room.seats)
        for room, head in heads
        if room.is_open or head.key in inside
    ]
    online = [c for c in held if c.patient is None and c.room is None]
    offices = [c for c in held if c.patient is not None]
    others = (("online", online), ("offices", offices))
    return rows + [Row(kind, Named("", ""), in_lanes(found)) for kind, found in others if found]


def rows_by_clinician(shown: DatedWeek, cards: Iterable[Card]) -> list[Row]:
    """A day's cards by who leads them; who left is told only where she still leads something."""
    led: dict[str, list[Card]] = {}
    for card in cards:
        for leader in card.leaders:
            led.setdefault(leader.key, []).append(card)
    rows = [
        Row(
            "clinician",
            shown.named(one.id),
            in_lanes(led.get(str(one.id), ())),
            minutes=shown.minutes_of(one.id),
            max_minutes=one.max_minutes,
        )
        for one in shown.clinicians
    ]
    return [row for row in rows if row.cards or row.minutes]


def rows_by_service(_shown: DatedWeek, cards: Iterable[Card]) -> list[Row]:
    held = list(cards)
    services = sorted({(card.title, card.service) for card in held})
    return [Row("service", Named(pk, title), in_lanes(c for c in held if c.service == pk)) for title, pk in services]


ROWS = {"room": rows_by_room, "clinician": rows_by_clinician, "service": rows_by_service}


@dataclass(frozen=True)
class Sieve:
    """Which meetings are shown: of a cohort, a service, a clinician; empty shows all."""

    cohort: str = ""
    service: str = ""
    clinician: str = ""

    def __bool__(self) -> bool:
        return bool(self.cohort or self.service or self.clinician)

    def of(self, meetings: tuple[Meeting, ...]) -> tuple[Meeting, ...]:
        return tuple(filter(self._passes, meetings)) if self else meetings

    def _passes(self, one: Meeting) -> bool:
        return (
            self.cohort in ("", one.slot.cohort)
            and self.service in ("", str(one.service))
            and (not self.clinician or self.clinician in map(str, one.leaders))
        )
