# SPDX-License-Identifier: Apache-2.0
"""A changed plan written as a week that keeps the names and rooms of groups that stay.

Plans count groups of one service at one time; people know theirs by its room and its people.
"""

from collections import defaultdict
from dataclasses import dataclass

from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.plan import Leaders, Plan, Sitting, as_group, seated
from handrail.journey.timetable.engine.rooming import Want, rooms_of_day
from handrail.journey.timetable.week import Day, Group, Week

RoomsLost = frozenset[tuple[str, str]]  # (room, day)


@dataclass
class Kept:
    """A group of the plan and the one it was before, if it was there before."""

    now: Sitting
    before: Group | None


def kept_week(plan: Plan, old: Week, lost: RoomsLost, because: dict[tuple[str, str], str]) -> Week | None:
    """The plan as a week like `old`; None when there are not rooms enough."""
    kept = _matched(plan, old)
    if kept is None or not _roomed(plan.clinic, kept, lost):
        return None
    fresh = max((int(group.id[1:]) for group in old.groups if group.id[1:].isdigit()), default=0)
    order = {group.id: n for n, group in enumerate(old.groups)}
    groups = []
    for one in kept:
        fresh += one.before is None
        if one.before is not None and _is_as_before(plan.clinic, one.now, one.before):
            groups.append(one.before)
            continue
        group = as_group(plan.clinic, fresh, one.now)
        groups.append(group.model_copy(update={"id": one.before.id}) if one.before else group)
    groups.sort(key=lambda group: order.get(group.id, len(order)))
    blank = plan.week_lines(because)
    return blank.model_copy(update={"groups": tuple(groups)})


def _is_as_before(clinic: Clinic, now: Sitting, before: Group) -> bool:
    """Whether it has the same people, leaders and rooms; its service and times are the same."""
    return (
        {clinic.clinicians[c].id for c in now.leaders} == set(before.leaders)
        and {clinic.patients[p].id for p in now.members} == set(before.members)
        and now.rooms == before.rooms
    )


def _matched(plan: Plan, old: Week) -> list[Kept] | None:
    clinic = plan.clinic
    at: dict[int, list[Group]] = defaultdict(list)
    for group in old.groups:
        s = clinic.service_at.get(group.service, -1)
        start = int(group.start[:2]) * 60 + int(group.start[3:])
        times = tuple(sorted(t for t in (clinic.time_at(day, start) for day in group.days) if t is not None))
        if (s, times) in clinic.at_times:
            at[clinic.at_times[s, times]].append(group)
    found: list[Kept] = []
    for k in sorted(plan.leaders, key=lambda k: (clinic.times_of[k], k)):
        pairs = _by_leaders(clinic, plan.leaders[k], at[k])
        parts = _members(plan, k, [before for _, before in pairs])
        if parts is None:
            return None
        found += [Kept(Sitting(k, ls, part, {}), before) for (ls, before), part in zip(pairs, parts, strict=True)]
    return found


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
    for d, day in enumerate(clinic.days):
        held = [
            (one, clinic.start_of[t])
            for one in kept
            for t in clinic.times_of[one.now.k]
            if clinic.day_of[t] == d and clinic.services[clinic.service_of[one.now.k]].mode == "in_person"
        ]
        rooms = {room.id: room.seats for room in clinic.problem.rooms if (room.id, day) not in lost}
        wants = [
            Want(int(start), int(start) + clinic.services[clinic.service_of[one.now.k]].minutes, len(one.now.members))
            for one, start in held
        ]
        given = _as_before(day, [one for one, _ in held], wants, rooms) or _anew(wants, rooms)
        if given is None:
            return False
        for (one, _), room in zip(held, given, strict=True):
            one.now.rooms[day] = room
    return True


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
