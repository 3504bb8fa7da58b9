# SPDX-License-Identifier: Apache-2.0
"""A week planted first, with everyone whole; the clinic is written round it afterwards, in `clinics`.

Lanes are hours of the day at which some of the people come; in a lane's every slot those who are there are
dealt out to groups. Clinicians and rooms are taken on as they are needed, so there is little to spare.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from random import Random

DAYS = ("mon", "tue", "wed", "thu", "fri")
ATTENDED = {3: ("mon wed fri", "mon tue thu", "tue wed thu", "tue thu fri"), 4: ("mon tue wed thu", "mon tue thu fri")}
ATTENDED[5] = ("mon tue wed thu fri",)
ENOUGH, MOST = 9 * 60, 1040  # minutes of groups a week; below, a person is given more
OFTEN = 3  # at most so many groups of one kind a person


@dataclass(frozen=True)
class Kind:
    """A kind of group. `share`: how often it is chosen."""

    id: str
    min: int
    max: int
    skill: str
    times: int = 1
    leaders: int = 1
    cohort: str | None = None
    short: bool = False
    share: float = 1.0


KINDS = (
    Kind("process", 4, 9, "proc", times=3),
    Kind("process-women", 4, 8, "proc", times=3, cohort="women"),
    Kind("skills-lab", 4, 10, "dbt", times=2, leaders=2),
    Kind("psychoeducation", 4, 16, "edu", share=2),
    Kind("relapse-prevention", 4, 12, "cbt", share=2),
    Kind("family-group", 4, 12, "fam", leaders=2, share=0.7),
    Kind("trauma", 3, 7, "trauma"),
    Kind("medication", 3, 14, "med", short=True),
    Kind("mindfulness", 3, 10, "dbt", short=True),
    Kind("seeking-safety", 3, 8, "trauma", cohort="women"),
    Kind("parenting", 3, 8, "fam", cohort="parents", short=True),
    Kind("young-adults", 3, 8, "cbt", cohort="young"),
    Kind("grupo", 3, 8, "edu", cohort="spanish"),
)


@dataclass(frozen=True)
class Session:
    """A planted session, of a group (with members) or of one person (with her clinician as its one leader)."""

    kind: Kind | None
    mode: str
    days: tuple[str, ...]
    start: int
    minutes: int
    members: tuple[int, ...]
    leaders: tuple[int, ...] = ()


@dataclass
class Person:
    lane: int
    mode: str
    travel: int
    days: tuple[str, ...]
    slots: tuple[int, ...]
    cohorts: tuple[str, ...]
    meetings: list[tuple[str, int, int]] = field(default_factory=list)
    had: Counter[str] = field(default_factory=Counter)
    on: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    clinician: int = -1
    talks: int = 0

    def is_free(self, day: str, start: int, end: int) -> bool:
        return all(d != day or end <= a or b <= start for d, a, b in self.meetings)


@dataclass
class Staff:
    """A clinician: when she is there, what she has been given."""

    there: dict[str, tuple[int, int]]
    most: int
    meetings: list[tuple[str, int, int]] = field(default_factory=list)
    skills: set[str] = field(default_factory=set)
    people: int = 0

    @property
    def minutes(self) -> int:
        return sum(end - start for _, start, end in self.meetings)

    def can(self, days: tuple[str, ...], start: int, end: int) -> bool:
        if self.minutes + (end - start) * len(days) > self.most:
            return False
        for day in days:
            begin, until = self.there.get(day, (0, 0))
            if not (begin <= start and end <= until):
                return False
            if any(d == day and start < b and a < end for d, a, b in self.meetings):
                return False
        return True


@dataclass
class Planting:
    """What is planted so far."""

    rng: Random
    grid: int
    long: int
    short: int
    talk: int
    opened: dict[str, list[tuple[int, int]]]
    people: list[Person]
    starts: list[list[int]]  # of each lane, when its slots start
    staff: list[Staff] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    def plant(self) -> None:
        lanes = range(len(self.starts))
        for kind in sorted((kind for kind in KINDS if kind.times > 1), key=lambda kind: kind.cohort is None):
            for lane in lanes:
                self._often(kind, lane)
        for lane in lanes:
            for day in DAYS:
                for slot in range(len(self.starts[lane])):
                    self._deal(lane, day, slot)
        for number, person in enumerate(self.people):
            self._fill_up(number, person)
        for number in self.rng.sample(range(len(self.people)), len(self.people)):
            self._talk(number)

    def _there(self, lane: int, days: tuple[str, ...], slot: int) -> list[int]:
        start = self.starts[lane][slot]
        found = [
            number
            for number, person in enumerate(self.people)
            if person.lane == lane and slot in person.slots and set(days) <= set(person.days)
            if all(person.is_free(day, start, start + self.long) for day in days)
        ]
        return self.rng.sample(found, len(found))

    def _often(self, kind: Kind, lane: int) -> None:
        """Groups that meet several times a week: for those who come on the same days, in one slot."""
        for _ in range(6):
            slot = self.rng.randrange(len(self.starts[lane]))
            chosen = self.rng.choice([days for several in ATTENDED.values() for days in several]).split()
            days = tuple(sorted(self.rng.sample(chosen, kind.times), key=DAYS.index))
            there = [n for n in self._there(lane, days, slot) if self._may(n, kind, days)]
            while len(there) >= kind.min:
                size = _size(self.rng, kind, len(there))
                self._hold(kind, days, self.starts[lane][slot], there[:size])
                there = there[size:]

    def _may(self, number: int, kind: Kind, days: tuple[str, ...]) -> bool:
        person = self.people[number]
        if kind.times > 1 and any(person.had[other.id] for other in KINDS if other.times == kind.times):
            return False
        if sum(end - start for _, start, end in person.meetings) + self.long * kind.times > MOST:
            return False
        fits = kind.cohort is None or kind.cohort in person.cohorts
        return fits and person.had[kind.id] < OFTEN and not any(kind.id in person.on[day] for day in days)

    def _deal(self, lane: int, day: str, slot: int) -> None:
        """Everyone who is there and free goes to some group, as far as groups can be filled."""
        there = self._there(lane, (day,), slot)
        while there:
            choices = {kind: [n for n in there if self._may(n, kind, (day,))] for kind in KINDS if kind.times == 1}
            choices = {kind: able for kind, able in choices.items() if len(able) >= kind.min}
            if not choices:
                return
            weights = [kind.share * min(len(able), kind.max) ** 2 for kind, able in choices.items()]
            kind = self.rng.choices(list(choices), weights)[0]
            members = choices[kind][: _size(self.rng, kind, len(choices[kind]))]
            self._hold(kind, (day,), self.starts[lane][slot], members)
            there = [n for n in there if n not in members]

    def _fill_up(self, number: int, person: Person) -> None:
        """Whoever was left out of too much joins groups that have a seat, of any lane."""
        for at, one in enumerate(self.sessions):
            if sum(end - start for _, start, end in person.meetings) >= ENOUGH:
                return
            fits = one.kind is not None and one.mode == person.mode and len(one.members) < one.kind.max
            free = all(person.is_free(day, one.start, one.start + one.minutes) for day in one.days)
            if one.kind is not None and fits and free and self._may(number, one.kind, one.days):
                self.sessions[at] = replace(one, members=tuple(sorted((*one.members, number))))
                self._attend(number, one.kind, one.days, one.start, one.minutes)

    def _attend(self, number: int, kind: Kind, days: tuple[str, ...], start: int, minutes: int) -> None:
        person = self.people[number]
        person.had[kind.id] += 1
        person.meetings += [(day, start, start + minutes) for day in days]
        for day in days:
            person.on[day].add(kind.id)

    def _hold(self, kind: Kind, days: tuple[str, ...], start: int, members: list[int]) -> None:
        minutes = self.short if kind.short else self.long
        leaders = [self._leader(days, start, start + minutes, kind.skill)]
        while len(leaders) < kind.leaders:
            leaders.append(self._leader(days, start, start + minutes, None))
        mode = self.people[members[0]].mode
        self.sessions.append(Session(kind, mode, days, start, minutes, tuple(sorted(members)), tuple(leaders)))
        for number in members:
            self._attend(number, kind, days, start, minutes)

    def _leader(self, days: tuple[str, ...], start: int, end: int, skill: str | None) -> int:
        """Someone free, with the skill rather than not; someone new when nobody is."""
        able = [c for c, one in enumerate(self.staff) if one.can(days, start, end)]
        skilled = [c for c in able if skill is None or skill in self.staff[c].skills]
        willing = skilled or [c for c in able if len(self.staff[c].skills) < 5]
        chosen = self.rng.choice(willing) if willing else self._hired(days, start, end)
        self.staff[chosen].meetings += [(day, start, end) for day in days]
        if skill:
            self.staff[chosen].skills.add(skill)
        return chosen

    def _hired(self, days: tuple[str, ...], start: int, end: int) -> int:
        """A new clinician whose shifts, early or late by turns, hold this; every third one part-time."""
        part_time = self.rng.random() < 0.35
        works = set(days) | set(self.rng.sample(DAYS, 3 if part_time else 5))
        there = {}
        for day in sorted(works, key=DAYS.index):
            first, last = self.opened[day][0][0], self.opened[day][-1][1]
            early, late = (first, max(first + 480, 960)), (min(last - 480, 690), last)
            shift = self.rng.choice((early, late))
            if day in days and not (shift[0] <= start and end <= shift[1]):
                shift = next((s for s in (early, late) if s[0] <= start and end <= s[1]), (first, last))
            there[day] = shift
        self.staff.append(Staff(there, most=700 if part_time else 1450))
        return len(self.staff) - 1

    def _talk(self, number: int) -> None:
        """One or two individual sessions with one clinician, next to what she has that day where possible."""
        person = self.people[number]
        for _ in range(2 if self.rng.random() < 0.2 else 1):
            places = self._places(person)
            mine = [place for place in places if place[0] == person.clinician] if person.talks else places
            if not mine and not person.talks and (hours := self._hours(person)):
                day, start = self.rng.choice(hours)
                mine = [(self._hired((day,), start, start + self.talk), day, start)]
            if not mine:
                return
            least = min(self.staff[c].people // 4 for c, _, _ in mine)
            c, day, start = self.rng.choice([place for place in mine if self.staff[place[0]].people // 4 == least])
            self.staff[c].people += not person.talks
            self.staff[c].meetings.append((day, start, start + self.talk))
            person.clinician, person.talks = c, person.talks + 1
            person.meetings.append((day, start, start + self.talk))
            self.sessions.append(Session(None, person.mode, (day,), start, self.talk, (number,), (c,)))

    def _places(self, person: Person) -> list[tuple[int, str, int]]:
        return [
            (c, day, start)
            for day, start in self._hours(person)
            for c, one in enumerate(self.staff)
            if one.people < 13 and one.can((day,), start, start + self.talk)
        ]

    def _hours(self, person: Person) -> list[tuple[str, int]]:
        """Starts next to her sessions, on days she comes and the clinic is open."""
        found = []
        for day in sorted({day for day, _, _ in person.meetings}, key=DAYS.index):
            mine = [(a, b) for d, a, b in person.meetings if d == day]
            first, last = min(a for a, _ in mine), max(b for _, b in mine)
            first, last = (first - self.talk) // self.grid * self.grid, -(-last // self.grid) * self.grid
            holes = [-(-b // self.grid) * self.grid for _, b in mine]
            noon = [a for a, _ in self.opened[day] if a > last]
            for start in sorted({first, first - self.grid, last, last + self.grid, *holes, *noon}):
                is_open = any(a <= start and start + self.talk <= b for a, b in self.opened[day])
                if is_open and person.is_free(day, start, start + self.talk):
                    found.append((day, start))
        return found


def _size(rng: Random, kind: Kind, there: int) -> int:
    """How many of those there a group takes, so that the rest can fill another or none is left."""
    if there <= kind.max:
        return there
    most = min(kind.max, there - kind.min)
    return rng.randint(max(kind.min, most - 3), most) if most >= kind.min else kind.max
