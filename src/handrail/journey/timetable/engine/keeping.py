# SPDX-License-Identifier: Apache-2.0
"""A changed plan written as a week that keeps the names and rooms of groups that stay.

Plans count groups of one service at one time; people know theirs by its room and its people.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property

from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.plan import Leaders, Plan, Sitting, as_group
from handrail.journey.timetable.engine.rooming import Want, rooms_of_day
from handrail.journey.timetable.engine.seating import seated
from handrail.journey.timetable.week import Appointment, Day, Group, Unmet, Week

RoomsLost = frozenset[tuple[str, str]]  # (room, day)


@dataclass
class Kept:
    """A group of the plan and the one it was before, if it was there before; `settled`: with the same people."""

    now: Sitting
    before: Group | None
    settled: bool = False


class Before:
    """A running week in the indices of a clinic: what of it need not be written anew when a few things change.

    `plan`: the week as a plan, when the week is lawful and the plan holds all of it.
    """

    def __init__(self, clinic: Clinic, week: Week, plan: Plan | None = None) -> None:
        self.week, self.plan = week, plan
        self.at: dict[int, list[Group]] = defaultdict(list)
        for group in week.groups:
            s = clinic.service_at.get(group.service, -1)
            start = int(group.start[:2]) * 60 + int(group.start[3:])
            times = tuple(sorted(t for t in (clinic.time_at(day, start) for day in group.days) if t is not None))
            if (s, times) in clinic.at_times:
                self.at[clinic.at_times[s, times]].append(group)
        self.fresh = max((int(group.id[1:]) for group in week.groups if group.id[1:].isdigit()), default=0)
        self.order = {group.id: n for n, group in enumerate(week.groups)}

    @cached_property
    def settled(self) -> dict[int, list[Kept]]:
        """The groups at each placement as long as nobody comes, goes or leads anew."""
        if self.plan is None:
            return {}
        matched = {k: _matched_at(self.plan, k, self.at[k]) for k in self.plan.leaders}
        return {
            k: [replace(one, settled=True) for one in kept]
            for k, kept in matched.items()
            if kept and all(one.before and _has_as_before(self.plan.clinic, one.now, one.before) for one in kept)
        }

    def is_settled(self, plan: Plan, k: int) -> bool:
        was = self.plan
        return (
            was is not None
            and k in self.settled
            and plan.leaders[k] == was.leaders[k]
            and plan.members[k] == was.members[k]
        )

    @cached_property
    def lines(self) -> tuple[list[list[Appointment]], list[list[Unmet]]]:
        """The appointments and the unmet orders of each person."""
        assert self.plan is not None
        people = range(len(self.plan.itineraries))
        own = {a: a for a in self.week.appointments}
        why = {(one.patient, one.service): one.because for one in self.week.unmet}
        told = [[own.get(a, a) for a in self.plan.appointments_of(p)] for p in people]
        return told, [list(self.plan.unmet_of(p, why)) for p in people]

    def lines_of(self, plan: Plan, because: dict[tuple[str, str], str]) -> Week:
        if self.plan is None:
            return plan.week_lines(because)
        told, lacking = self.lines
        appointments, unmet = list[Appointment](), list[Unmet]()
        for p, (one, was) in enumerate(zip(plan.itineraries, self.plan.itineraries, strict=True)):
            appointments += told[p] if one is was else plan.appointments_of(p)
            unmet += lacking[p] if one is was else plan.unmet_of(p, because)
        return Week(groups=(), appointments=tuple(appointments), unmet=tuple(unmet))


def kept_week(
    plan: Plan, old: Week, lost: RoomsLost, because: dict[tuple[str, str], str], before: Before | None = None
) -> Week | None:
    """The plan as a week like `old`; None when there are not rooms enough. `before` saves reading `old` again."""
    before = before or Before(plan.clinic, old)
    kept = _matched(plan, before)
    if kept is None or not _roomed(plan.clinic, kept, lost):
        return None
    fresh, groups = before.fresh, []
    for one in kept:
        fresh += one.before is None
        if one.before is not None and one.now.rooms == one.before.rooms and _is_unchanged(plan.clinic, one):
            groups.append(one.before)
            continue
        group = as_group(plan.clinic, fresh, one.now)
        groups.append(group.model_copy(update={"id": one.before.id}) if one.before else group)
    groups.sort(key=lambda group: before.order.get(group.id, len(before.order)))
    return before.lines_of(plan, because).model_copy(update={"groups": tuple(groups)})


def _is_unchanged(clinic: Clinic, one: Kept) -> bool:
    return one.settled or (one.before is not None and _has_as_before(clinic, one.now, one.before))


def _has_as_before(clinic: Clinic, now: Sitting, before: Group) -> bool:
    """Whether it has the same people and leaders; its service and times are the same."""
    return {clinic.clinicians[c].id for c in now.leaders} == set(before.leaders) and {
        clinic.patients[p].id for p in now.members
    } == set(before.members)


def _matched(plan: Plan, before: Before) -> list[Kept] | None:
    clinic = plan.clinic
    found: list[Kept] = []
    for k in sorted(plan.leaders, key=lambda k: (clinic.times_of[k], k)):
        if before.is_settled(plan, k):
            found += [
                Kept(Sitting(k, one.now.leaders, one.now.members, {}), one.before, True) for one in before.settled[k]
            ]
            continue
        kept = _matched_at(plan, k, before.at.get(k, []))
        if kept is None:
            return None
        found += kept
    return found


def _matched_at(plan: Plan, k: int, before: list[Group]) -> list[Kept] | None:
    pairs = _by_leaders(plan.clinic, plan.leaders[k], before)
    parts = _members(plan, k, [one for _, one in pairs])
    if parts is None:
        return None
    return [Kept(Sitting(k, ls, part, {}), one) for (ls, one), part in zip(pairs, parts, strict=True)]


def _by_leaders(clinic: Clinic, now: list[Leaders], before: list[Group]) -> list[tuple[Leaders, Group | None]]:
    """Each team of leaders with the group it led already, else with one that lost its leaders, else with none."""
    left = list(before)
    pairs: list[tuple[Leaders, Group | None]] = []
    for leaders in now:
        names = {clinic.clinicians[c].id for c in leaders}
        same = next((group for group in left if set(group.leaders) == names), None)
        if same:
            left.remove(same)
        pairs.append((leaders, same))
    return [(leaders, group or (left.pop(0) if left else None)) for leaders, group in pairs]


def _members(plan: Plan, k: int, before: list[Group | None]) -> list[list[int]] | None:
    """Everyone in the group she was in; newcomers in the smallest; shared out anew when that breaks a size."""
    clinic, service = plan.clinic, plan.clinic.services[plan.clinic.service_of[k]]
    there = plan.members[k]
    parts = [
        [clinic.patient_at[m] for m in g.members if clinic.patient_at.get(m) in there] if g else [] for g in before
    ]
    for p in sorted(there - {p for part in parts for p in part}):
        fits = [part for part in parts if not clinic.apart[p].intersection(part)]
        if not fits:
            return seated(clinic, k, sorted(there), len(before))
        min(fits, key=len).append(p)
    if all(service.min <= len(part) <= service.max for part in parts):
        return [sorted(part) for part in parts]
    return seated(clinic, k, sorted(there), len(before))


def _roomed(clinic: Clinic, kept: list[Kept], lost: RoomsLost) -> bool:
    """Give each group its old room where that still serves; only on days where it does not, all rooms anew."""
    held: dict[int, list[tuple[Kept, int]]] = defaultdict(list)
    for one in kept:
        if clinic.services[clinic.service_of[one.now.k]].mode == "in_person":
            for t in clinic.times_of[one.now.k]:
                held[int(clinic.day_of[t])].append((one, int(clinic.start_of[t])))
    for d, day in enumerate(clinic.days):
        if all(one.settled for one, _ in held[d]) and not any(on == day for _, on in lost):
            given: list[str] | None = [one.before.rooms[day] for one, _ in held[d] if one.before]
        else:
            given = _rooms_on(clinic, day, held[d], lost)
        if given is None:
            return False
        for (one, _), room in zip(held[d], given, strict=True):
            one.now.rooms[day] = room
    return True


def _rooms_on(clinic: Clinic, day: Day, held: list[tuple[Kept, int]], lost: RoomsLost) -> list[str] | None:
    rooms = {room.id: room.seats for room in clinic.problem.rooms if (room.id, day) not in lost}
    wants = [
        Want(start, start + clinic.services[clinic.service_of[one.now.k]].minutes, len(one.now.members))
        for one, start in held
    ]
    return _as_before(day, [one for one, _ in held], wants, rooms) or _anew(wants, rooms)


def _as_before(day: Day, held: list[Kept], wants: list[Want], rooms: dict[str, int]) -> list[str] | None:
    taken: dict[str, list[Want]] = defaultdict(list)
    given: list[str | None] = []
    for one, want in zip(held, wants, strict=True):
        room = one.before.rooms.get(day) if one.before else None
        if room is not None and rooms.get(room, 0) >= want.people:
            given.append(room)
            taken[room].append(want)
        else:
            given.append(None)
    for i in sorted((i for i, room in enumerate(given) if room is None), key=lambda i: -wants[i].people):
        free = [
            room
            for room, seats in sorted(rooms.items(), key=lambda item: item[1])
            if seats >= wants[i].people and all(w.end <= wants[i].start or wants[i].end <= w.start for w in taken[room])
        ]
        if not free:
            return None
        given[i] = free[0]
        taken[free[0]].append(wants[i])
    return [room for room in given if room is not None]


def _anew(wants: list[Want], rooms: dict[str, int]) -> list[str] | None:
    inorder = sorted(rooms, key=lambda room: rooms[room])
    found = rooms_of_day([rooms[room] for room in inorder], wants)
    return None if found is None else [inorder[room] for room in found]
