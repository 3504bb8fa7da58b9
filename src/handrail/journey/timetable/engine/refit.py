# SPDX-License-Identifier: Apache-2.0
"""One more person into a running week when no seat fits her: at most a few others move, and they are named.

Nobody who moves loses anything: she keeps every hour and every full day she has, at another time or in a twin group.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handrail.journey.timetable import rules
from handrail.journey.timetable.engine.clinic import Clinic, Wish
from handrail.journey.timetable.engine.fit import Fit, RunningWeek, fit, with_person
from handrail.journey.timetable.engine.itineraries import Breadth, Offer, itineraries
from handrail.journey.timetable.engine.keeping import kept_week
from handrail.journey.timetable.engine.model import Effort, Part, solve
from handrail.journey.timetable.engine.plan import Itinerary, Plan, plan_of
from handrail.journey.timetable.engine.search import applied
from handrail.journey.timetable.problem import Patient, Problem
from handrail.journey.timetable.rules import WEIGHTS
from handrail.journey.timetable.week import Week

HERS, OTHERS = Breadth(beam=300, keep=80, variants=4), Breadth(beam=60, keep=8, variants=2)
MOST_ASKED = 60  # people whose other possible weeks are looked at
UNMET, SHORT = WEIGHTS["unmet"], WEIGHTS["short_day"]


@dataclass(frozen=True)
class Refit:
    """The week with her in it, and who of the others got another week than before (ids)."""

    week: Week
    moved: tuple[str, ...]
    whole: bool
    fit: Fit


def fit_moving(problem: Problem, week: Week, patient: Patient, *, most_moved: int = 3, seconds: float = 0.8) -> Refit:
    """The best week for her for which at most `most_moved` others have to move; nobody does when a seat fits.

    `patient` is not in the problem yet; the week is lawful. The search for who could move stops after `seconds`.
    """
    alone = fit(RunningWeek(problem, week), patient)
    still = with_person(week, alone, patient)
    joined = problem.with_patient(patient).model_copy(update={"running": week})
    if alone.whole or most_moved < 1:
        return Refit(still, (), alone.whole, alone)
    clinic = Clinic(joined)
    asking = Asking(clinic, plan_of(clinic, still), clinic.patient_at[patient.id])
    plan = asking.answered(most_moved, seconds)
    better = kept_week(plan, still, frozenset(), {}) if plan else None
    if better is None or rules.faults(joined, better):
        return Refit(still, (), alone.whole, alone)
    return _told(joined, still, better, patient, alone)


def _told(problem: Problem, before: Week, now: Week, patient: Patient, alone: Fit) -> Refit:
    was, has = rules.meetings_by_patient(before), rules.meetings_by_patient(now)
    moved = tuple(sorted(p for p in was | has if p != patient.id and was.get(p) != has.get(p)))
    fitted = fit(RunningWeek(problem, now), patient) if moved else alone
    week = with_person(now, fitted, patient) if moved else before
    return Refit(week, moved, fitted.whole, fitted)


@dataclass
class Asking:
    """Who might make room for one person `p`, and in which other weeks they would lose nothing."""

    clinic: Clinic
    plan: Plan
    p: int

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(0)
        self.places = {
            wish.s: np.array([k for k in sorted(self.plan.leaders) if self._suits(k, wish)], np.intp)
            for wish in self.clinic.wishes[self.p]
            if wish.c < 0
        }

    def _suits(self, k: int, wish: Wish) -> bool:
        apart = self.clinic.apart[self.p] & self.plan.members[k]
        return self.clinic.service_of[k] == wish.s and bool(self.clinic.can_come[self.p, k]) and not apart

    def answered(self, most_moved: int, seconds: float) -> Plan | None:
        others = self._in_the_way()
        taken, minutes = self.plan.clinician_taken(frozenset({self.p, *others}))
        columns = {self.p: self._hers(taken, minutes)}
        for q, hit in others.items():
            columns[q] = self._other_weeks(q, hit, taken, minutes)
        part = Part(columns, most_moved=most_moved, counted=frozenset(others))
        solved = solve(self.clinic, self.plan, part, Effort(seconds))
        return applied(self.plan, part, solved) if solved else None

    def _in_the_way(self) -> dict[int, set[int]]:
        """People in full groups she could come to, or with hours of her clinicians: the services each would move."""
        found: dict[int, set[int]] = {}
        for s, ks in self.places.items():
            for k in ks:
                if len(self.plan.members[int(k)]) >= self.plan.seats(int(k)):
                    for q in self.plan.members[int(k)] - {self.p}:
                        found.setdefault(q, set()).add(s)
        for wish in self.clinic.wishes[self.p]:
            if wish.c >= 0:
                for q, one in enumerate(self.plan.itineraries):
                    for s, _ in one.sessions:
                        if q != self.p and self.clinic.clinician_of(q, s) == wish.c:
                            found.setdefault(q, set()).add(s)
        chosen = sorted(found, key=lambda q: (-len(found[q]), q))[:MOST_ASKED]
        return {q: found[q] for q in chosen}

    def _hers(self, taken: NDArray[np.uint64], minutes: NDArray[np.int32]) -> list[Itinerary]:
        offers = [
            self._seats(self.p, wish, self.places[wish.s]) if wish.c < 0 else self._times(self.p, wish, taken, minutes)
            for wish in self.clinic.wishes[self.p]
        ]
        found = itineraries(self.clinic, self.p, offers, HERS, self.rng)
        return _with(found, self.plan.itineraries[self.p])

    def _other_weeks(
        self, q: int, hit: set[int], taken: NDArray[np.uint64], minutes: NDArray[np.int32]
    ) -> list[Itinerary]:
        """Her week now, and others that differ in one service and in which she loses nothing."""
        one = self.plan.itineraries[q]
        found = [one]
        for s in sorted(hit):
            wish = next(wish for wish in self.clinic.wishes[q] if wish.s == s)
            base = Itinerary(
                tuple(k for k in one.groups if self.clinic.service_of[k] != s),
                tuple(session for session in one.sessions if session[0] != s),
            )
            if wish.c >= 0:
                offer = self._times(q, wish, taken, minutes)
            else:
                ks = [k for k in sorted(self.plan.leaders) if self._open_to(q, k, s)]
                offer = self._seats(q, wish, np.array(ks, np.intp))
            # Priced anew: `itineraries` knows only of the orders it is asked for, she may lack another.
            others = itineraries(self.clinic, q, [offer], OTHERS, self.rng, base)
            found += [self.plan.priced(q, other.groups, other.sessions) for other in others]
        return _with([other for other in found if other.cost // SHORT <= one.cost // SHORT], one)

    def _open_to(self, q: int, k: int, s: int) -> bool:
        if self.clinic.service_of[k] != s or not self.clinic.can_come[q, k]:
            return False
        return not self.clinic.apart[q] & self.plan.members[k]

    def _seats(self, p: int, wish: Wish, ks: NDArray[np.intp]) -> Offer:
        return Offer(wish, self.clinic.options.rows(ks), self.clinic.price_of[p, ks])

    def _times(self, p: int, wish: Wish, taken: NDArray[np.uint64], minutes: NDArray[np.int32]) -> Offer:
        options, times = self.clinic.session_options[wish.s], self.clinic.session_times(p, wish)
        length = self.clinic.services[wish.s].minutes
        free = ~(options.mask[times] & self.clinic.time_mask & taken[wish.c]).any(axis=1)
        times = times[free & (minutes[wish.c] + length <= self.clinic.max_minutes[wish.c])]
        return Offer(wish, options.rows(times), self.clinic.price(p, wish.s, times[:, None]))


def _with(found: list[Itinerary], present: Itinerary) -> list[Itinerary]:
    """These weeks and the present one, each once."""
    unique = {(one.groups, one.sessions): one for one in [present, *found]}
    return [replace(one) for one in unique.values()]
