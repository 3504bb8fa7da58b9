# SPDX-License-Identifier: Apache-2.0
"""Mend a running week: a clinician or a room is away on some days, or a person's hours changed.

Only what the change touches may move, and everyone it does not touch keeps every meeting. Among all ways to mend
that, the fewest meetings are lost, then the fewest days fall short, then the fewest meetings move.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable import rules
from handrail.journey.timetable.engine.clinic import Clinic, Wish
from handrail.journey.timetable.engine.itineraries import Breadth, Offer, itineraries
from handrail.journey.timetable.engine.keeping import RoomsLost, kept_week
from handrail.journey.timetable.engine.model import Effort, Part, solve
from handrail.journey.timetable.engine.plan import Itinerary, Leaders, Plan, plan_of
from handrail.journey.timetable.engine.search import applied
from handrail.journey.timetable.problem import Patient, Problem
from handrail.journey.timetable.week import Unmet, Week

# In the order of what matters: no number of lesser harms outweighs one greater. Waiting and preferences, a few
# hundred at most for all the people one absence touches, decide between mends that are otherwise alike.
LOST, SHORT, MOVED = 300_000_000, 10_000_000, 100_000
EVERYTHING = Breadth(beam=4000, keep=4000, variants=4000)
MOST_PLACES = 40  # new places tried for one service; more are passed over, and the mend is then not called proven


@dataclass(frozen=True)
class Repair:
    """The mended week, the problem it keeps to, and what became of what was hit, in sentences.

    `proven`: no mend that moves only those touched loses or moves less.
    """

    week: Week
    problem: Problem
    lost: tuple[Unmet, ...]
    moved: tuple[str, ...]
    substituted: tuple[str, ...]
    proven: bool


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
        return cls(problem, week, clinic, plan_of(clinic, week))


def repair(
    problem: Problem,
    week: Week,
    *,
    absent: Mapping[str, Set[str]] | None = None,
    rooms_lost: Mapping[str, Set[str]] | None = None,
    person: Patient | None = None,
    new_times: bool = True,
    standing: Standing | None = None,
) -> Repair:
    """The week mended with the fewest losses and changes.

    `absent`: clinician -> days she is away; `rooms_lost`: room -> days it cannot be used; `person`: the new entry
    of someone whose hours changed. Without `new_times` groups keep their times or close, and the answer comes in
    milliseconds; with it, they may also move to another time when something would be lost. `standing`, made once for a week, saves the time of making its arrays.
    Raises KeyError for an id that the problem does not have.
    """
    was = standing or Standing.of(problem, week)
    mending = Mending(was, absent or {}, rooms_lost or {}, person)
    mending.find_hit()
    return mending.mend(new_times)


@dataclass
class Mending:
    """One repair: what is hit, who is touched by it, and the model that puts it together again."""

    was: Standing
    absent: Mapping[str, Set[str]]
    rooms_lost: Mapping[str, Set[str]]
    person: Patient | None
    closed: list[tuple[int, Leaders]] = field(default_factory=list)
    left: dict[int, set[int]] = field(default_factory=dict)
    sessions: dict[int, set[tuple[int, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problem = self.was.problem
        self.lost: RoomsLost = frozenset((problem.room_of[r].id, d) for r, days in self.rooms_lost.items() for d in days)
        self.problem = changed(problem, self.absent, self.person)
        base = Clinic(self.problem) if self.person else self.was.clinic
        days = {base.clinician_at[c]: {base.days.index(d) for d in on if d in base.days} for c, on in self.absent.items()}
        self.away = days
        self.clinic = base.without(days)
        self.plan = self.was.plan.copy()
        self.plan.clinic = self.clinic

    # ---- what is hit ------------------------------------------------------------------------------------------

    def find_hit(self) -> None:
        for k, groups in self.plan.leaders.items():
            for leaders in groups:
                if any(not self.clinic.can_lead[k, c] for c in leaders):
                    self._hit_group(k, leaders)
        for p, one in enumerate(self.plan.itineraries):
            for s, t in one.sessions:
                wish = next(wish for wish in self.clinic.wishes[p] if wish.s == s)
                away = self.clinic.day_of[t] in self.away.get(wish.c, ())
                if away or (self._is_changed(p) and t not in self.clinic.session_times(p, wish)):
                    self.sessions.setdefault(p, set()).add((s, t))
        if self.person is not None:
            self._hit_person(self.clinic.patient_at[self.person.id])
        self._hit_rooms()

    def _is_changed(self, p: int) -> bool:
        return self.person is not None and self.clinic.patients[p].id == self.person.id

    def _hit_group(self, k: int, leaders: Leaders) -> None:
        if (k, leaders) not in self.closed or self.closed.count((k, leaders)) < self.plan.leaders[k].count(leaders):
            self.closed.append((k, leaders))
            for p in self.plan.members[k]:
                self.left.setdefault(p, set()).add(k)

    def _hit_person(self, p: int) -> None:
        for k in self.plan.itineraries[p].groups:
            if self.clinic.can_come[p, k]:
                continue
            self.left.setdefault(p, set()).add(k)
            least = self.clinic.services[self.clinic.service_of[k]].min * len(self.plan.leaders[k])
            if len(self.plan.members[k]) - 1 < least:
                for leaders in list(self.plan.leaders[k]):
                    self._hit_group(k, leaders)

    def _hit_rooms(self) -> None:
        """Groups of a lost room are taken apart only if the others cannot make room for them."""
        if not self.lost or (not self.closed and kept_week(self.plan, self.was.week, self.lost, {}) is not None):
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

    # ---- putting it together again ----------------------------------------------------------------------------

    def mend(self, new_times: bool) -> Repair:
        plan, proven = self._solved(new_places=False)
        if new_times and (plan is None or self._moved_or_lost(plan)):
            wider, proven = self._solved(new_places=True)
            plan = wider or plan
        week = plan and kept_week(plan, self.was.week, self.lost, self._because())
        if plan is None or week is None or rules.faults(self.problem, week):
            # Never seen: the model promises rooms by count only. What is hit is then closed, which is always lawful.
            plan, proven = self._all_closed(), False
            week = kept_week(plan, self.was.week, self.lost, self._because())
            assert week is not None
        return self._told(week.model_copy(update={"made": self.was.week.made}), proven)

    def _moved_or_lost(self, plan: Plan) -> bool:
        """Whether a group's member got less or other than a new leader: then new places may serve her better."""
        return any(set(self.plan.itineraries[p].groups) - set(plan.itineraries[p].groups) for p in self.left)

    def _all_closed(self) -> Plan:
        plan = self.plan.copy()
        for p in set(self.left) | set(self.sessions):
            base = self._base(p)
            plan.place(p, plan.priced(p, base.groups, base.sessions))
        for k, leaders in self.closed:
            plan.close(k, leaders)
        return plan

    def _base(self, p: int) -> Itinerary:
        one = self.plan.itineraries[p]
        return Itinerary(
            tuple(k for k in one.groups if k not in self.left.get(p, ())),
            tuple(x for x in one.sessions if x not in self.sessions.get(p, ())),
        )

    def _solved(self, *, new_places: bool) -> tuple[Plan | None, bool]:
        touched = sorted(set(self.left) | set(self.sessions))
        if not touched and not self.closed:
            return self.plan, True
        openable = {k for k, _ in self.closed}
        complete = True
        if new_places:
            more, complete = self._new_places()
            openable |= more
        taken, minutes = self._taken(frozenset(touched))
        columns = {p: self._columns(p, openable, taken, minutes) for p in touched}
        blur = {p: [self._harm(p, one) - one.cost for one in found] for p, found in columns.items()}
        lost = tuple((self.clinic.problem.room_of[r].seats, self.clinic.days.index(d)) for r, d in self.lost)
        part = Part(columns, tuple(self.closed), frozenset(openable), blur=blur, rooms_lost=lost)
        solved = solve(self.clinic, self.plan, part, Effort(2.0))
        plan = solved and applied(self.plan, part, solved)
        return plan or None, bool(solved and solved.optimal and complete)

    def _taken(self, touched: frozenset[int]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
        """What clinicians have given out to groups that stay and people who are not touched, or who keep it."""
        taken, minutes = self.plan.clinician_taken(touched)
        for k, leaders in self.closed:
            for c in leaders:
                taken[c] &= ~self.clinic.options.mask[k]
                minutes[c] -= int(self.clinic.options.minutes[k].sum())
        return taken, minutes

    def _columns(self, p: int, openable: set[int], taken: NDArray[np.uint64], minutes: NDArray[np.int32]) -> list[Itinerary]:
        """Every week in which she keeps what was not hit, and has, elsewhere, or loses what was."""
        base = self._base(p)
        hit = Counter(int(self.clinic.service_of[k]) for k in self.left.get(p, ()))
        hit.update(s for s, _ in self.sessions.get(p, ()))
        offers = []
        for wish in self.clinic.wishes[p]:
            if hit[wish.s]:
                again = replace(wish, count=hit[wish.s])
                offers.append(
                    self._groups_for(p, again, base, openable) if wish.c < 0 else self._times_for(p, again, taken, minutes)
                )
        return itineraries(self.clinic, p, offers, EVERYTHING, np.random.default_rng(0), base)

    def _groups_for(self, p: int, wish: Wish, base: Itinerary, openable: set[int]) -> Offer:
        plan = self.plan
        closing = Counter(k for k, _ in self.closed)
        ks = [
            k
            for k in set(plan.leaders) | openable
            if self.clinic.service_of[k] == wish.s
            and self.clinic.can_come[p, k]
            and k not in base.groups
            and (k in openable or plan.seats(k) > len(plan.members[k]) or closing[k] or k in self._emptied)
            and not self.clinic.apart[p] & plan.members.get(k, set())
        ]
        rows = np.array(sorted(ks), np.intp)
        return Offer(wish, self.clinic.options.rows(rows), self.clinic.price_of[p, rows])

    @property
    def _emptied(self) -> set[int]:
        return {k for ks in self.left.values() for k in ks}

    def _times_for(self, p: int, wish: Wish, taken: NDArray[np.uint64], minutes: NDArray[np.int32]) -> Offer:
        options = self.clinic.session_options[wish.s]
        times = self.clinic.session_times(p, wish)
        length = self.clinic.services[wish.s].minutes
        free = ~(options.mask[times] & self.clinic.time_mask & taken[wish.c]).any(axis=1)
        times = times[free & (minutes[wish.c] + length <= self.clinic.max_minutes[wish.c])]
        return Offer(wish, options.rows(times), self.clinic.price(p, wish.s, times[:, None]))

    def _new_places(self) -> tuple[set[int], bool]:
        """Other times for groups of the services that were hit, where enough of those touched could come."""
        found: set[int] = set()
        complete = True
        for s in {int(self.clinic.service_of[k]) for k, _ in self.closed}:
            people = [p for p, ks in self.left.items() if any(self.clinic.service_of[k] == s for k in ks)]
            ks = self.clinic.of_service[s]
            free = np.stack([self.clinic.can_come[p, ks] & self._clear(p, ks) for p in people])
            count = free.sum(axis=0)
            rows = np.flatnonzero((count >= self.clinic.services[s].min) & self._could_lead(s, ks))
            complete &= len(rows) <= MOST_PLACES
            found |= {int(ks[row]) for row in rows[np.argsort(-count[rows], kind="stable")][:MOST_PLACES]}
        return found, complete

    def _clear(self, p: int, ks: NDArray[np.intp]) -> NDArray[np.bool_]:
        mask = np.zeros(self.clinic.words, np.uint64)
        base = self._base(p)
        for k in base.groups:
            mask |= self.clinic.options.mask[k]
        for s, t in base.sessions:
            mask |= self.clinic.session_options[s].mask[t]
        return ~np.asarray((self.clinic.options.mask[ks] & mask).any(axis=1))

    def _could_lead(self, s: int, ks: NDArray[np.intp]) -> NDArray[np.bool_]:
        taken, minutes = self._taken(frozenset())
        length = self.clinic.services[s].minutes * self.clinic.services[s].times_per_week
        led = np.zeros(len(ks), bool)
        for c in np.flatnonzero(self.clinic.skilled[s] & (minutes + length <= self.clinic.max_minutes)):
            led |= self.clinic.can_lead[ks, c] & ~(self.clinic.options.mask[ks] & taken[c]).any(axis=1)
        return led

    def _harm(self, p: int, one: Itinerary) -> int:
        """What this week does to her, in the order of what matters."""
        was = self.plan.itineraries[p]
        kept = set(one.groups) & set(was.groups)
        meetings = sum(len(self.clinic.times_of[k]) for k in one.groups if k not in kept)
        meetings += len(set(one.sessions) - set(was.sessions))
        unmet, rest = divmod(one.cost, rules.WEIGHTS["unmet"])
        short, rest = divmod(rest, rules.WEIGHTS["short_day"])
        return unmet * LOST + short * SHORT + meetings * MOVED + rest

    # ---- telling ----------------------------------------------------------------------------------------------

    def _because(self) -> dict[tuple[str, str], str]:
        why = {(one.patient, one.service): one.because for one in self.was.week.unmet}
        for p in set(self.left) | set(self.sessions):
            patient = self.clinic.patients[p].id
            hit = {int(self.clinic.service_of[k]) for k in self.left.get(p, ())} | {s for s, _ in self.sessions.get(p, ())}
            for s in hit:
                why[patient, self.clinic.services[s].id] = self._reason()
        return why

    def _reason(self) -> str:
        if self.person is not None:
            return "Her hours changed, and no other time was found that keeps every rule."
        away = [f"{c} is away on {', '.join(sorted(days))}" for c, days in self.absent.items()]
        away += [f"{r} cannot be used on {', '.join(sorted(days))}" for r, days in self.rooms_lost.items()]
        return f"{'; '.join(away)}, and no other time was found that keeps every rule."

    def _told(self, week: Week, proven: bool) -> Repair:
        before, now = rules.meetings_by_patient(self.was.week), rules.meetings_by_patient(week)
        moved = [
            f"{patient}: {service} now {day} {start}"
            for patient in sorted(now)
            for service, day, start in sorted(now[patient] - before.get(patient, set()))
        ]
        had = {(one.patient, one.service): one.count for one in self.was.week.unmet}
        lost = [one for one in week.unmet if one.count > had.get((one.patient, one.service), 0)]
        leaders = {group.id: group.leaders for group in self.was.week.groups}
        substituted = [
            f"group {group.id} ({group.service}): {', '.join(group.leaders)} instead of {', '.join(leaders[group.id])}"
            for group in week.groups
            if group.id in leaders and set(leaders[group.id]) != set(group.leaders)
        ]
        return Repair(week, self.problem, tuple(lost), tuple(moved), tuple(substituted), proven)


def changed(problem: Problem, absent: Mapping[str, Set[str]], person: Patient | None) -> Problem:
    """The problem while those clinicians are away on those days, with this person's new entry."""
    unknown = [c for c in absent if c not in problem.clinician_of]
    if unknown or (person is not None and person.id not in problem.patient_of):
        raise KeyError(*unknown or [person.id if person else ""])
    clinicians = tuple(
        c.model_copy(update={"available": {d: spans for d, spans in c.available.items() if d not in absent.get(c.id, ())}})
        for c in problem.clinicians
    )
    patients = tuple(person if person and p.id == person.id else p for p in problem.patients)
    return problem.model_copy(update={"clinicians": clinicians, "patients": patients})
