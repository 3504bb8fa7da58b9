# SPDX-License-Identifier: Apache-2.0
"""What an absence, a lost room or a person's new hours hit in a running week, and whom that touches.

Nothing is mended here; without what is hit, the week is lawful again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import cached_property

from handrail.journey.timetable import rules
from handrail.journey.timetable.engine.clinic import Clinic, Ints, Masks
from handrail.journey.timetable.engine.keeping import Before, RoomsLost, kept_week
from handrail.journey.timetable.engine.plan import Itinerary, Leaders, Plan, cost_of, plan_of
from handrail.journey.timetable.problem import Clinician, Patient, Problem
from handrail.journey.timetable.week import Week


@dataclass(frozen=True)
class Standing:
    """A running week made ready for repairs: the arrays of its problem, and the week as a plan."""

    problem: Problem
    week: Week
    clinic: Clinic
    plan: Plan

    @classmethod
    def of(cls, problem: Problem, week: Week) -> "Standing":
        clinic = Clinic(problem)
        standing = cls(problem, week, clinic, plan_of(clinic, week))
        _ = standing.is_lawful and (standing.before.settled, standing.before.lines)
        _ = standing.taken, standing.meetings, standing.received
        return standing

    # What every repair asks of the week as it stands, found once.

    @cached_property
    def is_lawful(self) -> bool:
        return not rules.faults(self.problem, self.week)

    @cached_property
    def before(self) -> Before:
        return Before(self.clinic, self.week, self.plan if self.is_lawful else None)

    @cached_property
    def taken(self) -> tuple[Masks, Ints]:
        return self.plan.clinician_taken()

    @cached_property
    def meetings(self) -> dict[str, set[tuple[str, str, str]]]:
        return rules.meetings_by_patient(self.week)

    @cached_property
    def received(self) -> dict[str, Counter[str]]:
        return rules.Sittings(self.problem, self.week).received


@dataclass
class Hit:
    """The change, and what it hits: groups that cannot go on as they are, and what each person touched has to leave."""

    was: Standing
    absent: Mapping[str, Set[str]]
    rooms_lost: Mapping[str, Set[str]]
    person: Patient | None
    closed: list[tuple[int, Leaders]] = field(default_factory=list)
    left: dict[int, set[int]] = field(default_factory=dict)
    sessions: dict[int, set[tuple[int, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problem, before = self.was.problem, self.was.clinic
        self.problem = changed(problem, self.absent, self.person)
        lost = ((problem.room_of[r].id, d) for r, days in self.rooms_lost.items() for d in days)
        self.lost: RoomsLost = frozenset((room, d) for room, d in lost if d in before.days)
        self.away = {
            before.clinician_at[c]: {before.days.index(d) for d in on if d in before.days}
            for c, on in self.absent.items()
        }
        if self.person is None:
            self.clinic = before.without(self.away)
            self.plan = self.was.plan.copy()
            self.plan.clinic = self.clinic
        else:
            held = {(int(before.service_of[k]), before.times_of[k]) for k in self.was.plan.leaders}
            self.clinic = Clinic(changed(problem, {}, self.person), held).without(self.away)
            self.plan = carried(self.was.plan, self.clinic)

    # ---- what is hit ------------------------------------------------------------------------------------------

    def find_hit(self) -> None:
        for k, groups in self.plan.leaders.items():
            for leaders in groups:
                if any(not self.clinic.can_lead[k, c] for c in leaders):
                    self._hit_group(k, leaders)
        for p, one in enumerate(self.plan.itineraries):
            for s, t in one.sessions:
                if self.clinic.day_of[t] in self.away.get(self.was.clinic.clinician_of(p, s), ()):
                    self.sessions.setdefault(p, set()).add((s, t))
        if self.person is not None:
            self._hit_person(self.clinic.patient_at[self.person.id])
        self._hit_rooms()

    def _hit_group(self, k: int, leaders: Leaders) -> None:
        if (k, leaders) not in self.closed or self.closed.count((k, leaders)) < self.plan.leaders[k].count(leaders):
            self.closed.append((k, leaders))
            for p in self.plan.members[k]:
                self.left.setdefault(p, set()).add(k)

    def _hit_person(self, p: int) -> None:
        """What of hers her new entry does not suit, does not order, or forbids as someone to be avoided is there."""
        wishes = {wish.s: wish for wish in self.clinic.wishes[p]}
        had, left = Counter[int](), Counter({s: wish.count for s, wish in wishes.items()})
        for s, t in self.plan.itineraries[p].sessions:
            wish, had[s] = wishes.get(s), had[s] + 1
            with_her = wish is not None and wish.c == self.was.clinic.clinician_of(p, s)
            if wish is None or not with_her or had[s] > wish.count or t not in self.clinic.session_times(p, wish):
                self.sessions.setdefault(p, set()).add((s, t))
        avoided = self.clinic.apart[p] - self.was.clinic.apart[p]
        for k in self.plan.itineraries[p].groups:
            s = int(self.clinic.service_of[k])
            if self.clinic.can_come[p, k] and left[s] > 0 and not avoided & self.plan.members[k]:
                left[s] -= 1
                continue
            self.left.setdefault(p, set()).add(k)
            least = self.clinic.services[s].min * len(self.plan.leaders[k])
            if len(self.plan.members[k]) - 1 < least:
                for leaders in list(self.plan.leaders[k]):
                    self._hit_group(k, leaders)

    def _hit_rooms(self) -> None:
        """Groups of a lost room are taken apart only if the others cannot make room for them."""
        if not self.lost:
            return
        if not self.closed and self.kept(self.all_closed(), {}) is not None:
            return
        for group in self.was.week.groups:
            if any((room, day) in self.lost for day, room in group.rooms.items()):
                k = self._placement(group.service, group.days, group.start)
                leaders = tuple(self.clinic.clinician_at[c] for c in group.leaders)
                if leaders in self.plan.leaders.get(k, ()):
                    self._hit_group(k, leaders)

    def _placement(self, service: str, days: Iterable[str], start: str) -> int:
        minute = int(start[:2]) * 60 + int(start[3:])
        times = tuple(sorted(t for t in (self.clinic.time_at(day, minute) for day in days) if t is not None))
        return self.clinic.at_times.get((self.clinic.service_at[service], times), -1)

    def kept(self, plan: Plan, because: dict[tuple[str, str], str]) -> Week | None:
        """This plan as a week like the one before."""
        before = self.was.before if self.person is None else None
        return kept_week(plan, self.was.week, self.lost, because, before)

    # ---- the week without what is hit --------------------------------------------------------------------------

    @property
    def touched(self) -> frozenset[int]:
        """Those whose week may change; nobody else's does."""
        return frozenset(self.left) | frozenset(self.sessions)

    @property
    def orders_changed(self) -> bool:
        """Whether other orders than before may now be unmet, though nobody is touched."""
        return self.person is not None and self.person.orders != self.was.problem.patient_of[self.person.id].orders

    def all_closed(self) -> Plan:
        """The plan when nothing is put in the place of what is hit."""
        plan = self.plan.copy()
        for p in self.touched:
            base = self.base_of(p)
            plan.place(p, replace(base, cost=self.cost_to(p, base)))
        for k in {k for k, _ in self.closed}:
            for leaders in list(plan.leaders[k]):
                plan.close(k, leaders)
        return plan

    def cost_to(self, p: int, one: Itinerary) -> int:
        return cost_of(self.clinic, p, one.groups, one.sessions)

    def base_of(self, p: int) -> Itinerary:
        """What of her week was not hit."""
        one = self.plan.itineraries[p]
        return Itinerary(
            tuple(k for k in one.groups if k not in self.left.get(p, ())),
            tuple(x for x in one.sessions if x not in self.sessions.get(p, ())),
        )


def carried(plan: Plan, clinic: Clinic) -> Plan:
    """The plan in the numbers of a clinic that differs from its own in people's entries only."""
    here = {k: clinic.at_times[int(plan.clinic.service_of[k]), plan.clinic.times_of[k]] for k in plan.leaders}
    new = Plan(clinic)
    new.leaders = {here[k]: list(groups) for k, groups in plan.leaders.items()}
    new.members = {here[k]: set(people) for k, people in plan.members.items()}
    new.itineraries = [replace(one, groups=tuple(sorted(here[k] for k in one.groups))) for one in plan.itineraries]
    return new


def changed(problem: Problem, absent: Mapping[str, Set[str]], person: Patient | None) -> Problem:
    """The problem while those clinicians are away on those days, with this person's new entry."""
    unknown = [c for c in absent if c not in problem.clinician_of]
    if unknown or (person is not None and person.id not in problem.patient_of):
        raise KeyError(*unknown or [person.id if person else ""])
    clinicians = tuple(_while_away(c, absent[c.id]) if absent.get(c.id) else c for c in problem.clinicians)
    patients = problem.patients
    if person is not None:
        patients = tuple(person if p.id == person.id else p for p in patients)
    return problem.model_copy(update={"clinicians": clinicians, "patients": patients})


def _while_away(clinician: Clinician, days: Set[str]) -> Clinician:
    available = {day: spans for day, spans in clinician.available.items() if day not in days}
    return clinician.model_copy(update={"available": available})
