# SPDX-License-Identifier: Apache-2.0
"""A week in the making: who is in which placement, who leads, what it costs; to and from `handrail/week@1`.

Rooms are given out last, by day, from the number of people in each group; a plan that cannot be roomed is no week.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from handrail.journey.timetable.engine.clinic import NEVER_STARTED, Clinic, Masks
from handrail.journey.timetable.engine.pinned import rooms_pinned
from handrail.journey.timetable.engine.rooming import Want, rooms_of_day
from handrail.journey.timetable.engine.seating import seated
from handrail.journey.timetable.problem import clock
from handrail.journey.timetable.rules import WEIGHTS
from handrail.journey.timetable.week import Appointment, Group, Unmet, Week

Leaders = tuple[int, ...]
Wanted = dict[int, tuple[list[int], list[tuple[int, int]]]]  # person -> placements, (service, time) of sessions


@dataclass(frozen=True)
class Itinerary:
    """One person's whole week: placements of her groups, (service, time) of her sessions, and its exact cost."""

    groups: tuple[int, ...] = ()
    sessions: tuple[tuple[int, int], ...] = ()
    cost: int = 0


NOTHING = Itinerary()


def cost_of(clinic: Clinic, p: int, groups: Iterable[int], sessions: Iterable[tuple[int, int]]) -> int:
    """What this week costs this person (see the score's weights); groups and sessions must not overlap."""
    days = len(clinic.days)
    minutes, first, last = [0] * days, [NEVER_STARTED] * days, [-1] * days
    total, got = 0, dict.fromkeys((wish.s for wish in clinic.wishes[p]), 0)
    for k in groups:
        s = int(clinic.service_of[k])
        total += int(clinic.price_of[p, k])
        got[s] += 1
        _lay(clinic, s, clinic.times_of[k], minutes, first, last)
    for s, t in sessions:
        total += session_price(clinic, p, s, t)
        got[s] += 1
        _lay(clinic, s, (t,), minutes, first, last)
    for wish in clinic.wishes[p]:
        total += WEIGHTS["unmet"] * (wish.count - got[wish.s]) * clinic.services[wish.s].times_per_week
    need = clinic.patients[p].full_days
    attended = [d for d in range(days) if minutes[d]]
    full = sum(minutes[d] >= need.minutes for d in attended)
    total += WEIGHTS["short_day"] * max(0, need.count - full)
    total += WEIGHTS["extra_trip"] * max(0, len(attended) - need.count)
    return total + WEIGHTS["idle_quarter"] * sum((last[d] - first[d] - minutes[d]) // 15 for d in attended)


def _lay(clinic: Clinic, s: int, times: Iterable[int], minutes: list[int], first: list[int], last: list[int]) -> None:
    length = clinic.services[s].minutes
    for t in times:
        d, start = int(clinic.day_of[t]), int(clinic.start_of[t])
        minutes[d] += length
        first[d], last[d] = min(first[d], start), max(last[d], start + length)


def session_price(clinic: Clinic, p: int, s: int, t: int) -> int:
    """What an individual session at this time costs her by preference and change."""
    return int(clinic.price(p, s, np.array([[t]]))[0])


class Plan:
    """A whole week in indices. Changing it is cheap; `copy` before trying something."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.itineraries = [Itinerary(cost=cost_of(clinic, p, (), ())) for p in range(len(clinic.patients))]
        self.members: dict[int, set[int]] = {}
        self.leaders: dict[int, list[Leaders]] = {}

    def copy(self) -> "Plan":
        twin = object.__new__(Plan)
        twin.clinic = self.clinic
        twin.itineraries = list(self.itineraries)
        twin.members = {k: set(people) for k, people in self.members.items()}
        twin.leaders = {k: list(groups) for k, groups in self.leaders.items()}
        return twin

    @property
    def cost(self) -> int:
        return sum(one.cost for one in self.itineraries) + self.staff_cost

    @property
    def staff_cost(self) -> int:
        total = 0
        for k, groups in self.leaders.items():
            service = self.clinic.services[self.clinic.service_of[k]]
            for leaders in groups:
                total += WEIGHTS["staff_quarter"] * (len(leaders) * service.times_per_week * service.minutes // 15)
        return total

    def place(self, p: int, itinerary: Itinerary) -> None:
        """Give this person this week instead of hers. Groups must be open."""
        for k in self.itineraries[p].groups:
            self.members[k].discard(p)
        for k in itinerary.groups:
            self.members[k].add(p)
        self.itineraries[p] = itinerary

    def priced(self, p: int, groups: Sequence[int], sessions: Sequence[tuple[int, int]]) -> Itinerary:
        return Itinerary(tuple(sorted(groups)), tuple(sorted(sessions)), cost_of(self.clinic, p, groups, sessions))

    def open(self, k: int, leaders: Leaders) -> None:
        self.leaders.setdefault(k, []).append(leaders)
        self.members.setdefault(k, set())

    def close(self, k: int, leaders: Leaders) -> None:
        """Close one of the groups at k; whoever sits there must leave first, or fit into the others."""
        self.leaders[k].remove(leaders)
        if not self.leaders[k]:
            del self.leaders[k]
            if not self.members[k]:
                del self.members[k]

    def seats(self, k: int) -> int:
        """Seats of all groups at k when each has the largest room it could ever have."""
        s = self.clinic.service_of[k]
        return len(self.leaders[k]) * (self.clinic.caps[s][-1] if self.clinic.caps[s] else 0)

    # ---- what is taken ----------------------------------------------------------------------------------------

    def clinician_taken(self, without: frozenset[int] = frozenset()) -> tuple[Masks, np.ndarray]:
        """Time bits and minutes each clinician has given out, sessions of people in `without` left aside."""
        clinic = self.clinic
        taken = np.zeros((len(clinic.clinicians), clinic.words), np.uint64)
        minutes = np.zeros(len(clinic.clinicians), np.int32)
        for k, groups in self.leaders.items():
            service = clinic.services[clinic.service_of[k]]
            for leaders in groups:
                for c in leaders:
                    taken[c] |= clinic.options.mask[k]
                    minutes[c] += service.minutes * service.times_per_week
        for p, itinerary in enumerate(self.itineraries):
            if p in without:
                continue
            for s, t in itinerary.sessions:
                c = clinic.clinician_of(p, s)
                taken[c] |= clinic.session_options[s].mask[t]
                minutes[c] += clinic.services[s].minutes
        return taken & clinic.time_mask, minutes

    # ---- to and from the format -------------------------------------------------------------------------------

    def week(self, because: dict[tuple[str, str], str] | None = None) -> Week | None:
        """This plan as a week with rooms and group numbers; None when the rooms do not suffice."""
        groups = self._groups()
        if groups is None or not self._give_rooms(groups):
            return None
        named = tuple(as_group(self.clinic, n, one) for n, one in enumerate(groups, 1))
        return self.week_lines(because or {}).model_copy(update={"groups": named})

    def week_lines(self, because: dict[tuple[str, str], str]) -> Week:
        """The appointments and the unmet orders of this plan, as a week without groups."""
        people = range(len(self.itineraries))
        appointments = tuple(a for p in people for a in self.appointments_of(p))
        return Week(
            groups=(), appointments=appointments, unmet=tuple(one for p in people for one in self.unmet_of(p, because))
        )

    def _groups(self) -> "list[Sitting] | None":
        found: list[Sitting] = []
        for k in sorted(self.leaders, key=lambda k: (self.clinic.times_of[k], k)):
            parts = seated(self.clinic, k, sorted(self.members[k]), len(self.leaders[k]))
            if parts is None:
                return None
            found += [Sitting(k, ls, part, {}) for ls, part in zip(self.leaders[k], parts, strict=True)]
        return found

    def _give_rooms(self, groups: "list[Sitting]") -> bool:
        """Rooms for the groups of each day; False when they do not suffice."""
        clinic, rooms = self.clinic, sorted(self.clinic.problem.rooms, key=lambda room: room.seats)
        wants: dict[int, list[tuple[Sitting, Want]]] = defaultdict(list)
        for group in groups:
            service = clinic.services[clinic.service_of[group.k]]
            for t in clinic.times_of[group.k] if service.mode == "in_person" else ():
                start = int(clinic.start_of[t])
                want = Want(start, start + service.minutes, len(group.members))
                wants[int(clinic.day_of[t])].append((group, want))
        place = {room.id: at for at, room in enumerate(rooms)}
        given = rooms_pinned(clinic, groups)
        for day, wanted in wants.items():
            fixed = {
                i: place.get(given[id(group), clinic.days[day]], len(rooms))
                for i, (group, _) in enumerate(wanted)
                if (id(group), clinic.days[day]) in given
            }
            found = rooms_of_day([room.seats for room in rooms], [want for _, want in wanted], fixed)
            if found is None:
                return False
            for (group, _), room in zip(wanted, found, strict=True):
                group.rooms[clinic.days[day]] = rooms[room].id
        return True

    def appointments_of(self, p: int) -> Iterable[Appointment]:
        for s, t in sorted(self.itineraries[p].sessions, key=lambda one: one[1]):
            yield self.clinic.appointment(p, s, t)

    def unmet_of(self, p: int, because: dict[tuple[str, str], str]) -> Iterable[Unmet]:
        itinerary = self.itineraries[p]
        got = [int(self.clinic.service_of[k]) for k in itinerary.groups] + [s for s, _ in itinerary.sessions]
        for wish in self.clinic.wishes[p]:
            missing = wish.count - got.count(wish.s)
            if missing > 0:
                patient, service = self.clinic.patients[p].id, self.clinic.services[wish.s].id
                why = because.get((patient, service), "No time was found that keeps every rule.")
                yield Unmet(patient=patient, service=service, count=missing, because=why)


@dataclass(frozen=True)
class Sitting:
    """One group of a plan: its placement, leaders, members, and the room of each day."""

    k: int
    leaders: Leaders
    members: list[int]
    rooms: dict[str, str]


def as_group(clinic: Clinic, number: int, one: Sitting) -> Group:
    """A sitting as a group of the week file."""
    days = tuple(clinic.days[clinic.day_of[t]] for t in clinic.times_of[one.k])
    return Group(
        id=f"g{number:03d}",
        service=clinic.services[clinic.service_of[one.k]].id,
        days=days,
        start=clock(int(clinic.start_minute[one.k])),
        rooms={day: one.rooms[day] for day in days if day in one.rooms},
        leaders=tuple(clinic.clinicians[c].id for c in one.leaders),
        members=tuple(clinic.patients[p].id for p in one.members),
    )


def plan_of(clinic: Clinic, week: Week) -> Plan:
    """A week in force as a plan: whoever has left is left out, and whatever breaks a rule now is dropped."""
    plan = plan_left_of(clinic, week)
    _close_small(plan)
    return plan


def plan_left_of(clinic: Clinic, week: Week) -> Plan:
    """The same before groups are closed that people have left, for those who come might make them whole again."""
    plan = Plan(clinic)
    taken = np.zeros((len(clinic.clinicians), clinic.words), np.uint64)
    minutes = np.zeros(len(clinic.clinicians), np.int32)
    wanted: Wanted = defaultdict(lambda: ([], []))
    for group in week.groups:
        _keep_group(plan, group, taken, minutes, wanted)
    for a in week.appointments:
        _keep_session(clinic, a, taken, minutes, wanted)
    for p, (groups, sessions) in wanted.items():
        kept = _without_overlaps(clinic, p, groups, sessions)
        plan.place(p, plan.priced(p, *kept))
    return plan


def _keep_group(plan: Plan, group: Group, taken: Masks, minutes: np.ndarray, wanted: Wanted) -> None:
    clinic = plan.clinic
    s = clinic.service_at.get(group.service)
    if s is None or not clinic.services[s].is_group:
        return
    start = int(group.start[:2]) * 60 + int(group.start[3:])
    times = [clinic.time_at(day, start) for day in group.days]
    k = clinic.at_times.get((s, tuple(sorted(t for t in times if t is not None))))
    leaders = tuple(clinic.clinician_at.get(c, -1) for c in group.leaders)
    if k is None or -1 in leaders or len(leaders) < clinic.services[s].leaders:
        return
    mask, length = clinic.options.mask[k] & clinic.time_mask, clinic.services[s].minutes * len(times)
    able = all(clinic.can_lead[k, c] and not (taken[c] & mask).any() for c in leaders)
    able &= all(minutes[c] + length <= clinic.max_minutes[c] for c in leaders)
    if not able or not clinic.skilled[s, list(leaders)].any():
        return
    plan.open(k, leaders)
    for c in leaders:
        taken[c] |= mask
        minutes[c] += length
    joined: set[int] = set()
    for name in group.members:
        p = clinic.patient_at.get(name, -1)
        if p >= 0 and clinic.can_come[p, k] and not clinic.apart[p] & joined:
            joined.add(p)
            wanted[p][0].append(k)


def _keep_session(clinic: Clinic, a: Appointment, taken: Masks, minutes: np.ndarray, wanted: Wanted) -> None:
    p, s = clinic.patient_at.get(a.patient, -1), clinic.service_at.get(a.service, -1)
    t = clinic.time_at(a.day, int(a.start[:2]) * 60 + int(a.start[3:]))
    wish = next((wish for wish in clinic.wishes[p] if wish.s == s), None) if p >= 0 else None
    if wish is None or t is None or wish.c < 0 or clinic.clinicians[wish.c].id != a.clinician:
        return
    mask = clinic.session_options[s].mask[t]
    length = clinic.services[s].minutes
    if t not in clinic.session_times(p, wish) or (taken[wish.c] & mask).any():
        return
    if minutes[wish.c] + length > clinic.max_minutes[wish.c]:
        return
    taken[wish.c] |= mask
    minutes[wish.c] += length
    wanted[p][1].append((s, t))


def _without_overlaps(
    clinic: Clinic, p: int, groups: list[int], sessions: list[tuple[int, int]]
) -> tuple[list[int], list[tuple[int, int]]]:
    """What of a person's week still stands: ordered, not twice, nothing on top of another."""
    left = {wish.s: wish.count for wish in clinic.wishes[p]}
    taken = np.zeros(clinic.words, np.uint64)
    kept_groups, kept_sessions = [], []
    for k in groups:
        s = int(clinic.service_of[k])
        if left[s] > 0 and not (taken & clinic.options.mask[k]).any():
            left[s] -= 1
            taken |= clinic.options.mask[k]
            kept_groups.append(k)
    for s, t in sessions:
        mask = clinic.session_options[s].mask[t]
        if left[s] > 0 and not (taken & mask).any():
            left[s] -= 1
            taken |= mask
            kept_sessions.append((s, t))
    return kept_groups, kept_sessions


def _close_small(plan: Plan) -> None:
    """Close groups that people have left until each has its minimum again; too many members leave likewise."""
    for k in list(plan.leaders):
        while k in plan.leaders:
            people, groups = sorted(plan.members[k]), len(plan.leaders[k])
            if seated(plan.clinic, k, people, groups) is not None:
                break
            if len(people) >= plan.clinic.services[plan.clinic.service_of[k]].min * groups:
                _leave(plan, people[-1], k)
                continue
            if groups == 1:
                for p in people:
                    _leave(plan, p, k)
            plan.close(k, plan.leaders[k][-1])


def _leave(plan: Plan, p: int, k: int) -> None:
    one = plan.itineraries[p]
    plan.place(p, plan.priced(p, [g for g in one.groups if g != k], one.sessions))


def with_made(week: Week, **made: object) -> Week:
    """The week with a note of how it was made."""
    return week.model_copy(update={"made": {**week.made, **made}})
