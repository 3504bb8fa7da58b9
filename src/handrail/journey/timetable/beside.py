# SPDX-License-Identifier: Apache-2.0
"""Two weeks side by side: which group is which, who moves, who gains or loses hours, what it costs. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from handrail.journey.timetable import rules
from handrail.journey.timetable.problem import Problem, minutes_of
from handrail.journey.timetable.week import DAYS, Group, Week


@dataclass(frozen=True, order=True)
class Place:
    """One meeting of one person: when, of what, with whom and where."""

    day: int
    start: int
    end: int
    service: str
    leaders: tuple[str, ...] = ()
    room: str = ""

    @property
    def hour(self) -> tuple[int, int, str]:
        return self.day, self.start, self.service


@dataclass(frozen=True)
class GroupChange:
    """One group in both weeks; None where it is not."""

    key: str
    before: Group | None
    now: Group | None

    @property
    def group(self) -> Group:
        found = self.now or self.before
        assert found is not None
        return found

    @property
    def kinds(self) -> tuple[str, ...]:
        """Of opened, closed, moved, led, housed, joined, left."""
        if self.before is None:
            return ("opened",)
        if self.now is None:
            return ("closed",)
        a, b = self.before, self.now
        told = {
            "moved": (set(a.days), a.start) != (set(b.days), b.start),
            "led": set(a.leaders) != set(b.leaders),
            "housed": any(a.rooms.get(day, room) != room for day, room in b.rooms.items()),
            "joined": bool(set(b.members) - set(a.members)),
            "left": bool(set(a.members) - set(b.members)),
        }
        return tuple(kind for kind, so in told.items() if so)

    @property
    def joined(self) -> tuple[str, ...]:
        had = self.before.members if self.before else ()
        return tuple(p for p in (self.now.members if self.now else ()) if p not in had)

    @property
    def left(self) -> tuple[str, ...]:
        has = self.now.members if self.now else ()
        return tuple(p for p in (self.before.members if self.before else ()) if p not in has)


@dataclass(frozen=True)
class Moved:
    """What changes for one person, patient or clinician. `is_new`: she had no week before."""

    key: str
    lost: tuple[Place, ...]
    gained: tuple[Place, ...]
    minutes_before: int
    minutes: int
    is_new: bool = False

    @property
    def more(self) -> int:
        return self.minutes - self.minutes_before

    @property
    def hours_differ(self) -> bool:
        """Whether any hour is another, and not only a leader or a room."""
        return {place.hour for place in self.lost} != {place.hour for place in self.gained}


@dataclass(frozen=True)
class Beside:
    """A week beside the one before it, both judged by the problem as it is now."""

    problem: Problem
    before: Week
    now: Week

    @cached_property
    def groups(self) -> list[GroupChange]:
        """The groups that differ, in the order of the week."""
        befores, nows = ({group.id: group for group in week.groups} for week in (self.before, self.now))
        pairs = [GroupChange(key, befores.get(key), nows.get(key)) for key in {**nows, **befores}]
        return sorted((one for one in pairs if one.kinds), key=lambda one: _when(one.group))

    @cached_property
    def people(self) -> list[Moved]:
        """The patients for whom anything differs."""
        names = [patient.id for patient in self.problem.patients]
        return [one for one in _moves(self.problem, self.before, self.now, places_of_patients) if one.key in names]

    @cached_property
    def clinicians(self) -> list[Moved]:
        return _moves(self.problem, self.before, self.now, places_of_clinicians)

    @cached_property
    def score_before(self) -> rules.Score:
        return rules.score(self._judged, self.before)

    @cached_property
    def score_now(self) -> rules.Score:
        return rules.score(self._judged, self.now)

    @property
    def _judged(self) -> Problem:
        return self.problem.model_copy(update={"running": self.before})

    @property
    def points(self) -> list[tuple[str, int, int, int]]:
        """Term, how often before and now, and what the difference costs; only terms that differ."""
        was, now = self.score_before.terms, self.score_now.terms
        return [(t, was[t], now[t], rules.WEIGHTS[t] * (now[t] - was[t])) for t in rules.WEIGHTS if was[t] != now[t]]


def _when(group: Group) -> tuple[int, str, str]:
    return min(DAYS.index(day) for day in group.days), group.start, group.id


def places_of_patients(problem: Problem, week: Week) -> dict[str, set[Place]]:
    found: dict[str, set[Place]] = defaultdict(set)
    for group in week.groups:
        for place in _places(problem, group):
            for member in group.members:
                found[member].add(place)
    for a in week.appointments:
        found[a.patient].add(_place(problem, a.service, a.day, a.start, (a.clinician,)))
    return found


def places_of_clinicians(problem: Problem, week: Week) -> dict[str, set[Place]]:
    """Her patients are not told: a place with nobody else named."""
    found: dict[str, set[Place]] = defaultdict(set)
    for group in week.groups:
        for place in _places(problem, group):
            for leader in group.leaders:
                found[leader].add(place)
    for a in week.appointments:
        found[a.clinician].add(_place(problem, a.service, a.day, a.start, (a.clinician,)))
    return found


def _places(problem: Problem, group: Group) -> list[Place]:
    leaders = tuple(sorted(group.leaders))
    return [_place(problem, group.service, d, group.start, leaders, group.rooms.get(d, "")) for d in group.days]


def _place(problem: Problem, service: str, day: str, start: str, leaders: tuple[str, ...], room: str = "") -> Place:
    begins, known = minutes_of(start), problem.service_of.get(service)
    return Place(DAYS.index(day), begins, begins + (known.minutes if known else 0), service, leaders, room)


def _moves(
    problem: Problem, before: Week, now: Week, places: Callable[[Problem, Week], dict[str, set[Place]]]
) -> list[Moved]:
    was, has = places(problem, before), places(problem, now)
    found = []
    for key in sorted({**was, **has}):
        old, new = was.get(key, set()), has.get(key, set())
        if old != new:
            lost, gained = tuple(sorted(old - new)), tuple(sorted(new - old))
            found.append(Moved(key, lost, gained, _minutes(old), _minutes(new), is_new=key not in was))
    return found


def _minutes(places: set[Place]) -> int:
    return sum(place.end - place.start for place in places)


def identified(before: Week | None, now: Week, new: Callable[[str], str]) -> Week:
    """The week with each group called as the one it was before, if it was: the same service, and then the same
    hours, leaders and most members. `new` makes a key for the others from their own."""
    names = _names(before.groups if before else (), now.groups)
    groups = tuple(g.model_copy(update={"id": names.get(g.id) or new(g.id)}) for g in now.groups)
    return now.model_copy(update={"groups": groups})


def _names(before: tuple[Group, ...], now: tuple[Group, ...]) -> Mapping[str, str]:
    alike = sorted(
        ((_likeness(a, b), a.id, b.id) for a in before for b in now if a.service == b.service),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    named: dict[str, str] = {}
    for likeness, was, key in alike:
        if likeness > 0 and key not in named and was not in named.values():
            named[key] = was
    return named


def _likeness(a: Group, b: Group) -> float:
    """Nothing for groups that share neither hours nor anybody."""
    members = len(set(a.members) & set(b.members)) / max(1, len(set(a.members) | set(b.members)))
    hours = 2.0 * (a.start == b.start and set(a.days) == set(b.days)) + 0.2 * (a.start == b.start)
    return hours + 2.0 * members + 0.5 * bool(set(a.leaders) & set(b.leaders))


# ---- some of the changes taken, the others left --------------------------------------------------------------------


@dataclass(frozen=True)
class Taken:
    """The week before with the chosen changes in it; `left`: those that could not be, each with why."""

    week: Week
    left: dict[str, tuple[str, ...]]


def taken(both: Beside, chosen: Iterable[str]) -> Taken:
    """Take the changes of these groups and people, by their keys, where the rules still hold.

    All together if they can be; otherwise one after the other as long as one more fits, since one may make room
    for another. What stood against a rule already is not held against any.
    """
    keys = list(dict.fromkeys(chosen))
    already = set(rules.faults(both.problem, both.before))

    def against(week: Week) -> tuple[str, ...]:
        return tuple(fault for fault in rules.faults(both.problem, week) if fault not in already)

    week = _with(both, both.before, keys)
    if not against(week):
        return Taken(week, {})
    week, left, fits = both.before, keys, True
    while fits:
        fits = False
        for key in list(left):
            tried = _with(both, week, [key])
            if not against(tried):
                week, fits = tried, True
                left.remove(key)
    return Taken(week, {key: against(_with(both, week, [key])) for key in left})


def _with(both: Beside, week: Week, keys: Iterable[str]) -> Week:
    changes = {one.key: one for one in both.groups}
    chosen = set(keys)
    for key in keys:
        if key in changes:
            week = _group_taken(both, week, changes[key])
    for key in chosen - changes.keys():
        week = _person_taken(both, week, key)
    return week


def _group_taken(both: Beside, week: Week, change: GroupChange) -> Week:
    """The group as it is now; who joins it leaves the one she was in instead, who left it goes where she went."""
    groups = [group for group in week.groups if group.id != change.key]
    if change.now is not None:
        groups.append(change.now)
    week = week.model_copy(update={"groups": tuple(groups)})
    for member in (*change.joined, *change.left):
        week = _seated(both, week, member, service=change.group.service)
    return week


def _person_taken(both: Beside, week: Week, key: str) -> Week:
    """Her whole week as it is now, as far as the groups are there."""
    week = _seated(both, week, key, service=None)
    hers = tuple(a for a in both.now.appointments if a.patient == key)
    others = tuple(a for a in week.appointments if a.patient != key)
    return week.model_copy(update={"appointments": (*others, *hers)})


def _seated(both: Beside, week: Week, patient: str, *, service: str | None) -> Week:
    """Her seats as they are now in the groups that are there, of one service or of all."""
    now = {group.id for group in both.now.groups if patient in group.members}
    groups = []
    for group in week.groups:
        members = group.members
        if service in (None, group.service):
            members = tuple(one for one in members if one != patient)
            if group.id in now:
                members = group.members if patient in group.members else (*members, patient)
        groups.append(group.model_copy(update={"members": members}))
    return week.model_copy(update={"groups": tuple(groups)})
