# SPDX-License-Identifier: Apache-2.0
"""What a program is, as facts. Pure: no database, no clock."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from handrail.ground.kit.days import Span

# Nine to nineteen hours a week is what defines intensive outpatient care (SAMHSA, TIP 47, 2006).
LEAST_MINUTES, MOST_MINUTES = 9 * 60, 19 * 60

LEVELS_OF_CARE = {
    "outpatient": "outpatient",
    "intensive_outpatient": "intensive outpatient",
    "partial_hospital": "partial hospitalization",
}


@dataclass(frozen=True)
class Site:
    id: UUID
    provider_id: UUID
    name: str
    address: str
    time_zone: str
    state: str = ""


@dataclass(frozen=True)
class Program:
    """`least_minutes` to `most_minutes` a week are typical; `group_cap` 0: each service says its own largest size."""

    id: UUID
    provider_id: UUID
    name: str
    for_whom: str
    phone: str
    time_zone: str
    grid_minutes: int
    site_id: UUID
    level_of_care: str = "intensive_outpatient"
    cohorts: tuple[str, ...] = ()
    group_cap: int = 0
    least_minutes: int = LEAST_MINUTES
    most_minutes: int = MOST_MINUTES
    is_open: bool = True
    packs: tuple[str, ...] = ()
    rest_minutes: int = 0
    is_public: bool = False
    state: str = ""


@dataclass(frozen=True)
class Room:
    id: UUID
    name: str
    seats: int
    is_open: bool = True


@dataclass(frozen=True)
class Service:
    """`smallest`, `largest`, `leaders`, `skill`, `cohort` and `times_per_week` speak of groups."""

    id: UUID
    name: str
    kind: str
    mode: str
    with_family: bool
    minutes: int
    times_per_week: int
    smallest: int
    largest: int
    leaders: int
    skill: str
    cohort: str
    curriculum: str = ""
    break_minutes: int = 0
    usual_count: int = 0
    is_open: bool = True
    is_education: bool = False

    @property
    def is_group(self) -> bool:
        return self.kind == "group"

    @property
    def usual_minutes(self) -> int:
        """Of one week of it, as most people are ordered it."""
        return self.usual_count * self.minutes * (self.times_per_week if self.is_group else 1)


@dataclass(frozen=True)
class Hand:
    """A clinician, as far as a week to be built needs to know her."""

    skills: frozenset[str]
    available: tuple[Span, ...]
    max_minutes: int


@dataclass(frozen=True)
class Lack:
    """What a program still needs before a week can be built: at which step, a code, and what it speaks of."""

    step: str
    code: str
    service: str = ""
    skill: str = ""
    number: int = 0


def lacks(
    program: Program,
    hours: Sequence[Span],
    rooms: Collection[Room],
    services: Sequence[Service],
    hands: Sequence[Hand],
    people: int,
) -> list[Lack]:
    """Everything that stands between this program and its first week, in the order of the steps."""
    found = [] if rooms or not any(_needs_room(service) for service in services) else [Lack("site", "no_room")]
    found += [] if hours else [Lack("program", "no_hours")]
    found += _lacks_of_services(program, services, max((room.seats for room in rooms), default=0))
    if not any(hand.max_minutes for hand in hands):
        found.append(Lack("staff", "nobody"))
    elif hours:
        found += [lack for service in services for lack in _lacks_of_hands(program, hours, service, hands)]
    return found if people else [*found, Lack("people", "no_people")]


def _needs_room(service: Service) -> bool:
    return service.is_group and service.mode == "in_person"


def _lacks_of_services(program: Program, services: Sequence[Service], seats: int) -> Iterable[Lack]:
    if not services:
        return [Lack("services", "no_service")]
    small = [s for s in services if _needs_room(s) and 0 < seats < s.smallest]
    found = [Lack("site", "no_seats", service=service.name, number=service.smallest) for service in small]
    usual = sum(service.usual_minutes for service in services)
    if usual < program.least_minutes:
        found.append(Lack("services", "usual_below", number=usual))
    elif usual > program.most_minutes:
        found.append(Lack("services", "usual_above", number=usual))
    return found


def _lacks_of_hands(program: Program, hours: Sequence[Span], service: Service, hands: Sequence[Hand]) -> Iterable[Lack]:
    skilled = [hand for hand in hands if hand.max_minutes and (not service.skill or service.skill in hand.skills)]
    needed, times = (service.leaders, service.times_per_week) if service.is_group else (1, 1)
    if len(skilled) < needed:
        return [Lack("staff", "no_skill", service=service.name, skill=service.skill, number=needed)]
    rested = [hand for hand in skilled if hand.max_minutes >= times * service.minutes]
    starts = [_starts(program, hours, hand, service.minutes) for hand in rested]
    if any(_meet(some, times) for some in combinations(starts, needed)):
        return []
    return [Lack("staff", "no_hour", service=service.name, skill=service.skill, number=service.minutes)]


def _starts(program: Program, hours: Sequence[Span], hand: Hand, minutes: int) -> set[tuple[int, int]]:
    """The starts, as minute and weekday, at which she could hold a session of so many minutes."""
    found = set()
    for there in hand.available:
        for opening in (span for span in hours if span.weekday == there.weekday):
            first, last = max(there.start, opening.start), min(there.end, opening.end)
            first += -first % program.grid_minutes
            found |= {(start, there.weekday) for start in range(first, last - minutes + 1, program.grid_minutes)}
    return found


def _meet(starts: Iterable[set[tuple[int, int]]], times: int) -> bool:
    """Whether these people share one start on so many days."""
    shared = set.intersection(*starts)
    minutes = [minute for minute, _ in shared]
    return any(minutes.count(minute) >= times for minute in set(minutes))
