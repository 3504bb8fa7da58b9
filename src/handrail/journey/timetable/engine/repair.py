# SPDX-License-Identifier: Apache-2.0
"""Mend a running week: a clinician or a room is away on some days, or a person's hours changed.

Only what the change touches may move, and everyone it does not touch keeps every meeting. Among all ways to mend
that, the fewest meetings are lost, then the fewest days newly fall short, then the fewest meetings move.
"""

import math
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable import rules
from handrail.journey.timetable.engine.again import LOST, MOVED, SHORT, STILL_SHORT, Again, Hers
from handrail.journey.timetable.engine.clinic import Wish
from handrail.journey.timetable.engine.fewer import fewer
from handrail.journey.timetable.engine.hit import Hit
from handrail.journey.timetable.engine.hit import Standing as Standing
from handrail.journey.timetable.engine.itineraries import Breadth, Offer, itineraries
from handrail.journey.timetable.engine.model import Effort, Part, solve
from handrail.journey.timetable.engine.plan import Itinerary, Plan
from handrail.journey.timetable.engine.search import applied
from handrail.journey.timetable.problem import Patient, Problem
from handrail.journey.timetable.week import Unmet, Week

EVERYTHING = Breadth(beam=4000, keep=4000, variants=4000)
MOST_PLACES = 40  # new places tried for one service; more are passed over, and the mend is then not called proven


@dataclass(frozen=True)
class Repair:
    """The mended week, the problem it keeps to, and what became of what was hit, in sentences.

    `lost`: what of each order is missing that was not missing before. `proven`: no mend that moves only those
    touched loses or moves less.
    """

    week: Week
    problem: Problem
    lost: tuple[Unmet, ...]
    moved: tuple[str, ...]
    substituted: tuple[str, ...]
    proven: bool


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
    milliseconds; with it, they may also move to another time when someone would lose her group or more. `standing`,
    made once for a week, saves the time of making its arrays.
    Raises KeyError for an id that the problem does not have.
    """
    was = standing or Standing.of(problem, week)
    mending = Mending(was, absent or {}, rooms_lost or {}, person)
    mending.find_hit()
    return mending.mend(new_times)


class Mending(Hit):
    """One repair: the model that puts together again what is hit."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.places: dict[tuple[int, int], NDArray[np.intp]] = {}

    def mend(self, new_times: bool) -> Repair:
        if not (self.touched or self.lost or self.orders_changed) and not rules.faults(self.problem, self.was.week):
            return self._told(self.was.week, proven=True)
        plan, proven, harmed = self._solved(new_places=False)
        if new_times and self.left and (plan is None or harmed or self._has_moved(plan)):
            wider, proven, _ = self._solved(new_places=True)
            plan = wider or plan
        week = None if plan is None else self._roomed(plan)
        if week is None or self._faults(week):
            # The model promises rooms by count only. What is hit is then closed, which is always lawful.
            proven, week = False, self._roomed(self.all_closed())
            assert week is not None
        return self._told(week.model_copy(update={"made": self.was.week.made}), proven)

    def _faults(self, week: Week) -> list[str]:
        if self.was.is_lawful:
            return rules.faults_of_change(self.problem, week, self.was.problem, self.was.week)
        return rules.faults(self.problem, week)

    def _roomed(self, plan: Plan) -> Week | None:
        return self.kept(plan, self._because())

    def _has_moved(self, plan: Plan) -> bool:
        """Whether a group's member got other than a new leader: then a new place may serve her better."""
        return any(set(self.plan.itineraries[p].groups) - set(plan.itineraries[p].groups) for p in self.left)

    def _solved(self, *, new_places: bool) -> tuple[Plan | None, bool, bool]:
        """The best mend, if it is proven, and if anyone loses a meeting or a full day by it."""
        if not self.touched:
            return self.plan, True, False
        openable = {k for k, _ in self.closed}
        complete = True
        if new_places:
            more, complete = self._new_places()
            openable |= more
        taken, minutes = self._taken()
        columns: dict[int, list[Itinerary]] = {}
        blur: dict[int, list[int]] = {}
        for p in sorted(self.touched):
            columns[p], blur[p], counted_out = self._columns(p, self._again(p, openable, taken, minutes))
            complete &= counted_out
        days = {str(day): d for d, day in enumerate(self.clinic.days)}
        lost = tuple((self.problem.room_of[room].seats, days[day]) for room, day in self.lost)
        base = {p: self.base_of(p) for p in columns}
        whole = Part(
            columns,
            tuple(self.closed),
            frozenset(openable),
            blur=blur,
            rooms_lost=lost,
            base=base,
            taken=(taken & self.clinic.time_mask, minutes),
        )
        part = fewer(self.clinic, self.plan, whole)
        solved = solve(self.clinic, self.plan, part, Effort(2.0, proving=True))
        if solved is None:
            return None, False, True
        chosen = ((columns[p].index(one), p) for p, one in solved.itineraries.items())
        harmed = any(columns[p][i].cost + blur[p][i] >= SHORT for i, p in chosen)
        return applied(self.plan, part, solved), solved.optimal and complete, harmed

    def _taken(self) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
        """What clinicians have given out to all that was not hit."""
        if self.person is None:
            taken, minutes = self.was.taken[0].copy(), self.was.taken[1].copy()
            for p, sessions in self.sessions.items():
                for s, t in sessions:
                    c = self.clinic.clinician_of(p, s)
                    taken[c] &= ~self.clinic.session_options[s].mask[t]
                    minutes[c] -= self.clinic.services[s].minutes
        else:
            taken, minutes = self.plan.clinician_taken(self.touched)
            for p in self.touched:
                for s, t in self.base_of(p).sessions:
                    c = self.clinic.clinician_of(p, s)
                    taken[c] |= self.clinic.session_options[s].mask[t]
                    minutes[c] += self.clinic.services[s].minutes
        for k, leaders in self.closed:
            for c in leaders:
                taken[c] &= ~self.clinic.options.mask[k]
                minutes[c] -= int(self.clinic.options.minutes[k].sum())
        return taken, minutes

    def _again(self, p: int, openable: set[int], taken: NDArray[np.uint64], minutes: NDArray[np.int32]) -> list[Again]:
        """For each of her orders that was hit, where she could have it again."""
        base = self.base_of(p)
        kept, hit = self._counted(base), self._counted(self.plan.itineraries[p])
        found = []
        for wish in self.clinic.wishes[p]:
            again = replace(wish, count=min(hit[wish.s], wish.count) - kept[wish.s])
            if again.count > 0 and wish.c < 0:
                found.append(self._groups_for(p, again, base, openable))
            elif again.count > 0:
                found.append(self._times_for(p, again, taken, minutes))
        return found

    def _counted(self, one: Itinerary) -> Counter[int]:
        """How much of each service is in this week."""
        return Counter([*(int(self.clinic.service_of[k]) for k in one.groups), *(s for s, _ in one.sessions)])

    def _columns(self, p: int, again: list[Again]) -> tuple[list[Itinerary], list[int], bool]:
        """Every week in which she keeps what was not hit, and has, elsewhere, or loses what was; and if that is all.

        With each the harm it does her beyond its cost, in the order of what matters.
        """
        base = self.base_of(p)
        if math.prod(one.many for one in again) <= EVERYTHING.keep:
            hers = Hers(self.clinic, p, base, self._had(p), self._short_before(p))
            return *hers.weeks(again), True
        offers = [self._offer(one) for one in again]
        found = itineraries(self.clinic, p, offers, EVERYTHING, np.random.default_rng(0), base)
        counted_out = len(found) < EVERYTHING.keep
        if not counted_out:
            found.append(replace(base, cost=self.cost_to(p, base)))
        return found, self._harms(p, offers, found), counted_out

    def _had(self, p: int) -> set[tuple[int, int]]:
        was, times_of, service_of = self.plan.itineraries[p], self.clinic.times_of, self.clinic.service_of
        return {(int(service_of[k]), t) for k in was.groups for t in times_of[k]} | set(was.sessions)

    def _offer(self, one: Again) -> Offer:
        options = self.clinic.options if one.wish.c < 0 else self.clinic.session_options[one.wish.s]
        return Offer(one.wish, options.rows(np.array(one.ids, np.intp)), np.array(one.prices, np.int32))

    def _groups_for(self, p: int, wish: Wish, base: Itinerary, openable: set[int]) -> Again:
        places = self._places(wish.s, openable)
        rows = places[self.clinic.can_come[p, places]]
        ks = [k for k in rows.tolist() if k not in base.groups]
        if apart := self.clinic.apart[p] - self.touched:
            ks = [k for k in ks if not apart & self.plan.members.get(k, set())]
        return Again(wish, ks, self.clinic.price_of[p, ks].tolist())

    def _places(self, s: int, openable: set[int]) -> NDArray[np.intp]:
        """Placements of this service where someone may sit who did not, or again."""
        key = s, len(openable)
        if key not in self.places:
            plan, vacated = self.plan, {k for ks in self.left.values() for k in ks}
            ks = [
                k
                for k in set(plan.leaders) | openable
                if self.clinic.service_of[k] == s
                and (k in openable or k in vacated or plan.seats(k) > len(plan.members[k]))
            ]
            self.places[key] = np.array(sorted(ks), np.intp)
        return self.places[key]

    def _times_for(self, p: int, wish: Wish, taken: NDArray[np.uint64], minutes: NDArray[np.int32]) -> Again:
        options = self.clinic.session_options[wish.s]
        times = self.clinic.session_times(p, wish)
        length = self.clinic.services[wish.s].minutes
        free = ~(options.mask[times] & self.clinic.time_mask & taken[wish.c]).any(axis=1)
        times = times[free & (minutes[wish.c] + length <= self.clinic.max_minutes[wish.c])]
        return Again(wish, times.tolist(), self.clinic.price(p, wish.s, times[:, None]).tolist())

    def _new_places(self) -> tuple[set[int], bool]:
        """Other times for groups of the services that were hit, where enough of those touched could come."""
        found: set[int] = set()
        complete = True
        for s in sorted({int(self.clinic.service_of[k]) for ks in self.left.values() for k in ks}):
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
        base = self.base_of(p)
        for k in base.groups:
            mask |= self.clinic.options.mask[k]
        for s, t in base.sessions:
            mask |= self.clinic.session_options[s].mask[t]
        return ~np.asarray((self.clinic.options.mask[ks] & mask).any(axis=1))

    def _could_lead(self, s: int, ks: NDArray[np.intp]) -> NDArray[np.bool_]:
        taken, minutes = self._taken()
        length = self.clinic.services[s].minutes * self.clinic.services[s].times_per_week
        led = np.zeros(len(ks), bool)
        for c in np.flatnonzero(self.clinic.skilled[s] & (minutes + length <= self.clinic.max_minutes)):
            led |= self.clinic.can_lead[ks, c] & ~(self.clinic.options.mask[ks] & taken[c]).any(axis=1)
        return led

    def _harms(self, p: int, offers: list[Offer], weeks: list[Itinerary]) -> list[int]:
        """What each of these weeks does to her beyond its cost, in the order of what matters."""
        had, times_of, service_of = self._had(p), self.clinic.times_of, self.clinic.service_of
        hit = [(one.wish.s, one.wish.count * self.clinic.services[one.wish.s].times_per_week) for one in offers]
        most = self._meetings(self.base_of(p)) + sum(meetings for _, meetings in hit)
        before, harms = self._short_before(p), []
        for one in weeks:
            moved = sum((int(service_of[k]), t) not in had for k in one.groups for t in times_of[k])
            moved += sum(session not in had for session in one.sessions)
            lost = most - self._meetings(one)
            short, rest = divmod(one.cost - lost * rules.WEIGHTS["unmet"], rules.WEIGHTS["short_day"])
            newly = max(0, short - before)
            harms.append(lost * LOST + newly * SHORT + moved * MOVED + short * STILL_SHORT + rest - one.cost)
        return harms

    def _short_before(self, p: int) -> int:
        was, clinic = self.was.plan.itineraries[p], self.was.clinic
        ordered = sum(wish.count * clinic.services[wish.s].times_per_week for wish in clinic.wishes[p])
        missing = ordered - sum(len(clinic.times_of[k]) for k in was.groups) - len(was.sessions)
        return (was.cost - missing * rules.WEIGHTS["unmet"]) // rules.WEIGHTS["short_day"]

    def _meetings(self, one: Itinerary) -> int:
        return sum(len(self.clinic.times_of[k]) for k in one.groups) + len(one.sessions)

    # ---- telling ----------------------------------------------------------------------------------------------

    def _because(self) -> dict[tuple[str, str], str]:
        why = {(one.patient, one.service): one.because for one in self.was.week.unmet}
        for p in set(self.left) | set(self.sessions):
            patient = self.clinic.patients[p].id
            hit = {int(self.clinic.service_of[k]) for k in self.left.get(p, ())} | {
                s for s, _ in self.sessions.get(p, ())
            }
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
        stood = {id(group) for group in self.was.week.groups}
        touched = frozenset(self.clinic.patients[p].id for p in self.touched)
        changed = touched.union(*(group.members for group in week.groups if id(group) not in stood))
        before, now = self.was.meetings, rules.meetings_by_patient(week, changed)
        moved = [
            f"{patient}: {service} now {day} {start}"
            for patient in sorted(now)
            for service, day, start in sorted(now[patient] - before.get(patient, set()))
        ]
        received = self.was.received
        lost = []
        for one in week.unmet:
            ordered = rules.ordered_of(self.problem.patient_of[one.patient])[one.service]
            had = max(0, ordered - received[one.patient][one.service])
            if one.count > had:
                lost.append(one.model_copy(update={"count": one.count - had}))
        leaders = {group.id: group.leaders for group in self.was.week.groups}
        substituted = [
            f"group {group.id} ({group.service}): {', '.join(group.leaders)} instead of {', '.join(leaders[group.id])}"
            for group in week.groups
            if id(group) not in stood and group.id in leaders and set(leaders[group.id]) != set(group.leaders)
        ]
        return Repair(week, self.problem, tuple(lost), tuple(moved), tuple(substituted), proven)
